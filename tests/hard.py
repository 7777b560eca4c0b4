"""Assessments that are hard to lay out: long names, nothing known, nobody to judge, a single county, many units."""

from __future__ import annotations

from fractions import Fraction

import attrs

from fengqiao.model.outcome import Assessment, Bounds, Outcome, Scorecard, Span, Status, Tally, UnitRef
from tests.sample_assessment import ASSESSMENT, CITY, ZONE

NAME = "很长很长的一个被考核单位名称写满四十个字以便检查表格是否会被截断或者超出纸张的边界甲乙"
assert len(NAME) >= 40


def renamed(assessment: Assessment, name: str) -> Assessment:
    """Every unit with a name of 40 characters that ends with its own; so is every target's sentence."""

    def unit(one: UnitRef) -> UnitRef:
        return attrs.evolve(one, name=(name[: 40 - len(one.name)] + one.name))

    return attrs.evolve(
        assessment,
        outcomes=tuple(attrs.evolve(one, unit=unit(one.unit)) for one in assessment.outcomes),
        scorecards=tuple(attrs.evolve(one, unit=unit(one.unit)) for one in assessment.scorecards),
    )


def _open(outcome: Outcome) -> Outcome:
    return attrs.evolve(
        outcome,
        status=Status.UNDETERMINED,
        tally=Tally(open=True),
        value=Bounds(Fraction(0), None),
        margin=None,
    )


def _any(card: Scorecard) -> Scorecard:
    span = Span(Fraction(0), card.out_of)
    items = tuple(attrs.evolve(item, marks=span, status=Status.UNDETERMINED) for item in card.items)
    return attrs.evolve(card, marks=span, items=items, lines=(("studios", span),), rank=(1, 3))


LONG = renamed(ASSESSMENT, NAME)
OPEN = attrs.evolve(
    ASSESSMENT,
    outcomes=tuple(map(_open, ASSESSMENT.outcomes)),
    scorecards=tuple(map(_any, ASSESSMENT.scorecards)),
)
NOBODY = attrs.evolve(ASSESSMENT, outcomes=(), scorecards=(), problems=(), sources=())
ONE = attrs.evolve(
    ASSESSMENT,
    outcomes=tuple(one for one in ASSESSMENT.outcomes if one.unit == ZONE),
    scorecards=tuple(one for one in ASSESSMENT.scorecards if one.unit == ZONE),
)


def many(n: int) -> Assessment:
    """The city and so many counties."""
    own = [one for one in ASSESSMENT.outcomes if one.unit == ZONE]
    units = [UnitRef(f"3307{at:02d}000000", f"新设行政区域第{at}号地区", "county") for at in range(1, n + 1)]
    outcomes = tuple(attrs.evolve(one, unit=unit) for unit in units for one in own)
    cards = tuple(attrs.evolve(ASSESSMENT.scorecards[2], unit=unit) for unit in units)
    city = tuple(one for one in ASSESSMENT.outcomes if one.unit == CITY)
    return attrs.evolve(ASSESSMENT, outcomes=(*city, *outcomes), scorecards=cards)
