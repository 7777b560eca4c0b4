"""The `cells`, `rows` and `checks` of a profile's table: numbers that are records, rows by label, what has to agree."""

from __future__ import annotations

from ruamel.yaml.nodes import MappingNode, Node

from fengqiao.boundary.profile import (
    CellSpec,
    Counts,
    Fixed,
    FromCover,
    Headings,
    RowsSpec,
)
from fengqiao.boundary.profileparts import Parts
from fengqiao.errors import Text
from fengqiao.model import fact
from fengqiao.model.check import Counted, RateOf, SumOf
from fengqiao.model.fact import REGISTERS


class CellReader(Parts):
    """Decodes what a table says of single cells and rows."""

    def cell(self, node: Node, register: str) -> CellSpec:
        """One entry of `cells`."""
        found = self.nodes.mapping(
            node, ("headings", "year", "month", "counts", "as_of", "dates", "unit"), ("headings",)
        )
        if ("counts" in found) == ("dates" in found):
            self.nodes.wrong(
                node,
                Text("counts 或 dates 之一", "either counts or dates"),
                Text("两者都有或都没有", "it has both or neither"),
            )
        headings: str | Headings = self.headings(found, "headings")
        if len(headings) == 1 and "{" in headings[0]:
            headings = headings[0]
        fields = REGISTERS[register].fields
        days = tuple(name for name, domain in fields.items() if isinstance(domain, fact.Day))
        return CellSpec(
            headings=headings,
            year=self._year(found["year"]) if "year" in found else None,
            month=self.headings(found, "month"),
            counts=self.counts(found["counts"]) if "counts" in found else None,
            as_of=self._as_of(found["as_of"]) if "as_of" in found else None,
            dates=self.nodes.choice(found["dates"], days, Text("日期字段", "date field")) if "dates" in found else None,
            unit=self.nodes.text(found["unit"]) if "unit" in found else "",
        )

    def _year(self, node: Node) -> int | FromCover | Headings:
        if not isinstance(node, MappingNode):
            return self.nodes.whole(node)
        found = self.nodes.mapping(node, ("cover", "column"))
        if "column" in found:
            return self.texts(found["column"])
        return self.from_cover(found, node)

    def _as_of(self, node: Node) -> Fixed | FromCover:
        if not isinstance(node, MappingNode):
            return Fixed(self.nodes.day(node))
        return self.from_cover(self.nodes.mapping(node, ("cover",), ("cover",)), node)

    def counts(self, node: Node) -> Counts:
        """What a number counts."""
        found = self.nodes.mapping(node, ("register", "of", "placed", "level"), ("register",))
        register = self.register(found["register"]) if "register" in found else "posts"
        domains = REGISTERS[register].fields
        of = []
        for name, key, value in self.nodes.entries(found["of"]) if "of" in found else ():
            if name in domains:
                of.append((name, self.value(domains[name])(value)))
            else:
                self.nodes.unknown(key, name, domains, Text("字段", "field"))
        placed = (
            self.nodes.choice(found["placed"], ("within", "at"), Text("范围", "place"))
            if "placed" in found
            else "within"
        )
        return Counts(
            register,
            tuple(sorted(of, key=lambda pair: pair[0])),
            "at" if placed == "at" else "within",
            self.level(found["level"]) if "level" in found else None,
        )

    # -- rows by label

    def rows(self, node: Node) -> RowsSpec:
        """Which rows a table is about, by what stands in their label column."""
        found = self.nodes.mapping(node, ("column", "labels"), ("column", "labels"))
        labels = found.get("labels")
        if isinstance(labels, MappingNode):
            named = {name: self.nodes.text(value) for name, _, value in self.nodes.entries(labels)}
            return RowsSpec(self.headings(found, "column"), named, every=True)
        texts = self.texts(labels) if labels is not None else ()
        return RowsSpec(self.headings(found, "column"), {text: text for text in texts}, every=False)

    # -- what has to agree

    def check(self, node: Node) -> SumOf | RateOf | Counted | None:
        """One entry of `checks`."""
        found = self.nodes.mapping(node, ("sum", "is", "rate", "of", "over", "figure", "counts"))
        match tuple(sorted(found)):
            case ("is", "sum"):
                return SumOf(self.texts(found["sum"]), self.text(found, "is"))
            case ("of", "over", "rate"):
                return RateOf(self.text(found, "rate"), self.text(found, "of"), self.texts(found["over"]))
            case ("counts", "figure"):
                counts = self.counts(found["counts"])
                return Counted(self.text(found, "figure"), counts.register, counts.of, counts.placed)
            case _:
                self.nodes.wrong(
                    node,
                    Text(
                        "{sum, is}、{rate, of, over} 或 {figure, counts}",
                        "{sum, is}, {rate, of, over} or {figure, counts}",
                    ),
                    Text("不是其中之一", "it is none of these"),
                )
                return None
