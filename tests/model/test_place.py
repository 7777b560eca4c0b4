from __future__ import annotations

from datetime import date

import pytest

from fengqiao.model.place import Division, Level, Unit, level_of, parent_of, well_formed
from tests.jinhua import editions as real_editions


def division(code: str) -> Division:
    return Division(code, "某地", level_of(code), parent_of(code))


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("330000000000", Level.PROVINCE, None),
        ("330700000000", Level.CITY, "330000000000"),
        ("330702000000", Level.COUNTY, "330700000000"),
        ("330702001000", Level.TOWNSHIP, "330702000000"),
        ("330702001001", Level.VILLAGE, "330702001000"),
        ("330702001001007", Level.GRID, "330702001001"),
        # 东莞 has no counties: its towns stand in the city.
        ("441900101000", Level.TOWNSHIP, "441900000000"),
    ],
)
def test_level_and_parent_follow_from_the_digits(code: str, level: Level, parent: str | None) -> None:
    assert level_of(code) is level
    assert parent_of(code) == parent


def test_every_row_of_the_real_editions_says_what_its_digits_say() -> None:
    for edition in real_editions():
        listed = {row.code for row in edition.rows}
        for row in edition.rows:
            assert row.level is level_of(row.code)
            assert row.parent == (parent_of(row.code) if parent_of(row.code) in listed else None)


@pytest.mark.parametrize(
    ("digits", "kind"),
    [
        ("001", "urban_community"),
        ("199", "urban_community"),
        ("200", "rural_village"),
        ("399", "rural_village"),
        ("400", "urban_community"),
        ("498", "urban_community"),
        ("500", "rural_village"),
        ("598", "rural_village"),
        ("600", None),
    ],
)
def test_digits_10_to_12_tell_a_village_from_a_community(digits: str, kind: str | None) -> None:
    found = division("330702001" + digits)
    assert found.kind_of_village == kind
    assert found.virtual == (digits in ("498", "598"))
    assert found.kind_of_township is None


@pytest.mark.parametrize(
    ("digits", "kind"),
    [
        ("001", "street"),
        ("099", "street"),
        ("100", "town"),
        ("199", "town"),
        ("200", "township"),
        ("399", "township"),
        ("400", "similar"),
        ("599", "similar"),
        ("600", None),
    ],
)
def test_digits_7_to_9_tell_streets_towns_and_townships(digits: str, kind: str | None) -> None:
    found = division(f"330702{digits}000")
    assert found.kind_of_township == kind
    assert found.kind_of_village is None
    assert not found.virtual


@pytest.mark.parametrize("code", ["", "330702", "33070200000A", "3307020010010", "３３０７０２００１００１"])
def test_what_is_no_code(code: str) -> None:
    assert not well_formed(code)


def test_depths_go_from_province_to_grid() -> None:
    assert [level.depth for level in Level] == [0, 1, 2, 3, 4, 5]


def test_both_ends_of_a_spell_are_inside() -> None:
    spell = Division("330702001001", "甲", Level.VILLAGE, None, date(2018, 1, 1), date(2018, 12, 31))
    assert [spell.holds(date(*day)) for day in ((2017, 12, 31), (2018, 1, 1), (2018, 12, 31), (2019, 1, 1))] == [
        False,
        True,
        True,
        False,
    ]


def test_a_new_name_does_not_end_a_life_and_a_gap_does() -> None:
    def spell(name: str, since: date | None, until: date | None) -> Division:
        return Division("330702001001", name, Level.VILLAGE, None, since, until)

    unit = Unit(
        "330702001001",
        (
            spell("甲", None, date(2018, 10, 30)),
            spell("乙", date(2018, 10, 31), date(2019, 10, 30)),
            spell("乙", date(2020, 6, 30), None),
        ),
    )
    assert unit.lives == ((None, date(2019, 10, 30)), (date(2020, 6, 30), None))
    assert unit.name == "乙"
    assert unit.on(date(2000, 1, 1)).name == "甲"
    assert unit.on(date(2018, 10, 31)).name == "乙"
    assert unit.on(date(2020, 1, 1)) is unit.spells[1]
    assert not unit.alive(date(2020, 1, 1))
