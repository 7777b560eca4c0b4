"""A case that does not come out as expected is told, with what was expected and what came."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from fengqiao.boundary.packfile import load_pack
from fengqiao.errors import PackError
from fengqiao.model.dataset import Reported
from fengqiao.model.fact import Checklist, Committee, Post, Screening
from fengqiao.testing.casefile import Case, load_cases
from fengqiao.testing.rulepack import RulePackContract, run_cases

SOUND = Path(__file__).parent.parent / "rules" / "yi_city"
PLACES = """\
places:
  乙市 980100000000:
    一县 980101000000:
      一镇 980101100000:
    二县 980102000000:
cases:
  - name: {zh: 一例, en: One case}
    target: screening
    at: 一县
    on: 2021-01-31
    expect: {as-written: met}
"""


def broken(folder: Path, old: str, new: str) -> Path:
    """The sound pack with a few words of its cases changed."""
    shutil.copytree(SOUND, folder / "pack")
    path = folder / "pack" / "cases" / "all.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder / "pack"


def one(folder: Path, more: str) -> Case:
    """The one case of a file, with some lines added to it."""
    (folder / "case.yaml").write_text(PLACES + more, encoding="utf-8")
    (found,) = load_cases(folder, load_pack(SOUND))
    return found


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("as-written: {status: met, low: 2}", "as-written: not_met", "status should be not_met but is met"),
        ("as-written: {status: met, low: 2}", "as-written: {status: met, low: 3}", "low should be 3 but is 2"),
        ("{status: met, yes: 2, no: 1, low: 2/3}", "{status: met, no: 2}", "no should be 2 but is 1"),
        ("{status: met, yes: 3}", "{status: met, margin: 4}", "margin should be 4 but is 0"),
    ],
)
def test_a_wrong_expectation_is_told(tmp_path: Path, old: str, new: str, words: str) -> None:
    wrong = [result for result in run_cases(broken(tmp_path, old, new)) if not result.ok]
    assert [[text.en for text in result.wrong] for result in wrong] == [[words]]
    assert str(wrong[0].case.where).startswith(str(tmp_path))


def test_a_unit_that_is_not_judged_is_told(tmp_path: Path) -> None:
    folder = broken(tmp_path, "target: experience\n    at: 一县", "target: experience\n    at: 乙市")
    (wrong,) = [result for result in run_cases(folder) if not result.ok]
    assert wrong.wrong[0].en == "nothing is judged at this unit's level"


def test_the_contract_fails_where_a_case_fails(tmp_path: Path) -> None:
    folder = broken(tmp_path, "as-written: {status: met, low: 2}", "as-written: not_met")
    with pytest.raises(AssertionError, match=r"Two meetings in the first quarter \[as-written\]"):
        RulePackContract().test_cases_come_out_as_expected(folder)


def test_the_contract_fails_where_a_sentence_is_lost(tmp_path: Path) -> None:
    folder = broken(tmp_path, "cases:", "cases:")
    source = folder / "source.txt"
    source.write_text(source.read_text(encoding="utf-8") + "四、另有一句。\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="四、另有一句。"):
        RulePackContract().test_every_sentence_is_placed(folder)
    with pytest.raises(AssertionError, match="四、另有一句"):
        RulePackContract().test_lint_finds_nothing(folder)


def test_lists_of_places_and_dates_make_one_fact_of_each(tmp_path: Path) -> None:
    facts = "    facts: {screenings: [{in: [一县, 一镇], held_on: [2021-01-01, 2021-01-02]}]}\n"
    found = one(tmp_path, facts).data.of("screenings", Screening)
    assert len({fact.id for fact in found}) == 4
    assert {(fact.division, fact.held_on.day if fact.held_on else 0) for fact in found} == {
        (key, day) for key in ("980101000000", "980101100000") for day in (1, 2)
    }


def test_every_seven_days_ends_with_the_last_day(tmp_path: Path) -> None:
    facts = "    facts: {screenings: [{in: 一县, held_on: {every: 7 days, from: 2021-01-01, until: 2021-01-15}}]}\n"
    found = one(tmp_path, facts).data.of("screenings", Screening)
    assert [fact.held_on.day for fact in found if fact.held_on] == [1, 8, 15]


def test_copies_are_different_persons_and_null_is_blank(tmp_path: Path) -> None:
    facts = "    facts: {posts: [{at: 一镇, employment: null, copies: 3}, {at: 一镇, person: p, copies: 2}]}\n"
    found = one(tmp_path, facts).data.of("posts", Post)
    assert len({fact.person for fact in found}) == 4
    assert {fact.employment for fact in found} == {None}
    assert {(fact.at, fact.division) for fact in found} == {("980101100000", "980101100000")}


def test_a_post_at_a_body_stands_in_its_division(tmp_path: Path) -> None:
    facts = "    facts: {committees: [{id: c1, in: 一镇, systems: all}], posts: [{at: c1}]}\n"
    data = one(tmp_path, facts).data
    assert [(fact.at, fact.division) for fact in data.of("posts", Post)] == [("c1", "980101100000")]
    (committee,) = data.of("committees", Committee)
    assert isinstance(committee.systems, Checklist)
    assert len(committee.systems.yes) == 8


def test_everything_is_reported_unless_said_otherwise(tmp_path: Path) -> None:
    reported = one(tmp_path, "    reported: {posts: [], screenings: [{unit: 一县, until: 2021-01-10}]}\n").data.reported
    assert not [one for one in reported if one.register == "posts"]
    assert [(one.unit, str(one.until)) for one in reported if one.register == "screenings"] == [
        ("980101000000", "2021-01-10")
    ]
    assert Reported("studios", "980100000000") in reported


@pytest.mark.parametrize(
    ("more", "where", "what"),
    [
        ("    facts: {screenings: [{in: 三县}]}\n", "12:31", "no place is called '三县'"),
        ("    facts: {posts: [{at: 一县, emplyment: full_time}]}\n", "12:30", "no key is called 'emplyment'"),
        ("    reported: {posts: [{from: 2021-01-01}]}\n", "12:24", "'unit' is missing"),
        ("    onn: 2021-01-31\n", "12:5", "no key is called 'onn'"),
    ],
)
def test_a_case_is_checked_with_its_place(tmp_path: Path, more: str, where: str, what: str) -> None:
    with pytest.raises(PackError) as caught:
        one(tmp_path, more)
    assert [(problem.where.cell, problem.what.en) for problem in caught.value.problems] == [(where, what)]


def test_expectations_are_exact_numbers(tmp_path: Path) -> None:
    cases = [case for case in load_cases(SOUND / "cases", load_pack(SOUND)) if case.target == "in-time"]
    assert cases[0].expected["as-written"].value == {"low": Fraction(2, 3)}
