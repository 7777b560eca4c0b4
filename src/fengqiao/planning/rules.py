"""The targets that staff and studios can meet, read from a pack as numbers: how many, where, of how many."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

import attrs

from fengqiao.model.measure import Bound, Count, FactsOf, Measure, Mediators, PlacesOf, Ratio, Share, Sum
from fengqiao.model.place import Level
from fengqiao.model.predicate import ALWAYS, Limits
from fengqiao.model.target import Reading, RulePack, Target

STANDS = ("committees", "enterprises")
"""Registers that a plan carries forward and no move changes."""


@attrs.frozen
class Rule:
    """One reading of a target that asks for posts or studios.

    Of the members of `of` the share `share` has `least` (posts or studios, `counts`) each; without `of`, each judged
    unit has `least`. `flow`: what opens in each period counts, so `least` is the sum over the periods. `over`: a unit
    has so many for each of what that measure finds there, `least` then being unknown before it is asked.
    """

    target: Target
    reading: Reading
    counts: Mediators | FactsOf
    least: int
    of: PlacesOf | FactsOf | None = None
    share: Fraction = Fraction(1)
    strictly: bool = False
    flow: bool = False
    over: Ratio | None = None

    @property
    def of_staff(self) -> bool:
        """Whether posts are counted, not studios."""
        return isinstance(self.counts, Mediators)

    @property
    def within(self) -> bool:
        """Whether those posted anywhere in the member's area count."""
        return self.counts.placed == "within"

    @property
    def one_place(self) -> bool:
        """Whether a person counts at one place only."""
        return isinstance(self.counts, Mediators) and self.counts.one_place

    def needed(self, members: int) -> int:
        """How many of so many members must have it."""
        return floor(self.share * members) + 1 if self.strictly and members else ceil(self.share * members)


def rule_of(target: Target, reading: Reading) -> Rule | None:
    """A reading as a rule; None where it asks for nothing that posts or studios alone could meet."""
    if not reading.milestones:
        return None
    last = max(reading.milestones, key=lambda milestone: milestone.on)
    measure = reading.measure
    if isinstance(measure, Ratio):
        top = measure.measure
        if (
            isinstance(top, Count)
            and isinstance(top.of, Mediators)
            and _plain(top)
            and _fixed(measure.over)
            and (top.of.placed == "within" or last.limits.at_most is None)
        ):
            return Rule(target, reading, top.of, 0, over=measure) if least_of(last.limits) is not None else None
        return None
    if isinstance(measure, Count):
        if not _plain(measure) or not isinstance(measure.of, Mediators | FactsOf):
            return None
        if isinstance(measure.of, Mediators) and measure.of.placed == "at" and last.limits.at_most is not None:
            return None  # a most at one place is no shortage: it enters at its present value
        flow = isinstance(measure.of, FactsOf) and measure.of.dated_by is not None
        leasts = [least_of(milestone.limits) for milestone in (reading.milestones if flow else (last,))]
        known = [least for least in leasts if least is not None]
        return Rule(target, reading, measure.of, sum(known), flow=flow) if len(known) == len(leasts) else None
    if not isinstance(measure, Share) or measure.that != ALWAYS or not isinstance(measure.having, Bound):
        return None
    inner, of = measure.having.measure, measure.of
    if not isinstance(inner, Count) or not _plain(inner) or not isinstance(of, PlacesOf | FactsOf):
        return None
    least, share = least_of(measure.having.limits), last.limits.at_least
    strictly = share is None
    share = last.limits.above if share is None else share
    if least is None or not isinstance(share, Fraction) or not isinstance(inner.of, Mediators | FactsOf):
        return None
    return Rule(target, reading, inner.of, least, of, share, strictly)


def _plain(count: Count) -> bool:
    """Whether posts or studios are counted, each for one."""
    counted = isinstance(count.of, Mediators) or (isinstance(count.of, FactsOf) and count.of.register == "studios")
    return counted and count.having is None and count.distinct is None


def _fixed(measure: Measure) -> bool:
    """Whether no move changes a measure: it counts places, or counts or sums facts that only stand there."""
    match measure:
        case Count(PlacesOf(given=None), having=None):
            return True
        case Count(FactsOf(register, given=None), having=None) | Sum(_, FactsOf(register, given=None)):
            return register in STANDS
        case _:
            return False


def least_of(limits: Limits) -> int | None:
    """The least whole number within limits; None where they ask for no least one."""
    if isinstance(limits.at_least, Fraction):
        return ceil(limits.at_least)
    return floor(limits.above) + 1 if isinstance(limits.above, Fraction) else None


def rules_of(pack: RulePack) -> dict[str, dict[str, Rule]]:
    """Every rule of a pack by target and reading; the default reading stands first."""
    found: dict[str, dict[str, Rule]] = {}
    for target in pack.targets.values():
        names = sorted(target.readings, key=lambda name: name != target.default)
        rules = {name: rule for name in names if (rule := rule_of(target, target.readings[name])) is not None}
        if rules:
            found[target.id] = rules
    return found


def levels_judged(reading: Reading) -> tuple[Level, ...]:
    """The levels at which a reading's bound must hold by itself, the widest first."""
    return tuple(sorted(reading.judged_at, key=lambda level: level.depth))
