"""Databases through SQLAlchemy, read-only. May import: fengqiao.plugin."""

from fengqiao_adapters.sql.adapter import SqlAdapter, SqlOptions

__all__ = ["SqlAdapter", "SqlOptions"]
