"""Under which reading each target was judged, and what another one would change."""

from __future__ import annotations

from fengqiao.report import words
from fengqiao.report.document import Document
from fengqiao.report.xlsx.sheet import Sheet

WIDTHS = (32, 18, 44, 60)
HEADINGS = (words.TARGET, words.READING, words.READING_WHY, words.OTHERS)


def readings(sheet: Sheet, document: Document) -> None:
    """One row a target."""
    rows = [(r.title, r.reading, r.why, "\n".join(r.others)) for r in document.readings]
    sheet.table([word.say(document.lang) for word in HEADINGS], rows, sift=True, repeat=True)
