"""export: the outcomes for another system."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fengqiao.cli import console
from fengqiao.cli.app import AsOf, KnownBy, Lang, ProjectFile, Readings, Strict, app
from fengqiao.cli.judging import assessed
from fengqiao.errors import Text, UsageError
from fengqiao.report.export.junit import junit
from fengqiao.report.export.oscal import oscal
from fengqiao.report.export.records import records
from fengqiao.report.export.table import csv_records, parquet_records

FORMATS = ("csv", "parquet", "oscal", "junit")


@app.command()
def export(
    project: ProjectFile,
    *,
    format_: Annotated[
        str, typer.Option("--format", metavar="csv|parquet|oscal|junit", help="格式 / the format")
    ] = "csv",
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="写入文件 / write to a file")] = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    reading: Readings = None,
    strict: Strict = False,
    lang: Lang = None,
) -> None:
    """导出判定结果供其他系统使用 / the outcomes for another system."""
    console.one_of("--format", format_, FORMATS)
    if format_ == "parquet" and out is None:
        raise UsageError(Text("--format parquet 须同时给出 --out 文件名。", "--format parquet needs --out FILE."))
    opened = console.open_project(project, as_of=as_of, known_by=known_by, asked=reading, lang=lang)
    result = assessed(opened)
    found = records(result, opened.pack, opened.lang)
    match format_:
        case "csv":
            content = csv_records(found)
        case "parquet":
            content = parquet_records(found)
        case "oscal":
            content = oscal(found, result, opened.pack, opened.lang)
        case _:
            content = junit(found, opened.pack.title.say(opened.lang))
    if out is not None:
        console.write(out, content, opened.lang)
    else:
        console.out_bytes(content)
    console.stop_if_nothing(result, opened.lang)
    console.stop_if_lost(opened, strict=strict)
