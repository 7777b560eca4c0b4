"""YAML nodes to award operators and what they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import get_args

import attrs
from ruamel.yaml.nodes import MappingNode, Node

from fengqiao.boundary.comparison import comparison, period
from fengqiao.boundary.measures import Measures
from fengqiao.boundary.nodes import Nodes
from fengqiao.boundary.predicates import BOUNDS, limits
from fengqiao.boundary.times import cadence
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
    Deduction,
    Each,
    Flat,
    Full,
    Given,
    Line,
    PerNo,
    PerShort,
    PerStep,
    PerUnit,
    Proportional,
    Protected,
    Rounding,
)
from fengqiao.model.measure import Change, Count, FactsOf, Measure, Ratio, SelfReported
from fengqiao.model.predicate import Limits
from fengqiao.model.target import Target

WORDS: dict[str, Award] = {"full": Full(), "proportional": Proportional(), "given": Given(), "convert": Convert()}
FORMS = ("bands", "deduct", "each", "better_of")
RESTS = ("target", "measure", "scheme")
BASIS_KEYS = (*RESTS, "against", "as", "period", *BOUNDS)
PER = ("flat", "no", "short", "unit", "step")
LINE_KEYS = ("name", "marks", "per", "step", "rounding", "repeat", "times_when", "every", "cap", *BASIS_KEYS)
ROUNDINGS: tuple[Rounding, ...] = get_args(Rounding)


@attrs.frozen
class Awards:
    """Reads awards over the targets of a pack."""

    nodes: Nodes
    measures: Measures
    targets: Mapping[str, Target]
    named: list[tuple[str, Node]] = attrs.field(factory=list)
    """The other schemes that were named, and where."""

    def refuse(self, node: Node, what: Text, mend: Text) -> None:
        """Record an item that cannot be taken as it is."""
        self.nodes.refuse(node, "pack-item", what, mend)

    # -- what marks rest on

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

    # -- awards

    def award(self, node: Node, owner: Node, marks: Fraction, basis: Basis | None) -> Award:
        """A word (full, proportional, given), or one of the forms bands, deduct, each and better_of."""
        if isinstance(node, MappingNode):
            award = self._form(node, owner, marks, basis)
        else:
            word = self.nodes.choice(node, (*WORDS, *FORMS), Text("计分方法", "award"))
            award = WORDS[word] if word in WORDS else self._bare(node)
        self._checked(award, owner, basis)
        return award

    def _bare(self, node: Node) -> Award:
        word = self.nodes.text(node)
        self.refuse(
            node,
            Text(f"{word} 须写明内容", f"{word} says nothing yet"),
            Text(f"请写成 {{{word}: …}}", f"Write {{{word}: ...}}"),
        )
        return Full()

    def _form(self, node: MappingNode, owner: Node, marks: Fraction, basis: Basis | None) -> Award:
        found = self.nodes.mapping(node, (*FORMS, "floor", "cap"))
        forms = [name for name in FORMS if name in found]
        extra = [name for name in ("floor", "cap") if name in found]
        if len(forms) != 1 or (extra and forms != ["deduct"]):
            self.refuse(
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
                return Bands(self.nodes.each(part, lambda one: self._band(one, marks)))
            case "each":
                return Each(self._amount(part))
            case "better_of":
                return BetterOf(self.nodes.each(part, lambda one: self._alternative(one, marks)))
            case _:
                floor = self.nodes.number(found["floor"]) if "floor" in found else Fraction(0)
                cap = self._amount(found["cap"]) if "cap" in found else None
                return Deduct(self.nodes.each(part, lambda one: self._line(one, basis)), floor, cap)

    def _band(self, node: Node, marks: Fraction) -> Band:
        found = self.nodes.mapping(node, ("marks", *BOUNDS), ("marks",))
        got = self.nodes.number(found["marks"]) if "marks" in found else marks
        return Band(limits(self.nodes, node, found), got)

    def _alternative(self, node: Node, marks: Fraction) -> Alternative:
        found = self.nodes.mapping(node, ("award", *BASIS_KEYS), ("award",))
        basis = self.basis(node, found, needed=True) or Basis()
        award = self.award(found["award"], node, marks, basis) if "award" in found else Full()
        return Alternative(award, basis)

    def _amount(self, node: Node) -> Fraction:
        """Marks above 0."""
        amount = self.nodes.number(node)
        if amount <= 0:
            self.refuse(node, Text("分值须大于 0", "marks must be above 0"), Text("请改为正数", "Write them above 0"))
        return amount

    # -- deductions

    def _line(self, node: Node, own: Basis | None) -> Line:
        found = self.nodes.mapping(node, LINE_KEYS, ("marks", "per"))
        basis = self.basis(node, found, needed=own is None)
        deduction = self._deduction(node, found)
        every = cadence(self.nodes, found["every"]) if "every" in found else None
        if every is not None and ("cap" in found or (basis or own or Basis()).measure is None):
            self.refuse(
                found["every"],
                Text("every 只用于 measure，且不与 cap 同用", "every goes with a measure, not with a cap of the line"),
                Text("请把 cap 写在整项上", "Write the cap at the award"),
            )
        self._deducts(node, deduction, basis or own)
        return Line(
            deduction,
            basis,
            self._amount(found["cap"]) if "cap" in found else None,
            self.nodes.both(found["name"]) if "name" in found else None,
            every,
        )

    def _deduction(self, node: Node, found: Mapping[str, Node]) -> Deduction:
        marks = self._amount(found["marks"]) if "marks" in found else Fraction(1)
        per = self.nodes.choice(found["per"], PER, Text("扣分方式", "way to deduct")) if "per" in found else "flat"
        for name, of in (("step", "step"), ("rounding", "step"), ("repeat", "unit"), ("times_when", "unit")):
            if name in found and per != of:
                self.refuse(
                    found[name],
                    Text(f"{name} 只用于 per: {of}", f"{name} goes with per: {of}"),
                    Text("请删去或改写", "Delete it, or write it there"),
                )
        match per:
            case "flat":
                return Flat(marks)
            case "no":
                return PerNo(marks)
            case "short":
                return PerShort(marks)
            case "unit":
                return self._per_unit(found, marks)
            case _:
                step = self._amount(found["step"]) if "step" in found else Fraction(1, 100)
                word = Text("取整方式", "rounding")
                rounding = self.nodes.choice(found["rounding"], ROUNDINGS, word) if "rounding" in found else "exact"
                return PerStep(marks, step, next(one for one in ROUNDINGS if one == rounding))

    def _per_unit(self, found: Mapping[str, Node], marks: Fraction) -> PerUnit:
        protected = self.nodes.each(found["times_when"], self._protected) if "times_when" in found else ()
        for one, other in pairwise(sorted(protected, key=lambda each: each.period.first)):
            if other.period.first <= one.period.last:
                self.refuse(
                    found["times_when"],
                    Text("加倍期间重叠", "the periods overlap"),
                    Text("请调整起止日期", "Mend their dates"),
                )
        if "repeat" not in found:
            return PerUnit(marks, protected=protected)
        parts = self.nodes.mapping(found["repeat"], ("by", "times"), ("by", "times"))
        by = self.nodes.text(parts["by"]) if "by" in parts else ""
        return PerUnit(marks, by, self._times(parts), protected)

    def _protected(self, node: Node) -> Protected:
        parts = self.nodes.mapping(node, ("from", "until", "times"), ("from", "until", "times"))
        return Protected(period(self.nodes, node, parts), self._times(parts))

    def _times(self, parts: Mapping[str, Node]) -> Fraction:
        times = self.nodes.number(parts["times"]) if "times" in parts else Fraction(1)
        if times < 1:
            self.refuse(
                parts["times"],
                Text("倍数须不小于 1", "it counts at least once"),
                Text("请改为 1 以上", "Write 1 or more"),
            )
            return Fraction(1)
        return times

    def _deducts(self, node: Node, deduction: Deduction, basis: Basis | None) -> None:
        measure = self._measure(basis)
        given = basis.limits if basis and basis.limits else Limits()
        bounded = bool(basis and basis.target) or bool(given.given)
        bounded = bounded and not (basis and basis.target and basis.against and not given.given)
        one_way = bool(basis and basis.target and not basis.against) or set(given.given) in ({"at_least"}, {"at_most"})
        if isinstance(deduction, Flat) and not bounded:
            self._needs_bound(node)
        if isinstance(deduction, PerShort | PerStep) and not one_way:
            self.refuse(
                node,
                Text(
                    "按差额扣分须有且只有 at_least 或 at_most", "per short and per step need at_least or at_most, alone"
                ),
                Text("请补充或改写阈值", "Give one of them"),
            )
        if isinstance(deduction, PerNo) and self._memberless(basis):
            self._no_members(node)
        if isinstance(deduction, PerUnit) and deduction.by is not None:
            self._repeats(node, measure, deduction.by)
        if isinstance(deduction, PerUnit) and deduction.protected and not _events(measure):
            self.refuse(
                node,
                Text("times_when 只用于某台账的 count", "times_when goes with a count of a register's facts"),
                Text("请改用 count，或删去 times_when", "Count facts, or delete times_when"),
            )

    def _repeats(self, node: Node, measure: Measure | None, by: str) -> None:
        if not isinstance(measure, Count) or not isinstance(measure.of, FactsOf) or measure.distinct or measure.having:
            self.refuse(
                node,
                Text("repeat 只用于某台账的 count", "repeat goes with a count of a register's facts"),
                Text("请改用 count，或删去 repeat", "Count facts, or delete repeat"),
            )
        elif by not in (fields := self.measures.fields.get(measure.of.register, {})):
            what = Text(f"{measure.of.register} 台账字段", f"field of the register {measure.of.register}")
            self.nodes.unknown(node, by, fields, what, code="pack-unknown-field")

    # -- what an award asks of its basis

    def _memberless(self, basis: Basis | None) -> bool:
        compared = basis is not None and (basis.against is not None or basis.scheme is not None)
        return compared or isinstance(self._measure(basis), Ratio | Change | SelfReported)

    def _measure(self, basis: Basis | None) -> Measure | None:
        if basis is None or basis.target is None:
            return basis.measure if basis else None
        target = self.targets.get(basis.target)
        return target.reading.measure if target else None

    def _needs_bound(self, node: Node) -> None:
        self.nodes.refuse(
            node,
            "pack-no-bound",
            Text("没有阈值", "there is no bound here"),
            Text(f"请给出：{'、'.join(BOUNDS)}", f"Give at least one of {', '.join(BOUNDS)}"),
        )

    def _no_members(self, node: Node) -> None:
        self.refuse(
            node,
            Text("比值、变化和自报数据没有逐个的成员", "a ratio, a change or a figure has no members to count"),
            Text("请改用 bands 或 per: unit", "Use bands, or per: unit"),
        )

    def _checked(self, award: Award, node: Node, basis: Basis | None) -> None:
        bounds = basis.limits if basis else None
        own = bool(basis and (basis.measure or basis.scheme or basis.against))
        if isinstance(award, Full | Proportional | Bands | Each | Convert) and basis is None:
            self.refuse(
                node,
                Text("评分项须写 target 或 measure 之一", "an item names either a target or a measure"),
                Text("请补充其一", "Give one of them"),
            )
        elif isinstance(award, Convert) and basis and (basis.scheme is None or bounds or basis.against):
            self.refuse(
                node,
                Text("convert 只用于 scheme，且不设阈值", "convert goes with a scheme, without a bound"),
                Text("请写明 scheme", "Give the scheme"),
            )
        elif isinstance(award, Full | Proportional) and own and bounds is None:
            self._needs_bound(node)
        elif isinstance(award, Bands | Each) and bounds is not None:
            self.refuse(
                node,
                Text("bands 和 each 不另设阈值", "bands and each have no bound beside them"),
                Text("请删去阈值", "Delete the bound"),
            )
        elif isinstance(award, Each) and self._memberless(basis):
            self._no_members(node)
        elif isinstance(award, Given | BetterOf) and basis is not None:
            self.refuse(
                node,
                Text(
                    "given 和 better_of 不写 target 或 measure",
                    "given and better_of have no target or measure of their own",
                ),
                Text("请删去", "Delete it"),
            )
        if isinstance(award, Proportional) and bounds is not None and not _positive(bounds):
            self.refuse(
                node,
                Text("按比例计分须有大于 0 的 at_least", "proportional marks need an at_least above 0"),
                Text("请补充 at_least，或改用 full", "Give at_least, or award full"),
            )


def _events(measure: Measure | None) -> bool:
    return isinstance(measure, Count) and isinstance(measure.of, FactsOf) and not measure.distinct


def _positive(bounds: Limits) -> bool:
    return isinstance(bounds.at_least, Fraction) and bounds.at_least > 0
