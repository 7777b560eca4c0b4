"""Every measure over one dataset that stands on the edges, in a database and in memory."""

from __future__ import annotations

from functools import cache

import pytest

from fengqiao.engine.memory import MemoryEngine
from fengqiao.engine.sql import store
from fengqiao.engine.sql.engine import SqlEngine
from fengqiao.model.calendar import Calendar
from fengqiao.testing.datasets import CITY, COUNTIES, edges
from fengqiao.testing.engine_contract import question
from fengqiao.testing.measures import ALL


@cache
def engines() -> tuple[SqlEngine, MemoryEngine]:
    """Both engines over the same facts; what they remember follows from these alone."""
    data = edges()
    connection = store.in_memory()
    store.write(connection, data.facts)
    return SqlEngine(connection, data, Calendar()), MemoryEngine(data, Calendar())


@pytest.mark.parametrize("name", sorted(ALL))
def test_the_edges_are_counted_as_in_memory(name: str) -> None:
    database, memory = engines()
    for unit in COUNTIES:
        asked = question(ALL[name], unit)
        assert database.tally(asked) == memory.tally(asked), unit
    if name in ("places", "slots", "persons within"):
        assert database.tally(question(ALL[name], CITY)) == memory.tally(question(ALL[name], CITY))
