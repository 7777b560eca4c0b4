"""fengqiao's own rows, each in a process of its own: the three questions, a whole pack, one city in memory."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.national.country import Country
from benchmarks.national.peers.asked import DAY, Answers, serve
from fengqiao.assess.run import assess
from fengqiao.engine.base import Opener
from fengqiao.engine.memory import MemoryEngine
from fengqiao.engine.sql import spark
from fengqiao.engine.sql.engine import SqlEngine
from fengqiao.engine.sql.opener import StoreOpener
from fengqiao.engine.sql.stored import open_store
from fengqiao.model.dataset import Dataset
from fengqiao.model.outcome import Assessment
from fengqiao.plugin.read import load_pack

HERE = Path(__file__).parent
CITY = "3307"
"""Jinhua; where it is not among the counties that are measured, the first city."""


def main() -> None:
    """Opens the store, and answers as often as it is asked to."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("three", "pack", "city"))
    parser.add_argument("store", type=Path)
    parser.add_argument("country", type=Path)
    parser.add_argument("--spark", type=Path, metavar="FOLDER", help="counted by Spark, over the same as parquet files")
    given = parser.parse_args()
    found = Country.load(given.country)
    city = given.what == "city"
    data = of_city(found, given.store) if city else open_store(given.store, found.places())[0]
    pack = load_pack("jinhua-2018-2020" if given.what == "pack" else HERE)
    engine: Opener = MemoryEngine if city else StoreOpener(given.store)
    if given.spark:
        engine = partial(SqlEngine, spark.connect(local_spark(), folder=given.spark))

    def run() -> dict[str, Any]:
        result = assess(pack, data, as_of=DAY, other_readings=False, settlements=False, engine=engine)
        return {"tallies": answers(result), "statuses": statuses(result), "outcomes": len(result.outcomes)}

    del found  # the names that the places keep are enough: what is measured is fengqiao's memory
    serve(f"fengqiao {version('fengqiao')}", run)


def local_spark() -> Any:
    """A Spark of this machine, in as many parts as it has cores to work on them."""
    from pyspark.sql import SparkSession

    settings = {
        "spark.driver.memory": "4g",
        "spark.sql.shuffle.partitions": str(os.cpu_count()),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    return SparkSession.builder.config(map=settings).getOrCreate()


def answers(result: Assessment) -> Answers:
    """The tallies by target and unit."""
    found: Answers = {}
    for one in result.outcomes:
        if one.tally is not None:
            t = one.tally
            tally = (t.yes, t.no, t.unknown, t.may_yes, t.may_no, t.open)
            found.setdefault(one.target, {})[one.unit.code] = tally
    return found


def statuses(result: Assessment) -> dict[str, dict[str, int]]:
    """How many outcomes of each status, by target."""
    found: dict[str, Counter[str]] = {}
    for one in result.outcomes:
        found.setdefault(one.target, Counter())[one.status.value] += 1
    return {target: dict(counts) for target, counts in found.items()}


def of_city(whole: Country, store: Path) -> Dataset:
    """What is known of one city: a store of its own, so that nothing else is read."""
    cities = [code for code, _ in whole.rows if code.endswith("0" * 8) and not code.endswith("0" * 10)]
    head = CITY if CITY + "0" * 8 in cities else cities[0][:4]
    rows = tuple(row for row in whole.rows if row[0][:4] == head or row[0] == head[:2] + "0" * 10)
    lives = {code: life for code, life in whole.lives.items() if code[:4] == head}
    own = store.with_name("city.duckdb")
    own.unlink(missing_ok=True)
    with duckdb.connect(str(own)) as connection:
        connection.execute(f"ATTACH '{store}' AS whole (READ_ONLY)")
        listed = "SELECT table_name, list(column_name) FROM duckdb_columns() WHERE database_name = 'whole' GROUP BY 1"
        for name, columns in connection.execute(listed).fetchall():
            only = f"WHERE starts_with(division, '{head}')" if "division" in columns else ""
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM whole.{name} {only}")
    data = open_store(own, Country(rows, lives, whole.source).places())[0]
    return data.evolve(reported=tuple(one for one in data.reported if one.unit[:4] == head))


if __name__ == "__main__":
    main()
