"""Cells lead to the source's cell, and to nothing that a hostile name could mean."""

from __future__ import annotations

from io import BytesIO

import attrs
import openpyxl
import pytest

from fengqiao.errors import Where
from fengqiao.report.compose import compose
from fengqiao.report.xlsx import workbook
from fengqiao.report.xlsx.links import Sources
from fengqiao.report.xlsx.sheet import Link
from tests.sample_assessment import ASSESSMENT, PACK

DOCUMENT = compose(ASSESSMENT, PACK, "zh")


def targets(sources: str | None) -> set[str]:
    """Where the links of the workbook lead outside of it."""
    book = openpyxl.load_workbook(BytesIO(workbook(DOCUMENT, sources=sources)))
    links = [cell.hyperlink for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    # written with backslashes, as Excel does; LibreOffice turns them
    return {f"{link.target}#{link.location or ''}".replace("\\", "/") for link in links if link.target}


def test_a_problem_leads_to_its_cell_and_a_file_to_itself() -> None:
    found = targets("..")
    assert "../submissions/婺城区.xlsx#'调解员'!C7" in found
    assert "../submissions/义乌市.csv#" in found


def test_without_a_way_back_nothing_leads_out() -> None:
    assert targets(None) == set()


def test_units_and_gaps_lead_to_their_sheets() -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(DOCUMENT)))
    inside = [cell.hyperlink for row in book.worksheets[0].iter_rows() for cell in row if cell.hyperlink]
    assert {link.location for link in inside} == {f"'{card.unit.name}'!A1" for card in DOCUMENT.cards}


@pytest.mark.parametrize(
    "file",
    [
        "http://example.org/x.xlsx",
        "C:/x.xlsx",
        "\\\\server\\share\\x.xlsx",
        "/etc/passwd",
        "a#b.xlsx",
        "a%41.xlsx",
        "a|b.xlsx",
        "字" * 300 + ".xlsx",
    ],
)
def test_a_name_with_a_meaning_is_no_link(file: str) -> None:
    sources = Sources(attrs.evolve(DOCUMENT, files=((file, "ab" * 32),)), "..")
    assert sources.link("text", Where(file, "表", "B2")) == "text"


def test_what_was_not_read_from_disk_is_no_link() -> None:
    sources = Sources(attrs.evolve(DOCUMENT, files=(("a.xlsx", ""),)), "..")
    assert sources.link("text", Where("a.xlsx", "表", "B2")) == "text"
    assert sources.link("text", None) == "text"


def test_a_sheet_with_an_apostrophe_is_quoted_and_a_strange_cell_left_out() -> None:
    sources = Sources(attrs.evolve(DOCUMENT, files=(("a.xlsx", "ab" * 32),)), "")
    assert sources.link("t", Where("a.xlsx", "王's", "B2")) == Link("t", "external:a.xlsx#'王''s'!B2")
    assert sources.link("t", Where("a.csv", None, "4:1")) == "t"
    assert sources.link("t", Where("a.xlsx", "表", "4:1")) == Link("t", "external:a.xlsx")
