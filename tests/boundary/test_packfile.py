"""A pack's folder to a RulePack, and every problem of it with line and column."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fengqiao.boundary.packfile import load_pack, read_pack
from fengqiao.errors import PackError, Problem, Text
from fengqiao.model.calendar import PERIOD
from fengqiao.model.fact import Choice, Items, Whole, YesNo
from fengqiao.model.measure import Bound, Count, FactsOf, Mediators, PlacesOf, Share
from fengqiao.model.place import Level
from fengqiao.model.predicate import Equals, Limits
from fengqiao.model.target import Milestone, Quote

PACK = """\
id: small
version: "1.0"
title: {zh: 小计划, en: Small plan}
plan: {first: 2018-11-08, last: 2020-12-31}
source: source.txt
fields:
  studios: {stars: [three, four], listed: yes_no, pay: money, papers: {items: [a, b]}}
reading_sets:
  strict: {studios: new}
targets:
  - id: studios
    title: {zh: 工作室, en: Studios}
    clause: 一
    quote: 每县3个以上
    measure: {count: studios, where: {brand: yes}}
    judged_at: [county]
    rolled_up_at: [city]
    milestones:
      2018-12-31: {at_least: 3}
      2019-12-31: {at_least: 10}
    default: stock
    why: {zh: 存量, en: a stock}
    readings:
      new:
        why: {zh: 增量, en: a flow}
        measure: {count: studios, where: {brand: yes}, dated_by: opened, window: period}
  - id: townships
    title: {zh: 乡镇, en: Townships}
    clause: 二
    quote: 每乡2名
    measure:
      share_of: townships
      having: {count: mediators, placed: at, where: {employment: full_time}, at_least: 2}
    judged_at: [county, city]
    recurs: {each: half, first: 2019-06-30, last: 2020-06-30, at_least: "0.5"}
contexts:
  - quote: 标题
    reason: {zh: 标题, en: The title}
