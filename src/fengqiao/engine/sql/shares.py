"""Which persons hold, for every unit asked at once: one holds when any of their posts does (engine/persons.py)."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import ibis

from fengqiao.engine.sql.asked import MARK, Asked, PersonsOf
from fengqiao.engine.sql.functions import Table, Value, beside, known, tell, total, whole, yes
from fengqiao.engine.sql.standing import merged

AskPersons = Callable[[PersonsOf], Table]
"""A condition asked at persons: `unit`, `applies` and `truth` of each."""
Order = Callable[[Value], Value]
"""A text as something that the database orders as Python does."""


def asked_at(near: Table, area: Asked, name: Hashable, ask: AskPersons, dates: tuple[str, ...]) -> Table:
    """The posts near each unit to whose holders a condition applies, with whether each could hold and could not."""
    near = near.mutate(holder=near.unit + MARK + near.post)
    units = near.select(
        "post", "person", "plain_name", *(one for one in dates if one not in ("person", "plain_name")),
        unit="holder", over="unit", home="place",
    )  # fmt: skip
    found = ask(PersonsOf(area, name, units.distinct())).select(whose="unit", applies="applies", truth="truth")
    both = beside(near, found, {"holder": "whose"}, "left")
    both = both.filter(both.applies.fill_null(True))
    could, could_not = both.could & both.truth.fill_null(True), both.could_not | ~both.truth.fill_null(False)
    return both.mutate(could=could, could_not=could_not)


def shared(near: Table, order: Order) -> Table:
    """The units with their persons by whether they hold. Rows that may be one person's may join as either."""
    near = near.mutate(holds=near.sure & ~near.could_not)
    one, loose = near.filter(near.person.notnull()), near.filter(near.person.isnull())
    persons = one.group_by(["unit", "person"]).aggregate(
        apart=one.sure.any(), can=one.could.any(), holds=one.holds.any(), has_name=one.plain_name.notnull().any()
    )
    named = loose.filter(loose.plain_name.notnull())
    names = named.group_by(["unit", "plain_name"]).aggregate(
        n=named.count(), sure=named.sure.any(), can=named.could.any(), holds=named.holds.all()
    )
    names = _apart(names, one, persons, order)
    people = persons.filter(persons.apart).select("unit").union(names.filter(names.sure).select("unit")).distinct()
    first = names.mutate(n=whole(1))
    spare = names.mutate(n=names.n - 1, apart=yes(False))
    parts = [_lifted(persons, loose), first, spare, _bare(loose, people, order)]
    every = merged([part.select("unit", "n", "apart", "can", "holds") for part in parts])
    apart, can, holds, n, none = every.apart, every.can, every.holds, every.n, whole(0)
    return every.group_by("unit").aggregate(
        yes=total((apart & holds).ifelse(n, none)),
        no=total((apart & ~can).ifelse(n, none)),
        unknown=total((apart & ~holds & can).ifelse(n, none)),
        may_yes=total((~apart & can).ifelse(n, none)),
        may_no=total((~apart & ~holds).ifelse(n, none)),
    )


def _lifted(persons: Table, loose: Table) -> Table:
    """Persons with an identity: a row without one may be theirs, and hold for them."""
    lifts = loose.group_by("unit").aggregate(lifted=loose.could.any())
    both = beside(persons, lifts, {"unit": "unit"}, "left")
    return both.mutate(n=whole(1), can=both.can | known(both.lifted))


def _apart(names: Table, one: Table, persons: Table, order: Order) -> Table:
    """Names with whether each is surely one person more: an identified person without a name may bear any one."""
    surely = persons.filter(persons.apart)
    borne = one.filter(one.plain_name.notnull()).semi_join(surely, ["unit", "person"])
    borne = borne.select(of="unit", borne="plain_name").distinct().mutate(is_borne=yes(True))
    unnamed = surely.group_by("unit").aggregate(unnamed=total(tell(~surely.has_name)))
    names = beside(
        beside(names, borne, {"unit": "of", "plain_name": "borne"}, "left"), unnamed, {"unit": "unit"}, "left"
    )
    names = names.mutate(stands=names.sure & names.is_borne.isnull())
    nth = ibis.row_number().over(ibis.window(group_by=["unit", "stands"], order_by=order(names.plain_name)))
    return names.mutate(apart=names.stands & (nth >= names.unnamed.fill_null(whole(0))))


def _bare(loose: Table, people: Table, order: Order) -> Table:
    """Rows with neither: anybody where there is somebody, else the first is one."""
    bare = loose.filter(loose.plain_name.isnull())
    nth = ibis.row_number().over(ibis.window(group_by=["unit", "sure"], order_by=order(bare.post)))
    bare = beside(
        bare.mutate(nth=nth), people.select(peopled="unit").mutate(anybody=yes(True)), {"unit": "peopled"}, "left"
    )
    return bare.mutate(n=whole(1), apart=bare.sure & (bare.nth == 0) & bare.anybody.isnull(), can=bare.could)
