"""profile draft and diff: a first profile for an unknown layout, and what changed in a known one."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from fengqiao.boundary.draft import SAMPLE, Sheet, draft
from fengqiao.boundary.draftout import as_yaml
from fengqiao.boundary.layout import LOOK
from fengqiao.boundary.layoutdiff import layout_changes
from fengqiao.cli import console
from fengqiao.cli.app import Lang, app
from fengqiao.errors import Problem, Text, UsageError
from fengqiao.model.source import Row
from fengqiao.plugin.adapter import Adapter
from fengqiao.plugin.manager import Manager

profile = typer.Typer(
    name="profile",
    help="版式 / profiles",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(profile)
Path_ = Annotated[str, typer.Argument(metavar="FILE", help="工作簿、csv 或 json 文件 / a workbook, csv or json file")]
AdapterName = Annotated[
    str | None, typer.Option("--adapter", metavar="NAME", help="适配器；不写则按扩展名 / else by the file's ending")
]
OptionPairs = Annotated[
    list[str] | None, typer.Option("--option", metavar="KEY=VALUE", help="给适配器的选项 / an option of the adapter")
]


@profile.command("draft")
def draft_(
    file: Path_ = "",
    *,
    adapter: AdapterName = None,
    option: OptionPairs = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE.yaml", help="写入文件 / write to a file")] = None,
    lang: Lang = None,
) -> None:
    """为没有版式的工作簿或数据表起草版式：按表头和内容猜，附把握和样例，拿不准的写“?” / a first profile."""
    lang_ = console.language(lang)
    if not file and adapter is None:
        raise UsageError(Text("请给出文件，或用 --adapter 和 --option。", "Name a file, or --adapter and --option."))
    found = draft(_sheets(file, adapter, option or ()))
    name = re.sub(r"\s+", "-", Path(file).stem) if file else adapter or "draft"
    text = as_yaml(found, name)
    if out is None:
        console.out(text)
    else:
        console.write(out, text.encode(), lang_)


@profile.command()
def diff(
    old: Path_,
    new: Annotated[str, typer.Argument(metavar="NEW", help="本期的文件 / this month's file")],
    *,
    profile_: Annotated[
        str | None, typer.Option("--profile", metavar="NAME_OR_FILE", help="现用的版式 / the profile in use")
    ] = None,
    lang: Lang = None,
) -> None:
    """与上期相比，表、表头、代码有何变化；有变化时以 1 退出 / what changed since last month's layout."""
    lang_ = console.language(lang)
    used = Manager().profile(profile_) if profile_ else None
    changes = layout_changes(_sheets(old, None, ()), _sheets(new, None, ()), used)
    for change in changes:
        mark = ("（版式需修改）" if lang_ == "zh" else " (the profile has to change)") if change.breaks else ""
        console.out(f"{change.sheet}: {change.what.say(lang_)}{mark}")
    if not changes:
        console.out(Text("版式没有变化。", "The layout is the same.").say(lang_))
    console.stop_if(bool(changes))


def _sheets(file: str, name: str | None, options: Sequence[str]) -> list[Sheet]:
    """The beginning of every table of a source. Raises UsageError for one that cannot be read."""
    path = Path(file)
    adapter = _adapter(path, name)
    given: dict[str, Any] = {"path": path.name} if file else {}
    for pair in options:
        key, _, value = pair.partition("=")
        given[key] = _filled(value)
    try:
        settings = adapter.options.model_validate(given)
    except ValidationError as error:
        keys = ", ".join(dict.fromkeys(str(one["loc"][0]) if one["loc"] else "" for one in error.errors()))
        known = ", ".join(info.alias or field for field, info in adapter.options.model_fields.items())
        raise UsageError(
            Text(
                f"适配器 {adapter.name} 的选项有误：{keys}。可用：{known}。",
                f"The adapter {adapter.name} cannot take these options: {keys}. Allowed: {known}.",
            )
        ) from None
    sheets = []
    for table in adapter.tables(settings, path.parent if file else Path()):
        if isinstance(table, Problem):
            raise UsageError(table.what, problems=(table,))
        rows: list[Row] = []
        for row in islice(table.rows(), SAMPLE + LOOK):
            if isinstance(row, Problem):
                raise UsageError(row.what, problems=(row,))
            rows.append(row)
        label = table.sheet if table.sheet is not None else Path(table.file or file).stem
        sheets.append(Sheet(label, tuple(rows), table.merged()))
    return sheets


def _adapter(path: Path, name: str | None) -> Adapter[Any]:
    manager = Manager()
    if name is not None:
        return manager.adapter(name)
    if not path.is_file():
        raise UsageError(Text(f"没有文件 {path.name}。", f"There is no file {path.name}."))
    by_ending = {suffix: one for one in manager.adapters().values() for suffix in one.suffixes}
    if path.suffix.lower() in by_ending:
        return by_ending[path.suffix.lower()]
    known = " ".join(sorted(by_ending))
    raise UsageError(
        Text(
            f"{path.name}：没有读 {path.suffix or '这种文件'} 的适配器。可读：{known}；或用 --adapter 指定。",
            f"{path.name}: no adapter reads {path.suffix or 'this'}. There are {known}; or name one by --adapter.",
        )
    )


def _filled(text: str) -> str:
    """${NAME} from the environment, so that no secret stands on a command line."""

    def value(found: re.Match[str]) -> str:
        if found[1] not in os.environ:
            raise UsageError(
                Text(f"环境变量 {found[1]} 没有设置。", f"The environment variable {found[1]} is not set.")
            )
        return os.environ[found[1]]

    return re.sub(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}", value, text)
