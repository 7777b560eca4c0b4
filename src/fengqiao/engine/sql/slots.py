"""Units whose slots need more than words of bits: their words and undated facts are fetched, and stood up in Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import attrs
import ibis
import pyarrow as pa

from fengqiao.engine.adherence import Inside, Words
from fengqiao.engine.known import Known
from fengqiao.engine.lateness import Handed
from fengqiao.engine.lumps import Lump
from fengqiao.engine.reach import ordinals
from fengqiao.engine.returns import Told, told
from fengqiao.engine.sql.functions import Table, beside, tell, total, whole
from fengqiao.engine.sql.ground import WORD
from fengqiao.engine.sql.register import Registers
from fengqiao.engine.sql.run import Run
from fengqiao.model.calendar import Calendar, Period, Slots
from fengqiao.model.fact import REGISTERS
from fengqiao.model.measure import Adherence
from fengqiao.model.outcome import Tally
from fengqiao.model.predicate import Predicate

KIND = ("source_since", "source_until")
"""What undated facts alike have in common: the time that their source speaks for."""


def lump_kinds(run: Run, undated: Table) -> list[tuple[date | None, date | None]]:
    """The times that some undated facts may lie in."""
    found = undated.filter(undated.exact).select(*KIND).distinct().order_by(KIND)
    kinds = run.read(found).to_pylist()
    return sorted(((row["source_since"], row["source_until"]) for row in kinds), key=str)


def told_units(known: Known, measure: Adherence, day: date) -> set[str]:
    """The units that returns speak of."""
    tree, units = known.places.on(day), known.places.units
    keys: set[str] = set()
    for one in told(known, measure.register, measure.where):
        if one.place in units:
            below = (one.place,) if one.own else tree.under(one.place)
            level = None if one.level == "?" else one.level
            keys.update(key for key in below if level is None or units[key].level == level)
    return keys


@attrs.frozen(eq=False)
class Loose:
    """The loose units of one cadence, by key, and their undated facts."""

    keys: frozenset[str]
    undated: Table | None
    table: Table
    rough: Table | None

    @classmethod
    def of(
        cls, run: Run, known: Known, measure: Adherence, undated: Table | None, day: date, *, crossing: bool
    ) -> Loose | None:
        """None where no unit is loose.

        `crossing`: units with undated facts of several times are loose too (on time: any of them).
        """
        tree, units = known.places.on(day), known.places.units
        keys, rough = told_units(known, measure, day), None
        if undated is not None:
            wide = undated.filter(~undated.exact)
            places = run.read(wide.select("division").distinct().order_by("division"))["division"].to_pylist()
            keys.update(key for place in places if place in units for key in tree.under(place))
            rough = wide if places else None
            if crossing:
                least = 1 if measure.counting != "covered" else 2
                pairs = undated.filter(undated.exact).select("division", *KIND).distinct()
                several = pairs.group_by("division").aggregate(n=pairs.count()).filter(lambda t: t.n >= least)
                several = several.select("division").order_by("division")
                keys.update(run.read(several)["division"].to_pylist())
        if not keys:
            return None
        return cls(frozenset(keys), undated, run.own(pa.table({"loose": pa.array(sorted(keys), pa.string())})), rough)


class LooseWords(Words):
    """The words of the loose units, read from the database; how they stand is said as of any other."""

    def __init__(  # noqa: PLR0917  what Words takes, and where to read
        self,
        known: Known,
        calendar: Calendar,
        measure: Adherence,
        duty: date,
        day: date,
        loose: Loose,
        filled: Callable[[Slots], Table | None],
        dated: Callable[[Adherence], Table | None],
        registers: Registers,
    ) -> None:
        self.loose, self._read, self._dated_facts, self._registers = loose, filled, dated, registers
        super().__init__(known, calendar, measure, duty, day)

    def _read_facts(self) -> None:
        per = self._read(self.slots)
        if per is not None:
            rows = self._registers.run.read(per.semi_join(self.loose.table, per.division == self.loose.table.loose))
            for row in rows.to_pylist():
                self._filled[row["division"]] = _joined(row, "sure")
                self._perhaps[row["division"]] = _joined(row, "maybe")
        if self._measure.counting == "days_late":
            self._read_handed()
        for table, spread in ((self.loose.undated, False), (self.loose.rough, True)):
            if table is not None:
                self._read_lumps(table, spread=spread)

    def _read_handed(self) -> None:
        facts = self._dated_facts(self._measure)
        if facts is None:
            return
        facts = facts.semi_join(self.loose.table, facts.division == self.loose.table.loose)
        kinds = ["division", "on", "must", "handed"]
        for row in self._registers.run.read(facts.group_by(kinds).aggregate(n=facts.count())).to_pylist():
            bits = self.slots.days.get(row["on"], 0)
            one = Handed(bits, row["must"], row["handed"])
            # more of a kind than fill a slot say no more
            self._handed.setdefault(row["division"], []).extend([one] * min(row["n"], self._measure.times))

    def _read_lumps(self, table: Table, *, spread: bool) -> None:
        if not spread:
            table = table.filter(table.exact)
            table = table.semi_join(self.loose.table, table.division == self.loose.table.loose)
        kinds = table.group_by(["division", *KIND, "on", "handed"]).aggregate(
            least=total(tell(table.must)), most=total(tell(table.may))
        )
        for row in self._registers.run.read(kinds).to_pylist():
            on = row["on"]
            low, high = ordinals(row["source_since"], row["source_until"]) if on is None else ordinals(on, on)
            timely, free = self._reported(row["handed"])
            bits, outside = self._touched(low, high)
            held = bits & timely
            lump = Lump(row["division"], held, outside or free or bits != held, row["least"], row["most"], spread)
            if spread:
                self.spread.append(lump)
            else:
                self._own.setdefault(row["division"], []).append(lump)

    def _inside(self, found: Iterable[Told]) -> Mapping[Told, Inside]:
        counts: dict[Told, Inside] = dict.fromkeys(found, (0, 0))
        table = self._registers.table(self._measure.register)
        by_kind: dict[Predicate, list[Told]] = {}
        for one in counts if table is not None else ():
            if one.level != "?":
                by_kind.setdefault(one.of, []).append(one)
        for of, told_of in by_kind.items():
            for row in self._registers.run.read(self._counted_in(table, of, told_of)).to_pylist():
                counts[told_of[row["n"]]] = row["dated"], row["undated"]
        return counts

    def _counted_in(self, table: Table, of: Predicate, told_of: Sequence[Told]) -> Table:
        """Of the facts that each return (by its number `n`) surely counts: how many have a day, and how many none."""
        register, units = self._measure.register, self._known.places.units
        tree = self._known.places.on(self._day)
        pairs = [
            (n, key)
            for n, one in enumerate(told_of)
            for key in ((one.place,) if one.own else tree.under(one.place))
            if one.level is None or units[key].level == one.level
        ]
        returns = self._registers.run.own(
            pa.table(
                {
                    "n": pa.array([n for n, _ in pairs], pa.int64()),
                    "inside": pa.array([key for _, key in pairs], pa.string()),
                    "since": pa.array([date.fromordinal(told_of[n].since) for n, _ in pairs], pa.date32()),
                    "until": pa.array([date.fromordinal(told_of[n].until) for n, _ in pairs], pa.date32()),
                }
            )
        )
        held = self._registers.held(table, register, of)
        on = table[str(REGISTERS[register].dated_by)]
        rows = table.filter(table.exact & held.must).select(
            "division",
            undated=on.isnull(),
            first=ibis.coalesce(on, table.source_since, ibis.literal(date.min)),
            last=ibis.coalesce(on, table.source_until, ibis.literal(date.max)),
        )
        rows = rows.group_by(["division", "undated", "first", "last"]).aggregate(m=rows.count())
        both = beside(rows, returns, {"division": "inside"})
        both = both.filter((both["first"] >= both.since) & (both["last"] <= both.until))
        return both.group_by("n").aggregate(
            dated=total(both.undated.ifelse(whole(0), both.m)), undated=total(both.undated.ifelse(both.m, whole(0)))
        )


def _joined(row: dict[str, Any], name: str) -> int:
    """The words of a row as one whole number."""
    found: Iterable[tuple[int, int]] = (
        (int(column.removeprefix(f"{name}_")), value) for column, value in row.items() if column.startswith(f"{name}_")
    )
    return sum(value << (WORD * i) for i, value in found)


@attrs.frozen(eq=False)
class Loosened:
    """The loose units among those asked about."""

    words: Words
    table: Table

    def tally(self, measure: Adherence, sure: list[str], doubtful: list[str], window: Period) -> Tally:
        """The slots of some units, surely in the set and perhaps."""
        if measure.counting == "days_late":
            return self.words.tardy(sure, doubtful, window)
        tally = self.words.pooled(sure, window)
        may = self.words.pooled(doubtful, window)
        return tally + Tally(may_yes=may.yes + may.unknown, may_no=may.no + may.unknown)
