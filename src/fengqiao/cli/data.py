"""check and init: what a project's sources hold, and a first project file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

from fengqiao import errors
from fengqiao.assess.reconcile import Compared, disagreements, reconcile
from fengqiao.assess.waivers import claims
from fengqiao.boundary.settings import load_project
from fengqiao.cli import console
from fengqiao.cli.app import AsOf, KnownBy, Lang, ProjectFile, Readings, Strict, app
from fengqiao.engine.memory import MemoryEngine
from fengqiao.errors import Problem, Severity, Text, UsageError, counted
from fengqiao.plugin.manager import Manager
from fengqiao.plugin.starter import init_project
from fengqiao.report.words import SEVERITY

DIFFERS = Text("不符", "differs")
AGREES = {"agrees": Text("相符", "agrees"), "may_agree": Text("或符", "may agree")}


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
    compared = reconcile(opened.data, MemoryEngine(opened.data, opened.pack.calendar, opened.pack.fields))
    severities = list(Severity)
    ordered = sorted(
        (
            problem
            for problem in {*opened.data.problems, *claims(opened.data, opened.pack, opened.as_of).problems}
            if problem.code not in PRINTED
        ),
        key=lambda p: (severities.index(p.severity), str(p.where), p.code, p.what.en),
    )
    for severity, group in groupby(ordered, key=lambda p: p.severity):
        found = list(group)
        _heading(SEVERITY[severity], Text(f"{len(found)}条", str(len(found))), lang_)
        for line in _notes(found, lang_) if severity is Severity.INFO else (problem.line(lang_) for problem in found):
            console.out(line)
    differing = _reconciled(opened, compared)
    intake = opened.data.intake
    counts = [sum(problem.severity is severity for problem in ordered) for severity in severities]
    if lang_ == "zh":
        console.out(f"读入 {intake.rows} 行 = 采用 {intake.facts} 条 + 拒收 {intake.refused} 行")
        console.out("错误 {} 条，警告 {} 条，提示 {} 条，核对不符 {} 项".format(*counts, differing))
    else:
        console.out(f"rows read {intake.rows} = facts {intake.facts} + refused {intake.refused}")
        nouns = zip((*counts, differing), ("errors", "warnings", "notes", "disagreements"), strict=True)
        console.out(", ".join(counted(count, noun) for count, noun in nouns))
    console.stop_if(counts[0] > 0)


@app.command()
def load(
    project: ProjectFile,
    *,
    into: Annotated[
        Path, typer.Option("--into", metavar="STORE", help="库：*.duckdb 文件，或存放 parquet 的文件夹 / the store")
    ],
    strict: Strict = False,
    lang: Lang = None,
) -> None:
    """把各来源的台账装载入库；中断后重新运行即可续装 / load the registers into a store; run it again after a stop."""
    from fengqiao.plugin.load import load as load_

    console.language(lang)
    found, manager = load_project(project), Manager()
    lang_ = console.language(lang, found)
    with console.progress() as tell:
        data = load_(found, into, manager, progress=tell)
    intake = data.intake
    errors_ = sum(problem.severity is Severity.ERROR for problem in data.problems)
    if lang_ == "zh":
        console.out(f"读入 {intake.rows} 行 = 采用 {intake.facts} 条 + 拒收 {intake.refused} 行，已装载入 {into}")
        if errors_:
            console.out(f"其中有 {errors_} 处错误，用 fengqiao check 逐条列出")
    else:
        console.out(f"rows read {intake.rows} = facts {intake.facts} + refused {intake.refused}, loaded into {into}")
        if errors_:
            console.out(f"There are {errors_} errors: fengqiao check lists them")
    lost = console.lost(data)
    if strict and lost:
        for problem in lost:
            console.complain(Text(problem.line("zh"), problem.line("en")), lang_)
        console.stop_if(True)


PRINTED = ("table.total-differs", "table.parts")
"""Sums that are printed in the tables themselves: told where figures are held against what they should agree with."""


def _heading(title: Text, count: Text, lang: errors.Lang) -> None:
    console.out(f"■ {title.zh}（{count.zh}）" if lang == "zh" else f"■ {title.en} ({count.en})")


def _reconciled(opened: console.Opened, compared: Sequence[Compared]) -> int:
    """Reported figures against what they should agree with, by unit; how many do not."""
    data, lang = opened.data, opened.lang
    by_unit: dict[str, list[str]] = {}
    differing = 0
    for problem in (*disagreements(compared), *(p for p in data.problems if p.code in PRINTED)):
        differing += 1
        by_unit.setdefault(problem.where.unit or "", []).append(f"  {DIFFERS.say(lang)}  {problem.line(lang)}")
    for one in compared:
        if one.problem is None:
            said, against = one.said.say(lang), one.against.say(lang)
            between = "，" if lang == "zh" else "; "
            by_unit.setdefault(one.unit, []).append(
                f"  {AGREES[one.verdict].say(lang)}  {one.where}: {said}{between}{against}"
            )
    total = sum(map(len, by_unit.values()))
    if total:
        count = Text(f"{total}项，不符{differing}项", f"{total}, {differing} that do not agree")
        _heading(
            Text("核对：自报数与台账、合计、比率", "Reconciliation: figures against registers, sums and rates"),
            count,
            lang,
        )
    tree = data.places.on(opened.as_of)
    for unit in sorted(by_unit):
        console.out(tree.division(unit).name if unit in tree.parent else unit)
        for line in by_unit[unit]:
            console.out(line)
    return differing


def _notes(problems: Sequence[Problem], lang: errors.Lang) -> Iterator[str]:
    """Notes that say the same of several places are one line: the first place, and how many there are."""
    alike: dict[tuple[str, Text, Text], list[Problem]] = {}
    for problem in problems:
        alike.setdefault((problem.code, problem.what, problem.mend), []).append(problem)
    for first, *more in alike.values():
        place, line = str(first.where), first.line(lang)
        many = f"{place} 等 {len(more) + 1} 处" if lang == "zh" else f"{place} and {len(more)} more"
        yield line.replace(place, many, 1) if more else line


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
