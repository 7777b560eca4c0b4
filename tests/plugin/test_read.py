"""From real files to a dataset: what rows become, what is withdrawn or replaced, and every kind of bad input."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fengqiao.boundary.settings import load_project
from fengqiao.errors import Problem, Severity
from fengqiao.model.dataset import Dataset
from fengqiao.plugin.manager import Manager
from fengqiao.plugin.read import read

EDITION = """code,name,level,parent
330700000000,金华市,city,
330702000000,婺城区,county,330700000000
330702001000,城东街道,township,330702000000
330702001001,旌孝街社区,village,330702001000
330702001201,唐村村委会,village,330702001000
330702002000,城中街道,township,330702000000
330702002201,东关村委会,village,330702002000
330702002202,唐村村委会,village,330702002000
330703000000,金东区,county,330700000000
330703001000,多湖街道,township,330703000000
"""
PROFILE = """profile: test
title: {zh: 试, en: test}
cover:
  sheet: 封面
  labels: {unit: 填报单位, registers: 台账, zero: 零报告, since: 起始, until: 截止, reported_on: 填报日期, state: 状态,
    correction: 更正, note: 说明}
  registers: {名册: posts, 排查: screenings, 汇总: count_returns, 调委会: committees}
tables:
  - sheet: 名册
    register: posts
    header: {texts: [姓名, 专兼职]}
    place: {township: 乡镇, village: 村, fill_down: township}
    id: 编号
    fields:
      name: {column: 姓名, required: true}
      person: 证件
      at: 组织
      employment: {column: 专兼职, values: {专职: full_time, 兼职: part_time}}
      since: 任职
  - sheet: 排查
    register: screenings
    header: {texts: [日期]}
    place: {township: 乡镇, village: 村}
    fields: {held_on: 日期, found: 排查数}
  - sheet: 汇总
    register: count_returns
    header: {texts: [村], rows: 2}
    place: {township: 乡镇, village: 村, level: village}
    cells:
      - headings: "{month}月"
        year: {cover: since}
        counts: {register: screenings, placed: at}
    ignore: [年度累计]
  - sheet: 调委会
    register: committees
    header: {texts: [名称]}
    place: {township: 乡镇}
    fields: {name: 名称, kind: {column: 类型, values: {镇级: township, 行业: industry}}}
