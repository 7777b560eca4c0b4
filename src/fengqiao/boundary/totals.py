"""Total rows: never records; what they print is held against the sum of the rows that they speak of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import attrs

from fengqiao.boundary.cells import Refusal
from fengqiao.boundary.profile import plain
from fengqiao.errors import Problem, Severity, Text
from fengqiao.model.source import Source, spot

PART = "小计"


@attrs.frozen
class Total:
    """A total row: its number, its word, how many stretches of records stand above it, what it prints by column."""

    row: int
    word: str
    above: int
    printed: dict[int, str]


@attrs.define
class Totals:
    """Sums of the numeric columns over the stretches of records between total rows."""

    words: tuple[str, ...]
    columns: dict[int, Callable[[str], Any]] = attrs.field(factory=dict)
    """How each numeric column is read."""
    found: list[Total] = attrs.field(factory=list)
    _sums: list[dict[int, int]] = attrs.field(factory=lambda: [{}])
    _blank: list[set[int]] = attrs.field(factory=lambda: [set()])

    def word(self, text: str) -> str | None:
        """The word that makes a row a total, where its label begins or ends with one."""
        clean = plain(text)
        return next((word for word in self.words if clean.startswith(word) or clean.endswith(word)), None)

    def total(self, number: int, word: str, cells: Sequence[str]) -> None:
        """A total row ends a stretch of records."""
        self.found.append(
            Total(
                number,
                word,
                len(self._sums),
                {c: cells[c] for c in self.columns if c < len(cells) and cells[c].strip()},
            )
        )
        self._sums.append({})
        self._blank.append(set())

    def add(self, column: int, values: Sequence[Any], stretch: int = -1) -> None:
        """Values of a numeric column; a blank leaves the sum unknown."""
        try:
            total = sum(values)
        except TypeError:
            total = sum(value for value in values if isinstance(value, int))
            self._blank[stretch].add(column)
        self._sums[stretch][column] = self._sums[stretch].get(column, 0) + total

    @property
    def stretches(self) -> int:
        """How many stretches there are so far."""
        return len(self._sums)

    def state(self) -> list[Any]:
        """What was added up so far, as JSON."""
        found = [[one.row, one.word, one.above, list(one.printed.items())] for one in self.found]
        return [found, [list(sums.items()) for sums in self._sums], [sorted(blank) for blank in self._blank]]

    def resume(self, state: Sequence[Any]) -> None:
        """Goes on from there."""
        found, sums, blank = state
        self.found = [Total(row, word, above, dict(printed)) for row, word, above, printed in found]
        self._sums, self._blank = [dict(one) for one in sums], [set(one) for one in blank]

    def problems(self, source: Source) -> list[Problem]:
        """Each printed total that is not the sum of its parts."""
        found = []
        for total in self.found:
            for column, text in total.printed.items():
                printed = self.columns[column](text)
                if not isinstance(printed, int) or isinstance(printed, Refusal):
                    continue
                sums = self._candidates(total, column)
                if sums and all(_differs(printed, low, sure) for low, sure in sums):
                    found.append(_problem(source, total, column, printed, sums[0][0]))
        return found

    def _candidates(self, total: Total, column: int) -> list[tuple[int, bool]]:
        """What the total may be the sum of (all records, or a stretch beside it), and whether that has no blanks."""

        def part(stretches: range) -> tuple[int, bool]:
            return (
                sum(self._sums[s].get(column, 0) for s in stretches),
                not any(column in self._blank[s] for s in stretches),
            )

        if total.word != PART:
            return [part(range(len(self._sums)))]
        beside = [range(total.above - 1, total.above), range(total.above, min(total.above + 1, len(self._sums)))]
        filled = [stretch for stretch in beside if any(self._sums[s] for s in stretch)]
        return [part(stretch) for stretch in filled]


def _differs(printed: int, total: int, sure: bool) -> bool:
    return printed != total if sure else printed < total


def _problem(source: Source, total: Total, column: int, printed: int, summed: int) -> Problem:
    return Problem(
        "table.total-differs",
        source.where(spot(total.row, column), source.unit),
        Text(
            f"{total.word}为 {printed}，各行之和为 {summed}",
            f"the printed total is {printed}, the rows sum to {summed}",
        ),
        Text("请核对各行和合计；判定时只用各行", "Check the rows and the total; only the rows are used"),
        Severity.WARNING,
    )
