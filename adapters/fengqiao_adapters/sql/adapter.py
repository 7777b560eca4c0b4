"""The tables and views of one schema of a database, each read by one ordered query."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from fnmatch import fnmatchcase
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
from pydantic import Field, SecretStr

from fengqiao.plugin import Adapter, Options, Problem, Row, Table, Text, Where, cell_name, numbered
from fengqiao_adapters.sql import words
from fengqiao_adapters.sql.cells import BYTES, WRITE, text

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Select, TableClause
    from sqlalchemy.engine import Inspector


COLUMNS = 1 << 14
"""A place is one whole number for `cell_name`: row * COLUMNS + column."""
_TEXTS = frozenset({str})


class SqlOptions(Options):
    """What the project file may say: where the database is, which tables of it, and how much may be asked of it."""

    url: SecretStr = Field(description="SQLAlchemy's form: postgresql://user:password@host/database; from ${NAME}")
    name: str | None = Field(default=None, description="what places are called by; else the database's own name")
    schema_name: str | None = Field(default=None, alias="schema", description="else the connection's own")
    tables: tuple[str, ...] = Field(default=("*",), min_length=1, description="names or patterns: CONFLICTRPT_*")
    max_rows: int = Field(default=20_000_000, gt=0, description="of one table; more than that is a problem")
    fetch: int = Field(default=2000, gt=0, le=100_000, description="rows held at a time")
    connect_timeout: int = Field(default=10, gt=0, description="seconds")
    statement_timeout: int = Field(default=600, gt=0, description="seconds")


@attrs.frozen
class Found:
    """One table or view as the catalogue has it: its columns and those that its rows are ordered by."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]


class SqlAdapter(Adapter[SqlOptions]):
    """Reads with a cursor on the server, `fetch` rows at a time, in a session that may not write."""

    name = "sql"
    title = Text("数据库（sql）", "database (sql)")
    options = SqlOptions

    def tables(self, options: SqlOptions, folder: Path) -> Iterator[Table | Problem]:
        """One table a database table or view, by name; its first row has the columns' names."""
        from fengqiao_adapters.sql.connect import Source

        source = Source.of(options, folder)
        if isinstance(source, Problem):
            yield source
            return
        if source.untested:
            yield words.untested(source.name, source.dialect)
        for one in _catalogue(source.engine, options, source.name):
            yield one if isinstance(one, Problem) else _table(source.engine, one, options, source.name)


def _table(engine: Engine, found: Found, options: SqlOptions, name: str) -> Table:
    return Table(name, found.name, lambda: _rows(engine, found, options, name))


@contextmanager
def _connected(engine: Engine) -> Iterator[Connection]:
    """A connection that is closed whatever happens; nothing is ever committed."""
    connection = engine.connect()
    try:
        yield connection
    finally:
        connection.close()


def _catalogue(engine: Engine, options: SqlOptions, name: str) -> list[Found | Problem]:
    """The tables that are wanted, by name, and a Problem for each name or pattern that none has."""
    from sqlalchemy import inspect
    from sqlalchemy.exc import SQLAlchemyError

    try:
        with _connected(engine) as connection, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a column type that SQLAlchemy does not know is read all the same
            inspector = inspect(connection)
            if options.schema_name is not None and options.schema_name not in inspector.get_schema_names():
                return [words.no_schema(name, options.schema_name)]
            there = _names(inspector, options.schema_name)
            wanted = sorted({one for one in there for pattern in options.tables if _fits(one, pattern)})
            missing = [p for p in options.tables if not any(_fits(one, p) for one in there)]
            found: list[Found | Problem] = [words.no_table(name, pattern, there) for pattern in missing]
            return found + [_found(connection, inspector, one, options.schema_name, name) for one in wanted]
    except (SQLAlchemyError, OSError) as error:
        return [words.unreachable(Where(file=name), error)]


def _names(inspector: Inspector, schema: str | None) -> list[str]:
    names = [*inspector.get_table_names(schema), *inspector.get_view_names(schema)]
    with suppress(NotImplementedError):
        names += inspector.get_materialized_view_names(schema)
    return sorted(dict.fromkeys(map(str, names)))


def _fits(name: str, pattern: str) -> bool:
    """Whether a name is meant; servers disagree about capitals."""
    return name == pattern or fnmatchcase(name.casefold(), pattern.casefold())


