"""What marks rest on: a basis of a scheme asked at a unit, from the outcomes at hand or judged afresh."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from fengqiao.assess.judge import Verdict, judge
from fengqiao.assess.session import Session
from fengqiao.assess.words import STATUS, interval
from fengqiao.errors import Text
from fengqiao.model.award import Basis
from fengqiao.model.bounds import value
from fengqiao.model.marks import Found
from fengqiao.model.measure import (
    Adherence,
    Attested,
    Count,
    FactsOf,
    Held,
    Measure,
    Mediators,
    SelfReported,
    Share,
    Sum,
    Timeliness,
)
from fengqiao.model.outcome import Outcome, Status, Tally
from fengqiao.model.period import Period
from fengqiao.model.predicate import Limits
from fengqiao.model.target import Milestone, Reading

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
    """What a unit's marks rest on, each basis asked once; `period` is the time that the scheme's own measures judge."""

    session: Session
    unit: str
    outcomes: Mapping[tuple[str, str], Outcome]
    period: Period
    _asked: dict[tuple[Basis, Text, str | None], Judged | None] = attrs.field(factory=dict, eq=False, repr=False)

    def ask(self, basis: Basis, name: Text, by: str | None = None) -> Judged | None:
        """What a basis came to; None where its target has no outcome at the unit. `by` counts different values too."""
        key = basis, name, by
        if key not in self._asked:
            self._asked[key] = self._target(basis.target) if basis.target else self._measure(basis, name, by)
        return self._asked[key]

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

    def _measure(self, basis: Basis, name: Text, by: str | None) -> Judged | None:
        if basis.measure is None:
            return None
        session, limits = self.session, basis.limits or Limits()
        milestone = Milestone(session.pack.plan.first, limits, self.period.first, self.period.last)
        reading = Reading("own", name, basis.measure, (milestone,))
        verdict = judge(session.engine, session.pack, reading, self.unit, session.as_of, waived=False, shown=False)
        words = _words(name, basis.measure, verdict, judged=bool(limits.given))
        if verdict.status not in JUDGED or verdict.value is None or verdict.answer is None:
            return Judged(verdict.status, words)
        found = Found(verdict.status, verdict.value, limits, verdict.answer.tally)
        if by is not None and isinstance(basis.measure, Count) and verdict.question is not None:
            different = attrs.evolve(basis.measure, distinct=by)
            answer = session.engine.tally(attrs.evolve(verdict.question, measure=different))
            found = attrs.evolve(found, distinct=value(different, answer))
        return Judged(verdict.status, words, _resting(found, basis.measure, of_units=False))


def _resting(found: Found, measure: Measure, *, of_units: bool) -> Found:
    """With what its uncertainty rests on, and whether each end of the value is reached."""
    counted = of_units or isinstance(measure, TIGHT)
    tight = counted and (not found.tally.open or isinstance(measure, Count | Sum))
    members = of_units or isinstance(measure, OF_MEMBERS)
    return attrs.evolve(found, members=members, tight=tight, rests=frozenset(registers(measure)))


def registers(node: Any) -> set[str]:
    """The registers that a measure looks into, however deep, and what it asks of places and figures."""
    match node:
        case Mediators():
            return {"posts"}
        case Attested(items):
            return {f"attestations {item}" for item in items}
        case SelfReported(name):
            return {f"figures {name}"}
    found = {node.register} if isinstance(node, FactsOf | Adherence) else set()
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
    return Text(f"{zh},{word.zh}", f"{en}; {word.en}") if judged else Text(zh, en)
