"""The workbook of assessments that are hard to lay out; LibreOffice prints them in test_recalculated."""

from __future__ import annotations

import zipfile
from io import BytesIO

import openpyxl
import pytest

from fengqiao.model.outcome import Assessment
from fengqiao.report.compose import compose
from fengqiao.report.xlsx import workbook
from tests.hard import LONG, NOBODY, ONE, OPEN, many
from tests.sample_assessment import PACK


@pytest.mark.parametrize("assessment", [LONG, OPEN, NOBODY, ONE, many(31)])
def test_it_opens_and_has_a_sheet_a_unit(assessment: Assessment) -> None:
    document = compose(assessment, PACK, "zh")
    book = openpyxl.load_workbook(BytesIO(workbook(document)))
    assert len(book.sheetnames) == len(document.pages) + 5
    assert all(len(name) <= 31 for name in book.sheetnames)
    assert len(set(book.sheetnames)) == len(book.sheetnames)


def test_everything_undetermined_is_from_none_to_all_and_sure_of_nothing() -> None:
    summary = openpyxl.load_workbook(BytesIO(workbook(compose(OPEN, PACK, "zh"))), data_only=True).worksheets[0]
    rows = [[cell.value for cell in row][:8] for row in summary.iter_rows() if row[2].value in ("婺城区", "义乌市")]
    assert rows == [[1, 3, name, 0, 100, 100, "优秀", "优秀"] for name in ("婺城区", "义乌市")]


def test_a_name_of_40_characters_stands_whole_in_its_cells() -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(compose(LONG, PACK, "zh"))))
    cells = {str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    for card in LONG.scorecards:
        assert card.unit.name in cells


def test_without_units_there_is_no_ranking_and_no_chart() -> None:
    content = workbook(compose(NOBODY, PACK, "zh"))
    assert not any("chart" in name for name in zipfile.ZipFile(BytesIO(content)).namelist())
    book = openpyxl.load_workbook(BytesIO(content))
    texts = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row]
    assert "单位" not in texts
