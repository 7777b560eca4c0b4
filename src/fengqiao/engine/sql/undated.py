"""What may fill slots beside facts with a day: facts without one, and count returns, where SQL can say it of a unit.

It can where the slots that such times touch are the same or apart, each unit has one return at most that speaks of it
alone, and nothing is only known of a wider place. The other units are `loose`: engine/sql/slots.py stands them up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import attrs
import ibis
import pyarrow as pa

from fengqiao.engine.reach import ordinals
from fengqiao.engine.sql.filling import Filling
from fengqiao.engine.sql.functions import Table, beside, some, tell, total, whole
from fengqiao.engine.sql.ground import ALL_TIME, Ground, count_of_words, words
from fengqiao.engine.sql.marks import cross, spans_of
from fengqiao.engine.sql.register import Registers
from fengqiao.engine.sql.slots import KIND, told_units
from fengqiao.engine.sql.standing import merged
from fengqiao.engine.sql.told import told_rows
from fengqiao.model.calendar import Slots
from fengqiao.model.fact import REGISTERS
from fengqiao.model.measure import Adherence
from fengqiao.model.predicate import ALWAYS, Predicate

Time = tuple[date | None, date | None]
SAME = ("place", "of_number", "since", "until")


@attrs.frozen(eq=False)
class Undated:
    """`lumps`: units with the slots that so many things may fill; `spoken`: with the slots that a return speaks for.

    `alike`: the slots, where they are the same for all, and each relation has a unit once.
    """

    lumps: tuple[Table, ...]
    alike: int | None
    spoken: Table | None
    loose: frozenset[str]


class UndatedFacts:
    """The same for each cadence."""

    def __init__(self, ground: Ground, registers: Registers, filling: Filling) -> None:
        self._ground, self._registers, self._run, self._filling = ground, registers, registers.run, filling

    def of(self, measure: Adherence, slots: Slots, duty: date, day: date) -> Undated:
        """What there is for the slots of a cadence."""
        key = measure.register, measure.every, measure.where, measure.counting, duty, day
        return self._run.once(("undated", key), lambda: self._of(measure, slots, duty, day))

    def _of(self, measure: Adherence, slots: Slots, duty: date, day: date) -> Undated:
        rows, told, loose = self._by_unit(measure), None, set[str]()
        if measure.register in self._registers.returned:
            told = self._told(measure, slots, duty, day)
            if told is None:
                loose |= told_units(self._registers.told, measure, day)
        times = self._times(rows.filter(rows.exact), KIND) if rows is not None else []
        told_times = self._times(told, ("since", "until")) if told is not None else []
        if rows is not None:
            loose |= self._wide(rows, day)
            if measure.counting != "covered" or cross(spans_of(slots, times)):
                loose |= self._several(rows, 1 if measure.counting != "covered" else 2)
        lumps, spoken = [], None
        if times and rows is not None:
            spans = self._spans(slots, times, duty, day, measure)
            lumps.append(_of_facts(rows, spans, count_of_words(len(slots.periods))))
        if told is not None:
            if rows is not None and cross(spans_of(slots, [*times, *told_times])):
                told = told.mutate(bad=told.bad | told.place.isin(rows.filter(rows.exact).division))
            loose |= self._keys(told.filter(told.bad), "place")
            both = beside(told.filter(~told.bad), self._spans(slots, told_times, duty, day, measure), SPAN)
            lumps.append(_of_returns(both, count_of_words(len(slots.periods))))
            inside = [f"inside_{i}" for i in range(count_of_words(len(slots.periods)))]
            spoken = both.filter(both.cap).select("place", *inside)
        bits = {one[2] for one in spans_of(slots, [*times, *told_times])}
        alike = bits.pop() if len(bits) == 1 and len(times) < 2 else None
        return Undated(tuple(lumps), alike, spoken, frozenset(loose))

    # -- facts

    def _by_unit(self, measure: Adherence) -> Table | None:
        """How many there are of a time at a unit: `least` surely fill slots, `most` perhaps."""
        facts = self._filling.undated(measure)
        if facts is None:
            return None

        def counted() -> Table:
            kinds = facts.group_by(["division", "exact", *KIND])
            if measure.where == ALWAYS:
                each = kinds.aggregate(most=facts.count())
                return each.mutate(least=each.most)
            return kinds.aggregate(least=total(tell(facts.must)), most=total(tell(facts.may)))

        return self._run.kept(("undated", measure.register, measure.where), counted)

    def _times(self, rows: Table, names: Sequence[str]) -> list[Time]:
        found = self._run.read(rows.select(*names).distinct().order_by(list(names)))
        return list(zip(*(found[name].to_pylist() for name in names), strict=True))

    def _wide(self, rows: Table, day: date) -> set[str]:
        """All units below the places of which no more is known than that a fact lies in them."""
        places = self._ground.places
        keys = self._keys(rows.filter(~rows.exact), "division")
        return {key for place in keys if place in places.units for key in places.on(day).under(place)}

    def _several(self, rows: Table, least: int) -> set[str]:
        rows = rows.filter(rows.exact)
        per = rows.group_by("division").aggregate(n=rows.count())
        return self._keys(per.filter(per.n >= least), "division")

    def _keys(self, rows: Table, name: str) -> set[str]:
        found = self._run.read(rows.select(name).distinct().order_by(name))
        return set(found[name].to_pylist())

    def _spans(self, slots: Slots, times: Sequence[Time], duty: date, day: date, measure: Adherence) -> Table:
        """Times with the words of the slots that they touch (`lump`) and hold (`inside`); `free`: of days in none."""

        def made() -> pa.Table:
            found = spans_of(slots, times)
            low = [one[0] or date.min for one in found]
            high = [one[1] or date.max for one in found]
            inside = [_inside(slots, time) for time in times]
            return pa.table(
                {
                    "low": pa.array(low, pa.date32()),
                    "high": pa.array(high, pa.date32()),
                    "free": pa.array([one[3] for one in found], pa.bool_()),
                    **words("lump", [one[2] for one in found], len(slots.periods)),
                    **words("inside", inside, len(slots.periods)),
                }
            )

        return self._ground.table(("spans", measure.every, duty, day, tuple(times)), made)

    # -- count returns

    def _told(self, measure: Adherence, slots: Slots, duty: date, day: date) -> Table | None:
        """Each return with the facts that it counts: how many are known (`alone`); `bad`: more must be known of it.

        None where the returns are not all of one unit each.
        """
        rows = told_rows(self._registers, measure.register, measure.where)
        data = self._ground.known.dataset
        if (
            measure.counting != "covered"
            or rows is None
            or REGISTERS[measure.register].life is not None
            or any(hole.register == measure.register for hole in data.holes)
            or not all(one.own for one in rows.shapes if one.place_level is not None)
        ):
            return None
        told = rows.table.filter(rows.table.place_level.notnull()).drop("place_level", "own", "level")
        times = self._times(told, ("since", "until"))
        if not all(self._even(measure.register, slots, time, day) for time in times):
            return None
        seen = None
        if measure.where == ALWAYS and all(duty <= since and until <= day for since, until in times if since and until):
            seen = [self._by_unit(measure), self._filling.filled(measure, slots, duty, day)]
        key = "told slots", measure.register, measure.where, measure.every, measure.times, duty, day
        return self._run.kept(key, lambda: self._counted(measure, told, rows.kinds, seen))

    def _counted(
        self, measure: Adherence, told: Table, kinds: Sequence[Predicate], seen: Sequence[Table | None] | None
    ) -> Table:
        """`seen`: what has every division that any fact within the times of the returns stands at."""
        told = told.mutate(several=told.place.count().over(ibis.window(group_by="place")) > 1)
        table = self._registers.table(measure.register)
        if table is None:
            return told.mutate(alone=whole(0), bad=told.several | (told.least != told.most)).drop("several")
        on = table[str(REGISTERS[measure.register].dated_by)]
        parts = []
        for number, of in enumerate(kinds):
            held = self._registers.held(table, measure.register, of)
            parts.append(
                table.filter(table.exact & held.must).select(
                    "division",
                    of=whole(number),
                    first=ibis.coalesce(on, table.source_since, ibis.literal(date.min)),
                    last=ibis.coalesce(on, table.source_until, ibis.literal(date.max)),
                    dated=on.notnull(),
                )
            )
        at = told.select(*SAME)
        if seen is not None:
            at = at.filter(some([at.place.isin(one.division) for one in seen if one is not None]))
        facts = beside(merged(parts), at, {"division": "place", "of": "of_number"})
        facts = facts.filter((facts["first"] >= facts.since) & (facts["last"] <= facts.until))
        facts = facts.rename(place="division", of_number="of")
        counts = facts.group_by(list(SAME)).aggregate(alone=facts.count(), dated=total(tell(facts.dated)))
        both = beside(told, counts, {name: name for name in SAME}, "left")
        dated = both.dated.fill_null(whole(0))
        bad = some([both.several, both.least != both.most, both.least < dated])
        return both.mutate(alone=both.alone.fill_null(whole(0)), bad=bad).drop("several", "dated")

    def _even(self, register: str, slots: Slots, time: Time, day: date) -> bool:
        """Whether no report, and no move of a unit, begins or ends within a slot that a return holds a part of."""
        places, data = self._ground.places, self._ground.known.dataset
        low, high = ordinals(*time)
        touched = slots.touching(date.fromordinal(low), date.fromordinal(high))
        cut = [slot for slot in slots.chosen(touched & ~_inside(slots, time)) if slot.last <= day]
        if not cut:
            return True
        spans = {ordinals(one.since, one.until) for one in data.reported if one.register == register}
        moves = {spell.since for key in places.movers for spell in places.units[key].spells if spell.since}
        for slot in cut:
            first, last = slot.first.toordinal(), slot.last.toordinal()
            if any(a <= last and b >= first and not (a <= first and b >= last) for a, b in spans):
                return False
            if any(first < move.toordinal() <= last for move in moves):
                return False
        return True


SPAN = {"since": "low", "until": "high"}


def _inside(slots: Slots, time: Time) -> int:
    """The slots that a time holds whole."""
    return slots.due([time], date.min, ALL_TIME, date.max)


def _of_facts(rows: Table, spans: Table, size: int) -> Table:
    low, high = ibis.literal(date.min), ibis.literal(date.max)
    rows = rows.filter(rows.exact).mutate(since=rows.source_since.coalesce(low), until=rows.source_until.coalesce(high))
    found = beside(rows, spans, SPAN)
    bound = found.free.ifelse(whole(0), found.least)
    return found.select("division", *(f"lump_{i}" for i in range(size)), most="most", bound=bound)


def _of_returns(found: Table, size: int) -> Table:
    none = whole(0)
    bound = (found.floor & ~found.free).ifelse(ibis.greatest(none, found.least - found.alone), none)
    more = found.filter(found.most > found.alone)
    return more.select(
        *(f"lump_{i}" for i in range(size)), division="place", most=found.most - found.alone, bound=bound
    )


def added(parts: Sequence[Table]) -> Table:
    """All lumps of the same slots of a unit as one."""
    columns = list(parts[0].columns)
    found = merged([one.select(*columns) for one in parts])
    keys = [name for name in columns if name not in ("most", "bound")]
    return found.group_by(keys).aggregate(most=total(found.most), bound=total(found.bound))
