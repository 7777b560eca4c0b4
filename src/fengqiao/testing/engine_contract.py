"""One suite for every engine: each answers as the memory engine does, to the integer, or says what it cannot do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from itertools import cycle

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fengqiao.engine.base import Engine, Question
from fengqiao.engine.memory import MemoryEngine
from fengqiao.errors import NotSupportedError
from fengqiao.model.calendar import Cadence, Calendar, Period, between
from fengqiao.model.dataset import Dataset, complete
from fengqiao.model.fact import Dispute, Fact, Post, Screening
from fengqiao.model.measure import (
    Adherence,
    After,
    Attested,
    Before,
    Both,
    Bound,
    Change,
    Count,
    Duration,
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
from fengqiao.model.outcome import Page
from fengqiao.model.place import Edition, EditionRow
from fengqiao.model.places import Places
from fengqiao.model.predicate import AllOf, AnyOf, Equals, Given, In, Limits, NotThat, Within
from fengqiao.model.source import Source
from fengqiao.testing.datasets import CITY, COUNTIES, DAY, FIRST, PLACES, TOWNS, VILLAGES, datasets

PLAN = Period(FIRST, date(2020, 12, 31))
UNITS = (CITY, COUNTIES[0], TOWNS[0], VILLAGES[0])
BITS = (0, 31, 32, 51, 62, 63)
"""Slots at the ends of what 32 bits, a float and a word of 63 bits can hold."""
STATES = ("yes", "no", "unknown", "may")
WEEKLY = Cadence("week")
FULL = Equals("employment", "full_time")
WON = Equals("outcome", "success")
EITHER = AnyOf((WON, Equals("outcome", "failure")))
CLOSED = FactsOf("disputes", window=between(FIRST, date(2019, 1, 31)))
SCREENED = FactsOf("screenings", window=between(FIRST, date(2019, 1, 31)))
FOUND = Within("found", Limits(at_least=Fraction(1), below=Fraction(2)))
ONE = Limits(at_least=Fraction(1))
POSTED = Bound(Count(Mediators("at", FULL)), ONE)
TWO = Limits(at_least=Fraction(2))
WEEK = Duration(7, "days")
STAFF = FactsOf("posts", FULL)
FOUNDED = FactsOf("committees", window=between(FIRST, DAY), dated_by="established")
TRAINED = FactsOf("trainings", placed="at", window=between(FIRST, DAY))
BEFOREHAND = FactsOf("screenings", window=Before("closed"))
AFTERWARDS = FactsOf("screenings", window=After("closed", WEEK))
FEW_EACH = Bound(Ratio(Count(CLOSED), Count(Mediators("within"))), Limits(at_most=Fraction(1)))
LATE = Adherence("screenings", Self(), WEEKLY, where=FOUND, counting="days_late")
MEASURES: Mapping[str, Measure] = {
    "facts": Count(CLOSED),
    "facts at the unit": Count(attrs.evolve(SCREENED, placed="at")),
    "facts that satisfy": Count(attrs.evolve(CLOSED, where=WON)),
    "facts that do not": Count(attrs.evolve(CLOSED, where=NotThat(WON))),
    "facts of either kind": Count(attrs.evolve(CLOSED, where=EITHER)),
    "facts in a list": Count(attrs.evolve(CLOSED, where=NotThat(In("outcome", ("failure", "pending"))))),
    "facts within limits": Count(attrs.evolve(SCREENED, where=FOUND)),
    "facts with a blank": Count(attrs.evolve(SCREENED, where=AllOf((Given("found", given=False), NotThat(FOUND))))),
    "lives": Count(FactsOf("posts", FULL)),
    "sum": Sum("found", SCREENED),
    "share of facts": Share(CLOSED, that=WON),
    "share within a part": Share(attrs.evolve(CLOSED, where=EITHER), that=NotThat(WON)),
    "persons within": Count(Mediators("within", FULL)),
    "persons at": Count(Mediators("at", FULL)),
    "places": Share(PlacesOf("villages"), POSTED),
    "places with exactly one": Share(
        PlacesOf("townships"), Bound(Count(SCREENED), Limits(at_least=Fraction(1), at_most=Fraction(1)))
    ),
    "places above": Count(PlacesOf("villages"), Bound(Count(SCREENED), Limits(above=Fraction(1)))),
    "places without": Count(PlacesOf("villages"), Unless(POSTED)),
    "places with both": Share(PlacesOf("villages"), Both((POSTED, Bound(Share(CLOSED, that=WON), ONE)))),
    "places of some": Share(PlacesOf("villages", given=Bound(Count(SCREENED), ONE)), POSTED),
    "slots": Adherence("screenings", PlacesOf("villages"), WEEKLY),
    "slots of the unit": Adherence("screenings", Self(), WEEKLY),
    "slots of some facts": Adherence("screenings", PlacesOf("villages"), WEEKLY, where=FOUND),
    "days": Adherence("screenings", PlacesOf("villages"), Cadence("days", n=1)),
    "rolling slots": Adherence("screenings", PlacesOf("villages"), Cadence("days", n=10, rolling=True)),
    "places that missed none": Share(PlacesOf("villages"), Bound(Adherence("screenings", Self(), WEEKLY), ONE)),
    "ratio": Ratio(Count(CLOSED), Count(Mediators("within"))),
    "change": Change(Count(CLOSED), FIRST),
    "parts": Held((Bound(Count(CLOSED), ONE), POSTED)),
    "different values": Count(CLOSED, distinct="outcome"),
    "one person at one place": Count(Mediators("within", FULL, one_place=True)),
    "places of another day": Share(PlacesOf("villages", baseline=date(2018, 10, 31)), POSTED),
    "slots filled twice": Adherence("screenings", PlacesOf("villages"), WEEKLY, times=2),
    "slots filled in time": Adherence("screenings", PlacesOf("villages"), WEEKLY, counting="on_time", grace=3),
    "days late": Adherence("screenings", PlacesOf("villages"), WEEKLY, counting="days_late", grace=3),
    "days late of some facts": LATE,
    "places late by a week at most": Share(PlacesOf("villages"), Bound(LATE, Limits(at_most=Fraction(7)))),
    "days late of some places": Adherence(
        "screenings", PlacesOf("villages", given=POSTED), Cadence("days", n=10, rolling=True), 2, counting="days_late"
    ),
    "slots of other places": Adherence("screenings", PlacesOf("townships"), Cadence("month")),
    "slots of some places": Adherence("screenings", PlacesOf("villages", given=POSTED), WEEKLY),
    "places of a list": Share(Listed((VILLAGES[0], VILLAGES[2], TOWNS[2])), POSTED),
    "items": Attested(("plan", "team"), valid=timedelta(days=20)),
    "a figure": SelfReported("rate"),
    "committees with enough": Share(
        FactsOf("committees", In("kind", ("industry", "village"))), Bound(Count(Mediators("at", FULL)), ONE)
    ),
    "committees with enough about": Share(FactsOf("committees"), Bound(Count(Mediators("within", FULL)), ONE)),
    "studios with enough": Count(FactsOf("studios"), Bound(Count(Mediators("at", one_place=True)), ONE)),
    "committees with studios": Share(FactsOf("committees"), Bound(Count(FactsOf("studios", placed="at")), ONE)),
    "facts where enough are posted": Count(attrs.evolve(CLOSED, given=POSTED)),
    "posts where enough disputes are": Share(FactsOf("posts"), Bound(Count(CLOSED), ONE)),
    "bodies where places hold": Share(FactsOf("committees"), Bound(Share(PlacesOf("villages"), POSTED), ONE)),
    "bodies that hold themselves": Share(FactsOf("studios"), Bound(Share(Self(), POSTED), ONE)),
    "bodies whose place missed none": Share(
        FactsOf("committees"), Bound(Adherence("screenings", Self(), WEEKLY), Limits(at_least=Fraction(1, 5)))
    ),
    "bodies of listed places": Count(
        FactsOf("committees"), Bound(Count(Listed((VILLAGES[0], VILLAGES[2], TOWNS[2])), POSTED), ONE)
    ),
    "bodies with parts": Count(FactsOf("studios"), Bound(Held((POSTED, FEW_EACH)), Limits(above=Fraction(1, 2)))),
    "places with few each": Share(PlacesOf("townships"), FEW_EACH),
    "places that grew": Count(PlacesOf("villages"), Bound(Change(Count(SCREENED), FIRST), ONE)),
    "places with a figure": Share(PlacesOf("counties"), Bound(SelfReported("rate"), Limits(above=Fraction(3, 4)))),
    "in time": Timeliness(attrs.evolve(CLOSED, dated_by="accepted"), "accepted", Duration(1, "weeks"), end="closed"),
    "in time where placed otherwise": Timeliness(CLOSED, "accepted", Duration(1, "months"), end="closed"),
    "reported in time": Timeliness(SCREENED, "held_on", Duration(7, "days"), end="reported_on"),
    "followed in time": Timeliness(CLOSED, "closed", Duration(3, "days"), followed_by="screenings"),
    "followed by lives": Timeliness(CLOSED, "closed", Duration(1, "days"), followed_by="posts"),
    "bodies followed in time": Timeliness(FOUNDED, "established", Duration(2, "weeks"), followed_by="posts"),
    "places in time": Share(
        PlacesOf("townships"), Bound(Timeliness(CLOSED, "closed", Duration(9, "days"), end="accepted"), ONE)
    ),
    "bodies in time": Share(
        FactsOf("committees"),
        Bound(Timeliness(attrs.evolve(CLOSED, placed="at"), "closed", Duration(9, "days"), end="accepted"), ONE),
    ),
    "facts after others": Share(CLOSED, Bound(Count(BEFOREHAND), ONE)),
    "facts before others": Share(CLOSED, Bound(Sum("found", AFTERWARDS), ONE)),
    "facts with lives after": Count(CLOSED, Bound(Count(attrs.evolve(STAFF, window=After("accepted", WEEK))), ONE)),
    "facts with values after": Count(CLOSED, Bound(Count(AFTERWARDS, distinct="found"), ONE)),
    "facts of some": Count(attrs.evolve(CLOSED, given=Bound(Share(AFTERWARDS, that=FOUND), ONE))),
    "facts in time before": Share(
        CLOSED,
        Bound(Timeliness(FactsOf("disputes", window=Before("closed")), "closed", WEEK, end="accepted"), ONE),
    ),
    "facts where places screened before": Share(
        CLOSED, Bound(Share(PlacesOf("villages"), Bound(Count(BEFOREHAND), ONE)), ONE)
    ),
    "bodies staffed after": Share(FOUNDED, Bound(Count(Mediators("at", window=After("established", WEEK))), ONE)),
    "bodies staffed before": Share(
        FOUNDED, Both((POSTED, Bound(Count(Mediators("within", window=Before("established"), one_place=True)), ONE)))
    ),
    "share of persons": Share(Mediators("within"), that=FULL),
    "share of persons at": Share(Mediators("at", one_place=True), that=FULL),
    "persons with hours": Share(Mediators("within"), Bound(Sum("hours", TRAINED), ONE)),
    "persons trained before": Share(
        Mediators("within"), Bound(Sum("hours", attrs.evolve(TRAINED, window=Before("since"))), ONE), that=FULL
    ),
    "persons of two posts": Count(Mediators("within"), Bound(Count(FactsOf("posts", placed="at")), TWO)),
    "persons by place": Share(Mediators("at", FULL), Bound(Count(CLOSED), ONE)),
    "persons by posts": Share(Mediators("within"), Bound(Count(Mediators("at", FULL)), ONE)),
    "persons where places hold": Share(Mediators("within"), Bound(Share(PlacesOf("villages"), POSTED), ONE)),
    "persons that hold themselves": Count(Mediators("within"), Bound(Share(Self(), Bound(Count(TRAINED), ONE)), ONE)),
    "bodies with trained persons": Share(
        FactsOf("committees"), Bound(Count(Mediators("within"), Bound(Count(TRAINED), ONE)), ONE)
    ),
    "places with trained persons": Share(
        PlacesOf("villages"), Bound(Share(Mediators("at"), Bound(Sum("hours", TRAINED), ONE)), ONE)
    ),
    "places with parts": Share(PlacesOf("counties"), Bound(Held((POSTED, Bound(Attested(("plan",)), ONE))), ONE)),
}

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
            st.lists(st.sampled_from(sorted(MEASURES)), min_size=1, max_size=3),
            st.sampled_from(UNITS),
            st.sampled_from((DAY, FIRST)),
        )
        def drawn(data: Dataset, names: list[str], unit: str, day: date) -> None:
            engine = self.engine(data, Calendar())
            for name in names:
                self.answers(engine, question(MEASURES[name], unit, day), data)

        drawn()

    def test_pages_the_members_as_the_memory_engine_does(self) -> None:
        """In any states, a few at a time: the same members in the same order, with the same evidence."""

        @settings(max_examples=self.examples, deadline=None, suppress_health_check=list(HealthCheck))
        @given(
            st.one_of(datasets(most=7), datasets(most=9, bodies=True)),
            st.sampled_from(sorted(MEASURES)),
            st.sampled_from(UNITS),
            st.sets(st.sampled_from(STATES), min_size=1),
            st.integers(1, 4),
        )
        def drawn(data: Dataset, name: str, unit: str, states: set[str], size: int) -> None:
            self.pages(self.engine(data, Calendar()), question(MEASURES[name], unit), sorted(states), size, data)

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
