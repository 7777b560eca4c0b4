"""A report of tables, printed or written in the format asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fengqiao.cli import console
from fengqiao.errors import Lang, Text, UsageError
from fengqiao.report.planbook import planbook
from fengqiao.report.table import Report, json_report, text_report

Format = Annotated[str, typer.Option("--format", metavar="table|json", help="输出形式 / output")]
Formats = Annotated[str, typer.Option("--format", metavar="table|json|xlsx", help="输出形式 / output")]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="写入文件 / write to a file")]


def give(report: Report, format_: str, lang: Lang, out: Path | None = None, document: bytes | None = None) -> None:
    """A report as a table, JSON (`document`, where it has one of its own) or a workbook. Raises UsageError."""
    if format_ == "xlsx" and out is None:
        raise UsageError(Text("--format xlsx 须同时给出 --out 文件名。", "--format xlsx needs --out FILE."))
    found = document or json_report(report)
    if out is not None:
        content = planbook(report, lang) if format_ == "xlsx" else found
        if format_ == "table":
            content = text_report(report, lang, width=console.width(), colour=False).encode()
        console.write(out, content, lang)
    elif format_ == "json":
        console.out_bytes(found)
    else:
        console.out(text_report(report, lang, width=console.width(), colour=console.colour()))
