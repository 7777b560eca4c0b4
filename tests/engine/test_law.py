"""What holds of every measure: knowing less never says more, and no order or repetition matters."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengqiao.engine.memory import MemoryEngine
from fengqiao.model.bounds import holds, value
from fengqiao.model.calendar import Cadence, Calendar, between
from fengqiao.model.dataset import Dataset, Reported
from fengqiao.model.measure import (
    Adherence,
    Attested,
    Bound,
    Change,
    Count,
    Duration,
    FactsOf,
    Measure,
    Mediators,
    PlacesOf,
    Ratio,
    Self,
    SelfReported,
    Share,
    Sum,
    Timeliness,
)
from fengqiao.model.outcome import Bounds
from fengqiao.model.place import Edition, EditionRow, Overlay
from fengqiao.model.places import Places
from fengqiao.model.predicate import Equals, Limits
from fengqiao.testing.datasets import CITY, COUNTIES, DAY, FIRST, PLACES, TOWNS, VILLAGES, datasets, shuffled
from tests.engine.asking import question

FULL = Equals("employment", "full_time")
WEEKLY = Cadence("week")
ONE = Limits(at_least=Fraction(1))
CLOSED = FactsOf("disputes", window=between(FIRST, date(2019, 1, 31)))
SCREENED = FactsOf("screenings", window=between(FIRST, date(2019, 1, 31)))
MEASURES: dict[str, Measure] = {
    "count": Count(attrs.evolve(CLOSED, where=Equals("outcome", "success"))),
    "count of what is returned too": Count(SCREENED),
    "distinct": Count(CLOSED, distinct="outcome"),
    "sum": Sum("found", SCREENED),
    "share": Share(CLOSED, that=Equals("outcome", "success")),
    "mediators": Count(Mediators("within", FULL)),
    "mediators at": Count(Mediators("at", FULL)),
    "one place": Count(Mediators("within", FULL, one_place=True)),
    "share of mediators": Share(Mediators("within"), that=FULL),
    "persons of two posts": Share(
        Mediators("within"), Bound(Count(FactsOf("posts", placed="at")), Limits(at_least=Fraction(2)))
    ),
    "villages": Share(PlacesOf("villages"), Bound(Count(Mediators("at", FULL)), ONE)),
    "villages of the baseline": Share(
        PlacesOf("villages", baseline=date(2018, 10, 31)), Bound(Count(Mediators("at", FULL)), ONE)
    ),
    "villages that screened": Share(PlacesOf("villages"), Bound(Count(SCREENED), ONE)),
    "pooled": Adherence("screenings", PlacesOf("villages"), WEEKLY),
    "townships": Adherence("screenings", PlacesOf("townships"), WEEKLY),
    "twice": Adherence("screenings", PlacesOf("villages"), WEEKLY, times=2),
    "own": Adherence("screenings", Self(), WEEKLY),
    "rolling": Adherence("screenings", PlacesOf("villages"), Cadence("days", n=10, rolling=True)),
    "never missed": Share(PlacesOf("villages"), Bound(Adherence("screenings", Self(), WEEKLY), ONE)),
    "timely": Timeliness(CLOSED, "closed", Duration(3, "days"), followed_by="screenings"),
    "ratio": Ratio(Count(CLOSED), Count(Mediators("within"))),
    "change": Change(Count(CLOSED), FIRST),
}
UNITS = (CITY, COUNTIES[0], TOWNS[0], VILLAGES[0])


def asked(data: Dataset, measure: Measure, unit: str) -> Bounds | None:
    return value(measure, MemoryEngine(data, Calendar()).tally(question(measure, unit)))


def widened(before: Bounds | None, after: Bounds | None) -> bool:
    """Whether what was possible still is."""
    if before is None or after is None:
        return True
    low = after.low is None or (before.low is not None and after.low <= before.low)
    return low and (after.high is None or (before.high is not None and before.high <= after.high))


@pytest.mark.parametrize("name", MEASURES)
@settings(max_examples=60, deadline=None)
@given(data=datasets(city=True), unit=st.sampled_from(UNITS), which=st.integers(0, 2))
def test_without_a_source_everything_possible_stays_possible(name: str, data: Dataset, unit: str, which: int) -> None:
    before, after = asked(data, MEASURES[name], unit), asked(data.without(data.sources[which]), MEASURES[name], unit)
    assert widened(before, after), (before, after)
    for least in (Fraction(1, 2), Fraction(1), Fraction(2)):
        limits = Limits(at_least=least)
        fails_now = after is not None and holds(after, limits) is False
        assert not fails_now or before is None or holds(before, limits) is False


@pytest.mark.parametrize("name", MEASURES)
@settings(max_examples=15, deadline=None)
@given(data=datasets(), unit=st.sampled_from(UNITS), draw=st.data())
def test_order_and_repetition_change_nothing(name: str, data: Dataset, unit: str, draw: st.DataObject) -> None:
    measure = MEASURES[name]
    other = shuffled(data, draw.draw)  # type: ignore[arg-type]  # a DataObject draws as a DrawFn does
    engines = [MemoryEngine(found, Calendar()) for found in (data, other)]
    assert engines[0].tally(question(measure, unit)) == engines[1].tally(question(measure, unit))
    states = ("yes", "no", "unknown", "may")
    assert engines[0].members(question(measure, unit), states) == engines[1].members(question(measure, unit), states)


@pytest.mark.parametrize("name", MEASURES)
@settings(max_examples=15, deadline=None)
@given(data=datasets(), unit=st.sampled_from(UNITS))
def test_pages_join_to_the_whole(name: str, data: Dataset, unit: str) -> None:
    engine, asking = MemoryEngine(data, Calendar()), question(MEASURES[name], unit)
    states = ("yes", "no", "unknown", "may")
    whole = engine.members(asking, states)
    pages = [engine.members(asking, states, offset=n, limit=2) for n in range(0, whole.total, 2)]
    assert [member for page in pages for member in page.members] == list(whole.members)
    assert all(page.total == whole.total for page in pages)


OVERLAY = "330798000000"


def with_overlay() -> Places:
    rows = tuple(EditionRow(code, f"单位{code[2:]}") for code in (CITY, *COUNTIES, *TOWNS, *VILLAGES))
    zone = Overlay(OVERLAY, "开发区", (TOWNS[1],))
    return Places.build([Edition(date(2018, 10, 31), rows)], overlays=[zone])


@settings(max_examples=80, deadline=None)
@given(datasets(rough=False))
def test_an_overlay_never_counts_twice(data: Dataset) -> None:
    facts = {
        name: tuple(f for f in found if f.division in PLACES.units and f.division != "330702100202")
        for name, found in data.facts.items()
        if name != "count_returns"
    }
    zoned = data.evolve(places=with_overlay(), facts=facts)
    for measure in (Count(CLOSED), Adherence("screenings", PlacesOf("villages"), WEEKLY)):
        engine = MemoryEngine(zoned, Calendar())
        parts = [engine.tally(question(measure, unit)).tally for unit in (*COUNTIES, OVERLAY)]
        whole = engine.tally(question(measure, CITY)).tally
        assert (whole.yes, whole.no, whole.unknown) == tuple(
            sum(getattr(part, name) for part in parts) for name in ("yes", "no", "unknown")
        )


def test_what_a_county_reported_holds_for_what_an_overlay_took() -> None:
    data = Dataset(with_overlay())
    assert MemoryEngine(data, Calendar()).tally(question(Count(CLOSED), OVERLAY)).tally.open
    spoken = data.evolve(reported=(Reported("disputes", COUNTIES[0], FIRST, DAY + timedelta(days=1)),))
    assert not MemoryEngine(spoken, Calendar()).tally(question(Count(CLOSED), OVERLAY)).tally.open


@pytest.mark.parametrize("measure", [Attested(("plan",)), SelfReported("rate")])
def test_silence_is_unknown(measure: Measure) -> None:
    found = asked(Dataset(PLACES), measure, COUNTIES[0])
    assert found is not None
    assert (found.low, found.high) in ((0, 1), (None, None))
