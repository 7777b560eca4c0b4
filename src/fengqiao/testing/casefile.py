"""The YAML of cases to places, facts and what is expected, every problem with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import attrs
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from fengqiao.boundary import times
from fengqiao.boundary.nodes import Nodes, said
from fengqiao.boundary.predicates import Predicates
from fengqiao.boundary.yaml import parse
from fengqiao.errors import PackError, Text, Where
from fengqiao.model.dataset import Dataset, Reported, complete
from fengqiao.model.fact import REGISTERS, Checklist, Day, Domain, Fact, Items
from fengqiao.model.outcome import Status
from fengqiao.model.place import Edition, EditionRow, well_formed
from fengqiao.model.places import Places
from fengqiao.model.source import Source, spot
from fengqiao.model.target import RulePack

CASE_KEYS = ("name", "target", "at", "on", "places", "facts", "reported", "expect")
CASE_NEEDED = ("name", "target", "at", "on", "expect")
FILE_KEYS = ("places", "cases")
REPORTED_KEYS = ("unit", "from", "until")
EVERY_KEYS = ("every", "from", "until")
TALLY = ("yes", "no", "unknown", "may_yes", "may_no")
EXPECT_KEYS = ("status", *TALLY, "open", "low", "high", "margin")
SHARED = ("id", "in", "exact", "reported_on", "copies")
PLACE = re.compile(r"(\S+) ([0-9]+)")
STATUSES = {status.value: status for status in Status}
NONE = ("null", "~", "")


@attrs.frozen
class Expected:
    """The status a reading must come to, and parts of the tally and the value where a case names them."""

    status: Status
    tally: Mapping[str, int | bool] = attrs.field(factory=dict)
    value: Mapping[str, Fraction | None] = attrs.field(factory=dict)
    margin: Fraction | None = None


@attrs.frozen
class Case:
    """A target at a unit on a day over a few facts, and what each reading named must come to."""

    name: Text
    target: str
    unit: str
    on: date
    data: Dataset
    expected: Mapping[str, Expected]
    where: Where


@attrs.frozen
class _Tree:
    places: Places
    keys: Mapping[str, str]


def load_cases(folder: Path, pack: RulePack) -> tuple[Case, ...]:
    """Every case in a folder's YAML files, by file name. Raises PackError with every problem."""
    cases: list[Case] = []
    problems = []
    for path in sorted(folder.glob("*.yaml")):
        nodes = Nodes(str(path))
        root = parse(path, nodes)
        if root is not None:
            cases += CaseFile(nodes, pack).cases(root)
        problems += nodes.problems
    if problems:
        first = problems[0]
        raise PackError(
            Text(
                f"{folder} 中的用例有{len(problems)}处问题，第一处：{first.line('zh')}",
                f"the cases in {folder} have {len(problems)} problem(s), the first: {first.line('en')}",
            ),
            problems=tuple(problems),
        )
    return tuple(cases)


def of_scheme(node: Node) -> bool:
    """Whether a case is one of a scheme and not of a target."""
    return isinstance(node, MappingNode) and any(key.value == "scheme" for key, _ in node.value)


