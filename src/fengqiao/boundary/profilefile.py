"""A profile's YAML to a `Profile`: every mistake with file:line:column, in one go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
from ruamel.yaml.nodes import MappingNode, Node

from fengqiao.boundary import yaml
from fengqiao.boundary.nodes import Nodes, kind_of
from fengqiao.boundary.profile import (
    NOTES,
    STATES,
    TOTALS,
    CoverSpec,
    CoverTable,
    HeaderSpec,
    Headings,
    PlaceSpec,
    Profile,
    TableSpec,
)
from fengqiao.boundary.profilecells import CellReader
from fengqiao.boundary.profilefields import FieldReader
from fengqiao.errors import ProjectError, Text, counted

LABELS = ("unit", "registers", "zero", "since", "until", "reported_on", "state", "correction", "note")
PLACES = ("county", "township", "village")
TABLE_KEYS = (
    "sheet",
    "file",
    "register",
    "header",
    "place",
    "id",
    "rows",
    "leave_out",
    "fields",
    "cells",
    "extra",
    "across",
    "checks",
    "ignore",
    "totals",
    "notes",
    "every",
    "levels",
)


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
                f"the profile has {counted(len(problems), 'mistakes')}: {first.line('en')}",
            ),
            problems=problems,
        )
    return attrs.evolve(profile, path=str(path))


class _Reader(FieldReader, CellReader):
    """Decodes the nodes of one profile."""

    def profile(self, root: Node) -> Profile:
        self.undecided(root)
        found = self.nodes.mapping(
            root, ("profile", "title", "cover", "tables", "date_system", "defaults"), ("profile", "tables")
        )
        name = self.text(found, "profile")
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
        found = self.nodes.mapping(node, ("sheet", "labels", "registers", "states", "table", "name", "supplement"))
        labels = self.nodes.mapping(found["labels"], LABELS) if "labels" in found else {}
        return CoverSpec(
            sheet=self.headings(found, "sheet"),
            labels={name: self.texts(label) for name, label in labels.items()},
            registers=self.map(found, "registers", self.register),
            states=self.map(
                found,
                "states",
                lambda n: self.nodes.choice(n, ("reported", "unreported", "returned", "zero"), Text("状态", "state")),
            )
            or STATES,
            table=self._cover_table(found["table"]) if "table" in found else None,
            name=self.text(found, "name"),
            supplement=self.nodes.flag(found["supplement"]) if "supplement" in found else False,
        )

    def _cover_table(self, node: Node) -> CoverTable:
        found = self.nodes.mapping(node, ("register", "since", "until", "state"), ("register",))
        return (
            CoverTable(**{name: self.texts(heading) for name, heading in found.items()})
            if "register" in found
            else CoverTable(())
        )

    # -- a table

    def table(self, node: Node) -> TableSpec:
        found = self.nodes.mapping(node, TABLE_KEYS, ("register", "header"))
        register = self.register(found["register"]) if "register" in found else "posts"
        totals = self.nodes.mapping(found["totals"], ("words", "check")) if "totals" in found else {}
        row_id = self._id(found["id"]) if "id" in found else ((), False)
        return TableSpec(
            register=register,
            header=self._header(found["header"]) if "header" in found else HeaderSpec(),
            sheet=self.headings(found, "sheet"),
            file=self.headings(found, "file"),
            place=self._place(found["place"]) if "place" in found else None,
            id=row_id[0],
            id_everywhere=row_id[1],
            rows=self.rows(found["rows"]) if "rows" in found else None,
            leave_out=self.map(found, "leave_out", self.texts),
            across=self.map(found, "across", self.texts),
            checks=tuple(filter(None, self.nodes.each(found["checks"], self.check))) if "checks" in found else (),
            fields=self.fields(found["fields"], register) if "fields" in found else {},
            cells=self.nodes.each(found["cells"], lambda n: self.cell(n, register)) if "cells" in found else (),
            extra=self.extras(found["extra"]) if "extra" in found else {},
            ignore=self.headings(found, "ignore"),
            totals=self.headings(totals, "words") or TOTALS,
            check_totals=self.nodes.flag(totals["check"]) if "check" in totals else True,
            notes=NOTES + self.headings(found, "notes"),
            every=self.level(found["every"]) if "every" in found else None,
            levels=tuple(map(self.level, self.nodes.one_or_more(found["levels"]))) if "levels" in found else (),
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
        return HeaderSpec(None if row is None else row - 1, self.headings(found, "texts"), rows)

    def _place(self, node: Node) -> PlaceSpec:
        found = self.nodes.mapping(node, ("code", *PLACES, "level", "fill_down", "names"))
        return PlaceSpec(
            **{name: self.headings(found, name) for name in ("code", *PLACES)},
            level=self.level(found["level"]) if "level" in found else None,
            fill_down=tuple(
                self.nodes.choice(n, PLACES, Text("层级", "level")) for n in self.nodes.one_or_more(found["fill_down"])
            )
            if "fill_down" in found
            else (),
            names=self.map(found, "names", self.nodes.text),
        )

    def _id(self, node: Node) -> tuple[Headings, bool]:
        if not isinstance(node, MappingNode):
            return self.texts(node), False
        found = self.nodes.mapping(node, ("column", "scope"), ("column",))
        scope = (
            self.nodes.choice(found["scope"], ("unit", "all"), Text("范围", "scope")) if "scope" in found else "unit"
        )
        return self.headings(found, "column"), scope == "all"
