"""One sheet, written from the top down and set up to be printed on A4."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import attrs
from xlsxwriter.utility import xl_rowcol_to_cell

from fengqiao.assess.words import STATUS, day_words
from fengqiao.errors import Lang, Text
from fengqiao.model.outcome import Status
from fengqiao.report import words
from fengqiao.report.document import Document, Kind
from fengqiao.report.xlsx.book import GRID, HEAD, LINK, SIZE, WARNING, Book, plain

FILLS = {Status.MET: "#E2F0D9", Status.NOT_MET: "#F8CBAD", Status.UNDETERMINED: "#FFF2CC"}
NUMBERS: dict[Kind, str] = {"share": "0.0%", "number": "#,##0.##", "money": "#,##0.00"}
UPRIGHT = 116
"""So wide a sheet, in characters, still stands upright on A4 in letters of nearly 8 points."""
HIGHEST = 409
"""Points that a row can be high."""
LINE = 15
"""Points of a line of body text."""
CHART_ROW = 20
"""Points of a row behind a chart."""
MARKS = "0.00"


@attrs.frozen
class Number:
    """A number with its format."""

    value: Fraction | int
    form: str = "General"


@attrs.frozen
class Formula:
    """What a cell calculates, and what that comes to."""

    text: str
    value: Fraction | int | str
    form: str = "General"


@attrs.frozen
class Link:
    """A text that leads to a place in this workbook (`internal:`) or in a file beside it (`external:`)."""

    text: str
    to: str


Value = str | int | Number | Formula | Link | None


def at(row: int, column: int, *, fixed: bool = False) -> str:
    """The address of a cell, both counted from 0; `fixed`: the column stays when a formula is moved."""
    return str(xl_rowcol_to_cell(row, column, col_abs=fixed))


def area(top: int, left: int, bottom: int, right: int) -> str:
    """The address of a range."""
    return f"{at(top, left)}:{at(bottom, right)}"


def on(sheet: str, address: str) -> str:
    """An address on another sheet, absolute."""
    ends = [f"${''.join(filter(str.isalpha, end))}${''.join(filter(str.isdigit, end))}" for end in address.split(":")]
    return f"'{sheet}'!{':'.join(ends)}"


def shown(value: Value) -> str:
    """What a cell shows, nearly: how wide it is."""
    match value:
        case None:
            return ""
        case Number(number, form) | Formula(_, number, form):
            if isinstance(number, str):
                return number
            return f"{float(number):,.2f}" if form != "General" else f"{float(number):g}"
        case Link(text):
            return text
        case _:
            return str(value)


def lines(text: str, width: float, size: float = SIZE) -> int:
    """How many lines a text takes in a column so wide: a Chinese character is two wide."""
    room = max(2.0, (width - 1) * SIZE / size)
    return sum(max(1, -(-wide(line) // int(room))) for line in text.split("\n"))


def wide(line: str) -> int:
    """How many columns of a terminal a line is."""
    return sum(2 if ord(char) > 0x2000 else 1 for char in line)


class Sheet:
    """A sheet and the row that is written next. `widths` are those of its columns, in characters."""

    def __init__(self, book: Book, name: str, document: Document | None, widths: Sequence[float]) -> None:
        self.book, self.name, self.widths, self.row, self.document = book, name, widths, 0, document
        self.columns, self.filtered = len(widths), False
        self.sheet: Any = book.file.add_worksheet(name)
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width, book.look())
        self._print_on_a4(landscape=sum(widths) > UPRIGHT)
        if document is not None:
            day = f"{words.AS_OF.say(document.lang)} {day_words(document.as_of, document.lang)}"
            self.title(document.title, document.banner, f"{name}    {day}")

    def _print_on_a4(self, *, landscape: bool) -> None:
        sheet = self.sheet
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.8)
        sheet.set_footer("&C&A  &P/&N", {"margin": 0.4})
        sheet.center_horizontally()

    def close(self) -> None:
        """All that was written is printed."""
        self.sheet.print_area(0, 0, max(0, self.row - 1), self.columns - 1)

    # -- cells

    def put(self, row: int, column: int, value: Value, *look: dict[str, Any]) -> None:
        """One cell. Text is text, whatever it begins with."""
        sheet, book = self.sheet, self.book
        match value:
            case None:
                sheet.write_blank(row, column, None, book.look(*look))
            case Number(number, form):
                sheet.write_number(row, column, _float(number), book.look(*look, {"num_format": form}))
            case Formula(text, number, form):
                cached = number if isinstance(number, str) else _float(number)
                sheet.write_formula(row, column, f"={text}", book.look(*look, {"num_format": form}), cached)
            case Link(text, to):
                sheet.write_url(row, column, to, book.look(*look, LINK), plain(text))
            case int():
                sheet.write_number(row, column, value, book.look(*look))
            case _:
                self._text(row, column, plain(value), *look)

    def _text(self, row: int, column: int, text: str, *look: dict[str, Any]) -> None:
        quoted: dict[str, Any] = {"quote_prefix": True} if text.startswith(("=", "+", "-", "@", "\t", "\r")) else {}
        self.sheet.write_string(row, column, text, self.book.look(*look, quoted))

    def title(self, title: str, banner: str | None, below: str = "") -> None:
        """What stands above everything, and on every page."""
        self.across(title, {"bold": True, "font_size": 14})
        if below:
            self.across(below, {"bold": True, "font_size": 11})
        if banner:
            self.across(banner, WARNING)
        self.sheet.repeat_rows(0, self.row - 1)
        self.sheet.freeze_panes(self.row, 1)

    def across(self, value: object, *look: dict[str, Any]) -> None:
        """One text over the whole width, high enough for it."""
        text, size = plain(value), max((part.get("font_size", 0) for part in look), default=0) or SIZE
        made = self.book.look(*look)
        if self.columns > 1:
            self.sheet.merge_range(self.row, 0, self.row, self.columns - 1, "", made)
        self._text(self.row, 0, text, *look)
        self._high(lines(text, sum(self.widths), size) * size * 1.5 + 2)
        self.row += 1

    def head(self, title: str) -> None:
        """A heading with a row above it."""
        self.row += 1
        self.across(title, {"bold": True, "font_size": 12})

    def _high(self, points: float) -> None:
        self.sheet.set_row(self.row, min(HIGHEST, points))

    # -- tables

    def headings(self, headings: Sequence[str], *, spread: bool = False) -> None:
        """A row of headings; `spread` as in a row."""
        if spread and len(headings) < self.columns:
            self.sheet.merge_range(self.row, len(headings) - 1, self.row, self.columns - 1, "", self.book.look(HEAD))
        for column, heading in enumerate(headings):
            self.put(self.row, column, heading, HEAD)
        self._fit(headings, spread=spread)
        self.row += 1

    def line(
        self, values: Sequence[Value], *look: dict[str, Any], centre: int | None = None, spread: bool = False
    ) -> None:
        """A row of a table; texts from column `centre` on stand in the middle, numbers at the right.

        `spread`: the last value takes all columns that are left.
        """
        last = len(values) - 1
        if spread and last < self.columns - 1:
            made = self.book.look(GRID, self._side(last, values[last], centre), *look)
            self.sheet.merge_range(self.row, last, self.row, self.columns - 1, "", made)
        for column, value in enumerate(values):
            self.put(self.row, column, value, GRID, self._side(column, value, centre), *look)
        self._fit([shown(value) for value in values], spread=spread)
        self.row += 1

    @staticmethod
    def _side(column: int, value: Value, centre: int | None) -> dict[str, Any]:
        """Where a cell's content stands: numbers at the right, texts at the left or in the middle."""
        if isinstance(value, Number) or (isinstance(value, Formula) and not isinstance(value.value, str)):
            return {}
        return {"align": "center"} if centre is not None and column >= centre else {"align": "left", "indent": 1}

    def _fit(self, texts: Sequence[str], *, spread: bool = False) -> None:
        rooms = list(self.widths[: len(texts)])
        if spread:
            rooms[-1] = sum(self.widths[len(texts) - 1 :])
        most = max((lines(text, room - 1) for text, room in zip(texts, rooms, strict=True)), default=1)
        self._high(most * LINE + 3)

    def table(
        self,
        headings: Sequence[str],
        rows: Iterable[Sequence[Value]],
        *,
        centre: int | None = None,
        sift: bool = False,
        repeat: bool = False,
        spread: bool = False,
    ) -> tuple[int, int]:
        """Headings and rows; the first row of data and the row after the last.

        `sift`: the reader can filter the rows. `repeat`: the headings stay in sight and stand on every page. `spread`:
        the last column takes all that are left.
        """
        self.row += 1
        top = self.row
        self.headings(headings, spread=spread)
        if repeat:
            self.sheet.repeat_rows(0, top)
            self.sheet.freeze_panes(top + 1, 1)
        for row in rows:
            self.line(row, centre=centre, spread=spread)
        if sift:
            self.sheet.autofilter(top, 0, max(top, self.row - 1), len(headings) - 1)
        return top + 1, self.row

    def draw(self, charts: Sequence[Any], *, rows: int) -> None:
        """Charts side by side over the whole width, on rows of their own."""
        width = sum(int(column * 7 + 5) for column in self.widths) // len(charts)
        self.row += 1
        for n, chart in enumerate(charts):
            chart.set_size({"width": width - 8, "height": rows * CHART_ROW * 4 // 3})
            self.sheet.insert_chart(self.row, 0, chart, {"x_offset": n * width + 2, "object_position": 3})
        for _ in range(rows):
            self._high(CHART_ROW)
            self.row += 1

    # -- colours

    def colour_statuses(self, top: int, left: int, bottom: int, right: int) -> None:
        """Cells that begin with a status's sign take its colour, also when someone changes them."""
        first = at(top, left)
        for status, colour in FILLS.items():
            rule = {"type": "formula", "criteria": f'=LEFT({first},1)="{words.SIGNS[status]}"'}
            look = self.book.bare({"bg_color": colour})
            self.sheet.conditional_format(top, left, bottom, right, {**rule, "format": look})


def _float(number: Fraction | int) -> float:
    return number if isinstance(number, int) else float(number)


def titled(title: Text, more: str, lang: Lang) -> str:
    """A heading with what it is about, or alone."""
    return f"{title.say(lang)}{'：' if lang == 'zh' else ': '}{more}" if more else title.say(lang)


def status_words(status: Status, lang: Lang) -> str:
    """A status as the verdict column shows it: sign and word."""
    return f"{words.SIGNS[status]} {STATUS[status].say(lang)}"
