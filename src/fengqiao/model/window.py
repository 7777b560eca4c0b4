"""The time that a measure looks at, relative to the judged day, the plan and the milestone's period."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

import attrs

from fengqiao.errors import Text, UsageError
from fengqiao.model.period import Period, add_months


class WindowKind(StrEnum):
    """The forms that a window takes."""

    AS_OF = "as_of"
    PLAN = "plan"
    PERIOD = "period"
    TO_DATE = "to_date"
    LAST = "last"
    BETWEEN = "between"


UNITS = {WindowKind.TO_DATE: ("year", "quarter", "month"), WindowKind.LAST: ("days", "weeks", "months")}
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@attrs.frozen
class Window:
    """One of: the judged day, the plan's time, the milestone's period, a unit to date, the last n units, two dates.

    Made by the names below (`AS_OF`, `PLAN`, `PERIOD`, `to_date`, `last`, `between`).
    """

    kind: WindowKind
    unit: str | None = None
    n: int = 0
    since: date | None = None
    until: date | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse what is no window."""
        units = UNITS.get(self.kind, ())
        if (self.unit in units) != bool(units) or (self.unit is None) == bool(units):
            known = ", ".join(units) or "-"
            raise UsageError(
                Text(f"时间窗 {self.kind} 的单位须为：{known}", f"The unit of a {self.kind} window is one of: {known}")
            )
        if (self.kind is WindowKind.LAST) != (self.n > 0) or self.n < 0:
            raise UsageError(Text("last 须给出大于 0 的 n", "A last window needs n above 0, others have none"))
        if self.kind is not WindowKind.BETWEEN and (self.since or self.until):
            raise UsageError(Text("只有 between 给出起止日期", "Only a between window has dates"))
        if self.kind is WindowKind.BETWEEN and (self.since is None or self.until is None or self.until < self.since):
            raise UsageError(
                Text("between 须给出起止日期，先起后止", "A between window needs two dates, the earlier one first")
            )


AS_OF = Window(WindowKind.AS_OF)
"""The judged day alone: what is in being on it."""
PLAN = Window(WindowKind.PLAN)
"""The plan's whole time up to the judged day."""
PERIOD = Window(WindowKind.PERIOD)
"""The milestone's or the scheme's period."""


def to_date(unit: Literal["year", "quarter", "month"]) -> Window:
    """From the start of the judged day's year, quarter or month to the judged day."""
    return Window(WindowKind.TO_DATE, unit=unit)


def last(n: int, unit: Literal["days", "weeks", "months"]) -> Window:
    """The n days, weeks of seven days, or months that end on the judged day."""
    return Window(WindowKind.LAST, unit=unit, n=n)


def between(since: date, until: date) -> Window:
    """Two dates, both included."""
    return Window(WindowKind.BETWEEN, since=since, until=until)


def resolve(window: Window, *, day: date, plan: Period, period: Period) -> Period:
    """The days that a window holds when judged on `day`.

    No window reaches past the judged day, since what came later was not so on that day; one that would begin after it
    holds no day. The last month before the 31st begins on the day after the 28th, 29th or 30th where months differ.
    """
    match window.kind:
        case WindowKind.AS_OF:
            first, until = day, day
        case WindowKind.PLAN:
            first, until = plan.first, plan.last
        case WindowKind.PERIOD:
            first, until = period.first, period.last
        case WindowKind.TO_DATE:
            months = MONTHS[str(window.unit)]
            first, until = date(day.year, (day.month - 1) // months * months + 1, 1), day
        case WindowKind.LAST:
            first, until = _back(day, window.n, str(window.unit)) + timedelta(days=1), day
        case WindowKind.BETWEEN:
            first, until = window.since or date.min, window.until or date.max
    return Period(first, min(until, day))


def _back(day: date, n: int, unit: str) -> date:
    """The day before the first of the last n units."""
    return add_months(day, -n) if unit == "months" else day - timedelta(days=n * (7 if unit == "weeks" else 1))
