"""Marks, grade and rank of each unit under a scheme, as intervals where outcomes are undetermined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

import attrs

from fengqiao.assess.judge import Verdict, judge
from fengqiao.assess.session import Session
from fengqiao.assess.words import STATUS, interval
from fengqiao.errors import Text, UsageError
from fengqiao.model.bounds import holds
from fengqiao.model.dataset import Dataset
from fengqiao.model.outcome import Bounds, ItemScore, Outcome, Scorecard, Span, Status
from fengqiao.model.scheme import Full, Item, Scheme
from fengqiao.model.target import Milestone, Reading, RulePack

JUDGED = (Status.MET, Status.NOT_MET, Status.UNDETERMINED)
"""Statuses that stay in the base; the other four leave it."""
NOTHING = Span(Fraction(0), Fraction(0))


@attrs.frozen
class _Result:
    status: Status
    value: Bounds | None
    at_least: Fraction | None
    words: Text


def score(
    pack: RulePack,
    data: Dataset,
    *,
    as_of: date,
    scheme: str | None = None,
    readings: Mapping[str, str] | None = None,
) -> tuple[Scorecard, ...]:
    """The scorecards alone, from what the scheme names. Raises UsageError for an unknown scheme or reading."""
    session = Session.open(pack, data, as_of=as_of, readings=readings)
    chosen = session.scheme(scheme)
    if chosen is None:
        raise UsageError(Text(f"规则包 {pack.id} 没有评分办法。", f"The pack {pack.id} has no scheme."))
    named = [pack.targets[item.target] for item in chosen.items if item.target is not None]
    return scorecards(session, chosen, [o for target in named for o in session.outcomes(target, other_readings=False)])


def scorecards(session: Session, scheme: Scheme, outcomes: Iterable[Outcome]) -> tuple[Scorecard, ...]:
    """A scorecard for each accountable unit of the scheme's level, ranked."""
    by_unit = {(outcome.target, outcome.unit.code): outcome for outcome in outcomes}
    cards = [_card(session, scheme, key, by_unit) for key in session.units(scheme.level)]
    return tuple(attrs.evolve(card, rank=_rank(card, cards)) for card in cards)


def _card(session: Session, scheme: Scheme, key: str, outcomes: dict[tuple[str, str], Outcome]) -> Scorecard:
    unit = session.ref(key)
    items = tuple(
        _item(item, _result(session, item, key, outcomes.get((item.target or "", unit.code)))) for item in scheme.items
    )
    kept = [item for item in items if item.marks is not None]
    base = sum((item.out_of for item in kept), Fraction(0))
    if not base:
        return Scorecard(unit, scheme.id, None, scheme.out_of, None, None, items)
    lines = [(item.item, item.marks or NOTHING) for item in kept]
    earned = _sum(lines)
    scale = scheme.out_of / base
    lines.append(("rescale", Span(earned.low * (scale - 1), earned.high * (scale - 1))))
    if scheme.step is not None:
        before = _sum(lines)
        rounded = Span(_to_step(before.low, scheme.step), _to_step(before.high, scheme.step))
        lines.append(("rounding", Span(rounded.low - before.low, rounded.high - before.high)))
    marks = _sum(lines)
    grades = tuple(_grade(scheme, end / scheme.out_of) for end in (marks.low, marks.high))
    grade = (grades[0], grades[1]) if grades[0] is not None and grades[1] is not None else None
    return Scorecard(unit, scheme.id, marks, scheme.out_of, grade, None, items, tuple(lines))


def _sum(lines: list[tuple[str, Span]]) -> Span:
    return Span(sum((span.low for _, span in lines), Fraction(0)), sum((span.high for _, span in lines), Fraction(0)))


def _to_step(marks: Fraction, step: Fraction) -> Fraction:
    """Half up to a multiple of the step."""
    return ((2 * marks / step + 1) // 2) * step


def _grade(scheme: Scheme, share: Fraction) -> Text | None:
    return next((grade.name for grade in scheme.grades if holds(Bounds(share, share), grade.limits)), None)


def _rank(card: Scorecard, cards: list[Scorecard]) -> tuple[int, int] | None:
    """1 + how many are surely above, 1 + how many may be above."""
    if card.marks is None:
        return None
    others = [other.marks for other in cards if other.marks is not None and other.unit != card.unit]
    return 1 + sum(o.low > card.marks.high for o in others), 1 + sum(o.high > card.marks.low for o in others)


def _result(session: Session, item: Item, key: str, outcome: Outcome | None) -> _Result | None:
    """What an item rests on: the outcome of its target, or its own measure judged at the unit."""
    if item.target is not None:
        if outcome is None:
            return None
        at_least = outcome.limits.at_least if outcome.limits else None
        return _Result(outcome.status, outcome.value, _fraction(at_least), outcome.sentence)
    if item.measure is None or item.limits is None:
        return None
    year = session.as_of.year
    milestone = Milestone(session.pack.plan.first, item.limits, date(year, 1, 1), date(year, 12, 31))
    reading = Reading(item.id, item.name, item.measure, (milestone,))
    verdict = judge(session.engine, session.pack, reading, key, session.as_of, waived=False, shown=False)
    return _Result(verdict.status, verdict.value, _fraction(item.limits.at_least), _words(item, verdict))


def _fraction(end: object) -> Fraction | None:
    return end if isinstance(end, Fraction) else None


def _words(item: Item, verdict: Verdict) -> Text:
    if item.measure is None or verdict.value is None:
        return STATUS[verdict.status]
    word = STATUS[verdict.status]
    return Text(
        f"{item.name.zh}{interval(item.measure, verdict.value, '', 'zh')},{word.zh}",
        f"{item.name.en} {interval(item.measure, verdict.value, '', 'en')}; {word.en}",
    )


def _item(item: Item, result: _Result | None) -> ItemScore:
    if result is None or result.status not in JUDGED or result.value is None:
        status = result.status if result else Status.NOT_APPLICABLE
        return ItemScore(item.id, item.name, item.marks, None, status, result.words if result else STATUS[status])
    return ItemScore(item.id, item.name, item.marks, _award(item, result), result.status, result.words)


def _award(item: Item, result: _Result) -> Span:
    """Full: M if met, else 0; proportional: M min(1, max(0, v/t)) at both ends of the value."""
    if isinstance(item.award, Full) or result.at_least is None or result.at_least <= 0 or result.value is None:
        low = item.marks if result.status is Status.MET else Fraction(0)
        high = Fraction(0) if result.status is Status.NOT_MET else item.marks
        return Span(low, high)

    def part(end: Fraction | None, otherwise: int) -> Fraction:
        share = Fraction(otherwise) if end is None else end / (result.at_least or Fraction(1))
        return item.marks * min(Fraction(1), max(Fraction(0), share))

    return Span(part(result.value.low, 0), part(result.value.high, 1))
