"""Targets as demands: at which members of which unit, by which day, how many posts or studios beyond what there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from math import floor
from typing import Literal

import attrs

from fengqiao.assess.judge import ask, in_force
from fengqiao.assess.session import KINDS, choose
from fengqiao.engine.known import Spot
from fengqiao.engine.memory import MemoryEngine
from fengqiao.engine.scene import Scene
from fengqiao.errors import Text
from fengqiao.model.bounds import value
from fengqiao.model.calendar import Period, Window, resolve
from fengqiao.model.dataset import Dataset
from fengqiao.model.measure import Count, FactsOf, PlacesOf, Ratio
from fengqiao.model.outcome import Tally
from fengqiao.model.predicate import ALWAYS, Limits
from fengqiao.model.target import RulePack
from fengqiao.planning.rules import Rule, least_of, levels_judged, rule_of

PLENTY = 10**6
"""More than any target asks for: what stands for a number that nobody reported, taken at its best."""
Side = Literal["low", "high"]
Kind = Literal["posts_at", "posts_within", "posts_in", "studios_in", "studios_at"]


@attrs.frozen
class Member:
    """A place, a body or the unit itself: it has `have` and needs `need`; `weight` members of the target hang on it."""

    key: str
    place: str
    have: int
    need: int
    weight: int = 1

    @property
    def short(self) -> int:
        """How many it lacks; 0 or less where it holds."""
        return self.need - self.have


@attrs.frozen
class Demand:
    """One target at one unit on one day: of the members' weight, `needed` must hold.

    posts_at: posted at the member itself; posts_within: anywhere in its area; posts_in, studios_in: in the unit as a
    whole; studios_at: studios in the member's area. `new_studios`: so many posts also at each studio that opens.
    `cap` is the most that may be added (exactly 300); `window` the days in which a studio must open to count.
    """

    target: str
    unit: str
    day: date
    kind: Kind
    rule: Rule
    members: tuple[Member, ...]
    needed: int
    new_studios: int = 0
    cap: int | None = None
    window: Period | None = None
    hosts: tuple[Member, ...] = ()
    """Townships where a studio may open, as members of posts_within: what is posted in them already."""
    heirs: tuple[tuple[str, ...], ...] = ()
    """For each member that is gone and has several successors, these: it holds when one of them does."""
    share_of: Fraction | None = None
    """What the share asks for before it is rounded up to whole members."""

    @property
    def exact(self) -> Fraction:
        """What is asked for as the text says it: a share of the members, or a number for the unit."""
        if self.share_of is not None:
            return self.share_of
        return Fraction(self.needed if self.kind == "posts_at" else self.members[0].need)

    @property
    def weight(self) -> int:
        """How many members the target has at the unit, as far as they are listed."""
        return sum(member.weight for member in self.members) + len(self.heirs)

    @property
    def met(self) -> bool:
        """Whether it holds without a move."""
        return self.holding >= self.needed and (self.cap is None or self.cap >= 0)

    @property
    def holding(self) -> int:
        """How many members hold without a move."""
        return sum(m.weight for m in self.members if m.short <= 0) + self.inherited({})

    def inherited(self, lost: Mapping[int, int]) -> int:
        """How many of those that are gone hold through a successor, once members (by index) have lost so many."""
        there = {m.key for at, m in enumerate(self.members) if m.short + lost.get(at, 0) <= 0} if self.heirs else set()
        return sum(not there.isdisjoint(heirs) for heirs in self.heirs)


@attrs.frozen
class Compiled:
    """Every demand of the targets chosen, and why the others are not planned for."""

    demands: tuple[Demand, ...]
    left_out: Mapping[str, Text]


def days_of(rule: Rule, first: date, last: date) -> tuple[date, ...]:
    """The days on which a target is looked at: its milestones, then each quarter's end and every last day."""
    begins = min(milestone.on for milestone in rule.reading.milestones)
    found = {milestone.on for milestone in rule.reading.milestones}
    for year in range(first.year, last.year + 1):
        found |= {date(year, 3, 31), date(year, 6, 30), date(year, 9, 30), date(year, 12, 31)}
    return tuple(sorted(day for day in {*found, last} if max(first, begins) <= day <= last))