def _found(connection: Connection, inspector: Inspector, table: str, schema: str | None, name: str) -> Found | Problem:
    """One table's columns and key, asked of the table itself: not every dialect reads odd names from its catalogue."""
    from sqlalchemy import false, literal_column, select
    from sqlalchemy.exc import SQLAlchemyError

    try:
        source = _source(table, schema)
        columns = tuple(connection.execute(select(literal_column("*")).select_from(source).where(false())).keys())
        key = tuple(inspector.get_pk_constraint(table, schema).get("constrained_columns") or ())
    except SQLAlchemyError as error:
        connection.rollback()
        return words.unreadable(Where(file=name, sheet=table), error)
    return Found(table, columns, key if set(key) <= set(columns) else ())


def _source(name: str, schema: str | None, *columns: Any) -> TableClause:
    """A table with its names quoted, whatever they are."""
    from sqlalchemy import table
    from sqlalchemy.sql import quoted_name

    own = None if schema is None else quoted_name(schema, quote=True)
    return table(quoted_name(name, quote=True), *columns, schema=own)


def _query(found: Found, options: SqlOptions, dialect: str) -> Select[Any]:
    """Every row in one order: by the primary key, else by all columns. The driver's own values, not converted."""
    from sqlalchemy import LargeBinary, cast, collate, select
    from sqlalchemy import Text as Words
    from sqlalchemy.sql import column, quoted_name

    columns: dict[str, Any] = {name: column(quoted_name(name, quote=True)) for name in found.columns}
    order: list[Any] = [columns[name] for name in found.key]
    # without a key, texts that a collation holds equal still have to be told apart
    for one in columns.values() if not found.key else ():
        match dialect:
            case "mysql":
                order.append(cast(one, LargeBinary))
            case "postgresql":
                order.append(collate(cast(one, Words), "C"))
            case "sqlite":
                order.append(collate(one, "BINARY"))
            case _:
                order.append(one)
    source = _source(found.name, options.schema_name, *columns.values())
    return select(*columns.values()).select_from(source).order_by(*order).limit(options.max_rows + 1)


def _at(name: str, found: Found, number: int, column: int = 0) -> Where:
    return Where(name, found.name, cell_name(number * COLUMNS + column))


def _rows(engine: Engine, found: Found, options: SqlOptions, name: str) -> Iterator[Row | Problem]:
    """The names of the columns, then the rows as far as they come: the driver's own, not SQLAlchemy's around them."""
    from sqlalchemy.exc import SQLAlchemyError

    from fengqiao_adapters.sql.connect import abandon, as_written

    yield Row(0, found.columns)
    number, told = 1, set[int]()
    streamed = {"stream_results": True, "max_row_buffer": options.fetch, "yield_per": options.fetch}
    wrong = (SQLAlchemyError, OSError, engine.dialect.loaded_dbapi.Error)
    try:
        with _connected(engine) as connection:
            as_written(connection)
            query = _query(found, options, engine.dialect.name)
            with closing(connection.execution_options(**streamed).execute(query)) as result:
                cursor = result.cursor
                try:
                    # SQLAlchemy asked for the first row already
                    batch: Sequence[Any] = [tuple(row) for row in result.fetchmany(1)]
                    while batch:
                        left = options.max_rows - number + 1
                        kept = batch[:left]
                        yield from _written(kept, number, found, name, told)
                        number += len(kept)
                        if len(batch) > left:
                            yield words.too_many(_at(name, found, number), options.max_rows)
                            return
                        batch = cursor.fetchmany(options.fetch)
                except wrong:
                    abandon(cursor)
                    raise
    except wrong as error:
        where = _at(name, found, number)
        yield words.lost(where, error) if number > 1 else words.unreadable(where, error)


def _written(
    batch: Sequence[Sequence[Any]], number: int, found: Found, name: str, told: set[int]
) -> Iterator[Row | Problem]:
    """Rows of a driver's values as rows of text, and a Problem for the first bytes of a column."""
    kinds = set(map(type, chain.from_iterable(batch)))
    if kinds == _TEXTS:
        yield from numbered(map(tuple, batch), number)
        return
    for at, column in enumerate(zip(*batch, strict=True) if not kinds.isdisjoint(BYTES) else ()):
        first = next((i for i, value in enumerate(column) if type(value) in BYTES), None)
        if first is not None and at not in told:
            told.add(at)
            yield words.binary(_at(name, found, number + first, at), found.columns[at])
    write = {kind: WRITE.get(kind, text) for kind in kinds}
    rows = [tuple([one if type(one) is str else write[type(one)](one) for one in row]) for row in batch]
    yield from numbered(rows, number)
