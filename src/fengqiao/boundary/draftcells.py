"""What the cells of a column say it is: how likely each field is by content alone, and what to show of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property

import attrs

from fengqiao.boundary.cells import NO, YES, Refusal, day, money, tidy, whole
from fengqiao.boundary.draftwords import TOLD, WORDS
from fengqiao.boundary.personal import is_card, mask
from fengqiao.boundary.profilepeople import people
from fengqiao.model import fact
from fengqiao.model.fact import REGISTERS

NEUTRAL = 0.5
"""Of a field whose cells could be anything."""
_PERSON = re.compile(r"[\u4e00-\u9fff·]{2,4}")
_BODY = re.compile(r"(?:委员会|调委会|工作室|调解中心|联合会)$")
_TOWNSHIP = re.compile(r"(?:街道|镇|乡|办事处)$")
_VILLAGE = re.compile(r"(?:村|社区|居委会|村委会|委员会)$")
_OTHER = re.compile(r"(?:委员会|调委会|工作室|街道|[镇乡村]|社区|居委会|报告|台账|名册|名单)$")
"""How a short text ends that is no person's name."""
_COUNTY = re.compile(r"(?:县|区|市)$")
_ID = re.compile(r"(?=.*\d)[A-Za-z0-9〔〕()（）号字\u4e00-\u9fff_-]{2,40}")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_WORDY = re.compile(r"[\u4e00-\u9fff]")


@attrs.frozen(slots=False)
class Column:
    """One column of a sample: its heading, where it stands, and its filled cells."""

    at: int
    heading: str
    cells: tuple[str, ...]

    def share(self, score: Callable[[str], float]) -> float:
        """How far the filled cells hold, from 0 to 1; 0 where there are none."""
        found = sum(score(text) * count for text, count in self._counted.items())
        return found / len(self.cells) if self.cells else 0.0

    @cached_property
    def _counted(self) -> Counter[str]:
        return Counter(self.cells)

    @cached_property
    def distinct(self) -> tuple[str, ...]:
        """Each text once, in order."""
        return tuple(dict.fromkeys(tidy(cell) for cell in self.cells))

    @property
    def few(self) -> bool:
        """Whether the same words come over and over, as those of a list do and names do not."""
        return 3 * len(self.distinct) <= len(self.cells)

    @property
    def sample(self) -> str:
        """A few cells to look at; numbers and names of persons are hidden."""
        hide = _hidden if _people(self) > 0.5 else mask
        return " | ".join(hide(text) if len(text) <= 16 else hide(text[:15]) + "…" for text in self.distinct[:3])


def _hidden(text: str) -> str:
    return "、".join(name[:1] + "某" for name in people(text))


def _is_person(text: str) -> bool:
    names = people(text)
    return bool(names) and all(_PERSON.fullmatch(name) and not _OTHER.search(name) for name in names)


def _is_day(text: str) -> float:
    value = day(text, month="first")
    # a bare number may be a day, and may be anything else
    return 0.0 if not isinstance(value, date) else 0.5 if _SERIAL.fullmatch(tidy(text)) else 1.0


def _is_yes_no(text: str) -> float:
    clean = tidy(text).lower()
    return 0.0 if clean not in YES | NO else 0.5 if clean.isdigit() else 1.0


def _is_money(text: str) -> bool:
    # 万元 is the wider: what is exact in 元 is exact in it
    return not isinstance(money(text, unit="万元"), Refusal)


def _is_whole(text: str) -> bool:
    return not isinstance(whole(text, suffix="人"), Refusal)


def _is_code(text: str) -> bool:
    clean = tidy(text)
    return clean.isdigit() and len(clean) in (6, 9, 12, 15) and clean[:2] in {str(n) for n in range(11, 66)}


def place(column: Column, kind: str) -> float:
    """How much a column looks like divisions of a level, or their codes."""
    if kind == "code":
        return column.share(_is_code)
    shape = {"county": _COUNTY, "township": _TOWNSHIP, "village": _VILLAGE}[kind]
    return column.share(lambda text: bool(shape.search(tidy(text))) or _is_code(text))


def own_id(column: Column) -> float:
    """How much a column looks like the numbers of its rows: each of its own."""
    if not column.cells:
        return 0.0
    return (
        len(column.distinct)
        / len(column.cells)
        * column.share(lambda text: bool(_ID.fullmatch(tidy(text))) and not isinstance(day(text), date))
    )


def content(column: Column, register: str, field: str) -> tuple[float, float]:
    """How well the cells fit a field (`NEUTRAL`: they could be anything), and how far they alone would tell it."""
    if not column.cells:
        return NEUTRAL, 0.0
    if (register, field) in WORDS:
        return _words(column, WORDS[register, field])
    if (register, field) in TOLD:
        told = TOLD[register, field]
        fits = column.share(lambda text: any(word in text for word in told))
        return (NEUTRAL, 0.0) if _coded(column) else (fits, 0.65)
    return _by_domain(column, register, field)


def _words(column: Column, words: object) -> tuple[float, float]:
    known = set(words) if isinstance(words, dict) else set()
    fits = column.share(lambda text: tidy(text) in known)
    if fits == 0 and (_coded(column) or column.share(_is_yes_no) == 1):
        return NEUTRAL, 0.0  # codes and √ mean what their author decides
    return fits, 0.75


def _coded(column: Column) -> bool:
    """A few short codes over and over."""
    return len(column.distinct) <= 20 and column.share(lambda text: tidy(text).isdigit() and len(tidy(text)) <= 2) == 1


def _by_domain(column: Column, register: str, field: str) -> tuple[float, float]:
    domain = REGISTERS[register].fields[field]
    match domain:
        case fact.Day():
            return column.share(_is_day), 0.3
        case fact.YesNo():
            return column.share(_is_yes_no), 0.2
        case fact.Whole(money=True):
            return column.share(_is_money), 0.2
        case fact.Whole() if field == "persons":
            return max(column.share(_is_whole), _people(column)), 0.2
        case fact.Whole():
            return column.share(_is_whole), 0.1
    return _text(column, register, field)


def _people(column: Column) -> float:
    """How much a column looks like names of persons: short, and not the same few over and over."""
    return column.share(_is_person) * (0.2 if column.few else 1.0)


def _text(column: Column, register: str, field: str) -> tuple[float, float]:
    if field == "person":
        return column.share(lambda text: is_card(tidy(text).upper()) or "*" in text), 0.9
    if register == "posts" and field == "name":
        return _people(column), 0.4
    if field in ("at", "committee") or (field == "name" and register in ("committees", "studios")):
        named = column.share(lambda text: bool(_BODY.search(tidy(text))))
        # another table's ids come more than once; those of the rows themselves do not
        again = len(column.distinct) <= 0.8 * len(column.cells)
        ids = again * column.share(lambda text: bool(_ID.fullmatch(tidy(text))) and not _WORDY.search(text))
        return max(named, ids * 0.9, 0.6 * place(column, "village") if field == "at" else 0), 0.3 if named else 0.0
    numbers = column.share(lambda text: not _WORDY.search(text))
    return NEUTRAL * (1 - numbers), 0.0


def in_order(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether of two columns of days the first is never after the second, but for a few slips."""
    pairs = [(day(a), day(b)) for a, b in zip(first, second, strict=True)]
    days = [(a, b) for a, b in pairs if isinstance(a, date) and isinstance(b, date)]
    return not days or sum(a > b for a, b in days) <= len(days) / 5
