"""`fengqiao profile draft` measured: known layouts under other headings and with columns swapped, field by field."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fengqiao.boundary.draft import CLEAR, Draft, Sheet, TableDraft, draft
from fengqiao.boundary.draftout import as_yaml
from fengqiao.boundary.profilefile import load_profile
from fengqiao.errors import ProjectError
from fengqiao.model.source import Row
from tests.profiles import fixtures
from tests.profiles.project import TOWNSHIPS, lines, read

TRUTH = {
    "id": "案件编码",
    "place.township": "行政划分",
    "committee": "调委会",
    "accepted": "受理时间",
    "closed": "调解时间",
    "kind": "纠纷类别",
    "origin": "案件来源",
    "difficulty": "案件难度级别",
    "outcome": "调解结果",
    "agreement": "协议形式",
    "fulfilled": "协议履行情况",
    "amount": "调解协议金(元)",
    "persons": "当事人",
    "carried_over": "案件属性",
    "escalated": "纠纷转化情况",
}
"""Each field of the case export, and the column whose cells are it."""
Grid = list[list[Any]]


def export(seed: int) -> Grid:
    """The case export's headings and rows, its committees filled in."""
    chance = fixtures.chance_of(seed)
    rows = fixtures.export_rows(chance, 60)
    for row in rows:
        row[1] = f"{chance.choice(list(TOWNSHIPS))}{chance.choice(('人民调解委员会', '调委会'))}"
    return [list(fixtures.EXPORT), *rows]


def renamed(grid: Grid, seed: int) -> Grid:
    """Every heading that has other spellings under one of them."""
    chance = fixtures.chance_of(seed)
    return [[chance.choice(fixtures.ALIASES.get(heading, (heading,))) for heading in grid[0]], *grid[1:]]


def sheet(grid: Grid, name: str = "案件") -> Sheet:
    """As an adapter reads it, below a title row."""
    rows = [["人民调解案件信息导出表（合成数据）"], *grid]
    return Sheet(name, tuple(Row(n, tuple("" if c is None else str(c) for c in row)) for n, row in enumerate(rows)))


def measured(grid: Grid, where: dict[str, int]) -> tuple[int, list[str]]:
    """How many fields are rightly proposed, and those wrongly proposed above 0.8; `where` each one's cells are."""
    (table,) = draft([sheet(grid)]).tables
    assert table.register == "disputes"
    sure = [one for one in table.proposals if one.sure]
    right = sum(where.get(one.field) == one.column.at for one in sure)
    wrong = [
        f"{one.field} <- {one.column.heading} {one.confidence:.2f}"
        for one in table.proposals
        if one.confidence > CLEAR and where.get(one.field) != one.column.at
    ]
    return right, wrong


COLUMNS = {field: fixtures.EXPORT.index(heading) for field, heading in TRUTH.items()}
ENOUGH = 0.8 * len(TRUTH)


@pytest.mark.parametrize("seed", range(10))
def test_other_headings_are_understood(seed: int) -> None:
    right, wrong = measured(renamed(export(seed), seed), COLUMNS)
    assert wrong == []
    assert right >= ENOUGH, right


@pytest.mark.parametrize("seed", range(2))
def test_columns_that_change_places_stay_what_they_are(seed: int) -> None:
    grid = renamed(export(seed), seed)
    pairs = list(combinations(range(len(fixtures.EXPORT)), 2))
    for a, b in fixtures.chance_of(seed).sample(pairs, 60):
        swapped = [list(row) for row in grid]
        for row in swapped:
            row[a], row[b] = row[b], row[a]
        right, wrong = measured(swapped, {f: {a: b, b: a}.get(at, at) for f, at in COLUMNS.items()})
        assert wrong == [], (a, b)
        assert right >= ENOUGH, (a, b, right)


@pytest.mark.parametrize("seed", range(3))
def test_a_heading_over_another_columns_cells_is_not_believed(seed: int) -> None:
    """Two columns of cells are swapped under headings that stay: what the cells are is the truth."""
    grid = renamed(export(seed), seed)
    for a, b in combinations(sorted(COLUMNS.values()), 2):
        swapped = [list(row) for row in grid]
        for row in swapped[1:]:
            row[a], row[b] = row[b], row[a]
        right, wrong = measured(swapped, {f: {a: b, b: a}.get(at, at) for f, at in COLUMNS.items()})
        assert wrong == [], (fixtures.EXPORT[a], fixtures.EXPORT[b])
        assert right >= ENOUGH, (fixtures.EXPORT[a], fixtures.EXPORT[b], right)


