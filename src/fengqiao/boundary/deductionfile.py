"""YAML nodes to the lines of a deduction."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import get_args

import attrs
from ruamel.yaml.nodes import Node

from fengqiao.boundary.basisfile import BASIS_KEYS, Bases
from fengqiao.boundary.comparison import period
from fengqiao.boundary.times import cadence
from fengqiao.errors import Text
from fengqiao.model.award import (
    Basis,
    Deduction,
    Flat,
    Line,
    PerNo,
    PerShort,
    PerStep,
    PerUnit,
    Protected,
    Rounding,
)
from fengqiao.model.measure import Count, FactsOf, Measure
from fengqiao.model.predicate import Limits

PER = ("flat", "no", "short", "unit", "step")
LINE_KEYS = ("name", "marks", "per", "step", "rounding", "repeat", "times_when", "every", "cap", *BASIS_KEYS)
ROUNDINGS: tuple[Rounding, ...] = get_args(Rounding)


@attrs.frozen
class Deductions:
    """Reads lines of deductions."""

    bases: Bases

    def line(self, node: Node, own: Basis | None) -> Line:
        """One line, on the basis of the item or one of its own."""
        found = self.bases.nodes.mapping(node, LINE_KEYS, ("marks", "per"))
        basis = self.bases.basis(node, found, needed=own is None)
        deduction = self._deduction(node, found)
        every = cadence(self.bases.nodes, found["every"]) if "every" in found else None
        if every is not None and ("cap" in found or (basis or own or Basis()).measure is None):
            self.bases.refuse(
                found["every"],
                Text("every 只用于 measure，且不与 cap 同用", "every goes with a measure, not with a cap of the line"),
                Text("请把 cap 写在整项上", "Write the cap at the award"),
            )
        self._deducts(node, deduction, basis or own)
        return Line(
            deduction,
            basis,
            self.bases.amount(found["cap"]) if "cap" in found else None,
            self.bases.nodes.both(found["name"]) if "name" in found else None,
            every,
        )

    def _deduction(self, node: Node, found: Mapping[str, Node]) -> Deduction:
        marks = self.bases.amount(found["marks"]) if "marks" in found else Fraction(1)
        per = (
            self.bases.nodes.choice(found["per"], PER, Text("扣分方式", "way to deduct")) if "per" in found else "flat"
        )
        for name, of in (("step", "step"), ("rounding", "step"), ("repeat", "unit"), ("times_when", "unit")):
            if name in found and per != of:
                self.bases.refuse(
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
                step = self.bases.amount(found["step"]) if "step" in found else Fraction(1, 100)
                word = Text("取整方式", "rounding")
                rounding = (
                    self.bases.nodes.choice(found["rounding"], ROUNDINGS, word) if "rounding" in found else "exact"
                )
                return PerStep(marks, step, next(one for one in ROUNDINGS if one == rounding))

    def _per_unit(self, found: Mapping[str, Node], marks: Fraction) -> PerUnit:
        protected = self.bases.nodes.each(found["times_when"], self._protected) if "times_when" in found else ()
        for one, other in pairwise(sorted(protected, key=lambda each: each.period.first)):
            if other.period.first <= one.period.last:
                self.bases.refuse(
                    found["times_when"],
                    Text("加倍期间重叠", "the periods overlap"),
                    Text("请调整起止日期", "Mend their dates"),
                )
        if "repeat" not in found:
            return PerUnit(marks, protected=protected)
        parts = self.bases.nodes.mapping(found["repeat"], ("by", "times"), ("by", "times"))
        by = self.bases.nodes.text(parts["by"]) if "by" in parts else ""
        return PerUnit(marks, by, self._times(parts), protected)

    def _protected(self, node: Node) -> Protected:
        parts = self.bases.nodes.mapping(node, ("from", "until", "times"), ("from", "until", "times"))
        return Protected(period(self.bases.nodes, node, parts), self._times(parts))

    def _times(self, parts: Mapping[str, Node]) -> Fraction:
        times = self.bases.nodes.number(parts["times"]) if "times" in parts else Fraction(1)
        if times < 1:
            self.bases.refuse(
                parts["times"],
                Text("倍数须不小于 1", "it counts at least once"),
                Text("请改为 1 以上", "Write 1 or more"),
            )
            return Fraction(1)
        return times

    def _deducts(self, node: Node, deduction: Deduction, basis: Basis | None) -> None:
        measure = self.bases.measure_of(basis)
        given = basis.limits if basis and basis.limits else Limits()
        bounded = bool(basis and basis.target) or bool(given.given)
        bounded = bounded and not (basis and basis.target and basis.against and not given.given)
        one_way = bool(basis and basis.target and not basis.against) or set(given.given) in ({"at_least"}, {"at_most"})
        if isinstance(deduction, Flat) and not bounded:
            self.bases.needs_bound(node)
        if isinstance(deduction, PerShort | PerStep) and not one_way:
            self.bases.refuse(
                node,
                Text(
                    "按差额扣分须有且只有 at_least 或 at_most", "per short and per step need at_least or at_most, alone"
                ),
                Text("请补充或改写阈值", "Give one of them"),
            )
        if isinstance(deduction, PerNo) and self.bases.memberless(basis):
            self.bases.no_members(node)
        if isinstance(deduction, PerUnit) and deduction.by is not None:
            self._repeats(node, measure, deduction.by)
        if isinstance(deduction, PerUnit) and deduction.protected and not _events(measure):
            self.bases.refuse(
                node,
                Text("times_when 只用于某台账的 count", "times_when goes with a count of a register's facts"),
                Text("请改用 count，或删去 times_when", "Count facts, or delete times_when"),
            )

    def _repeats(self, node: Node, measure: Measure | None, by: str) -> None:
        if not isinstance(measure, Count) or not isinstance(measure.of, FactsOf) or measure.distinct or measure.having:
            self.bases.refuse(
                node,
                Text("repeat 只用于某台账的 count", "repeat goes with a count of a register's facts"),
                Text("请改用 count，或删去 repeat", "Count facts, or delete repeat"),
            )
        elif by not in (fields := self.bases.measures.fields.get(measure.of.register, {})):
            what = Text(f"{measure.of.register} 台账字段", f"field of the register {measure.of.register}")
            self.bases.nodes.unknown(node, by, fields, what, code="pack-unknown-field")


def _events(measure: Measure | None) -> bool:
    return isinstance(measure, Count) and isinstance(measure.of, FactsOf) and not measure.distinct
