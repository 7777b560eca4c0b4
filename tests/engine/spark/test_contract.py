"""The SQL engine inside Spark: as the memory engine, and a whole pack to the last word."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from fengqiao.engine.base import Engine
from fengqiao.engine.sql.engine import SqlEngine
from fengqiao.model.calendar import Calendar
from fengqiao.model.dataset import Dataset
from fengqiao.testing.engine_contract import EngineContract
from tests.engine.spark.sessions import reader
from tests.engine.taken import rows_taken
from tests.engine.test_sql_pack import judged_as_in_memory


def test_the_whole_pack_is_judged_as_in_memory() -> None:
    """The longest, and so the first."""
    judged_as_in_memory(lambda facts: partial(SqlEngine, reader(facts)), other_readings=False)


class TestSpark(EngineContract):
    examples = 12

    def engine(self, data: Dataset, calendar: Calendar) -> Engine:
        return SqlEngine(reader(data.facts), data, calendar)

    def taken(self, engine: Engine, ask: Callable[[], object]) -> int:
        assert isinstance(engine, SqlEngine)
        return rows_taken(engine, ask)
