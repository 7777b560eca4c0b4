"""A scheme's YAML (scheme.yaml, or schemes/*.yaml, beside a pack) to a Scheme."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import attrs
from ruamel.yaml.nodes import Node

from fengqiao.boundary.awardfile import Awards
from fengqiao.boundary.basisfile import BASIS_KEYS, Bases
from fengqiao.boundary.measures import Measures
from fengqiao.boundary.nodes import Nodes
from fengqiao.boundary.predicates import BOUNDS, limits
from fengqiao.boundary.schemeparts import Parts
from fengqiao.boundary.targetfile import LEVELS
from fengqiao.errors import Text
from fengqiao.model.award import Basis, Full
from fengqiao.model.fact import REGISTERS, Day
from fengqiao.model.predicate import Limits
from fengqiao.model.scheme import Block, GivenMarks, Grade, Item, Scheme, Veto
from fengqiao.model.target import Target

NEEDED = ("id", "title", "level", "out_of")
ADJUSTMENTS = ("bonus", "bonus_cap", "deductions", "veto", "given")
SCHEME_KEYS = (
    *NEEDED,
    "items",
    "grades",
    "note",
    "step",
    "blocks",
    "address",
    "dated_by",
    "combine",
    "groups",
    "minimum_known",
    "subsidy",
    *ADJUSTMENTS,
)
ITEM_KEYS = ("id", "name", "marks", "award", "block", *BASIS_KEYS)
EFFECTS = ("fail", "bars_honours", "grade_at_most", "marks")


@attrs.frozen
class Schemes:
    """Reads a scheme over the targets of a pack."""

    nodes: Nodes
    measures: Measures
    targets: Mapping[str, Target]
    named: list[tuple[str, Node]] = attrs.field(factory=list)
    """The other schemes that were named, and where."""

    @property
    def bases(self) -> Bases:
        """The reader of what marks rest on."""
        return Bases(self.nodes, self.measures, self.targets, self.named)

    def scheme(self, root: Node) -> Scheme | None:
        """The scheme; None where so much is missing that nothing can be said."""
        found = self.nodes.mapping(root, SCHEME_KEYS, NEEDED)
        if any(name not in found for name in NEEDED):
            return None
        dated_by = self._dated_by(found["dated_by"]) if "dated_by" in found else {}
        return attrs.evolve(self, measures=attrs.evolve(self.measures, dated_by=dated_by)).read(root, found)

    def _dated_by(self, node: Node) -> dict[str, str]:
        """The date that places the facts of a register in a period: when it happened, was decided or came to light."""
        dated: dict[str, str] = {}
        for register, value in self.nodes.mapping(node, REGISTERS).items():
            dates = [name for name, holds in self.measures.fields[register].items() if isinstance(holds, Day)]
            dated[register] = self.nodes.choice(value, dates, Text(f"{register} 台账字段", f"field of {register}"))
        return dated

    def read(self, root: Node, found: Mapping[str, Node]) -> Scheme:
        """The scheme, from its keys."""
        nodes = self.nodes
        level = nodes.choice(found["level"], LEVELS, Text("层级", "level"))
        blocks = nodes.each(found["blocks"], self._block) if "blocks" in found else ()
        seen: dict[str, Item] = {}
        items = self._items(found["items"], seen, blocks) if "items" in found else ()
        parts = Parts(nodes, self.named)
        combine = nodes.each(found["combine"], parts.part) if "combine" in found else ()
        parts.checked(root, combine, has_items=bool(items))
        bonus, deductions = (
            self._items(found[name], seen, ()) if name in found else () for name in ("bonus", "deductions")
        )
        grades = nodes.each(found["grades"], self._grade) if "grades" in found else ()
        return Scheme(
            id=nodes.text(found["id"]),
            title=nodes.both(found["title"]),
            level=LEVELS[level],
            out_of=self._above_0(found["out_of"]),
            items=items,
            grades=grades,
            note=nodes.both(found["note"]) if "note" in found else Text("", ""),
            step=self._above_0(found["step"]) if "step" in found else None,
            blocks=blocks,
            bonus=bonus,
            bonus_cap=nodes.number(found["bonus_cap"]) if "bonus_cap" in found else None,
            deductions=deductions,
            veto=nodes.each(found["veto"], lambda one: self._veto(one, grades)) if "veto" in found else (),
            given=nodes.each(found["given"], lambda one: self._given(one, seen)) if "given" in found else (),
            address=nodes.text(found["address"]) if "address" in found else None,
            combine=combine,
            groups=parts.groups(found["groups"]) if "groups" in found else (),
            minimum_known=nodes.number(found["minimum_known"]) if "minimum_known" in found else Fraction(0),
            subsidy=parts.subsidy(found["subsidy"]) if "subsidy" in found else None,
            dated_by=tuple(sorted(self.measures.dated_by.items())),
        )

    def _above_0(self, node: Node) -> Fraction:
        amount = self.nodes.number(node)
        if amount <= 0:
            self._refuse(node, Text("须大于 0", "it must be above 0"), Text("请改为正数", "Write it above 0"))
            return Fraction(1)
        return amount

    def _refuse(self, node: Node, what: Text, mend: Text) -> None:
        self.nodes.refuse(node, "pack-item", what, mend)

    # -- items

    def _items(self, node: Node, seen: dict[str, Item], blocks: tuple[Block, ...]) -> tuple[Item, ...]:
        items: list[Item] = []
        for part in self.nodes.items(node):
            item = self._item(part, blocks)
            if item.id in seen:
                self.nodes.refuse(
                    part,
                    "pack-item-twice",
                    Text(f"评分项“{item.id}”出现两次", f"the item {item.id!r} stands twice"),
                    Text("请改名或删去其一", "Rename or delete one of them"),
                )
                continue
            seen[item.id] = item
            items.append(item)
        return tuple(items)

    def _item(self, node: Node, blocks: tuple[Block, ...]) -> Item:
        found = self.nodes.mapping(node, ITEM_KEYS, ("id", "name", "marks", "award"))
        marks = self._above_0(found["marks"]) if "marks" in found else Fraction(1)
        basis = self.bases.basis(node, found, needed=False)
        award = Awards(self.bases).award(found["award"], node, marks, basis) if "award" in found else Full()
        if blocks and "block" not in found:
            self._refuse(
                node,
                Text("办法分部分，本项未写属于哪一部分", "the scheme has blocks, and this item names none"),
                Text("请补充 block", "Give its block"),
            )
        return Item(
            id=self.nodes.text(found["id"]) if "id" in found else "",
            name=self.nodes.both(found["name"]) if "name" in found else Text("", ""),
            marks=marks,
            award=award,
            basis=basis,
            block=self.nodes.choice(found["block"], [block.id for block in blocks], Text("部分", "block"))
            if "block" in found
            else None,
        )

    def _block(self, node: Node) -> Block:
        found = self.nodes.mapping(node, ("id", "name", "out_of"), ("id", "name", "out_of"))
        return Block(
            self.nodes.text(found["id"]) if "id" in found else "",
            self.nodes.both(found["name"]) if "name" in found else Text("", ""),
            self._above_0(found["out_of"]) if "out_of" in found else Fraction(1),
        )

    # -- vetoes, grades, given marks

    def _veto(self, node: Node, grades: tuple[Grade, ...]) -> Veto:
        found = self.nodes.mapping(node, ("id", "name", *EFFECTS, *BASIS_KEYS), ("id", "name"))
        effects = [name for name in EFFECTS if name in found]
        if len(effects) != 1:
            self._refuse(
                node,
                Text("否决须写明一种后果", "a veto has one effect"),
                Text(f"请用其中之一：{'、'.join(EFFECTS)}", f"Give one of {', '.join(EFFECTS)}"),
            )
        basis = self.bases.basis(node, found, needed=True) or Basis()
        if (basis.target is None or basis.against) and basis.limits is None:
            limits(self.nodes, node, found)
        if effects and effects[0] != "marks" and not grades:
            self._refuse(
                node,
                Text("办法没有等次，否决无从生效", "the scheme has no grades, so this veto changes nothing"),
                Text("请补充 grades，或改为扣分", "Give grades, or take marks"),
            )
        names = [grade.name.en for grade in grades]
        return Veto(
            id=self.nodes.text(found["id"]) if "id" in found else "",
            name=self.nodes.both(found["name"]) if "name" in found else Text("", ""),
            basis=basis,
            fail="fail" in found and self.nodes.flag(found["fail"]),
            bars_honours="bars_honours" in found and self.nodes.flag(found["bars_honours"]),
            grade_at_most=self.nodes.choice(found["grade_at_most"], names, Text("等次", "grade"))
            if "grade_at_most" in found
            else None,
            marks=self._above_0(found["marks"]) if "marks" in found else Fraction(0),
        )

    def _grade(self, node: Node) -> Grade:
        found = self.nodes.mapping(node, ("name", "first", "honours", "when", *BOUNDS), ("name",))
        bounded = any(name in found for name in BOUNDS)
        return Grade(
            self.nodes.both(found["name"]) if "name" in found else Text("", ""),
            limits(self.nodes, node, found) if bounded or "first" not in found else Limits(),
            self.nodes.whole(found["first"]) if "first" in found else None,
            "honours" in found and self.nodes.flag(found["honours"]),
            self._when(found["when"]) if "when" in found else None,
        )

    def _when(self, node: Node) -> Basis | None:
        found = self.nodes.mapping(node, BASIS_KEYS)
        basis = self.bases.basis(node, found, needed=True)
        if basis is not None and (basis.target is None or basis.against) and basis.limits is None:
            limits(self.nodes, node, found)
        return basis

    def _given(self, node: Node, items: Mapping[str, Item]) -> GivenMarks:
        needed = ("item", "unit", "marks", "by", "why")
        found = self.nodes.mapping(node, needed, needed)
        texts = {name: self.nodes.text(found[name]) if name in found else "" for name in ("unit", "by", "why")}
        item = self.nodes.choice(found["item"], items, Text("评分项", "item")) if "item" in found else ""
        marks = self.nodes.number(found["marks"]) if "marks" in found else Fraction(0)
        if item in items and not 0 <= marks <= items[item].marks:
            self._refuse(
                node,
                Text(f"评分须在0至{items[item].marks}分之间", f"marks lie between 0 and {items[item].marks}"),
                Text("请改正评分", "Mend the marks"),
            )
        return GivenMarks(item, texts["unit"], marks, texts["by"], texts["why"])
