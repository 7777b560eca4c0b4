"""The empty workbook that a county fills: filled in it reads back, and LibreOffice changes nothing of that."""

from __future__ import annotations

import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import attrs
import openpyxl
import pytest
from fengqiao_adapters.excel import ExcelAdapter, ExcelOptions
from openpyxl.utils import get_column_letter

from fengqiao.boundary.profile import Profile
from fengqiao.model.dataset import Dataset
from fengqiao.plugin.adapter import Table
from fengqiao.plugin.manager import Manager
from fengqiao.plugin.read import read
from fengqiao.report.template_columns import Column, columns
from tests.cli.command import EXAMPLE, fengqiao
from tests.programs import program

UNIT = "330702000000"
PROJECT = f"""pack = "jinhua-2018-2020"
as_of = 2019-12-31
identity_key = "test"
places = [{{edition = 2019-10-31, path = "{EXAMPLE / "divisions" / "jinhua-2019-10-31.csv"}"}}]
[[sources]]
adapter = "excel"
profile = "county-template"
path = "*.xlsx"
"""
COVER = {"起始日期": "2019-01-01", "截止日期": "2019-12-31", "填报日期": "2020-01-05"}
OWN: dict[str, str | int] = {
    "身份证号": "330702199001010013",
    "所在调解组织": "第1号",
    "所属调委会": "第1号",
    "调委会": "第1号",
    "年度": 2019,
}
"""What a column takes that another row must have said, or that only looks like any number."""


@pytest.fixture(scope="module")
def layout() -> Profile:
    return Manager().profile("county-template")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("empty")
    ran = fengqiao("template", "--unit", "婺城区", "--out", "f.xlsx", cwd=folder)
    assert (ran.code, ran.out, ran.err) == (0, "", "已写入 f.xlsx\n")
    return (folder / "f.xlsx").read_bytes()


def _value(column: Column, row: int, book: Any) -> str | int:
    """Something that belongs into a column."""
    if column.heading in OWN:
        return OWN[column.heading]
    match column.kind:
        case "township":
            return str(book["区划"]["E3"].value)
        case "village":
            return str(book["区划"]["F3"].value)
        case "date":
            return "2019-03-05"
        case "list":
            return column.choices[row % len(column.choices)]
        case "whole" | "money" | "number":
            return row
        case _:
            return f"第{row}号"


def _filled(empty: bytes, layout: Profile, path: Path, state: str = "已上报", rows: int = 3) -> None:
    book = openpyxl.load_workbook(BytesIO(empty))
    for row in book["封面"].iter_rows():
        if row[0].value in COVER:
            row[2].value = COVER[str(row[0].value)]
        if row[2].value == "未上报":
            row[2].value = state
    for spec in layout.tables if rows else ():
        sheet = book[spec.sheet[0]]
        for at, column in enumerate(columns(spec), 1):
            assert sheet.cell(3, at).value == column.heading
            for n in range(1, rows + 1):
                sheet.cell(n + 3, at, _value(column, n, book))
    book.save(path)


def _read(folder: Path) -> Dataset:
    (folder / "project.toml").write_text(PROJECT, encoding="utf-8")
    return read(folder / "project.toml")


def _told(data: Dataset) -> list[str]:
    return [problem.line("en") for problem in data.problems]


def _said(data: Dataset) -> dict[str, list[dict[str, Any]]]:
    """Every fact without the digest of its file."""
    return {
        name: [attrs.asdict(attrs.evolve(f, source=attrs.evolve(f.source, digest=None))) for f in facts]
        for name, facts in data.facts.items()
    }


def test_filled_in_it_reads_back_without_a_problem(empty: bytes, layout: Profile, tmp_path: Path) -> None:
    _filled(empty, layout, tmp_path / "f.xlsx")
    data = _read(tmp_path)
    assert _told(data) == []
    assert {name: len(facts) for name, facts in data.facts.items()} == {spec.register: 3 for spec in layout.tables}
    assert (data.intake.rows, data.intake.refused) == (33, 0)
    for name, facts in data.facts.items():
        spec = next(spec for spec in layout.tables if spec.register == name)
        for field in spec.fields:
            assert all(getattr(fact, field) is not None for fact in facts), f"{name}.{field} was lost"
    assert {(r.register, r.unit) for r in data.reported} == {(spec.register, UNIT) for spec in layout.tables}


def test_an_empty_form_reports_nothing(empty: bytes, tmp_path: Path) -> None:
    (tmp_path / "f.xlsx").write_bytes(empty)
    data = _read(tmp_path)
    assert data.reported == ()
    assert data.facts == {}
    assert len(_told(data)) == 11  # one a register: it was not handed in


