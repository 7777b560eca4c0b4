"""From what was found to marks: exact arithmetic on intervals, the same for every award operator.

Every way to fill in what is missing gives marks within the span (sound). `tight`: each end is reached by some way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import ceil, floor

import attrs

from fengqiao.model import award as awards
from fengqiao.model.bounds import holds
from fengqiao.model.outcome import Bounds, Span, Status, Tally
from fengqiao.model.predicate import Limits

ZERO = Fraction(0)
NONE = Span(ZERO, ZERO)


@attrs.frozen
class Found:
    """What a basis came to. `members`: the value is a share of whole members, and the tally counts them.

    `distinct` is the value counted by different values of a field, `protected` what of it lies in each protected
    period; `rests` names what its uncertainty rests on; `unsure`: it may turn out not to apply.
    """

    status: Status
    value: Bounds
    limits: Limits = Limits()
    tally: Tally = Tally()
    members: bool = False
    distinct: Bounds | None = None
    tight: bool = True
    rests: frozenset[str] = frozenset()
    protected: tuple[tuple[Bounds, Fraction], ...] = ()
    unsure: bool = False

    @property
    def doubtful(self) -> bool:
        """Whether there may be nothing to take a share of, so that it does not apply."""
        return self.unsure or (self.members and not self.tally.members)


@attrs.frozen
class Earned:
    """Marks that remain possible, whether both ends are reached, and what they rest on while they are two.

    `doubtful`: what they rest on may turn out not to apply, and then they leave the base.
    """

    span: Span
    tight: bool = True
    rests: frozenset[str] = frozenset()
    doubtful: bool = False

    @property
    def sure(self) -> bool:
        """Whether the marks, and the base, are known."""
        return self.span.low == self.span.high and not self.doubtful


Ask = Callable[[awards.Basis], Found | None]
"""What a basis came to; None where it is not judged (not due, waived, not applicable)."""


def earn(
    award: awards.Award,
    marks: Fraction,
    own: Found | None,
    ask: Ask,
    *,
    given: Fraction | None = None,
) -> Earned | None:
    """The marks (out of `marks`) that an award brings; None where all that it rests on leaves the base."""
    match award:
        case awards.Given():
            return Earned(Span(ZERO, marks) if given is None else Span(given, given), rests=frozenset({"given"}))
        case awards.Deduct():
            return _deduct(award, marks, own, ask)
        case awards.BetterOf(of):
            each = [earn(one.award, marks, ask(one.basis), ask) for one in of]
            kept = [one for one in each if one is not None]
            return join(kept, lambda ends: max(ends, default=ZERO)) if kept else None
        case _:
            return None if own is None else _plain(award, marks, own, own.tight and not own.doubtful)


def join(parts: Iterable[Earned], of: Callable[[list[Fraction]], Fraction]) -> Earned:
    """Several marks to one by a rule that rises with each of them; tight where no two rest on the same."""
    found = list(parts)
    span = Span(of([one.span.low for one in found]), of([one.span.high for one in found]))
    return Earned(span, apart(found), frozenset[str]().union(*(one.rests for one in found if not one.sure)))


def apart(parts: Iterable[Earned]) -> bool:
    """Whether all reach their ends, and those not known rest on different things, so that they reach them at once."""
    unsure = [one for one in parts if not one.sure]
    rests = [name for one in unsure for name in one.rests]
    return all(one.tight for one in unsure) and (len(unsure) < 2 or len(rests) == len(set(rests)))


def _plain(award: awards.Award, marks: Fraction, found: Found, tight: bool) -> Earned:
    """An award on one value: full, proportional, bands, each."""
    low, high = found.value.low, found.value.high
    match award:
        case awards.Bands(bands):
            touched = [band.marks for band in bands if holds(found.value, band.limits) is not False] or [ZERO]
            span = Span(min(touched), max(touched))
            ends = {_at(bands, low, lowest=True), _at(bands, high, lowest=False)}
            return Earned(span, tight and {span.low, span.high} <= ends, found.rests, found.doubtful)
        case awards.Each(each):
            tally = found.tally
            most = None if tally.open else Fraction(tally.yes + tally.unknown + tally.may_yes)
            span = Span(min(marks, each * tally.yes), marks if most is None else min(marks, each * most))
            return Earned(span, tight, found.rests, found.doubtful)
        case awards.Convert():
            span = Span(marks * (low or ZERO), marks * (ZERO if high is None else high))
            return Earned(span, tight, found.rests, found.doubtful)
        case awards.Proportional() if found.limits.at_least:
            span = Span(_part(marks, low, found.limits, ZERO), _part(marks, high, found.limits, Fraction(1)))
            return Earned(span, tight, found.rests, found.doubtful)
        case _:
            span = Span(
                marks if found.status is Status.MET else ZERO, ZERO if found.status is Status.NOT_MET else marks
            )
            return Earned(span, tight and len(found.limits.given) < 2, found.rests, found.doubtful)


def _at(bands: tuple[awards.Band, ...], end: Fraction | None, *, lowest: bool) -> Fraction | None:
    """The marks at one end of the value; without an end, those of the band that has none either."""
    for band in bands:
        limits = band.limits
        below, above = (limits.at_least, limits.above), (limits.at_most, limits.below)
        if end is None and (below if lowest else above) == (None, None):
            return band.marks
        if end is not None and holds(Bounds(end, end), limits):
            return band.marks
    return None


def _part(marks: Fraction, end: Fraction | None, limits: Limits, otherwise: Fraction) -> Fraction:
    least = limits.at_least
    if not isinstance(least, Fraction):
        return marks * otherwise
    share = otherwise if end is None else end / least
    return marks * min(Fraction(1), max(ZERO, share))


# -- deductions


def _deduct(award: awards.Deduct, marks: Fraction, own: Found | None, ask: Ask) -> Earned | None:
    taken = [line for _, line in taken_by(award, own, ask)]
    judged = [line for line in taken if line is not None]
    if not judged:
        return None
    least = sum((line.span.low for line in judged), ZERO)
    most = sum((line.span.high for line in judged), ZERO)
    # `open_ended` lines bring no end of their own: all that can be lost is lost
    reach = marks - award.stops_at if any(line.open_ended for line in judged) else most
    low, high = (left(award, marks, lost) for lost in (reach, least))
    alone = len(judged) == 1
    whole = [Earned(line.span, line.tight and (alone or not line.open_ended), line.rests) for line in judged]
    whole += [Earned(Span(ZERO, marks), tight=alone) for line in judged if line.open_ended]
    rests = frozenset[str]().union(
        *(line.rests for line in judged if line.open_ended or line.span.low < line.span.high)
    )
    doubtful = all(line.found.doubtful for line in judged)
    return Earned(Span(low, high), low == high or (apart(whole) and not doubtful), rests, doubtful)


def left(award: awards.Deduct, marks: Fraction, lost: Fraction) -> Fraction:
    """What is left of the marks: the loss is capped, and the floor holds."""
    capped = lost if award.cap is None else min(lost, award.cap)
    return max(award.stops_at, marks - capped)


@attrs.frozen
class Taken:
    """What one line takes; `open_ended`: there is no most."""

    span: Span
    open_ended: bool
    tight: bool
    rests: frozenset[str]
    found: Found


def taken_by(award: awards.Deduct, own: Found | None, ask: Ask) -> list[tuple[awards.Line, Taken | None]]:
    """What each line takes; None where what it rests on is not judged."""
    result: list[tuple[awards.Line, Taken | None]] = []
    for line in award.lines:
        found = own if line.basis is None else ask(line.basis)
        result.append((line, None if found is None else _line(line, found)))
    return result


def _line(line: awards.Line, found: Found) -> Taken:
    low, high = units(line.deduction, found)
    marks = line.deduction.marks
    least, most = marks * low, None if high is None else marks * high
    if line.cap is not None:
        least, most = min(line.cap, least), line.cap if most is None else min(line.cap, most)
    tight = found.tight
    if isinstance(line.deduction, awards.PerUnit):
        tight = tight and line.deduction.by is None and not line.deduction.protected
    if isinstance(line.deduction, awards.Flat):
        tight = tight and len(found.limits.given) < 2
    end = least if most is None else most
    return Taken(Span(least, end), most is None, tight, found.rests, found)


def units(deduction: awards.Deduction, found: Found) -> tuple[Fraction, Fraction | None]:
    """The least and the most that a line counts; no most where there may be any number."""
    tally = found.tally
    match deduction:
        case awards.Flat():
            return Fraction(found.status is Status.NOT_MET), Fraction(found.status is not Status.MET)
        case awards.PerNo():
            most = None if tally.open else Fraction(tally.no + tally.unknown + tally.may_no)
            return Fraction(tally.no), most
        case awards.PerUnit():
            return _events(deduction, found)
        case awards.PerShort():
            return _short(found)
        case awards.PerStep(_, step, rounding):
            least, most = _distance(found)
            return _steps(least, step, rounding), None if most is None else _steps(most, step, rounding)


def _events(deduction: awards.PerUnit, found: Found) -> tuple[Fraction, Fraction | None]:
    low, high = _repeated(deduction, found)
    for within, times in found.protected:
        low += (times - 1) * max(ZERO, within.low or ZERO)
        high = None if high is None or within.high is None else high + (times - 1) * max(ZERO, within.high)
    return low, high


def _counted(found: Found) -> tuple[Fraction, Fraction | None]:
    return max(ZERO, found.value.low or ZERO), None if found.value.high is None else max(ZERO, found.value.high)


def _repeated(deduction: awards.PerUnit, found: Found) -> tuple[Fraction, Fraction | None]:
    low, high = _counted(found)
    if deduction.by is None or found.distinct is None:
        return low, high
    # each kind counts once, each further one of it `repeats` times
    extra, kinds = deduction.repeats - 1, found.distinct
    fewest = max(Fraction(1), kinds.low or ZERO)
    least = low + extra * max(ZERO, low - (low if kinds.high is None else kinds.high))
    return least, None if high is None else high + extra * max(ZERO, high - fewest)


def _short(found: Found) -> tuple[Fraction, Fraction | None]:
    tally, least = found.tally, found.limits.at_least
    if not found.members or not isinstance(least, Fraction):
        return _distance(found)
    if tally.open:
        return ZERO, None
    # one more that holds brings a share nearer to its limit, but not to one above 100%
    joined = (0, tally.may_yes)
    best = min(ceil(least * (tally.members + more)) - tally.yes - tally.unknown - more for more in joined)
    worst = max(ceil(least * (tally.members + tally.may_no + more)) - tally.yes - more for more in joined)
    return Fraction(max(0, best)), Fraction(max(0, worst))


def _distance(found: Found) -> tuple[Fraction, Fraction | None]:
    """How far the value lies outside its limits: at best, at worst."""
    best, worst = ZERO, [ZERO]
    least, most = found.limits.at_least, found.limits.at_most
    low, high = found.value.low, found.value.high
    if isinstance(least, Fraction):
        best = max(best, ZERO if high is None else least - high)
        if low is None:
            return best, None
        worst.append(least - low)
    if isinstance(most, Fraction):
        best = max(best, ZERO if low is None else low - most)
        if high is None:
            return best, None
        worst.append(high - most)
    return best, max(worst)


def _steps(distance: Fraction, step: Fraction, rounding: awards.Rounding) -> Fraction:
    steps = distance / step
    return (
        Fraction(floor(steps))
        if rounding == "whole_down"
        else Fraction(ceil(steps))
        if rounding == "whole_up"
        else steps
    )
