"""Award operators: bounds, order, floors and caps, and that each span is what filling in the unknown gives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import product
from typing import get_args

import attrs
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fengqiao.model.award import (
    Alternative,
    Award,
    Band,
    Bands,
    Basis,
    BetterOf,
    Convert,
    Deduct,
    Deduction,
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
from fengqiao.model.bounds import holds
from fengqiao.model.marks import Earned, Found, earn
from fengqiao.model.outcome import Bounds, Span, Status, Tally
from fengqiao.model.period import Period
from fengqiao.model.predicate import Limits

MARKS = Fraction(10)
HALF = Limits(at_least=Fraction(1, 2))


def count(tally: Tally, limits: Limits) -> Found:
    high = None if tally.open else Fraction(tally.yes + tally.unknown + tally.may_yes)
    return found(Bounds(Fraction(tally.yes), high), tally, limits, members=False)


def share(tally: Tally, limits: Limits) -> Found | None:
    low_of, high_of = tally.members + tally.may_no, tally.members + tally.may_yes
    if not low_of and not high_of:
        return None
    low = Fraction(tally.yes, low_of) if low_of else Fraction(1)
    high = Fraction(tally.yes + tally.unknown + tally.may_yes, high_of) if high_of else Fraction(0)
    return found(Bounds(low, high), tally, limits, members=True)


def found(value: Bounds, tally: Tally, limits: Limits, *, members: bool) -> Found:
    truth = holds(value, limits)
    status = Status.UNDETERMINED if truth is None else Status.MET if truth else Status.NOT_MET
    return Found(status, value, limits, tally, members=members, rests=frozenset({"a"}))


def ways(tally: Tally) -> Iterator[Tally]:
    """Every way to fill in what is not known: an unknown is yes or no, a doubtful one joins or stays out."""
    for parts in product((0, 1), repeat=tally.unknown + tally.may_yes + tally.may_no):
        unknown, yes, no = (
            sum(parts[: tally.unknown]),
            sum(parts[tally.unknown : tally.unknown + tally.may_yes]),
            sum(parts[tally.unknown + tally.may_yes :]),
        )
        yield Tally(tally.yes + unknown + yes, tally.no + tally.unknown - unknown + no)


def nobody(_: Basis) -> None:
    return None


quarter = st.integers(0, 60).map(lambda n: Fraction(n, 4))
positive = st.integers(1, 40).map(lambda n: Fraction(n, 4))
limits = st.one_of(
    st.builds(lambda n: Limits(at_least=Fraction(n, 4)), st.integers(1, 16)),
    st.builds(lambda n: Limits(at_most=Fraction(n, 4)), st.integers(0, 16)),
)


@st.composite
def tiled(draw: st.DrawFn) -> Bands:
    """Bands that tile the line, each end in one of them."""
    cuts = sorted(draw(st.sets(st.integers(-2, 12).map(lambda n: Fraction(n, 4)), min_size=1, max_size=4)))
    inclusive = [draw(st.booleans()) for _ in cuts]
    bands = []
    for at in range(len(cuts) + 1):
        ends = {}
        if at > 0:
            ends["at_least" if inclusive[at - 1] else "above"] = cuts[at - 1]
        if at < len(cuts):
            ends["below" if inclusive[at] else "at_most"] = cuts[at]
        bands.append(Band(Limits(**ends), draw(quarter.map(lambda n: min(n, MARKS)))))
    return Bands(tuple(bands))


deductions = st.one_of(
    st.builds(Flat, positive),
    st.builds(PerNo, positive),
    st.builds(PerShort, positive),
    st.builds(PerUnit, positive),
    st.builds(PerStep, positive, st.just(Fraction(1, 10)), st.sampled_from(("whole_down", "whole_up", "exact"))),
)
lines = st.builds(Line, deductions, st.none(), st.none() | positive)
deduct = st.builds(
    Deduct,
    st.lists(lines, min_size=1, max_size=3).map(tuple),
    st.sampled_from((Fraction(0), Fraction(2))),
    st.none() | positive,
)
awards: st.SearchStrategy[Award] = st.one_of(
    st.just(Full()), st.just(Proportional()), tiled(), st.builds(Each, positive), deduct
)
tallies = st.builds(
    Tally, st.integers(0, 4), st.integers(0, 4), st.integers(0, 2), st.integers(0, 2), st.integers(0, 2)
)


def exact(award: Award, tally: Tally, limits: Limits, *, members: bool) -> Fraction | None:
    """The marks where nothing is unknown."""
    at = share(tally, limits) if members else count(tally, limits)
    earned = earn(award, MARKS, at, nobody) if at else None
    if earned is None:
        return None
    assert earned.span.low == earned.span.high
    return earned.span.low


@settings(max_examples=400)
@example(Deduct((Line(PerShort(Fraction(1, 4))),)), Tally(may_yes=2), Limits(at_least=Fraction(5, 4)), True)
@given(awards, tallies, limits, st.booleans())
def test_a_span_is_what_filling_in_gives(award: Award, tally: Tally, limits: Limits, members: bool) -> None:
    at = share(tally, limits) if members else count(tally, limits)
    if at is None:
        return
    earned = earn(award, MARKS, at, nobody)
    assert earned is not None
    reached = [marks for way in ways(tally) if (marks := exact(award, way, limits, members=members)) is not None]
    assert earned.span.low <= min(reached) <= max(reached) <= earned.span.high
    if earned.tight:
        assert earned.span == Span(min(reached), max(reached))


@example(Deduct((Line(PerShort(Fraction(1, 4))),)), Tally(may_yes=2), Limits(at_least=Fraction(5, 4)), True)
@given(awards, tallies, limits, st.booleans())
def test_marks_stay_within_the_item(award: Award, tally: Tally, limits: Limits, members: bool) -> None:
    at = share(tally, limits) if members else count(tally, limits)
    earned = earn(award, MARKS, at, nobody) if at else None
    if earned is not None:
        assert 0 <= earned.span.low <= earned.span.high <= MARKS


@given(st.one_of(st.just(Full()), st.just(Proportional()), st.builds(Each, positive)), tallies)
def test_one_more_that_holds_never_costs(award: Award, tally: Tally) -> None:
    sure = Tally(tally.yes, tally.no)
    more = Tally(tally.yes + 1, tally.no)
    before, after = (exact(award, one, Limits(at_least=Fraction(3)), members=False) for one in (sure, more))
    assert before is not None
    assert after is not None
    assert before <= after


@given(deduct, st.integers(0, 6), st.integers(0, 6))
def test_a_deduction_stops_at_floor_and_cap(award: Deduct, yes: int, no: int) -> None:
    marks = exact(award, Tally(yes, no), HALF, members=False)
    assert marks is not None
    assert marks >= award.stops_at
    if award.cap is not None:
        assert marks >= MARKS - award.cap


def test_open_ended_events_cost_all_down_to_the_floor() -> None:
    many = count(Tally(yes=1, open=True), Limits())
    earned = earn(Deduct((Line(PerUnit(Fraction(2))),), Fraction(3)), MARKS, many, nobody)
    assert earned == Earned(Span(Fraction(3), Fraction(8)), True, frozenset({"a"}))
    capped = earn(Deduct((Line(PerUnit(Fraction(2)), cap=Fraction(4)),)), MARKS, many, nobody)
    assert capped is not None
    assert capped.span == Span(Fraction(6), Fraction(8))


def test_steps_are_counted_as_the_scheme_says() -> None:
    at = found(
        Bounds(Fraction(955, 1000), Fraction(955, 1000)),
        Tally(yes=955, no=45),
        Limits(at_least=Fraction(98, 100)),
        members=True,
    )
    got = {
        rounding: earn(Deduct((Line(PerStep(Fraction(1), rounding=rounding)),)), MARKS, at, nobody)
        for rounding in ("whole_down", "whole_up", "exact")
    }
    assert {name: one.span.low for name, one in got.items() if one} == {
        "whole_down": Fraction(8),
        "whole_up": Fraction(7),
        "exact": Fraction(15, 2),
    }


def test_the_shortfall_of_a_share_is_in_whole_members() -> None:
    at = share(Tally(yes=1, no=4), HALF)
    earned = earn(Deduct((Line(PerShort(Fraction(1))),)), MARKS, at, nobody)
    assert earned is not None
    assert earned.span == Span(Fraction(8), Fraction(8))


@given(st.lists(st.sampled_from("abc"), max_size=6))
def test_a_repeat_costs_more(kinds: list[str]) -> None:
    """The first of each kind at 1, each further one of it at 2."""
    tally, different = Tally(yes=len(kinds)), Fraction(len(set(kinds)))
    at = Found(
        Status.MET, Bounds(Fraction(tally.yes), Fraction(tally.yes)), tally=tally, distinct=Bounds(different, different)
    )
    earned = earn(Deduct((Line(PerUnit(Fraction(1), "kind", Fraction(2))),), Fraction(-20)), MARKS, at, nobody)
    repeated = len(kinds) - len(set(kinds))
    assert earned is not None
    assert earned.span == Span(MARKS - len(kinds) - repeated, MARKS - len(kinds) - repeated)


@given(st.lists(st.sampled_from("ab"), max_size=3), st.integers(0, 3))
def test_unknown_repeats_stay_within_the_span(kinds: list[str], unknown: int) -> None:
    """Events whose kind, or happening, is not known."""
    least, most = len(kinds), len(kinds) + unknown
    at = Found(
        Status.UNDETERMINED,
        Bounds(Fraction(least), Fraction(most)),
        tally=Tally(yes=least, unknown=unknown),
        distinct=Bounds(Fraction(len(set(kinds))), Fraction(len(set(kinds)) + unknown)),
    )
    earned = earn(Deduct((Line(PerUnit(Fraction(1), "kind", Fraction(3))),), Fraction(-50)), MARKS, at, nobody)
    assert earned is not None
    for more in range(unknown + 1):
        for extra in product("abc", repeat=more):
            all_kinds = [*kinds, *extra]
            cost = len(all_kinds) + 2 * (len(all_kinds) - len(set(all_kinds)))
            assert earned.span.low <= MARKS - cost <= earned.span.high


def test_the_better_counts_and_what_does_not_apply_is_left_out() -> None:
    one, two, three = Basis("one"), Basis("two"), Basis("three")
    at = {
        one: count(Tally(yes=1), Limits(at_least=Fraction(4))),
        two: count(Tally(yes=2), Limits(at_least=Fraction(4))),
    }
    award = BetterOf(tuple(Alternative(Proportional(), basis) for basis in (one, two, three)))
    earned = earn(award, MARKS, None, at.get)
    assert earned is not None
    assert earned.span == Span(Fraction(5), Fraction(5))
    assert earn(award, MARKS, None, nobody) is None


def test_marks_that_nobody_gave_are_unknown() -> None:
    assert earn(Given(), MARKS, None, nobody) == Earned(Span(Fraction(0), MARKS), rests=frozenset({"given"}))
    assert earn(Given(), MARKS, None, nobody, given=Fraction(7)) == Earned(
        Span(Fraction(7), Fraction(7)), rests=frozenset({"given"})
    )


@given(st.integers(0, 20), st.integers(0, 20), positive)
def test_another_schemes_marks_are_brought_to_scale(low: int, more: int, marks: Fraction) -> None:
    """All of them is all, none is none, and more there is never less here."""
    ends = [Fraction(low, 40), Fraction(low + more, 40)]
    at = Found(Status.UNDETERMINED, Bounds(ends[0], ends[1]))
    earned = earn(Convert(), marks, at, nobody)
    assert earned is not None
    assert earned.span == Span(marks * ends[0], marks * ends[1])
    assert 0 <= earned.span.low <= earned.span.high <= marks


@given(st.integers(0, 5), st.integers(0, 5), st.integers(1, 4), positive)
def test_protected_days_count_so_many_times(plain: int, protected: int, times: int, marks: Fraction) -> None:
    """Each of the protected ones `times`, the others once; what may lie there may cost that much."""
    every = Fraction(plain + protected)
    period = Period(date(2019, 3, 1), date(2019, 3, 31))
    award = Deduct((Line(PerUnit(marks, protected=(Protected(period, Fraction(times)),))),), Fraction(-10_000))
    inside = Bounds(Fraction(protected), Fraction(protected))
    sure = Found(Status.MET, Bounds(every, every), protected=((inside, Fraction(times)),))
    earned = earn(award, MARKS, sure, nobody)
    assert earned is not None
    exact = MARKS - marks * (plain + times * protected)
    assert earned.span == Span(exact, exact)
    unsure = Found(Status.MET, Bounds(every, every), protected=((Bounds(Fraction(0), every), Fraction(times)),))
    loose = earn(award, MARKS, unsure, nobody)
    assert loose is not None
    assert loose.span.low <= exact <= loose.span.high
    assert loose.tight == (loose.span.low == loose.span.high)


@given(awards, tallies, limits)
def test_knowing_more_never_widens_the_span(award: Award, tally: Tally, limits: Limits) -> None:
    """One unknown member becomes known: the marks lie within what they were before."""
    if not tally.unknown:
        return
    before = earn(award, MARKS, count(tally, limits), nobody)
    assert before is not None
    for yes in (0, 1):
        known = Tally(tally.yes + yes, tally.no + 1 - yes, tally.unknown - 1, tally.may_yes, tally.may_no)
        after = earn(award, MARKS, count(known, limits), nobody)
        assert after is not None
        assert before.span.low <= after.span.low <= after.span.high <= before.span.high


@given(st.lists(st.tuples(positive, st.integers(0, 6)), min_size=1, max_size=4))
def test_lines_of_a_deduction_sum_exactly(drawn: list[tuple[Fraction, int]]) -> None:
    bases = [Basis(str(at)) for at, _ in enumerate(drawn)]
    at = {basis: count(Tally(yes=n), Limits()) for basis, (_, n) in zip(bases, drawn, strict=True)}
    lines = tuple(Line(PerUnit(marks), basis) for basis, (marks, _) in zip(bases, drawn, strict=True))
    earned = earn(Deduct(lines, Fraction(-10_000)), MARKS, None, at.get)
    assert earned is not None
    exact = MARKS - sum((marks * n for marks, n in drawn), Fraction(0))
    assert earned.span == Span(exact, exact)


def test_every_operator_is_small_frozen_and_says_what_it_is() -> None:
    for operator in (*get_args(Award), *get_args(Deduction), Line, Band, Alternative, Protected):
        assert attrs.has(operator)
        assert operator.__setattr__ is not object.__setattr__, operator
        assert (operator.__doc__ or "").strip(), operator
