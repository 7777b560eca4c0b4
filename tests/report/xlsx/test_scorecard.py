"""The workbook: the same bytes for the same inputs, fit to print, nothing that runs."""

from __future__ import annotations

import re
import time
import zipfile
from collections import Counter
from collections.abc import Sequence
from io import BytesIO

import attrs
import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from fengqiao.errors import Text
from fengqiao.model.outcome import Status
from fengqiao.report import words
from fengqiao.report.compose import compose
from fengqiao.report.document import Lack
from fengqiao.report.xlsx import gap_workbook, workbook
from tests.sample_assessment import ASSESSMENT, PACK

DOCUMENT = compose(ASSESSMENT, PACK, "zh", made_by="fengqiao 9.9")


def opened(content: bytes) -> Sequence[Worksheet]:
    return openpyxl.load_workbook(BytesIO(content)).worksheets


def words_of(sheet: Worksheet) -> str:
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)


def test_the_sheets_are_summary_matrix_units_problems_and_method() -> None:
    titles = [sheet.title for sheet in opened(workbook(DOCUMENT))]
    assert titles == [
        "总体情况",
        "各单位指标判定",
        "金华市",
        "婺城区",
        "义乌市",
        "金华开发区",
        "数据问题",
        "口径",
        "方法与来源",
    ]


def test_every_sheet_says_that_the_data_is_synthetic() -> None:
    for sheet in opened(workbook(DOCUMENT)):
        assert "合成数据" in words_of(sheet), sheet.title


def test_real_data_carries_no_banner() -> None:
    for sheet in opened(workbook(attrs.evolve(DOCUMENT, banner=None))):
        assert "合成" not in words_of(sheet), sheet.title


def test_files_are_named_with_their_whole_hash() -> None:
    rows = [[cell.value for cell in row] for row in opened(workbook(DOCUMENT))[-1].iter_rows()]
    assert ["submissions/婺城区.xlsx", "ab" * 32] in rows


def test_same_inputs_give_the_same_bytes_later_too() -> None:
    first = workbook(DOCUMENT)
    time.sleep(2.1)  # a zip file tells days to two seconds
    assert workbook(compose(ASSESSMENT, PACK, "zh", made_by="fengqiao 9.9")) == first


