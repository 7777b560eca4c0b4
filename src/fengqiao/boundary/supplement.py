"""Which rows of a supplement take the place of earlier rows: those under the same id, by the day handed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from fengqiao.boundary.filed import Filed
from fengqiao.boundary.part import Part


def supplements(filed: Sequence[Filed]) -> dict[int, date]:
    """When each table of a supplement was handed in, by its `id()`; one without a day replaces nothing."""
    return {
        id(part): one.submission.reported_on
        for one in filed
        if one.submission.supplement and one.submission.reported_on is not None
        for part in one.parts
    }


def replacing(places: Sequence[tuple[Part, int]], handed_in: Mapping[int, date]) -> int | None:
    """Which of the rows under one id takes the place of the others: that of the latest supplement; None for none."""
    days = [handed_in.get(id(part)) for part, _ in places]
    last = max((day for day in days if day is not None), default=None)
    if last is None or days.count(last) > 1:
        return None
    others = [part.source.reported_on for (part, _), day in zip(places, days, strict=True) if day != last]
    return None if any(day is not None and day > last for day in others) else days.index(last)
