"""From what items earned to a unit's total: blocks, adjustments, clamp and veto, each step a line that sums exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import attrs

from fengqiao.model.marks import Earned, apart
from fengqiao.model.outcome import Span, Status
from fengqiao.model.scheme import Item, Part, Scheme, Veto

ZERO = Fraction(0)
Lines = tuple[tuple[str, Span], ...]


@attrs.frozen
class Vetoed:
    """How a veto's basis stands; None where it is not judged."""

    veto: Veto
    status: Status | None
    rests: frozenset[str] = frozenset()
    tight: bool = True

    @property
    def taken(self) -> Earned:
        """The marks that it takes, as 0 or less."""
        low = ZERO if self.status in (None, Status.MET) else -self.veto.marks
        high = -self.veto.marks if self.status is Status.NOT_MET else ZERO
        return Earned(Span(low, high), self.tight, self.rests)


@attrs.frozen
class Total:
    """A unit's marks before rounding, the lines that sum to them, whether both ends are reached, and the vetoes.

    `rests` names what they rest on while they are two, `known` how much of the base is known.
    """

    marks: Span
    lines: Lines
    tight: bool = True
    vetoes: tuple[Vetoed, ...] = ()
    rests: frozenset[str] = frozenset()
    known: Fraction = Fraction(1)


def total(scheme: Scheme, earned: Mapping[str, Earned | None], vetoes: tuple[Vetoed, ...]) -> Total | None:
    """The total of one unit; None where no item stays in the base. `earned` holds items, bonus and deductions by id."""
    kept = [(item, found) for item in scheme.items if (found := earned[item.id]) is not None]
    if not sum((item.marks for item, _ in kept), ZERO):
        return None
    low, high = (_end(scheme, kept, earned, vetoes, lowest=lowest) for lowest in (True, False))
    parts = [*(found for found in earned.values() if found is not None), *(veto.taken for veto in vetoes)]
    told = _told(vetoes)
    certain = all(any(not found.doubtful for _, found in group) for group in _blocks(scheme, kept).values())
    sure = sum((item.marks for item, found in kept if found.sure), ZERO)
    return Total(
        Span(sum(low.values(), ZERO), sum(high.values(), ZERO)),
        _shown(low, high),
        certain and apart([*parts, *told]),
        vetoes,
        frozenset[str]().union(*(one.rests for one in (*parts, *told) if not one.sure)),
        sure / sum((item.marks for item, _ in kept), ZERO),
    )


def combined(
    scheme: Scheme,
    parts: Sequence[tuple[Part, Fraction, Total]],
    earned: Mapping[str, Earned | None],
    vetoes: tuple[Vetoed, ...],
) -> Total | None:
    """Several totals, each over its own base (the number), to one by their weights; what is not there is made up.

    `earned` holds the bonus and the deductions of the whole by id, `vetoes` those of the whole.
    """
    weights = sum((part.weight for part, _, _ in parts), ZERO)
    if not weights:
        return None
    lines: dict[str, Span] = {}
    for part, base, made in parts:
        share = part.weight / weights * scheme.out_of / base
        lines |= {f"{part.id} {name}": Span(span.low * share, span.high * share) for name, span in made.lines}
    low, high = (
        _adjusted(
            scheme,
            {name: _side(span, lowest=lowest) for name, span in lines.items()},
            earned,
            vetoes,
            lowest=lowest,
            most=None,
        )
        for lowest in (True, False)
    )
    beside = [*(found for found in earned.values() if found is not None), *(veto.taken for veto in vetoes)]
    beside += _told(vetoes)
    rests = [name for _, _, made in parts for name in made.rests]
    rests += [name for one in beside if not one.sure for name in one.rests]
    return Total(
        Span(sum(low.values(), ZERO), sum(high.values(), ZERO)),
        _shown(low, high),
        all(made.tight for _, _, made in parts) and apart(beside) and len(rests) == len(set(rests)),
        (*(veto for _, _, made in parts for veto in made.vetoes), *vetoes),
        frozenset(rests),
        sum((part.weight * made.known for part, _, made in parts), ZERO) / weights,
    )


QUIET = ("bonus-cap", "clamp")
"""Lines that are left out where they change nothing."""


def _shown(low: Mapping[str, Fraction], high: Mapping[str, Fraction]) -> Lines:
    lines = ((name, Span(amount, high[name])) for name, amount in low.items())
    return tuple((name, span) for name, span in lines if name not in QUIET or span.low or span.high)


