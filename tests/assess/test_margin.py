"""By how much a limit is missed: from the least to the most that the unknowns allow, checked over every fill-in."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.assess.judge import Verdict, best_margin, margin
from fengqiao.assess.words import UNCHANGED, lacks, limits_words, short
from fengqiao.errors import Text
from fengqiao.model.calendar import Cadence
from fengqiao.model.measure import (
    Adherence,
    Both,
    Bound,
    Change,
    Count,
    FactsOf,
    Measure,
    Mediators,
    PlacesOf,
    Self,
    Share,
    Sum,
    Unless,
)
from fengqiao.model.outcome import Bounds, Status, Tally
from fengqiao.model.place import Level
from fengqiao.model.predicate import Limits

PLACES = PlacesOf(Level.TOWNSHIP)
SHARE, COUNT = Share(PLACES), Count(PLACES)
SMALL = st.integers(0, 3)
LIMITS = st.sampled_from(("at_least", "at_most", "above", "below"))


def _fill_ins(tally: Tally) -> list[Tally]:
    ways = product(range(tally.unknown + 1), range(tally.may_yes + 1), range(tally.may_no + 1))
    return [Tally(tally.yes + held + more, tally.no + tally.unknown - held + less) for held, more, less in ways]


def _share(tally: Tally) -> Bounds:
    found = [Fraction(one.yes, one.members) for one in _fill_ins(tally) if one.members]
    return Bounds(min(found), max(found))


@given(st.builds(Tally, SMALL, SMALL, SMALL, SMALL, SMALL), LIMITS, st.fractions(0, 1, max_denominator=6))
def test_the_margins_of_a_share_are_those_of_its_worst_and_its_best_fill_in(
    tally: Tally, name: str, end: Fraction
) -> None:
    if not tally.members:
        return
    limits = Limits(**{name: end})
    every = [margin(SHARE, one, _share(one), limits) for one in _fill_ins(tally)]
    assert margin(SHARE, tally, _share(tally), limits) == min(filter(lambda one: one is not None, every))  # type: ignore[type-var]
    assert best_margin(SHARE, tally, _share(tally), limits) == max(filter(lambda one: one is not None, every))  # type: ignore[type-var]


@given(SMALL, SMALL, LIMITS, st.integers(0, 6))
def test_the_margins_of_a_count_are_those_of_its_ends(low: int, more: int, name: str, end: int) -> None:
    limits, tally = Limits(**{name: Fraction(end)}), Tally(low, 0, more)
    every = [
        margin(COUNT, Tally(n), Bounds(Fraction(n), Fraction(n)), limits) or Fraction(0)
        for n in range(low, low + more + 1)
    ]
    possible = Bounds(Fraction(low), Fraction(low + more))
    assert margin(COUNT, tally, possible, limits) == min(every)
    assert best_margin(COUNT, tally, possible, limits) == max(every)


def test_what_nothing_bounds_has_no_best() -> None:
    limits = Limits(at_least=Fraction(1))
    assert best_margin(SHARE, Tally(1, 1, open=True), Bounds(Fraction(0), Fraction(1)), limits) is None
    assert best_margin(COUNT, Tally(1, open=True), Bounds(Fraction(1), None), Limits(at_least=Fraction(3))) is None


@pytest.mark.parametrize(
    ("worst", "best", "zh", "en"),
    [
        (-3, -3, "差3个", "short by 3 members"),
        (-3, -1, "差1至3个", "short by 1 to 3 members"),
        (-3, None, "至多差3个", "short by at most 3 members"),
        (-3, 0, "至多差3个", "short by at most 3 members"),
        (0, 2, "", ""),
    ],
)
def test_a_shortage_is_never_said_more_exactly_than_it_is_known(worst: int, best: int | None, zh: str, en: str) -> None:
    verdict = Verdict(Status.NOT_MET, margin=Fraction(worst), best=None if best is None else Fraction(best))
    assert (short(SHARE, "个", verdict, "zh"), short(SHARE, "", verdict, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("measure", "zh", "en"),
    [
        (Count(Mediators("at")), "差2名调解员", "short by 2 mediators"),
        (Count(FactsOf("studios")), "差2个调解工作室", "short by 2 studios"),
        (Count(FactsOf("waivers")), "差2个", "short by 2 members"),
        (Count(PlacesOf("villages")), "差2个", "short by 2 members"),
        (Adherence("screenings", Self(), Cadence("week")), "差2次", "short by 2 slots"),
        (Sum("amount", FactsOf("funding")), "差0.02元", "short by 0.02 yuan"),
    ],
)
def test_what_a_member_lacks_is_said_with_what_it_is(measure: Measure, zh: str, en: str) -> None:
    having = Both((Unless(Bound(measure, Limits(at_least=Fraction(3)))),))
    assert lacks(having, Fraction(2)) == Text(zh, en)


def test_a_change_of_nothing_is_said_without_a_number() -> None:
    change = Change(Sum("amount", FactsOf("funding")), "last_year")
    said = {name: limits_words(change, Limits(**{name: Fraction(0)}), "", "zh") for name in UNCHANGED}
    assert said == {"at_least": "不减少", "at_most": "不增加", "above": "有增加", "below": "有减少"}
    assert limits_words(change, Limits(at_least=Fraction(100)), "", "en") == "at least 1.00 yuan"
