"""A target over time: each point is what judging on that day gives."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import fengqiao
from fengqiao.assess.trajectory import Trajectory, trajectories
from fengqiao.errors import UsageError
from fengqiao.model.outcome import Status
from fengqiao.model.place import Edition, EditionRow
from fengqiao.model.places import Places
from tests.assess.test_road import CITY, DAY, PACK, WUCHENG, data


def opened(*days: date) -> list[dict[str, Any]]:
    return [
        {"id": f"s{i}", "division": WUCHENG, "personal": True, "brand": True, "opened": day}
        for i, day in enumerate(days)
    ]


STUDIOS = opened(*[date(2018, 12, 1)] * 2, *[date(2019, 2, 1)] * 5, *[date(2019, 11, 1)] * 3)


def of(target: str, unit: str, **asked: Any) -> Trajectory:
    found = trajectories(PACK, data(studios=STUDIOS), as_of=DAY, **asked)
    return next(one for one in found if (one.target, one.unit.code) == (target, unit))


def test_points_are_the_quarter_ends_and_milestones_up_to_the_judged_day() -> None:
    found = of("county-studios", WUCHENG)
    assert [point.on for point in found.points] == [
        date(2018, 12, 31),
        date(2019, 3, 31),
        date(2019, 6, 30),
        date(2019, 9, 30),
        date(2019, 12, 31),
    ]
    assert [point.value and point.value.low for point in found.points] == [2, 7, 7, 7, 10]
    assert [point.status for point in found.points] == [
        Status.NOT_MET,
        Status.MET,
        Status.MET,
        Status.MET,
        Status.MET,
    ]
    assert {m.on: m.limits.at_least for m in found.milestones} == {date(2018, 12, 31): 3, date(2019, 12, 31): 10}


def test_the_duty_that_runs_from_the_first_day_begins_there_and_a_milestone_to_come_is_listed() -> None:
    weekly = of("village-screening", WUCHENG)
    assert weekly.points[0].on == date(2018, 11, 8)
    later = of("township-studios", WUCHENG)
    assert [m.on for m in later.milestones] == [date(2020, 12, 31)]
    assert later.points[-1].on == DAY
    assert {point.status for point in later.points} == {Status.NOT_DUE}


def test_each_point_is_what_judging_on_that_day_gives() -> None:
    facts = data(studios=STUDIOS)
    found = trajectories(PACK, facts, as_of=DAY)
    assert {one.target for one in found} == {t.id for t in PACK.targets.values() if not t.qualitative}
    for day in sorted({point.on for one in found for point in one.points}):
        judged = {
            (o.target, o.unit.code): (o.status, o.value, o.limits)
            for o in fengqiao.assess(PACK, facts, as_of=day, other_readings=False).outcomes
        }
        for one in found:
            for point in one.points:
                if point.on == day:
                    assert judged[one.target, one.unit.code] == (point.status, point.value, point.limits)


def test_the_judged_day_is_a_point_of_its_own_and_none_lies_after_it() -> None:
    found = trajectories(PACK, data(studios=STUDIOS), as_of=date(2019, 2, 14), targets=["county-studios"])
    assert {one.target for one in found} == {"county-studios"}
    assert found[0].points[-1].on == date(2019, 2, 14)
    assert [one.of_units for one in found if one.unit.code == CITY] == [True]


def test_a_unit_that_was_not_there_yet_has_no_point_for_the_time() -> None:
    old = (EditionRow(CITY, "金华市"), EditionRow(WUCHENG, "婺城区"))
    new = EditionRow("330704000000", "金义新区")
    places = Places.build([Edition(date(2018, 10, 31), old), Edition(date(2019, 6, 1), (*old, new))])
    facts = fengqiao.from_records(places, {"studios": STUDIOS}, complete=True)
    found = trajectories(PACK, facts, as_of=DAY, targets=["county-studios"])
    later = next(one for one in found if one.unit.code == "330704000000")
    assert [point.on for point in later.points] == [date(2019, 6, 30), date(2019, 9, 30), date(2019, 12, 31)]


def test_an_unknown_target_is_refused() -> None:
    with pytest.raises(UsageError, match="county-studio"):
        trajectories(PACK, data(), as_of=DAY, targets=["county-studioz"])
