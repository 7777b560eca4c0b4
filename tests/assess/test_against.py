"""Values set against a year before, the units compared with, or their place: bounds, order, and every filling-in."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from fengqiao.assess.against import against
from fengqiao.model.award import Against, Basis
from fengqiao.model.marks import Found
from fengqiao.model.measure import Count, FactsOf
from fengqiao.model.outcome import Bounds, Status
from fengqiao.model.predicate import Limits

MEASURE = Count(FactsOf("events"))
KINDS: tuple[tuple[Against, bool], ...] = (
    ("last_year", False),
    ("last_year", True),
    ("peers_mean", False),
    ("peers_mean", True),
    ("peers_best", False),
    ("peers_best", True),
    ("rank_from_top", False),
    ("rank_from_bottom", False),
)
Ends = tuple[int, int]


@st.composite
def ends(draw: st.DrawFn) -> Ends:
    low = draw(st.integers(0, 4))
    return low, low + draw(st.integers(0, 2))


def found(low: int, high: int) -> Found:
    return Found(Status.MET, Bounds(Fraction(low), Fraction(high)))


def compared(kind: Against, own: Ends, others: Sequence[Ends], *, quotient: bool) -> Bounds | None:
    basis = Basis(measure=MEASURE, against=kind, quotient=quotient, limits=Limits(at_least=Fraction(0)))
    result = against(basis, found(*own), [found(*one) for one in others])
    return result.value if result else None


def exactly(kind: Against, own: int, others: Sequence[int], *, quotient: bool) -> Fraction | None:
    """What a person would write down, every value known."""
    match kind:
        case "rank_from_top":
            return Fraction(1 + sum(one > own for one in others))
        case "rank_from_bottom":
            return Fraction(1 + sum(one < own for one in others))
        case "last_year":
            of = Fraction(others[0])
        case "peers_mean":
            of = Fraction(sum(others) + own, len(others) + 1)
        case "peers_best":
            of = Fraction(max([own, *others]))
    if not quotient:
        return own - of
    return own / of if of else None


cases = st.tuples(st.sampled_from(KINDS), ends(), st.lists(ends(), min_size=1, max_size=3))


@given(cases)
def test_it_holds_every_filling_in_and_ranks_and_differences_reach_their_ends(
    case: tuple[tuple[Against, bool], Ends, list[Ends]],
) -> None:
    (kind, quotient), own, others = case
    others = others[:1] if kind == "last_year" else others
    at = compared(kind, own, others, quotient=quotient)
    ways = product(*(range(low, high + 1) for low, high in (own, *others)))
    reached = [exact for way in ways if (exact := exactly(kind, way[0], way[1:], quotient=quotient)) is not None]
    assert (at is None) == (not reached)
    if at is None:
        return
    assert at.low is None or at.low <= min(reached)
    assert at.high is None or at.high >= max(reached)
    if not quotient:
        assert (at.low, at.high) == (min(reached), max(reached))


@given(cases, st.integers(0, 6))
def test_more_of_its_own_never_lowers_it_and_more_of_the_others_never_raises_it(
    case: tuple[tuple[Against, bool], Ends, list[Ends]], value: int
) -> None:
    (kind, quotient), _, others = case
    others = others[:1] if kind == "last_year" else others
    sign = -1 if kind == "rank_from_top" else 1
    before, after = (compared(kind, (n, n), others, quotient=quotient) for n in (value, value + 1))
    if before is not None and after is not None and before.low is not None and after.low is not None:
        assert sign * before.low <= sign * after.low
    more = [(low + 1, high + 1) for low, high in others]
    at, raised = (compared(kind, (value, value), one, quotient=quotient) for one in (others, more))
    if at is not None and raised is not None and at.low is not None and raised.low is not None:
        assert sign * raised.low <= sign * at.low


@given(st.lists(st.integers(0, 5), min_size=2, max_size=5))
def test_ranks_are_one_to_the_number_of_units_and_ties_share(values: list[int]) -> None:
    ranks = []
    for at, own in enumerate(values):
        others = [(n, n) for i, n in enumerate(values) if i != at]
        place = compared("rank_from_top", (own, own), others, quotient=False)
        assert place is not None
        assert place.low == place.high
        ranks.append(place.low)
    assert ranks == [1 + sum(other > own for other in values) for own in values]
