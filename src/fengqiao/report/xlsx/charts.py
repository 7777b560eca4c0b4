"""Native charts of the ranking: marks with what is still open, and verdicts by status, off the red-green scale."""

from __future__ import annotations

from typing import Any

from fengqiao.assess.words import STATUS
from fengqiao.model.outcome import Status
from fengqiao.report import words
from fengqiao.report.document import Document
from fengqiao.report.xlsx.sheet import Sheet

COLOURS = {
    Status.MET: "#2F6DB5",
    Status.NOT_MET: "#E08214",
    Status.UNDETERMINED: "#FFFFFF",
    Status.NOT_DUE: "#D0D0D0",
}
HATCH = {"pattern": "wide_upward_diagonal", "fg_color": "#7F7F7F", "bg_color": "#FFFFFF"}
UNIT, LOW, OPEN, COUNTS = 2, 3, 5, 8
"""The columns of the ranking that are drawn."""


def charts(sheet: Sheet, document: Document, top: int, end: int) -> None:
    """Below the ranking, whose rows are top..end-1; a chart wide, one beside the other."""
    if not any(card.span for card in document.cards):
        return
    lang = document.lang
    most = max(float(card.most) for card in document.cards)
    marks = _chart(sheet, words.MARKS.say(lang), {"max": max(most, *_highest(document))})
    marks.add_series(_series(sheet, LOW, (top, end), words.MARKS_SURE.say(lang), {"fill": {"color": "#2F6DB5"}}))
    marks.add_series(_series(sheet, OPEN, (top, end), words.OPEN.say(lang), {"pattern": HATCH}))
    counts = _chart(sheet, words.VERDICTS.say(lang), {})
    for n, (status, colour) in enumerate(COLOURS.items()):
        fill: dict[str, Any] = {"pattern": HATCH} if status is Status.UNDETERMINED else {"fill": {"color": colour}}
        name = f"{words.SIGNS[status]} {STATUS[status].say(lang)}"
        counts.add_series(_series(sheet, COUNTS + n, (top, end), name, fill))
    sheet.draw([marks, counts], rows=max(12, len(document.cards) + 5))


def _highest(document: Document) -> list[float]:
    return [float(card.span.high) for card in document.cards if card.span]


def _chart(sheet: Sheet, title: str, axis: dict[str, Any]) -> Any:
    chart = sheet.book.file.add_chart({"type": "bar", "subtype": "stacked"})
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
    chart.set_x_axis(
        {
            **axis,
            "num_font": {"size": 9},
            "label_position": "high",
            "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
        }
    )
    chart.set_legend({"position": "bottom"})
    return chart


def _series(sheet: Sheet, column: int, rows: tuple[int, int], name: str, fill: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "categories": [sheet.name, rows[0], UNIT, rows[1] - 1, UNIT],
        "values": [sheet.name, rows[0], column, rows[1] - 1, column],
        "border": {"color": "#7F7F7F", "width": 0.5},
        "gap": 60,
        **fill,
    }
