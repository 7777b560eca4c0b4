"""Registers in a PostgreSQL of this machine, each test in a schema of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import count
from typing import Any

import psycopg
import pyarrow as pa
import pytest

from fengqiao.engine.known import distinct
from fengqiao.engine.sql import postgres
from fengqiao.engine.sql.tables import schema, table
from fengqiao.model.fact import REGISTERS, Fact

URL = "postgresql://postgres@127.0.0.1:5432/test"
KINDS = {"string": "TEXT", "bool": "BOOLEAN", "int64": "BIGINT", "date32[day]": "DATE", "list<item: string>": "TEXT[]"}
NUMBERS = count()


@cache
def answers() -> bool:
    """Whether the server of this machine is there."""
    try:
        psycopg.connect(URL, connect_timeout=3).close()
    except psycopg.Error:
        return False
    return True


def needs_postgres() -> None:
    """Skip where there is no server; in CI a skip is a failure."""
    if not answers():
        pytest.skip("no PostgreSQL at 127.0.0.1:5432")


@contextmanager
def schema_of(facts: Mapping[str, Sequence[Fact]]) -> Iterator[str]:
    """A schema with a table for each register that has facts."""
    name = f"fengqiao_{os.getpid()}_{next(NUMBERS)}"
    with psycopg.connect(URL, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
        try:
            for register in REGISTERS:
                if facts.get(register):
                    _fill(connection, f"{name}.{register}", table(register, list(distinct(facts[register]))), register)
            yield name
        finally:
            connection.execute(f"DROP SCHEMA {name} CASCADE")


def _fill(connection: Any, name: str, rows: pa.Table, register: str) -> None:
    columns = ", ".join(f'"{one.name}" {KINDS.get(str(one.type), "NUMERIC")}' for one in schema(register))
    connection.execute(f"CREATE TABLE {name} ({columns})")
    marks = ", ".join(["%s"] * rows.num_columns)
    with connection.cursor() as cursor:
        values = list(zip(*rows.to_pydict().values(), strict=True))
        cursor.executemany(f"INSERT INTO {name} VALUES ({marks})", values)  # noqa: S608  our own names


def reader(schema_name: str) -> Any:
    """A read-only connection that sees only that schema."""
    return postgres.connect(URL, schema=schema_name)
