"""Timeliness, attestations, figures and held parts against every way to fill in what is missing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from fengqiao.model.dataset import Dataset, Reported
from fengqiao.model.fact import Attestation, Dispute, Figure, Screening
from fengqiao.model.measure import (
    Attested,
    Bound,
    Count,
    Duration,
    FactsOf,
    Held,
    SelfReported,
    Share,
    Timeliness,
)
from fengqiao.model.predicate import Equals, Limits
from fengqiao.model.source import Source
from fengqiao.testing.datasets import COUNTIES, DAY, FIRST, PLACES, blank, edge_days
from tests.engine.asking import bounds

COUNTY = COUNTIES[0]
ONE = timedelta(days=1)
MIDDLE = date(2019, 1, 20)
SHEETS = (Source("a.csv", None, COUNTY, FIRST, DAY), Source("b.csv", None, COUNTY, FIRST, MIDDLE))
TELLS = st.lists(st.tuples(st.sampled_from(SHEETS), blank(edge_days()), blank(st.booleans())), max_size=3)


def spoken(register: str, until: date | None) -> tuple[Reported, ...]:
    return () if until is None else (Reported(register, COUNTY, FIRST, until),)


def days_of(source: Source, on: date | None) -> list[date]:
    """The day, or of the source's days one of each kind."""
    if on is not None:
        return [on]
    ends = [FIRST, date(2019, 1, 7), date(2019, 1, 13), MIDDLE, date(2019, 2, 1), DAY]
    kinds = {day + ONE * n for day in ends for n in (-1, 0, 1)}
    return sorted(day for day in kinds if source.since <= day <= source.until)  # type: ignore[operator]


def every_day(source: Source, on: date | None) -> list[date]:
    """The day, or every day of the source."""
    if on is not None or source.since is None or source.until is None:
        return [on or FIRST]
    return [source.since + ONE * n for n in range((source.until - source.since).days + 1)]


# -- timeliness


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(SHEETS), blank(edge_days()), blank(edge_days())), max_size=3),
    st.sampled_from((None, MIDDLE, DAY)),
    st.sampled_from((6, 14)),
)
def test_each_end_of_timeliness_to_a_date_is_reached(
    rows: list[tuple[Source, date | None, date | None]], until: date | None, within: int
) -> None:
    of = FactsOf("disputes", dated_by="accepted")
    facts = tuple(Dispute(str(i), COUNTY, sheet, i, start, end) for i, (sheet, start, end) in enumerate(rows))
    data = Dataset(PLACES, {"disputes": facts}, spoken("disputes", until))
    found = bounds(data, Timeliness(of, "accepted", Duration(within, "days"), "closed"), COUNTY)
    shares = []
    options = []
    for sheet, start, end in rows:
        # a blank end is any day after the sheet's last
        ends: list[date] = [end] if end else [sheet.until + ONE * n for n in range(1, 30)]  # type: ignore[operator,misc]
        kinds = set()
        for day in every_day(sheet, start):
            due = day + timedelta(days=within)
            inside = day >= FIRST and due <= DAY
            kinds |= {(inside, inside and after <= due) for after in ends}
        options.append(sorted(kinds))
    for world in product(*options):
        asked = [held for inside, held in world if inside]
        if asked:
            shares.append(Fraction(sum(asked), len(asked)))
    # the plan's window reaches beyond what is due, so only what was spoken for to its last day is closed
    if found is None:
        assert not shares
    elif shares:
        assert found.low is not None
        assert found.high is not None
        assert found.low <= min(shares)
        assert max(shares) <= found.high
    whole = data.evolve(reported=(Reported("disputes", COUNTY),))
    closed = bounds(whole, Timeliness(of, "accepted", Duration(within, "days"), "closed"), COUNTY)
    if closed is None:
        assert not shares
    elif shares:
        assert (closed.low, closed.high) == (min(shares), max(shares))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(edge_days(), min_size=1, max_size=2),
    st.lists(st.tuples(st.sampled_from(SHEETS), blank(edge_days())), max_size=2),
    st.sampled_from((None, MIDDLE, DAY)),
)
def test_timeliness_to_a_following_fact_is_sound(
    starts: list[date], rows: list[tuple[Source, date | None]], until: date | None
) -> None:
    disputes = tuple(Dispute(str(i), COUNTY, SHEETS[0], i, day) for i, day in enumerate(starts))
    screenings = tuple(Screening(f"s{i}", COUNTY, sheet, i, on) for i, (sheet, on) in enumerate(rows))
    reported = (Reported("disputes", COUNTY), *spoken("screenings", until))
    data = Dataset(PLACES, {"disputes": disputes, "screenings": screenings}, reported)
    of = FactsOf("disputes", dated_by="accepted")
    found = bounds(data, Timeliness(of, "accepted", Duration(6, "days"), followed_by="screenings"), COUNTY)
    due = [day for day in starts if day >= FIRST and day + 6 * ONE <= DAY]
    if not due:
        assert found is None
        return
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    silent = [FIRST + ONE * n for n in range((DAY - FIRST).days + 1)] if until is None else []
    silent = silent or [until + ONE * n for n in range(1, (DAY - until).days + 1)] if until else silent
    shares = []
    for held in product(*(days_of(sheet, on) for sheet, on in rows)):
        for more in ([], silent):
            days = [*held, *more]
            shares.append(Fraction(sum(any(a <= b <= a + 6 * ONE for b in days) for a in due), len(due)))
    assert found.low <= min(shares)
    assert max(shares) <= found.high


# -- what a unit says of itself


