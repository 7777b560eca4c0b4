"""What is written of a measure reads as the same measure."""

from __future__ import annotations

import re
from pathlib import Path

import fengqiao_rules
import pytest

from fengqiao.boundary.measureout import condition_text, measure_text, predicate_text
from fengqiao.boundary.measures import Measures
from fengqiao.boundary.nodes import Nodes
from fengqiao.boundary.packfile import load_pack
from fengqiao.boundary.schemefolder import fields_of
from fengqiao.boundary.yaml import compose
from fengqiao.model.fact import REGISTERS

PACKS = [*sorted(Path(fengqiao_rules.__file__).parent.glob("*/pack.yaml")), Path(__file__).parents[1] / "rules/yi_city"]
PAGE = (Path(__file__).parents[2] / "docs/packs.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"^```yaml\n# ([a-z ]+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))
FIELDS = {name: register.fields for name, register in REGISTERS.items()}


def reader(fields: object = FIELDS) -> tuple[Nodes, Measures]:
    nodes = Nodes("written")
    return nodes, Measures(nodes, fields)  # type: ignore[arg-type]  # fields by register


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.parent.name if path.is_file() else path.name)
def test_every_measure_of_every_pack_comes_back(path: Path) -> None:
    pack = load_pack(path)
    nodes, measures = reader(fields_of(pack.fields))
    for target in pack.targets.values():
        for reading in target.readings.values():
            text = measure_text(reading.measure)
            root = compose(text, nodes)
            assert root is not None
            assert measures.measure(root) == reading.measure, text
    assert nodes.problems == []


@pytest.mark.parametrize("kind", ["measures", "conditions", "where posts", "where committees"])
def test_every_example_of_the_page_comes_back(kind: str) -> None:
    nodes, measures = reader()
    root = compose(BLOCKS[kind], nodes)
    assert root is not None
    for node in nodes.items(root):
        if kind.startswith("where"):
            register = kind.split()[1]
            found = measures.predicates.read(node, register)
            again = compose(predicate_text(found), nodes)
            assert again is not None
            assert measures.predicates.read(again, register) == found
        elif kind == "measures":
            measure = measures.measure(node)
            again = compose(measure_text(measure), nodes)
            assert again is not None
            assert measures.measure(again) == measure
        else:
            condition = measures.condition(node)
            again = compose(condition_text(condition), nodes)
            assert again is not None
            assert measures.condition(again) == condition
    assert nodes.problems == []


def test_a_text_with_marks_of_yaml_is_quoted() -> None:
    nodes, measures = reader()
    root = compose('{count: disputes, where: {kind: "a, b: {c}"}}', nodes)
    assert root is not None
    text = measure_text(measures.measure(root))
    assert text == '{count: disputes, where: {kind: "a, b: {c}"}}'
