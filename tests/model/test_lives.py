from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.errors import Severity, Where
from fengqiao.model.place import Declared, Edition, EditionRow, Level, Life
from fengqiao.model.places import Places
from fengqiao.testing.strategies import CITY, EDGES, code, days, editions

COUNTY, TOWN, OTHER = code(2), code(2, 1), code(2, 2)
HAMLET, SECOND = code(2, 1, 200), code(2, 1, 201)
D1, D2, D3, D4 = (date(year, 10, 31) for year in (2017, 2018, 2019, 2020))
DAY = timedelta(days=1)


def edition(day: date, *codes: str, names: dict[str, str] | None = None) -> Edition:
    """An edition with the city, its county and its town, and the codes given."""
    listed = (CITY, COUNTY, TOWN, *codes)
    return Edition(day, tuple(EditionRow(key, (names or {}).get(key, f"名{key}")) for key in listed))


def lives(built: Places, key: str = HAMLET) -> tuple[Life, ...]:
    return built.unit(key).lives


def test_a_life_is_open_in_the_first_edition_and_ends_the_day_before_the_first_that_does_not_list_it() -> None:
    built = Places.build([edition(D1, HAMLET), edition(D2, HAMLET), edition(D3, SECOND), edition(D4, SECOND)])
    assert lives(built) == ((None, D3 - DAY),)
    assert lives(built, SECOND) == ((D3, None),)
    assert lives(built, TOWN) == ((None, None),)
    assert built.unit(HAMLET).spells[0].dated == "edition"


def test_a_code_that_vanishes_and_comes_back_has_two_lives() -> None:
    built = Places.build([edition(D1, HAMLET), edition(D2, SECOND), edition(D3, HAMLET)])
    assert lives(built) == ((None, D2 - DAY), (D3, None))
    assert not built.on(D2).alive(HAMLET)
    assert built.on(D3).alive(HAMLET)


def test_renamed_keeps_its_code_and_its_life() -> None:
    built = Places.build([edition(D1, HAMLET, names={HAMLET: "甲"}), edition(D2, HAMLET, names={HAMLET: "乙"})])
    unit = built.unit(HAMLET)
    assert [(spell.name, spell.since, spell.until) for spell in unit.spells] == [
        ("甲", None, D2 - DAY),
        ("乙", D2, None),
    ]
    assert lives(built) == ((None, None),)
    assert built.on(D2 - DAY).division(HAMLET).name == "甲"
    assert built.on(D2).division(HAMLET).name == "乙"


def test_an_edition_that_lists_no_grids_ends_none() -> None:
    grid = HAMLET + "001"
    built = Places.build([edition(D1, HAMLET), edition(D2, HAMLET, grid), edition(D3, HAMLET)])
    assert lives(built, grid) == ((None, None),)
    assert built.lists(Level.GRID)
    assert built.on(D3).of_kind("grids", HAMLET) == (grid,)


def test_files_of_one_day_are_one_edition_whatever_their_order() -> None:
    parts = [edition(D2, HAMLET), Edition(D1, (EditionRow(SECOND, "乙"),)), edition(D1)]
    built = Places.build(parts)
    assert built.editions == (D1, D2)
    assert lives(built) == ((D2, None),)
    assert lives(built, SECOND) == ((None, D2 - DAY),)


def test_no_edition_makes_no_places() -> None:
    built = Places.build([])
    assert (len(built.units), built.editions, built.problems, built.find("婺城区")) == (0, (), (), ())
    assert built.on(D1).of_kind("villages") == ()


def test_a_township_that_moved_without_a_new_code_stands_in_its_parent_of_the_day() -> None:
    def listing(day: date, parent: str) -> Edition:
        rows = (EditionRow(CITY, "市"), EditionRow(COUNTY, "甲区"), EditionRow(code(3), "乙区"))
        return Edition(day, (*rows, EditionRow(TOWN, "镇", Level.TOWNSHIP, parent)))

    built = Places.build([listing(D1, COUNTY), listing(D2, code(3))])
    assert built.problems == ()
    assert (built.on(D1).parent[TOWN], built.on(D2).parent[TOWN]) == (COUNTY, code(3))
    assert lives(built, TOWN) == ((None, None),)
    assert built.find("甲区镇") == built.find("乙区/镇") == (built.unit(TOWN),)


# -- what is wrong with an edition


def test_a_code_that_is_none_is_refused_with_its_place() -> None:
    rows = (EditionRow(CITY, "市", line=2), EditionRow("3307", "短", line=3))
    (problem,) = Places.build([Edition(D1, rows, "places.csv")]).problems
    assert problem.where == Where("places.csv", None, "3:1", "3307")
    assert problem.line("en") == (
        "places.csv:3:1: Code '3307' in the edition of 2017-10-31 is not of 12 digits (15 with a grid)."
        " Give the statistical division code."
    )
    assert problem.line("zh") == (
        "places.csv:3:1: 2017-10-31版区划的代码“3307”不是12位（网格15位）数字。改为统计用区划代码。"
    )


