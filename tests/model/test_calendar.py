from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from chinese_calendar.constants import holidays, workdays  # type: ignore[import-untyped]
from hypothesis import given
from ruamel.yaml import YAML

from fengqiao.model.calendar import Cadence, Calendar, Period
from fengqiao.testing.strategies import periods

FILE = Path(__file__).parents[2] / "rules" / "fengqiao_rules" / "calendar_china.yaml"
YEARS = range(2017, 2022)


def lists() -> Any:
    return YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))


def china() -> Calendar:
    found = lists()
    known = Period(found["known"]["first"], found["known"]["last"])
    return Calendar(frozenset(found["off"]), frozenset(found["made_up"]), known)


def test_the_lists_are_those_of_the_package() -> None:
    found = lists()
    assert found["off"] == sorted(day for day in holidays if day.year in YEARS and day.weekday() < 5)
    assert found["made_up"] == sorted(day for day in workdays if day.year in YEARS and day.weekday() > 4)
    assert found["known"] == {"first": date(2017, 1, 1), "last": date(2021, 12, 31)}


def test_the_weeks_without_a_working_day() -> None:
    """Three lie in the plan's time; 2017 and 2021 are counted here too."""
    calendar = china()
    weeks = Cadence("week").slots(date(2018, 1, 1), date(2020, 12, 31))
    assert [week.label for week in weeks if not calendar.has_working_day(week)] == ["2018-W40", "2019-W06", "2020-W05"]


@pytest.mark.parametrize(("week", "days"), [("2019-W40", 1), ("2020-W41", 2), ("2019-W05", 7), ("2019-W10", 5)])
def test_how_many_working_days_a_week_has(week: str, days: int) -> None:
    calendar = china()
    monday = date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
    assert sum(calendar.works(monday + timedelta(days=i)) for i in range(7)) == days


def test_without_lists_every_weekday_is_worked() -> None:
    calendar = Calendar()
    assert calendar.works(date(2019, 10, 1))
    assert not calendar.works(date(2019, 10, 5))
    assert not calendar.has_working_day(Period(date(2019, 10, 5), date(2019, 10, 6)))


def test_a_period_of_no_days_has_no_working_day() -> None:
    assert not Calendar().has_working_day(Period(date(2019, 10, 2), date(2019, 10, 1)))


@given(periods(40))
def test_a_period_has_a_working_day_when_one_of_its_days_is(period: Period) -> None:
    calendar = china()
    days = [period.first + timedelta(days=i) for i in range(period.days)]
    assert calendar.has_working_day(period) == any(
        (day.weekday() < 5 and day not in calendar.off) or day in calendar.made_up for day in days
    )
