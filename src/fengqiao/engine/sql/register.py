"""One register of a store as an Ibis table, with where each fact stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import cached_property, reduce
from typing import Any

import attrs
import ibis
import pyarrow as pa

from fengqiao.engine.known import Known
from fengqiao.engine.sql.facts import facts_of
from fengqiao.engine.sql.functions import Table, Value, beside, known, whole, yes
from fengqiao.engine.sql.ground import Ground
from fengqiao.engine.sql.logic import Held, UnwrittenError, held
from fengqiao.engine.sql.run import Run
from fengqiao.engine.sql.standing import at_divisions, located
from fengqiao.engine.sql.tabled import tabled
from fengqiao.engine.sql.tables import DIGITS, local_values, schema
from fengqiao.engine.sql.times import timed
from fengqiao.errors import Text, UsageError
from fengqiao.model.calendar import Period
from fengqiao.model.fact import Domain, Fact, Items, Number
from fengqiao.model.predicate import Predicate


@attrs.frozen(eq=False)
class Located:
    """The facts of a register with where they stand.

    `rough`: some are only known to lie in a wider place; `loose`: some posts may yet be at the division itself.
    """

    table: Table
    rough: bool
    loose: bool


class Registers:
    """The registers of a store. Raises UsageError for a table that lacks a column, or holds something else in one."""

    def __init__(self, ground: Ground, catalog: str | None, run: Run) -> None:
        self._connection, self._catalog = ground.connection, catalog
        self.ground, self.run, self._known = ground, run, ground.known
        self._tables: dict[str, Table] = {}

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of the tables that are there."""
        return frozenset(self._connection.list_tables(database=self._database))

    @property
    def _database(self) -> Any:
        return None if self._catalog is None else (self._catalog, "main")

    def table(self, register: str) -> Table | None:
        """The table of a register as it is; None where the store has none."""
        if register not in self.names:
            return None
        if register not in self._tables:
            table = self._connection.table(register, database=self._database)
            fits(table, register)
            handed = ibis.coalesce(table.reported_on, table.source_reported_on)  # a fact's own day, else its sheet's
            self._tables[register] = table.mutate(reported_on=handed)
        found, local = self._tables[register], self._local(register)
        return self.run.once(("local", register), lambda: self._with_local(found, register, local)) if local else found

    def _local(self, register: str) -> dict[str, Domain]:
        """The local fields of a register that are no columns of its table."""
        table, declared = self._tables[register], self._known.fields.get(register, {})
        lacking = {name: kind for name, kind in declared.items() if name not in table.columns}
        return {name: kind for name, kind in lacking.items() if not isinstance(kind, Items)}

    def _with_local(self, table: Table, register: str, fields: Mapping[str, Domain]) -> Table:
        """The same with local fields, read once from what the facts say beside their own."""
        said = self.run.read(table.select("extra").filter(table.extra.notnull()).distinct().order_by("extra"))
        texts = tuple(said["extra"].to_pylist())
        small = self.ground.table(("local", register, texts), lambda: local_values(texts, fields))
        found = beside(table, small, {"extra": "said"}, "left")
        numbers = [name for name, kind in fields.items() if isinstance(kind, Number)]
        return found.mutate(**{name: found[name].cast(f"decimal(38, {DIGITS})") for name in numbers})

    def facts(self, register: str) -> Table | None:
        """The facts of a register with `place` and `exact`; None where the store has none."""
        found = self.stood(register)
        return None if found is None else found.table

    def stood(self, register: str) -> Located | None:
        """The same with what is known of where all of them stand. Raises UsageError for a division that is no place."""
        return self.run.once(("facts", register), lambda: self._located(register))

    def _located(self, register: str) -> Located | None:
        table = self.table(register)
        if table is None:
            return None
        if register == "posts" and not self._elsewhere(table):
            return Located(at_divisions(table), rough=False, loose=False)
        found = located(table, register, self._named_bodies(table) if register == "posts" else None, self._all_units)
        there = beside(found, self._all_units.mutate(there=yes(True)), {"place": "unit"}, "left")
        there = there if register == "posts" else there.mutate(loose=yes(False))
        lost = there.there.isnull().ifelse(there.place.fill_null(""), ibis.null("string"))
        rows = self.run.read(
            there.aggregate(lost=lost.min(), rough=(~there.exact).any(), loose=known(there.loose).any())
        )
        (row,) = rows.to_pylist()
        if row["lost"] is not None:
            key = row["lost"] or "（空）"
            raise UsageError(
                Text(
                    f"台账{register}中的区划{key}不在区划表内",
                    f"The division {key} of a fact of {register} is not among the places",
                )
            )
        return Located(found, bool(row["rough"]), bool(row["loose"]))

    def located(self, table: Table, register: str) -> Table:
        """Some facts of a register with `place` and `exact`."""
        return located(table, register, self.bodies if register == "posts" else None, self._all_units)

    def _elsewhere(self, posts: Table) -> bool:
        """Whether any post is at a body, or nobody knows where."""
        found = posts.anti_join(self._all_units, posts["at"] == self._all_units.unit)
        return bool(self.run.read(found.select(one=whole(1)).limit(1)).num_rows)

    def _named_bodies(self, posts: Table) -> Table:
        """The bodies that posts are at."""
        return self.run.kept("named bodies", lambda: self._bodies(posts["at"]))

    @cached_property
    def _all_units(self) -> Table:
        return self.ground.table(
            ("units",), lambda: pa.table({"unit": pa.array(list(self._known.places.units), pa.string())})
        )

    @property
    def bodies(self) -> Table:
        """Committees and studios by id, with where they stand: `body`, `body_division`, `body_exact` and its kind."""
        return self.run.kept(("bodies",), lambda: self._bodies(None))

    def _bodies(self, among: Value | None) -> Table:
        parts = []
        for register in ("studios", "committees"):
            table = self.table(register)
            if table is None:
                continue
            table = table if among is None else table.filter(table.id.isin(among))
            is_committee = register == "committees"
            kind = table.kind if is_committee else ibis.null("string")
            parts.append(
                table.select(
                    body=table.id,
                    body_division=table.division,
                    body_exact=table.exact,
                    body_kind=kind,
                    body_committee=ibis.literal(is_committee),
                )
            )
        if not parts:
            return self.ground.table(("no registers of bodies",), _no_bodies)
        found = reduce(lambda a, b: a.union(b), parts)
        last = [ibis.desc(found[name]) for name in ("body_committee", "body_division", "body_exact")]
        order = [*last, ibis.desc(found.body_kind.fill_null(""))]
        numbered = found.mutate(nth=ibis.row_number().over(ibis.window(group_by="body", order_by=order)))
        return numbered.filter(numbered.nth == 0).drop("nth")

    # -- what a measure asks of a register

    def domains(self, register: str) -> Mapping[str, Domain]:
        """What each field may hold."""
        return self._known.domains(register)

    def carry(self, register: str) -> timedelta:
        """For how long a register is taken to hold still after the last day that it speaks of."""
        return self._known.carry(register)

    def held(self, table: Table, register: str, where: Predicate) -> Held:
        """Whether facts satisfy a predicate."""
        try:
            return held(table, where, self.domains(register))
        except UnwrittenError:
            return tabled(self.ground, self.run, self._known, table, self.table(register), register, where)

    def member(self, table: Table, register: str, where: Predicate, dated_by: str | None, window: Period) -> Held:
        """Whether facts satisfy a predicate and lie in the window."""
        within = timed(table, register, dated_by, window, self._known.carry(register))
        return self.held(table, register, where).both(within)

    # -- count returns

    @property
    def told(self) -> Known:
        """The count returns and the bodies that they name, and no other fact."""
        return self.run.once("told", self._told)

    def _told(self) -> Known:
        found: dict[str, tuple[Fact, ...]] = {}
        table = self.table("count_returns")
        if table is not None:
            returns = tuple(facts_of("count_returns", self.run.read(table)))
            named = sorted({at for fact in returns if (at := getattr(fact, "at", None)) is not None})
            found["count_returns"] = returns
            if returns:
                self.run.for_once()
            for register in ("studios", "committees") if named else ():
                bodies = self.table(register)
                if bodies is not None:
                    rows = self.run.read(bodies.filter(bodies.id.isin(named)))
                    found[register] = tuple(facts_of(register, rows))
        return self._known.over(found)

    @property
    def returned(self) -> Mapping[str, tuple[str, ...]]:
        """The registers of which somebody sent only a number, with what was counted, as it is written."""

        def found() -> Mapping[str, tuple[str, ...]]:
            table = self.table("count_returns")
            if table is None:
                return {}
            kinds = table.filter(table["count"].notnull()).select("register", "of").distinct()
            rows = self.run.read(kinds.order_by(["register", "of"])).to_pylist()
            return {name: tuple(row["of"] for row in rows if row["register"] == name) for name in _names(rows)}

        return self.run.once("returned", found)


