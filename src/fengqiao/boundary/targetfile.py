"""YAML nodes to targets, their readings and milestones."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import attrs
from ruamel.yaml.nodes import MappingNode, Node

from fengqiao.boundary.measures import NOTHING, Measures
from fengqiao.boundary.nodes import NO_DAY, Nodes
from fengqiao.boundary.predicates import BOUNDS, limits
from fengqiao.errors import Text
from fengqiao.model.calendar import add_months
from fengqiao.model.measure import Measure
from fengqiao.model.place import Level
from fengqiao.model.target import Milestone, Quote, Reading, Target

LEVEL_LISTS = ("judged_at", "rolled_up_at", "shown_at")
READING_KEYS = ("called", "why", "measure", "milestones", "recurs", *LEVEL_LISTS, "base")
TARGET_KEYS = (
    "id",
    "title",
    "unit",
    "clause",
    "quote",
    "nth",
    "quotes",
    "qualitative",
    "supersedes",
    "default",
    "readings",
    *READING_KEYS,
)
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
ONLY = "as-written"
"""The name of the one reading of a clause that can be read in one way only."""
AS_WRITTEN = Text("按条文字面理解", "as the clause reads")
NAMED = {ONLY: Text("按条文", "as written")}
"""What readings without a name for people are called; others go by their own name."""
Ends = Callable[[Node], Any]
"""How the bounds of a measure are read."""
LEVELS = {level.value: level for level in Level}


@attrs.frozen
class Targets:
    """Reads targets; `flowed` are the scalars that stand inside {} or [], where a quote may not stand."""

    nodes: Nodes
    measures: Measures
    flowed: frozenset[int]

    def target(self, node: Node) -> Target:
        """One target with all its readings."""
        found = self.nodes.mapping(node, TARGET_KEYS, ("id", "title", "clause"))
        readings = self._readings(node, found)
        default = self._default(node, found, readings)
        return Target(
            id=self.name(found["id"]) if "id" in found else "",
            title=self.nodes.both(found["title"]) if "title" in found else Text("", ""),
            clause=self.nodes.text(found["clause"]) if "clause" in found else "",
            quotes=self.quotes(node, found),
            default=default,
            readings=readings,
            unit=self.nodes.both(found["unit"]) if "unit" in found else Text("", ""),
            qualitative=self.nodes.flag(found["qualitative"]) if "qualitative" in found else False,
            supersedes=self.nodes.text(found["supersedes"]) if "supersedes" in found else None,
        )

    def name(self, node: Node) -> str:
        """An id: small letters, digits and hyphens."""
        value = self.nodes.text(node)
        if value and not NAME.fullmatch(value):
            self.nodes.refuse(
                node,
                "pack-id",
                Text(f"“{value}”不是合法的标识", f"{value!r} is no id"),
                Text("请用小写字母、数字和连字符，如 county-studios", "Use small letters, digits and hyphens"),
            )
        return value

    # -- quotes

    def quotes(self, node: Node, found: Mapping[str, Node]) -> tuple[Quote, ...]:
        """The words of the source that a target or a context rests on."""
        if ("quote" in found) == ("quotes" in found):
            self.nodes.refuse(
                node,
                "pack-quote",
                Text("须有且只有 quote 或 quotes", "give either quote or quotes"),
                Text("请引用原文（单独成行）", "Quote the source, on a line of its own"),
            )
            return ()
        if "quote" in found:
            nth = self.nodes.whole(found["nth"]) if "nth" in found else 1
            return (Quote(self._words(found["quote"]), nth),)
        return self.nodes.each(found["quotes"], self._quote)

    def _quote(self, node: Node) -> Quote:
        if not isinstance(node, MappingNode):
            return Quote(self._words(node))
        found = self.nodes.mapping(node, ("text", "nth"), ("text",))
        words = self._words(found["text"]) if "text" in found else ""
        return Quote(words, self.nodes.whole(found["nth"]) if "nth" in found else 1)

    def _words(self, node: Node) -> str:
        if id(node) in self.flowed:
            self.nodes.refuse(
                node,
                "pack-quote-in-flow",
                Text(
                    "引文写在 {} 或 [] 之内，原文的半角逗号会把它切断",
                    "a quote stands inside {} or [], where the source's ASCII commas would cut it",
                ),
                Text("请让引文单独成行", "Put the quote on a line of its own"),
            )
        return self.nodes.text(node)

    # -- readings

    def _readings(self, node: Node, found: Mapping[str, Node]) -> dict[str, Reading]:
        """Every reading by name, the one written at the target itself first."""
        readings: dict[str, Reading] = {}
        others = list(self.nodes.entries(found["readings"])) if "readings" in found else []
        if "measure" in found:
            why = self.nodes.both(found["why"]) if "why" in found else AS_WRITTEN
            if others and "why" not in found:
                self._no_why(node)
            name = self.name(found["default"]) if "default" in found else ONLY
            readings[name] = self._reading(node, name, why, found, found)
        for name, key, value in others:
            self.name(key)
            parts = self.nodes.mapping(value, READING_KEYS)
            if name in readings:
                self.nodes.refuse(
                    key,
                    "pack-reading-twice",
                    Text(f"口径“{name}”已写在指标本身", f"the reading {name!r} is written at the target itself"),
                    Text("请删去其一", "Delete one of the two"),
                )
                continue
            if "why" not in parts:
                self._no_why(value)
            why = self.nodes.both(parts["why"]) if "why" in parts else AS_WRITTEN
            readings[name] = self._reading(value, name, why, parts, found)
        return readings

    def _no_why(self, node: Node) -> None:
        self.nodes.refuse(
            node,
            "pack-no-why",
            Text("口径没有说明理由", "a reading does not say why"),
            Text("请写 why: {zh: …, en: …}", "Write why: {zh: ..., en: ...}"),
        )

    def _default(self, node: Node, found: Mapping[str, Node], readings: Mapping[str, Reading]) -> str:
        if not readings:
            self.nodes.refuse(
                node,
                "pack-no-measure",
                Text("指标没有度量", "this target has no measure"),
                Text("请写 measure，定性条款写 attested", "Write measure; a qualitative clause is attested"),
            )
            return ""
        if "default" not in found:
            if "measure" not in found or len(readings) > 1:
                self.nodes.refuse(
                    node,
                    "pack-default",
                    Text("没有写明默认口径的名称", "the default reading is not named"),
                    Text("请写 default: 名称", "Write default: NAME"),
                )
            return next(iter(readings))
        return self.nodes.choice(found["default"], readings, Text("口径", "reading"))

    def _reading(
        self, node: Node, name: str, why: Text, own: Mapping[str, Node], target: Mapping[str, Node]
    ) -> Reading:
        """What a reading does not say itself it takes from the target; the level lists as a whole."""
        measure = own.get("measure", target.get("measure"))
        dues = own if "milestones" in own or "recurs" in own else target
        lists = own if any(name in own for name in LEVEL_LISTS) else target
        base = own.get("base", target.get("base"))
        if measure is None:
            self.nodes.refuse(
                node,
                "pack-no-measure",
                Text(f"口径“{name}”没有度量", f"the reading {name!r} has no measure"),
                Text("请写 measure", "Write measure"),
            )
        measured = self._measured(measure)
        read = self.measures.ends(measured)
        return Reading(
            name=name,
            why=why,
            measure=measured,
            milestones=self._milestones(dues, read),
            base=self._base(base, read) if base is not None else None,
            called=self.nodes.both(own["called"]) if "called" in own else NAMED.get(name, Text(name, name)),
            **self._levels(node, lists),
        )

    def _measured(self, node: Node | None) -> Measure:
        """A measure; one that several readings share is decoded for each, and its problems told once."""
        before = len(self.nodes.problems)
        measure = self.measures.measure(node) if node is not None else NOTHING
        self._once(before)
        return measure

    def _once(self, before: int) -> None:
        old, new = self.nodes.problems[:before], self.nodes.problems[before:]
        self.nodes.problems[before:] = [problem for problem in new if problem not in old]

    def _levels(self, node: Node, found: Mapping[str, Node]) -> dict[str, Any]:
        before = len(self.nodes.problems)
        lists: dict[str, tuple[Level, ...]] = {}
        seen: dict[Level, str] = {}
        for name in LEVEL_LISTS:
            levels = []
            for item in self.nodes.items(found[name]) if name in found else ():
                level = LEVELS[self.nodes.choice(item, LEVELS, Text("层级", "level"))]
                if level in seen:
                    self.nodes.refuse(
                        item,
                        "pack-level-twice",
                        Text(
                            f"层级“{level.value}”同时写在 {seen[level]} 和 {name}",
                            f"the level {level.value!r} stands in {seen[level]} and in {name}",
                        ),
                        Text("每个层级只能写在一处", "A level stands in one list only"),
                    )
                seen[level] = name
                levels.append(level)
            lists[name] = tuple(levels)
        if not seen:
            self.nodes.refuse(
                node,
                "pack-no-level",
                Text("没有写明在哪一级考核", "it is not said at which level this is judged"),
                Text("请写 judged_at、rolled_up_at 或 shown_at", "Write judged_at, rolled_up_at or shown_at"),
            )
        lower = max((level.depth for level in lists["judged_at"]), default=-1)
        for level in lists["rolled_up_at"]:
            if lower <= level.depth:
                self.nodes.refuse(
                    found["rolled_up_at"],
                    "pack-rolled-up",
                    Text(
                        f"“{level.value}”以下没有被考核的层级可供汇总",
                        f"no level below {level.value!r} is judged, so there is nothing to roll up",
                    ),
                    Text("请在 judged_at 写入下一级", "Put the level below into judged_at"),
                )
        self._once(before)
        return dict(lists)

    # -- time

    def _milestones(self, found: Mapping[str, Node], read: Ends) -> tuple[Milestone, ...]:
        before = len(self.nodes.problems)
        milestones: list[Milestone] = []
        for _, key, value in self.nodes.entries(found["milestones"]) if "milestones" in found else ():
            parts = self.nodes.mapping(value, (*BOUNDS, "from", "until"))
            ends = [self.nodes.day(parts[end]) if end in parts else None for end in ("from", "until")]
            milestones.append(Milestone(self.nodes.day(key), limits(self.nodes, value, parts, read), *ends))
        if "recurs" in found:
            milestones += self._recurring(found["recurs"], read)
        self._once(before)
        return tuple(milestones)

    def _recurring(self, node: Node, read: Ends) -> list[Milestone]:
        parts = self.nodes.mapping(node, ("each", "first", "last", *BOUNDS), ("each", "first", "last"))
        bounds = limits(self.nodes, node, parts, read)
        if any(name not in parts for name in ("each", "first", "last")):
            return []
        first, last = self.nodes.day(parts["first"]), self.nodes.day(parts["last"])
        each = self.nodes.choice(parts["each"], MONTHS, Text("周期", "interval"))
        if last < first:
            self.nodes.refuse(
                node,
                "pack-dates",
                Text(f"{first} 晚于 {last}", f"{first} is after {last}"),
                Text("请先写首个日期", "Write the earlier date first"),
            )
        if NO_DAY in (first, last):
            return []
        found: list[Milestone] = []
        while (day := add_months(first, MONTHS[each] * len(found))) <= last:
            before = add_months(first, MONTHS[each] * (len(found) - 1))
            since, until = (None, None) if each == "year" else (before + timedelta(days=1), day)
            found.append(Milestone(day, bounds, since, until))
        return found

    def _base(self, node: Node, read: Ends) -> tuple[date, Any] | None:
        parts = self.nodes.mapping(node, ("on", "value"), ("on", "value"))
        if len(parts) < 2:
            return None
        return self.nodes.day(parts["on"]), read(parts["value"])
