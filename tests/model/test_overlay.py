from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.model.place import Edition, EditionRow, Overlay
from fengqiao.model.places import Places
from fengqiao.model.snapshot import KINDS
from fengqiao.testing.strategies import CITY, code, days, editions

DAY = timedelta(days=1)
D1 = date(2018, 10, 31)
ONE, TWO = code(2), code(3)
TOWN, HAMLET, SECOND = code(2, 1), code(2, 1, 200), code(2, 1, 201)
FAR = code(3, 1)
ZONE, RIVAL = code(98), code(97)
ROWS = (CITY, ONE, TWO, TOWN, HAMLET, SECOND, FAR, "330800000000", "330802000000", "330802001000")
FOUND = (Edition(D1, tuple(EditionRow(key, f"名{key}") for key in ROWS)),)


def build(*overlays: Overlay) -> Places:
    return Places.build(FOUND, overlays=overlays)


def zone(*members: str, name: str = "开发区", key: str = ZONE, **more: date) -> Overlay:
    return Overlay(key, name, members, more.get("since"), more.get("until"), assumed=True)


def test_a_zone_is_a_county_of_the_city_that_its_code_names() -> None:
    built = build(zone(TOWN, FAR))
    snapshot = built.on(D1)
    assert built.problems == ()
    assert snapshot.of_kind("counties", CITY) == (ONE, TWO, ZONE)
    assert snapshot.parent[ZONE] == CITY
    assert snapshot.of_kind("townships", ZONE) == (TOWN, FAR)
    assert snapshot.of_kind("townships", ONE) == ()
    assert snapshot.of_kind("villages", ZONE) == (HAMLET, SECOND)
    assert built.find("开发区") == (built.unit(ZONE),)


def test_a_village_alone_leaves_its_township() -> None:
    snapshot = build(zone(HAMLET)).on(D1)
    assert snapshot.of_kind("villages", TOWN) == (SECOND,)
    assert snapshot.of_kind("villages", ZONE) == (HAMLET,)
    assert snapshot.of_kind("townships", ZONE) == ()


def test_a_zone_with_a_code_of_its_own_kind_stands_in_its_members_city() -> None:
    built = build(zone(TOWN, key="339998000000"))
    assert built.on(D1).parent["339998000000"] == CITY


def test_before_and_after_its_time_a_zone_holds_nothing() -> None:
    first, last = date(2019, 1, 1), date(2019, 12, 31)
    built = build(zone(TOWN, since=first, until=last))
    for day, held in ((first - DAY, False), (first, True), (last, True), (last + DAY, False)):
        snapshot = built.on(day)
        assert snapshot.alive(ZONE) == held
        assert snapshot.parent[TOWN] == (ZONE if held else ONE)
        assert (ZONE in snapshot.of_kind("counties")) == held


def test_one_zone_may_follow_another() -> None:
    built = build(zone(TOWN, until=date(2018, 12, 31)), zone(TOWN, key=RIVAL, since=date(2019, 1, 1)))
    assert built.problems == ()
    assert built.on(date(2018, 12, 31)).parent[TOWN] == ZONE
    assert built.on(date(2019, 1, 1)).parent[TOWN] == RIVAL
    assert built.find("名" + TOWN, within=ZONE) == built.find("名" + TOWN, within=RIVAL) != ()


def test_two_zones_cannot_hold_a_town_on_one_day() -> None:
    built = build(zone(TOWN, until=date(2019, 1, 1)), zone(TOWN, key=RIVAL, since=date(2019, 1, 1)))
    assert [problem.code for problem in built.problems] == ["place-overlay-member"]
    assert built.on(date(2019, 1, 2)).parent[TOWN] == ONE


@pytest.mark.parametrize(
    ("overlays", "unit", "why"),
    [
        ([zone(code(2, 7))], code(2, 7), "no edition lists it"),
        ([zone(TOWN, TOWN)], TOWN, f"it overlaps 名{TOWN}, which {ZONE} takes already"),
        ([zone(TOWN, HAMLET)], HAMLET, f"it overlaps 名{TOWN}, which {ZONE} takes already"),
        ([zone(HAMLET, TOWN)], TOWN, f"it overlaps 名{HAMLET}, which {ZONE} takes already"),
        ([zone(TOWN), zone(TOWN, key=RIVAL)], TOWN, f"it overlaps 名{TOWN}, which {ZONE} takes already"),
        ([zone(TWO)], TWO, "only townships and what is below them can be taken over"),
        ([zone("330802001000")], "330802001000", f"it does not lie in 名{CITY}"),
    ],
)
def test_what_cannot_be_taken_over_is_said_and_stays(overlays: list[Overlay], unit: str, why: str) -> None:
    built = build(*overlays)
    (problem,) = built.problems
    assert (problem.code, problem.where.unit) == ("place-overlay-member", unit)
    assert problem.what.en == f"开发区 does not take {unit} over: {why}"
    snapshot = built.on(D1)
    villages = [key for county in snapshot.of_kind("counties") for key in snapshot.of_kind("villages", county)]
    assert sorted(villages) == [HAMLET, SECOND]


@pytest.mark.parametrize("key", [ONE, HAMLET, "33079", "开发区"])
def test_a_zone_needs_a_code_of_its_own(key: str) -> None:
    (problem,) = build(zone(TOWN, key=key)).problems
    assert (problem.code, problem.where.unit) == ("place-overlay-code", key)


def test_two_zones_cannot_share_a_code() -> None:
    built = build(zone(TOWN), zone(FAR))
    assert [problem.code for problem in built.problems] == ["place-overlay-code"]
    assert built.overlays[ZONE].members == (TOWN,)
    assert built.on(D1).parent[FAR] == TWO


def test_a_zone_that_ends_before_it_begins_is_not_used() -> None:
    built = build(zone(TOWN, since=date(2019, 2, 1), until=date(2019, 1, 1)))
    assert [problem.code for problem in built.problems] == ["place-overlay-life"]
    assert ZONE not in built.units


@given(editions(), st.data(), days())
def test_nothing_counts_twice_and_nothing_is_lost(found: tuple[Edition, ...], data: st.DataObject, day: date) -> None:
    plain = Places.build(found)
    keys = sorted(plain.units)
    members = st.lists(st.sampled_from(keys), max_size=6).map(tuple)
    ends = st.none() | days()
    overlays = [
        Overlay(key, "区", data.draw(members), data.draw(ends), data.draw(ends), assumed=True) for key in (ZONE, RIVAL)
    ]
    snapshot = Places.build(found, overlays=overlays).on(day)
    before = plain.on(day)
    for kind in KINDS:
        if kind in ("provinces", "cities", "counties"):
            continue
        parts = [key for county in snapshot.of_kind("counties") for key in snapshot.of_kind(kind, county)]
        assert sorted(parts) == list(before.of_kind(kind)) == list(snapshot.of_kind(kind, CITY))
