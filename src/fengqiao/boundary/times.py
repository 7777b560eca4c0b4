"""YAML nodes to durations, windows and cadences."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, get_args

from ruamel.yaml.nodes import MappingNode, Node

from fengqiao.boundary.nodes import Nodes, said
from fengqiao.errors import Text, UsageError
from fengqiao.model.cadence import Cadence, CadenceKind
from fengqiao.model.calendar import AS_OF, PERIOD, PLAN, Window, between, last, to_date
from fengqiao.model.measure import After, Before, Duration

LENGTH = re.compile(r"([1-9][0-9]*) (day|week|month|year)s?")
NAMED = {"as_of": AS_OF, "plan": PLAN, "period": PERIOD}
CALENDAR_CADENCES = tuple(kind for kind in get_args(CadenceKind) if kind not in ("slots", "days", "years"))


def duration(nodes: Nodes, node: Node, units: Collection[str] = ("days", "weeks", "months", "years")) -> Duration:
    """A length of time: 90 days, 13 weeks, 3 months, 2 years."""
    value = nodes.text(node)
    found = LENGTH.fullmatch(value)
    unit: Any = f"{found[2]}s" if found else ""
    if not found or unit not in units:
        known = ", ".join(units)
        nodes.wrong(
            node,
            Text(
                f"时长，如 3 {next(iter(units))}（单位：{known}）", f"a length such as 3 {next(iter(units))} ({known})"
            ),
            said(value),
        )
        return Duration(1, "days")
    return Duration(int(found[1]), unit)


def window(nodes: Nodes, node: Node, *, dates: Collection[str] | None) -> Window | Before | After | None:
    """A window; `dates` are the date fields of the enclosing member, None where there is no member."""
    if not isinstance(node, MappingNode):
        return NAMED[nodes.choice(node, NAMED, Text("时间窗", "window"))]
    relative = ("before", "after", "within") if dates is not None else ()
    found = nodes.mapping(node, ("to_date", "last", "from", "until", *relative))
    match sorted(found):
        case ["to_date"]:
            unit: Any = nodes.choice(found["to_date"], ("year", "quarter", "month"), Text("单位", "unit"))
            return to_date(unit)
        case ["last"]:
            length = duration(nodes, found["last"], ("days", "weeks", "months"))
            return last(length.n, length.unit)  # type: ignore[arg-type]  # duration refuses years here
        case ["from", "until"]:
            since, until = nodes.day(found["from"]), nodes.day(found["until"])
            if since <= until:
                return between(since, until)
            nodes.refuse(
                node,
                "pack-dates",
                Text(f"{since} 晚于 {until}", f"{since} is after {until}"),
                Text("请先写起日、后写止日", "Write the earlier date first"),
            )
        case ["before"]:
            return Before(nodes.choice(found["before"], dates or (), Text("日期字段", "date field")))
        case ["after", "within"]:
            field = nodes.choice(found["after"], dates or (), Text("日期字段", "date field"))
            return After(field, duration(nodes, found["within"]))
        case _:
            nodes.refuse(
                node,
                "pack-window",
                Text("时间窗写法不成立", "this is no window"),
                Text(
                    "可用：as_of、plan、period、{to_date: year}、{last: 13 weeks}、{from: …, until: …}；"
                    "在 having 之内还可用 {before: 字段}、{after: 字段, within: 90 days}",
                    "Use as_of, plan, period, {to_date: year}, {last: 13 weeks}, {from: ..., until: ...}; "
                    "inside having also {before: FIELD}, {after: FIELD, within: 90 days}",
                ),
            )
    return None


def cadence(nodes: Nodes, node: Node) -> Cadence:
    """A cadence: week, month, ..., {slots: [14, 28]}, {days: 10}, {days: 7, rolling: yes}, {years: 5}."""
    if not isinstance(node, MappingNode):
        kind: Any = nodes.choice(node, CALENDAR_CADENCES, Text("频次", "cadence"))
        return Cadence(kind)
    found = nodes.mapping(node, ("slots", "days", "years", "rolling"))
    try:
        match sorted(found):
            case ["slots"]:
                return Cadence("slots", ends=nodes.each(found["slots"], nodes.whole))
            case ["days"]:
                return Cadence("days", n=nodes.whole(found["days"]))
            case ["days", "rolling"]:
                return Cadence("days", n=nodes.whole(found["days"]), rolling=nodes.flag(found["rolling"]))
            case ["years"]:
                return Cadence("years", n=nodes.whole(found["years"]))
            case _:
                nodes.refuse(
                    node,
                    "pack-cadence",
                    Text("频次写法不成立", "this is no cadence"),
                    Text(
                        f"可用：{'、'.join(CALENDAR_CADENCES)}、{{slots: [14, 28]}}、{{days: 10}}、"
                        "{days: 7, rolling: yes}、{years: 5}",
                        f"Use {', '.join(CALENDAR_CADENCES)}, {{slots: [14, 28]}}, {{days: 10}}, "
                        "{days: 7, rolling: yes} or {years: 5}",
                    ),
                )
    except UsageError as error:
        nodes.refuse(node, "pack-cadence", error.text, Text("请改正", "Mend it"))
    return Cadence("week")
