"""Facts with a deadline, and whether each was met in time: the rules are those of engine/counting.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import ibis

from fengqiao.engine.sql.counts import Days, Members
from fengqiao.engine.sql.functions import Table, Value, yes
from fengqiao.engine.sql.hanging import later, latest_start
from fengqiao.engine.sql.standing import merged
from fengqiao.model.calendar import Period
from fengqiao.model.fact import REGISTERS
from fengqiao.model.measure import Duration, Timeliness

Followed = Callable[[Table], Table]
"""Facts with a start, and whether something followed each in time: the same table with `applies` and `truth`."""


def with_deadlines(measure: Timeliness, found: Members, window: Days, day: date, followed: Followed) -> Members:
    """The facts whose deadline has, or may have, passed, and whether each could be in time and could not."""
    table = found.table.mutate(begins=found.table[measure.start])
    last_start = latest_start(day, measure.within)
    if last_start is None:
        return Members(table.limit(0), table.sure, yes(False), yes(False))
    dated = table.filter(table.begins <= ibis.literal(last_start))
    if measure.end is None:
        # where nothing is asked to follow, the end is a field that nobody fills in
        truth = followed(dated).drop("applies")
        dated = truth.mutate(could=truth.truth.fill_null(True), could_not=~truth.truth.fill_null(False))
    else:
        held = _in_time(dated, measure.end, dated.begins, measure.within)
        dated = dated.mutate(could=held.fill_null(True), could_not=~held.fill_null(False))
    columns = [*found.table.columns, "could", "could_not"]
    undated = _undated(measure, table.filter(table.begins.isnull()), window, last_start)
    both = merged([dated.select(*columns), undated.select(*columns)])
    return Members(both, both.sure, both.could, both.could_not)


def _undated(measure: Timeliness, table: Table, window: Days, last_start: date) -> Table:
    """Those with a blank start, which lies in the time that their source speaks for, where they may be due."""
    first = ibis.coalesce(table.source_since, ibis.literal(date.min))
    last = ibis.coalesce(table.source_until, ibis.literal(date.max))
    placed_by = measure.of.dated_by or REGISTERS[measure.of.register].dated_by
    if measure.start == placed_by and isinstance(window, Period):
        first = ibis.greatest(first, ibis.literal(window.first))
        last = ibis.least(last, ibis.literal(window.last))
    table = table.mutate(first_start=first, whole_last=last)
    table = table.mutate(last_start=ibis.least(table.whole_last, ibis.literal(last_start)))
    table = table.filter(table.last_start >= table.first_start)
    table = table.mutate(sure=table.sure & (table.last_start == table.whole_last))
    if measure.end is None:
        return table.mutate(could=yes(True), could_not=yes(True))
    # a later start has a later deadline: its two ends say what any start could come to
    early = _in_time(table, measure.end, table.first_start, measure.within)
    late = _in_time(table, measure.end, table.last_start, measure.within)
    return table.mutate(could=late.fill_null(True), could_not=~early.fill_null(False))


def _in_time(table: Table, field: str, start: Value, within: Duration) -> Value:
    """Whether the end lies by the deadline; a blank one means not ended on the last day that the source speaks of."""
    deadline, end, spoke = later(start, within), table[field], table.source_until
    unmet = spoke.isnull() | (spoke >= deadline)
    return ibis.cases((end.notnull(), end <= deadline), (unmet, False), else_=ibis.null("boolean"))
