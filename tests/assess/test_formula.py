"""Each award says its formula and a worked line, in both languages, from the node that makes its marks."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from fengqiao.assess.formula import formula, worked
from fengqiao.model.award import (
    Alternative,
    Award,
    Band,
    Bands,
    Basis,
    BetterOf,
    Convert,
    Deduct,
    Each,
    Flat,
    Full,
    Given,
    Line,
    PerNo,
    PerShort,
    PerStep,
    PerUnit,
    Proportional,
    Protected,
)
from fengqiao.model.cadence import Cadence
from fengqiao.model.marks import Found, earn
from fengqiao.model.outcome import Bounds, Status, Tally
from fengqiao.model.period import Period
from fengqiao.model.predicate import Limits

TEN = Fraction(10)
THREE = Found(Status.NOT_MET, Bounds(Fraction(3), Fraction(3)), Limits(at_least=Fraction(4)), Tally(yes=3, no=2))
OPEN = Found(Status.UNDETERMINED, Bounds(Fraction(3), None), Limits(at_least=Fraction(4)), Tally(yes=3, open=True))
DAYS = Protected(Period(date(2019, 3, 1), date(2019, 3, 31)), Fraction(3))
ONE = Basis("one")
REPEATED = "2 times that for a repeat, 3 times that from 2019-03-01 to 2019-03-31"
CASES: list[tuple[Award, Found, str, str, str, str]] = [
    (Full(), THREE, "达标得10分，否则不得分", "得0分", "10 when met, else none", "marks 0"),
    (
        Proportional(),
        THREE,
        "按完成比例得分，满分10分",
        "10×3÷4，得7.5分",
        "in proportion to the value, at most 10",
        "10 x 3 / 4, marks 7.5",
    ),
    (
        Proportional(),
        OPEN,
        "按完成比例得分，满分10分",
        "10×（3至不限）÷4，得7.5至10分",
        "in proportion to the value, at most 10",
        "10 x (3 to any) / 4, marks 7.5 to 10",
    ),
    (
        Bands((Band(Limits(at_least=Fraction(3)), TEN), Band(Limits(below=Fraction(3)), Fraction(0)))),
        THREE,
        "3以上（含）得10分，3以下（不含）得0分",
        "数值3，得10分",
        "at least 3: 10, below 3: 0",
        "the value 3, marks 10",
    ),
    (
        Proportional(),
        Found(
            Status.UNDETERMINED,
            Bounds(Fraction(35424, 37221), Fraction(35425, 37221)),
            Limits(at_least=Fraction(1)),
            Tally(yes=35424, no=1796, unknown=1),
            members=True,
        ),
        "按完成比例得分，满分10分",
        "10×95.2%，得9.52分",
        "in proportion to the value, at most 10",
        "10 x 95.2%, marks 9.52",
    ),
    (Each(Fraction(2)), THREE, "每个得2分，最多10分", "3×2，得6分", "2 each, at most 10", "3 x 2, marks 6"),
    (
        Convert(),
        Found(Status.MET, Bounds(Fraction(3, 4), Fraction(3, 4))),
        "按得分率折算，满分10分",
        "10×75%，得7.5分",
        "the share of its marks, brought to 10",
        "10 x 75%, marks 7.5",
    ),
    (Given(), THREE, "由考核人评定，满分10分", "得0至10分", "given by an assessor, at most 10", "marks 0 to 10"),
    (
        BetterOf((Alternative(Full(), ONE), Alternative(Proportional(), ONE))),
        THREE,
        "取高者：达标得10分，否则不得分；或按完成比例得分，满分10分",
        "各为0、7.5，得7.5分",
        "the best of: 10 when met, else none; or in proportion to the value, at most 10",
        "one by one 0, 7.5, marks 7.5",
    ),
    (
        Deduct((Line(Flat(Fraction(1))), Line(PerNo(Fraction(1, 2)))), cap=Fraction(4)),
        THREE,
        "10分，未达标扣1分，每有一个不符合扣0.5分，最多扣4分，扣至0分为止",
        "10－1×1－2×0.5，得8分",
        "10, 1 off unless met, 0.5 off for each that does not hold, at most 4 off in all, never below 0",
        "10 - 1 x 1 - 2 x 0.5, marks 8",
    ),
    (
        Deduct((Line(PerShort(Fraction(2))),), floor=Fraction(1)),
        OPEN,
        "10分，每差一个扣2分，扣至1分为止",
        "10－（0至1）×2，得8至10分",
        "10, 2 off for each one short, never below 1",
        "10 - (0 to 1) x 2, marks 8 to 10",
    ),
    (
        Deduct((Line(PerUnit(Fraction(1), "kind", Fraction(2), (DAYS,)), cap=Fraction(6)),)),
        THREE,
        "10分，每一起扣1分，重复的按2倍扣，2019-03-01至2019-03-31按3倍扣，最多6分，扣至0分为止",
        "10－3×1，得7分",
        f"10, 1 off for each one, {REPEATED}, at most 6, never below 0",
        "10 - 3 x 1, marks 7",
    ),
    (
        Deduct((Line(PerStep(Fraction(1), Fraction(1, 100), "whole_up"), every=Cadence("month")),)),
        Found(Status.NOT_MET, Bounds(Fraction(97, 100), Fraction(97, 100)), Limits(at_least=Fraction(98, 100))),
        "10分，每月每差1个百分点扣1分，不足一档按一档计，扣至0分为止",
        "10－1×1，得9分",
        "10, each month: 1 off for every 1 percentage points, part of a step counted as one, never below 0",
        "10 - 1 x 1, marks 9",
    ),
]


@pytest.mark.parametrize(("award", "found", "texts"), [(award, found, texts) for award, found, *texts in CASES])
def test_formula_and_worked_line(award: Award, found: Found, texts: list[str]) -> None:
    def ask(_: Basis) -> Found:
        return found

    earned = earn(award, TEN, found, ask)
    assert earned is not None
    said, made = formula(award, TEN), worked(award, TEN, found, ask, earned.span)
    assert [said.zh, made.zh, said.en, made.en] == texts
