"""Each planning command run for real over a small made-up project, in every format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.command import Ran, fengqiao, write_project

PLAN = """\
title: 试行计划
stock: 2018-11-01
until: 2019-12-31
example: yes
rates:
  - {item: pay, amount: 4000元, per: month, source: 示例, head: full_time_hiring}
  - {item: open_studio, amount: 1万元, per: once, source: 示例, head: committee_subsidy}
  - {item: case_simple, amount: 50元, per: once, source: 示例, head: case_subsidy}
budgets:
  - {unit: 婺城区, year: 2019, amount: 20万元}
moves:
  - {on: 2019-03-01, do: open, at: 金华市婺城区城东街道, count: 10}
  - {on: 2019-03-01, do: hire, at: 金华市婺城区城东街道}
"""
NORMS = """\
days: 250
absences: 30
hours: 7
source: =1+1
example: yes
activities:
  - {name: {zh: 简易, en: simple}, register: disputes, where: {difficulty: simple}, minutes: 60}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_project(tmp_path)
    (tmp_path / "plan.yaml").write_text(PLAN, "utf-8")
    (tmp_path / "norms.yaml").write_text(NORMS, "utf-8")
    return tmp_path


def tables(ran: Ran) -> dict[str, Any]:
    assert (ran.code, ran.err) == (0, ""), ran
    found = json.loads(ran.out)
    assert any("SYNTHETIC" in banner["en"] for banner in found["banners"])
    return dict(found["tables"])


def test_evaluate(folder: Path) -> None:
    command = ["plan", "evaluate", "project.toml", "plan.yaml"]
    found = tables(fengqiao(*command, "--attrition", "8%", "--runs", "5", "--format", "json", cwd=folder))
    verdicts = {(row["unit"], row["target"]["en"]): row for row in found["verdicts"]["rows"]}
    row = verdicts["婺城区", "Personal brand studios in each county"]
    assert (row["status"]["en"], row["first_met"]) == ("met", "2019-03-31")
    assert row["without"]["en"] in {"not met", "undetermined"}
    (budget,) = found["budgets"]["rows"]
    assert (budget["budget_fen"], budget["cost_fen"], budget["left_fen"]) == (20_000_000, 14_000_000, 6_000_000)
    assert found["chances"]["rows"] is not None
    shown = fengqiao(*command, "--lang", "en", cwd=folder)
    assert shown.code == 0
    assert "EXAMPLE RATES" in shown.out


def test_the_workbook_has_a_chart_amounts_and_no_formula(folder: Path) -> None:
    ran = fengqiao(
        "plan", "evaluate", "project.toml", "plan.yaml", "--format", "xlsx", "--out", "评估.xlsx", cwd=folder
    )
    assert ran.code == 0
    book = openpyxl.load_workbook(folder / "评估.xlsx")
    assert {"达标走势", "费用", "预算对照", "变动", "假定和费率"} <= set(book.sheetnames)
    assert len(vars(book["达标走势"])["_charts"]) == 1
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert 140_000 in [cell.value for row in book["预算对照"].iter_rows() for cell in row]
    for sheet in book.worksheets:
        assert any("示例费率" in str(row[0].value) for row in sheet.iter_rows(max_row=5)), sheet.title
    assert fengqiao("plan", "evaluate", "project.toml", "plan.yaml", "--format", "xlsx", cwd=folder).code == 2


def test_optimise_writes_a_plan_that_evaluates_as_met(folder: Path) -> None:
    tight = PLAN[: PLAN.index("moves:")].replace("20万元", "1万元")
    (folder / "base.yaml").write_text(tight, "utf-8")
    command = ["plan", "optimise", "project.toml", "base.yaml", "--target", "county-studios", "--prices"]
    ran = fengqiao(*command, "--plan-out", "best.yaml", "--format", "json", cwd=folder)
    assert (
        ran.code == 1
    )  # nobody reported the other county: what it has is unknown, but the studios there can be opened
    reason = json.loads(ran.out)["tables"]["summary"]["rows"]
    assert reason[0]["what"]["en"] == "targets that conflict"
    (folder / "base.yaml").write_text(PLAN[: PLAN.index("budgets:")], "utf-8")
    ran = fengqiao(*command, "--plan-out", "best.yaml", "--format", "json", cwd=folder)
    assert ran.code == 0, ran
    summary = {row["what"]["en"]: row["value"] for row in json.loads(ran.out)["tables"]["summary"]["rows"]}
    assert summary["judged met by the assessor"]["en"] == "yes"
    again = tables(fengqiao("plan", "evaluate", "project.toml", "best.yaml", "--format", "json", cwd=folder))
    rows = [row for row in again["verdicts"]["rows"] if row["target"]["en"] == "Personal brand studios in each county"]
    assert {row["status"]["en"] for row in rows} == {"met"}
    spent = sum(row["fen"] for row in again["cost"]["rows"])
    assert spent == summary["cost"]


def test_workload_funding_and_whatif(folder: Path) -> None:
    found = tables(fengqiao("plan", "workload", "project.toml", "norms.yaml", "--format", "json", cwd=folder))
    assert [row["unit"] for row in found["workload"]["rows"]] == ["婺城区", "金东区"]
    money = tables(fengqiao("plan", "funding", "project.toml", "plan.yaml", "--format", "json", cwd=folder))
    assert {row["enough"]["en"] for row in money["funding"]["rows"]} == {"not known"}  # nobody reported any money
    changed = ["plan", "whatif", "project.toml", "--set", "county-studios.at_least=1", "--as-of", "2019-12-31"]
    moved = tables(fengqiao(*changed, "--format", "json", cwd=folder))["moved"]["rows"]
    assert [(row["unit"], row["after"]["en"]) for row in moved] == [
        ("金华市", "undetermined"),  # of the other county nobody knows
        ("婺城区", "met"),
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ["evaluate", "project.toml", "none.yaml"],
        ["evaluate", "project.toml", "plan.yaml", "--attrition", "108%"],
        ["optimise", "project.toml", "plan.yaml", "--target", "county-studio"],
        ["optimise", "project.toml", "plan.yaml", "--goal", "fun"],
        ["whatif", "project.toml", "--set", "county-studios"],
        ["workload", "project.toml", "plan.yaml"],
    ],
)
def test_wrong_usage_is_one_sentence(folder: Path, arguments: list[str]) -> None:
    ran = fengqiao("plan", *arguments, "--lang", "en", cwd=folder)
    assert (ran.code, ran.out) == (2, ""), ran
    assert ran.errors


def test_a_template_is_written_and_read_back(folder: Path) -> None:
    assert fengqiao("plan", "template", "--out", "t.xlsx", cwd=folder).code == 0
    ran = fengqiao("plan", "evaluate", "project.toml", "t.xlsx", "--lang", "en", cwd=folder)
    assert ran.code == 2  # it is empty
    assert "t.xlsx" in ran.err
