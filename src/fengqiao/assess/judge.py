"""One target under one reading at one unit: from an engine's tally to a status, value and margin."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor

import attrs

from fengqiao.engine.base import Engine, Question
from fengqiao.model.bounds import holds, value
from fengqiao.model.calendar import Cadence, Period, Slots
from fengqiao.model.measure import (
    Adherence,
    Both,
    Bound,
    Change,
    Condition,
    Count,
    Either,
    Held,
    Listed,
    Measure,
    PlacesOf,
    Ratio,
    Self,
    SelfReported,
    Share,
    Unless,
    is_amount,
)
from fengqiao.model.outcome import Answer, Bounds, Status, Tally
from fengqiao.model.predicate import Limits
from fengqiao.model.target import Milestone, Reading, RulePack

READINGS = 1024
"""More than a pack's readings, each on a few days: what follows from one alone is found once for all units."""
ALL = Limits(at_least=Fraction(1))
"""The bound of a rolled-up target: every unit below met."""


@attrs.frozen
class Verdict:
    """What judging found, before it is put into words."""

    status: Status
    answer: Answer | None = None
    value: Bounds | None = None
    limits: Limits | None = None
    since: date | None = None
    of_units: bool = False
    margin: Fraction | None = None
    best: Fraction | None = None
    next: Milestone | None = None
    next_due: date | None = None
    question: Question | None = None
    below: tuple[tuple[str, Status], ...] = ()


@lru_cache(maxsize=READINGS)
def in_force(reading: Reading, day: date) -> tuple[Milestone | None, Milestone | None]:
    """The latest milestone not after the day, and the first one after it."""
    ordered = sorted(reading.milestones, key=lambda milestone: milestone.on)
    past = [milestone for milestone in ordered if milestone.on <= day]
    ahead = [milestone for milestone in ordered if milestone.on > day]
    return (past[-1] if past else None), (ahead[0] if ahead else None)


def period_of(milestone: Milestone | None, day: date) -> Period:
    """The time that a milestone judges: the one it names, else the calendar year that it ends."""
    year = milestone.on.year if milestone else day.year
    since = milestone.since if milestone else None
    until = milestone.until if milestone else None
    return Period(since or date(year, 1, 1), until or date(year, 12, 31))


def ask(pack: RulePack, reading: Reading, unit: str, day: date) -> Question:
    """The question that a reading puts to an engine."""
    return Question(reading.measure, unit, day, pack.plan, *_times(reading, pack.plan, day))


@lru_cache(maxsize=READINGS)
def _times(reading: Reading, plan: Period, day: date) -> tuple[Period, date]:
    """The time that a reading judges, and the first day of its duty."""
    now, ahead = in_force(reading, day)
    duty = min((milestone.on for milestone in reading.milestones), default=plan.first)
    period = period_of(now or ahead, day)
    if period.first > day:
        # nothing can be known of a year that has not begun: until then the present one is shown
        period = period_of(None, day)
    return period, duty if cadence_of(reading.measure) else plan.first


@lru_cache(maxsize=READINGS)
def cadence_of(measure: Measure) -> Cadence | None:
    """The cadence that a measure rests on, its own or that of the condition asked at each member."""
    match measure:
        case Adherence():
            return measure.every
        case Share(having=having) | Count(having=having) if having is not None:
            return _cadence_in(having)
        case Held(parts):
            return _cadence_in(Both(parts))
        case _:
            return None


def _cadence_in(condition: Condition) -> Cadence | None:
    match condition:
        case Bound():
            return cadence_of(condition.measure)
        case Both(parts) | Either(parts):
            return next((found for part in parts if (found := _cadence_in(part))), None)
        case Unless(part):
            return _cadence_in(part)


@lru_cache(maxsize=READINGS)
def first_due(cadence: Cadence, duty: date, day: date) -> date:
    """The end of the first slot, whole from the duty's first day on, that ends after the day."""
    slots = Slots.of(cadence, duty, day + timedelta(days=800))
    return next(slot.last for slot in slots.periods if slot.first >= duty and slot.last > day)


def judge(engine: Engine, pack: RulePack, reading: Reading, unit: str, day: date, *, shown: bool) -> Verdict:
    """The verdict where the measure and its limits are taken as they stand (`shown`: the value without a limit)."""
    now, ahead = in_force(reading, day)
    question = ask(pack, reading, unit, day)
    answer = engine.tally(question)
    possible = value(reading.measure, answer)
    next_due = ahead.on if ahead else None
    if shown or now is None:
        status = Status.NOT_DUE if ahead and not shown else Status.INDICATOR
        return Verdict(status, answer, possible, next=ahead, next_due=next_due, question=question)
    status, worst, best = Status.NOT_APPLICABLE, None, None
    cadence = cadence_of(reading.measure)
    if cadence and (
        not _any_slot(cadence, question.duty, day) or (not _weight(answer.tally) and _has_units(engine, question))
    ):
        status, possible, next_due = Status.NOT_DUE, None, first_due(cadence, question.duty, day)
    elif possible is not None:
        status = status_of(holds(possible, now.limits))
        worst = margin(reading.measure, answer.tally, possible, now.limits)
        best = best_margin(reading.measure, answer.tally, possible, now.limits)
    return Verdict(
        status,
        answer,
        possible,
        now.limits,
        now.on,
        margin=worst,
        best=best,
        next=ahead,
        next_due=next_due,
        question=question,
    )


