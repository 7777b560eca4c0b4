"""One mediator or committee in two sources: joined, told apart, or left in doubt, as it can be known."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import fengqiao
from fengqiao.errors import ProjectError
from fengqiao.model.dataset import Dataset
from fengqiao.model.fact import Post
from tests.profiles.project import lines, read

LAYOUT = """profile: own
tables:
  - sheet: 名册
    register: posts
    header: {texts: [姓名]}
    place: {township: 乡镇}
    fields:
      name: 姓名
      person: 证号
      at: 组织
      employment: {column: 专兼职, values: {专职: full_time, 兼职: part_time}}
  - sheet: 调委会
    register: committees
    header: {texts: [名称]}
    place: {township: 乡镇}
    id: {column: 编号, scope: all}
    fields: {name: 名称, established: 成立}
"""
IDS = ("330702196001010011", "330702196001010022")
Rows = list[tuple[str, ...]]


def book(path: Path, people: Sequence[tuple[str, ...]] = (), committees: Sequence[tuple[str, ...]] = ()) -> None:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, head, rows in (
        ("名册", ("姓名", "证号", "乡镇", "组织", "专兼职"), people),
        ("调委会", ("编号", "名称", "乡镇", "成立"), committees),
    ):
        sheet = made.create_sheet(name)
        for row in (head, *rows):
            sheet.append(row)
    made.save(path)


def joined(folder: Path, more: str = '[join]\nposts = ["person", "name"]\ncommittees = ["id", "name"]\n') -> Dataset:
    (folder / "own.yaml").write_text(LAYOUT, encoding="utf-8")
    return read(folder, "own.yaml", "a.xlsx", "b.xlsx", more=more)


def counted(data: Dataset) -> tuple[int, int | None]:
    """How many full-time mediators there surely and possibly are."""
    from fengqiao.engine.persons import count

    posts = [(post, True) for post in data.of("posts", Post)]
    tally = count((post, sure) for post, sure in posts)
    return tally.yes, tally.yes + tally.unknown + tally.may_yes


def said(data: Dataset) -> list[str]:
    return [line for line in lines(data) if ".xlsx:名册" in line or ".xlsx:调委会" in line]


def test_a_mediator_is_joined_by_the_hashed_number(tmp_path: Path) -> None:
    book(tmp_path / "a.xlsx", [("张三", IDS[0], "城东街道", "", "")])
    book(tmp_path / "b.xlsx", [("张 三", IDS[0], "城东街道", "", "专职")])
    data = joined(tmp_path)
    assert counted(data) == (1, 1)
    assert [p.employment for p in data.of("posts", Post)] == ["full_time", "full_time"], "what one says holds for both"
    assert said(data) == []
    assert data.intake.rows == data.intake.facts == 2


def test_a_mediator_is_joined_by_name_within_a_division(tmp_path: Path) -> None:
    book(tmp_path / "a.xlsx", [("张三", "", "城东街道", "", "专职"), ("李四", "", "城中街道", "", "专职")])
    book(tmp_path / "b.xlsx", [("张三", "", "城东街道", "", "专职"), ("李四", "", "城东街道", "", "专职")])
    data = joined(tmp_path)
    persons = [(p.name, p.division, p.person) for p in data.of("posts", Post)]
    assert len({person for name, _, person in persons if name == "张三"}) == 1
    assert [person for name, _, person in persons if name == "李四"] == [None, None], "in two townships they may differ"
    assert counted(joined(tmp_path, "")) == (2, 4)
    assert counted(data) == (2, 3)


def test_a_name_without_a_number_takes_that_of_its_namesake(tmp_path: Path) -> None:
    book(tmp_path / "a.xlsx", [("张三", "", "城东街道", "", "专职")])
    book(tmp_path / "b.xlsx", [("张三", IDS[0], "城东街道", "", "")])
    assert counted(joined(tmp_path)) == (1, 1)


def test_a_name_that_may_be_two_persons_joins_nothing(tmp_path: Path) -> None:
    book(tmp_path / "a.xlsx", [("张三", one, "城东街道", "", "专职") for one in IDS])
    book(tmp_path / "b.xlsx", [("张三", "", "城东街道", "", "专职")])
    data = joined(tmp_path)
    assert counted(data) == (2, 3), "one of the two, or a third"
    assert said(data) == [
        (
            "b.xlsx:名册!A2: may be more than one of that name (a.xlsx:名册!A2、a.xlsx:名册!A3),"
            " and is joined with none. Add the id number or the id, or mend the name."
        )
    ]


def test_one_name_with_two_numbers_is_two_persons(tmp_path: Path) -> None:
    book(tmp_path / "a.xlsx", [("张三", IDS[0], "城东街道", "", "专职")])
    book(tmp_path / "b.xlsx", [("张三", IDS[1], "城东街道", "", "专职")])
    data = joined(tmp_path)
    assert counted(data) == (2, 2)
    assert [line.split(": ")[1].split(". ")[0] for line in said(data)] == [
        "has the name of a.xlsx:名册!A2 but another id number, and is not joined with it"
    ]


def test_a_contradiction_names_both_places_and_the_first_source_wins(tmp_path: Path) -> None:
    book(tmp_path / "a.xlsx", [("张三", IDS[0], "城东街道", "", "专职")])
    book(tmp_path / "b.xlsx", [("张三", IDS[0], "城东街道", "", "兼职")])
    data = joined(tmp_path)
    assert {p.employment for p in data.of("posts", Post)} == {"full_time"}
    assert said(data) == [
        (
            "b.xlsx:名册!A2: employment is '兼职', and at a.xlsx:名册!A2 it is '专职'; "
            "the source listed first wins. Mend one of the two, or change the order of the sources."
        )
    ]


def test_a_committee_is_joined_by_name_in_every_form_and_its_posts_follow(tmp_path: Path) -> None:
    book(tmp_path / "a.xlsx", [], [("A1", "医疗纠纷人民调解委员会", "城东街道", "")])
    people: Rows = [("张三", "", "城东街道", "B1", "专职"), ("李四", "", "城东街道", "医疗纠纷调委会", "专职")]
    book(tmp_path / "b.xlsx", people, [("B1", "医疗纠纷调委会", "城东街道", "2015-03-01")])
    data = joined(tmp_path)
    committees: list[Any] = list(data.facts["committees"])
    assert [(c.id, str(c.established)) for c in committees] == [("A1", "2015-03-01")]
    assert [p.at for p in data.of("posts", Post)] == ["A1", "A1"]
    assert said(data) == []
    assert data.intake.rows == data.intake.facts == 4
    assert len(joined(tmp_path, "").facts["committees"]) == 2


def test_a_committee_that_may_be_either_of_two_leaves_its_place_open(tmp_path: Path) -> None:
    book(tmp_path / "a.xlsx", [], [(f"A{n}", "医疗纠纷调委会", "城东街道", "") for n in (1, 2)])
    book(tmp_path / "b.xlsx", [], [("B1", "医疗纠纷人民调解委员会", "城东街道", "")])
    data = joined(tmp_path)
    assert [c.id for c in data.facts["committees"]] == ["A1", "A2"]
    assert [(h.register, h.unit) for h in data.holes if h.register == "committees"] == [("committees", "330702001000")]
    assert data.intake.refused == 1
    assert said(data)[0].startswith("b.xlsx:调委会!")


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ('[join]\nposts = ["nme"]\n', "there is no way to join named 'nme'. Did you mean 'name'?"),
        ('[join]\nstudios = ["name"]\n', "there is no key of join named 'studios'"),
        ('[join]\nposts = "name"\n', "posts has to be a list of texts"),
    ],
)
def test_a_mistake_in_the_project_file_is_told(more: str, line: str, tmp_path: Path) -> None:
    book(tmp_path / "a.xlsx")
    with pytest.raises(ProjectError) as raised:
        joined(tmp_path, more)
    assert any(line in problem.line("en") for problem in raised.value.problems)


def test_without_a_key_no_number_of_a_person_is_read(tmp_path: Path) -> None:
    book(tmp_path / "a.xlsx", [("张三", IDS[0], "城东街道", "", "专职"), ("张三", IDS[1], "城东街道", "", "专职")])
    book(tmp_path / "b.xlsx")
    joined(tmp_path)
    project = tmp_path / "project.toml"
    project.write_text(project.read_text(encoding="utf-8").replace('identity_key = "k"\n', ""), encoding="utf-8")
    data = fengqiao.read(project)
    assert {p.person for p in data.of("posts", Post)} == {None}
    assert counted(data) == (1, 2)
    assert [line for line in said(data) if line.startswith("a.xlsx:名册!B1: the project gives no key for id numbers")]


def test_the_order_of_the_ways_to_join_is_the_project_files(tmp_path: Path) -> None:
    """By name first, 张三 of the second source is one of the first's; by number first, he is the other."""
    book(tmp_path / "a.xlsx", [("张三", "", "城东街道", "", "专职"), ("张三丰", IDS[0], "城东街道", "", "专职")])
    book(tmp_path / "b.xlsx", [("张三", IDS[0], "城东街道", "", "专职")])
    by_number, by_name = (
        joined(tmp_path, f"[join]\nposts = {keys}\n") for keys in ('["person", "name"]', '["name", "person"]')
    )
    assert counted(by_number) == (1, 2)
    assert counted(by_name) == (1, 1)


