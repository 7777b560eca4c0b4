"""A value set against itself a year before, against the units compared with, or turned into its place among them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import attrs

from fengqiao.assess.judge import status_of
from fengqiao.errors import Text
from fengqiao.model.award import Against, Basis
from fengqiao.model.bounds import holds
from fengqiao.model.marks import Found
from fengqiao.model.outcome import Bounds, Tally
from fengqiao.model.predicate import Limits

ZERO, ONE = Fraction(0), Fraction(1)
End = Fraction | None
AGAINST: dict[Against, Text] = {
    "last_year": Text("与上年相比", "against last year"),
    "peers_mean": Text("与平均数相比", "against the mean"),
    "peers_best": Text("与最高者相比", "against the best"),
    "rank_from_top": Text("由高到低列第", "rank from the top"),
    "rank_from_bottom": Text("由低到高列第", "rank from the bottom"),
}
"""What a value is set against, in words."""


def against(basis: Basis, own: Found, others: Sequence[Found]) -> Found | None:
    """The compared value with the basis's limits; None where there is nothing to compare with (an empty base).

    Sound and not tight: what is not known of one unit may be the same fact that is not known of another.
    """
    kind, limits = basis.against or "last_year", basis.limits or Limits()
    if kind in ("rank_from_top", "rank_from_bottom"):
        found: Bounds | None = _place(own.value, [one.value for one in others], top=kind == "rank_from_top")
    elif basis.quotient:
        found = _quotient(kind, own.value, [one.value for one in others])
    else:
        found = _difference(kind, own.value, [one.value for one in others])
    if found is None:
        return None
    sure = all(one.value.low == one.value.high for one in (own, *others))
    possible_zero = basis.quotient and not sure and _may_be_nothing(kind, own.value, [one.value for one in others])
    return attrs.evolve(
        own,
        status=status_of(holds(found, limits)),
        value=found,
        limits=limits,
        tally=Tally(),
        members=False,
        distinct=None,
        tight=sure,
        rests=own.rests.union(*(one.rests for one in others)),
        unsure=possible_zero or any(one.doubtful for one in (own, *others)),
    )


def _place(own: Bounds, others: Sequence[Bounds], *, top: bool) -> Bounds:
    """1 + how many are surely before it, 1 + how many may be."""
    ahead = [(_above(one.low, own.high), _above(one.high, own.low, open_=True)) for one in others]
    behind = [(_above(own.low, one.high), _above(own.high, one.low, open_=True)) for one in others]
    pairs = ahead if top else behind
    return Bounds(Fraction(1 + sum(sure for sure, _ in pairs)), Fraction(1 + sum(may for _, may in pairs)))


def _above(one: End, other: End, *, open_: bool = False) -> bool:
    """Whether one end is above the other; without an end, `open_` says."""
    return open_ if one is None or other is None else one > other


def _difference(kind: Against, own: Bounds, others: Sequence[Bounds]) -> Bounds:
    """Rises with the unit's own value and falls with the others', so each end is at theirs."""
    return Bounds(
        _less(kind, own.low, [one.high for one in others]), _less(kind, own.high, [one.low for one in others])
    )


def _less(kind: Against, own: End, others: Sequence[End]) -> End:
    known = [end for end in others if end is not None]
    if own is None or len(known) < len(others):
        return None
    if kind == "last_year":
        return own - known[0]
    return own - (max([own, *known]) if kind == "peers_best" else sum(known, own) / (1 + len(known)))


def _quotient(kind: Against, own: Bounds, others: Sequence[Bounds]) -> Bounds | None:
    """Over last year, the mean or the best; the unit's own value is part of the last two."""
    if kind == "last_year":
        before = others[0]
        if before.low == 0 == before.high:
            return None
        low = ZERO if before.high is None else None if own.low is None else own.low / before.high
        high = None if own.high is None or not before.low else own.high / before.low
        return Bounds(low if low is None else max(ZERO, low), high)
    if all(one.low == 0 == one.high for one in (own, *others)):
        return None
    most = Fraction(1 + len(others)) if kind == "peers_mean" else ONE
    low = _part(kind, own.low, [one.high for one in others])
    high = _part(kind, own.high, [one.low for one in others])
    return Bounds(ZERO if low is None else low, most if high is None else high)


def _part(kind: Against, own: End, others: Sequence[End]) -> End:
    known = [end for end in others if end is not None]
    if own is None or len(known) < len(others):
        return None
    of = max([own, *known]) if kind == "peers_best" else sum(known, own) / (1 + len(known))
    return own / of if of else None


def _may_be_nothing(kind: Against, own: Bounds, others: Sequence[Bounds]) -> bool:
    """Whether what the value is divided by may be 0, and then there is nothing to compare with."""
    asked = others if kind == "last_year" else (own, *others)
    return all(not one.low for one in asked)
