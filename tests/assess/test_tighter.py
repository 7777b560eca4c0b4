"""The order of thresholds and measures, held to what they mean: by points of the line, and by an engine's values."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengqiao.assess.tighter import Comparison, order, upward
from fengqiao.engine.memory import MemoryEngine
from fengqiao.model.bounds import holds, value
from fengqiao.model.cadence import Cadence
from fengqiao.model.calendar import Calendar
from fengqiao.model.dataset import Dataset
from fengqiao.model.measure import (
    Adherence,
    Bound,
    Count,
    FactsOf,
    Held,
    Measure,
    Mediators,
    PlacesOf,
    Ratio,
    Self,
    Share,
    Unless,
)
from fengqiao.model.outcome import Bounds
from fengqiao.model.predicate import Equals, In, Limits
from fengqiao.testing.datasets import CITY, datasets
from fengqiao.testing.engine_contract import question

ENDS = [Fraction(n, 2) for n in range(5)]
POINTS = [*ENDS, *((a + b) / 2 for a, b in pairwise(ENDS)), Fraction(-1), Fraction(9)]
LIMITS = st.builds(
    Limits,
    st.none() | st.sampled_from(ENDS),
    st.none() | st.sampled_from(ENDS),
    st.none() | st.sampled_from(ENDS),
    st.none() | st.sampled_from(ENDS),
)


@given(LIMITS, LIMITS)
def test_tightened_limits_hold_nowhere_that_the_old_did_not(old: Limits, new: Limits) -> None:
    before, after = ({p for p in POINTS if holds(Bounds(p, p), one)} for one in (old, new))
    way = order(old, new)
    if way in ("tightened", "same"):
        assert after <= before
    if way in ("loosened", "same"):
        assert before <= after
    if before and after and way == "changed":
        # neither holds inside the other, unless one of them is crossed and holds nowhere
        assert not after <= before or not before <= after


def test_limits_that_only_rise_or_only_fall_are_told() -> None:
    least, most = Limits(at_least=Fraction(1)), Limits(below=Fraction(3))
    assert (upward([least]), upward([most]), upward([least, most]), upward([])) == (True, False, None, None)


def at_least(n: int) -> Limits:
    return Limits(at_least=Fraction(n))


SCREENED = FactsOf("screenings")
POSTED = Count(Mediators("at"))
FULL = Count(Mediators("at", Equals("employment", "full_time")))
WEEKLY = Adherence("screenings", PlacesOf("villages"), Cadence("week"))
LOWERS: list[tuple[Measure, Measure]] = [
    (Share(PlacesOf("villages"), Bound(POSTED, at_least(1))), Share(PlacesOf("villages"), Bound(POSTED, at_least(2)))),
    (Share(PlacesOf("villages"), Bound(POSTED, at_least(1))), Share(PlacesOf("villages"), Bound(FULL, at_least(1)))),
    (
        Share(PlacesOf("townships"), Unless(Bound(POSTED, at_least(2)))),
        Share(PlacesOf("townships"), Unless(Bound(POSTED, at_least(1)))),
    ),
    (
        Count(PlacesOf("villages"), Bound(Count(SCREENED), Limits(at_most=Fraction(2)))),
        Count(PlacesOf("villages"), Bound(Count(SCREENED), Limits(at_most=Fraction(1)))),
    ),
    (
        Count(FactsOf("disputes", In("outcome", ("success", "failure")))),
        Count(FactsOf("disputes", Equals("outcome", "success"))),
    ),
    (
        Share(FactsOf("disputes"), that=In("outcome", ("success", "failure"))),
        Share(FactsOf("disputes"), that=Equals("outcome", "success")),
    ),
    (WEEKLY, attrs.evolve(WEEKLY, times=2)),
    (attrs.evolve(WEEKLY, counting="on_time", grace=5), attrs.evolve(WEEKLY, counting="on_time", grace=1)),
    (WEEKLY, attrs.evolve(WEEKLY, counting="on_time", grace=0)),
    (
        Ratio(Count(SCREENED), Count(Mediators("within"))),
        Ratio(Count(SCREENED), Count(Mediators("within")), Fraction(2)),
    ),
    (Held((Bound(Count(SCREENED), at_least(1)),)), Held((Bound(Count(SCREENED), at_least(2)),))),
    (Share(Self(), Bound(WEEKLY, Limits(at_least=Fraction(1, 2)))), Share(Self(), Bound(WEEKLY, at_least(1)))),
]
"""Pairs of which the second surely has no higher value."""
COMPARE = Comparison({})


@pytest.mark.parametrize(("high", "low"), LOWERS)
def test_each_pair_is_told_with_its_direction(high: Measure, low: Measure) -> None:
    down, up = COMPARE.steps(high, low), COMPARE.steps(low, high)
    assert down
    assert up
    assert all(step.lowers for step in down)
    assert not any(step.lowers for step in up)
    assert down[0].old == up[0].new


@settings(max_examples=40, deadline=None)
@given(datasets(returns=False, holes=False, rough=False), st.sampled_from(LOWERS))
def test_what_is_said_to_lower_never_raises(data: Dataset, pair: tuple[Measure, Measure]) -> None:
    engine = MemoryEngine(data, Calendar())
    high, low = (value(one, engine.tally(question(one, CITY))) for one in pair)
    if high is None or low is None:
        return
    assert low.low is None or high.low is None or low.low <= high.low
    assert high.high is None or low.high is None or low.high <= high.high


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (Count(SCREENED), Count(FactsOf("disputes"))),
        (WEEKLY, attrs.evolve(WEEKLY, every=Cadence("month"))),
        (WEEKLY, attrs.evolve(WEEKLY, counting="days_late")),
        (Share(FactsOf("disputes")), Share(FactsOf("disputes", Equals("outcome", "success")))),
        (
            Count(PlacesOf("villages"), Bound(POSTED, at_least(1))),
            Count(PlacesOf("villages"), Bound(POSTED, Limits(at_most=Fraction(1)))),
        ),
        (
            Count(FactsOf("disputes", Equals("outcome", "success"))),
            Count(FactsOf("disputes", Equals("outcome", "failure"))),
        ),
    ],
)
def test_what_cannot_be_set_against_each_other_is_said_to_be_so(old: Measure, new: Measure) -> None:
    assert COMPARE.steps(old, new) is None
