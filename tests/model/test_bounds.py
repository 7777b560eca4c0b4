"""Values and verdicts against every way to fill in what is missing."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from fengqiao.model.bounds import conjunction, disjunction, holds, negation, value
from fengqiao.model.fact import REGISTERS
from fengqiao.model.measure import Change, Count, FactsOf, Measure, PlacesOf, Ratio, SelfReported, Share, Sum
from fengqiao.model.outcome import Answer, Bounds, Tally
from fengqiao.model.predicate import Limits

VILLAGES = PlacesOf("villages")
COUNT = Count(VILLAGES)
SHARE = Share(VILLAGES)
small = st.integers(0, 3)
tallies = st.builds(Tally, yes=small, no=small, unknown=small)
ends = st.integers(-2, 12).map(lambda n: Fraction(n, 4))
limits = st.builds(
    Limits, at_least=st.none() | ends, at_most=st.none() | ends, above=st.none() | ends, below=st.none() | ends
)


def worlds(tally: Tally, both: int, only_yes: int, only_no: int) -> list[tuple[int, int]]:
    """Every (yes, no) that a tally leaves possible; doubtful members may join as either, only as yes, only as no."""
    found = set()
    choices = [("yes", "no")] * tally.unknown + [("out", "yes", "no")] * both
    choices += [("out", "yes")] * only_yes + [("out", "no")] * only_no
    for world in product(*choices):
        found.add((tally.yes + world.count("yes"), tally.no + world.count("no")))
    return sorted(found)


@given(tallies, st.integers(0, 2), st.integers(0, 2), st.integers(0, 2))
def test_a_share_is_sound_and_tight(tally: Tally, both: int, only_yes: int, only_no: int) -> None:
    full = Tally(tally.yes, tally.no, tally.unknown, may_yes=both + only_yes, may_no=both + only_no)
    shares = [Fraction(yes, yes + no) for yes, no in worlds(tally, both, only_yes, only_no) if yes + no]
    found = value(SHARE, Answer(full))
    assert (found is None) == (not shares)
    if found is not None:
        assert (found.low, found.high) == (min(shares), max(shares))


@given(tallies, st.integers(0, 2))
def test_a_count_is_sound_and_tight(tally: Tally, doubtful: int) -> None:
    counts = [yes for yes, _ in worlds(tally, doubtful, 0, 0)]
    found = value(COUNT, Answer(Tally(tally.yes, tally.no, tally.unknown, may_yes=doubtful, may_no=doubtful)))
    assert found == Bounds(Fraction(min(counts)), Fraction(max(counts)))


@given(tallies)
def test_what_is_open_has_no_end(tally: Tally) -> None:
    opened = Tally(tally.yes, tally.no, tally.unknown, open=True)
    assert value(COUNT, Answer(opened)) == Bounds(Fraction(tally.yes), None)
    assert value(SHARE, Answer(opened)) == Bounds(Fraction(0), Fraction(1))


@given(tallies, tallies, st.sampled_from([Fraction(1), Fraction(1000)]))
def test_a_ratio_is_sound(top: Tally, bottom: Tally, per: Fraction) -> None:
    measure = Ratio(COUNT, COUNT, per)
    found = value(measure, Answer(top, bottom))
    for yes in range(top.yes, top.yes + top.unknown + 1):
        for under in range(bottom.yes, bottom.yes + bottom.unknown + 1):
            if under:
                assert found is not None
                assert found.low is not None
                assert found.low <= Fraction(yes) / (per * under)
                assert found.high is None or Fraction(yes) / (per * under) <= found.high


@given(tallies, tallies, st.booleans())
def test_a_change_is_sound_and_decides_nothing_on_a_base_that_may_be_zero(now: Tally, then: Tally, rate: bool) -> None:
    measure = Change(COUNT, "last_year", rate)
    found = value(measure, Answer(now, then))
    if rate and then.yes == then.unknown == 0:
        assert found is None
        return
    assert found is not None
    if rate and then.yes == 0:
        assert found == Bounds(None, None)
        return
    for a in range(now.yes, now.yes + now.unknown + 1):
        for b in range(then.yes, then.yes + then.unknown + 1):
            change = Fraction(a, b) - 1 if rate else Fraction(a - b)
            assert found.low is not None
            assert found.high is not None
            assert found.low <= change <= found.high


def test_a_share_of_nothing_is_not_applicable_never_all() -> None:
    assert value(SHARE, Answer(Tally())) is None
    assert value(Ratio(COUNT, COUNT), Answer(Tally(yes=3), Tally())) is None


def test_a_figure_nobody_gave_is_unknown() -> None:
    assert value(SelfReported("化解率"), Answer(Tally(open=True), Tally(open=True))) == Bounds(None, None)
    assert value(SelfReported("化解率"), Answer(Tally(971, unknown=2), Tally(1000))) == Bounds(
        Fraction(971, 1000), Fraction(973, 1000)
    )


@given(st.lists(ends, min_size=2, max_size=2).map(sorted), limits)
def test_a_verdict_is_what_every_possible_value_says(pair: list[Fraction], bound: Limits) -> None:
    low, high = pair
    inside = [_satisfies(low + (high - low) * Fraction(i, 16), bound) for i in range(17)]
    verdict = holds(Bounds(low, high), bound)
    if verdict is True:
        assert all(inside)
    if verdict is False:
        assert not any(inside)
    if all(inside) and low == high:
        assert verdict is True


def test_limits_hold_at_their_end_or_do_not() -> None:
    at = Bounds(Fraction(3, 10), Fraction(3, 10))
    assert holds(at, Limits(at_least=Fraction(3, 10))) is True
    assert holds(at, Limits(above=Fraction(3, 10))) is False
    assert holds(at, Limits(at_most=Fraction(3, 10))) is True
    assert holds(at, Limits(below=Fraction(3, 10))) is False
    assert holds(Bounds(Fraction(299), Fraction(301)), Limits(at_least=Fraction(300), at_most=Fraction(300))) is None


def test_kleene() -> None:
    truths = (True, False, None)
    for a in truths:
        assert negation(a) == (None if a is None else not a)
        for b in truths:
            possible_and = {x and y for x in _fill(a) for y in _fill(b)}
            possible_or = {x or y for x in _fill(a) for y in _fill(b)}
            assert conjunction([a, b]) == (possible_and.pop() if len(possible_and) == 1 else None)
            assert disjunction([a, b]) == (possible_or.pop() if len(possible_or) == 1 else None)


def test_every_measure_has_a_rule_for_its_value() -> None:
    total: Measure = Sum("budgeted", FactsOf("funding"))
    assert value(total, Answer(Tally(yes=100, unknown=5))) == Bounds(Fraction(100), Fraction(105))


def test_every_field_of_every_register_has_a_domain_and_a_name_in_both_languages() -> None:
    for register in REGISTERS.values():
        for field in register.fields:
            words = register.words(field)
            assert words.zh
            assert words.en


def _satisfies(number: Fraction, bound: Limits) -> bool:
    inside = {
        "at_least": lambda end: number >= end,
        "at_most": lambda end: number <= end,
        "above": lambda end: number > end,
        "below": lambda end: number < end,
    }
    return all(inside[name](end) for name, end in bound.given.items())


def _fill(truth: bool | None) -> tuple[bool, ...]:
    return (True, False) if truth is None else (truth,)
