"""What differs between databases, all of it: how small tables go in, what may be kept, how bits are counted."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any, Protocol

import ibis
import pyarrow as pa
from ibis import udf

from fengqiao.engine.sql.functions import Table, Value
from fengqiao.errors import NotSupportedError, Text

NUMBERS = count()
"""Small tables have names of their own, however many engines share a connection."""


def _bit_count(word: int) -> int:
    """How many bits a word has."""
    raise NotImplementedError  # the database has the body


def _bit_count_of_bytes(word: bytes) -> int:
    """How many bits some bytes have."""
    raise NotImplementedError  # the database has the body


def _int8send(word: int) -> bytes:
    """A word as its eight bytes."""
    raise NotImplementedError  # the database has the body


def _convert_to(text: str, encoding: str) -> bytes:
    """A text as bytes."""
    raise NotImplementedError  # the database has the body


def _encode(word: bytes, way: str) -> str:
    """Bytes as text."""
    raise NotImplementedError  # the database has the body


# DuckDB answers in a byte, in which the sum of three words would not fit: said so, Ibis keeps the cast to more
bit_count: Any = udf.scalar.builtin(_bit_count, name="bit_count", signature=(("int64",), "int8"))
bit_count_of_bytes: Any = udf.scalar.builtin(_bit_count_of_bytes, name="bit_count")
convert_to: Any = udf.scalar.builtin(_convert_to, name="convert_to")
encode: Any = udf.scalar.builtin(_encode, name="encode")
int8send: Any = udf.scalar.builtin(_int8send, name="int8send")


class Dialect(Protocol):
    """One kind of database."""

    def small(self, columns: pa.Table) -> Table:
        """A small table of our own, beside the registers."""
        ...

    def kept(self, found: Table) -> Table:
        """A relation counted once, where the database may keep anything; else as it was."""
        ...

    def bits_in(self, word: Value) -> Value:
        """How many bits a word has."""
        ...

    def ordered(self, text: Value) -> Value:
        """A text as Python orders it: by the numbers of its characters, in no language's order."""
        ...


class DuckDB:
    """Embedded: temporary tables in the connection's own memory."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def small(self, columns: pa.Table) -> Table:
        """A temporary table."""
        return self._connection.create_table(f"small_{next(NUMBERS)}", columns, temp=True)

    def kept(self, found: Table) -> Table:
        """A temporary table of what was counted."""
        return self._connection.create_table(f"small_{next(NUMBERS)}", found, temp=True)

    def shape(self, catalog: str | None) -> pa.Table:
        """Every column of a database's tables and views."""
        sql = (
            "SELECT table_name, column_name, data_type FROM duckdb_columns()"
            " WHERE database_name = coalesce(?, current_database()) ORDER BY ALL"
        )
        found: pa.Table = self._connection.con.execute(sql, [catalog]).to_arrow_table()
        return found

    def text(self, found: Table) -> str:
        """A relation as SQL."""
        return str(self._connection.compile(found))

    def rows(self, sql: str, schema: pa.Schema) -> pa.Table:
        """What a query finds."""
        rows: pa.Table = self._connection.con.sql(sql).to_arrow_table()
        return rows if rows.schema.equals(schema) else rows.cast(schema)

    def typed(self, found: Table) -> str:
        """The same with each column of the type that Ibis takes it for: DuckDB's sums are wider."""
        kinds = self._connection.compiler.type_mapper
        columns = (f'CAST("{name}" AS {kinds.to_string(kind)}) AS "{name}"' for name, kind in found.schema().items())
        return f"SELECT {', '.join(columns)} FROM ({self.text(found)})"  # noqa: S608  our own columns

    def keep(self, name: str, sql: str) -> None:
        """Count a relation into a temporary table, in place of what it held."""
        self._connection.con.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {sql}')

    def named(self, name: str) -> Table:
        """A temporary table by its name."""
        return self._connection.table(name, database=("temp", "main"))

    def fill(self, name: str, columns: pa.Table) -> None:
        """Put rows into a temporary table, in place of what it held."""
        self._connection.con.register("given", columns)
        self.keep(name, "SELECT * FROM given")
        self._connection.con.unregister("given")

    def drop(self, names: list[str]) -> None:
        """Be rid of temporary tables."""
        for name in names:
            self._connection.con.execute(f'DROP TABLE IF EXISTS temp.main."{name}"')

    def bits_in(self, word: Value) -> Value:
        """DuckDB counts the bits of a BIGINT."""
        return bit_count(word).cast("int64")

    def ordered(self, text: Value) -> Value:
        """DuckDB orders texts by their bytes."""
        return text


