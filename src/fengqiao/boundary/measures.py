"""YAML nodes to measures and conditions."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta
from fractions import Fraction
from typing import Any

import attrs
from ruamel.yaml.nodes import MappingNode, Node

from fengqiao.boundary import times
from fengqiao.boundary.measuresets import FACT_KEYS, SET_KEYS, Sets, register_of
from fengqiao.boundary.predicates import BOUNDS, JOINS, limits
from fengqiao.errors import Text
from fengqiao.model.calendar import Window
from fengqiao.model.fact import Day, Whole
from fengqiao.model.measure import (
    Adherence,
    Attested,
    Both,
    Bound,
    Change,
    Condition,
    Count,
    Either,
    Held,
    Measure,
    Ratio,
    SelfReported,
    Share,
    Sum,
    Timeliness,
    Unless,
)
from fengqiao.model.predicate import ALWAYS, Predicate

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
class Measures(Sets):
    """Reads measures."""

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
        return Bound(measure, limits(self.nodes, node, found, self.ends(measure)))

    def ends(self, measure: Measure) -> Callable[[Node], Fraction]:
        """How the bounds of a measure are read: as money where it is a sum of money, or a change of one."""
        match measure:
            case Change(inner, rate=False):
                return self.ends(inner)
            case Sum(field, of) if self.fields.get(of.register, {}).get(field) == Whole(money=True):
                return self.nodes.money
            case _:
                return self.nodes.number

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
