"""The packet of one unit (整改清单): its gaps with room for a reply, the registers for corrections, its divisions.

Filled in, it reads back through the profile from which it is made: replies become attestations, rows become facts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO

import attrs
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, NamedStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from fengqiao.assess.basis import registers
from fengqiao.assess.gaps import Gap
from fengqiao.assess.words import STATUS
from fengqiao.errors import Lang
from fengqiao.model.measure import Attested
from fengqiao.model.target import RulePack
from fengqiao.report import packet_words as words
from fengqiao.report.compose import URGENCY, lack
from fengqiao.report.still import still
from fengqiao.report.template import (
    CENTRE,
    FILL,
    FIRST,
    FORMATS,
    GREY,
    GRID,
    HEAD,
    HEADING,
    LEFT,
    WRAP,
    Form,
    Lists,
    across,
    divisions_sheet,
    listed,
    on_paper,
    put,
    register_sheet,
    validated,
    wide,
)
from fengqiao.report.words import SYNTHETIC
from fengqiao.report.xlsx.book import BODY, plain

GIVEN, REPLY = "given", "reply"
"""How the looks of the list's cells are called."""


@attrs.frozen
class Packet:
    """What one packet is made from; `gaps` are those of the form's unit alone."""

    form: Form
    pack: RulePack
    gaps: tuple[Gap, ...]
    readings: dict[str, str]
    synthetic: bool

    @property
    def concerned(self) -> set[str]:
        """The registers that its gaps rest on: a correction may be needed in each."""
        measures = [self.pack.targets[t].readings[self.readings[t]].measure for t in {g.target for g in self.gaps}]
        return set().union(*(registers(measure) for measure in measures))

    def item(self, gap: Gap) -> str:
        """What a reply attests: the item that the clause asks for, else the target."""
        measure = self.pack.targets[gap.target].readings[self.readings[gap.target]].measure
        return gap.code if isinstance(measure, Attested) else gap.target


def packet(found: Packet, lang: Lang) -> bytes:
    """The workbook. The same bytes for the same gaps."""
    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    for look in _looks():
        book.add_named_style(look)
    form = found.form
    cover, divisions, options = form.profile.cover.sheet[:3] if form.profile.cover else words.SHEETS
    lists, (replies, *corrected) = Lists(options), form.profile.tables
    _cover(book.create_sheet(cover), found, lang)
    _replies(book.create_sheet(replies.sheet[0]), found, lists, lang)
    for spec in corrected:
        if spec.register in found.concerned:
            register_sheet(book.create_sheet(spec.sheet[0]), spec, form, lists, divisions, lang)
    divisions_sheet(book.create_sheet(divisions), form, lang)
    lists.write(book)
    book.properties.creator = "fengqiao"
    written = BytesIO()
    book.save(written)
    return still(written.getvalue())


# -- the cover


