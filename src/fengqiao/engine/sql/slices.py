"""The facts behind some members, and no more: those that may have a say in them, as a small dataset in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import attrs

from fengqiao.engine.known import Known
from fengqiao.engine.memory import MemoryEngine
from fengqiao.engine.scene import Scene
from fengqiao.engine.sql.facts import facts_of
from fengqiao.engine.sql.functions import Table, Value, known, some
from fengqiao.engine.sql.ground import Ground
from fengqiao.engine.sql.hanging import fields
from fengqiao.engine.sql.listing import Listed
from fengqiao.engine.sql.persons import with_main
from fengqiao.engine.sql.register import Registers
from fengqiao.engine.sql.relations import Relations
from fengqiao.model.fact import Fact, Post
from fengqiao.model.measure import (
    Adherence,
    Attested,
    Condition,
    FactsOf,
    Measure,
    Mediators,
    PlacesOf,
    SelfReported,
    Timeliness,
)
from fengqiao.model.measure import Listed as ListedPlaces
from fengqiao.model.period import Period
from fengqiao.model.place import Level

BODIES = ("studios", "committees")
OF_BODIES = {"posts", "disputes", *BODIES}
"""Registers whose facts may stand where a body does."""
WRITTEN = 500
"""So many places are written into a query; of more, the table of what lies in what is asked."""


def nodes(found: Any) -> Iterator[Any]:
    """A measure or condition and every node in it."""
    yield found
    if isinstance(found, tuple):
        for part in found:
            yield from nodes(part)
    elif attrs.has(type(found)):
        for field in attrs.fields(type(found)):
            yield from nodes(getattr(found, field.name))


def registers_of(measure: Any) -> set[str]:
    """The registers that a measure looks into, however deep."""
    found: set[str] = set()
    for node in nodes(measure):
        match node:
            case FactsOf(register) | Adherence(register):
                found.add(register)
            case Mediators():
                found.add("posts")
            case Attested():
                found.add("attestations")
            case SelfReported():
                found.add("figures")
            case Timeliness(followed_by=str() as register):
                found.add(register)
            case _:
                pass
    return found


def looks_below(asked: Any) -> bool:
    """Whether what is asked at a place depends on facts below it."""
    return any(
        isinstance(node, PlacesOf | ListedPlaces | Timeliness) or getattr(node, "placed", None) == "within"
        for node in nodes(asked)
    )


def conditions_of(measure: Measure) -> tuple[Condition, ...]:
    """The conditions that are asked at each member."""
    of, having = getattr(measure, "of", None), getattr(measure, "having", None)
    return tuple(one for one in (getattr(of, "given", None), having) if one is not None)


@attrs.frozen(eq=False)
class Area:
    """Where facts may stand: at these places, or roughly above them; and bodies, by id, at which they may be.

    `inside` are the places as SQL looks them up, in lists and in columns.
    """

    places: frozenset[str]
    above: frozenset[str]
    inside: tuple[Any, ...]
    bodies: tuple[Any, ...] = ()

    def near(self, column: Value) -> Value:
        """Whether a place is one of them, or above one."""
        return _among(column, (*self.inside, sorted(self.above)))

    def holds(self, table: Table, register: str) -> Table:
        """The facts of a register that may be there."""
        may = [_among(table.place, self.inside), ~table.exact & _among(table.place, (sorted(self.above),))]
        fields = {"posts": ("at",), "disputes": ("committee",), "studios": ("committee", "id"), "committees": ("id",)}
        may += [_among(table[field], self.bodies) for field in fields.get(register, ())]
        return table.filter(some(may))

    def with_bodies(self, bodies: Value) -> Area:
        """The same, and what may be at some bodies."""
        return attrs.evolve(self, bodies=(*self.bodies, bodies))


def _among(column: Value, found: Iterable[Any]) -> Value:
    """Whether a value is in any of some lists and columns."""
    return some([known(column.isin(one)) for one in found if not (isinstance(one, list) and not one)])


class Slices:
    """Small datasets out of the registers of a database."""

    def __init__(self, ground: Ground, registers: Registers, relations: Relations, known: Known) -> None:
        self._ground, self._registers, self._relations, self._known = ground, registers, relations, known

    def whole(self, measure: Measure, scene: Scene) -> MemoryEngine:
        """The memory engine over all the facts that may have a say in a measure asked at a division."""
        place = scene.spot.place
        area = self._area([place], scene, below=True)
        if any(isinstance(node, FactsOf) and node.register in BODIES for node in nodes(measure)):
            bodies = self._registers.bodies
            here = bodies.filter(_among(bodies.body_division, area.inside) | ~bodies.body_exact)
            area = self._with_hosts(area, here, scene)
        return self._engine(measure, scene, area, registers_of(measure))

    def behind(self, measure: Measure, scene: Scene, rows: Sequence[Listed]) -> MemoryEngine:
        """The memory engine over the facts that may have a say in some members of a measure asked at a division."""
        conditions = conditions_of(measure)
        below = looks_below(conditions)
        if isinstance(measure, Adherence):
            area = self._area([row.key for row in rows], scene, below=False)
            return self._engine(measure, scene, area, {measure.register})
        of = getattr(measure, "of", None)
        if not isinstance(of, FactsOf):
            area = self._area([row.key for row in rows], scene, below=below)
            return self._engine(measure, scene, area, registers_of(conditions))
        facts = list(self._themselves(of.register, rows))
        rough = {fact.division for fact in facts if not fact.exact}
        area = self._area([fact.division for fact in facts], scene, below=below, rough=rough)
        if conditions and of.register in BODIES:
            bodies = self._registers.bodies
            own = bodies.filter(bodies.body.isin([fact.id for fact in facts]))
            area = self._with_hosts(area, own, scene) if _asks_hosts(conditions) else area.with_bodies(own.body)
        named = sorted({fact.at for fact in facts if isinstance(fact, Post) and fact.at is not None})
        more = {register: self._by_id(register, named) for register in BODIES} if named else {}
        more[of.register] = [*more.get(of.register, ()), *facts]
        return self._engine(measure, scene, area, registers_of(conditions), more)

    def _engine(
        self,
        measure: Measure,
        scene: Scene,
        area: Area,
        registers: set[str],
        more: dict[str, Iterable[Fact]] | None = None,
    ) -> MemoryEngine:
        told = self._registers.told
        near = area.places | area.above
        facts: dict[str, set[Fact]] = {name: set(found) for name, found in (more or {}).items()}
        for register in registers | (set(BODIES) if registers & OF_BODIES else set()):
            facts.setdefault(register, set()).update(self._rows(register, area))
        for register in ("count_returns", *BODIES):
            found = told.facts(register)
            facts.setdefault(register, set()).update(one for one in found if _place(one, told) in near)
        ordered = {name: sorted(found, key=lambda fact: (fact.id, fact.cell)) for name, found in facts.items()}
        over = self._known.over(ordered)
        engine = MemoryEngine(over.dataset, self._relations.calendar, over.fields, known=over)
        self._shared(engine, measure, scene, area)
        return engine

    # -- rows

    def _rows(self, register: str, area: Area) -> Iterable[Fact]:
        table = self._registers.table(register)
        if table is None:
            return ()
        if register == "posts":
            # a post stands where its body does: first those that may, by what they name
            bodies = self._registers.bodies
            named = bodies.filter(area.near(bodies.body_division)).body
            at = _among(table["at"], (named, *area.bodies))
            table = table.filter(area.near(table.division) | area.near(table["at"]) | at)
        return facts_of(
            register, self._registers.run.fetch(area.holds(self._registers.located(table, register), register))
        )

    def _themselves(self, register: str, rows: Sequence[Listed]) -> Iterable[Fact]:
        """The facts that are the members."""
        table = self._registers.table(register)
        if table is None:
            return ()
        wanted = {(row.key, row.division, row.cell) for row in rows}
        divisions = sorted({row.division for row in rows})
        found = table.filter(table.division.isin(divisions) & table.id.isin(sorted({row.key for row in rows})))
        facts = facts_of(register, self._registers.run.fetch(found))
        return (fact for fact in facts if (fact.id, fact.division, fact.cell) in wanted)

    def _by_id(self, register: str, ids: list[str]) -> Iterable[Fact]:
        table = self._registers.table(register)
        return () if table is None else facts_of(register, self._registers.run.fetch(table.filter(table.id.isin(ids))))

    # -- what follows from facts elsewhere is told: where a person counts, and what returns count

    def _shared(self, engine: MemoryEngine, measure: Measure, scene: Scene, area: Area) -> None:
        windows: set[Period] = set()
        for node in nodes(measure):
            if isinstance(node, Adherence):
                self._relations.cadences.words(node, scene.duty, scene.day)
            elif isinstance(node, Mediators) and node.one_place and not fields(node):
                window = scene.window("posts", node.window, None)
                windows.update((window,) if window else ())
        near = area.places | area.above
        for key, found in self._registers.told.counted.items():
            engine.known.counted[key] = tuple(one for one in found if one[0].place in near)
        for window in windows:
            mains = dict(self._mains(window, area))
            engine.counting.mains[window] = {id(post): mains.get(post) for post in engine.known.facts("posts")}

    def _mains(self, window: Period, area: Area) -> Iterable[tuple[Fact, bool | None]]:
        table = self._registers.facts("posts")
        if table is None:
            return ()
        rows = self._registers.run.fetch(area.holds(with_main(table, self._registers, window), "posts"))
        truths = zip(rows["is_main"].to_pylist(), rows["may_be_main"].to_pylist(), strict=True)
        return zip(
            facts_of("posts", rows), (True if sure else None if may else False for sure, may in truths), strict=True
        )

    # -- areas

    def _area(self, keys: Iterable[str], scene: Scene, *, below: bool, rough: Iterable[str] = ()) -> Area:
        """Some places and their heirs, `below`: with all below them; `rough`: of which all below is meant anyway."""
        places, tree, wide = self._ground.places, self._ground.places.on(scene.day), set(rough)
        found: set[str] = set()
        tops, new = set(keys), set(keys)
        while new:
            here = {one for key in new for one in (tree.under(key) if below or key in wide else (key,))}
            found |= here
            new = {heir for key in here for heir in places.successors(key) or ()} - found
            tops |= new
        above = frozenset(one for key in tops for one in tree.ancestors(key))
        few = len(found) <= max(WRITTEN, len(tops))
        return Area(frozenset(found), above, (sorted(found),) if few else self._under(tops, scene))

    def _under(self, tops: set[str], scene: Scene) -> tuple[Any, ...]:
        """All below some places, as it lies in the database."""
        levels: dict[Level, list[str]] = {}
        for key in sorted(tops):
            levels.setdefault(self._ground.places.units[key].level, []).append(key)
        tables = ((self._ground.closure(level, scene.day), keys) for level, keys in levels.items())
        return tuple(table.filter(table.unit.isin(keys)).place for table, keys in tables)

    def _with_hosts(self, area: Area, bodies: Table, scene: Scene) -> Area:
        """The area with some bodies and what they host, wherever it stands."""
        studios = self._registers.table("studios")
        if studios is None:
            return area.with_bodies(bodies.body)
        hosted = studios.filter(studios.committee.isin(bodies.body) | studios.committee.isnull())
        rows = self._registers.run.fetch(hosted.select("division", "exact").distinct()).to_pylist()
        rough = {row["division"] for row in rows if not row["exact"]}
        outside = self._area({row["division"] for row in rows}, scene, below=False, rough=rough)
        both = attrs.evolve(
            area,
            places=area.places | outside.places,
            above=area.above | outside.above,
            inside=(*area.inside, *outside.inside),
        )
        return both.with_bodies(bodies.select("body").union(hosted.select(body="id")).body)


def _asks_hosts(conditions: tuple[Any, ...]) -> bool:
    """Whether what a body hosts has a say in what is asked at it."""
    return looks_below(conditions) or any(isinstance(n, FactsOf) and n.register == "studios" for n in nodes(conditions))


def _place(fact: Fact, told: Known) -> str:
    """The division that a return speaks of, or in which the body stands."""
    at = getattr(fact, "at", None) or fact.division
    body = told.bodies.get(at)
    return at if body is None else body.division