def test_two_sources_with_covers_of_their_own_are_joined_and_two_files_of_one_are_not(tmp_path: Path) -> None:
    layout = LAYOUT.replace("tables:", "cover: {labels: {unit: 填报单位}}\ntables:")
    (tmp_path / "own.yaml").write_text(layout, encoding="utf-8")
    for name in ("a", "b"):
        made = openpyxl.Workbook()
        made.worksheets[0].title = "名册"
        for row in (
            ("填报单位：婺城区",),
            ("姓名", "证号", "乡镇", "组织", "专兼职"),
            ("张三", IDS[0], "城东街道", "", "专职"),
            (f"{name}四", "", "城东街道", "", "专职"),
        ):
            made.worksheets[0].append(row)
        made.save(tmp_path / f"{name}.xlsx")
    more = '[join]\nposts = ["person", "name"]\n'
    assert counted(read(tmp_path, "own.yaml", "a.xlsx", "b.xlsx", covers="", more=more)) == (3, 3)
    assert "posts" not in read(tmp_path, "own.yaml", "a.xlsx", "b.xlsx", covers="").facts, (
        "nobody said how they go together"
    )
    assert "posts" not in read(tmp_path, "own.yaml", "*.xlsx", covers="", more=more).facts


def _without(data: Dataset, file: str) -> Dataset:
    for source in data.sources:
        data = data.without(source) if source.file == file else data
    return data


