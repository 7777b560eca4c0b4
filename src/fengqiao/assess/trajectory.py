"""How a target came to where it stands: its value judged afresh on each milestone and quarter end of the plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import attrs

from fengqiao.assess.session import Session
from fengqiao.engine.base import Opener
from fengqiao.engine.memory import MemoryEngine
from fengqiao.model.calendar import Cadence
from fengqiao.model.dataset import Dataset
from fengqiao.model.outcome import Bounds, Status, UnitRef
from fengqiao.model.place import Level
from fengqiao.model.predicate import Limits
from fengqiao.model.target import Milestone, Reading, RulePack, Target

QUARTER = Cadence("quarter")


@attrs.frozen
class Point:
    """One target judged at one unit on a day. `value` and the `limits` in force are None where there are none."""

    on: date
    status: Status
    value: Bounds | None
    limits: Limits | None


@attrs.frozen
class Trajectory:
    """One target at one unit over the plan's time.

    `points`: the plan's quarter ends, the milestones and the judged day, none after it, the earliest first; days on
    which the unit was not there are left out. `milestones`: past and to come, in order. `of_units`: the values are
    shares of the accountable units one level down that met.
    """

    target: str
    unit: UnitRef
    points: tuple[Point, ...]
    milestones: tuple[Milestone, ...]
    of_units: bool = False


def trajectories(
    pack: RulePack,
    data: Dataset,
    *,
    as_of: date,
    readings: Mapping[str, str] | None = None,
    targets: Iterable[str] | None = None,
    engine: Opener = MemoryEngine,
) -> tuple[Trajectory, ...]:
    """The trajectory of targets (default: all that name a number) at every accountable unit, in the pack's order.

    Each day is judged afresh, by what is known now: no snapshot is needed. Raises UsageError for an unknown target or
    reading.
    """
    session = Session.open(pack, data, as_of=as_of, readings=readings, engine=engine)
    numbered = (target.id for target in pack.targets.values() if not target.qualitative)
    chosen = [session.target(name) for name in (numbered if targets is None else targets)]
    on = {day: session.at(day) for day in sorted({day for target in chosen for day in _days(session, target)})}
    return tuple(found for target in chosen for found in _of_target(session, target, on))


def _days(session: Session, target: Target) -> set[date]:
    plan, last = session.pack.plan, session.as_of
    quarters = QUARTER.slots(plan.first, plan.last)
    ends = {slot.last for slot in quarters if plan.first <= slot.last <= min(plan.last, last)}
    reached = {milestone.on for milestone in _reading(session, target).milestones if milestone.on <= last}
    return {*ends, *reached, last}


def _reading(session: Session, target: Target) -> Reading:
    return target.readings[session.readings[target.id]]


def _of_target(session: Session, target: Target, on: Mapping[date, Session]) -> Iterator[Trajectory]:
    reading, days = _reading(session, target), sorted(_days(session, target))
    milestones = tuple(sorted(reading.milestones, key=lambda milestone: milestone.on))
    for level in reading.levels:
        for key in session.units(level):
            points = tuple(_points((on[day] for day in days), target, reading, key, level))
            yield Trajectory(target.id, session.ref(key), points, milestones, level in reading.rolled_up_at)


def _points(sessions: Iterable[Session], target: Target, reading: Reading, key: str, level: Level) -> Iterator[Point]:
    for session in sessions:
        verdict = session.verdict(target, reading, key, level) if key in session.units(level) else None
        if verdict is not None:
            yield Point(session.as_of, verdict.status, verdict.value, verdict.limits)
