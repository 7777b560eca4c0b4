"""A rule pack's folder (pack.yaml, source text, calendar, scheme) to a RulePack, every problem with its place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import attrs
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from fengqiao.boundary.measures import Measures
from fengqiao.boundary.nodes import NO_DAY, Nodes
from fengqiao.boundary.schemefolder import fields_of, files_beside, read_schemes
from fengqiao.boundary.targetfile import Targets
from fengqiao.boundary.yaml import in_flow, parse
from fengqiao.errors import PackError, Problem, Text, cause
from fengqiao.model.calendar import Calendar, Period
from fengqiao.model.fact import REGISTERS, Choice, Day, Domain, Items, Number, Whole, Words, YesNo
from fengqiao.model.target import Context, Quote, RulePack, Target

NEEDED = ("id", "version", "title", "plan", "source", "targets")
PACK_KEYS = (*NEEDED, "calendar", "notes", "fields", "reading_sets", "contexts")
TYPES: dict[str, Domain] = {
    "yes_no": YesNo(),
    "text": Words(),
    "whole": Whole(),
    "money": Whole(money=True),
    "number": Number(),
    "date": Day(),
}
Fields = Mapping[str, Mapping[str, Domain]]


def pack_file(path: Path) -> Path:
    """The pack.yaml that a path means: the file itself, or the one in the folder."""
    return path / "pack.yaml" if path.is_dir() else path


def load_pack(path: Path) -> RulePack:
    """A rule pack from its folder or its pack.yaml. Raises PackError with every problem."""
    file = pack_file(Path(path))
    pack, problems = read_pack(file)
    if problems or pack is None:
        first = problems[0]
        raise PackError(
            Text(
                f"规则包 {file} 有{len(problems)}处问题，第一处：{first.line('zh')}",
                f"the rule pack {file} has {len(problems)} problem(s), the first: {first.line('en')}",
            ),
            problems=tuple(problems),
        )
    return pack


def read_pack(file: Path) -> tuple[RulePack | None, list[Problem]]:
    """What a pack file says, and everything that is wrong with it; with a problem the pack is not to be used."""
    nodes = Nodes(str(file))
    root = parse(file, nodes)
    if root is None:
        return None, nodes.problems
    found = nodes.mapping(root, PACK_KEYS, NEEDED)
    if any(name not in found for name in NEEDED):
        return None, nodes.problems
    return _Reader(nodes, file, found, frozenset(id(node) for node in in_flow(root))).pack(), nodes.problems


@attrs.frozen
class _Reader:
    nodes: Nodes
    file: Path
    found: Mapping[str, Node]
    flowed: frozenset[int]

    def pack(self) -> RulePack:
        nodes, found = self.nodes, self.found
        local = self._fields()
        fields = fields_of(local)
        reader = Targets(nodes, Measures(nodes, fields), self.flowed)
        targets = self._targets(reader)
        return RulePack(
            id=reader.name(found["id"]),
            version=nodes.text(found["version"]),
            title=nodes.both(found["title"]),
            plan=self._plan(),
            targets=targets,
            source_text=self._source(),
            contexts=tuple(self._context(reader, node) for node in self._list("contexts")),
            reading_sets=self._reading_sets(targets),
            fields=local,
            calendar=self._calendar(),
            schemes=read_schemes(files_beside(self.file), fields, targets, nodes.problems),
            notes=tuple(nodes.both(node) for node in self._list("notes")),
        )

    def _list(self, name: str) -> list[Node]:
        return self.nodes.items(self.found[name]) if name in self.found else []

    def _plan(self) -> Period:
        parts = self.nodes.mapping(self.found["plan"], ("first", "last"), ("first", "last"))
        first, last = (self.nodes.day(parts[end]) if end in parts else NO_DAY for end in ("first", "last"))
        if last < first:
            self.nodes.refuse(
                self.found["plan"],
                "pack-dates",
                Text(f"{first} 晚于 {last}", f"{first} is after {last}"),
                Text("请先写首日", "Write the first day first"),
            )
        return Period(first, last)

    def _fields(self) -> Fields:
        if "fields" not in self.found:
            return {}
        return {
            register: {name: self._domain(value) for name, _, value in self.nodes.entries(named)}
            for register, named in self.nodes.mapping(self.found["fields"], REGISTERS).items()
        }

    def _domain(self, node: Node) -> Domain:
        if isinstance(node, SequenceNode):
            return Choice(self.nodes.each(node, self.nodes.text))
        if isinstance(node, MappingNode):
            found = self.nodes.mapping(node, ("items",), ("items",))
            return Items(self.nodes.each(found["items"], self.nodes.text) if "items" in found else ())
        return TYPES[self.nodes.choice(node, TYPES, Text("字段类型", "type of field"))]

    def _targets(self, reader: Targets) -> dict[str, Target]:
        targets: dict[str, Target] = {}
        for node in self._list("targets"):
            target = reader.target(node)
            if target.id in targets:
                self.nodes.refuse(
                    node,
                    "pack-target-twice",
                    Text(f"指标“{target.id}”出现两次", f"the target {target.id!r} stands twice"),
                    Text("请改名或删去其一", "Rename or delete one of them"),
                )
            targets[target.id] = target
        return targets

    def _reading_sets(self, targets: Mapping[str, Target]) -> dict[str, dict[str, str]]:
        if "reading_sets" not in self.found:
            return {}
        sets: dict[str, dict[str, str]] = {}
        for name, _, value in self.nodes.entries(self.found["reading_sets"]):
            sets[name] = {}
            for target, key, reading in self.nodes.entries(value):
                if target in targets:
                    known = targets[target].readings
                    sets[name][target] = self.nodes.choice(reading, known, Text("口径", f"reading of {target}"))
                else:
                    self.nodes.unknown(key, target, targets, Text("指标", "target"))
        return sets

    def _context(self, reader: Targets, node: Node) -> Context:
        found = self.nodes.mapping(node, ("quote", "nth", "reason"), ("quote", "reason"))
        quotes = reader.quotes(node, found) if "quote" in found else (Quote(""),)
        reason = self.nodes.both(found["reason"]) if "reason" in found else Text("", "")
        return Context(quotes[0], reason)

    def _source(self) -> str:
        node = self.found["source"]
        path = self.file.parent / self.nodes.text(node)
        try:
            return path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            why = cause(error) if isinstance(error, OSError) else Text("不是 UTF-8 文本", "not UTF-8")
            self.nodes.refuse(
                node,
                "pack-source",
                Text(f"无法读取原文 {path}（{why.zh}）", f"the source text {path} cannot be read ({why.en})"),
                Text("请把计划原文以 UTF-8 存放在规则包旁", "Put the plan's text beside the pack, as UTF-8"),
            )
            return ""

    def _calendar(self) -> Calendar:
        if "calendar" not in self.found:
            return Calendar()
        file = self.file.parent / self.nodes.text(self.found["calendar"])
        nodes = Nodes(str(file), self.nodes.problems)
        root = parse(file, nodes)
        found = (
            nodes.mapping(root, ("known", "off", "made_up"), ("known", "off", "made_up")) if root is not None else {}
        )
        if len(found) < 3:
            return Calendar()
        ends = nodes.mapping(found["known"], ("first", "last"), ("first", "last"))
        off, made_up = (frozenset(nodes.each(found[name], nodes.day)) for name in ("off", "made_up"))
        first, last = (nodes.day(ends[end]) if end in ends else NO_DAY for end in ("first", "last"))
        return Calendar(off, made_up, Period(first, last))
