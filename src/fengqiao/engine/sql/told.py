"""Count returns as rows: what each says of the facts that a measure asks for, read as engine/returns.py reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import attrs
import ibis

from fengqiao.engine.returns import Relation, alike, relation
from fengqiao.engine.sql.functions import Table, Value, beside, some, yes
from fengqiao.engine.sql.register import Registers
from fengqiao.engine.sql.tables import pairs_of_text
from fengqiao.model.fact import REGISTERS
from fengqiao.model.predicate import Predicate

VAGUE = "?"
"""The level of a return of which it is not known whose facts it counts."""
OF_ONE = ("place", "place_level", "own", "level", "of_number", "floor", "cap", "since", "until")


@attrs.frozen
class Shape:
    """What returns have in common: whether they count a place's own facts, of what level else, and its own level.

    `differ`: some of them count the same facts and do not agree.
    """

    own: bool
    level: str | None
    place_level: str | None
    differ: bool


@attrs.frozen(eq=False)
class ToldRows:
    """One row for all returns that count the same facts at the same place (`OF_ONE`), with their `least` and `most`.

    `floor` and `cap` say whether all that they count is counted by the measure, and the other way about; `kinds` are
    the predicates of what they count, by `of_number`.
    """

    table: Table
    shapes: tuple[Shape, ...]
    kinds: tuple[Predicate, ...]


def told_rows(registers: Registers, register: str, where: Predicate) -> ToldRows | None:
    """What returns say of the facts of a register that satisfy a predicate; None where they say nothing of them."""
    return registers.run.once(("told", register, where), lambda: _told_rows(registers, register, where))


def _told_rows(registers: Registers, register: str, where: Predicate) -> ToldRows | None:
    returns = registers.table("count_returns")
    relations = _relations(registers, register, where)
    if returns is None or not relations:
        return None
    kinds = tuple(dict.fromkeys(of for of, _ in relations.values()))
    table = registers.run.kept(("told", register, where), lambda: _rows(registers, returns, register, relations, kinds))
    alike_ = table.group_by(["own", "level", "place_level"]).aggregate(differ=(table.least != table.most).any())
    rows = registers.run.read(alike_.order_by(["own", "level", "place_level"])).to_pylist()
    return ToldRows(table, tuple(Shape(**row) for row in rows), kinds)


def _relations(registers: Registers, register: str, where: Predicate) -> Mapping[str, tuple[Predicate, Relation]]:
    """What the returns of a register count, by how it is written, and how that stands to what the measure counts."""
    known = registers.ground.known
    found = {text: alike(pairs_of_text(text)) for text in registers.returned.get(register, ())}
    told = {text: (of, relation(known, register, of, where)) for text, of in found.items()}
    return {text: one for text, one in told.items() if one[1] is not Relation.NONE}


def _rows(
    registers: Registers,
    returns: Table,
    register: str,
    relations: Mapping[str, tuple[Predicate, Relation]],
    kinds: tuple[Predicate, ...],
) -> Table:
    mine = returns.filter(returns.register == register, returns["count"].notnull(), returns["of"].isin(list(relations)))
    units = registers.ground.levels().select(at_place="unit", place_level="level")
    mine = mine.mutate(place=mine["at"].coalesce(mine.division))
    found = beside(mine, units, {"place": "at_place"}, "left")
    vague = found["at"].isnull()
    same_level = (found.level == found.place_level).fill_null(False)
    plain = found.level.isnull() & yes(register == "screenings")
    body = found.place_level.isnull()
    own = ~vague & some([body, (found.placed == "at").fill_null(False), same_level, plain])
    low, high = ibis.literal(date.min), ibis.literal(date.max)
    if REGISTERS[register].life is not None:
        since = until = ibis.coalesce(found.as_of, found.until, found.source_until, high)
    else:
        since = ibis.coalesce(found.since, found.source_since, low)
        until = ibis.coalesce(found.until, found.as_of, found.source_until, high)

    def of(chosen: Callable[[Predicate, Relation], Value]) -> Value:
        first, *others = ((found["of"] == text, chosen(*one)) for text, one in relations.items())
        return ibis.cases(first, *others, else_=first[1])

    rows = found.select(
        "place",
        "place_level",
        own=own,
        level=vague.ifelse(VAGUE, own.ifelse(ibis.null("string"), found.level)),
        of_number=of(lambda kind, _: ibis.literal(kinds.index(kind), type="int64")),
        floor=of(lambda _, related: yes(related.floor)),
        cap=of(lambda _, related: yes(related.cap)),
        since=since,
        until=until,
        said=found["count"],
    )
    return rows.group_by(list(OF_ONE)).aggregate(least=rows.said.min(), most=rows.said.max())
