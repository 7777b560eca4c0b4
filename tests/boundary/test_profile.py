"""Profiles: each mistake at its line and column, and the page that describes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from fengqiao.boundary.layout import Layout, find_layout
from fengqiao.boundary.profile import HeaderSpec, matches, uncounted
from fengqiao.boundary.profilefile import load_profile
from fengqiao.errors import Problem, ProjectError
from fengqiao.model.source import Row, Source
from fengqiao.plugin.manager import Manager

GOOD = """profile: p
tables:
  - sheet: 名册
    register: posts
    header: {texts: [姓名]}
    fields:
      name: 姓名
      employment: {column: 专兼职, values: {专职: full_time}}
"""


def _lines(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ProjectError) as raised:
        load_profile(tmp_path / "p.yaml")
    return [problem.line("en") for problem in raised.value.problems]


MISTAKES = [
    ("sheet: 名册", "shet: 名册", "p.yaml:3:5: no key is called 'shet'. Did you mean 'sheet'?"),
    ("register: posts", "register: post", "p.yaml:4:15: no register is called 'post'. Did you mean 'posts'?"),
    ("full_time", "fulltime", "p.yaml:8:46: no value is called 'fulltime'. Did you mean 'full_time'?"),
    ("name: 姓名", "nam: 姓名", "p.yaml:7:7: no field is called 'nam'. Did you mean 'name'?"),
    ("{texts: [姓名]}", "{row: x}", "p.yaml:5:19: this should be a whole number, but it says 'x'."),
    ("{texts: [姓名]}", "{rows: 2}", "p.yaml:5:13: this should be either row or texts, but it has both or neither."),
    ("{column: 专兼职, ", "{", "p.yaml:8:19: this should be one of column, fixed, cover, items (or, for at, division)"),
    ("name: 姓名", "name: 姓名\n      name: 名", "p.yaml:8:7: 'name' stands twice (first in line 7)."),
]


@pytest.mark.parametrize(("old", "new", "line"), MISTAKES)
def test_a_mistake_is_told_at_its_line(tmp_path: Path, old: str, new: str, line: str) -> None:
    assert old in GOOD
    found = _lines(tmp_path, GOOD.replace(old, new))
    assert found[0].startswith(line), found


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("sheet:", "shet:").replace("full_time", "fulltime").replace("name: 姓名", "nam: 姓名")
    assert len(_lines(tmp_path, text)) == 3


def test_the_profiles_that_ship_can_be_loaded() -> None:
    manager = Manager()
    assert manager.profiles()
    for name in manager.profiles():
        assert manager.profile(name).name == name


def test_a_profile_that_is_not_there_is_named() -> None:
    with pytest.raises(ProjectError, match="there is no profile named 'x'"):
        Manager().profile("x")


@pytest.mark.parametrize(
    ("heading", "plain"),
    [
        ("姓　名(12人)", "姓名"),
        ("专职\n（12人）", "专职"),
        ("应建数（147个）", "应建数"),
        ("1月", "1月"),
        ("八项制度", "八项制度"),
        ("专职:12人", "专职"),
    ],
)
def test_a_count_is_no_part_of_a_heading(heading: str, plain: str) -> None:
    assert uncounted(heading) == plain


def test_sheet_names_fit_by_pattern() -> None:
    assert matches("村级排查（调整前）", ("村级排查*",))
    assert not matches("乡镇排查", ("村级*",))


ROWS = [
    Row(0, ("婺城区统计表", "", "", "")),
    Row(1, ("乡镇", "专职\n调解员", "", "兼职")),
    Row(2, ("", "人数", "政府购买", "人数")),
    Row(3, ("城东街道", "3", "1", "5")),
]


def _layout(merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()) -> Layout:
    found = find_layout(ROWS, HeaderSpec(texts=("乡镇", "政府购买"), rows=2), merged, Source("a"))
    assert isinstance(found, Layout)
    return found


@pytest.mark.parametrize("merged", [(), (((1, 1), (1, 2)), ((1, 0), (2, 0)))])
def test_two_row_headings_join_their_parts(merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...]) -> None:
    layout = _layout(merged)
    assert (layout.row, layout.first) == (1, 3)
    assert layout.column(("专职调解员/政府购买",)) == layout.column(("政府购买",)) == 2
    assert layout.column(("兼职/人数",)) == 3
    assert layout.column(("人数",)) is None
    assert layout.column(("乡镇(街道)", "乡镇")) == 0


def test_headings_that_are_not_there_are_named() -> None:
    found = find_layout(ROWS, HeaderSpec(texts=("乡镇", "姓名")), (), Source("a", "s"))
    assert isinstance(found, Problem)
    assert found.line("en") == (
        "a:s!A2: no headings in the first 30 rows: '姓名' missing."
        " Check that this is the right sheet, or add this spelling of the headings to the profile."
    )
