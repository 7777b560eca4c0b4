"""Rounding, rank and grade: what a total comes to among the others."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import attrs

from fengqiao.assess.card import Total, Vetoed
from fengqiao.errors import Text
from fengqiao.model.bounds import holds
from fengqiao.model.outcome import Bounds, Scorecard, Span, Status, UnitRef
from fengqiao.model.scheme import Scheme


def rounded(total: Total, step: Fraction | None) -> Total:
    """The total to a multiple of the step, half up, with the rounding as a line."""
    if step is None:
        return total
    ends = [((2 * marks / step + 1) // 2) * step for marks in (total.marks.low, total.marks.high)]
    line = Span(ends[0] - total.marks.low, ends[1] - total.marks.high)
    return attrs.evolve(total, marks=Span(ends[0], ends[1]), lines=(*total.lines, ("rounding", line)))


@attrs.frozen
class Field:
    """The units that are ranked together: their marks, and the ends of these in order."""

    marks: Mapping[UnitRef, Span]
    lows: Sequence[Fraction]
    highs: Sequence[Fraction]
    loose: Field | None = None
    """Those of which some end is not reached."""

    @classmethod
    def of(cls, cards: Iterable[Scorecard]) -> Field:
        """The field of some cards; one without marks is not in it."""
        there = [card for card in cards if card.marks is not None]
        loose = cls._of(card for card in there if not card.tight)
        return attrs.evolve(cls._of(there), loose=loose)

    @classmethod
    def _of(cls, cards: Iterable[Scorecard]) -> Field:
        marks = {card.unit: card.marks for card in cards if card.marks is not None}
        return cls(marks, sorted(span.low for span in marks.values()), sorted(span.high for span in marks.values()))

    def rank(self, card: Scorecard) -> tuple[int, int] | None:
        """1 + how many others are surely above, 1 + how many may be above."""
        if card.marks is None:
            return None
        low, high = card.marks.low, card.marks.high
        own = self.marks.get(card.unit)
        sure, may = _above(self.lows, high), _above(self.highs, low)
        return (1 + sure, 1 + may) if own is None else (1 + sure - (own.low > high), 1 + may - (own.high > low))

    def tight(self, card: Scorecard) -> bool:
        """Whether every end of marks and rank is reached: its own, and those of the cards that may stand beside it."""
        if card.marks is None or not card.tight or self.loose is None:
            return card.tight
        beside = len(self.loose.marks) - _above(self.loose.lows, card.marks.high)
        return beside == bisect_left(self.loose.highs, card.marks.low)


def _above(ends: Sequence[Fraction], end: Fraction) -> int:
    return len(ends) - bisect_right(ends, end)


Conditions = Sequence[Status | None]
"""How the condition of each grade stands; None where it has none or is not judged."""


def grade(
    scheme: Scheme, card: Scorecard, vetoes: tuple[Vetoed, ...], conditions: Conditions = ()
) -> tuple[Text, Text] | None:
    """The lowest and the highest grade that remain possible; None where one end has none."""
    if card.marks is None or card.rank is None:
        return None
    sure, possible = (
        {at for at, status in enumerate(conditions) if status in shut}
        for shut in ((Status.NOT_MET, Status.UNDETERMINED), (Status.NOT_MET,))
    )
    unless = [v for v in vetoes if v.status not in (None, Status.MET)]
    worst = _grade(scheme, card.marks.low, card.rank[1], unless, sure)
    best = _grade(scheme, card.marks.high, card.rank[0], [v for v in vetoes if v.status is Status.NOT_MET], possible)
    return None if worst is None or best is None else (worst, best)


def _grade(scheme: Scheme, marks: Fraction, place: int, vetoes: list[Vetoed], shut: set[int]) -> Text | None:
    """The first grade, from the best that no veto bars, whose bounds, ranks and condition take the unit."""
    share = marks / scheme.out_of
    bar = max((_bar(scheme, veto) for veto in vetoes), default=0)
    for at, found in enumerate(scheme.grades):
        inside = holds(Bounds(share, share), found.limits) and (found.first is None or place <= found.first)
        if inside and at not in shut:
            return scheme.grades[max(at, bar)].name
    return None


def subsidy(scheme: Scheme, marks: Span | None) -> Span | None:
    """What the marks bring, in fen: nothing outside the limits, so it may fall to nothing at a cliff."""
    if scheme.subsidy is None or marks is None:
        return None
    rate, limits = scheme.subsidy.fen, scheme.subsidy.limits
    low, high = (rate * end if holds(Bounds(end, end), limits) else Fraction(0) for end in (marks.low, marks.high))
    return Span(low, high)


def _bar(scheme: Scheme, vetoed: Vetoed) -> int:
    """Where the best grade stands that a veto leaves."""
    veto, names = vetoed.veto, [found.name.en for found in scheme.grades]
    bars = [0]
    if veto.fail:
        bars.append(len(names) - 1)
    if veto.bars_honours:
        bars.append(next((at for at, found in enumerate(scheme.grades) if not found.honours), 0))
    if veto.grade_at_most is not None:
        bars.append(names.index(veto.grade_at_most))
    return max(bars)
