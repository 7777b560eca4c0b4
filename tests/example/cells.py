"""The submitted cells of the example, read as an auditor would, by the layouts as the README describes them.

Imports nothing of fengqiao and knows nothing of the profiles. A layout's columns are found by their headings.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

Grid = list[tuple[Any, ...]]
FIRST, LAST = date(2017, 1, 1), date(2020, 12, 31)
SIX = ("指导经费", "调委会补助经费", "调解员补贴经费", "专职人民调解员聘用经费", "办案补贴", "专家咨询费")


class NoDateError(Exception):
    """A cell that is filled in and is no date."""


def day(value: Any) -> date | None:
    """A date in the spellings that the submissions use; None is not known."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value if value is not None else "").translate({0xFF10 + n: str(n) for n in range(10)}).replace("－", "-")
    if text in ("", "不详", "未填"):
        return None
    if re.fullmatch(r"\d{5}", text):
        return date(1899, 12, 30) + timedelta(days=int(text))
    found = re.fullmatch(r"(\d{4})(\d\d)(\d\d)|(\d{4})[-.年](\d{1,2})[-.月](\d{1,2})日?(?: 00:00:00)?", text)
    try:
        year, month, number = [int(part) for part in found.groups() if part] if found else [0, 0, 0]
        read = date(year, month, number)
    except ValueError as error:
        raise NoDateError(text) from error
    if not 1949 <= read.year < 2099:
        raise NoDateError(text)
    return read


@dataclass
class Hole:
    """Something handed in that cannot be used: where and when it was, as far as that is known."""

    register: str
    place: str
    since: date
    until: date


@dataclass
class Post:
    at: str
    """Code of the division, or the name of a body behind the county's code."""
    place: str
    who: str
    """The number that tells the person, or, without one, the name."""
    named: bool
    """Whether only the name is known."""
    name: str
    full_time: bool
    purchased: bool | None
    since: date | None
    until: date | None


@dataclass
class Body:
    name: str
    kind: str
    place: str
    since: date | None
    until: date | None
    systems: int = 0
    unified: int = 0
    personal: bool | None = None
    brand: bool | None = None


@dataclass
class Dispute:
    place: str
    accepted: date | None
    closed: date | None
    outcome: str | None
    escalated: bool | None


@dataclass
class County:
    """All that one county's office handed in."""

    code: str
    spans: dict[str, list[tuple[date, date]]] = field(default_factory=dict)
    holes: list[Hole] = field(default_factory=list)
    committees: list[Body] = field(default_factory=list)
    studios: list[Body] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    held: dict[str, set[date]] = field(default_factory=dict)
    """Days of screenings, by code of the division that held them."""
    counted: dict[str, list[tuple[date, date, int]]] = field(default_factory=dict)
    """Numbers of screenings without their days: from, until, how many."""
    undated: dict[str, list[tuple[date, date]]] = field(default_factory=dict)
    """Screenings of which the day is not known: the time in which each lies."""
    numbers_only: bool = False
    """Screenings come as tables of numbers: a place without a row, or without a number, said nothing."""
    disputes: list[Dispute] = field(default_factory=list)
    money: list[tuple[int, str, int]] = field(default_factory=list)
    """Year, head and budget in fen."""

    def hole(self, register: str, place: str, since: date | None = None, until: date | None = None) -> None:
        spans = self.spans[register]
        self.holes.append(Hole(register, place, since or spans[0][0], until or spans[-1][1]))


class Names:
    """Which division a name means: by the township's name within the county, the village's within the township."""

    def __init__(self, editions: list[dict[str, dict[str, str]]], newer: dict[str, str]) -> None:
        self.below: dict[str, dict[str, set[str]]] = {}
        for edition in editions:
            for row in edition.values():
                code, parent = newer.get(row["code"], row["code"]), newer.get(row["parent"], row["parent"])
                self.below.setdefault(parent, {}).setdefault(row["name"], set()).add(code)

    def find(self, parent: str, name: str) -> str | None:
        found = self.below.get(parent, {}).get(name, set())
        return next(iter(found)) if len(found) == 1 else None


def sheet_rows(path: Path) -> dict[str, Grid]:
    """Every sheet of a workbook as rows of values."""
    book = load_workbook(path, read_only=True, data_only=True)
    grids = {sheet.title: [tuple(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}
    book.close()
    return grids


def records(grid: Grid, heading: int) -> Iterator[dict[str, Any]]:
    """Rows below one row of headings (counted from 1), by heading."""
    names = [str(name) for name in grid[heading - 1]]
    for row in grid[heading:]:
        if any(cell not in (None, "") for cell in row):
            yield dict(zip(names, row, strict=False))


def joined(grid: Grid) -> list[str]:
    """The two rows of headings of layout C as one, line breaks and counts taken out: 类别/专职."""
    upper, names = "", []
    for top, low in zip(grid[0], grid[1], strict=False):
        upper = str(top) if top not in (None, "") else upper
        name = f"{upper}/{low}" if low not in (None, "") else str(top)
        names.append(re.sub(r"\(\d+人\)|\s", "", name))
    return names


def records_c(grid: Grid) -> Iterator[dict[str, Any]]:
    """Rows below two rows of headings."""
    names = joined(grid)
    for row in grid[2:]:
        if any(cell not in (None, "") for cell in row):
            yield dict(zip(names, row, strict=False))


def csv_rows(path: Path, encoding: str) -> Grid:
    with path.open(encoding=encoding, newline="") as file:
        return [tuple(row) for row in csv.reader(file)]


def month_span(year: int, month: int) -> tuple[date, date]:
    first = date(year, month, 1)
    return first, date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
