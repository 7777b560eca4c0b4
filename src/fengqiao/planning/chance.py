"""What chance leaves of a plan: people leave at a stated rate, and each future drawn is counted again."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from math import log

import attrs

from fengqiao.engine.memory import MemoryEngine
from fengqiao.model.dataset import Dataset
from fengqiao.model.fact import STANDING, Committee, Post
from fengqiao.model.measure import Mediators
from fengqiao.model.staffing import StaffingPlan
from fengqiao.model.target import RulePack
from fengqiao.planning.demand import Demand, Side, compile_demands

Touched = tuple[int, int]
"""A demand and one of its members, by number."""


@attrs.frozen
class Chance:
    """How many of the runs met a target at all its units on a day: at worst (`low`), and if all unknown is there."""

    target: str
    day: date
    low: int
    high: int
    runs: int


@attrs.frozen
class Drawing:
    """Futures of a plan: those without a known end leave, each alike, so that `attrition` of them go within a year.

    The end of a temporary contract is a known day, and drawn from nobody.
    """

    pack: RulePack
    data: Dataset
    plan: StaffingPlan
    readings: Mapping[str, str]
    attrition: Fraction
    runs: int
    seed: int

    def chances(self) -> tuple[Chance, ...]:
        """How many runs meet each target on each day, at worst and at best."""
        low, high = self._met("low"), self._met("high")
        return tuple(
            Chance(target, day, low.get((target, day), 0), high.get((target, day), 0), self.runs)
            for target, day in sorted(high.keys() | low.keys())
        )

    def _met(self, side: Side) -> dict[tuple[str, date], int]:
        plan = self.plan
        demands = compile_demands(
            self.pack, self.data, readings=self.readings, first=plan.stock, last=plan.until, side=side
        ).demands
        people = self._people(demands, side)
        chance = random.Random(self.seed)  # noqa: S311 -- a stated seed: the same futures at every run
        sure = [d.holding for d in demands]
        met = {(d.target, d.day): 0 for d in demands}
        stays = log(1 - float(self.attrition)) if self.attrition < 1 else float("-inf")
        for _ in range(self.runs):
            lost: dict[Touched, int] = {}
            for begins, touched in people:
                # at a constant risk; one number for each person at every rate, so that rates can be compared
                years = log(1 - chance.random()) / stays if stays else float("inf")
                if years > 100:
                    continue
                leaves = begins + timedelta(days=int(years * 365))
                for key in touched:
                    if demands[key[0]].day >= leaves:
                        lost[key] = lost.get(key, 0) + 1
            failed = _failed(demands, sure, lost)
            for key_met in met:
                met[key_met] += key_met not in failed
        return met

    def _people(self, demands: tuple[Demand, ...], side: Side) -> list[tuple[date, list[Touched]]]:
        """Everybody without a known end: from when on, and at which members of which demands they count."""
        data = self.data
        engine = MemoryEngine(data, self.pack.calendar, self.pack.fields)
        standing = {c.id: c.division for c in data.of("committees", Committee) if c.kind in STANDING}
        at, inside = _where(demands)
        persons: dict[str, tuple[date, set[Touched]]] = {}
        for post in data.of("posts", Post):
            if post.until is not None:
                continue
            begins = max(post.since or self.plan.stock, self.plan.stock)
            _, touched = persons.setdefault(post.person or post.id, (begins, set()))
            place, _ = engine.known.place_of(post)
            keys = list(at.get(standing.get(post.at or "", post.at or ""), ()))
            for day, places in inside.items():
                for area in (place, *data.places.on(day).ancestors(place)):
                    keys += places.get(area, ())
            for key in keys:
                demand = demands[key[0]]
                of = demand.rule.counts
                if isinstance(of, Mediators) and (post.since is None or post.since <= demand.day):
                    truth = engine.known.truths("posts", of.where)(post)
                    if truth or (truth is None and side == "high"):
                        touched.add(key)
        return [(begins, sorted(touched)) for _, (begins, touched) in sorted(persons.items())]


def _where(
    demands: tuple[Demand, ...],
) -> tuple[dict[str, list[Touched]], dict[date, dict[str, list[Touched]]]]:
    """The members by where they ask: at a place or body, and in an area on a day."""
    at: dict[str, list[Touched]] = {}
    inside: dict[date, dict[str, list[Touched]]] = {}
    for number, demand in enumerate(demands):
        for index, member in enumerate(demand.members):
            if demand.kind == "posts_at":
                at.setdefault(member.key, []).append((number, index))
            elif demand.kind in ("posts_within", "posts_in"):
                inside.setdefault(demand.day, {}).setdefault(member.place, []).append((number, index))
    return at, inside


def _failed(demands: tuple[Demand, ...], sure: list[int], lost: Mapping[Touched, int]) -> set[tuple[str, date]]:
    """The targets and days that fail at some unit, once so many have left."""
    held = list(sure)
    left: dict[int, dict[int, int]] = {}
    for (number, index), n in lost.items():
        member = demands[number].members[index]
        if member.short <= 0 < member.short + n:
            held[number] -= member.weight
        if demands[number].heirs:
            left.setdefault(number, {})[index] = n
    for number, gone in left.items():
        held[number] -= demands[number].inherited({}) - demands[number].inherited(gone)
    return {
        (d.target, d.day)
        for number, d in enumerate(demands)
        if held[number] < d.needed or (d.cap is not None and d.cap + lost.get((number, 0), 0) < 0)
    }
