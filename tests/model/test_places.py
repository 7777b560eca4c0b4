"""The real places of Jinhua, counted edition by edition."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from time import perf_counter

import pytest

from fengqiao.errors import UsageError
from fengqiao.model.place import Level, Overlay
from fengqiao.model.places import Places
from tests.jinhua import editions, places, recodes

DAYS = tuple(edition.day for edition in editions())
CITY = "330700000000"
PANAN = "330727000000"
ZONE = Overlay(
    "330798000000",
    "金华开发区",
    members=("330702006000", "330702007000", "330702100000", "330702001008"),
    since=date(2019, 1, 1),
    assumed=True,
    note="made up for this test",
)


def villages(day: date) -> set[str]:
    """Codes, not keys, of the villages of an edition."""
    edition = next(edition for edition in editions() if edition.day == day)
    return {row.code for row in edition.rows if row.level is Level.VILLAGE}


@pytest.mark.parametrize(
    ("day", "townships", "villages"),
    [
        (date(2017, 10, 31), 152, 4822),
        (date(2018, 10, 31), 147, 4824),
        (date(2019, 10, 31), 147, 3285),
        (date(2020, 6, 30), 147, 3280),
        (date(2021, 10, 31), 146, 3282),
    ],
)
def test_the_counts_of_each_edition(day: date, townships: int, villages: int) -> None:
    snapshot = places().on(day)
    counts = [len(snapshot.of_kind(kind)) for kind in ("provinces", "cities", "counties", "townships", "villages")]
    assert counts == [1, 1, 9, townships, villages]
    assert len(snapshot.of_kind("rural_villages")) + len(snapshot.of_kind("urban_communities")) == villages
    assert snapshot.of_kind("grids") == ()


def test_an_edition_holds_from_its_day_on() -> None:
    before, after = (places().on(date(2019, 10, day)) for day in (30, 31))
    assert len(before.of_kind("villages")) == 4824
    assert len(after.of_kind("villages")) == 3285


def test_before_the_first_edition_and_after_the_last_their_places_stand() -> None:
    assert len(places().on(date(2010, 1, 1)).of_kind("villages")) == 4822
    assert len(places().on(date(2030, 1, 1)).of_kind("villages")) == 3282


def test_2050_codes_vanished_511_appeared_and_38_villages_were_renamed_by_2019() -> None:
    """The numbers count codes of villages; by lives it is two fewer each, since two of them were recoded."""
    old, new = villages(date(2018, 10, 31)), villages(date(2019, 10, 31))
    assert (len(old - new), len(new - old)) == (2050, 511)
    first, second = (places().on(day) for day in (date(2018, 10, 31), date(2019, 10, 31)))
    was, now = (set(snapshot.of_kind("villages")) for snapshot in (first, second))
    assert (len(was - now), len(now - was)) == (2048, 509)
    assert sum(first.division(key).name != second.division(key).name for key in was & now) == 38
    ends = [life for unit in places().units.values() for life in unit.lives if life[1] == date(2019, 10, 30)]
    begins = [life for unit in places().units.values() for life in unit.lives if life[0] == date(2019, 10, 31)]
    assert (len(ends), len(begins)) == (2048, 509)


def test_panan_fell_from_19_to_14_townships() -> None:
    assert len(places().on(date(2018, 10, 30)).of_kind("townships", PANAN)) == 19
    assert len(places().on(date(2018, 10, 31)).of_kind("townships", PANAN)) == 14


def test_178_recoded_units_have_one_life_under_two_codes() -> None:
    built = places()
    assert built.problems == ()
    assert len(recodes()) == 178
    for recode in recodes():
        unit = built.unit(recode.old_code)
        assert unit is built.unit(recode.new_code)
        assert built.key(recode.old_code) == unit.key == recode.new_code
        assert unit.codes == (recode.old_code, recode.new_code)
        assert len(unit.lives) == 1
        assert unit.lives[0][0] is None
        assert unit.on(recode.since - timedelta(days=1)).code == recode.old_code
        assert unit.on(recode.since).code == recode.new_code


def test_without_the_recodes_these_are_two_units_each() -> None:
    assert len(Places.build(editions()).units) == len(places().units) + 178


def test_no_village_of_jinhua_comes_back() -> None:
    assert all(len(unit.lives) == 1 for unit in places().units.values())


def test_a_vanished_village_rolls_up_by_its_old_parents() -> None:
    snapshot = places().on(date(2020, 12, 31))
    vanished = [
        key for key in snapshot.under(CITY) if not snapshot.alive(key) and places().units[key].level is Level.VILLAGE
    ]
    assert len(vanished) > 2000
    for key in vanished:
        assert snapshot.ancestors(key)[-2:] == (CITY, "330000000000")
        assert places().units[key].spells[-1].parent == snapshot.parent[key]


@pytest.mark.parametrize("day", [*DAYS, date(2018, 12, 31), date(2019, 12, 31), date(2020, 12, 31)])
@pytest.mark.parametrize("overlays", [(), (ZONE,)])
def test_the_counties_together_are_the_city(day: date, overlays: tuple[Overlay, ...]) -> None:
    built = Places.build(editions(), recodes=recodes(), overlays=overlays)
    assert built.problems == ()
    snapshot = built.on(day)
    counties = snapshot.of_kind("counties", CITY)
    assert len(counties) == 9 + (bool(overlays) and day >= date(2019, 1, 1))
    for kind in ("townships", "streets", "towns", "villages", "rural_villages", "urban_communities"):
        parts = [key for county in counties for key in snapshot.of_kind(kind, county)]
        assert sorted(parts) == list(snapshot.of_kind(kind, CITY)) == list(snapshot.of_kind(kind))
        assert len(set(parts)) == len(parts)


def test_what_a_zone_takes_over_is_its_own_while_it_is_in_force() -> None:
    built = Places.build(editions(), recodes=recodes(), overlays=(ZONE,))
    before, after = built.on(date(2018, 12, 31)), built.on(date(2019, 1, 1))
    assert before.parent["330702006000"] == "330702000000"
    assert after.parent["330702006000"] == ZONE.code
    assert after.ancestors("330702006001") == ("330702006000", ZONE.code, CITY, "330000000000")
    assert after.parent["330702001008"] == ZONE.code
    assert not after.contains("330702000000", "330702006000")
    assert not before.alive(ZONE.code)
    assert ZONE.code in after.of_kind("counties")
    assert len(after.of_kind("townships", ZONE.code)) == 3
    assert built.overlays[ZONE.code] is ZONE
    # By name both lead there: its own county still writes it, and so does the zone.
    for within in (ZONE.code, "330702000000"):
        assert [unit.key for unit in built.find("三江街道", within=within)] == ["330702006000"]
        assert [unit.key for unit in built.find("新园社区", within=within)] == ["330702006001"]


def test_days_between_two_changes_share_one_tree() -> None:
    built = Places.build(editions(), recodes=recodes())
    one, two, other = (built.on(day) for day in (date(2019, 1, 1), date(2019, 10, 30), date(2019, 10, 31)))
    assert one.parent is two.parent
    assert one.parent is not other.parent
    assert one.day == date(2019, 1, 1)
    assert one.under(CITY) == two.under(CITY)
    assert one.of_kind("villages", CITY) is two.of_kind("villages", CITY)


def test_threads_see_the_same_places() -> None:
    built = Places.build(editions(), recodes=recodes())
    found: list[tuple[int, int]] = []

    def ask() -> None:
        found.extend((len(built.on(day).of_kind("villages")), len(built.find("双溪村"))) for day in DAYS)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 * len(DAYS)
    assert set(found) == {(len(places().on(day).of_kind("villages")), len(places().find("双溪村"))) for day in DAYS}


def test_grids_are_not_listed_and_villages_are() -> None:
    assert not places().lists(Level.GRID)
    assert all(places().lists(level) for level in Level if level is not Level.GRID)
    assert places().editions == DAYS


def test_successors_are_unknown_unless_declared() -> None:
    assert places().successors("330702001008") is None


@pytest.mark.parametrize(
    "ask",
    [
        lambda: places().unit("330799999999"),
        lambda: places().on(DAYS[0]).under("330799999999"),
        lambda: places().on(DAYS[0]).alive("330799999999"),
        lambda: places().on(DAYS[0]).ancestors("330799999999"),
        lambda: places().on(DAYS[0]).division("330799999999"),
        lambda: places().on(DAYS[0]).contains(CITY, "330799999999"),
        lambda: places().find("婺城区", within="330799999999"),
    ],
)
def test_a_code_that_is_not_known_is_a_wrong_use(ask: object) -> None:
    assert callable(ask)
    with pytest.raises(UsageError, match="330799999999"):
        ask()


def test_a_kind_that_is_not_known_names_those_that_are() -> None:
    with pytest.raises(UsageError, match=r"No kind of place 'hamlets'\. Known: provinces, cities, counties"):
        places().on(DAYS[0]).of_kind("hamlets")


def test_building_and_asking_is_quick() -> None:
    """Well under 0.15 s and 20 ms on two idle cores; the limits here leave room for a busy machine."""
    read, moved = editions(), recodes()
    building, asking = [], []
    for _ in range(3):
        start = perf_counter()
        built = Places.build(read, recodes=moved)
        building.append(perf_counter() - start)
        start = perf_counter()
        built.on(date(2019, 12, 31))
        asking.append(perf_counter() - start)
    assert min(building) < 0.3
    assert min(asking) < 0.04
