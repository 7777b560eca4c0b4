"""The excel adapter: the contract, typed cells as text, and workbooks that are broken, locked, empty or bombs."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fengqiao_adapters.excel import ExcelAdapter, ExcelOptions
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from fengqiao.errors import Problem
from fengqiao.plugin import Row, Table
from fengqiao.testing.adapter import AdapterContract, Sample


def _active(book: openpyxl.Workbook) -> Worksheet:
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return sheet


def _book(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(_active(book))
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path.parent.mkdir(exist_ok=True)
    book.save(path)
    return path


def _read(folder: Path, **options: object) -> tuple[list[Table], list[Problem]]:
    found = list(ExcelAdapter().tables(ExcelOptions(**options), folder))  # type: ignore[arg-type]  # checked by pydantic
    return [one for one in found if isinstance(one, Table)], [one for one in found if isinstance(one, Problem)]


class TestExcelContract(AdapterContract):
    @pytest.fixture
    def adapter(self) -> ExcelAdapter:
        return ExcelAdapter()

    @pytest.fixture
    def sample(self, tmp_path: Path) -> Sample:
        _book(
            tmp_path / "报送 材料" / "婺城区 2019.xlsx",
            {"封面": [["填报单位", "婺城区"]], "名册": [["姓名"], [], ["甲"]]},
        )
        (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 this is no workbook")
        return Sample(
            tmp_path,
            {"path": "报送 材料/*.xlsx"},
            {("报送 材料/婺城区 2019.xlsx", "封面"): 1, ("报送 材料/婺城区 2019.xlsx", "名册"): 3},
            {"path": "没有.xlsx"},
            {"path": "broken.xlsx"},
        )


CELLS = [
    ("唐村", "唐村"),
    ("01", "01"),
    (12.0, "12"),
    (12, "12"),
    (0.1 + 0.2, "0.3"),
    (98.86, "98.86"),
    (10**14, "100000000000000"),
    (330702199001011234, "3.30702199001011e+17"),
    (True, "TRUE"),
    (False, "FALSE"),
    (date(2019, 3, 5), "2019-03-05"),
    (datetime(2019, 3, 5), "2019-03-05"),  # noqa: DTZ001  a workbook has no time zone
    (datetime(2019, 3, 5, 9, 30), "2019-03-05 09:30:00"),  # noqa: DTZ001
    (time(9, 30), "09:30:00"),
    (timedelta(hours=30), "1 day, 6:00:00"),
    (None, ""),
]


def test_typed_cells_become_the_text_that_a_reader_sees(tmp_path: Path) -> None:
    _book(tmp_path / "a.xlsx", {"s": [["x", *(cell for cell, _ in CELLS), "x"]]})
    (table,), _ = _read(tmp_path, path="a.xlsx")
    assert list(table.rows()) == [Row(0, ("x", *(text for _, text in CELLS), "x"))]


def test_true_is_not_one(tmp_path: Path) -> None:
    _book(tmp_path / "a.xlsx", {"s": [[1, True, 1.0, False, 0]]})
    (table,), _ = _read(tmp_path, path="a.xlsx")
    assert list(table.rows()) == [Row(0, ("1", "TRUE", "1", "FALSE", "0"))]


def test_a_row_keeps_its_place_when_the_sheet_begins_lower(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    _active(book)["C3"], _active(book)["D5"] = "表头", 7
    book.save(tmp_path / "a.xlsx")
    (table,), _ = _read(tmp_path, path="a.xlsx")
    rows = [row for row in table.rows() if isinstance(row, Row) and any(row.cells)]
    assert rows == [Row(2, ("", "", "表头", "")), Row(4, ("", "", "", "7"))]


def test_merged_areas_are_known(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    _active(book)["A1"] = "专职"
    _active(book).merge_cells("A1:C2")
    book.save(tmp_path / "a.xlsx")
    (table,), _ = _read(tmp_path, path="a.xlsx")
    assert table.merged() == (((0, 0), (1, 2)),)


def test_the_date_system_of_1904_is_understood(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    _active(book)["A1"] = date(2019, 3, 5)
    book.save(tmp_path / "a.xlsx")
    (table,), _ = _read(tmp_path, path="a.xlsx")
    assert list(table.rows()) == [Row(0, ("2019-03-05",))]


def test_hidden_sheets_and_rows_are_told_and_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = _active(book)
    sheet.title = "名册"
    for n in range(1, 9):
        sheet[f"A{n}"] = n
    for n in (3, 4, 7):
        sheet.row_dimensions[n].hidden = True
    book.create_sheet("旧表").sheet_state = "hidden"
    book["旧表"]["A1"] = 1
    book.save(tmp_path / "a.xlsx")
    tables, (problem,) = _read(tmp_path, path="a.xlsx")
    assert [(t.sheet, t.hidden, len(list(t.rows()))) for t in tables] == [("名册", False, 8), ("旧表", True, 1)]
    assert (
        problem.line("zh") == "a.xlsx:名册!A3: 3 行被隐藏或筛选（第 3–4、7 行），照常读取。若不应计入，请删除这些行。"
    )
    assert problem.severity.value == "info"


def test_lock_files_are_passed_over(tmp_path: Path) -> None:
    _book(tmp_path / "a.xlsx", {"s": [[1]]})
    (tmp_path / "~$a.xlsx").write_bytes(b"\x05user")
    tables, problems = _read(tmp_path, path="*.xlsx")
    assert [table.file for table in tables] == ["a.xlsx"]
    assert problems == []


# -- bad workbooks


def _locked() -> bytes:
    """An OLE file as Office writes an encrypted workbook: a header, one allocation sector, one directory sector."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", header, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    header[76:] = b"\xff" * (512 - 76)
    struct.pack_into("<I", header, 76, 0)
    table = bytearray(b"\xff" * 512)
    struct.pack_into("<II", table, 0, 0xFFFFFFFD, 0xFFFFFFFE)
    directory = bytearray(512)
    for n, (name, kind) in enumerate([("Root Entry", 5), ("EncryptionInfo", 2), ("EncryptedPackage", 2)]):
        raw = name.encode("utf-16-le") + b"\0\0"
        directory[n * 128 : n * 128 + len(raw)] = raw
        struct.pack_into("<HBBIII", directory, n * 128 + 64, len(raw), kind, 1, *(0xFFFFFFFF,) * 3)
    return bytes(header + table + directory)


