"""The SQL engine inside somebody's PostgreSQL: read only, and as the memory engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import psycopg
import pytest

from fengqiao.engine.base import Engine
from fengqiao.engine.memory import MemoryEngine
from fengqiao.engine.sql import postgres
from fengqiao.engine.sql.engine import SqlEngine
from fengqiao.errors import UsageError
from fengqiao.model.calendar import Calendar
from fengqiao.model.dataset import Dataset, complete
from fengqiao.model.fact import Dispute
from fengqiao.model.measure import Count, FactsOf
from fengqiao.model.predicate import Equals, Given
from fengqiao.model.source import Source
from fengqiao.testing.datasets import CITY, FIRST, PLACES, VILLAGES
from fengqiao.testing.engine_contract import EngineContract, question
from tests.engine.databases import URL, needs_postgres, reader, schema_of
from tests.engine.taken import rows_taken

SHEET = Source("a.csv", None, CITY, FIRST)


@pytest.fixture(autouse=True)
def _server() -> None:
    needs_postgres()


class TestPostgres(EngineContract):
    examples = 16

    @pytest.fixture(autouse=True)
    def _schemas(self) -> Iterator[None]:
        with ExitStack() as self.stack:
            yield

    def engine(self, data: Dataset, calendar: Calendar) -> Engine:
        self.stack.close()  # nobody asks the engine before this one any more
        connection = reader(self.stack.enter_context(schema_of(data.facts)))
        self.stack.callback(connection.disconnect)
        return SqlEngine(connection, data, calendar)

    def taken(self, engine: Engine, ask: Callable[[], object]) -> int:
        assert isinstance(engine, SqlEngine)
        return rows_taken(engine, ask)

    def test_answers_every_measure_without_facts_and_reports(self) -> None:
        """An empty schema has no register to look into; the contract's own facts are put to it elsewhere."""
        engine = self.engine(Dataset(PLACES), Calendar())
        assert self.answers(engine, question(Count(FactsOf("disputes")), CITY), Dataset(PLACES))


def test_a_blank_text_stays_blank() -> None:
    facts = tuple(
        Dispute(str(i), VILLAGES[0], SHEET, i, closed=FIRST, kind=kind)
        for i, kind in enumerate((None, "", "NaN", "it's"))
    )
    data = complete(PLACES, {"disputes": facts})
    with schema_of(data.facts) as name:
        connection = reader(name)
        engine = SqlEngine(connection, data, Calendar())
        for where in (Given("kind", given=False), Equals("kind", "NaN"), Equals("kind", ""), Equals("kind", "it's")):
            asked = question(Count(FactsOf("disputes", where)), CITY)
            assert engine.tally(asked) == MemoryEngine(data, Calendar()).tally(asked)
        connection.disconnect()


def test_the_session_cannot_write() -> None:
    connection = postgres.connect(URL)
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        connection.raw_sql("CREATE TABLE never (a INT)")
    connection.disconnect()


def test_a_database_out_of_reach_is_told_without_its_address() -> None:
    with pytest.raises(UsageError) as told:
        postgres.connect("postgresql://somebody:se-cret@127.0.0.1:1/test")
    assert "cannot be reached" in told.value.text.en
    assert "se-cret" not in told.value.text.en + told.value.text.zh
