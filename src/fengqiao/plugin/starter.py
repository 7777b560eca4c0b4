"""A first project file from a folder of files: which installed profile fits each, by trying them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import attrs

from fengqiao.boundary.layout import LOOK, find_layout
from fengqiao.boundary.profile import Profile
from fengqiao.boundary.submission import value_of
from fengqiao.errors import Problem, ProjectError, Text
from fengqiao.model.source import Row, Source
from fengqiao.plugin.adapter import Adapter, Table
from fengqiao.plugin.files import relative
from fengqiao.plugin.manager import Manager

_KEY = (
    "# The key that id-card numbers are hashed with, from the environment; without it they are not read at all.",
    "# 身份证号加密所用的密钥，取自环境变量；不写则不读身份证号。",
    '# identity_key = "${FENGQIAO_KEY}"',
)
_EDITION = re.compile(r"(\d{4}-\d{2}-\d{2})\.csv$")


@attrs.frozen
class Fit:
    """How well a profile fits a file: the tables whose headings it knows, and whether its cover is there."""

    profile: str
    tables: int
    cover: bool


def init_project(folder: str | Path, manager: Manager | None = None, *, profiles: Iterable[str | Path] = ()) -> str:
    """The text of a project file for what lies in a folder; ProjectError when nothing there can be read.

    Files that no profile fits are listed as comments. `profiles` adds profile files to those installed.
    """
    folder, manager = Path(folder), manager or Manager()
    if not folder.is_dir():
        raise ProjectError(Text(f"没有文件夹 {folder.name}", f"there is no folder {folder.name}"))
    known = {name: manager.profile(name) for name in manager.profiles()}
    for path in [*sorted(folder.rglob("*.yaml")), *map(Path, profiles)]:
        try:
            known[relative(path, folder)] = manager.profile(str(path.resolve()))
        except ProjectError:
            continue  # another YAML file, such as a rule pack
    editions: list[tuple[str, str]] = []
    sources: list[tuple[str, Fit, str]] = []
    strangers: list[str] = []
    recoded = None
    for name, adapter in sorted(manager.adapters().items()):
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix.lower() in adapter.suffixes):
            if path.name.startswith(("~$", ".")):
                continue
            file = relative(path, folder)
            found = _EDITION.search(path.name)
            if found and _is_edition(path):
                editions.append((found[1], file))
            elif name == "csv" and _first_line(path).startswith("old_code,new_code"):
                recoded = file
            elif fit := _best(adapter, path, folder, known):
                sources.append((name, fit, file))
            else:
                strangers.append(file)
    if not sources and not strangers:
        raise ProjectError(
            Text(f"文件夹 {folder.name} 中没有可读的文件", f"the folder {folder.name} holds no file that can be read")
        )
    persons = any("person" in table.fields for _, fit, _ in sources for table in known[fit.profile].tables)
    return _text(manager.packs(), sorted(editions), recoded, _shards(sources), strangers, persons=persons)


def _shards(sources: list[tuple[str, Fit, str]]) -> list[tuple[str, Fit, str]]:
    """One entry for files that differ in numbers only (a file a month)."""
    groups: dict[tuple[str, Fit, str], list[str]] = {}
    for adapter, fit, file in sources:
        groups.setdefault((adapter, fit, re.sub(r"\d+", "*", file)), []).append(file)
    return [(a, fit, files[0] if len(files) == 1 else pattern) for (a, fit, pattern), files in groups.items()]


def _is_edition(path: Path) -> bool:
    return _first_line(path).startswith("code,name")


def _first_line(path: Path) -> str:
    with path.open("rb") as file:
        return file.readline(200).decode("utf-8-sig", "replace")


def _best(adapter: Adapter[Any], path: Path, folder: Path, known: Mapping[str, Profile]) -> Fit | None:
    """The profile that knows most of a file's tables."""
    options = adapter.options.model_validate({"path": relative(path, folder)})
    tables = [one for one in adapter.tables(options, folder) if isinstance(one, Table)]
    heads = [(table, [row for row in islice(table.rows(), LOOK + 3) if isinstance(row, Row)]) for table in tables]
    fits = [fit for name, profile in known.items() if (fit := _fit(name, profile, path.name, heads)).tables]
    return max(fits, key=lambda fit: (fit.tables, fit.cover, fit.profile), default=None)


def _fit(name: str, profile: Profile, file: str, heads: Iterable[tuple[Table, list[Row]]]) -> Fit:
    count, cover = 0, False
    for table, head in heads:
        sheet = table.sheet if table.sheet is not None else file.rsplit(".", 1)[0]
        cover = cover or profile.is_cover(sheet) or _covered(profile, head)
        for spec in profile.table(file, sheet):
            merged = table.merged() if spec.header.rows > 1 else ()
            layout = find_layout(head, spec.header, merged, Source(file, sheet))
            if not isinstance(layout, Problem) and any(
                layout.column(f.column) is not None for f in spec.fields.values() if f.column
            ):
                count += 1
                break
    return Fit(name, count, cover)


def _covered(profile: Profile, head: list[Row]) -> bool:
    """Whether the labels of a cover stand above the headings."""
    if profile.cover is None or profile.cover.sheet or not profile.cover.labels:
        return False
    return value_of(head, profile.cover.labels.get("unit", ())) is not None


def _text(
    packs: list[str],
    editions: list[tuple[str, str]],
    recoded: str | None,
    sources: list[tuple[str, Fit, str]],
    strangers: list[str],
    *,
    persons: bool,
) -> str:
    lines = [
        "# Written by `fengqiao init`: check each line. 由 fengqiao init 生成，请逐行核对。",
        f"pack = {_quoted(packs[0] if packs else '')}"
        + (f"  # also 另有: {', '.join(packs[1:])}" if packs[1:] else ""),
        f"# as_of = {date.today().isoformat()}  # left out: today. 不写则为当天。",  # noqa: DTZ011  the office's own day
        *(_KEY if persons else ()),
        "",
    ]
    if editions:
        lines += ["places = [", *(f"    {{edition = {day}, path = {_quoted(file)}}}," for day, file in editions), "]"]
    else:
        lines += [
            "# No edition of the divisions was found (csv: code,name,level,parent; named ...YYYY-MM-DD.csv).",
            "# 没有找到区划表（csv，表头 code,name,level,parent，文件名以日期结尾）。",
            "# 请补上该文件，并改正下面的日期和文件名。",
            'places = [{edition = 2019-10-31, path = "divisions-2019-10-31.csv"}]',
        ]
    lines += [f"recoded = {_quoted(recoded)}"] if recoded else []
    for adapter, fit, file in sources:
        lines += [
            "",
            "[[sources]]",
            f"adapter = {_quoted(adapter)}",
            f"profile = {_quoted(fit.profile)}",
            f"path = {_quoted(file)}",
        ]
        if not fit.cover:
            lines.append(
                "# covers = {units = [], from = 2019-01-01, until = 2019-12-31}  # who, when: 填报单位、起止日期"
            )
    if strangers:
        lines += [
            "",
            "# No profile fits these files: docs/profiles.md. 没有适用的版式，写法见 docs/profiles.md：",
        ]
        lines += [f"#   {file}" for file in strangers]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
