"""The nodes of one YAML file, decoded by hand, and everything that is wrong with them.

A node that is refused decodes to a stand-in of the right type, so that one run finds every problem. Nothing built from
stand-ins leaves a reader: whoever reads a file raises when `Nodes.problems` is not empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import TypeVar

import attrs
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from fengqiao.boundary.amount import fen
from fengqiao.boundary.cells import Refusal
from fengqiao.boundary.nearest import nearest
from fengqiao.errors import Problem, Severity, Text, Where

T = TypeVar("T")
NO_DAY = date(1, 1, 1)
"""What a refused date decodes to."""
WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
EXACT = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)(%?)")
QUOTIENT = re.compile(r"([0-9]+)/([1-9][0-9]*)")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TRUTHS = {"true": True, "yes": True, "false": False, "no": False}
KINDS = {
    "scalar": Text("一个值", "one value"),
    "sequence": Text("一个列表", "a list"),
    "mapping": Text("一组“键: 值”", "a mapping of keys to values"),
}


def quoted(words: Iterable[str]) -> str:
    """Names one after the other, for people."""
    return ", ".join(words)


@attrs.define
class Nodes:
    """One YAML file being read: decodes its nodes and collects what is wrong with them."""

    file: str
    problems: list[Problem] = attrs.field(factory=list)

    def refuse(
        self, node: Node | None, code: str, what: Text, mend: Text, *, severity: Severity = Severity.ERROR
    ) -> None:
        """Record that a node cannot be taken as it is."""
        self.problems.append(Problem(code, self.where(node), what, mend, severity))

    def where(self, node: Node | None) -> Where:
        """Where a node begins, as `line:column` from 1."""
        if node is None:
            return Where(self.file)
        return Where(self.file, cell=f"{node.start_mark.line + 1}:{node.start_mark.column + 1}")

    # -- the shapes

    def mapping(self, node: Node, allowed: Collection[str], required: Iterable[str] = ()) -> dict[str, Node]:
        """The values of a mapping by key; keys that are unknown, double or missing are refused."""
        found: dict[str, Node] = {}
        for name, key, value in self.entries(node):
            if name in allowed:
                found[name] = value
            else:
                self.unknown(key, name, allowed, Text("键", "key"), code="pack-unknown-key")
        if isinstance(node, MappingNode):
            for name in required:
                if name not in found:
                    self.refuse(
                        node,
                        "pack-missing-key",
                        Text(f"缺少“{name}”", f"{name!r} is missing"),
                        Text(f"请补充“{name}: …”", f"Add {name!r} here"),
                    )
        return found

    def entries(self, node: Node) -> Iterator[tuple[str, Node, Node]]:
        """Key, key node and value node of each entry of a mapping; a key that stands twice is refused."""
        if not self.is_a(node, "mapping"):
            return
        seen: dict[str, Node] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self.is_a(key, "scalar")
                continue
            name = str(key.value)
            if name in seen:
                line = seen[name].start_mark.line + 1
                self.refuse(
                    key,
                    "pack-double-key",
                    Text(f"“{name}”出现两次（已见第{line}行）", f"{name!r} stands twice (first in line {line})"),
                    Text("请只保留一处", "Keep one of them"),
                )
                continue
            seen[name] = key
            yield name, key, value

    def items(self, node: Node) -> list[Node]:
        """The members of a list."""
        return list(node.value) if self.is_a(node, "sequence") else []

    def one_or_more(self, node: Node) -> list[Node]:
        """The members of a list, or a single value as a list of one."""
        return [node] if isinstance(node, ScalarNode) else self.items(node)

    def each(self, node: Node, decode: Callable[[Node], T]) -> tuple[T, ...]:
        """Every member of a list, decoded."""
        return tuple(decode(item) for item in self.items(node))

    def is_a(self, node: Node, kind: str) -> bool:
        """Whether a node is of a kind (scalar, sequence, mapping); else it is refused."""
        found = kind_of(node)
        if found == kind:
            return True
        self.wrong(node, KINDS[kind], Text(f"此处是{KINDS[found].zh}", f"this is {KINDS[found].en}"))
        return False

    # -- the scalars

    def text(self, node: Node) -> str:
        """A text; codes and numbers are taken as they are written."""
        if not self.is_a(node, "scalar"):
            return ""
        value = str(node.value)
        if not value.strip():
            self.wrong(node, Text("文字", "text"), Text("此处为空", "it is blank"))
        return value

    def whole(self, node: Node) -> int:
        """A whole number."""
        value = self.text(node)
        if not WHOLE.fullmatch(value):
            self.wrong(node, Text("整数", "a whole number"), said(value))
            return 1
        return int(value)

    def flag(self, node: Node) -> bool:
        """True or False, from true, yes, false or no."""
        value = self.text(node)
        if value not in TRUTHS:
            self.wrong(node, Text("yes 或 no", "yes or no"), said(value))
        return TRUTHS.get(value, False)

    def day(self, node: Node) -> date:
        """A date, from 2018-12-31."""
        value = self.text(node)
        try:
            if DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        self.wrong(node, Text("日期，如 2018-12-31", "a date such as 2018-12-31"), said(value))
        return NO_DAY

    def number(self, node: Node) -> Fraction:
        """An exact number: 30%, 2/3, a whole number, or a decimal in quotes. A bare decimal is refused."""
        value = self.text(node)
        if found := QUOTIENT.fullmatch(value):
            return Fraction(int(found[1]), int(found[2]))
        found = EXACT.fullmatch(value)
        if not found:
            self.wrong(node, EXACT_FORMS, said(value))
            return Fraction(1)
        if "." in value and not found[2] and isinstance(node, ScalarNode) and node.style is None:
            self.refuse(
                node,
                "pack-float",
                Text(f"“{value}”是未加引号的小数", f"{value} is a bare decimal"),
                Text(
                    f'请写成百分数、分数或加引号："{value}"',
                    f'Write it as a percentage, a fraction or quoted: "{value}"',
                ),
            )
        return Fraction(found[1]) / (100 if found[2] else 1)

    def money(self, node: Node) -> Fraction:
        """An amount in fen: 10元, 3万元, or a whole number of fen."""
        value = self.text(node)
        if WHOLE.fullmatch(value):
            return Fraction(value)
        amount = fen(value, signed=True)
        if isinstance(amount, int):
            return Fraction(amount)
        but = amount.what if isinstance(amount, Refusal) else said(value)
        self.wrong(
            node, Text("金额，如 10元、3万元（不写单位的为分）", "an amount such as 10元 (or a number of fen)"), but
        )
        return Fraction(1)

    def choice(self, node: Node, allowed: Collection[str], what: Text) -> str:
        """One of the words allowed."""
        value = self.text(node)
        if value and value not in allowed:
            self.unknown(node, value, allowed, what)
        return value if value in allowed else next(iter(allowed), "")

    def both(self, node: Node) -> Text:
        """A text in Chinese and English: {zh: ..., en: ...}."""
        found = self.mapping(node, ("zh", "en"), ("zh", "en"))
        return Text(*(self.text(found[lang]) if lang in found else "" for lang in ("zh", "en")))

    # -- the words of refusal

    def wrong(self, node: Node, expected: Text, but: Text) -> None:
        """Record a value of the wrong type."""
        self.refuse(
            node,
            "pack-type",
            Text(f"此处应为{expected.zh}，但{but.zh}", f"this should be {expected.en}, but {but.en}"),
            Text(f"请改为{expected.zh}", f"Write {expected.en}"),
        )

    def unknown(
        self, node: Node, name: str, allowed: Collection[str], what: Text, *, code: str = "pack-unknown-name"
    ) -> None:
        """Record a name that is not known here, with the nearest one and all that are allowed."""
        near = nearest(name, allowed)
        known = quoted(allowed)
        self.refuse(
            node,
            code,
            Text(f"没有名为“{name}”的{what.zh}", f"no {what.en} is called {name!r}"),
            Text(
                (f"是否为“{near}”？" if near else "") + f"可用：{known}",
                (f"Did you mean {near!r}? " if near else "") + f"Allowed: {known}",
            ),
        )


EXACT_FORMS = Text(
    '百分数、分数、整数或加引号的小数（30%、2/3、10、"0.5"）',
    'a percentage, a fraction, a whole number or a quoted decimal (30%, 2/3, 10, "0.5")',
)


def said(value: str) -> Text:
    """What was written instead."""
    return Text(f"写的是“{value}”", f"it says {value!r}")


def kind_of(node: Node) -> str:
    """scalar, sequence or mapping."""
    return "scalar" if isinstance(node, ScalarNode) else "mapping" if isinstance(node, MappingNode) else "sequence"
