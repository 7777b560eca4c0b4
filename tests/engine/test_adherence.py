from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations_with_replacement, product
from typing import Any

import attrs
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fengqiao.engine.base import Question
from fengqiao.engine.memory import MemoryEngine
from fengqiao.model.bounds import value
from fengqiao.model.calendar import Cadence, Calendar, Period
from fengqiao.model.dataset import Dataset, Hole, Reported
from fengqiao.model.fact import CountReturn, Screening
from fengqiao.model.measure import Adherence, PlacesOf, Self
from fengqiao.model.outcome import Bounds, Tally
from fengqiao.model.predicate import Limits, Within
from fengqiao.model.source import Source
from fengqiao.testing.datasets import CITY, COUNTIES, DAY, FIRST, GONE, PLACES, TOWNS, VILLAGES
from tests.engine.asking import PLAN, bounds, question, tally

WEEKLY = Adherence("screenings", Self(), Cadence("week"))
VILLAGE = VILLAGES[0]
LAST = date(2019, 1, 20)
DAYS = [FIRST + timedelta(days=n) for n in range(21)]
SHEET = Source("a.csv", None, COUNTIES[0], FIRST, DAY)


def held(on: date | None, name: str = "1", place: str = VILLAGE, **more: object) -> Screening:
    return Screening(name, place, SHEET, 0, on, **more)  # type: ignore[arg-type]


def returned(since: date, until: date, count: int, name: str = "r", **more: object) -> CountReturn:
    fields: dict[str, Any] = {"at": VILLAGE, "placed": "at", "since": since, "until": until, "count": count} | more
    return CountReturn(name, VILLAGE, SHEET, 0, "screenings", **fields)


def data(
    screenings: list[Screening],
    returns: list[CountReturn] | None = None,
    spoken: list[tuple[date | None, date | None]] | None = None,
    holes: tuple[Hole, ...] = (),
) -> Dataset:
    reported = [Reported("screenings", COUNTIES[0], a, b) for a, b in ([(FIRST, DAY)] if spoken is None else spoken)]
    facts = {"screenings": tuple(screenings), "count_returns": tuple(returns or ())}
    return Dataset(PLACES, facts, tuple(reported), holes)


@st.composite
def stretches(draw: st.DrawFn, most: int) -> list[tuple[date, date]]:
    """Stretches of days that share none, ends at week ends or beside them."""
    ends = sorted(draw(st.lists(st.sampled_from(DAYS), min_size=0, max_size=2 * most, unique=True)))
    return list(zip(ends[::2], ends[1::2], strict=False))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(DAYS), max_size=2),
    st.lists(stretches(1).filter(bool).map(lambda found: found[0]), max_size=1),
    stretches(2),
    st.lists(st.integers(0, 2), min_size=2, max_size=2),
    stretches(2),
)
def test_each_end_is_reached_by_some_way_to_fill_in(
    dated: list[date],
    undated: list[tuple[date, date]],
    told: list[tuple[date, date]],
    counts: list[int],
    spoken: list[tuple[date, date]],
) -> None:
    facts = [held(day, f"d{i}") for i, day in enumerate(dated)]
    facts += [
        attrs.evolve(held(None, f"u{i}"), source=Source("u", None, None, a, b)) for i, (a, b) in enumerate(undated)
    ]
    returns = [returned(a, b, n, f"r{i}") for i, ((a, b), n) in enumerate(zip(told, counts, strict=False))]
    # every screening of an undated sheet lies inside a return's time, or outside all of them
    for a, b in undated:
        assume(all((r.since <= a and b <= r.until) or r.until < a or b < r.since for r in returns))  # type: ignore[operator]
    days = _atoms([*undated, *told, *spoken])
    silent = [day for day in days if not any(a <= day <= b for a, b in (*spoken, *told))]
    counted = []
    for chosen in product(*([day for day in days if a <= day <= b] for a, b in undated)):
        known = [*dated, *chosen]
        rooms = []
        for r in returns:
            inside = [day for day in days if r.since <= day <= r.until]  # type: ignore[operator]
            missing = (r.count or 0) - sum(r.since <= day <= r.until for day in known)  # type: ignore[operator]
            rooms.append(list(combinations_with_replacement(inside, missing)) if missing >= 0 else [])
        for more in product(*rooms):
            surely = {_week(day) for day in (*known, *(day for part in more for day in part))}
            counted += [len(surely), len(surely | {_week(day) for day in silent})]
    assume(counted)
    found = MemoryEngine(data(facts, returns, list(spoken)), Calendar()).tally(
        Question(WEEKLY, VILLAGE, LAST, PLAN, PLAN, FIRST)
    )
    assert (found.tally.yes, found.tally.yes + found.tally.unknown) == (min(counted), max(counted))
    assert found.tally.members == 3


