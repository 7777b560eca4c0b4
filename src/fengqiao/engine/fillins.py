"""Ways to fill in a blank: values such that whatever it may hold acts like one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import Any

from fengqiao.model.fact import Choice, Day, Domain, Items, Number, Whole, Words, YesNo
from fengqiao.model.predicate import AllOf, AnyOf, Equals, In, NotThat, Predicate, Within

OTHER = object()
"""A word that no predicate names."""

Fields = Mapping[str, Domain]
Blank = str | tuple[str, str]


def _leaves(node: Predicate, field: str) -> Iterator[Equals | In | Within]:
    match node:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _leaves(part, field)
        case NotThat(part):
            yield from _leaves(part, field)
        case Equals() | In() | Within():
            if node.field == field:
                yield node
        case _:
            return


def _named(leaves: Iterable[Equals | In | Within]) -> list[Any]:
    """The values and limits that a predicate names for one field."""
    found: list[Any] = []
    for leaf in leaves:
        match leaf:
            case Equals(_, wanted):
                found.append(wanted)
            case In(_, values):
                found.extend(values)
            case Within(_, limits):
                found.extend(limits.given.values())
    return found


def representatives(node: Predicate, blank: Blank, domains: Fields) -> Iterable[Any]:
    """Values of a blank such that whatever it may hold acts like one of them."""
    if not isinstance(blank, str):
        return (True, False)
    named = _named(_leaves(node, blank))
    match domains.get(blank, Words()):
        case YesNo():
            return (True, False)
        case Choice(values):
            return values
        case Whole():
            floors = {floor(Fraction(end)) for end in named}
            return sorted({0} | {n for end in floors for n in (end - 1, end, end + 1) if n >= 0})
        case Number():
            return _around_numbers(named)
        case Day():
            return _around_days(named)
        case Items() | Words():
            return (*dict.fromkeys(named), OTHER)


def _around_numbers(named: Iterable[Any]) -> list[Fraction]:
    ends = sorted({Fraction(end) for end in named}) or [Fraction(0)]
    between = [(a + b) / 2 for a, b in pairwise(ends)]
    return sorted({ends[0] - 1, *ends, *between, ends[-1] + 1})


def _around_days(named: Iterable[Any]) -> list[date]:
    ends = {end for end in named if isinstance(end, date)} or {date(2000, 1, 1)}
    day = timedelta(days=1)
    before = {end - day for end in ends if end > date.min}
    return sorted(ends | before | {end + day for end in ends if end < date.max})
