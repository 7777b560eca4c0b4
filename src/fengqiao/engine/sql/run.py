"""What one engine has counted and read so far, and the written queries that the next one need not build anew.

How a question is written follows from the places, the reports and what was read on the way to it: whether a register
has a fact without a day, say. So its SQL is kept with what was read; the next engine reads that again, finds it as it
was, and has only to run the SQL. Neither an answer nor a relation over facts outlives the engine that counted it.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar

import attrs
import pyarrow as pa

from fengqiao.engine.sql.dialects import NUMBERS, Dialect, DuckDB
from fengqiao.engine.sql.functions import Table

T = TypeVar("T")


@attrs.frozen(eq=False)
class Step:
    """A query that ran on the way to an answer: its rows were read, or they are kept in the database under a name."""

    sql: str = ""
    schema: pa.Schema | None = None
    name: str | None = None
    found: pa.Table | None = None


OUR_OWN = Step()
"""Python made something of what it had read of facts."""


@attrs.frozen(eq=False)
class Script:
    """The steps to an answer and its own; for a relation that is kept, the relation."""

    steps: tuple[Step, ...]
    last: Step
    relation: Table = None


@attrs.define(eq=False)
class Scripts:
    """What runs over one connection wrote, by what was asked; and the tables of each run that go when it is gone.

    It holds for the columns that the registers had (`shape`).
    """

    shape: pa.Table | None = None
    written: dict[Hashable, Script] = attrs.field(factory=dict)
    passing: list[tuple[weakref.ref[Run], list[str]]] = attrs.field(factory=list)

    def outlived(self) -> list[str]:
        """The tables of runs that are gone."""
        gone = [name for run, names in self.passing if run() is None for name in names]
        self.passing = [one for one in self.passing if one[0]() is not None]
        return gone


class Run:
    """What one engine has counted and read, each once; here nothing is kept for the next."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._memo: dict[Hashable, tuple[object, tuple[Step, ...]]] = {}
        self._open: list[list[Step]] = []

    def once(self, key: Hashable, made: Callable[[], T]) -> T:
        """What follows from facts: made once, whoever asks."""
        if key not in self._memo:
            self._memo[key] = self._stepped(made)
        found, steps = self._memo[key]
        self._note(steps)
        return found  # type: ignore[return-value]  # a key is always asked for the same kind

    def for_once(self) -> None:
        """What is being built rests on what Python makes of facts: it is written for this run alone."""
        self._note((OUR_OWN,))

    def own(self, columns: pa.Table) -> Table:
        """A small table that Python made of what it read."""
        self.for_once()
        return self.dialect.small(columns)

    def read(self, found: Table) -> pa.Table:
        """The rows of a relation."""
        rows: pa.Table = found.to_pyarrow()
        return rows

    def page(self, key: Hashable, given: Mapping[str, pa.Table], made: Callable[..., Table]) -> pa.Table:
        """The rows of a relation over small tables, which differ from page to page; nobody asks for them again."""
        del key
        rows: pa.Table = made(**{name: self.dialect.small(one) for name, one in given.items()}).to_pyarrow()
        return rows

    def kept(self, key: Hashable, made: Callable[[], Table]) -> Table:
        """A relation over facts that several questions share: counted once, where the database may keep anything."""
        return self.once(("kept", key), lambda: self.dialect.kept(made()))

    def answer(self, key: Hashable, made: Callable[[], Table]) -> pa.Table:
        """The rows that answer a question."""
        del key
        return self.read(made())

    def _stepped(self, made: Callable[[], T]) -> tuple[T, tuple[Step, ...]]:
        self._open.append([])
        try:
            found = made()
        finally:
            steps = self._open.pop()
        return found, tuple(dict.fromkeys(steps))

    def _note(self, steps: Iterable[Step]) -> None:
        if self._open:
            self._open[-1] += steps


