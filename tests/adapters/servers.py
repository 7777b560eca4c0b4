"""The databases that the sql adapter is tried on: SQLite always, PostgreSQL and MariaDB where they answer."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs
import pytest
from sqlalchemy import Connection, Engine, NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

ADDRESSES = {
    "postgresql": "postgresql+psycopg://postgres:se-cret-1@127.0.0.1:5432/test",
    "mysql": "mysql+pymysql://root@127.0.0.1:3306/test",
}
KINDS = ("sqlite", "postgresql", "mysql")


@attrs.frozen
class Server:
    """One database with a schema of its own for one test; `schema` is None on SQLite."""

    kind: str
    engine: Engine
    url: str
    schema: str | None
    name: str
    folder: Path

    def run(self, *statements: str) -> None:
        """Writes, as a role that may."""
        with self.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
            connection.commit()

    def fill(self, statement: str, rows: list[dict[str, object]]) -> None:
        """Writes many rows."""
        with self.connect() as connection:
            connection.execute(text(statement), rows)
            connection.commit()

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """A plain connection, in the test's own schema."""
        with self.engine.connect() as connection:
            if self.kind == "postgresql":
                connection.exec_driver_sql(f'SET search_path TO "{self.schema}"')
            elif self.kind == "mysql":
                connection.exec_driver_sql(f"USE `{self.schema}`")
            yield connection

    def quoted(self, name: str) -> str:
        """A name as this server takes it."""
        return self.engine.dialect.identifier_preparer.quote_identifier(name)

    @property
    def options(self) -> dict[str, object]:
        """What a project file says of it."""
        said: dict[str, object] = {"url": self.url}
        return said | {"schema": self.schema} if self.schema else said


@contextmanager
def server(kind: str, folder: Path) -> Iterator[Server]:
    """A server that answers; the test is skipped, and says why, where there is none."""
    if kind == "sqlite":
        engine = create_engine(f"sqlite:///{folder / '数据 库.db'}", poolclass=NullPool)
        yield Server(kind, engine, "sqlite:///数据 库.db", None, "数据 库.db", folder)
        return
    engine = create_engine(ADDRESSES[kind], poolclass=NullPool, connect_args={"connect_timeout": 3})
    schema = f"调解 库_{uuid.uuid4().hex[:8]}"
    quoted = engine.dialect.identifier_preparer.quote_identifier(schema)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE SCHEMA {quoted}")
            connection.commit()
    except OperationalError:
        pytest.skip(f"no {kind} answers at {engine.url.host}:{engine.url.port}")
    try:
        yield Server(kind, engine, ADDRESSES[kind], schema, f"test/{schema}", folder)
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA {quoted}" + (" CASCADE" if kind == "postgresql" else ""))
            connection.commit()
