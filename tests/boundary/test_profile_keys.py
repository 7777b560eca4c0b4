"""The keys that pick rows, count people and check figures, each on its own."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from fengqiao.boundary.profilefields import FIELD_KEYS
from fengqiao.boundary.profilefile import TABLE_KEYS, load_profile
from fengqiao.boundary.profilepeople import counted, listed, people
from fengqiao.errors import ProjectError
from tests.profiles.project import lines, read

PAGE = Path(__file__).parents[2] / "docs" / "profiles.md"


@pytest.mark.parametrize("key", [*TABLE_KEYS, *FIELD_KEYS])
def test_every_key_is_on_the_page(key: str) -> None:
    assert f"`{key}" in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("张三，李四、王五 赵六", ["张三", "李四", "王五", "赵六"]),
        ("张　三", ["张三"]),
        ("张 三，李 四", ["张三", "李四"]),
        ("张三\n李四", ["张三", "李四"]),
        ("张三；张三", ["张三"]),
        ("欧阳娜娜 李四", ["欧阳娜娜", "李四"]),
        ("未填", []),
        ("", []),
    ],
)
def test_people_of_one_cell(cell: str, names: list[str]) -> None:
    assert people(cell) == names
    assert counted(cell) == (len(names) or None)
    assert listed(cell) == ("、".join(names) or None)


def test_a_cell_may_say_itself_how_many() -> None:
    assert counted("张三等12人") == 12
    assert people("张三等12人") == ["张三"]
    assert counted("无") == 0
    assert listed("13812345678、李四") == "138********、李四"


FIGURES = """profile: own
tables:
  - sheet: 汇总
    register: figures
    header: {texts: [项目, 数]}
    fields: {value: 数, name: 项目, as_of: {fixed: 2019-06-30}}
    checks:
      - {figure: 专职, counts: {register: posts, of: {employment: full_time}}}
  - sheet: 名册
    register: posts
    header: {texts: [姓名]}
    fields:
      name: 姓名
      person: 证号
      at: {division: true}
      employment: {column: 专兼职, values: {专职: full_time, 兼职: part_time}}
      until: 离任
"""


def _book(folder: Path, reported: str, *people_: tuple[str, str, str, str | None]) -> None:
    (folder / "own.yaml").write_text(FIGURES, encoding="utf-8")
    book = openpyxl.Workbook()
    book.worksheets[0].title = "汇总"
    for row in (["项目", "数"], ["专职", reported]):
        book.worksheets[0].append(row)
    sheet = book.create_sheet("名册")
    for line in (("姓名", "证号", "专兼职", "离任"), *people_):
        sheet.append(line)
    book.save(folder / "f.xlsx")


PEOPLE: tuple[tuple[str, str, str, str | None], ...] = (
    ("甲", "330702196001010011", "专职", None),
    ("甲", "330702196001010011", "专职", None),
    ("乙", "330702196001010022", "专职", "2019-05-01"),
    ("丙", "330702196001010033", "兼职", None),
)


def _said(folder: Path) -> list[str]:
    return [line for line in lines(read(folder, "own.yaml", "f.xlsx")) if "专职" in line]


def test_a_figure_is_held_against_the_register(tmp_path: Path) -> None:
    _book(tmp_path, "3", *PEOPLE)
    assert _said(tmp_path) == [
        (
            "f.xlsx:汇总!B2: '专职' is reported as 3; in the register of posts there are 0–1 (f.xlsx:名册). "
            "Check the figure and the register."
        )
    ]


def test_a_figure_that_may_be_right_is_left_alone(tmp_path: Path) -> None:
    _book(tmp_path, "1", *PEOPLE)
    assert _said(tmp_path) == []
    _book(tmp_path, "2", *PEOPLE[:1], ("丁", "330702196001010044", "", None))
    assert _said(tmp_path) == [], "a blank may be 专职"
    _book(tmp_path, "0")
    assert _said(tmp_path) == [], "a register that is handed in empty holds none"
    _book(tmp_path, "5")
    assert len(_said(tmp_path)) == 1


MISTAKES = [
    (
        "{value: 数,",
        "{value: {column: 数, count: yes},",
        "p.yaml:6:40: 'count' cannot stand here. It goes with a field",
    ),
    ("{fixed: 2019-06-30}", "{fixed: 2019-06-30, or: 数}", "p.yaml:6:65: 'or' cannot stand here. It goes beside"),
    ("{figure: 专职, c", "{figur: 专职, c", "p.yaml:8:10: no key is called 'figur'. Did you mean 'figure'?"),
    ("{figure: 专职, c", "{rate: 专职, c", "p.yaml:8:9: this should be {sum, is}, {rate, of, over} or {figure,"),
    ("value: 数", 'value: "?"', "p.yaml:6:21: this is still a '?': nobody has decided it. Write the heading or"),
    ("register: figures", "register: '?'", "p.yaml:4:15: this is still a '?'"),
]


@pytest.mark.parametrize(("old", "new", "line"), MISTAKES)
def test_a_mistake_is_told_at_its_line(tmp_path: Path, old: str, new: str, line: str) -> None:
    assert old in FIGURES
    (tmp_path / "p.yaml").write_text(FIGURES.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ProjectError) as raised:
        load_profile(tmp_path / "p.yaml")
    found = [problem.line("en") for problem in raised.value.problems]
    assert any(one.startswith(line) for one in found), found