class WrittenRun(Run):
    """The same on a database whose queries are kept as text, in `scripts`."""

    def __init__(self, dialect: DuckDB, catalog: str | None, scripts: Scripts) -> None:
        super().__init__(dialect)
        shape = dialect.shape(catalog)
        if scripts.shape != shape:
            scripts.written.clear()
        scripts.shape = shape
        self._database, self._scripts = dialect, scripts
        self._counted: dict[str, str] = {}
        self._read: dict[str, pa.Table] = {}
        self._passing: list[str] = []
        self._numbers: dict[Hashable, int] = {}
        self._pages: dict[Hashable, tuple[str, pa.Schema]] = {}
        dialect.drop(scripts.outlived())
        scripts.passing.append((weakref.ref(self), self._passing))

    def own(self, columns: pa.Table) -> Table:
        """A small table that Python made of what it read; it is gone with the run."""
        found = super().own(columns)
        self._passing.append(found.get_name())
        return found

    def read(self, found: Table) -> pa.Table:
        """The rows of a relation; whether they are the same again is what the next engine looks at."""
        step = Step(self._database.text(found), found.schema().to_pyarrow())
        rows = self._rows(step)
        self._note((attrs.evolve(step, found=rows),))
        return rows

    def page(self, key: Hashable, given: Mapping[str, pa.Table], made: Callable[..., Table]) -> pa.Table:
        """The rows of a relation over small tables: it is written once, and the tables are filled again."""
        names = {name: f"given_{name}_{self._numbers.setdefault(key, next(NUMBERS))}" for name in given}
        for name, columns in given.items():
            self._database.fill(names[name], columns)
        if key not in self._pages:
            self._passing += names.values()
            found = made(**{name: self._database.named(named) for name, named in names.items()})
            self._pages[key] = self._database.text(found), found.schema().to_pyarrow()
        return self._database.rows(*self._pages[key])

    def kept(self, key: Hashable, made: Callable[[], Table]) -> Table:
        """A relation over facts that several questions share, in a temporary table."""

        def counted() -> Table:
            script = self._played(("kept", key)) or self._kept(("kept", key), made)
            self._note((*script.steps, script.last))
            return script.relation

        return self.once(("kept", key), counted)

    def _kept(self, key: Hashable, made: Callable[[], Table]) -> Script:
        before = self._scripts.written.get(key)
        name = before.last.name if before and before.last.name else f"kept_{next(NUMBERS)}"
        found, steps = self._stepped(made)
        step = Step(self._database.typed(found), name=name)
        self._keep(step)
        if OUR_OWN in steps:
            self._passing.append(name)
        return self._written(key, Script(steps, step, self._database.named(name)))

    def answer(self, key: Hashable, made: Callable[[], Table]) -> pa.Table:
        """The rows that answer a question; they are read again by every engine."""
        script = self._played(("answer", key))
        if script is None:
            found, steps = self._stepped(made)
            last = Step(self._database.text(found), found.schema().to_pyarrow())
            script = self._written(("answer", key), Script(steps, last))
        self._note(script.steps)
        return self._rows(script.last)

    def _written(self, key: Hashable, script: Script) -> Script:
        self._scripts.written.pop(key, None)
        if OUR_OWN not in script.steps:
            self._scripts.written[key] = script
        return script

    def _played(self, key: Hashable) -> Script | None:
        """The script of a key, its steps gone through; None where there is none, or something is not as it was."""
        script = self._scripts.written.get(key)
        if script is None:
            return None
        for step in script.steps if script.last.name is None else (*script.steps, script.last):
            if step.name is not None:
                self._keep(step)
            elif not self._rows(step).equals(step.found):
                return None
        return script

    def _keep(self, step: Step) -> None:
        name = str(step.name)
        if self._counted.get(name) != step.sql:
            self._database.keep(name, step.sql)
            self._counted[name] = step.sql

    def _rows(self, step: Step) -> pa.Table:
        if step.sql not in self._read:
            self._read[step.sql] = self._database.rows(step.sql, step.schema)
        return self._read[step.sql]


def run_on(dialect: Dialect, catalog: str | None, scripts: Scripts) -> Run:
    """A run on any database."""
    return WrittenRun(dialect, catalog, scripts) if isinstance(dialect, DuckDB) else Run(dialect)
