"""A plan judged over time, with and without it; and chance, which at a rate of nobody is certainty."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

import fengqiao
from fengqiao.assess.session import choose
from fengqiao.model.fact import Post
from fengqiao.model.outcome import Status
from fengqiao.model.staffing import Budget, Move, StaffingPlan
from fengqiao.planning.chance import Drawing
from fengqiao.planning.simulate import Evaluation, evaluate
from tests.planning.city import COUNTY, DUE, OTHER, STOCK, TOWNS, VILLAGES, data, post, rate, studio

PACK = fengqiao.load_pack("jinhua-2018-2020")
PAY = rate("pay", 300_000, head="full_time_hiring")


def plan(*moves: Move, **more: object) -> StaffingPlan:
    return StaffingPlan("试", STOCK, DUE, moves, (PAY,), **more)  # type: ignore[arg-type]


def statuses(found: Evaluation, target: str, unit: str) -> list[tuple[date, Status, Status]]:
    return [(p.day, p.status, p.without) for p in found.points if (p.target, p.unit) == (target, unit)]


STAFFED = [post("a", TOWNS[0]), post("b", TOWNS[0]), post("c", TOWNS[1])]


def test_the_plan_turns_a_verdict_and_says_when() -> None:
    hire = Move("hire", date(2019, 5, 1), TOWNS[1])
    found = evaluate(PACK, data(STAFFED), plan(hire))
    days = [day for day, _, _ in statuses(found, "township-mediators", COUNTY)]
    assert {date(2018, 12, 31), date(2019, 3, 31), date(2020, 12, 31)} <= set(days)
    assert statuses(found, "township-mediators", COUNTY)[-1] == (DUE, Status.MET, Status.NOT_MET)
    assert found.first_met["township-mediators", COUNTY] == (DUE, None)
    assert found.first_met["township-mediators", OTHER] == (None, None)
    names = {gap.name for gap in found.lacking if gap.target == "township-mediators"}
    assert names == {"丁2镇"}
    assert found.cost.total == 20 * 300_000
    assert found.cost.by("year", "head") == {
        (2019, "full_time_hiring"): 8 * 300_000,
        (2020, "full_time_hiring"): 12 * 300_000,
    }
    later = evaluate(PACK, data(STAFFED), plan(Move("hire", date(2020, 12, 31), TOWNS[1])))
    assert statuses(later, "township-mediators", COUNTY)[-1][1] is Status.MET


def test_budgets_marks_and_ranks_are_set_side_by_side() -> None:
    hire = Move("hire", date(2020, 1, 1), TOWNS[1])
    found = evaluate(PACK, data(STAFFED, [studio("s", TOWNS[0])]), plan(hire, budgets=(Budget(COUNTY, 2020, 900_000),)))
    (one,) = found.spent
    assert (one.left, one.out_on) == (900_000 - 3_600_000, date(2020, 4, 30))
    before = {card.unit.code: card.marks for card in found.cards_without}
    after = {card.unit.code: card.marks for card in found.cards}
    gained, same = after[COUNTY], after[OTHER]
    old = before[COUNTY]
    assert gained is not None
    assert old is not None
    assert gained.low > old.low
    assert same == before[OTHER]


def test_a_missing_rate_is_told_and_the_verdicts_stand() -> None:
    found = evaluate(PACK, data(STAFFED), StaffingPlan("试", STOCK, DUE, (Move("hire", date(2019, 5, 1), TOWNS[1]),)))
    assert [problem.code for problem in found.problems] == ["plan.rate-missing"] * 2
    assert not found.cost.known
    assert statuses(found, "township-mediators", COUNTY)[-1][1] is Status.MET


def chance_of(posts: list[Post], attrition: Fraction, runs: int = 400, seed: int = 1) -> dict[str, tuple[int, int]]:
    found = Drawing(PACK, data(posts), plan(), choose(PACK, {}), attrition, runs, seed).chances()
    return {one.target: (one.low, one.high) for one in found if one.day == DUE}


TWO_EACH = [post(f"t{n}", TOWNS[n // 2]) for n in range(6)]


def test_chance_is_what_it_must_be() -> None:
    """All six must stay for 26 months at 10% a year: 0.9 ** (6 x 2.17) is about a quarter."""
    nobody = chance_of(TWO_EACH, Fraction(0))
    assert nobody["township-mediators"] == (400, 400)
    some = chance_of(TWO_EACH, Fraction(1, 10), runs=2000)["township-mediators"][0] / 2000
    expected = 0.9 ** (6 * ((DUE - STOCK).days / 365))
    assert abs(some - expected) < 0.04
    assert chance_of(TWO_EACH, Fraction(1, 10)) == chance_of(TWO_EACH, Fraction(1, 10))
    assert chance_of(TWO_EACH, Fraction(1, 10), seed=2) != chance_of(TWO_EACH, Fraction(1, 10))


def test_a_temporary_contract_ends_on_its_day_and_not_by_chance() -> None:
    kept = [*TWO_EACH[:5], post("x", TOWNS[2], until=DUE)]
    some = chance_of(kept, Fraction(99, 100))["township-mediators"]
    assert some == (0, 0)  # the other five
    only = [post(f"t{n}", TOWNS[n // 2], until=DUE) for n in range(6)]
    assert chance_of(only, Fraction(99, 100))["township-mediators"] == (400, 400)


def test_what_is_unknown_gives_bounds() -> None:
    unsure = [*TWO_EACH[:5], post("x", TOWNS[2], employment=None)]
    low, high = chance_of(unsure, Fraction(1, 20))["township-mediators"]
    assert low == 0 < high


@settings(max_examples=25)
@given(st.data())
def test_without_attrition_chance_agrees_with_the_assessor(draws: st.DataObject) -> None:
    sites = st.sampled_from((*TOWNS, *VILLAGES))
    kinds = st.sampled_from(("full_time", "part_time"))
    posts = [
        post(f"x{n}", draws.draw(sites), employment=draws.draw(kinds)) for n in range(draws.draw(st.integers(0, 9)))
    ]
    found = evaluate(PACK, data(posts, [studio("s", TOWNS[0])]), plan(), attrition=Fraction(0), runs=3)
    for one in found.chances:
        mine = [p.status for p in found.points if (p.target, p.day) == (one.target, one.day)]
        judged = [s for s in mine if s in (Status.MET, Status.NOT_MET)]
        assert one.low == one.high == (3 if all(s is Status.MET for s in judged) else 0), (one, mine)


@settings(max_examples=10)
@given(st.integers(0, 50), st.integers(0, 49))
def test_more_attrition_never_helps(a: int, b: int) -> None:
    low, high = sorted((a, b))
    few, many = (chance_of(TWO_EACH, Fraction(n, 100), runs=50)["township-mediators"][0] for n in (low, high))
    assert many <= few
