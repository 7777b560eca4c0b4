"""Columns and the facts that they stand for: the same, however one looks at them."""

from __future__ import annotations

from datetime import date
from itertools import repeat
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.model.columns import Columns, Facts, column
from fengqiao.model.fact import Screening
from fengqiao.model.source import Source, spot

SHEET, OTHER = Source("a.xlsx", "排查"), Source("b.csv")


def _fact(source: Source, row: int, day: int | None, *, own: str | None = None) -> Screening:
    held = None if day is None else date(2019, 1, day)
    return Screening(own or source.id_at(spot(row)), "330702001001", source, spot(row), held_on=held)


def _values(facts: list[Screening], *names: str) -> dict[str, list[Any]]:
    return {name: [getattr(fact, name) for fact in facts] for name in ("division", "cell", *names)}


def _facts(source: Source) -> st.SearchStrategy[list[Screening]]:
    one = st.builds(_fact, st.just(source), st.integers(0, 99), st.none() | st.integers(1, 28))
    return st.lists(one, max_size=6)


@given(_facts(SHEET), _facts(SHEET), _facts(OTHER), st.data())
def test_a_register_is_the_sequence_of_the_facts_it_was_made_of(
    first: list[Screening], second: list[Screening], third: list[Screening], data: st.DataObject
) -> None:
    one = Columns(Screening, SHEET, len(first), _values(first, "held_on"))
    one.extend(len(second), _values(second, "held_on"))
    register = Facts([one, Columns(Screening, OTHER, len(third), _values(third, "held_on"))])
    plain = [*first, *second, *third]
    assert list(register) == plain == register
    assert len(register) == len(plain)
    assert list(column(register, "held_on")) == [fact.held_on for fact in plain] == list(column(plain, "held_on"))
    assert list(column(register, "id")) == [fact.id for fact in plain]
    if plain:
        at = data.draw(st.integers(-len(plain), len(plain) - 1))
        assert register[at] == plain[at]
    assert list(register[1:4]) == plain[1:4]
    kept = data.draw(st.lists(st.sampled_from(range(len(first))), unique=True)) if first else []
    one.keep(sorted(kept))
    assert one.facts() == [first[i] for i in sorted(kept)]


def test_a_column_that_only_some_batches_bring_is_the_default_in_the_others() -> None:
    undated, dated, own = _fact(SHEET, 1, None), _fact(SHEET, 2, 5), _fact(SHEET, 3, 6, own="S-3")
    columns = Columns(Screening, SHEET, 1, _values([undated]))
    columns.extend(1, _values([dated], "held_on"))
    columns.extend(1, _values([own], "held_on", "id"))
    columns.extend(1, _values([undated]))
    assert columns.facts() == [undated, dated, own, undated]
    assert columns.facts([2, 0]) == [own, undated]


def test_an_endless_column_ends_with_the_facts() -> None:
    columns = Columns(Screening, SHEET, 2, {"division": repeat("x"), "cell": [0, 1], "found": repeat(3)})
    assert [fact.found for fact in columns.facts()] == [3, 3]


def test_a_position_beyond_the_end_is_an_error() -> None:
    with pytest.raises(IndexError):
        Facts([])[0]


def test_a_register_equals_what_holds_the_same_facts_and_nothing_else() -> None:
    facts = [_fact(SHEET, 1, 1)]
    register = Facts([Columns(Screening, SHEET, 1, _values(facts, "held_on"))])
    assert register == tuple(facts)
    assert register != [_fact(SHEET, 1, 2)]
    assert register != [*facts, *facts]
    assert register != 1
