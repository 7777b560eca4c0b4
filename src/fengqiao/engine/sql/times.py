"""Whether a fact lies in a time, as two columns: the same rules as engine/when.py."""

from __future__ import annotations

from datetime import date, timedelta

import ibis

from fengqiao.engine.sql.functions import Table, Value, yes
from fengqiao.engine.sql.logic import SURE, Held
from fengqiao.model.calendar import Period
from fengqiao.model.fact import REGISTERS

NEVER = Held(yes(False), yes(False))


def timed(table: Table, register: str, dated_by: str | None, window: Period, carry: timedelta) -> Held:
    """Whether the facts of a register lie in the window: by their lives, or by a date of them."""
    if window.last < window.first:
        return NEVER if _is_dated(register, dated_by) else SURE
    entry = REGISTERS[register]
    if entry.life is not None and dated_by is None:
        begins, ends = entry.life
        return _in_being(table, table[begins], table[ends], window, carry)
    field = dated_by or entry.dated_by
    if field is None:
        return SURE
    return _on_a_day(table, table[field], window)


def _is_dated(register: str, dated_by: str | None) -> bool:
    entry = REGISTERS[register]
    return bool(entry.life or entry.dated_by or dated_by)


def _in_being(table: Table, since: Value, until: Value, window: Period, carry: timedelta) -> Held:
    first, last = ibis.literal(window.first), ibis.literal(window.last)
    spoke = table.source_until
    out = (since > last).fill_null(False) | (until < first).fill_null(False)
    begun = since.notnull() | spoke.isnull() | (ibis.least(spoke, ibis.coalesce(until, spoke)) <= last)
    reach = window.first - carry if window.first - date.min > carry else date.min
    lasted = until.notnull() | spoke.isnull() | (spoke >= ibis.literal(reach))
    return Held(~out & begun.fill_null(False) & lasted.fill_null(False), ~out)


def _on_a_day(table: Table, found: Value, window: Period) -> Held:
    low, high = ibis.literal(window.first), ibis.literal(window.last)
    first = ibis.coalesce(table.source_since, ibis.literal(date.min))
    last = ibis.coalesce(table.source_until, ibis.literal(date.max))
    if found.type().is_integer():
        inside = (found >= window.first.year) & (found <= window.last.year)
    else:
        inside = (found >= low) & (found <= high)
    touches = (last >= low) & (first <= high)
    whole = (low <= first) & (last <= high)
    blank = found.isnull()
    return Held(blank.ifelse(touches & whole, inside.fill_null(False)), blank.ifelse(touches, inside.fill_null(False)))
