"""Whether a fact lies in a time, three-valued: what is blank is bounded by the time that its source speaks for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from fengqiao.engine.truth import getter
from fengqiao.model.calendar import Period, add_months
from fengqiao.model.fact import REGISTERS, Fact
from fengqiao.model.measure import Duration
from fengqiao.model.source import Source

Timed = Callable[[Fact], bool | None]


def later(day: date, by: timedelta) -> date:
    """The day so much later, or the last day there is."""
    return date.max if date.max - day < by else day + by


def after(day: date, length: Duration) -> date:
    """The day a length of time later."""
    match length.unit:
        case "days":
            return later(day, timedelta(days=length.n))
        case "weeks":
            return later(day, timedelta(weeks=length.n))
        case "months":
            return add_months(day, length.n)
        case "years":
            return add_months(day, 12 * length.n)


def timed(register: str, dated_by: str | None, window: Period, carry: timedelta) -> Timed:
    """Whether a fact of the register lies in the window: by its life, or by a date of it."""
    entry = REGISTERS[register]
    if entry.life is not None and dated_by is None:
        begins, ends = (getter(register, field) for field in entry.life)
        return lambda fact: in_being(begins(fact), ends(fact), fact.source, window, carry)
    field = dated_by or entry.dated_by
    if field is None:
        return lambda _: True
    dated = getter(register, field)
    return lambda fact: on_a_day(dated(fact), fact.source, window)


def in_being(since: date | None, until: date | None, source: Source, window: Period, carry: timedelta) -> bool | None:
    """Whether a life holds a day of the window.

    A blank end means not ended on the last day that the source speaks of (and `carry` beyond), a blank beginning begun
    by that day. A source that speaks of no last day speaks of every day.
    """
    if window.last < window.first or (since is not None and since > window.last):
        return False
    if until is not None and until < window.first:
        return False
    spoke = source.until
    begun = since is not None or spoke is None or min(spoke, until or spoke) <= window.last
    lasted = until is not None or spoke is None or later(spoke, carry) >= window.first
    return True if begun and lasted else None


def on_a_day(found: Any, source: Source, window: Period) -> bool | None:
    """Whether a date, or a whole year that touches it, lies in the window; a blank is some day of its source's time."""
    if window.last < window.first:
        return False
    if found is None:
        first, last = source.since or date.min, source.until or date.max
        if last < window.first or first > window.last:
            return False
        return True if window.first <= first and last <= window.last else None
    if isinstance(found, int):
        return window.first.year <= found <= window.last.year
    return bool(window.first <= found <= window.last)
