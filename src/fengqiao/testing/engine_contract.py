"""One suite for every engine: each answers as the memory engine does, to the integer, or says what it cannot do."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, timedelta
from functools import partial
from itertools import cycle

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fengqiao.engine.base import Engine, Question
from fengqiao.engine.memory import MemoryEngine
from fengqiao.errors import NotSupportedError
from fengqiao.model.calendar import Cadence, Calendar, Period
from fengqiao.model.dataset import Dataset, complete
from fengqiao.model.fact import Dispute, Fact, Post, Screening
from fengqiao.model.measure import (
    Adherence,
    Measure,
    PlacesOf,
)
from fengqiao.model.outcome import Page
from fengqiao.model.place import Edition, EditionRow
from fengqiao.model.places import Places
from fengqiao.model.source import Source
from fengqiao.testing.datasets import CITY, COUNTIES, DAY, FIRST, PLACES, TOWNS, VILLAGES, datasets
from fengqiao.testing.measures import ALL, MEASURES

PLAN = Period(FIRST, date(2020, 12, 31))
UNITS = (CITY, COUNTIES[0], TOWNS[0], VILLAGES[0])
BITS = (0, 31, 32, 51, 62, 63)
"""Slots at the ends of what 32 bits, a float and a word of 63 bits can hold."""
STATES = ("yes", "no", "unknown", "may")
PAGED = ("places", "slots", "facts within limits", "share of facts", "sum")
"""Measures whose members are listed page by page."""


def many(villages: int) -> Dataset:
    """One township of many villages, each with a mediator, two screenings and a dispute."""
    above = (CITY, COUNTIES[0], TOWNS[0])
    codes = [f"{TOWNS[0][:9]}{200 + n}" for n in range(villages)]
    places = Places.build([Edition(FIRST, tuple(EditionRow(code, code) for code in (*above, *codes)))])
    source = Source("a.csv", None, CITY, FIRST, DAY)
    days = (FIRST, FIRST + timedelta(days=7))
    facts: dict[str, list[Fact]] = {"screenings": [], "posts": [], "disputes": []}
    for n, code in enumerate(codes):
        facts["posts"].append(Post(f"p{n}", code, source, n, code, f"p{n}", None, "full_time"))
        facts["screenings"] += [Screening(f"s{n}-{i}", code, source, n, day, 1) for i, day in enumerate(days)]
        facts["disputes"].append(Dispute(f"d{n}", code, source, n, None, FIRST, outcome="success"))
    return complete(places, facts)


def question(measure: Measure, unit: str, day: date = DAY) -> Question:
    """A question over the small plan."""
    return Question(measure, unit, day, PLAN, Period(date(day.year, 1, 1), date(day.year, 12, 31)), FIRST)


class EngineContract:
    """Inherit it in a test module and say how the engine is made over the facts of a dataset.

    `gaps` has, for each thing that the engine cannot do, words of what it then says. `examples` is how many datasets
    are drawn.
    """

    gaps: tuple[str, ...] = ()
    examples = 60

    def engine(self, data: Dataset, calendar: Calendar) -> Engine:
        """The engine over a dataset."""
        raise NotImplementedError

    def answers(self, engine: Engine, asked: Question, data: Dataset) -> bool:
        """Assert that the engine answers as the memory engine does; False where it refuses, in words among `gaps`."""
        try:
            answer = engine.tally(asked)
        except NotSupportedError as refusal:
            said = refusal.text.en
            assert any(gap in said for gap in self.gaps), f"refused in words that are not among the gaps: {said}"
            return False
        numbers = [value for one in (answer.tally, answer.over) if one for value in attrs.astuple(one)]
        assert all(type(value) in (int, bool) for value in numbers), f"only whole numbers leave an engine: {answer}"
        expected = MemoryEngine(data, Calendar()).tally(asked)
        assert answer == expected, f"{asked.measure} at {asked.unit}: {answer}, the memory engine says {expected}"
        return True

    def pages(self, engine: Engine, asked: Question, states: Collection[str], size: int, data: Dataset) -> None:
        """Assert that the engine's pages of members, so many at a time, are those of the memory engine."""
        reference = MemoryEngine(data, Calendar())
        whole = reference.members(asked, states)
        for offset in range(0, whole.total + 1, size):
            found = engine.members(asked, states, offset=offset, limit=size)
            expected = Page(whole.members[offset : offset + size], whole.total)
            assert found == expected, f"{asked.measure} at {asked.unit}, {states}, {size} from {offset}"

    def test_answers_as_the_memory_engine_does(self) -> None:
        """Blanks, holes, rough places, lives that end on the judged day, merged villages, units without facts."""

        @settings(max_examples=self.examples, deadline=None, suppress_health_check=list(HealthCheck))
        @given(
            st.one_of(datasets(most=7), datasets(most=9, bodies=True), datasets(most=9, persons=True)),
            st.lists(st.sampled_from(sorted(ALL)), min_size=1, max_size=3),
            st.sampled_from(UNITS),
            st.sampled_from((DAY, FIRST)),
        )
        def drawn(data: Dataset, names: list[str], unit: str, day: date) -> None:
            engine = self.engine(data, Calendar())
            for name in names:
                self.answers(engine, question(ALL[name], unit, day), data)

        drawn()

    def test_pages_the_members_as_the_memory_engine_does(self) -> None:
        """In any states, a few at a time: the same members in the same order, with the same evidence."""

        @settings(max_examples=self.examples, deadline=None, suppress_health_check=list(HealthCheck))
        @given(
            st.one_of(datasets(most=7), datasets(most=9, bodies=True)),
            st.sampled_from(sorted(ALL)),
            st.sampled_from(UNITS),
            st.sets(st.sampled_from(STATES), min_size=1),
            st.integers(1, 4),
        )
        def drawn(data: Dataset, name: str, unit: str, states: set[str], size: int) -> None:
            self.pages(self.engine(data, Calendar()), question(ALL[name], unit), sorted(states), size, data)

        drawn()

    def taken(self, engine: Engine, ask: Callable[[], object]) -> int | None:
        """How many rows leave the store while something is asked; None where the facts do not lie in a store."""
        return None

    def test_what_a_page_takes_does_not_grow_with_the_country(self) -> None:
        """Behind a page only the facts leave on which its members rest, however many there are elsewhere."""
        taken: dict[str, list[int | None]] = {name: [] for name in PAGED}
        for villages in (8, 64):
            engine = self.engine(many(villages), Calendar())
            for name, found in taken.items():
                ask = partial(engine.members, question(MEASURES[name], CITY), STATES)
                assert ask(limit=3).total >= villages, "too few to tell"
                found.append(self.taken(engine, partial(ask, offset=3, limit=3)))
        for name, (few, most) in taken.items():
            assert few == most, f"{name}: {most} rows leave for three members of many, {few} of few"

    def test_answers_every_measure_without_facts_and_reports(self) -> None:
        """What nobody reported is unknown, and what everybody reported as empty is zero."""
        for data, units in ((Dataset(PLACES), (CITY, TOWNS[0])), (complete(PLACES, {}), (VILLAGES[0], COUNTIES[0]))):
            engine = self.engine(data, Calendar())
            for measure, unit in zip(MEASURES.values(), cycle(units), strict=False):
                self.answers(engine, question(measure, unit), data)

    def test_every_bit_of_a_word_survives(self) -> None:
        """A fact in any one of many slots fills that slot and no other."""
        daily = Adherence("screenings", PlacesOf("villages"), Cadence("days", n=1))
        source = Source("a.csv", None, CITY)
        for bit in BITS:
            fact = Screening("1", VILLAGES[0], source, 0, FIRST + timedelta(days=bit))
            data = complete(PLACES, {"screenings": (fact,)})
            for day in (FIRST + timedelta(days=62), FIRST + timedelta(days=80)):
                asked = question(daily, VILLAGES[0], day)
                assert self.answers(self.engine(data, Calendar()), asked, data), "daily slots are never refused"
