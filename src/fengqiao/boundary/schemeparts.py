"""YAML nodes to what a scheme is combined from, its groups of units and its subsidy."""

from __future__ import annotations

from fractions import Fraction

import attrs
from ruamel.yaml.nodes import Node

from fengqiao.boundary.amount import fen
from fengqiao.boundary.cells import Refusal
from fengqiao.boundary.comparison import period
from fengqiao.boundary.nodes import Nodes
from fengqiao.boundary.predicates import limits
from fengqiao.errors import Text
from fengqiao.model.predicate import Limits
from fengqiao.model.scheme import Group, Part, Subsidy

PART_KEYS = ("id", "name", "weight", "from", "until", "scheme")


@attrs.frozen
class Parts:
    """Reads the parts of a scheme that are not items; schemes that are named are added to `named`."""

    nodes: Nodes
    named: list[tuple[str, Node]]

    def part(self, node: Node) -> Part:
        """One period, or one other scheme, and its weight."""
        found = self.nodes.mapping(node, PART_KEYS, ("id", "name", "weight"))
        scheme = self.nodes.text(found["scheme"]) if "scheme" in found else None
        if scheme is not None:
            self.named.append((scheme, found["scheme"]))
        if scheme is None and "from" not in found:
            self._refuse(
                node,
                Text("须写明期间或另一评分办法", "a part is a period or another scheme"),
                Text("请补充 from 和 until，或 scheme", "Give from and until, or scheme"),
            )
        return Part(
            self.nodes.text(found["id"]) if "id" in found else "",
            self.nodes.both(found["name"]) if "name" in found else Text("", ""),
            self.nodes.number(found["weight"]) if "weight" in found else Fraction(0),
            period(self.nodes, node, found) if {"from", "until"} & set(found) else None,
            scheme,
        )

    def checked(self, root: Node, parts: tuple[Part, ...], *, has_items: bool) -> None:
        """Weights above 0 that sum to 1, and items where something is scored by them."""
        total = sum((part.weight for part in parts), Fraction(0))
        if parts and (total != 1 or any(part.weight <= 0 for part in parts)):
            self._refuse(
                root,
                Text(
                    f"combine 的权重合计{total}，应为 1，且各大于 0",
                    f"the weights sum to {total}, not to 1, or one is not above 0",
                ),
                Text("请调整 weight", "Mend the weights"),
            )
        if len({part.id for part in parts}) < len(parts):
            self._refuse(
                root,
                Text("combine 的 id 重复", "two parts have one id"),
                Text("请改名", "Rename one"),
            )
        needs = not parts or any(part.scheme is None for part in parts)
        if needs != has_items:
            self._refuse(
                root,
                Text(
                    "办法须有 items，除非全由其他办法合成",
                    "a scheme has items, unless it is combined from others alone",
                ),
                Text("请补充或删去 items", "Give or delete items"),
            )

    def groups(self, node: Node) -> tuple[Group, ...]:
        """Units by code; no unit in two groups."""
        found = self.nodes.each(node, self._group)
        codes = [code for group in found for code in group.units]
        if twice := next((code for code in codes if codes.count(code) > 1), None):
            self._refuse(
                node,
                Text(f"{twice} 列入了两个分组", f"{twice} stands in two groups"),
                Text("请保留其一", "Keep one of them"),
            )
        return found

    def _group(self, node: Node) -> Group:
        found = self.nodes.mapping(node, ("name", "units"), ("name", "units"))
        return Group(
            self.nodes.both(found["name"]) if "name" in found else Text("", ""),
            self.nodes.each(found["units"], self.nodes.text) if "units" in found else (),
        )

    def subsidy(self, node: Node) -> Subsidy:
        """Money for each mark, from a lower bound on."""
        found = self.nodes.mapping(node, ("per_mark", "at_least", "above"), ("per_mark",))
        text = self.nodes.text(found["per_mark"]) if "per_mark" in found else "0"
        amount = fen(text)
        if not isinstance(amount, int):
            refused = amount if isinstance(amount, Refusal) else None
            self._refuse(
                found["per_mark"],
                refused.what if refused else Text("没有写金额", "no amount is given"),
                refused.mend if refused else Text("请写明，如 500元", "Write it, such as 500元"),
            )
            amount = 0
        bounded = {"at_least", "above"} & set(found)
        return Subsidy(Fraction(amount), limits(self.nodes, node, found) if bounded else Limits())

    def _refuse(self, node: Node, what: Text, mend: Text) -> None:
        self.nodes.refuse(node, "pack-item", what, mend)
