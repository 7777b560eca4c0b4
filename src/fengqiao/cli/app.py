"""The application that commands register with, and the options that they share."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(
    name="fengqiao",
    help="评判公共行动计划的落实情况。Judge public action plans.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def root(
    version_: Annotated[bool, typer.Option("--version", help="版本 / the version")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="内部错误时显示细节 / details of an internal error")] = False,
) -> None:
    """评判公共行动计划的落实情况。Judge public action plans."""


ProjectFile = Annotated[str, typer.Argument(metavar="PROJECT.toml", help="项目文件 / the project file")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="判定日，如 2019-12-31 / the judged day")]
KnownBy = Annotated[
    str | None, typer.Option("--known-by", metavar="DATE", help="只用该日以前报送的 / only what was reported by then")
]
Readings = Annotated[
    list[str] | None,
    typer.Option(
        "--reading", metavar="TARGET=READING", help="另选口径，或口径组名 / another reading, or a reading set"
    ),
]
Lang = Annotated[str | None, typer.Option("--lang", metavar="zh|en", help="语言 / language")]
Strict = Annotated[bool, typer.Option("--strict", help="有来源不能读取即以 1 退出 / exit 1 if a source cannot be read")]
UnitOption = Annotated[str | None, typer.Option("--unit", metavar="CODE_OR_NAME", help="单位代码或名称 / a unit")]
SchemeOption = Annotated[
    str | None, typer.Option("--scheme", metavar="ID", help="另选评分办法 / score by another scheme")
]
TargetOption = Annotated[str | None, typer.Option("--target", metavar="ID", help="指标 / a target")]
