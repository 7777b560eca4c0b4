"""How many facts, which share of them, what total, how many persons: for every unit of a level at once."""

from __future__ import annotations

from datetime import date
from typing import Any

from fengqiao.engine.sql.functions import Table, Value, beside, known, tell, total, whole, yes
from fengqiao.engine.sql.ground import Ground
from fengqiao.engine.sql.logic import Held
from fengqiao.engine.sql.register import Registers
from fengqiao.engine.sql.standing import grouping, standing
from fengqiao.engine.sql.truths import TALLY
from fengqiao.errors import NotSupportedError, Text
from fengqiao.model.calendar import Period
from fengqiao.model.measure import FactsOf, Mediators, Sum
from fengqiao.model.place import Level
from fengqiao.model.predicate import ALWAYS, AllOf, NotThat, Predicate

SUMS = ("sum_yes", "sum_no", "sum_unknown", "sum_may_yes", "sum_may_no", "far_yes", "far_no")
"""Facts of one place added up: as they count where they surely stand, and (`far`) where they only may."""


def empty(ground: Ground, level: Level) -> Table:
    """Every unit of a level with nothing counted."""
    units = ground.units(level)
    return units.mutate(**{name: whole(0) for name in TALLY}, blank=yes(False))


def of_facts(  # noqa: PLR0917  the parts of one query
    ground: Ground, registers: Registers, of: FactsOf, that: Predicate, window: Period, level: Level, day: date
) -> Table:
    """Every unit of a level with its tally of facts."""
    table = registers.facts(of.register)
    if table is None:
        return empty(ground, level)
    member = registers.member(table, of.register, of.where, of.dated_by, window)
    could, could_not = yes(True), yes(False)
    if that != ALWAYS:
        could = registers.held(table, of.register, AllOf((of.where, that))).may
        could_not = registers.held(table, of.register, AllOf((of.where, NotThat(that)))).may
    return _summed(ground, table, of, member, _parts(member, could, could_not), level, day)


def _parts(member: Held, could: Value, could_not: Value) -> dict[str, Value]:
    sure, doubtful = member.must, member.may & ~member.must
    truths = {
        "sum_yes": sure & ~could_not,
        "sum_no": sure & could_not & ~could,
        "sum_unknown": sure & could & could_not,
        "sum_may_yes": doubtful & could,
        "sum_may_no": doubtful & could_not,
        "far_yes": member.may & could,
        "far_no": member.may & could_not,
    }
    return {name: tell(truth) for name, truth in truths.items()}


def of_sum(ground: Ground, registers: Registers, measure: Sum, window: Period, level: Level, day: date) -> Table:  # noqa: PLR0917  the parts of one query
    """Every unit of a level with the total of a field; `blank` where a member does not say it."""
    of = measure.of
    table = registers.facts(of.register)
    if table is None:
        return empty(ground, level)
    member = registers.member(table, of.register, of.where, of.dated_by, window)
    amount = table[measure.field].fill_null(0)
    none = whole(0)
    parts = {
        "sum_yes": member.must.ifelse(amount, none),
        "sum_no": none,
        "sum_unknown": none,
        "sum_may_yes": (member.may & ~member.must).ifelse(amount, none),
        "sum_may_no": none,
        "far_yes": member.may.ifelse(amount, none),
        "far_no": none,
        "blanks": tell(member.may & table[measure.field].isnull()),
    }
    return _summed(ground, table, of, member, parts, level, day)


def _summed(  # noqa: PLR0917  the parts of one query
    ground: Ground, table: Table, of: FactsOf, member: Held, parts: dict[str, Value], level: Level, day: date
) -> Table:
    """Facts are added up by place, and only then joined to the units above."""
    rows = table.mutate(**parts).filter(member.may)
    per = rows.group_by(list(grouping(of.register, of.placed))).aggregate(**{name: total(rows[name]) for name in parts})
    near = standing(ground, per, of.register, of.placed, level, day)
    here: Any = near.near
    none = whole(0)
    sums = {
        "yes": total(here.ifelse(near.sum_yes, none)),
        "no": total(here.ifelse(near.sum_no, none)),
        "unknown": total(here.ifelse(near.sum_unknown, none)),
        "may_yes": total(here.ifelse(near.sum_may_yes, near.far_yes)),
        "may_no": total(here.ifelse(near.sum_may_no, near.far_no)),
    }
    if "blanks" in parts:
        sums["blanks"] = total(near.blanks)
    return filled(ground, near.group_by("unit").aggregate(**sums), level)


