"""The days of slots as small tables: which slots hold a day, by when a report is in time, how late it may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import pyarrow as pa

from fengqiao.engine.reach import ordinals
from fengqiao.engine.sql.ground import WORD, count_of_words, words
from fengqiao.model.calendar import Slots

Span = tuple[date | None, date | None, int, bool]
"""A time that sources speak for, the slots that it touches, and whether it has days in none."""


def days_of(slots: Slots) -> pa.Table:
    """Every day with the words of the slots that hold it."""
    days = sorted(slots.days)
    columns = words("bit", [slots.days[day] for day in days], len(slots.periods))
    return pa.table({"day": pa.array(days, pa.date32()), **columns})


def slot_days(slots: Slots, grace: timedelta, judged: date) -> pa.Table:
    """Every day once for each slot that holds it, with the last day `by` which a report is in time.

    `whole` is how many days late the slot is by the judged day while nothing fills it.
    """
    found = [(day, i) for day, bits in sorted(slots.days.items()) for i in each_bit(bits)]
    limits = [min(slot.last.toordinal() + grace.days, date.max.toordinal()) for slot in slots.periods]
    late = [max(0, judged.toordinal() - limit) for limit in limits]
    return pa.table(
        {
            "day": pa.array([day for day, _ in found], pa.date32()),
            "by": pa.array([date.fromordinal(limits[i]) for _, i in found], pa.date32()),
            "whole": pa.array([late[i] for _, i in found], pa.int64()),
            **words("bit", [1 << i for _, i in found], len(slots.periods)),
        }
    )


def with_wholes(duties: pa.Table, slots: Slots, grace: timedelta, judged: date) -> pa.Table:
    """Units with how many days late the slots due are while nothing fills them, at the most and at the least.

    A slot of which somebody has yet to speak may not be late at all: `most` counts it, `least` does not.
    """
    late = [max(0, judged.toordinal() - slot.last.toordinal() - grace.days) for slot in slots.periods]
    size = count_of_words(len(slots.periods))
    found: dict[int, int] = {}

    def whole(bits: int) -> int:
        if bits not in found:
            found[bits] = sum(late[i] for i in each_bit(bits))
        return found[bits]

    due, silent = (
        [sum(word << (WORD * i) for i, word in enumerate(row)) for row in zip(*columns, strict=True)]
        for columns in ([duties.column(f"{name}_{i}").to_pylist() for i in range(size)] for name in ("due", "silent"))
    )
    most = [whole(bits) for bits in due]
    least = [whole(bits & ~still) for bits, still in zip(due, silent, strict=True)]
    added = duties.append_column("most", pa.array(most, pa.int64()))
    return added.append_column("least", pa.array(least, pa.int64()))


def each_bit(bits: int) -> Iterator[int]:
    """The numbers of the bits that are set."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


def spans_of(slots: Slots, spans: Iterable[tuple[date | None, date | None]]) -> list[Span]:
    """The times that sources speak for: the slots that they touch, and whether they have days in none."""
    found = []
    for since, until in spans:
        low, high = ordinals(since, until)
        first, last = date.fromordinal(low), date.fromordinal(high)
        periods = slots.periods
        outside = not periods or first < periods[0].first or last > periods[-1].last
        found.append((since, until, slots.touching(first, last), outside))
    return found


def cross(spans: list[Span]) -> bool:
    """Whether the slots of two times overlap without being the same."""
    sets = sorted({one[2] for one in spans})
    return any(a & b for i, a in enumerate(sets) for b in sets[i + 1 :])
