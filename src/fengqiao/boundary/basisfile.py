"""YAML nodes to what marks rest on: a target, a measure or a scheme, with its bounds."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import attrs
from ruamel.yaml.nodes import Node

from fengqiao.boundary.comparison import comparison
from fengqiao.boundary.measures import Measures
from fengqiao.boundary.nodes import Nodes
from fengqiao.boundary.predicates import BOUNDS, limits
from fengqiao.errors import Text
from fengqiao.model.award import Basis
from fengqiao.model.measure import Change, Measure, Ratio, SelfReported
from fengqiao.model.target import Target

RESTS = ("target", "measure", "scheme")
BASIS_KEYS = (*RESTS, "against", "as", "period", *BOUNDS)


@attrs.frozen
class Bases:
    """Reads what marks rest on, over the targets of a pack."""

    nodes: Nodes
    measures: Measures
    targets: Mapping[str, Target]
    named: list[tuple[str, Node]] = attrs.field(factory=list)
    """The other schemes that were named, and where."""

    def refuse(self, node: Node, what: Text, mend: Text) -> None:
        """Record an item that cannot be taken as it is."""
        self.nodes.refuse(node, "pack-item", what, mend)

    def basis(self, node: Node, found: Mapping[str, Node], *, needed: bool) -> Basis | None:
        """A target, a measure or a scheme, with its bounds; without `needed` none may be there."""
        named = [name for name in RESTS if name in found]
        if len(named) > 1 or (needed and not named):
            self.refuse(
                node,
                Text("评分项须写 target 或 measure 之一", "an item names either a target or a measure"),
                Text("请保留其一", "Keep one of them"),
            )
        compared = comparison(self.nodes, found)
        for name in BOUNDS if named == ["target"] and compared.against is None else ():
            if name in found:
                self.refuse(
                    found[name],
                    Text("指标的阈值由规则包规定，评分项不得另写", "a target brings its own bound; the item has none"),
                    Text(f"请删去 {name}，或改用 measure", f"Delete {name}, or give a measure"),
                )
        if not named:
            return None
        given = limits(self.nodes, node, found) if any(name in found for name in BOUNDS) else None
        return attrs.evolve(
            compared,
            target=self.nodes.choice(found["target"], self.targets, Text("指标", "target"))
            if "target" in found
            else None,
            measure=self.measures.measure(found["measure"]) if "measure" in found else None,
            scheme=self._scheme(found["scheme"]) if "scheme" in found else None,
            limits=given if compared.against or "target" not in found else None,
        )

    def _scheme(self, node: Node) -> str:
        name = self.nodes.text(node)
        self.named.append((name, node))
        return name

    def amount(self, node: Node) -> Fraction:
        """Marks above 0."""
        amount = self.nodes.number(node)
        if amount <= 0:
            self.refuse(node, Text("分值须大于 0", "marks must be above 0"), Text("请改为正数", "Write them above 0"))
        return amount

    # -- what awards and deductions ask of it

    def memberless(self, basis: Basis | None) -> bool:
        """Whether there are no members to count."""
        compared = basis is not None and (basis.against is not None or basis.scheme is not None)
        return compared or isinstance(self.measure_of(basis), Ratio | Change | SelfReported)

    def measure_of(self, basis: Basis | None) -> Measure | None:
        """The measure that it brings, or that its target has by default."""
        if basis is None or basis.target is None:
            return basis.measure if basis else None
        target = self.targets.get(basis.target)
        return target.reading.measure if target else None

    def needs_bound(self, node: Node) -> None:
        """Record that a bound is missing."""
        self.nodes.refuse(
            node,
            "pack-no-bound",
            Text("没有阈值", "there is no bound here"),
            Text(f"请给出：{'、'.join(BOUNDS)}", f"Give at least one of {', '.join(BOUNDS)}"),
        )

    def no_members(self, node: Node) -> None:
        """Record that members are counted where there are none."""
        self.refuse(
            node,
            Text("比值、变化和自报数据没有逐个的成员", "a ratio, a change or a figure has no members to count"),
            Text("请改用 bands 或 per: unit", "Use bands, or per: unit"),
        )
