"""A report of tables as a workbook: a sheet for each, amounts in yuan, a native chart for series."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from openpyxl.chart import LineChart, Reference
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from fengqiao.errors import Lang, Text
from fengqiao.report.table import Cell, Fen, Report, Table, shown
from fengqiao.report.xlsx import BODY, FORMULA, GRID, HEAD, WARNING, _book, _Names, _still, plain

FORMATS = {Fen: "#,##0.00", Fraction: "0.0%"}
WRAP = Alignment(wrap_text=True, vertical="center")


def planbook(report: Report, lang: Lang) -> bytes:
    """The workbook. The same bytes for the same report; nothing in a cell that a program would run."""
    book = _book()
    names = _Names()
    for table in report.tables:
        sheet = book.create_sheet(names.fit(table.title.say(lang)))
        row = 1
        for text, bold in ((report.title, True), *((banner, True) for banner in report.banners), (table.title, True)):
            cell = _put(sheet, row, 1, text, lang, bold=bold)
            if text in report.banners:
                cell.fill = WARNING
            row += 1
        top = row
        for at, column in enumerate(table.columns, 1):
            unit = (
                {"zh": "（元）", "en": " (yuan)"}[lang] if any(isinstance(r[at - 1], Fen) for r in table.rows) else ""
            )
            head = _put(sheet, row, at, Text(column.title.zh + unit, column.title.en + unit), lang, bold=True)
            head.fill, head.border, head.alignment = HEAD, GRID, WRAP
            sheet.column_dimensions[get_column_letter(at)].width = 18
        for line in table.rows:
            row += 1
            for at, value in enumerate(line, 1):
                _put(sheet, row, at, value, lang).border = GRID
        sheet.freeze_panes = f"B{top + 1}"
        if table.rows:
            sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(table.columns))}{row}"
        _chart(sheet, table, top, row, lang)
        for note in (*table.notes, *report.notes):
            row += 1
            _put(sheet, row + 1, 1, note, lang)
    return _still(book)


def _put(sheet: Any, row: int, column: int, value: Cell, lang: Lang, *, bold: bool = False) -> Any:
    cell = sheet.cell(row, column)
    match value:
        case Fen():
            # whole fen as yuan with two decimals: exact in a double below 10**15 fen
            cell.value = value.fen / 100
            cell.number_format = FORMATS[Fen]
        case Fraction():
            cell.value = float(value)
            cell.number_format = FORMATS[Fraction]
        case bool() | int():
            cell.value = value
        case date():
            cell.value = value.isoformat()
        case _:
            content = plain(shown(value, lang))
            cell.value = content
            cell.data_type = "s"
            cell.quotePrefix = str(content).startswith(FORMULA)
    cell.font = Font(name=BODY, size=10, bold=bold)
    return cell


def _chart(sheet: Any, table: Table, top: int, last: int, lang: Lang) -> None:
    """A line for each series over the first column."""
    columns = [at for at, column in enumerate(table.columns, 1) if column.key in table.series]
    if not columns or last == top:
        return
    chart = LineChart()
    chart.title = table.title.say(lang)
    chart.height, chart.width = 9, 18
    for at in columns:
        chart.add_data(Reference(sheet, min_col=at, min_row=top, max_row=last), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=top + 1, max_row=last))
    sheet.add_chart(chart, f"{get_column_letter(len(table.columns) + 2)}{top}")
