"""The SQL engine inside Spark: as the memory engine."""

from __future__ import annotations

from fengqiao.engine.base import Engine
from fengqiao.engine.sql.engine import SqlEngine
from fengqiao.model.calendar import Calendar
from fengqiao.model.dataset import Dataset
from fengqiao.testing.engine_contract import EngineContract
from tests.engine.spark.sessions import reader


class TestSpark(EngineContract):
    examples = 12

    def engine(self, data: Dataset, calendar: Calendar) -> Engine:
        return SqlEngine(reader(data.facts), data, calendar)
