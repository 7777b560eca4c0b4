"""Where a fact comes from: the sheet or table it stood in, what that sheet speaks for, and one row of its cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import repeat
from typing import NamedTuple

import attrs

from fengqiao.errors import Where

COLUMNS = 1 << 14
"""A place in a sheet is one whole number, row * COLUMNS + column, both from 0; a sheet has at most 16,384 columns."""


def column_letters(column: int) -> str:
    """The spreadsheet name of a column counted from 0: 0 -> A, 26 -> AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def spot(row: int, column: int = 0) -> int:
    """One whole number for a place in a sheet; row and column from 0."""
    return row * COLUMNS + column


def cell_name(place: int) -> str:
    """The name a spreadsheet shows for `spot(row, column)`: spot(36, 2) -> C37."""
    row, column = divmod(place, COLUMNS)
    return f"{column_letters(column)}{row + 1}"


@attrs.frozen
class Source:
    """One sheet or table, shared by all the facts that stood in it.

    `since..until` is the time it speaks for (both days included; None is open), `unit` the subtree it speaks for,
    `reported_on` the day it was handed in, `digest` the sha256 of the file's bytes.
    """

    file: str | None = None
    sheet: str | None = None
    unit: str | None = None
    since: date | None = None
    until: date | None = None
    reported_on: date | None = None
    digest: str | None = None

    def where(self, place: int | None = None, unit: str | None = None) -> Where:
        """The cell at `place`, or the sheet as a whole."""
        return Where(self.file, self.sheet, None if place is None else cell_name(place), unit)

    def id_at(self, place: int) -> str:
        """What a record without an id of its own is known by: the file, the sheet and the row that it stood in."""
        return f"{self.prefix}{place // COLUMNS + 1}"

    @property
    def prefix(self) -> str:
        """The file and the sheet, as ids begin with them."""
        return "!".join(filter(None, (self.file, self.sheet))) + "!"


class Row(NamedTuple):
    """One row as an adapter hands it on: its number (from 0) and its cells as text ("" is a blank cell).

    A tuple, so that a batch of rows turns into columns without a loop.
    """

    number: int
    cells: tuple[str, ...]


def numbered(rows: Iterable[tuple[str, ...]], start: int = 0) -> Iterator[Row]:
    """Rows of cells, numbered one after the other: `Row(n, cells)` for each, at a third of its cost."""
    return map(tuple.__new__, repeat(Row), enumerate(rows, start))
