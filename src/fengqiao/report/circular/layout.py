"""What GB/T 9704-2012 says of a page, a line and a face, as styles of a Word file.

Sizes are those of the standard: A4, 37 mm above and 28 mm left of a text of 156 by 225 mm, 28 signs a line, 22 lines a
page (28 points each), title in 2号 方正小标宋, text in 3号 仿宋, headings in 黑体 and 楷体, page numbers in 4号 宋体.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor

if TYPE_CHECKING:
    from docx.document import Document as Word

SONG, FANG, HEI, KAI, NUMBERS = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
LATIN = "Times New Roman"
INSTEAD = {
    SONG: "FZXiaoBiaoSong-B05S,方正小标宋_GBK,方正小标宋,华文中宋,STZhongsong,SimSun",
    FANG: "FangSong_GB2312,仿宋,FangSong,华文仿宋,STFangsong",
    HEI: "SimHei,STHeiti,Noto Sans CJK SC",
    KAI: "KaiTi_GB2312,楷体,KaiTi,华文楷体,STKaiti",
    NUMBERS: "SimSun,STSong,Noto Serif CJK SC",
}
"""Which faces stand in where one is not installed, in order."""
ERHAO, SANHAO, SIHAO, TABLE = Pt(22), Pt(16), Pt(14), Pt(10.5)
LINE = Pt(28)
TEXT_WIDTH = Mm(156)
SIGNS = 28
"""Signs of 3号 in a line; at 16 points only 27 would fit, so each is 0.25 points closer."""
CLOSER = "-5"
AFTER = ("w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:spacing", "w:ind", "w:jc")
"""What stands behind the property of hanging marks, which are off: a mark outside the text is easily cut off."""
RED = RGBColor(0xE0, 0x00, 0x00)
PAGE_NUMBER = Mm(35 - 7 - 5)
"""From the page's end to the number's: 7 mm below the text stands its line of 5 mm, of 35 mm in all."""
Side = Literal["left", "right"]


def page(word: Word) -> None:
    """The page of every section, with odd and even numbers."""
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(20), PAGE_NUMBER
    word.settings.odd_and_even_pages_header_footer = True
    number(section.footer.paragraphs[0], "right")
    number(section.even_page_footer.paragraphs[0], "left")


def number(paragraph: Any, side: Side) -> None:
    """— 1 — in 4号 宋体, one sign from the outer edge."""
    paragraph.style = "Footer"
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if side == "right" else WD_ALIGN_PARAGRAPH.LEFT
    indent(paragraph, **{side: SIHAO})
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001 -- python-docx has no fields
    paragraph.add_run(" —")


def indent(paragraph: Any, *, left: Emu | int | None = None, right: Emu | int | None = None) -> None:
    """How far a paragraph stands from the edges of the text."""
    if left is not None:
        paragraph.paragraph_format.left_indent = left
    if right is not None:
        paragraph.paragraph_format.right_indent = right


def close(table: Any) -> None:
    """1 mm beside the text of a cell instead of Word's 1.9, and a little above and below."""
    margins = OxmlElement("w:tblCellMar")
    for side, twips in (("top", "20"), ("left", "57"), ("bottom", "20"), ("right", "57")):
        one = OxmlElement(f"w:{side}")
        one.set(qn("w:w"), twips)
        one.set(qn("w:type"), "dxa")
        margins.append(one)
    table._tbl.tblPr.append(margins)  # noqa: SLF001 -- python-docx has no margins of cells


def styles(word: Word) -> None:
    """The faces by level. Every style that is used says all of its own: the defaults of Word differ by version."""
    _defaults(word)
    _style(word, "Normal", FANG, SANHAO)
    _style(word, "Body Text", FANG, SANHAO, first=2)
    _style(word, "Title", SONG, ERHAO, centre=True)
    _style(word, "Heading 1", HEI, SANHAO, first=2)
    _style(word, "Caption", HEI, SANHAO)
    _style(word, "List Paragraph", FANG, TABLE, line=Pt(13))
    _style(word, "Header", HEI, Pt(12), centre=True, line=Pt(16))
    _style(word, "Footer", NUMBERS, SIHAO, line=Pt(14), latin=NUMBERS)


def _style(
    word: Word,
    name: str,
    face: str,
    size: Pt,
    *,
    first: int = 0,
    centre: bool = False,
    line: Pt = LINE,
    latin: str = LATIN,
) -> None:
    style: Any = word.styles[name]
    for kind in ("w:rPr", "w:pPr"):
        if (found := style.element.find(qn(kind))) is not None:
            style.element.remove(found)
    style.font.size, style.font.bold, style.font.italic = size, False, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    faces(properties, face, latin)
    if size == SANHAO:
        closer = OxmlElement("w:spacing")
        closer.set(qn("w:val"), CLOSER)
        properties.insert_element_before(closer, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")
    form = style.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, line
    form.alignment = (
        WD_ALIGN_PARAGRAPH.CENTER if centre else WD_ALIGN_PARAGRAPH.LEFT
    )  # justified, numbers pull lines apart
    form.widow_control = False
    hanging = OxmlElement("w:overflowPunct")
    hanging.set(qn("w:val"), "0")
    style.element.pPr.insert_element_before(hanging, *AFTER)
    if name in ("Title", "Heading 1", "Caption"):
        form.keep_with_next = True
    if first:
        form.first_line_indent = Emu(size * first)


def faces(properties: Any, face: str, latin: str = LATIN) -> None:
    """The faces of a run: one for Chinese, one for Latin letters and digits."""
    found = properties.find(qn("w:rFonts"))
    if found is not None:
        properties.remove(found)
    fonts = OxmlElement("w:rFonts")
    for kind, name in (("ascii", latin), ("hAnsi", latin), ("eastAsia", face), ("cs", latin), ("hint", "eastAsia")):
        fonts.set(qn(f"w:{kind}"), name)
    properties.insert(0, fonts)


def _defaults(word: Word) -> None:
    """No theme decides a face, and the text is Chinese to a spelling checker."""
    defaults = word.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    faces(defaults, FANG)
    language = defaults.find(qn("w:lang"))
    language.set(qn("w:eastAsia"), "zh-CN")
    for part in word.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            part._blob = _font_table()  # noqa: SLF001 -- the library keeps this part as it is


def _font_table() -> bytes:
    """The faces, and which stand in for them."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{instead}"/><w:charset w:val="86"/></w:font>'
        for name, instead in INSTEAD.items()
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{head}\n<w:fonts xmlns:w="{space}">{fonts}</w:fonts>'.encode()
