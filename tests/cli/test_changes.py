"""diff and compare as they are called: tables, JSON, workbooks, and what wrong use is told."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.command import fengqiao, write_project

LATER = "5,城中街道,丁工作室,是,是,2018-12-20\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("project")
    write_project(place)
    return place


def test_diff_says_what_changed_and_that_it_is_made_up(folder: Path) -> None:
    ran = fengqiao("diff", "project.toml", "--since", "2018-12-02", cwd=folder)
    assert ran.code == 0, ran.err
    assert "与2018年12月2日相比" in ran.out
    assert "合成数据" in ran.out
    assert "新到期" in ran.out


def test_diff_as_json_and_as_a_workbook(folder: Path) -> None:
    said = json.loads(fengqiao("diff", "project.toml", "--since", "2018-12-02", "--format", "json", cwd=folder).out)
    assert (said["since"], said["as_of"]) == ("2018-12-02", "2018-12-31")
    assert {one["trend"] for one in said["changes"]} >= {"due"}
    asked = ["--since", "2018-12-02", "--format", "xlsx", "--out", "变化.xlsx", "--lang", "en"]
    ran = fengqiao("diff", "project.toml", *asked, cwd=folder)
    assert (ran.code, ran.err) == (0, "wrote 变化.xlsx\n")
    assert openpyxl.load_workbook(folder / "变化.xlsx").sheetnames == ["Marks and ranks", "What changed"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--since", "2018-12-31"], "--since 的日期 2018-12-31 须早于判定日 2018-12-31。"),
        (["--since", "gestern"], "--since 的“gestern”不是有效日期，请写成 2019-12-31。"),
        ([], "判定日以前没有计划期内的季度，请用 --since 指定比较的日期。"),
        (["--since", "2018-12-02", "--format", "xlsx"], "--format xlsx 须同时给出 --out 文件名。"),
    ],
)
def test_wrong_use_of_diff_is_told(folder: Path, arguments: list[str], said: str) -> None:
    ran = fengqiao("diff", "project.toml", *arguments, cwd=folder)
    assert (ran.code, ran.out, ran.err) == (2, "", f"{said}\n")


def test_the_scoreboard_and_the_workbook_compare_with_the_period_before(folder: Path) -> None:
    ran = fengqiao("score", "project.toml", "--as-of", "2019-05-01", "--out", "r", cwd=folder)
    assert "■ 与2019年3月31日相比" in ran.out
    book = openpyxl.load_workbook(folder / "r" / "scorecard.xlsx")
    assert "与前次相比" in book.sheetnames
    assert "与2018年12月1日相比" in fengqiao("score", "project.toml", "--since", "2018-12-01", cwd=folder).out


def test_compare_finds_the_file_that_changed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(fengqiao("score", "project.toml", "--format", "json", cwd=folder).out, "utf-8")
    studios = (folder / "studios.csv").read_text("utf-8")
    write_project(tmp_path / "new", studios=studios + LATER)
    later = fengqiao("score", "project.toml", "--format", "json", cwd=tmp_path / "new")
    (tmp_path / "b.json").write_text(later.out, "utf-8")
    ran = fengqiao("compare", "a.json", "b.json", cwd=tmp_path)
    assert ran.code == 0, ran.err
    assert "变化的文件：studios.csv" in ran.out
    assert "合成数据" in ran.out
    found = json.loads(fengqiao("compare", "a.json", "b.json", "--format", "json", cwd=tmp_path).out)
    assert (found["changed"], found["unknown"], found["files"]) == (["data"], [], ["studios.csv"])
    assert {tuple(part["causes"]) for unit in found["units"] for part in unit["contributions"]} == {("data",)}
    assert fengqiao("compare", "a.json", "b.json", "--format", "xlsx", "--out", "c.xlsx", cwd=tmp_path).code == 0


def test_compare_says_what_is_no_result_and_what_is_not_there(folder: Path) -> None:
    (folder / "x.json").write_text("{}", "utf-8")
    ran = fengqiao("compare", "x.json", "x.json", cwd=folder)
    assert ran.code == 2
    assert ran.err.startswith("不是第 1 版判定结果：")
    gone = fengqiao("compare", "nicht.json", "x.json", "--lang", "en", cwd=folder)
    assert (gone.code, gone.err) == (2, "nicht.json: cannot be read (there is no such file). Check its name.\n")
