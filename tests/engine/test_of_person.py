"""Conditions asked at a person: whose facts they are, and bounds that hold however the blanks are filled in."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengqiao.engine.base import Question
from fengqiao.engine.memory import MemoryEngine
from fengqiao.engine.sql import store
from fengqiao.engine.sql.engine import SqlEngine
from fengqiao.errors import NotSupportedError
from fengqiao.model.bounds import value
from fengqiao.model.calendar import PERIOD, Calendar, Period
from fengqiao.model.dataset import complete
from fengqiao.model.fact import Post, Screening, Training
from fengqiao.model.measure import Before, Bound, Count, FactsOf, Mediators, Share, Sum
from fengqiao.model.outcome import Answer
from fengqiao.model.place import Edition, EditionRow
from fengqiao.model.places import Places
from fengqiao.model.predicate import Limits
from fengqiao.model.source import Source

COUNTY, TOWN, VILLAGE = "990101000000", "990101100000", "990101100201"
PLACES = Places.build(
    [Edition(date(2018, 1, 1), (EditionRow(COUNTY, "子县"), EditionRow(TOWN, "东镇"), EditionRow(VILLAGE, "东村")))]
)
SOURCE = Source(file="made-up")
DAY = date(2020, 12, 31)
YEAR = Period(date(2020, 1, 1), DAY)
HOURS = Sum("hours", FactsOf("trainings", placed="at", window=PERIOD))
ENOUGH = Share(Mediators("within"), Bound(HOURS, Limits(at_least=Fraction(20))))


def post(name: str, person: str | None, called: str | None = None, at: str = TOWN) -> Post:
    return Post(name, at, SOURCE, 0, at=at, person=person, name=called, since=date(2019, 1, 1))


def training(i: int, person: str | None, hours: int | None, called: str | None = None, at: str = TOWN) -> Training:
    return Training(f"t{i}", at, SOURCE, i, on=date(2020, 5, 1), hours=hours, person=person, name=called)


def ask(posts: list[Post], trainings: list[Training], measure: Share | Count = ENOUGH) -> Answer:
    engine = MemoryEngine(complete(PLACES, {"posts": posts, "trainings": trainings}), Calendar())
    return engine.tally(Question(measure, COUNTY, DAY, YEAR, YEAR, YEAR.first))


def test_hours_count_for_the_person_wherever_they_were_had() -> None:
    rows = [training(1, "a", 15, at=VILLAGE), training(2, "a", 5, at=COUNTY), training(3, "b", 19)]
    found = ask([post("p", "a"), post("q", "b")], rows).tally
    assert (found.yes, found.no, found.unknown) == (1, 1, 0)


def test_what_another_unit_has_of_the_person_does_not_count() -> None:
    engine = MemoryEngine(
        complete(PLACES, {"posts": [post("p", "a")], "trainings": [training(1, "a", 20, at=COUNTY)]}), Calendar()
    )
    at = {unit: engine.tally(Question(ENOUGH, unit, DAY, YEAR, YEAR, YEAR.first)).tally for unit in (COUNTY, TOWN)}
    assert (at[COUNTY].yes, at[TOWN].yes, at[TOWN].no) == (1, 0, 1)


def test_a_name_without_an_identity_may_be_the_persons_and_another_name_is_not() -> None:
    posts = [post("p", "a", "张三"), post("q", "b", "李四")]
    found = ask(posts, [training(1, None, 20, "张 三")]).tally
    assert (found.yes, found.no, found.unknown) == (0, 1, 1)


def test_a_person_at_two_places_is_one_and_holds_by_either() -> None:
    found = ask([post("p", "a"), post("q", "a", at=VILLAGE)], [training(1, "a", 20)]).tally
    assert (found.yes, found.members) == (1, 1)


def test_a_window_before_the_post_began_looks_at_each_post() -> None:
    before = Sum("hours", FactsOf("trainings", placed="at", window=Before("since")))
    asked = Share(Mediators("within"), Bound(before, Limits(at_least=Fraction(10))))
    early = attrs.evolve(training(1, "a", 10), on=date(2018, 12, 31))
    late = attrs.evolve(training(2, "b", 10), on=date(2019, 1, 1))
    found = ask([post("p", "a"), post("q", "b")], [early, late], asked).tally
    assert (found.yes, found.no) == (1, 1)


def test_counting_persons_with_a_condition_counts_those_that_hold() -> None:
    measure = Count(Mediators("within"), Bound(HOURS, Limits(at_least=Fraction(20))))
    found = value(measure, ask([post("p", "a"), post("q", "b")], [training(1, "a", 20)], measure))
    assert found is not None
    assert found.low == found.high == Fraction(1)


def test_a_register_that_does_not_say_of_whom_is_refused_by_name() -> None:
    asked = Share(Mediators("within"), Bound(Count(FactsOf("screenings", placed="at")), Limits(at_least=Fraction(1))))
    engine = MemoryEngine(complete(PLACES, {"posts": [post("p", "a")], "screenings": list[Screening]()}), Calendar())
    with pytest.raises(NotSupportedError, match="screenings does not say of which person"):
        engine.tally(Question(asked, COUNTY, DAY, YEAR, YEAR, YEAR.first))


def test_the_page_tells_what_a_person_lacks_and_the_cells() -> None:
    engine = MemoryEngine(
        complete(PLACES, {"posts": [post("p", "a", "张三")], "trainings": [training(7, "a", 12)]}), Calendar()
    )
    page = engine.members(Question(ENOUGH, COUNTY, DAY, YEAR, YEAR, YEAR.first), {"no"})
    (member,) = page.members
    assert member.name == "张三"
    assert member.short == 8
    assert len(member.where) == 2


def test_what_would_settle_a_person_is_the_identity_that_is_blank() -> None:
    data = complete(PLACES, {"posts": [post("p", "a", "张三")], "trainings": [training(7, None, 20, "张三")]})
    page = MemoryEngine(data, Calendar()).members(Question(ENOUGH, COUNTY, DAY, YEAR, YEAR, YEAR.first), {"unknown"})
    (missing,) = page.members[0].missing
    assert (missing.why, missing.register, missing.field) == ("blank", "trainings", "person")


def test_the_sql_engine_asks_it_of_each_person_too() -> None:
    data = complete(PLACES, {"posts": [post("p", "a")], "trainings": [training(1, "a", 20)]})
    connection = store.in_memory()
    store.write(connection, data.facts)
    engine = SqlEngine(connection, data, Calendar())
    asked = Question(ENOUGH, COUNTY, DAY, YEAR, YEAR, YEAR.first)
    assert engine.tally(asked) == MemoryEngine(data, Calendar()).tally(asked)
    assert engine.tally(asked).tally.yes == 1


ROWS = st.lists(
    st.tuples(st.sampled_from(("a", "b", None)), st.sampled_from((5, 20, None)), st.sampled_from(("甲", "乙", None))),
    max_size=3,
)
NAMES = {"a": "甲", "b": "乙", "c": "丙"}


@settings(max_examples=60, deadline=None)
@given(ROWS, st.sampled_from((("a", "b"), ("a", None), (None, None))))
def test_every_way_to_fill_in_persons_and_hours_lies_within_the_bounds(
    rows: list[tuple[str | None, int | None, str | None]], who: tuple[str | None, str | None]
) -> None:
    names = ("甲", "乙")
    given_rows = [(p, h, NAMES[p] if p else n) for p, h, n in rows]
    bounds = value(
        ENOUGH,
        ask(
            [post(f"p{i}", person, names[i]) for i, person in enumerate(who)],
            [training(i, p, h, n) for i, (p, h, n) in enumerate(given_rows)],
        ),
    )
    assert bounds is not None
    persons = [("c",) if n == "丙" else tuple(k for k, v in NAMES.items() if n in (None, v)) for _, _, n in given_rows]
    choices = [
        [(q, g) for q in ((p,) if p else persons[i]) for g in ((h,) if h is not None else (0, 30))]
        for i, (p, h, _) in enumerate(given_rows)
    ]
    for filled in product(*choices):
        hours = {"a": 0, "b": 0, "c": 0}
        for person, had in filled:
            hours[person] += had
        share = Fraction(sum(hours[p] >= 20 for p in ("a", "b")), 2)
        assert bounds.low is not None
        assert bounds.high is not None
        assert bounds.low <= share <= bounds.high
