"""Which members a counted set has at a division, and how each stands: listed, ordered and cut in the database."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import attrs
import ibis
import pyarrow as pa

from fengqiao.engine.known import Spot
from fengqiao.engine.scene import Scene
from fengqiao.engine.sql.functions import Table, Value, beside, whole
from fengqiao.engine.sql.ground import Ground
from fengqiao.engine.sql.relations import Relations
from fengqiao.engine.sql.run import Run
from fengqiao.errors import NotSupportedError, Text
from fengqiao.model.measure import (
    Adherence,
    Condition,
    Count,
    CountedSet,
    FactsOf,
    Measure,
    Mediators,
    Share,
    Sum,
)
from fengqiao.model.place import Level
from fengqiao.model.predicate import ALWAYS, Predicate


@attrs.frozen
class Listed:
    """A member in short. A fact is known by its id, and by the division and the cell that it was written with."""

    unit: str
    key: str
    state: str
    division: str
    cell: int


class Listing:
    """Lists the members of counted sets."""

    def __init__(self, ground: Ground, run: Run, relations: Relations) -> None:
        self._ground, self._run, self._relations = ground, run, relations

    def page(
        self, measure: Measure, scene: Scene, states: Collection[str], offset: int, limit: int | None
    ) -> tuple[list[Listed], int]:
        """The members of a page in order, and how many there are in all.

        Raises NotSupportedError for a measure whose members cannot be listed in the database.
        """
        last = LAST if limit is None else offset + limit
        rows = self._rows(measure, scene, states, offset, last) if offset < last else []
        if not rows:
            # a page beyond the members, or of none, says nothing of how many there are
            first = self._rows(measure, scene, states, 0, 1)
            return [], first[0]["total"] if first else 0
        return [Listed(**{name: row[name] for name in _COLUMNS}) for row in rows], rows[0]["total"]

    def _rows(
        self, measure: Measure, scene: Scene, states: Collection[str], offset: int, last: int
    ) -> list[dict[str, Any]]:
        """The members by their numbers in order: the query is the same for every unit of a level and for every page."""
        given = {
            "here": pa.table({"here": pa.array([scene.spot.place], pa.string())}),
            "states": pa.table({"wanted": pa.array(sorted(states), pa.string())}),
            "cut": pa.table({"first": pa.array([offset], pa.int64()), "last": pa.array([last], pa.int64())}),
        }
        if isinstance(measure, Adherence):
            given["loose"] = self._loose(measure, scene)

        def made(here: Table, states: Table, cut: Table, loose: Table = None) -> Table:
            found = self._of(measure, scene, here, loose)
            found = found.filter(found.state.isin(states.wanted))
            order = [*map(self._ground.dialect.ordered, (found.unit, found.key)), found.cell]
            everyone = ibis.window()
            numbered = found.mutate(
                nth=ibis.row_number().over(ibis.window(order_by=order)), total=found.count().over(everyone)
            )
            numbered = numbered.cross_join(cut)
            chosen = numbered.filter((numbered.nth >= numbered["first"]) & (numbered.nth < numbered["last"]))
            return chosen.drop("first", "last").order_by("nth")

        key = "members", measure, self._level(scene), scene.day, scene.plan, scene.period, scene.duty
        rows: list[dict[str, Any]] = self._run.page(key, given, made).to_pylist()
        return rows

    def _of(self, measure: Measure, scene: Scene, here: Table, loose: Table) -> Table:
        """The members with their states, in the one unit that is `here`."""
        match measure:
            case Count(of=of, having=having):
                return self._set(of, having, ALWAYS, scene, here)
            case Share(of=of, having=having, that=that):
                return self._set(of, having, that, scene, here)
            case Sum(field, of):
                return self._facts(of, None, ALWAYS, scene, here, field)
            case Adherence():
                return self._slots(measure, scene, here, loose)
            case _:
                name = type(measure).__name__
                raise cannot(Text(f"列出 {name} 的成员", f"list the members of a {name}"))

    def _set(self, of: CountedSet, having: Condition | None, that: Predicate, scene: Scene, here: Table) -> Table:
        match of:
            case FactsOf():
                return self._facts(of, having, that, scene, here)
            case Mediators():
                raise cannot(Text("列出人员", "list persons"))
            case _:
                found = self._relations.places.members(of, having, self._level(scene), _everywhere(scene))
                rows = found.table.mutate(state=_state(found.sure, found.could, found.could_not))
                return _places(_in(rows, here))

    def _level(self, scene: Scene) -> Level:
        return self._ground.places.units[scene.spot.place].level

    def _facts(  # noqa: PLR0917  the parts of one query
        self,
        of: FactsOf,
        having: Condition | None,
        that: Predicate,
        scene: Scene,
        here: Table,
        field: str | None = None,
    ) -> Table:
        """`field`: one that is added up, and unknown where it is blank."""
        relations, level = self._relations, self._level(scene)
        window = scene.window(of.register, of.window, of.dated_by)
        if window is None:
            raise cannot(Text("列出时间窗未定的事实", "list facts of no known time"))
        found = relations.sets.counts(_everywhere(scene)).members(of, having, that, window)
        if found is None:
            blank = ibis.null("string")
            return _places(_in(self._ground.units(level).mutate(place=blank, state=blank), here)).limit(0)
        could, could_not = found.could, found.could_not
        if field is not None:
            could_not = found.table[field].isnull()
        rows = found.table.mutate(sure=found.sure, could=could, could_not=could_not)
        keys = relations.spots.grouping(of.register, of.placed, level)
        rows = rows.select("id", "cell", "division", "sure", "could", "could_not", *keys)
        near = _in(relations.spots.standing(rows, of.register, of.placed, level, scene.day), here)
        state = _state(near.sure & near.near, near.could, near.could_not)
        return near.select("division", "cell", unit=near.place, key=near.id, state=state)

    # -- slots

    def _slots(self, measure: Adherence, scene: Scene, here: Table, loose: Table) -> Table:
        relations = self._relations
        window = relations.slots_window(measure, scene)
        ever = relations.places.ever(measure.by, self._level(scene), _everywhere(scene))
        counted = relations.cadences.table(measure, ever, scene.duty, window, scene.day)
        counted = counted.select("unit", **{name: counted[name].cast("int64") for name in _SLOTS}).union(loose)
        near = beside(_in(ever.table, here), counted, {"place": "unit"}).filter(ibis._.due > 0)
        stands = ibis.cases((near.high < near.due, "no"), (near.high > near.low, "unknown"), else_="yes")
        return _places(near.mutate(state=near.sure.ifelse(stands, "may")))

    def _loose(self, measure: Adherence, scene: Scene) -> pa.Table:
        """How the loose places at the division stand, of which words in the database do not say enough."""
        if measure.counting == "days_late":
            raise cannot(Text("列出迟报的单位", "list the units that were late"))
        words, window = (
            self._relations.cadences.words(measure, scene.duty, scene.day),
            self._relations.slots_window(measure, scene),
        )
        under = self._ground.places.on(scene.day).under(scene.spot.place)
        keys = [] if words is None else sorted(words.loose.keys.intersection(under))
        found = [] if words is None else [words.pooled((one,), window) for one in keys]
        numbers = ([one.yes for one in found], [one.yes + one.unknown for one in found], [one.members for one in found])
        columns = {name: pa.array(held, pa.int64()) for name, held in zip(_SLOTS, numbers, strict=True)}
        return pa.table({"unit": pa.array(keys, pa.string()), **columns})


def cannot(what: Text) -> NotSupportedError:
    """Members that this engine does not list."""
    return NotSupportedError(Text(f"SQL 引擎还不能{what.zh}", f"The SQL engine cannot {what.en} yet"))


LAST = 2**62
"""What no member's number reaches."""
_SLOTS = ("low", "high", "due")
_COLUMNS = tuple(field.name for field in attrs.fields(Listed))


def _everywhere(scene: Scene) -> Scene:
    """The same asked at every unit of a level: what is made for one then serves all."""
    return attrs.evolve(scene, spot=Spot(""))


def _state(sure: Value, could: Value, could_not: Value) -> Value:
    return ibis.cases((~sure, "may"), (could & could_not, "unknown"), (could, "yes"), else_="no")


def _places(rows: Table) -> Table:
    return rows.select("state", unit=rows.place, key=rows.place, division=rows.place, cell=whole(0))


def _in(rows: Table, here: Table) -> Table:
    """The rows of the one unit that is asked about."""
    return rows.filter(rows.unit.isin(here.here))
