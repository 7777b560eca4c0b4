"""How the report was made: what its words mean, and the files it rests on with their hashes."""

from __future__ import annotations

from fengqiao.errors import Where
from fengqiao.report import words
from fengqiao.report.document import Document
from fengqiao.report.xlsx.links import Sources
from fengqiao.report.xlsx.sheet import Sheet

WIDTHS = (70, 72)


def method(sheet: Sheet, document: Document, sources: Sources) -> None:
    """Notes, then files."""
    lang = document.lang
    sheet.head(words.NOTES.say(lang))
    for note in document.notes:
        sheet.across(f"• {note}")
    sheet.head(words.FILES.say(lang))
    sheet.across(f"{document.made_by}    {document.intake}    {document.fingerprint}")
    rows = [(sources.link(file, Where(file)), digest) for file, digest in document.files]
    sheet.table([words.FILE.say(lang), words.HASH.say(lang)], rows)
