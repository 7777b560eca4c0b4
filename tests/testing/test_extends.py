"""A county's pack that extends the city's: what it takes, what it tightens, and what it may not do."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

import fengqiao
from fengqiao.boundary.packfile import load_pack
from fengqiao.errors import PackError, Problem
from fengqiao.plugin.manager import Manager
from fengqiao.testing.rulepack import RulePackContract, lint, run_cases

COUNTY = Path(__file__).parents[2] / "examples" / "county_pack"


class TestCountyPack(RulePackContract):
    @pytest.fixture
    def pack_path(self) -> Path:
        return COUNTY


def changed(folder: Path, *changes: tuple[str, str]) -> Path:
    """The county's pack with a few words changed."""
    shutil.copytree(COUNTY, folder / "pack")
    path = folder / "pack" / "pack.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return folder / "pack"


def linted(folder: Path, *changes: tuple[str, str]) -> tuple[Problem, ...]:
    return lint(changed(folder, *changes))


def test_it_takes_what_it_does_not_say() -> None:
    city, county = fengqiao.load_pack("jinhua-2018-2020"), fengqiao.load_pack(str(COUNTY))
    assert county.extends == city
    assert set(county.own) == {"county-studios", "township-mediators", "village-meetings"}
    assert set(county.targets) == {*city.targets, "village-meetings"}
    assert county.targets["village-screening"] is not None
    assert county.targets["village-screening"] == city.targets["village-screening"]
    assert (county.plan, county.calendar, county.reading_sets) == (city.plan, city.calendar, city.reading_sets)
    assert set(county.schemes) == set(city.schemes)
    mine, theirs = county.targets["county-studios"], city.targets["county-studios"]
    assert [m.on for m in mine.reading.milestones] == [date(2018, 12, 31), date(2019, 12, 31)]
    assert (mine.title, mine.unit, mine.reading.measure) == (theirs.title, theirs.unit, theirs.reading.measure)
    assert mine.readings["opened-in-year"].milestones == mine.reading.milestones
    assert mine.readings["opened-in-year"].why == theirs.readings["opened-in-year"].why


def test_the_citys_own_pack_stays_as_it_is(tmp_path: Path) -> None:
    before = fengqiao.load_pack("jinhua-2018-2020")
    fengqiao.load_pack(str(changed(tmp_path, ("at_least: 12", "at_least: 99"))))
    assert fengqiao.load_pack("jinhua-2018-2020") == before


def test_loosening_is_an_error_with_both_bounds_and_its_place(tmp_path: Path) -> None:
    found = linted(tmp_path, ("2019-12-31: {at_least: 12}", "2019-12-31: {at_least: 8}"))
    loosened = [problem for problem in found if problem.code == "lint-loosened"]
    assert [problem.where.cell for problem in loosened] == ["12:5", "12:5"]
    assert loosened[0].what.en == (
        "the threshold of the reading 'in-being': jinhua-2018-2020 1.0.0 asks for 'at least 10 studios', "
        "and here it is loosened to 'at least 8 studios' (from 2019-12-31)"
    )
    assert loosened[0].what.zh == (
        "口径“in-being”的阈值：jinhua-2018-2020 1.0.0 要求“不少于10个”，此处放宽为“不少于8个”（自 2019-12-31 起）"
    )


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (
            ("      2018-12-31: {at_least: 3}\n", ""),
            "lint-loosened",
            "'at least 3 studios', and here it is loosened to 'none'",
        ),
        (("at_least: 3}}\n    readings", "at_least: 1}}\n    readings"), "lint-loosened", "'at least 2'"),
        (
            ("    milestones:\n      2018", "    judged_at: [city]\n    milestones:\n      2018"),
            "lint-loosened",
            "county judged",
        ),
        (
            (
                "measure: {share_of: townships, having: {count: mediators, placed: at, where",
                "measure: {share_of: streets, having: {count: mediators, placed: at, where",
            ),
            "lint-not-tighter",
            "streets",
        ),
        (
            ("source: source.txt", "plan: {first: 2019-01-01, last: 2020-12-31}\nsource: source.txt"),
            "lint-not-tighter",
            "plan",
        ),
    ],
    ids=["no first milestone", "fewer inside", "another level", "another measure", "a shorter plan"],
)
def test_what_is_not_tighter_is_an_error(tmp_path: Path, change: tuple[str, str], code: str, said: str) -> None:
    found = linted(tmp_path, change)
    assert any(problem.code.startswith(code) and said in problem.what.en for problem in found), [
        problem.line("en") for problem in found
    ]


