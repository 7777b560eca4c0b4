"""Slot by slot, who kept a cadence: covered, missed, unknown are the engine's answers, and add up to its tally."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import fengqiao
from fengqiao.assess.gaps import gaps
from fengqiao.assess.session import Session
from fengqiao.assess.strips import Kept, Strips, strips
from fengqiao.model.dataset import Dataset
from fengqiao.model.place import Level
from fengqiao.plugin.manager import Manager
from fengqiao.plugin.read import read
from tests.assess.test_road import PACK

CITY, COUNTY = "330700000000", "330702000000"
EAST, WEST = "330702001000", "330702002000"
VILLAGES = ["330702001201", "330702001202", "330702002201"]
PLACES = [
    {"code": CITY, "name": "金华市"},
    {"code": COUNTY, "name": "婺城区"},
    {"code": EAST, "name": "城东街道"},
    {"code": WEST, "name": "城中街道"},
    *({"code": code, "name": f"{i}村"} for i, code in enumerate(VILLAGES, start=1)),
]
DAY = date(2018, 12, 9)
"""The third Sunday of the first whole weeks: W46, W47, W48, W49 are due."""


def held(*pairs: tuple[str, date]) -> list[dict[str, Any]]:
    return [{"id": f"s{i}", "division": code, "held_on": day} for i, (code, day) in enumerate(pairs)]


def of(target: str, data: Dataset, readings: dict[str, str] | None = None, *, day: date = DAY) -> Strips:
    return next(one for one in strips(PACK, data, as_of=day, readings=readings) if one.target == target)


SCREENINGS = held(
    (VILLAGES[0], date(2018, 11, 12)),
    (VILLAGES[0], date(2018, 11, 25)),
    (VILLAGES[1], date(2018, 11, 13)),
    (VILLAGES[2], date(2018, 12, 5)),
)


def test_each_slot_counts_the_villages_of_the_county_and_of_each_township() -> None:
    found = of("village-screening", fengqiao.from_records(PLACES, {"screenings": SCREENINGS}, complete=True))
    assert [slot.label for slot in found.slots] == ["2018-W46", "2018-W47", "2018-W48", "2018-W49"]
    assert [(row.unit.name, row.within.name) for row in found.rows] == [
        ("婺城区", "婺城区"),
        ("城东街道", "婺城区"),
        ("城中街道", "婺城区"),
    ]
    assert found.rows[0].slots == (Kept(2, 1, 0), Kept(1, 2, 0), Kept(0, 3, 0), Kept(1, 2, 0))
    assert found.rows[1].slots == (Kept(2, 0, 0), Kept(1, 1, 0), Kept(0, 2, 0), Kept(0, 2, 0))
    assert found.rows[2].slots == (Kept(0, 1, 0), Kept(0, 1, 0), Kept(0, 1, 0), Kept(1, 0, 0))


def test_what_nobody_reported_is_unknown_and_never_missed() -> None:
    found = of("village-screening", fengqiao.from_records(PLACES, {"screenings": SCREENINGS}, complete=False))
    assert found.rows[0].slots[0] == Kept(2, 0, 1)
    assert all(not kept.missed for row in found.rows for kept in row.slots)


def test_a_reading_that_asks_each_village_has_the_same_strips() -> None:
    data = fengqiao.from_records(PLACES, {"screenings": SCREENINGS}, complete=True)
    pooled = of("village-screening", data)
    asked = of("village-screening", data, {"village-screening": "units-missed-none"})
    assert (asked.slots, asked.rows) == (pooled.slots, pooled.rows)


def test_a_rolling_cadence_has_no_strip_and_what_is_not_due_yet_neither() -> None:
    data = fengqiao.from_records(PLACES, {"screenings": SCREENINGS}, complete=True)
    found = strips(PACK, data, as_of=DAY, readings={"village-screening": "rolling-7-days"})
    assert found == ()


@pytest.mark.xdist_group("example")
def test_in_the_example_the_slots_add_up_to_the_engines_tally() -> None:
    manager, day = Manager(), date(2019, 12, 31)
    pack = manager.pack("jinhua-2018-2020")
    data = read(Path(__file__).resolve().parents[2] / "examples/jinhua/fengqiao.toml", manager)
    session = Session.open(pack, data, as_of=day)
    for found in strips(pack, data, as_of=day):
        target = pack.targets[found.target]
        for row in found.rows:
            below = [other for other in found.rows if other.within == row.unit != other.unit]
            for i, kept in enumerate(row.slots):
                assert not below or kept == Kept(
                    *(
                        sum(getattr(other.slots[i], part) for other in below)
                        for part in ("covered", "missed", "unknown")
                    )
                )
            if row.unit == row.within:
                verdict = session.verdict(target, target.reading, data.places.unit(row.unit.code).key, Level.COUNTY)
                assert verdict is not None
                assert verdict.answer is not None
                tally, covered = verdict.answer.tally, sum(kept.covered for kept in row.slots)
                missed, due = sum(k.missed for k in row.slots), sum(k.due for k in row.slots)
                assert due == tally.members
                # a report of four screenings in a month of five weeks says how many, not which
                assert covered <= tally.yes
                assert missed <= tally.no
                if found.target != "village-screening":
                    assert (covered, missed) == (tally.yes, tally.no)


def returned(code: str, count: int, since: date, until: date) -> dict[str, Any]:
    return {
        "id": f"{code}-{since}",
        "division": code,
        "register": "screenings",
        "at": code,
        "placed": "at",
        "since": since,
        "until": until,
        "count": count,
    }


def test_a_number_that_can_only_lie_in_one_slot_covers_it_and_another_says_how_many_are_missed() -> None:
    month = date(2018, 12, 1), date(2018, 12, 31)
    weeks = date(2018, 11, 12), date(2018, 12, 9)
    returns = [returned(EAST, 2, *month), returned(WEST, 0, *month), returned(VILLAGES[0], 3, *weeks)]
    data = fengqiao.from_records(PLACES, {"count_returns": returns}, complete=True)
    monthly = of("township-screening", data, day=date(2018, 12, 31))
    assert {row.unit.name: row.slots for row in monthly.rows[1:]} == {
        "城东街道": (Kept(1, 0, 0),),
        "城中街道": (Kept(0, 1, 0),),
    }
    # three screenings somewhere in four weeks: one week at least was missed, and nobody knows which
    village = [gap for gap in gaps(PACK, data, as_of=DAY, target="village-screening") if gap.code == VILLAGES[0]]
    assert [(gap.state, gap.what.zh) for gap in village] == [
        ("no", "至少缺1次，是其中哪几次不明：2018-W46、2018-W47、2018-W48、2018-W49")
    ]
