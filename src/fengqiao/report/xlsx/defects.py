"""The problems in the data, each with a link to its cell."""

from __future__ import annotations

from fengqiao.report import words
from fengqiao.report.document import Document
from fengqiao.report.xlsx.links import Sources
from fengqiao.report.xlsx.sheet import Sheet

WIDTHS = (8, 44, 14, 50, 44)
HEADINGS = (words.LEVEL, words.PLACE, words.UNIT, words.WRONG, words.MEND)


def defects(sheet: Sheet, document: Document, sources: Sources) -> None:
    """One row a problem, below how many rows were read."""
    sheet.across(document.intake)
    rows = [(d.severity, sources.link(d.place, d.where), d.unit, d.what, d.mend) for d in document.defects]
    sheet.table([word.say(document.lang) for word in HEADINGS], rows, sift=True, repeat=True)
