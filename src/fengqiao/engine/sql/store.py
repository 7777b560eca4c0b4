"""A store: one DuckDB file with a table for each register, written whole and read only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from fengqiao.engine.known import distinct
from fengqiao.errors import MissingExtraError, Text, UsageError
from fengqiao.model.fact import REGISTERS, Fact

MISSING = Text(
    "使用数据库存储须安装 DuckDB：pip install 'fengqiao[store]'", "A store needs DuckDB: pip install 'fengqiao[store]'"
)


def duckdb() -> Any:
    """DuckDB. Raises MissingExtraError with the command that installs it."""
    try:
        import duckdb as found
    except ImportError as error:
        raise MissingExtraError(MISSING) from error
    return found


def ibis() -> Any:
    """Ibis with DuckDB. Raises MissingExtraError with the command that installs it."""
    duckdb()  # Ibis would name its own extra, not ours
    try:
        import ibis as found
    except ImportError as error:
        raise MissingExtraError(MISSING) from error
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
    connection.con.execute(
        f'CREATE OR REPLACE TABLE "{register}" AS SELECT * FROM "{register}" ORDER BY {by(register)}'  # noqa: S608  our own names
    )


def by(register: str) -> str:
    """What a register is ordered by."""
    dated = REGISTERS[register].dated_by
    return ", ".join(f'"{name}"' for name in ("division", *([dated] if dated else []), "id"))


def create(path: Path, facts: Mapping[str, Iterable[Fact]]) -> None:
    """Write a store into a new file, or over the registers of one."""
    connection = ibis().duckdb.connect(path)
    write(connection, facts)
    connection.disconnect()


def is_folder(path: Path) -> bool:
    """Whether a store is a folder of parquet files, and not one file of DuckDB's."""
    return path.is_dir() or (path.suffix != ".duckdb" and not path.is_file())


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def attach(path: Path) -> Any:
    """An Ibis connection to a store, which is `store` there. Raises UsageError as `connect` does."""
    return ibis().duckdb.from_connection(connect(path))


def connect(path: Path) -> Any:
    """A connection that reads a store and keeps its small tables in memory: the store is never written.

    Raises UsageError where there is no store, or what is there is none.
    """
    connection = duckdb().connect(config={"threads": 2})
    try:
        if path.is_dir():
            connection.execute("ATTACH ':memory:' AS store")
            for one in sorted(path.glob("*.parquet")):
                rows = f"SELECT * FROM read_parquet({quoted(str(one))})"  # noqa: S608  quoted
                connection.execute(f'CREATE VIEW store.main."{one.stem}" AS {rows}')
        elif path.exists():
            connection.execute(f"ATTACH {quoted(str(path))} AS store (READ_ONLY)")
        else:
            raise UsageError(
                Text(
                    f"没有库 {path.name}。请先运行 fengqiao load PROJECT.toml --into {path.name}。",
                    f"There is no store {path.name}. Make it with fengqiao load PROJECT.toml --into {path.name}.",
                )
            )
    except duckdb().Error as error:
        raise UsageError(
            Text(
                f"{path.name} 不能作为库打开（{_cause(error)}）。若有程序正在写入，请等其结束；"
                "否则请用 fengqiao load 重新装载。",
                f"{path.name} cannot be opened as a store ({_cause(error)}). If a program is writing it, wait for its"
                " end; else load it again with fengqiao load.",
            )
        ) from error
    return connection


def _cause(error: Exception) -> str:
    """The first line of what DuckDB says, without the path of this machine."""
    return str(error).splitlines()[0].split('"')[0].strip().rstrip(":")[:120]
