"""A rule pack's folder (pack.yaml, source text, calendar, scheme) to a RulePack, every problem with its place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import attrs
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from fengqiao.boundary.extends import Base, Find, agrees, found_at, id_of, keys_of, merged, quotes
from fengqiao.boundary.measures import Measures
from fengqiao.boundary.nodes import NO_DAY, Nodes
from fengqiao.boundary.schemefolder import fields_of, files_beside, read_schemes
from fengqiao.boundary.targetfile import Targets
from fengqiao.boundary.yaml import in_flow, parse
from fengqiao.errors import PackError, Problem, Text, cause
from fengqiao.model.calendar import Calendar, Period
from fengqiao.model.fact import REGISTERS, Choice, Day, Domain, Items, Number, Whole, Words, YesNo
from fengqiao.model.target import Context, Quote, RulePack, Target

ALWAYS = ("id", "version", "title", "source")
NEEDED = (*ALWAYS, "plan", "targets")
"""What a pack says; one that extends another may leave out the plan and the targets."""
PACK_KEYS = (*NEEDED, "extends", "calendar", "notes", "fields", "reading_sets", "contexts")
CONTEXT_KEYS = ("quote", "nth", "reason", "todo")
TO_DO = Text("待办：尚未归类", "to do: not placed yet")
CALENDAR_KEYS = ("known", "off", "made_up")
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


def load_pack(path: Path, find: Find | None = None) -> RulePack:
    """A rule pack from its folder or its pack.yaml; `find` says where a pack that it extends stands.

    Raises PackError with every problem.
    """
    file = pack_file(Path(path))
    pack, problems = read_pack(file, find)
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


def read_pack(file: Path, find: Find | None = None) -> tuple[RulePack | None, list[Problem]]:
    """What a pack file says, and everything that is wrong with it; with a problem the pack is not to be used."""
    nodes = Nodes(str(file))
    reader = _opened(nodes, file, find, ())
    return reader.pack() if reader else None, nodes.problems


def _opened(nodes: Nodes, file: Path, find: Find | None, below: tuple[Path, ...]) -> _Reader | None:
    root = parse(file, nodes)
    if root is None:
        return None
    needed = ALWAYS if "extends" in keys_of(root) else NEEDED
    found = nodes.mapping(root, PACK_KEYS, needed)
    if any(name not in found for name in needed):
        return None
    base = None
    if "extends" in found:
        base = _extended(nodes, found["extends"], file, find, (*below, file.resolve()))
        if base is None:
            return None
    return _Reader(nodes, file, found, frozenset(id(node) for node in in_flow(root)), base)


def _extended(nodes: Nodes, node: Node, file: Path, find: Find | None, below: tuple[Path, ...]) -> Base | None:
    """The pack that is extended, itself whole; None, with a problem, where it cannot be used."""
    where = found_at(nodes, node, file, find)
    if where is None:
        return None
    path = pack_file(where[0])
    if path.resolve() in below:
        nodes.refuse(
            node,
            "pack-extends",
            Text(f"规则包 {path} 又以本包为依据", f"the pack {path} extends this one in turn"),
            Text("请去掉循环", "Let one of them stand alone"),
        )
        return None
    inner = Nodes(str(path))
    reader = _opened(inner, path, find, below)
    pack = reader.pack() if reader else None
    if reader is None or pack is None or inner.problems:
        first = inner.problems[0]
        nodes.refuse(
            node,
            "pack-extends",
            Text(
                f"所依据的规则包有{len(inner.problems)}处问题，第一处：{first.line('zh')}",
                f"the pack that is extended has {len(inner.problems)} problem(s), the first: {first.line('en')}",
            ),
            Text("请先改正该规则包", "Mend that pack first"),
        )
        return None
    return Base(pack, reader.written) if agrees(nodes, node, pack, where[1]) else None


@attrs.frozen
class _Reader:
    nodes: Nodes
    file: Path
    found: Mapping[str, Node]
    flowed: frozenset[int]
    base: Base | None = None
    written: dict[str, Node] = attrs.field(factory=dict)
    """Each target as it is written, with what it takes from the pack that is extended; known once it is read."""

    @property
    def _under(self) -> RulePack | None:
        return self.base.pack if self.base else None

    def pack(self) -> RulePack:
        nodes, found, under = self.nodes, self.found, self._under
        local = self._fields()
        fields = fields_of(local)
        reader = Targets(nodes, Measures(nodes, fields), self.flowed)
        targets = self._targets(reader)
        taken = under.schemes if under else {}
        schemes = read_schemes(files_beside(self.file), fields, targets, nodes.problems, taken)
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
            schemes={**schemes, **{name: one for name, one in taken.items() if name not in schemes}},
            notes=(*(under.notes if under else ()), *(nodes.both(node) for node in self._list("notes"))),
            extends=under,
        )

    def _list(self, name: str) -> list[Node]:
        return self.nodes.items(self.found[name]) if name in self.found else []

    def _plan(self) -> Period:
        if "plan" not in self.found:
            return self._under.plan if self._under else Period(NO_DAY, NO_DAY)
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
        taken = self._under.fields if self._under else {}
        if "fields" not in self.found:
            return taken
        own = {
            register: {name: self._domain(value) for name, _, value in self.nodes.entries(named)}
            for register, named in self.nodes.mapping(self.found["fields"], REGISTERS).items()
        }
        return {name: {**taken.get(name, {}), **own.get(name, {})} for name in {**taken, **own}}

    def _domain(self, node: Node) -> Domain:
        if isinstance(node, SequenceNode):
            return Choice(self.nodes.each(node, self.nodes.text))
        if isinstance(node, MappingNode):
            found = self.nodes.mapping(node, ("items",), ("items",))
            return Items(self.nodes.each(found["items"], self.nodes.text) if "items" in found else ())
        return TYPES[self.nodes.choice(node, TYPES, Text("字段类型", "type of field"))]

    def _targets(self, reader: Targets) -> dict[str, Target]:
        """Every target; one that is there already in the pack that is extended adds to it what it says."""
        targets = dict(self._under.targets) if self._under else {}
        self.written.update(self.base.written if self.base else {})
        own: set[str] = set()
        for node in self._list("targets"):
            whole = self._whole(node)
            target = reader.target(whole)
            if target.id in own:
                self.nodes.refuse(
                    node,
                    "pack-target-twice",
                    Text(f"指标“{target.id}”出现两次", f"the target {target.id!r} stands twice"),
                    Text("请改名或删去其一", "Rename or delete one of them"),
                )
            own.add(target.id)
            targets[target.id] = target
            self.written[target.id] = whole
        return targets

    def _whole(self, node: Node) -> Node:
        under = self.base.written.get(id_of(node)) if self.base else None
        if under is None or not isinstance(node, MappingNode):
            return node
        if not quotes(node):
            self.nodes.refuse(
                node,
                "pack-quote",
                Text("收紧指标须引用本包的原文", "a target that is tightened quotes this pack's own source"),
                Text("请补充 clause 和 quote", "Add clause and quote"),
            )
        return merged(node, under)

    def _reading_sets(self, targets: Mapping[str, Target]) -> dict[str, dict[str, str]]:
        sets = {name: dict(chosen) for name, chosen in (self._under.reading_sets if self._under else {}).items()}
        for name, _, value in self.nodes.entries(self.found["reading_sets"]) if "reading_sets" in self.found else ():
            sets.setdefault(name, {})
            for target, key, reading in self.nodes.entries(value):
                if target in targets:
                    known = targets[target].readings
                    sets[name][target] = self.nodes.choice(reading, known, Text("口径", f"reading of {target}"))
                else:
                    self.nodes.unknown(key, target, targets, Text("指标", "target"))
        return sets

    def _context(self, reader: Targets, node: Node) -> Context:
        found = self.nodes.mapping(node, CONTEXT_KEYS, ("quote",))
        said = reader.quotes(node, found) if "quote" in found else (Quote(""),)
        todo = "todo" in found and self.nodes.flag(found["todo"])
        reason = self.nodes.both(found["reason"]) if "reason" in found else TO_DO
        if todo == ("reason" in found):
            self.nodes.refuse(
                node,
                "pack-reason",
                Text("须写明理由，或写 todo: yes，二者取一", "it says why it binds nothing, or todo: yes, one of them"),
                Text("请补充 reason", "Give the reason"),
            )
        return Context(said[0], reason, todo)

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
            return self._under.calendar if self._under else Calendar()
        file = self.file.parent / self.nodes.text(self.found["calendar"])
        nodes = Nodes(str(file), self.nodes.problems)
        root = parse(file, nodes)
        found = nodes.mapping(root, CALENDAR_KEYS, CALENDAR_KEYS) if root is not None else {}
        if len(found) < 3:
            return Calendar()
        ends = nodes.mapping(found["known"], ("first", "last"), ("first", "last"))
        off, made_up = (frozenset(nodes.each(found[name], nodes.day)) for name in ("off", "made_up"))
        first, last = (nodes.day(ends[end]) if end in ends else NO_DAY for end in ("first", "last"))
        return Calendar(off, made_up, Period(first, last))
