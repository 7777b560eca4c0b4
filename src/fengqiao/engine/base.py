"""What every engine answers, and nothing more: tallies, and pages of the members behind them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Protocol

import attrs

from fengqiao.errors import Problem
from fengqiao.model.calendar import Calendar, Period
from fengqiao.model.dataset import Dataset
from fengqiao.model.fact import Domain
from fengqiao.model.measure import Measure
from fengqiao.model.outcome import Answer, Member, Missing, Page

A_PAGE = 2000
"""So many members are held at once where all of them are gone through."""


@attrs.frozen
class Question:
    """A measure asked at a unit (its key) on a day.

    `plan` is the plan's time, `period` the one that the milestone or the scheme judges, `duty` the first day of a
    continuous duty (slots before it are not due).
    """

    measure: Measure
    unit: str
    day: date
    plan: Period
    period: Period
    duty: date


class Engine(Protocol):
    """measure -> Tally. What an engine cannot do it refuses (`NotSupportedError`), naming the node and why."""

    @property
    def calendar(self) -> Calendar:
        """The days on which people work."""
        ...

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What the engine noticed in the facts while it counted."""
        ...

    def tally(self, question: Question) -> Answer:
        """The whole numbers."""
        ...

    def members(
        self, question: Question, states: Collection[str], *, offset: int = 0, limit: int | None = None
    ) -> Page:
        """The members behind a tally in the states asked for (yes, no, unknown, may), sorted by unit and key."""
        ...

    def missing(self, question: Question) -> tuple[Missing, ...]:
        """What leaves the question as a whole open: the topmost units not reported, the refused rows."""
        ...


class Opener(Protocol):
    """How an engine is opened over a dataset, with a pack's calendar and local fields. `MemoryEngine` is one."""

    def __call__(self, dataset: Dataset, calendar: Calendar, fields: Mapping[str, Mapping[str, Domain]], /) -> Engine:
        """The engine. Raises UsageError where the data cannot be reached or does not fit."""
        ...


def each_member(
    engine: Engine, question: Question, states: Collection[str], *, offset: int = 0, at_once: int = A_PAGE
) -> Iterator[Member]:
    """The members in some states from the one at `offset` on, read page by page."""
    while True:
        page = engine.members(question, states, offset=offset, limit=at_once)
        yield from page.members
        offset += at_once
        if offset >= page.total:
            return
