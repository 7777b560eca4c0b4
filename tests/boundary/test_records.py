"""Another system's records: the same boundary as a workbook's rows."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import attrs
import pytest

from fengqiao.boundary.records import from_records
from fengqiao.boundary.rowmodel import record_model
from fengqiao.errors import UsageError
from fengqiao.model.columns import Columns
from fengqiao.model.dataset import Dataset
from fengqiao.model.fact import REGISTERS
from fengqiao.model.source import Source

PLACES = [
    {"code": "330700000000", "name": "金华市"},
    {"code": "330702000000", "name": "婺城区"},
    {"code": "330702001000", "name": "城东街道"},
]


def _read(records: dict[str, list[Any]], **options: Any) -> Dataset:
    return from_records(PLACES, records, **options)


@pytest.mark.parametrize("register", REGISTERS)
def test_the_fields_of_a_record_are_those_of_its_fact(register: str) -> None:
    names = {field.name for field in attrs.fields(REGISTERS[register].fact)} - {"source", "cell"}
    assert {info.alias or name for name, info in record_model(register).model_fields.items()} == names


@pytest.mark.parametrize("register", REGISTERS)
def test_facts_made_by_column_are_those_made_one_by_one(register: str) -> None:
    cls, source = REGISTERS[register].fact, Source("a")
    columns: dict[str, list[Any]] = {
        "id": ["1", "2"],
        "division": ["x", "y"],
        "source": [source, source],
        "cell": [3, 4],
    }
    if register == "count_returns":
        columns["register"] = ["posts", "posts"]
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    wanted: list[Any] = [attrs.evolve(_blank(register), **row) for row in rows]
    assert Columns(cls, source, 2, columns).facts() == wanted


def _blank(register: str) -> Any:
    more = {"register": "posts"} if register == "count_returns" else {}
    return REGISTERS[register].fact(id="0", division="z", source=Source(), cell=0, **more)  # type: ignore[arg-type]


def test_dicts_and_objects_become_facts() -> None:
    record = {
        "id": "1",
        "division": "城东街道",
        "at": "330702001000",
        "employment": "full_time",
        "since": "2019年3月5日",
    }
    screening = SimpleNamespace(division="婺城区", held_on=date(2019, 1, 7), found="１２", other=1)
    data = _read({"posts": [record], "screenings": [screening]}, complete=True)
    assert data.problems == ()
    (post,) = data.facts["posts"]
    assert (post.division, post.at, post.since) == ("330702001000", "330702001000", date(2019, 3, 5))  # type: ignore[attr-defined]
    (held,) = data.facts["screenings"]
    assert (held.division, held.found) == ("330702000000", 12)  # type: ignore[attr-defined]  # a Screening
    assert [(r.register, r.unit) for r in data.reported] == [("posts", "330700000000"), ("screenings", "330700000000")]


BAD = [
    ({"since": "2019-13-05"}, "posts[1].since: '2019-13-05' is not a valid date. Write a date such as 2019-03-05."),
    ({"since": date(1899, 12, 31)}, "posts[1].since: the date '1899-12-31' does not lie between 1949 and 2098."),
    ({"sincee": "x"}, "posts[1].sincee: posts have no field 'sincee'. Did you mean 'since'?"),
    ({"division": "城北"}, "posts[1].division: there is no division named '城北'."),
    ({"employment": "全职"}, "posts[1].employment: '全职' is not one of the values allowed here."),
    ({"main": 3.5}, "posts[1].main: '3.5' is not a value of this field."),
    ({"division": None}, "posts[1].division: no division is given."),
]


@pytest.mark.parametrize(("wrong", "line"), BAD)
def test_a_bad_record_is_told_and_opens_its_register(wrong: dict[str, Any], line: str) -> None:
    good = {"division": "城东街道", "name": "甲"}
    data = _read({"posts": [good, {**good, **wrong}]}, complete=True)
    (problem,) = data.problems
    assert problem.line("en").startswith(line), problem.line("en")
    assert (data.intake.rows, data.intake.facts, data.intake.refused) == (2, 1, 1)
    assert {hole.register for hole in data.holes} == {"posts"}


def test_nothing_is_reported_unless_it_is_said() -> None:
    records: dict[str, list[Any]] = {"posts": []}
    assert _read(records).reported == ()
    (said,) = _read(records, reported=[{"register": "posts", "unit": "婺城区", "until": date(2019, 12, 31)}]).reported
    assert (said.register, said.unit, said.until) == ("posts", "330702000000", date(2019, 12, 31))


def test_wrong_use_raises() -> None:
    with pytest.raises(UsageError, match="there is no register named 'post'; did you mean 'posts'"):
        _read({"post": []})
    with pytest.raises(UsageError, match="is not one division"):
        _read({"posts": []}, reported=[{"register": "posts", "unit": "城北"}])


def test_the_callers_places_and_records_are_left_alone() -> None:
    record = {"division": "城东街道", "person": "11010519491231002X"}
    data = _read({"posts": [record]})
    assert record == {"division": "城东街道", "person": "11010519491231002X"}
    assert "11010519491231002X" not in repr(data.facts)