def test_two_rows_with_one_code_are_a_problem_when_they_differ() -> None:
    twice = edition(D1, HAMLET, HAMLET)
    assert Places.build([twice]).problems == ()
    rows = (*twice.rows, EditionRow(HAMLET, "别名", line=9))
    built = Places.build([Edition(D1, rows, "places.csv")])
    (problem,) = built.problems
    assert problem.code == "place-listed-twice"
    assert problem.where == Where("places.csv", None, "9:1", HAMLET)
    assert built.unit(HAMLET).name == f"名{HAMLET}"


def test_a_level_other_than_the_codes_is_used_and_said() -> None:
    rows = (*edition(D1).rows, EditionRow(code(98), "开发区", Level.TOWNSHIP, COUNTY))
    built = Places.build([Edition(D1, rows)])
    (problem,) = built.problems
    assert (problem.code, problem.severity) == ("place-level", Severity.WARNING)
    assert built.unit(code(98)).level is Level.TOWNSHIP
    assert built.on(D1).of_kind("townships", COUNTY) == (TOWN, code(98))


def test_a_level_that_changes_between_editions_is_refused() -> None:
    one = Edition(D1, (*edition(D1).rows, EditionRow(code(98), "开发区", Level.TOWNSHIP, COUNTY)))
    two = Edition(D2, (*edition(D2).rows, EditionRow(code(98), "开发区")))
    built = Places.build([one, two])
    assert [problem.code for problem in built.problems] == ["place-level", "place-level-changed"]
    assert lives(built, code(98)) == ((None, D2 - DAY),)


def test_a_parent_that_is_not_listed_is_one_problem_and_the_next_above_takes_its_place() -> None:
    built = Places.build([edition(D1, code(2, 7, 200), code(2, 7, 201))])
    (problem,) = built.problems
    assert problem.code == "place-parent-missing"
    assert problem.where == Where(unit=code(2, 7))
    assert problem.what.en == (
        f"The edition of 2017-10-31 lists 2 below {code(2, 7)} but not {code(2, 7)} above them; the nearest that their"
        " codes name takes them"
    )
    assert built.on(D1).parent[code(2, 7, 200)] == COUNTY


def test_where_the_parent_given_is_no_code_each_stands_where_its_own_code_says() -> None:
    rows = [EditionRow(key, "村", parent="-") for key in (code(2, 2, 200), HAMLET)]
    built = Places.build([Edition(D1, (*edition(D1, OTHER).rows, *rows))])
    assert {key: built.on(D1).parent[key] for key in (HAMLET, code(2, 2, 200))} == {
        HAMLET: TOWN,
        code(2, 2, 200): OTHER,
    }


def test_the_parents_of_the_roots_need_not_be_listed() -> None:
    built = Places.build([Edition(D1, (EditionRow(COUNTY, "甲区"), EditionRow(code(3), "乙区")))])
    assert built.problems == ()
    assert dict(built.on(D1).parent) == {COUNTY: None, code(3): None}


@pytest.mark.parametrize("parent", [HAMLET, SECOND, TOWN + "0", "x"])
def test_a_parent_that_is_not_above_is_not_taken(parent: str) -> None:
    rows = (*edition(D1, SECOND).rows, EditionRow(HAMLET, "村", Level.VILLAGE, parent))
    built = Places.build([Edition(D1, rows)])
    assert [problem.code for problem in built.problems] == ["place-parent-missing"]
    assert built.on(D1).parent[HAMLET] == TOWN


# -- declared lives


def test_a_declared_end_overrides_the_edition() -> None:
    found = [edition(D1, HAMLET, SECOND), edition(D2, SECOND)]
    built = Places.build(found, declared=[Declared(HAMLET, until=date(2018, 5, 31), successors=(SECOND,))])
    assert built.problems == ()
    assert lives(built) == ((None, date(2018, 5, 31)),)
    assert built.unit(HAMLET).spells[0].dated == "declared"
    assert built.successors(HAMLET) == (SECOND,)
    assert built.successors(SECOND) is None
    assert not built.on(date(2018, 6, 1)).alive(HAMLET)


def test_a_declared_life_may_reach_past_the_editions_and_keeps_the_names_in_between() -> None:
    found = [
        edition(D1),
        edition(D2, HAMLET, names={HAMLET: "甲"}),
        edition(D3, HAMLET, names={HAMLET: "乙"}),
        edition(D4),
    ]
    declared = Declared(HAMLET, since=date(2018, 3, 1), until=date(2021, 1, 31))
    spells = Places.build(found, declared=[declared]).unit(HAMLET).spells
    assert [(spell.name, spell.since, spell.until) for spell in spells] == [
        ("甲", date(2018, 3, 1), D3 - DAY),
        ("乙", D3, date(2021, 1, 31)),
    ]


