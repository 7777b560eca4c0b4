"""What was reported: for which days someone spoke for a register at a unit, what is missing, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import attrs

from fengqiao.model.calendar import Period
from fengqiao.model.dataset import Dataset, Hole
from fengqiao.model.fact import REGISTERS
from fengqiao.model.outcome import Missing
from fengqiao.model.place import Level

Spans = tuple[tuple[int, int], ...]
"""Stretches of days (ordinals, both ends included), in order, apart from each other."""
FIRST, LAST = date.min.toordinal(), date.max.toordinal()
CARRIED = ("figures", "attestations")
"""Registers without lives whose facts hold on like lives."""
OF_AN_OFFICE = ("funding", "figures", "attestations")
"""Registers of what an office has or says: it lies on no ground, so reports of a unit's parts do not speak for it."""


def merged(spans: Iterable[tuple[int, int]]) -> Spans:
    """The same days with no two stretches that touch."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(spans):
        if low > high:
            continue
        if found and low <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(found[-1][1], high)
        else:
            found.append((low, high))
    return tuple(found)


def clipped(spans: Spans, low: int, high: int) -> Spans:
    """The days among low..high."""
    return tuple((max(a, low), min(b, high)) for a, b in spans if a <= high and b >= low)


def _shared(parts: list[Spans]) -> Spans:
    """The days that every part holds; none where there is no part."""
    found = parts[0] if parts else ()
    for part in parts[1:]:
        found = tuple(span for low, high in part for span in clipped(found, low, high))
    return merged(found)


def gaps_in(spans: Spans, period: Period) -> Spans:
    """The days of the period that no stretch holds."""
    low, high = period.first.toordinal(), period.last.toordinal()
    found, start = [], low
    for a, b in clipped(spans, low, high):
        if a > start:
            found.append((start, a - 1))
        start = b + 1
    if start <= high:
        found.append((start, high))
    return tuple(found)


def ordinals(since: date | None, until: date | None) -> tuple[int, int]:
    """Two dates as ordinals; None is open."""
    return (FIRST if since is None else since.toordinal()), (LAST if until is None else until.toordinal())


def _of_level(spoken: Iterable[tuple[int, int, tuple[str, ...] | None]], level: Level | None) -> list[tuple[int, int]]:
    """The stretches that speak for a level of division."""
    return [(low, high) for low, high, levels in spoken if levels is None or level in levels]


class Reach:
    """The days for which each register was reported at each unit."""

    def __init__(self, dataset: Dataset) -> None:
        self._places = dataset.places
        self._own: dict[str, dict[str, list[tuple[int, int, tuple[str, ...] | None]]]] = {}
        self._partial: set[str] = set()
        self._spoken: dict[str, list[tuple[str, int, int]]] = {}
        for reported in dataset.reported:
            low, high = ordinals(reported.since, reported.until)
            entry = REGISTERS.get(reported.register)
            if entry is not None and (entry.life is not None or entry.name in CARRIED):
                high = min(LAST, high + dataset.carry.get(reported.register, timedelta()).days)
            mine = self._own.setdefault(reported.register, {}).setdefault(reported.unit, [])
            mine.append((low, high, reported.levels))
            if reported.levels is not None:
                self._partial.add(reported.register)
            self._spoken.setdefault(reported.register, []).append((reported.unit, low, high))
        self._holes: dict[str, dict[str, list[Hole]]] = {}
        for hole in sorted(map(_straight, dataset.holes), key=_order):
            self._holes.setdefault(hole.register, {}).setdefault(hole.unit, []).append(hole)
        self._above: dict[str, frozenset[str]] = {}
        self._spans: dict[tuple[str, str, date | None, Level | None], Spans] = {}
        self._areas: dict[tuple[str, str, date], Spans] = {}
        self._spoke: dict[tuple[str, str, Period, date], bool] = {}
        self._movers = dataset.places.movers

    def spans(self, register: str, key: str, day: date, level: Level | None = None) -> Spans:
        """The days for which the register was reported at the unit itself, by what it stood in at the time.

        A report of a county speaks for what an overlay unit took from it too; so does the overlay unit's own. `level`
        asks for units of that level all over the unit instead.
        """
        mine = self._own.get(register)
        if not mine:
            return ()
        asked = (level or self._places.units[key].level) if register in self._partial else None
        stamp = day if self._places.overlays else None
        found = self._spans.get((register, key, stamp, asked))
        if found is None:
            spells = self._places.units[key].spells
            parts = _of_level(mine.get(key, ()), asked)
            for i, spell in enumerate(spells):
                if spell.parent is None:
                    continue
                low = FIRST if i == 0 else ordinals(spell.since, None)[0]
                high = LAST if i + 1 == len(spells) else ordinals(spells[i + 1].since, None)[0] - 1
                parts += clipped(self.spans(register, spell.parent, day, asked), low, high)
            if self._places.overlays:
                for above in self._places.on(day).ancestors(key):
                    parts += _of_level(mine.get(above, ()), asked)
            found = self._spans[register, key, stamp, asked] = merged(parts)
        return found

    def area(self, register: str, key: str, day: date) -> Spans:
        """The days for which the register was reported all over the unit's area.

        What stands above the counties, and an overlay unit, has no ground but that of the units it is made of: it is
        reported when each of them is.
        """
        found = self._all_levels(register, key, day)
        if self._places.units[key].level.depth >= Level.COUNTY.depth and key not in self._places.overlays:
            return found
        if register in OF_AN_OFFICE and key in self._places.overlays:
            return found
        memo = (register, key, day)
        area = self._areas.get(memo)
        if area is None:
            parts = [self.area(register, child, day) for child in self._children(key, day)]
            area = self._areas[memo] = merged([*found, *_shared(parts)])
        return area

    def _all_levels(self, register: str, key: str, day: date) -> Spans:
        """The days for which the register was reported at the unit for every level of division from its own down."""
        if register not in self._partial:
            return self.spans(register, key, day)
        top = self._places.units[key].level.depth
        levels = [level for level in Level if level.depth >= top and self._places.lists(level)]
        return _shared([self.spans(register, key, day, level) for level in levels])

    def _children(self, key: str, day: date) -> list[str]:
        tree = self._places.on(day)
        return [child for child in tree.children(key) if tree.alive(child)]

    def holes(self, register: str, key: str, period: Period, day: date, *, below: bool = True) -> Iterator[Hole]:
        """The holes that touch the unit (what it stands in; `below`: what is below it too) and the period."""
        mine = self._holes.get(register)
        if not mine or period.last < period.first:
            return
        tree = self._places.on(day)
        units = mine.keys() & {key, *tree.ancestors(key), *self._ever_above(key)}
        if below:
            units |= {unit for unit in mine if tree.contains(key, unit)}
        first, last = period.first.toordinal(), period.last.toordinal()
        for hole in sorted((hole for unit in units for hole in mine[unit]), key=_order):
            low, high = ordinals(hole.since, hole.until)
            if low <= last and high >= first:
                yield hole

    def _ever_above(self, key: str) -> frozenset[str]:
        """Every unit that the unit ever stood in, by its codes."""
        found = self._above.get(key)
        if found is None:
            parents = {spell.parent for spell in self._places.units[key].spells if spell.parent is not None}
            found = self._above[key] = frozenset(parents).union(*map(self._ever_above, parents))
        return found

    def wholly(self, register: str, key: str, period: Period, day: date, *, below: bool = True) -> bool:
        """Whether the register was reported at the unit (and below it) for every day of the period, without a hole."""
        if period.last < period.first:
            return True
        if gaps_in(self.area(register, key, day) if below else self.spans(register, key, day), period):
            return False
        if next(self.holes(register, key, period, day, below=below), None) is not None:
            return False
        if not below or not self._movers:
            return True
        tree = self._places.on(day)
        return not any(
            gaps_in(self.spans(register, moved, day), period) for moved in self._movers if tree.contains(key, moved)
        )

    def stretches(self, register: str, key: str, day: date, *, below: bool = True) -> Spans:
        """The days for which a period may ask whether the register was reported all through: it must lie in one."""
        found = self.area(register, key, day) if below else self.spans(register, key, day)
        tree = self._places.on(day)
        for moved in self._movers if below else ():
            if tree.contains(key, moved):
                found = _shared([found, self.spans(register, moved, day)])
        for hole in self.holes(register, key, Period(date.min, date.max), day, below=below):
            low, high = ordinals(hole.since, hole.until)
            found = (*clipped(found, FIRST, low - 1), *clipped(found, high + 1, LAST))
        return merged(found)

    # -- whom to ask

    def missing(self, register: str, key: str, period: Period, day: date, *, below: bool = True) -> tuple[Missing, ...]:
        """What to ask for so that the register is reported at the unit: units (a county at most), then refused rows."""
        if period.last < period.first:
            return ()
        found = self._asked(register, key, period, day) if below else self._asked_above(register, key, period, day)
        return (*found, *self.refused(register, key, period, day, below=below))

    def refused(self, register: str, key: str, period: Period, day: date, *, below: bool = True) -> tuple[Missing, ...]:
        """The refused rows that touch the unit and the period."""
        return tuple(
            Missing(
                "refused",
                register,
                hole.unit,
                hole.since,
                hole.until,
                where=hole.problem.where if hole.problem else None,
            )
            for hole in self.holes(register, key, period, day, below=below)
        )

    def _asked(self, register: str, key: str, period: Period, day: date) -> list[Missing]:
        gaps = gaps_in(self.area(register, key, day), period)
        tree = self._places.on(day)
        if not gaps:
            moved = (unit for unit in self._movers if tree.contains(key, unit))
            return [
                _not_reported(register, unit, left)
                for unit in moved
                if (left := gaps_in(self.spans(register, unit, day), period))
            ]
        level = self._places.units[key].level
        if level.depth >= Level.COUNTY.depth and not self._spoke_in(register, key, period, day):
            return [_not_reported(register, key, gaps)]
        found = [ask for child in self._children(key, day) for ask in self._asked(register, child, period, day)]
        return found or [_not_reported(register, key, gaps)]

    def _asked_above(self, register: str, key: str, period: Period, day: date) -> list[Missing]:
        """The topmost unit above, a county at most, in which nobody spoke for the register in the time."""
        gaps = gaps_in(self.spans(register, key, day), period)
        if not gaps:
            return []
        asked = key
        for above in self._places.on(day).ancestors(key):
            if self._places.units[above].level.depth < Level.COUNTY.depth:
                break
            if self._spoke_in(register, above, period, day):
                break
            asked = above
        return [_not_reported(register, asked, gaps)]

    def _spoke_in(self, register: str, key: str, period: Period, day: date) -> bool:
        """Whether anyone spoke for the register in the unit on any day of the period."""
        memo = (register, key, period, day)
        found = self._spoke.get(memo)
        if found is None:
            found = self._spoke[memo] = self._anyone_spoke(register, key, period, day)
        return found

    def _anyone_spoke(self, register: str, key: str, period: Period, day: date) -> bool:
        tree = self._places.on(day)
        low, high = period.first.toordinal(), period.last.toordinal()
        return any(
            a <= high and b >= low and (tree.contains(key, unit) or tree.contains(unit, key))
            for unit, a, b in self._spoken.get(register, ())
        )


def _not_reported(register: str, key: str, gaps: Spans) -> Missing:
    low, high = gaps[0][0], gaps[-1][1]
    return Missing(
        "not_reported",
        register,
        key,
        None if low == FIRST else date.fromordinal(low),
        None if high == LAST else date.fromordinal(high),
    )


def _straight(hole: Hole) -> Hole:
    """The hole; one that ends before it begins leaves every day between open."""
    if hole.since is None or hole.until is None or hole.since <= hole.until:
        return hole
    return attrs.evolve(hole, since=hole.until, until=hole.since)


def _order(hole: Hole) -> tuple[str, ...]:
    where = str(hole.problem.where) if hole.problem else ""
    return hole.register, hole.unit, str(hole.since), str(hole.until), where
