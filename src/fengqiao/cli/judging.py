"""score, gaps, explain and demo: what a project comes to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from fengqiao.assess.explain import explain as explain_
from fengqiao.assess.gaps import Gap
from fengqiao.assess.gaps import gaps as gaps_
from fengqiao.assess.redact import Redactor
from fengqiao.assess.run import assess
from fengqiao.boundary.wire import number, to_json
from fengqiao.cli import console
from fengqiao.cli.app import (
    AsOf,
    KnownBy,
    Lang,
    ProjectFile,
    Readings,
    SchemeOption,
    Strict,
    TargetOption,
    UnitOption,
    app,
)
from fengqiao.cli.changes import Since, changed
from fengqiao.cli.example import example_folder
from fengqiao.cli.packets import packets
from fengqiao.errors import MissingExtraError, Text, UsageError
from fengqiao.model.change import Difference
from fengqiao.model.outcome import Assessment
from fengqiao.report.circular.build import circular
from fengqiao.report.circular.docx import docx
from fengqiao.report.compose import compose, lack
from fengqiao.report.detail import Detail, detail_of
from fengqiao.report.document import Document
from fengqiao.report.explained import explained
from fengqiao.report.export.table import to_csv
from fengqiao.report.html.page import page, require
from fengqiao.report.text import lacks, readings_table, text
from fengqiao.report.words import SYNTHETIC
from fengqiao.report.xlsx import gap_workbook, workbook

_MORE = Text("后面还有：", "There are more:")
GAP_COLUMNS = ("unit", "target", "title", "place", "name", "code", "state", "what", "cells")


@app.command()
def score(
    project: ProjectFile,
    *,
    format_: Annotated[str, typer.Option("--format", metavar="table|json", help="输出形式 / output")] = "table",
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="写入文件夹 / write files there")] = None,
    all_readings: Annotated[
        bool, typer.Option("--all-readings", help="列出判定随口径而变的单位 / under every reading")
    ] = False,
    since: Since = None,
    scheme: SchemeOption = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    reading: Readings = None,
    strict: Strict = False,
    lang: Lang = None,
) -> None:
    """评分表：每个被考核单位的判定、得分、等次和位次 / the scorecard of every unit."""
    console.one_of("--format", format_, ("table", "json"))
    opened = console.open_project(project, as_of=as_of, known_by=known_by, asked=reading, lang=lang, scheme=scheme)
    result = assessed(opened)
    found = changed(opened, result, since) if format_ == "table" or out is not None else None
    if format_ == "json":
        console.out_bytes(to_json(result, opened.lang))
    else:
        _print(opened, result, found, all_readings=all_readings)
    if out is not None:
        _write(opened, result, found, out)
    console.stop_if_nothing(result, opened.lang)
    console.stop_if_lost(opened, strict=strict)


def assessed(opened: console.Opened) -> Assessment:
    """Every outcome of a project."""
    with console.progress() as tell:
        return assess(
            opened.pack,
            opened.data,
            as_of=opened.as_of,
            readings=opened.readings,
            scheme=opened.project.scheme,
            progress=lambda done, total: tell(f"{done}/{total}"),
            engine=opened.engine,
        )


def _document(
    opened: console.Opened,
    result: Assessment,
    since: Difference | None,
    found: Sequence[Gap] = (),
    detail: Detail | None = None,
) -> Document:
    names = {code: unit.name for code, unit in opened.data.places.units.items()}
    return compose(
        result,
        opened.pack,
        opened.lang,
        gaps=found,
        names=names,
        made_by=console.MADE_BY,
        changed=since,
        detail=detail,
    )


def _print(opened: console.Opened, result: Assessment, since: Difference | None, *, all_readings: bool) -> None:
    document = _document(opened, result, since)
    console.out(text(document, width=console.width(), colour=console.colour()))
    if all_readings:
        console.out(readings_table(document, width=console.width(), colour=console.colour()))
    console.out(console.who(opened.lang))


def _write(opened: console.Opened, result: Assessment, since: Difference | None, folder: Path) -> None:
    found = gaps_(opened.pack, opened.data, as_of=opened.as_of, readings=opened.readings, engine=opened.engine)
    document = _document(opened, result, since, found)
    console.write(folder / "assessment.json", to_json(result, opened.lang), opened.lang)
    book = workbook(document, sources=_way_back(folder, opened.project.folder))
    console.write(folder / "scorecard.xlsx", book, opened.lang)
    try:
        content = docx(circular(document, result, opened.pack, found, opened.project.letter))
    except MissingExtraError as error:
        console.complain(error.text, opened.lang)
    else:
        console.write(folder / "circular.docx", content, opened.lang)
    _write_page(opened, result, since, found, folder / "scorecard.html")


def _way_back(folder: Path, project: Path) -> str | None:
    """From a folder below the project's back to it; None elsewhere, as the way there would name folders."""
    here, there = folder.resolve(), project.resolve()
    return "/".join([".."] * len(here.relative_to(there).parts)) if here.is_relative_to(there) else None


def _write_page(
    opened: console.Opened, result: Assessment, since: Difference | None, found: Sequence[Gap], path: Path
) -> None:
    """The page, where what it is made with is installed; else a line that says how to get it."""
    try:
        require()
    except MissingExtraError as error:
        console.complain(error.text, opened.lang)
        return
    with console.progress() as tell:
        tell(path.name)
        detail = detail_of(opened.pack, opened.data, as_of=opened.as_of, readings=opened.readings, engine=opened.engine)
        content = page(_document(opened, result, since, found, detail))
    console.write(path, content, opened.lang)


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="写入文件夹 / write files there")] = Path(
        "fengqiao-demo"
    ),
    lang: Lang = None,
) -> None:
    """随附的金华示例（合成数据）从头到尾运行一遍 / the bundled Jinhua example, end to end, on synthetic data."""
    with example_folder() as folder:
        opened = console.open_project(str(folder / "fengqiao.toml"), as_of=None, known_by=None, asked=None, lang=lang)
        result = assessed(opened)
        since = changed(opened, result, None)
        _print(opened, result, since, all_readings=False)
        _write(opened, result, since, out)


