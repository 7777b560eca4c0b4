"""From a tally to a value, and from a value to a verdict: the one place where whole numbers become ratios.

Every way to fill in what is missing gives a value within the bounds (sound). For count, share, adherence and timeliness
that are not open each end is reached by some filling-in (tight).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from operator import ge, gt, le, lt
from typing import Any

from fengqiao.model.measure import Adherence, Change, Count, Measure, Ratio, SelfReported, Sum
from fengqiao.model.outcome import Answer, Bounds, Tally
from fengqiao.model.predicate import Limits

Compare = Callable[[Any, Any], bool]
NOTHING = Bounds(Fraction(0), Fraction(1))
"""A share of which nothing is known."""


def _count(tally: Tally) -> Bounds:
    return Bounds(Fraction(tally.yes), None if tally.open else Fraction(tally.yes + tally.unknown + tally.may_yes))


def _share(tally: Tally) -> Bounds | None:
    """None when there is surely nothing to take a share of."""
    if tally.open:
        return NOTHING
    low_of, high_of = tally.members + tally.may_no, tally.members + tally.may_yes
    if not low_of and not high_of:
        return None
    high = Fraction(tally.yes + tally.unknown + tally.may_yes, high_of) if high_of else Fraction(0)
    low = Fraction(tally.yes, low_of) if low_of else Fraction(1)
    return Bounds(low, high)


def _ratio(top: Bounds, bottom: Bounds, per: Fraction) -> Bounds | None:
    if bottom.high == 0 or top.low is None or bottom.low is None:
        return None
    low = Fraction(0) if bottom.high is None else top.low / (per * bottom.high)
    high = None if bottom.low == 0 or top.high is None else top.high / (per * bottom.low)
    return Bounds(low, high)


def _less(a: Fraction | None, b: Fraction | None) -> Fraction | None:
    return None if a is None or b is None else a - b


def _change(measure: Change, now: Bounds, then: Bounds) -> Bounds | None:
    if not measure.rate:
        return Bounds(_less(now.low, then.high), _less(now.high, then.low))
    if then.low == 0 == then.high:
        return None
    quotient = _ratio(now, then, Fraction(1))
    if quotient is None or then.low == 0:
        # a base that may be 0: growth is not defined in every filling-in, so nothing is decided
        return Bounds(None, None)
    return Bounds(_less(quotient.low, Fraction(1)), _less(quotient.high, Fraction(1)))


def value(measure: Measure, answer: Answer) -> Bounds | None:
    """The possible values of a measure; None is not applicable (0/0, or nothing to compare with)."""
    match measure:
        case Count() | Sum() | Adherence(counting="days_late"):
            return _count(answer.tally)
        case Ratio(inner, over, per):
            top, bottom = value(inner, Answer(answer.tally)), value(over, Answer(answer.over or Tally()))
            return None if top is None or bottom is None else _ratio(top, bottom, per)
        case SelfReported():
            if answer.over is None or answer.over.open:
                return Bounds(None, None)
            return _ratio(_count(answer.tally), _count(answer.over), Fraction(1))
        case Change():
            now, then = (
                value(measure.measure, Answer(answer.tally)),
                value(measure.measure, Answer(answer.over or Tally())),
            )
            return None if now is None or then is None else _change(measure, now, then)
        case _:
            return _share(answer.tally)


_UPWARD: Mapping[str, tuple[Compare, Compare]] = {"at_least": (ge, lt), "above": (gt, le)}
_DOWNWARD: Mapping[str, tuple[Compare, Compare]] = {"at_most": (le, gt), "below": (lt, ge)}
"""What the end nearest to the bound must fulfil to satisfy it in every case, and the other end to do so in none."""


def _side(bounds: Bounds, name: str, end: Any) -> bool | None:
    upward = name in _UPWARD
    surely, never = _UPWARD[name] if upward else _DOWNWARD[name]
    near, far = (bounds.low, bounds.high) if upward else (bounds.high, bounds.low)
    if near is not None and surely(near, end):
        return True
    return False if far is not None and never(far, end) else None


def holds(bounds: Bounds, limits: Limits) -> bool | None:
    """True when the whole interval satisfies every limit, False when none of it does, else None."""
    return conjunction([_side(bounds, name, end) for name, end in limits.given.items()])


def conjunction(truths: list[bool | None]) -> bool | None:
    """Kleene's and: False wins, then unknown."""
    return False if False in truths else None if None in truths else True


def disjunction(truths: list[bool | None]) -> bool | None:
    """Kleene's or: True wins, then unknown."""
    return True if True in truths else None if None in truths else False


def negation(truth: bool | None) -> bool | None:
    """Kleene's not."""
    return None if truth is None else not truth
