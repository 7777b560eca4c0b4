"""Staffing plans as YAML, workbooks and Python say the same, and what is wrong is told at its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.boundary.amount import fen, unit_of
from fengqiao.boundary.cells import Refusal
from fengqiao.boundary.planfile import template
from fengqiao.errors import ProjectError
from fengqiao.model.staffing import StaffingPlan
from fengqiao.plugin.plans import read_plan
from tests.planning.city import COUNTY, PLACES, TOWNS

YAML = """\
title: 试
stock: 2018-11-01
until: 2020-12-31
example: yes
hires_a_month: 3
rates:
  - {item: pay, amount: 0.42万元, per: month, source: 示例, funding: government_purchase, head: full_time_hiring}
  - {item: 工作室设立, amount: 60000元, per: 一次性, source: 示例}
budgets:
  - {unit: 乙区, year: 2019, amount: 12万元}
adjustments:
  - {unit: 乙区, year: 2019, on: 2019-07-01, amount: (3万元), why: 压减}
moves:
  - {on: 2019-03-01, do: 招聘, at: 丁0镇, count: 2, funding: 政府购买服务}
"""
PYTHON: dict[str, list[dict[str, Any]]] = {
    "settings": [
        {"title": "试", "stock": date(2018, 11, 1), "until": "2020-12-31", "example": "是", "hires_a_month": 3}
    ],
    "rates": [
        {"item": "pay", "amount": "4200元", "per": "month", "source": "示例", "funding": "government_purchase",
         "head": "专职聘用"},
        {"item": "open_studio", "amount": "6万元", "per": "once", "source": "示例"},
    ],
    "budgets": [{"unit": "330702000000", "year": 2019, "amount": "120,000 元"}],
    "adjustments": [{"unit": "乙区", "year": 2019, "on": "2019-07-01", "amount": "-30000元", "why": "压减"}],
    "moves": [{"on": "2019.3.1", "do": "hire", "at": "丁0镇", "count": 2, "funding": "government_purchase"}],
}  # fmt: skip


def workbook(path: Path) -> Path:
    """The template filled in; one sheet counts in 万元 and one in 元."""
    path.write_bytes(template())
    book = openpyxl.load_workbook(path)
    for row, value in enumerate(("试", "2018-11-01", "2020-12-31", "是", "3"), 1):
        book["说明"].cell(row, 2, value)
    rates = book["费率"]
    rates["B1"] = "金额（万元）"
    rates.append(["专职薪酬", 0.42, "每月", None, "政府购买服务", "专职聘用", None, None, "示例"])
    rates.append(["工作室设立", "60000元", "一次性", None, None, None, None, None, "示例"])
    book["预算"].append(["乙区", 2019, 120000])
    book["预算调整"].append(["乙区", 2019, "2019-07-01", -30000, None, "压减"])
    book["变动"].append(["2019-03-01", "招聘", "丁0镇", 2, None, None, "政府购买服务"])
    book.save(path)
    return path


def without_places(plan: StaffingPlan) -> str:
    """A plan without the cells that it was read from."""
    import attrs

    def clean(value: Any) -> Any:
        if attrs.has(type(value)):
            found = {a.name: clean(getattr(value, a.name)) for a in attrs.fields(type(value)) if a.name != "where"}
            return type(value).__name__, found
        return [clean(one) for one in value] if isinstance(value, tuple) else value

    return repr(clean(plan))


def test_yaml_workbook_and_python_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(YAML, "utf-8")
    plans = [read_plan(tmp_path / "plan.yaml", PLACES), read_plan(workbook(tmp_path / "计划.xlsx"), PLACES)]
    plans.append(read_plan(PYTHON, PLACES))
    first = plans[0]
    assert {without_places(plan) for plan in plans} == {without_places(first)}
    assert first.example
    assert [rate.amount for rate in first.rates] == [420_000, 6_000_000]
    assert first.rates[0].head == "full_time_hiring"
    (budget,) = first.budgets
    assert (budget.unit, budget.amount, budget.total) == (COUNTY, 12_000_000, 9_000_000)
    (move,) = first.moves
    assert (move.kind, move.on, move.count, move.funding) == ("hire", date(2019, 3, 1), 2, "government_purchase")


BAD = [
    ("amount: 0.42万元", "amount: 4200", "plan.yaml:7:25: '4200' says neither 元 nor 万元."),
    ("amount: 0.42万元", "amount: -1元", "plan.yaml:7:25: '-1元' is below 0."),
    ("amount: 0.42万元", "amount: 0.001元", "exact to the fen"),
    ("amount: 0.42万元, ", "", "'amount' is missing. Fill it in; what is not known is not zero."),
    ("item: pay", "item: pai", "Did you mean 'pay'?"),
    ("source: 示例, funding", "funding", "'source' is missing"),
    ("do: 招聘", "do: 招骋", "'招骋' is not known here"),
    ("until: 2020-12-31", "until: 2018-01-01", "until lies before stock"),
    ("unit: 乙区, year: 2019, amount: 12", "unit: 己区, year: 2019, amount: 12", "'己区' is not one division"),
    ("year: 2019, on", "year: 2020, on", "there is no budget of this unit, year and head"),
    ("hires_a_month", "hires_month", "hires_a_month"),
    ("count: 2", "count: 0", "the count is 0"),
]


@pytest.mark.parametrize(("old", "new", "said"), BAD)
def test_what_is_wrong_is_told_at_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in YAML
    (tmp_path / "plan.yaml").write_text(YAML.replace(old, new, 1), "utf-8")
    with pytest.raises(ProjectError) as error:
        read_plan(tmp_path / "plan.yaml", PLACES)
    assert said in "\n".join(problem.line("en") for problem in error.value.problems)
    assert all(problem.where.file == "plan.yaml" for problem in error.value.problems)


def test_a_workbook_tells_the_cell(tmp_path: Path) -> None:
    path = workbook(tmp_path / "计划.xlsx")
    book = openpyxl.load_workbook(path)
    book["费率"]["B1"] = "金额"
    book["变动"]["C2"] = None
    book.save(path)
    with pytest.raises(ProjectError) as error:
        read_plan(path, PLACES)
    lines = [problem.line("zh") for problem in error.value.problems]
    assert lines[0].startswith("计划.xlsx:费率!B2: “0.42”没有写单位")
    assert any("缺少“at”（所在单位）" in line and "计划.xlsx:变动!" in line for line in lines)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text("x")
    with pytest.raises(ProjectError, match=r"a plan is a \.yaml file or a workbook"):
        read_plan(tmp_path / "plan.txt", PLACES)


@given(st.integers(0, 10**15), st.sampled_from(("元", "万元", "分")), st.booleans())
def test_amounts_are_exact(amount: int, unit: str, below: bool) -> None:
    factor = {"元": 2, "万元": 6, "分": 0}[unit]
    digits = str(amount).zfill(factor + 1)
    text = f"{digits[:-factor]}.{digits[-factor:]}" if factor else digits
    assert fen(text + unit) == amount
    assert fen(text, unit=unit) == amount
    assert fen(f"({text}{unit})", signed=True) == -amount
    assert fen(f"－{text}{unit}", signed=True) == -amount
    assert isinstance(fen(f"-{text}{unit}"), Refusal) or amount == 0 or not below


@pytest.mark.parametrize(
    ("heading", "unit"), [("金额（万元）", "万元"), ("金额(单位：元)", "元"), ("金额", None), ("预算（年）", None)]
)
def test_a_heading_names_the_unit(heading: str, unit: str | None) -> None:
    assert unit_of(heading) == unit


def test_a_blank_is_unknown_and_never_zero() -> None:
    assert fen("未填") is None
    assert fen("") is None
    assert fen("无") == 0
    assert TOWNS
