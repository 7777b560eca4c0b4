"""One record a line, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

from fengqiao.plugin import Problem, Records, Row, Where, decode_json, decode_lines, numbered, unreadable
from fengqiao_adapters.json.problems import line_too_long, not_text_line, too_many_broken

LONGEST = 16 << 20
"""The longest line in bytes."""
BLOCK = 1 << 16
"""So many bytes are read at once, and the rest of the line that they end in."""
BROKEN = 100
"""So many lines may be broken before the reading ends."""
Line = tuple[int, Any]
"""The number of a line from 1 and what it says, a Problem where it says nothing."""


def line_rows(path: Path, name: str, encoding: str, look: int, leave: tuple[str, ...]) -> Iterator[Row | Problem]:
    """Row 0 holds the headings of the first `look` lines, row n stands in line n; blank lines have no row."""
    try:
        with path.open("rb") as file:
            first = list(islice(iter(partial(file.readline, LONGEST), b""), look))
            records, start = Records(leave), list(_lines(first, 1, name, encoding))
            for _, record in start:
                records.learn(record)
            yield records.head
            broken = _Broken(name)
            yield from _rows(start, records, broken)
            number = len(first) + 1
            while not broken.ended and (block := file.read(BLOCK)):
                block += b"" if block.endswith(b"\n") else file.readline(LONGEST)
                whole = _whole(block, encoding, records)
                if whole is not None:
                    yield from numbered(whole, number)
                    number += len(whole)
                    continue
                lines = BytesIO(block).readlines()
                yield from _rows(_lines(lines, number, name, encoding), records, broken)
                number += len(lines)
    except OSError as error:
        yield unreadable(name, error)


def _whole(block: bytes, encoding: str, records: Records) -> list[tuple[str, ...]] | None:
    """The cells of a block of lines that all hold what the first ones did; None: look at each."""
    try:
        found = decode_lines(block.decode(encoding))
    except UnicodeDecodeError:
        return None
    return None if found is None else records.whole(found)


class _Broken:
    """How many lines were broken, and whether that ended the reading."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.count = 0
        self.ended = False

    def told(self, number: int, problem: Problem) -> Iterator[Problem]:
        """The line's problem, and that no more is read where it was one too many."""
        yield problem
        self.count += 1
        if self.count == BROKEN:
            yield too_many_broken(_at(self.name, number), self.count)
        self.ended = self.count == BROKEN or problem.code == "json.line-too-long"


def _rows(lines: Iterable[Line], records: Records, broken: _Broken) -> Iterator[Row | Problem]:
    for number, record in lines:
        cells = records.plain(record)
        if cells is not None:
            yield Row(number, cells)
        elif not isinstance(record, Problem):
            yield from records.rows(number, record, _at(broken.name, number))
        else:
            yield from broken.told(number, record)
            if broken.ended:
                return


def _lines(lines: Iterable[bytes], number: int, name: str, encoding: str) -> Iterator[Line]:
    for at, line in enumerate(lines, start=number):
        if len(line) >= LONGEST and not line.endswith(b"\n"):
            yield at, line_too_long(_at(name, at), LONGEST)
            return
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError:
            yield at, not_text_line(_at(name, at), encoding)
            continue
        if at == 1:
            text = text.removeprefix("\ufeff")
        if not text.isspace() and text:
            yield at, decode_json(text, _at(name, at))


def _at(name: str, number: int) -> Where:
    return Where(name, None, f"{number}:1")
