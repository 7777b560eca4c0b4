"""A made-up city small enough to be counted by hand: two counties, three townships, villages, one that vanishes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from fengqiao.model.dataset import Dataset, complete
from fengqiao.model.fact import Fact, Post, Studio
from fengqiao.model.place import Declared, Edition, EditionRow
from fengqiao.model.places import Places
from fengqiao.model.source import Source
from fengqiao.model.staffing import Rate

CITY, COUNTY, OTHER = "330700000000", "330702000000", "330703000000"
TOWNS = ("330702001000", "330702100000", "330703001000")
VILLAGES = ("330702001001", "330702001201", "330702100201", "330703001201", "330703001202")
GONE = "330702100202"
STOCK, DUE = date(2018, 11, 1), date(2020, 12, 31)
NAMES = {CITY: "甲市", COUNTY: "乙区", OTHER: "丙区", **{town: f"丁{n}镇" for n, town in enumerate(TOWNS)}}


def places(declared: Iterable[Declared] = ()) -> Places:
    """The city, with a village of the first edition only."""
    rows = tuple(EditionRow(key, NAMES.get(key, f"村{key[6:]}")) for key in (CITY, COUNTY, OTHER, *TOWNS, *VILLAGES))
    return Places.build(
        [Edition(date(2018, 10, 31), (*rows, EditionRow(GONE, "旧村"))), Edition(date(2019, 10, 31), rows)],
        declared=declared,
    )


PLACES = places()


def post(id_: str, at: str, **more: Any) -> Post:
    """A full-time mediator with an identity of their own, there since 2018."""
    fields: dict[str, Any] = {
        "at": at, "person": id_, "name": f"名{id_}", "employment": "full_time", "since": date(2018, 1, 1), **more
    }  # fmt: skip
    division = fields.pop("division", at)
    return Post(id_, division, Source(), 0, **fields)


def studio(id_: str, at: str, **more: Any) -> Studio:
    """A personal brand studio, open since 2018."""
    fields: dict[str, Any] = {"personal": True, "brand": True, "opened": date(2018, 1, 1), "name": id_, **more}
    return Studio(id_, at, Source(), 0, **fields)


def data(posts: Iterable[Fact] = (), studios: Iterable[Fact] = (), **more: Iterable[Fact]) -> Dataset:
    """A dataset whose registers are whole."""
    return complete(PLACES, {"posts": tuple(posts), "studios": tuple(studios), **more})


def rate(item: str, amount: int, per: Any = "month", **more: Any) -> Rate:
    """A rate that somebody set."""
    return Rate(item, amount, per, "某文件", **more)
