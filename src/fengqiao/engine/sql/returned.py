"""Count returns beside rows that stay in the database: what they bound is bounded as engine/returned.py says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

import attrs
import pyarrow as pa

from fengqiao.engine.counting import bounded
from fengqiao.engine.known import Spot
from fengqiao.engine.returned import Node, Returns, Rows, Topic, when
from fengqiao.engine.returns import Told
from fengqiao.engine.scene import Scene
from fengqiao.engine.sql.asked import Asked, BodiesOf, key_of
from fengqiao.engine.sql.ends import ends, fits, within
from fengqiao.engine.sql.functions import Table, beside, yes
from fengqiao.engine.sql.ground import Ground
from fengqiao.engine.sql.register import Registers
from fengqiao.engine.sql.spots import Spots
from fengqiao.engine.sql.told import told_rows
from fengqiao.engine.sql.truths import TALLY
from fengqiao.errors import Problem
from fengqiao.model.calendar import Period
from fengqiao.model.fact import REGISTERS, Committee, Fact, Studio
from fengqiao.model.measure import FactsOf, Mediators, Placed
from fengqiao.model.outcome import Tally
from fengqiao.model.place import Level
from fengqiao.model.source import Source

Plain = Callable[[FactsOf | Mediators, Asked, Scene], Table]
"""How many facts or persons there are by their rows alone, at every unit."""
NOBODY = Source()


class Returned:
    """The tallies of the units that returns speak of, which take the place of those that rows alone come to."""

    def __init__(self, registers: Registers, spots: Spots, ground: Ground, plain: Plain) -> None:
        self.registers, self._spots, self.ground, self.plain = registers, spots, ground, plain
        self._returns: _InDatabase | None = None

    @property
    def returns(self) -> _InDatabase:
        """The count returns of the database."""
        if self._returns is None:
            self._returns = _InDatabase(self.registers, self._spots)
        return self._returns

    @property
    def problems(self) -> Iterable[Problem]:
        """What counting found wrong with returns."""
        return self.returns.problems.values() if self._returns is not None else ()

    def bounded(self, plain: Table, of: FactsOf | Mediators, window: Period, asked: Asked, scene: Scene) -> Table:
        """The tallies of rows alone, within what returns say."""
        register = "posts" if isinstance(of, Mediators) else of.register
        if register not in self.registers.returned:
            return plain
        persons = isinstance(of, Mediators)
        topic = Topic(
            register, of.where, None if isinstance(of, Mediators) else of.dated_by, window,
            persons=persons, floors=not (isinstance(of, Mediators) and of.one_place),
        )  # fmt: skip
        bounded_ = self._at_once(plain, topic, of, asked, scene.day)
        if bounded_ is not None:
            return bounded_
        spots = self._touched(topic, of.placed, asked, scene.day)
        if not spots:
            return plain
        look = _Look(self, of, scene, [*spots, *self._spoken_of(topic)])
        found: dict[str, Tally] = {}
        for spot in spots:
            bounds = self.returns.bounds(topic, spot, of.placed, scene.day, look.rows)
            if bounds is not None:
                found[key_of(spot)] = bounded(look.tally(spot, of.placed), bounds)
        return self._instead(plain, found) if found else plain

    def _at_once(self, plain: Table, topic: Topic, of: FactsOf | Mediators, asked: Asked, day: date) -> Table | None:
        """The same in the database; None where the returns of several places meet, or do not agree with rows."""
        told = told_rows(self.registers, topic.register, topic.where)
        if told is None or not isinstance(asked, Level) or not fits(told, topic, of.placed, asked):
            return None
        carry = self.ground.known.carry(topic.register).days
        key = "bounded", of, asked, topic.window, day
        found = self.registers.run.kept(key, lambda: within(plain, ends(told, topic, of.placed, carry)))
        conflicts = found.filter(found.conflict).select("unit").order_by("unit").limit(1)
        return None if self.registers.run.read(conflicts).num_rows else _replaced(plain, found)

    def _instead(self, plain: Table, found: dict[str, Tally]) -> Table:
        more = self.registers.run.own(
            pa.table(
                {
                    "unit": pa.array(list(found), pa.string()),
                    **{n: pa.array([getattr(one, n) for one in found.values()], pa.int64()) for n in TALLY},
                    "open": pa.array([one.open for one in found.values()], pa.bool_()),
                }
            )
        )
        return _replaced(plain, more)

    def _spoken_of(self, topic: Topic) -> list[Spot]:
        known = self.registers.told
        return [
            Spot(name) if name in known.places.units else Spot(known.bodies[name].division, known.bodies[name])
            for name in self.returns.places(topic)
            if name in known.places.units or name in known.bodies
        ]

    def _touched(self, topic: Topic, placed: str, asked: Asked, day: date) -> list[Spot]:
        """The units that a return may have something to say of."""
        known = self.registers.told
        places, tree = known.places, known.places.on(day)
        told = self.returns.places(topic)
        wide = {
            name
            for name, found in told.items()
            if name in places.units and any(not one.own and one.level is None for one in found)
        }
        below = {key for name in wide for key in tree.under(name)}
        if isinstance(asked, BodiesOf):
            return self._bodies(asked.register, set(told), below)
        here = {name for name in told if name in places.units}
        if placed == "within":
            here |= {known.bodies[name].division for name in told if name in known.bodies}
            here |= {above for name in here for above in tree.ancestors(name)}
        return [Spot(key) for key in sorted(here | below) if places.units[key].level is asked]

    def _bodies(self, register: str, names: set[str], areas: set[str]) -> list[Spot]:
        table = self.registers.table(register)
        if table is None:
            return []
        in_area = self.registers.run.own(pa.table({"area": pa.array(sorted(areas), pa.string())}))
        found = beside(table, in_area.mutate(inside=yes(True)), {"division": "area"}, "left")
        found = found.filter(found.id.isin(sorted(names)) | found.inside.notnull())
        kind = ["kind"] if register == "committees" else []
        rows = self.registers.run.read(found.select("id", "division", "exact", *kind).distinct()).to_pylist()
        made: list[Fact] = [
            Committee(row["id"], row["division"], NOBODY, 0, kind=row["kind"], exact=row["exact"])
            if kind
            else Studio(row["id"], row["division"], NOBODY, 0, exact=row["exact"])
            for row in rows
        ]
        return [Spot(fact.division, fact) for fact in made]


def _replaced(plain: Table, found: Table) -> Table:
    """The tallies of some units in the place of those that rows alone come to."""
    now = found.select(of="unit", **{f"now_{name}": name for name in (*TALLY, "open")})
    both = beside(plain, now, {"unit": "of"}, "left")
    return both.select("unit", **{name: both[f"now_{name}"].coalesce(both[name]) for name in (*TALLY, "open")})


class _InDatabase(Returns):
    """Returns over facts in a database: only the days of those that a return counts too are looked at."""

    def __init__(self, registers: Registers, spots: Spots) -> None:
        super().__init__(registers.told)
        self._registers, self._spots = registers, spots

    def places(self, topic: Topic) -> Mapping[str, list[Told]]:
        """What is told, by the place or body that it is told of."""
        if topic.stock and topic.window.first != topic.window.last:
            return {}
        return self._by_place(topic.register, topic.where)

    def _spans_of(self, topic: Topic, node: Node, day: date) -> list[tuple[int, int]]:
        registers = self._registers
        table = registers.facts(topic.register)
        if table is None:
            return []
        asked = asked_of(node.spot, registers)
        field = topic.dated_by or str(REGISTERS[topic.register].dated_by)
        member = registers.member(table, topic.register, topic.where, topic.dated_by, topic.window)
        keys = [*self._spots.grouping(topic.register, node.placed, asked), "source_since", "source_until", "dated"]
        rows = table.mutate(dated=table[field]).filter(member.must)
        rows = rows.group_by(keys).aggregate(n=rows.count())
        near = self._spots.standing(rows, topic.register, node.placed, asked, day)
        near = near.filter((near.unit == key_of(node.spot)) & near.near)
        found = near.group_by(["source_since", "source_until", "dated"]).aggregate(n=near.n.sum())
        return [
            span
            for row in registers.run.read(found).to_pylist()
            for span in [when(row["dated"], row["source_since"], row["source_until"])] * row["n"]
        ]


def asked_of(spot: Spot, registers: Registers) -> Asked:
    """What a spot is one of."""
    if spot.body is None:
        return registers.told.places.units[spot.place].level
    return BodiesOf("committees" if isinstance(spot.body, Committee) else "studios")


@attrs.define(eq=False)
class _Look:
    """The tallies of some spots, those of one level fetched at once."""

    of_all: Returned
    of: FactsOf | Mediators
    scene: Scene
    spots: Iterable[Spot]
    _found: dict[tuple[Placed, Asked], dict[str, Tally]] = attrs.field(factory=dict)

    def rows(self, spot: Spot, placed: str) -> Rows:
        """What rows say at a spot."""
        found = self.tally(spot, "at" if placed == "at" else "within")
        return found.yes, found.yes + found.unknown + found.may_yes, not found.open

    def tally(self, spot: Spot, placed: Placed) -> Tally:
        asked = asked_of(spot, self.of_all.registers)
        if (placed, asked) not in self._found:
            self._found[placed, asked] = self._fetch(placed, asked)
        return self._found[placed, asked][key_of(spot)]

    def _fetch(self, placed: Placed, asked: Asked) -> dict[str, Tally]:
        registers = self.of_all.registers
        keys = sorted({key_of(spot) for spot in self.spots if asked_of(spot, registers) == asked})
        wanted = self.of_all.registers.run.own(pa.table({"wanted": pa.array(keys, pa.string())}))
        table = self.of_all.plain(attrs.evolve(self.of, placed=placed), asked, self.scene)
        return tallies(registers.run.read(told(table.semi_join(wanted, table.unit == wanted.wanted))))


def told(table: Table) -> Table:
    """The columns of a tally."""
    return table.select("unit", *TALLY, "open")


def tallies(rows: pa.Table) -> dict[str, Tally]:
    """The tallies of some rows, by unit."""
    found = rows.to_pydict()
    return {
        unit: attrs.evolve(Tally(*numbers), open=is_open)
        for unit, is_open, *numbers in zip(found["unit"], found["open"], *(found[name] for name in TALLY), strict=True)
    }