def _week(day: date) -> int:
    return (day - FIRST).days // 7


def _atoms(stretches: list[tuple[date, date]]) -> list[date]:
    """One day of each kind: of a week, and inside or outside each stretch."""
    kinds = {(_week(day), *(a <= day <= b for a, b in stretches)): day for day in DAYS}
    return sorted(kinds.values())


def test_two_returns_may_lie_in_one_week() -> None:
    both = [
        returned(date(2019, 1, 1), date(2019, 1, 31), 1, "january"),
        returned(date(2019, 2, 1), date(2019, 2, 28), 1, "february"),
    ]
    found = tally(data([], both), WEEKLY, VILLAGE)
    # 2019-W05 runs from 28 January to 3 February; 31 December is outside January
    assert found == Tally(1, 3, 1)


def test_a_return_of_what_is_known_adds_nothing() -> None:
    facts = [held(date(2019, 1, 2), "1"), held(date(2019, 1, 9), "2")]
    engine = MemoryEngine(data(facts, [returned(FIRST, DAY, 2)]), Calendar())
    assert engine.tally(question(WEEKLY, VILLAGE)).tally == Tally(2, 3, 0)
    assert not engine.problems


def test_fewer_returned_than_known_bounds_both_ways_and_is_a_problem() -> None:
    facts = [held(date(2019, 1, 2), "1"), held(date(2019, 1, 9), "2")]
    engine = MemoryEngine(data(facts, [returned(FIRST, DAY, 1)]), Calendar())
    assert engine.tally(question(WEEKLY, VILLAGE)).tally == Tally(1, 3, 1)
    assert [problem.code for problem in engine.problems] == ["count-return-below-facts"]


def test_an_undated_screening_inside_a_return_is_one_of_its_number() -> None:
    undated = attrs.evolve(held(None), source=Source("u", None, None, date(2019, 1, 7), date(2019, 1, 13)))
    assert tally(data([undated], [returned(FIRST, DAY, 1)]), WEEKLY, VILLAGE) == Tally(1, 4, 0)


def test_the_year_s_return_includes_the_month_s() -> None:
    nested = [returned(FIRST, DAY, 3, "all"), returned(date(2019, 1, 7), date(2019, 1, 13), 2, "second week")]
    assert tally(data([], nested), WEEKLY, VILLAGE) == Tally(1, 3, 1)
    disputed = [*nested, attrs.evolve(nested[1], id="corrected", count=1)]
    assert tally(data([], disputed), WEEKLY, VILLAGE) == Tally(1, 2, 2)


def test_a_return_of_nothing_is_a_report() -> None:
    assert tally(data([], [returned(FIRST, DAY, 0)], spoken=[]), WEEKLY, VILLAGE) == Tally(0, 5, 0)
    assert tally(data([], [], spoken=[]), WEEKLY, VILLAGE) == Tally(0, 0, 5)


def test_a_county_s_return_about_its_villages_bounds_them_together() -> None:
    lump = attrs.evolve(returned(FIRST, DAY, 3), at=COUNTIES[0], division=COUNTIES[0], placed="within", level="village")
    pooled = Adherence("screenings", PlacesOf("villages"), Cadence("week"))
    known = data([held(date(2019, 1, 2))], [lump], spoken=[])
    # three villages of five weeks and the one that went on 21 January, which had three
    assert tally(known, pooled, COUNTIES[0]) == Tally(1, 15, 2)
    assert tally(known, WEEKLY, VILLAGE) == Tally(1, 2, 2)


def test_the_slot_that_ends_on_the_day_is_due_and_the_one_after_is_not() -> None:
    assert tally(data([held(DAY)]), WEEKLY, VILLAGE) == Tally(1, 4, 0)
    assert tally(data([held(DAY)]), WEEKLY, VILLAGE, DAY - timedelta(days=1)) == Tally(0, 4, 0)


def test_no_quarter_is_due_before_the_first_ends() -> None:
    quarterly = Adherence("screenings", PlacesOf("counties"), Cadence("quarter"))
    duty, engine = date(2018, 11, 8), MemoryEngine(data([]), Calendar())
    plan = Period(duty, date(2020, 12, 31))

    def asked(day: date) -> Tally:
        return engine.tally(Question(quarterly, COUNTIES[0], day, plan, plan, duty)).tally

    assert asked(date(2018, 12, 31)) == Tally()
    assert asked(date(2019, 3, 30)) == Tally()
    assert asked(date(2019, 3, 31)).members == 1


def test_a_vanished_village_is_due_to_its_last_whole_week() -> None:
    pooled = Adherence("screenings", PlacesOf("villages"), Cadence("week"))
    assert tally(data([]), pooled, TOWNS[1]).members == 5 + 3
    found = tally(data([held(date(2019, 1, 14), place=GONE)]), pooled, TOWNS[1])
    assert found.yes == 1


