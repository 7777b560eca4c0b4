"""Places as members, for every unit of a level at once: which stand in the set, and whether each holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import attrs
import ibis
import pyarrow as pa

from fengqiao.engine.scene import Scene
from fengqiao.engine.sql.functions import Table, Value, beside, known, yes
from fengqiao.engine.sql.ground import Ground
from fengqiao.engine.sql.standing import merged
from fengqiao.engine.sql.truths import three
from fengqiao.engine.units import level_of_kind
from fengqiao.model.measure import Condition, Listed, PlacesOf, Self
from fengqiao.model.place import Level

Places_ = PlacesOf | Self | Listed


@attrs.frozen(eq=False)
class Members:
    """`unit` and `place` for each unit and member of its set: `sure`, and whether each could hold and could not."""

    table: Table
    sure: Value
    could: Value
    could_not: Value


@attrs.frozen(eq=False)
class Ever:
    """The places of a set that ever lived: `unit`, `place` and `sure`; `keys` are all, and `kind` names them."""

    table: Table
    kind: tuple[Any, ...]
    keys: tuple[str, ...]


class Places:
    """Counted sets of places."""

    def __init__(self, ground: Ground, truths: Callable[[Condition, Level, Scene], Table]) -> None:
        self._ground, self._truths = ground, truths

    def level(self, of: Places_, level: Level) -> Level:
        """The level of the members of a set asked about at the units of a level."""
        return level_of_kind(of.kind) if isinstance(of, PlacesOf) else level

    # -- members on the day

    def members(self, of: Places_, having: Condition | None, level: Level, scene: Scene) -> Members:
        """The members of every unit's set."""
        pairs = self._pairs(of, level, scene.day)
        given = of.given if isinstance(of, PlacesOf) else None
        pairs = pairs.mutate(sure=yes(True))
        if given is not None:
            pairs = self._asked(pairs, given, of, level, scene)
            pairs = pairs.filter(pairs.applies & pairs.truth.fill_null(True))
            pairs = pairs.select("unit", "place", sure=pairs.truth.notnull())
        if having is None:
            return Members(pairs, pairs.sure, yes(True), yes(False))
        pairs = self._asked(pairs, having, of, level, scene)
        pairs = pairs.filter(pairs.applies)
        return Members(pairs, pairs.sure, pairs.truth.fill_null(True), ~pairs.truth.fill_null(False))

    def _pairs(self, of: Places_, level: Level, day: date) -> Table:
        ground = self._ground
        match of:
            case PlacesOf(kind, _, baseline):
                on = baseline or day
                return ground.members(level, ("kind", kind), ground.places.on(on).of_kind(kind), on)
            case Listed(codes):
                keys = sorted({ground.places.unit(code).key for code in codes})
                alive = [key for key in keys if ground.places.on(day).alive(key)]
                return ground.members(level, ("listed", tuple(alive)), alive, day)
            case Self():
                return ground.units(level).mutate(place=ground.units(level).unit)

    def _asked(self, pairs: Table, condition: Condition, of: Places_, level: Level, scene: Scene) -> Table:
        """The members with whether a condition `applies` and its `truth`: of its successors for one that is gone."""
        levels = self._levels(of, level)
        found = merged([self._truths(condition, one, scene) for one in levels])
        found = found.select("unit", "applies", "truth")
        gone = self._gone(of, levels, scene.day)
        if gone is not None:
            found = self._inherited(found, gone)
        return beside(pairs, found.select(asked="unit", applies="applies", truth="truth"), {"place": "asked"})

    def _levels(self, of: Places_, level: Level) -> list[Level]:
        if isinstance(of, Listed):
            units = self._ground.places
            found = {units.unit(code).level for code in of.codes}
            return sorted(found, key=lambda one: one.depth)
        return [self.level(of, level)]

    def _gone(self, of: Places_, levels: list[Level], day: date) -> Table | None:
        """The places that may be asked about and are not there on the day, each beside what is asked in its stead.

        Without a baseline nothing that is gone is a member, but the unit itself.
        """
        if isinstance(of, Listed) or (isinstance(of, PlacesOf) and of.baseline is None):
            return None
        tree = self._ground.places.on(day)

        def made() -> pa.Table:
            keys = [key for level in levels for key in self._ground.keys(level) if not tree.alive(key)]
            rows = [(key, heir) for key in keys for heir in (self._heirs(key, day) or (None,))]
            return pa.table(
                {
                    "gone": pa.array([key for key, _ in rows], pa.string()),
                    "heir": pa.array([heir for _, heir in rows], pa.string()),
                }
            )

        return self._ground.table(("gone", tuple(levels), day), made)

    def _heirs(self, key: str, day: date) -> tuple[str | None, ...]:
        """The living places that inherit, and None for each way that ends in nobody known."""
        lives = self._ground.places.units[key].lives
        if not any(until is not None and until < day for _, until in lives):
            return (None,)
        return tuple(dict.fromkeys(self._inheriting(key, day, frozenset())))

    def _inheriting(self, key: str, day: date, seen: frozenset[str]) -> Iterator[str | None]:
        places = self._ground.places
        heirs = [heir for heir in places.successors(key) or () if heir not in seen]
        if not heirs:
            yield None
        for heir in heirs:
            if places.on(day).alive(heir):
                yield heir
            else:
                yield from self._inheriting(heir, day, seen | {key})

    def _inherited(self, found: Table, gone: Table) -> Table:
        alive = beside(found, gone.select("gone").distinct().mutate(is_gone=yes(True)), {"unit": "gone"}, "left")
        alive = alive.filter(alive.is_gone.isnull()).select("unit", "applies", "truth")
        asked = beside(gone, found.select("unit", "applies", "truth"), {"heir": "unit"}, "left")
        truth = asked.applies.ifelse(asked.truth, ibis.null("boolean"))
        asked = asked.mutate(holds=known(truth), fails=known(~truth))
        per = asked.group_by("gone").aggregate(holds=asked.holds.any(), fails=asked.fails.all())
        heirs = per.select(unit="gone", applies=yes(True), truth=three(per.holds, per.fails))
        return merged([alive, heirs])

    # -- places that ever lived

    def ever(self, of: Places_, level: Level, scene: Scene) -> Ever:
        """The members of every unit's set that ever lived: a cadence asks of each life."""
        ground, day = self._ground, scene.day
        if isinstance(of, Self):
            units = ground.units(level)
            return Ever(units.mutate(place=units.unit, sure=yes(True)), ("level", level), tuple(ground.keys(level)))
        if isinstance(of, Listed):
            keys = tuple({ground.places.unit(code).key for code in of.codes})
            return Ever(self._pairs(of, level, day).mutate(sure=yes(True)), ("listed", of.codes), keys)
        kind = "ever", of.kind, of.baseline
        if of.baseline is not None:
            pairs = self._pairs(of, level, day)
            all_keys = ground.places.on(of.baseline).of_kind(of.kind)
        else:
            all_keys = ground.of_kind_ever(of.kind, day)
            pairs = ground.members(level, ("ever", of.kind), all_keys, day)
        if of.given is None:
            return Ever(pairs.mutate(sure=yes(True)), kind, all_keys)
        found = self._truths(of.given, self.level(of, level), scene)
        gone = self._gone(PlacesOf(of.kind, None, day), [self.level(of, level)], day)
        if gone is not None:
            found = self._inherited(found, gone)
        pairs = beside(pairs, found.select(asked="unit", applies="applies", truth="truth"), {"place": "asked"})
        pairs = pairs.filter(pairs.applies & pairs.truth.fill_null(True))
        return Ever(pairs.select("unit", "place", sure=pairs.truth.notnull()), kind, all_keys)
