"""Registers in somebody's PostgreSQL: a session that reads and never writes."""

from __future__ import annotations

from typing import Any

from fengqiao.errors import MissingExtraError, Text, UsageError


def connect(url: str, *, schema: str | None = None) -> Any:
    """An Ibis connection to a PostgreSQL database, for a read-only session; `schema` is where the registers are.

    Raises MissingExtraError without the driver, and UsageError where the database cannot be reached. Neither says the
    address, which may hold a password.
    """
    try:
        import ibis
        import psycopg
    except ImportError as error:
        raise MissingExtraError(
            Text(
                "在 PostgreSQL 中判定须安装：pip install 'fengqiao[postgres]'",
                "Judging in PostgreSQL needs: pip install 'fengqiao[postgres]'",
            )
        ) from error
    try:
        found = psycopg.connect(url, autocommit=True, connect_timeout=10, options="-c default_transaction_read_only=on")
        if schema is not None:
            found.execute("SELECT set_config('search_path', %s, false)", (schema,))
    except psycopg.Error as error:
        kind = type(error).__name__
        raise UsageError(
            Text(
                f"连不上 PostgreSQL 数据库（{kind}）。请核对地址、用户、口令，并确认数据库已启动。",
                f"The PostgreSQL database cannot be reached ({kind}). Check its address, user and password, and that it"
                " is running.",
            )
        ) from error
    return ibis.postgres.from_connection(found)