@app.command()
def gaps(
    project: ProjectFile,
    *,
    unit: UnitOption = None,
    target: TargetOption = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="table|json|csv|xlsx", help="输出形式 / output")
    ] = "table",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE|DIR", help="写入文件（文件夹） / write to a file (a folder)")
    ] = None,
    each_unit: Annotated[
        bool, typer.Option("--each-unit", help="每个单位一份整改清单，写入文件夹 / a packet for each unit, in a folder")
    ] = False,
    redact: Annotated[
        str | None, typer.Option("--redact", metavar="names", help="隐去人名 / hide the names of people")
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="最多列几项 / so many at most")
    ] = None,
    offset: Annotated[
        int, typer.Option("--offset", metavar="N", min=0, help="从第几项之后列起 / pass over so many")
    ] = 0,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    reading: Readings = None,
    strict: Strict = False,
    lang: Lang = None,
) -> None:
    """缺什么，逐一列名 / what is missing, by name."""
    console.one_of("--format", format_, ("table", "json", "csv", "xlsx"))
    if redact is not None:
        console.one_of("--redact", redact, ("names",))
    if each_unit and format_ not in ("table", "xlsx"):
        raise UsageError(Text("--each-unit 只写 xlsx。", "--each-unit writes xlsx only."))
    if each_unit and out is None:
        raise UsageError(Text("--each-unit 须同时给出 --out 文件夹。", "--each-unit needs --out DIR."))
    if each_unit and (limit is not None or offset):
        raise UsageError(
            Text("--each-unit 写出全部，不用 --limit、--offset。", "--each-unit writes all: no --limit, no --offset.")
        )
    if format_ == "xlsx" and out is None:
        raise UsageError(Text("--format xlsx 须同时给出 --out 文件名。", "--format xlsx needs --out FILE."))
    opened = console.open_project(project, as_of=as_of, known_by=known_by, asked=reading, lang=lang)
    found = gaps_(
        opened.pack,
        opened.data,
        as_of=opened.as_of,
        unit=unit,
        target=target,
        readings=opened.readings,
        offset=offset,
        # one more tells whether there are more
        limit=None if limit is None else limit + 1,
        engine=opened.engine,
    )
    more = limit is not None and len(found) > limit
    found = found[:limit]
    if redact is not None:
        found = Redactor.of(opened.data).gaps(found)
    if each_unit and found and out is not None:
        for name, content in packets(opened, found):
            console.write(out / name, content, opened.lang)
        console.stop_if_lost(opened, strict=strict)
        return
    shown = [lack(gap, opened.lang) for gap in found]
    banner = SYNTHETIC.say(opened.lang) if opened.data.synthetic else None
    match format_:
        case "json":
            content = (json.dumps([_gap(gap) for gap in found], ensure_ascii=False, indent=1) + "\n").encode()
        case "csv":
            content = to_csv(
                GAP_COLUMNS,
                [(g.unit, g.target, g.title, g.place, g.name, g.code, g.state, g.what, g.cells) for g in shown],
            )
        case "xlsx":
            content = gap_workbook(shown, opened.pack.title.say(opened.lang), banner, opened.lang)
        case _:
            table = lacks(shown, opened.lang, width=console.width(), colour=console.colour() and out is None)
            rest = f"{_MORE.say(opened.lang)} --offset {offset + len(found)}\n" if more else ""
            content = ((f"{banner}\n" if banner else "") + table + rest).encode()
    if out is not None and not each_unit:
        console.write(out, content, opened.lang)
    elif format_ == "table":
        console.out(content.decode())
    else:
        console.out_bytes(content)
    console.stop_if_lost(opened, strict=strict)


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "target": gap.target,
        "title": {"zh": gap.title.zh, "en": gap.title.en},
        "unit": {"code": gap.unit.code, "name": gap.unit.name, "level": gap.unit.level},
        "status": gap.status.value,
        "code": gap.code,
        "name": gap.name,
        "place": list(gap.place),
        "state": gap.state,
        "short": None if gap.short is None else number(gap.short),
        "missed": list(gap.missed),
        "unreported": list(gap.unreported),
        "what": {"zh": gap.what.zh, "en": gap.what.en},
        "cells": [str(where) for where in gap.where],
    }


@app.command()
def explain(
    project: ProjectFile,
    target: Annotated[str, typer.Argument(metavar="TARGET", help="指标 / a target")],
    unit: Annotated[str, typer.Argument(metavar="UNIT", help="单位代码或名称 / a unit")],
    *,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    reading: Readings = None,
    strict: Strict = False,
    lang: Lang = None,
) -> None:
    """一项判定的依据：条文、数字、所依据的单元格、补报什么可以定论 / why a verdict is what it is."""
    opened = console.open_project(project, as_of=as_of, known_by=known_by, asked=reading, lang=lang)
    found = explain_(
        opened.pack, opened.data, target, unit, as_of=opened.as_of, readings=opened.readings, engine=opened.engine
    )
    banner = SYNTHETIC if opened.data.synthetic else None
    console.out(explained(found, opened.lang, banner=banner, width=console.width()))
    console.stop_if_lost(opened, strict=strict)
