"""How many distinct persons, for every unit asked at once: the rules are those of engine/persons.py."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis

from fengqiao.engine.sql.asked import Asked, BodiesOf
from fengqiao.engine.sql.counts import Days
from fengqiao.engine.sql.functions import Table, Value, beside, known, tell, total, whole, yes
from fengqiao.engine.sql.hanging import Hanging
from fengqiao.engine.sql.register import Registers
from fengqiao.engine.sql.spots import Spots
from fengqiao.model.calendar import Period
from fengqiao.model.measure import Mediators
from fengqiao.model.place import Level
from fengqiao.model.predicate import ALWAYS

PARTS = ("names_sure", "names_apart", "names_may", "spare_sure", "spare_may", "bare_sure", "bare_may")
"""What rows without an identity come to."""


def posts(registers: Registers, of: Mediators, window: Days) -> Table | None:
    """The posts that are or may be counted, `sure` where they are; None where the database has no posts."""
    table = registers.facts("posts")
    if table is None:
        return None
    if isinstance(window, Hanging):
        held = registers.held(table, "posts", of.where)
        return table.mutate(sure=held.must).filter(held.may)
    if of.one_place:
        table = with_main(table, registers, window)
    member = registers.member(table, "posts", of.where, None, window)
    sure, may = member.must, member.may
    if of.one_place:
        sure, may = sure & table.is_main, may & table.may_be_main
    return table.mutate(sure=sure).filter(may)


def standing(  # noqa: PLR0917  the parts of one query
    spots: Spots, rows: Table, columns: tuple[str, ...], of: Mediators, window: Days, asked: Asked, day: date
) -> Table:
    """Posts once for each unit that they are at or within, `sure` where they surely count there."""
    hanging = window if isinstance(window, Hanging) else None
    keys = spots.grouping("posts", of.placed, asked, hanging)
    # one post may be near on several grounds: by its key it is one still
    rows = rows.select(*dict.fromkeys(("post", "sure", *columns, *keys)))
    near = spots.standing(rows, "posts", of.placed, asked, day, hanging)
    return near.mutate(sure=near.sure & near.near)


def of_persons(  # noqa: PLR0917  the parts of one query
    spots: Spots, registers: Registers, of: Mediators, window: Days, asked: Asked, day: date
) -> Table | None:
    """Every unit with how many distinct persons."""
    rows = posts(registers, of, window)
    if rows is None:
        return None
    near = standing(spots, rows, ("person", "plain_name"), of, window, asked, day)
    parts = None
    if isinstance(asked, Level | BodiesOf):
        run, key = registers.run, ("nearby", of, window, asked, day)
        near = run.kept(key, lambda: standing(spots, rows, ("person", "plain_name"), of, window, asked, day))
        (row,) = run.read(near.aggregate(nameless=near.person.isnull().any())).to_pylist()
        parts = None if row["nameless"] else [_identified(near)]
    found = spots.units(asked)
    for part in _persons(near) if parts is None else parts:
        found = beside(found, part, {"unit": "unit"}, "left")
    found = found.mutate(**{name: whole(0) for name in PARTS if name not in found.columns})
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


def _each(near: Table) -> Table:
    return near.group_by(["unit", "person"]).aggregate(
        counts=known(near.sure.any()), has_name=known(near.plain_name.notnull().any())
    )


def _identified(near: Table) -> Table:
    """Rows with an identity."""
    persons = _each(near)
    return persons.group_by("unit").aggregate(
        surely=total(tell(persons.counts)),
        perhaps=total(tell(~persons.counts)),
        unnamed=total(tell(persons.counts & ~persons.has_name)),
    )


def _persons(near: Table) -> list[Table]:
    """Rows with an identity, with a name alone, and with neither."""
    one = near.filter(near.person.notnull())
    persons, identified = _each(one), _identified(one)
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


# -- one person, one place


def with_main(table: Table, registers: Registers, window: Period) -> Table:
    """The posts with whether the person surely counts there (`is_main`), and whether in any way (`may_be_main`)."""
    live = registers.member(table, "posts", ALWAYS, None, window)
    rows = table.mutate(live=live.must, ordered=registers.ground.dialect.ordered(table.id)).filter(live.may)
    mine: Any = ibis.window(group_by="person")
    marked = known(rows.main)
    rows = rows.mutate(
        marked=marked, opens=(rows.live & ~marked & rows.since.notnull()).ifelse(rows.since, ibis.null("date"))
    )
    rows = rows.mutate(
        surely_marked=tell(rows.live & rows.marked).sum().over(mine) > 0, first=rows.opens.min().over(mine)
    )
    rows = rows.mutate(
        first_id=(rows.opens == rows["first"])
        .fill_null(False)
        .ifelse(rows.ordered, ibis.null("string"))
        .min()
        .over(mine)
    )
    start = rows["first"]
    early = start.isnull() | (rows.since < start) | ((rows.since == start) & (rows.ordered <= rows.first_id))
    plain = ~rows.marked & ~rows.surely_marked & (rows.since.isnull() | early.fill_null(True))
    rows = rows.mutate(candidate=rows.marked | plain)
    rows = rows.mutate(rivals=tell(rows.candidate).sum().over(mine))
    everyone, same_name = ibis.window(), ibis.window(group_by="plain_name")
    rows = rows.mutate(
        n=rows.count().over(everyone),
        nameless=tell(rows.plain_name.isnull()).sum().over(everyone),
        namesakes=rows.count().over(same_name),
    )
    alone = (rows.n == 1) | (rows.plain_name.notnull() & (rows.namesakes == 1) & (rows.nameless == 0))
    identified: Value = rows.person.notnull()
    return rows.mutate(
        is_main=identified.ifelse(rows.candidate & (rows.rivals == 1), alone),
        may_be_main=identified.ifelse(rows.candidate, yes(True)),
    )
