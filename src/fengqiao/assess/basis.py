"""What marks rest on: a basis of a scheme asked at a unit, from the outcomes at hand or judged afresh."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any

import attrs

from fengqiao.assess.against import AGAINST, against
from fengqiao.assess.judge import READINGS, Verdict, judge, status_of
from fengqiao.assess.session import Session
from fengqiao.assess.words import STATUS, decimal, interval, percent
from fengqiao.engine.base import Question
from fengqiao.errors import Text
from fengqiao.model.award import Basis, PerUnit
from fengqiao.model.bounds import holds, value
from fengqiao.model.marks import Found
from fengqiao.model.measure import (
    Adherence,
    Attested,
    Count,
    CountedSet,
    FactsOf,
    Held,
    Measure,
    Mediators,
    SelfReported,
    Share,
    Sum,
    Timeliness,
)
from fengqiao.model.outcome import Bounds, Outcome, Status, Tally
from fengqiao.model.period import Period, add_months
from fengqiao.model.predicate import Limits
from fengqiao.model.target import Milestone, Reading
from fengqiao.model.window import PLAN, Window, between, resolve

JUDGED = (Status.MET, Status.NOT_MET, Status.UNDETERMINED)
"""Statuses that stay in the base; the other four leave it."""
OF_MEMBERS = (Share, Adherence, Timeliness, Held, Attested)
TIGHT = (Count, Sum, *OF_MEMBERS)


@attrs.frozen
class Judged:
    """What a basis came to: its status and words, and what marks can be made of (None: it leaves the base)."""

    status: Status
    words: Text
    found: Found | None = None


@attrs.frozen
class Ground:
    """What a unit's marks rest on, each basis asked once; `period` is the time that the scheme's own measures judge.

    `peers` are the units that it is compared with, itself among them; `converted` is what another scheme came to.
    """

    session: Session
    unit: str
    outcomes: Mapping[tuple[str, str], Outcome]
    period: Period
    peers: Callable[[str], Sequence[Ground]]
    converted: Callable[[str, str], Found | None]
    _asked: dict[tuple[Basis, Text, PerUnit | None], Judged | None] = attrs.field(factory=dict, eq=False, repr=False)

    def ask(self, basis: Basis, name: Text, per: PerUnit | None = None) -> Judged | None:
        """What a basis came to; None where its target has no outcome at the unit. `per` says what else it counts."""
        key = basis, name, per
        if key not in self._asked:
            self._asked[key] = self._against(basis, name) if basis.against else self._judged(basis, name, per)
        return self._asked[key]

    def _judged(self, basis: Basis, name: Text, per: PerUnit | None) -> Judged | None:
        if basis.target:
            return self._target(basis.target)
        return self._scheme(basis, name) if basis.scheme else self._measure(basis, name, per)

    def _scheme(self, basis: Basis, name: Text) -> Judged:
        found = self.converted(basis.scheme or "", self.unit)
        if found is None:
            return Judged(Status.NOT_APPLICABLE, STATUS[Status.NOT_APPLICABLE])
        limits = basis.limits or Limits()
        judged = attrs.evolve(found, limits=limits, status=status_of(holds(found.value, limits)))
        low, high = (percent(end) for end in (found.value.low, found.value.high) if end is not None)
        shown = Text(low, low) if low == high else Text(f"{low}至{high}", f"{low} to {high}")
        return Judged(judged.status, Text(f"{name.zh}得分率{shown.zh}", f"{name.en}: {shown.en} of the marks"), judged)

    def _against(self, basis: Basis, name: Text) -> Judged | None:
        """The value set against itself a year before, or against the units compared with."""
        plain = attrs.evolve(basis, against=None, quotient=False, limits=None)
        own = self.ask(plain, name)
        if own is None or own.found is None:
            return own
        if basis.against == "last_year":
            asked = [self._measure(attrs.evolve(plain, period=_year_before(self._period(basis))), name, None)]
        else:
            asked = [one.ask(plain, name) for one in self.peers(self.unit) if one.unit != self.unit]
        others = [one.found for one in asked if one is not None and one.found is not None]
        compared = against(basis, own.found, others) if others or basis.against != "last_year" else None
        if compared is None:
            return Judged(Status.NOT_APPLICABLE, STATUS[Status.NOT_APPLICABLE])
        word = AGAINST[basis.against or "last_year"]
        shown = _compared(compared.value, quotient=basis.quotient)
        return Judged(
            compared.status,
            Text(f"{own.words.zh}，{word.zh}{shown.zh}", f"{own.words.en}; {word.en} {shown.en}"),
            compared,
        )

    def _period(self, basis: Basis) -> Period:
        return basis.period or self.period

    def _target(self, target: str) -> Judged | None:
        code = self.session.ref(self.unit).code
        outcome = self.outcomes.get((target, code))
        if outcome is None:
            return None
        if outcome.status not in JUDGED or outcome.value is None:
            return Judged(outcome.status, outcome.sentence)
        measure = self.session.pack.targets[target].readings[outcome.reading].measure
        tally, limits = outcome.tally or Tally(), outcome.limits or Limits()
        found = Found(outcome.status, outcome.value, limits, tally)
        return Judged(outcome.status, outcome.sentence, _resting(found, measure, of_units=outcome.of_units))

    def _measure(self, basis: Basis, name: Text, per: PerUnit | None) -> Judged | None:
        if basis.measure is None:
            return None
        session, limits, period = self.session, basis.limits or Limits(), self._period(basis)
        if period.first > session.as_of:
            return Judged(Status.NOT_DUE, STATUS[Status.NOT_DUE])
        day = min(session.as_of, period.last) if basis.period else session.as_of
        reading = _reading(basis.measure, name, limits, period, min(session.pack.plan.first, day))
        verdict = judge(session.engine, session.pack, reading, self.unit, day, shown=False)
        words = _words(name, basis.measure, verdict, judged=bool(limits.given))
        if verdict.status not in JUDGED or verdict.value is None or verdict.answer is None:
            return Judged(verdict.status, words)
        found = Found(verdict.status, verdict.value, limits, verdict.answer.tally)
        found = self._beside(found, basis.measure, verdict, per)
        return Judged(verdict.status, words, _resting(found, basis.measure, of_units=False))

    def _beside(self, found: Found, measure: Measure, verdict: Verdict, per: PerUnit | None) -> Found:
        """With how many different values there are, and how many lie in protected periods."""
        question = verdict.question
        if per is None or not isinstance(measure, Count) or question is None:
            return found

        def asked(other: Count) -> Bounds | None:
            return value(other, self.session.engine.tally(attrs.evolve(question, measure=other)))

        if per.by is not None:
            found = attrs.evolve(found, distinct=asked(attrs.evolve(measure, distinct=per.by)))
        inside = []
        for one in per.protected if isinstance(measure.of, FactsOf) else ():
            facts = _within(measure.of, one.period, question)
            bounds = asked(attrs.evolve(measure, of=facts)) if facts else None
            inside.append((bounds or Bounds(Fraction(0), Fraction(0)), one.times))
        return attrs.evolve(found, protected=tuple(inside))


@lru_cache(maxsize=READINGS)
def _reading(measure: Measure, name: Text, limits: Limits, period: Period, begins: date) -> Reading:
    """A scheme's own measure as a reading, one for all units."""
    return Reading("own", name, measure, (Milestone(begins, limits, period.first, period.last),))


