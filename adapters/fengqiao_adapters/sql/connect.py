"""A source's address to an engine whose every session is read-only and has time-outs."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import attrs

from fengqiao.plugin import Problem, Where, relative
from fengqiao_adapters.sql import words

if TYPE_CHECKING:
    from pydantic import SecretStr
    from sqlalchemy import URL, Connection, Engine

DRIVERS = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mysql+pymysql",
    "mariadb+pymysql": "mysql+pymysql",
    "oracle": "oracle+oracledb",
}
"""What is meant where an address names no driver."""
TESTED = ("postgresql+psycopg", "mysql+pymysql", "sqlite", "sqlite+pysqlite")
WRITTEN = (
    *("int2", "int4", "int8", "oid", "numeric"),
    *("date", "time", "timetz", "timestamp", "timestamptz", "interval", "json", "jsonb"),
)
"""The types of PostgreSQL that are read as the server writes them; floating numbers are not, for their ending .0."""
TIMESTAMP, DATETIME, BIT = 7, 12, 16
"""Types of columns, as MySQL's protocol numbers them."""
STEPS = 100_000
"""SQLite looks at the clock once in so many steps of its machine."""


class Limits(Protocol):
    """What is needed of the options."""

    @property
    def url(self) -> SecretStr:
        """The address."""
        ...

    @property
    def name(self) -> str | None:
        """The name that places are called by."""
        ...

    @property
    def schema_name(self) -> str | None:
        """The schema."""
        ...

    @property
    def connect_timeout(self) -> int:
        """Seconds."""
        ...

    @property
    def statement_timeout(self) -> int:
        """Seconds."""
        ...


@attrs.frozen
class Source:
    """An engine without a pool and the name that is shown instead of the address."""

    engine: Engine = attrs.field(repr=False)
    name: str
    dialect: str
    untested: bool

    @classmethod
    def of(cls, options: Limits, folder: Path) -> Source | Problem:
        """A Problem where the address cannot be read or a driver is missing; nothing is opened yet."""
        try:
            from sqlalchemy import event, make_url
            from sqlalchemy.exc import ArgumentError, NoSuchModuleError
        except ModuleNotFoundError:
            return words.no_driver(Where(file=options.name or "sql"), "sqlalchemy")
        try:
            url = make_url(options.url.get_secret_value())
            url = url.set(drivername=DRIVERS.get(url.drivername, url.drivername))
        except (ArgumentError, ValueError):
            return words.bad_address(Where(file=options.name or "sql"))
        name = _name(url, options, folder)
        if url.drivername.startswith("sqlite") and url.database in (None, "", ":memory:"):
            return words.bad_address(Where(file=name))
        try:
            engine = _engine(url, options, folder)
        except ModuleNotFoundError as error:
            return words.no_driver(Where(file=name), error.name or url.drivername)
        except NoSuchModuleError:
            return words.no_driver(Where(file=name), url.drivername)
        except (ArgumentError, TypeError, ValueError):
            return words.bad_address(Where(file=name))
        prepare = PREPARE.get(url.drivername)
        if prepare is not None:
            event.listen(engine, "connect", lambda connection, _: prepare(connection, options))
        return cls(engine, name, url.drivername, url.drivername not in TESTED)


def _name(url: URL, options: Limits, folder: Path) -> str:
    """Never the server, the user or the password: the database, and the schema where one is given."""
    if options.name:
        return options.name
    if url.drivername.startswith("sqlite"):
        return relative(folder / (url.database or "sqlite"), folder)
    return "/".join(filter(None, (url.database or url.get_backend_name(), options.schema_name)))


def _engine(url: URL, options: Limits, folder: Path) -> Engine:
    from sqlalchemy import NullPool, create_engine

    arguments: dict[str, Any] = {}
    if url.drivername.startswith("sqlite"):
        path = (folder / (url.database or "")).absolute()
        return create_engine("sqlite://", poolclass=NullPool, creator=lambda: _open(path, options))
    if url.drivername == "postgresql+psycopg":
        arguments = {"connect_timeout": options.connect_timeout}
    elif url.drivername == "mysql+pymysql":
        wait = options.connect_timeout
        arguments = {"connect_timeout": wait, "read_timeout": wait, "write_timeout": wait, "local_infile": False}
    return create_engine(url, poolclass=NullPool, connect_args=arguments, hide_parameters=True)


def _open(path: Path, options: Limits) -> sqlite3.Connection:
    """The file as it is: not made where it is missing, not written to."""
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=options.connect_timeout)


def _sqlite(connection: Any, options: Limits) -> None:
    end = time.monotonic() + options.statement_timeout
    connection.execute("PRAGMA query_only = ON")
    connection.set_progress_handler(lambda: time.monotonic() > end, STEPS)


def _postgresql(connection: Any, options: Limits) -> None:
    connection.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
    connection.execute("SET DateStyle = 'ISO, YMD'")
    connection.execute(f"SET statement_timeout = {options.statement_timeout * 1000}")
    connection.execute(f"SET lock_timeout = {options.statement_timeout * 1000}")
    connection.commit()


def _mysql(connection: Any, options: Limits) -> None:
    mariadb = "MariaDB" in connection.get_server_info()
    limit = (
        f"max_statement_time = {options.statement_timeout}"
        if mariadb
        else f"max_execution_time = {options.statement_timeout * 1000}"
    )
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION TRANSACTION READ ONLY")
        cursor.execute(f"SET SESSION {limit}")
    connection.commit()
    # it has one time-out for the greeting and for queries; the server ends a query first
    connection._read_timeout = options.statement_timeout + options.connect_timeout  # noqa: SLF001


def as_written(connection: Connection) -> None:
    """Have the driver hand on what the server wrote: a text is what is wanted, so no value is made of it first."""
    driver: Any = connection.connection.driver_connection
    match connection.dialect.name, connection.dialect.driver:
        case "postgresql", "psycopg":
            from psycopg.types.string import TextLoader

            # Python has no date before the year 1 or for 'infinity' either
            for kind in WRITTEN:
                driver.adapters.register_loader(kind, TextLoader)
        case (("mysql" | "mariadb"), "pymysql"):
            driver.decoders = {BIT: driver.decoders[BIT], DATETIME: _moment, TIMESTAMP: _moment}
        case _:
            pass


def _moment(written: str) -> str:
    """A date and time as others write it: no fractions of nothing, and midnight is the day."""
    return (written.rstrip("0").rstrip(".") if "." in written else written).removesuffix(" 00:00:00")


def abandon(cursor: Any) -> None:
    """After an error nothing more comes; pymysql would wait for it, and print a traceback."""
    result = getattr(cursor, "_result", None)
    if result is not None and hasattr(result, "unbuffered_active"):
        result.unbuffered_active = False


PREPARE: dict[str, Callable[[Any, Limits], None]] = {
    "sqlite": _sqlite,
    "sqlite+pysqlite": _sqlite,
    "postgresql+psycopg": _postgresql,
    "mysql+pymysql": _mysql,
}
"""What each new session is told first."""
