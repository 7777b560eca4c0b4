"""What meeting a target is worth in marks: how much each further member, or the last one, brings a unit's card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

import attrs

from fengqiao.model.award import Full, Proportional
from fengqiao.model.outcome import Scorecard
from fengqiao.model.scheme import Item, Scheme
from fengqiao.planning.milp import Programme

ZERO = Fraction(0)
Terms = Mapping[int, int]


@attrs.frozen
class Gain:
    """A column of a programme each unit of which is worth a share of an item's marks (`whole`: only all of it is)."""

    column: int
    most: int
    share: Fraction
    whole: bool = False


def gains(programme: Programme, terms: Terms, needed: int, sure: int, exact: Fraction) -> tuple[Gain, ...]:
    """Columns for what there is of `exact`, the number at which an item earns all its marks (`needed`: rounded up).

    The last member of a share may bring less than one before it: 30% of five villages is one and a half.
    """
    whole = int(exact)
    counted = [Gain(programme.column(whole), whole, 1 / exact)] if whole else []
    if needed > whole:
        counted.append(Gain(programme.column(1), 1, 1 - whole / exact))
    programme.row({**terms, **dict.fromkeys((gain.column for gain in counted), -1)}, low=-sure)
    met = Gain(programme.column(1), 1, Fraction(1), whole=True)
    programme.row({**terms, met.column: -needed}, low=-sure)
    return (*counted, met)


def rough(scheme: Scheme, targets: Iterable[str]) -> tuple[str, ...]:
    """Of the targets planned for, those with an item of another award: they are chosen by as if in proportion."""
    named = {item.target for item in scheme.items if not isinstance(item.award, Full | Proportional)}
    return tuple(target for target in targets if target in named)


def worth(
    scheme: Scheme, cards: Iterable[Scorecard], progress: Mapping[tuple[str, str], tuple[Gain, ...]]
) -> dict[int, Fraction]:
    """The marks that one of each column brings the unit's card, over the items that stay in its base."""
    found: dict[int, Fraction] = {}
    by_unit = {card.unit.code: card for card in cards}
    for (target, unit), mine in progress.items():
        if unit not in by_unit:
            continue
        scale = _scale(scheme, by_unit[unit])
        for item in scheme.items:
            if item.target != target or item.id not in scale:
                continue
            for gain in mine:
                if gain.whole is isinstance(item.award, Full):
                    found[gain.column] = found.get(gain.column, ZERO) + item.marks * scale[item.id] * gain.share
    return found


def _scale(scheme: Scheme, card: Scorecard) -> dict[str, Fraction]:
    """By item that stays in the base: what one mark of it is in the total."""
    left = {score.item for score in card.items if score.marks is None}
    out_of = {block.id: block.out_of for block in scheme.blocks} or {"": scheme.out_of}
    bases: dict[str, Fraction] = {}
    kept: list[tuple[Item, str]] = []
    for item in scheme.items:
        if item.id not in left:
            block = item.block or "" if scheme.blocks else ""
            kept.append((item, block))
            bases[block] = bases.get(block, ZERO) + item.marks
    there = sum((out_of[block] for block in bases), ZERO)
    return {item.id: out_of[block] / bases[block] * scheme.out_of / there for item, block in kept}