def compile_demands(
    pack: RulePack,
    data: Dataset,
    *,
    readings: Mapping[str, str] | None = None,
    targets: Iterable[str] | None = None,
    first: date,
    last: date,
    side: Side = "low",
) -> Compiled:
    """The demands of a pack's targets (or those named) between two days, over a stock.

    `side`: what is not known is taken to be missing (low) or to be there (high). Raises UsageError.
    """
    chosen = choose(pack, readings or {})
    left: dict[str, Text] = {}
    demands: list[Demand] = []
    engine = MemoryEngine(data, pack.calendar, pack.fields)
    wanted = list(pack.targets) if targets is None else list(targets)
    for name in wanted:
        target = pack.targets[name]
        rule = rule_of(target, target.readings[chosen[name]])
        if rule is None:
            left[name] = NOT_STAFF
            continue
        work = _Compiling(pack, data, rule, side, engine)
        if not levels_judged(rule.reading):
            left[name] = NOT_STAFF
            continue
        for day in days_of(rule, first, last):
            demands += work.on(day)
        if work.unsure:
            names = [data.places.units[key].name for key in sorted(work.unsure)]
            left[name] = Text(f"{OPEN.zh}：{'、'.join(names)}", f"{OPEN.en}: {', '.join(names)}")
    return Compiled(tuple(demands), left)


NOT_STAFF = Text(
    "人员和工作室的变动不能改变该项，按现值计入",
    "no move of staff or studios changes it: it enters at its present value",
)
OPEN = Text(
    "台账未报全，不知道还有多少个成员，任何变动都不能证明达标",
    "its register is not wholly reported: how many members there are is not known, and no move can prove it met",
)


