"""The facts behind one page, and no more: those that may stand where it is asked, as a small dataset in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs
import pyarrow as pa

from fengqiao.engine.known import Known
from fengqiao.engine.memory import MemoryEngine
from fengqiao.engine.scene import Scene
from fengqiao.engine.sql.facts import facts_of
from fengqiao.engine.sql.functions import Table, some
from fengqiao.engine.sql.ground import Ground
from fengqiao.engine.sql.persons import with_main
from fengqiao.engine.sql.register import Registers
from fengqiao.engine.sql.relations import Relations
from fengqiao.model.fact import Fact
from fengqiao.model.measure import Adherence, Attested, FactsOf, Mediators, SelfReported, Timeliness
from fengqiao.model.period import Period

BODIES = ("studios", "committees")


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


@attrs.frozen(eq=False)
class Area:
    """Where the facts of a page may stand: in these places, or roughly above them; and the bodies concerned, by id."""

    places: Table
    above: list[str]
    bodies: Table

    def holds(self, table: Table, register: str) -> Table:
        """The facts of a register that may be there."""
        here = table.place.isin(self.places.area)
        rough = ~table.exact & table.place.isin(self.above) if self.above else None
        named = None
        if register == "posts":
            named = table["at"].isin(self.bodies.body)
        elif register in {"studios", "disputes"}:
            named = table.committee.isin(self.bodies.body)
        if register in BODIES:
            named = table.id.isin(self.bodies.body) if named is None else named | table.id.isin(self.bodies.body)
        return table.filter(some([one.fill_null(False) for one in (here, rough, named) if one is not None]))


class Slices:
    """Small datasets out of the registers of a database."""

    def __init__(self, ground: Ground, registers: Registers, relations: Relations, known: Known) -> None:
        self._ground, self._registers, self._relations, self._known = ground, registers, relations, known

    def engine(self, measure: Any, scene: Scene) -> MemoryEngine:
        """The memory engine over the facts that may have a say in a measure asked at a division."""
        told = self._registers.told
        area = self._area(scene)
        facts = {name: set(found) for name, found in told.dataset.facts.items()}
        wanted = registers_of(measure)
        for register in wanted | (set(BODIES) if wanted & {"posts", *BODIES, "disputes"} else set()):
            table = self._registers.facts(register)
            if table is not None:
                facts.setdefault(register, set()).update(
                    facts_of(register, self._registers.run.read(area.holds(table, register)))
                )
        ordered = {name: sorted(found, key=_order) for name, found in facts.items()}
        engine = MemoryEngine(self._known.dataset.evolve(facts=ordered), self._relations.calendar, self._known.fields)
        self._shared(engine, measure, scene, area)
        return engine

    def _shared(self, engine: MemoryEngine, measure: Any, scene: Scene, area: Area) -> None:
        """What follows from facts elsewhere is told: where a person counts, and what returns count."""
        windows = set()
        for node in nodes(measure):
            if isinstance(node, Adherence):
                self._relations.cadences.words(node, scene.duty, scene.day)
            elif isinstance(node, Mediators) and node.one_place:
                windows.add(self._relations.window(node, scene))
        engine.known.counted.update(self._registers.told.counted)
        for window in windows:
            mains = dict(self._mains(window, area))
            engine.counting.mains[window] = {id(post): mains.get(post) for post in engine.known.facts("posts")}

    def _mains(self, window: Period, area: Area) -> Iterable[tuple[Fact, bool | None]]:
        table = self._registers.facts("posts")
        if table is None:
            return ()
        rows = self._registers.run.read(area.holds(with_main(table, self._registers, window), "posts"))
        truths = zip(rows["is_main"].to_pylist(), rows["may_be_main"].to_pylist(), strict=True)
        return zip(
            facts_of("posts", rows), (True if sure else None if may else False for sure, may in truths), strict=True
        )

    def _area(self, scene: Scene) -> Area:
        ground, day = self._ground, scene.day
        tree, places = ground.places.on(day), ground.places
        keys = set(tree.under(scene.spot.place))
        heirs = [heir for key in keys for heir in places.successors(key) or ()]
        while heirs:
            key = heirs.pop()
            if key not in keys:
                keys.add(key)
                heirs += places.successors(key) or ()
        return self._with_hosts(keys, scene)

    def _with_hosts(self, keys: set[str], scene: Scene) -> Area:
        """The area with the bodies in it and what they host, wherever it stands."""
        ground, bodies = self._ground, self._registers.bodies
        tree = ground.places.on(scene.day)
        here = self._registers.run.own(pa.table({"area": pa.array(sorted(keys), pa.string())}))
        inside = bodies.filter(bodies.body_division.isin(here.area) | ~bodies.body_exact).select("body")
        studios = self._registers.table("studios")
        if studios is not None:
            hosted = studios.filter(studios.committee.isin(inside.body) | studios.committee.isnull())
            inside = inside.union(hosted.select(body="id"))
            outside = self._registers.run.read(hosted.select("division", "exact").distinct()).to_pylist()
            for row in outside:
                keys.update([row["division"]] if row["exact"] else tree.under(row["division"]))
        above = {above for key in keys for above in tree.ancestors(key)}
        return Area(
            self._registers.run.own(pa.table({"area": pa.array(sorted(keys), pa.string())})),
            sorted({*tree.ancestors(scene.spot.place), *above}),
            self._registers.run.own(self._registers.run.read(inside.distinct())),
        )


def _order(fact: Fact) -> tuple[str, str, int]:
    return fact.division, fact.id, fact.cell