@pytest.mark.parametrize("begin", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")'])
def test_nothing_from_data_is_a_formula(begin: str) -> None:
    problem = attrs.evolve(ASSESSMENT.problems[0], what=Text(begin, begin))
    unit = attrs.evolve(ASSESSMENT.outcomes[0].unit, name=begin)
    outcomes = tuple(attrs.evolve(one, unit=unit) if one.unit.code == unit.code else one for one in ASSESSMENT.outcomes)
    cards = tuple(attrs.evolve(one, unit=unit) if one.unit.code == unit.code else one for one in ASSESSMENT.scorecards)
    hostile = attrs.evolve(ASSESSMENT, problems=(problem,), outcomes=outcomes, scorecards=cards)
    plain_, bad = (workbook(compose(one, PACK, "zh")) for one in (ASSESSMENT, hostile))
    assert len(_formulas(bad)) == len(_formulas(plain_))
    texts = [cell.value for sheet in opened(bad) for row in sheet.iter_rows() for cell in row if cell.data_type == "s"]
    assert sum(str(text).strip() == begin.strip() for text in texts) > 2


def _formulas(content: bytes) -> list[str]:
    cells = [cell for sheet in opened(content) for row in sheet.iter_rows() for cell in row]
    return [str(cell.value) for cell in cells if cell.data_type == "f"]


def test_signs_that_xml_refuses_are_no_obstacle() -> None:
    problem = attrs.evolve(ASSESSMENT.problems[0], what=Text("坏\x00字\x1b符", "bad"))
    content = workbook(compose(attrs.evolve(ASSESSMENT, problems=(problem,)), PACK, "zh"))
    assert "坏 字 符" in words_of(opened(content)[-3])


def test_every_sheet_is_set_up_for_a4_one_page_wide() -> None:
    for sheet in opened(workbook(DOCUMENT)):
        assert int(sheet.page_setup.paperSize or 0) == 9, sheet.title
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_area == f"'{sheet.title}'!$A$1:${get_column_letter(sheet.max_column)}${sheet.max_row}"
        assert sheet.freeze_panes is not None, sheet.title
        assert re.fullmatch(r"\$1:\$\d+", str(sheet.print_title_rows)), sheet.title


def test_units_of_one_name_get_sheets_of_their_own() -> None:
    twins = [attrs.evolve(page, unit=attrs.evolve(page.unit, name="城区/新[区]")) for page in DOCUMENT.pages[:2]]
    titles = [sheet.title for sheet in opened(workbook(attrs.evolve(DOCUMENT, pages=tuple(twins))))]
    assert titles[2:4] == ["城区 新 区", "城区 新 区 (2)"]


def test_gaps_make_a_workbook_of_their_own() -> None:
    one = Lack("t", "专职", "婺城区", "白龙桥镇", "=村", "330702100201", "未达到", "差1", "a.xlsx:B!C1")
    (sheet,) = opened(gap_workbook([one], "计划", "合成数据", "zh"))
    assert [cell.value for cell in sheet[sheet.max_row]] == [
        "婺城区",
        "专职",
        "白龙桥镇",
        "=村",
        "330702100201",
        "未达到",
        "差1",
        "a.xlsx:B!C1",
    ]


LACK = Lack("t", "专职", "婺城区", "白龙桥镇", "=村", "330702100201", "未达到", "差1", "a.xlsx:B!C1")


def test_what_is_missing_stands_on_one_sheet_to_be_sifted() -> None:
    pages = tuple(
        attrs.evolve(page, lacks=(LACK, LACK), more=7) if page.unit.name == "婺城区" else page
        for page in DOCUMENT.pages
    )
    sheets = {sheet.title: sheet for sheet in opened(workbook(attrs.evolve(DOCUMENT, pages=pages)))}
    gaps = sheets["缺口清单"]
    assert "婺城区9条中的2条" in words_of(gaps)
    heading = gaps.max_row - 2
    assert [cell.value for cell in gaps[heading]][:2] == ["单位", "指标"]
    assert gaps.auto_filter.ref == f"A{heading}:H{gaps.max_row}"
    assert gaps.print_title_rows == f"$1:${heading}"
    assert gaps.freeze_panes == f"B{heading + 1}"
    assert "缺口9条，见工作表“缺口清单”。" in words_of(sheets["婺城区"])
    assert "缺口" not in words_of(sheets["义乌市"])


def test_the_counts_are_those_of_the_assessment() -> None:
    summary = openpyxl.load_workbook(BytesIO(workbook(DOCUMENT)), data_only=True).worksheets[0]
    shown = {row[2].value: [cell.value for cell in row[8:12]] for row in summary.iter_rows() if len(row) > 11}
    for card in ASSESSMENT.scorecards:
        tallied = Counter(o.status for o in ASSESSMENT.outcomes if o.unit.code == card.unit.code)
        statuses = (Status.MET, Status.NOT_MET, Status.UNDETERMINED, Status.NOT_DUE)
        assert shown[card.unit.name] == [tallied[status] for status in statuses], card.unit.name


def test_each_unit_has_its_verdicts_by_sign_and_word() -> None:
    sheets = {sheet.title: sheet for sheet in opened(workbook(DOCUMENT))}
    for page in DOCUMENT.pages:
        rows = [[cell.value for cell in row] for row in sheets[page.unit.name].iter_rows()]
        start = next(n for n, row in enumerate(rows) if row[:2] == ["指标", "判定"])
        column = [row[1] for row in rows[start + 1 :]]
        expected = [
            f"{words.SIGNS[outcome.status]} {finding.verdict.word}"
            for finding in page.findings
            for outcome in ASSESSMENT.outcomes
            if (outcome.target, outcome.unit.code) == (finding.target, page.unit.code)
        ]
        assert expected, page.unit.name
        assert column == expected


def test_a_row_is_high_enough_for_its_text() -> None:
    long = attrs.evolve(ASSESSMENT.problems[0], what=Text("很长的说明" * 40, "long"))
    sheet = opened(workbook(compose(attrs.evolve(ASSESSMENT, problems=(long,)), PACK, "zh")))[-3]
    (cell,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == "很长的说明" * 40]
    lines = 400 / (sheet.column_dimensions[cell.column_letter].width or 1)
    assert (sheet.row_dimensions[cell.row].height or 0) >= lines * 13
    assert cell.alignment.wrap_text


@pytest.mark.parametrize("begin", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_no_name_in_a_list_of_gaps_is_a_formula(begin: str) -> None:
    content = gap_workbook([attrs.evolve(LACK, name=begin, cells=begin)], begin, None, "zh")
    raw = zipfile.ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in raw
    (sheet,) = opened(content)
    assert [sheet.cell(sheet.max_row, column).value for column in (4, 8)] == [begin, begin]


def test_the_list_of_gaps_has_its_headings_on_every_page_and_the_same_bytes() -> None:
    content = gap_workbook([LACK], "计划", "合成数据", "en")
    assert gap_workbook([LACK], "计划", "合成数据", "en") == content
    (sheet,) = opened(content)
    assert (sheet.cell(1, 1).value, sheet.cell(2, 1).value) == ("计划", "合成数据")
    assert sheet.print_title_rows == "$1:$4"
    assert sheet.cell(4, 1).value == "Unit"
