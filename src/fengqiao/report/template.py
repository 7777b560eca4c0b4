"""The empty workbook that a county fills, made from the profile that reads it: a cover, registers, its divisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any, Literal

import attrs
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooter, HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from fengqiao.assess.words import day_words
from fengqiao.boundary.profile import Profile, TableSpec
from fengqiao.errors import Lang, Text
from fengqiao.model.place import Division
from fengqiao.model.snapshot import Snapshot
from fengqiao.report import template_words as words
from fengqiao.report.still import still
from fengqiao.report.template_columns import Column, columns
from fengqiao.report.xlsx.book import BODY, plain

HEAD = PatternFill("solid", fgColor="D9E2F3")
EDGE = Side(style="thin", color="A6A6A6")
GRID = Border(left=EDGE, right=EDGE, top=EDGE, bottom=EDGE)
WRAP = Alignment(wrap_text=True, vertical="center")
CENTRE = Alignment(wrap_text=True, vertical="center", horizontal="center")
Style = Literal["stop", "warning"]
LAST = 20_000
"""The last row with a drop-down."""
DRAWN = 30
"""So many empty rows have lines, so that the form looks like one."""
FORMATS = {"date": "yyyy-mm-dd", "text": "@", "words": "@", "township": "@", "village": "@", "list": "@"}
FORMATS |= {"whole": "0", "money": "#,##0.00", "number": "0.0##"}
FILL = PatternFill("solid", fgColor="FFF9E5")
LEFT = Alignment(wrap_text=True, vertical="center", horizontal="left")
GREY = "595959"
STATES = ("已上报", "零报告", "未上报")
HEADING, FIRST = 3, 4
"""The row of the headings and the first row to fill in."""


@attrs.frozen
class Form:
    """What an empty workbook is made for; `townships` and `villages` are the unit's own on `day`."""

    profile: Profile
    unit: Division
    day: date
    townships: tuple[Division, ...]
    villages: tuple[tuple[Division, Division], ...]

    @classmethod
    def of(cls, profile: Profile, snapshot: Snapshot, key: str) -> Form:
        """The form of one accountable unit, with the divisions that it has that day."""
        townships = tuple(snapshot.division(one) for one in snapshot.of_kind("townships", key))
        villages = tuple(
            (township, snapshot.division(one))
            for township in townships
            for one in snapshot.of_kind("villages", township.code)
        )
        return cls(profile, snapshot.division(key), snapshot.day, townships, villages)


def template(form: Form, lang: Lang) -> bytes:
    """The workbook. The same bytes for the same form."""
    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    cover, divisions, options = (form.profile.cover.sheet if form.profile.cover else words.SHEETS)[:3]
    lists = Lists(options)
    _cover(book.create_sheet(cover), form, lists, lang)
    for spec in form.profile.tables:
        register_sheet(book.create_sheet(spec.sheet[0]), spec, form, lists, divisions, lang)
    divisions_sheet(book.create_sheet(divisions), form, lang)
    lists.write(book)
    book.properties.creator = "fengqiao"
    written = BytesIO()
    book.save(written)
    return still(written.getvalue())


@attrs.define
class Lists:
    """The lists of the drop-downs, each a column of a hidden sheet: a formula holds no more than 255 signs."""

    sheet: str
    found: list[tuple[str, ...]] = attrs.field(factory=list)

    def of(self, choices: tuple[str, ...]) -> str:
        """Where a list stands."""
        if choices not in self.found:
            self.found.append(choices)
        letter = get_column_letter(self.found.index(choices) + 1)
        return f"={self.sheet}!${letter}$1:${letter}${len(choices)}"

    def write(self, book: Workbook) -> None:
        """The sheet itself."""
        sheet = book.create_sheet(self.sheet)
        sheet.sheet_state = "hidden"
        for column, choices in enumerate(self.found, 1):
            for row, choice in enumerate(choices, 1):
                put(sheet, row, column, choice)


def put(sheet: Worksheet, row: int, column: int, value: object, *, size: int = 10, bold: bool = False) -> Any:
    """One cell of text, which no program runs."""
    cell = sheet.cell(row, column)
    cell.value = plain(value)
    if isinstance(cell.value, str):
        cell.data_type = "s"
    cell.font = Font(name=BODY, size=size, bold=bold)
    cell.alignment = WRAP
    return cell


def on_paper(sheet: Worksheet, *, landscape: bool, heads: str = "") -> None:
    """A4, one page wide; the rows `heads` on every page."""
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.6, bottom=0.7, header=0.3, footer=0.3)
    sheet.print_options.horizontalCentered = True
    sheet.HeaderFooter = HeaderFooter(oddFooter=HeaderFooterItem(center=_HeaderFooterPart(text="&A  &P/&N")))
    if heads:
        sheet.print_title_rows = heads


