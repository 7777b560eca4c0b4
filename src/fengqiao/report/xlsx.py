"""The report as a workbook: the same bytes for the same inputs, nothing in a cell that a program would run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooter, HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from fengqiao.assess.words import STATUS, day_words
from fengqiao.errors import Lang, Text
from fengqiao.model.outcome import Status
from fengqiao.report import words
from fengqiao.report.document import Document, Lack, UnitPage
from fengqiao.report.still import still

FORMULA = ("=", "+", "-", "@", "\t", "\r")
UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
LONGEST = 32_767
FILLS = {
    Status.MET: "E2F0D9",
    Status.NOT_MET: "F8CBAD",
    Status.UNDETERMINED: "FFF2CC",
}
HEAD = PatternFill("solid", fgColor="D9E2F3")
WARNING = PatternFill("solid", fgColor="FCE4D6")
LINE = Side(style="thin", color="A6A6A6")
GRID = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
WRAP = Alignment(wrap_text=True, vertical="center")
CENTRE = Alignment(wrap_text=True, vertical="center", horizontal="center")
BODY = "宋体"
GAP_HEADINGS = (words.UNIT, words.TARGET, words.WHERE, words.NAME, words.CODE, words.STATE, words.WHAT, words.CELLS)
GAP_WIDTHS = (13, 34, 14, 24, 15, 9, 42, 62)


def workbook(document: Document) -> bytes:
    """Summary, matrix, a sheet for each unit, what is missing, problems, readings and method."""
    book = _book()
    lang = document.lang
    names = _Names()
    _summary(_Sheet(book, names.fit(words.SUMMARY.say(lang)), document, (6, 16, 16, 16, 10, 11, 15, 14)))
    units = document.matrix.units
    _matrix(_Sheet(book, names.fit(words.MATRIX.say(lang)), document, (28, *(13 for _ in units))))
    for page in document.pages:
        widths = (25, 10, 22, 24, 52, 32, 24)
        _page(_Sheet(book, names.fit(page.unit.name), document, widths), page)
    if any(page.lacks for page in document.pages):
        _gaps(_Sheet(book, names.fit(words.GAPS.say(lang)), document, GAP_WIDTHS), document.pages)
    _defects(_Sheet(book, names.fit(words.PROBLEMS.say(lang)), document, (8, 44, 14, 50, 44)))
    _method(_Sheet(book, names.fit(words.METHOD.say(lang)), document, (32, 18, 44, 60)))
    return _still(book)


def gap_workbook(gaps: Sequence[Lack], document_title: str, banner: str | None, lang: Lang) -> bytes:
    """The list of what is missing, one row a gap."""
    book = _book()
    sheet = _Sheet(book, words.GAPS.say(lang), None, GAP_WIDTHS)
    sheet.title(document_title, banner)
    sheet.gaps(gaps, lang)
    return _still(book)


def _book() -> Workbook:
    """A workbook without the sheet that openpyxl starts with."""
    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    return book


class _Names:
    """Names of sheets: at most 31 characters, none twice, no sign that a workbook refuses."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def fit(self, name: str) -> str:
        plain = re.sub(r"[\[\]:*?/\\']", " ", name).strip()[:31] or "-"
        fitted, n = plain, 2
        while fitted.lower() in self.taken:
            fitted, n = f"{plain[:27]} ({n})", n + 1
        self.taken.add(fitted.lower())
        return fitted


def plain(value: object) -> Any:
    """What may stand in a cell: numbers as they are, text without control characters and never a formula."""
    return value if isinstance(value, int | float) else UNFIT.sub(" ", str(value))[:LONGEST]


