"""What a fact must be like to be counted: small nodes over the fields of a register.

A predicate is three-valued on a fact with blanks: true when it holds however the blanks are filled in, false when it
holds in no way, else unknown. `given` and `missing` alone are two-valued: they ask about the blank itself.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import attrs


@attrs.frozen(cache_hash=True)
class Limits:
    """Bounds on one value, all of which must hold; `at_least` and `at_most` include their end, the others do not."""

    at_least: Fraction | date | None = None
    at_most: Fraction | date | None = None
    above: Fraction | date | None = None
    below: Fraction | date | None = None

    @property
    def given(self) -> dict[str, Any]:
        """The bounds that are set, by name."""
        return {
            name: end for name in ("at_least", "at_most", "above", "below") if (end := getattr(self, name)) is not None
        }


@attrs.frozen
class Equals:
    """The field holds this value."""

    field: str
    value: Any


@attrs.frozen
class In:
    """The field holds one of these values."""

    field: str
    values: tuple[Any, ...]


@attrs.frozen
class Within:
    """The field, a number or a date, lies within the limits."""

    field: str
    limits: Limits


@attrs.frozen
class Has:
    """The checklist has all (`every`) or any of these items."""

    field: str
    items: tuple[str, ...]
    every: bool = True


@attrs.frozen
class Given:
    """The field is filled in (or, `given` False, is blank)."""

    field: str
    given: bool = True


@attrs.frozen
class AllOf:
    """Every part holds; of no parts, always true."""

    parts: tuple[Predicate, ...] = ()


@attrs.frozen
class AnyOf:
    """At least one part holds."""

    parts: tuple[Predicate, ...]


@attrs.frozen
class NotThat:
    """The part does not hold."""

    part: Predicate


Predicate = Equals | In | Within | Has | Given | AllOf | AnyOf | NotThat
ALWAYS = AllOf()
