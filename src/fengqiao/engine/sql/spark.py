"""Registers in somebody's Spark: tables and views of its session, or a store that is a folder of parquet files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from fengqiao.errors import MissingExtraError, Text, UsageError
from fengqiao.model.fact import REGISTERS

if TYPE_CHECKING:
    import pyarrow as pa

    from fengqiao.engine.sql.functions import Table


def connect(session: Any = None, *, folder: str | Path | None = None, schema: str | None = None) -> Any:
    """An Ibis connection to your Spark session, or to the one of this process.

    The registers are the tables and views that the session sees, `schema` (`database` or `catalog.database`) is where
    it then looks; or they are a `folder` that `fengqiao load` filled, of which temporary views are made.

    Raises MissingExtraError without Spark, and UsageError where it cannot be started, or the registers not be read.
    """
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession

        connection = _by_arrow()
    except ImportError as error:
        raise MissingExtraError(
            Text(
                "在 Spark 中判定须安装：pip install 'fengqiao[spark]'",
                "Judging in Spark needs: pip install 'fengqiao[spark]'",
            )
        ) from error
    try:
        found = session or SparkSession.builder.appName("fengqiao").getOrCreate()
    except (PySparkException, Py4JError) as error:
        kind = _kind(error)
        raise UsageError(
            Text(
                f"无法启动 Spark（{kind}）。须有 Java 17 或更新版本（java -version；装有多个版本时用 JAVA_HOME 指定），"
                "并核对 Spark 的设置。",
                f"Spark cannot be started ({kind}). It needs Java 17 or newer (java -version; where there are several,"
                " JAVA_HOME says which). Check the settings of Spark too.",
            )
        ) from error
    try:
        if schema is not None:
            found.sql("USE " + ".".join(f"`{name.replace('`', '``')}`" for name in schema.split(".")))
        if folder is not None:
            _view(found, str(folder))
    except (PySparkException, Py4JError) as error:
        where, kind = schema if folder is None else Path(folder).name, _kind(error)
        raise UsageError(
            Text(
                f"Spark 读不到 {where}（{kind}）。请核对名称与读取权限。",
                f"Spark cannot read {where} ({kind}). Check its name, and that this session may read it.",
            )
        ) from error
    connection.do_connect(found)
    return connection


def _by_arrow() -> Any:
    """Ibis's Spark, with tables as Arrow: by way of pandas a whole number beside a NULL becomes a float."""
    from ibis.backends.pyspark import Backend

    class ArrowSpark(Backend):  # type: ignore[misc]  # Ibis is not typed
        name = "spark"

        def view(self, name: str, columns: pa.Table) -> Table:
            """A temporary view of a table of our own; nothing is written."""
            self._session.createDataFrame(columns).createOrReplaceTempView(name)
            return self.table(name)

        def kept(self, name: str, found: Table) -> Table:
            """A temporary view of a relation that Spark counts once and keeps in memory."""
            return self._create_cached_table(name, found)

        def to_pyarrow(self, expr: Any, /, **options: Any) -> Any:
            """An answer, exactly as Spark has it."""
            return expr.__pyarrow_result__(self.raw_sql(self.compile(expr.as_table(), **options)).toArrow())

    return ArrowSpark()


def _kind(error: Any) -> str:
    """What Spark calls an error; no word of its message, which may hold an address."""
    return getattr(error, "getCondition", lambda: None)() or type(error).__name__


def _view(session: Any, folder: str) -> None:
    """A temporary view of each register that the folder has. Raises UsageError for a folder without any."""
    files = session.read.format("binaryFile").option("recursiveFileLookup", "true").load(folder)
    paths = [row.path for row in files.select("path").collect()]
    there = [register for register in REGISTERS if any(f"/{register}.parquet" in path for path in paths)]
    if not there:
        name = Path(folder).name
        raise UsageError(
            Text(
                f"文件夹 {name} 中没有台账。请先运行 fengqiao load PROJECT.toml --into {name}。",
                f"The folder {name} has no register. Fill it with fengqiao load PROJECT.toml --into {name}.",
            )
        )
    for register in there:
        session.read.parquet(f"{folder}/{register}.parquet").createOrReplaceTempView(register)
