"""Staffing by work, money by head, the subsidy of cases and what-ifs, each recounted by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import fengqiao
from fengqiao.boundary.workloadfile import read_standards
from fengqiao.errors import ProjectError, Text, UsageError
from fengqiao.model.fact import Dispute, Fact, Funding
from fengqiao.model.outcome import Bounds, Status
from fengqiao.model.source import Source
from fengqiao.model.staffing import StaffingPlan
from fengqiao.model.workload import Activity, Standards
from fengqiao.planning.funding import UnitFunding, funding, subsidies
from fengqiao.planning.whatif import parse, whatif
from fengqiao.planning.workload import workload
from tests.planning.city import COUNTY, DUE, OTHER, STOCK, TOWNS, VILLAGES, data, post, rate

PACK = fengqiao.load_pack("jinhua-2018-2020")


def standards(**more: Any) -> Standards:
    easy = Activity(Text("简易", "simple"), "disputes", Fraction(10), (("difficulty", "simple"),))
    hard = Activity(Text("疑难", "difficult"), "disputes", Fraction(20), (("difficulty", "difficult"),))
    fields: dict[str, Any] = {"days": 260, "absences": 43, "hours": Fraction(7), "source": "试", **more}
    return Standards((easy, hard), **fields)


def test_the_check_of_the_field() -> None:
    """(260 - 43) x 7 = 1,519 h; 8,000 x 10 + 4,000 x 20 min = 160,000 min; a share of 15% gives 2.0653."""
    found = standards(share=Fraction(15, 100))
    assert found.available == 1519
    needed = found.needed(Fraction(8_000 * 10 + 4_000 * 20))
    assert needed == Fraction(160_000, 60 * 1519) / Fraction(85, 100)
    assert f"{float(needed):.4f}" == "2.0653"


def case(id_: str, division: str, **more: Any) -> Dispute:
    fields: dict[str, Any] = {"closed": date(2019, 6, 1), "difficulty": "simple", "outcome": "success", **more}
    return Dispute(id_, division, Source(), 0, **fields)


def test_the_load_of_a_county_against_its_staff_and_its_quota() -> None:
    disputes = [case(f"a{n}", VILLAGES[0]) for n in range(6)] + [case("b", TOWNS[0], difficulty="difficult")]
    blank = case("c", TOWNS[1], difficulty=None)
    known = data([post("p", TOWNS[0])], disputes=[*disputes, blank])
    first, other = workload(PACK, known, standards(), year=2019)
    assert first.unit == COUNTY
    assert first.minutes == Bounds(Fraction(80), Fraction(110))  # the blank one is either
    assert first.needed.low == Fraction(80, 60 * 1519)
    assert first.existing == Bounds(Fraction(1), Fraction(1))
    # two townships of two, 30% of three villages: no studio, no committee
    assert first.quota == 4 + 1
    assert first.quota_exceeds is True
    assert first.ratio.low == Fraction(1) / standards().needed(Fraction(110))
    assert other.minutes == Bounds(Fraction(0), Fraction(0))
    heavy = standards(days=44)
    tight = workload(
        PACK, data(disputes=[case(f"x{n}", TOWNS[0], difficulty="difficult") for n in range(9_000)]), heavy, year=2019
    )
    assert tight[0].quota_exceeds is False
    nobody = workload(PACK, known.evolve(reported=()), standards(), year=2019)[0]
    assert nobody.needed.high is None
    assert nobody.quota is None
    assert nobody.quota_exceeds is None


STANDARDS = """\
days: 260
absences: 43
hours: 7
share: 15%
source: 示例
example: yes
activities:
  - {name: {zh: 简易, en: simple}, register: disputes, where: {difficulty: simple}, minutes: 10}
