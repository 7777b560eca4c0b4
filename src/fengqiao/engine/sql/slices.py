"""The facts behind some members, and no more: those that may have a say in them, as a small dataset in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import attrs
import pyarrow as pa

from fengqiao.engine.known import Known
from fengqiao.engine.memory import MemoryEngine
from fengqiao.engine.scene import Scene
from fengqiao.engine.sql.facts import facts_of
from fengqiao.engine.sql.functions import Table
from fengqiao.engine.sql.ground import Ground
from fengqiao.engine.sql.hanging import fields
from fengqiao.engine.sql.listing import Listed
from fengqiao.engine.sql.persons import with_main
from fengqiao.engine.sql.register import Registers
from fengqiao.engine.sql.relations import Relations
from fengqiao.engine.sql.standing import merged
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

BODIES = ("studios", "committees")
OF_BODIES = {"posts", "disputes", *BODIES}
"""Registers whose facts may stand where a body does."""


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
    """Where facts may stand: at these places, or roughly above them; and bodies, by id, at which they may be."""

    places: frozenset[str]
    above: frozenset[str]
    bodies: frozenset[str] = frozenset()

    @property
    def near(self) -> frozenset[str]:
        """The places and those above them."""
        return self.places | self.above

    @property
    def tables(self) -> dict[str, pa.Table]:
        """The same as small tables."""
        return {
            "places": _column("place", self.places),
            "above": _column("place", self.above),
            "bodies": _column("body", self.bodies),
        }

    def also(self, other: Area, bodies: Iterable[str]) -> Area:
        """The same and another, with more bodies."""
        return Area(self.places | other.places, self.above | other.above, self.bodies.union(bodies))


def _column(name: str, values: Iterable[str]) -> pa.Table:
    return pa.table({name: pa.array(sorted(values), pa.string())})


def holds(table: Table, register: str, places: Table, above: Table, bodies: Table) -> Table:
    """The facts of a register that may be in an area; some of them twice."""
    rough = table.filter(~table.exact)
    named = [table.filter(table[field].isin(bodies.body)) for field in _OF_BODIES.get(register, ())]
    return merged([table.filter(table.place.isin(places.place)), rough.filter(rough.place.isin(above.place)), *named])


_OF_BODIES = {
    "posts": ("at",),
    "disputes": ("committee",),
    "studios": ("committee", "id"),
    "committees": ("id",),
}


class Slices:
    """Small datasets out of the registers of a database."""

    def __init__(self, ground: Ground, registers: Registers, relations: Relations, known: Known) -> None:
        self._ground, self._registers, self._relations, self._known = ground, registers, relations, known

    def whole(self, measure: Measure, scene: Scene) -> MemoryEngine:
        """The memory engine over all the facts that may have a say in a measure asked at a division."""
        area = self._area([scene.spot.place], scene, below=True)
        if any(isinstance(node, FactsOf) and node.register in BODIES for node in nodes(measure)):
            area = self._with_hosts(area, self._bodies_in(area), scene)
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
            own = {fact.id for fact in facts}
            area = self._with_hosts(area, own, scene) if _asks_hosts(conditions) else area.also(area, own)
        named = {fact.at for fact in facts if isinstance(fact, Post) and fact.at is not None}
        more = {register: self._found(register, "named", _column("id", named)) for register in BODIES} if named else {}
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
        facts: dict[str, set[Fact]] = {name: set(found) for name, found in (more or {}).items()}
        for register in registers | (set(BODIES) if registers & OF_BODIES else set()):
            facts.setdefault(register, set()).update(self._rows(register, area))
        for register in ("count_returns", *BODIES):
            found = told.facts(register)
            facts.setdefault(register, set()).update(one for one in found if _place(one, told) in area.near)
        ordered = {name: sorted(found, key=lambda fact: (fact.id, fact.cell)) for name, found in facts.items()}
        over = self._known.over(ordered)
        engine = MemoryEngine(over.dataset, self._relations.calendar, over.fields, known=over)
        self._shared(engine, measure, scene, area)
        return engine

    # -- rows

    def _rows(self, register: str, area: Area) -> Iterable[Fact]:
        registers = self._registers
        table = registers.table(register)
        if table is None:
            return ()

        def made(places: Table, above: Table, bodies: Table) -> Table:
            found: Table = table
            if register == "posts":
                # a post stands where its body does: first those that may, by what they name
                near, there = places.union(above), registers.bodies
                named = there.filter(there.body_division.isin(near.place)).select("body").union(bodies)
                may = (("division", near.place), ("at", near.place), ("at", named.body))
                found = merged([found.filter(found[field].isin(one)) for field, one in may])
            return holds(registers.located(found, register), register, places, above, bodies)

        return facts_of(register, registers.run.page(("behind", register), area.tables, made))

    def _themselves(self, register: str, rows: Sequence[Listed]) -> Iterable[Fact]:
        """The facts that are the members."""
        columns = {
            "id": pa.array([row.key for row in rows], pa.string()),
            "division": pa.array([row.division for row in rows], pa.string()),
            "cell": pa.array([row.cell for row in rows], pa.int64()),
        }
        return self._found(register, "themselves", pa.table(columns))

    def _found(self, register: str, why: str, wanted: pa.Table) -> Iterable[Fact]:
        """The facts of a register that have the values of some columns."""
        table = self._registers.table(register)
        if table is None:
            return ()

        def made(wanted: Table) -> Table:
            return table.semi_join(wanted, wanted.columns)

        return facts_of(register, self._registers.run.page((why, register), {"wanted": wanted}, made))

    # -- what follows from facts elsewhere is told: where a person counts, and what returns count

    def _shared(self, engine: MemoryEngine, measure: Measure, scene: Scene, area: Area) -> None:
        windows: set[Period] = set()
        for node in nodes(measure):
            if isinstance(node, Adherence):
                self._relations.cadences.words(node, scene.duty, scene.day)
            elif isinstance(node, Mediators) and node.one_place and not fields(node):
                window = scene.window("posts", node.window, None)
                windows.update((window,) if window else ())
        near = area.near
        for key, found in self._registers.told.counted.items():
            engine.known.counted[key] = tuple(one for one in found if one[0].place in near)
        for window in windows:
            mains = dict(self._mains(window, area))
            engine.counting.mains[window] = {id(post): mains.get(post) for post in engine.known.facts("posts")}

    def _mains(self, window: Period, area: Area) -> Iterable[tuple[Fact, bool | None]]:
        table = self._registers.facts("posts")
        if table is None:
            return ()

        def made(**given: Table) -> Table:
            return holds(with_main(table, self._registers, window), "posts", **given)

        rows = self._registers.run.page(("mains", window), area.tables, made)
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
        return Area(frozenset(found), above)

    def _bodies_in(self, area: Area) -> set[str]:
        """The bodies that stand in an area, and those of which no place is sure."""

        def made(places: Table, **_: Table) -> Table:
            bodies = self._registers.bodies
            rough = bodies.filter(~bodies.body_exact).select("body")
            return bodies.filter(bodies.body_division.isin(places.place)).select("body").union(rough)

        return set(self._registers.run.page("bodies in", area.tables, made)["body"].to_pylist())

    def _with_hosts(self, area: Area, bodies: set[str], scene: Scene) -> Area:
        """The area with some bodies and what they host, or may host, wherever it stands."""
        studios = self._registers.table("studios")
        if studios is None:
            return area.also(area, bodies)

        def made(bodies: Table) -> Table:
            hosted = studios.filter(studios.committee.isin(bodies.body))
            return hosted.union(studios.filter(studios.committee.isnull())).select("id", "division", "exact")

        rows = self._registers.run.page("hosted", {"bodies": _column("body", bodies)}, made).to_pylist()
        rough = {row["division"] for row in rows if not row["exact"]}
        outside = self._area({row["division"] for row in rows}, scene, below=False, rough=rough)
        return area.also(outside, {*bodies, *(row["id"] for row in rows)})


def _asks_hosts(conditions: tuple[Any, ...]) -> bool:
    """Whether what a body hosts has a say in what is asked at it."""
    return looks_below(conditions) or any(isinstance(n, FactsOf) and n.register == "studios" for n in nodes(conditions))


def _place(fact: Fact, told: Known) -> str:
    """The division that a return speaks of, or in which the body stands."""
    at = getattr(fact, "at", None) or fact.division
    body = told.bodies.get(at)
    return at if body is None else body.division
