from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given

from fengqiao.errors import UsageError
from fengqiao.model.cadence import CadenceKind
from fengqiao.model.calendar import Cadence, Period
from fengqiao.testing.strategies import cadences, calendar_cadences, counted_cadences, periods, rolling_cadences

DAY = timedelta(days=1)


def slots(cadence: Cadence, first: str, last: str) -> list[str]:
    found = cadence.slots(date.fromisoformat(first), date.fromisoformat(last))
    return [f"{slot.first.isoformat()}..{slot.last.isoformat()}" for slot in found]


def labels(cadence: Cadence, first: str, last: str) -> list[str]:
    return [slot.label for slot in cadence.slots(date.fromisoformat(first), date.fromisoformat(last))]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("week", ["2018-W52", "2019-W01"]),
        ("xun", ["2018-12下旬", "2019-01上旬"]),
        ("half_month", ["2018-12下半月", "2019-01上半月"]),
        ("month", ["2018-12", "2019-01"]),
        ("quarter", ["2018Q4", "2019Q1"]),
        ("half", ["2018H2", "2019H1"]),
        ("year", ["2018", "2019"]),
    ],
)
def test_slots_have_the_names_that_people_use(kind: CadenceKind, expected: list[str]) -> None:
    assert labels(Cadence(kind), "2018-12-30", "2019-01-02") == expected


def test_a_month_has_three_xun_and_the_last_ends_it() -> None:
    assert slots(Cadence("xun"), "2020-02-01", "2020-02-29") == [
        "2020-02-01..2020-02-10",
        "2020-02-11..2020-02-20",
        "2020-02-21..2020-02-29",
    ]
    assert labels(Cadence("xun"), "2019-03-01", "2019-03-31") == ["2019-03上旬", "2019-03中旬", "2019-03下旬"]


def test_half_months_meet_between_the_15th_and_the_16th() -> None:
    assert slots(Cadence("half_month"), "2019-04-15", "2019-04-16") == [
        "2019-04-01..2019-04-15",
        "2019-04-16..2019-04-30",
    ]


def test_quarters_and_halves_begin_with_their_first_month() -> None:
    assert slots(Cadence("quarter"), "2019-06-30", "2019-07-01") == ["2019-04-01..2019-06-30", "2019-07-01..2019-09-30"]
    assert slots(Cadence("half"), "2019-06-30", "2019-07-01") == ["2019-01-01..2019-06-30", "2019-07-01..2019-12-31"]


def test_a_year_of_53_weeks_has_53_slots() -> None:
    weeks = labels(Cadence("week"), "2019-12-30", "2021-01-03")
    assert len(weeks) == 53
    assert (weeks[0], weeks[-1]) == ("2020-W01", "2020-W53")
    assert labels(Cadence("week"), "2021-01-03", "2021-01-04") == ["2020-W53", "2021-W01"]


def test_slots_on_the_14th_and_28th_cross_the_months_end() -> None:
    assert slots(Cadence("slots", ends=(14, 28)), "2019-03-14", "2019-04-01") == [
        "2019-03-01..2019-03-14",
        "2019-03-15..2019-03-28",
        "2019-03-29..2019-04-14",
    ]
    assert slots(Cadence("slots", ends=(28, 14)), "2020-02-28", "2020-02-29") == [
        "2020-02-15..2020-02-28",
        "2020-02-29..2020-03-14",
    ]


def test_a_month_too_short_for_a_day_ends_the_slot_on_its_last_day() -> None:
    assert slots(Cadence("slots", ends=(31,)), "2019-02-01", "2019-03-01") == [
        "2019-02-01..2019-02-28",
        "2019-03-01..2019-03-31",
    ]
    assert slots(Cadence("slots", ends=(30, 31)), "2019-04-01", "2019-05-31") == [
        "2019-04-01..2019-04-30",
        "2019-05-01..2019-05-30",
        "2019-05-31..2019-05-31",
    ]


def test_days_and_years_are_counted_from_the_dutys_first_day() -> None:
    assert slots(Cadence("days", n=10), "2018-11-08", "2018-11-18") == [
        "2018-11-08..2018-11-17",
        "2018-11-18..2018-11-27",
    ]
    assert slots(Cadence("years", n=3), "2018-11-08", "2022-01-01") == [
        "2018-11-08..2021-11-07",
        "2021-11-08..2024-11-07",
    ]


def test_years_from_a_leap_day_come_back_to_it() -> None:
    assert slots(Cadence("years", n=1), "2020-02-29", "2024-02-29") == [
        "2020-02-29..2021-02-27",
        "2021-02-28..2022-02-27",
        "2022-02-28..2023-02-27",
        "2023-02-28..2024-02-28",
        "2024-02-29..2025-02-27",
    ]


def test_a_rolling_slot_ends_on_each_day() -> None:
    assert slots(Cadence("days", n=3, rolling=True), "2019-01-01", "2019-01-02") == [
        "2018-12-30..2019-01-01",
        "2018-12-31..2019-01-02",
        "2019-01-01..2019-01-03",
        "2019-01-02..2019-01-04",
    ]


@given(calendar_cadences() | counted_cadences(), periods())
def test_slots_tile_time_without_hole_or_overlap(cadence: Cadence, span: Period) -> None:
    found = list(cadence.slots(span.first, span.last))
    assert all(slot.first <= slot.last for slot in found)
    assert all(one.last + DAY == two.first for one, two in pairwise(found))
    assert found[0].holds(span.first)
    assert found[-1].holds(span.last)


@given(calendar_cadences(), periods(400), periods(400))
def test_calendar_slots_do_not_depend_on_where_one_starts_to_look(cadence: Cadence, one: Period, two: Period) -> None:
    whole = Period(min(one.first, two.first), max(one.last, two.last))
    every = list(cadence.slots(whole.first, whole.last))
    for part in (one, two):
        assert list(cadence.slots(part.first, part.last)) == [
            slot for slot in every if slot.last >= part.first and slot.first <= part.last
        ]


@given(rolling_cadences(), periods(100))
def test_a_rolling_slot_has_n_days_and_one_ends_on_each_day(cadence: Cadence, span: Period) -> None:
    found = list(cadence.slots(span.first, span.last))
    assert all(slot.days == cadence.n for slot in found)
    assert [slot.last for slot in found] == [span.first + i * DAY for i in range(span.days + cadence.n - 1)]


@given(cadences(), periods(100))
def test_every_slot_holds_a_day_that_was_asked_for(cadence: Cadence, span: Period) -> None:
    assert all(slot.first <= span.last and slot.last >= span.first for slot in cadence.slots(span.first, span.last))


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (
            lambda: Cadence("fortnight"),  # type: ignore[arg-type]
            "No cadence 'fortnight'",
        ),
        (lambda: Cadence("slots"), "Slots need days of the month"),
        (lambda: Cadence("slots", ends=(0,)), "Slots need days of the month"),
        (lambda: Cadence("slots", ends=(32,)), "Slots need days of the month"),
        (lambda: Cadence("week", ends=(7,)), "other cadences have none"),
        (lambda: Cadence("days"), "need n above 0"),
        (lambda: Cadence("years", n=-1), "need n above 0"),
        (lambda: Cadence("month", n=2), "need n above 0"),
        (lambda: Cadence("years", n=1, rolling=True), "Only days can be rolling"),
    ],
)
def test_what_is_no_cadence_is_refused(make: object, says: str) -> None:
    assert callable(make)
    with pytest.raises(UsageError, match=says):
        make()
