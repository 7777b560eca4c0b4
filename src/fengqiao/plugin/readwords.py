"""What is said of files and sheets that are not read, or not as expected."""

from __future__ import annotations

from collections.abc import Sequence

from fengqiao.boundary.profile import Profile
from fengqiao.errors import Problem, Severity, Text, Where
from fengqiao.model.source import Source
from fengqiao.plugin.adapter import Table


def stem(table: Table) -> str:
    """The name of a table's file."""
    return (table.file or "").rsplit("/", 1)[-1]


def sheet_of(table: Table) -> str:
    """A sheet's name; a file without sheets lends its own."""
    return table.sheet if table.sheet is not None else stem(table).rsplit(".", 1)[0]


def no_rows(source: Source) -> Problem:
    """A sheet without a row."""
    return Problem(
        "table.empty",
        source.where(),
        Text("表是空的", "the sheet is empty"),
        Text("请补报；确无内容的，请报零报告", "Hand it in; if there is nothing to report, hand in a zero report"),
    )


def no_sheets(name: str | None, profile: Profile, tables: Sequence[Table]) -> Problem:
    """A file in which the profile knows no sheet."""
    wanted = list(dict.fromkeys(sheet for spec in profile.tables for sheet in (spec.sheet or spec.file)))
    there = [sheet_of(table) for table in tables]
    return Problem(
        "file.no-sheet",
        Where(file=name),
        Text(
            f"没有版式“{profile.name}”所认的表：有{'、'.join(there)}，要{'、'.join(wanted)}",
            f"no sheet that the profile {profile.name!r} knows: there is {', '.join(there)};"
            f" wanted {', '.join(wanted)}",
        ),
        Text("请核对文件和版式", "Check the file and the profile"),
    )


def no_cover(name: str | None, wanted: Sequence[str]) -> Problem:
    """A file without the cover that the profile expects."""
    return Problem(
        "cover.missing",
        Where(file=name),
        Text(
            f"没有封面“{'”或“'.join(wanted)}”，不知道由谁报送、报送什么；各行照常读取，但均按未报处理",
            f"there is no cover {' or '.join(map(repr, wanted))}: nobody says who reports what;"
            " the rows are read, but nothing counts as reported",
        ),
        Text("请补上封面，或在项目文件中写明 covers", "Add the cover, or state covers in the project file"),
    )


def not_read(table: Table) -> Problem:
    """A sheet that the profile does not use."""
    return Problem(
        "file.sheet-unused",
        Where(file=table.file, sheet=table.sheet),
        Text(
            "版式没有用到这张表" + ("（已隐藏）" if table.hidden else ""),
            "the profile does not use this sheet" + (" (hidden)" if table.hidden else ""),
        ),
        Text("若应读取，请在版式文件中补充", "Add it to the profile if it should be read"),
        Severity.INFO,
    )


def hidden(source: Source) -> Problem:
    """A hidden sheet."""
    return Problem(
        "table.hidden",
        source.where(),
        Text("这张表已隐藏，照常读取", "this sheet is hidden; it is read like the others"),
        Text("若不应计入，请删除", "Delete it if it should not count"),
        Severity.INFO,
    )
