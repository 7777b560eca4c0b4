"""Windows that hang on a date of the member that asks: found in a measure, read as columns, or written out as days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, TypeVar

import attrs
import ibis

from fengqiao.engine.sql.asked import dates
from fengqiao.engine.sql.functions import Table, Value
from fengqiao.engine.sql.logic import Held
from fengqiao.engine.sql.times import Days, time_columns, timed
from fengqiao.engine.when import after
from fengqiao.model.calendar import Period, between
from fengqiao.model.measure import After, Before, Count, Duration, FactsOf, Mediators, Share

T = TypeVar("T")


@attrs.frozen
class Hanging:
    """A window that hangs on a date of whoever asks, as what says of a register's facts whether they lie in it."""

    window: Before | After
    register: str
    dated_by: str | None
    day: date
    carry: timedelta

    @property
    def columns(self) -> tuple[str, ...]:
        """What of a fact says when it lies."""
        return time_columns(self.register, self.dated_by)

    def days(self, units: Table) -> Days:
        """The days of the window at each unit; blank where the date is."""
        found = units[dates(self.window.field)]
        day = ibis.literal(self.day)
        if isinstance(self.window, Before):
            first = found.isnull().ifelse(ibis.null("date"), ibis.literal(date.min))
            return Days(first, ibis.least(day, found - ibis.interval(days=1)).cast("date"))
        return Days(found, ibis.least(day, later(found, self.window.within)))

    def held(self, table: Table) -> Held:
        """Whether the facts lie in it, where units stand beside them."""
        return timed(table, self.register, self.dated_by, self.days(table), self.carry)


def later(found: Value, length: Duration) -> Value:
    """The date a length of time later."""
    step = ibis.interval(**{length.unit: length.n})
    return (found + step).cast("date")


def latest_start(day: date, length: Duration) -> date | None:
    """The last day from which a length of time has passed by a day; None where there is none."""
    found = day
    while after(found, length) > day:
        if found == date.min:
            return None
        found -= timedelta(days=1)
    return found


# -- what hangs in a measure


def fields(found: Any) -> frozenset[str]:
    """The fields of the enclosing member on which windows of a measure or condition hang."""
    return frozenset(_fields(found))


def _fields(found: Any) -> Iterator[str]:
    match found:
        case Before(field) | After(field):
            yield field
        case FactsOf(window=window) | Mediators(window=window):
            yield from _fields(window)
        case Count(FactsOf() | Mediators() as of) | Share(FactsOf() | Mediators() as of):
            yield from _fields(of)  # its condition is asked by its own members
        case tuple():
            for part in found:
                yield from _fields(part)
        case _ if attrs.has(type(found)):
            for field in attrs.fields(type(found)):
                yield from _fields(getattr(found, field.name))


def fixed(found: T, on: Mapping[str, date | None], day: date) -> T:
    """The same with each window written out for the dates of one member; one whose date is blank is left."""
    made: Any = found
    match made:
        case _ if not fields(found):
            return found
        case FactsOf(window=window) | Mediators(window=window):
            made = attrs.evolve(made, window=_written(window, on, day))
        case Count(FactsOf() | Mediators() as of) | Share(FactsOf() | Mediators() as of):
            made = attrs.evolve(made, of=fixed(of, on, day))
        case tuple():
            made = tuple(fixed(part, on, day) for part in made)
        case _:
            held = {field.name: getattr(made, field.name) for field in attrs.fields(type(made))}
            made = type(made)(**{name: fixed(one, on, day) for name, one in held.items()})
    same: T = made
    return same


def _written(window: Any, on: Mapping[str, date | None], day: date) -> Any:
    period = period_of(window, on, day)
    return window if period is None else between(period.first, period.last)


def period_of(window: Any, on: Mapping[str, date | None], day: date) -> Period | None:
    """The days of a window that hangs on a member with some dates; None where its date is blank, or it does not."""
    match window:
        case Before(field) if (found := on[field]) is not None:
            return Period(date.min, min(day, found - timedelta(days=1)))
        case After(field, within) if (found := on[field]) is not None:
            return Period(found, min(day, after(found, within)))
    return None
