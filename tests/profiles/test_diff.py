"""`fengqiao profile diff`: each way in which a layout changes from one month to the next, and whether it breaks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fengqiao.boundary.draft import Sheet
from fengqiao.boundary.layoutdiff import layout_changes
from fengqiao.boundary.profile import Profile
from fengqiao.boundary.profilefile import load_profile
from fengqiao.model.source import Row
from fengqiao.plugin.manager import Manager
from tests.profiles import fixtures

Grid = list[list[Any]]


def sheets(**grids: Grid) -> list[Sheet]:
    return [
        Sheet(name, tuple(Row(n, tuple("" if c is None else str(c) for c in row)) for n, row in enumerate(grid)))
        for name, grid in grids.items()
    ]


def export() -> Grid:
    return [["导出表"], list(fixtures.EXPORT), *fixtures.export_rows(fixtures.chance_of(1), 60)]


def province() -> Profile:
    return Manager().profile("province-export")


def said(old: Grid, new: Grid, profile: Profile | None = None) -> list[tuple[str, bool]]:
    return [(c.what.en, c.breaks) for c in layout_changes(sheets(案件=old), sheets(案件=new), profile)]


def test_the_same_layout_with_other_rows_is_the_same() -> None:
    other: Grid = [["导出表"], list(fixtures.EXPORT), *fixtures.export_rows(fixtures.chance_of(2), 50)]
    assert said(export(), other, province()) == []


def _rename(old: str, new: str) -> Callable[[Grid], None]:
    def change(grid: Grid) -> None:
        grid[1][grid[1].index(old)] = new

    return change


def _drop(heading: str) -> Callable[[Grid], None]:
    def change(grid: Grid) -> None:
        at = grid[1].index(heading)
        for row in grid[1:]:
            del row[at]

    return change


def _word(heading: str, word: str) -> Callable[[Grid], None]:
    def change(grid: Grid) -> None:
        for row in grid[2:8]:
            row[grid[1].index(heading)] = word

    return change


def _swap(a: int, b: int) -> Callable[[Grid], None]:
    def change(grid: Grid) -> None:
        for row in grid[1:]:
            row[a], row[b] = row[b], row[a]

    return change


def _add(grid: Grid) -> None:
    for row, text in zip(grid[1:], ["满意度", *["满意"] * 60], strict=True):
        row.append(text)


def _push(grid: Grid) -> None:
    grid.insert(0, ["内部资料"])


CHANGES = [
    (_rename("受理时间", "受理日期"), [("E the heading '受理时间' became '受理日期'", True)]),
    (_rename("案件编码", "案件编号"), [("A the heading '案件编码' became '案件编号'", False)]),
    (_drop("调解结果"), [("the column '调解结果' is gone", True)]),
    (_drop("有无死亡"), [("the column '有无死亡' is gone", False)]),
    (_add, [("Z the column '满意度' is new", False)]),
    (_push, [("the headings moved from row 2 to row 3", False)]),
    (_swap(4, 12), [("columns changed their order: 受理时间, 调解时间", False)]),
    (_word("调解结果", "部分成功"), [("'调解结果' has new words: 部分成功", True)]),
    (_word("案件来源", "网格上报"), [("'案件来源' has new words: 网格上报", False)]),
]


@pytest.mark.parametrize(("change", "wanted"), CHANGES)
def test_each_change_is_told_with_what_it_breaks(
    change: Callable[[Grid], None], wanted: list[tuple[str, bool]]
) -> None:
    new = export()
    change(new)
    assert said(export(), new, province()) == wanted
    assert said(export(), new) == [(text, False) for text, _ in wanted if text]


def test_sheets_come_go_and_are_renamed() -> None:
    other: Grid = [["培训日期", "培训内容", "学时"], ["2019-03-05", "调解法", "4"]]
    third: Grid = [["企业名称", "职工数"], ["某厂", "300"]]
    found = layout_changes(sheets(案件=export(), 培训=other), sheets(案件导出=export(), 企业=third))
    assert [(c.sheet, c.what.en, c.breaks) for c in found] == [
        ("案件导出", "the sheet was called '案件'", False),
        ("培训", "the sheet is gone", True),
        ("企业", "the sheet is new", False),
    ]


def test_a_fixed_heading_row_that_moves_breaks(tmp_path: Path) -> None:
    text = "profile: p\ntables:\n  - register: disputes\n    header: {row: 2}\n    fields: {accepted: 受理时间}\n"
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    new = export()
    _push(new)
    assert said(export(), new, load_profile(tmp_path / "p.yaml")) == [("the headings moved from row 2 to row 3", True)]
