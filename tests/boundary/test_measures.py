"""Each form of the language becomes its node, and nothing else is taken."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.boundary import times
from fengqiao.boundary.measures import Measures
from fengqiao.boundary.nodes import Nodes
from fengqiao.boundary.yaml import compose
from fengqiao.model.calendar import AS_OF, PERIOD, PLAN, Cadence, Window, between, last, to_date
from fengqiao.model.fact import REGISTERS
from fengqiao.model.measure import (
    Adherence,
    After,
    Attested,
    Before,
    Both,
    Bound,
    Change,
    Condition,
    Count,
    Duration,
    Either,
    FactsOf,
    Held,
    Listed,
    Measure,
    Mediators,
    PlacesOf,
    Ratio,
    Self,
    SelfReported,
    Share,
    Sum,
    Timeliness,
    Unless,
)
from fengqiao.model.predicate import AllOf, AnyOf, Equals, Given, Has, In, Limits, NotThat, Predicate, Within

FIELDS = {name: register.fields for name, register in REGISTERS.items()}
TWO = Limits(at_least=Fraction(2))
POSTED = Count(Mediators("at"))


def read(text: str, what: str = "measure", inside: str | None = None) -> tuple[object, list[str]]:
    """What a text becomes, and the codes of the problems on the way."""
    nodes = Nodes("x.yaml")
    root = compose(text, nodes)
    assert root is not None
    measures = Measures(nodes, FIELDS)
    match what:
        case "measure":
            found: object = measures.measure(root)
        case "condition":
            found = measures.condition(root, inside)
        case "where":
            found = measures.predicates.read(root, inside or "posts")
        case "window":
            found = times.window(nodes, root, dates=("opened",))
        case _:
            found = times.cadence(nodes, root)
    return found, [problem.code for problem in nodes.problems]


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("{count: studios}", Count(FactsOf("studios"))),
        ("{count: disputes, distinct: kind}", Count(FactsOf("disputes"), distinct="kind")),
        ("{count: self}", Count(Self())),
        ('{count: ["330702000000"]}', Count(Listed(("330702000000",)))),
        (
            "{count: mediators, placed: within, window: plan, one_place: yes}",
            Count(Mediators("within", window=PLAN, one_place=True)),
        ),
        (
            "{count: posts, placed: at, dated_by: since, window: {to_date: year}}",
            Count(FactsOf("posts", placed="at", window=to_date("year"), dated_by="since")),
        ),
        (
            "{count: villages, given: {count: mediators, placed: at, at_least: 2}, baseline: 2018-10-31}",
            Count(PlacesOf("villages", Bound(POSTED, TWO), date(2018, 10, 31))),
        ),
        ("{sum: budgeted, of: funding, window: period}", Sum("budgeted", FactsOf("funding", window=PERIOD))),
        (
            "{share_of: disputes, that: {outcome: success}}",
            Share(FactsOf("disputes"), that=Equals("outcome", "success")),
        ),
        (
            "{share_of: towns, having: {count: mediators, placed: at, at_least: 2}}",
            Share(PlacesOf("towns"), Bound(POSTED, TWO)),
        ),
        (
            "{adherence: screenings, by: villages, every: week, window: {last: 13 weeks}}",
            Adherence("screenings", PlacesOf("villages"), Cadence("week"), window=last(13, "weeks")),
        ),
        (
            (
                "{adherence: screenings, by: self, every: month, times: 2, counting: on_time, grace: 5 days, "
                "excuse: no_working_day, where: {found: {above: 0}}}"
            ),
            Adherence(
                "screenings",
                Self(),
                Cadence("month"),
                2,
                Within("found", Limits(above=Fraction(0))),
                "on_time",
                5,
                excuse_no_working_day=True,
            ),
        ),
        (
            "{timeliness: disputes, from: accepted, to: closed, within: 30 days}",
            Timeliness(FactsOf("disputes"), "accepted", Duration(30, "days"), "closed"),
        ),
        (
            "{timeliness: events, from: on, followed_by: trainings, within: 3 months}",
            Timeliness(FactsOf("events"), "on", Duration(3, "months"), followed_by="trainings"),
        ),
        (
            "{ratio: {count: disputes}, over: {count: mediators, placed: at}, per: 10}",
            Ratio(Count(FactsOf("disputes")), POSTED, Fraction(10)),
        ),
        (
            "{change: {count: disputes}, against: last_period, as: rate}",
            Change(Count(FactsOf("disputes")), "last_period", rate=True),
        ),
        ("{change: {count: disputes}, against: 2018-12-31}", Change(Count(FactsOf("disputes")), date(2018, 12, 31))),
        ("{attested: plan}", Attested(("plan",))),
        ("{attested: [plan, report], valid: 365 days}", Attested(("plan", "report"), timedelta(days=365))),
        ("{figure: rate}", SelfReported("rate")),
        ("{figure: rate, printed: exact}", SelfReported("rate", exact=True)),
        ("{held: [{count: mediators, placed: at, at_least: 2}]}", Held((Bound(POSTED, TWO),))),
    ],
)
def test_a_measure(text: str, node: Measure) -> None:
    assert read(text) == (node, [])


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("{count: mediators, placed: at, at_least: 2}", Bound(POSTED, TWO)),
        (
            "{attested: a, at_most: 1/3, above: 0}",
            Bound(Attested(("a",)), Limits(at_most=Fraction(1, 3), above=Fraction(0))),
        ),
        ("{all: [{attested: a, below: 95%}]}", Both((Bound(Attested(("a",)), Limits(below=Fraction(19, 20))),))),
        (
            '{any: [{attested: a, at_least: "0.5"}]}',
            Either((Bound(Attested(("a",)), Limits(at_least=Fraction(1, 2))),)),
        ),
        ("{not: {attested: a, at_least: 1}}", Unless(Bound(Attested(("a",)), Limits(at_least=Fraction(1))))),
    ],
)
def test_a_condition(text: str, node: Condition) -> None:
    assert read(text, "condition") == (node, [])


@pytest.mark.parametrize(
    ("register", "text", "node"),
    [
        ("posts", "{employment: full_time}", Equals("employment", "full_time")),
        ("posts", "{main: no}", Equals("main", False)),
        ("posts", "{grade: no}", Equals("grade", "no")),
        ("posts", '{grade: "missing"}', Equals("grade", "missing")),
        ("posts", "{funding: [budget, other]}", In("funding", ("budget", "other"))),
        ("posts", "{grade: missing}", Given("grade", False)),
        ("posts", "{grade: given}", Given("grade")),
        ("posts", "{since: {below: 2019-01-01}}", Within("since", Limits(below=date(2019, 1, 1)))),
        ("enterprises", "{staff: {at_least: 300}}", Within("staff", Limits(at_least=Fraction(300)))),
        ("figures", '{value: "0.25"}', Equals("value", Decimal("0.25"))),
        ("committees", "{systems: {has_all: [archives]}}", Has("systems", ("archives",))),
        ("committees", "{unified: {has_any: [seal, plate]}}", Has("unified", ("seal", "plate"), every=False)),
        ("posts", "{main: yes, grade: a}", AllOf((Equals("main", True), Equals("grade", "a")))),
        (
            "posts",
            "{any: [{main: yes}, {not: {grade: a}}]}",
            AnyOf((Equals("main", True), NotThat(Equals("grade", "a")))),
        ),
        ("posts", "{}", AllOf()),
    ],
)
def test_a_predicate(register: str, text: str, node: Predicate) -> None:
    assert read(text, "where", register) == (node, [])


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("as_of", AS_OF),
        ("{to_date: quarter}", to_date("quarter")),
        ("{last: 1 month}", last(1, "months")),
        ("{from: 2018-11-01, until: 2019-10-31}", between(date(2018, 11, 1), date(2019, 10, 31))),
        ("{before: opened}", Before("opened")),
        ("{after: opened, within: 1 year}", After("opened", Duration(1, "years"))),
    ],
)
def test_a_window(text: str, node: Window | Before | After) -> None:
    assert read(text, "window") == (node, [])


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("half_month", Cadence("half_month")),
        ("{slots: [14, 28]}", Cadence("slots", ends=(14, 28))),
        ("{days: 10}", Cadence("days", n=10)),
        ("{days: 7, rolling: yes}", Cadence("days", n=7, rolling=True)),
        ("{years: 5}", Cadence("years", n=5)),
    ],
)
def test_a_cadence(text: str, node: Cadence) -> None:
    assert read(text, "cadence") == (node, [])


@pytest.mark.parametrize(
    ("what", "text", "code"),
    [
        ("measure", "{count: studios, sum: pay}", "pack-measure"),
        ("measure", "{share_of: townships}", "pack-measure"),
        ("measure", "{share_of: townships, that: {kind: a}}", "pack-not-here"),
        ("measure", "{count: mediators}", "pack-placed"),
        ("measure", "{count: posts}", "pack-placed"),
        ("measure", "{count: townships, where: {kind: a}}", "pack-not-here"),
        ("measure", "{count: studios, baseline: 2018-10-31}", "pack-not-here"),
        ("measure", "{sum: head, of: funding}", "pack-unknown-name"),
        ("measure", "{timeliness: disputes, from: accepted, within: 3 days}", "pack-measure"),
        ("measure", "{adherence: screenings, by: villages}", "pack-missing-key"),
        ("measure", "{count: studios, window: {before: opened}}", "pack-unknown-key"),
        ("condition", "{count: studios}", "pack-no-bound"),
        ("where", "{grade: {at_least: 3}}", "pack-type"),
        ("where", "{main: {has_all: [a]}}", "pack-type"),
        ("window", "{last: 2 years}", "pack-type"),
        ("window", "{from: 2019-01-01, until: 2018-01-01}", "pack-dates"),
        ("cadence", "{slots: [32]}", "pack-cadence"),
        ("cadence", "{days: 0}", "pack-cadence"),
        ("cadence", "{years: 5, rolling: yes}", "pack-cadence"),
        ("cadence", "fortnight", "pack-unknown-name"),
    ],
)
def test_what_is_no_form_is_refused(what: str, text: str, code: str) -> None:
    assert code in read(text, what)[1]


def test_a_date_of_the_enclosing_member_is_known_inside_having() -> None:
    text = "{share_of: studios, having: {count: trainings, window: {after: opened, within: 90 days}, at_least: 1}}"
    found, problems = read(text)
    assert isinstance(found, Share)
    assert isinstance(found.having, Bound)
    assert found.having.measure == Count(FactsOf("trainings", window=After("opened", Duration(90, "days"))))
    assert problems == []


@given(st.fractions(0, 1000, max_denominator=500))
def test_a_fraction_is_read_as_written(value: Fraction) -> None:
    found, problems = read(f"{{attested: a, at_least: {value.numerator}/{value.denominator}}}", "condition")
    assert (found, problems) == (Bound(Attested(("a",)), Limits(at_least=value)), [])


@given(st.decimals(0, 100, places=3))
def test_a_percentage_is_a_hundredth(value: Decimal) -> None:
    found, problems = read(f"{{attested: a, at_least: {value}%}}", "condition")
    assert (found, problems) == (Bound(Attested(("a",)), Limits(at_least=Fraction(value) / 100)), [])
