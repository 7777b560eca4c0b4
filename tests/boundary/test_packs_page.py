"""Every example of docs/packs.md loads; both language versions show the same ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from ruamel.yaml.nodes import Node

from fengqiao.boundary import times
from fengqiao.boundary.measures import Measures
from fengqiao.boundary.nodes import Nodes
from fengqiao.boundary.packfile import load_pack
from fengqiao.boundary.targetfile import Targets
from fengqiao.boundary.yaml import compose
from fengqiao.model.fact import REGISTERS
from fengqiao.plugin.manager import Manager
from fengqiao.testing.rulepack import lint, run_cases

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("packs.md", "packs.zh-CN.md")
FIELDS = {name: register.fields for name, register in REGISTERS.items()}


def blocks(page: str) -> list[str]:
    """The YAML blocks of a page."""
    return re.findall(r"^```yaml\n(.*?)^```", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def decode(nodes: Nodes, title: str, root: Node) -> None:
    """Read a block as what its first line says that it is."""
    measures = Measures(nodes, FIELDS)
    kind, _, register = title.partition(" ")
    each: dict[str, Callable[[Node], object]] = {
        "targets": Targets(nodes, measures, frozenset()).target,
        "measures": measures.measure,
        "conditions": measures.condition,
        "where": lambda node: measures.predicates.read(node, register),
        "windows": lambda node: times.window(nodes, node, dates=("opened",)),
        "cadences": lambda node: times.cadence(nodes, node),
    }
    if kind in each:
        assert nodes.each(root, each[kind])
    else:
        assert title in ("pack", "scheme", "cases", "extends"), title


@pytest.mark.parametrize("page", PAGES)
def test_every_example_is_read_without_a_problem(page: str) -> None:
    found = blocks(page)
    assert len(found) == 11
    for block in found:
        nodes = Nodes(page)
        root = compose(block, nodes)
        assert root is not None
        decode(nodes, block.splitlines()[0].removeprefix("# "), root)
        assert nodes.problems == [], block


@pytest.mark.parametrize("page", PAGES)
def test_the_pack_with_its_scheme_and_cases_works(page: str, tmp_path: Path) -> None:
    parts = {block.splitlines()[0]: block for block in blocks(page)}
    folder = tmp_path / "pack"
    (folder / "cases").mkdir(parents=True)
    (folder / "pack.yaml").write_text(parts["# pack"], encoding="utf-8")
    (folder / "scheme.yaml").write_text(parts["# scheme"], encoding="utf-8")
    (folder / "cases" / "all.yaml").write_text(parts["# cases"], encoding="utf-8")
    (folder / "source.txt").write_text("为加强人民调解工作,制定本计划。每个县建立工作室3个以上", encoding="utf-8")
    (tmp_path / "calendar.yaml").write_text("known: {first: 2025-01-01, last: 2025-12-31}\noff: []\nmade_up: []\n")
    assert load_pack(folder).schemes["example"].step is not None
    assert [result.wrong for result in run_cases(folder)] == [(), (), ()]


@pytest.mark.parametrize("page", PAGES)
def test_the_pack_that_extends_works(page: str, tmp_path: Path) -> None:
    text = next(block for block in blocks(page) if block.startswith("# extends"))
    (tmp_path / "pack.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "source.txt").write_text("全县培育工作室12个以上。", encoding="utf-8")
    pack = Manager().pack(tmp_path)
    assert list(pack.own) == ["county-studios"]
    assert [p.code for p in lint(tmp_path)] == ["lint-no-case"]


def test_both_pages_show_the_same_examples() -> None:
    def bare(page: str) -> list[str]:
        return [re.sub(r" *#.*", "", block).strip() for block in blocks(page)]

    assert bare("packs.md") == bare("packs.zh-CN.md")
