"""The parts of a circular put onto the page, from the letterhead to the last annex."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Word
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt

from fengqiao.report.circular import layout, words
from fengqiao.report.circular.layout import SANHAO, TEXT_WIDTH
from fengqiao.report.circular.model import BREAK, Annex, Circular, Grid, Paragraph
from fengqiao.report.circular.titles import lines, width
from fengqiao.report.still import STILL

UNFIT = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]+")
TITLE_SIGNS = 19
"""Signs of 2号 in a line of the title, with room at both ends."""
TABLE = "List Paragraph"
TOGETHER = 24
"""A table of the text of so many rows is kept on one page."""


def written(circular: Circular) -> bytes:
    """The file as python-docx writes it, with a clock in its zip."""
    word = Document()
    layout.styles(word)
    layout.page(word)
    _properties(word, circular)
    _head(word, circular)
    _body(word, circular)
    _foot(word, circular)
    for annex in circular.annexes:
        _annex(word, annex)
    content = BytesIO()
    word.save(content)
    return content.getvalue()


def fit(text: str) -> str:
    """What may stand in the file: no control characters, no line breaks or turned directions."""
    return UNFIT.sub(" ", text)


def _properties(word: Word, circular: Circular) -> None:
    about = word.core_properties
    about.title, about.author, about.last_modified_by = fit(circular.title), circular.made_by, circular.made_by
    about.subject, about.comments, about.keywords = circular.banner or "", "", ""
    about.language = "zh-CN" if circular.lang == "zh" else "en"
    about.created = about.modified = STILL
    about.revision = 1
    package = word.part.package
    for key in [key for key, link in package.rels.items() if link.reltype.endswith("/thumbnail")]:
        del package.rels[key]  # a picture of the library's own empty page


def _put(word: Word, text: str, style: str, align: WD_ALIGN_PARAGRAPH | None = None) -> Any:
    paragraph = word.add_paragraph(fit(text), style)
    if align is not None:
        paragraph.alignment = align
    return paragraph


def _blank(word: Word, count: int = 1) -> None:
    """Empty lines, on the page of what follows."""
    for _ in range(count):
        word.add_paragraph("", "Normal").paragraph_format.keep_with_next = True


def _head(word: Word, circular: Circular) -> None:
    if circular.banner:
        section, said = word.sections[0], words.HEADER.say(circular.lang)
        for header in (section.header, section.even_page_header):
            header.paragraphs[0].text = said
    if circular.letterhead:
        _letterhead(word, circular.letterhead)
    if circular.number:
        number = _put(word, circular.number, "Normal", WD_ALIGN_PARAGRAPH.CENTER)
        if circular.letterhead:
            _rule(number)
    if circular.letterhead or circular.number:
        _blank(word, 2)
    _title(word, circular.title)
    if circular.banner:
        said = f"（{circular.banner}）" if circular.lang == "zh" else f"({circular.banner})"
        _put(word, said, TABLE, WD_ALIGN_PARAGRAPH.CENTER)
    _blank(word)
    _put(word, circular.recipients, "Normal")


def _letterhead(word: Word, text: str) -> None:
    """The issuing authority in red, as large as one line takes, 35 mm below the top of the text; two lines below it."""
    paragraph = _put(word, "", "Title")
    size = Pt(min(50, int(TEXT_WIDTH / Pt(1) / max(1.0, width(text)))))
    paragraph.paragraph_format.space_before = Mm(35)
    paragraph.paragraph_format.line_spacing = Emu(int(size * 1.3))
    run = paragraph.add_run(fit(text))
    run.font.size, run.font.color.rgb = size, layout.RED
    _blank(word, 2)


def _rule(paragraph: Any) -> None:
    """The red line, 4 mm below the number and as wide as the text."""
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "11"), ("color", str(layout.RED))):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 -- python-docx has no borders of paragraphs
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc"
    )


def _title(word: Word, title: str) -> None:
    for line in lines(fit(title), TITLE_SIGNS):
        last = _put(word, line, "Title")
    last.paragraph_format.space_after = Pt(6)


def _body(word: Word, circular: Circular) -> None:
    _put(word, circular.opening, "Body Text")
    for section in circular.sections:
        _put(word, section.heading, "Heading 1")
        for part in section.parts:
            if isinstance(part, Paragraph):
                _paragraph(word, part)
            else:
                _grid(word, part)


def _paragraph(word: Word, part: Paragraph) -> None:
    paragraph = word.add_paragraph(style="Body Text")
    if part.lead:
        run = paragraph.add_run(fit(part.lead))
        layout.faces(run._r.get_or_add_rPr(), layout.KAI)  # noqa: SLF001 -- python-docx sets no face for Chinese
        if not part.text:
            paragraph.paragraph_format.keep_with_next = True
    if part.text:
        paragraph.add_run(fit(part.text))


def _foot(word: Word, circular: Circular) -> None:
    """What is annexed; who issues it and when, two signs from the right edge, the date two signs further in."""
    label = f"{words.ANNEX.say(circular.lang)}{'：' if circular.lang == 'zh' else ': '}"
    room = Emu(int(SANHAO * width(label)))
    for number, annex in enumerate(circular.annexes, 1):
        if number == 1:
            _blank(word)
        line = _put(word, f"{label if number == 1 else ''}{number}. {annex.name}", "Normal", WD_ALIGN_PARAGRAPH.LEFT)
        line.paragraph_format.left_indent = Emu(SANHAO * 2 + room)
        line.paragraph_format.first_line_indent = Emu(-room) if number == 1 else None
        line.paragraph_format.keep_with_next = number == len(circular.annexes)
    _blank(word, 2)
    name, day = width(circular.signed), width(circular.dated)
    by, on = (2.0, name - day) if day + 2 <= name - 2 else (day + 4 - name, 2.0)
    for text, signs in ((circular.signed, max(2.0, by)), (circular.dated, max(2.0, on))):
        line = _put(word, text, "Normal", WD_ALIGN_PARAGRAPH.RIGHT)
        line.paragraph_format.keep_with_next = text is circular.signed
        layout.indent(line, right=Emu(int(SANHAO * signs)))


def _annex(word: Word, annex: Annex) -> None:
    """On a page of its own: its number, its title in the third line, its table."""
    _put(word, annex.label, "Caption").paragraph_format.page_break_before = True
    _blank(word)
    _title(word, annex.name)
    _grid(word, annex.grid, whole=False)


def _grid(word: Word, grid: Grid, *, whole: bool = True) -> None:
    """A table as wide as the text; headings on every page, no row over two pages, a short one `whole` on one."""
    table: Any = word.add_table(rows=0, cols=len(grid.headings), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    layout.close(table)
    style = word.styles[TABLE].style_id
    together = whole and len(grid.rows) <= TOGETHER
    total = sum(grid.widths)
    sizes = [Emu(int(TEXT_WIDTH * share / total)) for share in grid.widths]
    for column, size in zip(table.columns, sizes, strict=True):
        column.width = size
    for number, row in enumerate((grid.headings, *grid.rows)):
        line = table.add_row()
        properties = line._tr.get_or_add_trPr()  # noqa: SLF001 -- python-docx has no properties of rows
        properties.append(OxmlElement("w:cantSplit"))
        if not number:
            properties.append(OxmlElement("w:tblHeader"))
        for at, (cell, text, size) in enumerate(zip(line.cells, row, sizes, strict=True)):
            cell.width, cell.vertical_alignment = size, WD_CELL_VERTICAL_ALIGNMENT.CENTER
            paragraph = cell.paragraphs[0]
            paragraph._p.style = style  # noqa: SLF001 -- by its name it would be looked for anew in each of 1,000 cells
            left = number and at in grid.left
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if left else WD_ALIGN_PARAGRAPH.CENTER
            for piece, said in enumerate(text.split(BREAK)):
                run = paragraph.add_run()
                if piece:
                    run.add_break()
                run.add_text(fit(said))
                if not number:
                    layout.faces(run._r.get_or_add_rPr(), layout.HEI)  # noqa: SLF001 -- as above
            paragraph.paragraph_format.keep_with_next = together and (number < len(grid.rows) or bool(grid.notes))
    for number, note in enumerate(grid.notes, 1):
        line = _put(word, f"注{number}：{note}" if _chinese(note) else f"Note {number}: {note}", TABLE)
        line.paragraph_format.keep_with_next = number < len(grid.notes)


def _chinese(text: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)
