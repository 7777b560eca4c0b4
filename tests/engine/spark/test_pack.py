"""A whole pack judged in Spark: the same assessment as in memory, to the last word."""

from __future__ import annotations

from functools import partial

from fengqiao.engine.sql.engine import SqlEngine
from tests.engine.spark.sessions import reader
from tests.engine.test_sql_pack import judged_as_in_memory


def test_the_whole_pack_is_judged_as_in_memory() -> None:
    judged_as_in_memory(lambda facts: partial(SqlEngine, reader(facts)), other_readings=False)