def filled(ground: Ground, found: Table, level: Level) -> Table:
    """The same with a line for every unit of the level."""
    units = ground.units(level)
    joined = beside(units, found, {"unit": "unit"}, "left")
    sums = {name: joined[name].fill_null(whole(0)) for name in TALLY}
    blank = (joined.blanks.fill_null(whole(0)) > 0) if "blanks" in found.columns else yes(False)
    return joined.select("unit", **sums, blank=blank)


# -- persons


def of_persons(ground: Ground, registers: Registers, of: Mediators, window: Period, level: Level, day: date) -> Table:  # noqa: PLR0917  the parts of one query
    """Every unit of a level with how many distinct persons; the rules are those of engine/persons.py."""
    if of.one_place:
        raise NotSupportedError(
            Text("SQL 引擎还不能按一人一处计数（one_place）", "The SQL engine cannot count one person at one place yet")
        )
    table = registers.facts("posts")
    if table is None:
        return empty(ground, level)
    member = registers.member(table, "posts", of.where, None, window)
    rows = table.mutate(sure=member.must).filter(member.may)
    rows = rows.select("person", "plain_name", "sure", *grouping("posts", of.placed))
    near = standing(ground, rows, "posts", of.placed, level, day)
    near = near.select("unit", "person", "plain_name", sure=near.sure & near.near)
    found = ground.units(level)
    for part in _persons(near):
        found = beside(found, part, {"unit": "unit"}, "left")
    got = {name: found[name].fill_null(whole(0)) for name in found.columns if name != "unit"}
    apart = got["names_apart"] - got["unnamed"]
    apart = (apart > 0).ifelse(apart, whole(0))
    anybody = (got["surely"] > 0) | (got["names_sure"] > 0)
    first = tell((got["bare_sure"] > 0) & ~anybody)
    tally = {
        "yes": got["surely"] + apart + first,
        "no": whole(0),
        "unknown": got["names_sure"] - apart + got["spare_sure"] + got["bare_sure"] - first,
        "may_yes": got["perhaps"] + got["names_may"] + got["spare_may"] + got["bare_may"],
        "may_no": whole(0),
    }
    return found.select("unit", **tally, blank=yes(False))


def _persons(near: Table) -> list[Table]:
    """Rows with an identity, with a name alone, and with neither."""
    one = near.filter(near.person.notnull())
    persons = one.group_by(["unit", "person"]).aggregate(
        counts=known(one.sure.any()), has_name=known(one.plain_name.notnull().any())
    )
    identified = persons.group_by("unit").aggregate(
        surely=total(tell(persons.counts)),
        perhaps=total(tell(~persons.counts)),
        unnamed=total(tell(persons.counts & ~persons.has_name)),
    )
    certain = persons.filter(persons.counts).select("unit", "person")
    bearing = one.filter(one.plain_name.notnull())
    borne = bearing.semi_join(certain, ["unit", "person"]).select("unit", "plain_name").distinct()
    borne = borne.select(borne_unit=borne.unit, borne_name=borne.plain_name)
    two = near.filter(near.person.isnull() & near.plain_name.notnull())
    names = two.group_by(["unit", "plain_name"]).aggregate(n_sure=total(tell(two.sure)), n=two.count())
    names = names.left_join(borne, [names.unit == borne.borne_unit, names.plain_name == borne.borne_name])
    is_sure, is_borne = names.n_sure > 0, names.borne_unit.notnull()
    named = names.group_by("unit").aggregate(
        names_sure=total(tell(is_sure)),
        names_apart=total(tell(is_sure & ~is_borne)),
        names_may=total(tell(~is_sure)),
        spare_sure=total(is_sure.ifelse(names.n_sure - 1, whole(0))),
        spare_may=total(is_sure.ifelse(names.n - names.n_sure, names.n - 1)),
    )
    three = near.filter(near.person.isnull() & near.plain_name.isnull())
    bare = three.group_by("unit").aggregate(bare_sure=total(tell(three.sure)), bare_may=total(tell(~three.sure)))
    return [identified, named, bare]