PINYIN = {
    "RMTJ_JWHJBXX": ("committees", {"id": "TWHBM", "name": "TWHMC", "established": "CLRQ", "place.code": "SUQY"}),
    "RMTJ_TJGZSJBQK": (
        "studios",
        {"id": "tjgzsbm", "committee": "sstwhbm", "name": "tjgzsmc", "opened": "tjgzsslsj"},
    ),
    "RMTJ_TJYJBXX": (
        "posts",
        {"id": "TJYBM", "name": "XM", "person": "SFZHM", "employment": "ZJZ", "funding": "SFZFGMFW", "at": "TWHBM"},
    ),
    "RMTJ_TJAJXX": (
        "disputes",
        {
            "id": "AJBM",
            "committee": "TWHBM",
            "accepted": "SLRQ",
            "kind": "JFLB",
            "origin": "AJLY",
            "outcome": "TJJG",
            "agreement": "TJLX",
            "amount": "SAJE",
            "persons": "SJRS",
            "closed": "TJRQ",
        },
    ),
}


def drafted(path: Path) -> Draft:
    """The draft of a workbook, without its merged cells."""
    book = openpyxl.load_workbook(path)
    return draft([
        Sheet(
            one.title,
            tuple(
                Row(n, tuple("" if cell is None else str(cell) for cell in row))
                for n, row in enumerate(one.iter_rows(values_only=True))
            ),
        )
        for one in book.worksheets
    ])  # fmt: skip


def test_pinyin_headings_are_understood(tmp_path: Path) -> None:
    fixtures.province(tmp_path / "c.xlsx")
    tables = {table.sheet: table for table in drafted(tmp_path / "c.xlsx").tables}
    right = wanted = 0
    for name, (register, fields) in PINYIN.items():
        table = tables[name]
        assert table.register == register
        found = {one.field: one.column.heading for one in table.proposals if one.sure}
        right += sum(found.get(field) == heading for field, heading in fields.items())
        wanted += len(fields)
        assert [o for o in table.proposals if o.confidence > CLEAR and fields.get(o.field) != o.column.heading] == []
    assert right >= 0.8 * wanted, (right, wanted)


# -- what is written


def _table(grid: Grid) -> TableDraft:
    return draft([sheet(grid)]).tables[0]


def test_what_is_unsure_is_a_question_and_is_not_loaded(tmp_path: Path) -> None:
    grid = export(1)
    at, closed = (fixtures.EXPORT.index(name) for name in ("受理时间", "调解时间"))
    for row in grid[1:]:
        row[at], row[closed] = row[closed], row[at]
    text = as_yaml(draft([sheet(grid)]), "ours")
    assert '      accepted: "?"  # 0.40 E 受理时间: ' in text
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ProjectError) as raised:
        load_profile(tmp_path / "p.yaml")
    said = [problem.line("en") for problem in raised.value.problems]
    assert all("this is still a '?'" in line for line in said)
    assert any(line.startswith(f"p.yaml:{text[: text.index('accepted:')].count(chr(10)) + 1}:17: ") for line in said)


def test_a_draft_without_questions_reads_the_workbook(tmp_path: Path) -> None:
    fixtures.export(tmp_path / "a.xlsx")
    text = as_yaml(drafted(tmp_path / "a.xlsx"), "ours")
    asked = [line for line in text.splitlines() if '"?"' in line and not line.startswith("#")]
    assert len(asked) <= 2, asked
    kept = [line for line in text.splitlines() if line not in asked]
    (tmp_path / "ours.yaml").write_text("\n".join(kept) + "\n", encoding="utf-8")
    data = read(tmp_path, "ours.yaml", "a.xlsx")
    assert lines(data) == []
    assert len(data.facts["disputes"]) == 60
    theirs = read(tmp_path, "province-export", "a.xlsx")
    known: list[Any] = list(theirs.facts["disputes"])
    for name in ("accepted", "outcome", "amount", "persons", "division"):
        assert [getattr(d, name) for d in data.facts["disputes"]] == [getattr(d, name) for d in known]


