"""The fewest members that force a verdict, against trying every answer."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from fengqiao.assess.settle import _fewest
from fengqiao.model.bounds import holds, value
from fengqiao.model.measure import Count, Measure, PlacesOf, Share
from fengqiao.model.outcome import Answer, Tally
from fengqiao.model.predicate import Limits

COUNT, SHARE = Count(PlacesOf("villages")), Share(PlacesOf("villages"))
small = st.integers(0, 5)
thirds = st.integers(0, 6)


def by_trying(measure: Measure, tally: Tally, limits: Limits, *, wanted: bool) -> int | None:
    """The fewest unknown members whose answers force the verdict, over every split of answers."""
    for n in range(tally.unknown + 1):
        for yes in range(n + 1):
            turned = Tally(tally.yes + yes, tally.no + n - yes, tally.unknown - n)
            found = value(measure, Answer(turned))
            if found is not None and holds(found, limits) is wanted:
                return n
    return None


@given(st.sampled_from([COUNT, SHARE]), st.builds(Tally, yes=small, no=small, unknown=small), thirds, st.booleans())
def test_the_fewest_is_the_fewest(measure: Measure, tally: Tally, third: int, wanted: bool) -> None:
    threshold = Fraction(third) if measure is COUNT else Fraction(third, 6)
    for limits in (Limits(at_least=threshold), Limits(at_most=threshold), Limits(above=threshold)):
        assert _fewest(measure, Answer(tally), limits, wanted=wanted) == by_trying(
            measure, tally, limits, wanted=wanted
        )


def test_exactly_so_many_is_settled_only_when_all_are_known() -> None:
    exactly = Limits(at_least=Fraction(3), at_most=Fraction(3))
    assert _fewest(COUNT, Answer(Tally(2, 0, 4)), exactly, wanted=True) == 4
    assert _fewest(COUNT, Answer(Tally(2, 0, 4)), exactly, wanted=False) == 2


def test_an_open_count_can_be_settled_by_what_is_not_yet_reported() -> None:
    tally = Tally(7, open=True)
    assert _fewest(COUNT, Answer(tally), Limits(at_least=Fraction(10)), wanted=True) == 3
    assert _fewest(COUNT, Answer(tally), Limits(at_least=Fraction(10)), wanted=False) is None


def test_ratios_have_no_single_number_of_members() -> None:
    for wanted, over in product((True, False), (Tally(1), Tally(2))):
        assert _fewest(SHARE, Answer(Tally(1), over), Limits(at_least=Fraction(1)), wanted=wanted) is None
