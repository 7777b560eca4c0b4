"""The standards of a workload study from YAML: minutes by activity, days and hours of a year, with their source."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from fengqiao.boundary.nodes import Nodes
from fengqiao.boundary.yaml import parse
from fengqiao.errors import ProjectError, Text
from fengqiao.model.fact import REGISTERS, Choice
from fengqiao.model.workload import Activity, Standards

KEYS = ("days", "absences", "hours", "source", "activities")
MAY = ("share", "individual_hours", "example", "title")


def read_standards(path: Path) -> Standards:
    """The standards in a file; ProjectError with every problem at its line and column."""
    nodes = Nodes(path.name)
    root = parse(path, nodes)
    found = nodes.mapping(root, (*KEYS, *MAY), KEYS) if root is not None else {}
    activities = (
        tuple(_activity(nodes, node) for node in nodes.items(found["activities"])) if "activities" in found else ()
    )
    days, absences = (nodes.whole(found[key]) if key in found else 1 for key in ("days", "absences"))
    hours = nodes.number(found["hours"]) if "hours" in found else Fraction(1)
    share = nodes.number(found["share"]) if "share" in found else Fraction(0)
    individual = nodes.number(found["individual_hours"]) if "individual_hours" in found else Fraction(0)
    if not nodes.problems and (days <= absences or hours <= 0 or not 0 <= share < 1):
        nodes.refuse(
            root,
            "workload-time",
            Text(
                "没有可用工作时间：核对天数、缺勤、时数和分摊比例",
                "no time is left to work: check days, absences, hours and share",
            ),
            Text("天数应大于缺勤天数，分摊比例应小于 100%", "days must exceed absences, share must be below 100%"),
        )
    source = nodes.text(found["source"]) if "source" in found else ""
    example = nodes.flag(found["example"]) if "example" in found else False
    if nodes.problems:
        first = nodes.problems[0]
        raise ProjectError(Text(first.line("zh"), first.line("en")), problems=tuple(nodes.problems))
    return Standards(activities, days, absences, hours, source, share, individual, example)


def _activity(nodes: Nodes, node: object) -> Activity:
    found = nodes.mapping(node, ("name", "register", "where", "minutes"), ("name", "register", "minutes"))  # type: ignore[arg-type]
    name = nodes.both(found["name"]) if "name" in found else Text("", "")
    register = (
        nodes.choice(found["register"], tuple(REGISTERS), Text("台账", "register")) if "register" in found else ""
    )
    minutes = nodes.number(found["minutes"]) if "minutes" in found else Fraction(0)
    if minutes < 0:
        nodes.wrong(found["minutes"], Text("不小于 0 的数", "a number of 0 or more"), Text("小于 0", "it is below 0"))
    where = []
    fields = REGISTERS[register].fields if register else {}
    for key, key_node, value in nodes.entries(found["where"]) if "where" in found else ():
        if key not in fields:
            nodes.unknown(key_node, key, tuple(fields), Text("字段", "field"))
            continue
        domain = fields[key]
        held = (
            nodes.choice(value, domain.values, Text("值", "value")) if isinstance(domain, Choice) else nodes.text(value)
        )
        where.append((key, held))
    return Activity(name, register, minutes, tuple(where))