"""


def test_standards_are_read_and_refused_at_their_place(tmp_path: Path) -> None:
    path = tmp_path / "norms.yaml"
    path.write_text(STANDARDS, "utf-8")
    found = read_standards(path)
    assert (found.available, found.share, found.example) == (Fraction(1519), Fraction(15, 100), True)
    for old, new, said in (
        ("difficulty: simple", "difficulty: simpel", "norms.yaml:8:"),
        ("absences: 43", "absences: 260", "no time is left to work"),
        ("source: 示例\n", "", "'source' is missing"),
        ("minutes: 10", "minutes: -1", "0 or more"),
    ):
        path.write_text(STANDARDS.replace(old, new), "utf-8")
        with pytest.raises(ProjectError) as error:
            read_standards(path)
        assert said in "\n".join(problem.line("en") for problem in error.value.problems)


# -- money


def money(id_: str, year: int, head: str, budgeted: int | None, paid: int | None = None) -> Fact:
    return Funding(id_, COUNTY, Source(), 0, year, head, budgeted, paid)


def county(facts: list[Fact], growth: Any = "total", **more: Any) -> UnitFunding:
    plan = StaffingPlan("试", STOCK, DUE, (), (rate("pay", 100), rate("case_simple", 7, "once")))
    return funding(PACK, data(funding=facts, **more), plan, year=2019, growth=growth, unit=COUNTY)[0]


def test_heads_growth_and_need() -> None:
    facts = [
        money("a", 2019, "guidance", 1_000),
        money("b", 2019, "case_subsidy", None),
        money("c", 2018, "guidance", 900),
    ]
    found = county(facts, posts=[post("p", TOWNS[0])], disputes=[case("d", TOWNS[0])])
    present = {head.head: head.present for head in found.heads}
    assert present["guidance"] is True
    assert present["case_subsidy"] is None  # a blank is not zero
    assert present["expert_fee"] is False
    assert found.grew is True  # whatever the blank is, it is not below 900
    assert found.need == Bounds(Fraction(1207), Fraction(1207))
    assert found.enough is None
    assert county(facts[:1], posts=[post("p", TOWNS[0])]).enough is False
    assert county([money("a", 2019, "guidance", 800), facts[2]]).grew is False
    assert county([], posts=[post("p", TOWNS[0], employment=None)]).need == Bounds(Fraction(0), None)
    assert county([], posts=[post("p", TOWNS[0])]).enough is False


def test_growth_in_line_with_cases() -> None:
    """The total fell by a tenth while the cases were halved: each case has more."""
    facts = [money("a", 2019, "guidance", 900), money("c", 2018, "guidance", 1_000)]
    cases = [case("d", TOWNS[0]), *(case(f"e{n}", TOWNS[0], closed=date(2018, 6, 1)) for n in range(2))]
    assert county(facts, disputes=cases).grew is False
    found = county(facts, "cases", disputes=cases)
    assert found.grew is True
    assert found.per_case == Bounds(Fraction(900), Fraction(900))


def test_a_subsidy_run_reconciles_with_what_was_paid() -> None:
    plan = StaffingPlan("试", STOCK, DUE, (), (rate("case_simple", 3_000, "once"), rate("case_major", 10_000, "once")))
    cases = [
        case("a", TOWNS[0], extra={"mediators": "甲、乙"}),
        case("b", VILLAGES[0], difficulty="major", committee="k"),
        case("c", TOWNS[0], outcome="failure"),
        case("d", TOWNS[0], difficulty=None),
        case("e", TOWNS[0], carried_over=True),
        case("f", TOWNS[0], closed=None),
        case("g", TOWNS[0], difficulty="difficult"),
        case("h", TOWNS[2]),
        case("old", TOWNS[0], closed=date(2018, 6, 1)),
    ]
    paid = [money("m", 2019, "case_subsidy", 20_000, 12_500)]
    run = subsidies(PACK, data(disputes=cases, funding=paid), plan, year=2019)
    why = {one.case.id: one.why.en if one.why else one.fen for one in run.cases}
    assert why == {
        "a": 3_000,
        "b": 10_000,
        "c": "it was not settled",
        "d": "its difficulty is not known: no tier",
        "e": "carried over from before",
        "f": "the day it was closed is not known",
        "g": "no rate of its tier applies",
        "h": 3_000,
    }
    assert run.total == 16_000
    assert run.by_payee() == {"": 3_000, "k": 10_000, "甲、乙": 3_000}
    assert [problem.code for problem in run.problems] == ["plan.rate-missing"]
    assert run.difference(COUNTY) == Bounds(Fraction(-500), Fraction(-500))
    assert run.difference(OTHER) == Bounds(Fraction(-3_000), Fraction(-3_000))


# -- what if


def test_another_threshold_moves_units_marks_and_yuan() -> None:
    """One of the five villages has a mediator: 20% is met by it, 30% asks for one more, 40% for no more than that."""
    known = data([post("a", VILLAGES[0])])
    plan = StaffingPlan("试", date(2020, 9, 1), DUE, (), (rate("pay", 100),))
    found = whatif(PACK, known, ["village-mediators.at_least=20%"], as_of=DUE, plan=plan)
    assert [(m.target, m.unit.level, m.before, m.after) for m in found.moved] == [
        ("village-mediators", "city", Status.NOT_MET, Status.MET)
    ]
    assert (found.cost_before, found.cost_after) == (300, 0)
    same = whatif(PACK, known, ["village-mediators.at_least=40%"], as_of=DUE, plan=plan)
    assert (same.moved, same.cost_before, same.cost_after) == ((), 300, 300)
    due = whatif(PACK, known, ["village-mediators.due=2021-06-30"], as_of=DUE)
    assert [m.after for m in due.moved] == [Status.NOT_DUE]
    each = whatif(PACK, known, ["village-mediators.reading=each-county"], as_of=DUE)
    assert {m.unit.level for m in each.moved} >= {"county"}
    assert each.marks


@pytest.mark.parametrize(
    "text",
    [
        "village-mediators",
        "x=1",
        "village-mediators.size=3",
        "village-mediators.at_least=many",
        "nobody.due=2020-01-01",
        "village-mediators.due=soon",
        "local-resolution.at_least=1",
    ],
)
def test_a_change_that_cannot_be_made_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        whatif(PACK, data(), [text], as_of=DUE)


def test_a_change_is_read() -> None:
    found = parse("a.at_least=2/3")
    assert (found.target, found.key, found.value) == ("a", "at_least", "2/3")
