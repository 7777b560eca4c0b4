"""Rows of a register's table as facts again: the few behind a page, and the count returns."""

from __future__ import annotations

import pyarrow as pa

from fengqiao.engine.sql.tables import sources_of, to_columns
from fengqiao.model.columns import Facts
from fengqiao.model.fact import Fact


def facts_of(register: str, table: pa.Table) -> Facts[Fact]:
    """The facts of some rows, in their order."""
    return Facts(to_columns(register, part, source) for source, part in sources_of(table))
