"""Staffing by work rather than by quota: what the disputes, screenings and trainings of a year take (WISN)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

import attrs

from fengqiao.engine.base import Question
from fengqiao.engine.memory import MemoryEngine
from fengqiao.errors import Text, UsageError
from fengqiao.model.bounds import value
from fengqiao.model.dataset import Dataset
from fengqiao.model.measure import Count, FactsOf, Mediators, PlacesOf
from fengqiao.model.outcome import Bounds
from fengqiao.model.period import Period
from fengqiao.model.predicate import AllOf, Equals
from fengqiao.model.snapshot import KINDS
from fengqiao.model.target import RulePack
from fengqiao.model.window import between
from fengqiao.model.workload import Activity, Standards
from fengqiao.planning.rules import rules_of


@attrs.frozen
class Load:
    """One unit in one year: the work by activity (how often, at least and at most), the mediators it needs and has.

    `quota` is what the clauses ask for in the unit's area (None: a number that they rest on is not known). A high end
    that is None has no end: more work may be there that nobody reported.
    """

    unit: str
    volumes: tuple[tuple[Activity, Bounds], ...]
    minutes: Bounds
    needed: Bounds
    existing: Bounds
    quota: int | None

    @property
    def ratio(self) -> Bounds:
        """Existing over required: below 1 there are too few."""
        need, have = self.needed, self.existing
        low = None if need.high is None or have.low is None or not need.high else have.low / need.high
        high = None if have.high is None or not need.low else have.high / need.low
        return Bounds(Fraction(0) if low is None else low, high)

    @property
    def quota_exceeds(self) -> bool | None:
        """Whether the clauses ask for more than the work does; None where that is not known."""
        if self.quota is None or self.needed.low is None:
            return None
        if self.needed.high is not None and self.quota >= self.needed.high:
            return True
        return False if self.quota < self.needed.low else None


def workload(
    pack: RulePack,
    data: Dataset,
    standards: Standards,
    *,
    year: int,
    kind: str = "counties",
    unit: str | None = None,
) -> tuple[Load, ...]:
    """The load of each unit of a kind (counties, townships, villages) in a year. Raises UsageError for another kind."""
    if kind not in KINDS:
        raise UsageError(Text(f"没有“{kind}”这类单位", f"there is no kind of unit {kind!r}"))
    first, last = date(year, 1, 1), date(year, 12, 31)
    engine = MemoryEngine(data, pack.calendar, pack.fields)
    period = Period(first, last)

    def ask(measure: Count, key: str) -> Bounds:
        question = Question(measure, key, last, pack.plan, period, first)
        return value(measure, engine.tally(question)) or Bounds(Fraction(0), Fraction(0))

    full_time = Count(Mediators("within", Equals("employment", "full_time")))
    found = []
    for key in data.places.on(last).of_kind(kind, unit):
        volumes = []
        for activity in standards.activities:
            where = AllOf(tuple(Equals(field, held) for field, held in activity.where))
            measure = Count(FactsOf(activity.register, where, window=between(first, last)))
            volumes.append((activity, ask(measure, key)))
        minutes = _sum((v, activity.minutes) for activity, v in volumes)
        needed = Bounds(*(None if end is None else standards.needed(end) for end in (minutes.low, minutes.high)))
        found.append(Load(key, tuple(volumes), minutes, needed, ask(full_time, key), quota(pack, data, key, last)))
    return tuple(found)


def _sum(parts: Iterable[tuple[Bounds, Fraction]]) -> Bounds:
    low, high = Fraction(0), Fraction(0)
    open_ = False
    for volume, minutes in parts:
        low += (volume.low or 0) * minutes
        if volume.high is None:
            open_ = open_ or minutes > 0
        else:
            high += volume.high * minutes
    return Bounds(low, None if open_ else high)


def quota(pack: RulePack, data: Dataset, unit: str, day: date) -> int | None:
    """The posts that the clauses ask for at places and bodies in a unit, under the default readings.

    Shares are taken of the unit's own places. None where how many bodies there are is not known.
    """
    total = 0
    engine = MemoryEngine(data, pack.calendar, pack.fields)
    period = Period(date(day.year, 1, 1), date(day.year, 12, 31))
    for readings in rules_of(pack).values():
        rule = next(iter(readings.values()))
        if not rule.of_staff or rule.of is None:
            continue
        if isinstance(rule.of, PlacesOf):
            members = len(data.places.on(day).of_kind(rule.of.kind, unit))
        else:
            tally = engine.tally(Question(Count(rule.of), unit, day, pack.plan, period, day)).tally
            if tally.open:
                return None
            members = tally.yes
        total += rule.needed(members) * rule.least
    return total
