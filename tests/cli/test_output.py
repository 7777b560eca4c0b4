"""gaps in each form, and every command on consoles that lack Chinese or go away."""

from __future__ import annotations

import csv
import io
import json
import shlex
import subprocess
from pathlib import Path

import openpyxl
import pytest

from fengqiao.errors import Lang
from tests.cli.command import COMMAND, STUDIOS, fengqiao, write_project

GAPS = ("gaps", "project.toml", "--target", "county-studios")


def test_gaps_as_json_is_a_list(tmp_path: Path) -> None:
    write_project(tmp_path)
    listed = json.loads(fengqiao(*GAPS, "--format", "json", cwd=tmp_path).out)
    assert isinstance(listed, list)
    assert listed[0] == {
        "target": "county-studios",
        "title": {"zh": "县（市、区）个人品牌调解工作室数", "en": "Personal brand studios in each county"},
        "unit": {"code": "330702000000", "name": "婺城区", "level": "county"},
        "status": "undetermined",
        "code": "330702001000",
        "name": "=1+1",
        "place": ["城东街道"],
        "state": "unknown",
        "short": None,
        "missed": [],
        "unreported": [],
        "what": {
            "zh": "城东街道调解工作室台账中“品牌”未填（studios.csv:C2）",
            "en": "'brand' is blank in 城东街道's studios (studios.csv:C2)",
        },
        "cells": ["studios.csv:C2"],
    }


def test_no_gap_is_an_empty_list(tmp_path: Path) -> None:
    write_project(tmp_path)
    assert json.loads(fengqiao(*GAPS, "--as-of", "2017-12-31", "--format", "json", cwd=tmp_path).out) == []


def test_gaps_are_listed_page_by_page(tmp_path: Path) -> None:
    write_project(tmp_path)
    all_of_them = json.loads(fengqiao("gaps", "project.toml", "--format", "json", cwd=tmp_path).out)
    page = ("gaps", "project.toml", "--offset", "2", "--limit", "3")
    assert json.loads(fengqiao(*page, "--format", "json", cwd=tmp_path).out) == all_of_them[2:5]
    shown = fengqiao(*page, "--lang", "en", cwd=tmp_path).out
    assert shown.rstrip().endswith("There are more: --offset 5")
    last = ("gaps", "project.toml", "--offset", str(len(all_of_them) - 1), "--limit", "3")
    assert "There are more" not in fengqiao(*last, "--lang", "en", cwd=tmp_path).out
    refused = fengqiao("gaps", "project.toml", "--each-unit", "--out", "DIR", "--limit", "3", cwd=tmp_path)
    assert (refused.code, refused.errors) == (2, ["--each-unit 写出全部，不用 --limit、--offset。"])


def test_what_a_spreadsheet_would_take_for_a_formula_is_text(tmp_path: Path) -> None:
    write_project(tmp_path, studios=STUDIOS + "5,城东街道,-甲,是,,2018-12-01\n6,城东街道,+甲,是,,2018-12-01\n")
    out = fengqiao(*GAPS, "--format", "csv", cwd=tmp_path).out
    assert out.startswith("\ufeffunit,target,")
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))))
    assert {"'=1+1", "'@甲工作室", "'-甲", "'+甲"} <= {row["name"] for row in rows}
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    ran = fengqiao(*GAPS, "--format", "xlsx", "--out", "缺口.xlsx", cwd=tmp_path)
    assert (ran.code, ran.out, ran.errors) == (0, "", ["已写入 缺口.xlsx"])
    sheet = openpyxl.load_workbook(tmp_path / "缺口.xlsx").active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert any("=1+1" in str(cell.value) for cell in cells)
    assert "f" not in {cell.data_type for cell in cells}


COMMANDS = [
    ["score", "project.toml"],
    ["gaps", "project.toml"],
    ["explain", "project.toml", "county-studios", "330702"],
    ["check", "project.toml"],
    ["rules", "show"],
    ["adapters"],
    ["explain", "project.toml", "county-studios", "婺成区"],
]


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
@pytest.mark.parametrize("command", COMMANDS[2:], ids=" ".join)
def test_a_console_that_lacks_signs_is_no_error(tmp_path: Path, command: list[str], encoding: str) -> None:
    write_project(tmp_path)
    ran = fengqiao(*command, cwd=tmp_path, encoding=encoding, PYTHONIOENCODING=encoding)
    assert ran.code == (2 if "婺成区" in command else 0)
    assert "Error" not in ran.out + ran.err


@pytest.mark.parametrize("command", COMMANDS[:4], ids=" ".join)
def test_the_c_locale_without_utf8_mode_is_no_error(tmp_path: Path, command: list[str]) -> None:
    write_project(tmp_path)
    ran = fengqiao(*command, cwd=tmp_path, LC_ALL="C", PYTHONUTF8="0")
    assert (ran.code, ran.err) == (0, "")


def test_files_and_arguments_in_chinese_are_read_in_the_c_locale(tmp_path: Path) -> None:
    write_project(tmp_path / "婺城 区")
    (tmp_path / "婺城 区" / "studios.csv").rename(tmp_path / "婺城 区" / "studios甲.csv")
    ran = fengqiao("score", "婺城 区/project.toml", "--format", "json", cwd=tmp_path, LC_ALL="C", PYTHONUTF8="0")
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out)["sources"][0]["file"] == "studios甲.csv"


def test_json_is_utf8_on_every_console(tmp_path: Path) -> None:
    write_project(tmp_path)
    ran = fengqiao("score", "project.toml", "--format", "json", cwd=tmp_path, PYTHONIOENCODING="gbk")
    assert json.loads(ran.out)["outcomes"][0]["unit"]["name"] == "婺城区"


@pytest.mark.parametrize("arguments", [("score", "project.toml"), ("gaps", "project.toml", "--format", "json")])
def test_a_reader_that_goes_away_is_no_error(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    write_project(tmp_path)
    line = f"set -o pipefail; {shlex.join([COMMAND, *arguments])} | head -1"
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr, done.stdout.count(b"\n")) == (0, b"", 1)


@pytest.mark.parametrize(("lang", "said"), [("zh", "运行人"), ("en", "Run by")])
def test_a_score_says_who_ran_it_in_the_language_asked_for(tmp_path: Path, lang: Lang, said: str) -> None:
    write_project(tmp_path)
    assert fengqiao("score", "project.toml", "--lang", lang, cwd=tmp_path).out.splitlines()[-1].startswith(said)
