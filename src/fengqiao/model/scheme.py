"""How outcomes become marks: items with award operators, blocks, bonus, vetoes and grades."""

from __future__ import annotations

from fractions import Fraction

import attrs

from fengqiao.errors import Text
from fengqiao.model.award import Award, Basis
from fengqiao.model.measure import Measure
from fengqiao.model.period import Period
from fengqiao.model.place import Level
from fengqiao.model.predicate import Limits


@attrs.frozen
class Item:
    """A line of a scheme: what it rests on (a target, or a measure with limits of its own, or a scheme), and its award.

    An award whose parts bring a basis of their own (lines, alternatives), or that an assessor gives, may go without.
    `block` names the block that the item belongs to.
    """

    id: str
    name: Text
    marks: Fraction
    award: Award
    basis: Basis | None = None
    block: str | None = None

    @property
    def target(self) -> str | None:
        """The target that the item names, if it does."""
        return self.basis.target if self.basis else None

    @property
    def measure(self) -> Measure | None:
        """The measure that the item brings, if it does."""
        return self.basis.measure if self.basis else None

    @property
    def limits(self) -> Limits | None:
        """The bounds that the item brings, if it does."""
        return self.basis.limits if self.basis else None


@attrs.frozen
class Block:
    """Items that are scored together: what they earn is brought to `out_of` over those that stay in the base."""

    id: str
    name: Text
    out_of: Fraction


@attrs.frozen
class Veto:
    """What happens unless a basis is met: marks are taken, or the grade is at most `grade_at_most`.

    `fail` is the last grade at most; `bars_honours` the first grade that is no honour.
    """

    id: str
    name: Text
    basis: Basis
    fail: bool = False
    bars_honours: bool = False
    grade_at_most: str | None = None
    marks: Fraction = Fraction(0)


@attrs.frozen
class Grade:
    """A word for marks within limits (shares of the base: 0.9 of 100), for the `first` ranks, or for both.

    Grades stand best first; a unit has the first one whose conditions it meets. `when` must be met besides, where it is
    judged.
    """

    name: Text
    limits: Limits = Limits()
    first: int | None = None
    honours: bool = False
    when: Basis | None = None


@attrs.frozen
class GivenMarks:
    """Marks that an assessor gave a unit (by its code) for an item, by whom and why."""

    item: str
    unit: str
    marks: Fraction
    by: str
    why: str


@attrs.frozen
class Part:
    """A scheme, or a period of it, that a total is combined from: its marks over their base, so much of the whole.

    Without a `scheme` the part is the scheme's own items; without a `period` they are judged on the day.
    """

    id: str
    name: Text
    weight: Fraction
    period: Period | None = None
    scheme: str | None = None


@attrs.frozen
class Group:
    """Units, by code, that are compared and ranked among themselves; those that no group names are one more."""

    name: Text
    units: tuple[str, ...]


@attrs.frozen
class Subsidy:
    """So many fen for each mark; nothing unless the marks reach the lower bound of `limits` (the cliff)."""

    fen: Fraction
    limits: Limits = Limits()


@attrs.frozen
class Scheme:
    """Items, the level it scores, and grades; marks are earned / base x out_of over what stays in the base.

    `bonus` items add to the total and are not scaled, all together at most `bonus_cap`; `deductions` (each at most its
    marks) take from it. A unit of which less than `minimum_known` of the base is known is neither ranked nor graded.
    `dated_by` pairs a register with the date that puts its facts into a period.
    """

    id: str
    title: Text
    level: Level
    out_of: Fraction
    items: tuple[Item, ...]
    grades: tuple[Grade, ...] = ()
    note: Text = Text("", "")
    step: Fraction | None = None
    blocks: tuple[Block, ...] = ()
    bonus: tuple[Item, ...] = ()
    bonus_cap: Fraction | None = None
    deductions: tuple[Item, ...] = ()
    veto: tuple[Veto, ...] = ()
    given: tuple[GivenMarks, ...] = ()
    address: str | None = None
    combine: tuple[Part, ...] = ()
    groups: tuple[Group, ...] = ()
    minimum_known: Fraction = Fraction(0)
    subsidy: Subsidy | None = None
    dated_by: tuple[tuple[str, str], ...] = ()

    @property
    def all_items(self) -> tuple[Item, ...]:
        """Items, bonus and deductions."""
        return (*self.items, *self.bonus, *self.deductions)

    @property
    def most(self) -> Fraction:
        """The most that a unit can have: the base and all bonus."""
        bonus = sum((item.marks for item in self.bonus), Fraction(0))
        return self.out_of + (bonus if self.bonus_cap is None else min(bonus, self.bonus_cap))
