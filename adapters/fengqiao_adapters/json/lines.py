"""One record a line, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any

from fengqiao.plugin import Problem, Records, Row, Where, decode_json, unreadable
from fengqiao_adapters.json.problems import line_too_long, not_text_line, too_many_broken

LONGEST = 16 << 20
"""The longest line in bytes."""
BROKEN = 100
"""So many lines may be broken before the reading ends."""
Line = tuple[int, Any]
"""The number of a line from 1 and what it says, a Problem where it says nothing."""


def line_rows(path: Path, name: str, encoding: str, look: int, leave: tuple[str, ...]) -> Iterator[Row | Problem]:
    """Row 0 holds the headings of the first `look` lines, row n stands in line n; blank lines have no row."""
    try:
        with path.open("rb") as file:
            lines = _lines(iter(partial(file.readline, LONGEST), b""), name, encoding)
            records, start = Records(leave), list(islice(lines, look))
            for _, record in start:
                records.learn(record)
            yield records.head
            plain, broken = records.plain, 0
            for number, record in chain(start, lines):
                cells = plain(record)
                if cells is not None:
                    yield Row(number, cells)
                elif not isinstance(record, Problem):
                    yield from records.rows(number, record, _at(name, number))
                else:
                    yield record
                    broken += 1
                    if broken == BROKEN:
                        yield too_many_broken(_at(name, number), broken)
                        return
                    if record.code == "json.line-too-long":
                        return
    except OSError as error:
        yield unreadable(name, error)


def _lines(lines: Iterator[bytes], name: str, encoding: str) -> Iterator[Line]:
    for number, line in enumerate(lines, start=1):
        if len(line) == LONGEST and not line.endswith(b"\n"):
            yield number, line_too_long(_at(name, number), LONGEST)
            return
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError:
            yield number, not_text_line(_at(name, number), encoding)
            continue
        if number == 1:
            text = text.removeprefix("\ufeff")
        if not text.isspace() and text:
            yield number, decode_json(text, _at(name, number))


def _at(name: str, number: int) -> Where:
    return Where(name, None, f"{number}:1")