@pytest.mark.parametrize(
    "change",
    [
        ("2019-12-31: {at_least: 12}", "2019-12-31: {above: 11}"),
        ("2018-12-31: {at_least: 3}", "2018-11-30: {at_least: 3}"),
        ("title: {zh: 专职", "shown_at: [province]\n    judged_at: [county, city, township]\n    title: {zh: 专职"),
    ],
    ids=["above", "sooner", "more levels"],
)
def test_what_is_tighter_or_added_is_none(tmp_path: Path, change: tuple[str, str]) -> None:
    assert [p.line("en") for p in linted(tmp_path, change) if p.code in ("lint-loosened", "lint-not-tighter")] == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('version: "1.0.0"}', 'version: "0.9.0"}'), "extends jinhua-2018-2020 0.9.0, and the one there is 1.0.0"),
        (("{pack: jinhua-2018-2020,", "{pack: jinhua-2018-2002,"), "did you mean 'jinhua-2018-2020'?"),
        (("{pack: jinhua-2018-2020,", "{pack: ../nowhere,"), "there is no pack"),
        (("{pack: jinhua-2018-2020,", "{pack: ./pack.yaml,"), "extends this one in turn"),
        (("    quote: 2019年底前,全县培育个人品牌调解工作室12个以上。\n", ""), "quotes this pack's own source"),
        (
            ('extends: {pack: jinhua-2018-2020, version: "1.0.0"}', "extends: {pack: jinhua-2018-2020}"),
            "'version' is missing",
        ),
    ],
)
def test_what_cannot_be_extended_is_refused_with_its_place(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    path = changed(tmp_path, change)
    with pytest.raises(PackError) as caught:
        Manager().pack(path)
    assert any(said in problem.what.en for problem in caught.value.problems), caught.value.problems
    assert all(problem.where.cell for problem in caught.value.problems)


def test_a_pack_is_extended_by_its_path_too(tmp_path: Path) -> None:
    shutil.copytree(Manager().pack_path("jinhua-2018-2020"), tmp_path / "city")
    shutil.copy(Manager().pack_path("jinhua-2018-2020").parent / "calendar_china.yaml", tmp_path)
    path = changed(tmp_path, ("{pack: jinhua-2018-2020,", "{pack: ../city,"))
    assert load_pack(path).extends == load_pack(tmp_path / "city")
    assert all(result.ok for result in run_cases(path))


def test_a_pack_that_is_extended_and_broken_is_told_where_it_is_named(tmp_path: Path) -> None:
    shutil.copytree(Path(__file__).parents[1] / "rules" / "yi_city", tmp_path / "city")
    broken = tmp_path / "city" / "pack.yaml"
    broken.write_text(broken.read_text("utf-8").replace("every: xun", "every: never"), encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load_pack(changed(tmp_path, ("{pack: jinhua-2018-2020,", "{pack: ../city,")))
    (problem,) = caught.value.problems
    assert "the pack that is extended has 1 problem(s)" in problem.what.en
    assert "never" in problem.what.en


def test_without_knowing_what_is_installed_a_pack_by_id_is_refused() -> None:
    with pytest.raises(PackError, match="is not known where this pack is read"):
        load_pack(COUNTY)


def test_a_county_may_be_extended_again(tmp_path: Path) -> None:
    shutil.copytree(COUNTY, tmp_path / "county")
    text = (
        'id: town\nversion: "1.0.0"\ntitle: {zh: 镇, en: town}\nextends: {pack: ../county, version: "1.0.0"}\n'
        "source: source.txt\ntargets:\n  - id: village-meetings\n    clause: 一\n    quote: 每村两次。\n"
        "    recurs: {each: year, first: 2019-12-31, last: 2020-12-31, at_least: 100%}\n"
    )
    (tmp_path / "town").mkdir()
    (tmp_path / "town" / "pack.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "town" / "source.txt").write_text("每村两次。", encoding="utf-8")
    town = Manager().pack(tmp_path / "town")
    assert set(town.own) == {"village-meetings"}
    assert town.targets["village-meetings"].title.en == "Villages that meet on disputes every year"
    assert len(town.targets) == len(fengqiao.load_pack(str(COUNTY)).targets)


def test_what_is_wrong_with_what_was_taken_is_told_where_it_is_taken(tmp_path: Path) -> None:
    change = ("    milestones:\n      2018", "    default: opened-in-year\n    milestones:\n      2018")
    (problem,) = linted(tmp_path, change)
    assert "the reading 'opened-in-year' is written at the target itself" in problem.what.en
    assert problem.where.cell == "12:5"