def test_a_hole_makes_the_slots_that_it_touches_unknown() -> None:
    lost = Hole("screenings", TOWNS[0], date(2019, 1, 6), date(2019, 1, 7))
    assert tally(data([], holes=(lost,)), WEEKLY, VILLAGE) == Tally(0, 3, 2)
    elsewhere = attrs.evolve(lost, unit=TOWNS[1])
    assert tally(data([], holes=(elsewhere,)), WEEKLY, VILLAGE) == Tally(0, 5, 0)


def test_two_a_slot() -> None:
    twice = attrs.evolve(WEEKLY, times=2)
    facts = [held(date(2019, 1, 2), "1"), held(date(2019, 1, 2), "2"), held(date(2019, 1, 9), "3")]
    assert tally(data(facts), twice, VILLAGE) == Tally(1, 4, 0)
    thrice = attrs.evolve(WEEKLY, times=3)
    assert tally(data(facts), thrice, VILLAGE) == Tally(0, 5, 0)
    assert tally(data([*facts, held(DAY, "4"), held(date(2019, 1, 6), "5")]), thrice, VILLAGE) == Tally(1, 4, 0)


def test_late_is_not_missed_but_not_on_time() -> None:
    punctual = attrs.evolve(WEEKLY, counting="on_time", grace=2)
    first, second = date(2019, 1, 2), date(2019, 1, 9)
    facts = [held(first, "1", reported_on=date(2019, 1, 8)), held(second, "2", reported_on=date(2019, 1, 16))]
    assert tally(data(facts), punctual, VILLAGE) == Tally(1, 4, 0)
    assert tally(data(facts), WEEKLY, VILLAGE) == Tally(2, 3, 0)
    assert tally(data([held(first)]), punctual, VILLAGE) == Tally(0, 4, 1)


def test_a_slot_without_a_working_day_may_be_excused() -> None:
    feast = Calendar(off=frozenset(date(2019, 1, day) for day in range(7, 12)))
    measure = attrs.evolve(WEEKLY, excuse_no_working_day=True)
    engine = MemoryEngine(data([]), feast)
    assert engine.tally(question(measure, VILLAGE)).tally.members == 4
    assert engine.tally(question(WEEKLY, VILLAGE)).tally.members == 5


def test_a_rolling_slot_is_filled_by_a_fact_in_the_days_before() -> None:
    rolling = attrs.evolve(WEEKLY, every=Cadence("days", n=7, rolling=True))
    found = tally(data([held(date(2019, 1, 10))]), rolling, VILLAGE)
    assert found == Tally(7, 29 - 7, 0)


def test_a_fact_known_to_the_township_is_unknown_for_each_village() -> None:
    rough = held(date(2019, 1, 2), place=TOWNS[0], exact=False)
    assert tally(data([rough]), WEEKLY, VILLAGE) == Tally(0, 4, 1)
    pooled = Adherence("screenings", PlacesOf("villages"), Cadence("week"))
    # one screening fills one slot of one of the two villages, or one of the township itself
    assert tally(data([rough]), pooled, TOWNS[0]) == Tally(0, 9, 1)


def test_two_facts_of_a_township_fill_one_slot_once() -> None:
    week = Source("u", None, None, date(2019, 1, 7), date(2019, 1, 13))
    rough = [attrs.evolve(held(None, name, place=VILLAGE, exact=False), source=week) for name in "ab"]
    pooled = Adherence("screenings", PlacesOf("villages"), Cadence("week"))
    assert tally(data(rough), pooled, TOWNS[0]) == Tally(0, 9, 1)
    own = attrs.evolve(rough[0], exact=True)
    assert tally(data([own, rough[1]]), pooled, TOWNS[0]) == Tally(1, 9, 0)


LATE = attrs.evolve(WEEKLY, counting="days_late", grace=2)


def test_days_late_run_from_the_grace_s_end_to_the_report_or_the_judged_day() -> None:
    first, second = date(2019, 1, 2), date(2019, 1, 9)
    facts = [held(first, "1", reported_on=date(2019, 1, 8)), held(second, "2", reported_on=date(2019, 1, 16))]
    # in time, one day late, then 2019-W03 and W04 to 3 February less two days of grace (12 and 5), W05 not late yet
    assert tally(data(facts), LATE, VILLAGE) == Tally(1 + 12 + 5)
    again = [*facts, held(second, "3", reported_on=date(2019, 1, 15))]
    assert tally(data(again), LATE, VILLAGE) == Tally(12 + 5)
    # without grace the first week's report of 8 January is two days late
    assert tally(data(facts), attrs.evolve(LATE, grace=0), VILLAGE) == Tally(2 + 3 + 14 + 7)
    undated = [facts[0], attrs.evolve(facts[1], reported_on=None)]
    assert tally(data(undated), LATE, VILLAGE) == Tally(12 + 5, may_yes=19)
    limits = bounds(data(undated), LATE, VILLAGE)
    assert limits == Bounds(Fraction(17), Fraction(36))


