"""diff, compare and gains: what changed between two days, why two results differ, what one more would bring."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from fengqiao.assess.change import difference, last_period
from fengqiao.assess.compare import compare as compare_
from fengqiao.assess.gain import gains as gains_
from fengqiao.assess.run import assess
from fengqiao.boundary.changewire import changes_json
from fengqiao.boundary.record import read_record
from fengqiao.cli import console
from fengqiao.cli.app import AsOf, KnownBy, Lang, ProjectFile, Readings, Strict, UnitOption, app
from fengqiao.cli.give import Formats, Out, give
from fengqiao.errors import Text, UsageError, cause
from fengqiao.model.change import Difference
from fengqiao.model.outcome import Assessment
from fengqiao.report.changebook import changes_report
from fengqiao.report.compared import comparison_report
from fengqiao.report.comparewire import comparison_json
from fengqiao.report.compose import compose
from fengqiao.report.gains import gains_report

Since = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help="与该日比较，默认上季末 / compare with that day")
]


def changed(opened: console.Opened, result: Assessment, since: str | None) -> Difference | None:
    """What changed up to a result: since the day asked for, else since the quarter before. Raises UsageError."""
    asked = console.day(since, "--since")
    day: date | None = asked or last_period(result.as_of, opened.pack)
    if day is None:
        return None
    if day >= result.as_of:
        raise UsageError(
            Text(
                f"--since 的日期 {day} 须早于判定日 {result.as_of}。",
                f"--since {day} must be before the judged day, {result.as_of}.",
            )
        )
    before = assess(
        opened.pack,
        opened.data,
        as_of=day,
        readings=opened.readings,
        other_readings=False,
        scheme=opened.project.scheme,
        engine=opened.engine,
    )
    return difference(before, result)


@app.command()
def diff(
    project: ProjectFile,
    *,
    since: Since = None,
    format_: Formats = "table",
    out: Out = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    reading: Readings = None,
    strict: Strict = False,
    lang: Lang = None,
) -> None:
    """两个日期之间的变化：谁好转、谁退步、谁跨过要求线 / what improved, what fell, who crossed a threshold."""
    console.one_of("--format", format_, ("table", "json", "xlsx"))
    opened = console.open_project(project, as_of=as_of, known_by=known_by, asked=reading, lang=lang)
    result = assess(
        opened.pack,
        opened.data,
        as_of=opened.as_of,
        readings=opened.readings,
        other_readings=False,
        scheme=opened.project.scheme,
    )
    found = changed(opened, result, since)
    if found is None:
        raise UsageError(
            Text(
                "判定日以前没有计划期内的季度，请用 --since 指定比较的日期。",
                "No quarter of the plan lies before the judged day: name the day to compare with --since DATE.",
            )
        )
    document = compose(result, opened.pack, opened.lang, made_by=console.MADE_BY, changed=found)
    give(changes_report(document), format_, opened.lang, out, changes_json(found, opened.lang))
    console.stop_if_lost(opened, strict=strict)


Document = Annotated[Path, typer.Argument(metavar="A.json", help="判定结果 / a result of score --format json")]


@app.command()
def compare(
    before: Document,
    after: Annotated[Path, typer.Argument(metavar="B.json", help="后一份结果 / the later result")],
    *,
    format_: Formats = "table",
    out: Out = None,
    lang: Lang = None,
) -> None:
    """两份结果的得分变化，有多少出自数据、规则、口径、区划 / why the marks of two results differ."""
    console.one_of("--format", format_, ("table", "json", "xlsx"))
    found = compare_(*(read_record(_bytes(path)) for path in (before, after)))
    give(comparison_report(found), format_, console.language(lang), out, comparison_json(found))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        why = cause(error)
        raise UsageError(
            Text(f"{path}：不能读取（{why.zh}）。请核对文件名。", f"{path}: cannot be read ({why.en}). Check its name.")
        ) from error


@app.command()
def gains(
    project: ProjectFile,
    *,
    unit: UnitOption = None,
    format_: Formats = "table",
    out: Out = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    reading: Readings = None,
    strict: Strict = False,
    lang: Lang = None,
) -> None:
    """各评分项再增一个，可得多少分、名次如何变化 / what one more unit of each item would bring."""
    console.one_of("--format", format_, ("table", "json", "xlsx"))
    opened = console.open_project(project, as_of=as_of, known_by=known_by, asked=reading, lang=lang)
    found = gains_(
        opened.pack,
        opened.data,
        as_of=opened.as_of,
        unit=unit,
        scheme=opened.project.scheme,
        readings=opened.readings,
    )
    give(gains_report(found, opened.pack.title, synthetic=opened.data.synthetic), format_, opened.lang, out)
    console.stop_if_lost(opened, strict=strict)
