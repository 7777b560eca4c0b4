from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest

from fengqiao.engine.base import Question
from fengqiao.engine.known import Spot
from fengqiao.engine.memory import MemoryEngine, shifted
from fengqiao.engine.scene import Scene
from fengqiao.errors import NotSupportedError, Problem, Text, UsageError, Where
from fengqiao.model.bounds import value
from fengqiao.model.calendar import PERIOD, Calendar, Period, between
from fengqiao.model.dataset import Dataset, Hole, Reported, complete
from fengqiao.model.fact import Attestation, Event, Figure, Funding, Post, Screening, Training
from fengqiao.model.measure import (
    After,
    Attested,
    Before,
    Both,
    Bound,
    Change,
    Count,
    Duration,
    Either,
    FactsOf,
    Held,
    Mediators,
    PlacesOf,
    Ratio,
    SelfReported,
    Share,
    Sum,
    Unless,
)
from fengqiao.model.outcome import Bounds, Tally
from fengqiao.model.predicate import Equals, Limits
from fengqiao.model.source import Source
from fengqiao.testing.datasets import CITY, COUNTIES, DAY, FIRST, PLACES, TOWNS, VILLAGES
from tests.engine.asking import PLAN, bounds, question, tally

SHEET = Source("a.csv", None, CITY, FIRST, DAY)
COUNTY = COUNTIES[0]


def money(year: int, amount: int) -> Funding:
    return Funding(f"{year}", COUNTY, SHEET, 0, year, "guidance", amount)


def exactly(n: int) -> Bounds:
    return Bounds(Fraction(n), Fraction(n))


def test_growth_against_last_year() -> None:
    data = complete(PLACES, {"funding": [money(2018, 4), money(2019, 5)]})
    spent = Sum("budgeted", FactsOf("funding", window=PERIOD))
    assert bounds(data, Change(spent, "last_year"), COUNTY) == exactly(1)
    assert bounds(data, Change(spent, "last_year", rate=True), COUNTY) == Bounds(Fraction(1, 4), Fraction(1, 4))
    assert (
        bounds(complete(PLACES, {"funding": [money(2019, 5)]}), Change(spent, "last_year", rate=True), COUNTY) is None
    )


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (FIRST, DAY, Tally(1)),
        (FIRST, DAY - timedelta(days=1), Tally(may_yes=1)),
        (FIRST + timedelta(days=1), DAY, Tally(may_yes=1)),
        (DAY + timedelta(days=1), date(2019, 12, 31), Tally()),
    ],
)
def test_a_blank_date_is_some_day_of_what_its_source_speaks_for(first: date, last: date, expected: Tally) -> None:
    data = complete(PLACES, {"screenings": [Screening("1", VILLAGES[0], SHEET, 0)]})
    assert tally(data, Count(FactsOf("screenings", window=between(first, last))), CITY) == expected


def test_the_last_period_of_a_quarter_is_the_quarter_before() -> None:
    quarter = Period(date(2019, 4, 1), date(2019, 6, 30))
    scene = Scene(Spot(CITY), date(2019, 6, 30), PLAN, quarter, FIRST)
    before = shifted(Change(Count(FactsOf("events")), "last_period"), scene)
    assert (before.period, before.day) == (Period(date(2019, 1, 1), date(2019, 3, 31)), date(2019, 3, 31))
    ten = attrs.evolve(scene, period=Period(date(2019, 6, 21), date(2019, 6, 30)))
    assert shifted(Change(Count(FactsOf("events")), "last_period"), ten).period.first == date(2019, 6, 11)


def test_a_ratio_has_two_tallies() -> None:
    data = complete(
        PLACES, {"funding": [money(2019, 6)], "events": [Event(str(n), COUNTY, SHEET, 0, "x", DAY) for n in "ab"]}
    )
    per_event = Ratio(Sum("budgeted", FactsOf("funding")), Count(FactsOf("events")))
    assert bounds(data, per_event, COUNTY) == exactly(3)
    assert bounds(data, per_event, COUNTIES[1]) is None
    with pytest.raises(NotSupportedError, match="Change"):
        tally(data, Ratio(Change(Count(FactsOf("events")), "last_year"), Count(FactsOf("events"))), COUNTY)