"""
COVER = {
    "填报单位": "婺城区",
    "台账": "名册、排查",
    "起始": "2019-01-01",
    "截止": "2019-12-31",
    "填报日期": "2020-01-05",
}
POSTS = ["编号", "乡镇", "村", "姓名", "证件", "组织", "专兼职", "任职"]
SCREENINGS = ["乡镇", "村", "日期", "排查数"]
Rows = list[list[Any]]


def _write(path: Path, sheets: dict[str, Rows], cover: dict[str, Any] | None = None, **said: Any) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    book.remove(first)
    if cover is not None:
        sheet = book.create_sheet("封面")
        for label, value in {**cover, **said}.items():
            sheet.append([label, value])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "places.csv").write_text(EDITION, encoding="utf-8")
    (tmp_path / "profile.yaml").write_text(PROFILE, encoding="utf-8")
    (tmp_path / "project.toml").write_text(
        'pack = "p"\nplaces = [{edition = 2019-10-31, path = "places.csv"}]\nidentity_key = "k"\n'
        '[[sources]]\nadapter = "excel"\nprofile = "profile.yaml"\npath = "报送 材料/*.xlsx"\n',
        encoding="utf-8",
    )
    (tmp_path / "报送 材料").mkdir()
    return tmp_path


def _read(folder: Path, **options: Any) -> Dataset:
    data = read(load_project(folder / "project.toml"), Manager(), **options)
    assert data.intake.rows == data.intake.facts + data.intake.refused
    return data


def _one(folder: Path, sheets: dict[str, Rows], **said: Any) -> Dataset:
    _write(folder / "报送 材料" / "婺城 区.xlsx", sheets, COVER, **said)
    return _read(folder)


def _lines(data: Dataset, severity: Severity = Severity.ERROR) -> list[str]:
    return [p.line("zh") for p in data.problems if p.severity is severity]


BOOK = "报送 材料/婺城 区.xlsx"


def test_good_rows_become_facts(folder: Path) -> None:
    data = _one(
        folder,
        {
            "名册": [
                ["婺城区调解员名册"],
                POSTS,
                ["合计", None, None, "2人"],
                [
                    "01",
                    "城东街道",
                    "旌孝街社区",
                    "张　三",
                    "11010519491231002X",
                    "城东街道人民调解委员会",
                    "专职",
                    "2019年3月5日",
                ],
                ["02", None, "唐村", "李四", None, None, "兼职", "未填"],
                ["填表人:某某"],
            ],
            "排查": [SCREENINGS, ["城东街道", "唐村", date(2019, 1, 7), "１２"], ["城中街道", "唐村", 43473, "无"]],
        },
    )
    assert _lines(data) == []
    assert (data.intake.rows, data.intake.facts, data.intake.refused) == (4, 4, 0)
    first, second = data.facts["posts"]
    assert (first.division, first.at, first.name, first.since) == (  # type: ignore[attr-defined]  # a Post
        "330702001001",
        "330702001000",
        "张三",
        date(2019, 3, 5),
    )
    assert (second.division, second.at, second.since) == ("330702001201", None, None)  # type: ignore[attr-defined]  # the same
    assert str(first.where) == f"{BOOK}:名册!D4"
    assert [(f.division, f.held_on, f.found) for f in data.facts["screenings"]] == [  # type: ignore[attr-defined]
        ("330702001201", date(2019, 1, 7), 12),
        ("330702002202", date(2019, 1, 8), 0),
    ]
    assert [(r.register, r.unit, r.since, r.until) for r in data.reported] == [
        ("posts", "330702000000", date(2019, 1, 1), date(2019, 12, 31)),
        ("screenings", "330702000000", date(2019, 1, 1), date(2019, 12, 31)),
    ]
    assert all(len(source.digest or "") == 64 for source in data.sources)


# -- bad cells: the whole message, the cell, and what stays open

BAD_ROWS = [
    (
        ["1", "城东街道", "唐村", "甲", None, None, "专职", "2019-13-05"],
        "H2: 日期“2019-13-05”不是有效日期。请改为如 2019-03-05 的日期。",
        "330702001201",
    ),
    (
        ["1", "城东街道", "唐村", "甲", None, None, "专职", "1899-12-31"],
        "H2: 日期“1899-12-31”不在 1949 年至 2098 年之间。请核对年份，改为如 2019-03-05 的日期。",
        "330702001201",
    ),
    (
        ["1", "城东街道", "唐村", "甲", None, None, "专职", "2099-05-01"],
        "H2: 日期“2099-05-01”不在 1949 年至 2098 年之间。请核对年份，改为如 2019-03-05 的日期。",
        "330702001201",
    ),
    (
        ["1", "城东街道", "唐王村", "甲", None, None, "专职", None],
        "C2: 城东街道没有名为“唐王村”的村（社区）。是否为唐村村委会（330702001201）？请按区划名称填写。",
        "330702001000",
    ),
    (
        ["1", None, "唐村", "甲", None, None, "专职", None],
        "C2: “唐村”可指 2 个区划：唐村村委会（330702001201）、唐村村委会（330702002202）。请填写全称或代码。",
        "330702000000",
    ),
    (
        ["1", "城东街道", "唐村", "甲", None, None, "全职", None],
        "G2: “全职”不在可填的值之内。可填：专职、兼职。",
        "330702001201",
    ),
    (["1", "城东街道", "唐村", None, None, None, "专职", None], "D2: 没有填写姓名。请填写姓名。", "330702001201"),
    (
        ["1", "城东街道", "唐村", "甲", 110105194912310020, None, "专职", None],
        "E2: 证件号码存成了数字，末几位已经丢失。请把该列设为文本后重新填写。",
        "330702001201",
    ),
    (
        ["1", "城东街道", "唐村", "甲", None, "没有的调委会", "专职", None],
        "D2: 台账中没有名为“没有的调委会”的调委会或工作室。请按台账中的名称或编号填写，或在台账中补上该组织。",
        "330702001201",
    ),
]


@pytest.mark.parametrize(("row", "line", "unit"), BAD_ROWS)
def test_a_bad_row_is_told_at_its_cell_and_stays_open(folder: Path, row: list[Any], line: str, unit: str) -> None:
    good = ["2", "城东街道", "唐村", "乙", None, None, "兼职", None]
    data = _one(folder, {"名册": [POSTS, row, good], "排查": [SCREENINGS]})
    assert _lines(data) == [f"{BOOK}:名册!{line}"]
    assert (data.intake.rows, data.intake.refused) == (2, 1)
    (hole,) = data.holes
    assert (hole.register, hole.unit, hole.since, hole.until) == ("posts", unit, date(2019, 1, 1), date(2019, 12, 31))


def test_a_refused_screening_opens_its_own_day_alone(folder: Path) -> None:
    data = _one(folder, {"名册": [POSTS], "排查": [SCREENINGS, ["城东街道", "唐村", "2019-03-05", "许多"]]})
    (hole,) = data.holes
    assert (hole.register, hole.unit, hole.since, hole.until) == (
        "screenings",
        "330702001201",
        date(2019, 3, 5),
        date(2019, 3, 5),
    )


def test_one_id_with_different_content_refuses_both(folder: Path) -> None:
    rows = [
        ["7", "城东街道", "唐村", "甲", None, None, "专职", None],
        ["7", "城东街道", "唐村", "乙", None, None, "专职", None],
        ["8", "城东街道", "唐村", "丙", None, None, "专职", None],
        ["8", "城东街道", "唐村", "丙", None, None, "专职", None],
    ]
    data = _one(folder, {"名册": [POSTS, *rows], "排查": [SCREENINGS]})
    mend = "请改正编号或内容；改正之前两行都不采用。"
    assert _lines(data) == [
        f"{BOOK}:名册!D2: 编号“7”与 {BOOK}:名册!D3 相同而内容不同。{mend}",
        f"{BOOK}:名册!D3: 编号“7”与 {BOOK}:名册!D2 相同而内容不同。{mend}",
    ]
    assert [fact.name for fact in data.facts["posts"]] == ["丙"]  # type: ignore[attr-defined]  # a Post
    assert (data.intake.rows, data.intake.facts, data.intake.refused) == (4, 2, 2)


def test_no_message_and_no_fact_shows_a_personal_number(folder: Path) -> None:
    card = "11010519491231002X"
    row = [card, "城东街道", "唐村", f"甲 {card}", card, f"13857912345 {card}", "专职 13857912345", "坏 13857912345"]
    good = [card, "城东街道", "唐村", "甲 13857912345", card, None, "专职", None]
    data = _one(folder, {"名册": [POSTS, row, good], "排查": [SCREENINGS]})
    shown = repr(data.facts) + repr(data.problems) + repr(data.holes)
    assert len(data.facts["posts"]) == 1
    assert "13857912345" not in shown
    assert card not in shown


# -- bad files


def _bad_file(folder: Path, name: str, content: bytes) -> list[str]:
    (folder / "报送 材料" / name).write_bytes(content)
    return _lines(_read(folder))


def test_no_file_at_all(folder: Path) -> None:
    assert _lines(_read(folder)) == ["报送 材料/*.xlsx: 没有找到文件。请把文件放到该处，或修改项目文件中的 path。"]


def test_a_broken_and_an_empty_workbook(folder: Path) -> None:
    assert _bad_file(folder, "坏.xlsx", b"PK\x03\x04") == [
        "报送 材料/坏.xlsx: 工作簿已损坏，或不是工作簿（BadZipFile）。请用 Excel 或 WPS 打开后另存为 .xlsx。"
    ]
    assert _bad_file(folder, "坏.xlsx", b"") == [
        "报送 材料/坏.xlsx: 工作簿是空的。请重新导出；确无内容的，请报零报告。"
    ]


def test_the_wrong_workbook(folder: Path) -> None:
    _write(folder / "报送 材料" / "婺城 区.xlsx", {"工资表": [["姓名", "金额"], ["甲", 1]]})
    assert _lines(_read(folder)) == [
        (
            f"{BOOK}: 没有封面“封面”，不知道由谁报送、报送什么；各行照常读取，但均按未报处理。"
            "请补上封面，或在项目文件中写明 covers。"
        ),
        f"{BOOK}: 没有版式“test”所认的表：有工资表，要名册、排查、汇总、调委会。请核对文件和版式。",
    ]


def test_a_sheet_with_other_headings_leaves_its_register_open(folder: Path) -> None:
    data = _one(folder, {"名册": [["姓名", "电话"], ["甲", "1"]], "排查": [SCREENINGS]})
    assert _lines(data) == [
        f"{BOOK}:名册!A1: 前 30 行没有找到表头：缺“专兼职”。请核对是否放错了表，或在版式文件中补充这种表头的写法。"
    ]
    assert [(hole.register, hole.unit) for hole in data.holes] == [("posts", "330702000000")]


def test_a_register_on_the_cover_without_a_sheet_is_not_reported(folder: Path) -> None:
    data = _one(folder, {"名册": [POSTS]})
    assert _lines(data) == [f"{BOOK}:封面!B2: 封面列有排查台账，但没有相应的表。请补上该表；确无内容的，请报零报告。"]
    assert [reported.register for reported in data.reported] == ["posts"]


@pytest.mark.parametrize(
    ("said", "line"),
    [
        (
            {"填报单位": "婺成区"},
            "B1: 没有名为“婺成区”的填报单位。是否为“婺城区”？请填写区划名称或代码；该表暂作未报。",
        ),
        ({"截止": "2019-02-30"}, "B4: 日期“2019-02-30”不是有效日期。请改为如 2019-03-05 的日期。"),
        ({"台账": "名册、排査"}, "B2: 不认识的台账“排査”。是否为“排查”？可填：名册、排查、汇总、调委会。"),
    ],
)
def test_a_cover_that_cannot_be_read(folder: Path, said: dict[str, str], line: str) -> None:
    data = _one(folder, {"名册": [POSTS], "排查": [SCREENINGS]}, **said)
    assert _lines(data)[0] == f"{BOOK}:封面!{line}"


# -- reports that do not count, or no longer


def _screened(*days: str) -> dict[str, Rows]:
    return {"排查": [SCREENINGS, *(["城东街道", "唐村", on, 1] for on in days)]}


@pytest.mark.parametrize(("state", "word"), [("已退回", "已退回"), ("2", "已退回"), ("未上报", "尚未上报")])
def test_a_returned_report_withdraws_what_it_reported(folder: Path, state: str, word: str) -> None:
    data = _one(folder, _screened("2019-01-07", "2019-01-14"), 台账="排查", 状态=state)
    assert _lines(data, Severity.WARNING) == [
        f"{BOOK}:封面!B2: 排查台账{word}，其 2 行不予采用，按未报处理。请修改后重新上报。"
    ]
    assert (data.facts, data.reported) == ({}, ())
    assert (data.intake.rows, data.intake.refused) == (2, 2)


def test_a_zero_report_is_reported_and_empty(folder: Path) -> None:
    data = _one(folder, _screened("2019-01-07"), 台账="排查", 零报告="名册")
    assert [reported.register for reported in data.reported] == ["screenings", "posts"]
    assert "posts" not in data.facts
    assert not data.holes


def test_a_sheet_that_says_zero_is_a_zero_report(folder: Path) -> None:
    data = _one(folder, {"排查": [SCREENINGS, ["零报告"]]}, 台账="排查")
    assert (data.intake.rows, len(data.reported), data.holes, _lines(data)) == (0, 1, (), [])


def _two(folder: Path, **second: Any) -> Dataset:
    _write(folder / "报送 材料" / "a.xlsx", _screened("2019-01-07", "2019-01-14"), COVER, 台账="排查")
    _write(
        folder / "报送 材料" / "b.xlsx", _screened("2019-01-21"), COVER, 台账="排查", 填报日期="2020-02-01", **second
    )
    return _read(folder)


def test_a_correction_replaces_what_was_reported_before_it(folder: Path) -> None:
    data = _two(folder, 更正="是")
    assert [str(f.held_on) for f in data.facts["screenings"]] == ["2019-01-21"]  # type: ignore[attr-defined]
    assert _lines(data, Severity.INFO) == [
        (
            "报送 材料/a.xlsx:封面!B2: 排查台账（2 行）已由 2020-02-01 的更正报送 报送 材料/b.xlsx 替换。"
            "无需处理；如不应更正，请移走该文件。"
        )
    ]
    assert [reported.source and reported.source.file for reported in data.reported] == ["报送 材料/b.xlsx"]
    assert (data.intake.rows, data.intake.facts, data.intake.refused) == (3, 1, 2)


def test_before_the_correction_was_known_the_first_report_stands(folder: Path) -> None:
    _two(folder, 更正="是")
    data = _read(folder, known_by=date(2020, 1, 31))
    assert len(data.facts["screenings"]) == 2


def test_a_second_report_of_a_later_time_adds_to_the_first(folder: Path) -> None:
    data = _two(folder, 起始="2020-01-01", 截止="2020-01-31")
    assert len(data.facts["screenings"]) == 3
    assert not _lines(data)


def test_of_two_reports_of_one_time_neither_counts(folder: Path) -> None:
    data = _two(folder)
    assert (data.facts, data.reported, data.holes) == ({}, (), ())
    assert (data.intake.rows, data.intake.facts, data.intake.refused) == (3, 0, 3)
    mend = "请移走作废的一份，或在后报的一份封面注明更正和填报日期。"
    told = "的填报单位相同、时间重叠，两份都没有注明更正；两份均不采用，按未报处理。"
    where = {name: f"报送 材料/{name}.xlsx:封面!B2" for name in "ab"}
    assert [(p.code, p.where.file) for p in data.problems] == [
        ("report.twice", "报送 材料/a.xlsx"),
        ("report.twice", "报送 材料/b.xlsx"),
    ]
    first, second = _lines(data)
    assert first == f"{where['a']}: 排查台账（2 行）与 {where['b']} {told}{mend}"
    assert second == f"{where['b']}: 排查台账（1 行）与 {where['a']} {told}{mend}"


def test_one_day_in_common_is_enough_and_the_next_day_is_not(folder: Path) -> None:
    assert not _two(folder, 起始="2019-12-31", 截止="2020-01-31").facts
    assert len(_two(folder, 起始="2020-01-01", 截止="2020-01-31").facts["screenings"]) == 3


def test_rows_with_ids_of_their_own_may_come_twice(folder: Path) -> None:
    row = ["7", "城东街道", "唐村", "甲", None, None, "专职", None]
    for name in "ab":
        _write(folder / "报送 材料" / f"{name}.xlsx", {"名册": [POSTS, row]}, COVER, 台账="名册", 说明=name)
    data = _read(folder)
    assert len({fact.id for fact in data.facts["posts"]}) == 1
    assert not _lines(data)


def test_the_same_file_twice_counts_once(folder: Path) -> None:
    place = folder / "报送 材料"
    _write(place / "a.xlsx", _screened("2019-01-07", "2019-01-14"), COVER, 台账="排查")
    (place / "b.xlsx").write_bytes((place / "a.xlsx").read_bytes())
    data = _read(folder)
    assert len(data.facts["screenings"]) == 2
    assert [(p.code, p.where.file, p.severity) for p in data.problems] == [
        ("report.copy", "报送 材料/b.xlsx", Severity.INFO)
    ]
    assert (data.intake.rows, data.intake.facts, data.intake.refused) == (4, 2, 2)


def test_the_order_of_the_files_does_not_matter(folder: Path) -> None:
    _two(folder, 更正="是")
    forward = _read(folder)
    text = (folder / "project.toml").read_text(encoding="utf-8")
    head, source = text.split("[[sources]]")
    entries = [source.replace("*.xlsx", name) for name in ("b.xlsx", "a.xlsx")]
    (folder / "project.toml").write_text("[[sources]]".join([head, *entries]), encoding="utf-8")
    backward = _read(folder)
    assert (forward.facts, forward.problems, forward.holes) == (backward.facts, backward.problems, backward.holes)


# -- wide columns and totals

WIDE = [["乡镇", "村", "排查次数", None, None, "年度累计"], [None, None, "1月", "2月", "3月", None]]


def _wide(folder: Path, rows: Rows) -> Dataset:
    return _one(folder, {"汇总": [*WIDE, *rows]}, 台账="汇总")


def test_each_month_is_a_count_return_and_a_blank_stays_open(folder: Path) -> None:
    data = _wide(folder, [["城东街道", "唐村", 4, None, 0, 99], ["城中街道", "东关村", "四次", 1, 2, 99]])
    assert [(f.division, f.since, f.count) for f in data.facts["count_returns"]] == [  # type: ignore[attr-defined]
        ("330702001201", date(2019, 1, 1), 4),
        ("330702002201", date(2019, 2, 1), 1),
        ("330702001201", date(2019, 3, 1), 0),
        ("330702002201", date(2019, 3, 1), 2),
    ]
    assert (data.intake.rows, data.intake.refused) == (5, 1)
    assert _lines(data) == [f"{BOOK}:汇总!C4: “四次”不是不小于 0 的整数。请改为如 12 的整数；不掌握的请留空。"]
    assert [(h.register, h.unit, h.since, h.until) for h in data.holes] == [
        ("screenings", "330702002201", date(2019, 1, 1), date(2019, 1, 31)),
        ("screenings", "330702001201", date(2019, 2, 1), date(2019, 2, 28)),
    ]


TOTALS: list[tuple[Rows, list[str]]] = [
    ([["合计", None, 6, 4], ["城东街道", "唐村", 4, 1], ["城中街道", "东关村", 2, 3]], []),
    (
        [["城东街道", "唐村", 4, 1], ["城中街道", "东关村", 2, 3], ["合计", None, 7, 4]],
        ["C5: 合计为 7，各行之和为 6。"],
    ),
    ([["小计", None, 4, 1], ["城东街道", "唐村", 4, 1], ["小计", None, 2, 3], ["城中街道", "东关村", 2, 3]], []),
    ([["城东街道", "唐村", 4, 1], ["小计", None, 4, 9], ["合 计", None, 4, 1]], ["D4: 小计为 9，各行之和为 1。"]),
    ([["合计", None, 6, 4], ["城东街道", "唐村", 4, None], ["城中街道", "东关村", 2, 3]], []),
]


@pytest.mark.parametrize(("rows", "told"), TOTALS)
def test_totals_are_no_records_and_are_held_against_the_sum(folder: Path, rows: Rows, told: list[str]) -> None:
    data = _wide(folder, rows)
    mend = "请核对各行和合计；判定时只用各行。"
    assert _lines(data, Severity.WARNING) == [f"{BOOK}:汇总!{one}{mend}" for one in told]
    assert all(fact.division != "330702000000" for fact in data.facts["count_returns"])


def test_a_problem_is_said_in_both_languages(folder: Path) -> None:
    data = _one(folder, {"名册": [POSTS, ["1", "城", "唐村", "甲", None, "x", "?", "?"]], "排查": [SCREENINGS, ["?"]]})
    assert data.problems
    for problem in data.problems:
        assert isinstance(problem, Problem)
        assert all((problem.what.zh, problem.what.en, problem.mend.zh, problem.mend.en))
        assert str(problem.where).startswith("报送 材料/")
