"""A profile's YAML to a `Profile`: every mistake with file:line:column, in one go."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import attrs
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from fengqiao.boundary import yaml
from fengqiao.boundary.nodes import Nodes, kind_of
from fengqiao.boundary.profile import (
    EXTRA_TYPES,
    NOTES,
    STATES,
    TOTALS,
    CellSpec,
    Counts,
    CoverSpec,
    CoverTable,
    FieldSpec,
    Fixed,
    FromCover,
    HeaderSpec,
    Headings,
    PlaceSpec,
    Profile,
    TableSpec,
)
from fengqiao.errors import ProjectError, Text
from fengqiao.model import fact
from fengqiao.model.fact import REGISTERS

LABELS = ("unit", "registers", "zero", "since", "until", "reported_on", "state", "correction", "note")
COVER_DAYS = ("since", "until", "reported_on")
PLACES = ("county", "township", "village")
LEVELS = ("city", "county", "township", "village", "grid")
FIELD_KEYS = (
    "column",
    "fixed",
    "cover",
    "values",
    "otherwise",
    "blank",
    "required",
    "unit",
    "month",
    "split",
    "items",
    "rest",
    "division",
)
UNITS = {"money": ("元", "万元"), "rate": ("percent", "fraction")}


def load_profile(path: Path, *, name: str | None = None) -> Profile:
    """The profile in a file; ProjectError with every problem when it is none. `name` is shown instead of the path."""
    nodes = Nodes(name or path.name)
    root = yaml.parse(path, nodes)
    profile = _Reader(nodes).profile(root) if root is not None else None
    if nodes.problems or profile is None:
        problems = tuple(attrs.evolve(p, code=p.code.replace("pack.", "profile.")) for p in nodes.problems)
        first = problems[0]
        raise ProjectError(
            Text(
                f"版式文件有 {len(problems)} 处错误：{first.line('zh')}",
                f"the profile has {len(problems)} mistakes: {first.line('en')}",
            ),
            problems=problems,
        )
    return attrs.evolve(profile, path=str(path))


class _Reader:
    """Decodes the nodes of one profile."""

    def __init__(self, nodes: Nodes) -> None:
        self.nodes = nodes

    def profile(self, root: Node) -> Profile:
        found = self.nodes.mapping(
            root, ("profile", "title", "cover", "tables", "date_system", "defaults"), ("profile", "tables")
        )
        name = self._text(found, "profile")
        system = (
            self.nodes.choice(found["date_system"], ("1900", "1904"), Text("日期系统", "date system"))
            if "date_system" in found
            else "1900"
        )
        return Profile(
            name=name,
            title=self.nodes.both(found["title"]) if "title" in found else Text(name, name),
            cover=self.cover(found["cover"]) if "cover" in found else None,
            tables=self.nodes.each(found["tables"], self.table) if "tables" in found else (),
            date_system=int(system),
            defaults={name: self._options(value) for name, _, value in self.nodes.entries(found["defaults"])}
            if "defaults" in found
            else {},
        )

    def _options(self, node: Node) -> dict[str, Any]:
        """What is said to an adapter, as texts in lists and mappings: the adapter decides what they are."""
        return {name: self._plain(value) for name, _, value in self.nodes.entries(node)}

    def _plain(self, node: Node) -> Any:
        match kind_of(node):
            case "mapping":
                return self._options(node)
            case "sequence":
                return [self._plain(one) for one in self.nodes.items(node)]
            case _:
                return str(node.value)

    # -- the cover

    def cover(self, node: Node) -> CoverSpec:
        found = self.nodes.mapping(node, ("sheet", "labels", "registers", "states", "table", "name"))
        labels = self.nodes.mapping(found["labels"], LABELS) if "labels" in found else {}
        return CoverSpec(
            sheet=self._headings(found, "sheet"),
            labels={name: self._texts(label) for name, label in labels.items()},
            registers=self._map(found, "registers", self._register),
            states=self._map(
                found,
                "states",
                lambda n: self.nodes.choice(n, ("reported", "unreported", "returned", "zero"), Text("状态", "state")),
            )
            or STATES,
            table=self._cover_table(found["table"]) if "table" in found else None,
            name=self._text(found, "name"),
        )

    def _cover_table(self, node: Node) -> CoverTable:
        found = self.nodes.mapping(node, ("register", "since", "until", "state"), ("register",))
        return (
            CoverTable(**{name: self._texts(heading) for name, heading in found.items()})
            if "register" in found
            else CoverTable(())
        )

    # -- a table

    def table(self, node: Node) -> TableSpec:
        keys = (
            "sheet",
            "file",
            "register",
            "header",
            "place",
            "id",
            "fields",
            "cells",
            "extra",
            "ignore",
            "totals",
            "notes",
            "every",
            "levels",
        )
        found = self.nodes.mapping(node, keys, ("register", "header"))
        register = self._register(found["register"]) if "register" in found else "posts"
        totals = self.nodes.mapping(found["totals"], ("words", "check")) if "totals" in found else {}
        row_id = self._id(found["id"]) if "id" in found else ((), False)
        return TableSpec(
            register=register,
            header=self._header(found["header"]) if "header" in found else HeaderSpec(),
            sheet=self._headings(found, "sheet"),
            file=self._headings(found, "file"),
            place=self._place(found["place"]) if "place" in found else None,
            id=row_id[0],
            id_everywhere=row_id[1],
            fields=self._fields(found["fields"], register) if "fields" in found else {},
            cells=self.nodes.each(found["cells"], lambda n: self._cell(n, register)) if "cells" in found else (),
            extra=self._extras(found["extra"]) if "extra" in found else {},
            ignore=self._headings(found, "ignore"),
            totals=self._headings(totals, "words") or TOTALS,
            check_totals=self.nodes.flag(totals["check"]) if "check" in totals else True,
            notes=NOTES + self._headings(found, "notes"),
            every=self._level(found["every"]) if "every" in found else None,
            levels=tuple(map(self._level, self.nodes.one_or_more(found["levels"]))) if "levels" in found else (),
        )

    def _header(self, node: Node) -> HeaderSpec:
        found = self.nodes.mapping(node, ("row", "texts", "rows"))
        if ("row" in found) == ("texts" in found):
            self.nodes.wrong(
                node,
                Text("row 或 texts 之一", "either row or texts"),
                Text("两者都有或都没有", "it has both or neither"),
            )
        rows = self.nodes.whole(found["rows"]) if "rows" in found else 1
        row = self.nodes.whole(found["row"]) if "row" in found else None
        if rows not in (1, 2, 3) or (row is not None and row < 1):
            self.nodes.wrong(
                node,
                Text("从 1 起的行号，1 至 3 行表头", "a row from 1 and 1 to 3 heading rows"),
                Text("超出范围", "it is out of range"),
            )
        return HeaderSpec(None if row is None else row - 1, self._headings(found, "texts"), rows)

    def _place(self, node: Node) -> PlaceSpec:
        found = self.nodes.mapping(node, ("code", *PLACES, "level", "fill_down", "names"))
        return PlaceSpec(
            **{name: self._headings(found, name) for name in ("code", *PLACES)},
            level=self._level(found["level"]) if "level" in found else None,
            fill_down=tuple(
                self.nodes.choice(n, PLACES, Text("层级", "level")) for n in self.nodes.one_or_more(found["fill_down"])
            )
            if "fill_down" in found
            else (),
            names=self._map(found, "names", self.nodes.text),
        )

    def _id(self, node: Node) -> tuple[Headings, bool]:
        if not isinstance(node, MappingNode):
            return self._texts(node), False
        found = self.nodes.mapping(node, ("column", "scope"), ("column",))
        scope = (
            self.nodes.choice(found["scope"], ("unit", "all"), Text("范围", "scope")) if "scope" in found else "unit"
        )
        return self._headings(found, "column"), scope == "all"

    # -- fields

    def _fields(self, node: Node, register: str) -> dict[str, FieldSpec]:
        domains = REGISTERS[register].fields
        fields = {}
        for name, key, value in self.nodes.entries(node):
            if name in domains:
                fields[name] = self._field(value, domains[name], of_posts=name == "at")
            else:
                self.nodes.unknown(key, name, domains, Text("字段", "field"))
        return fields

    def _extras(self, node: Node) -> dict[str, tuple[str, FieldSpec]]:
        extras = {}
        for name, _, value in self.nodes.entries(node):
            kind = "words"
            if isinstance(value, MappingNode):
                parts = dict(self._split_off(value, "type"))
                if "type" in parts:
                    kind = self.nodes.choice(parts["type"], EXTRA_TYPES, Text("类型", "type"))
            extras[name] = (kind, self._field(value, EXTRA_TYPES[kind], also=("type",)))
        return extras

    def _split_off(self, node: MappingNode, wanted: str) -> list[tuple[str, Node]]:
        return [
            (str(key.value), value) for key, value in node.value if isinstance(key, ScalarNode) and key.value == wanted
        ]

    def _field(
        self, node: Node, domain: fact.Domain, *, of_posts: bool = False, also: Collection[str] = ()
    ) -> FieldSpec:
        if not isinstance(node, MappingNode):
            return FieldSpec(column=self._texts(node))
        found = self.nodes.mapping(node, (*FIELD_KEYS, *also))
        flag: Callable[[str], bool] = lambda key: self.nodes.flag(found[key]) if key in found else False  # noqa: E731
        value = self._value(domain)
        given: Fixed | FromCover | None = None
        if "fixed" in found:
            given = Fixed(value(found["fixed"]))
        elif "cover" in found:
            given = FromCover(self.nodes.choice(found["cover"], COVER_DAYS, Text("封面栏目", "part of the cover")))
        items: dict[str, Headings] = {}
        if "items" in found:
            known = domain.items if isinstance(domain, fact.Items) else ()
            for name, key, heading in self.nodes.entries(found["items"]):
                if name in known:
                    items[name] = self._texts(heading)
                else:
                    self.nodes.unknown(key, name, known, Text("项目", "item"))
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
        return FieldSpec(
            column=self._headings(found, "column"),
            given=given,
            values=self._map(found, "values", value) if "values" in found else None,
            otherwise=Fixed(value(found["otherwise"])) if "otherwise" in found else None,
            blank=Fixed(value(found["blank"])) if "blank" in found else None,
            required=flag("required"),
            unit=self._unit(found["unit"], domain) if "unit" in found else "",
            month=self.nodes.choice(found["month"], ("first", "last"), Text("月内的日", "day of the month"))
            if "month" in found
            else None,
            split=flag("split"),
            items=items,
            rest=flag("rest") if "rest" in found else None,
            division=division,
        )

    def _unit(self, node: Node, domain: fact.Domain) -> str:
        match domain:
            case fact.Whole(money=True):
                return self.nodes.choice(node, UNITS["money"], Text("单位", "unit"))
            case fact.Number():
                return self.nodes.choice(node, UNITS["rate"], Text("单位", "unit"))
            case _:
                return self.nodes.text(node)

    def _value(self, domain: fact.Domain) -> Callable[[Node], Any]:
        """How a value of the domain is written in a profile; `~` is unknown."""
        decode: Callable[[Node], Any]
        match domain:
            case fact.Choice(values=allowed):
                decode = lambda node: self.nodes.choice(node, allowed, Text("值", "value"))  # noqa: E731
            case fact.Items(items=allowed):
                decode = lambda node: self.nodes.choice(node, allowed, Text("项目", "item"))  # noqa: E731
            case fact.YesNo():
                decode = self.nodes.flag
            case fact.Whole():
                decode = self.nodes.whole
            case fact.Day():
                decode = self.nodes.day
            case _:
                decode = self.nodes.text

        def value(node: Node) -> Any:
            null = isinstance(node, ScalarNode) and node.style is None and str(node.value) in ("", "~", "null")
            return None if null else decode(node)

        return value

    # -- cells

    def _cell(self, node: Node, register: str) -> CellSpec:
        found = self.nodes.mapping(
            node, ("headings", "year", "month", "counts", "as_of", "dates", "unit"), ("headings",)
        )
        if ("counts" in found) == ("dates" in found):
            self.nodes.wrong(
                node,
                Text("counts 或 dates 之一", "either counts or dates"),
                Text("两者都有或都没有", "it has both or neither"),
            )
        headings: str | Headings = self._headings(found, "headings")
        if len(headings) == 1 and "{" in headings[0]:
            headings = headings[0]
        fields = REGISTERS[register].fields
        days = tuple(name for name, domain in fields.items() if isinstance(domain, fact.Day))
        return CellSpec(
            headings=headings,
            year=self._year(found["year"]) if "year" in found else None,
            month=self._headings(found, "month"),
            counts=self._counts(found["counts"]) if "counts" in found else None,
            as_of=self._as_of(found["as_of"]) if "as_of" in found else None,
            dates=self.nodes.choice(found["dates"], days, Text("日期字段", "date field")) if "dates" in found else None,
            unit=self.nodes.text(found["unit"]) if "unit" in found else "",
        )

    def _year(self, node: Node) -> int | FromCover | Headings:
        if not isinstance(node, MappingNode):
            return self.nodes.whole(node)
        found = self.nodes.mapping(node, ("cover", "column"))
        if "column" in found:
            return self._texts(found["column"])
        return self._from_cover(found, node)

    def _as_of(self, node: Node) -> Fixed | FromCover:
        if not isinstance(node, MappingNode):
            return Fixed(self.nodes.day(node))
        return self._from_cover(self.nodes.mapping(node, ("cover",), ("cover",)), node)

    def _from_cover(self, found: Mapping[str, Node], node: Node) -> FromCover:
        return FromCover(self.nodes.choice(found.get("cover", node), COVER_DAYS, Text("封面栏目", "part of the cover")))

    def _counts(self, node: Node) -> Counts:
        found = self.nodes.mapping(node, ("register", "of", "placed", "level"), ("register",))
        register = self._register(found["register"]) if "register" in found else "posts"
        domains = REGISTERS[register].fields
        of = []
        for name, key, value in self.nodes.entries(found["of"]) if "of" in found else ():
            if name in domains:
                of.append((name, self._value(domains[name])(value)))
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
            self._level(found["level"]) if "level" in found else None,
        )

    # -- the smallest parts

    def _register(self, node: Node) -> str:
        return self.nodes.choice(node, tuple(REGISTERS), Text("台账", "register")) or "posts"

    def _level(self, node: Node) -> str:
        return self.nodes.choice(node, LEVELS, Text("层级", "level"))

    def _text(self, found: Mapping[str, Node], key: str) -> str:
        return self.nodes.text(found[key]) if key in found else ""

    def _texts(self, node: Node) -> Headings:
        return tuple(self.nodes.text(item) for item in self.nodes.one_or_more(node))

    def _headings(self, found: Mapping[str, Node], key: str) -> Headings:
        return self._texts(found[key]) if key in found else ()

    def _map(self, found: Mapping[str, Node], key: str, decode: Callable[[Node], Any]) -> dict[str, Any]:
        return {name: decode(value) for name, _, value in self.nodes.entries(found[key])} if key in found else {}
