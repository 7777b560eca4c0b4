"""What other plans ask of staff: so many for each of something that stands there, and so many at the unit itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import fengqiao
from fengqiao.model.fact import Enterprise
from fengqiao.model.source import Source
from fengqiao.model.staffing import StaffingPlan
from fengqiao.model.target import RulePack
from fengqiao.planning.optimise import optimise
from fengqiao.planning.optimum import Optimum
from tests.planning.city import COUNTY, OTHER, TOWNS, VILLAGES, data, post, rate

PAY = 300_000
PACK = """
id: ratios
version: "0.1.0"
title: {zh: 试, en: Ratios}
plan: {first: 2018-01-01, last: 2020-12-31}
source: source.txt
targets:
  - id: for-villages
    title: {zh: 每三个村一名, en: One for three villages}
    clause: 一
    quote: 每三个村一名
    measure:
      ratio: {count: mediators, placed: within, where: {employment: full_time}}
      over: {count: villages}
    judged_at: [county]
    milestones: {2020-12-31: {at_least: 1/3}}
  - id: for-staff
    title: {zh: 每千名职工两名, en: Two for a thousand staff}
    clause: 一
    quote: 每千名职工两名
    measure:
      ratio: {count: mediators, placed: within, where: {employment: full_time}}
      over: {sum: staff, of: enterprises}
      per: 1/1000
    judged_at: [county]
    milestones: {2020-12-31: {at_least: 2}}
  - id: at-the-centre
    title: {zh: 中心三名, en: Three at the centre}
    clause: 一
    quote: 中心三名
    measure: {count: mediators, placed: at, where: {employment: full_time}}
    judged_at: [county]
    milestones: {2020-12-31: {at_least: 3}}
  - id: for-disputes
    title: {zh: 每件一名, en: One a dispute}
    clause: 一
    quote: 每件一名
    measure:
      ratio: {count: mediators, placed: within}
      over: {count: disputes}
    judged_at: [county]
    milestones: {2020-12-31: {at_least: 1}}
contexts: []
"""


@pytest.fixture
def pack(tmp_path: Path) -> RulePack:
    (tmp_path / "pack.yaml").write_text(PACK, encoding="utf-8")
    (tmp_path / "source.txt").write_text("每三个村一名。每千名职工两名。中心三名。每件一名。", encoding="utf-8")
    return fengqiao.load_pack(tmp_path)


def plan() -> StaffingPlan:
    return StaffingPlan("试", date(2020, 9, 1), date(2020, 12, 31), (), (rate("pay", PAY),))


def firm(name: str, staff: int | None) -> Enterprise:
    return Enterprise(name, COUNTY, Source(), 0, staff=staff)


def hired(found: Optimum) -> dict[str, int]:
    assert found.plan is not None, (found.conflict, found.left_out)
    counties = [move.at[:6] + "000000" for move in found.plan.moves]
    return {county: counties.count(county) for county in sorted(set(counties))}


def test_so_many_for_each_place(pack: RulePack) -> None:
    """Three villages in the first county and two in the other: one each, of which the first has one in post."""
    staffed = data([post("a", VILLAGES[0])])
    found = optimise(pack, staffed, plan(), targets=["for-villages"], other_side=False)
    assert found.left_out == {}
    assert hired(found) == {OTHER: 1}
    assert found.confirmed


def test_so_many_for_each_thousand_staff(pack: RulePack) -> None:
    """1,001 staff ask for 2.002, so three; a county without any is asked for nothing."""
    firms = (firm("a", 400), firm("b", 601))
    found = optimise(pack, data(enterprises=firms), plan(), targets=["for-staff"], other_side=False)
    assert hired(found) == {COUNTY: 3}
    assert found.confirmed
    assert found.total == 3 * 3 * PAY


def test_what_has_no_highest_number_cannot_be_planned_for(pack: RulePack) -> None:
    firms = (firm("a", 400), firm("b", None))
    found = optimise(pack, data(enterprises=firms), plan(), targets=["for-staff"], other_side=False)
    assert "乙区" in found.left_out["for-staff"].zh


def test_so_many_at_the_unit_itself(pack: RulePack) -> None:
    staffed = data([post("a", COUNTY), post("b", TOWNS[0])])
    found = optimise(pack, staffed, plan(), targets=["at-the-centre"], other_side=False)
    assert hired(found) == {COUNTY: 2, OTHER: 3}
    assert {move.at for move in found.plan.moves} == {COUNTY, OTHER} if found.plan else False
    assert found.confirmed


def test_over_what_is_no_constant_is_named(pack: RulePack) -> None:
    found = optimise(pack, data(), plan(), targets=["for-disputes", "at-the-centre"], other_side=False)
    assert list(found.left_out) == ["for-disputes"]