def test_samples_hide_who_a_row_is_about() -> None:
    grid: Grid = [["姓名", "身份证号", "专兼职", "联系电话"]]
    for n, name in enumerate(fixtures.NAMES):
        grid.append([name, f"33070219{60 + n}0101001{n % 10}", "专职", f"1380000{n:04d}"])
    text = as_yaml(draft([sheet(grid, "名册")]), "ours")
    assert "赵某" in text
    assert not [name for name in fixtures.NAMES if name in text]
    assert "33070219" not in text
    assert "13800000" not in text


def test_a_word_that_nobody_knows_is_a_question() -> None:
    grid: Grid = [["姓名", "任职日期", "专兼职"]]
    grid += [[name, "2018-03-01", "专职" if n % 5 else "专任"] for n, name in enumerate(fixtures.NAMES)]
    text = as_yaml(draft([sheet(grid, "名册")]), "ours")
    assert 'employment: {column: 专兼职, values: {专任: "?", 专职: full_time}}' in text


def test_a_sheet_without_headings_is_said_to_be_a_stranger() -> None:
    found = draft([Sheet("说明", (Row(0, ("本表由各乡镇填写。",)), Row(1, ("1", "2", "3"))))])
    assert found.tables == ()
    assert "# 没有认出的表 / not understood: 说明" in as_yaml(found, "ours")


def test_merged_headings_and_a_cover_above_them(tmp_path: Path) -> None:
    rows = [
        ("调解员情况表",),
        ("填报单位：婺城区", "", "填报日期：2019-12-31"),
        ("乡镇(街道)", "调解员", "", "任职日期"),
        ("", "姓名", "专兼职", ""),
        *[(list(TOWNSHIPS)[n % 3], name, "专职", "2018-03-01") for n, name in enumerate(fixtures.NAMES)],
    ]
    cells = tuple(Row(n, row) for n, row in enumerate(rows))
    merged = (((2, 0), (3, 0)), ((2, 1), (2, 2)), ((2, 3), (3, 3)))
    found = draft([Sheet("名册", cells, merged)])
    (table,) = found.tables
    assert (table.register, table.rows, table.layout.row) == ("posts", 2, 2)
    assert found.cover == {"unit": "填报单位", "reported_on": "填报日期"}
    (tmp_path / "p.yaml").write_text(as_yaml(found, "ours"), encoding="utf-8")
    spec = load_profile(tmp_path / "p.yaml").tables[0]
    assert spec.fields["name"].column == ("调解员/姓名",)
    assert spec.place is not None
    assert spec.place.township == ("乡镇(街道)",)


def test_a_column_a_month_becomes_numbers_over_its_month(tmp_path: Path) -> None:
    headings = ["乡镇(街道)", "小计", *(f"2019年{month}月" for month in range(1, 13))]
    grid: Grid = [headings, *[[town, 24, *[2] * 12] for town in TOWNSHIPS]]
    (tmp_path / "p.yaml").write_text(as_yaml(draft([sheet(grid, "乡镇排查")]), "ours"), encoding="utf-8")
    (spec,) = load_profile(tmp_path / "p.yaml").tables
    assert (spec.register, spec.cells[0].headings) == ("count_returns", "{year}年{month}月")
    assert spec.cells[0].counts is not None
    assert spec.cells[0].counts.register == "screenings"


def test_amounts_in_ten_thousands_are_said_to_be(tmp_path: Path) -> None:
    grid: Grid = [["年度", "经费科目", "预算(万元)", "支出(万元)"]]
    grid += [[year, "指导经费", "2.0301", "1.93"] for year in (2017, 2018, 2019)]
    (tmp_path / "p.yaml").write_text(as_yaml(draft([sheet(grid, "经费")]), "ours"), encoding="utf-8")
    (spec,) = load_profile(tmp_path / "p.yaml").tables
    assert (spec.fields["budgeted"].unit, spec.fields["paid"].unit) == ("万元", "万元")


def test_a_cover_that_lists_its_registers_is_no_table() -> None:
    cover = [
        ("填报单位", "婺城区"),
        ("填报日期", "2019-12-31"),
        ("台账", "起始", "截止"),
        ("调解员名册", "2018-01-01", ""),
    ]
    grid: Grid = [["姓名", "专兼职"], *[[name, "专职"] for name in fixtures.NAMES]]
    found = draft([Sheet("封面", tuple(Row(n, row) for n, row in enumerate(cover))), sheet(grid, "名册")])
    assert (found.cover_sheet, [table.sheet for table in found.tables]) == ("封面", ["名册"])
