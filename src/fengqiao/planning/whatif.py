"""What another threshold, date or reading would move: the units, the marks, and with a plan's rates the yuan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

import attrs

from fengqiao.assess.run import assess
from fengqiao.assess.session import choose, unknown
from fengqiao.errors import Text, UsageError
from fengqiao.model.dataset import Dataset
from fengqiao.model.outcome import Assessment, Status, UnitRef
from fengqiao.model.predicate import Limits
from fengqiao.model.staffing import StaffingPlan
from fengqiao.model.target import Reading, RulePack
from fengqiao.planning.optimise import optimise

BOUNDS = ("at_least", "at_most", "above", "below")


@attrs.frozen
class Setting:
    """One change: a target's bound, its due day (`due`), or its reading (`reading`), as text of the command line."""

    target: str
    key: str
    value: str


@attrs.frozen
class Moved:
    """One target at one unit whose verdict changes."""

    target: str
    unit: UnitRef
    before: Status | None
    after: Status | None


@attrs.frozen
class WhatIf:
    """What changes: verdicts, marks by unit (before and after, low and high), and the least cost."""

    moved: tuple[Moved, ...]
    marks: tuple[tuple[UnitRef, tuple[Fraction, Fraction] | None, tuple[Fraction, Fraction] | None], ...]
    cost_before: int | None = None
    cost_after: int | None = None


def parse(text: str) -> Setting:
    """TARGET.KEY=VALUE. Raises UsageError."""
    left, equals, value = text.partition("=")
    target, dot, key = left.rpartition(".")
    if not equals or not dot or key not in (*BOUNDS, "due", "reading"):
        raise UsageError(
            Text(
                f"--set “{text}”应写成 指标.at_least=40%、指标.due=2020-06-30 或 指标.reading=口径。",
                f"--set '{text}': write TARGET.at_least=40%, TARGET.due=2020-06-30 or TARGET.reading=NAME.",
            )
        )
    return Setting(target.strip(), key, value.strip())


def change(
    pack: RulePack, settings: Iterable[Setting], readings: Mapping[str, str] | None = None
) -> tuple[RulePack, dict[str, str]]:
    """The pack with every change made, and the readings. A bound and a due day change the last milestone."""
    chosen = choose(pack, readings or {})
    for one in settings:
        if one.target not in pack.targets:
            raise unknown(Text("指标", "target"), one.target, pack.targets)
        if one.key == "reading":
            chosen = choose(pack, {**chosen, one.target: one.value})
    for one in settings:
        if one.key == "reading":
            continue
        target = pack.targets[one.target]
        name = chosen[one.target]
        fresh = {**target.readings, name: _changed(target.readings[name], one)}
        pack = attrs.evolve(pack, targets={**pack.targets, one.target: attrs.evolve(target, readings=fresh)})
    return pack, chosen


def _changed(reading: Reading, one: Setting) -> Reading:
    if not reading.milestones:
        raise UsageError(
            Text(f"指标 {one.target} 没有时间节点，不能改。", f"{one.target} has no milestone that could be changed.")
        )
    *earlier, last = sorted(reading.milestones, key=lambda milestone: milestone.on)
    if one.key == "due":
        try:
            on = date.fromisoformat(one.value)
        except ValueError as error:
            raise UsageError(Text(f"“{one.value}”不是日期。", f"'{one.value}' is no date.")) from error
        kept = [milestone for milestone in earlier if milestone.on < on]
        return attrs.evolve(reading, milestones=(*kept, attrs.evolve(last, on=on)))
    limits = attrs.evolve(last.limits, **{one.key: _number(one.value)})
    return attrs.evolve(reading, milestones=(*earlier, attrs.evolve(last, limits=_consistent(limits, one.key))))


def _consistent(limits: Limits, key: str) -> Limits:
    """at_least replaces above and the other way round; at_most and below likewise."""
    other = {"at_least": "above", "above": "at_least", "at_most": "below", "below": "at_most"}[key]
    return attrs.evolve(limits, **{other: None})


def _number(text: str) -> Fraction:
    try:
        return Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except (ValueError, ZeroDivisionError) as error:
        raise UsageError(
            Text(f"“{text}”不是数，请写 40%、2/3 或 12。", f"'{text}' is no number: write 40%, 2/3 or 12.")
        ) from error


def whatif(
    pack: RulePack,
    data: Dataset,
    settings: Iterable[Setting | str],
    *,
    as_of: date,
    readings: Mapping[str, str] | None = None,
    scheme: str | None = None,
    plan: StaffingPlan | None = None,
) -> WhatIf:
    """Judge a dataset under the rules as they are and as changed. With a plan's rates also the least cost of each.

    `scheme` names the one that gives marks (default: the pack's first). Raises UsageError for an unknown target,
    reading, scheme, bound or date.
    """
    changes = [parse(one) if isinstance(one, str) else one for one in settings]
    other, chosen = change(pack, changes, readings)
    before = assess(pack, data, as_of=as_of, readings=readings, other_readings=False, scheme=scheme)
    after = assess(other, data, as_of=as_of, readings=chosen, other_readings=False, scheme=scheme)
    costs: list[int | None] = [None, None]
    if plan is not None:
        targets = tuple(dict.fromkeys(one.target for one in changes))
        for at, (rules, names) in enumerate(((pack, choose(pack, readings or {})), (other, chosen))):
            costs[at] = optimise(rules, data, plan, targets=targets, readings=names, other_side=False).total
    return WhatIf(tuple(_moved(before, after)), tuple(_marks(before, after)), *costs)


def _moved(before: Assessment, after: Assessment) -> Iterable[Moved]:
    first = {(o.target, o.unit.code): o for o in before.outcomes}
    second = {(o.target, o.unit.code): o for o in after.outcomes}
    for key in dict.fromkeys([*first, *second]):
        old, new = first.get(key), second.get(key)
        if (old.status if old else None) != (new.status if new else None):
            unit = new.unit if new is not None else old.unit if old is not None else None
            if unit is not None:
                yield Moved(key[0], unit, old.status if old else None, new.status if new else None)


def _marks(
    before: Assessment, after: Assessment
) -> Iterable[tuple[UnitRef, tuple[Fraction, Fraction] | None, tuple[Fraction, Fraction] | None]]:
    later = {card.unit.code: card for card in after.scorecards}
    for card in before.scorecards:
        other = later.get(card.unit.code)
        spans = [None if one is None or one.marks is None else (one.marks.low, one.marks.high) for one in (card, other)]
        if spans[0] != spans[1]:
            yield card.unit, spans[0], spans[1]
