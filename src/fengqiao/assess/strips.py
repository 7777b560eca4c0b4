"""Slot by slot, who kept a cadence: each accountable unit and what lies just below it, by the engine's own answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import attrs

from fengqiao.assess.judge import ask
from fengqiao.assess.session import Session
from fengqiao.engine.base import Opener, each_member
from fengqiao.engine.memory import MemoryEngine
from fengqiao.model.calendar import Cadence, Period, Slots
from fengqiao.model.dataset import Dataset
from fengqiao.model.measure import (
    Adherence,
    Both,
    Bound,
    Condition,
    Count,
    Either,
    Held,
    Listed,
    Measure,
    PlacesOf,
    Self,
    Share,
    Unless,
)
from fengqiao.model.outcome import Member, UnitRef
from fengqiao.model.target import RulePack, Target

ALL = ("yes", "no", "unknown", "may")


@attrs.frozen
class Kept:
    """One slot over some units: how many kept it, missed it, and of how many it is not known; all 0: not due at any."""

    covered: int = 0
    missed: int = 0
    unknown: int = 0

    @property
    def due(self) -> int:
        """At how many it was due."""
        return self.covered + self.missed + self.unknown


@attrs.frozen
class Strip:
    """The slots of one unit in order; `within`: the accountable unit that it lies in, itself for that one."""

    unit: UnitRef
    within: UnitRef
    slots: tuple[Kept, ...]


@attrs.frozen
class Strips:
    """One target's slots (the same for every strip) and the strips, each accountable unit before what lies in it."""

    target: str
    every: Cadence
    slots: tuple[Period, ...]
    rows: tuple[Strip, ...]


def strips(
    pack: RulePack,
    data: Dataset,
    *,
    as_of: date,
    readings: Mapping[str, str] | None = None,
    engine: Opener = MemoryEngine,
) -> tuple[Strips, ...]:
    """The strips of every target that rests on a cadence, except a rolling one, which has a slot for every day.

    Raises UsageError for an unknown reading.
    """
    session = Session.open(pack, data, as_of=as_of, readings=readings, engine=engine)
    found = (_of_target(session, target) for target in pack.targets.values())
    return tuple(one for one in found if one is not None)


def _of_target(session: Session, target: Target) -> Strips | None:
    reading = target.readings[session.readings[target.id]]
    measure = _adherence(reading.measure)
    levels = [level for level in reading.levels if level not in reading.rolled_up_at]
    if measure is None or measure.every.rolling or not levels:
        return None
    rows: list[Strip] = []
    slots: tuple[Period, ...] = ()
    for unit in session.units(levels[-1]):
        question = attrs.evolve(ask(session.pack, reading, unit, session.as_of), measure=measure)
        slots = slots or tuple(Slots.of(measure.every, question.duty, question.day).periods)
        rows += _of_unit(session, unit, each_member(session.engine, question, ALL), slots)
    seen = [any(row.slots[i].due for row in rows) for i in range(len(slots))]
    if not any(seen):
        return None
    # slots before the first and after the last that is due at any unit belong to no one
    first, last = seen.index(True), len(seen) - seen[::-1].index(True)
    cut = tuple(attrs.evolve(row, slots=row.slots[first:last]) for row in rows)
    return Strips(target.id, measure.every, slots[first:last], cut)


def _of_unit(session: Session, unit: str, members: Iterable[Member], slots: tuple[Period, ...]) -> Iterator[Strip]:
    snapshot = session.places.on(session.as_of)
    by_row: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        chain = (*reversed(snapshot.ancestors(member.unit)), member.unit)
        # the accountable unit, and the one below it that the member is or lies in
        for key in chain[chain.index(unit) :][:2]:
            by_row[key].append(member)
    for key in sorted(by_row, key=lambda key: (key != unit, key)):
        yield Strip(session.ref(key), session.ref(unit), tuple(_kept(by_row[key], slots)))


def _kept(members: list[Member], slots: tuple[Period, ...]) -> Iterator[Kept]:
    counts = {slot.label: [0, 0, 0] for slot in slots}
    for member in members:
        for state, names in enumerate((member.covered, member.missed, member.unreported)):
            for name in names:
                counts[name][state] += 1
    return (Kept(*counts[slot.label]) for slot in slots)


def _adherence(measure: Measure) -> Adherence | None:
    """The cadence that a measure rests on, asked of its units: one asked at each member is asked of the members."""
    match measure:
        case Adherence():
            return measure
        case Share(of=PlacesOf() | Self() | Listed() as of, having=having) if having is not None:
            inner = _within(having)
            return attrs.evolve(inner, by=of) if inner is not None and isinstance(inner.by, Self) else None
        case Count(of=PlacesOf() | Self() | Listed() as of, having=having) if having is not None:
            inner = _within(having)
            return attrs.evolve(inner, by=of) if inner is not None and isinstance(inner.by, Self) else None
        case Held(parts):
            return _within(Both(parts))
        case _:
            return None


def _within(condition: Condition) -> Adherence | None:
    match condition:
        case Bound():
            return _adherence(condition.measure)
        case Both(parts) | Either(parts):
            return next((found for part in parts if (found := _within(part)) is not None), None)
        case Unless(part):
            return _within(part)
