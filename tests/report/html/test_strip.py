"""A row of slots drawn: every due slot has one cell of the right shade."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fengqiao.model.calendar import Cadence, Period
from fengqiao.report.html.strip import paths, shade, ticks, told, width


@pytest.mark.parametrize(
    ("slot", "expected"),
    [
        ((5, 0, 0), "k"),
        ((4, 0, 1), "v"),
        ((1, 0, 1), "v"),
        ((1, 0, 2), "u"),
        ((0, 0, 3), "u"),
        ((19, 1, 0), "x"),
        ((3, 1, 0), "x"),
        ((2, 1, 0), "y"),
        ((1, 1, 0), "y"),
        ((1, 2, 0), "z"),
        ((0, 1, 9), "x"),
        ((0, 0, 0), ""),
    ],
)
def test_the_shade_says_who_kept_it(slot: tuple[int, int, int], expected: str) -> None:
    assert shade(*slot) == expected


def test_a_cell_stands_where_its_slot_stands() -> None:
    found = paths(((1, 0, 0), (0, 0, 0), (0, 1, 0), (2, 0, 0)))
    assert found == {"k": "M2.5 0v12M20.5 0v12", "z": "M14.5 0v12"}
    assert width(((1, 0, 0),) * 4) == 23


def test_the_numbers_go_along_for_the_script() -> None:
    assert told(((20, 2, 0), (0, 0, 0))) == "20.2.0 0.0.0"


def test_the_axis_has_a_label_for_each_quarter_and_the_year_where_it_begins() -> None:
    weeks = tuple(Cadence("week").slots(date(2018, 11, 12), date(2020, 12, 27)))
    labels = [label for _, label in ticks(weeks)]
    assert labels == ["2019", "04", "07", "10", "2020", "04", "07", "10"]
    at = dict(zip(labels, (float(x[:-1]) for x, _ in ticks(weeks)), strict=False))
    assert 6 < at["2019"] < 7


def test_a_short_axis_begins_with_the_year() -> None:
    day = date(2019, 1, 1)
    slots = tuple(Period(day + timedelta(i), day + timedelta(i)) for i in range(3))
    assert [label for _, label in ticks(slots)] == ["2019"]
