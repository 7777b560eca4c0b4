"""What verdicts, marks, grade and rank depend on: missing data or the reading; and the fewest reports to ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import attrs

from fengqiao.assess.ask import Demand, Report, demand_of, fewest
from fengqiao.assess.basis import JUDGED
from fengqiao.assess.score import scorecards
from fengqiao.assess.scoring import all_targets_of
from fengqiao.assess.session import Session
from fengqiao.assess.units import resolve
from fengqiao.engine.base import Opener
from fengqiao.engine.memory import MemoryEngine
from fengqiao.errors import Text
from fengqiao.model.dataset import Dataset
from fengqiao.model.outcome import Outcome, Scorecard, Standing, Status, UnitRef
from fengqiao.model.place import Level
from fengqiao.model.scheme import Scheme
from fengqiao.model.target import RulePack


@attrs.frozen
class OpenVerdict:
    """A verdict that depends on what is not known.

    `for_met` and `for_not_met`: how many more members must turn out to hold (not to) to force it; `below`: the units
    whose own open verdicts a rolled-up one waits for.
    """

    target: str
    title: Text
    for_met: int | None
    for_not_met: int | None
    below: tuple[UnitRef, ...] = ()


@attrs.frozen
class OtherReadings:
    """A verdict that another reading changes: the reading in use, its status, and those that come to another one."""

    target: str
    title: Text
    reading: str
    status: Status
    others: Mapping[str, Status]


@attrs.frozen
class UnderReading:
    """What a unit comes to when one target is judged under another reading."""

    target: str
    reading: str
    standing: Standing


@attrs.frozen
class Settlement:
    """All that is open at one unit.

    `standing` is None where the scheme does not score the unit; `items` are those whose marks are open, `beside` the
    units whose marks overlap, so that the rank waits for them too. `reports` settle every open verdict that is judged
    at the unit itself; `fewest`: no shorter list does.
    """

    unit: UnitRef
    verdicts: tuple[OpenVerdict, ...]
    readings: tuple[OtherReadings, ...]
    standing: Standing | None
    items: tuple[tuple[str, Text], ...]
    beside: tuple[UnitRef, ...]
    under: tuple[UnderReading, ...]
    reports: tuple[Report, ...]
    fewest: bool

    @property
    def settled(self) -> bool:
        """Whether nothing is open."""
        ranked = self.standing is None or self.standing.rank is None or len(set(self.standing.rank)) == 1
        return ranked and not (self.verdicts or self.readings or self.items or self.under)


def settle(
    pack: RulePack,
    data: Dataset,
    *,
    as_of: date,
    unit: str | None = None,
    readings: Mapping[str, str] | None = None,
    scheme: str | None = None,
    engine: Opener = MemoryEngine,
) -> tuple[Settlement, ...]:
    """What is open at each accountable unit (or at one, by code or name), the widest level first, then by code.

    Raises UsageError for an unknown unit, reading or scheme.
    """
    session = Session.open(pack, data, as_of=as_of, readings=readings, engine=engine)
    chosen = session.scheme(scheme)
    only = resolve(session.places, unit, as_of) if unit is not None else None
    outcomes = [one for target in pack.targets.values() for one in session.outcomes(target, other_readings=True)]
    cards = {card.unit.code: card for card in scorecards(session, chosen, outcomes)} if chosen else {}
    under = list(_under(session, chosen, outcomes)) if chosen else []
    units = {one.unit for one in outcomes}
    levels = sorted({Level(one.level) for one in units}, key=lambda level: level.depth)
    keys = [key for level in levels for key in session.units(level) if session.ref(key) in units]
    return tuple(
        _settlement(session, key, [one for one in outcomes if one.unit == session.ref(key)], cards, under)
        for key in keys
        if only in (None, key)
    )


Under = tuple[str, str, Mapping[str, Scorecard]]
"""A target, another reading of it, and the cards by unit."""


def _under(session: Session, scheme: Scheme, outcomes: Sequence[Outcome]) -> Iterable[Under]:
    """The cards under every other reading of a target that the scheme names, one at a time."""
    for target in all_targets_of(scheme, session.pack.schemes):
        others = [one for one in outcomes if one.target != target]
        for reading in session.pack.targets[target].readings:
            if reading == session.readings[target]:
                continue
            other = session.under(target, reading)
            judged = other.outcomes(session.pack.targets[target], other_readings=False)
            yield target, reading, {card.unit.code: card for card in scorecards(other, scheme, [*others, *judged])}


def _settlement(
    session: Session,
    key: str,
    outcomes: Sequence[Outcome],
    cards: Mapping[str, Scorecard],
    under: Sequence[Under],
) -> Settlement:
    unit = session.ref(key)
    card = cards.get(unit.code)
    titles = {target.id: target.title for target in session.pack.targets.values()}
    verdicts: list[OpenVerdict] = []
    demands: list[Demand] = []
    for outcome in outcomes:
        if outcome.status is not Status.UNDETERMINED or outcome.settle is None:
            continue
        target = session.pack.targets[outcome.target]
        verdict = session.verdict(target, target.readings[outcome.reading], key, Level(unit.level))
        below = [found for found, status in verdict.below if status is Status.UNDETERMINED] if verdict else []
        found = outcome.settle
        refs = tuple(map(session.ref, below))
        verdicts.append(OpenVerdict(target.id, target.title, found.for_met, found.for_not_met, refs))
        if verdict is not None and verdict.question is not None:
            demands.append(demand_of(session, target.id, verdict, found))
    reports, exact = fewest(session, demands)
    return Settlement(
        unit=unit,
        verdicts=tuple(verdicts),
        readings=tuple(
            OtherReadings(one.target, titles[one.target], one.reading, one.status, differing)
            for one in outcomes
            if (differing := {name: status for name, status in one.other_readings.items() if _differs(one, status)})
        ),
        standing=card.standing if card else None,
        items=tuple((item.item, item.name) for item in card.items if item.marks and item.marks.low != item.marks.high)
        if card
        else (),
        beside=_beside(card, cards.values()) if card else (),
        under=tuple(
            UnderReading(target, reading, found[unit.code].standing)
            for target, reading, found in under
            if card and unit.code in found and _place(found[unit.code]) != _place(card)
        ),
        reports=reports,
        fewest=exact,
    )


def _differs(outcome: Outcome, other: Status) -> bool:
    """Whether it makes another verdict; between two that judge nothing, such as shown only and not due, it does not."""
    return other is not outcome.status and (other in JUDGED or outcome.status in JUDGED)


def _place(card: Scorecard) -> tuple[object, object]:
    return card.rank, card.grade


def _beside(card: Scorecard, cards: Iterable[Scorecard]) -> tuple[UnitRef, ...]:
    """The units of its group whose marks overlap, one at least of the two being open."""
    own = card.marks
    if own is None or card.rank is None:
        return ()
    return tuple(
        other.unit
        for other in cards
        if other.unit != card.unit
        and other.group == card.group
        and other.marks is not None
        and other.rank is not None
        and other.marks.low <= own.high
        and own.low <= other.marks.high
        and (own.low < own.high or other.marks.low < other.marks.high)
    )
