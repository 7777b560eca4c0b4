"""Bounds on money are amounts; elsewhere an amount is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest

from fengqiao.boundary.measures import Measures
from fengqiao.boundary.nodes import Nodes
from fengqiao.boundary.yaml import compose
from fengqiao.model.fact import REGISTERS
from fengqiao.model.measure import Bound, Share, Sum
from fengqiao.model.predicate import Equals, Within

FIELDS = {name: register.fields for name, register in REGISTERS.items()}


def read(text: str) -> tuple[object, list[str]]:
    nodes = Nodes("pack.yaml")
    root = compose(text, nodes)
    assert root is not None
    return Measures(nodes, FIELDS).condition(root), [problem.what.en for problem in nodes.problems]


def test_a_sum_of_money_is_bounded_by_an_amount() -> None:
    found, problems = read("{sum: budgeted, of: funding, at_least: 3万元}")
    assert problems == []
    assert isinstance(found, Bound)
    assert isinstance(found.measure, Sum)
    assert found.limits.at_least == 3_000_000


def test_a_field_of_money_is_bounded_by_amounts_and_by_fen() -> None:
    found, problems = read(
        "{share_of: disputes, that: {amount: {at_least: 10元, below: 300000}}, where: {amount: 1.5元}, above: 0}"
    )
    assert problems == []
    assert isinstance(found, Bound)
    assert isinstance(found.measure, Share)
    assert isinstance(found.measure.that, Within)
    assert found.measure.that.limits.given == {"at_least": Fraction(1000), "below": Fraction(300000)}
    assert found.measure.of.where == Equals("amount", 150)  # type: ignore[union-attr]  # facts


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{sum: hours, of: trainings, at_least: 10元}", "a percentage, a fraction"),
        ("{count: enterprises, where: {staff: {at_least: 10元}}, above: 0}", "a percentage, a fraction"),
        ("{sum: budgeted, of: funding, at_least: 0.005元}", "not an amount that is exact to the fen"),
        ("{sum: budgeted, of: funding, at_least: '1.5'}", "an amount such as 10元"),
    ],
)
def test_an_amount_elsewhere_and_an_amount_without_its_unit_are_refused(text: str, said: str) -> None:
    _, problems = read(text)
    assert len(problems) == 1
    assert said in problems[0]
