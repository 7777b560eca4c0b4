"""Ibis's Spark, whose tables come and go as Arrow: through pandas a whole number beside a NULL becomes a float."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from ibis.backends.pyspark import Backend

from fengqiao.engine.sql.functions import Table


class ArrowSpark(Backend):  # type: ignore[misc]  # Ibis is not typed
    """A connection to one Spark session."""

    name = "spark"

    def view(self, name: str, columns: pa.Table) -> Table:
        """A temporary view of a table of our own; nothing is written."""
        self._session.createDataFrame(columns).createOrReplaceTempView(name)
        return self.table(name)

    def kept(self, name: str, found: Table) -> Table:
        """A temporary view of a relation that Spark counts once and keeps in memory."""
        return self._create_cached_table(name, found)

    def to_pyarrow(self, expr: Any, /, **options: Any) -> Any:
        """An answer, exactly as Spark has it."""
        return expr.__pyarrow_result__(self.raw_sql(self.compile(expr.as_table(), **options)).toArrow())