def test_a_declared_life_of_one_more_day_has_the_name_of_that_day() -> None:
    found = [edition(D1, HAMLET, names={HAMLET: "甲"}), edition(D2, HAMLET, names={HAMLET: "乙"})]
    for until, names in ((D2 - DAY, ["甲"]), (D2, ["甲", "乙"])):
        spells = Places.build(found, declared=[Declared(HAMLET, until=until)]).unit(HAMLET).spells
        assert [spell.name for spell in spells] == names
        assert spells[-1].until == until


def test_several_declared_rows_are_several_lives() -> None:
    rows = [Declared(HAMLET, since=date(2019, 2, 1)), Declared(HAMLET, until=date(2018, 1, 1))]
    built = Places.build([edition(D1, HAMLET)], declared=rows)
    assert built.problems == ()
    assert lives(built) == ((None, date(2018, 1, 1)), (date(2019, 2, 1), None))


def test_successors_alone_leave_the_life_as_it_is() -> None:
    built = Places.build([edition(D1, HAMLET), edition(D2, SECOND)], declared=[Declared(HAMLET, successors=())])
    assert lives(built) == ((None, D2 - DAY),)
    assert built.unit(HAMLET).spells[0].dated == "edition"
    assert built.successors(HAMLET) == ()


@pytest.mark.parametrize(
    "rows",
    [
        [Declared(HAMLET, date(2019, 1, 1), date(2018, 1, 1))],
        [Declared(HAMLET, until=date(2018, 6, 1)), Declared(HAMLET, since=date(2018, 6, 1), until=date(2019, 1, 1))],
        [Declared(HAMLET, since=date(2018, 1, 1)), Declared(HAMLET, since=date(2019, 1, 1))],
    ],
)
def test_declared_lives_that_cannot_be_are_not_used(rows: list[Declared]) -> None:
    built = Places.build([edition(D1, HAMLET)], declared=rows)
    assert [(problem.code, problem.where.unit) for problem in built.problems] == [("place-declared-life", HAMLET)]


def test_unknown_codes_in_the_declared_table_are_said_and_make_no_successor() -> None:
    rows = [Declared(code(9, 9, 200), until=D1), Declared(HAMLET, until=D2, successors=(code(9, 9, 201), HAMLET))]
    built = Places.build([edition(D1, HAMLET)], declared=rows)
    assert [(problem.code, problem.where.unit) for problem in built.problems] == [
        ("place-declared-code", code(9, 9, 200)),
        ("place-declared-code", code(9, 9, 201)),
        ("place-declared-code", HAMLET),
    ]
    assert built.successors(HAMLET) is None


# -- laws


@given(editions(), days())
def test_a_unit_is_there_exactly_when_the_edition_in_force_lists_it(found: tuple[Edition, ...], day: date) -> None:
    built = Places.build(found)
    in_force = next((each for each in reversed(found) if each.day <= day), found[0])
    snapshot = built.on(day)
    names = {row.code: row.name for row in in_force.rows}
    listed_levels = {level for level in Level if any(built.units[row.code].level is level for row in in_force.rows)}
    for key, unit in built.units.items():
        if unit.level in listed_levels:
            assert snapshot.alive(key) == unit.alive(day) == (key in names)
        if key in names:
            assert snapshot.division(key).name == names[key]


@given(editions())
def test_spells_are_in_order_and_lives_stand_apart(found: tuple[Edition, ...]) -> None:
    for unit in Places.build(found).units.values():
        for one, two in zip(unit.spells, unit.spells[1:], strict=False):
            assert one.until is not None
            assert two.since is not None
            assert one.until < two.since
        for (_, end), (start, _) in zip(unit.lives, unit.lives[1:], strict=False):
            assert end is not None
            assert start is not None
            assert start - end > DAY


@given(editions(), st.data())
def test_a_declared_life_is_the_life(found: tuple[Edition, ...], data: st.DataObject) -> None:
    built = Places.build(found)
    key = data.draw(st.sampled_from(sorted(built.units)))
    since, until = sorted((data.draw(st.sampled_from(EDGES)), data.draw(st.sampled_from(EDGES))))
    again = Places.build(found, declared=[Declared(key, since, until)])
    assert again.problems == ()
    assert again.unit(key).lives == ((since, until),)
    for day in (since - DAY, since, until, until + DAY):
        assert again.on(day).alive(key) == (since <= day <= until)
        if built.unit(key).alive(day) and since <= day <= until:
            assert again.on(day).division(key).name == built.on(day).division(key).name