def _within(facts: CountedSet, period: Period, question: Question) -> FactsOf | None:
    """The facts on days that are both protected and in the window; None where there are no such days."""
    if not isinstance(facts, FactsOf) or not isinstance(facts.window, Window | None):
        return None
    own = resolve(facts.window or PLAN, day=question.day, plan=question.plan, period=question.period)
    first, last = max(own.first, period.first), min(own.last, period.last)
    return attrs.evolve(facts, window=between(first, last)) if first <= last else None


def _year_before(period: Period) -> Period:
    return Period(add_months(period.first, -12), add_months(period.last + timedelta(days=1), -12) - timedelta(days=1))


def _compared(found: Bounds, *, quotient: bool) -> Text:
    """A difference, a quotient or a rank in words."""
    shown = [
        None if end is None else percent(end) if quotient else decimal(end, 0 if end.denominator == 1 else 4)
        for end in (found.low, found.high)
    ]
    low, high = shown
    if low is not None and low == high:
        return Text(low, low)
    return Text(f"{low or '…'}至{high or '…'}", f"{low or '...'} to {high or '...'}")


def _resting(found: Found, measure: Measure, *, of_units: bool) -> Found:
    """With what its uncertainty rests on, and whether each end of the value is reached."""
    counted = of_units or isinstance(measure, TIGHT)
    tight = counted and (not found.tally.open or isinstance(measure, Count | Sum))
    members = of_units or isinstance(measure, OF_MEMBERS)
    return attrs.evolve(found, members=members, tight=tight, rests=registers(measure))


@lru_cache(maxsize=READINGS)
def registers(node: Any) -> frozenset[str]:
    """The registers that a measure looks into, however deep, and what it asks of places and figures."""
    match node:
        case Mediators():
            return frozenset({"posts"})
        case Attested(items):
            return frozenset(f"attestations {item}" for item in items)
        case SelfReported(name):
            return frozenset({f"figures {name}"})
    found = frozenset({node.register} if isinstance(node, FactsOf | Adherence) else ())
    if isinstance(node, tuple):
        return found.union(*(registers(part) for part in node))
    if attrs.has(type(node)):
        return found.union(*(registers(getattr(node, field.name)) for field in attrs.fields(type(node))))
    return found


def _words(name: Text, measure: Measure, verdict: Verdict, *, judged: bool) -> Text:
    word = STATUS[verdict.status]
    if verdict.value is None:
        return word
    zh, en = (
        f"{name.zh}{interval(measure, verdict.value, '', 'zh')}",
        f"{name.en} {interval(measure, verdict.value, '', 'en')}",
    )
    return Text(f"{zh}，{word.zh}", f"{en}; {word.en}") if judged else Text(zh, en)