class _Sheet:
    """One sheet that is written from the top down."""

    def __init__(self, book: Workbook, name: str, document: Document | None, widths: Sequence[float]) -> None:
        self.sheet: Worksheet = book.create_sheet(name)
        self.document, self.row, self.columns = document, 0, len(widths)
        for column, width in enumerate(widths, 1):
            self.sheet.column_dimensions[get_column_letter(column)].width = width
        self.widths = widths
        self._print_on_a4(landscape=sum(widths) > 85)
        if document is not None:
            lang = document.lang
            day = f"{words.AS_OF.say(lang)} {day_words(document.as_of, lang)}"
            self.title(document.title, document.banner, f"{name}    {day}")

    def _print_on_a4(self, *, landscape: bool) -> None:
        sheet = self.sheet
        sheet.page_setup.paperSize = 9  # A4
        sheet.page_setup.orientation = "landscape" if landscape else "portrait"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.6, bottom=0.8, header=0.3, footer=0.4)
        sheet.HeaderFooter = HeaderFooter(oddFooter=HeaderFooterItem(center=_HeaderFooterPart(text="&A  &P/&N")))
        sheet.print_options.horizontalCentered = True

    def put(self, column: int, value: object, *, bold: bool = False, align: Alignment = WRAP) -> Any:
        cell = self.sheet.cell(self.row, column)
        content = plain(value)
        cell.value = content
        if isinstance(content, str):
            cell.data_type = "s"  # a text that begins with = stays a text
            cell.quotePrefix = content.startswith(FORMULA)
        cell.font = Font(name=BODY, size=10, bold=bold)
        cell.alignment = align
        return cell

    def title(self, title: str, banner: str | None, below: str = "") -> None:
        self.across(title, size=14, bold=True)
        if below:
            self.across(below, size=11, bold=True)
        if banner:
            self.across(banner, bold=True).fill = WARNING
        self.sheet.print_title_rows = f"1:{self.row}"

    def across(self, value: object, *, size: int = 10, bold: bool = False) -> Any:
        """One cell over the whole width, high enough for its text."""
        self.row += 1
        cell = self.put(1, value, bold=bold)
        cell.font = Font(name=BODY, size=size, bold=bold)
        self.sheet.merge_cells(start_row=self.row, start_column=1, end_row=self.row, end_column=self.columns)
        lines = _lines(str(value), sum(self.widths) * 10 / size)
        self.sheet.row_dimensions[self.row].height = lines * size * 1.45 + 2
        return cell

    def head(self, title: str) -> None:
        self.row += 1
        self.across(title, size=12, bold=True)

    def table(
        self,
        headings: Sequence[object],
        rows: Iterable[Sequence[object]],
        *,
        freeze: bool = False,
        repeat: bool = False,
        sift: bool = False,
        centre: int = 0,
    ) -> None:
        """Headings and rows, centred from column `centre` on.

        `freeze` keeps the headings in sight, `repeat` prints them (and all above) on every page, `sift` lets the reader
        filter the rows.
        """
        self.row += 1
        top = self.row
        for column, heading in enumerate(headings, 1):
            cell = self.put(column, heading, bold=True, align=CENTRE)
            cell.fill, cell.border = HEAD, GRID
        self._height(headings)
        if freeze:
            self.sheet.freeze_panes = f"B{self.row + 1}"
        if repeat:
            self.sheet.print_title_rows = f"1:{self.row}"
        for row in rows:
            self.row += 1
            for column, value in enumerate(row, 1):
                middle = bool(centre) and column >= centre
                self.put(column, value, align=CENTRE if middle else WRAP).border = GRID
            self._height(row)
        if sift:
            self.sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(headings))}{self.row}"

    def gaps(self, gaps: Iterable[Lack], lang: Lang) -> None:
        """One row a gap, to be sifted by any column."""
        self.table(
            [heading.say(lang) for heading in GAP_HEADINGS],
            [(g.unit, g.title, g.place, g.name, g.code, g.state, g.what, g.cells) for g in gaps],
            freeze=True,
            repeat=True,
            sift=True,
        )

    def _height(self, row: Sequence[object]) -> None:
        lines = max(_lines(str(value), self.widths[i]) for i, value in enumerate(row)) if row else 1
        self.sheet.row_dimensions[self.row].height = min(400, lines * 14 + 3)

    def colour(self, row: int, column: int, status: Status) -> None:
        if status in FILLS:
            self.sheet.cell(row, column).fill = PatternFill("solid", fgColor=FILLS[status])


def titled(title: Text, more: str, lang: Lang) -> str:
    """A heading with what it is about, or alone."""
    return f"{title.say(lang)}{'：' if lang == 'zh' else ': '}{more}" if more else title.say(lang)


