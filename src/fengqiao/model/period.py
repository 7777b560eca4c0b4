"""A stretch of whole days, and the arithmetic of months and years."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import attrs


@attrs.frozen
class Period:
    """The days from `first` to `last`, both included; with `last` before `first` it holds no day.

    `title` is what people call it where it has a name; it takes no part in comparisons.
    """

    first: date
    last: date
    title: str | None = attrs.field(default=None, eq=False, kw_only=True)

    @property
    def days(self) -> int:
        """How many days it holds."""
        return max(0, (self.last - self.first).days + 1)

    @property
    def label(self) -> str:
        """Its name for people (2019-W05, 2019-03上旬), else its ends: 2019-03-15/2019-03-28."""
        return self.title or f"{self.first.isoformat()}/{self.last.isoformat()}"

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.first <= day <= self.last


def add_months(day: date, n: int) -> date:
    """The same day n months on, or that month's last day where it is too short (31 January + 1: 28 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def shift_years(day: date, n: int) -> date:
    """The same day n years on; 29 February becomes the 28th where there is none."""
    return add_months(day, 12 * n)


def iso_year_week(day: date) -> tuple[int, int]:
    """The year and number of its week (GB/T 7408.1, ISO 8601): from Monday, in the year that holds its Thursday."""
    iso = day.isocalendar()
    return iso.year, iso.week