class Postgres:
    """Somebody else's database, read only: small tables are VALUES within the query, and nothing is kept."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def small(self, columns: pa.Table) -> Table:
        """The rows written into the query."""
        names = ", ".join(f'"{name}"' for name in columns.column_names)
        schema = ibis.Schema.from_pyarrow(columns.schema)
        kinds = [_KINDS[str(field.type)] for field in columns.schema]
        rows = [
            ", ".join(_written(value, kind) for value, kind in zip(row, kinds, strict=True))
            for row in zip(*(column.to_pylist() for column in columns.columns), strict=True)
        ]
        nothing = ", ".join(f"CAST(NULL AS {kind})" for kind in kinds)
        listed = ", ".join(f"({row})" for row in rows) or f"({nothing})"
        none = "" if rows else " WHERE FALSE"
        return self._connection.sql(f"SELECT * FROM (VALUES {listed}) AS small({names}){none}", schema=schema)  # noqa: S608  each value is written as a literal

    def kept(self, found: Table) -> Table:
        """As it was."""
        return found

    def bits_in(self, word: Value) -> Value:
        """PostgreSQL counts the bits of bytes."""
        return bit_count_of_bytes(int8send(word)).cast("int64")

    def ordered(self, text: Value) -> Value:
        """PostgreSQL orders texts as its language does; their bytes written out are ordered by their numbers."""
        return encode(convert_to(text, "UTF8"), "hex")


class Spark:
    """Somebody else's cluster: temporary views of its session, of which nothing is written."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def small(self, columns: pa.Table) -> Table:
        """A temporary view."""
        return self._connection.view(f"small_{next(NUMBERS)}", columns)

    def kept(self, found: Table) -> Table:
        """A temporary view of what was counted."""
        return self._connection.kept(f"small_{next(NUMBERS)}", found)

    def bits_in(self, word: Value) -> Value:
        """Spark counts the bits of a BIGINT."""
        return bit_count(word).cast("int64")

    def ordered(self, text: Value) -> Value:
        """Spark orders texts by their bytes."""
        return text


_KINDS = {"string": "TEXT", "bool": "BOOLEAN", "int64": "BIGINT", "date32[day]": "DATE"}


def _written(value: Any, kind: str) -> str:
    match value:
        case None:
            said = "NULL"
        case bool():
            said = "TRUE" if value else "FALSE"
        case int():
            said = str(value)
        case date():
            said = f"'{value.isoformat()}'"
        case _:
            said = "'" + str(value).replace("'", "''") + "'"
    return f"CAST({said} AS {kind})"


def dialect_of(connection: Any) -> Dialect:
    """The dialect of an Ibis connection. Raises NotSupportedError for a database that was never tried."""
    match connection.name:
        case "duckdb":
            return DuckDB(connection)
        case "postgres":
            return Postgres(connection)
        case "spark":
            return Spark(connection)
        case other:
            raise NotSupportedError(
                Text(
                    f"SQL 引擎不支持数据库 {other}；可用 DuckDB、PostgreSQL 和 Spark"
                    "（fengqiao.engine.sql.spark.connect）",
                    f"The SQL engine does not know the database {other}; it runs on DuckDB, PostgreSQL and Spark"
                    " (fengqiao.engine.sql.spark.connect)",
                )
            )
