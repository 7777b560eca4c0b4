from __future__ import annotations

from datetime import date

import attrs
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.model.place import Edition, EditionRow, Overlay
from fengqiao.model.places import Places
from fengqiao.model.snapshot import KINDS
from fengqiao.testing.strategies import CITY, code, days, editions
from tests.jinhua import places


def climb(parent: dict[str, str | None], key: str) -> list[str]:
    """A unit and what it stands in, by asking again and again."""
    found: list[str] = []
    at: str | None = key
    while at is not None:
        found.append(at)
        at = parent[at]
    return found


@given(editions(), days())
def test_the_closure_holds_each_unit_and_all_that_it_stands_in(found: tuple[Edition, ...], day: date) -> None:
    snapshot = Places.build(found).on(day)
    parent = dict(snapshot.parent)
    pairs = list(snapshot.closure())
    expected = {(above, key) for key in parent for above in climb(parent, key)}
    assert set(pairs) == expected
    assert len(pairs) == len(expected)
    for outer in parent:
        assert set(snapshot.under(outer)) == {inner for above, inner in expected if above == outer}
        assert list(snapshot.ancestors(outer)) == climb(parent, outer)[1:]
        assert snapshot.children(outer) == tuple(sorted(key for key in parent if parent[key] == outer))
        for inner in parent:
            assert snapshot.contains(outer, inner) == ((outer, inner) in expected)


@given(editions(), days())
def test_a_unit_comes_before_what_is_below_it(found: tuple[Edition, ...], day: date) -> None:
    snapshot = Places.build(found).on(day)
    for key in snapshot.parent:
        under = snapshot.under(key)
        assert under[0] == key
        for inner in under[1:]:
            above = snapshot.parent[inner]
            assert above is not None
            assert under.index(above) < under.index(inner)


@given(editions(), days())
def test_of_kind_is_what_lives_below_and_is_of_the_kind(found: tuple[Edition, ...], day: date) -> None:
    snapshot = Places.build(found).on(day)
    levels = {"provinces": 0, "cities": 1, "counties": 2, "townships": 3, "villages": 4, "grids": 5}
    for kind in KINDS:
        for key in snapshot.parent:
            expected, ever = [], []
            for inner in snapshot.under(key):
                division = snapshot.division(inner)
                digits = {
                    "streets": division.level == "township" and division.code[6] == "0",
                    "towns": division.level == "township" and division.code[6] == "1",
                    "rural_villages": division.level == "village" and division.code[9] in "235",
                    "urban_communities": division.level == "village" and division.code[9] in "014",
                }
                fits = digits[kind] if kind in digits else division.level.depth == levels[kind]
                if fits:
                    ever.append(inner)
                if fits and snapshot.alive(inner):
                    expected.append(inner)
            assert snapshot.of_kind(kind, key) == tuple(sorted(expected))
            assert snapshot.of_kind(kind, key, gone=True) == tuple(sorted(ever))


@given(editions(), st.data())
def test_each_day_is_told_by_the_spells_and_by_what_is_taken_over(
    found: tuple[Edition, ...], data: st.DataObject
) -> None:
    """Also where townships move between counties, and whichever day was asked about before."""
    town = st.sampled_from([code(county, 1) for county in (2, 3)])
    moved = data.draw(st.lists(st.sets(town), min_size=len(found), max_size=len(found)))
    found = tuple(
        attrs.evolve(
            edition,
            rows=tuple(attrs.evolve(row, parent=code(3)) if row.code in here else row for row in edition.rows),
        )
        for edition, here in zip(found, moved, strict=True)
    )
    first, last = sorted(data.draw(st.lists(days(), min_size=2, max_size=2)))
    zone = Overlay(code(98), "区", (code(2, 1),), first, last)
    places = Places.build(found, overlays=[zone])
    taken = code(2, 1) in places.units
    for day in data.draw(st.lists(days(), min_size=1, max_size=4)):
        snapshot = places.on(day)
        for key, unit in places.units.items():
            assert snapshot.alive(key) == unit.alive(day)
            assert snapshot.division(key) == unit.on(day)
            held = taken and key == code(2, 1) and first <= day <= last
            assert snapshot.parent[key] == (zone.code if held else unit.on(day).parent)


def test_days_between_which_nothing_moves_share_what_stands_in_what() -> None:
    kept = tuple(EditionRow(key, "名") for key in (CITY, code(2), code(2, 1), code(2, 1, 200)))
    listed = (*kept, EditionRow(code(2, 1, 201), "名"))
    built = Places.build([Edition(date(2018, 10, 31), listed), Edition(date(2019, 10, 31), kept)])
    one, other = (built.on(date(year, 12, 31)) for year in (2018, 2019))
    assert (len(one.of_kind("villages")), len(other.of_kind("villages"))) == (2, 1)
    assert one.parent is other.parent


def test_the_closure_of_jinhua_has_a_pair_for_each_unit_and_each_above_it() -> None:
    snapshot = places().on(date(2019, 12, 31))
    pairs = sum(1 for _ in snapshot.closure())
    assert pairs == sum(1 + len(snapshot.ancestors(key)) for key in snapshot.parent)
    assert pairs > 27_000
