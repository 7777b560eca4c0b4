"""settle: what verdicts, marks and ranks depend on, and the fewest reports to ask for."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from fengqiao.assess.settlement import settle as settle_
from fengqiao.cli import console
from fengqiao.cli.app import AsOf, KnownBy, Lang, ProjectFile, Readings, SchemeOption, Strict, UnitOption, app
from fengqiao.report.settled import settled, settled_json
from fengqiao.report.words import SYNTHETIC


@app.command()
def settle(
    project: ProjectFile,
    *,
    unit: UnitOption = None,
    scheme: SchemeOption = None,
    format_: Annotated[str, typer.Option("--format", metavar="table|json", help="输出形式 / output")] = "table",
    as_of: AsOf = None,
    known_by: KnownBy = None,
    reading: Readings = None,
    strict: Strict = False,
    lang: Lang = None,
) -> None:
    """哪些判定和名次取决于缺报或口径，最少补报什么可以定论 / what is open, why, and the fewest reports to ask for."""
    console.one_of("--format", format_, ("table", "json"))
    opened = console.open_project(project, as_of=as_of, known_by=known_by, asked=reading, lang=lang, scheme=scheme)
    found = settle_(
        opened.pack,
        opened.data,
        as_of=opened.as_of,
        unit=unit,
        readings=opened.readings,
        scheme=opened.project.scheme,
        engine=opened.engine,
    )
    if format_ == "json":
        console.out_bytes((json.dumps(settled_json(found), ensure_ascii=False, indent=1) + "\n").encode())
    else:
        shown = settled(found, opened.pack, opened.lang, width=console.width(), colour=console.colour())
        banner = f"{SYNTHETIC.say(opened.lang)}\n" if opened.data.synthetic else ""
        console.out(banner + shown)
        console.out(console.who(opened.lang))
    console.stop_if_lost(opened, strict=strict)
