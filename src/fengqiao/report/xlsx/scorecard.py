"""The whole scorecard: every sheet in its order, the first of them made last, since it follows the others."""

from __future__ import annotations

from fengqiao.report import words
from fengqiao.report.document import Document
from fengqiao.report.xlsx import changes, defects, gaps, matrix, method, readings, summary, unit
from fengqiao.report.xlsx.book import Book
from fengqiao.report.xlsx.links import Sources
from fengqiao.report.xlsx.sheet import Sheet


def workbook(document: Document, *, sources: str | None = None) -> bytes:
    """Summary, matrix, what changed, a sheet for each unit, what is missing, problems, readings and method.

    `sources` is the way from the workbook's folder to the one that names of files start from, with `/`; with it cells
    of the report lead to the cells that they rest on.
    """
    book, lang = Book(), document.lang
    names = [book.name(word.say(lang)) for word in (words.SUMMARY, words.MATRIX)]
    since = book.name(words.CHANGES.say(lang)) if document.since else ""
    own = [book.name(page.unit.name) for page in document.pages]
    some = any(page.lacks for page in document.pages)
    missing = book.name(words.GAPS.say(lang)) if some else ""
    last = [book.name(word.say(lang)) for word in (words.PROBLEMS, words.READINGS, words.METHOD)]

    first = Sheet(book, names[0], document, summary.widths(document))
    targets = Sheet(book, names[1], document, matrix.widths(document))
    matrix.matrix(targets, document)
    sheets, placed = [first, targets], {}
    if document.since:
        sheets.append(Sheet(book, since, document, changes.WIDTHS))
        changes.changes(sheets[-1], document, document.since)
    for name, page in zip(own, document.pages, strict=True):
        sheets.append(Sheet(book, name, document, unit.WIDTHS))
        placed[page.unit.code] = unit.unit(sheets[-1], page, document, missing)
    if some:
        sheets.append(Sheet(book, missing, document, gaps.WIDTHS))
        gaps.gaps(sheets[-1], document, Sources(document, sources))
    for name, widths in zip(last, (defects.WIDTHS, readings.WIDTHS, method.WIDTHS), strict=True):
        sheets.append(Sheet(book, name, document, widths))
    defects.defects(sheets[-3], document, Sources(document, sources))
    readings.readings(sheets[-2], document)
    method.method(sheets[-1], document, Sources(document, sources))
    ranking = summary.summary(first, document, placed)
    for card in document.cards:
        if card.unit.code in placed:
            unit.standing(placed[card.unit.code], card, ranking[card.unit.code])
    for sheet in sheets:
        sheet.close()
    return book.done()
