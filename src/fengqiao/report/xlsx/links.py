"""Links from a cell reference of the report to the cell of the source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fengqiao.errors import Where
from fengqiao.report.document import Document
from fengqiao.report.xlsx.sheet import Link, Value

MOST = 60_000
"""Links on a sheet; a workbook holds some thousands more."""
CELL = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")


class Sources:
    """The files that were read, reached from the folder of the workbook by `base` (None: no file is linked)."""

    def __init__(self, document: Document, base: str | None) -> None:
        self.base, self.known = base, {file for file, digest in document.files if digest}
        self._left: Iterator[int] = iter(range(MOST))

    def link(self, text: str, where: Where | None) -> Value:
        """The text, as a link where its file was read from disk and can be named in one."""
        file = where.file if where else None
        if self.base is None or file is None or file not in self.known or not _linkable(file):
            return text
        if next(self._left, None) is None:
            return text
        target = f"external:{self.base}/{file}" if self.base else f"external:{file}"
        if where and where.sheet and where.cell and CELL.fullmatch(where.cell) and "#" not in where.sheet:
            target += f"#'{where.sheet.replace(chr(39), chr(39) * 2)}'!{where.cell}"
        return Link(text, target) if len(target) < 255 else text


def _linkable(file: str) -> bool:
    """A plain relative path: no drive, share, scheme, or sign with a meaning in a link."""
    return not re.search(r"[:#%?*|<>\"\\\x00-\x1f]", file) and not file.startswith("/")
