"""Growth against the published check, years between days, and rounding for people."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.assess.outlook import growth, years_between
from fengqiao.assess.words import decimal, percent

F = Fraction


def test_growth_agrees_with_the_open_sdg_example() -> None:
    """5 to 6 in a year, target 9 in 2030 from 2015."""
    found = growth(F(5), F(6), F(9), years=F(1), of_years=F(15))
    assert found is not None
    assert round(float(found), 5) == 5.00455


@pytest.mark.parametrize(
    ("base", "now", "goal", "years"),
    [(0, 6, 9, 1), (5, 0, 9, 1), (5, 6, 0, 1), (5, 6, 5, 1), (5, 6, 9, 0)],
)
def test_growth_says_nothing_where_it_is_not_defined(base: int, now: int, goal: int, years: int) -> None:
    assert growth(F(base), F(now), F(goal), years=F(years), of_years=F(15)) is None


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        (date(2015, 1, 1), date(2016, 1, 1), F(1)),
        (date(2018, 12, 31), date(2020, 12, 31), F(2)),
        (date(2018, 12, 31), date(2019, 12, 30), F(364, 365)),
        (date(2016, 2, 29), date(2017, 2, 28), F(1)),
        (date(2018, 11, 8), date(2018, 11, 8), F(0)),
        (date(2019, 7, 1), date(2020, 1, 1), F(184, 366)),
    ],
)
def test_years_run_from_anniversary_to_anniversary(first: date, last: date, years: Fraction) -> None:
    assert years_between(first, last) == years


@given(st.fractions(F(-1000), F(1000), max_denominator=400), st.integers(0, 3))
def test_rounding_is_half_up(number: Fraction, places: int) -> None:
    shown = F(decimal(number, places).replace(",", ""))
    error = abs(number) - abs(shown)
    assert abs(error) <= F(1, 2 * 10**places)
    assert error < F(1, 2 * 10**places)


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (F(1), "100%"),
        (F(0), "0%"),
        (F(3, 10), "30%"),
        (F(1, 8), "12.5%"),
        (F(2, 3), "66.7%"),
        (F(99999, 100000), "99.999%"),
        (F(479999, 480000), "99.9998%"),
        (F(1, 3285), "0.03%"),
        (F(1, 100000), "0.001%"),
    ],
)
def test_a_share_is_never_rounded_up_to_all_or_down_to_nothing(share: Fraction, shown: str) -> None:
    assert percent(share) == shown


def test_thousands_are_grouped() -> None:
    assert decimal(F(1234567, 2), 1) == "617,283.5"
    assert decimal(F(-5, 2), 0) == "-3"
