"""Plain tables for every format at once: a terminal, JSON and a workbook show the same cells.

A cell is a whole number, a text, a date, a share (Fraction), an amount (`Fen`), or None where there is nothing to say.
"""

from __future__ import annotations

import json
import re
from datetime import date
from fractions import Fraction
from typing import Any

import attrs
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text as Styled

from fengqiao.boundary.wire import number
from fengqiao.errors import Lang, Text, counted
from fengqiao.report.board import columns
from fengqiao.report.text import fold, render


@attrs.frozen(order=True)
class Fen:
    """An amount of money in whole fen, shown in yuan."""

    fen: int

    def yuan(self) -> str:
        """1,234.50, without the fen where there are none."""
        whole, rest = divmod(abs(self.fen), 100)
        return ("-" if self.fen < 0 else "") + f"{whole:,}" + (f".{rest:02}" if rest else "")

    def wan(self) -> str:
        """In 万元, exactly, with as many decimals as it takes."""
        whole, rest = divmod(abs(self.fen), 1_000_000)
        return ("-" if self.fen < 0 else "") + f"{whole:,}" + (f".{rest:06}".rstrip("0") if rest else "")


MOST = 40
"""Rows of a table that a terminal shows; the other formats show all."""
FIGURES = re.compile(r"[-+–/ 0-9.,%]{1,18}")
"""What a column of marks and ranks holds."""
Cell = int | str | date | Fraction | Fen | Text | None


@attrs.frozen
class Column:
    """One column: its key in JSON and its heading."""

    key: str
    title: Text


@attrs.frozen
class Table:
    """A table with its heading and what is said below it. `series`: the columns of a line chart over the first one."""

    key: str
    title: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[Text, ...] = ()
    series: tuple[str, ...] = ()


@attrs.frozen
class Report:
    """Tables under one title; `banners` are what must be seen first (synthetic data, example rates)."""

    title: Text
    tables: tuple[Table, ...]
    banners: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = ()


def shown(cell: Cell, lang: Lang) -> str:
    """A cell for people."""
    match cell:
        case None:
            return "-"
        case Text():
            return cell.say(lang)
        case Fen():
            return cell.yuan()
        case Fraction():
            return percent(cell)
        case date():
            return cell.isoformat()
        case int():
            return f"{cell:,}"
        case _:
            return cell


def percent(value: Fraction) -> str:
    """A share with one decimal, rounded half up."""
    tenths = (abs(value) * 2000 + 1) // 2
    return f"{'-' if value < 0 else ''}{tenths // 10}.{tenths % 10}%"


def text_report(report: Report, lang: Lang, *, width: int, colour: bool) -> str:
    """The report for a terminal."""
    parts: list[Any] = [Styled(fold(report.title.say(lang), width), style="bold")]
    parts += [Styled(fold(banner.say(lang), width), style="bold magenta") for banner in report.banners]
    for table in report.tables:
        parts.append(Padding(Styled(f"■ {table.title.say(lang)}", style="bold"), (1, 0, 0, 0)))
        if table.rows:
            parts.append(_grid(table, lang))
        more = len(table.rows) - MOST
        if more > 0:
            words = Text(
                f"另有{more}行，见 --format xlsx 或 json。", f"{counted(more, 'more rows')}: --format xlsx or json."
            )
            parts.append(Styled(fold(words.say(lang), width)))
        parts += [Styled(fold(f"- {note.say(lang)}", width, "  ")) for note in table.notes]
    if report.notes:
        parts.append(Styled(""))
    parts += [Styled(fold(f"- {note.say(lang)}", width, "  ")) for note in report.notes]
    return render(parts, width=width, colour=colour)


def _grid(table: Table, lang: Lang) -> Grid:
    grid = columns()
    for at, column in enumerate(table.columns):
        right = all(isinstance(row[at], int | Fraction | Fen | None) for row in table.rows)
        whole = any(isinstance(row[at], date) for row in table.rows) or _figures(table, at)
        justify: Any = "right" if right else "left"
        grid.add_column(Styled(column.title.say(lang)), justify=justify, overflow="fold", no_wrap=whole)
    for row in table.rows[:MOST]:
        grid.add_row(*(Styled(shown(cell, lang)) for cell in row))
    return grid


def _figures(table: Table, at: int) -> bool:
    """Whether a column holds nothing but numbers and ranges, which are not broken over lines."""
    texts = [row[at] for row in table.rows]
    return bool(texts) and all(isinstance(text, str) and FIGURES.fullmatch(text) for text in texts)


def json_report(report: Report) -> bytes:
    """The same as JSON: money in fen, shares as numbers, words in both languages."""
    found = {
        "schema_version": "1",
        "title": _json(report.title),
        "banners": [_json(banner) for banner in report.banners],
        "notes": [_json(note) for note in report.notes],
        "tables": {
            table.key: {
                "title": _json(table.title),
                "rows": [
                    {column.key: _json(cell) for column, cell in zip(table.columns, row, strict=True)}
                    for row in table.rows
                ],
                "notes": [_json(note) for note in table.notes],
            }
            for table in report.tables
        },
    }
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def _json(cell: Cell) -> Any:
    match cell:
        case Text():
            return {"zh": cell.zh, "en": cell.en}
        case Fen():
            return cell.fen
        case Fraction():
            return number(cell)
        case date():
            return cell.isoformat()
        case _:
            return cell
