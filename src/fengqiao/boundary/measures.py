"""YAML nodes to measures and conditions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Any

import attrs
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from fengqiao.boundary import times
from fengqiao.boundary.nodes import Nodes
from fengqiao.boundary.predicates import BOUNDS, JOINS, Predicates, limits
from fengqiao.errors import Text
from fengqiao.model.calendar import Window
from fengqiao.model.fact import REGISTERS, Day, Domain, Whole
from fengqiao.model.measure import (
    Adherence,
    After,
    Attested,
    Before,
    Both,
    Bound,
    Change,
    Condition,
    Count,
    CountedSet,
    Either,
    FactsOf,
    Held,
    Listed,
    Measure,
    Mediators,
    Placed,
    PlacesOf,
    Ratio,
    Self,
    SelfReported,
    Share,
    Sum,
    Timeliness,
    Unless,
)
from fengqiao.model.predicate import ALWAYS, Predicate
from fengqiao.model.snapshot import KINDS

FACT_KEYS = ("where", "given", "placed", "window", "dated_by")
SET_KEYS = (*FACT_KEYS, "baseline", "one_place")
FORMS: dict[str, tuple[str, ...]] = {
    "count": ("having", "distinct", *SET_KEYS),
    "sum": ("of", *FACT_KEYS),
    "share_of": ("having", "that", *SET_KEYS),
    "adherence": ("by", "every", "times", "where", "counting", "grace", "excuse", "given", "baseline", "window"),
    "timeliness": ("from", "to", "followed_by", "within", *FACT_KEYS),
    "ratio": ("over", "per"),
    "change": ("against", "as"),
    "attested": ("valid",),
    "figure": ("printed",),
    "held": (),
}
NEEDED = {
    "sum": ("of",),
    "adherence": ("by", "every"),
    "timeliness": ("from", "within"),
    "ratio": ("over",),
    "change": ("against",),
}
NOTHING = Attested(())
"""What a refused measure decodes to."""


@attrs.frozen
class Measures:
    """Reads measures; `fields` are the fields of each register, the pack's own included.

    `inside` is the register of the member that encloses a condition, None where a place or nothing does.
    """

    nodes: Nodes
    fields: Mapping[str, Mapping[str, Domain]]

    @property
    def predicates(self) -> Predicates:
        """The reader of `where` and `that`."""
        return Predicates(self.nodes, self.fields)

    def measure(self, node: Node, inside: str | None = None) -> Measure:
        """One measure."""
        return self._measure(node, inside, ())[0]

    def condition(self, node: Node, inside: str | None = None) -> Condition:
        """A measure with limits, or all, any or not of conditions."""
        joins = [name for name, _, _ in self._peek(node) if name in JOINS]
        if joins:
            found = self.nodes.mapping(node, joins[:1])
            part = found[joins[0]]
            match joins[0]:
                case "all":
                    return Both(self.nodes.each(part, lambda item: self.condition(item, inside)))
                case "any":
                    return Either(self.nodes.each(part, lambda item: self.condition(item, inside)))
                case _:
                    return Unless(self.condition(part, inside))
        measure, found = self._measure(node, inside, BOUNDS)
        return Bound(measure, limits(self.nodes, node, found))

    def _peek(self, node: Node) -> list[tuple[str, Node, Node]]:
        pairs = node.value if isinstance(node, MappingNode) else []
        return [(str(key.value), key, value) for key, value in pairs]

    def _measure(self, node: Node, inside: str | None, more: Collection[str]) -> tuple[Measure, dict[str, Node]]:
        kinds = [name for name, _, _ in self._peek(node) if name in FORMS]
        if len(kinds) != 1:
            if self.nodes.is_a(node, "mapping"):
                known = ", ".join(FORMS)
                self.nodes.refuse(
                    node,
                    "pack-measure",
                    Text(
                        f"此处不是一个度量（同时写了 {'、'.join(kinds)}）" if kinds else "此处不是一个度量",
                        f"this is no one measure (it names {', '.join(kinds)})" if kinds else "this is no measure",
                    ),
                    Text(f"请用其中之一：{known}", f"Use one of {known}"),
                )
            return NOTHING, {}
        kind = kinds[0]
        found = self.nodes.mapping(node, (kind, *FORMS[kind], *more), NEEDED.get(kind, ()))
        if any(name not in found for name in NEEDED.get(kind, ())):
            return NOTHING, found
        readers: dict[str, Callable[[dict[str, Node], str | None], Measure]] = {
            "count": self._count,
            "sum": self._sum,
            "share_of": self._share,
            "adherence": self._adherence,
            "timeliness": self._timeliness,
            "ratio": self._ratio,
            "change": self._change,
            "attested": self._attested,
            "figure": self._figure,
            "held": self._held,
        }
        return readers[kind](found, inside), found

    # -- one reader for each node

    def _count(self, found: dict[str, Node], inside: str | None) -> Measure:
        of = self._set(found["count"], found, inside)
        distinct = self._field(found.get("distinct"), register_of(of))
        return Count(of, self._having(found, of), distinct)

    def _sum(self, found: dict[str, Node], inside: str | None) -> Measure:
        of = self._facts(found["of"], found, inside)
        return Sum(self._field(found["sum"], of.register, Whole) or "", of)

    def _share(self, found: dict[str, Node], inside: str | None) -> Measure:
        of = self._set(found["share_of"], found, inside)
        register = register_of(of)
        that: Predicate = ALWAYS
        if "that" in found and register is None:
            self._not_here(found["that"], "that", "having")
        elif "that" in found:
            that = self.predicates.read(found["that"], register or "")
        if "that" not in found and "having" not in found:
            self.nodes.refuse(
                found["share_of"],
                "pack-measure",
                Text("share_of 缺少条件", "this share says nothing of its members"),
                Text("请给出 having 或 that", "Give having or that"),
            )
        return Share(of, self._having(found, of), that)

    def _adherence(self, found: dict[str, Node], inside: str | None) -> Measure:
        register = self._register(found["adherence"])
        by = self._places(found["by"], found)
        counting: Any = "covered"
        if "counting" in found:
            counting = self.nodes.choice(
                found["counting"], ("covered", "on_time", "days_late"), Text("算法", "counting")
            )
        if "excuse" in found:
            self.nodes.choice(found["excuse"], ("no_working_day",), Text("免除", "excuse"))
        window = times.window(self.nodes, found["window"], dates=None) if "window" in found else None
        return Adherence(
            register,
            by,
            times.cadence(self.nodes, found["every"]),
            times=self.nodes.whole(found["times"]) if "times" in found else 1,
            where=self._where(found, register),
            counting=counting,
            grace=times.duration(self.nodes, found["grace"], ("days",)).n if "grace" in found else 0,
            excuse_no_working_day="excuse" in found,
            window=window if isinstance(window, Window) else None,
        )

    def _timeliness(self, found: dict[str, Node], inside: str | None) -> Measure:
        of = self._facts(found["timeliness"], found, inside)
        if ("to" in found) == ("followed_by" in found):
            self.nodes.refuse(
                found["timeliness"],
                "pack-measure",
                Text("to 与 followed_by 须写且只写一个", "give either to or followed_by"),
                Text("请保留其一", "Keep one of them"),
            )
        return Timeliness(
            of,
            self._field(found["from"], of.register, Day) or "",
            times.duration(self.nodes, found["within"]),
            self._field(found.get("to"), of.register, Day),
            self._register(found["followed_by"]) if "followed_by" in found else None,
        )

    def _ratio(self, found: dict[str, Node], inside: str | None) -> Measure:
        per = self.nodes.number(found["per"]) if "per" in found else Fraction(1)
        return Ratio(self.measure(found["ratio"], inside), self.measure(found["over"], inside), per)

    def _change(self, found: dict[str, Node], inside: str | None) -> Measure:
        word = str(found["against"].value)
        against: Any = word if word in ("last_year", "last_period") else self.nodes.day(found["against"])
        if "as" in found:
            self.nodes.choice(found["as"], ("rate",), Text("形式", "form"))
        return Change(self.measure(found["change"], inside), against, rate="as" in found)

    def _attested(self, found: dict[str, Node], inside: str | None) -> Measure:
        items = tuple(self.nodes.text(item) for item in self.nodes.one_or_more(found["attested"]))
        valid = times.duration(self.nodes, found["valid"], ("days",)).n if "valid" in found else None
        return Attested(items, timedelta(days=valid) if valid else None)

    def _figure(self, found: dict[str, Node], inside: str | None) -> Measure:
        if "printed" in found:
            self.nodes.choice(found["printed"], ("exact",), Text("写法", "form"))
        return SelfReported(self.nodes.text(found["figure"]), exact="printed" in found)

    def _held(self, found: dict[str, Node], inside: str | None) -> Measure:
        return Held(self.nodes.each(found["held"], lambda item: self.condition(item, inside)))

    # -- counted sets

    def _set(self, name: Node, found: dict[str, Node], inside: str | None) -> CountedSet:
        if isinstance(name, SequenceNode):
            return self._places(name, found)
        word = self.nodes.text(name)
        if word in KINDS or word == "self":
            return self._places(name, found)
        if word == "mediators":
            return self._mediators(name, found, inside)
        if word in REGISTERS:
            return self._facts(name, found, inside)
        self.nodes.unknown(name, word, (*KINDS, "mediators", "self", *REGISTERS), Text("计数对象", "counted set"))
        return Self()

    def _places(self, name: Node, found: dict[str, Node]) -> PlacesOf | Self | Listed:
        by = "adherence" in found
        kept = () if isinstance(name, SequenceNode) or name.value == "self" else ("given", "baseline")
        for key in SET_KEYS:
            if key in found and key not in (*kept, *(("where", "window") if by else ())):
                self._not_here(found[key], key, ", ".join((*kept, "having")))
        if isinstance(name, SequenceNode):
            return Listed(self.nodes.each(name, self.nodes.text))
        word = self.nodes.choice(name, (*KINDS, "self"), Text("地方", "kind of place"))
        if word == "self":
            return Self()
        baseline = self.nodes.day(found["baseline"]) if "baseline" in found else None
        return PlacesOf(word, self._given(found, None), baseline)

    def _mediators(self, name: Node, found: dict[str, Node], inside: str | None) -> Mediators:
        for key in ("given", "dated_by", "baseline"):
            if key in found:
                self._not_here(found[key], key, "where, placed, window, one_place")
        return Mediators(
            self._placed(name, found, needed=True),
            self._where(found, "posts"),
            self._window(found, inside),
            one_place=self.nodes.flag(found["one_place"]) if "one_place" in found else False,
        )

    def _facts(self, name: Node, found: dict[str, Node], inside: str | None) -> FactsOf:
        for key in ("baseline", "one_place"):
            if key in found:
                self._not_here(found[key], key, ", ".join(FACT_KEYS))
        register = self._register(name)
        return FactsOf(
            register,
            self._where(found, register),
            self._given(found, register),
            self._placed(name, found, needed=register == "posts"),
            self._window(found, inside),
            self._field(found.get("dated_by"), register, Day),
        )

    def _placed(self, name: Node, found: dict[str, Node], *, needed: bool) -> Placed:
        if "placed" not in found:
            if needed:
                self.nodes.refuse(
                    name,
                    "pack-placed",
                    Text("未说明哪些岗位计入", "it is not said which posts count"),
                    Text(
                        "请写 placed: at（在本单位任职）或 placed: within（在其范围内任职）",
                        "Write placed: at (posted at the unit) or placed: within (posted in its area)",
                    ),
                )
            return "within"
        placed: Any = self.nodes.choice(found["placed"], ("at", "within"), Text("范围", "way to be placed"))
        return placed  # type: ignore[no-any-return]

    # -- parts that several nodes share

    def _having(self, found: dict[str, Node], of: CountedSet) -> Condition | None:
        return self.condition(found["having"], register_of(of)) if "having" in found else None

    def _given(self, found: dict[str, Node], register: str | None) -> Condition | None:
        return self.condition(found["given"], register) if "given" in found else None

    def _where(self, found: dict[str, Node], register: str) -> Predicate:
        return self.predicates.read(found["where"], register) if "where" in found else ALWAYS

    def _window(self, found: dict[str, Node], inside: str | None) -> Window | Before | After | None:
        if "window" not in found:
            return None
        dates = None if inside is None else self._named(inside, Day)
        return times.window(self.nodes, found["window"], dates=dates)

    def _register(self, node: Node) -> str:
        return self.nodes.choice(node, REGISTERS, Text("台账", "register"))

    def _field(self, node: Node | None, register: str | None, domain: type | None = None) -> str | None:
        if node is None:
            return None
        if register is None:
            self._not_here(node, self.nodes.text(node), "having")
            return None
        return self.nodes.choice(
            node, self._named(register, domain), Text(f"{register} 台账字段", f"field of {register}")
        )

    def _named(self, register: str, domain: type | None) -> list[str]:
        fields = self.fields.get(register, {})
        return [name for name, holds in fields.items() if domain is None or isinstance(holds, domain)]

    def _not_here(self, node: Node, key: str, instead: str) -> None:
        self.nodes.refuse(
            node,
            "pack-not-here",
            Text(f"“{key}”不适用于此计数对象", f"{key!r} does not go with this counted set"),
            Text(f"可用：{instead}", f"Use {instead}"),
        )


def register_of(of: CountedSet) -> str | None:
    """The register whose facts are the members of a set; None for places."""
    match of:
        case FactsOf(register):
            return register
        case Mediators():
            return "posts"
        case _:
            return None
