"""The `fields` and `extra` of a profile's table: where each value stands and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Collection

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from fengqiao.boundary.profile import EXTRA_TYPES, FieldSpec, Fixed, FromCover, Headings
from fengqiao.boundary.profileparts import COVER_DAYS, Parts
from fengqiao.errors import Text
from fengqiao.model import fact
from fengqiao.model.fact import REGISTERS

FIELD_KEYS = (
    "column",
    "or",
    "fixed",
    "cover",
    "values",
    "otherwise",
    "blank",
    "required",
    "unit",
    "month",
    "split",
    "count",
    "items",
    "rest",
    "division",
)
UNITS = {"money": ("元", "万元"), "rate": ("percent", "fraction")}


class FieldReader(Parts):
    """Decodes the fields of a table."""

    def fields(self, node: Node, register: str) -> dict[str, FieldSpec]:
        """The fields of a register."""
        domains = REGISTERS[register].fields
        fields = {}
        for name, key, value in self.nodes.entries(node):
            if name in domains:
                fields[name] = self.field(value, domains[name], of_posts=name == "at")
            else:
                self.nodes.unknown(key, name, domains, Text("字段", "field"))
        return fields

    def extras(self, node: Node) -> dict[str, tuple[str, FieldSpec]]:
        """Local fields, each with its type."""
        extras = {}
        for name, _, value in self.nodes.entries(node):
            kind = "words"
            if isinstance(value, MappingNode):
                parts = dict(self._split_off(value, "type"))
                if "type" in parts:
                    kind = self.nodes.choice(parts["type"], EXTRA_TYPES, Text("类型", "type"))
            extras[name] = (kind, self.field(value, EXTRA_TYPES[kind], also=("type",)))
        return extras

    @staticmethod
    def _split_off(node: MappingNode, wanted: str) -> list[tuple[str, Node]]:
        return [
            (str(key.value), value) for key, value in node.value if isinstance(key, ScalarNode) and key.value == wanted
        ]

    def field(
        self, node: Node, domain: fact.Domain, *, of_posts: bool = False, also: Collection[str] = ()
    ) -> FieldSpec:
        """One field."""
        if not isinstance(node, MappingNode):
            return FieldSpec(column=self.texts(node))
        found = self.nodes.mapping(node, (*FIELD_KEYS, *also))
        flag: Callable[[str], bool] = lambda key: self.nodes.flag(found[key]) if key in found else False  # noqa: E731
        value = self.value(domain)
        given: Fixed | FromCover | None = None
        if "fixed" in found:
            given = Fixed(value(found["fixed"]))
        elif "cover" in found:
            given = FromCover(self.nodes.choice(found["cover"], COVER_DAYS, Text("封面栏目", "part of the cover")))
        items = self._items(found["items"], domain) if "items" in found else {}
        division = flag("division")
        ways = [bool(found.get("column")), given is not None, bool(items), division]
        if sum(ways) != 1 or (division and not of_posts):
            self.nodes.wrong(
                node,
                Text(
                    "column、fixed、cover、items 之一（at 还可用 division）",
                    "one of column, fixed, cover, items (or, for at, division)",
                ),
                Text("没有或不止一个", "there is none or more than one"),
            )
        if "or" in found and "column" not in found:
            self._not_here(found["or"], "or", Text("它与 column 同用", "It goes beside column"))
        if "count" in found and domain != fact.Whole():
            self._not_here(found["count"], "count", Text("它用于数量字段", "It goes with a field that is a number"))
        return FieldSpec(
            column=self.headings(found, "column"),
            fallback=self.headings(found, "or"),
            given=given,
            values=self.map(found, "values", value) if "values" in found else None,
            otherwise=Fixed(value(found["otherwise"])) if "otherwise" in found else None,
            blank=Fixed(value(found["blank"])) if "blank" in found else None,
            required=flag("required"),
            unit=self._unit(found["unit"], domain) if "unit" in found else "",
            month=self.nodes.choice(found["month"], ("first", "last"), Text("月内的日", "day of the month"))
            if "month" in found
            else None,
            split=flag("split"),
            count=flag("count"),
            items=items,
            rest=flag("rest") if "rest" in found else None,
            division=division,
        )

    def _not_here(self, node: Node, key: str, mend: Text) -> None:
        self.nodes.refuse(node, "pack-not-here", Text(f"这里不能写 {key}", f"{key!r} cannot stand here"), mend)

    def _items(self, node: Node, domain: fact.Domain) -> dict[str, Headings]:
        items: dict[str, Headings] = {}
        known = domain.items if isinstance(domain, fact.Items) else ()
        for name, key, heading in self.nodes.entries(node):
            if name in known:
                items[name] = self.texts(heading)
            else:
                self.nodes.unknown(key, name, known, Text("项目", "item"))
        return items

    def _unit(self, node: Node, domain: fact.Domain) -> str:
        match domain:
            case fact.Whole(money=True):
                return self.nodes.choice(node, UNITS["money"], Text("单位", "unit"))
            case fact.Number():
                return self.nodes.choice(node, UNITS["rate"], Text("单位", "unit"))
            case _:
                return self.nodes.text(node)