def fits(table: Table, register: str) -> None:
    """Raise UsageError for the first column that a register's table lacks, or whose type does not fit."""
    wanted = ibis.Schema.from_pyarrow(schema(register))
    lacking = [name for name in wanted if name not in table.columns]
    if lacking:
        zh, en = "、".join(lacking), ", ".join(lacking)
        raise UsageError(
            Text(
                f"表 {register} 缺少列：{zh}。请用 fengqiao load 重新装载；已有数据库中请用视图补上（未知的写 NULL）。",
                f"The table {register} lacks {en}. Load it again with fengqiao load; in a database of your own add the "
                "columns in a view (NULL where it is not known).",
            )
        )
    for name, kind in wanted.items():
        found = table[name].type()
        if _family(found) != _family(kind):
            raise UsageError(
                Text(
                    f"表 {register} 的列 {name} 是 {found}，应为 {kind}。请在视图中转换：CAST({name} AS ...)。",
                    f"The column {name} of the table {register} holds {found}, and {kind} is needed. "
                    f"Convert it in a view: CAST({name} AS ...).",
                )
            )


def _names(rows: Iterable[Mapping[str, str]]) -> list[str]:
    return list(dict.fromkeys(row["register"] for row in rows))


def _family(kind: Any) -> str:
    """Kinds that can stand for each other."""
    if kind.is_numeric():
        return "number"
    return "list" if kind.is_array() else str(kind.copy(nullable=True))


def _no_bodies() -> pa.Table:
    words = {name: pa.array([], pa.string()) for name in ("body", "body_division", "body_kind")}
    truths = {name: pa.array([], pa.bool_()) for name in ("body_exact", "body_committee")}
    return pa.table({**words, **truths})
