"""Days late: for each slot due, the days from its end and the grace to the report that filled it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

import attrs

from fengqiao.engine.reach import FIRST, LAST
from fengqiao.model.calendar import Period


@attrs.frozen(eq=False)
class Handed:
    """A fact that fills some slots (perhaps, unless `sure`), and the day on which it was handed in (None: unknown)."""

    bits: int
    sure: bool
    on: date | None


def days_late(
    due: Iterable[tuple[int, Period]],
    handed: Collection[Handed],
    loose: int,
    *,
    times: int,
    grace: int,
    day: date,
    disputed: bool,
) -> tuple[int, int]:
    """The least and most days late of the slots due, summed.

    A slot filled by `times` facts is as late as the last of the first `times` handed in; one not filled is late to the
    judged day, and so is at most every one. `loose` are the slots that something more may fill, handed in on a day
    that is not known; `disputed` says that not every fact is sure to be one.
    """
    low = high = 0
    for i, slot in due:
        deadline = slot.last.toordinal() + grace
        whole = max(0, day.toordinal() - deadline)
        mine = [one for one in handed if one.bits >> i & 1]
        sure = [] if disputed else [one for one in mine if one.sure]
        soonest = sorted(FIRST if one.on is None else one.on.toordinal() for one in mine)
        latest = sorted(LAST if one.on is None else one.on.toordinal() for one in sure)
        if not loose >> i & 1:
            low += _late(soonest, times, deadline, whole)
        high += _late(latest, times, deadline, whole)
    return low, high


def _late(days: list[int], times: int, deadline: int, whole: int) -> int:
    """The days late of one slot whose facts were handed in on these days."""
    return whole if len(days) < times else min(whole, max(0, days[times - 1] - deadline))
