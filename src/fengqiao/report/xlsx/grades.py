"""A grade by the bounds of the marks alone, as a formula."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from fengqiao.model.bounds import holds
from fengqiao.model.outcome import Bounds
from fengqiao.model.predicate import Limits

SIGNS = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<"}


def grade(grades: Sequence[tuple[str, Limits]], cell: str, most: Fraction, marks: Fraction) -> tuple[str, str] | None:
    """The formula over a cell of marks out of `most`, and what it comes to; None where it has none."""
    if not grades:
        return None
    share, made, found = marks / most, '"-"', "-"
    for name, limits in reversed(grades):
        asked = [f"ROUND({cell},9){SIGNS[key]}{_number(Fraction(end) * most)}" for key, end in limits.given.items()]
        said = name.replace('"', '""')
        made = f'IF(AND({",".join(asked)}),"{said}",{made})' if asked else f'"{said}"'
        if holds(Bounds(share, share), limits):
            found = name
    return made, found


def _number(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else f"({number.numerator}/{number.denominator})"
