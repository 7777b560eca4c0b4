from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.model.calendar import Period, add_months, iso_year_week, shift_years
from fengqiao.testing.strategies import days


def test_both_ends_are_inside() -> None:
    period = Period(date(2019, 1, 1), date(2019, 1, 31))
    assert period.days == 31
    assert period.holds(date(2019, 1, 1))
    assert period.holds(date(2019, 1, 31))
    assert not period.holds(date(2018, 12, 31))
    assert not period.holds(date(2019, 2, 1))


def test_a_period_that_ends_before_it_begins_holds_no_day() -> None:
    period = Period(date(2019, 1, 2), date(2018, 12, 1))
    assert period.days == 0
    assert not period.holds(date(2018, 12, 15))


def test_a_title_is_shown_but_not_compared() -> None:
    named = Period(date(2019, 1, 1), date(2019, 1, 31), title="2019-01")
    assert named == Period(date(2019, 1, 1), date(2019, 1, 31))
    assert named.label == "2019-01"
    assert Period(date(2019, 3, 15), date(2019, 3, 28)).label == "2019-03-15/2019-03-28"


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2019, 1, 31), 1, date(2019, 2, 28)),
        (date(2020, 1, 31), 1, date(2020, 2, 29)),
        (date(2020, 3, 31), -1, date(2020, 2, 29)),
        (date(2018, 11, 8), 14, date(2020, 1, 8)),
        (date(2019, 1, 15), -1, date(2018, 12, 15)),
        (date(2019, 12, 1), 1, date(2020, 1, 1)),
    ],
)
def test_months_are_added_and_clamped(day: date, n: int, expected: date) -> None:
    assert add_months(day, n) == expected


def test_a_leap_day_falls_back_to_the_28th_and_comes_back() -> None:
    assert shift_years(date(2020, 2, 29), 1) == date(2021, 2, 28)
    assert shift_years(date(2020, 2, 29), 4) == date(2024, 2, 29)
    assert shift_years(date(2021, 2, 28), -1) == date(2020, 2, 28)


@given(days(), st.integers(-40, 40))
def test_adding_months_moves_the_month_and_never_the_day_forward(day: date, n: int) -> None:
    moved = add_months(day, n)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == n
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)


@given(days(), st.integers(-5, 5))
def test_a_year_is_twelve_months(day: date, n: int) -> None:
    assert shift_years(day, n) == add_months(day, 12 * n)


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2018, 12, 31), (2019, 1)),
        (date(2020, 12, 31), (2020, 53)),
        (date(2021, 1, 3), (2020, 53)),
        (date(2021, 1, 4), (2021, 1)),
        (date(2018, 11, 8), (2018, 45)),
    ],
)
def test_a_week_belongs_to_the_year_of_its_thursday(day: date, week: tuple[int, int]) -> None:
    assert iso_year_week(day) == week