@lru_cache(maxsize=READINGS)
def _any_slot(cadence: Cadence, duty: date, day: date) -> bool:
    """Whether any slot, whole from the duty's first day on, has ended by the day."""
    return bool(Slots.of(cadence, duty, day).due([(None, None)], duty, Period(duty, day), day))


def _weight(tally: Tally) -> int:
    return tally.members + tally.may_yes + tally.may_no + tally.open


def _has_units(engine: Engine, question: Question) -> bool:
    """Whether there is any place that the duty binds."""
    measure = question.measure
    places = (
        measure.by if isinstance(measure, Adherence) else measure.of if isinstance(measure, Share | Count) else None
    )
    if not isinstance(places, PlacesOf | Self | Listed):
        return False
    return _weight(engine.tally(attrs.evolve(question, measure=Count(places))).tally) > 0


def status_of(truth: bool | None) -> Status:
    """met, not_met, or undetermined between."""
    return Status.UNDETERMINED if truth is None else Status.MET if truth else Status.NOT_MET


def waive(verdict: Verdict) -> Verdict:
    """The verdict while a waiver holds; where nothing is asked, or nothing is due yet, there is nothing to waive."""
    if verdict.status in (Status.INDICATOR, Status.NOT_DUE):
        return verdict
    return attrs.evolve(verdict, status=Status.WAIVED, margin=None, best=None)


def roll_up(below: tuple[tuple[str, Verdict], ...]) -> Verdict:
    """The share of the accountable units one level down that met; those that are not judged leave."""
    judged = [verdict for _, verdict in below if verdict.status in (Status.MET, Status.NOT_MET, Status.UNDETERMINED)]
    held, missed = (sum(verdict.status is status for verdict in judged) for status in (Status.MET, Status.NOT_MET))
    tally = Tally(held, missed, len(judged) - held - missed)
    ahead = next((verdict.next for _, verdict in below if verdict.next), None)
    due = min((verdict.next_due for _, verdict in below if verdict.next_due), default=None)
    since = min((verdict.since for _, verdict in below if verdict.since), default=None)
    states = tuple((unit, verdict.status) for unit, verdict in below)
    verdict = Verdict(Status.NOT_APPLICABLE, Answer(tally), next=ahead, next_due=due, below=states, of_units=True)
    if below and all(found.status == Status.NOT_DUE for _, found in below):
        return attrs.evolve(verdict, status=Status.NOT_DUE)
    if below and all(found.status == Status.INDICATOR for _, found in below):
        return attrs.evolve(verdict, status=Status.INDICATOR)
    verdict = attrs.evolve(verdict, limits=ALL, since=since)
    if not judged:
        return verdict
    possible = Bounds(Fraction(tally.yes, tally.members), Fraction(tally.yes + tally.unknown, tally.members))
    return attrs.evolve(
        verdict, value=possible, status=status_of(holds(possible, ALL)), margin=Fraction(tally.yes - tally.members)
    )


# -- margins: how far inside (0 or more) or outside (below 0) its limit the worst possible value lies


def margin(measure: Measure, tally: Tally, possible: Bounds, limits: Limits) -> Fraction | None:
    """count and sum: low - bound; share: in whole members, yes - ceil(t n); ratio and change: the difference.

    The tightest where there are several limits; None where the value has no end on that side.
    """
    if possible.low is None and possible.high is None:
        return None
    found = [
        _plain(possible, name, end) if _by_value(measure) else _members(tally, name, end)
        for name, end in limits.given.items()
    ]
    known = [one for one in found if one is not None]
    return min(known) if known else None


def best_margin(measure: Measure, tally: Tally, possible: Bounds, limits: Limits) -> Fraction | None:
    """The margin at the best that the unknowns can turn out to be; None where nothing bounds it.

    What is short is short by at least that much and at most by the margin.
    """
    found = [
        _best_plain(possible, name, end) if _by_value(measure) else _best_members(tally, name, end)
        for name, end in limits.given.items()
    ]
    known = [one for one in found if one is not None]
    return min(known) if known else None


def _by_value(measure: Measure) -> bool:
    return is_amount(measure) or isinstance(measure, Ratio | Change | SelfReported)


def _best_plain(possible: Bounds, name: str, end: Fraction) -> Fraction | None:
    if name in ("at_least", "above"):
        return None if possible.high is None else possible.high - end
    return None if possible.low is None else end - possible.low


def _best_members(tally: Tally, name: str, end: Fraction) -> Fraction | None:
    if tally.open:
        return None
    if name in ("at_least", "above"):
        least = end * (tally.members + tally.may_yes)
        held = tally.yes + tally.unknown + tally.may_yes
        return Fraction(held - (ceil(least) if name == "at_least" else floor(least) + 1))
    most = end * (tally.members + tally.may_no)
    return Fraction((floor(most) if name == "at_most" else ceil(most) - 1) - tally.yes)


def _plain(possible: Bounds, name: str, end: Fraction) -> Fraction | None:
    if name in ("at_least", "above"):
        return None if possible.low is None else possible.low - end
    # without a high end the value may lie any distance outside; the low end is what is known of it
    reach = possible.high if possible.high is not None else possible.low
    return None if reach is None else end - reach


def _members(tally: Tally, name: str, end: Fraction) -> Fraction:
    if name in ("at_least", "above"):
        least = end * (tally.members + tally.may_no)
        return Fraction(tally.yes - (ceil(least) if name == "at_least" else floor(least) + 1))
    most = end * (tally.members + tally.may_yes)
    reach = tally.yes + tally.unknown + tally.may_yes
    return Fraction((floor(most) if name == "at_most" else ceil(most) - 1) - reach)
