"""The variant with a tenth unit: said to be assumed, nothing counted twice, and nothing of it taken for zero."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fengqiao.assess.run import assess
from fengqiao.model.outcome import Assessment, Outcome, Status
from fengqiao.plugin.manager import Manager
from fengqiao.plugin.read import read

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "jinhua"
ZONE, WUCHENG, CITY = "330798000000", "330702000000", "330700000000"
pytestmark = pytest.mark.xdist_group("example")


def judged(project: str) -> Assessment:
    manager = Manager()
    data = read(EXAMPLE / project, manager)
    return assess(manager.pack("jinhua-2018-2020"), data, as_of=date(2019, 12, 31), other_readings=False)


@pytest.fixture(scope="module")
def zoned() -> Assessment:
    return judged("fengqiao-development-zone.toml")


@pytest.fixture(scope="module")
def plain() -> Assessment:
    return judged("fengqiao.toml")


def outcome(found: Assessment, target: str, unit: str) -> Outcome:
    one = found.outcome(target, unit)
    assert one is not None
    return one


def test_the_zone_is_a_tenth_unit_and_every_report_says_that_it_is_assumed(zoned: Assessment) -> None:
    assert len({o.unit.code for o in zoned.outcomes if o.unit.level == "county"}) == 10
    assert any("假定" in note.zh and "assumed" in note.en for note in zoned.notes)
    assert zoned.synthetic


def test_what_the_zone_takes_its_county_loses(zoned: Assessment, plain: Assessment) -> None:
    for target in ("county-studios", "village-screening", "township-screening"):
        mine, rest, before = (
            outcome(zoned, target, ZONE).tally,
            outcome(zoned, target, WUCHENG).tally,
            outcome(plain, target, WUCHENG).tally,
        )
        assert mine is not None
        assert rest is not None
        assert before is not None
        assert mine.yes > 0
        assert (mine.yes + rest.yes, mine.members + rest.members) == (before.yes, before.members)
    assert outcome(zoned, "city-mediators", CITY).tally == outcome(plain, "city-mediators", CITY).tally


def test_the_zones_own_money_which_nobody_reported_is_not_zero(zoned: Assessment) -> None:
    assert outcome(zoned, "funding-heads", ZONE).status is Status.UNDETERMINED
    assert outcome(zoned, "funding-growth", ZONE).status is Status.UNDETERMINED
