"""How a card's marks follow from its items: steps that a workbook can calculate again.

Each step is tried in exact numbers first. One that does not give its line of the card to the last digit becomes a given
number: a workbook that calculates something else than the card says would be worse than one that does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import attrs

from fengqiao.errors import Text
from fengqiao.model.outcome import Scorecard, Span
from fengqiao.model.scheme import Item, Scheme
from fengqiao.model.target import RulePack

ZERO = Fraction(0)


@attrs.frozen
class Earns:
    """What an item brings: its marks, `less` what it is out of where it is a deduction, times `factor`."""

    item: int
    less: bool = False
    factor: Fraction = Fraction(1)

    @property
    def plain(self) -> bool:
        """Whether it is the item's marks as they stand."""
        return not self.less and self.factor == 1


@attrs.frozen
class Rescale:
    """What brings the items to `out_of` over those that stay in the base, times `factor`."""

    items: tuple[int, ...]
    out_of: Fraction
    factor: Fraction = Fraction(1)


@attrs.frozen
class Spread:
    """So much (`ratio`) of what the steps come to."""

    steps: tuple[int, ...]
    ratio: Fraction


@attrs.frozen
class Within:
    """What keeps the sum of the steps within `least` (None: no least) and `most`."""

    steps: tuple[int, ...]
    least: Fraction | None
    most: Fraction


@attrs.frozen
class Nearest:
    """What brings the sum of the steps to a multiple of `step`, half up."""

    steps: tuple[int, ...]
    step: Fraction


@attrs.frozen
class Given:
    """A number that rests on what no workbook shows."""


Rule = Earns | Rescale | Spread | Within | Nearest | Given


@attrs.frozen
class Step:
    """One line of the sum: its name, its marks at both ends, and how they follow."""

    name: Text
    low: Fraction
    high: Fraction
    rule: Rule


WORDS = {
    "rescale": Text("按计分基数折算", "Brought to the base"),
    "bonus-cap": Text("加分封顶", "Cap on the bonus"),
    "clamp": Text("限于零分至满分", "Kept between none and all marks"),
    "rounding": Text("取整", "Rounding"),
}


def steps(card: Scorecard, pack: RulePack) -> tuple[Step, ...]:
    """The steps whose sum is the card's marks; none where it has no marks."""
    scheme = pack.schemes.get(card.scheme)
    if card.marks is None:
        return ()
    lines = dict(card.lines)
    planned = list(_planned(scheme, card, pack)) if scheme else []
    left = {name for name, _, _ in planned}
    planned += [(name, Text(name, name), Given()) for name in lines if name not in left]
    found: list[Step] = []
    for name, words, rule in planned:
        span = lines.get(name, Span(ZERO, ZERO))
        ends = [
            value(rule, _ends(card, lowest=lowest), [_end(step, lowest=lowest) for step in found])
            for lowest in (True, False)
        ]
        found.append(Step(words, span.low, span.high, rule if ends == [span.low, span.high] else Given()))
    return tuple(found)


def _end(step: Step, *, lowest: bool) -> Fraction:
    return step.low if lowest else step.high


def _ends(card: Scorecard, *, lowest: bool) -> list[tuple[Fraction | None, Fraction]]:
    return [
        (None if item.marks is None else item.marks.low if lowest else item.marks.high, item.out_of)
        for item in card.items
    ]


def value(rule: Rule, items: Sequence[tuple[Fraction | None, Fraction]], before: Sequence[Fraction]) -> Fraction | None:
    """What a rule gives for items (marks and what they are out of) and the steps before it; None for a given number."""
    match rule:
        case Earns(at, less, factor):
            marks, out_of = items[at]
            return ZERO if marks is None else (marks - (out_of if less else ZERO)) * factor
        case Rescale(which, out_of, factor):
            kept = [(marks, most) for at in which if (marks := items[at][0]) is not None for most in [items[at][1]]]
            base, got = sum((most for _, most in kept), ZERO), sum((marks for marks, _ in kept), ZERO)
            return (got * out_of / base - got) * factor if base else ZERO
        case Spread(which, ratio):
            return _sum(before, which) * ratio
        case Within(which, least, most):
            total = _sum(before, which)
            inside = min(most, total)
            return (inside if least is None else max(least, inside)) - total
        case Nearest(which, step):
            total = _sum(before, which)
            return ((2 * total / step + 1) // 2) * step - total
        case Given():
            return None


def _sum(values: Sequence[Fraction], which: Sequence[int]) -> Fraction:
    return sum((values[at] for at in which), ZERO)


Planned = tuple[str, Text, Rule]
"""A line of the card, its words and how it should follow."""


def _planned(scheme: Scheme, card: Scorecard, pack: RulePack) -> Iterator[Planned]:
    places = {item.item: at for at, item in enumerate(card.items)}
    whole: list[Planned] = []
    if scheme.combine:
        present = [part for part in scheme.combine if any(name.startswith(f"{part.id} ") for name, _ in card.lines)]
        weights = sum((part.weight for part in present), ZERO)
        for part in present:
            other = pack.schemes[part.scheme] if part.scheme else scheme
            factor = part.weight / weights * scheme.out_of / other.out_of
            for name, words, rule in _own(other, places, f"{part.id} ", factor, len(whole)):
                both = Text(f"{part.name.zh}：{words.zh}", f"{part.name.en}: {words.en}")
                whole.append((name, both, rule))
    else:
        whole += _own(scheme, places, "", Fraction(1), 0)
    if scheme.step is not None:
        whole.append(("rounding", WORDS["rounding"], Nearest(tuple(range(len(whole))), scheme.step)))
    yield from whole


def _own(scheme: Scheme, places: Mapping[str, int], prefix: str, factor: Fraction, first: int) -> list[Planned]:
    """The steps of one scheme, in the order in which its marks are made; `first` is the number of the first one."""
    found: list[Planned] = []

    def here(items: Sequence[Item]) -> tuple[int, ...]:
        return tuple(places[f"{prefix}{item.id}"] for item in items if f"{prefix}{item.id}" in places)

    def add(name: str, words: Text, rule: Rule) -> None:
        found.append((f"{prefix}{name}", words, rule))

    def so_far(since: int = 0) -> tuple[int, ...]:
        return tuple(range(first + since, first + len(found)))

    def each(items: Sequence[Item], *, less: bool = False) -> None:
        for item in items:
            if f"{prefix}{item.id}" in places:
                add(item.id, item.name, Earns(places[f"{prefix}{item.id}"], less, factor))

    each(scheme.items)
    if scheme.blocks:
        for block in scheme.blocks:
            mine = here([item for item in scheme.items if item.block == block.id])
            words = Text(f"{block.name.zh}：{WORDS['rescale'].zh}", f"{block.name.en}: {WORDS['rescale'].en}")
            add(f"rescale {block.id}", words, Rescale(mine, block.out_of, factor))
        there = sum((block.out_of for block in scheme.blocks), ZERO)
        add("rescale", WORDS["rescale"], Spread(so_far(), scheme.out_of / there - 1))
    else:
        add("rescale", WORDS["rescale"], Rescale(here(scheme.items), scheme.out_of, factor))
    before = len(found)
    each(scheme.bonus)
    if scheme.bonus_cap is not None:
        add("bonus-cap", WORDS["bonus-cap"], Within(so_far(before), None, scheme.bonus_cap * factor))
    each(scheme.deductions, less=True)
    if scheme.bonus or scheme.deductions:
        add("clamp", WORDS["clamp"], Within(so_far(), ZERO, scheme.most * factor))
    for veto in scheme.veto:
        if veto.marks:
            add(veto.id, veto.name, Given())
    return found
