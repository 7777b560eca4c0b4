"""How many facts, which share of them, what total, how many values: for every unit asked at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import attrs
import ibis

from fengqiao.engine.sql.asked import Asked
from fengqiao.engine.sql.functions import Table, Value, beside, tell, total, whole, yes
from fengqiao.engine.sql.hanging import Hanging
from fengqiao.engine.sql.register import Registers
from fengqiao.engine.sql.spots import Spots
from fengqiao.engine.sql.truths import TALLY
from fengqiao.model.calendar import Period
from fengqiao.model.fact import Choice, YesNo
from fengqiao.model.measure import Condition, FactsOf
from fengqiao.model.predicate import ALWAYS, AllOf, NotThat, Predicate

AskFacts = Callable[[Condition, FactsOf, Table, str], Table]
"""A condition asked at the facts of a set (all, or those with what is given): the table with `applies` and `truth`."""
Days = Period | Hanging
"""The days that a counted set looks at: the same for all, or hanging on a date of whoever asks."""


@attrs.frozen(eq=False)
class Members:
    """The facts that are or may be in a counted set: `sure`, and whether each could hold and could not."""

    table: Table
    sure: Value
    could: Value
    could_not: Value


class Counts:
    """Counted sets of facts over the registers of a database."""

    def __init__(self, spots: Spots, registers: Registers, ask: AskFacts) -> None:
        self.spots, self.registers, self._ask = spots, registers, ask

    def empty(self, asked: Asked) -> Table:
        """Every unit with nothing counted."""
        return self.spots.units(asked).mutate(**{name: whole(0) for name in TALLY}, blank=yes(False))

    def filled(self, found: Table, asked: Asked) -> Table:
        """The same with a line for every unit."""
        joined = beside(self.spots.units(asked), found, {"unit": "unit"}, "left")
        sums = {name: joined[name].fill_null(whole(0)) for name in TALLY}
        blank = (joined.blanks.fill_null(whole(0)) > 0) if "blanks" in found.columns else yes(False)
        return joined.select("unit", **sums, blank=blank)

    # -- members

    def members(self, of: FactsOf, having: Condition | None, that: Predicate, window: Days) -> Members | None:
        """The facts of a set, wherever they stand; None where the database has no such register.

        With a window that hangs on whoever asks: whenever they lie.
        """
        table = self.registers.facts(of.register)
        if table is None:
            return None
        if isinstance(window, Hanging):
            held = self.registers.held(table, of.register, of.where)
        else:
            held = self.registers.member(table, of.register, of.where, of.dated_by, window)
        table = table.mutate(sure=held.must).filter(held.may)
        if of.given is not None:
            table = self._ask(of.given, of, table, "all")
            table = table.filter(table.applies & table.truth.fill_null(True))
            table = table.mutate(sure=table.sure & table.truth.fill_null(False)).drop("applies", "truth")
        could, could_not = yes(True), yes(False)
        if having is not None:
            table = self._ask(having, of, table, "given")
            table = table.filter(table.applies)
            could, could_not = table.truth.fill_null(True), ~table.truth.fill_null(False)
        if that != ALWAYS:
            could = could & self.registers.held(table, of.register, AllOf((of.where, that))).may
            could_not = could_not | self.registers.held(table, of.register, AllOf((of.where, NotThat(that)))).may
        return Members(table, table.sure, could, could_not)

    # -- tallies

    def of_facts(self, found: Members | None, of: FactsOf, window: Days, asked: Asked, day: date) -> Table:
        """Every unit with its tally of the members of a set."""
        if found is None:
            return self.empty(asked)
        sure, doubtful = found.sure, ~found.sure
        truths = {
            "sum_yes": sure & ~found.could_not,
            "sum_no": sure & found.could_not & ~found.could,
            "sum_unknown": sure & found.could & found.could_not,
            "sum_may_yes": doubtful & found.could,
            "sum_may_no": doubtful & found.could_not,
            "far_yes": found.could,
            "far_no": found.could_not,
        }
        parts = {name: tell(truth) for name, truth in truths.items()}
        return self._summed(found.table.mutate(**parts), tuple(parts), of, window, asked, day)

    def of_sum(self, field: str, of: FactsOf, window: Days, asked: Asked, day: date) -> Table:
        """Every unit with the total of a field; `blank` where a member does not say it."""
        found = self.members(of, None, ALWAYS, window)
        if found is None:
            return self.empty(asked)
        amount, none = found.table[field].fill_null(0), whole(0)
        parts = {
            "sum_yes": found.sure.ifelse(amount, none),
            "sum_no": none,
            "sum_unknown": none,
            "sum_may_yes": found.sure.ifelse(none, amount),
            "sum_may_no": none,
            "far_yes": amount,
            "far_no": none,
            "blanks": tell(found.table[field].isnull()),
        }
        return self._summed(found.table.mutate(**parts), tuple(parts), of, window, asked, day)

    def _summed(  # noqa: PLR0917  the parts of one query
        self, rows: Table, names: tuple[str, ...], of: FactsOf, window: Days, asked: Asked, day: date
    ) -> Table:
        """Facts are added up by place, and only then joined to the units above."""
        hanging = window if isinstance(window, Hanging) else None
        keys = self.spots.grouping(of.register, of.placed, asked, hanging)
        per = rows.group_by(list(keys)).aggregate(**{name: total(rows[name]) for name in names})
        near = self.spots.standing(per, of.register, of.placed, asked, day, hanging)
        here: Value = near.near
        none = whole(0)
        sums = {
            "yes": total(here.ifelse(near.sum_yes, none)),
            "no": total(here.ifelse(near.sum_no, none)),
            "unknown": total(here.ifelse(near.sum_unknown, none)),
            "may_yes": total(here.ifelse(near.sum_may_yes, near.far_yes)),
            "may_no": total(here.ifelse(near.sum_may_no, near.far_no)),
        }
        if "blanks" in names:
            sums["blanks"] = total(near.blanks)
        return self.filled(near.group_by("unit").aggregate(**sums), asked)

    def of_values(  # noqa: PLR0917  the parts of one query
        self, of: FactsOf, having: Condition | None, field: str, window: Days, asked: Asked, day: date
    ) -> Table:
        """Every unit with how many different values of a field its members have; a blank may be any value."""
        found = self.members(of, having, ALWAYS, window)
        if found is None:
            return self.empty(asked)
        rows = found.table.mutate(certain=found.sure & ~found.could_not, value=found.table[field]).filter(found.could)
        hanging = window if isinstance(window, Hanging) else None
        keys = (*self.spots.grouping(of.register, of.placed, asked, hanging), "value")
        per = rows.group_by(list(keys)).aggregate(certain=rows.certain.any(), n=rows.count())
        near = self.spots.standing(per, of.register, of.placed, asked, day, hanging)
        near = near.mutate(certain=near.certain & near.near)
        values = near.group_by(["unit", "value"]).aggregate(certain=near.certain.any(), n=near.n.sum())
        given = values.value.notnull()
        each = values.group_by("unit").aggregate(
            low=total(tell(given & values.certain)),
            known=total(tell(given)),
            anyone=total(tell(values.certain)),
            blanks=total(given.ifelse(whole(0), values.n)),
        )
        return self.filled(self._of_values(each, values, of.register, field), asked)

    def _of_values(self, each: Table, values: Table, register: str, field: str) -> Table:
        most = each.known + each.blanks
        domain = self.registers.domains(register).get(field)
        if isinstance(domain, Choice):
            other = values.filter(values.value.notnull() & ~values.value.isin(domain.values))
            others = other.group_by("unit").aggregate(others=other.count())
            each = beside(each, others, {"unit": "unit"}, "left")
            most = ibis.least(each.known + each.blanks, each.others.fill_null(0) + len(domain.values))
        elif isinstance(domain, YesNo):
            most = ibis.least(most, whole(2))
        low = ibis.greatest(each.low, (each.anyone > 0).ifelse(whole(1), whole(0)))
        none = whole(0)
        return each.select("unit", yes=low, no=none, unknown=none, may_yes=most - low, may_no=none)
