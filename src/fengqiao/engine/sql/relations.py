"""Measures and conditions as relations: one line for every unit asked."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import ibis

from fengqiao.engine.scene import Scene
from fengqiao.engine.sql.attested import Statements
from fengqiao.engine.sql.cadence import Cadences, sums_of
from fengqiao.engine.sql.counts import Counts
from fengqiao.engine.sql.functions import Table, Value, beside, every, some, tell, total, whole, yes
from fengqiao.engine.sql.ground import Ground
from fengqiao.engine.sql.persons import of_persons
from fengqiao.engine.sql.places import Members, Places
from fengqiao.engine.sql.register import Registers
from fengqiao.engine.sql.returned import Returned
from fengqiao.engine.sql.spots import Asked, BodiesOf, Spots, body_column
from fengqiao.engine.sql.standing import merged
from fengqiao.engine.sql.truths import TALLY, three, truth
from fengqiao.errors import NotSupportedError, Text
from fengqiao.model.calendar import PLAN, Calendar, Period, resolve
from fengqiao.model.fact import STANDING
from fengqiao.model.measure import (
    Adherence,
    After,
    Attested,
    Before,
    Both,
    Bound,
    Condition,
    Count,
    Either,
    FactsOf,
    Held,
    Listed,
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
        self._ground, self._registers, self.calendar = ground, registers, calendar
        self.spots = Spots(ground, registers)
        self.cadences = Cadences(ground, registers, calendar)
        self.statements = Statements(ground, registers, self.spots)
        self.returned = Returned(registers, self.spots, ground, self.plain)
        self.places = Places(ground, self.truths)

    def tallies(self, measure: Measure, asked: Asked, scene: Scene) -> Table:
        """`unit`, the five whole numbers, and `open`, for every unit."""
        match measure:
            case Count(FactsOf() | Mediators() as of, None, None) if getattr(of, "given", None) is None:
                plain = self.plain(of, asked, scene)
                return self.returned.bounded(plain, of, self.window(of, scene), asked, scene)
            case Count(FactsOf() as of, having, None):
                return self._facts(of, having, ALWAYS, asked, scene)
            case Count(FactsOf() as of, having, str() as field):
                window = self.window(of, scene)
                found = self.counts(scene).of_values(of, having, field, window, asked, scene.day)
                return self._opened(found, of.register, of.placed, window, asked, scene)
            case Share(FactsOf() as of, having, that):
                return self._facts(of, having, that, asked, scene)
            case Sum(field, of):
                window = self.window(of, scene)
                found = self.counts(scene).of_sum(field, of, window, asked, scene.day)
                return self._opened(found, of.register, of.placed, window, asked, scene)
            case _ if isinstance(asked, BodiesOf):
                raise cannot(Text(f"对组织计算 {type(measure).__name__}", f"ask a {type(measure).__name__} at bodies"))
            case Count(PlacesOf() | Self() | Listed() as of, having) | Share(
                PlacesOf() | Self() | Listed() as of, having
            ):
                if isinstance(measure, Share) and measure.that != ALWAYS:
                    raise cannot(Text("对区划使用 that", "ask `that` about places"))
                return self._of_places(of, having, asked, scene)
            case Adherence():
                return self._adherence(measure, asked, scene)
            case Attested():
                return self.statements.table(measure, asked, scene.day)
            case Held(parts):
                return self._held(parts, asked, scene)
            case Count(of) | Share(of):
                raise cannot(Text(f"以 {type(of).__name__} 为计数对象", f"count {type(of).__name__} with a condition"))
            case _:
                raise cannot(Text(f"计算 {type(measure).__name__}", f"do a {type(measure).__name__} there"))

    # -- facts and persons

    def counts(self, scene: Scene) -> Counts:
        """Counted sets of facts, conditions asked in this scene."""

        def ask(condition: Condition, register: str, table: Table) -> Table:
            return self._at_facts(condition, register, table, scene)

        return Counts(self.spots, self._registers, ask)

    def window(self, of: FactsOf | Mediators, scene: Scene) -> Period:
        """The days that a counted set looks at."""
        if isinstance(of.window, Before | After):
            raise cannot(
                Text("使用相对于成员的时间窗（before、after）", "use a window that hangs on a member (before, after)")
            )
        register, dated_by = ("posts", None) if isinstance(of, Mediators) else (of.register, of.dated_by)
        found = scene.window(register, of.window, dated_by)
        assert found is not None  # noqa: S101  only a window beside a member can be lacking
        return found

    def plain(self, of: FactsOf | Mediators, asked: Asked, scene: Scene) -> Table:
        """How many facts or persons there are by their rows alone, without count returns."""
        if isinstance(of, FactsOf):
            return self._facts(of, None, ALWAYS, asked, scene)
        window = self.window(of, scene)
        found = of_persons(self.spots, self._registers, of, window, asked, scene.day)
        found = self.counts(scene).empty(asked) if found is None else found
        return self._opened(found, "posts", of.placed, window, asked, scene)

    def _facts(self, of: FactsOf, having: Condition | None, that: Predicate, asked: Asked, scene: Scene) -> Table:
        window = self.window(of, scene)
        found = self.counts(scene).of_facts(of, having, that, window, asked, scene.day)
        return self._opened(found, of.register, of.placed, window, asked, scene)

    def _opened(self, found: Table, register: str, placed: str, window: Period, asked: Asked, scene: Scene) -> Table:  # noqa: PLR0917  the parts of one query
        """The same with whether more may exist than is known."""
        told = self.spots.told(register, placed, asked, window, scene.day)
        joined = beside(found, told.mutate(told=yes(True)), {"unit": "unit"}, "left")
        return joined.select("unit", *TALLY, open=joined.told.isnull() | joined.blank)

    def _at_facts(self, condition: Condition, register: str, table: Table, scene: Scene) -> Table:
        """The facts with whether a condition `applies` and its `truth`: asked at the body that it is, or its place."""
        scene = attrs.evolve(scene, member=None)
        place = table.exact.ifelse(table.division, ibis.null("string"))
        if register == "studios":
            spot, found = body_column(table, register), self.truths(condition, BodiesOf(register), scene)
        elif register == "committees":
            standing = table.kind.isin(STANDING).fill_null(False)
            spot = standing.ifelse(place, body_column(table, register))
            levels = self._levels(table.filter(standing & table.exact))
            everywhere: list[Asked] = [BodiesOf(register), *levels]
            found = merged([self.truths(condition, asked, scene) for asked in everywhere])
        else:
            spot = place
            levels = self._levels(table.filter(table.exact)) or [Level.CITY]
            found = merged([self.truths(condition, level, scene) for level in levels])
        asked_at = table.mutate(spot=spot)
        joined = beside(
            asked_at, found.select(at_spot="unit", applies="applies", truth="truth"), {"spot": "at_spot"}, "left"
        )
        return joined.mutate(applies=joined.applies.fill_null(True)).drop("spot")

    def _levels(self, rows: Table) -> list[Level]:
        """The levels of division at which some facts stand."""
        units = self._ground.levels()
        found = (
            beside(rows.select("division"), units, {"division": "unit"}).select("level").distinct().order_by("level")
        )
        return sorted(
            (Level(name) for name in self._registers.run.read(found)["level"].to_pylist()),
            key=lambda level: level.depth,
        )

    # -- places

    def _of_places(self, of: PlacesOf | Self | Listed, having: Condition | None, level: Level, scene: Scene) -> Table:
        found = self.places.members(of, having, level, scene)
        sums = {name: total(tell(one)) for name, one in tally_of(found).items()}
        per = found.table.group_by("unit").aggregate(**sums)
        unlisted = isinstance(of, PlacesOf) and not self._ground.places.lists(self.places.level(of, level))
        return self.counts(scene).filled(per, level).drop("blank").mutate(open=yes(unlisted))

    # -- adherence

    def slots_window(self, measure: Adherence, scene: Scene) -> Period:
        """The days in which a slot must end to be counted."""
        return resolve(measure.window or PLAN, day=scene.day, plan=scene.plan, period=scene.period)

    def _adherence(self, measure: Adherence, level: Level, scene: Scene) -> Table:
        window, by = self.slots_window(measure, scene), measure.by
        ever = self.places.ever(by, level, scene)
        slots = self.cadences.table(measure, ever, scene.duty, window, scene.day)
        near = beside(ever.table, slots, {"place": "unit"})
        per = near.group_by("unit").aggregate(**sums_of(near, is_late=measure.counting == "days_late"))
        found = self.counts(scene).filled(per, level).drop("blank")
        unlisted = isinstance(by, PlacesOf) and not self._ground.places.lists(self.places.level(by, level))
        return self.cadences.with_loose(found, measure, ever, window, level, scene).mutate(open=yes(unlisted))

    # -- conditions

    def truths(self, condition: Condition, asked: Asked, scene: Scene) -> Table:
        """`unit`, whether the condition `applies`, and its `truth` (blank: unknown), for every unit."""
        key = "truths", condition, asked, scene.day, scene.plan, scene.period, scene.duty
        return self._registers.run.kept(key, lambda: self._truths(condition, asked, scene))

    def _truths(self, condition: Condition, asked: Asked, scene: Scene) -> Table:
        match condition:
            case Bound(measure, limits):
                table = self.tallies(measure, asked, scene)
                applies, found = truth(table, measure, limits)
                return table.select("unit", applies=applies, truth=found)
            case Both(parts):
                return self._joined(parts, asked, scene, conjunction=True)
            case Either(parts):
                return self._joined(parts, asked, scene, conjunction=False)
            case Unless(part):
                table = self.truths(part, asked, scene)
                return table.mutate(truth=~table.truth)

    def _parts(self, parts: Sequence[Condition], asked: Asked, scene: Scene) -> tuple[Table, list[tuple[Value, Value]]]:
        found: Table = self.spots.units(asked)
        for i, part in enumerate(parts):
            one = self.truths(part, asked, scene)
            one = one.select("unit", **{f"applies_{i}": one.applies, f"truth_{i}": one.truth})
            found = beside(found, one, {"unit": "unit"})
        return found, [(found[f"applies_{i}"], found[f"truth_{i}"]) for i in range(len(parts))]

    def _joined(self, parts: Sequence[Condition], asked: Asked, scene: Scene, *, conjunction: bool) -> Table:
        found, truths = self._parts(parts, asked, scene)
        held_ = [~applies | held.fill_null(False) for applies, held in truths]
        failed = [applies & ~held.fill_null(True) for applies, held in truths]
        true = [applies & held.fill_null(False) for applies, held in truths]
        not_true = [~applies | ~held.fill_null(True) for applies, held in truths]
        surely, never = (every(held_), some(failed)) if conjunction else (some(true), every(not_true))
        applies = some([one for one, _ in truths]) if truths else yes(True)
        return found.select("unit", applies=applies, truth=three(surely, never))

    def _held(self, parts: Sequence[Condition], asked: Asked, scene: Scene) -> Table:
        """Parts by whether they hold; what does not apply leaves."""
        found, truths = self._parts(parts, asked, scene)
        none = whole(0)
        ways = {
            "yes": [applies & held.fill_null(False) for applies, held in truths],
            "no": [applies & ~held.fill_null(True) for applies, held in truths],
            "unknown": [applies & held.isnull() for applies, held in truths],
        }
        sums = {name: sum((tell(one) for one in each), start=none) for name, each in ways.items()}
        return found.select("unit", **sums, may_yes=none, may_no=none, open=yes(False))


def tally_of(found: Members) -> dict[str, Value]:
    """The five ways in which a member counts."""
    return {
        "yes": found.sure & ~found.could_not,
        "no": found.sure & ~found.could,
        "unknown": found.sure & found.could & found.could_not,
        "may_yes": ~found.sure & found.could,
        "may_no": ~found.sure & found.could_not,
    }
