"""What was reported: one stretch of days holds every period that was reported all through."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from fengqiao.engine.reach import Reach
from fengqiao.model.calendar import Period
from fengqiao.model.dataset import Dataset
from fengqiao.testing.datasets import CITY, COUNTIES, DAY, FIRST, GONE, TOWNS, VILLAGES, datasets

DAYS = st.sampled_from((date.min, date.max, *(FIRST + timedelta(days=n) for n in (-1, 0, 13, 14, 20, 21, 34, 35))))


@settings(max_examples=200, deadline=None)
@given(
    datasets(city=True),
    st.sampled_from((CITY, *COUNTIES, *TOWNS, *VILLAGES, GONE)),
    st.booleans(),
    st.tuples(DAYS, DAYS),
)
def test_a_period_is_reported_all_through_where_it_lies_in_a_stretch(
    data: Dataset, unit: str, below: bool, ends: tuple[date, date]
) -> None:
    reach, (first, last) = Reach(data), sorted(ends)
    for register in ("screenings", "posts", "disputes"):
        stretches = reach.stretches(register, unit, DAY, below=below)
        held = any(low <= first.toordinal() and last.toordinal() <= high for low, high in stretches)
        assert held == reach.wholly(register, unit, Period(first, last), DAY, below=below)
