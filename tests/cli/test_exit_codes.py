"""What each command ends with, and that what went wrong is one line on standard error."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import BAD_ROW, PROJECT, STUDIOS, fengqiao, write_project

PACKS = Path(__file__).parents[2] / "rules" / "fengqiao_rules" / "jinhua_2018_2020"


@pytest.mark.parametrize(
    ("arguments", "begins"),
    [
        (["--version"], "fengqiao "),
        (["--help"], "Usage: fengqiao"),
        (["score", "project.toml"], "金华市坚持发展"),
        (["gaps", "project.toml"], "合成数据："),
        (["explain", "project.toml", "county-studios", "婺城区"], "合成数据："),
        (["check", "project.toml"], "读入 3 行 = 采用 3 条 + 拒收 0 行"),
        (["adapters"], "csv  文本表格（csv）"),
        (["rules", "list"], "jinhua-2018-2020 1.0.0"),
        (["rules", "show", "jinhua-2018-2020"], "jinhua-2018-2020 1.0.0"),
        (["rules", "lint"], "错误 0 条，共 0 条"),
        (["rules", "cover"], "  1 [背景]"),
    ],
)
def test_done_is_0_and_says_nothing_on_standard_error(tmp_path: Path, arguments: list[str], begins: str) -> None:
    write_project(tmp_path)
    ran = fengqiao(*arguments, cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(begins), ran.out


def test_a_command_is_asked_for(tmp_path: Path) -> None:
    ran = fengqiao(cwd=tmp_path)
    assert ran.code == 2
    assert "Commands:" in ran.out + ran.err


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ["scroe", "project.toml"],
            "用法有误：No such command 'scroe'。是否应为“score”？用 fengqiao --help 查看用法。",
        ),
        (
            ["score", "--frmat", "json"],
            "用法有误：No such option: --frmat。是否应为“--format”？用 fengqiao --help 查看用法。",
        ),
        (["score"], "用法有误：Missing argument 'PROJECT.toml'。用 fengqiao --help 查看用法。"),
        (["score", "none.toml"], "没有项目文件 none.toml。请检查路径"),
        (["score", "project.toml", "--format", "html"], "--format 不能是“html”，可用：table、json。"),
        (["gaps", "project.toml", "--format", "html"], "--format 不能是“html”，可用：table、json、csv、xlsx。"),
        (["gaps", "project.toml", "--format", "xlsx"], "--format xlsx 须同时给出 --out 文件名。"),
        (
            ["score", "project.toml", "--as-of", "2019-02-30"],
            "--as-of 的“2019-02-30”不是有效日期，请写成 2019-12-31。",
        ),
        (["check", "project.toml", "--known-by", "去年"], "--known-by 的“去年”不是有效日期，请写成 2019-12-31。"),
        (["score", "project.toml", "--lang", "fr"], "不支持语言“fr”，请用 zh 或 en。"),
        (["rules", "show", "jinhua"], "jinhua"),
        (["rules", "lint", "nowhere/"], "nowhere"),
        (["init", "nowhere"], "没有文件夹 nowhere"),
    ],
)
def test_wrong_usage_is_2_and_one_line(tmp_path: Path, arguments: list[str], line: str) -> None:
    write_project(tmp_path)
    ran = fengqiao(*arguments, cwd=tmp_path)
    assert (ran.code, ran.out, len(ran.errors)) == (2, "", 1), ran
    assert line in ran.err


BROKEN = [
    ('pack = "jinhua-2018-2020\n', "project.toml"),
    (PROJECT.replace("as_of", "asof"), "project.toml:2:1: 没有名为“asof”的键。是否为“as_of”？"),
    (PROJECT.replace("jinhua-2018-2020", "jinhua-2018-2021", 1), "jinhua-2018-2020"),
    (PROJECT.replace("layout.yaml", "layuot.yaml"), "layuot.yaml"),
    (PROJECT.replace('"csv"', '"cvs"'), "csv"),
    (PROJECT.replace("places-2018-10-31.csv", "places.csv"), "places.csv"),
]


@pytest.mark.parametrize(("text", "part"), BROKEN)
def test_a_project_file_that_cannot_be_used_is_2(tmp_path: Path, text: str, part: str) -> None:
    write_project(tmp_path, project=text)
    ran = fengqiao("score", "project.toml", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, ""), ran
    assert part in ran.errors[0]


def test_a_slip_in_a_pack_is_told_at_its_line_and_column(tmp_path: Path) -> None:
    text = (PACKS / "pack.yaml").read_text(encoding="utf-8")
    line = text.splitlines().index("    milestones:") + 1
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "pack.yaml").write_text(text.replace("milestones", "milestone", 1), encoding="utf-8")
    (tmp_path / "pack" / "source.txt").write_bytes((PACKS / "source.txt").read_bytes())
    write_project(tmp_path, project=PROJECT.replace('"jinhua-2018-2020"', '"pack"', 1))
    ran = fengqiao("score", "project.toml", "--lang", "en", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert any(f"pack.yaml:{line}:5: " in told and "milestones" in told for told in ran.errors), ran.err
    assert fengqiao("rules", "lint", "pack", cwd=tmp_path).code in (1, 2)


def test_a_refused_row_is_shown_and_only_check_ends_with_1(tmp_path: Path) -> None:
    write_project(tmp_path, studios=STUDIOS + BAD_ROW)
    assert fengqiao("score", "project.toml", "--strict", cwd=tmp_path).code == 0
    ran = fengqiao("check", "project.toml", "--lang", "en", cwd=tmp_path)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.splitlines() == [
        "■ Error (1)",
        "studios.csv:B5: there is no township named '没有乡' in 婺城区. Write the division's own name.",
        "rows read 4 = facts 3 + refused 1",
        "1 error, 0 warnings, 0 notes, 0 disagreements",
    ]


@pytest.mark.parametrize("command", [["score"], ["gaps"], ["explain", "county-studios", "婺城区"]])
def test_a_source_that_cannot_be_read_is_1_only_under_strict(tmp_path: Path, command: list[str]) -> None:
    name, *rest = command
    lost = '[[sources]]\nadapter = "excel"\nprofile = "layout.yaml"\npath = "坏.xlsx"\n'
    write_project(tmp_path, project=PROJECT + lost)
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04")
    assert fengqiao(name, "project.toml", *rest, cwd=tmp_path).code == 0
    ran = fengqiao(name, "project.toml", *rest, "--strict", cwd=tmp_path)
    assert ran.code == 1
    assert ran.out
    assert [line.partition(": ")[0] for line in ran.errors] == ["坏.xlsx"]


def test_nothing_to_judge_is_1(tmp_path: Path) -> None:
    project = write_project(tmp_path)
    (tmp_path / "studios.csv").unlink()
    ran = fengqiao("score", project, cwd=tmp_path)
    assert ran.code == 1
    assert ran.errors == ["没有可以判定的内容：没有读到任何台账。请核对项目文件中的 sources。"]


def test_a_pack_whose_case_is_not_as_expected_is_1(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    yi = Path(__file__).parents[1] / "rules" / "yi_city"
    for path in [*yi.glob("*.*"), *yi.glob("cases/*")]:
        copy = folder / path.relative_to(yi)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    assert fengqiao("rules", "test", "pack", cwd=tmp_path).code == 0
    case = next(iter(sorted((folder / "cases").iterdir())))
    text = case.read_text(encoding="utf-8")
    wrong = text.replace(": not_met", ": no-such").replace(": met", ": not_met").replace(": no-such", ": met")
    assert wrong != text
    case.write_text(wrong, encoding="utf-8")
    ran = fengqiao("rules", "test", "pack", "--lang", "en", cwd=tmp_path)
    assert ran.code == 1, ran
    assert f"{case.name}:" in ran.out
