"""A plan judged by the ordinary assessor at every milestone and quarter, with and without it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction

import attrs

from fengqiao.assess.gaps import Gap, gaps
from fengqiao.assess.run import assess
from fengqiao.assess.session import Session, choose
from fengqiao.errors import Problem
from fengqiao.model.dataset import Dataset
from fengqiao.model.outcome import Bounds, Scorecard, Status
from fengqiao.model.staffing import StaffingPlan
from fengqiao.model.target import RulePack
from fengqiao.planning.apply import apply
from fengqiao.planning.chance import Chance, Drawing
from fengqiao.planning.cost import Cost, Rates, Spent, cost, spent
from fengqiao.planning.rules import rule_of
from fengqiao.planning.stock import NEEDED, only, stock


@attrs.frozen
class Point:
    """One target at one unit on one day: its verdict and value with the plan, and without it."""

    target: str
    unit: str
    day: date
    status: Status
    value: Bounds | None
    margin: Fraction | None
    without: Status
    value_without: Bounds | None


@attrs.frozen
class Evaluation:
    """What a plan comes to. `first_met`: the first day looked at from which a target stays met, with it and without."""

    plan: StaffingPlan
    readings: Mapping[str, str]
    points: tuple[Point, ...]
    first_met: Mapping[tuple[str, str], tuple[date | None, date | None]]
    lacking: tuple[Gap, ...]
    cost: Cost
    spent: tuple[Spent, ...]
    cards: tuple[Scorecard, ...]
    cards_without: tuple[Scorecard, ...]
    chances: tuple[Chance, ...]
    problems: tuple[Problem, ...]

    @property
    def last(self) -> date:
        """The last day looked at."""
        return max((point.day for point in self.points), default=self.plan.until)


def quarter_ends(first: date, last: date) -> tuple[date, ...]:
    """The last days of the quarters between two days, and the last day."""
    days = {
        date(year, month, 1) - timedelta(days=1) for year in range(first.year, last.year + 2) for month in (1, 4, 7, 10)
    }
    return tuple(sorted(day for day in {*days, last} if first <= day <= last))


def evaluate(
    pack: RulePack,
    data: Dataset,
    plan: StaffingPlan,
    *,
    readings: Mapping[str, str] | None = None,
    scheme: str | None = None,
    attrition: Fraction | None = None,
    runs: int = 1000,
    seed: int = 1,
) -> Evaluation:
    """Judge a plan at every milestone and quarter from its stock's day to its end, by the ordinary assessor.

    `scheme` names the one that gives marks (default: the pack's first). `attrition` is the share of those without a
    known end who leave within a year; `runs` such futures are drawn from `seed`. A move that cannot be made and a rate
    that is missing are among the problems.
    """
    chosen = choose(pack, readings or {})
    whole = stock(data, plan.stock, plan.until)
    kept = only(whole, NEEDED)
    done = apply(kept, plan)
    days = days_of_all(pack, chosen, plan)
    points = tuple(_points(pack, kept, done.data, days, chosen))
    rates = Rates(plan.rates, data.places)
    found = cost(done.charges, rates, data.places, plan.until)
    changed = whole.evolve(
        facts={**whole.facts, **{n: done.data.facts[n] for n in ("posts", "studios") if n in done.data.facts}}
    )
    cards = assess(pack, changed, as_of=plan.until, readings=chosen, other_readings=False, scheme=scheme).scorecards
    before = assess(pack, whole, as_of=plan.until, readings=chosen, other_readings=False, scheme=scheme).scorecards
    targets = tuple(dict.fromkeys(point.target for point in points))
    lacking = tuple(
        gap
        for target in targets
        for gap in gaps(pack, done.data, as_of=plan.until, target=target, readings=chosen)
        if gap.status in (Status.NOT_MET, Status.UNDETERMINED)
    )
    drawing = Drawing(pack, done.data, plan, chosen, attrition or Fraction(0), runs, seed)
    chances = drawing.chances() if attrition is not None else ()
    return Evaluation(
        plan,
        chosen,
        points,
        _first(points),
        lacking,
        found,
        spent(plan.budgets, done.charges, rates, data.places, plan.until),
        cards,
        before,
        chances,
        (*done.problems, *found.problems),
    )


def days_of_all(pack: RulePack, readings: Mapping[str, str], plan: StaffingPlan) -> tuple[date, ...]:
    """Every milestone of a target that staff can change, and every quarter's end."""
    found = set(quarter_ends(plan.stock, plan.until))
    for target in pack.targets.values():
        rule = rule_of(target, target.readings[readings[target.id]])
        if rule is not None:
            found |= {m.on for m in rule.reading.milestones if plan.stock <= m.on <= plan.until}
    return tuple(sorted(found))


def _points(
    pack: RulePack, before: Dataset, after: Dataset, days: Iterable[date], readings: Mapping[str, str]
) -> Iterable[Point]:
    for day in days:
        with_, without = (Session.open(pack, data, as_of=day, readings=readings) for data in (after, before))
        for target in pack.targets.values():
            reading = target.readings[readings[target.id]]
            if rule_of(target, reading) is None:
                continue
            for level in reading.levels:
                for unit in with_.units(level):
                    new = with_.verdict(target, reading, unit, level)
                    old = without.verdict(target, reading, unit, level)
                    if new is not None and old is not None:
                        yield Point(target.id, unit, day, new.status, new.value, new.margin, old.status, old.value)


def _first(points: Iterable[Point]) -> dict[tuple[str, str], tuple[date | None, date | None]]:
    """The first day from which on a target is met to the end."""
    by_key: dict[tuple[str, str], list[Point]] = {}
    for point in points:
        by_key.setdefault((point.target, point.unit), []).append(point)
    return {
        key: (_stays([(p.day, p.status) for p in mine]), _stays([(p.day, p.without) for p in mine]))
        for key, mine in by_key.items()
    }


def _stays(seen: list[tuple[date, Status]]) -> date | None:
    first = None
    for day, status in sorted(seen):
        first = first or day if status is Status.MET else None
    return first