"""


def written(folder: Path, *changes: tuple[str, str]) -> Path:
    """The pack in a folder, a few words changed."""
    text = PACK
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    (folder / "source.txt").write_text("标题\n每县3个以上,每乡2名\n", encoding="utf-8")
    return folder


def problems(folder: Path, *changes: tuple[str, str]) -> tuple[Problem, ...]:
    """What the loader refuses."""
    with pytest.raises(PackError) as caught:
        load_pack(written(folder, *changes))
    return caught.value.problems


def test_a_reading_may_have_a_name_for_people(tmp_path: Path) -> None:
    called = ("        why: {zh: 增量", "        called: {zh: 当年新设, en: opened that year}\n        why: {zh: 增量")
    new = load_pack(written(tmp_path, called)).targets["studios"].readings["new"]
    assert new.title == Text("当年新设（new）", "opened that year (new)")


def test_a_pack_becomes_the_model(tmp_path: Path) -> None:
    pack = load_pack(written(tmp_path))
    assert (pack.id, pack.version, pack.title.zh, pack.plan.first) == ("small", "1.0", "小计划", date(2018, 11, 8))
    studios = pack.targets["studios"]
    assert studios.quotes == (Quote("每县3个以上"),)
    assert list(studios.readings) == ["stock", "new"]
    assert studios.reading.why.en == "a stock"
    assert studios.reading.title == Text("stock", "stock")
    assert pack.targets["townships"].reading.title == Text("按条文（as-written）", "as written (as-written)")
    assert studios.reading.milestones == (
        Milestone(date(2018, 12, 31), Limits(at_least=Fraction(3))),
        Milestone(date(2019, 12, 31), Limits(at_least=Fraction(10))),
    )
    assert (studios.reading.judged_at, studios.reading.rolled_up_at) == ((Level.COUNTY,), (Level.CITY,))
    assert studios.reading.measure == Count(FactsOf("studios", Equals("brand", True)))
    new = studios.readings["new"]
    assert new.measure == Count(FactsOf("studios", Equals("brand", True), window=PERIOD, dated_by="opened"))
    assert (new.milestones, new.levels) == (studios.reading.milestones, studios.reading.levels)
    posted = Count(Mediators("at", Equals("employment", "full_time")))
    assert pack.targets["townships"].reading.measure == Share(
        PlacesOf("townships"), Bound(posted, Limits(at_least=Fraction(2)))
    )


def test_a_pack_loads_from_its_folder_and_from_its_file(tmp_path: Path) -> None:
    folder = written(tmp_path)
    assert load_pack(folder) == load_pack(folder / "pack.yaml")


def test_the_one_reading_of_a_plain_clause_is_as_written(tmp_path: Path) -> None:
    target = load_pack(written(tmp_path)).targets["townships"]
    assert (target.default, list(target.readings)) == ("as-written", ["as-written"])


def test_recurs_expands_to_milestones_whose_periods_meet(tmp_path: Path) -> None:
    found = load_pack(written(tmp_path)).targets["townships"].reading.milestones
    half = Limits(at_least=Fraction(1, 2))
    assert found == (
        Milestone(date(2019, 6, 30), half, date(2018, 12, 31), date(2019, 6, 30)),
        Milestone(date(2019, 12, 30), half, date(2019, 7, 1), date(2019, 12, 30)),
        Milestone(date(2020, 6, 30), half, date(2019, 12, 31), date(2020, 6, 30)),
    )


def test_local_fields_are_declared_with_their_types(tmp_path: Path) -> None:
    fields = load_pack(written(tmp_path)).fields["studios"]
    assert fields == {
        "stars": Choice(("three", "four")),
        "listed": YesNo(),
        "pay": Whole(money=True),
        "papers": Items(("a", "b")),
    }
    load_pack(written(tmp_path, ("where: {brand: yes}}", "where: {stars: three, papers: {has_all: [a]}}}")))


@pytest.mark.parametrize(
    ("code", "cell", "old", "new"),
    [
        ("pack-unknown-key", "11:5", "  - id: studios", "  - idd: x\n    id: studios"),
        ("pack-double-key", "14:5", "    quote: 每县3个以上", "    clause: 二\n    quote: 每县3个以上"),
        ("pack-missing-key", "1:1", 'version: "1.0"\n', ""),
        ("pack-missing-key", "3:8", "title: {zh: 小计划, en: Small plan}", "title: {zh: 小计划}"),
        ("pack-type", "4:15", "first: 2018-11-08", "first: 2018-11-31"),
        ("pack-type", "16:16", "judged_at: [county]", "judged_at: county"),
        ("pack-type", "19:30", "{at_least: 3}", "{at_least: three}"),
        ("pack-float", "19:30", "{at_least: 3}", "{at_least: 3.0}"),
        ("pack-no-bound", "19:19", "{at_least: 3}", "{}"),
        ("pack-bounds-crossed", "19:19", "{at_least: 3}", "{at_least: 3, below: 2}"),
        ("pack-dates", "4:7", "last: 2020-12-31}", "last: 2017-12-31}"),
        ("pack-unknown-field", "15:39", "where: {brand: yes}", "where: {brnad: yes}"),
        ("pack-type", "15:46", "where: {brand: yes}", "where: {brand: maybe}"),
        ("pack-unknown-name", "33:66", "full_time", "fulltime"),
        ("pack-unknown-name", "15:22", "count: studios", "count: studioes"),
        ("pack-unknown-name", "16:17", "judged_at: [county]", "judged_at: [country]"),
        ("pack-level-twice", "17:20", "rolled_up_at: [city]", "rolled_up_at: [county]"),
        ("pack-rolled-up", "17:19", "rolled_up_at: [city]", "rolled_up_at: [township]"),
        ("pack-no-why", "25:9", "        why: {zh: 增量, en: a flow}\n", ""),
        ("pack-no-why", "11:5", "    why: {zh: 存量, en: a stock}\n", ""),
        (
            "pack-default",
            "11:5",
            "    default: stock\n    why: {zh: 存量, en: a stock}\n",
            "    why: {zh: 存量, en: a stock}\n",
        ),
        ("pack-reading-twice", "24:7", "      new:", "      stock:"),
        ("pack-placed", "33:23", "placed: at, ", ""),
        ("pack-id", "11:9", "id: studios", "id: Studios!"),
        ("pack-unknown-name", "9:12", "strict: {studios: new}", "strict: {studio: new}"),
        ("pack-unknown-name", "9:21", "strict: {studios: new}", "strict: {studios: old}"),
        ("pack-source", "5:9", "source: source.txt", "source: nowhere.txt"),
        ("pack-quote-in-flow", "14:14", "quote: 每县3个以上", "quotes: [每县3个以上]"),
        ("pack-quote", "11:5", "    quote: 每县3个以上\n", ""),
        ("pack-target-twice", "27:5", "id: townships", "id: studios"),
        ("pack-no-level", "11:5", "    judged_at: [county]\n    rolled_up_at: [city]\n", ""),
        ("pack-measure", "15:14", "{count: studios, where: {brand: yes}}", "{cuont: studios}"),
        ("pack-not-here", "33:88", "employment: full_time}", "employment: full_time}, baseline: 2018-10-31"),
        ("pack-window", "26:82", "window: period", "window: {last: 3 weeks, to_date: year}"),
        ("pack-not-plain", "14:12", "quote: 每县3个以上", "quote: &q 每县3个以上"),
        ("pack-not-plain", "14:12", "quote: 每县3个以上", "quote: !!python/name:os.system 每县3个以上"),
        ("pack-syntax", "14:18", "quote: 每县3个以上", "quote: 每县3个以上: x"),
    ],
)
def test_a_problem_has_its_place(tmp_path: Path, code: str, cell: str, old: str, new: str) -> None:
    found = {(problem.code, problem.where.cell) for problem in problems(tmp_path, (old, new))}
    assert (code, cell) in found


def test_a_message_says_what_where_and_how_to_mend_it(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, ("employment: full_time", "employmnet: full_time"))
    file = tmp_path / "pack.yaml"
    assert found.line("en").startswith(
        f"{file}:33:54: no field of the register posts is called 'employmnet'. "
        "Did you mean 'employment'? Allowed: at, person, name, employment, "
    )
    assert found.line("zh").startswith(
        f"{file}:33:54: 没有名为“employmnet”的posts 台账字段。是否为“employment”？可用：at, "
    )


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    changes = (("at_least: 3}", "at_least: 3.5}"), ("brand: yes", "brnad: yes"), ("quote: 每乡2名", "quot: 每乡2名"))
    found = [problem.code for problem in problems(tmp_path, *changes)]
    assert found == ["pack-unknown-field", "pack-float", "pack-unknown-key", "pack-quote"]


def test_a_problem_that_readings_share_is_told_once(tmp_path: Path) -> None:
    found = problems(tmp_path, ("{at_least: 10}", "{at_laest: 10}"))
    assert [problem.code for problem in found] == ["pack-unknown-key", "pack-no-bound"]


def test_the_error_counts_and_shows_the_first(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"has 1 problem\(s\), the first: .*pack.yaml:19:30: 3.0 is a bare decimal"):
        load_pack(written(tmp_path, ("{at_least: 3}", "{at_least: 3.0}")))


def test_a_missing_and_an_empty_pack_are_problems(tmp_path: Path) -> None:
    assert [problem.code for problem in read_pack(tmp_path / "pack.yaml")[1]] == ["pack-unreadable"]
    (tmp_path / "pack.yaml").write_text("")
    assert [problem.code for problem in read_pack(tmp_path / "pack.yaml")[1]] == ["pack-empty"]
    (tmp_path / "pack.yaml").write_bytes("id: 甲".encode("gb18030"))
    assert [problem.code for problem in read_pack(tmp_path / "pack.yaml")[1]] == ["pack-encoding"]


def test_yaml_is_1_2(tmp_path: Path) -> None:
    """`on` is no truth value, 010 is not eight: everything is decoded from its text."""
    pack = load_pack(written(tmp_path, ("id: small", "id: on"), ("clause: 一", "clause: 010")))
    assert (pack.id, pack.targets["studios"].clause) == ("on", "010")


SCHEME = """\
id: example
title: {zh: 办法, en: Marks}
level: county
out_of: 10
items:
  - {id: a, name: {zh: 甲, en: A}, target: studios, marks: 6, award: proportional}
  - id: b
    name: {zh: 乙, en: B}
    measure: {count: events, where: {kind: meeting}}
    at_least: 4
    marks: 4
    award: full
