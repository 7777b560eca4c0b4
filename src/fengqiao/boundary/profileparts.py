"""The small parts that every section of a profile is made of: texts, registers, levels, maps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from fengqiao.boundary.nodes import Nodes
from fengqiao.boundary.profile import FromCover, Headings
from fengqiao.errors import Text
from fengqiao.model import fact
from fengqiao.model.fact import REGISTERS

COVER_DAYS = ("since", "until", "reported_on")
LEVELS = ("city", "county", "township", "village", "grid")
UNDECIDED = "?"
"""What a draft writes where it is not sure; a profile that still has one is refused."""


@attrs.frozen
class Parts:
    """Decodes the nodes of one profile."""

    nodes: Nodes

    def undecided(self, node: Node) -> None:
        """Refuses every question mark that a draft left behind."""
        if isinstance(node, ScalarNode) and node.value == UNDECIDED:
            self.nodes.refuse(
                node,
                "pack-undecided",
                Text("此处仍是“?”，尚未确定", "this is still a '?': nobody has decided it"),
                Text(
                    "请填写表头或值；确实没有的，请删去这一项",
                    "Write the heading or the value, or take the line out if there is none",
                ),
            )
        elif isinstance(node, SequenceNode):
            for one in node.value:
                self.undecided(one)
        elif isinstance(node, MappingNode):
            for key, value in node.value:
                self.undecided(key)
                self.undecided(value)

    def register(self, node: Node) -> str:
        """The name of a register."""
        return self.nodes.choice(node, tuple(REGISTERS), Text("台账", "register")) or "posts"

    def level(self, node: Node) -> str:
        """A level of division."""
        return self.nodes.choice(node, LEVELS, Text("层级", "level"))

    def text(self, found: Mapping[str, Node], key: str) -> str:
        """One text; "" where the key is not there."""
        return self.nodes.text(found[key]) if key in found else ""

    def texts(self, node: Node) -> Headings:
        """One text or several."""
        return tuple(self.nodes.text(item) for item in self.nodes.one_or_more(node))

    def headings(self, found: Mapping[str, Node], key: str) -> Headings:
        """One heading or several; none where the key is not there."""
        return self.texts(found[key]) if key in found else ()

    def map(self, found: Mapping[str, Node], key: str, decode: Callable[[Node], Any]) -> dict[str, Any]:
        """A mapping whose keys are a source's own words."""
        return {name: decode(value) for name, _, value in self.nodes.entries(found[key])} if key in found else {}

    def from_cover(self, found: Mapping[str, Node], node: Node) -> FromCover:
        """A day that the cover says."""
        return FromCover(self.nodes.choice(found.get("cover", node), COVER_DAYS, Text("封面栏目", "part of the cover")))

    def value(self, domain: fact.Domain) -> Callable[[Node], Any]:
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