def listed(  # noqa: PLR0917  the same
    sheet: Worksheet, formula: str, area: str, prompt: Text | None, lang: Lang, style: Style = "stop"
) -> None:
    """A drop-down over an area; `style` says whether something else may be typed."""
    one = DataValidation(type="list", formula1=formula.removeprefix("="), allow_blank=True, errorStyle=style)
    _said(one, words.NOT_LISTED if style == "stop" else words.NOT_A_PLACE, prompt, lang)
    one.add(area)
    sheet.add_data_validation(one)


def _said(one: DataValidation, error: Text, prompt: Text | None, lang: Lang) -> None:
    one.showErrorMessage, one.errorTitle, one.error = True, words.CHECK.say(lang), error.say(lang)
    if prompt:
        one.showInputMessage, one.prompt = True, prompt.say(lang)


# -- the cover


def _cover(sheet: Worksheet, form: Form, lists: Lists, lang: Lang) -> None:
    for letter, width in zip("ABCD", (7, 20, 16, 52), strict=True):
        sheet.column_dimensions[letter].width = width
    across(sheet, 1, words.TITLE.say("zh"), size=18, bold=True, height=40).alignment = CENTRE
    row = 2
    for label, value, kind in words.cover_rows(form.profile, form.unit):
        row += 1
        put(sheet, row, 1, label, size=11, bold=True).alignment = LEFT
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
        cell = put(sheet, row, 3, value, size=11) if value else sheet.cell(row, 3)
        sheet.merge_cells(start_row=row, start_column=3, end_row=row, end_column=4)
        cell.number_format = FORMATS["date" if kind == "date" else "text"]
        cell.font, cell.alignment = Font(name=BODY, size=11), LEFT
        for column in range(1, 5):
            sheet.cell(row, column).border = GRID
        for column in (3, 4) if kind != "given" else ():
            sheet.cell(row, column).fill = FILL
        sheet.row_dimensions[row].height = 22
        if kind == "yes_no":
            listed(sheet, lists.of(("是", "否")), f"C{row}", None, lang)
        elif kind == "date":
            validated(sheet, "date", f"C{row}", words.DATE, lang)
    row = _registers(sheet, row + 2, form, lists, lang)
    for line in words.hints(form, lang):
        row += 1
        across(sheet, row, line, height=15.0 * (1 + wide(line) // 92)).alignment = LEFT
    on_paper(sheet, landscape=False)


def across(sheet: Worksheet, row: int, text: str, *, size: int = 10, bold: bool = False, height: float = 16) -> Any:
    """One cell over the width of a cover."""
    cell = put(sheet, row, 1, text, size=size, bold=bold)
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=4)
    sheet.row_dimensions[row].height = height
    return cell


def wide(text: str) -> int:
    """How many Latin letters a text is wide."""
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)


def _registers(sheet: Worksheet, row: int, form: Form, lists: Lists, lang: Lang) -> int:
    """The list of registers with their states; nothing is reported until someone says so."""
    for column, heading in enumerate(words.REGISTER_HEADINGS, 1):
        cell = put(sheet, row, column, heading, size=11, bold=True)
        cell.fill, cell.border, cell.alignment = HEAD, GRID, CENTRE
    first = row + 1
    for number, (sheet_name, said) in enumerate(words.registers(form.profile, lang), 1):
        row += 1
        for column, value in enumerate((str(number), sheet_name, STATES[-1], said), 1):
            cell = put(sheet, row, column, value)
            cell.border = GRID
            cell.alignment = CENTRE if column in (1, 3) else LEFT
        sheet.cell(row, 3).fill = FILL
        sheet.row_dimensions[row].height = 20
    listed(sheet, lists.of(STATES), f"C{first}:C{row}", words.STATE, lang)
    grey = FormulaRule(formula=[f'$C{first}="{STATES[-1]}"'], font=Font(color="999999"))  # type: ignore[no-untyped-call]  # openpyxl's stubs
    sheet.conditional_formatting.add(f"B{first}:C{row}", grey)
    return row + 1


# -- a register


