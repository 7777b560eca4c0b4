"""rules new, diff and schema: beginning a pack, comparing two, and what an editor knows of their keys."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from fengqiao.assess.packdiff import diff
from fengqiao.cli import console
from fengqiao.cli.app import Lang
from fengqiao.cli.packs import rules
from fengqiao.errors import Text, UsageError, cause
from fengqiao.plugin.manager import Manager
from fengqiao.report.packdiff import changelog, diff_json, diff_table
from fengqiao.testing.newpack import SCHEMA_KINDS, new_pack, schema_text

FORMATS = ("table", "json", "changelog")


@rules.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="新规则包的文件夹 / the folder of the new pack")],
    name: Annotated[
        str | None, typer.Option("--id", help="标识；不写则取文件夹名 / its id; else the folder's name")
    ] = None,
    source: Annotated[Path | None, typer.Option(help="计划原文（UTF-8） / the plan's text, UTF-8")] = None,
    first: Annotated[str | None, typer.Option(help="计划首日 / the plan's first day")] = None,
    last: Annotated[str | None, typer.Option(help="计划末日 / the plan's last day")] = None,
    *,
    lang: Lang = None,
) -> None:
    """新建规则包 / begin a pack: from a plan's text, or with a small example."""
    lang_ = console.language(lang)
    if (folder / "pack.yaml").exists():
        raise UsageError(
            Text(
                f"{folder} 中已有 pack.yaml，不予覆盖。请另选文件夹。",
                f"{folder} has a pack.yaml already, which is left as it is. Take another folder.",
            )
        )
    year = datetime.now().astimezone().year
    begins, ends = console.day(first or f"{year}-01-01", "--first"), console.day(last or f"{year}-12-31", "--last")
    assert begins is not None and ends is not None  # noqa: S101, PT018  both were given
    if ends < begins:
        raise UsageError(Text(f"--last {ends} 早于 --first {begins}。", f"--last {ends} is before --first {begins}."))
    chosen = name or folder.resolve().name.lower().replace("_", "-")
    for path, content in new_pack(chosen, (begins, ends), _text(source) if source else None).items():
        console.write(folder / path, content.encode(), lang_)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        why = cause(error)
        raise UsageError(Text(f"{path}：不能读取（{why.zh}）。", f"{path}: cannot be read ({why.en}).")) from error
    except UnicodeDecodeError as error:
        raise UsageError(
            Text(f"{path} 不是 UTF-8 文本，请另存为 UTF-8。", f"{path} is not UTF-8 text. Save it as UTF-8.")
        ) from error


@rules.command("diff")
def diff_(
    old: Annotated[str, typer.Argument(metavar="OLD", help="规则包名或文件夹 / a pack or its folder")],
    newer: Annotated[str, typer.Argument(metavar="NEW", help="规则包名或文件夹 / a pack or its folder")],
    format_: Annotated[
        str, typer.Option("--format", help="table、json 或 changelog / table, json or changelog")
    ] = "table",
    lang: Lang = None,
) -> None:
    """两个规则包的差别 / what changed from one pack to another, and what version that asks for."""
    lang_, manager = console.language(lang), Manager()
    console.one_of("--format", format_, FORMATS)
    found = diff(manager.pack(old), manager.pack(newer))
    if format_ == "json":
        console.out_bytes(diff_json(found))
    elif format_ == "changelog":
        console.out(changelog(found, lang_))
    else:
        console.out(diff_table(found, lang_, width=console.width(), colour=console.colour()))
    console.stop_if(not found.says_enough)


@rules.command()
def schema(
    kind: Annotated[str, typer.Argument(metavar="pack|scheme|cases", help="文件种类 / the kind of file")] = "pack",
    out: Annotated[Path | None, typer.Option(help="写入文件 / write it to a file")] = None,
    lang: Lang = None,
) -> None:
    """供编辑器使用的 JSON Schema / the JSON Schema that gives an editor completion."""
    lang_ = console.language(lang)
    console.one_of("KIND", kind, SCHEMA_KINDS)
    if out is None:
        console.out_bytes(schema_text(kind).encode())
    else:
        console.write(out, schema_text(kind).encode(), lang_)
