"""check and init: what a project's sources hold, and a first project file."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

from fengqiao.cli import console
from fengqiao.cli.app import AsOf, KnownBy, Lang, ProjectFile, Readings, Strict, app
from fengqiao.errors import Severity, Text, UsageError
from fengqiao.plugin.manager import Manager
from fengqiao.plugin.starter import init_project
from fengqiao.report.words import SEVERITY


@app.command()
def check(
    project: ProjectFile,
    *,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    reading: Readings = None,
    strict: Strict = False,
    lang: Lang = None,
) -> None:
    """数据中的每个问题：文件、工作表、单元格、如何改正 / every problem in the data."""
    opened = console.open_project(project, as_of=as_of, known_by=known_by, asked=reading, lang=lang)
    lang_ = opened.lang
    severities = list(Severity)
    ordered = sorted(
        opened.data.problems, key=lambda p: (severities.index(p.severity), str(p.where), p.code, p.what.en)
    )
    for severity, group in groupby(ordered, key=lambda p: p.severity):
        console.out(f"■ {SEVERITY[severity].say(lang_)}")
        for problem in group:
            console.out(problem.line(lang_))
    intake = opened.data.intake
    counts = [sum(problem.severity is severity for problem in ordered) for severity in severities]
    if lang_ == "zh":
        console.out(f"读入 {intake.rows} 行 = 采用 {intake.facts} 条 + 拒收 {intake.refused} 行")
        console.out("错误 {} 条，警告 {} 条，提示 {} 条".format(*counts))
    else:
        console.out(f"rows read {intake.rows} = facts {intake.facts} + refused {intake.refused}")
        console.out("{} errors, {} warnings, {} notes".format(*counts))
    console.stop_if(counts[0] > 0)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="存放工作簿的文件夹 / a folder of workbooks")],
    profile: Annotated[
        list[str] | None, typer.Option("--profile", metavar="FILE", help="另试的版式 / also try it")
    ] = None,
    lang: Lang = None,
) -> None:
    """为一个存放工作簿的文件夹生成项目文件 / write a project file for a folder of workbooks."""
    lang_ = console.language(lang)
    target = folder / "fengqiao.toml"
    if target.exists():
        raise UsageError(
            Text(
                f"{target}：已有项目文件，未作改动。请先将其移走。",
                f"{target}: is there already and was left as it is. Move it first.",
            )
        )
    text = init_project(folder, Manager(), profiles=profile or ())
    console.write(target, text.encode(), lang_)