def register_sheet(  # noqa: PLR0917  a sheet and everything that it is made of
    sheet: Worksheet, spec: TableSpec, form: Form, lists: Lists, divisions: str, lang: Lang
) -> None:
    """The empty sheet of one register."""
    found = columns(spec)
    title = put(sheet, 1, 1, f"{form.unit.name}{words.register_title(spec)}", size=14, bold=True)
    title.alignment = Alignment(vertical="center")
    sheet.row_dimensions[1].height = 26
    township = next((at for at, column in enumerate(found, 1) if column.kind == "township"), 0)
    lines = 1
    for at, column in enumerate(found, 1):
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].number_format = FORMATS[column.kind]
        sheet.column_dimensions[letter].font = Font(name=BODY, size=10)
        note = put(sheet, HEADING - 1, at, column.note.say(lang), size=8)
        note.font, note.alignment = Font(name=BODY, size=8, color=GREY), Alignment(wrap_text=True, vertical="bottom")
        lines = max(lines, -(-wide(column.note.say(lang)) * 8 // int(column.width * 9)) + 1)
        head = put(sheet, HEADING, at, column.heading, bold=True)
        head.fill, head.border, head.alignment = HEAD, GRID, CENTRE
        head.comment = _comment(column, lang)
        for row in range(FIRST, FIRST + DRAWN):
            cell = sheet.cell(row, at)
            cell.border, cell.number_format, cell.font = GRID, FORMATS[column.kind], Font(name=BODY, size=10)
            if column.required:
                cell.fill = FILL
        _checked(sheet, column, f"{letter}{FIRST}:{letter}{LAST}", township, form, lists, divisions, lang)
    sheet.row_dimensions[HEADING - 1].height = lines * 11.5
    sheet.row_dimensions[HEADING].height = 30
    sheet.freeze_panes = f"{'B' if not township else get_column_letter(township + 1)}{FIRST}"
    on_paper(sheet, landscape=True, heads=f"1:{HEADING}")


def _comment(column: Column, lang: Lang) -> Comment:
    comment = Comment(column.note.say(lang), "fengqiao")
    comment.width, comment.height = 240, 90
    return comment


def _checked(  # noqa: PLR0917  the same
    sheet: Worksheet, column: Column, area: str, township: int, form: Form, lists: Lists, divisions: str, lang: Lang
) -> None:
    """What may be filled into a column."""
    match column.kind:
        case "township":
            if form.townships:
                last = len(form.townships) + 2
                listed(sheet, f"={divisions}!$B$3:$B${last}", area, column.note, lang, "warning")
        case "village":
            if form.villages and township:
                own = f"${get_column_letter(township)}{FIRST}"
                listed(
                    sheet,
                    f"=OFFSET({divisions}!$F$1,MATCH({own},{divisions}!$E:$E,0)-1,0,COUNTIF({divisions}!$E:$E,{own}),1)",
                    area,
                    column.note,
                    lang,
                    "warning",
                )
        case "list":
            listed(sheet, lists.of(column.choices), area, column.note, lang)
        case "date" | "whole" | "money" | "number":
            number = column.kind if column.kind in ("date", "whole") else "decimal"
            validated(sheet, number, area, column.note, lang)


def validated(sheet: Worksheet, kind: Literal["date", "whole", "decimal"], area: str, note: Text, lang: Lang) -> None:
    """A date of this age or a number of 0 or more; something else may be typed after a warning."""
    low, high = ("18264", "72686") if kind == "date" else ("0", None)  # 1950-01-01 and 2098-12-31
    one = DataValidation(
        type=kind,
        operator="between" if high else "greaterThanOrEqual",
        formula1=low,
        formula2=high,
        allow_blank=True,
        errorStyle="warning",
    )
    _said(one, note, note, lang)
    one.add(area)
    sheet.add_data_validation(one)


# -- its own divisions


def divisions_sheet(sheet: Worksheet, form: Form, lang: Lang) -> None:
    """Townships in A:B, villages with their township in D:F, in order of their codes."""
    said = words.DIVISIONS.say(lang).format(unit=form.unit.name, day=day_words(form.day, lang))
    put(sheet, 1, 1, said, size=12, bold=True).alignment = Alignment(vertical="center")
    sheet.row_dimensions[1].height = 24
    for at, (heading, width) in enumerate(zip(words.DIVISION_HEADINGS, (16, 20, 3, 16, 20, 30), strict=True), 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
        if heading:
            cell = put(sheet, 2, at, heading, bold=True)
            cell.fill, cell.border, cell.alignment = HEAD, GRID, CENTRE
    for row, one in enumerate(form.townships, 3):
        _row(sheet, row, 1, (one.code, one.name))
    for row, (township, village) in enumerate(form.villages, 3):
        _row(sheet, row, 4, (village.code, township.name, village.name))
    sheet.freeze_panes = "A3"
    on_paper(sheet, landscape=False, heads="1:2")


def _row(sheet: Worksheet, row: int, first: int, values: Sequence[str]) -> None:
    for at, value in enumerate(values, first):
        cell = put(sheet, row, at, value)
        cell.border, cell.number_format = GRID, "@"
