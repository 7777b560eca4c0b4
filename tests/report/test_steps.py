"""The steps of a card add up to its marks, and follow from its items to the last digit."""

from __future__ import annotations

from fractions import Fraction

import attrs
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.assess.card import Total, total
from fengqiao.assess.ranking import rounded
from fengqiao.errors import Text
from fengqiao.model.award import Full
from fengqiao.model.marks import Earned
from fengqiao.model.outcome import ItemScore, Scorecard, Span
from fengqiao.model.place import Level
from fengqiao.model.scheme import Block, Item, Scheme
from fengqiao.report.steps import Earns, Given, Rescale, Within, steps, value
from tests.sample_assessment import ASSESSMENT, PACK, WUCHENG

NAME = Text("项", "item")


def _items(prefix: str, most: list[int], blocks: tuple[str, ...] = ()) -> tuple[Item, ...]:
    return tuple(
        Item(f"{prefix}{n}", NAME, Fraction(marks), Full(), block=blocks[n % len(blocks)] if blocks else None)
        for n, marks in enumerate(most)
    )


@st.composite
def cards(draw: st.DrawFn) -> tuple[Scheme, Scorecard]:
    """A scheme of items, blocks, bonus under a cap, deductions and a rounding step, and a card under it."""
    marks = st.lists(st.integers(1, 30), max_size=3)
    blocks = draw(st.sampled_from([(), ("a",), ("a", "b")]))
    scheme = Scheme(
        "example",
        NAME,
        Level.COUNTY,
        Fraction(100),
        _items("i", draw(st.lists(st.integers(1, 30), min_size=1, max_size=4)), blocks),
        blocks=tuple(Block(one, NAME, Fraction(100, len(blocks))) for one in blocks),
        bonus=_items("b", draw(marks)),
        bonus_cap=draw(st.sampled_from([None, Fraction(7)])),
        deductions=_items("d", draw(marks)),
        step=draw(st.sampled_from([None, Fraction(1, 2)])),
    )
    earned: dict[str, Earned | None] = {}
    for item in (*scheme.items, *scheme.bonus, *scheme.deductions):
        low = draw(st.fractions(0, item.marks, max_denominator=9))
        span = Span(low, draw(st.fractions(low, item.marks, max_denominator=9)))
        earned[item.id] = draw(st.sampled_from([Earned(span), Earned(span), None]))
    found = total(scheme, earned, ())
    made = rounded(found, scheme.step) if found else Total(Span(Fraction(0), Fraction(0)), ())
    scores = tuple(
        ItemScore(item.id, NAME, item.marks, one.span if (one := earned[item.id]) else None, None, NAME)
        for item in (*scheme.items, *scheme.bonus, *scheme.deductions)
    )
    card = Scorecard(WUCHENG, "example", made.marks if found else None, Fraction(100), None, None, scores, made.lines)
    return scheme, card


@given(cards())
def test_they_add_up_and_follow(drawn: tuple[Scheme, Scorecard]) -> None:
    scheme, card = drawn
    found = steps(card, attrs.evolve(PACK, schemes={"example": scheme}))
    if card.marks is None:
        assert found == ()
        return
    assert sum((step.low for step in found), Fraction(0)) == card.marks.low
    assert sum((step.high for step in found), Fraction(0)) == card.marks.high
    whole = {block for item in scheme.items if (block := item.block)}
    if len(whole) == len(scheme.blocks):
        left = [item for item in card.items if item.marks is None]
        assert left or not any(isinstance(step.rule, Given) for step in found)


def test_a_line_that_does_not_follow_is_a_given_number() -> None:
    card = attrs.evolve(ASSESSMENT.scorecards[0], marks=Span(Fraction(7), Fraction(7)))
    odd = attrs.evolve(card, lines=(("studios", Span(Fraction(7), Fraction(7))),))
    (first, rescale) = steps(odd, PACK)
    assert first.low == 7
    assert isinstance(first.rule, Given)
    assert isinstance(rescale.rule, Rescale)


def test_a_veto_is_a_given_number_and_a_deduction_is_less_than_nothing() -> None:
    items = [(Fraction(3), Fraction(5)), (None, Fraction(5))]
    assert value(Earns(0, less=True), items, []) == -2
    assert value(Earns(1, less=True), items, []) == 0
    assert value(Within((0, 1), None, Fraction(4)), items, [Fraction(3), Fraction(3)]) == -2
    assert value(Given(), items, []) is None
