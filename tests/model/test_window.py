from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.errors import UsageError
from fengqiao.model.calendar import (
    AS_OF,
    PERIOD,
    PLAN,
    Period,
    Window,
    WindowKind,
    add_months,
    between,
    last,
    resolve,
    to_date,
)
from fengqiao.testing.strategies import days, periods

THE_PLAN = Period(date(2018, 11, 8), date(2020, 12, 31))
YEAR = Period(date(2019, 1, 1), date(2019, 12, 31))


def on(window: Window, day: date) -> Period:
    return resolve(window, day=day, plan=THE_PLAN, period=YEAR)


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        (AS_OF, Period(date(2019, 8, 31), date(2019, 8, 31))),
        (PLAN, Period(date(2018, 11, 8), date(2019, 8, 31))),
        (PERIOD, Period(date(2019, 1, 1), date(2019, 8, 31))),
        (to_date("year"), Period(date(2019, 1, 1), date(2019, 8, 31))),
        (to_date("quarter"), Period(date(2019, 7, 1), date(2019, 8, 31))),
        (to_date("month"), Period(date(2019, 8, 1), date(2019, 8, 31))),
        (last(1, "days"), Period(date(2019, 8, 31), date(2019, 8, 31))),
        (last(13, "weeks"), Period(date(2019, 6, 2), date(2019, 8, 31))),
        (last(1, "months"), Period(date(2019, 8, 1), date(2019, 8, 31))),
        (last(6, "months"), Period(date(2019, 3, 1), date(2019, 8, 31))),
        (between(date(2019, 3, 1), date(2019, 4, 30)), Period(date(2019, 3, 1), date(2019, 4, 30))),
        (between(date(2019, 3, 1), date(2019, 12, 31)), Period(date(2019, 3, 1), date(2019, 8, 31))),
    ],
)
def test_what_a_window_holds_on_31_august_2019(window: Window, expected: Period) -> None:
    assert on(window, date(2019, 8, 31)) == expected


def test_thirteen_weeks_are_91_days() -> None:
    assert on(last(13, "weeks"), date(2019, 12, 31)).days == 91


def test_a_period_that_is_over_keeps_its_end() -> None:
    assert on(PERIOD, date(2020, 6, 30)) == YEAR
    assert on(PLAN, date(2022, 1, 1)) == THE_PLAN


def test_a_window_that_has_not_begun_holds_no_day() -> None:
    assert on(PLAN, date(2018, 11, 7)).days == 0
    assert on(PLAN, date(2018, 11, 8)).days == 1


def test_a_month_back_from_the_end_of_february() -> None:
    assert on(last(1, "months"), date(2020, 3, 31)) == Period(date(2020, 3, 1), date(2020, 3, 31))
    assert on(last(1, "months"), date(2020, 2, 29)) == Period(date(2020, 1, 30), date(2020, 2, 29))


WINDOWS = st.one_of(
    st.sampled_from((AS_OF, PLAN, PERIOD)),
    st.sampled_from([to_date("year"), to_date("quarter"), to_date("month")]),
    st.builds(last, st.integers(1, 40), st.sampled_from(("days", "weeks", "months"))),
    periods().map(lambda found: between(found.first, found.last)),
)


@given(WINDOWS, days(), periods(), periods())
def test_no_window_reaches_past_the_judged_day(window: Window, day: date, plan: Period, period: Period) -> None:
    found = resolve(window, day=day, plan=plan, period=period)
    assert found.last <= day
    if window.kind in (WindowKind.AS_OF, WindowKind.TO_DATE, WindowKind.LAST):
        assert found.holds(day)


@given(days(), st.integers(1, 40), st.sampled_from(("days", "weeks", "months")))
def test_the_last_n_adjoin_the_n_before_them(day: date, n: int, unit: str) -> None:
    window = Window(WindowKind.LAST, unit=unit, n=n)
    now = on(window, day)
    before = on(window, now.first - timedelta(days=1))
    assert before.last + timedelta(days=1) == now.first
    if unit == "months":
        assert now.first - timedelta(days=1) == add_months(day, -n)
    else:
        assert now.days == before.days == n * (7 if unit == "weeks" else 1)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Window(WindowKind.TO_DATE), "one of: year, quarter, month"),
        (lambda: Window(WindowKind.TO_DATE, unit="week"), "one of: year, quarter, month"),
        (lambda: Window(WindowKind.LAST, unit="years", n=1), "one of: days, weeks, months"),
        (lambda: Window(WindowKind.AS_OF, unit="days"), "one of: -"),
        (lambda: Window(WindowKind.LAST, unit="days"), "needs n above 0"),
        (lambda: Window(WindowKind.PLAN, n=2), "needs n above 0"),
        (lambda: Window(WindowKind.PLAN, since=date(2019, 1, 1)), "Only a between window"),
        (lambda: Window(WindowKind.BETWEEN, since=date(2019, 1, 1)), "needs two dates"),
        (lambda: between(date(2019, 1, 2), date(2019, 1, 1)), "the earlier one first"),
    ],
)
def test_what_is_no_window_is_refused(make: object, says: str) -> None:
    assert callable(make)
    with pytest.raises(UsageError, match=says):
        make()
