"""A whole pack judged in a database: the same assessment as in memory, to the last word."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fengqiao
from fengqiao.engine.base import Opener
from fengqiao.engine.sql import store
from fengqiao.engine.sql.engine import SqlEngine
from fengqiao.model.dataset import Dataset, Hole, Reported
from fengqiao.model.fact import (
    Attestation,
    Checklist,
    Committee,
    CountReturn,
    Dispute,
    Fact,
    Funding,
    Post,
    Screening,
    Studio,
)
from fengqiao.model.outcome import Assessment
from fengqiao.model.source import Source
from fengqiao.testing.datasets import CITY, COUNTIES, PLACES, TOWNS, VILLAGES, datasets

PACK = fengqiao.load_pack("jinhua-2018-2020")
DAY = date(2019, 2, 3)
SHEET = Source("a.csv", None, CITY, date(2018, 10, 31), DAY)


def facts() -> dict[str, tuple[Fact, ...]]:
    """A little of everything, parts of it blank."""
    systems = Checklist(frozenset(("post_duty", "registration")), frozenset(("archives",)))
    return {
        "committees": (
            Committee("c1", TOWNS[0], SHEET, 0, "甲", "industry", systems=systems),
            Committee("c2", VILLAGES[0], SHEET, 1, "乙", "village"),
            Committee("c3", COUNTIES[1], SHEET, 2, "丙", None, exact=False),
        ),
        "studios": (
            Studio("s1", TOWNS[0], SHEET, 0, "甲", personal=True, brand=True, committee="c1", opened=date(2018, 12, 1)),
            Studio("s2", COUNTIES[1], SHEET, 1, "乙", personal=None, brand=True),
        ),
        "posts": (
            Post("p1", TOWNS[0], SHEET, 0, "c1", "x", "张三", "full_time", "budget", since=date(2018, 1, 1)),
            Post("p2", TOWNS[0], SHEET, 1, "s1", "x", "张三", None, since=date(2018, 2, 1)),
            Post("p3", VILLAGES[0], SHEET, 2, "c2", None, "李四", "full_time"),
            Post("p4", COUNTIES[1], SHEET, 3, None, "y", None, "full_time", exact=False),
        ),
        "screenings": (
            *(Screening(f"w{i}", VILLAGES[0], SHEET, i, date(2018, 11, 12 + 7 * i)) for i in range(3)),
            Screening("n1", VILLAGES[1], SHEET, 8),
            Screening("n2", COUNTIES[1], SHEET, 9, date(2019, 1, 2), exact=False),
            Screening("t1", TOWNS[1], SHEET, 10, date(2018, 12, 31)),
        ),
        "count_returns": (
            CountReturn(
                "r1", VILLAGES[2], SHEET, 0, "screenings", VILLAGES[2], "at", None, (), date(2018, 12, 1),
                date(2018, 12, 31), None, 3,
            ),
            CountReturn(
                "r2", COUNTIES[0], SHEET, 1, "posts", COUNTIES[0], "within", None, (("employment", "full_time"),),
                as_of=DAY, count=4,
            ),
        ),
        "disputes": (
            Dispute("d1", VILLAGES[0], SHEET, 0, None, date(2019, 1, 3), outcome="success", escalated=False),
            Dispute("d2", VILLAGES[1], SHEET, 1, date(2018, 12, 3), None, outcome=None),
        ),
        "funding": (Funding("f1", COUNTIES[0], SHEET, 0, 2018, "guidance", 5), Funding("f2", COUNTIES[1], SHEET, 1)),
        "attestations": (
            Attestation("a1", COUNTIES[0], SHEET, 0, "publicity", date(2019, 1, 1), holds=True),
            Attestation("a2", COUNTIES[1], SHEET, 1, None, None, holds=False),
        ),
    }  # fmt: skip


def judged_as_in_memory(
    opened: Callable[[Mapping[str, Sequence[Fact]]], Opener], *, other_readings: bool = True
) -> None:
    """Assert that the pack is judged as in memory, over the facts that `opened` is given and nothing else has."""
    said = [
        Reported(register, county, SHEET.since, SHEET.until, SHEET)
        for register in (*facts(), "figures")
        for county in COUNTIES
        if (register, county) != ("studios", COUNTIES[1])
    ]
    data = Dataset(PLACES, facts(), tuple(said), (Hole("screenings", VILLAGES[3], DAY, DAY),), sources=(SHEET,))
    expected = agrees(data, opened(data.facts), other_readings=other_readings)
    statuses = {outcome.status for outcome in expected.outcomes}
    assert len(statuses) >= 4, "the data must reach several kinds of verdict"


def agrees(data: Dataset, opener: Opener, *, other_readings: bool, settlements: bool = True) -> Assessment:
    """Assert that the pack is judged over a database as in memory; what it came to."""
    judge = partial(fengqiao.assess, PACK, as_of=DAY, other_readings=other_readings, settlements=settlements)
    expected, found = judge(data), judge(data.evolve(facts={}), engine=opener)
    for mine, theirs in zip(found.outcomes, expected.outcomes, strict=True):
        assert mine == theirs, f"{mine.target} at {mine.unit.name}"
    assert attrs.evolve(found, outcomes=()) == attrs.evolve(expected, outcomes=())
    return expected


def opened(given: Mapping[str, Sequence[Fact]]) -> Opener:
    connection = store.in_memory()
    store.write(connection, given)
    return partial(SqlEngine, connection)


def test_the_whole_pack_is_judged_under_every_reading_as_in_memory() -> None:
    judged_as_in_memory(opened)


@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(datasets(most=9, city=True), datasets(most=9, bodies=True)))
def test_any_data_is_judged_under_every_reading_as_in_memory(data: Dataset) -> None:
    agrees(data, opened(data.facts), other_readings=True, settlements=False)
