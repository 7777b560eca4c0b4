"""Award operators: small frozen nodes that say how what was found becomes marks."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

import attrs

from fengqiao.errors import Text
from fengqiao.model.cadence import Cadence
from fengqiao.model.measure import Measure
from fengqiao.model.period import Period
from fengqiao.model.predicate import Limits

Rounding = Literal["whole_down", "whole_up", "exact"]
Against = Literal["last_year", "peers_mean", "peers_best", "rank_from_top", "rank_from_bottom"]
"""What a value is set against: itself a year before, the units scored together, or its place among them."""


@attrs.frozen(cache_hash=True)
class Basis:
    """What marks rest on: a target's outcome, a measure (with limits, where its award asks for some), or a scheme.

    A scheme's value is its marks over what they are out of. `against` makes the value a difference from what it is set
    against, with `quotient` a quotient, or its rank. `period` is a measure's own time in place of the scheme's.
    """

    target: str | None = None
    measure: Measure | None = None
    limits: Limits | None = None
    scheme: str | None = None
    against: Against | None = None
    quotient: bool = False
    period: Period | None = None


@attrs.frozen
class Full:
    """All the marks when met, else none; while undetermined, from none to all."""


@attrs.frozen
class Proportional:
    """Marks in proportion to the value over the threshold (`at_least`, above 0), never below 0 or above all."""


@attrs.frozen
class Band:
    """The marks that a value within the limits brings."""

    limits: Limits
    marks: Fraction


@attrs.frozen
class Bands:
    """The marks of the band that holds the value; the bands tile the line."""

    bands: tuple[Band, ...]


# -- deductions, which an item's lines sum


@attrs.frozen
class Flat:
    """So many marks less unless met."""

    marks: Fraction


@attrs.frozen
class PerNo:
    """So many marks less for each member that does not hold."""

    marks: Fraction


@attrs.frozen
class PerShort:
    """So many marks less for each unit below `at_least` or above `at_most`; a share's shortfall in whole members."""

    marks: Fraction


@attrs.frozen
class Protected:
    """Days within which each one counts so many times."""

    period: Period
    times: Fraction


@attrs.frozen
class PerUnit:
    """So many marks less for each unit of the value, such as each event.

    `repeats` is how often each further one counts whose field `by` says what an earlier one said (1: as the first).
    What lies in one of the `protected` periods, which do not overlap, counts as often as that says.
    """

    marks: Fraction
    by: str | None = None
    repeats: Fraction = Fraction(1)
    protected: tuple[Protected, ...] = ()


@attrs.frozen
class PerStep:
    """So many marks less for each step (1 percentage point) below `at_least` or above `at_most`."""

    marks: Fraction
    step: Fraction = Fraction(1, 100)
    rounding: Rounding = "exact"


Deduction = Flat | PerNo | PerShort | PerUnit | PerStep


@attrs.frozen
class Line:
    """One deduction, on the item's basis or one of its own, and the most that it takes.

    With `every` it is made for each slot of the period that has ended by the judged day.
    """

    deduction: Deduction
    basis: Basis | None = None
    cap: Fraction | None = None
    name: Text | None = None
    every: Cadence | None = None


@attrs.frozen
class Deduct:
    """All the marks less the sum of the lines (at most `cap`), never below `floor`, which is 0 where none is stated."""

    lines: tuple[Line, ...]
    floor: Fraction | None = None
    cap: Fraction | None = None

    @property
    def stops_at(self) -> Fraction:
        """Where the deduction stops."""
        return Fraction(0) if self.floor is None else self.floor


@attrs.frozen
class Each:
    """So many marks for each member that holds, up to the marks of the item."""

    marks: Fraction


@attrs.frozen
class Given:
    """The marks that an assessor gave; from none to all until someone has."""


@attrs.frozen
class Convert:
    """Another scheme's marks, brought to these: marks x score / out_of."""


@attrs.frozen
class Alternative:
    """An award on a basis of its own."""

    award: Award
    basis: Basis


@attrs.frozen
class BetterOf:
    """The best of several awards, each on a basis of its own; one that does not apply is left out."""

    of: tuple[Alternative, ...]


Award = Full | Proportional | Bands | Deduct | Each | Given | Convert | BetterOf
