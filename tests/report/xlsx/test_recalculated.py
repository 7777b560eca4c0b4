"""The workbook in LibreOffice: it calculates the same numbers, follows a change, and clips and shrinks nothing."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from copy import copy
from datetime import date
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import attrs
import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook as Opened
from openpyxl.worksheet.worksheet import Worksheet

from fengqiao.assess.gaps import gaps
from fengqiao.assess.run import assess
from fengqiao.model.outcome import Assessment
from fengqiao.plugin.manager import Manager
from fengqiao.plugin.read import read
from fengqiao.report.compose import compose
from fengqiao.report.xlsx import workbook
from tests.hard import LONG
from tests.office import XLSX, converted
from tests.programs import program
from tests.sample_assessment import PACK as SAMPLE

EXAMPLE = Path(__file__).parents[3] / "examples" / "jinhua" / "fengqiao.toml"
DAY = date(2019, 12, 31)
CHANGED, ITEM, LOST = "金东区", "六项经费列入预算", Fraction(10)
SHOWN = ("金华市", CHANGED, "兰溪市", "永康市")
"""An item of a unit that is taken from all its marks to none, and the units whose sheets are made."""


class Example:
    """The example's assessment, its workbook, and what LibreOffice made of three copies of it."""

    def __init__(self, folder: Path) -> None:
        pack = Manager().pack("jinhua-2018-2020")
        data = read(EXAMPLE)
        self.assessment: Assessment = assess(pack, data, as_of=DAY)
        found = gaps(pack, data, as_of=DAY, target="county-studios")
        whole = compose(self.assessment, pack, "zh", gaps=found)
        shown = tuple(page for page in whole.pages if page.unit.name in SHOWN)
        self.content = workbook(attrs.evolve(whole, pages=shown))
        (folder / "ours.xlsx").write_bytes(self.content)
        self.cached = openpyxl.load_workbook(BytesIO(self.content), data_only=True)
        self.formulas = openpyxl.load_workbook(BytesIO(self.content))
        self.formulas.save(folder / "same.xlsx")  # openpyxl drops what formulas came to: all of it is calculated anew
        sheet = self.formulas[CHANGED]
        for cell in _row(sheet, ITEM)[3:5]:
            cell.value = 0
        self.formulas.save(folder / "changed.xlsx")
        _loose(self.content).save(folder / "loose.xlsx")
        self.long = workbook(compose(LONG, SAMPLE, "en"))
        (folder / "long.xlsx").write_bytes(self.long)
        _loose(self.long).save(folder / "loose-long.xlsx")
        names = [folder / f"{name}.xlsx" for name in ("same", "changed", "loose", "loose-long")]
        same, changed, *loose = converted(folder, XLSX, *names)
        self.same, self.changed = (openpyxl.load_workbook(path, data_only=True) for path in (same, changed))
        self.loose = [openpyxl.load_workbook(path) for path in loose]
        self.pdfs = converted(folder, "pdf", folder / "ours.xlsx", folder / "long.xlsx")


def _loose(content: bytes) -> Opened:
    """The same workbook with rows that any program makes as high as their text.

    No program does so for merged cells: their texts stand on a sheet `merged N` beside, in a column as wide.
    """
    book = openpyxl.load_workbook(BytesIO(content))
    for n, sheet in enumerate(list(book.worksheets)):
        beside, widths = book.create_sheet(f"merged {n}"), _widths(sheet)
        for dimension in sheet.row_dimensions.values():
            dimension.height = None
        for area in sheet.merged_cells.ranges:
            found, probe = (one.cell(area.min_row, area.min_col) for one in (sheet, beside))
            width = sum(widths[area.min_col - 1 : area.max_col])
            beside.column_dimensions[get_column_letter(area.min_col)].width = width
            probe.value, probe.font, probe.alignment = found.value, copy(found.font), copy(found.alignment)
    return book


def _widths(sheet: Worksheet) -> list[float]:
    """The width of each column; neighbours of one width are kept as one entry."""
    spans = [(one.min, one.max, one.width) for one in sheet.column_dimensions.values()]
    return [width for first, last, width in spans for _ in range(first or 0, (last or 0) + 1)]


