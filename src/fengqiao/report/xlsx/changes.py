"""What changed since the period before: marks of units, then verdicts."""

from __future__ import annotations

from fengqiao.report import words
from fengqiao.report.changebook import tables
from fengqiao.report.changes import heading
from fengqiao.report.document import Document, Since
from fengqiao.report.table import shown
from fengqiao.report.xlsx.sheet import Sheet

WIDTHS = (12, 32, 15, 18, 20, 28, 14)
VERDICTS = 3, 4
"""The columns of the verdicts before and now."""


def changes(sheet: Sheet, document: Document, found: Since) -> None:
    """The sentences, then both tables."""
    lang = document.lang
    sheet.head(heading(found, lang))
    for line in (*found.summary, words.KNOWN_NOW.say(lang)):
        sheet.across(f"• {line}")
    for table in tables(found):
        sheet.head(table.title.say(lang))
        rows = [[shown(cell, lang) for cell in row] for row in table.rows]
        last = table.key == "changes"
        top, end = sheet.table([column.title.say(lang) for column in table.columns], rows, sift=last)
        if last and end > top:
            sheet.colour_statuses(top, VERDICTS[0], end - 1, VERDICTS[1])
