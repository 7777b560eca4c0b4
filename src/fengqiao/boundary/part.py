"""What one table is read against, and what it became."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import attrs

from fengqiao.boundary.personal import Hasher
from fengqiao.boundary.profile import TableSpec
from fengqiao.boundary.submission import Submission
from fengqiao.errors import Problem
from fengqiao.model.columns import Columns
from fengqiao.model.dataset import Hole
from fengqiao.model.fact import REGISTERS, Fact
from fengqiao.model.places import Places
from fengqiao.model.source import Source

Period = tuple[date | None, date | None]


@attrs.frozen
class Context:
    """What a table is read against. `roots` is what a refused row opens when nothing is known of its place."""

    places: Places
    source: Source
    submission: Submission
    hasher: Hasher = attrs.field(repr=False)
    date_system: int = 1900
    roots: tuple[str, ...] = ()

    @property
    def window(self) -> Period:
        """The time that the source speaks for."""
        return self.source.since, self.source.until


@attrs.define
class Part:
    """What one table became. `rows` = facts + `refused`; `own_ids`: the rows brought their ids with them."""

    source: Source
    spec: TableSpec
    facts: dict[str, Columns[Fact]] = attrs.field(factory=dict)
    rows: int = 0
    refused: int = 0
    holes: list[Hole] = attrs.field(factory=list)
    problems: list[Problem] = attrs.field(factory=list)
    own_ids: bool = False
    zero: bool = False

    def add(self, register: str, count: int, values: Mapping[str, Iterable[Any]]) -> None:
        """Takes up the facts that a batch of rows became."""
        if register not in self.facts:
            self.facts[register] = Columns(REGISTERS[register].fact, self.source)
        self.facts[register].extend(count, values)

    def open(self, register: str, units: tuple[str, ...], window: Period, problem: Problem | None) -> None:
        """What was lost could have been anywhere in these units and this time."""
        self.holes += [Hole(register, unit, window[0], window[1], problem) for unit in units]


def overlap(a: Period, b: Period) -> bool:
    """Whether two times share a day; None is open."""
    return (a[0] is None or b[1] is None or a[0] <= b[1]) and (b[0] is None or a[1] is None or b[0] <= a[1])
