"""Which members a counted set has at a division, and how each stands: listed, ordered and cut in the database."""

from __future__ import annotations

from collections.abc import Collection

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
from fengqiao.model.calendar import Period
from fengqiao.model.measure import (
    Adherence,
    Condition,
    Count,
    CountedSet,
    FactsOf,
    Measure,
    Mediators,
    Self,
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
        found = self._of(measure, scene)
        if found is None:
            return [], 0
        found = found.filter(found.state.isin(list(states)))
        if limit == 0:
            return [], self._count(found)
        order = [*map(self._ground.dialect.ordered, (found.unit, found.key)), found.cell]
        counted = found.mutate(total=found.count().over(ibis.window()))
        rows = self._run.fetch(counted.order_by(order).limit(limit, offset=offset)).to_pylist()
        if not rows:
            return [], self._count(found) if offset else 0
        total = rows[0]["total"]
        return [Listed(**{name: row[name] for name in _COLUMNS}) for row in rows], total

    def _count(self, found: Table) -> int:
        total: int = self._run.fetch(found.count().as_table())[0][0].as_py()
        return total

    def _of(self, measure: Measure, scene: Scene) -> Table | None:
        """The members with their states; None where the database has no such register."""
        match measure:
            case Count(of=of, having=having):
                return self._set(of, having, ALWAYS, scene)
            case Share(of=of, having=having, that=that):
                return self._set(of, having, that, scene)
            case Sum(field, of):
                return self._facts(of, None, ALWAYS, scene, field)
            case Adherence():
                return self._slots(measure, scene)
            case _:
                raise cannot(
                    Text(f"列出 {type(measure).__name__} 的成员", f"list the members of {type(measure).__name__}")
                )

    def _set(self, of: CountedSet, having: Condition | None, that: Predicate, scene: Scene) -> Table | None:
        match of:
            case FactsOf():
                return self._facts(of, having, that, scene)
            case Mediators():
                raise cannot(Text("列出人员", "list persons"))
            case _:
                level = self._level(scene)
                found = self._relations.places.members(of, having, level, _everywhere(scene))
                rows = found.table.mutate(state=_state(found.sure, found.could, found.could_not))
                return _places(rows.filter(rows.unit == scene.spot.place))

    def _level(self, scene: Scene) -> Level:
        return self._ground.places.units[scene.spot.place].level

    def _facts(
        self, of: FactsOf, having: Condition | None, that: Predicate, scene: Scene, field: str | None = None
    ) -> Table | None:
        """`field`: one that is added up, and unknown where it is blank."""
        relations, level = self._relations, self._level(scene)
        window = scene.window(of.register, of.window, of.dated_by)
        if window is None:
            return None
        found = relations.sets.counts(_everywhere(scene)).members(of, having, that, window)
        if found is None:
            return None
        could, could_not = found.could, found.could_not
        if field is not None:
            could_not = found.table[field].isnull()
        rows = found.table.mutate(sure=found.sure, could=could, could_not=could_not)
        keys = relations.spots.grouping(of.register, of.placed, level)
        rows = rows.select("id", "cell", "division", "sure", "could", "could_not", *keys)
        near = relations.spots.standing(rows, of.register, of.placed, level, scene.day)
        near = near.filter(near.unit == scene.spot.place)
        state = _state(near.sure & near.near, near.could, near.could_not)
        return near.select("division", "cell", unit=near.place, key=near.id, state=state)

    # -- slots

    def _slots(self, measure: Adherence, scene: Scene) -> Table:
        if measure.counting == "days_late":
            raise cannot(Text("列出迟报的单位", "list the units that were late"))
        relations, level = self._relations, self._level(scene)
        window = relations.slots_window(measure, scene)
        ever = relations.places.ever(measure.by, level, _everywhere(scene))
        counted = relations.cadences.table(measure, ever, scene.duty, window, scene.day)
        counted = counted.select("unit", **{name: counted[name].cast("int64") for name in ("low", "high", "due")})
        loose = self._loose(measure, scene, window)
        if loose is not None:
            counted = counted.union(loose)
        here = ever.table.filter(ever.table.unit == scene.spot.place)
        near = beside(here, counted, {"place": "unit"}).filter(ibis._.due > 0)
        stands = ibis.cases((near.high < near.due, "no"), (near.high > near.low, "unknown"), else_="yes")
        return _places(near.mutate(state=near.sure.ifelse(stands, "may")))

    def _loose(self, measure: Adherence, scene: Scene, window: Period) -> Table | None:
        """How the loose places at the division stand, of which words in the database do not say enough."""
        words, place = self._relations.cadences.words(measure, scene.duty, scene.day), scene.spot.place
        if words is None:
            return None
        keys = sorted(words.loose.keys.intersection(self._ground.places.on(scene.day).under(place)))
        key = "standing", attrs.evolve(measure, window=None, by=Self()), place, scene.duty, window, scene.day

        def made() -> pa.Table:
            found = [words.pooled((one,), window) for one in keys]
            columns = {
                "low": [one.yes for one in found],
                "high": [one.yes + one.unknown for one in found],
                "due": [one.members for one in found],
            }
            units = pa.array(keys, pa.string())
            return pa.table({"unit": units, **{name: pa.array(n, pa.int64()) for name, n in columns.items()}})

        return self._run.once(key, lambda: self._run.own(made()))


def cannot(what: Text) -> NotSupportedError:
    """Members that this engine does not list."""
    return NotSupportedError(Text(f"SQL 引擎还不能{what.zh}", f"The SQL engine cannot {what.en} yet"))


_COLUMNS = tuple(field.name for field in attrs.fields(Listed))


def _everywhere(scene: Scene) -> Scene:
    """The same asked at every unit of a level: what is made for one then serves all."""
    return attrs.evolve(scene, spot=Spot(""))


def _state(sure: Value, could: Value, could_not: Value) -> Value:
    return ibis.cases((~sure, "may"), (could & could_not, "unknown"), (could, "yes"), else_="no")


def _places(rows: Table) -> Table:
    return rows.select("state", unit=rows.place, key=rows.place, division=rows.place, cell=whole(0))