def _cover(sheet: Worksheet, found: Packet, lang: Lang) -> None:
    for letter, width in zip("ABCD", (7, 20, 16, 52), strict=True):
        sheet.column_dimensions[letter].width = width
    across(sheet, 1, words.TITLE.say("zh"), size=18, bold=True, height=40).alignment = CENTRE
    row = 1
    if found.synthetic:
        row += 1
        across(sheet, row, SYNTHETIC.say(lang), bold=True, height=18)
    for label, value, kind in words.cover_rows(found):
        row += 1
        put(sheet, row, 1, label, size=11, bold=True).alignment = LEFT
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
        cell = put(sheet, row, 3, value, size=11) if value else sheet.cell(row, 3)
        sheet.merge_cells(start_row=row, start_column=3, end_row=row, end_column=4)
        cell.number_format = FORMATS["date" if kind == "date" else "text"]
        cell.font, cell.alignment = Font(name=BODY, size=11), LEFT
        for column in range(1, 5):
            sheet.cell(row, column).border = GRID
        if kind != "given":
            for column in (3, 4):
                sheet.cell(row, column).fill = FILL
        if kind == "date":
            validated(sheet, "date", f"C{row}", words.DATE, lang)
        sheet.row_dimensions[row].height = 22
    for line in words.hints(lang):
        row += 1
        across(sheet, row, line, height=15.0 * (1 + wide(line) // 92)).alignment = LEFT
    _counts(sheet, row + 2, found, lang)
    on_paper(sheet, landscape=False)


def _counts(sheet: Worksheet, row: int, found: Packet, lang: Lang) -> None:
    """How many gaps each target has."""
    titles = {gap.target: gap.title.say(lang) for gap in found.gaps}
    counted = Counter(gap.target for gap in found.gaps)
    lines = [(words.NUMBER.say(lang), words.COUNT.say(lang), words.TARGET.say(lang))]
    lines += [(str(k), str(n), titles[target]) for k, (target, n) in enumerate(counted.items(), 1)]
    for down, line in enumerate(lines):
        for column, value in enumerate(line, 1):
            cell = put(sheet, row + down, column, value, bold=not down)
            cell.alignment = LEFT if down and column == 3 else CENTRE
            if not down:
                cell.fill = HEAD
        sheet.merge_cells(start_row=row + down, start_column=3, end_row=row + down, end_column=4)
        sheet.row_dimensions[row + down].height = 15.0 * (1 + wide(line[2]) // 64)


# -- the gaps and their replies


def _replies(sheet: Worksheet, found: Packet, lists: Lists, lang: Lang) -> None:
    """One row a gap, the most urgent first; what is asked for stands on the right, in light yellow."""
    title = put(sheet, 1, 1, f"{found.form.unit.name}{words.TITLE.zh}", size=14, bold=True)
    title.alignment = Alignment(vertical="center")
    sheet.row_dimensions[1].height = 26
    looks = [_head(sheet, at, column, lang) for at, column in enumerate(words.COLUMNS, 1)]
    gaps = sorted(found.gaps, key=lambda gap: URGENCY.get(gap.status, 2))
    for number, gap in enumerate(gaps, 1):
        row = HEADING + number
        for at, (value, look) in enumerate(zip(_row(found, number, gap, lang), looks, strict=True), 1):
            cell = sheet.cell(row, at)
            if value:
                cell.value = plain(value)
                cell.data_type = "s"
            cell.style = look
        sheet.row_dimensions[row].height = _height(
            [str(sheet.cell(row, at).value or "") for at in range(1, len(looks) + 1)]
        )
    last = max(FIRST, HEADING + len(gaps))
    for at, column in enumerate(words.COLUMNS, 1):
        area = f"{get_column_letter(at)}{FIRST}:{get_column_letter(at)}{last}"
        if column.choices:
            listed(sheet, lists.of(column.choices), area, column.note, lang)
        elif column.kind == "date":
            validated(sheet, "date", area, column.note, lang)
    sheet.auto_filter.ref = f"A{HEADING}:{get_column_letter(len(words.COLUMNS))}{last}"
    sheet.freeze_panes = f"C{FIRST}"
    on_paper(sheet, landscape=True, heads=f"1:{HEADING}")


def _head(sheet: Worksheet, at: int, column: words.Column, lang: Lang) -> str:
    """The heading of one column with its note; the name of its cells' look."""
    sheet.column_dimensions[get_column_letter(at)].width = column.width
    note = put(sheet, HEADING - 1, at, column.note.say(lang), size=8)
    note.font = Font(name=BODY, size=8, color=GREY)
    head = put(sheet, HEADING, at, column.heading, bold=True)
    head.fill, head.border, head.alignment = HEAD, GRID, CENTRE
    return f"{REPLY} {column.kind}" if column.reply else GIVEN


def _looks() -> Iterator[NamedStyle]:
    """The looks of the list's cells, made once: a county may have a thousand rows."""
    for name, kind, fill in ((GIVEN, "text", None), (f"{REPLY} text", "text", FILL), (f"{REPLY} date", "date", FILL)):
        look = NamedStyle(name, font=Font(name=BODY, size=10), border=GRID, alignment=WRAP, number_format=FORMATS[kind])
        if fill is not None:
            look.fill = fill
        yield look


def _height(texts: Sequence[str]) -> float:
    """High enough for the longest text of a row."""
    lines = max(-(-wide(text) // int(column.width)) for text, column in zip(texts, words.COLUMNS, strict=True))
    return min(200, 13.5 * max(1, lines) + 4)


def _row(found: Packet, number: int, gap: Gap, lang: Lang) -> Sequence[str]:
    one = lack(gap, lang)
    township, village = (*gap.place, "", "")[:2]
    state, status = one.state, STATUS[gap.status].say(lang)
    about = (str(number), one.title, status, township, village, one.name, state, one.what, one.cells)
    return (*about, found.item(gap), words.NOT_REPLIED, "", "")
