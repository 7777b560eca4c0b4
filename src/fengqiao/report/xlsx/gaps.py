"""What is missing: one row a gap, to be filtered by any column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fengqiao.errors import Lang
from fengqiao.report import words
from fengqiao.report.document import Document, Lack
from fengqiao.report.xlsx.book import Book
from fengqiao.report.xlsx.links import Sources
from fengqiao.report.xlsx.sheet import Sheet

HEADINGS = (words.UNIT, words.TARGET, words.WHERE, words.NAME, words.CODE, words.STATE, words.WHAT, words.CELLS)
WIDTHS = (11, 28, 13, 18, 14.5, 8, 36, 42)


def gap_workbook(gaps: Sequence[Lack], title: str, banner: str | None, lang: Lang) -> bytes:
    """The list of what is missing as a workbook of its own."""
    book = Book()
    sheet = Sheet(book, book.name(words.GAPS.say(lang)), None, WIDTHS)
    sheet.title(title, banner)
    _table(sheet, gaps, lang, None)
    sheet.close()
    return book.done()


def gaps(sheet: Sheet, document: Document, sources: Sources) -> None:
    """The gaps of all units that are shown, and of which units there are more."""
    lang, pages = document.lang, document.pages
    cut = [(page.unit.name, len(page.lacks), len(page.lacks) + page.more) for page in pages if page.more]
    if cut:
        counted = [f"{name}{n}条中的{some}条" if lang == "zh" else f"{name} {some} of {n}" for name, some, n in cut]
        sheet.across(
            f"本表列出{'、'.join(counted)}；全部清单用 fengqiao gaps --unit 单位 查看。"
            if lang == "zh"
            else f"Listed here: {', '.join(counted)}; fengqiao gaps --unit UNIT shows all."
        )
    _table(sheet, (one for page in pages for one in page.lacks), lang, sources)


def _table(sheet: Sheet, found: Iterable[Lack], lang: Lang, sources: Sources | None) -> None:
    rows = [
        (
            g.unit,
            g.title,
            g.place,
            g.name,
            g.code,
            g.state,
            g.what,
            sources.link(g.cells, g.where) if sources else g.cells,
        )
        for g in found
    ]
    sheet.table([heading.say(lang) for heading in HEADINGS], rows, sift=True, repeat=True)
