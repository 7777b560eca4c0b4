"""What improved, what fell and who crossed a threshold between two days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction

from fengqiao.assess.run import assess
from fengqiao.errors import Text, UsageError
from fengqiao.model.change import Change, Difference, Move, Trend
from fengqiao.model.dataset import Dataset
from fengqiao.model.outcome import Assessment, Bounds, Outcome, Scorecard, Standing, Status
from fengqiao.model.target import RulePack

ORDER = {Status.NOT_MET: 0, Status.UNDETERMINED: 1, Status.MET: 2}
"""The statuses that stand above one another."""


def diff(
    pack: RulePack,
    data: Dataset,
    *,
    since: date,
    as_of: date,
    readings: Mapping[str, str] | None = None,
    scheme: str | None = None,
) -> Difference:
    """Judge a pack on two days, by what is known now, and say what changed.

    Raises UsageError for an unknown reading or scheme, and where `since` is not before `as_of`.
    """
    if since >= as_of:
        raise UsageError(
            Text(
                f"比较的起始日 {since} 须早于判定日 {as_of}。",
                f"The day to compare with, {since}, must be before the judged day, {as_of}.",
            )
        )
    before, after = (
        assess(pack, data, as_of=day, readings=readings, other_readings=False, scheme=scheme) for day in (since, as_of)
    )
    return difference(before, after)


def difference(before: Assessment, after: Assessment) -> Difference:
    """What changed from one assessment to a later one of the same pack."""
    old, new = ({(one.target, one.unit.code): one for one in found.outcomes} for found in (before, after))
    keys = dict.fromkeys([*new, *old])
    changes = [found for key in keys if (found := _change(old.get(key), new.get(key))) is not None]
    cards, earlier = ({card.unit.code: card for card in found.scorecards} for found in (after, before))
    moves = []
    for code in dict.fromkeys([*cards, *earlier]):
        unit = (cards.get(code) or earlier[code]).unit
        standings: list[Standing | None] = [
            found[code].standing if code in found else None for found in (earlier, cards)
        ]
        if standings[0] != standings[1]:
            moves.append(Move(unit, standings[0], standings[1]))
    return Difference(before.as_of, after.as_of, tuple(changes), tuple(moves))


def _standing(card: Scorecard | None) -> Standing | None:
    return card.standing if card else None


def last_period(as_of: date, pack: RulePack) -> date | None:
    """The day to compare with where nobody names one: the end of the quarter before; None before the plan."""
    first = date(as_of.year, 3 * ((as_of.month - 1) // 3) + 1, 1)
    day = first - timedelta(days=1)
    return day if day >= pack.plan.first else None


def _change(before: Outcome | None, after: Outcome | None) -> Change | None:
    one = after or before
    if one is None:
        return None
    old, new = (found.status if found else None for found in (before, after))
    required = bool(before and after and before.limits != after.limits and old in ORDER and new in ORDER)
    trend = _trend(before, after)
    if trend is None and not required:
        return None
    crossed: dict[tuple[Status | None, Status | None], str] = {}
    crossed[Status.NOT_MET, Status.MET], crossed[Status.MET, Status.NOT_MET] = "up", "down"
    way = crossed.get((old, new))
    return Change(
        one.target,
        one.unit,
        before,
        after,
        trend or "changed",
        crossed="up" if way == "up" else "down" if way == "down" else None,
        required=required,
    )


def _trend(before: Outcome | None, after: Outcome | None) -> Trend | None:
    """None where nothing is another."""
    old = before.status if before and before.status in ORDER else None
    new = after.status if after and after.status in ORDER else None
    if old is None and new is not None:
        return "due"
    if old is not None and new is None:
        return "ended"
    if old is not None and new is not None and old is not new:
        return "improved" if ORDER[new] > ORDER[old] else "fell"
    if before is None or after is None:
        return None
    if before.value == after.value and before.tally == after.tally:
        return None
    return _moved(before.value, after.value, _better(after))


def _better(outcome: Outcome) -> int:
    """1 where more is better, -1 where less is, 0 where no bound says so."""
    limits = outcome.limits or (outcome.next.limits if outcome.next else None)
    if outcome.of_units:
        return 1
    up = limits is not None and (limits.at_least is not None or limits.above is not None)
    down = limits is not None and (limits.at_most is not None or limits.below is not None)
    return 0 if up == down else 1 if up else -1


def _moved(before: Bounds | None, after: Bounds | None, better: int) -> Trend | None:
    if before is None or after is None or before == after:
        return None
    way = _surely(before.high, after.low) - _surely(after.high, before.low)
    if not way:
        return "unclear"
    return "changed" if not better else "improved" if way == better else "fell"


def _surely(most: Fraction | None, least: Fraction | None) -> int:
    """1 where all of one interval lies below all of the other."""
    return int(most is not None and least is not None and most < least)
