"""Staffing by work: how long each piece of work takes, how long a mediator works in a year. All exact."""

from __future__ import annotations

from fractions import Fraction

import attrs

from fengqiao.errors import Text


@attrs.frozen
class Activity:
    """Work counted in a register: `minutes` for each fact whose fields hold the values of `where`."""

    name: Text
    register: str
    minutes: Fraction
    where: tuple[tuple[str, str], ...] = ()


@attrs.frozen
class Standards:
    """What a year of one mediator holds, and how long each activity takes, as `source` says.

    `share` of the time goes to support work shared by all, `individual_hours` a year to work of single mediators.
    """

    activities: tuple[Activity, ...]
    days: int
    absences: int
    hours: Fraction
    source: str
    share: Fraction = Fraction(0)
    individual_hours: Fraction = Fraction(0)
    example: bool = False

    @property
    def available(self) -> Fraction:
        """Hours that one mediator works in a year."""
        return (self.days - self.absences) * self.hours

    def needed(self, minutes: Fraction) -> Fraction:
        """Mediators for so many minutes of work in a year (WISN).

        N = (workload hours / AWT) / (1 - share) + individual hours / AWT.
        """
        return minutes / 60 / self.available / (1 - self.share) + self.individual_hours / self.available