def _lines(value: str, width: float) -> int:
    """How many lines a text takes: a Chinese character is two wide."""
    room = max(1.0, width - 1)
    return sum(max(1, -(-_wide(line) // int(room))) for line in value.split("\n"))


def _wide(line: str) -> int:
    return sum(2 if ord(char) > 0x2000 else 1 for char in line)


def _summary(sheet: _Sheet) -> None:
    document = sheet.document
    if document is None:
        return
    lang = document.lang
    sheet.sheet.freeze_panes = f"A{sheet.row + 1}"
    for line in document.summary:
        sheet.across(f"• {line}")
    if document.cards:
        sheet.head(titled(words.SCORES, document.scheme, lang))
        statuses = (Status.MET, Status.NOT_MET, Status.UNDETERMINED, Status.NOT_DUE)
        headings = [word.say(lang) for word in (words.RANK, words.UNIT, words.MARKS, words.GRADE)]
        headings += [f"{STATUS[status].say(lang)} {words.SIGNS[status]}" for status in statuses]
        rows = [(c.rank or "-", c.unit.name, c.marks or "-", c.grade or "-", *c.counts) for c in document.cards]
        sheet.table(headings, rows, centre=1)
        for one in document.cards:
            if one.remarks:
                sheet.across(f"• {titled(Text(one.unit.name, one.unit.name), '；'.join(one.remarks), lang)}")
    sheet.head(words.NOTES.say(lang))
    made, intake = document.made_by, document.intake
    n, method = len(document.files), words.METHOD.say(lang)
    sheet.across(
        f"由 {made} 生成；{intake}；数据来源 {n} 个文件，名称和哈希见“{method}”。"
        if lang == "zh"
        else f"Made by {made}; {intake}; {n} files read, named with their hashes in '{method}'."
    )
    sheet.across(document.fingerprint)
    for note in document.notes:
        sheet.across(f"• {note}")


def _matrix(sheet: _Sheet) -> None:
    document = sheet.document
    if document is None:
        return
    lang, matrix = document.lang, document.matrix
    key = "  ".join(f"{sign} {STATUS[status].say(lang)}" for status, sign in words.SIGNS.items())
    sheet.across(titled(words.LEGEND, key, lang))
    headings = [words.TARGET.say(lang), *(unit.name for unit in matrix.units)]
    for n, rows in enumerate((matrix.numbered, matrix.qualitative)):
        if not rows:
            continue
        if n:
            sheet.head(words.QUALITATIVE.say(lang))
        first = sheet.row + 2
        shown = [[row.title, *(f"{c.sign} {c.short}".strip() if c else "" for c in row.cells)] for row in rows]
        sheet.table(headings, shown, freeze=n == 0, repeat=n == 0, centre=2)
        for down, row in enumerate(rows):
            for across, cell in enumerate(row.cells, 2):
                if cell is not None:
                    sheet.colour(first + down, across, cell.status)


def _page(sheet: _Sheet, page: UnitPage) -> None:
    document = sheet.document
    if document is None:
        return
    lang = document.lang
    if page.card is not None:
        card = page.card
        pairs = ((words.MARKS, f"{card.marks or '-'} / {card.out_of}"), (words.RANK, card.rank or "-"))
        shown = [titled(word, value, lang) for word, value in (*pairs, (words.GRADE, card.grade or "-"))]
        sheet.across("    ".join(shown), size=12, bold=True)
        for remark in card.remarks:
            sheet.across(remark)
    sheet.head(words.VERDICTS.say(lang))
    first = sheet.row + 2
    headings = (words.TARGET, words.VERDICT, words.ACTUAL, words.REQUIRED, words.SENTENCE, words.SETTLES, words.OTHERS)
    sheet.table(
        [word.say(lang) for word in headings],
        [
            (
                f.title,
                f"{f.verdict.sign} {f.verdict.word}",
                f.verdict.value,
                f.verdict.required,
                f.sentence,
                "\n".join(f.asks),
                f.others,
            )
            for f in page.findings
        ],
        freeze=True,
        repeat=True,
    )
    for down, finding in enumerate(page.findings):
        sheet.colour(first + down, 2, finding.verdict.status)
    if page.card is not None and page.card.items:
        sheet.head(titled(words.ITEMS, document.scheme, lang))
        item_headings = [word.say(lang) for word in (words.ITEM, words.VERDICT, words.MARKS, words.OUT_OF)]
        rows = [(item.name, item.sign, item.marks, item.out_of, item.words) for item in page.card.items]
        sheet.table([*item_headings, words.SENTENCE.say(lang)], rows)
    if page.lacks:
        n, gaps = len(page.lacks) + page.more, words.GAPS.say(lang)
        sheet.head(
            f"缺口{n}条，见工作表“{gaps}”。" if lang == "zh" else f"{n} things are missing: see the sheet '{gaps}'."
        )


def _gaps(sheet: _Sheet, pages: Sequence[UnitPage]) -> None:
    document = sheet.document
    if document is None:
        return
    lang = document.lang
    cut = [(page.unit.name, len(page.lacks), len(page.lacks) + page.more) for page in pages if page.more]
    if cut:
        counted = [f"{name}{n}条中的{shown}条" if lang == "zh" else f"{name} {shown} of {n}" for name, shown, n in cut]
        sheet.across(
            f"本表列出{'、'.join(counted)}；全部清单用 fengqiao gaps --unit 单位 查看。"
            if lang == "zh"
            else f"Listed here: {', '.join(counted)}; fengqiao gaps --unit UNIT shows all."
        )
    sheet.gaps((one for page in pages for one in page.lacks), lang)


def _defects(sheet: _Sheet) -> None:
    document = sheet.document
    if document is None:
        return
    headings = (words.LEVEL, words.PLACE, words.UNIT, words.WRONG, words.MEND)
    sheet.across(document.intake)
    sheet.table(
        [word.say(document.lang) for word in headings],
        [(d.severity, d.place, d.unit, d.what, d.mend) for d in document.defects],
        freeze=True,
        repeat=True,
    )


def _method(sheet: _Sheet) -> None:
    document = sheet.document
    if document is None:
        return
    headings = (words.TARGET, words.READING, words.READING_WHY, words.OTHERS)
    sheet.table(
        [word.say(document.lang) for word in headings],
        [(r.title, r.reading, r.why, "\n".join(r.others)) for r in document.readings],
        freeze=True,
    )
    sheet.head(words.NOTES.say(document.lang))
    for note in document.notes:
        sheet.across(f"• {note}")
    sheet.head(words.FILES.say(document.lang))
    for file, digest in document.files:
        sheet.across(f"{file}    SHA-256 {digest}" if digest else file)


def _still(book: Workbook) -> bytes:
    """The workbook without a clock."""
    book.properties.creator = "fengqiao"
    written = BytesIO()
    book.save(written)
    return still(written.getvalue())