@pytest.mark.parametrize("gone", ["a.xlsx", "b.xlsx"])
def test_without_one_source_the_other_says_what_it_said_and_the_register_is_open(gone: str, tmp_path: Path) -> None:
    people: Rows = [("张三", IDS[0], "城东街道", "", "专职"), ("李四", "", "城东街道", "", "")]
    book(tmp_path / "a.xlsx", people, [("A1", "医疗纠纷人民调解委员会", "城东街道", "")])
    people = [("张三", IDS[0], "城东街道", "", "兼职"), ("李四", "", "城东街道", "医疗纠纷调委会", "专职")]
    book(tmp_path / "b.xlsx", people, [("B1", "医疗纠纷调委会", "城东街道", "2015-03-01")])
    less = _without(joined(tmp_path), gone)
    other = "b.xlsx" if gone == "a.xlsx" else "a.xlsx"
    alone = read(tmp_path, "own.yaml", other, more='[join]\nposts = ["name"]\ncommittees = ["name"]\n')

    def said_(data: Dataset) -> list[tuple[Any, ...]]:
        posts = [(p.name, p.person, p.employment, p.at is None, p.where.file) for p in data.of("posts", Post)]
        committees: list[Any] = list(data.facts["committees"])
        return posts + [(c.name, c.established, c.where.file) for c in committees]

    assert said_(less) == said_(alone)
    assert {p.at for p in less.of("posts", Post)} <= {None, *(c.id for c in less.facts["committees"])}
    assert {(h.register, h.unit) for h in less.holes} >= {
        ("posts", "330702000000"),
        ("committees", "330702000000"),
    }, "nobody knows what the other left out"
    assert _without(less, other).facts == {"posts": (), "committees": ()}
