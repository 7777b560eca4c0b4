"""Typed cells as text: dates in ISO form, whole numbers without a point, 15 digits as a spreadsheet shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from fengqiao.plugin import Row, numbered

WHOLE = float(10**15)


def text(cell: Any) -> str:
    """What one typed cell says."""
    match cell:
        case str():
            return cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            if cell.is_integer():
                return str(int(cell)) if abs(cell) < WHOLE else format(cell, ".15g")
            return format(cell, ".15g")
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
        case date():
            return cell.isoformat()
        case time():
            return cell.isoformat("seconds")
        case timedelta():
            return str(cell)
        case _:
            return "" if cell is None else str(cell)


class _Dates(dict[Any, str]):
    """Dates repeat: each is written once."""

    def __missing__(self, cell: Any) -> str:
        self[cell] = written = text(cell)
        return written


def rows(sheet: Iterable[list[Any]], before: int) -> Iterator[Row]:
    """Rows of text; `before` blank columns stand in front of the first that the sheet uses."""
    dates, numbers, blank = _Dates(), _Dates(), ("",) * before
    return numbered(
        blank
        + tuple(
            [
                cell
                if (kind := type(cell)) is str
                else numbers[cell]
                if kind is float
                else dates[cell]
                if kind is date
                else text(cell)
                for cell in cells
            ]
        )
        for cells in sheet
    )
