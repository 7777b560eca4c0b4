"""YAML nodes to award operators."""

from __future__ import annotations

from fractions import Fraction

import attrs
from ruamel.yaml.nodes import MappingNode, Node

from fengqiao.boundary.basisfile import BASIS_KEYS, Bases
from fengqiao.boundary.deductionfile import Deductions
from fengqiao.boundary.predicates import BOUNDS, limits
from fengqiao.errors import Text
from fengqiao.model.award import (
    Alternative,
    Award,
    Band,
    Bands,
    Basis,
    BetterOf,
    Convert,
    Deduct,
    Each,
    Full,
    Given,
    Proportional,
)
from fengqiao.model.predicate import Limits

WORDS: dict[str, Award] = {"full": Full(), "proportional": Proportional(), "given": Given(), "convert": Convert()}
FORMS = ("bands", "deduct", "each", "better_of")


@attrs.frozen
class Awards:
    """Reads awards."""

    bases: Bases

    def award(self, node: Node, owner: Node, marks: Fraction, basis: Basis | None) -> Award:
        """A word (full, proportional, given), or one of the forms bands, deduct, each and better_of."""
        if isinstance(node, MappingNode):
            award = self._form(node, owner, marks, basis)
        else:
            word = self.bases.nodes.choice(node, (*WORDS, *FORMS), Text("计分方法", "award"))
            award = WORDS[word] if word in WORDS else self._bare(node)
        self._checked(award, owner, basis)
        return award

    def _bare(self, node: Node) -> Award:
        word = self.bases.nodes.text(node)
        self.bases.refuse(
            node,
            Text(f"{word} 须写明内容", f"{word} says nothing yet"),
            Text(f"请写成 {{{word}: …}}", f"Write {{{word}: ...}}"),
        )
        return Full()

    def _form(self, node: MappingNode, owner: Node, marks: Fraction, basis: Basis | None) -> Award:
        found = self.bases.nodes.mapping(node, (*FORMS, "floor", "cap"))
        forms = [name for name in FORMS if name in found]
        extra = [name for name in ("floor", "cap") if name in found]
        if len(forms) != 1 or (extra and forms != ["deduct"]):
            self.bases.refuse(
                node,
                Text(
                    "计分方法须恰为一种，floor 和 cap 只用于 deduct",
                    "an award is one form; floor and cap go with deduct",
                ),
                Text(f"可用：{'、'.join(FORMS)}", f"Use one of {', '.join(FORMS)}"),
            )
            return Full()
        part = found[forms[0]]
        match forms[0]:
            case "bands":
                return Bands(self.bases.nodes.each(part, lambda one: self._band(one, marks)))
            case "each":
                return Each(self.bases.amount(part))
            case "better_of":
                return BetterOf(self.bases.nodes.each(part, lambda one: self._alternative(one, marks)))
            case _:
                floor = self.bases.nodes.number(found["floor"]) if "floor" in found else None
                cap = self.bases.amount(found["cap"]) if "cap" in found else None
                return Deduct(
                    self.bases.nodes.each(part, lambda one: Deductions(self.bases).line(one, basis)), floor, cap
                )

    def _band(self, node: Node, marks: Fraction) -> Band:
        found = self.bases.nodes.mapping(node, ("marks", *BOUNDS), ("marks",))
        got = self.bases.nodes.number(found["marks"]) if "marks" in found else marks
        return Band(limits(self.bases.nodes, node, found), got)

    def _alternative(self, node: Node, marks: Fraction) -> Alternative:
        found = self.bases.nodes.mapping(node, ("award", *BASIS_KEYS), ("award",))
        basis = self.bases.basis(node, found, needed=True) or Basis()
        award = self.award(found["award"], node, marks, basis) if "award" in found else Full()
        return Alternative(award, basis)

    # -- what an award asks of its basis

    def _checked(self, award: Award, node: Node, basis: Basis | None) -> None:
        bounds = basis.limits if basis else None
        own = bool(basis and (basis.measure or basis.scheme or basis.against))
        if isinstance(award, Full | Proportional | Bands | Each | Convert) and basis is None:
            self.bases.refuse(
                node,
                Text("评分项须写 target 或 measure 之一", "an item names either a target or a measure"),
                Text("请补充其一", "Give one of them"),
            )
        elif isinstance(award, Convert) and basis and (basis.scheme is None or bounds or basis.against):
            self.bases.refuse(
                node,
                Text("convert 只用于 scheme，且不设阈值", "convert goes with a scheme, without a bound"),
                Text("请写明 scheme", "Give the scheme"),
            )
        elif isinstance(award, Full | Proportional) and own and bounds is None:
            self.bases.needs_bound(node)
        elif isinstance(award, Bands | Each) and bounds is not None:
            self.bases.refuse(
                node,
                Text("bands 和 each 不另设阈值", "bands and each have no bound beside them"),
                Text("请删去阈值", "Delete the bound"),
            )
        elif isinstance(award, Each) and self.bases.memberless(basis):
            self.bases.no_members(node)
        elif isinstance(award, Given | BetterOf) and basis is not None:
            self.bases.refuse(
                node,
                Text(
                    "given 和 better_of 不写 target 或 measure",
                    "given and better_of have no target or measure of their own",
                ),
                Text("请删去", "Delete it"),
            )
        if isinstance(award, Proportional) and bounds is not None and not _positive(bounds):
            self.bases.refuse(
                node,
                Text("按比例计分须有大于 0 的 at_least", "proportional marks need an at_least above 0"),
                Text("请补充 at_least，或改用 full", "Give at_least, or award full"),
            )


def _positive(bounds: Limits) -> bool:
    return isinstance(bounds.at_least, Fraction) and bounds.at_least > 0
