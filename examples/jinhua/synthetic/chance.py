"""Seeded chance: one stream a county and topic, so that a change in one leaves the others as they were."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random


def stream(seed: int, *topic: str) -> Random:
    """The stream of a topic."""
    return Random("/".join((str(seed), *topic)))


def day_between(rng: Random, first: date, last: date) -> date:
    """A working weekday between two days (both included), or the first day itself."""
    day = first + timedelta(days=rng.randrange((last - first).days + 1))
    while day.weekday() > 4 and day > first:
        day -= timedelta(days=1)
    return day


def day_in_year(rng: Random, year: int, *, before: date | None = None) -> date:
    """A working weekday in a year."""
    last = date(year, 12, 24)
    return day_between(rng, date(year, 1, 8), min(last, before) if before else last)
