"""Hypothesis strategies that draw from the edges: ends of periods, leap days, years of 53 weeks, a plan's own days."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from fengqiao.model.cadence import KINDS
from fengqiao.model.calendar import Cadence, Period
from fengqiao.model.place import Edition, EditionRow, Life

FIRST, LAST = date(2015, 12, 28), date(2025, 1, 5)
"""The span that days are drawn from: three leap days, and years of 53 weeks at 2015 and 2020."""
TURNS = (1, 10, 11, 14, 15, 16, 20, 21, 28, 29)
"""Days of the month on or after which some slot ends."""
PLAN = (date(2018, 11, 8), date(2018, 12, 31), date(2019, 12, 31), date(2020, 12, 31))
"""The first day of Jinhua's plan and its milestones."""


def _edges() -> tuple[date, ...]:
    edges = {
        date(year, month, turn) for year in range(2016, 2025) for month in range(1, 13) for turn in TURNS if turn < 29
    }
    edges |= {date(year, month, 1) - timedelta(days=1) for year in range(2016, 2026) for month in range(1, 13)}
    edges |= {date(year, 2, 29) for year in (2016, 2020, 2024)}
    edges |= {
        date.fromisocalendar(year, week, day) for year in range(2016, 2025) for week in (1, 52) for day in (1, 4, 7)
    }
    edges |= {date.fromisocalendar(year, 53, day) for year in (2015, 2020) for day in (1, 4, 7)}
    return tuple(sorted(edges | set(PLAN)))


EDGES = _edges()


def days() -> st.SearchStrategy[date]:
    """Days at the edges, a day beside them, or any."""
    beside = st.builds(lambda day, n: day + timedelta(days=n), st.sampled_from(EDGES), st.sampled_from((-1, 0, 0, 1)))
    return st.one_of(st.sampled_from(PLAN), beside, beside, st.dates(FIRST, LAST))


def periods(longest: int = 800) -> st.SearchStrategy[Period]:
    """Periods of one day and more, with both ends at edges where they fit."""

    def until(first: date) -> st.SearchStrategy[Period]:
        last = first + timedelta(days=longest)
        ends = [edge for edge in EDGES if first <= edge <= last]
        choices = st.one_of(st.sampled_from(ends), st.dates(first, last)) if ends else st.dates(first, last)
        return choices.map(lambda day: Period(first, day))

    return days().flatmap(until)


def lives() -> st.SearchStrategy[tuple[Life, ...]]:
    """None to three lives of one unit, in order and apart; the first may have no beginning, the last no end."""

    def cut(ends: list[date], born: bool, ended: bool) -> tuple[Life, ...]:
        ends = sorted(ends)[: len(ends) // 2 * 2]
        found: list[Life] = list(zip(ends[::2], ends[1::2], strict=True))
        if found and not born:
            found[0] = (None, found[0][1])
        if found and not ended:
            found[-1] = (found[-1][0], None)
        return tuple(found)

    return st.builds(cut, st.lists(days(), max_size=6, unique=True), st.booleans(), st.booleans())


def calendar_cadences() -> st.SearchStrategy[Cadence]:
    """Cadences that the calendar alone sets."""
    fixed = st.sampled_from([Cadence(kind) for kind in KINDS if kind not in ("slots", "days", "years")])
    ends = st.lists(st.sampled_from((1, 10, 14, 15, 28, 29, 30, 31)), min_size=1, max_size=4, unique=True)
    return st.one_of(fixed, ends.map(lambda found: Cadence("slots", ends=tuple(found))))


def counted_cadences() -> st.SearchStrategy[Cadence]:
    """Cadences counted from the duty's first day."""
    by_days = st.sampled_from((1, 2, 7, 10, 30)).map(lambda n: Cadence("days", n=n))
    return st.one_of(by_days, st.sampled_from((1, 2, 5)).map(lambda n: Cadence("years", n=n)))


def rolling_cadences() -> st.SearchStrategy[Cadence]:
    """Cadences that are due every day."""
    return st.sampled_from((1, 2, 7, 10, 30)).map(lambda n: Cadence("days", n=n, rolling=True))


def cadences() -> st.SearchStrategy[Cadence]:
    """Every form of cadence."""
    return st.one_of(calendar_cadences(), counted_cadences(), rolling_cadences())


def code(county: int, township: int = 0, village: int = 0) -> str:
    """The code of a place in a made-up city: code(2, 1, 200) is 330702001200."""
    return f"3307{county:02d}{township:03d}{village:03d}"


CITY = code(0)


@st.composite
def editions(draw: st.DrawFn, *, most: int = 4) -> tuple[Edition, ...]:
    """Editions of a small made-up city whose townships and villages come, go, come back and are renamed."""
    counties = [code(2), code(3)]
    townships = [code(county, township) for county in (2, 3) for township in (1, 100, 200)]
    villages = [township[:9] + f"{village:03d}" for township in townships for village in (1, 200, 400)]
    chosen = draw(st.lists(days(), min_size=1, max_size=most, unique=True))
    found = []
    for day in sorted(chosen):
        gone = draw(st.sets(st.sampled_from(townships + villages), max_size=8))
        renamed = draw(st.sets(st.sampled_from(townships + villages), max_size=3))
        listed = [key for key in (*townships, *villages) if key not in gone and key[:9] + "000" not in gone]
        rows = [EditionRow(key, f"{key}{'新' if key in renamed else '旧'}") for key in (CITY, *counties, *listed)]
        found.append(Edition(day, tuple(rows)))
    return tuple(found)
