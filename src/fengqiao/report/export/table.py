"""Records as csv for a spreadsheet, and as parquet with types."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import attrs

from fengqiao.errors import MissingExtraError, Text
from fengqiao.report.export.records import COLUMNS, Record

BOM = "\ufeff"
"""Excel reads a csv file as UTF-8 only with it."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""
Cell = str | int | float | date | None


def to_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Comma-separated for Excel; a text that a spreadsheet would take for a formula begins with an apostrophe."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return (BOM + text.getvalue()).encode()


def _cell(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case str():
            return f"'{cell}" if cell.startswith(FORMULA) else cell
        case _:
            return str(cell)


def csv_records(found: Sequence[Record]) -> bytes:
    """A row an outcome; blank is not known or not there."""
    return to_csv([column.name for column in COLUMNS], map(attrs.astuple, found))


def parquet_records(found: Sequence[Record]) -> bytes:
    """The same with types: dates, whole numbers, doubles, booleans. Raises MissingExtraError without pyarrow."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtraError(
            Text(
                "写 parquet 需要 pyarrow，请安装：pip install 'fengqiao[parquet]'",
                "Writing parquet needs pyarrow. Install it: pip install 'fengqiao[parquet]'",
            )
        ) from error
    kinds: dict[str, Any] = {
        "str": pa.string(),
        "bool": pa.bool_(),
        "bool | None": pa.bool_(),
        "int | None": pa.int64(),
        "Number | None": pa.float64(),
        "date": pa.date32(),
        "date | None": pa.date32(),
    }
    schema = pa.schema(
        [pa.field(column.name, kinds[str(column.type)], nullable="None" in str(column.type)) for column in COLUMNS]
    )
    columns = {column.name: [getattr(one, column.name) for one in found] for column in COLUMNS}
    written = BytesIO()
    parquet.write_table(pa.table(columns, schema=schema), written)
    return written.getvalue()
