"""Engines over one database, one after the other: places and queries are kept, and every fact is counted anew."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fengqiao.engine.memory import MemoryEngine
from fengqiao.engine.sql import store
from fengqiao.engine.sql.engine import SqlEngine
from fengqiao.engine.sql.opener import StoreOpener
from fengqiao.errors import UsageError
from fengqiao.model.calendar import Calendar
from fengqiao.model.dataset import Dataset, Reported, complete
from fengqiao.model.fact import Screening
from fengqiao.model.measure import Adherence, PlacesOf
from fengqiao.model.source import Source
from fengqiao.testing.datasets import CITY, COUNTIES, DAY, FIRST, PLACES, VILLAGES, datasets
from fengqiao.testing.engine_contract import question
from fengqiao.testing.measures import MEASURES, WEEKLY

SHEET = Source("a.csv", None, CITY, FIRST, DAY)
SCREENS = question(Adherence("screenings", PlacesOf("villages"), WEEKLY), CITY)
DATED = Screening("1", VILLAGES[0], SHEET, 1, FIRST)
UNDATED = Screening("2", VILLAGES[0], SHEET, 2, None)


def over(connection: Any, data: Dataset, before: SqlEngine | None = None) -> SqlEngine:
    store.write(connection, data.facts)
    ground = before.ground if before else None
    assert ground is None or ground.serves(data, Calendar(), {})
    return SqlEngine(connection, data, Calendar(), ground=ground)


def small_tables(engine: SqlEngine) -> list[tuple[str]]:
    sql = "SELECT table_name FROM duckdb_tables() WHERE temporary ORDER BY 1"
    found: list[tuple[str]] = engine.ground.connection.con.execute(sql).fetchall()
    return found


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(
    several=st.lists(datasets(), min_size=2, max_size=3), names=st.sets(st.sampled_from(sorted(MEASURES)), max_size=4)
)
def test_every_engine_counts_the_facts_of_its_time(several: list[Dataset], names: set[str]) -> None:
    connection = store.in_memory()
    engine = None
    for one in several:
        data = attrs.evolve(one, reported=several[0].reported, holes=several[0].holes, carry=several[0].carry)
        engine = over(connection, data, engine)
        for name in sorted(names):
            for unit in (CITY, COUNTIES[0]):
                asked = question(MEASURES[name], unit)
                assert engine.tally(asked) == MemoryEngine(data, Calendar()).tally(asked), name


def test_the_second_engine_writes_no_query_and_makes_no_table() -> None:
    connection = store.in_memory()
    data = complete(PLACES, {"screenings": (DATED,)})
    engine = over(connection, data)
    first = [engine.tally(question(measure, CITY)) for measure in MEASURES.values()]
    tables, written = small_tables(engine), dict(engine.ground.scripts.written)
    assert written
    again = SqlEngine(connection, data, Calendar(), ground=engine.ground)
    assert [again.tally(question(measure, CITY)) for measure in MEASURES.values()] == first
    assert small_tables(again) == tables
    assert again.ground.scripts.written == written


def test_facts_that_ask_for_another_query_are_seen() -> None:
    """A query was written where no fact lacked its day; then one does, and then there is a return in its stead."""
    connection = store.in_memory()
    engine = None
    for facts, unknown in (((DATED,), 0), ((DATED, UNDATED), 1), ((DATED,), 0)):
        data = complete(PLACES, {"screenings": facts})
        engine = over(connection, data, engine)
        found = engine.tally(SCREENS)
        assert found == MemoryEngine(data, Calendar()).tally(SCREENS)
        assert (found.tally.yes, found.tally.unknown) == (1, unknown)


def test_a_column_that_is_gone_is_told(tmp_path: Path) -> None:
    connection = store.in_memory()
    data = complete(PLACES, {"screenings": (DATED,)})
    engine = over(connection, data)
    engine.tally(SCREENS)
    connection.con.execute("ALTER TABLE screenings DROP reported_on")
    with pytest.raises(UsageError, match="The table screenings lacks reported_on"):
        SqlEngine(connection, data, Calendar(), ground=engine.ground).tally(SCREENS)


# -- an opener


def test_an_opener_keeps_what_does_not_rest_on_facts(tmp_path: Path) -> None:
    data = complete(PLACES, {"screenings": (DATED,)})
    store.create(tmp_path / "a.duckdb", data.facts)
    opener = StoreOpener(tmp_path / "a.duckdb")
    one, other = (opener(data.evolve(facts={}), Calendar(), {}) for _ in range(2))
    assert one is not other
    assert one.ground is other.ground
    assert one.tally(SCREENS) == other.tally(SCREENS) == MemoryEngine(data, Calendar()).tally(SCREENS)


@pytest.mark.parametrize("name", ["a.duckdb", "a"])
def test_a_store_that_was_loaded_again_is_read_again(tmp_path: Path, name: str) -> None:
    path, new = tmp_path / name, tmp_path / f"new-{name}"
    data = complete(PLACES, {"screenings": (DATED,)})
    make(path, data)
    opener = StoreOpener(path)
    assert opener(data, Calendar(), {}).tally(SCREENS).tally.yes == 1
    more = complete(PLACES, {"screenings": (DATED, attrs.evolve(DATED, id="3", division=VILLAGES[1]))})
    make(new, more)
    path.rename(tmp_path / "old")
    new.rename(path)
    assert opener(data, Calendar(), {}).tally(SCREENS).tally.yes == 2


def make(path: Path, data: Dataset) -> None:
    if path.suffix == ".duckdb":
        store.create(path, data.facts)
        return
    connection = store.in_memory()
    store.write(connection, data.facts)
    connection.con.execute(f"EXPORT DATABASE '{path}' (FORMAT parquet)")


def test_other_places_or_reports_begin_anew_and_leave_no_table(tmp_path: Path) -> None:
    data = complete(PLACES, {"screenings": (DATED,)})
    store.create(tmp_path / "a.duckdb", data.facts)
    opener = StoreOpener(tmp_path / "a.duckdb")
    engine = opener(data, Calendar(), {})
    assert engine.tally(SCREENS).tally.unknown == 0
    assert small_tables(engine)
    gone = weakref.ref(engine.ground.connection.con)
    silent = data.evolve(reported=(Reported("posts", CITY),))
    other = opener(silent, Calendar(), {})
    assert other.ground is not engine.ground
    assert small_tables(other) == []
    assert other.tally(SCREENS) == MemoryEngine(silent.evolve(facts=data.facts), Calendar()).tally(SCREENS)
    del engine
    gc.collect()
    assert gone() is None
    assert opener(silent.evolve(places=attrs.evolve(PLACES)), Calendar(), {}).ground is not other.ground
