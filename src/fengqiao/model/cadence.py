"""How often something is due, and how a cadence cuts time into slots."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal, get_args

import attrs

from fengqiao.errors import Text, UsageError
from fengqiao.model.period import Period, add_months, iso_year_week, shift_years

CadenceKind = Literal["week", "xun", "half_month", "month", "quarter", "half", "year", "slots", "days", "years"]
KINDS: tuple[CadenceKind, ...] = get_args(CadenceKind)
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
DAY = timedelta(days=1)
BEFORE_MONTH_ENDS = {"xun": (10, 20, 31), "half_month": (15, 31)}


@attrs.frozen
class Cadence:
    """How often something is due.

    By the calendar: week (ISO, Monday first), xun (1-10, 11-20, 21-end), half_month (1-15, 16-end), month, quarter,
    half, year. `slots` ends a slot on each of the `ends` (days of the month): with (14, 28) one runs from the 15th to
    the 28th, the next from the 29th (or the 1st, after 28 February) to the 14th of the next month. A month too short
    for a day ends that slot on its last day, so (30, 31) has one slot in April and 31 is every month's end.
    From the duty's first day: `days` and `years`, `n` at a time. `days` with `rolling` is due every day: the slot of a
    day is the n days that end on it.
    """

    kind: CadenceKind
    ends: tuple[int, ...] = ()
    n: int = 0
    rolling: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse what is no cadence."""
        counted = self.kind in ("days", "years")
        if self.kind not in KINDS:
            known = ", ".join(KINDS)
            raise UsageError(
                Text(f"没有“{self.kind}”这种频次；可用：{known}", f"No cadence {self.kind!r}. Known: {known}")
            )
        if (self.kind == "slots") != bool(self.ends) or not all(1 <= day <= 31 for day in self.ends):
            raise UsageError(
                Text(
                    "slots 须列出每月的日（1-31），其他频次不列",
                    "Slots need days of the month (1-31); other cadences have none",
                )
            )
        if counted != (self.n != 0) or self.n < 0:
            raise UsageError(
                Text(
                    "days 和 years 须给出大于 0 的 n，其他频次不给",
                    "days and years need n above 0; other cadences have none",
                )
            )
        if self.rolling and self.kind != "days":
            raise UsageError(Text("只有 days 可以滚动计算", "Only days can be rolling"))

    def slots(self, first: date, last: date) -> Iterator[Period]:
        """Every slot that holds a day of first..last, in order; days and years start at `first`, the duty's first day.

        All forms but the rolling one tile time: each day is in one slot.
        """
        if self.rolling:
            return self._rolling(first, last)
        if self.kind in ("days", "years"):
            return self._counted(first, last)
        return self._by_calendar(first, last)

    def _rolling(self, first: date, last: date) -> Iterator[Period]:
        reach = timedelta(days=self.n - 1)
        for ordinal in range(first.toordinal(), (last + reach).toordinal() + 1):
            day = date.fromordinal(ordinal)
            yield Period(day - reach, day)

    def _counted(self, first: date, last: date) -> Iterator[Period]:
        i, start = 0, first
        while start <= last:
            i += 1
            # Years are counted from the first day each time, so that 29 February comes back every fourth year.
            following = shift_years(first, i * self.n) if self.kind == "years" else start + timedelta(days=self.n)
            yield Period(start, following - DAY)
            start = following

    def _by_calendar(self, first: date, last: date) -> Iterator[Period]:
        start, following = self._around(first)
        while start <= last:
            yield Period(start, following - DAY, title=self._title(start))
            start, following = following, self._around(following)[1]

    def _around(self, day: date) -> tuple[date, date]:
        """The first day of the calendar slot that holds the day, and the first day of the slot after it."""
        if self.kind == "week":
            start = day - timedelta(days=day.weekday())
            return start, start + timedelta(days=7)
        if self.kind in MONTHS:
            months = MONTHS[self.kind]
            start = date(day.year, (day.month - 1) // months * months + 1, 1)
            return start, add_months(start, months)
        month = day.replace(day=1)
        ends = sorted({end for n in (-1, 0, 1) for end in self._month_ends(add_months(month, n))})
        before = max(end for end in ends if end < day)
        return before + DAY, min(end for end in ends if end >= day) + DAY

    def _month_ends(self, month: date) -> set[date]:
        """The days of a month on which a slot ends; `month` is its first day."""
        length = (add_months(month, 1) - month).days
        return {month.replace(day=min(end, length)) for end in self.ends or BEFORE_MONTH_ENDS[self.kind]}

    def _title(self, start: date) -> str | None:
        """What people call the slot that starts on the day."""
        month = f"{start.year}-{start.month:02d}"
        match self.kind:
            case "week":
                return "{}-W{:02d}".format(*iso_year_week(start))
            case "xun":
                return month + "上中下"[start.day // 10] + "旬"
            case "half_month":
                return month + ("上半月" if start.day == 1 else "下半月")
            case "month":
                return month
            case "quarter":
                return f"{start.year}Q{(start.month + 2) // 3}"
            case "half":
                return f"{start.year}H{1 if start.month == 1 else 2}"
            case "year":
                return str(start.year)
            case _:
                return None
