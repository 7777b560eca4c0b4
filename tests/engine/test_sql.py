"""The SQL engine on DuckDB: as the memory engine on every case, and plain about what it cannot do."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ibis
import pytest

from fengqiao.engine.base import Engine
from fengqiao.engine.memory import MemoryEngine
from fengqiao.engine.sql import spark, store
from fengqiao.engine.sql.engine import SqlEngine
from fengqiao.engine.sql.logic import UnwrittenError, held
from fengqiao.engine.sql.tables import schema
from fengqiao.errors import MissingExtraError, NotSupportedError, UsageError
from fengqiao.model.calendar import Cadence, Calendar, between
from fengqiao.model.dataset import Dataset, Reported, complete
from fengqiao.model.fact import (
    REGISTERS,
    Committee,
    Day,
    Dispute,
    Domain,
    Figure,
    Number,
    Post,
    Screening,
    Studio,
    Whole,
    Words,
    YesNo,
)
from fengqiao.model.measure import (
    Adherence,
    Attested,
    Before,
    Bound,
    Count,
    Duration,
    FactsOf,
    Measure,
    Mediators,
    PlacesOf,
    Ratio,
    SelfReported,
    Share,
    Sum,
    Timeliness,
)
from fengqiao.model.outcome import Tally
from fengqiao.model.predicate import AllOf, AnyOf, Equals, Given, Limits, NotThat, Predicate, Within
from fengqiao.model.source import Source
from fengqiao.testing.datasets import CITY, COUNTIES, DAY, FIRST, PLACES, VILLAGES
from fengqiao.testing.engine_contract import EngineContract, question
from fengqiao.testing.measures import MEASURES, WEEKLY
from tests.engine.taken import rows_taken

SHEET = Source("a.csv", None, CITY, FIRST, DAY)


class TestDuckDB(EngineContract):
    def engine(self, data: Dataset, calendar: Calendar) -> Engine:
        connection = store.in_memory()
        store.write(connection, data.facts)
        return SqlEngine(connection, data, calendar)

    def taken(self, engine: Engine, ask: Callable[[], object]) -> int:
        assert isinstance(engine, SqlEngine)
        return rows_taken(engine, ask)


def duckdb(data: Dataset) -> Engine:
    return TestDuckDB().engine(data, Calendar())


def test_a_file_is_read_where_it_lies(tmp_path: Path) -> None:
    facts = {
        "screenings": tuple(Screening(str(i), key, SHEET, i, FIRST) for i, key in enumerate(VILLAGES)),
        "disputes": (Dispute("1", VILLAGES[0], SHEET, 0, closed=FIRST, kind=None),),
    }
    data = complete(PLACES, facts)
    path = tmp_path / "it's.duckdb"
    store.create(path, data.facts)
    engine = SqlEngine(store.attach(path), data, Calendar(), catalog="store")
    for measure in MEASURES.values():
        asked = question(measure, COUNTIES[0])
        assert engine.tally(asked) == MemoryEngine(data, Calendar()).tally(asked)


def test_a_blank_text_stays_blank() -> None:
    kinds = (None, "", "NaN")
    facts = tuple(Dispute(str(i), VILLAGES[0], SHEET, i, closed=FIRST, kind=kind) for i, kind in enumerate(kinds))
    data = complete(PLACES, {"disputes": facts})
    for where in (Given("kind", given=False), Given("kind"), Equals("kind", "NaN"), Equals("kind", "")):
        asked = question(Count(FactsOf("disputes", where)), CITY)
        assert duckdb(data).tally(asked) == MemoryEngine(data, Calendar()).tally(asked)


def test_a_fact_without_a_known_division_is_told_and_not_lost() -> None:
    data = complete(PLACES, {"disputes": (Dispute("1", "999999999999", SHEET, 0, closed=FIRST),)})
    with pytest.raises(UsageError, match="The division 999999999999 of a fact of disputes is not among the places"):
        duckdb(data).tally(question(Count(FactsOf("disputes")), CITY))


PLANNED = Bound(Attested(("plan",)), Limits(at_least=Fraction(1)))
STAGED = Bound(Count(FactsOf("disputes", placed="at")), Limits(at_least=Fraction(1)))


@pytest.mark.parametrize(
    "measure",
    [
        Share(PlacesOf("villages"), that=Equals("kind", "x")),
        Ratio(Ratio(Count(FactsOf("disputes")), Count(FactsOf("disputes"))), Count(FactsOf("disputes"))),
        Share(FactsOf("studios"), PLANNED),
        Share(FactsOf("studios"), Bound(SelfReported("rate"), Limits(at_least=Fraction(1)))),
        Share(FactsOf("studios"), Bound(Count(FactsOf("screenings", placed="at")), Limits(at_least=Fraction(1)))),
        Share(Mediators("within"), PLANNED),
        Share(Mediators("within"), STAGED),
        Adherence("posts", PlacesOf("villages"), WEEKLY),
    ],
)
def test_what_no_engine_can_do_it_refuses_in_the_same_words(measure: Measure) -> None:
    facts = {
        "studios": (Studio("s", VILLAGES[0], SHEET, 0),),
        "posts": (Post("p", VILLAGES[0], SHEET, 0, VILLAGES[0], "x"),),
        "disputes": (Dispute("d", VILLAGES[0], SHEET, 0),),
    }
    data = complete(PLACES, facts)
    refused = []
    for engine in (duckdb(data), MemoryEngine(data, Calendar())):
        with pytest.raises(NotSupportedError) as told:
            engine.tally(question(measure, CITY))
        refused.append(told.value.text)
    assert refused[0] == refused[1]


def test_a_window_that_hangs_on_nobody_is_wrong_use() -> None:
    for engine in (duckdb(Dataset(PLACES)), MemoryEngine(Dataset(PLACES), Calendar())):
        with pytest.raises(UsageError, match="The window hangs on closed of an enclosing member, and there is none"):
            engine.tally(question(Count(FactsOf("disputes", window=Before("closed"))), CITY))


def test_undated_facts_fill_slots_between_none_and_all() -> None:
    facts = tuple(Screening(str(i), VILLAGES[0], SHEET, i, on) for i, on in enumerate((FIRST, None, None)))
    data = Dataset(PLACES, {"screenings": facts}, (Reported("screenings", CITY, FIRST, DAY),))
    asked = question(MEASURES["slots"], VILLAGES[0])
    found = duckdb(data).tally(asked).tally
    assert (found.yes, found.unknown, found.no) == (1, 2, 2)
    assert found == MemoryEngine(data, Calendar()).tally(asked).tally


def test_a_table_that_lacks_a_column_or_holds_something_else_in_one_names_it() -> None:
    connection = store.in_memory()
    connection.con.execute("CREATE TABLE disputes AS SELECT 'x' AS id")
    asked = question(Count(FactsOf("disputes")), CITY)
    with pytest.raises(UsageError, match=r"The table disputes lacks division, exact, cell, .* in a view"):
        SqlEngine(connection, Dataset(PLACES), Calendar()).tally(asked)
    connection = store.in_memory()
    store.write(connection, {})
    connection.con.execute("ALTER TABLE disputes ALTER closed TYPE VARCHAR")
    with pytest.raises(UsageError, match=r"The column closed of the table disputes holds string, and date is needed\."):
        SqlEngine(connection, Dataset(PLACES), Calendar()).tally(asked)


def test_a_database_that_nobody_tried_is_refused_by_name() -> None:
    with pytest.raises(NotSupportedError, match="does not know the database oracle; it runs on DuckDB, PostgreSQL and"):
        SqlEngine(SimpleNamespace(name="oracle"), Dataset(PLACES), Calendar())


def test_spark_that_is_not_installed_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "py4j.protocol", None)
    with pytest.raises(MissingExtraError) as told:
        spark.connect()
    assert told.value.text.en == "Judging in Spark needs: pip install 'fengqiao[spark]'"
    assert told.value.text.zh == "在 Spark 中判定须安装：pip install 'fengqiao[spark]'"


def test_more_slots_are_counted_than_a_byte_holds() -> None:
    days = [FIRST + timedelta(days=n) for n in range(200)]
    facts = tuple(Screening(str(i), VILLAGES[0], SHEET, i, on) for i, on in enumerate(days))
    data = complete(PLACES, {"screenings": facts})
    asked = question(Adherence("screenings", PlacesOf("villages"), Cadence("days", n=1)), VILLAGES[0], days[-1])
    found = duckdb(data).tally(asked)
    assert found.tally.yes == 200
    assert found == MemoryEngine(data, Calendar()).tally(asked)


def test_local_fields_are_counted_though_they_are_no_columns() -> None:
    kinds: dict[str, Domain] = {"good": YesNo(), "score": Whole(), "rate": Number(), "seen": Day(), "colour": Words()}
    said = (
        {"good": True, "score": 3, "rate": Decimal("0.50"), "seen": FIRST, "colour": "红"},
        {"good": False, "score": 2, "rate": Decimal("0.25"), "seen": DAY, "other": "x"},
        {"good": True},
        None,
    )
    facts = tuple(Committee(str(i), VILLAGES[0], SHEET, i, kind="village", extra=one) for i, one in enumerate(said))
    data, of = complete(PLACES, {"committees": facts}), FactsOf("committees")
    connection = store.in_memory()
    store.write(connection, data.facts)
    engines = [
        opened(data, Calendar(), {"committees": kinds}) for opened in (partial(SqlEngine, connection), MemoryEngine)
    ]
    for measure in (
        Share(of, that=Equals("good", value=True)),
        Count(FactsOf("committees", Within("rate", Limits(above=Fraction(1, 4))))),
        Count(FactsOf("committees", window=between(FIRST, FIRST), dated_by="seen")),
        Count(of, distinct="colour"),
        Sum("score", of),
        Timeliness(of, "seen", Duration(1, "days"), end="established"),
    ):
        found, expected = (engine.tally(question(measure, CITY)) for engine in engines)
        assert found == expected
        assert expected.tally != Tally()


ENDED = Equals("fulfilled", "part"), Equals("resolved_at", "city")
TIED = AnyOf(
    (
        AllOf((Equals("difficulty", "major"), Equals("outcome", "success"), Equals("agreement", "oral"), *ENDED)),
        AllOf((Equals("difficulty", "simple"), Equals("outcome", "failure"), Equals("agreement", "none"), *ENDED)),
    )
)
THIRDS = Within("value", Limits(above=Fraction(1, 3)))


@pytest.mark.parametrize(("register", "where"), [("disputes", TIED), ("disputes", NotThat(TIED)), ("figures", THIRDS)])
def test_what_sql_does_not_say_is_decided_once_for_each_set_of_values(register: str, where: Predicate) -> None:
    """864 ways to fill in the blanks, and a third."""
    kinds: tuple[dict[str, Any], ...] = (
        {"difficulty": "major", "outcome": "success", "agreement": "oral", "fulfilled": "part"},
        {"outcome": "withdrawn"},
        {},
    )
    disputes = (Dispute(str(i), VILLAGES[0], SHEET, i, closed=FIRST, **kind) for i, kind in enumerate(kinds))
    values = enumerate((Decimal("0.34"), Decimal("0.33"), None))
    figures = (Figure(str(i), VILLAGES[0], SHEET, i, as_of=FIRST, value=one) for i, one in values)
    data = complete(PLACES, {"disputes": tuple(disputes), "figures": tuple(figures)})
    with pytest.raises(UnwrittenError):
        held(ibis.table(schema(register)), where, REGISTERS[register].fields)
    for measure in (Count(FactsOf(register, where)), Share(FactsOf(register), that=where)):
        expected = MemoryEngine(data, Calendar()).tally(question(measure, CITY))
        assert duckdb(data).tally(question(measure, CITY)) == expected
        assert expected.tally.unknown or expected.tally.may_yes


def test_a_register_that_is_not_there_has_no_members() -> None:
    engine, data = SqlEngine(store.in_memory(), Dataset(PLACES), Calendar()), Dataset(PLACES)
    for measure in (Count(FactsOf("disputes")), Share(Mediators("within"), that=Equals("main", value=True))):
        asked = question(measure, CITY)
        assert engine.tally(asked) == MemoryEngine(data, Calendar()).tally(asked)
        assert engine.members(asked, ("yes", "may")) == MemoryEngine(data, Calendar()).members(asked, ("yes", "may"))
