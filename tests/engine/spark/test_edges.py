"""What must survive the way to Spark and back, and what is told where the registers or Spark are not there."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest

from fengqiao.engine.memory import MemoryEngine
from fengqiao.engine.sql import spark
from fengqiao.engine.sql.dialects import dialect_of
from fengqiao.engine.sql.engine import SqlEngine
from fengqiao.engine.sql.stored import open_store
from fengqiao.errors import NotSupportedError, UsageError
from fengqiao.model.calendar import Calendar
from fengqiao.model.dataset import Dataset, complete
from fengqiao.model.fact import Checklist, Committee, Dispute, Fact, Figure, Screening, Studio
from fengqiao.model.measure import Count, FactsOf
from fengqiao.model.predicate import Equals, Given, Predicate
from fengqiao.model.source import Source
from fengqiao.testing.datasets import CITY, COUNTIES, FIRST, PLACES, TOWNS, VILLAGES
from fengqiao.testing.engine_contract import BITS, question
from fengqiao.testing.measures import MEASURES
from tests.engine.spark.sessions import USUAL, folder, reader, session, tables

SHEET = Source("a.csv", None, CITY, FIRST)
KINDS = (None, "", "NaN", "it's", "a\\b")
DISPUTES = tuple(Dispute(str(i), VILLAGES[0], SHEET, i, closed=FIRST, kind=kind) for i, kind in enumerate(KINDS))
SOME: dict[str, tuple[Fact, ...]] = {
    "committees": (Committee("c", TOWNS[0], SHEET, 0, systems=Checklist(frozenset(("a",)), frozenset(("b",)))),),
    "screenings": (Screening("1", VILLAGES[0], SHEET, 0, FIRST),),
    "studios": (Studio("s", TOWNS[0], SHEET, 0, committee="c"),),
    "figures": (Figure("f", CITY, SHEET, 0, "rate", FIRST, Decimal("0.1")),),
}
ALL = Count(FactsOf("disputes"))


def assert_blank_stays_blank(connection: Any) -> None:
    data = complete(PLACES, {"disputes": DISPUTES})
    engine = SqlEngine(connection, data, Calendar())
    blank: list[Predicate] = [Given("kind", given=False)]
    for where in blank + [Equals("kind", kind) for kind in KINDS if kind is not None]:
        asked = question(Count(FactsOf("disputes", where)), CITY)
        assert engine.tally(asked) == MemoryEngine(data, Calendar()).tally(asked)
    assert tuple(connection.table("disputes").order_by("cell").to_pyarrow()["kind"].to_pylist()) == KINDS


def test_a_blank_text_stays_blank_in_views() -> None:
    assert_blank_stays_blank(reader({"disputes": DISPUTES}))


def test_a_folder_that_was_loaded_is_judged(tmp_path: Path) -> None:
    at = folder(complete(PLACES, {"disputes": DISPUTES, **SOME}), tmp_path)
    assert_blank_stays_blank(spark.connect(session(), folder=at))
    bare = open_store(at, PLACES)[0].evolve(facts={})
    engine = SqlEngine(spark.connect(session(), folder=at), bare, Calendar())
    data = complete(PLACES, {"disputes": DISPUTES, **SOME})
    for name in ("facts", "committees with studios", "slots", "a figure"):
        asked = question(MEASURES[name], CITY)
        assert engine.tally(asked) == MemoryEngine(data, Calendar()).tally(asked)


def test_whole_numbers_truths_and_days_come_back_as_they_went() -> None:
    sent = pa.table(
        {
            "word": pa.array([None, 0, -1, *(1 << bit for bit in BITS if bit < 63), (1 << 63) - 1], pa.int64()),
            "truth": pa.array([None, True, False] * 3, pa.bool_())[: 3 + len(BITS)],
            "day": pa.array([None, date.min, date.max] * 3, pa.date32())[: 3 + len(BITS)],
            "text": pa.array([*KINDS, None, None, "x", "y"], pa.string()),
        }
    )
    for of in (sent, sent.slice(0, 0)):
        assert dialect_of(spark.connect(session())).small(of).to_pyarrow().to_pylist() == of.to_pylist()


def test_bits_of_whole_words_are_counted() -> None:
    words = [0, 1 << 31, 1 << 32, 1 << 51, 1 << 62, (1 << 63) - 1, None]
    dialect = dialect_of(spark.connect(session()))
    small = dialect.small(pa.table({"word": pa.array(words, pa.int64())}))
    found = small.select(n=dialect.bits_in(small.word)).to_pyarrow()["n"].to_pylist()
    assert found == [None if word is None else word.bit_count() for word in words]


def test_a_register_in_a_database_is_judged_there_by_spark_as_it_comes() -> None:
    data = complete(PLACES, {"disputes": DISPUTES, **SOME})
    found = session(USUAL)
    found.sql("CREATE DATABASE mediation")
    for register, rows in tables(data.facts).items():
        found.createDataFrame(rows).write.saveAsTable(f"mediation.{register}")
    engine = SqlEngine(spark.connect(found, schema="spark_catalog.mediation"), data, Calendar())
    for name in ("facts", "slots", "places", "persons within"):
        asked = question(MEASURES[name], COUNTIES[0])
        assert engine.tally(asked) == MemoryEngine(data, Calendar()).tally(asked)
    with pytest.raises(UsageError, match=r"Spark cannot read nowhere \(SCHEMA_NOT_FOUND\)\. Check its name"):
        spark.connect(found, schema="nowhere")


def test_a_folder_without_a_register_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"Spark cannot read nothing \(PATH_NOT_FOUND\)"):
        spark.connect(session(), folder=tmp_path / "nothing")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=r"The folder empty has no register\. Fill it with fengqiao load"):
        spark.connect(session(), folder=tmp_path / "empty")
    (tmp_path / "disputes.parquet").write_text("no parquet")
    with pytest.raises(UsageError, match=r"Spark cannot read .* \(Py4JJavaError\)"):
        spark.connect(session(), folder=tmp_path)


def test_a_fact_without_a_known_division_is_told_and_not_lost() -> None:
    data = complete(PLACES, {"disputes": (Dispute("1", "999999999999", SHEET, 0, closed=FIRST),)})
    with pytest.raises(UsageError, match="The division 999999999999 of a fact of disputes is not among the places"):
        SqlEngine(reader(data.facts), data, Calendar()).tally(question(ALL, CITY))


def test_a_table_that_lacks_a_column_or_holds_something_else_in_one_names_it() -> None:
    found = session()
    found.sql("SELECT 'x' AS id").createOrReplaceTempView("disputes")
    with pytest.raises(UsageError, match=r"The table disputes lacks division, exact, cell, .* in a view"):
        SqlEngine(spark.connect(found), Dataset(PLACES), Calendar()).tally(question(ALL, CITY))
    rows = found.createDataFrame(tables({"disputes": DISPUTES})["disputes"])
    rows.withColumn("closed", rows.closed.cast("string")).createOrReplaceTempView("disputes")
    with pytest.raises(UsageError, match=r"The column closed of the table disputes holds string, and date is needed\."):
        SqlEngine(spark.connect(found), Dataset(PLACES), Calendar()).tally(question(ALL, CITY))


def test_another_way_into_spark_is_refused_by_name() -> None:
    """Ibis's own takes whole numbers through floats."""
    with pytest.raises(NotSupportedError, match=r"database pyspark; it runs on DuckDB, PostgreSQL and Spark"):
        SqlEngine(ibis.pyspark.connect(session()), Dataset(PLACES), Calendar())


def test_spark_without_java_names_what_is_needed(tmp_path: Path) -> None:
    code = (
        "from fengqiao.engine.sql import spark\n"
        "from fengqiao.errors import UsageError\n"
        "try:\n    spark.connect()\nexcept UsageError as error:\n    print(error.text.en)"
    )
    bare = {**os.environ, "JAVA_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=bare, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Spark cannot be started (JAVA_GATEWAY_EXITED). It needs Java 17 or newer")