@attrs.define
class _Compiling:
    pack: RulePack
    data: Dataset
    rule: Rule
    side: Side
    engine: MemoryEngine
    open: bool = False
    """Whether the demand at hand rests on a set that may have more members than are known."""
    heirs: tuple[tuple[str, ...], ...] = ()
    """Of the demand at hand: the successors of each member that is gone and has several."""
    unsure: set[str] = attrs.field(factory=set)
    """The units that are left out for it."""

    def on(self, day: date) -> Iterator[Demand]:
        tree = self.data.places.on(day)
        levels = levels_judged(self.rule.reading)
        if self.rule.share == 1 and self.rule.of is not None:
            levels = levels[-1:]  # every member must hold: the narrowest level says it all
        for level in levels:
            for unit in tree.of_kind(KINDS[level]):
                self.open = False
                found = self._demand(unit, day)
                if self.open:
                    self.unsure.add(unit)
                elif found is not None:
                    yield found

    def _demand(self, unit: str, day: date) -> Demand | None:
        rule = self.rule
        now, _ = in_force(rule.reading, day)
        if now is None:
            return None
        question = ask(self.pack, rule.reading, unit, day)
        scene = self.engine.scene(question)
        if rule.of is None:
            limits = now.limits if rule.over is None else self._each(rule.over, now.limits, scene)
            least = least_of(limits)
            if least is None:
                return None
            tally = self.engine.answer(Count(rule.counts), scene).tally
            member = Member(unit, unit, self._have(tally), least)
            cap = self._cap(limits.at_most, tally)
            if rule.of_staff:
                kind: Kind = "posts_in" if rule.within else "posts_at"
                return Demand(rule.target.id, unit, day, kind, rule, (member,), 1, cap=cap)
            window = self._window(question.plan, question.period, day)
            return Demand(rule.target.id, unit, day, "studios_in", rule, (member,), 1, cap=cap, window=window)
        share = now.limits.at_least if now.limits.at_least is not None else now.limits.above
        if not isinstance(share, Fraction):
            return None
        rule = attrs.evolve(rule, share=share, strictly=now.limits.at_least is None)
        self.heirs = ()
        members, size = self._places(scene) if isinstance(rule.of, PlacesOf) else self._facts(scene)
        kind = "studios_at" if not rule.of_staff else "posts_within" if rule.within else "posts_at"
        new = rule.least if isinstance(rule.of, FactsOf) and rule.of.register == "studios" else 0
        if not size and not new:
            return None
        hosts: tuple[Member, ...] = ()
        if new and kind == "posts_within":
            towns = self.data.places.on(day).of_kind("townships", unit)
            hosts = tuple(Member(town, town, self._at(Spot(town), scene), rule.least) for town in towns)
        return Demand(
            rule.target.id, unit, day, kind, rule, tuple(members), rule.needed(size), new,
            hosts=hosts, heirs=self.heirs, share_of=share * size,
        )  # fmt: skip

    def _each(self, ratio: Ratio, limits: Limits, scene: Scene) -> Limits:
        """Limits on a ratio as limits on what is counted; none where there is nothing to set it against."""
        over = value(ratio.over, self.engine.answer(ratio.over, scene))
        if over is None or over.low is None or over.high == 0:
            return Limits()
        if over.high is None and self.side == "low":
            self.open = True
            return Limits()
        most = over.low if over.high is None or self.side == "high" else over.high
        least = over.low if self.side == "low" else over.high
        ends = {"at_least": most, "above": most, "at_most": least, "below": least}
        return Limits(
            **{
                name: end * ratio.per * times
                for name, end in limits.given.items()
                if isinstance(end, Fraction) and (times := ends[name]) is not None
            }
        )

    def _have(self, tally: Tally) -> int:
        if self.side == "low":
            return tally.yes
        return PLENTY if tally.open else tally.yes + tally.unknown + tally.may_yes

    def _cap(self, most: object, tally: Tally) -> int | None:
        """How many may still be added."""
        if not isinstance(most, Fraction):
            return None
        if tally.open and self.side == "low":
            self.open = True
        return floor(most) - (tally.yes + (tally.unknown + tally.may_yes if self.side == "low" else 0))

    def _window(self, plan: Period, period: Period, day: date) -> Period | None:
        of = self.rule.counts
        if not isinstance(of, FactsOf) or of.dated_by is None:
            return None
        if isinstance(of.window, Window):
            return resolve(of.window, day=day, plan=plan, period=period)
        return Period(plan.first, day)

    # -- members

    def _places(self, scene: Scene) -> tuple[list[Member], int]:
        of = self.rule.of
        assert isinstance(of, PlacesOf)  # noqa: S101
        if of.given is not None or self.engine.units.unlisted(of):
            self.open = True
            return [], 0
        tree = self.data.places.on(scene.day)
        keys = self.data.places.on(of.baseline or scene.day).of_kind(of.kind, scene.spot.place)
        weights: dict[str, int] = {}
        several: list[tuple[str, ...]] = []
        for key in keys:
            living = (key,) if tree.alive(key) else self._heirs(key, scene.day)
            for one in living:
                weights[one] = weights.get(one, 0) + (len(living) == 1)
            if len(living) > 1:
                several.append(living)
        self.heirs = tuple(several)
        found = []
        for key, weight in weights.items():
            spot = Spot(key)
            found.append(Member(key, key, self._at(spot, scene), self.rule.least, weight))
        return found, len(keys)

    def _heirs(self, key: str, day: date) -> tuple[str, ...]:
        """The living successors that are known: when one holds, so does the place that is gone."""
        seen = {key}
        queue = list(self.data.places.successors(key) or ())
        living: list[str] = []
        while queue:
            found = queue.pop(0)
            if found in seen:
                continue
            seen.add(found)
            if self.data.places.on(day).alive(found):
                living.append(found)
            else:
                queue += self.data.places.successors(found) or ()
        return tuple(living)

    def _facts(self, scene: Scene) -> tuple[list[Member], int]:
        of = self.rule.of
        assert isinstance(of, FactsOf)  # noqa: S101
        if of.register not in ("studios", "committees") or self.engine.counting.open(of.register, of, scene):
            self.open = self.open or self.side == "low"
            if self.open:
                return [], 0
        found: list[Member] = []
        size = 0
        for fact, member, _, _ in self.engine.counting.facts(of, None, ALWAYS, scene):
            if member is None and self.side == "high":
                continue  # at best it is no member
            size += 1
            if member is None and self.rule.share != 1:
                continue  # it may not count as one that holds
            spot = self.engine.known.spot(fact)
            if not fact.exact and spot.body is None:
                continue
            have = self._at(spot, scene)
            found.append(Member(spot.body.id if spot.body else spot.place, fact.division, have, self.rule.least))
        return found, size

    def _at(self, spot: Spot, scene: Scene) -> int:
        tally = self.engine.answer(Count(self.rule.counts), scene.at(spot)).tally
        return self._have(tally)
