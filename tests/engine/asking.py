"""Short ways to put a question to the engine in tests."""

from __future__ import annotations

from datetime import date

from fengqiao.engine.base import Question
from fengqiao.engine.memory import MemoryEngine
from fengqiao.model.bounds import value
from fengqiao.model.calendar import Calendar, Period
from fengqiao.model.dataset import Dataset
from fengqiao.model.measure import Measure
from fengqiao.model.outcome import Bounds, Tally
from fengqiao.testing.datasets import DAY, FIRST

PLAN = Period(FIRST, date(2020, 12, 31))


def question(measure: Measure, unit: str, day: date = DAY, duty: date = FIRST) -> Question:
    """A question over the small plan."""
    return Question(measure, unit, day, PLAN, Period(date(day.year, 1, 1), date(day.year, 12, 31)), duty)


def tally(data: Dataset, measure: Measure, unit: str, day: date = DAY) -> Tally:
    """The tally of a measure."""
    return MemoryEngine(data, Calendar()).tally(question(measure, unit, day)).tally


def bounds(data: Dataset, measure: Measure, unit: str, day: date = DAY) -> Bounds | None:
    """The possible values of a measure."""
    return value(measure, MemoryEngine(data, Calendar()).tally(question(measure, unit, day)))