def _told(vetoes: tuple[Vetoed, ...]) -> list[Earned]:
    """A veto of the grade takes no marks, but what it rests on must not be what marks rest on."""
    unsure = [veto for veto in vetoes if veto.status is Status.UNDETERMINED and not veto.veto.marks]
    return [Earned(Span(ZERO, Fraction(1)), veto.tight, veto.rests) for veto in unsure]


def _side(span: Span, *, lowest: bool) -> Fraction:
    return span.low if lowest else span.high


Kept = list[tuple[Item, Earned]]


def _blocks(scheme: Scheme, kept: Kept) -> dict[str, Kept]:
    """What stays in the base, by block; without blocks, all under one."""
    groups: dict[str, Kept] = {}
    for item, found in kept:
        groups.setdefault(item.block or "" if scheme.blocks else "", []).append((item, found))
    return groups


def _end(
    scheme: Scheme, kept: Kept, earned: Mapping[str, Earned | None], vetoes: tuple[Vetoed, ...], *, lowest: bool
) -> dict[str, Fraction]:
    """The lines at the lowest (highest) end, in the order in which marks are made."""
    lines = {item.id: _side(found.span, lowest=lowest) for item, found in kept}
    out_of = {block.id: block.out_of for block in scheme.blocks} or {"": scheme.out_of}
    groups = _blocks(scheme, kept)
    for block, group in groups.items():
        pairs = [(_side(found.span, lowest=lowest), item.marks, found.doubtful) for item, found in group]
        base, score = _base(pairs, lowest=lowest)
        name = f"rescale {block}" if block else "rescale"
        lines[name] = score * (out_of[block] / base) - sum((marks for marks, _, _ in pairs), ZERO)
    if scheme.blocks:
        there = sum((out_of[block] for block in groups), ZERO)
        lines["rescale"] = sum(lines.values(), ZERO) * (scheme.out_of / there - 1)
    return _adjusted(scheme, lines, earned, vetoes, lowest=lowest, most=scheme.most)


def _adjusted(
    scheme: Scheme,
    lines: dict[str, Fraction],
    earned: Mapping[str, Earned | None],
    vetoes: tuple[Vetoed, ...],
    *,
    lowest: bool,
    most: Fraction | None,
) -> dict[str, Fraction]:
    """With bonus under its cap, deductions, clamp (to `most`, if there is one) and veto.

    What `earned` does not hold is not there.
    """

    def beside(found: Earned, less: Fraction) -> Fraction:
        """What an adjustment adds; one that may not apply may add nothing."""
        added = _side(found.span, lowest=lowest) - less
        return added if not found.doubtful else min(added, ZERO) if lowest else max(added, ZERO)

    bonus = {item.id: beside(found, ZERO) for item in scheme.bonus if (found := earned.get(item.id)) is not None}
    lines = lines | bonus
    if scheme.bonus_cap is not None and bonus:
        added = sum(bonus.values(), ZERO)
        lines["bonus-cap"] = min(added, scheme.bonus_cap) - added
    for item in scheme.deductions:
        if (found := earned.get(item.id)) is not None:
            lines[item.id] = beside(found, item.marks)
    before = sum(lines.values(), ZERO)
    lines["clamp"] = max(ZERO, before if most is None else min(most, before)) - before
    for veto in vetoes:
        if veto.veto.marks:
            lines[veto.veto.id] = _side(veto.taken.span, lowest=lowest)
    return lines


def _base(pairs: list[tuple[Fraction, Fraction, bool]], *, lowest: bool) -> tuple[Fraction, Fraction]:
    """The base and what is earned of it where earned / base is lowest (highest).

    One that may not apply counts where it brings the quotient further to that end: the worst (best) first.
    """
    sure = [(got, marks) for got, marks, doubtful in pairs if not doubtful]
    doubtful = sorted(
        ((got, marks) for got, marks, may in pairs if may), key=lambda one: one[0] / one[1], reverse=not lowest
    )
    earned, base = sum((got for got, _ in sure), ZERO), sum((marks for _, marks in sure), ZERO)
    for got, marks in doubtful:
        further = not base or (got * base <= earned * marks if lowest else got * base >= earned * marks)
        if further:
            earned, base = earned + got, base + marks
    return base, earned
