"""A new store from what was read: every register ordered by division and date, and who spoke for what beside them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from fengqiao.engine.sql.store import by, quoted
from fengqiao.engine.sql.tables import OF_SOURCE, schema
from fengqiao.model.fact import REGISTERS


def fill(
    path: Path,
    registers: Mapping[str, Sequence[Path]],
    said: Mapping[str, Any],
    *,
    folder: bool,
    again: Collection[str],
) -> None:
    """Write a new store from parquet files of facts, each register ordered; little of it is in memory at a time.

    Of registers in `again`, some rows may have been read twice; what says the same under the same id is written once.
    """
    if folder:
        path.mkdir()
    connection = duckdb.connect(
        ":memory:" if folder else str(path),
        config={"temp_directory": str(path.with_suffix(".sorting")), "memory_limit": "1GB", "threads": 2},
    )
    try:
        for register in REGISTERS:
            paths = [str(one) for one in registers.get(register, ())]
            connection.register("nothing", schema(register).empty_table())
            rows = f"read_parquet([{', '.join(map(quoted, paths))}])" if paths else "nothing"
            rows = f"SELECT * FROM {rows}"  # noqa: S608  quoted
            if register in again:
                rows = _once(register, rows)
            _keep(connection, register, f"{rows} ORDER BY {by(register)}", path if folder else None)
        for name, table in said.items():
            connection.register("said", table)
            _keep(connection, name, "SELECT * FROM said", path if folder else None)
    finally:
        connection.close()


def _keep(connection: Any, name: str, rows: str, folder: Path | None) -> None:
    if folder is None:
        connection.execute(f'CREATE TABLE "{name}" AS {rows}')
    else:
        connection.execute(f"COPY ({rows}) TO {quoted(str(folder / f'{name}.parquet'))} (FORMAT parquet)")


def _once(register: str, rows: str) -> str:
    """The first of those that say the same."""
    elsewhere = {"cell", *(f"source_{name}" for name in OF_SOURCE if name not in ("since", "until"))}
    same = ", ".join(f'"{name}"' for name in schema(register).names if name not in elsewhere)
    place = "source_file, source_sheet, cell"
    return f"SELECT * FROM ({rows}) QUALIFY row_number() OVER (PARTITION BY {same} ORDER BY {place}) = 1"  # noqa: S608  our own names
