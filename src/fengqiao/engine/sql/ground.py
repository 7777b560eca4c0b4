"""Places and what was reported, as small tables: the closure, the seats, who spoke, which slots are due.

All that knows calendars and lives is Python, the same code that the memory engine uses; the database joins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, reduce
from typing import Any, TypeVar

import pyarrow as pa

from fengqiao.engine.known import Known
from fengqiao.engine.sql.dialects import dialect_of
from fengqiao.engine.sql.functions import Table, beside
from fengqiao.engine.sql.run import Run, Scripts
from fengqiao.model.calendar import Calendar, Period, Slots
from fengqiao.model.dataset import Dataset
from fengqiao.model.fact import Domain
from fengqiao.model.place import Level, Life

ALL_TIME = Period(date.min, date.max)
WORD = 63
"""How many slots one word of 64 bits holds: the sign is left alone."""
T = TypeVar("T")


class Ground:
    """What engines over the same places, reports and calendar share: small tables, each made once, and written queries.

    No fact is looked at: the tables stay in the connection's memory for as long as the connection.
    """

    def __init__(self, connection: Any, known: Known, calendar: Calendar) -> None:
        self.connection, self.dialect = connection, dialect_of(connection)
        self.known, self.places, self.calendar = known, known.places, calendar
        self.scripts = Scripts()
        self._tables: dict[tuple[Any, ...], Table] = {}
        self._special: dict[str, tuple[frozenset[str], frozenset[str]]] = {}

    def table(self, key: tuple[Any, ...], columns: Callable[[], pa.Table]) -> Table:
        """The table of a key, made where it is not there yet."""
        found = self._tables.get(key)
        if found is None:
            found = self._tables[key] = self.dialect.small(columns())
        return found

    def serves(self, dataset: Dataset, calendar: Calendar, fields: Mapping[str, Mapping[str, Domain]]) -> bool:
        """Whether a dataset tells of the same places and reports, and days and fields mean the same."""
        own = self.known.dataset
        return (
            dataset.places is own.places
            and (dataset.reported, dataset.holes, dataset.carry) == (own.reported, own.holes, own.carry)
            and calendar == self.calendar
            and fields == self.known.fields
        )

    def epoch(self, day: date) -> int:
        """What all days between two changes of the places share."""
        return self.places.epoch(day)

    def shape(self, day: date) -> int:
        """What all days share between which nothing moves."""
        return id(self.places.on(day).shape)

    def keys(self, level: Level) -> tuple[str, ...]:
        """The units of a level, whether there on some day or not."""
        return self.places.of_level[level]

    def units(self, level: Level) -> Table:
        """The units of a level."""
        return self.table(("units", level), lambda: pa.table({"unit": pa.array(self.keys(level), pa.string())}))

    def levels(self) -> Table:
        """Every unit with its level."""

        def made() -> pa.Table:
            units = [pa.array(self.keys(level), pa.string()) for level in Level]
            levels = [pa.repeat(level.value, len(keys)) for level, keys in zip(Level, units, strict=True)]
            return pa.table({"unit": pa.chunked_array(units), "level": pa.chunked_array(levels)})

        return self.table(("levels",), made)

    def levels_of(self, rows: Table, run: Run) -> list[Level]:
        """The levels of the divisions (`division`) of some rows."""
        found = beside(rows.select("division"), self.levels(), {"division": "unit"}).select("level").distinct()
        names = run.read(found.order_by("level"))["level"].to_pylist()
        return sorted((Level(name) for name in names), key=lambda level: level.depth) or [Level.CITY]

    def seats(self, day: date) -> Table:
        """Every unit with the stretch that it and all below it take up in the tree."""

        def made() -> pa.Table:
            shape, parts = self.places.on(day).shape, []
            for level, seats in shape.levels.items():
                keys = pa.array([shape.order[seat] for seat in seats], pa.string())
                ends = pa.array([shape.end[seat] for seat in seats], pa.int64())
                columns = [keys, pa.array(seats, pa.int64()), ends, pa.repeat(level.value, len(keys))]
                parts.append(pa.table(columns, ["seat_key", "seat", "seat_end", "seat_level"]))
            return pa.concat_tables(parts)

        return self.table(("seats", self.shape(day)), made)

    def closure(self, level: Level, day: date) -> Table:
        """Every unit of a level with itself and each place below it."""

        def made() -> pa.Table:
            shape = self.places.on(day).shape
            units: list[str] = []
            places: list[str] = []
            for seat in shape.levels[level]:
                below = shape.order[seat : shape.end[seat]]
                units += (shape.order[seat],) * len(below)
                places += below
            return pa.table({"unit": pa.array(units, pa.string()), "place": pa.array(places, pa.string())})

        return self.table(("closure", level, self.shape(day)), made)

    def area(self, day: date) -> Table:
        """Every unit of any level with itself and each place below it."""
        parts = [self.closure(level, day) for level in Level if self.keys(level)]
        return reduce(lambda a, b: a.union(b), parts)

    def no_bodies(self) -> Table:
        """What stands for a register of bodies that the database does not have."""
        return self.table(
            ("no bodies",),
            lambda: pa.table(
                {name: pa.array([], pa.string()) for name in ("unit", "body", "home")}
                | {name: pa.array([], pa.bool_()) for name in ("firm", "committee", "vague")}
            ),
        )

    def members(self, level: Level, key: tuple[Any, ...], places: Iterable[str], day: date) -> Table:
        """Every unit of a level with those of some places that it is or that are below it; `key` names the places."""

        def made() -> pa.Table:
            above, units = self.places.on(day).ancestors, self.places.units
            pairs = [(unit, place) for place in places for unit in (place, *above(place)) if units[unit].level is level]
            columns = ([pair[n] for pair in pairs] for n in range(2))
            return pa.table([pa.array(column, pa.string()) for column in columns], ["unit", "place"])

        return self.table(("members", level, *key, self.epoch(day)), made)

    # -- what was reported

    def untold(self, register: str, level: Level, window: Period, day: date, *, below: bool) -> Table:
        """The units of a level at (`below`: or under) which the register was not reported all through the window."""

        def made() -> pa.Table:
            keys = self.keys(level)
            flags = self._each(keys, register, day, lambda key, b: self._wholly(register, key, window, day, b), below)
            return pa.table(
                {"unit": pa.array([k for k, flag in zip(keys, flags, strict=True) if not flag], pa.string())}
            )

        return self.table(("untold", register, level, window, self.epoch(day), below), made)

    def silent(self, register: str, grounds: list[tuple[str, bool]], window: Period, day: date) -> Table:
        """The grounds (a division, and whether all below it too) where the register was not wholly reported."""
        found = [(key, below) for key, below in grounds if not self._wholly(register, key, window, day, below)]

        def made() -> pa.Table:
            homes = pa.array([key for key, _ in found], pa.string())
            return pa.table({"home": homes, "below": pa.array([below for _, below in found], pa.bool_())})

        return self.table(("silent", tuple(sorted(found))), made)

    def stretches(self, register: str, grounds: list[tuple[str, bool]], day: date) -> Table:
        """The grounds with the stretches of days, `told_since` to `told_until`, for which the register was reported."""
        reach = self.known.reach
        found = tuple(
            (key, below, date.fromordinal(low), date.fromordinal(high))
            for key, below in grounds
            for low, high in reach.stretches(register, key, day, below=below)
        )

        def made() -> pa.Table:
            kinds = {"home": pa.string(), "below": pa.bool_(), "told_since": pa.date32(), "told_until": pa.date32()}
            columns = zip(*found, strict=True) if found else ((), (), (), ())
            return pa.table({name: pa.array(one, kinds[name]) for name, one in zip(kinds, columns, strict=True)})

        return self.table(("stretches", found), made)

    def _wholly(self, register: str, key: str, window: Period, day: date, below: bool) -> bool:
        return self.known.reach.wholly(register, key, window, day, below=below)

    def _each(
        self, keys: Iterable[str], register: str, day: date, ask: Callable[[str, bool], T], below: bool
    ) -> list[T]:
        """A question about each unit, asked once for all that inherit the answer from what they stand in.

        A unit that says nothing of its own, has no refused row and always stood in one place answers as that does.
        """
        own, with_own = self._said(register, day)
        parent = self.places.on(day).parent
        asked = cache(lambda key: ask(key, False))

        def of(key: str) -> T:
            while key not in own and (above := parent[key]) is not None:
                key = above
            return asked(key)

        if self._uneven(register):
            return [ask(key, below) for key in keys]
        return [ask(key, True) if below and key in with_own else of(key) for key in keys]

    def _uneven(self, register: str) -> bool:
        """Whether units of one place may differ without saying so: overlays, and reports of some levels only."""
        data = self.known.dataset
        return bool(self.places.overlays) or any(
            one.levels is not None for one in data.reported if one.register == register
        )

    def _said(self, register: str, day: date) -> tuple[frozenset[str], frozenset[str]]:
        memo = f"{register} {self.epoch(day)}"
        if memo not in self._special:
            data, tree = self.known.dataset, self.places.on(day)
            own = {one.unit for one in data.reported if one.register == register}
            own |= {hole.unit for hole in data.holes if hole.register == register}
            own |= {*self.places.movers}
            self._special[memo] = frozenset(own), frozenset(own).union(*(tree.ancestors(key) for key in own))
        return self._special[memo]

    def spoken_before(self, register: str, level: Level, day: date) -> Table:
        """The units of a level that are reported on the day, and the last day `before` that holds on unbroken."""

        def since(key: str, _: bool) -> date | None:
            reach, at = self.known.reach, day.toordinal()
            low = next((a for a, b in reach.spans(register, key, day) if a <= at <= b), None)
            for hole in reach.holes(register, key, Period(date.min, day), day, below=False):
                low = None if low is None else max(low, (hole.until or date.max).toordinal() + 1)
            return None if low is None or low > at else date.fromordinal(max(1, low - 1))

        def made() -> pa.Table:
            keys = self.keys(level)
            found = self._each(keys, register, day, since, False)
            there = [(key, one) for key, one in zip(keys, found, strict=True) if one is not None]
            units = pa.array([key for key, _ in there], pa.string())
            return pa.table({"unit": units, "before": pa.array([one for _, one in there], pa.date32())})

        return self.table(("spoken", register, level, day), made)

    # -- slots

    def of_kind_ever(self, kind: str, day: date) -> tuple[str, ...]:
        """The places that ever were of a kind."""
        return self.places.on(day).of_kind(kind, gone=True)

    def duties(  # noqa: PLR0917  the parts of one query
        self, keys: Sequence[str], slots: Slots, register: str, duty: date, window: Period, day: date, excused: int
    ) -> pa.Table:
        """Each unit with the words of the slots that are due, and of those due of which nobody spoke."""

        @cache
        def due(lives: tuple[Life, ...]) -> int:
            return slots.due(lives, duty, window, day) & ~excused

        always, dated = due(((None, None),)), set(self.places.dated)
        dues = [due(self.places.units[key].lives) if key in dated else always for key in keys]
        silent = self._each(keys, register, day, lambda key, _: self._silent(slots, register, key, duty, day), False)
        columns: dict[str, Any] = {"unit": pa.array(keys, pa.string())}
        columns |= words("due", dues, len(slots.periods))
        columns |= words("silent", silent, len(slots.periods))
        return pa.table(columns)

    def _silent(self, slots: Slots, register: str, key: str, duty: date, day: date) -> int:
        """The slots of which some day was not reported at the unit."""
        reach = self.known.reach
        lives = [(date.fromordinal(a), date.fromordinal(b)) for a, b in reach.spans(register, key, day)]
        spoken = slots.due(lives, date.min, ALL_TIME, date.max)
        for hole in reach.holes(register, key, Period(duty, day), day, below=False):
            spoken &= ~slots.touching(hole.since or date.min, hole.until or date.max)
        return ((1 << len(slots.periods)) - 1) & ~spoken


def count_of_words(slots: int) -> int:
    """How many words so many slots take."""
    return max(1, -(-slots // WORD))


def words(name: str, bits: list[int], slots: int) -> dict[str, Any]:
    """Bit sets as columns of words of 63 bits."""
    mask = (1 << WORD) - 1
    return {
        f"{name}_{i}": pa.array([one >> (WORD * i) & mask for one in bits], pa.int64())
        for i in range(count_of_words(slots))
    }
