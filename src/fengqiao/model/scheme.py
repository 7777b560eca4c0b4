"""How outcomes become marks: items with award operators, grades."""

from __future__ import annotations

from fractions import Fraction

import attrs

from fengqiao.errors import Text
from fengqiao.model.measure import Measure
from fengqiao.model.place import Level
from fengqiao.model.predicate import Limits


@attrs.frozen
class Full:
    """All the marks when met, else none; while undetermined, from none to all."""


@attrs.frozen
class Proportional:
    """Marks in proportion to the value over the threshold (`at_least`, above 0), never below 0 or above all."""


Award = Full | Proportional


@attrs.frozen
class Item:
    """A line of a scheme: a target (`target`), or a measure with limits of its own, never both."""

    id: str
    name: Text
    marks: Fraction
    award: Award
    target: str | None = None
    measure: Measure | None = None
    limits: Limits | None = None


@attrs.frozen
class Grade:
    """A word for marks within limits (shares of the base: 0.9 of 100)."""

    name: Text
    limits: Limits


@attrs.frozen
class Scheme:
    """Items, the level it scores, and grades; marks are earned / base x out_of over what stays in the base."""

    id: str
    title: Text
    level: Level
    out_of: Fraction
    items: tuple[Item, ...]
    grades: tuple[Grade, ...] = ()
    note: Text = Text("", "")
    step: Fraction | None = None