# -- what a unit says


def said(name: str, on: date | None, holds: bool | None, item: str | None = "plan") -> Attestation:
    return Attestation(name, COUNTY, SHEET, 0, item, on, holds)


def proved(*facts: Attestation, **more: object) -> Tally:
    measure = Attested(("plan",), **more)  # type: ignore[arg-type]
    return tally(complete(PLACES, {"attestations": facts}), measure, COUNTY)


def test_the_latest_attestation_not_after_the_day_says_it() -> None:
    early, late = date(2019, 1, 1), date(2019, 2, 1)
    assert proved(said("1", early, False), said("2", late, True)) == Tally(1)
    assert proved(said("1", early, True), said("2", late, False)) == Tally(0, 1)
    assert proved(said("1", early, True), said("2", DAY + timedelta(days=1), False)) == Tally(1)
    assert proved(said("1", early, True), said("2", early, False)) == Tally(0, 0, 1)
    assert proved(said("1", early, True), said("2", late, None)) == Tally(0, 0, 1)
    assert proved(said("1", early, True), said("2", late, False, None)) == Tally(0, 0, 1)
    assert proved() == Tally(0, 0, 1)


def test_an_attestation_expires() -> None:
    assert proved(said("1", DAY - timedelta(days=30), True), valid=timedelta(days=30)) == Tally(1)
    assert proved(said("1", DAY - timedelta(days=31), True), valid=timedelta(days=30)) == Tally(0, 0, 1)


def test_a_denial_stands_only_while_the_register_is_reported() -> None:
    denied = said("1", date(2019, 1, 1), False)
    spoken = Dataset(PLACES, {"attestations": (denied,)}, (Reported("attestations", COUNTY, FIRST, date(2019, 1, 20)),))
    assert tally(spoken, Attested(("plan",)), COUNTY) == Tally(0, 0, 1)
    carried = spoken.evolve(carry={"attestations": timedelta(days=14)})
    assert tally(carried, Attested(("plan",)), COUNTY) == Tally(0, 1)


def rate(name: str, typed: str, on: date = DAY) -> Figure:
    return Figure(name, COUNTY, SHEET, 0, "rate", on, Decimal(typed))


def test_a_typed_rate_is_one_last_digit_wide() -> None:
    data = complete(PLACES, {"figures": [rate("1", "0.97", FIRST), rate("2", "0.972")]})
    assert bounds(data, SelfReported("rate"), COUNTY) == Bounds(Fraction(971, 1000), Fraction(973, 1000))
    assert bounds(data, SelfReported("rate", exact=True), COUNTY) == Bounds(Fraction(972, 1000), Fraction(972, 1000))
    two = complete(PLACES, {"figures": [rate("1", "0.9"), rate("2", "0.8")]})
    assert bounds(two, SelfReported("rate", exact=True), COUNTY) == Bounds(Fraction(4, 5), Fraction(9, 10))
    assert bounds(complete(PLACES, {}), SelfReported("rate"), COUNTY) == Bounds(None, None)


# -- conditions and windows


def test_conditions_are_kleene_and_what_does_not_apply_leaves() -> None:
    data = complete(PLACES, {"events": [Event("1", COUNTY, SHEET, 0, "meeting", DAY)]})
    yes = Bound(Count(FactsOf("events")), Limits(at_least=Fraction(1)))
    no = Unless(yes)
    unknown = Bound(Attested(("plan",)), Limits(at_least=Fraction(1)))
    absent = Bound(Share(FactsOf("events", Equals("kind", "honour"))), Limits(at_least=Fraction(1)))
    held = Held(
        (yes, no, unknown, absent, Both((yes, unknown)), Both((no, unknown)), Either((yes, unknown)), Unless(absent))
    )
    assert tally(data, held, COUNTY) == Tally(2, 2, 2)
    assert tally(data, Share(PlacesOf("counties"), absent), CITY) == Tally()


