"""What would settle an undetermined verdict: the fewest further reports that force one, by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

import attrs

from fengqiao.assess.judge import Verdict
from fengqiao.engine.base import Engine, each_member
from fengqiao.model.bounds import holds, value
from fengqiao.model.measure import Adherence, Measure
from fengqiao.model.outcome import Answer, Ask, Missing, Settle, Status, Tally
from fengqiao.model.predicate import Limits

SHOWN = 8
"""How many reports a settlement names at the most."""


def settle(engine: Engine, verdict: Verdict, name: Callable[[str], str]) -> Settle | None:
    """None unless the verdict is undetermined. `name` gives a unit's name by its key."""
    if verdict.status is not Status.UNDETERMINED or verdict.answer is None or verdict.limits is None:
        return None
    tally = verdict.answer.tally
    if verdict.of_units:
        open_units = [unit for unit, status in verdict.below if status is Status.UNDETERMINED]
        asks = [Ask(Missing("undetermined", "", unit), 1, name(unit)) for unit in open_units]
        return Settle(tally.unknown if not tally.no else None, 1, tuple(asks[:SHOWN]), max(0, len(asks) - SHOWN))
    question = verdict.question
    if question is None:
        return Settle(None, None)
    for_met = _fewest(question.measure, verdict.answer, verdict.limits, wanted=True)
    for_not_met = _fewest(question.measure, verdict.answer, verdict.limits, wanted=False)
    weights: Counter[Missing] = Counter()
    for member in each_member(engine, question, ("unknown", "may")):
        weight = len(member.unreported) if isinstance(question.measure, Adherence) else 1
        for missing in member.missing[:1]:
            weights[missing] += weight
    for missing in engine.missing(question):
        weights[missing] += 0
    ordered = sorted(weights.items(), key=lambda pair: (-pair[1], _order(pair[0])))
    needed = min((n for n in (for_met, for_not_met) if n is not None), default=sum(weights.values()))
    chosen: list[Ask] = []
    reached = 0
    for missing, weight in ordered:
        if reached >= needed and chosen and weight:
            break
        chosen.append(Ask(missing, weight, name(missing.unit)))
        reached += weight
    return Settle(for_met, for_not_met, tuple(chosen[:SHOWN]), max(0, len(ordered) - len(chosen[:SHOWN])))


def _order(missing: Missing) -> tuple[str, ...]:
    return (
        missing.unit,
        missing.register,
        missing.why,
        str(missing.since),
        str(missing.until),
        missing.field or "",
        str(missing.where),
    )


def _fewest(measure: Measure, answer: Answer, limits: Limits, *, wanted: bool) -> int | None:
    """How many unknown members must turn out to hold (or not) before the rest cannot change the verdict any more."""
    tally = answer.tally
    if answer.over is not None:
        return None

    def forced(n: int, *, held: bool) -> bool:
        found = value(measure, Answer(_turned(tally, n, held=held)))
        return found is not None and holds(found, limits) is wanted

    # which way helps depends on the limits: at_least is met by more that hold, at_most by more that do not
    ways = (partial(forced, held=held) for held in (True, False))
    found = [least for way in ways if (least := _search(way, _room(tally, limits))) is not None]
    if found:
        return min(found)
    # between two limits ("exactly 300") some must hold and the rest must not: all of them must be known
    return _room(tally, limits) if wanted and len(limits.given) > 1 and not tally.open else None


def _room(tally: Tally, limits: Limits) -> int:
    """How many members may still turn out either way; where the count is open, as many as a limit could ask for."""
    room = tally.unknown + tally.may_yes + tally.may_no
    ends = [int(end) + 1 for end in limits.given.values()]
    return max(room, *ends) if tally.open and ends else room


def _turned(tally: Tally, n: int, *, held: bool) -> Tally:
    """The tally after n more members became known: unknown ones first, then doubtful ones, then new ones."""
    known = min(n, tally.unknown)
    doubtful = n - known
    yes, no = (n, 0) if held else (0, n)
    return attrs.evolve(
        tally,
        yes=tally.yes + yes,
        no=tally.no + no,
        unknown=tally.unknown - known,
        may_yes=max(0, tally.may_yes - doubtful),
        may_no=max(0, tally.may_no - doubtful),
    )


def _search(forced: Callable[[int], bool], room: int) -> int | None:
    """The least n that forces the verdict; what forces it goes on forcing it."""
    if not forced(room):
        return None
    low, high = 0, room
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if forced(middle) else (middle + 1, high)
    return low
