"""YAML 1.2 text to nodes that know their line and column. Plain data only: no tags, anchors or aliases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from fengqiao.boundary.nodes import Nodes
from fengqiao.errors import Problem, Text, Where, cause

LARGEST = 2_000_000
"""Bytes; a pack is a few dozen kilobytes."""
DEEPEST = 50
STANDARD = frozenset(
    f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")
)


def parse(path: Path, nodes: Nodes) -> Node | None:
    """The root node of a file; None, with a problem, where there is none."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        why = cause(error)
        nodes.refuse(
            None,
            "pack-unreadable",
            Text(f"无法读取此文件（{why.zh}）", f"this file cannot be read ({why.en})"),
            Text("请检查路径和权限", "Check the path and the permissions"),
        )
        return None
    if len(raw) > LARGEST:
        nodes.refuse(
            None,
            "pack-too-large",
            Text(f"文件超过{LARGEST}字节", f"this file is larger than {LARGEST:,} bytes"),
            Text("请拆分文件", "Split the file"),
        )
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        nodes.refuse(
            None,
            "pack-encoding",
            Text(f"文件不是 UTF-8（第{error.start + 1}字节）", f"this file is not UTF-8 (byte {error.start + 1})"),
            Text("请另存为 UTF-8", "Save it as UTF-8"),
        )
        return None
    return compose(text, nodes)


def compose(text: str, nodes: Nodes) -> Node | None:
    """The root node of a text; None, with a problem, where there is none."""
    try:
        root: Node | None = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        cell = f"{mark.line + 1}:{mark.column + 1}" if mark else None
        what = str(error.problem or error.context)
        nodes.problems.append(
            Problem(
                "pack-syntax",
                Where(nodes.file, cell=cell),
                Text(f"不是合法的 YAML：{what}", f"this is not YAML: {what}"),
                Text("请检查缩进、引号和冒号", "Check indentation, quotes and colons"),
            )
        )
        return None
    except YAMLError as error:
        nodes.refuse(
            None,
            "pack-syntax",
            Text(f"不是合法的 YAML：{str(error).splitlines()[0]}", f"this is not YAML: {str(error).splitlines()[0]}"),
            Text("请检查不可见字符", "Look for characters that do not show"),
        )
        return None
    except RecursionError:
        _too_deep(None, nodes)
        return None
    if root is None:
        nodes.refuse(
            None, "pack-empty", Text("文件为空", "this file is empty"), Text("请填写内容", "Write the pack here")
        )
        return None
    return root if _plain(root, nodes, set(), 0) else None


def _plain(node: Node, nodes: Nodes, seen: set[int], depth: int) -> bool:
    """Whether nothing is tagged, aliased or nested beyond reason: a pack is plain data."""
    if depth > DEEPEST:
        _too_deep(node, nodes)
        return False
    if id(node) in seen or str(node.tag) not in STANDARD or node.anchor:
        nodes.refuse(
            node,
            "pack-not-plain",
            Text("不允许锚点、别名和类型标签", "anchors, aliases and type tags are not allowed"),
            Text("请直接写出内容", "Write the content out"),
        )
        return False
    seen.add(id(node))
    if isinstance(node, MappingNode):
        return all(_plain(part, nodes, seen, depth + 1) for pair in node.value for part in pair)
    parts = node.value if isinstance(node, SequenceNode) else ()
    return all(_plain(part, nodes, seen, depth + 1) for part in parts)


def _too_deep(node: Node | None, nodes: Nodes) -> None:
    nodes.refuse(
        node,
        "pack-syntax",
        Text(f"嵌套超过{DEEPEST}层", f"this is nested more than {DEEPEST} deep"),
        Text("请检查括号是否配对", "Check that brackets are closed"),
    )


def in_flow(node: Node) -> Iterator[ScalarNode]:
    """Every scalar that stands inside a flow collection ({...} or [...])."""
    if isinstance(node, ScalarNode):
        return
    parts = [part for pair in node.value for part in pair] if isinstance(node, MappingNode) else list(node.value)
    for part in parts:
        if isinstance(node, CollectionNode) and node.flow_style and isinstance(part, ScalarNode):
            yield part
        else:
            yield from in_flow(part)
