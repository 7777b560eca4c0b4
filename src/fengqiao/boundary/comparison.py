"""YAML nodes to what a value is set against, and the days that it is judged over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import get_args

from ruamel.yaml.nodes import Node

from fengqiao.boundary.nodes import Nodes
from fengqiao.errors import Text
from fengqiao.model.award import Against, Basis
from fengqiao.model.period import Period

AGAINST: tuple[Against, ...] = get_args(Against)
NEW_YEAR = date(2000, 1, 1)
"""Stands in for a date that was refused."""
AS = ("difference", "quotient")


def period(nodes: Nodes, node: Node, found: Mapping[str, Node]) -> Period:
    """The days `from` .. `until`, both in."""
    first, last = (nodes.day(found[name]) if name in found else None for name in ("from", "until"))
    if first is None or last is None or last < first:
        nodes.refuse(
            node,
            "pack-item",
            Text("期间须有 from 和 until，先起后止", "a period has from and until, the earlier one first"),
            Text("请改正日期", "Mend the dates"),
        )
        return Period(first or last or NEW_YEAR, first or last or NEW_YEAR)
    return Period(first, last)


def comparison(nodes: Nodes, found: Mapping[str, Node]) -> Basis:
    """`against`, `as` and `period` of a basis that has no more yet."""
    against, quotient = None, False
    if "against" in found:
        word = nodes.choice(found["against"], AGAINST, Text("比较对象", "comparison"))
        against = next((one for one in AGAINST if one == word), None)
    if "as" in found:
        quotient = nodes.choice(found["as"], AS, Text("比较方式", "way to compare")) == "quotient"
    own = None
    if "period" in found:
        own = period(nodes, found["period"], nodes.mapping(found["period"], ("from", "until"), ("from", "until")))
    plain = against is None or against.startswith("rank")
    if ("as" in found and plain) or ("measure" not in found and ("period" in found or against == "last_year")):
        nodes.refuse(
            found["as"] if "as" in found and plain else found["period" if "period" in found else "against"],
            "pack-item",
            Text(
                "as 用于与上年、平均数、最高者相比；period 和 last_year 只用于 measure",
                "as goes with last_year, peers_mean and peers_best; period and last_year go with a measure",
            ),
            Text("请删去或改写", "Delete it, or write it there"),
        )
    return Basis(against=against, quotient=quotient, period=own)
