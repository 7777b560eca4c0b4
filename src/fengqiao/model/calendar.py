"""Time as plans use it: the days on which people work, and by name everything of period, cadence, slots and window."""

from __future__ import annotations

from datetime import date

import attrs

from fengqiao.model.cadence import Cadence
from fengqiao.model.period import Period, add_months, iso_year_week, shift_years
from fengqiao.model.slots import Slots, longest_run
from fengqiao.model.window import AS_OF, PERIOD, PLAN, Window, WindowKind, between, last, resolve, to_date

__all__ = [
    "AS_OF",
    "PERIOD",
    "PLAN",
    "Cadence",
    "Calendar",
    "Period",
    "Slots",
    "Window",
    "WindowKind",
    "add_months",
    "between",
    "iso_year_week",
    "last",
    "longest_run",
    "resolve",
    "shift_years",
    "to_date",
]


@attrs.frozen
class Calendar:
    """Working days: Monday to Friday less the weekdays that are off, and the weekend days worked in their stead.

    `known` is the time that the lists speak for (None: all of it). Outside it every weekday counts as worked, so that
    nothing is excused for want of a list.
    """

    off: frozenset[date] = frozenset()
    made_up: frozenset[date] = frozenset()
    known: Period | None = None

    def works(self, day: date) -> bool:
        """Whether people work on the day."""
        return day in self.made_up or (day.weekday() < 5 and day not in self.off)

    def has_working_day(self, period: Period) -> bool:
        """Whether people work on any day of the period."""
        days = range(period.first.toordinal(), period.last.toordinal() + 1)
        return any(self.works(date.fromordinal(day)) for day in days)
