"""What a unit says of itself: attestations of items, and figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction

from fengqiao.engine.known import Known
from fengqiao.engine.scene import Scene
from fengqiao.engine.when import later
from fengqiao.model.calendar import Period
from fengqiao.model.fact import Attestation, Fact, Figure
from fengqiao.model.measure import Attested, SelfReported
from fengqiao.model.outcome import Answer, Tally

DAY = timedelta(days=1)
Dated = tuple[Fact, date, date, bool]
"""A fact, the first and last day that it may bear, and whether it surely bears on what is asked."""


def attested(known: Known, measure: Attested, scene: Scene) -> Tally:
    """Items proved, denied, and the rest."""
    truths = [attestation(known, item, measure, scene)[0] for item in measure.items]
    return Tally(truths.count(True), truths.count(False), truths.count(None))


def attestation(known: Known, item: str, measure: Attested, scene: Scene) -> tuple[bool | None, list[Fact]]:
    """Whether an item is in place by its latest attestation, and the facts that say so.

    A denial stands only while the register is reported: later the item may have been put in place.
    """
    candidates = [
        fact for fact in _latest(_attestations(known, item, scene), scene.day) if isinstance(fact, Attestation)
    ]
    answers = {fact.holds for fact in candidates}
    if len(answers) != 1 or None in answers:
        return None, list(candidates)
    said = [fact.on for fact in candidates if fact.on is not None]
    if measure.valid is not None and (not said or later(min(said), measure.valid) < scene.day):
        return None, list(candidates)
    held = answers.pop()
    if held is False and not _spoken_since(known, "attestations", max(said, default=None), scene):
        return None, list(candidates)
    return held, list(candidates)


def _spoken_since(known: Known, register: str, on: date | None, scene: Scene) -> bool:
    """Whether the register was reported from a day to the judged day, so that nothing later is missing."""
    since = scene.day if on is None or on >= scene.day else on + DAY
    return known.reach.wholly(register, scene.spot.place, Period(since, scene.day), scene.day, below=False)


def _attestations(known: Known, item: str, scene: Scene) -> Iterator[Dated]:
    for fact, near in known.standing("attestations", "at", scene.spot, scene.day):
        if isinstance(fact, Attestation) and fact.item in (item, None):
            first, last = (
                (fact.on, fact.on) if fact.on else (fact.source.since or date.min, fact.source.until or date.max)
            )
            yield fact, first, last, bool(near) and fact.item is not None


def _latest(found: Iterator[Dated], day: date) -> list[Fact]:
    """The facts that may be the latest one not after the day; none where there may be none at all."""
    rows = [row for row in found if row[1] <= day]
    sure = [row for row in rows if row[3] and row[2] <= day]
    if not sure:
        return []
    floor = max(first for _, first, _, _ in sure)
    return [fact for fact, _, last, _ in rows if last >= floor]


def self_reported(known: Known, measure: SelfReported, scene: Scene) -> Answer:
    """The latest figure of a name as numerator over denominator; open where none is known, or a later one may be."""
    candidates = figures(known, measure, scene)
    return figured(candidates, measure, lambda on: _spoken_since(known, "figures", on, scene))


def figured(candidates: Sequence[Figure], measure: SelfReported, spoken_since: Callable[[date], bool]) -> Answer:
    """What the figures that may be the latest come to."""
    ranges = [found for fact in candidates if (found := _range(fact, exact=measure.exact)) is not None]
    on = [fact.as_of for fact in candidates if fact.as_of is not None]
    spoken = bool(on) and spoken_since(max(on))
    if not ranges or len(ranges) < len(candidates) or not spoken:
        return Answer(Tally(), Tally(open=True))
    low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
    if low == high:
        return Answer(Tally(yes=low.numerator), Tally(yes=low.denominator))
    scale = low.denominator * high.denominator
    least, most = int(low * scale), int(high * scale)
    return Answer(Tally(yes=least, unknown=most - least), Tally(yes=scale))


def figures(known: Known, measure: SelfReported, scene: Scene) -> list[Figure]:
    """The figures that may be the latest."""

    def named() -> Iterator[Dated]:
        for fact, near in known.standing("figures", "at", scene.spot, scene.day):
            if isinstance(fact, Figure) and fact.name in (measure.name, None):
                source = fact.source
                first, last = (
                    (fact.as_of, fact.as_of) if fact.as_of else (source.since or date.min, source.until or date.max)
                )
                yield fact, first, last, bool(near) and fact.name is not None

    return [fact for fact in _latest(named(), scene.day) if isinstance(fact, Figure)]


def _range(fact: Figure, *, exact: bool) -> tuple[Fraction, Fraction] | None:
    """The values that a figure may stand for."""
    if fact.numerator is not None and fact.denominator:
        ratio = Fraction(fact.numerator, fact.denominator)
        return ratio, ratio
    if fact.value is None or not fact.value.is_finite():
        return None
    typed = Fraction(fact.value)
    exponent = fact.value.as_tuple().exponent
    if exact or not isinstance(exponent, int):
        return typed, typed
    digit = Fraction(10) ** exponent
    return max(Fraction(0), typed - digit), typed + digit
