"""Writing workbooks, OpenDocument sheets and csv files that have the same bytes at every run."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

STAMP = datetime(2021, 1, 4, 9, 0, 0)  # noqa: DTZ001  a workbook's properties bear no time zone
"""What every file says of when it was made."""
_ZIPPED = (2021, 1, 4, 9, 0, 0)


def new_workbook(title: str, note: str) -> Workbook:
    """A workbook without sheets that says what it is in its properties."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator, book.properties.title, book.properties.description = "fengqiao example", title, note
    book.properties.created = STAMP
    return book


def fill(sheet: Worksheet, rows: Iterable[Sequence[Any]]) -> None:
    """Rows under what stands there already; dates are shown as dates, None leaves a cell empty."""
    for row in rows:
        sheet.append([None if value == "" else value for value in row])


def merge(sheet: Worksheet, area: str) -> None:
    """Merge cells and centre what they say."""
    sheet.merge_cells(area)
    first = sheet[area.split(":", maxsplit=1)[0]]
    first.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def _zip(path: Path, parts: Iterable[tuple[str, bytes, int]]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content, how in parts:
            info = zipfile.ZipInfo(name, _ZIPPED)
            info.compress_type, info.create_system = how, 0
            archive.writestr(info, content, compresslevel=9)


def save(book: Workbook, path: Path, *, made_by: str | None = None) -> None:
    """Save with fixed times; `made_by` is the program that the file names as its last writer."""
    raw = io.BytesIO()
    book.save(raw)
    parts = []
    with zipfile.ZipFile(raw) as archive:
        for name in sorted(archive.namelist()):
            content = archive.read(name)
            if name == "docProps/core.xml":
                stamp = STAMP.isoformat().encode() + b"Z"
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            if name == "docProps/app.xml" and made_by:
                content = re.sub(rb"(<Application>)[^<]*", rb"\g<1>" + made_by.encode(), content)
            parts.append((name, content, zipfile.ZIP_DEFLATED))
    _zip(path, parts)


def save_ods(path: Path, sheet: str, rows: Iterable[Sequence[Any]]) -> None:
    """A small OpenDocument spreadsheet with one sheet of texts, dates and numbers."""
    lines = []
    for row in rows:
        cells = []
        for value in row:
            if isinstance(value, date):
                kind = f'office:value-type="date" office:date-value="{value}"'
            elif isinstance(value, int | float):
                kind = f'office:value-type="float" office:value="{value}"'
            else:
                kind = 'office:value-type="string"'
            cells.append(f"<table:table-cell {kind}><text:p>{escape(str(value))}</text:p></table:table-cell>")
        lines.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="{escape(sheet)}">{"".join(lines)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    _zip(
        path,
        [
            ("mimetype", kind.encode(), zipfile.ZIP_STORED),
            ("content.xml", content.encode(), zipfile.ZIP_DEFLATED),
            ("META-INF/manifest.xml", manifest.encode(), zipfile.ZIP_DEFLATED),
        ],
    )


def save_csv(path: Path, rows: Iterable[Sequence[Any]], *, encoding: str) -> None:
    """A csv file as office programs write it (CRLF)."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