def _row(sheet: Worksheet, first: str) -> list[Any]:
    return next(list(row) for row in sheet.iter_rows() if row[0].value == first)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    program("soffice", "libreoffice")
    return Example(tmp_path_factory.mktemp("office"))


def _formulas(book: Opened) -> Iterator[tuple[str, str]]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield sheet.title, cell.coordinate


def test_it_calculates_what_every_formula_already_holds(example: Example) -> None:
    cells = list(_formulas(openpyxl.load_workbook(BytesIO(example.content))))
    assert len(cells) > 80
    for sheet, cell in cells:
        held, made = example.cached[sheet][cell].value, example.same[sheet][cell].value
        assert held is not None, f"{sheet}!{cell}"
        assert made == (pytest.approx(held, abs=1e-9) if isinstance(held, int | float) else held), f"{sheet}!{cell}"


def test_a_changed_item_changes_the_total_the_rank_and_the_grade(example: Example) -> None:
    card = next(one for one in example.assessment.scorecards if one.unit.name == CHANGED)
    kept = [item for item in card.items if item.marks is not None]
    base = sum((item.out_of for item in kept), Fraction(0))
    ends = [sum((getattr(item.marks, end) for item in kept), Fraction(0)) - LOST for end in ("low", "high")]
    expected = [float(end * card.out_of / base) for end in ends]
    sheet = example.changed[CHANGED]
    assert [cell.value for cell in _row(sheet, "合计")[3:5]] == pytest.approx(expected)
    summary = example.changed.worksheets[0]
    row = next([cell.value for cell in row] for row in summary.iter_rows() if row[2].value == CHANGED)
    assert row[3:5] == pytest.approx(expected)
    others = [one.marks for one in example.assessment.scorecards if one.unit.name != CHANGED and one.marks]
    above = [sum(float(m.low) > expected[1] for m in others), sum(float(m.high) > expected[0] for m in others)]
    assert row[:2] == [1 + above[0], 1 + above[1]]
    before = next(
        [cell.value for cell in row] for row in example.same.worksheets[0].iter_rows() if row[2].value == CHANGED
    )
    assert row[:2] != before[:2]
    assert (before[6], row[6]) == ("优秀", "良好")


def test_no_text_is_clipped(example: Example) -> None:
    """Neither in the example nor in a workbook of names of 40 characters, in English."""
    seen = 0
    for content, loose in zip((example.content, example.long), example.loose, strict=True):
        for n, sheet in enumerate(openpyxl.load_workbook(BytesIO(content)).worksheets):
            for row in range(1, sheet.max_row + 1):
                heights = [loose[name].row_dimensions[row].height for name in (sheet.title, f"merged {n}")]
                if any(cell.value not in (None, "") for cell in sheet[row]):
                    seen += 1
                    needed = max(height or 0 for height in heights)
                    assert (sheet.row_dimensions[row].height or 15) >= needed - 0.5, f"{sheet.title} row {row}"
    assert seen > 200


@pytest.mark.parametrize("which", [0, 1])
def test_every_page_is_as_wide_as_its_sheet_in_letters_that_can_be_read(example: Example, which: int) -> None:
    program("pdftotext")
    pdf = str(example.pdfs[which])
    boxes = subprocess.run(["pdftotext", "-bbox", pdf, "-"], check=True, capture_output=True, text=True)
    pages = boxes.stdout.split("<page ")[1:]
    assert len(pages) >= 8
    for number, page in enumerate(pages, 1):
        width = float(re.findall(r'width="([\d.]+)"', page)[0])
        words = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"', page)
        assert words, f"page {number} is empty"
        assert all(float(left) > 20 and float(right) < width - 20 for left, _, right, _ in words), f"page {number}"
        assert min(float(bottom) - float(top) for _, top, _, bottom in words) > 6, f"page {number}: too small to read"
    text = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True, text=True).stdout
    assert text.count(("合成数据：", "SYNTHETIC DATA")[which]) >= len(pages), (
        "each page says that the data is synthetic"
    )
    fonts = subprocess.run(["pdffonts", pdf], check=True, capture_output=True, text=True).stdout
    assert "CJK" in fonts
