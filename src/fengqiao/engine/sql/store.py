"""A store: one DuckDB file with a table for each register, written whole and read only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from fengqiao.engine.known import distinct
from fengqiao.errors import MissingExtraError, Text
from fengqiao.model.fact import REGISTERS, Fact


def ibis() -> Any:
    """Ibis with DuckDB. Raises MissingExtraError with the command that installs it."""
    try:
        import duckdb  # noqa: F401  Ibis would name its own extra, not ours
        import ibis as found
    except ImportError as error:
        raise MissingExtraError(
            Text(
                "使用数据库存储须安装 DuckDB：pip install 'fengqiao[store]'",
                "A store needs DuckDB: pip install 'fengqiao[store]'",
            )
        ) from error
    return found


def in_memory() -> Any:
    """An empty database in memory."""
    return ibis().duckdb.connect(threads=2)


def write(connection: Any, facts: Mapping[str, Iterable[Fact]]) -> None:
    """Write every register that has facts, each ordered by division and date; the same said twice is written once."""
    from fengqiao.engine.sql.tables import batches, schema

    for register in REGISTERS:
        found: Sequence[Fact] | Iterable[Fact] = facts.get(register, ())
        connection.create_table(register, schema=connection_schema(schema(register)), overwrite=True)
        for batch in batches(register, distinct(found)):
            connection.con.register("batch", batch)
            connection.con.execute(f'INSERT INTO "{register}" BY NAME SELECT * FROM batch')  # noqa: S608  a register's name
            connection.con.unregister("batch")
        order(connection, register)


def connection_schema(found: Any) -> Any:
    """An Arrow schema as Ibis knows it."""
    return ibis().Schema.from_pyarrow(found)


def order(connection: Any, register: str) -> None:
    """Leave a register ordered by division and date: bits of one unit then lie side by side."""
    entry = REGISTERS[register]
    by = ["division", *([entry.dated_by] if entry.dated_by else []), "id"]
    listed = ", ".join(f'"{name}"' for name in by)
    connection.con.execute(
        f'CREATE OR REPLACE TABLE "{register}" AS SELECT * FROM "{register}" ORDER BY {listed}'  # noqa: S608  our own names
    )


def create(path: Path, facts: Mapping[str, Iterable[Fact]]) -> None:
    """Write a store into a new file, or over the registers of one."""
    connection = ibis().duckdb.connect(path)
    write(connection, facts)
    connection.disconnect()


def attach(path: Path) -> Any:
    """A connection that reads a store and keeps its small tables in memory: the store is never written."""
    connection = in_memory()
    quoted = str(path).replace("'", "''")
    connection.con.execute(f"ATTACH '{quoted}' AS store (READ_ONLY)")
    return connection
