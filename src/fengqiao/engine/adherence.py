"""Slots filled over slots due: for each unit one whole number whose bit i is slot i."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import reduce
from itertools import repeat
from operator import or_
from typing import Any

import attrs

from fengqiao.engine.known import Known, distinct
from fengqiao.engine.lateness import Handed, days_late
from fengqiao.engine.lumps import Lump, fewest_filled, most_filled
from fengqiao.engine.reach import merged, ordinals
from fengqiao.engine.returns import Told, conflict, differing, inner, told
from fengqiao.engine.truth import getter, reported_on
from fengqiao.errors import NotSupportedError, Problem, Text
from fengqiao.model.calendar import Calendar, Period, Slots
from fengqiao.model.fact import REGISTERS, Fact
from fengqiao.model.measure import Adherence
from fengqiao.model.outcome import Tally

ALL_TIME = Period(date.min, date.max)
Inside = tuple[int, int]
"""How many facts with a day, and without one."""


@attrs.frozen(eq=False)
class Standing:
    """The slots of one unit: due, surely filled, possibly filled; and how many are filled at least and at most."""

    due: int
    filled: int
    possible: int
    low: int
    high: int

    @property
    def tally(self) -> Tally:
        """Slots surely filled, surely not, and the rest."""
        return Tally(self.low, self.due.bit_count() - self.high, self.high - self.low)

    @property
    def missed(self) -> int:
        """The slots that nothing known may fill."""
        return self.due & ~self.filled & ~self.possible


class Words:
    """What is known of every unit's slots for one register, predicate and cadence: one pass over the facts."""

    def __init__(self, known: Known, calendar: Calendar, measure: Adherence, duty: date, day: date) -> None:
        self.slots = Slots.of(measure.every, duty, day)
        self.problems: list[Problem] = []
        self._known, self._measure, self._duty, self._day = known, measure, duty, day
        self._rolls = measure.every.n if measure.every.rolling else 0
        self._timely: dict[date | None, int] = {}
        self._touches: dict[tuple[int, int], tuple[int, bool]] = {}
        self._excused = 0
        if measure.excuse_no_working_day:
            self._excused = sum(
                1 << i for i, slot in enumerate(self.slots.periods) if not calendar.has_working_day(slot)
            )
        self._ladder: dict[str, list[int]] = {}
        self._tall: dict[str, list[int]] = {}
        self._dated: dict[str, list[date]] = {}
        self._filled: dict[str, int] = {}
        self._perhaps: dict[str, int] = {}
        self._own: dict[str, list[Lump]] = {}
        self._handed: dict[str, list[Handed]] = {}
        self._excess: dict[str, int] = {}
        self.spread: list[Lump] = []
        self._spoken: dict[str, list[tuple[int, int]]] = {}
        self._spoken_below: dict[tuple[str, str], list[tuple[int, int]]] = {}
        self._read_facts()
        self._read_returns()
        self._unreported: dict[Any, int] = {}
        self._standings: dict[tuple[str, Period], Standing] = {}

    # -- facts

    def _read_facts(self) -> None:
        measure, known = self._measure, self._known
        field = REGISTERS[measure.register].dated_by
        if field is None:
            raise NotSupportedError(
                Text(
                    f"台账{measure.register}没有日期，不能计算频次",
                    f"The register {measure.register} has no date: it cannot fill slots",
                )
            )
        truths = known.truths(measure.register, measure.where)
        dated, days = getter(measure.register, field), self.slots.days
        plain = measure.counting == "covered" and measure.times == 1
        filled, always = self._filled, truths.always
        loose: list[Fact] = []
        # the same said twice fills a slot once: only where facts are counted must each stand once
        if plain and always:
            facts: Sequence[Fact]
            self._dated, facts = known.days(measure.register, field)
        else:
            facts = known.dataset.facts.get(measure.register, ()) if plain else known.facts(measure.register)
        for fact in facts:
            held = True if always else truths(fact)
            if held is False:
                continue
            on = dated(fact)
            if on is None or not fact.exact:
                loose.append(fact)
                continue
            bits = days.get(on, 0)
            if plain and held:
                filled[fact.division] = filled.get(fact.division, 0) | bits
            elif bits:
                self._mark(fact, bits, held)
        for fact in distinct(loose):
            self._lump(fact, dated(fact), truths(fact))
        if measure.times > 1:
            self._filled = {key: found[-1] for key, found in self._ladder.items()}
            self._perhaps = {key: found[-1] for key, found in self._tall.items()}

    def filled(self, key: str) -> int:
        """The slots that facts surely fill at a unit. Days are turned into slots only for the units asked about."""
        found = self._filled.get(key)
        if found is None:
            found = self._filled[key] = reduce(or_, map(self.slots.days.get, self._dated.get(key, ()), repeat(0)), 0)
        return found

    def _mark(self, fact: Fact, bits: int, held: bool | None) -> None:
        """Count one fact towards the slots that it may fill."""
        sure, perhaps = (bits if held else 0), bits
        if self._measure.counting == "on_time":
            on = reported_on(fact)
            timely = self._in_time(on)
            sure, perhaps = (sure & timely if on else 0), perhaps & timely
        key = fact.division
        if self._measure.counting == "days_late":
            self._handed.setdefault(key, []).append(Handed(bits, bool(held), reported_on(fact)))
        if self._measure.times == 1:
            self._filled[key] = self._filled.get(key, 0) | sure
            self._perhaps[key] = self._perhaps.get(key, 0) | perhaps
            return
        self._climb(self._ladder, key, sure)
        self._climb(self._tall, key, perhaps)

    def _climb(self, ladders: dict[str, list[int]], key: str, bits: int) -> None:
        """Step i of a ladder has the slots with more than i facts."""
        ladder = ladders.setdefault(key, [0] * self._measure.times)
        for i in range(len(ladder) - 1, 0, -1):
            ladder[i] |= ladder[i - 1] & bits
        ladder[0] |= bits

    def _in_time(self, on: date | None) -> int:
        """The slots for which a report handed in on the day is in time; all of them where the day is not known."""
        found = self._timely.get(on)
        if found is None:
            grace = timedelta(days=self._measure.grace)
            found = sum(1 << i for i, slot in enumerate(self.slots.periods) if on is None or slot.last + grace >= on)
            self._timely[on] = found
        return found

    def _lump(self, fact: Fact, on: date | None, held: bool | None) -> None:
        low, high = ordinals(fact.source.since, fact.source.until) if on is None else ordinals(on, on)
        timely, free = self._reported(reported_on(fact))
        bits, outside = self._touched(low, high)
        lump = Lump(
            fact.division, bits & timely, outside or free or bits != bits & timely, 1 if held else 0, 1, not fact.exact
        )
        if fact.exact:
            self._own.setdefault(fact.division, []).append(lump)
        else:
            self.spread.append(lump)

    def _reported(self, on: date | None) -> tuple[int, bool]:
        """The slots that a report of the day may fill in time, and whether that is in doubt."""
        if self._measure.counting != "on_time":
            return -1, False
        return self._in_time(on), on is None

    def _touched(self, low: int, high: int) -> tuple[int, bool]:
        """The slots that hold a day of the time, and whether it has days that are in none."""
        found = self._touches.get((low, high))
        if found is None:
            found = self._touches[low, high] = self._touching(low, high)
        return found

    def _touching(self, low: int, high: int) -> tuple[int, bool]:
        first, last = date.fromordinal(low), date.fromordinal(high)
        periods = self.slots.periods
        outside = not periods or first < periods[0].first or last > periods[-1].last
        return self.slots.touching(first, last), outside

    def _read_returns(self) -> None:
        for one, dated, fewest, most in self._counted():
            span = one.since, one.until
            vague = one.level == "?"
            if one.relation.cap and not vague:
                if one.own:
                    self._spoken.setdefault(one.place, []).append(span)
                elif one.level is not None:
                    self._spoken_below.setdefault((one.place, one.level), []).append(span)
            if one.least != one.most:
                self.problems.append(differing(one))
            if one.least < dated:
                self.problems.append(conflict(one, dated))
                if one.own and one.relation.cap:
                    self._excess[one.place] = self._excess.get(one.place, 0) + dated - one.least
            bits, outside = self._touched(*span)
            timely, late = self._reported(one.reported_on)
            lump = Lump(
                one.place,
                bits & timely,
                outside or late or bits != bits & timely,
                max(0, one.least - most) if one.relation.floor else 0,
                max(0, one.most - fewest),
                not one.own,
                None if vague else one.level,
            )
            if lump.most:
                (self._own.setdefault(one.place, []) if one.own else self.spread).append(lump)

    def _counted(self) -> tuple[tuple[Told, int, int, int], ...]:
        """Each return, how many dated facts it counts, and the least and most of its number known without it."""
        known, measure = self._known, self._measure
        asked = measure.register, measure.where
        if asked not in known.told:
            found = [one for one in told(known, *asked) if one.place in known.places.units]
            by_place: dict[str, list[Told]] = {}
            for one in found:
                by_place.setdefault(one.place, []).append(one)
            known.told[asked] = tuple((one, inner(one, by_place[one.place])) for one in found)
        memo = (*asked, known.places.epoch(self._day))
        if memo not in known.counted:
            counts = self._inside([one for one, _ in known.told[asked]])
            known.counted[memo] = tuple((one, *_accounted(one, parts, counts)) for one, parts in known.told[asked])
        return known.counted[memo]

    def _inside(self, found: Iterable[Told]) -> Mapping[Told, Inside]:
        """Of the facts that are surely among those that each return counts: how many have a day, and how many none."""
        return {one: (0, 0) if one.level == "?" else self._inside_one(one) for one in found}

    def _inside_one(self, one: Told) -> Inside:
        known, register = self._known, self._measure.register
        exact, _ = known.index(register)
        truths = known.truths(register, one.of)
        units = (one.place,) if one.own else known.places.on(self._day).under(one.place)
        dated = getter(register, str(REGISTERS[register].dated_by))
        found = undated = 0
        for key in units:
            if one.level is not None and known.places.units[key].level != one.level:
                continue
            for fact in exact.get(key, ()):
                on = dated(fact)
                first, last = ordinals(fact.source.since, fact.source.until) if on is None else ordinals(on, on)
                if first < one.since or last > one.until or not truths(fact):
                    continue
                if on is None:
                    undated += 1
                else:
                    found += 1
        return found, undated

    # -- units

    def standing(self, key: str, window: Period) -> Standing:
        """The slots of one unit, by what is known of it alone."""
        found = self._standings.get((key, window))
        if found is None:
            found = self._standings[key, window] = self._stand(key, window)
        return found

    def _stand(self, key: str, window: Period) -> Standing:
        lives = self._known.places.units[key].lives
        due = self.slots.due(lives, self._duty, window, self._day) & ~self._excused
        filled = self.filled(key) & due
        rest = due & ~filled
        possible = rest & (self._perhaps.get(key, 0) | self._unspoken(key)) if rest else 0
        low = filled.bit_count()
        high = low + possible.bit_count()
        lumps = self._own.get(key)
        if lumps:
            low += 0 if self._measure.times > 1 or self._rolls else fewest_filled(lumps, rest)
            high += most_filled(lumps, rest & ~possible, self._rolls)
        if key in self._excess:
            low = max(0, low - self._excess[key])
        return Standing(due, filled, possible, low, high)

    def late(self, units: Iterable[str], window: Period) -> tuple[int, int]:
        """The days by which the slots of some units were reported late, at the least and at the most."""
        found = [self._late(key, window) for key in units]
        return sum(low for low, _ in found), sum(high for _, high in found)

    def tardy(self, sure: Iterable[str], doubtful: Iterable[str], window: Period) -> Tally:
        """The days late of units surely and perhaps in a set."""
        (least, most), (_, possible) = self.late(sure, window), self.late(doubtful, window)
        return Tally(least, may_yes=most - least + possible)

    def _late(self, key: str, window: Period) -> tuple[int, int]:
        loose = self._unspoken(key)
        for lump in (*self._own.get(key, ()), *self._spread_over(key)):
            loose |= lump.bits
        return days_late(
            [(i, slot) for i, slot in enumerate(self.slots.periods) if self.standing(key, window).due >> i & 1],
            self._handed.get(key, ()),
            loose,
            times=self._measure.times,
            grace=self._measure.grace,
            day=self._day,
            disputed=key in self._excess,
        )

    def _unspoken(self, key: str) -> int:
        """The slots of which some day was not reported at the unit."""
        known, register = self._known, self._measure.register
        spans = known.reach.spans(register, key, self._day)
        told_of = self._spoken.get(key, ())
        if self._spoken_below:
            level = str(known.places.units[key].level)
            for above in known.places.on(self._day).ancestors(key):
                told_of = (*told_of, *self._spoken_below.get((above, level), ()))
        holes = tuple(known.reach.holes(register, key, Period(self._duty, self._day), self._day, below=False))
        memo = (spans, tuple(told_of), tuple((hole.since, hole.until) for hole in holes))
        found = self._unreported.get(memo)
        if found is None:
            whole = (1 << len(self.slots.periods)) - 1
            lives = [(date.fromordinal(a), date.fromordinal(b)) for a, b in merged([*spans, *told_of])]
            spoken = self.slots.due(lives, date.min, ALL_TIME, date.max)
            for hole in holes:
                spoken &= ~self.slots.touching(hole.since or date.min, hole.until or date.max)
            found = self._unreported[memo] = whole & ~spoken
        return found

    def names(self, key: str, window: Period) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """What the due slots of a unit are called that were covered, missed, and those of which it is not known."""
        standing, own = self.standing(key, window), self._own.get(key, ())
        loose = 0
        for lump in (*own, *self._spread_over(key)):
            loose |= lump.bits & standing.missed
        covered = standing.filled
        if self._measure.times == 1 and not self._rolls:
            # what surely lies in one slot fills it, though its day is not known
            covered |= sum({lump.bits for lump in own if lump.only}) & standing.due
        missed, unknown = standing.missed & ~loose & ~covered, (standing.possible | loose) & ~covered
        return self.slots.names(covered), self.slots.names(missed), self.slots.names(unknown)

    def _spread_over(self, key: str) -> Iterable[Lump]:
        places = self._known.places
        tree, level = places.on(self._day), places.units[key].level
        return [lump for lump in self.spread if lump.level in (None, level) and tree.contains(lump.place, key)]

    def pooled(self, units: Iterable[str], window: Period) -> Tally:
        """The slots of several units together, with the facts of which only a wider place is known."""
        standings = {key: self.standing(key, window) for key in units}
        low = sum(found.low for found in standings.values())
        high = sum(found.high for found in standings.values())
        due = sum(found.due.bit_count() for found in standings.values())
        if self.spread and high < due:
            high = min(high + self._spread_most(standings), self._ceiling(standings))
        return Tally(low, due - high, high - low)

    def _spread_most(self, standings: Mapping[str, Standing]) -> int:
        """How many slots that stay empty otherwise the facts of a wider place may fill, facts alike taken together."""
        alike: dict[tuple[str, int, str | None], tuple[Lump, int]] = {}
        for lump in self.spread:
            key = lump.place, lump.bits, lump.level
            alike[key] = lump, lump.most + alike.get(key, (lump, 0))[1]
        return sum(
            min(most * (self._rolls or 1), sum(bits.bit_count() for bits in self._reach(lump, standings).values()))
            for lump, most in alike.values()
        )

    def _ceiling(self, standings: Mapping[str, Standing]) -> int:
        """How many slots anything at all may fill: two facts fill one slot once."""
        loose: dict[str, int] = {}
        for key in standings.keys() & self._own.keys():
            for lump in self._own[key]:
                loose[key] = loose.get(key, 0) | (lump.bits & standings[key].missed)
        for lump in self.spread:
            for key, bits in self._reach(lump, standings).items():
                loose[key] = loose.get(key, 0) | bits
        sure = sum(found.filled.bit_count() + found.possible.bit_count() for found in standings.values())
        return sure + sum(bits.bit_count() for bits in loose.values())

    def _reach(self, lump: Lump, standings: Mapping[str, Standing]) -> dict[str, int]:
        """The slots of each unit that surely stay empty otherwise and that a lump may fill."""
        places = self._known.places
        tree = places.on(self._day)
        below = tree.under(lump.place)
        found: dict[str, int] = {}
        for key in below if len(below) < len(standings) else standings:
            standing = standings.get(key)
            if standing is None or not standing.missed & lump.bits:
                continue
            if lump.level is not None and places.units[key].level != lump.level:
                continue
            if tree.contains(lump.place, key):
                found[key] = standing.missed & lump.bits
        return found


def _accounted(one: Told, parts: Sequence[Told], counts: Mapping[Told, Inside]) -> tuple[int, int, int]:
    """How many dated facts a return counts, and the least and most of its number known without it.

    `parts` are the returns of the same facts inside its time that share no day.
    """
    dated, undated = counts[one]
    alone = undated + dated - sum(counts[part][0] for part in parts)
    fewest = alone + sum(max(part.least, counts[part][0]) for part in parts)
    most = alone + sum(max(part.most, counts[part][0]) for part in parts)
    return dated, fewest, most
