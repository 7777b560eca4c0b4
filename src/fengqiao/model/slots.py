"""The slots of a cadence as bits: bit i of a whole number is period i."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

import attrs

from fengqiao.model.cadence import Cadence
from fengqiao.model.period import Period


def _run(low: int, high: int) -> int:
    """The bits low..high-1."""
    return (1 << high) - (1 << low) if low < high else 0


def longest_run(bits: int) -> int:
    """The greatest number of neighbouring bits."""
    length = 0
    while bits:
        bits &= bits << 1
        length += 1
    return length


@attrs.frozen(eq=False)
class Slots:
    """The slots of a cadence that hold a day of a duty, in order of their days, and the bits of each day.

    `days` has every day of first..last with the bits of the slots that hold it: one bit, or n when the slots roll.
    """

    periods: tuple[Period, ...]
    days: Mapping[date, int]
    _firsts: tuple[date, ...]
    _lasts: tuple[date, ...]

    @classmethod
    def of(cls, cadence: Cadence, first: date, last: date) -> Slots:
        """All slots that hold a day of first..last; `first` is the duty's first day."""
        periods = tuple(cadence.slots(first, last)) if first <= last else ()
        firsts = tuple(period.first for period in periods)
        lasts = tuple(period.last for period in periods)
        days: dict[date, int] = {}
        low = high = 0
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            day = date.fromordinal(ordinal)
            while lasts[low] < day:
                low += 1
            while high < len(firsts) and firsts[high] <= day:
                high += 1
            days[day] = _run(low, high)
        return cls(periods, MappingProxyType(days), firsts, lasts)

    def mask(self, day: date) -> int:
        """The bits of all slots that hold the day; none outside first..last."""
        return self.days.get(day, 0)

    def touching(self, first: date, last: date) -> int:
        """The bits of all slots that hold a day of first..last."""
        return _run(bisect_left(self._lasts, first), bisect_right(self._firsts, last)) if first <= last else 0

    def due(
        self, lives: Iterable[tuple[date | None, date | None]], duty_first: date, window: Period, judged: date
    ) -> int:
        """The bits of the slots that are due.

        A slot is due when it lies whole in one of the lives (both ends included, None is open) and not before the
        duty's first day, its last day lies in the window, and it has ended by the judged day. It belongs to the one
        window that holds its last day, so windows that adjoin share none and lose none.
        """
        bits = 0
        start = bisect_left(self._lasts, window.first)
        for since, until in lives:
            first = duty_first if since is None else max(duty_first, since)
            last = min(window.last, judged) if until is None else min(window.last, judged, until)
            bits |= _run(max(start, bisect_left(self._firsts, first)), bisect_right(self._lasts, last))
        return bits

    def chosen(self, bits: int) -> tuple[Period, ...]:
        """The periods of some bits."""
        return tuple(period for i, period in enumerate(self.periods) if bits >> i & 1)

    def names(self, bits: int) -> tuple[str, ...]:
        """What people call the periods of some bits."""
        return tuple(period.label for period in self.chosen(bits))

    @staticmethod
    def longest_run(bits: int) -> int:
        """The greatest number of neighbouring slots among some bits."""
        return longest_run(bits)
