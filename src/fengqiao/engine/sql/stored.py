"""A store as a dataset: who spoke for what at once, the facts of a register when somebody looks at them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

from fengqiao.engine.sql.said import TABLES, Rule, dataset
from fengqiao.engine.sql.store import connect
from fengqiao.engine.sql.tables import OF_SOURCE, schema, sources_of, to_columns
from fengqiao.model.columns import Facts
from fengqiao.model.dataset import Dataset
from fengqiao.model.fact import REGISTERS, Fact
from fengqiao.model.places import Places


class StoredFacts(Mapping[str, Sequence[Fact]]):
    """The registers of a store that hold anything; each is read into memory when it is first asked for."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._read: dict[str, Facts[Fact]] = {}

    @cached_property
    def _filled(self) -> tuple[str, ...]:
        there = tables(self._connection)
        asked = ((name, f'SELECT 1 FROM store.main."{name}" LIMIT 1') for name in REGISTERS if name in there)  # noqa: S608  our own names
        return tuple(name for name, sql in asked if self._connection.execute(sql).fetchone())

    def __iter__(self) -> Iterator[str]:
        return iter(self._filled)

    def __len__(self) -> int:
        return len(self._filled)

    def __getitem__(self, register: str) -> Facts[Fact]:
        if register not in self._filled:
            raise KeyError(register)
        if register not in self._read:
            columns = ", ".join(f'"{name}"' for name in schema(register).names)
            place = ", ".join(f'"source_{name}" NULLS FIRST' for name in OF_SOURCE)
            sql = f'SELECT {columns} FROM store.main."{register}" ORDER BY {place}, cell, id'  # noqa: S608  the same
            found: pa.Table = self._connection.execute(sql).to_arrow_table()
            self._read[register] = Facts(to_columns(register, part, source) for source, part in sources_of(found))
        return self._read[register]


def tables(connection: Any) -> set[str]:
    """The names of the tables of an attached store."""
    sql = "SELECT table_name FROM information_schema.tables WHERE table_catalog = 'store'"
    return {name for (name,) in connection.execute(sql).fetchall()}


def open_store(path: Path, places: Places) -> tuple[Dataset, Rule]:
    """What a store holds, and what it was loaded by. Raises UsageError where there is none."""
    connection = connect(path)
    there = tables(connection)
    said = {
        name: connection.execute(f"SELECT * FROM store.main.{name}").to_arrow_table()  # noqa: S608  our own names
        for name in TABLES
        if name in there
    }
    data, rule = dataset(said, places)
    return data.evolve(facts=StoredFacts(connection)), rule
