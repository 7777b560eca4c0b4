"""Registers what this package ships with the plugin manager."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from fengqiao.plugin import Adapter, hookimpl


@hookimpl
def adapters() -> Iterable[Adapter[Any]]:
    """The adapters for files, the web and databases."""
    from fengqiao_adapters.csv import CsvAdapter
    from fengqiao_adapters.excel import ExcelAdapter
    from fengqiao_adapters.http import HttpAdapter
    from fengqiao_adapters.json import JsonAdapter
    from fengqiao_adapters.parquet import ParquetAdapter
    from fengqiao_adapters.sql import SqlAdapter

    return (CsvAdapter(), ExcelAdapter(), HttpAdapter(), JsonAdapter(), ParquetAdapter(), SqlAdapter())


@hookimpl
def profiles() -> Mapping[str, Path]:
    """The layouts that are known, by the name of their file."""
    folder = Path(__file__).parent / "profiles"
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}
