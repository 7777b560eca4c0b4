"""Personal numbers: identity as a keyed hash, and texts in which they are masked."""

from __future__ import annotations

import hashlib
import re
import unicodedata

import attrs

_LONG = re.compile(r"(?<!\d)[1-9](?:[ -]?\d){13,16}[ -]?[\dXx](?!\d)")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d(?:[ -]?\d){8}(?!\d)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def mask(text: str) -> str:
    """The text with id-card and phone numbers hidden but for their first three digits."""
    if len(text) < 11:
        return text
    return _PHONE.sub(_hide, _LONG.sub(_hide, text))


def _hide(found: re.Match[str]) -> str:
    return found[0][:3] + "*" * 8


def _check(head: str) -> str:
    """The 18th sign of an id-card number (GB 11643)."""
    return "10X98765432"[sum(int(a) * b for a, b in zip(head, _WEIGHTS, strict=True)) % 11]


def is_card(number: str) -> bool:
    """Whether this is an id-card number: 18 signs with a right check sign, or the older 15 with a possible birthday."""
    if re.fullmatch(r"\d{17}[\dX]", number):
        return number[17] == _check(number[:17])
    return bool(re.fullmatch(r"[1-9]\d{5}\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}", number))


@attrs.frozen
class Hasher:
    """A keyed hash. The key is the project's, so that runs agree, or random for one run; it is in no repr."""

    key: bytes = attrs.field(repr=False)
    reads_persons: bool = True
    """Whether the key is the project's own; without one, numbers of persons are not read at all."""

    def identity(self, number: str, unit: str = "") -> str:
        """A person's identity. A number too short for an id card is a unit's own and says nothing outside of it."""
        clean = "".join(unicodedata.normalize("NFKC", number).upper().split())
        if re.fullmatch(r"\d{15}", clean) and is_card(clean):
            clean = clean[:6] + "19" + clean[6:]
            clean += _check(clean)
        scope = "" if len(clean) >= 15 else f"{unit}/"
        return hashlib.blake2b((scope + clean).encode(), key=self.key[:64], digest_size=16).hexdigest()

    def id(self, text: str) -> str:
        """A row's own id; an id-card number in that place is hashed."""
        return self.identity(text) if len(text) >= 15 and is_card(text.upper()) else text
