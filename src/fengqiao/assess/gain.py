"""What one more of what an item counts would bring a unit: marks, and the rank that they lead to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

import attrs

from fengqiao.assess.basis import OF_MEMBERS, Ground, Judged
from fengqiao.assess.card import total
from fengqiao.assess.items import item_score, over_time, own_per
from fengqiao.assess.judge import status_of
from fengqiao.assess.ranking import Field, rounded
from fengqiao.assess.score import scorecards
from fengqiao.assess.scoring import Scoring, targets_of
from fengqiao.assess.session import Session
from fengqiao.assess.units import resolve
from fengqiao.assess.words import MEMBERS, SLOTS
from fengqiao.errors import Text, UsageError
from fengqiao.model.bounds import holds, value
from fengqiao.model.dataset import Dataset
from fengqiao.model.marks import Found
from fengqiao.model.measure import Adherence, Count, Measure
from fengqiao.model.outcome import Answer, Bounds, Scorecard, Span, Tally, UnitRef
from fengqiao.model.scheme import Item, Scheme
from fengqiao.model.target import RulePack


@attrs.frozen
class Gain:
    """One item at one unit: what one more (a unit of `counts`) adds to the marks, and the rank before and after.

    `marks` is what the low and the high end gain; both are 0 where the item is full, or one more does not reach the
    next step.
    """

    unit: UnitRef
    item: str
    name: Text
    counts: Text
    marks: Span
    rank_before: tuple[int, int] | None
    rank_after: tuple[int, int] | None


def gains(
    pack: RulePack,
    data: Dataset,
    *,
    as_of: date,
    unit: str | None = None,
    scheme: str | None = None,
    readings: Mapping[str, str] | None = None,
) -> tuple[Gain, ...]:
    """What one more brings, for each item that counts something, at one unit or at all; the most first.

    What is not counted in ones (money, ratios, changes, comparisons, given marks) is left out. Raises UsageError for an
    unknown unit, scheme or reading, and for a scheme that is combined from others: ask for each of them.
    """
    session = Session.open(pack, data, as_of=as_of, readings=readings)
    chosen = session.scheme(scheme)
    if chosen is None:
        raise UsageError(Text(f"规则包 {pack.id} 没有评分办法。", f"The pack {pack.id} has no scheme."))
    if chosen.combine:
        parts = [part.scheme or part.id for part in chosen.combine]
        raise UsageError(
            Text(
                f"评分办法 {chosen.id} 由其他办法合成，请分别查询：{'、'.join(parts)}。",
                f"The scheme {chosen.id} is combined from others: ask for each of them: {', '.join(parts)}.",
            )
        )
    named = [pack.targets[target] for target in targets_of(chosen)]
    outcomes = [o for target in named for o in session.outcomes(target, other_readings=False)]
    scoring, cards = Scoring.of(session, chosen, outcomes), scorecards(session, chosen, outcomes)
    keys = session.units(chosen.level) if unit is None else (resolve(session.places, unit, as_of),)
    found = [gain for key in keys for gain in _of_unit(scoring, chosen, key, cards)]
    return tuple(sorted(found, key=lambda gain: (gain.unit.code, -gain.marks.low, -gain.marks.high)))


def _of_unit(scoring: Scoring, scheme: Scheme, key: str, cards: tuple[Scorecard, ...]) -> Iterator[Gain]:
    made, code = scoring.made(key).total, scoring.session.ref(key).code
    card = next((one for one in cards if one.unit.code == code), None)
    if made is None or card is None or card.marks is None:
        return
    given = {one.item: one for one in scheme.given if one.unit == code}
    earned = {one.id: item_score(scoring.ground(key), one, given.get(one.id))[1] for one in scheme.all_items}
    field = Field.of(one for one in cards if one.group == card.group and one.unranked is None)
    for item in scheme.all_items:
        more = _one_more(scoring, item, key)
        if more is None:
            continue
        ground, counts = more
        _, better = item_score(ground, item, given.get(item.id))
        after = total(scheme, {**earned, item.id: better}, made.vetoes)
        if after is None:
            continue
        marks = rounded(after, scheme.step).marks
        placed = field.rank(attrs.evolve(card, marks=marks)) if card.rank is not None else None
        gained = Span(marks.low - card.marks.low, marks.high - card.marks.high)
        yield Gain(card.unit, item.id, item.name, counts, gained, card.rank, placed)


def _one_more(scoring: Scoring, item: Item, key: str) -> tuple[Ground, Text] | None:
    """The ground on which the item counts one more, and what it counts; None where it counts nothing in ones."""
    basis, ground = item.basis, scoring.ground(key)
    if basis is None or basis.against or basis.scheme:
        return None
    per = own_per(over_time(item.award, basis, ground))
    judged = ground.ask(basis, item.name, per)
    measure, counts = _measure(scoring, item, key)
    if judged is None or judged.found is None or measure is None:
        return None
    found = _more(measure, judged.found)
    if found is None:
        return None
    status = status_of(holds(found.value, found.limits)) if found.limits.given else judged.status
    better = Judged(status, judged.words, attrs.evolve(found, status=status))
    return attrs.evolve(ground, asked={(basis, item.name, per): better}), counts


def _measure(scoring: Scoring, item: Item, key: str) -> tuple[Measure | None, Text]:
    """What an item measures and the word for one of it; none for a target that is rolled up from units below."""
    session, basis = scoring.session, item.basis
    if basis is not None and basis.target is not None:
        target = session.pack.targets[basis.target]
        outcome = scoring.outcomes.get((target.id, session.ref(key).code))
        if outcome is None or outcome.of_units:
            return None, MEMBERS
        measure = target.readings[session.readings[target.id]].measure
        return measure, target.unit if isinstance(measure, Count) else _word(measure)
    own = basis.measure if basis else None
    return own, _word(own)


def _word(measure: Measure | None) -> Text:
    return SLOTS if isinstance(measure, Adherence) else MEMBERS


def _more(measure: Measure, found: Found) -> Found | None:
    """What a basis would come to with one more; the same where every member holds already."""
    tally = found.tally
    if isinstance(measure, Count):
        ends = [None if end is None else end + Fraction(1) for end in (found.value.low, found.value.high)]
        return attrs.evolve(found, value=Bounds(*ends), tally=attrs.evolve(tally, yes=tally.yes + 1))
    if not isinstance(measure, OF_MEMBERS) or (isinstance(measure, Adherence) and measure.counting == "days_late"):
        return None
    held = _held(tally)
    bounds = value(measure, Answer(held))
    return None if bounds is None else attrs.evolve(found, value=bounds, tally=held)


def _held(tally: Tally) -> Tally:
    """One member that does not hold, else one of which it is not known, holds."""
    if tally.no:
        return attrs.evolve(tally, yes=tally.yes + 1, no=tally.no - 1)
    if tally.unknown:
        return attrs.evolve(tally, yes=tally.yes + 1, unknown=tally.unknown - 1)
    return tally
