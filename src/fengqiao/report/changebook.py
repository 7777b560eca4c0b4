"""The report on what changed between two days, as tables for every format."""

from __future__ import annotations

from fengqiao.errors import Text
from fengqiao.report import words
from fengqiao.report.changes import RAISED, heading
from fengqiao.report.document import Document, Since, Verdict
from fengqiao.report.table import Cell, Column, Report, Table

MARKS = (
    Column("unit", words.UNIT),
    Column("marks_before", words.MARKS_BEFORE),
    Column("marks", words.MARKS_NOW),
    Column("rank_before", words.RANK_BEFORE),
    Column("rank", words.RANK_NOW),
    Column("grade_before", words.GRADE_BEFORE),
    Column("grade", words.GRADE_NOW),
)
CHANGES = (
    Column("unit", words.UNIT),
    Column("target", words.TARGET),
    Column("trend", words.TREND),
    Column("before", words.BEFORE),
    Column("after", words.NOW),
    Column("required", RAISED),
)


def changes_report(document: Document) -> Report:
    """Everything that changed since the day that the document compares with."""
    found, lang = document.since, document.lang
    if found is None:
        return Report(_said(document.title), ())
    banners = (_said(document.banner),) if document.banner else ()
    notes = (words.KNOWN_NOW, *(_said(line) for line in found.summary))
    return Report(_said(f"{document.title}  {heading(found, lang)}"), tables(found), banners, notes)


def tables(found: Since) -> tuple[Table, ...]:
    """Marks of units, then changes of verdicts."""
    marks = tuple(
        (
            m.unit.name,
            *(text or "-" for text in (m.marks_before, m.marks, m.rank_before, m.rank, m.grade_before, m.grade)),
        )
        for m in found.marks
    )
    changes: tuple[tuple[Cell, ...], ...] = tuple(
        (
            shift.unit.name,
            shift.title,
            shift.trend,
            _verdict(shift.before),
            _verdict(shift.after),
            shift.required or "-",
        )
        for shift in found.shifts
    )
    return Table("marks", words.SCORES, MARKS, marks), Table("changes", words.CHANGES, CHANGES, changes)


def _verdict(found: Verdict | None) -> str:
    return f"{found.sign} {found.word} {found.short}".strip() if found else "-"


def _said(text: str | None) -> Text:
    """A text that is already in the reader's language."""
    return Text(text or "", text or "")
