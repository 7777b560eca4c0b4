"""Targets by unit: a sign and the value, coloured by the sign."""

from __future__ import annotations

from fengqiao.assess.words import STATUS
from fengqiao.report import words
from fengqiao.report.document import Document, MatrixRow
from fengqiao.report.xlsx.sheet import Sheet, titled


def widths(document: Document) -> tuple[float, ...]:
    """Those of the columns."""
    return (32, *(13 for _ in document.matrix.units))


def matrix(sheet: Sheet, document: Document) -> None:
    """The targets with a number, then the clauses without one."""
    lang, found = document.lang, document.matrix
    key = "  ".join(f"{sign} {STATUS[status].say(lang)}" for status, sign in words.SIGNS.items())
    sheet.across(titled(words.LEGEND, key, lang))
    headings = [words.TARGET.say(lang), *(unit.name for unit in found.units)]
    for n, rows in enumerate((found.numbered, found.qualitative)):
        if not rows:
            continue
        if n:
            sheet.head(words.QUALITATIVE.say(lang))
        top, end = sheet.table(headings, map(_row, rows), centre=1, repeat=n == 0, sift=n == 0)
        sheet.colour_statuses(top, 1, end - 1, len(found.units))


def _row(row: MatrixRow) -> list[str]:
    return [row.title, *(f"{cell.sign} {cell.short}".strip() if cell else "" for cell in row.cells)]