def test_windows_beside_a_member() -> None:
    law = Event("law", COUNTY, SHEET, 0, "law", date(2019, 1, 10))
    lessons = [Training(str(n), COUNTY, SHEET, 0, date(2019, 1, n)) for n in (9, 10, 20, 21)]
    data = complete(PLACES, {"events": [law], "trainings": lessons})

    def held(window: Before | After, least: int) -> int:
        trained = Bound(Count(FactsOf("trainings", window=window)), Limits(at_least=Fraction(least)))
        return tally(data, Count(FactsOf("events"), trained), COUNTY).yes

    assert (held(Before("on"), 1), held(Before("on"), 2)) == (1, 0)
    ten = After("on", Duration(10, "days"))
    assert (held(ten, 2), held(ten, 3)) == (1, 0)
    undated = complete(PLACES, {"events": [attrs.evolve(law, on=None)], "trainings": lessons})
    trained = Bound(Count(FactsOf("trainings", window=ten)), Limits(at_least=Fraction(1)))
    assert tally(undated, Count(FactsOf("events"), trained), COUNTY) == Tally(0, 0, 1)
    with pytest.raises(UsageError):
        tally(data, Count(FactsOf("trainings", window=ten)), COUNTY)


# -- what is missing


def test_what_is_missing_is_named() -> None:
    refused = Hole(
        "posts", TOWNS[0], FIRST, DAY, Problem("row", Where("a.csv", None, "B7"), Text("", ""), Text("", ""))
    )
    spoken = Reported("posts", COUNTIES[1], FIRST, DAY)
    data = Dataset(PLACES, {}, (spoken, Reported("posts", TOWNS[0], FIRST, DAY)), (refused,))
    engine = MemoryEngine(data, Calendar())
    asked = {(m.why, m.unit, str(m.where or "")) for m in engine.missing(question(Count(Mediators("within")), CITY))}
    assert asked == {("not_reported", TOWNS[1], ""), ("refused", TOWNS[0], "a.csv:B7")}
    silent = MemoryEngine(Dataset(PLACES, {}, (spoken,)), Calendar())
    assert [m.unit for m in silent.missing(question(Count(Mediators("within")), CITY))] == [COUNTY]
    one = Share(PlacesOf("villages"), Bound(Count(Mediators("at")), Limits(at_least=Fraction(1))))
    page = silent.members(question(one, CITY), ("unknown",))
    assert {m.unit for member in page.members for m in member.missing} == {COUNTY}
    assert page.total == 3


def test_a_blank_cell_an_unknown_end_and_a_rough_place_are_named() -> None:
    def post(name: str, **more: object) -> Post:
        return Post(name, TOWNS[0], SHEET, 5, TOWNS[0], name, since=FIRST, **more)  # type: ignore[arg-type]

    early = attrs.evolve(SHEET, until=date(2019, 1, 20))
    full = {"employment": "full_time"}
    rough = attrs.evolve(post("c", **full), at=None, exact=False)
    posts = (post("a"), attrs.evolve(post("b", **full), source=early), rough)
    engine = MemoryEngine(complete(PLACES, {"posts": posts}), Calendar())
    within = Count(Mediators("within", Equals("employment", "full_time")))
    why = {
        m.name: [(x.why, x.field) for x in m.missing]
        for m in engine.members(question(within, VILLAGES[0]), ("may",)).members
    }
    assert why == {"c": [("imprecise", None)]}
    why = {
        m.name: [(x.why, x.field) for x in m.missing]
        for m in engine.members(question(within, TOWNS[0]), ("may",)).members
    }
    assert why == {"a": [("blank", "employment")], "b": [("ended", "until")]}


def test_a_day_and_a_code_are_taken_as_they_are_asked() -> None:
    engine = MemoryEngine(complete(PLACES, {}), Calendar())
    with pytest.raises(UsageError):
        engine.tally(Question(Count(PlacesOf("villages")), "999", DAY, PLAN, PLAN, FIRST))
    before = Question(Count(PlacesOf("villages")), CITY, date(2019, 1, 20), PLAN, PLAN, FIRST)
    assert value(before.measure, engine.tally(before)) == exactly(5)
    assert engine.tally(attrs.evolve(before, day=date(2019, 1, 21))).tally == Tally(4)