def answers(rows: list[tuple[Source, date | None, bool | None]], until: date | None, valid: int | None) -> set[bool]:
    """Every answer that the latest word may give: whether the item is in place, once all that was said is known."""
    found: set[bool] = set()
    ways = [[(day, held) for day in days_of(sheet, on) for held in ([said] if said is not None else [True, False])]
            for sheet, on, said in rows]  # fmt: skip
    later = [] if until == DAY else [(DAY, True), (DAY, False)]
    for world in product(*ways):
        for more in ([], *([one] for one in later)):
            told = [(day, held) for day, held in (*world, *more) if day <= DAY]
            if valid is not None:
                told = [(day, held) for day, held in told if day + timedelta(days=valid) >= DAY]
            last = max((day for day, _ in told), default=None)
            # silent, or expired: it may or may not be in place
            found |= {held for day, held in told if day == last} or {True, False}
    return found


@settings(max_examples=200, deadline=None)
@given(TELLS, st.sampled_from((None, MIDDLE, DAY)), st.sampled_from((None, 14)))
def test_an_item_is_proved_or_denied_only_where_every_fill_in_says_so(
    rows: list[tuple[Source, date | None, bool | None]], until: date | None, valid: int | None
) -> None:
    facts = tuple(Attestation(str(i), COUNTY, sheet, i, "plan", on, held) for i, (sheet, on, held) in enumerate(rows))
    data = Dataset(PLACES, {"attestations": facts}, spoken("attestations", until))
    measure = Attested(("plan",), None if valid is None else timedelta(days=valid))
    found = bounds(data, measure, COUNTY)
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    # a proof stands until it is contradicted or expires, so what was not reported may not take it back
    possible = answers(rows, DAY if found.low == 1 else until, valid)
    assert {Fraction(answer) for answer in possible} <= {found.low, found.high}


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(SHEETS), blank(edge_days()), blank(st.sampled_from(("0.5", "0.97", "1.0")))),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from((None, MIDDLE, DAY)),
    st.booleans(),
)
def test_a_figure_lies_between_all_that_the_latest_may_say(
    rows: list[tuple[Source, date | None, str | None]], until: date | None, exact: bool
) -> None:
    facts = tuple(
        Figure(str(i), COUNTY, sheet, i, "rate", on, None if typed is None else Decimal(typed))
        for i, (sheet, on, typed) in enumerate(rows)
    )
    data = Dataset(PLACES, {"figures": facts}, spoken("figures", until))
    found = bounds(data, SelfReported("rate", exact=exact), COUNTY)
    assert found is not None
    possible: list[Fraction] = []
    nothing = False
    for world in product(*(days_of(sheet, on) for sheet, on, _ in rows)):
        told = [(day, typed) for day, (_, _, typed) in zip(world, rows, strict=True) if day <= DAY]
        last = max((day for day, _ in told), default=None)
        nothing = nothing or not told or until != DAY
        for day, typed in told:
            if day != last:
                continue
            nothing = nothing or typed is None
            if typed is not None:
                digit = Fraction(0) if exact else Fraction(1, 10 ** len(typed.split(".")[1]))
                possible += [max(Fraction(0), Fraction(typed) - digit), Fraction(typed) + digit]
    if found.low is None or found.high is None:
        assert nothing or any(on is None for _, on, _ in rows)
        return
    assert not nothing
    assert found.low <= min(possible)
    assert max(possible) <= found.high
    if all(on for _, on, _ in rows):
        assert (found.low, found.high) == (min(possible), max(possible))


# -- held parts


@settings(max_examples=200, deadline=None)
@given(st.lists(blank(st.sampled_from(("success", "failure"))), max_size=4), st.integers(0, 3), st.booleans())
def test_parts_that_hold_are_bounded_by_every_fill_in(outcomes: list[str | None], least: int, whole: bool) -> None:
    facts = tuple(
        Dispute(str(i), COUNTY, SHEETS[0], i, None, date(2019, 1, 7), outcome=outcome)
        for i, outcome in enumerate(outcomes)
    )
    data = Dataset(PLACES, {"disputes": facts}, (Reported("disputes", COUNTY),) if whole else ())
    won = Equals("outcome", "success")
    parts = (
        Bound(Count(FactsOf("disputes", won)), Limits(at_least=Fraction(least))),
        Bound(Count(FactsOf("disputes", won)), Limits(at_most=Fraction(least))),
        Bound(Share(FactsOf("disputes"), that=won), Limits(at_least=Fraction(1, 2))),
    )
    shares = []
    for world in product(*([outcome] if outcome else ["success", "failure"] for outcome in outcomes)):
        for more in ([], *([[kind] * n for kind in ("success", "failure") for n in (1, 5)] if not whole else [])):
            told = [*world, *more]
            n = told.count("success")
            held = [n >= least, n <= least, *([2 * n >= len(told)] if told else [])]
            shares.append(Fraction(sum(held), len(held)))
    found = bounds(data, Held(parts), COUNTY)
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low <= min(shares)
    assert max(shares) <= found.high
    if whole and None not in outcomes:
        assert (found.low, found.high) == (min(shares), max(shares))
    alone = bounds(data, attrs.evolve(Held(parts), parts=parts[:1]), COUNTY)
    assert alone is not None
    single = {Fraction(n >= least) for n in (_won(outcomes, "failure"), _won(outcomes, "success"))}
    assert single <= {alone.low, alone.high}
    if whole:
        assert {alone.low, alone.high} == single


def _won(outcomes: list[str | None], blanks: str) -> int:
    return [outcome or blanks for outcome in outcomes].count("success")