@attrs.frozen
class CaseFile:
    """Reads the cases of one file."""

    nodes: Nodes
    pack: RulePack

    def cases(self, root: Node) -> list[Case]:
        found = self.nodes.mapping(root, FILE_KEYS, ("cases",))
        tree = self._tree(found["places"]) if "places" in found else _Tree(Places.build(()), {})
        entries = self.nodes.items(found["cases"]) if "cases" in found else []
        return [self._case(node, tree) for node in entries if not of_scheme(node)]

    def _case(self, node: Node, tree: _Tree) -> Case:
        found = self.nodes.mapping(node, CASE_KEYS, CASE_NEEDED)
        if any(name not in found for name in CASE_NEEDED):
            return _stand_in(self.nodes.where(node))
        if "places" in found:
            tree = self._tree(found["places"])
        target = self.nodes.choice(found["target"], self.pack.targets, Text("指标", "target"))
        return Case(
            name=self.nodes.both(found["name"]),
            target=target,
            unit=self._place(found["at"], tree),
            on=self.nodes.day(found["on"]),
            data=self._data(found, tree),
            expected=self._expected(found["expect"], target),
            where=self.nodes.where(node),
        )

    # -- places

    def _tree(self, node: Node) -> _Tree:
        """A tree `name code: {...}`, or several of them by the day of their edition."""
        dated = isinstance(node, MappingNode) and node.value and "-" in str(node.value[0][0].value)
        trees = [(self.nodes.day(key), value) for _, key, value in self.nodes.entries(node)] if dated else []
        keys: dict[str, str] = {}
        editions = [Edition(day, tuple(self._rows(tree, keys))) for day, tree in trees or [(date(2018, 10, 31), node)]]
        places = Places.build(editions)
        for problem in places.problems:
            self.nodes.refuse(node, problem.code, problem.what, problem.mend)
        return _Tree(places, keys)

    def _rows(self, node: Node, keys: dict[str, str]) -> Iterator[EditionRow]:
        for name, key, value in self.nodes.entries(node):
            found = PLACE.fullmatch(name)
            if not found or not well_formed(found[2]) or keys.get(found[1], found[2]) != found[2]:
                self.nodes.wrong(key, Text("“名称 代码”，名称不重复", "'name code', each name once"), said(name))
                continue
            keys[found[1]] = found[2]
            yield EditionRow(found[2], found[1])
            if not (isinstance(value, ScalarNode) and value.value in NONE):
                yield from self._rows(value, keys)

    def _place(self, node: Node, tree: _Tree) -> str:
        return tree.keys.get(self.nodes.choice(node, tree.keys, Text("地方", "place")), "")

    # -- facts

    def _data(self, found: Mapping[str, Node], tree: _Tree) -> Dataset:
        facts: dict[str, list[Fact]] = {}
        source = Source(file=self.nodes.file)
        for register, node in self.nodes.mapping(found["facts"], REGISTERS).items() if "facts" in found else ():
            reader = _Facts(self.nodes, self.pack, register, tree, source, _bodies(found["facts"], tree))
            facts[register] = [fact for entry in self.nodes.items(node) for fact in reader.read(entry)]
        data = complete(tree.places, facts)
        if "reported" not in found:
            return data
        spans = self.nodes.mapping(found["reported"], REGISTERS)
        kept = [reported for reported in data.reported if reported.register not in spans]
        said_so = [
            self._reported(register, entry, tree)
            for register, node in spans.items()
            for entry in self.nodes.items(node)
        ]
        return data.evolve(reported=(*kept, *said_so))

    def _reported(self, register: str, node: Node, tree: _Tree) -> Reported:
        found = self.nodes.mapping(node, REPORTED_KEYS, ("unit",))
        since, until = (self.nodes.day(found[end]) if end in found else None for end in ("from", "until"))
        return Reported(register, self._place(found["unit"], tree) if "unit" in found else "", since, until)

    # -- what is expected

    def _expected(self, node: Node, target: str) -> dict[str, Expected]:
        readings = self.pack.targets[target].readings if target in self.pack.targets else {}
        return {name: self._one(value) for name, value in self.nodes.mapping(node, readings).items()}

    def _one(self, node: Node) -> Expected:
        if not isinstance(node, MappingNode):
            return Expected(self._status(node))
        found = self.nodes.mapping(node, EXPECT_KEYS, ("status",))
        tally: dict[str, int | bool] = {name: self.nodes.whole(found[name]) for name in TALLY if name in found}
        if "open" in found:
            tally["open"] = self.nodes.flag(found["open"])
        value: dict[str, Fraction | None] = {
            end: None if found[end].value in NONE else self.nodes.number(found[end])
            for end in ("low", "high")
            if end in found
        }
        margin = self.nodes.number(found["margin"]) if "margin" in found else None
        status = self._status(found["status"]) if "status" in found else Status.MET
        return Expected(status, tally, value, margin)

    def _status(self, node: Node) -> Status:
        return STATUSES[self.nodes.choice(node, STATUSES, Text("判定", "status"))]


def _stand_in(where: Where) -> Case:
    return Case(Text("", ""), "", "", date.min, Dataset(Places.build(())), {}, where)


def _bodies(node: Node, tree: _Tree) -> dict[str, str]:
    """The division of each committee and studio that a case names, by id."""
    found: dict[str, str] = {}
    for register, entries in node.value if isinstance(node, MappingNode) else ():
        if register.value not in ("committees", "studios") or not isinstance(entries, SequenceNode):
            continue
        for entry in entries.value:
            words = {key.value: value.value for key, value in entry.value} if isinstance(entry, MappingNode) else {}
            if isinstance(words.get("id"), str) and isinstance(words.get("in"), str):
                found[words["id"]] = tree.keys.get(words["in"], "")
    return found


