"""Whether a fact lies in a time, as two columns: the same rules as engine/when.py."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
import ibis

from fengqiao.engine.sql.functions import Table, Value, yes
from fengqiao.engine.sql.logic import SURE, Held
from fengqiao.model.calendar import Period
from fengqiao.model.fact import REGISTERS

NEVER = Held(yes(False), yes(False))


@attrs.frozen(eq=False)
class Days:
    """The days from `first` to `last`, both included, as columns."""

    first: Value
    last: Value


def time_columns(register: str, dated_by: str | None) -> tuple[str, ...]:
    """The columns that say when a fact lies."""
    entry = REGISTERS[register]
    if entry.life is not None and dated_by is None:
        return (*entry.life, "source_until")
    field = dated_by or entry.dated_by
    return () if field is None else (field, "source_since", "source_until")


def timed(table: Table, register: str, dated_by: str | None, window: Period | Days, carry: timedelta) -> Held:
    """Whether the facts of a register lie in the window: by their lives, or by a date of them."""
    columns = time_columns(register, dated_by)
    if not columns:
        return SURE
    if isinstance(window, Period):
        if window.last < window.first:
            return NEVER
        window = Days(ibis.literal(window.first), ibis.literal(window.last))
    if len(columns) == 3 and columns[1] != "source_since":
        return _in_being(table, table[columns[0]], table[columns[1]], window, carry)
    return _on_a_day(table, table[columns[0]], window)


def _in_being(table: Table, since: Value, until: Value, window: Days, carry: timedelta) -> Held:
    spoke = table.source_until
    out = (since > window.last).fill_null(False) | (until < window.first).fill_null(False)
    out |= window.last < window.first
    begun = since.notnull() | spoke.isnull() | (ibis.least(spoke, ibis.coalesce(until, spoke)) <= window.last)
    held_on = spoke + ibis.interval(days=carry.days) if carry else spoke
    lasted = until.notnull() | spoke.isnull() | (held_on >= window.first)
    return Held(~out & begun.fill_null(False) & lasted.fill_null(False), ~out)


def _on_a_day(table: Table, found: Value, window: Days) -> Held:
    low, high = window.first, window.last
    first = ibis.coalesce(table.source_since, ibis.literal(date.min))
    last = ibis.coalesce(table.source_until, ibis.literal(date.max))
    inside = found.between(low.year(), high.year()) if found.type().is_integer() else found.between(low, high)
    touches = (last >= low) & (first <= high) & (low <= high)
    whole = (low <= first) & (last <= high)
    blank = found.isnull()
    inside = inside.fill_null(False) & (low <= high)
    return Held(blank.ifelse(touches & whole, inside), blank.ifelse(touches, inside))
