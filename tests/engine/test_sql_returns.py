"""Count returns, each of one unit, bounded in the database: as the memory engine bounds them, problems included."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fengqiao.engine.memory import MemoryEngine
from fengqiao.engine.sql import store
from fengqiao.engine.sql.engine import SqlEngine
from fengqiao.model.calendar import Cadence, Calendar
from fengqiao.model.dataset import Dataset, Reported
from fengqiao.model.fact import CountReturn, Fact, Post, Screening, Studio
from fengqiao.model.measure import Adherence, Bound, Count, FactsOf, Measure, Mediators, PlacesOf, Self, Share
from fengqiao.model.predicate import Equals, Limits
from fengqiao.model.source import Source
from fengqiao.testing.datasets import CITY, COUNTIES, DAY, FIRST, PLACES, VILLAGES, datasets
from fengqiao.testing.engine_contract import question
from fengqiao.testing.measures import FULL, WEEKLY

SHEET = Source("n.csv", None, CITY, FIRST, DAY)
ONE = Limits(at_least=Fraction(1))
MEASURES: dict[str, Measure] = {
    "persons at": Share(PlacesOf("villages"), Bound(Count(Mediators("at", FULL)), ONE)),
    "persons at one place": Count(Mediators("at", one_place=True)),
    "persons within": Count(Mediators("within", FULL)),
    "studios": Count(FactsOf("studios", Equals("brand", True))),
    "studios at": Count(FactsOf("studios", placed="at")),
    "weeks": Adherence("screenings", PlacesOf("villages"), WEEKLY),
    "weeks twice": Adherence("screenings", PlacesOf("villages"), WEEKLY, times=2),
    "weeks of some": Adherence("screenings", PlacesOf("villages"), WEEKLY, where=Equals("found", 1)),
    "own weeks": Adherence("screenings", Self(), WEEKLY),
    "rolling": Adherence("screenings", PlacesOf("villages"), Cadence("days", n=10, rolling=True)),
    "months": Adherence("screenings", PlacesOf("villages"), Cadence("month")),
}
KINDS: dict[str, tuple[tuple[tuple[str, Any], ...], ...]] = {
    "posts": ((), (("employment", "full_time"),), (("employment", "part_time"),)),
    "studios": ((), (("brand", True),)),
    "screenings": ((), (("found", 1),)),
}
SPANS = ((FIRST, DAY), (FIRST, DAY), (date(2019, 1, 7), date(2019, 1, 20)), (date(2019, 1, 9), date(2019, 1, 22)))


@st.composite
def numbers(draw: st.DrawFn, name: str) -> CountReturn:
    register = draw(st.sampled_from(sorted(KINDS)))
    place = draw(st.sampled_from(COUNTIES if register == "studios" else VILLAGES))
    since, until = draw(st.sampled_from(SPANS))
    return CountReturn(
        name, place, SHEET, 0, register, place, "within" if register == "studios" else "at", None,
        draw(st.sampled_from(KINDS[register])), since, until, draw(st.sampled_from((None, DAY, date(2019, 1, 20)))),
        draw(st.integers(0, 6)),
    )  # fmt: skip


@st.composite
def returned(draw: st.DrawFn) -> Dataset:
    """Facts, few of them, and returns, most of which speak of one unit that nobody else speaks of."""
    data = draw(datasets(returns=False, rough=draw(st.integers(0, 3)) == 0, holes=draw(st.integers(0, 3)) == 0))
    returns = tuple(draw(numbers(f"r{i}")) for i in range(draw(st.integers(1, 4))))
    studios = tuple(
        Studio(
            f"s{i}",
            draw(st.sampled_from((*COUNTIES, VILLAGES[0]))),
            SHEET,
            i,
            brand=draw(st.sampled_from((True, None))),
        )
        for i in range(draw(st.integers(0, 2)))
    )
    reported = (*data.reported, *(Reported("studios", county) for county in COUNTIES[: draw(st.integers(0, 2))]))
    return data.evolve(facts={**data.facts, "count_returns": returns, "studios": studios}, reported=reported)


def both(data: Dataset) -> tuple[SqlEngine, MemoryEngine]:
    connection = store.in_memory()
    store.write(connection, data.facts)
    return SqlEngine(connection, data, Calendar()), MemoryEngine(data, Calendar())


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=returned(), name=st.sampled_from(sorted(MEASURES)))
def test_returns_bound_alike_in_the_database_and_in_memory(data: Dataset, name: str) -> None:
    sql, memory = both(data)
    for unit in (CITY, COUNTIES[0], VILLAGES[0]):
        asked = question(MEASURES[name], unit)
        assert sql.tally(asked) == memory.tally(asked), unit
    if name != "studios at":
        asked_of_all(memory, MEASURES[name])
        assert set(sql.problems) <= set(memory.problems)


def asked_of_all(engine: MemoryEngine, measure: Measure) -> None:
    """SQL answers for every unit of a level at once, and finds what is wrong at each."""
    for key, unit in PLACES.units.items():
        if unit.level in {PLACES.units[one].level for one in (CITY, COUNTIES[0], VILLAGES[0])}:
            engine.tally(question(measure, key))


POSTED = (Post("p1", VILLAGES[0], SHEET, 1, person="a", at=VILLAGES[0], employment="full_time", since=FIRST),)
SCREENED = tuple(Screening(f"w{i}", VILLAGES[0], SHEET, i, FIRST) for i in range(3))


@pytest.mark.parametrize(
    ("facts", "number", "measure", "at_once"),
    [
        ({"posts": POSTED}, 2, MEASURES["persons at"], True),
        ({"posts": POSTED}, 0, MEASURES["persons at"], False),
        ({"screenings": SCREENED}, 4, MEASURES["weeks"], True),
        ({"screenings": SCREENED}, 2, MEASURES["weeks"], False),
    ],
)
def test_a_return_below_the_facts_is_told_and_any_other_is_counted_by_what_was_written(
    facts: dict[str, tuple[Fact, ...]], number: int, measure: Measure, at_once: bool
) -> None:
    """A query that Python had no part in is kept for the next engine; one of which Python has to tell is not."""
    register = next(iter(facts))
    of = KINDS[register][0] if register == "screenings" else KINDS[register][1]
    one = CountReturn("r", VILLAGES[0], SHEET, 0, register, VILLAGES[0], "at", None, of, FIRST, DAY, DAY, number)
    reported = tuple(Reported(name, CITY, FIRST, DAY) for name in ("posts", "screenings"))
    data = Dataset(PLACES, {**facts, "count_returns": (one,)}, reported)
    sql, memory = both(data)
    asked = question(measure, CITY)
    assert sql.tally(asked) == memory.tally(asked)
    assert [problem.code for problem in sql.problems] == ([] if at_once else ["count-return-below-facts"])
    assert sql.problems == memory.problems
    assert any(key[0] == "answer" for key in written(sql)) is at_once
    again = SqlEngine(sql.ground.connection, attrs.evolve(data, facts={}), Calendar(), ground=sql.ground)
    assert again.tally(asked) == memory.tally(asked)
    assert again.problems == sql.problems


def written(engine: SqlEngine) -> list[tuple[Any, ...]]:
    return [key for key in engine.ground.scripts.written if isinstance(key, tuple)]