def _good(path: Path) -> bytes:
    return _book(path.with_name("good.xlsx"), {"s": [["a", "b"], [1, 2]] * 50}).read_bytes()


def _declares_entities(path: Path) -> bytes:
    with zipfile.ZipFile(path.with_name("x.zip"), "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE lolz [<!ENTITY lol "lol">]><workbook/>')
    return path.with_name("x.zip").read_bytes()


def _lies_about_its_size(path: Path) -> bytes:
    """A part that says it is small and unpacks to more: the reader must not trust the directory."""
    good = bytearray(_good(path))
    at = good.find(b"PK\x01\x02")
    struct.pack_into("<I", good, at + 24, 10)
    return bytes(good)


MEND = "请用 Excel 或 WPS 打开后另存为 .xlsx。"
BAD: list[tuple[str, Callable[[Path], bytes], str]] = [
    ("empty", lambda _: b"", "工作簿是空的。请重新导出；确无内容的，请报零报告。"),
    ("encrypted", lambda _: _locked(), "工作簿设有打开密码，不能读取。请另存为不带密码的副本。"),
    ("text", lambda _: b"hello", f"工作簿已损坏，或不是工作簿（不认识的格式）。{MEND}"),
    (
        "page",
        lambda _: b"<html><table><tr><td>1</td></tr></table></html>",
        f"工作簿已损坏，或不是工作簿（其实是网页）。{MEND}",
    ),
    ("cut", lambda p: _good(p)[:-400], f"工作簿已损坏，或不是工作簿（BadZipFile）。{MEND}"),
    ("entities", _declares_entities, f"工作簿已损坏，或不是工作簿（含有实体声明）。{MEND}"),
    ("lying", _lies_about_its_size, f"工作簿已损坏，或不是工作簿（BadZipFile）。{MEND}"),
]


@pytest.mark.parametrize(("name", "content", "words"), BAD, ids=[name for name, _, _ in BAD])
def test_a_bad_workbook_is_a_problem(tmp_path: Path, name: str, content: Callable[[Path], bytes], words: str) -> None:
    path = tmp_path / f"{name} 2019.xlsx"
    path.write_bytes(content(path))
    tables, problems = _read(tmp_path, path=path.name)
    assert tables == []
    assert [p.line("zh") for p in problems] == [f"{path.name}: {words}"]


def test_a_workbook_that_is_broken_inside_is_a_problem_at_its_sheet(tmp_path: Path) -> None:
    good = _book(tmp_path / "good.xlsx", {"名册": [["a", "b"], [1, 2]]})
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(tmp_path / "bad.xlsx", "w") as new:
        for part in old.infolist():
            data = old.read(part)
            new.writestr(part, data[: len(data) // 2] if "sheet1" in part.filename else data)
    (table,), _ = _read(tmp_path, path="bad.xlsx")
    found = list(table.rows())
    assert isinstance(found[-1], Problem)
    assert found[-1].code == "workbook.broken"
    assert str(found[-1].where) == "bad.xlsx:名册"


def test_a_bomb_bursts_against_the_limit(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_000)
    assert (tmp_path / "bomb.xlsx").stat().st_size < 50_000
    _, (problem,) = _read(tmp_path, path="bomb.xlsx", max_expanded=5_000_000)
    assert problem.line("en") == (
        "bomb.xlsx: the workbook unpacks to more than 5000000 bytes and was not read."
        " Split the workbook, or raise max_expanded in the project file."
    )


def test_a_sheet_with_one_far_cell_is_not_laid_out_in_memory(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    _active(book).title = "名册"
    _active(book)["A1"], _active(book)["XFD1048576"] = 1, 2
    book.save(tmp_path / "huge.xlsx")
    _, (problem,) = _read(tmp_path, path="huge.xlsx")
    assert problem.line("zh") == (
        "huge.xlsx:名册: 已用区域超过 20000000 个单元格的上限，没有读取。"
        "请删去数据之外的空行空列，或在项目文件中提高 max_cells。"
    )


def test_a_far_row_alone_is_no_reason_to_refuse(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    _active(book)["A1"], _active(book)["B900"] = 1, 2
    book.save(tmp_path / "a.xlsx")
    (table,), problems = _read(tmp_path, path="a.xlsx", max_cells=2000)
    assert problems == []
    assert len(list(table.rows())) == 900


def test_a_file_over_the_limit_is_not_opened(tmp_path: Path) -> None:
    _good(tmp_path / "x")
    _, (problem,) = _read(tmp_path, path="good.xlsx", max_bytes=1000)
    assert (problem.code, str(problem.where)) == ("file.too-large", "good.xlsx")


def test_one_bad_workbook_does_not_keep_the_others_from_being_read(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"nothing")
    _book(tmp_path / "b.xlsx", {"s": [[1]]})
    tables, problems = _read(tmp_path, path="*.xlsx")
    assert [table.file for table in tables] == ["b.xlsx"]
    assert [str(problem.where) for problem in problems] == ["a.xlsx"]
