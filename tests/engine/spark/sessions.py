"""Sessions of one local Spark, set up for tables of a few rows: planning is what costs, and nothing is compiled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from types import MappingProxyType
from typing import Any

import pyarrow as pa
from pyarrow import parquet
from pyspark.sql import SparkSession

from fengqiao.engine.known import distinct
from fengqiao.engine.sql import spark
from fengqiao.engine.sql.fill import fill
from fengqiao.engine.sql.said import Rule
from fengqiao.engine.sql.said import tables as said
from fengqiao.engine.sql.tables import table
from fengqiao.model.dataset import Dataset
from fengqiao.model.fact import REGISTERS, Fact

SETTINGS = {
    "spark.buffer.pageSize": "64k",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


@cache
def _first() -> Any:
    builder = SparkSession.builder.master("local[2]").config(map=dict(SETTINGS))
    return builder.config("spark.sql.warehouse.dir", mkdtemp(prefix="fengqiao-spark-")).getOrCreate()


USUAL = {
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.codegen.factoryMode": "FALLBACK",
    "spark.sql.codegen.wholeStage": "true",
    "spark.sql.shuffle.partitions": "4",
}
"""As Spark comes, but for fewer parts."""


def session(settings: Mapping[str, str] = MappingProxyType({})) -> Any:
    """A session that sees no view of another, and keeps nothing that others counted."""
    _first().catalog.clearCache()
    found = _first().newSession()
    for name, value in settings.items():
        found.conf.set(name, value)
    return found


def tables(facts: Mapping[str, Sequence[Fact]]) -> dict[str, pa.Table]:
    """The table of each register that has facts."""
    return {name: table(name, list(distinct(facts[name]))) for name in REGISTERS if facts.get(name)}


def reader(facts: Mapping[str, Sequence[Fact]]) -> Any:
    """A connection to a session that has the facts as views."""
    found = session()
    for register, rows in tables(facts).items():
        found.createDataFrame(rows).createOrReplaceTempView(register)
    return spark.connect(found)


def folder(data: Dataset, at: Path) -> Path:
    """A store of the dataset as `fengqiao load` leaves it: a folder of parquet files."""
    pieces = {register: [at / f"{register}.piece"] for register in tables(data.facts)}
    for register, rows in tables(data.facts).items():
        parquet.write_table(rows, *pieces[register])
    fill(at / "city", pieces, said(data, Rule(data.places.digest)), folder=True, again=())
    return at / "city"
