"""Measures and conditions as relations: one line for every unit of a level."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fengqiao.engine.scene import Scene
from fengqiao.engine.sql import counts
from fengqiao.engine.sql.cadence import Cadences
from fengqiao.engine.sql.functions import Table, Value, beside, every, some, tell, total, whole, yes
from fengqiao.engine.sql.ground import Ground
from fengqiao.engine.sql.register import Registers
from fengqiao.engine.sql.truths import TALLY, three, truth
from fengqiao.engine.units import level_of_kind
from fengqiao.errors import NotSupportedError, Text
from fengqiao.model.calendar import PLAN, Calendar, Period, resolve
from fengqiao.model.measure import (
    Adherence,
    After,
    Before,
    Both,
    Bound,
    Condition,
    Count,
    Either,
    FactsOf,
    Measure,
    Mediators,
    PlacesOf,
    Self,
    Share,
    Sum,
    Unless,
)
from fengqiao.model.place import Level
from fengqiao.model.predicate import ALWAYS, Predicate


def cannot(what: Text) -> NotSupportedError:
    """A node that this engine cannot do."""
    return NotSupportedError(Text(f"SQL 引擎还不能{what.zh}", f"The SQL engine cannot {what.en} yet"))


class Relations:
    """Builds the query of a measure."""

    def __init__(self, ground: Ground, registers: Registers, calendar: Calendar) -> None:
        self._ground, self._registers = ground, registers
        self._cadences = Cadences(ground, registers, calendar)

    def tallies(self, measure: Measure, level: Level, scene: Scene) -> Table:
        """`unit`, the five whole numbers, and `open`, for every unit of the level."""
        match measure:
            case Count(FactsOf() as of, having, distinct):
                if having is not None or distinct is not None:
                    raise cannot(Text("按事实的 having 或 distinct 计数", "count facts with `having` or `distinct`"))
                self._registers.refuse_returns(of.register)
                return self._facts(of, ALWAYS, level, scene)
            case Share(FactsOf() as of, having, that):
                if having is not None:
                    raise cannot(Text("对事实逐条判断 having", "ask `having` at facts"))
                return self._facts(of, that, level, scene)
            case Count(Mediators() as of, None):
                self._registers.refuse_returns("posts")
                window = self._window("posts", of, scene)
                found = counts.of_persons(self._ground, self._registers, of, window, level, scene.day)
                return self._opened(found, "posts", of.placed, window, level, scene)
            case Sum(_, of):
                self._refuse_given(of)
                window = self._window(of.register, of, scene)
                found = counts.of_sum(self._ground, self._registers, measure, window, level, scene.day)
                return self._opened(found, of.register, of.placed, window, level, scene)
            case Count(PlacesOf() as of, having) | Share(PlacesOf() as of, having):
                if isinstance(measure, Share) and measure.that != ALWAYS:
                    raise cannot(Text("对区划使用 that", "ask `that` about places"))
                return self._places(of, having, level, scene)
            case Adherence():
                return self._adherence(measure, level, scene)
            case Count(of) | Share(of):
                raise cannot(Text(f"以 {type(of).__name__} 为计数对象", f"count {type(of).__name__}"))
            case _:
                raise cannot(Text(f"计算 {type(measure).__name__}", f"do a {type(measure).__name__} there"))

    # -- facts and persons

    def _refuse_given(self, of: FactsOf) -> None:
        if of.given is not None:
            raise cannot(Text("对事实逐条判断 given", "ask `given` at facts"))

    def _window(self, register: str, of: FactsOf | Mediators, scene: Scene) -> Period:
        if isinstance(of.window, Before | After):
            raise cannot(
                Text("使用相对于成员的时间窗（before、after）", "use a window that hangs on a member (before, after)")
            )
        found = scene.window(register, of.window, of.dated_by if isinstance(of, FactsOf) else None)
        assert found is not None  # noqa: S101  only a window beside a member can be lacking
        return found

    def _facts(self, of: FactsOf, that: Predicate, level: Level, scene: Scene) -> Table:
        self._refuse_given(of)
        window = self._window(of.register, of, scene)
        found = counts.of_facts(self._ground, self._registers, of, that, window, level, scene.day)
        return self._opened(found, of.register, of.placed, window, level, scene)

    def _opened(self, found: Table, register: str, placed: str, window: Period, level: Level, scene: Scene) -> Table:  # noqa: PLR0917  the parts of one query
        """The same with whether more may exist than is known."""
        told = self._ground.whole(register, level, window, scene.day, below=placed == "within")
        joined = beside(found, told.mutate(told=yes(True)), {"unit": "unit"}, "left")
        return joined.select("unit", *TALLY, open=joined.told.isnull() | joined.blank)

    # -- places

    def _places(self, of: PlacesOf, having: Condition | None, level: Level, scene: Scene) -> Table:
        if of.baseline is not None:
            raise cannot(Text("以另一日的区划为基数（baseline）", "take the places of another day (baseline)"))
        inner, day = level_of_kind(of.kind), scene.day
        members = self._ground.of_kind(of.kind, day)
        members = members.mutate(sure=yes(True))
        if of.given is not None:
            asked = self.truths(of.given, inner, scene)
            joined = beside(members, asked, {"place": "unit"})
            joined = joined.filter(joined.applies & (joined.truth.isnull() | joined.truth))
            members = joined.select("place", sure=joined.truth.notnull())
        could, could_not = yes(True), yes(False)
        if having is not None:
            asked = self.truths(having, inner, scene)
            members = beside(members, asked, {"place": "unit"})
            members = members.filter(members.applies)
            could, could_not = members.truth.fill_null(True), ~members.truth.fill_null(False)
        sums = {
            "yes": members.sure & ~could_not,
            "no": members.sure & ~could,
            "unknown": members.sure & could & could_not,
            "may_yes": ~members.sure & could,
            "may_no": ~members.sure & could_not,
        }
        single = members.select("place", **{name: tell(one) for name, one in sums.items()})
        closure = self._ground.closure(level, day)
        near = beside(single, closure, {"place": "place"})
        per = near.group_by("unit").aggregate(**{name: total(near[name]) for name in TALLY})
        unlisted = not self._ground.places.lists(inner)
        return counts.filled(self._ground, per, level).drop("blank").mutate(open=yes(unlisted))

    # -- adherence

    def _adherence(self, measure: Adherence, level: Level, scene: Scene) -> Table:
        window = resolve(measure.window or PLAN, day=scene.day, plan=scene.plan, period=scene.period)
        by, ground = measure.by, self._ground
        is_open = False
        if isinstance(by, Self):
            found = self._cadences.table(measure, ground.keys(level), scene.duty, window, scene.day, level)
            found = found.select("unit", **_slots(found))
        elif isinstance(by, PlacesOf) and by.given is None and by.baseline is None:
            keys = ground.of_kind_ever(by.kind, scene.day)
            slots = self._cadences.table(measure, keys, scene.duty, window, scene.day, (by.kind, scene.day))
            slots = slots.rename(place="unit")
            closure = ground.closure(level, scene.day)
            near = beside(slots, closure, {"place": "place"})
            per = near.group_by("unit").aggregate(due=total(near.due), low=total(near.low), high=total(near.high))
            found = per.select("unit", **_slots(per))
            is_open = not ground.places.lists(level_of_kind(by.kind))
        else:
            raise cannot(
                Text("按列举的、有条件的或另一日的区划计算频次", "count slots of listed, narrowed or former places")
            )
        return counts.filled(ground, found, level).drop("blank").mutate(open=yes(is_open))

    # -- conditions

    def truths(self, condition: Condition, level: Level, scene: Scene) -> Table:
        """`unit`, whether the condition `applies`, and its `truth` (blank: unknown), for every unit of the level."""
        match condition:
            case Bound(measure, limits):
                table = self.tallies(measure, level, scene)
                applies, found = truth(table, measure, limits)
                return table.select("unit", applies=applies, truth=found)
            case Both(parts):
                return self._joined(parts, level, scene, conjunction=True)
            case Either(parts):
                return self._joined(parts, level, scene, conjunction=False)
            case Unless(part):
                table = self.truths(part, level, scene)
                return table.mutate(truth=~table.truth)

    def _joined(self, parts: Sequence[Condition], level: Level, scene: Scene, *, conjunction: bool) -> Table:
        found: Table = self._ground.units(level)
        for i, part in enumerate(parts):
            one = self.truths(part, level, scene)
            one = one.select("unit", **{f"applies_{i}": one.applies, f"truth_{i}": one.truth})
            found = beside(found, one, {"unit": "unit"})
        asked: list[tuple[Value, Value]] = [(found[f"applies_{i}"], found[f"truth_{i}"]) for i in range(len(parts))]
        held_ = [~applies | held.fill_null(False) for applies, held in asked]
        failed = [applies & ~held.fill_null(True) for applies, held in asked]
        true = [applies & held.fill_null(False) for applies, held in asked]
        not_true = [~applies | ~held.fill_null(True) for applies, held in asked]
        surely, never = (every(held_), some(failed)) if conjunction else (some(true), every(not_true))
        applies = some([one for one, _ in asked]) if asked else yes(True)
        return found.select("unit", applies=applies, truth=three(surely, never))


def _slots(table: Table) -> dict[str, Any]:
    none = whole(0)
    return {
        "yes": table.low, "no": table.due - table.high, "unknown": table.high - table.low,
        "may_yes": none, "may_no": none,
    }  # fmt: skip