@attrs.frozen
class _Facts:
    """Reads the facts of one register. A list (or `{every: 7 days, from: ..., until: ...}`) makes one fact of each."""

    nodes: Nodes
    pack: RulePack
    register: str
    tree: _Tree
    source: Source
    bodies: Mapping[str, str]

    def read(self, node: Node) -> Iterator[Fact]:
        local = self.pack.fields.get(self.register, {})
        known = REGISTERS[self.register].fields
        found = self.nodes.mapping(node, (*SHARED, *known, *local))
        copies = self.nodes.whole(found.pop("copies")) if "copies" in found else 1
        choices = {name: list(self._choices(name, {**known, **local}, value)) for name, value in found.items()}
        line = node.start_mark.line
        for i, chosen in enumerate(product(*choices.values(), range(copies))):
            values = dict(zip(choices, chosen, strict=False))
            name = values.pop("id", None) or f"{self.register}-{line + 1}"
            yield self._fact(str(name) if i == 0 else f"{name}-{i + 1}", values, line, local)

    def _fact(self, name: str, values: dict[str, Any], line: int, local: Mapping[str, Domain]) -> Fact:
        division = values.pop("in", None)
        at = values.get("at")
        if division is None and at is not None:
            division = self.bodies.get(at, at)
        if self.register == "posts":
            values.setdefault("person", name)
        extra = {field: values.pop(field) for field in local if field in values}
        kind: Any = REGISTERS[self.register].fact
        fact: Fact = kind(name, division or "", self.source, spot(line), **values, extra=extra or None)
        return fact

    def _choices(self, name: str, fields: Mapping[str, Domain], node: Node) -> Iterator[Any]:
        domain = fields.get(name)
        many = name in ("in", "at") or isinstance(domain, Day)
        if many and isinstance(node, SequenceNode):
            for item in node.value:
                yield self._value(name, domain, item)
        elif isinstance(domain, Day) and isinstance(node, MappingNode):
            yield from self._every(node)
        else:
            yield self._value(name, domain, node)

    def _every(self, node: MappingNode) -> Iterator[date]:
        found = self.nodes.mapping(node, EVERY_KEYS, EVERY_KEYS)
        if len(found) < 3:
            return
        step = times.duration(self.nodes, found["every"], ("days",)).n
        day, until = self.nodes.day(found["from"]), self.nodes.day(found["until"])
        while day <= until:
            yield day
            day += timedelta(days=step)

    def _value(self, name: str, domain: Domain | None, node: Node) -> Any:
        if isinstance(node, ScalarNode) and node.style is None and node.value in NONE:
            return None
        if name == "in":
            return self.tree.keys.get(self.nodes.choice(node, self.tree.keys, Text("地方", "place")), "")
        if name == "at":
            known = {**self.tree.keys, **{body: body for body in self.bodies}}
            return known.get(self.nodes.choice(node, known, Text("地方或组织", "place or body")), "")
        if name == "exact":
            return self.nodes.flag(node)
        if name == "of":
            return tuple(self._equalities(node))
        if isinstance(domain, Items):
            return self._checklist(domain, node)
        values = Predicates(self.nodes, {})
        return values.value(domain, node) if domain is not None else self.nodes.text(node)

    def _checklist(self, domain: Items, node: Node) -> Checklist:
        if isinstance(node, ScalarNode) and node.value == "all":
            return Checklist(yes=frozenset(domain.items))
        found = self.nodes.mapping(node, ("yes", "no"))
        item = Text("事项", "item")
        sides = {
            side: frozenset(self.nodes.choice(part, domain.items, item) for part in self.nodes.items(value))
            for side, value in found.items()
        }
        return Checklist(**sides)

    def _equalities(self, node: Node) -> Iterator[tuple[str, Any]]:
        """The `of` of a count return: fields of the register that it counts."""
        fields = {name: domain for register in REGISTERS.values() for name, domain in register.fields.items()}
        for name, key, value in self.nodes.entries(node):
            if name in fields:
                yield name, Predicates(self.nodes, {}).value(fields[name], value)
            else:
                self.nodes.unknown(key, name, fields, Text("字段", "field"))