grades:
  - {name: {zh: 好, en: good}, at_least: 60%}
"""


def scheme_problems(folder: Path, old: str, new: str) -> set[tuple[str, str | None]]:
    assert old in SCHEME, old
    (folder / "scheme.yaml").write_text(SCHEME.replace(old, new, 1), encoding="utf-8")
    return {(problem.code, problem.where.cell) for problem in problems(folder)}


def test_a_scheme_beside_the_pack_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "scheme.yaml").write_text(SCHEME, encoding="utf-8")
    scheme = load_pack(written(tmp_path)).schemes["example"]
    assert scheme.level is Level.COUNTY
    assert scheme.out_of == sum(item.marks for item in scheme.items) == 10
    assert scheme.grades[0].limits == Limits(at_least=Fraction(3, 5))
    assert (scheme.items[0].target, scheme.items[1].limits) == ("studios", Limits(at_least=Fraction(4)))


@pytest.mark.parametrize(
    ("code", "cell", "old", "new"),
    [
        ("pack-item", "7:5", "    at_least: 4\n", "    target: studios\n    at_least: 4\n"),
        ("pack-item", "6:62", "target: studios,", "target: studios, at_least: 3,"),
        ("pack-no-bound", "7:5", "    at_least: 4\n", ""),
        (
            "pack-item",
            "7:5",
            "    at_least: 4\n    marks: 4\n    award: full",
            "    at_most: 4\n    marks: 4\n    award: proportional",
        ),
        ("pack-unknown-name", "6:43", "target: studios", "target: studio"),
        ("pack-item-twice", "7:5", "id: b", "id: a"),
        ("pack-unknown-name", "3:8", "level: county", "level: countie"),
        ("pack-missing-key", "1:1", "out_of: 10\n", ""),
    ],
)
def test_a_scheme_is_checked(tmp_path: Path, code: str, cell: str, old: str, new: str) -> None:
    assert (code, cell) in scheme_problems(tmp_path, old, new)


def test_a_calendar_is_loaded_and_checked(tmp_path: Path) -> None:
    calendar = tmp_path / "calendar.yaml"
    calendar.write_text("known: {first: 2019-01-01, last: 2019-12-31}\noff: [2019-02-04]\nmade_up: [2019-02-02]\n")
    change = ("source: source.txt", "source: source.txt\ncalendar: calendar.yaml")
    days = load_pack(written(tmp_path, change)).calendar
    assert (days.works(date(2019, 2, 4)), days.works(date(2019, 2, 2))) == (False, True)
    calendar.write_text("known: {first: 2019-01-01, last: 2019-12-31}\noff: [2019-02-30]\nmade_up: []\n")
    (found,) = problems(tmp_path, change)
    assert (found.code, found.where.file, found.where.cell) == ("pack-type", str(calendar), "2:7")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(
    at=st.integers(0, len(PACK) - 1),
    junk=st.sampled_from(list("{}[]:,#&*!|>'\"%@`\n\t -0yx一\x00")),
    cut=st.integers(0, 9),
)
def test_no_text_makes_the_loader_fail_otherwise(tmp_path: Path, at: int, junk: str, cut: int) -> None:
    """Whatever is typed into a pack, the loader answers with a pack or with problems that have a place."""
    written(tmp_path)
    text = PACK[:at] + junk + PACK[at + cut :]
    (tmp_path / "pack.yaml").write_text(text, encoding="utf-8")
    pack, found = read_pack(tmp_path / "pack.yaml")
    assert pack is not None or found
    assert all(problem.where.file and problem.what.zh and problem.mend.en for problem in found)


def test_deep_nesting_is_a_problem_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("a: " + "[" * 5000 + "]" * 5000)
    assert [problem.code for problem in read_pack(tmp_path / "pack.yaml")[1]] == ["pack-syntax"]


def test_the_model_is_frozen(tmp_path: Path) -> None:
    pack = load_pack(written(tmp_path))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        pack.id = "other"  # type: ignore[misc]
