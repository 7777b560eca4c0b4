"""Slots filled over slots due: each unit's facts are or-ed into words of bits before anything is counted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import add
from typing import Any

import ibis
import pyarrow as pa

from fengqiao.engine.reach import ordinals
from fengqiao.engine.sql.functions import Table, Value, any_bit, beside, bits_in, some, tell, total, whole, yes
from fengqiao.engine.sql.ground import Ground, count_of_words, words
from fengqiao.engine.sql.register import Registers
from fengqiao.errors import NotSupportedError, Text
from fengqiao.model.calendar import Calendar, Period, Slots
from fengqiao.model.fact import REGISTERS
from fengqiao.model.measure import Adherence
from fengqiao.model.predicate import ALWAYS


def refused(what: Text) -> NotSupportedError:
    """An adherence that this engine cannot count."""
    return NotSupportedError(
        Text(
            f"SQL 引擎还不能计算频次（adherence）：{what.zh}", f"The SQL engine cannot count an adherence {what.en} yet"
        )
    )


class Cadences:
    """Adherence for many units at once."""

    def __init__(self, ground: Ground, registers: Registers, calendar: Calendar) -> None:
        self._ground, self._registers, self._calendar = ground, registers, calendar
        self._slots: dict[tuple[Any, ...], Slots] = {}

    def table(self, measure: Adherence, keys: list[str], duty: date, window: Period, day: date, name: Any) -> Table:  # noqa: PLR0917  the parts of one query
        """The units with slots at least filled, at most filled and due: `low`, `high`, `due`."""
        self._check(measure)
        slots = self.slots(measure, duty, day)
        excused = 0
        if measure.excuse_no_working_day:
            at_rest = (i for i, slot in enumerate(slots.periods) if not self._calendar.has_working_day(slot))
            excused = sum(1 << i for i in at_rest)
        units = self._ground.table(
            ("duties", measure.register, measure.every, excused, name, duty, window, day),
            lambda: self._ground.duties(keys, slots, measure.register, duty, window, day, excused),
        )
        size = count_of_words(len(slots.periods))
        return self._counted(units, measure, slots, size, (duty, day))

    def slots(self, measure: Adherence, duty: date, day: date) -> Slots:
        """The slots of a cadence."""
        key = measure.every, duty, day
        if key not in self._slots:
            self._slots[key] = Slots.of(measure.every, duty, day)
        return self._slots[key]

    def _check(self, measure: Adherence) -> None:
        if REGISTERS[measure.register].dated_by is None:
            raise NotSupportedError(
                Text(
                    f"台账{measure.register}没有日期，不能计算频次",
                    f"The register {measure.register} has no date: it cannot fill slots",
                )
            )
        if measure.times != 1:
            raise refused(Text("每期多次（times）", "of several times a slot (times)"))
        if measure.counting != "covered":
            raise refused(Text(f"按报送时间（{measure.counting}）", f"by the day of the report ({measure.counting})"))
        self._registers.refuse_returns(measure.register)

    def _counted(self, units: Table, measure: Adherence, slots: Slots, size: int, span: tuple[date, date]) -> Table:
        table = self._registers.plain(measure.register)
        marks = range(size)
        if table is None:
            both = units.mutate(**{f"{word}_{i}": whole(0) for word in ("sure", "maybe") for i in marks})
        else:
            both = self._marked(units, table, measure, slots, size, span)
        filled = [both[f"sure_{i}"] & both[f"due_{i}"] for i in marks]
        # what is left of a set without a part of it is a difference: `~` of a compound loses its brackets in SQL
        rest = [both[f"due_{i}"] - filled[i] for i in marks]
        possible = [rest[i] & (both[f"maybe_{i}"] | both[f"silent_{i}"]) for i in marks]
        low = _bits(filled)
        plain = both.mutate(
            due=_bits([both[f"due_{i}"] for i in marks]),
            low=low,
            high=low + _bits(possible),
            **{f"rest_{i}": rest[i] for i in marks},
            **{f"left_{i}": rest[i] - possible[i] for i in marks},
        )
        lumps = None if table is None else self._lumps(table, measure, slots, size, span)
        if lumps is None:
            return plain.select("unit", "due", "low", "high")
        return self._with_lumps(plain, lumps, measure, size)

    def _marked(  # noqa: PLR0917  the parts of one query
        self, units: Table, table: Table, measure: Adherence, slots: Slots, size: int, span: tuple[date, date]
    ) -> Table:
        """The units with the slots that dated facts fill: surely, and perhaps."""
        field = str(REGISTERS[measure.register].dated_by)
        days = self._ground.table(("days", measure.every, *span), lambda: _days(slots))
        held = self._registers.held(table, measure.register, measure.where)
        always = measure.where == ALWAYS
        facts = table.select("division", on=table[field], exact=table.exact, must=held.must, may=held.may)
        facts = facts.filter(facts.exact) if always else facts.filter(facts.exact & facts.may)
        dated = beside(facts, days, {"on": "day"})
        words_: dict[str, Value] = {}
        for i in range(size):
            bit = dated[f"bit_{i}"]
            words_[f"sure_{i}"] = any_bit(bit if always else dated.must.ifelse(bit, whole(0)))
            if not always:
                words_[f"maybe_{i}"] = any_bit(bit)
        per = dated.group_by("division").aggregate(**words_)
        both = beside(units, per, {"unit": "division"}, "left")
        names = {name: both[name].fill_null(whole(0)) for name in words_}
        if always:
            names |= {f"maybe_{i}": whole(0) for i in range(size)}
        return both.mutate(**names)

    # -- facts without a day

    def _lumps(
        self, table: Table, measure: Adherence, slots: Slots, size: int, span: tuple[date, date]
    ) -> Table | None:
        """Facts without a day, by unit and the slots that they may fill; None where there are none."""
        field = str(REGISTERS[measure.register].dated_by)
        held = self._registers.held(table, measure.register, measure.where)
        loose = table.mutate(must=held.must, may=held.may).filter(held.may & (table[field].isnull() | ~table.exact))
        kinds = loose.group_by(["source_since", "source_until"]).aggregate(
            rough=known_any(~loose.exact), n=loose.count()
        )
        spans = kinds.to_pyarrow().to_pylist()
        if not spans:
            return None
        if any(row["rough"] for row in spans):
            raise refused(Text("有的事实只知道大致区划", "with facts of which only a wider place is known"))
        known_spans = [(row["source_since"], row["source_until"]) for row in spans]
        made = _spans(slots, known_spans)
        if _cross(made):
            raise refused(Text("无日期的事实来自时段交叉的来源", "with undated facts from sources whose times overlap"))
        spoken = self._ground.table(
            ("spans", measure.register, measure.every, *span, tuple(known_spans)),
            lambda: pa.table(
                {
                    "since": pa.array([one[0] or date.min for one in made], pa.date32()),
                    "until": pa.array([one[1] or date.max for one in made], pa.date32()),
                    "free": pa.array([one[3] for one in made], pa.bool_()),
                    **words("lump", [one[2] for one in made], len(slots.periods)),
                }
            ),
        )
        low, high = ibis.literal(date.min), ibis.literal(date.max)
        loose = loose.select(
            "division", "must", "may", first=loose.source_since.coalesce(low), last=loose.source_until.coalesce(high)
        )
        found = beside(loose, spoken, {"first": "since", "last": "until"})
        return found.group_by(["division", *(f"lump_{i}" for i in range(size))]).aggregate(
            most=total(tell(found.may)), bound=total(tell(found.must & ~found.free))
        )

    def _with_lumps(self, plain: Table, lumps: Table, measure: Adherence, size: int) -> Table:
        """The bounds with the facts that have no day: each stretch fills one slot at the least, if none else can."""
        marks = range(size)
        rolls = measure.every.n if measure.every.rolling else 0
        both = beside(plain, lumps, {"unit": "division"})
        bits = [both[f"lump_{i}"] for i in marks]
        outside = some([(bits[i] & both[f"rest_{i}"]) != bits[i] for i in marks])
        anything = some([bit != 0 for bit in bits])
        room = _bits([bits[i] & both[f"left_{i}"] for i in marks])
        fewest = tell((both.bound > 0) & anything & ~outside) if not rolls else whole(0)
        per = both.select("unit", fewest=fewest, room=room, most=(room > 0).ifelse(both.most, whole(0)))
        if rolls:
            sums = per.group_by("unit").aggregate(fewest=total(per.fewest), room=total(per.room), most=total(per.most))
            sums = sums.select("unit", "fewest", more=ibis.least(sums.room, sums.most * rolls))
        else:
            each = per.mutate(more=ibis.least(per.room, per.most))
            sums = each.group_by("unit").aggregate(fewest=total(each.fewest), more=total(each.more))
        found = beside(plain, sums, {"unit": "unit"}, "left")
        return found.select(
            "unit",
            "due",
            low=found.low + found.fewest.fill_null(whole(0)),
            high=found.high + found.more.fill_null(whole(0)),
        )


def known_any(truth: Value) -> Value:
    """Whether any is true; false of none."""
    return truth.any().fill_null(yes(False))


def _bits(parts: Iterable[Value]) -> Value:
    return reduce(add, [bits_in(part).cast("int64") for part in parts])


def _days(slots: Slots) -> pa.Table:
    """Every day with the words of the slots that hold it."""
    days = sorted(slots.days)
    columns = words("bit", [slots.days[day] for day in days], len(slots.periods))
    return pa.table({"day": pa.array(days, pa.date32()), **columns})


def _spans(
    slots: Slots, spans: Iterable[tuple[date | None, date | None]]
) -> list[tuple[date | None, date | None, int, bool]]:
    """The times that sources speak for: the slots that they touch, and whether they have days in none."""
    found = []
    for since, until in spans:
        low, high = ordinals(since, until)
        first, last = date.fromordinal(low), date.fromordinal(high)
        periods = slots.periods
        outside = not periods or first < periods[0].first or last > periods[-1].last
        found.append((since, until, slots.touching(first, last), outside))
    return found


def _cross(spans: list[tuple[date | None, date | None, int, bool]]) -> bool:
    """Whether the slots of two times overlap without being the same."""
    sets = sorted({one[2] for one in spans})
    return any(a & b for i, a in enumerate(sets) for b in sets[i + 1 :])
