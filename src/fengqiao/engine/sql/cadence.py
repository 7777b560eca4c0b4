"""Slots filled over slots due: each unit's facts are or-ed into words of bits before anything is counted.

Units of which more must be known than their words (count returns, facts of a wider place, undated facts of several
sources) are `loose`: their words are fetched, and engine/adherence.py says how they stand.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import reduce
from operator import add
from typing import Any

import attrs
import ibis
import pyarrow as pa

from fengqiao.engine.scene import Scene
from fengqiao.engine.sql.filling import Filling
from fengqiao.engine.sql.functions import Table, Value, beside, some, tell, total, whole
from fengqiao.engine.sql.ground import WORD, Ground, count_of_words
from fengqiao.engine.sql.late import late
from fengqiao.engine.sql.marks import cross, spans_of, with_wholes
from fengqiao.engine.sql.places import Ever
from fengqiao.engine.sql.register import Registers
from fengqiao.engine.sql.slots import Loose, Loosened, LooseWords, lump_kinds
from fengqiao.engine.sql.undated import Undated, UndatedFacts, added
from fengqiao.errors import NotSupportedError, Problem, Text
from fengqiao.model.calendar import Calendar, Period, Slots
from fengqiao.model.fact import REGISTERS
from fengqiao.model.measure import Adherence, Self
from fengqiao.model.place import Level

FULL = (1 << WORD) - 1
ADDED = ("yes", "no", "unknown", "may_yes", "may_no")


class Cadences:
    """Adherence for many units at once."""

    def __init__(self, ground: Ground, registers: Registers, calendar: Calendar) -> None:
        self._ground, self._registers, self._calendar = ground, registers, calendar
        self._filling = Filling(ground, registers)
        self._slots: dict[tuple[Any, ...], Slots] = {}
        self._words: list[LooseWords] = []
        self.undated = UndatedFacts(ground, registers, self._filling)

    @property
    def problems(self) -> Iterable[Problem]:
        """What counting found wrong with returns."""
        return [problem for words_ in self._words for problem in words_.problems]

    def table(self, measure: Adherence, ever: Ever, duty: date, window: Period, day: date) -> Table:
        """The units that are not loose, with slots at least filled, at most filled and due: `low`, `high`, `due`."""
        slots = self._checked(measure, duty, day)
        key = "slots", attrs.evolve(measure, window=None, by=Self()), ever.kind, duty, window, day
        return self._registers.run.kept(key, lambda: self._of_units(measure, ever, slots, duty, window, day))

    def _of_units(self, measure: Adherence, ever: Ever, slots: Slots, duty: date, window: Period, day: date) -> Table:  # noqa: PLR0917  the parts of one query
        excused = 0
        if measure.excuse_no_working_day:
            at_rest = (i for i, slot in enumerate(slots.periods) if not self._calendar.has_working_day(slot))
            excused = sum(1 << i for i in at_rest)
        is_late, grace = measure.counting == "days_late", timedelta(days=measure.grace)

        def duties() -> pa.Table:
            found = self._ground.duties(list(ever.keys), slots, measure.register, duty, window, day, excused)
            return with_wholes(found, slots, grace, day) if is_late else found

        key = ("late", grace) if is_late else ()
        units = self._ground.table(
            ("duties", measure.register, measure.every, excused, ever.kind, duty, window, day, *key), duties
        )
        loose = self.loose(measure, ever, duty, day)
        if loose is not None:
            units = units.anti_join(loose.table, units.unit == loose.table.loose)
        if is_late:
            facts = self._filling.dated(measure)
            each = None if facts is None else self._filling.in_slots(facts, measure, slots, (duty, day))
            return late(units, each, measure.times, count_of_words(len(slots.periods)))
        return self._counted(units, measure, slots, duty, day)

    def _checked(self, measure: Adherence, duty: date, day: date) -> Slots:
        """The slots of a cadence."""
        if REGISTERS[measure.register].dated_by is None:
            raise NotSupportedError(
                Text(
                    f"台账{measure.register}没有日期，不能计算频次",
                    f"The register {measure.register} has no date: it cannot fill slots",
                )
            )
        key = measure.every, duty, day
        if key not in self._slots:
            self._slots[key] = Slots.of(measure.every, duty, day)
        return self._slots[key]

    # -- words

    def _counted(self, units: Table, measure: Adherence, slots: Slots, duty: date, day: date) -> Table:
        marks = range(count_of_words(len(slots.periods)))
        undated = self.undated.of(measure, slots, duty, day)
        units = _spoken(units, undated.spoken, marks)
        per = self._filling.filled(measure, slots, duty, day)
        if per is None:
            both = units.mutate(**{f"{word}_{i}": whole(0) for word in ("sure", "maybe") for i in marks})
        else:
            both = beside(units, per, {"unit": "division"}, "left")
            both = both.mutate(**{name: both[name].fill_null(whole(0)) for name in per.columns if name != "division"})
        filled = [both[f"sure_{i}"] & both[f"due_{i}"] for i in marks]
        # what is left of a set without a part of it is a difference: `~` of a compound loses its brackets in SQL
        rest = [both[f"due_{i}"] - filled[i] for i in marks]
        possible = [rest[i] & (both[f"maybe_{i}"] | both[f"silent_{i}"]) for i in marks]
        low = self._bits(filled)
        plain = both.mutate(
            due=self._bits([both[f"due_{i}"] for i in marks]),
            low=low,
            high=low + self._bits(possible),
            **{f"rest_{i}": rest[i] for i in marks},
            **{f"left_{i}": rest[i] - possible[i] for i in marks},
        )
        return self._with_lumps(plain, undated, measure, len(marks))

    def _bits(self, parts: Iterable[Value]) -> Value:
        return reduce(add, map(self._ground.dialect.bits_in, parts))

    # -- facts without a day, and returns

    def _with_lumps(self, plain: Table, undated: Undated, measure: Adherence, size: int) -> Table:
        """The bounds with the facts that have no day: each stretch fills one slot at the least, if none else can."""
        marks = range(size)
        rolls = measure.every.n if measure.every.rolling else 0
        if not undated.lumps:
            return plain.select("unit", "due", "low", "high")
        both = _lumped(plain, undated, size)
        bits = [both[f"lump_{i}"] for i in marks]
        outside = some([(bits[i] & both[f"rest_{i}"]) != bits[i] for i in marks])
        anything = some([bit != 0 for bit in bits])
        room = self._bits([bits[i] & both[f"left_{i}"] for i in marks])
        one_fills = not rolls and measure.times == 1
        fewest = tell((both.bound > 0) & anything & ~outside) if one_fills else whole(0)
        most = (room > 0).ifelse(both.most, whole(0))
        if not rolls:
            room = most = ibis.least(room, most)
        each = both.select("unit", "due", "low", "high", fewest=fewest, room=room, most=most)
        if undated.alike is None:
            sums = {name: total(each[name]) for name in ("fewest", "room", "most")}
            each = each.group_by(["unit", "due", "low", "high"]).aggregate(**sums)
        more = ibis.least(each.room, each.most * rolls) if rolls else each.most
        return each.select("unit", "due", low=each.low + each.fewest, high=each.high + more)

    # -- units of which words do not say enough

    def words(self, measure: Adherence, duty: date, day: date) -> LooseWords | None:
        """What is known of the loose units; None where there are none."""
        key = (
            measure.register, measure.every, measure.times, measure.where, measure.counting, measure.grace,
            measure.excuse_no_working_day, duty, day,
        )  # fmt: skip
        return self._registers.run.once(("loose words", key), lambda: self._loose_words(measure, duty, day))

    def _loose_words(self, measure: Adherence, duty: date, day: date) -> LooseWords | None:
        slots, undated, run = self._checked(measure, duty, day), self._filling.undated(measure), self._registers.run
        crossing = measure.counting != "covered" or (
            undated is not None and cross(spans_of(slots, lump_kinds(run, undated)))
        )
        known = self._registers.told
        loose = Loose.of(run, known, measure, undated, day, crossing=crossing)
        if loose is None:
            return None

        def filled(slots: Slots) -> Table | None:
            return self._filling.filled(measure, slots, duty, day)

        found = LooseWords(
            known, self._calendar, measure, duty, day, loose, filled, self._filling.dated, self._registers
        )
        self._words.append(found)
        return found

    def loose(self, measure: Adherence, ever: Ever, duty: date, day: date) -> Loosened | None:
        """The loose units among some; None where there are none."""
        keys = self.undated.of(measure, self._checked(measure, duty, day), duty, day).loose
        found = self.words(measure, duty, day) if keys else None
        keys = keys.intersection(ever.keys)
        if found is None or not keys:
            return None
        key = ("loose", measure.register, measure.where, measure.counting, measure.every, duty, day, ever.kind)
        run = self._registers.run
        table = run.once(key, lambda: run.own(pa.table({"loose": pa.array(sorted(keys), pa.string())})))
        return Loosened(found, table)

    def with_loose(  # noqa: PLR0917  the parts of one query
        self, found: Table, measure: Adherence, ever: Ever, window: Period, level: Level, scene: Scene
    ) -> Table:
        """The tallies of the units of a level with those of the loose units of their sets."""
        loose = self.loose(measure, ever, scene.duty, scene.day)
        if loose is None:
            return found
        pairs = self._registers.run.read(beside(ever.table, loose.table, {"place": "loose"})).to_pylist()
        sets: dict[str, tuple[list[str], list[str]]] = {}
        for row in pairs:
            sets.setdefault(row["unit"], ([], []))[not row["sure"]].append(row["place"])
        added = {unit: loose.tally(measure, sure, doubtful, window) for unit, (sure, doubtful) in sets.items()}
        more = self._registers.run.own(
            pa.table(
                {
                    "more": pa.array(list(added), pa.string()),
                    **{
                        f"more_{name}": pa.array([getattr(one, name) for one in added.values()], pa.int64())
                        for name in ADDED
                    },
                }
            )
        )
        both = beside(found, more, {"unit": "more"}, "left")
        return both.select("unit", **{name: both[name] + both[f"more_{name}"].fill_null(whole(0)) for name in ADDED})


def _lumped(units: Table, undated: Undated, size: int) -> Table:
    """The units with the slots that lumps may fill, how many there are, and how many surely fill some."""
    none = whole(0)
    if undated.alike is None:
        lumps = added(undated.lumps)
        both = beside(units, lumps, {"unit": "division"}, "left")
        return both.mutate(**{name: both[name].fill_null(none) for name in lumps.columns if name != "division"})
    for n, part in enumerate(undated.lumps):
        units = beside(
            units, part.select("division", **{f"most_{n}": "most", f"bound_{n}": "bound"}), {"unit": "division"}, "left"
        )
    sums = {
        name: reduce(add, [units[f"{name}_{n}"].fill_null(none) for n in range(len(undated.lumps))])
        for name in ("most", "bound")
    }
    return units.mutate(**{f"lump_{i}": whole(undated.alike >> (WORD * i) & FULL) for i in range(size)}, **sums)


def _spoken(units: Table, spoken: Table | None, marks: Iterable[int]) -> Table:
    """The units without silence on the slots that a return speaks for."""
    if spoken is None:
        return units
    both = beside(units, spoken, {"unit": "place"}, "left")
    silent = {
        f"silent_{i}": both[f"silent_{i}"] - (both[f"silent_{i}"] & both[f"inside_{i}"].fill_null(whole(0)))
        for i in marks
    }
    return both.mutate(**silent).drop(*(f"inside_{i}" for i in marks))


def sums_of(near: Table, *, is_late: bool) -> dict[str, Value]:
    """What the units of each set, surely in it (`sure`) and perhaps, come to together."""
    none = whole(0)
    sure: Value = near.sure
    if is_late:
        may = total(sure.ifelse(near.high - near.low, near.high))
        return {"yes": total(sure.ifelse(near.low, none)), "no": none, "unknown": none, "may_yes": may, "may_no": none}
    return {
        "yes": total(sure.ifelse(near.low, none)),
        "no": total(sure.ifelse(near.due - near.high, none)),
        "unknown": total(sure.ifelse(near.high - near.low, none)),
        "may_yes": total(sure.ifelse(none, near.high)),
        "may_no": total(sure.ifelse(none, near.due - near.low)),
    }
