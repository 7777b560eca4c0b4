from __future__ import annotations

from datetime import date, timedelta

import pytest

from fengqiao.model.place import Edition, EditionRow, Recode
from fengqiao.model.places import Places
from fengqiao.testing.strategies import CITY, code

COUNTY, TOWN = code(2), code(2, 1)
A, B, C = (code(2, 1, village) for village in (200, 201, 202))
D1, D2, D3, D4 = (date(year, 10, 31) for year in (2017, 2018, 2019, 2020))
DAY = timedelta(days=1)


def edition(day: date, *codes: str) -> Edition:
    return Edition(day, tuple(EditionRow(key, f"名{key}") for key in (CITY, COUNTY, TOWN, *codes)))


THREE = [edition(D1, A), edition(D2, B), edition(D3, C)]


def test_a_chain_of_codes_is_one_life_under_its_latest_code() -> None:
    built = Places.build(THREE, recodes=[Recode(B, C, D3), Recode(A, B, D2)])
    assert built.problems == ()
    assert [built.key(each) for each in (A, B, C)] == [C, C, C]
    assert built.unit(A).codes == (A, B, C)
    assert built.unit(A).lives == ((None, None),)
    assert built.on(D2).division(C).code == B
    assert A not in built.units
    assert built.find(A) == built.find("名" + B) == (built.unit(C),)


def test_a_recode_between_two_editions_holds_from_its_day() -> None:
    built = Places.build(THREE[:2], recodes=[Recode(A, B, date(2018, 4, 1))])
    assert [(spell.code, spell.since, spell.until) for spell in built.unit(B).spells] == [
        (A, None, date(2018, 3, 31)),
        (B, date(2018, 4, 1), None),
    ]


def test_what_is_below_a_recoded_unit_stands_in_it_under_both_codes() -> None:
    new_town = code(2, 9)
    new_below = code(2, 9, 200)
    first = edition(D1, A)
    second = Edition(D2, tuple(EditionRow(key, f"名{key}") for key in (CITY, COUNTY, new_town, new_below)))
    built = Places.build([first, second], recodes=[Recode(TOWN, new_town, D2)])
    assert built.on(D1).parent[A] == new_town
    assert built.on(D2).parent[A] == new_town
    assert built.on(D2).under(new_town) == (new_town, A, new_below)


def test_a_recode_beside_the_time_of_the_editions_only_gives_another_code() -> None:
    built = Places.build(THREE[1:2], recodes=[Recode(A, B, D2), Recode(B, C, D2 + DAY)])
    assert built.problems == ()
    assert [built.key(each) for each in (A, B, C)] == [B, B, B]
    assert built.unit(A).codes == (B,)


def test_a_recode_said_twice_is_one() -> None:
    assert Places.build(THREE, recodes=[Recode(A, B, D2), Recode(A, B, D2)]).problems == ()


@pytest.mark.parametrize(
    ("recodes", "why"),
    [
        ([Recode(code(2, 1, 299), B, D2)], f"no edition lists {code(2, 1, 299)}"),
        ([Recode(A, code(2, 1, 299), D2)], f"no edition lists {code(2, 1, 299)}"),
        ([Recode(code(2, 1, 298), code(2, 1, 299), D2)], f"no edition lists {code(2, 1, 298)}"),
        ([Recode(A, TOWN, D2)], "the codes are of different levels"),
        ([Recode(A, B, D2), Recode(A, C, D3)], "one of the codes is already part of another recode"),
        ([Recode(A, C, D2), Recode(B, C, D3)], "one of the codes is already part of another recode"),
        ([Recode(A, B, D2), Recode(B, A, D3)], "one of the codes is already part of another recode"),
        ([Recode(B, A, D2)], "both codes are listed around 2017-10-31"),
    ],
)
def test_a_recode_that_cannot_be_is_not_used_and_says_why(recodes: list[Recode], why: str) -> None:
    built = Places.build(THREE, recodes=recodes)
    (problem,) = built.problems
    refused = recodes[-1]
    assert problem.code == "place-recode"
    assert problem.where.unit == refused.old_code
    assert (
        problem.what.en == f"The recode {refused.old_code} to {refused.new_code} ({refused.since}) is not used: {why}"
    )
    assert {A, B, C} >= {unit.key for unit in built.units.values()} - {CITY, COUNTY, TOWN}
    assert built.key(refused.old_code) != refused.new_code


def test_codes_listed_side_by_side_are_two_units() -> None:
    built = Places.build([edition(D1, A), edition(D2, A, B)], recodes=[Recode(A, B, D2)])
    assert [problem.code for problem in built.problems] == ["place-recode"]
    assert (built.key(A), built.key(B)) == (A, B)