def test_members_late_are_those_with_days() -> None:
    facts = [held(FIRST + timedelta(days=7 * n), str(n), reported_on=FIRST + timedelta(days=7 * n)) for n in range(5)]
    engine = MemoryEngine(data(facts), Calendar())
    pooled = attrs.evolve(LATE, by=PlacesOf("villages"))
    states = {m.key: m.state for m in engine.members(question(pooled, COUNTIES[0]), ("yes", "no", "unknown")).members}
    assert states == {VILLAGE: "yes", VILLAGES[1]: "no", VILLAGES[2]: "no", GONE: "no"}
    assert tally(data(facts), pooled, COUNTIES[0]).yes == 2 * (26 + 19 + 12 + 5) + 26 + 19 + 12


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.one_of(st.none(), st.sampled_from(DAYS)), st.one_of(st.none(), st.sampled_from(DAYS))), max_size=3
    ),
    stretches(2),
    st.integers(1, 2),
    st.sampled_from((0, 2, 7)),
)
def test_days_late_are_bounded_by_every_way_to_fill_in(
    rows: list[tuple[date | None, date | None]], spoken: list[tuple[date, date]], times: int, grace: int
) -> None:
    a, b = date(2019, 1, 3), date(2019, 1, 8)
    sheet = Source("u", None, None, a, b)
    facts = [attrs.evolve(held(on, str(i), reported_on=when), source=sheet) for i, (on, when) in enumerate(rows)]
    handed = [DAYS[0], *(week for week in DAYS[6::7]), date(2019, 1, 15), date(2019, 2, 3)]
    silent = [week for week in range(3) if not all(_spoken(DAYS[7 * week + n], spoken) for n in range(7))]
    found: list[int] = []
    ways = [
        [(on, when) for on in ([day] if day else [a, b]) for when in ([report] if report else handed)]
        for day, report in rows
    ]
    for world in product(*ways):
        for more in product((True, False), repeat=len(silent)):
            late = 0
            for week in range(3):
                days = sorted(when for on, when in world if _week(on) == week)
                days = [FIRST] * times + days if (week in silent and more[silent.index(week)]) else days
                end = DAYS[7 * week + 6] + timedelta(days=grace)
                until = min(days[times - 1], LAST) if len(days) >= times else LAST
                late += max(0, (until - end).days)
            found.append(late)
    measure = attrs.evolve(LATE, times=times, grace=grace)
    answer = MemoryEngine(data(facts, spoken=list(spoken)), Calendar()).tally(
        Question(measure, VILLAGE, LAST, PLAN, PLAN, FIRST)
    )
    limits = value(measure, answer)
    assert limits is not None
    assert limits.low is not None
    assert limits.high is not None
    assert limits.low <= min(found)
    assert max(found) <= limits.high
    if all(on for on, _ in rows):
        assert limits == Bounds(Fraction(min(found)), Fraction(max(found)))


def _spoken(day: date, spoken: list[tuple[date, date]]) -> bool:
    return any(a <= day <= b for a, b in spoken)


def test_members_name_the_slots_missed_and_not_reported() -> None:
    engine = MemoryEngine(data([held(date(2019, 1, 2))], spoken=[(FIRST, date(2019, 1, 20))]), Calendar())
    pooled = Adherence("screenings", PlacesOf("villages"), Cadence("week"))
    page = engine.members(question(pooled, CITY), ("no", "unknown"), limit=1)
    first = page.members[0]
    assert (first.key, first.missed, first.unreported) == (VILLAGE, ("2019-W02", "2019-W03"), ("2019-W04", "2019-W05"))
    assert [(m.why, m.unit, m.since, m.until) for m in first.missing] == [
        ("not_reported", COUNTIES[0], date(2019, 1, 21), DAY)
    ]


def test_a_screening_that_may_not_count_fills_no_slot_for_sure() -> None:
    """Whether it found anything is blank: the first week is not known, and neither filled nor missed."""
    found = Adherence("screenings", Self(), Cadence("week"), where=Within("found", Limits(at_least=Fraction(1))))
    week = date(2019, 1, 6)
    assert tally(data([held(FIRST, found=None)]), found, VILLAGE, week) == Tally(unknown=1)
    assert tally(data([held(FIRST, found=1)]), found, VILLAGE, week) == Tally(yes=1)
    assert tally(data([held(FIRST, found=0)]), found, VILLAGE, week) == Tally(no=1)
