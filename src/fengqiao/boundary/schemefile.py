"""A scheme's YAML (scheme.yaml beside a pack) to a Scheme."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import attrs
from ruamel.yaml.nodes import Node

from fengqiao.boundary.measures import Measures
from fengqiao.boundary.nodes import Nodes
from fengqiao.boundary.predicates import BOUNDS, limits
from fengqiao.boundary.targetfile import LEVELS
from fengqiao.errors import Text
from fengqiao.model.award import Award, Full, Proportional
from fengqiao.model.scheme import Grade, Item, Scheme
from fengqiao.model.target import Target

NEEDED = ("id", "title", "level", "out_of", "items")
SCHEME_KEYS = (*NEEDED, "grades", "note", "step")
ITEM_KEYS = ("id", "name", "marks", "award", "target", "measure", *BOUNDS)
AWARDS: dict[str, Award] = {"full": Full(), "proportional": Proportional()}


@attrs.frozen
class Schemes:
    """Reads a scheme over the targets of a pack."""

    nodes: Nodes
    measures: Measures
    targets: Mapping[str, Target]

    def scheme(self, root: Node) -> Scheme | None:
        """The scheme; None where so much is missing that nothing can be said."""
        found = self.nodes.mapping(root, SCHEME_KEYS, NEEDED)
        if any(name not in found for name in NEEDED):
            return None
        level = self.nodes.choice(found["level"], LEVELS, Text("层级", "level"))
        return Scheme(
            id=self.nodes.text(found["id"]),
            title=self.nodes.both(found["title"]),
            level=LEVELS[level],
            out_of=self.nodes.number(found["out_of"]),
            items=self._items(found["items"]),
            grades=self.nodes.each(found["grades"], self._grade) if "grades" in found else (),
            note=self.nodes.both(found["note"]) if "note" in found else Text("", ""),
            step=self.nodes.number(found["step"]) if "step" in found else None,
        )

    def _items(self, node: Node) -> tuple[Item, ...]:
        items: dict[str, Item] = {}
        for part in self.nodes.items(node):
            item = self._item(part)
            if item.id in items:
                self.nodes.refuse(
                    part,
                    "pack-item-twice",
                    Text(f"评分项“{item.id}”出现两次", f"the item {item.id!r} stands twice"),
                    Text("请改名或删去其一", "Rename or delete one of them"),
                )
            items[item.id] = item
        return tuple(items.values())

    def _item(self, node: Node) -> Item:
        found = self.nodes.mapping(node, ITEM_KEYS, ("id", "name", "marks", "award"))
        award = self.nodes.choice(found["award"], AWARDS, Text("计分方法", "award")) if "award" in found else "full"
        if ("target" in found) == ("measure" in found):
            self.nodes.refuse(
                node,
                "pack-item",
                Text("评分项须写 target 或 measure 之一", "an item names either a target or a measure"),
                Text("请保留其一", "Keep one of them"),
            )
        target = self._target(found["target"]) if "target" in found else None
        bounds = limits(self.nodes, node, found) if "measure" in found else None
        for name in BOUNDS if "measure" not in found else ():
            if name in found:
                self.nodes.refuse(
                    found[name],
                    "pack-item",
                    Text("指标的阈值由规则包规定，评分项不得另写", "a target brings its own bound; the item has none"),
                    Text(f"请删去 {name}，或改用 measure", f"Delete {name}, or give a measure"),
                )
        if award == "proportional" and bounds is not None and not (bounds.at_least and bounds.at_least > Fraction(0)):  # type: ignore[operator]  # no dates here
            self.nodes.refuse(
                node,
                "pack-item",
                Text("按比例计分须有大于 0 的 at_least", "proportional marks need an at_least above 0"),
                Text("请补充 at_least，或改用 full", "Give at_least, or award full"),
            )
        return Item(
            id=self.nodes.text(found["id"]) if "id" in found else "",
            name=self.nodes.both(found["name"]) if "name" in found else Text("", ""),
            marks=self.nodes.number(found["marks"]) if "marks" in found else Fraction(0),
            award=AWARDS[award],
            target=target,
            measure=self.measures.measure(found["measure"]) if "measure" in found else None,
            limits=bounds,
        )

    def _target(self, node: Node) -> str:
        return self.nodes.choice(node, self.targets, Text("指标", "target"))

    def _grade(self, node: Node) -> Grade:
        found = self.nodes.mapping(node, ("name", *BOUNDS), ("name",))
        return Grade(
            self.nodes.both(found["name"]) if "name" in found else Text("", ""), limits(self.nodes, node, found)
        )