def test_a_zero_report_is_empty_and_told_of_by_nobody(empty: bytes, layout: Profile, tmp_path: Path) -> None:
    _filled(empty, layout, tmp_path / "f.xlsx", "零报告", rows=0)
    data = _read(tmp_path)
    assert (_told(data), dict(data.facts)) == ([], {})
    assert {r.register for r in data.reported} == {spec.register for spec in layout.tables}


def test_saved_by_libreoffice_it_reads_the_same(empty: bytes, layout: Profile, tmp_path: Path) -> None:
    soffice = program("soffice", "libreoffice")
    (tmp_path / "ours").mkdir()
    _filled(empty, layout, tmp_path / "ours" / "f.xlsx")
    command = [soffice, "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--convert-to"]
    command += ["xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "theirs"), str(tmp_path / "ours" / "f.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=170)
    ours, theirs = _read(tmp_path / "ours"), _read(tmp_path / "theirs")
    assert _told(theirs) == []
    assert _said(theirs) == _said(ours)
    assert ours.facts
    book = openpyxl.load_workbook(tmp_path / "theirs" / "f.xlsx")
    for spec in layout.tables:
        kinds = {one.type for one in book[spec.sheet[0]].data_validations.dataValidation}
        assert "list" in kinds or spec.register in ("events", "figures"), f"{spec.sheet[0]} lost its drop-downs"


def test_every_column_has_a_note_and_what_is_chosen_has_a_drop_down(empty: bytes, layout: Profile) -> None:
    book = openpyxl.load_workbook(BytesIO(empty))
    for spec in layout.tables:
        sheet = book[spec.sheet[0]]
        checked = {
            str(area).split(":")[0] for one in sheet.data_validations.dataValidation for area in one.sqref.ranges
        }
        for at, column in enumerate(columns(spec), 1):
            cell = sheet.cell(3, at)
            assert cell.comment is not None
            assert sheet.cell(2, at).value == cell.comment.text == column.note.zh
            assert (f"{get_column_letter(at)}4" in checked) is (column.kind not in ("text", "words")), column.heading


def test_the_divisions_are_the_units_own(empty: bytes) -> None:
    book = openpyxl.load_workbook(BytesIO(empty))
    rows = [row for row in book["区划"].iter_rows(min_row=3, values_only=True) if row[3]]
    assert len(rows) > 300
    assert {str(row[3])[:6] for row in rows} == {"330702"}
    townships = [row[1] for row in book["区划"].iter_rows(min_row=3, values_only=True) if row[1]]
    assert list(dict.fromkeys(row[4] for row in rows)) == [name for name in townships if name in {r[4] for r in rows}]


def test_the_same_form_has_the_same_bytes(empty: bytes, tmp_path: Path) -> None:
    assert fengqiao("template", "--unit", UNIT, "--out", "f.xlsx", cwd=tmp_path).code == 0
    assert (tmp_path / "f.xlsx").read_bytes() == empty


def test_every_item_that_the_plan_attests_can_be_chosen(layout: Profile) -> None:
    text = (Path(Manager().pack_path("jinhua-2018-2020")) / "pack.yaml").read_text(encoding="utf-8")
    items = {line.split("attested:")[1].strip(" }") for line in text.splitlines() if "measure: {attested:" in line}
    (spec,) = (spec for spec in layout.tables if spec.register == "attestations")
    assert set((spec.fields["item"].values or {}).values()) == items


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--unit", "婺成区", "--out", "f.xlsx"], "婺城区"),
        (["--unit", "金华市", "--out", "f.xlsx"], "“金华市”不是县（市、区）"),
        (["--unit", "婺城区", "--out", "f.csv"], "请写成 .xlsx 文件"),
        (
            ["--unit", "婺城区", "--out", "f.xlsx", "--profile", "province-export"],
            "不能按版式“province-export”生成模板",
        ),
        (["--unit", "婺城区", "--out", "f.xlsx", "no.toml"], "没有项目文件 no.toml"),
    ],
)
def test_wrong_use_is_told_and_writes_nothing(tmp_path: Path, arguments: list[str], part: str) -> None:
    ran = fengqiao("template", *arguments, cwd=tmp_path)
    assert (ran.code, ran.out, len(ran.errors)) == (2, "", 1)
    assert part in ran.err
    assert list(tmp_path.iterdir()) == []


def test_sheets_that_go_with_the_cover_are_no_strangers(empty: bytes, tmp_path: Path) -> None:
    (tmp_path / "f.xlsx").write_bytes(empty)
    found = ExcelAdapter().tables(ExcelOptions(path="f.xlsx"), tmp_path)
    assert {t.sheet for t in found if isinstance(t, Table)} >= {"封面", "区划", "选项"}
    assert not [p for p in _read(tmp_path).problems if p.code == "file.sheet-unused"]
