"""How the way to the next milestone looks: by the straight line, and by compound growth beside it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

import attrs

from fengqiao.assess.judge import Verdict, in_force
from fengqiao.engine.base import Engine
from fengqiao.model.bounds import value
from fengqiao.model.calendar import WindowKind, shift_years
from fengqiao.model.measure import Adherence, Attested, Change
from fengqiao.model.outcome import Bounds, Outlook
from fengqiao.model.target import Milestone, Reading, RulePack

PROGRESS = (
    (Fraction(95, 100), "on_track"),
    (Fraction(60, 100), "acceleration_needed"),
    (Fraction(0), "limited"),
)
"""Open SDG's words for observed over required growth; below 0 is deterioration."""


def outlook(engine: Engine, pack: RulePack, reading: Reading, verdict: Verdict, day: date) -> Outlook | None:
    """None where there is nothing ahead, or where a straight line says nothing (attested, change)."""
    measure = reading.measure
    if isinstance(measure, Adherence):
        missed = verdict.answer is not None and verdict.answer.tally.no > 0
        whole = measure.window is None or measure.window.kind == WindowKind.PLAN
        return Outlook("cannot_be_regained") if missed and whole and verdict.limits is not None else None
    ahead = verdict.next
    if (
        ahead is None
        or verdict.of_units
        or isinstance(measure, Attested | Change)
        or not isinstance(ahead.limits.at_least, Fraction)
    ):
        return None
    now = verdict.value
    if now is None:
        return None
    start, base = _start(engine, pack, reading, verdict, day)
    goal = ahead.limits.at_least
    if now.low is not None and now.low >= goal:
        return Outlook("achieved", line=_line(start, base.low, ahead, day))
    lines = [_line(start, end, ahead, day) for end in (base.low, base.high)]
    known = [line for line in lines if line is not None]
    status = "unknown"
    if len(known) == 2 and now.low is not None and now.low >= max(known):
        status = "on_track"
    elif known and now.high is not None and now.high < min(known):
        status = "behind"
    ratio = None
    if base.low is not None and base.low == base.high and now.low is not None and now.low == now.high:
        ratio = growth(
            base.low, now.low, goal, years=years_between(start, day), of_years=years_between(start, ahead.on)
        )
    return Outlook(
        status,
        line=known[0] if len(set(known)) == 1 and len(known) == 2 else None,
        cagr=ratio,
        progress=_progress(ratio),
    )


def _start(engine: Engine, pack: RulePack, reading: Reading, verdict: Verdict, day: date) -> tuple[date, Bounds]:
    """Where the line begins: the milestone in force, the pack's base, or the value on the duty's first day."""
    now, _ = in_force(reading, day)
    if now is not None and isinstance(now.limits.at_least, Fraction):
        return now.on, Bounds(now.limits.at_least, now.limits.at_least)
    if reading.base is not None:
        on, amount = reading.base
        return on, Bounds(amount, amount)
    begins = pack.plan.first
    if verdict.question is None:
        return begins, Bounds(None, None)
    answer = engine.tally(attrs.evolve(verdict.question, day=begins))
    return begins, value(reading.measure, answer) or Bounds(None, None)


def _line(start: date, base: Fraction | None, ahead: Milestone, day: date) -> Fraction | None:
    goal = ahead.limits.at_least
    if base is None or not isinstance(goal, Fraction):
        return None
    return base + (goal - base) * Fraction((day - start).days, (ahead.on - start).days)


def growth(base: Fraction, now: Fraction, goal: Fraction, *, years: Fraction, of_years: Fraction) -> Fraction | None:
    """Observed over required compound yearly growth (the open SDG method), after `years` of `of_years`.

    None where a base, value or goal is 0 or nothing is required. 12 significant digits: a root has no exact fraction.
    """
    if base <= 0 or now <= 0 or goal <= 0 or goal == base or years <= 0:
        return None
    with localcontext() as context:
        context.prec = 30
        observed = _yearly(now / base, years)
        required = _yearly(goal / base, of_years)
        context.prec = 12
        return Fraction(+(observed / required))


def _yearly(quotient: Fraction, years: Fraction) -> Decimal:
    ratio = Decimal(quotient.numerator) / Decimal(quotient.denominator)
    return (ratio.ln() * years.denominator / years.numerator).exp() - 1


def years_between(first: date, last: date) -> Fraction:
    """Whole years from anniversary to anniversary, and the part of the last one."""
    whole = last.year - first.year - (shift_years(first, last.year - first.year) > last)
    before, after = shift_years(first, whole), shift_years(first, whole + 1)
    return whole + Fraction((last - before).days, (after - before).days)


def _progress(ratio: Fraction | None) -> str | None:
    if ratio is None:
        return None
    return next((word for least, word in PROGRESS if ratio >= least), "deterioration")
