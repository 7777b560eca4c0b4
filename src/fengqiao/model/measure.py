"""The measures: what is counted. A closed set of small frozen nodes that know no engine.

A measure is asked at a unit on a day and answered with whole numbers (`Answer`). A `Condition` is a measure with
limits, or all / any / not of conditions.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

import attrs

from fengqiao.model.calendar import Cadence, Window
from fengqiao.model.predicate import ALWAYS, Limits, Predicate

Placed = Literal["at", "within"]


# -- the counted sets


@attrs.frozen(cache_hash=True)
class PlacesOf:
    """Living places of a kind (counties, townships, streets, villages, rural_villages, urban_communities, grids).

    `baseline` takes the places that lived on another day: a vanished one holds when a known successor holds, and is
    unknown when none is known. `given` keeps those that satisfy a condition.
    """

    kind: str
    given: Condition | None = None
    baseline: date | None = None


@attrs.frozen
class Before:
    """The time before a date of the member that encloses the question."""

    field: str


@attrs.frozen
class After:
    """The time after a date of the member that encloses the question, up to `within`."""

    field: str
    within: Duration


@attrs.frozen
class Duration:
    """A length of time: so many days, weeks, months or years."""

    n: int
    unit: Literal["days", "weeks", "months", "years"]


@attrs.frozen(cache_hash=True)
class FactsOf:
    """Facts of a register that satisfy `where`, at or within the unit, in a window.

    Without a window, facts with a life are counted on the judged day and dated facts over the plan; `dated_by` takes
    another date field (a fact with a life is then dated like an event).
    """

    register: str
    where: Predicate = ALWAYS
    given: Condition | None = None
    placed: Placed = "within"
    window: Window | Before | After | None = None
    dated_by: str | None = None


@attrs.frozen(cache_hash=True)
class Mediators:
    """Distinct persons among the posts that satisfy `where`.

    `one_place`: a person counts only at the post marked main, else at the earliest.
    """

    placed: Placed
    where: Predicate = ALWAYS
    window: Window | Before | After | None = None
    one_place: bool = False


@attrs.frozen
class Self:
    """The unit itself, as a set of one."""


@attrs.frozen
class Listed:
    """Places named one by one, by code."""

    codes: tuple[str, ...]


CountedSet = PlacesOf | FactsOf | Mediators | Self | Listed


# -- the measures


@attrs.frozen(cache_hash=True)
class Count:
    """How many members hold `having` (all, without one); `distinct` counts the different values of a field."""

    of: CountedSet
    having: Condition | None = None
    distinct: str | None = None


@attrs.frozen(cache_hash=True)
class Sum:
    """The total of a field (0 or more, smallest whole unit, money in fen) over facts."""

    field: str
    of: FactsOf


@attrs.frozen(cache_hash=True)
class Share:
    """Of the members, those that hold `having` (a condition asked at each) and `that` (a predicate on each fact)."""

    of: CountedSet
    having: Condition | None = None
    that: Predicate = ALWAYS


@attrs.frozen(cache_hash=True)
class Adherence:
    """Slots filled over slots due, pooled over the units of `by`: a slot is filled by `times` facts at the unit itself.

    `counting`: covered (whenever reported), on_time (reported by the slot's end plus `grace` days), days_late (no
    share: the days from then to the report, else to the judged day, summed over the slots due).
    `excuse_no_working_day` takes slots without a working day out.
    """

    register: str
    by: PlacesOf | Self | Listed
    every: Cadence
    times: int = 1
    where: Predicate = ALWAYS
    counting: Literal["covered", "on_time", "days_late"] = "covered"
    grace: int = 0
    excuse_no_working_day: bool = False
    window: Window | None = None


@attrs.frozen(cache_hash=True)
class Timeliness:
    """Of the facts whose deadline (`start` plus `within`) has passed, those with `end` or `followed_by` in time."""

    of: FactsOf
    start: str
    within: Duration
    end: str | None = None
    followed_by: str | None = None


@attrs.frozen(cache_hash=True)
class Ratio:
    """`measure` over `per` times `over`. Answered with two tallies."""

    measure: Measure
    over: Measure
    per: Fraction = Fraction(1)


@attrs.frozen(cache_hash=True)
class Change:
    """`measure` less itself last year, last period or on a base day (`rate`: over it, less 1). Answers two tallies."""

    measure: Measure
    against: Literal["last_year", "last_period"] | date
    rate: bool = False


@attrs.frozen(cache_hash=True)
class Attested:
    """Of the items, those that the unit has attested by the day and whose attestation has not expired."""

    items: tuple[str, ...]
    valid: timedelta | None = None


@attrs.frozen(cache_hash=True)
class SelfReported:
    """The latest figure of a name, not after the day, that the unit gives of itself. Answers numerator and denominator.

    A typed rate is taken as plus or minus one of its last digit unless `exact`; two on one day bound both.
    """

    name: str
    exact: bool = False


@attrs.frozen(cache_hash=True)
class Held:
    """Of the conditions, those that hold; a part that does not apply leaves."""

    parts: tuple[Condition, ...]


Measure = Count | Sum | Share | Adherence | Timeliness | Ratio | Change | Attested | SelfReported | Held


def is_amount(measure: Measure) -> bool:
    """Whether the value is a whole number of things (members, fen, days), not a share or a quotient."""
    return isinstance(measure, Count | Sum) or (isinstance(measure, Adherence) and measure.counting == "days_late")


# -- conditions


@attrs.frozen(cache_hash=True)
class Bound:
    """A measure within limits."""

    measure: Measure
    limits: Limits


@attrs.frozen(cache_hash=True)
class Both:
    """Every condition holds (Kleene)."""

    parts: tuple[Condition, ...]


@attrs.frozen(cache_hash=True)
class Either:
    """At least one condition holds (Kleene)."""

    parts: tuple[Condition, ...]


@attrs.frozen(cache_hash=True)
class Unless:
    """The condition does not hold (Kleene)."""

    part: Condition


Condition = Bound | Both | Either | Unless
