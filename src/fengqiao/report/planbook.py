"""A report of tables as a workbook: a sheet for each, amounts in yuan, a native chart for series."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from fengqiao.errors import Lang, Text
from fengqiao.report.table import Cell, Fen, Report, Table, shown
from fengqiao.report.xlsx.book import WARNING, Book
from fengqiao.report.xlsx.sheet import Number, Sheet, Value

WIDTH, WIDEST = 18, 48
"""Of a column that holds numbers or short words, and of one that holds sentences."""


def planbook(report: Report, lang: Lang) -> bytes:
    """The workbook. The same bytes for the same report; nothing in a cell that a program would run."""
    book = Book()
    for table in report.tables:
        name = book.name(table.title.say(lang))
        sheet = Sheet(book, name, None, [_width(table, at, lang) for at in range(len(table.columns))])
        sheet.across(report.title.say(lang), {"bold": True, "font_size": 14})
        for banner in report.banners:
            sheet.across(banner.say(lang), WARNING)
        sheet.across(table.title.say(lang), {"bold": True})
        headings = [_heading(table, at, lang) for at in range(len(table.columns))]
        rows = [[_value(cell, lang) for cell in row] for row in table.rows]
        top, end = sheet.table(headings, rows, sift=True, repeat=True)
        for note in (*table.notes, *report.notes):
            sheet.across(note.say(lang))
        _chart(sheet, table, top, end, lang)
        sheet.close()
    return book.done()


def _heading(table: Table, at: int, lang: Lang) -> str:
    money = any(isinstance(row[at], Fen) for row in table.rows)
    unit = Text("（元）", " (yuan)") if money else Text("", "")
    return table.columns[at].title.say(lang) + unit.say(lang)


def _width(table: Table, at: int, lang: Lang) -> int:
    longest = max((len(shown(row[at], lang)) for row in table.rows), default=0)
    return min(WIDEST, max(WIDTH, longest))


def _value(cell: Cell, lang: Lang) -> Value:
    match cell:
        case Fen():
            # whole fen as yuan with two decimals: exact in a double below 10**15 fen
            return Number(Fraction(cell.fen, 100), "#,##0.00")
        case Fraction():
            return Number(cell, "0.0%")
        case date():
            return cell.isoformat()
        case int():
            return cell
        case _:
            return shown(cell, lang)


def _chart(sheet: Sheet, table: Table, top: int, end: int, lang: Lang) -> None:
    """A line for each series over the first column, below the table."""
    columns = [at for at, column in enumerate(table.columns) if column.key in table.series]
    if not columns or end == top:
        return
    chart = sheet.book.file.add_chart({"type": "line"})
    chart.set_title({"name": table.title.say(lang), "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"})
    for at in columns:
        chart.add_series(
            {
                "name": table.columns[at].title.say(lang),
                "categories": [sheet.name, top, 0, end - 1, 0],
                "values": [sheet.name, top, at, end - 1, at],
            }
        )
    sheet.draw([chart], rows=16)
