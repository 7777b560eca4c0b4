"""A workbook being made: its sheets, the looks of its cells, and what may stand in one."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import xlsxwriter

from fengqiao.report.still import STILL

UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST = 32_767
"""Characters that a cell holds."""
BODY = "宋体"
SIZE = 10
PLAIN: dict[str, Any] = {"font_name": BODY, "font_size": SIZE, "text_wrap": True, "valign": "vcenter"}
GRID: dict[str, Any] = {"border": 1, "border_color": "#A6A6A6"}
HEAD: dict[str, Any] = {**GRID, "bold": True, "align": "center", "bg_color": "#D9E2F3"}
WARNING: dict[str, Any] = {"bold": True, "bg_color": "#FCE4D6"}
LINK: dict[str, Any] = {"font_color": "#0563C1", "underline": 1}


def plain(value: object) -> str:
    """Text that a cell can hold: no control characters, no more than fits."""
    return UNFIT.sub(" ", str(value).replace("\r\n", "\n").replace("\r", "\n"))[:LONGEST]


class Book:
    """A workbook in memory. Its names of sheets have at most 31 characters, none twice, no sign that is refused."""

    def __init__(self) -> None:
        self._bytes = BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.file = xlsxwriter.Workbook(self._bytes, options)
        self.file.set_properties({"author": "fengqiao", "created": STILL})
        self.file.set_size(24_000, 14_000)
        self._looks: dict[str, Any] = {}
        self._taken: set[str] = set()

    def name(self, name: str) -> str:
        """The name that a sheet gets."""
        bare = re.sub(r"[\[\]:*?/\\']", " ", plain(name)).strip()[:31] or "-"
        fitted, n = bare, 2
        while fitted.lower() in self._taken:
            fitted, n = f"{bare[:27]} ({n})", n + 1
        self._taken.add(fitted.lower())
        return fitted

    def look(self, *parts: dict[str, Any]) -> Any:
        """A format made of parts, each made once."""
        merged: dict[str, Any] = dict(PLAIN)
        for part in parts:
            merged.update(part)
        key = repr(sorted(merged.items()))
        if key not in self._looks:
            self._looks[key] = self.file.add_format(merged)
        return self._looks[key]

    def bare(self, properties: dict[str, Any]) -> Any:
        """What a condition adds to the look of a cell."""
        key = f"bare {sorted(properties.items())!r}"
        if key not in self._looks:
            self._looks[key] = self.file.add_format(properties)
        return self._looks[key]

    def done(self) -> bytes:
        """The bytes."""
        self.file.close()
        return self._bytes.getvalue()
