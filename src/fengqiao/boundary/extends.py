"""A pack that extends another: what it does not say it takes from there, target by target and key by key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import attrs
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from fengqiao.boundary.nodes import Nodes
from fengqiao.boundary.targetfile import LEVEL_LISTS
from fengqiao.errors import PackError, Text
from fengqiao.model.target import RulePack

EXTENDS_KEYS = ("pack", "version")
TOGETHER = (("quote", "quotes", "nth"), ("milestones", "recurs"), LEVEL_LISTS)
"""Keys that are taken from the pack that is extended all or none."""
Find = Callable[[str], Path]
"""Where a pack stands, by its id; raises PackError where there is none."""


@attrs.frozen
class Base:
    """The pack that is extended, and its targets as they are written."""

    pack: RulePack
    written: Mapping[str, Node]


def found_at(nodes: Nodes, node: Node, file: Path, find: Find | None) -> tuple[Path, str] | None:
    """The pack that `extends` names, by id or (with a slash in it) by its path from here, and the version asked for."""
    parts = nodes.mapping(node, EXTENDS_KEYS, EXTENDS_KEYS)
    if len(parts) < len(EXTENDS_KEYS):
        return None
    name, version = (nodes.text(parts[key]) for key in EXTENDS_KEYS)
    if "/" in name:
        path = file.parent / name
        if path.exists():
            return path, version
        nodes.refuse(
            parts["pack"],
            "pack-extends",
            Text(f"没有规则包 {path}", f"there is no pack {path}"),
            Text("请改正路径，或写已安装规则包的名称", "Mend the path, or give the id of an installed pack"),
        )
        return None
    if find is None:
        nodes.refuse(
            parts["pack"],
            "pack-extends",
            Text(f"此处不知道已安装的规则包，找不到“{name}”", f"{name!r} is not known where this pack is read"),
            Text("请用 fengqiao.load_pack 读取", "Read it with fengqiao.load_pack"),
        )
        return None
    try:
        return find(name), version
    except PackError as error:
        nodes.refuse(parts["pack"], "pack-extends", error.text, Text("请安装或改名", "Install it, or name another"))
        return None


def agrees(nodes: Nodes, node: Node, pack: RulePack, version: str) -> bool:
    """Whether the pack that was found bears the version asked for."""
    if pack.version == version:
        return True
    nodes.refuse(
        node,
        "pack-extends",
        Text(
            f"本包依据 {pack.id} {version}，现有的是 {pack.version}",
            f"this pack extends {pack.id} {version}, and the one there is {pack.version}",
        ),
        Text(
            "请用 fengqiao rules diff 核对两版的变化，再改写版本",
            "See with fengqiao rules diff what changed, then write the version",
        ),
    )
    return False


def merged(own: MappingNode, base: Node) -> MappingNode:
    """A target (or reading) with what it does not say itself; readings are merged by name."""
    said = {str(key.value) for key, _ in own.value}
    for together in TOGETHER:
        if said & set(together):
            said |= set(together)
    under = _parts(base)
    value: list[tuple[Node, Node]] = []
    for key, part in own.value:
        inherited = under.get(str(key.value))
        if key.value == "readings" and isinstance(part, MappingNode) and inherited is not None:
            value.append((key, _readings(part, inherited)))
        else:
            value.append((key, part))
    value += _taken(base, own, [name for name in under if name not in said])
    return MappingNode(own.tag, value, start_mark=own.start_mark, end_mark=own.end_mark, flow_style=False)


def _taken(base: Node, own: Node, names: Collection[str]) -> list[tuple[Node, Node]]:
    """What is taken as it is; what may be wrong with it here is told where it is taken."""
    return [(_here(key, own), _here(part, own)) for key, part in getattr(base, "value", ()) if str(key.value) in names]


def _here(node: Node, own: Node) -> Node:
    at: dict[str, Any] = {"start_mark": own.start_mark, "end_mark": own.end_mark}
    if isinstance(node, ScalarNode):
        return ScalarNode(node.tag, node.value, style=node.style, **at)
    if isinstance(node, MappingNode):
        return MappingNode(node.tag, [(_here(key, own), _here(part, own)) for key, part in node.value], **at)
    return SequenceNode(node.tag, [_here(item, own) for item in node.value], **at)


def _readings(own: MappingNode, base: Node) -> MappingNode:
    under = _parts(base)
    value: list[tuple[Node, Node]] = []
    for key, part in own.value:
        inherited = under.pop(str(key.value), None)
        if isinstance(part, MappingNode) and inherited is not None:
            value.append((key, merged(part, inherited)))
        else:
            value.append((key, part))
    value += _taken(base, own, under)
    return MappingNode(own.tag, value, start_mark=own.start_mark, end_mark=own.end_mark, flow_style=False)


def _parts(node: Node) -> dict[str, Node]:
    return {str(key.value): value for key, value in node.value} if isinstance(node, MappingNode) else {}


def keys_of(node: Node) -> frozenset[str]:
    """The keys of a mapping."""
    return frozenset(_parts(node))


def id_of(node: Node) -> str:
    """The id that a target is written under; blank where it has none."""
    found = _parts(node).get("id")
    return str(found.value) if isinstance(found, ScalarNode) else ""


def quotes(node: Node) -> bool:
    """Whether a target quotes its clause."""
    return bool({"quote", "quotes"} & set(_parts(node)))
