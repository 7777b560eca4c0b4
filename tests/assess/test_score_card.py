"""The order in which marks are made, that lines sum exactly, and that intervals are what filling in gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from fengqiao.assess.card import Total, Vetoed, total
from fengqiao.assess.ranking import Field, grade, rounded
from fengqiao.errors import Text
from fengqiao.model.award import Basis, Full
from fengqiao.model.marks import Earned
from fengqiao.model.outcome import Scorecard, Span, Status, UnitRef
from fengqiao.model.place import Level
from fengqiao.model.predicate import Limits
from fengqiao.model.scheme import Block, Grade, Item, Scheme, Veto


def text(name: str) -> Text:
    return Text(name, name)


def item(name: str, marks: int, block: str | None = None) -> Item:
    return Item(name, text(name), Fraction(marks), Full(), Basis(name), block)


GRADES = (
    Grade(text("excellent"), Limits(at_least=Fraction(9, 10)), first=1, honours=True),
    Grade(text("good"), Limits(at_least=Fraction(8, 10))),
    Grade(text("pass"), Limits(at_least=Fraction(6, 10))),
    Grade(text("fail"), Limits(below=Fraction(6, 10))),
)
PLAIN = Scheme("s", text("s"), Level.COUNTY, Fraction(10), (item("a", 6), item("b", 4)), GRADES)
BLOCKS = attrs.evolve(
    PLAIN,
    items=(item("a", 6, "one"), item("b", 4, "one"), item("c", 5, "two")),
    blocks=(Block("one", text("one"), Fraction(8)), Block("two", text("two"), Fraction(2))),
)
ADJUSTED = attrs.evolve(
    PLAIN, bonus=(item("c", 3),), bonus_cap=Fraction(2), deductions=(item("d", 5),), step=Fraction(1, 2)
)
VETOES = (
    Veto("fail", text("fail"), Basis("v"), fail=True),
    Veto("honours", text("honours"), Basis("v"), bars_honours=True),
    Veto("most", text("most"), Basis("v"), grade_at_most="pass"),
    Veto("marks", text("marks"), Basis("v"), marks=Fraction(3)),
)
Ends = tuple[int, int, bool]
"""Whole marks at both ends, and whether the item may not apply."""


def earned(name: str, ends: Ends) -> Earned:
    low, high, doubtful = ends
    return Earned(Span(Fraction(low), Fraction(high)), rests=frozenset({name}), doubtful=doubtful)


def card(scheme: Scheme, unit: str, made: Total | None) -> Scorecard:
    ref = UnitRef(unit, unit, "county")
    if made is None:
        return Scorecard(ref, scheme.id, None, scheme.out_of, None, None, ())
    return Scorecard(ref, scheme.id, made.marks, scheme.out_of, None, None, (), made.lines, made.tight)


def ranked(scheme: Scheme, made: Mapping[str, Total | None]) -> dict[str, Scorecard]:
    cards = [card(scheme, unit, one) for unit, one in made.items()]
    field = Field.of(cards)
    placed = {c.unit.code: attrs.evolve(c, rank=field.rank(c), tight=field.tight(c)) for c in cards}
    return {
        unit: attrs.evolve(c, grade=grade(scheme, c, one.vetoes if (one := made[unit]) else ()))
        for unit, c in placed.items()
    }


@st.composite
def ends(draw: st.DrawFn, most: int) -> Ends:
    low = draw(st.integers(0, most))
    return low, draw(st.integers(low, most)), draw(st.integers(0, 5)) == 0


@st.composite
def units(draw: st.DrawFn, scheme: Scheme) -> dict[str, Ends]:
    return {one.id: draw(ends(int(one.marks))) for one in (*scheme.items, *scheme.bonus, *scheme.deductions)}


def fillings(unit: Mapping[str, Ends]) -> Iterator[dict[str, Earned | None]]:
    """Every way: each item at either end, and out of the base where it may be."""
    choices = [
        [*(earned(name, (end, end, False)) for end in {low, high}), *([None] if doubtful else [])]
        for name, (low, high, doubtful) in unit.items()
    ]
    for chosen in product(*choices):
        yield dict(zip(unit, chosen, strict=True))


def made(scheme: Scheme, unit: Mapping[str, Earned | None], vetoes: tuple[Vetoed, ...] = ()) -> Total | None:
    found = total(scheme, unit, vetoes)
    return rounded(found, scheme.step) if found else None


@settings(max_examples=150)
@given(st.sampled_from((PLAIN, BLOCKS, ADJUSTED)).flatmap(lambda s: st.tuples(st.just(s), units(s))))
def test_marks_are_what_filling_in_gives(drawn: tuple[Scheme, dict[str, Ends]]) -> None:
    scheme, unit = drawn
    at = made(scheme, {name: earned(name, found) for name, found in unit.items()})
    assert at is not None
    reached = [one.marks.low for way in fillings(unit) if (one := made(scheme, way))]
    assert sum((span.low for _, span in at.lines), Fraction(0)) == at.marks.low
    assert sum((span.high for _, span in at.lines), Fraction(0)) == at.marks.high
    if at.tight:
        assert at.marks == Span(min(reached), max(reached))


def test_all_sorts_of_unknown_can_be_tight() -> None:
    """The law above is not empty: several unsure items are tight when each rests on its own."""
    at = made(ADJUSTED, {name: earned(name, (1, 3, False)) for name in "abcd"})
    assert at is not None
    assert at.tight
    same = made(ADJUSTED, {name: earned("one", (1, 3, False)) for name in "abcd"})
    assert same is not None
    assert not same.tight


@settings(max_examples=60, deadline=None)
@given(
    st.lists(units(PLAIN), min_size=2, max_size=3),
    st.sampled_from(VETOES),
    st.sampled_from((Status.MET, Status.NOT_MET, Status.UNDETERMINED)),
)
def test_grade_and_rank_are_what_filling_in_gives(drawn: list[dict[str, Ends]], veto: Veto, status: Status) -> None:
    drawn = [{name: (low, high, False) for name, (low, high, _) in unit.items()} for unit in drawn]
    statuses = [Status.MET, Status.NOT_MET] if status is Status.UNDETERMINED else [status]

    def all_of(filled: list[dict[str, Earned | None]], how: Status) -> dict[str, Scorecard]:
        vetoed = (Vetoed(veto, how, frozenset({"v"})),)
        return ranked(PLAIN, {str(i): made(PLAIN, unit, vetoed if i == 0 else ()) for i, unit in enumerate(filled)})

    found = all_of([{name: earned(name, one) for name, one in unit.items()} for unit in drawn], status)
    order = [one.name for one in reversed(GRADES)]
    reached: dict[str, list[tuple[Fraction, int, int]]] = {unit: [] for unit in found}
    for chosen in product(*(list(fillings(unit)) for unit in drawn)):
        for how in statuses:
            for unit, one in all_of(list(chosen), how).items():
                assert one.marks is not None
                assert one.rank is not None
                assert one.grade is not None
                assert one.rank[0] == one.rank[1]
                reached[unit].append((one.marks.low, one.rank[0], order.index(one.grade[0])))
    for unit, one in found.items():
        assert one.tight
        assert one.grade is not None
        marks, ranks, grades = (list(part) for part in zip(*reached[unit], strict=True))
        assert one.marks == Span(min(marks), max(marks))
        assert one.rank == (min(ranks), max(ranks))
        assert [order.index(name) for name in one.grade] == [min(grades), max(grades)]


def test_the_order() -> None:
    """Block, bonus under its cap, deduction, clamp, veto, rounding: each a line."""
    unit: dict[str, Earned | None] = {
        "a": earned("a", (6, 6, False)),
        "b": None,
        "c": earned("c", (3, 3, False)),
        "d": earned("d", (4, 4, False)),
    }
    vetoed = (Vetoed(attrs.evolve(VETOES[3], marks=Fraction(10, 3)), Status.NOT_MET),)
    at = made(ADJUSTED, unit, vetoed)
    assert at is not None
    lines = {name: span.low for name, span in at.lines}
    assert lines == {
        "a": 6,
        "rescale": 4,
        "c": 3,
        "bonus-cap": -1,
        "d": -1,
        "marks": Fraction(-10, 3),
        "rounding": Fraction(-1, 6),
    }
    assert at.marks == Span(Fraction(15, 2), Fraction(15, 2))


def test_nothing_goes_above_the_most() -> None:
    free = attrs.evolve(ADJUSTED, bonus_cap=None, step=None)
    unit: dict[str, Earned | None] = {
        name: earned(name, (one, one, False)) for name, one in zip("abcd", (6, 4, 3, 0), strict=True)
    }
    at = made(free, unit)
    assert at is not None
    assert at.marks.low == 8
    minus = attrs.evolve(free, deductions=(item("d", 50),))
    below = made(minus, {**unit, "c": None})
    assert below is not None
    assert dict(below.lines)["clamp"] == Span(Fraction(40), Fraction(40))
    assert below.marks.low == 0


def test_a_block_that_leaves_is_made_up_by_the_others() -> None:
    unit: dict[str, Earned | None] = {"a": earned("a", (3, 3, False)), "b": earned("b", (2, 2, False)), "c": None}
    at = made(BLOCKS, unit)
    assert at is not None
    assert at.marks.low == 5
    assert made(BLOCKS, {"a": None, "b": None, "c": None}) is None
