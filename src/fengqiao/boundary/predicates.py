"""YAML nodes to limits and predicates over the fields of a register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import attrs
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from fengqiao.boundary.nodes import Nodes, said
from fengqiao.errors import Text
from fengqiao.model.fact import Choice, Day, Domain, Items, Number, Whole, YesNo
from fengqiao.model.predicate import ALWAYS, AllOf, AnyOf, Equals, Given, Has, In, Limits, NotThat, Predicate, Within

BOUNDS = ("at_least", "at_most", "above", "below")
LISTS = ("has_all", "has_any")
JOINS = ("all", "any", "not")


def limits(nodes: Nodes, owner: Node, found: Mapping[str, Node], read: Callable[[Node], Any] | None = None) -> Limits:
    """Bounds from the keys at_least, at_most, above and below, each read as a number (or as `read` does).

    At least one is there, and they do not cross.
    """
    ends: dict[str, Any] = {name: (read or nodes.number)(found[name]) for name in BOUNDS if name in found}
    if not ends:
        nodes.refuse(
            owner,
            "pack-no-bound",
            Text("没有阈值", "there is no bound here"),
            Text(f"请给出：{'、'.join(BOUNDS)}", f"Give at least one of {', '.join(BOUNDS)}"),
        )
    lows = [ends[name] for name in ("at_least", "above") if name in ends]
    highs = [ends[name] for name in ("at_most", "below") if name in ends]
    if lows and highs and max(lows) > min(highs):
        nodes.refuse(
            owner,
            "pack-bounds-crossed",
            Text(
                f"下限 {max(lows)} 大于上限 {min(highs)}", f"the low end {max(lows)} is above the high end {min(highs)}"
            ),
            Text("请调整阈值", "Mend one of them"),
        )
    return Limits(**ends)


@attrs.frozen
class Predicates:
    """Reads `where` and `that`: conditions on the fields of one register."""

    nodes: Nodes
    fields: Mapping[str, Mapping[str, Domain]]

    def read(self, node: Node, register: str) -> Predicate:
        """{field: form, ...}, all of which must hold; all, any and not join further ones."""
        fields = self.fields.get(register, {})
        parts: list[Predicate] = []
        for name, key, value in self.nodes.entries(node):
            match name:
                case "all":
                    parts.append(AllOf(self.nodes.each(value, lambda item: self.read(item, register))))
                case "any":
                    parts.append(AnyOf(self.nodes.each(value, lambda item: self.read(item, register))))
                case "not":
                    parts.append(NotThat(self.read(value, register)))
                case _ if name in fields:
                    parts.append(self._field(name, fields[name], value))
                case _:
                    what = Text(f"{register} 台账字段", f"field of the register {register}")
                    self.nodes.unknown(key, name, (*fields, *JOINS), what, code="pack-unknown-field")
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts)) if parts else ALWAYS

    def _field(self, name: str, domain: Domain, node: Node) -> Predicate:
        if isinstance(node, SequenceNode):
            return In(name, tuple(self.value(domain, item) for item in node.value))
        if isinstance(node, MappingNode):
            return self._form(name, domain, node)
        if isinstance(node, ScalarNode) and node.style is None and node.value in ("given", "missing"):
            return Given(name, node.value == "given")
        return Equals(name, self.value(domain, node))

    def _form(self, name: str, domain: Domain, node: MappingNode) -> Predicate:
        if isinstance(domain, Items):
            found = self.nodes.mapping(node, LISTS)
            parts = tuple(
                Has(
                    name,
                    tuple(
                        self.nodes.choice(item, domain.items, Text("事项", "item")) for item in self.nodes.items(value)
                    ),
                    every=form == "has_all",
                )
                for form, value in found.items()
            )
            return parts[0] if len(parts) == 1 else AllOf(parts)
        if not isinstance(domain, Day | Whole | Number):
            self.nodes.wrong(
                node,
                Text("一个值、一个列表、given 或 missing", "a value, a list, given or missing"),
                Text(f"“{name}”不能比较大小", f"{name!r} has no order"),
            )
            return ALWAYS
        found = self.nodes.mapping(node, BOUNDS)
        return Within(name, limits(self.nodes, node, found, self._reader(domain)))

    def _reader(self, domain: Domain) -> Callable[[Node], Any]:
        """How the ends of a field that has an order are read."""
        match domain:
            case Day():
                return self.nodes.day
            case Whole(money=True):
                return self.nodes.money
            case _:
                return self.nodes.number

    def value(self, domain: Domain, node: Node) -> Any:
        """One value that a field may hold."""
        match domain:
            case YesNo():
                return self.nodes.flag(node)
            case Choice(values):
                return self.nodes.choice(node, values, Text("取值", "value"))
            case Whole(money=True):
                return int(self.nodes.money(node))
            case Whole():
                return self.nodes.whole(node)
            case Day():
                return self.nodes.day(node)
            case Number():
                exact = self.nodes.number(node)
                return Decimal(exact.numerator) / Decimal(exact.denominator)
            case Items(items):
                value = self.nodes.text(node)
                known = ", ".join(items)
                self.nodes.wrong(node, Text(f"{{has_all: [{known}]}}", f"{{has_all: [{known}]}}"), said(value))
                return value
            case _:
                return self.nodes.text(node)
