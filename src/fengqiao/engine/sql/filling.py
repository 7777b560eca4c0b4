"""The slots that facts fill: each unit's facts are or-ed into words of bits, or looked at slot by slot."""

from __future__ import annotations

from datetime import date, timedelta

import ibis

from fengqiao.engine.sql.functions import Table, Value, any_bit, beside, tell, whole
from fengqiao.engine.sql.ground import Ground, count_of_words
from fengqiao.engine.sql.marks import days_of, slot_days
from fengqiao.engine.sql.register import Registers
from fengqiao.model.calendar import Slots
from fengqiao.model.fact import REGISTERS
from fengqiao.model.measure import Adherence
from fengqiao.model.predicate import ALWAYS


class Filling:
    """The facts of a register as slots that they fill."""

    def __init__(self, ground: Ground, registers: Registers) -> None:
        self._ground, self._registers = ground, registers

    def filled(self, measure: Adherence, slots: Slots, duty: date, day: date) -> Table | None:
        """The divisions with the slots that dated facts fill, surely and perhaps: one scan for all who ask."""
        facts = self.dated(measure)
        if facts is None:
            return None
        key = "words", measure.register, measure.every, measure.times, measure.where, measure.counting, measure.grace
        return self._registers.run.kept((*key, duty, day), lambda: self._scanned(facts, measure, slots, duty, day))

    def dated(self, measure: Adherence) -> Table | None:
        """The facts that may fill a slot, each with its day `on`, and the day on which it was handed in."""
        table = self._registers.table(measure.register)
        if table is None:
            return None
        held = self._registers.held(table, measure.register, measure.where)
        facts = table.select(
            "division", on=table[str(REGISTERS[measure.register].dated_by)], exact=table.exact, must=held.must,
            may=held.may, handed=ibis.coalesce(table.reported_on, table.source_reported_on),
        )  # fmt: skip
        return facts.filter(facts.exact) if measure.where == ALWAYS else facts.filter(facts.exact & facts.may)

    def _scanned(self, facts: Table, measure: Adherence, slots: Slots, duty: date, day: date) -> Table:
        marks = range(count_of_words(len(slots.periods)))
        if measure.counting != "covered" or measure.times > 1:
            return self._by_slot(facts, measure, slots, (duty, day), marks)
        always = measure.where == ALWAYS
        days = self._ground.table(("days", measure.every, duty, day), lambda: days_of(slots))
        dated = beside(facts, days, {"on": "day"})
        bits: dict[str, Value] = {}
        for i in marks:
            bit = dated[f"bit_{i}"]
            bits[f"sure_{i}"] = any_bit(bit if always else dated.must.ifelse(bit, whole(0)))
            if not always:
                bits[f"maybe_{i}"] = any_bit(bit)
        per = dated.group_by("division").aggregate(**bits)
        return per.mutate(**{f"maybe_{i}": whole(0) for i in marks}) if always else per

    def in_slots(self, facts: Table, measure: Adherence, slots: Slots, span: tuple[date, date]) -> Table:
        """Each fact once for each slot that holds its day."""
        grace = timedelta(days=measure.grace)
        key = "slot days", measure.every, grace, *span
        return beside(facts, self._ground.table(key, lambda: slot_days(slots, grace, span[1])), {"on": "day"})

    def _by_slot(self, facts: Table, measure: Adherence, slots: Slots, span: tuple[date, date], marks: range) -> Table:
        """The same where facts are counted slot by slot: several times a slot, or only those reported in time."""
        dated = self.in_slots(facts, measure, slots, span)
        sure, may = dated.must, dated.may
        if measure.counting == "on_time":
            in_time = dated.handed <= dated.by
            sure, may = sure & in_time.fill_null(False), may & in_time.fill_null(True)
        dated = dated.mutate(n_sure=tell(sure), n_may=tell(may))
        words_ = [f"bit_{i}" for i in marks]
        each = dated.group_by(["division", *words_]).aggregate(n_sure=dated.n_sure.sum(), n_may=dated.n_may.sum())
        bits = {}
        for i in marks:
            bits[f"sure_{i}"] = any_bit((each.n_sure >= measure.times).ifelse(each[f"bit_{i}"], whole(0)))
            bits[f"maybe_{i}"] = any_bit((each.n_may >= measure.times).ifelse(each[f"bit_{i}"], whole(0)))
        return each.group_by("division").aggregate(**bits)

    def undated(self, measure: Adherence) -> Table | None:
        """The facts that fill some slot, of which no day or only a wider place is known."""
        table = self._registers.table(measure.register)
        if table is None:
            return None
        field = str(REGISTERS[measure.register].dated_by)
        held = self._registers.held(table, measure.register, measure.where)
        rows = table.select(
            "division", "exact", "source_since", "source_until", on=table[field], must=held.must, may=held.may,
            handed=ibis.coalesce(table.reported_on, table.source_reported_on),
        )  # fmt: skip
        return rows.filter(rows.may & (rows.on.isnull() | ~rows.exact))
