"""What each of the nine made-up county offices is like. Only the names of the places are real."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Character:
    """One county's habits. Triples are the ends of 2018, 2019 and 2020."""

    code: str
    layout: str
    handed_in: date
    studios: tuple[int, int, int]
    studio_townships: int
    """Townships with a brand studio by the end of 2020."""
    village_posts: tuple[float, float, float]
    """Part of the villages with a full-time mediator."""
    short_townships: int
    """Townships with fewer than two full-time mediators at the end of 2020."""
    bodies: int
    """Industry and professional committees."""
    short_bodies: int
    purchased: float
    """Part of the full-time mediators that the government buys."""
    missed_weeks: float
    missed_months: float
    missed_quarters: tuple[str, ...]
    festival: bool
    """Whether villages screen in the week of the Spring Festival."""
    incomplete: float
    """Part of the village committees without all systems and unified items."""
    resolved: float
    funding: float
    """Ten thousand yuan a year and head, about."""
    shrinks: int | None = None
    """A year whose funds fall below the last."""
    until: date = date(2020, 12, 31)
    """The last day that the submission speaks for."""


def _day(text: str) -> date:
    return date.fromisoformat(text)


# fmt: off
_TABLE = (
    # studios, townships with one; villages with a mediator; townships short, bodies, short; purchased;
    # missed weeks, months, quarters; festival; incomplete, resolved, funding
    # 婺城区, the average one: a single studio short at the end of 2019
    Character("330702000000", "person", _day("2021-01-11"), (3, 9, 25), 25, (0.08, 0.17, 0.29), 2, 5, 1, 0.30,
              0.03, 0.02, (), False, 0.04, 0.95, 6.0),
    # 金东区, careless: corrects its studios later, its disputes were sent back
    Character("330703000000", "cover", _day("2021-01-12"), (4, 10, 13), 11, (0.05, 0.12, 0.24), 1, 4, 1, 0.20,
              0.01, 0.01, (), False, 0.03, 0.93, 4.0),
    # 武义县, poor, and silent after the middle of 2020
    Character("330723000000", "village", _day("2020-07-20"), (2, 5, 8), 7, (0.02, 0.05, 0.10), 7, 3, 2, 0.10,
              0.15, 0.12, ("2019Q1", "2019Q3", "2020Q1"), False, 0.20, 0.82, 1.5, shrinks=2019,
              until=date(2020, 6, 30)),
    # 浦江县, diligent, but of its screenings it has numbers only, no days
    Character("330726000000", "village", _day("2021-01-14"), (3, 10, 16), 15, (0.10, 0.20, 0.31), 0, 4, 0, 0.30,
              0.0, 0.0, (), True, 0.02, 0.95, 3.5),
    # 磐安县, small and excellent
    Character("330727000000", "cover", _day("2021-01-06"), (5, 14, 17), 14, (0.15, 0.30, 0.47), 0, 4, 0, 0.35,
              0.0, 0.0, (), True, 0.0, 0.985, 3.0),
    # 兰溪市, good: hands in no funding register and writes one village's name wrongly
    Character("330781000000", "cover", _day("2021-01-13"), (3, 11, 16), 15, (0.09, 0.18, 0.30), 0, 5, 0, 0.30,
              0.0, 0.0, (), True, 0.01, 0.95, 4.0),
    # 义乌市, rich: many mediators, a few missed weeks
    Character("330782000000", "person", _day("2021-01-08"), (6, 16, 22), 14, (0.14, 0.27, 0.40), 0, 8, 0, 0.45,
              0.002, 0.0, (), True, 0.01, 0.97, 15.0),
    # 东阳市, excellent but for the Spring Festival
    Character("330783000000", "person", _day("2021-01-07"), (4, 12, 19), 18, (0.12, 0.24, 0.35), 0, 6, 0, 0.32,
              0.0, 0.0, (), False, 0.0, 0.97, 8.0),
    # 永康市, honest but late: cannot say of three studios whether they are brands
    Character("330784000000", "village", _day("2021-03-18"), (3, 11, 15), 13, (0.07, 0.14, 0.26), 1, 6, 0, 0.25,
              0.005, 0.01, ("2020Q1",), True, 0.02, 0.94, 7.0, shrinks=2020),
)
# fmt: on
CHARACTERS = {character.code: character for character in _TABLE}
