"""template: the empty workbook that a county fills."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from fengqiao.assess.units import resolve
from fengqiao.boundary.settings import Project, load_project
from fengqiao.cli import console
from fengqiao.cli.app import AsOf, Lang, app
from fengqiao.cli.example import example_folder
from fengqiao.errors import Text, UsageError
from fengqiao.model.place import Level
from fengqiao.plugin.manager import Manager

PROFILE = "county-template"


@app.command()
def template(
    project: Annotated[
        str | None,
        typer.Argument(metavar="[PROJECT.toml]", help="取其区划；不写则用自带示例的 / the places; else the example's"),
    ] = None,
    *,
    unit: Annotated[str, typer.Option("--unit", metavar="CODE_OR_NAME", help="县（市、区）/ the county")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE.xlsx", help="写到哪里 / where to write it")],
    profile: Annotated[str, typer.Option("--profile", metavar="NAME_OR_FILE", help="版式 / the profile")] = PROFILE,
    as_of: AsOf = None,
    lang: Lang = None,
) -> None:
    """供县级填报的空白工作簿 / the empty workbook that a county fills."""
    console.language(lang)
    day = console.day(as_of, "--as-of")
    if out.suffix.lower() != ".xlsx":
        raise UsageError(Text(f"{out}：请写成 .xlsx 文件。", f"{out}: name a file that ends in .xlsx."))
    opened = _project(project)
    lang_ = console.language(lang, opened if project else None)
    snapshot = opened.places.on(day or opened.as_of or datetime.now().astimezone().date())
    key = resolve(opened.places, unit, snapshot.day)
    division = snapshot.division(key)
    if division.level is not Level.COUNTY:
        counties = [snapshot.division(one).name for one in snapshot.of_kind("counties")]
        raise UsageError(
            Text(
                f"“{division.name}”不是县（市、区）。可用：{'、'.join(counties[:20])}。",
                f"'{division.name}' is no county. Known: {', '.join(counties[:20])}.",
            )
        )
    layout = Manager().profile(profile)
    if layout.cover is None or len(layout.cover.sheet) < 3 or not all(spec.sheet for spec in layout.tables):
        raise UsageError(
            Text(
                f"不能按版式“{layout.name}”生成模板：其 cover 的 sheet 须列出封面、区划、选项三张表，各台账须有表名。",
                f"The profile '{layout.name}' makes no form: the sheet of its cover must name three sheets (cover, "
                "divisions, lists), and each table a sheet.",
            )
        )
    from fengqiao.report.template import Form
    from fengqiao.report.template import template as made

    console.write(out, made(Form.of(layout, snapshot, key), lang_), lang_)


def _project(path: str | None) -> Project:
    if path is not None:
        return load_project(path)
    with example_folder() as folder:
        return load_project(folder / "fengqiao.toml")
