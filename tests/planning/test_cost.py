"""What moves cost, counted by hand; a missing rate is a problem, and nothing is taken for zero."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from fengqiao.model.staffing import Adjustment, Budget, Move, Rate, StaffingPlan
from fengqiao.planning.apply import Applied, apply
from fengqiao.planning.cost import Charge, Cost, Rates, cost, spent
from fengqiao.planning.stock import stock
from tests.planning.city import COUNTY, DUE, OTHER, PLACES, STOCK, TOWNS, VILLAGES, data, post, rate, studio

PAY = rate("pay", 300_000, head="full_time_hiring")


def costed(*moves: Move, rates: tuple[Rate, ...] = (PAY,), posts: tuple[object, ...] = ()) -> tuple[Applied, Cost]:
    plan = StaffingPlan("试", STOCK, DUE, moves, rates)
    done = apply(stock(data(posts), STOCK, DUE), plan)  # type: ignore[arg-type]
    return done, cost(done.charges, Rates(rates, PLACES), PLACES, DUE)


def test_pay_from_a_day_to_the_end_of_the_plan() -> None:
    done, found = costed(Move("hire", date(2020, 11, 16), TOWNS[0], count=2))
    assert done.problems == ()
    # half of November and December, for two
    assert found.total == 2 * (150_000 + 300_000)
    assert found.by("year", "county", "head") == {(2020, COUNTY, "full_time_hiring"): 900_000}


def test_a_temporary_contract_is_paid_to_its_last_day() -> None:
    _, found = costed(Move("hire", date(2019, 1, 1), TOWNS[0], until=date(2019, 2, 28)))
    assert found.total == 600_000


def test_who_leaves_is_saved_and_who_moves_is_paid_elsewhere() -> None:
    there = PAY, rate("pay", 400_000, unit=OTHER), rate("transfer", 0, "once")
    mine = (post("a", TOWNS[0]), post("b", TOWNS[0]))
    _, left = costed(Move("leave", date(2020, 12, 1), TOWNS[0], who="名a"), posts=mine)
    assert left.total == -300_000
    done, moved = costed(Move("transfer", date(2020, 12, 1), TOWNS[0], who="名b", to=TOWNS[2]), rates=there, posts=mine)
    assert moved.total == 100_000
    assert moved.by("county") == {(COUNTY,): -300_000, (OTHER,): 400_000}
    live = [
        p for p in done.data.facts["posts"] if getattr(p, "person", "") == "b" and getattr(p, "until", None) is None
    ]
    assert [getattr(p, "at", None) for p in live] == [TOWNS[2]]


def test_a_part_timer_becomes_full_time() -> None:
    rates = PAY, rate("pay_part_time", 50_000), rate("convert", 1_000, "once")
    done, found = costed(
        Move("convert", date(2020, 12, 1), VILLAGES[0], who="名a"),
        rates=rates,
        posts=(post("a", VILLAGES[0], employment="part_time"),),
    )
    assert done.problems == ()
    assert found.total == 251_000


def test_a_missing_rate_is_a_problem_with_what_and_when() -> None:
    _, found = costed(Move("hire", date(2020, 12, 1), TOWNS[0]), rates=())
    assert not found.known
    (problem,) = found.problems
    assert problem.code == "plan.rate-missing"
    assert "2020-12-01" in problem.what.zh
    assert "not zero" in problem.what.en
    _, half = costed(Move("hire", date(2019, 1, 1), TOWNS[0]), rates=(rate("pay", 1, until=date(2019, 6, 30)),))
    assert not half.known  # the rate runs out before the post does
    _, nothing = costed(Move("hire", date(2020, 12, 1), TOWNS[0]), rates=(rate("pay", 0),))
    assert nothing.known
    assert nothing.total == 0


def test_the_narrowest_rate_counts_and_two_as_narrow_are_a_problem() -> None:
    rates = PAY, rate("pay", 500_000, unit=COUNTY), rate("pay", 700_000, funding="budget", unit=COUNTY)
    day = date(2020, 12, 1)
    assert costed(Move("hire", day, TOWNS[0]), rates=rates)[1].total == 500_000
    assert costed(Move("hire", day, TOWNS[0], funding="budget"), rates=rates)[1].total == 700_000
    assert costed(Move("hire", day, TOWNS[2], funding="budget"), rates=rates)[1].total == 300_000
    _, twice = costed(Move("hire", day, TOWNS[2]), rates=(PAY, rate("pay", 1)))
    assert [problem.code for problem in twice.problems] == ["plan.rate-twice"]


def test_moves_that_cannot_be_made_are_told() -> None:
    mine = post("a", TOWNS[0])
    for move in (
        Move("leave", date(2019, 1, 1), TOWNS[0], who="无此人"),
        Move("convert", date(2019, 1, 1), TOWNS[0], who="名a"),
        Move("hire", date(2020, 1, 1), "330702100202"),
        Move("close", date(2019, 1, 1), TOWNS[0]),
        Move("hire", date(2019, 1, 1), "没有的单位"),
    ):
        done, found = costed(move, posts=(mine,))
        assert [problem.code for problem in done.problems] == ["plan.move"], move
        assert found.lines == ()
        assert done.data.facts["posts"] == (mine,)


def test_a_budget_with_its_adjustments_runs_out_in_a_month() -> None:
    cut = Adjustment(date(2019, 7, 1), -1_500_000)
    budget = Budget(COUNTY, 2019, 3_600_000, adjustments=(cut,))
    charges = [Charge("pay", TOWNS[0], date(2019, 1, 1))]
    (found,) = spent([budget], charges, Rates([PAY], PLACES), PLACES, DUE)
    assert (found.cost, found.left) == (3_600_000, -1_500_000)
    assert found.out_on == date(2019, 8, 31)  # 8 x 3,000 yuan are more than 21,000
    (whole,) = spent([Budget(COUNTY, 2019, 3_600_000)], charges, Rates([PAY], PLACES), PLACES, DUE)
    assert (whole.left, whole.out_on) == (0, None)


def test_a_stock_forgets_what_begins_later() -> None:
    later = post("b", TOWNS[0], since=date(2019, 5, 1))
    kept = stock(data([post("a", TOWNS[0]), later], [studio("s", TOWNS[0], opened=date(2019, 1, 1))]), STOCK, DUE)
    assert [fact.id for fact in kept.facts["posts"]] == ["a"]
    assert kept.facts["studios"] == ()


@given(st.dates(STOCK, DUE), st.dates(STOCK, DUE), st.integers(0, 10**7), st.integers(1, 4))
def test_two_halves_cost_the_whole(first: date, cut: date, amount: int, count: int) -> None:
    """Paid by the day: what lasts through a day costs the same in one piece or in two, but for the rounding."""
    first, cut = min(first, cut), max(first, cut)
    rates = Rates([rate("pay", amount)], PLACES)
    whole = cost([Charge("pay", TOWNS[0], first, count=count)], rates, PLACES, DUE).total
    before = cost([Charge("pay", TOWNS[0], first, cut, count=count)], rates, PLACES, DUE).total
    after = cost([Charge("pay", TOWNS[0], date.fromordinal(cut.toordinal() + 1), count=count)], rates, PLACES, DUE)
    assert abs(whole - before - after.total) <= 3 * count
