"""The JSON Schemas hold what the readers allow, no more and no less, and every file that ships."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import fengqiao_rules
import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from fengqiao.boundary.measures import Measures
from fengqiao.boundary.measureschema import Schema
from fengqiao.boundary.nodes import Nodes
from fengqiao.boundary.packfile import read_pack
from fengqiao.boundary.packschema import calendar_schema
from fengqiao.boundary.schemefolder import load_scheme
from fengqiao.boundary.yaml import compose
from fengqiao.errors import PackError
from fengqiao.plugin.manager import Manager
from fengqiao.testing.casefile import load_cases
from fengqiao.testing.newpack import SCHEMA_KINDS, schema_text
from fengqiao.testing.schemecases import load_scheme_cases
from tests.boundary.test_packs_page import FIELDS, blocks, decode

ROOT = Path(__file__).parents[2]
RULES = Path(fengqiao_rules.__file__).parent
PACKS = [*sorted(RULES.glob("*/")), ROOT / "tests/rules/yi_city", ROOT / "examples/county_pack"]
PACKS = [folder for folder in PACKS if (folder / "pack.yaml").exists()]
SCHEMAS: dict[str, Schema] = {kind: json.loads(schema_text(kind)) for kind in SCHEMA_KINDS}
VALIDATORS = {kind: Draft202012Validator(schema) for kind, schema in SCHEMAS.items()}
FILES = [
    *(("pack", folder / "pack.yaml") for folder in PACKS),
    *(("scheme", file) for folder in PACKS for file in [folder / "scheme.yaml", *folder.glob("schemes/*.yaml")]),
    *(("cases", file) for folder in PACKS for file in sorted(folder.glob("cases/*.yaml"))),
]
FILES = [(kind, file) for kind, file in FILES if file.exists()]
YAML_BLOCK = r"^```yaml\n(.*?)^```"
WHOLE = re.compile(r"[-+]?[0-9]+")


def plain(node: Node) -> Any:
    """A YAML node as an editor hands it to a schema: YAML 1.2, where dates and yes are text."""
    if isinstance(node, MappingNode):
        return {str(key.value): plain(value) for key, value in node.value}
    if not isinstance(node, ScalarNode):
        return [plain(item) for item in node.value]
    text = str(node.value)
    if node.style is not None:
        return text
    if text in ("null", "~", ""):
        return None
    if text in ("true", "false"):
        return text == "true"
    return int(text) if WHOLE.fullmatch(text) else text


def load(text: str) -> Any:
    root = compose(text, Nodes("text"))
    assert root is not None
    return plain(root)


def wrong(kind: str, content: Any) -> list[str]:
    return [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
        for error in VALIDATORS[kind].iter_errors(content)
    ]


@pytest.mark.parametrize("kind", SCHEMA_KINDS)
def test_a_schema_is_a_schema(kind: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[kind])


@pytest.mark.parametrize(
    ("kind", "file"), FILES, ids=lambda one: one if isinstance(one, str) else f"{one.parts[-2]}/{one.name}"
)
def test_every_file_that_ships_is_valid(kind: str, file: Path) -> None:
    assert wrong(kind, load(file.read_text(encoding="utf-8"))) == []


def test_the_calendar_is_valid() -> None:
    content = load((RULES / "calendar_china.yaml").read_text(encoding="utf-8"))
    assert list(Draft202012Validator(calendar_schema()).iter_errors(content)) == []


PACK = (ROOT / "tests/rules/yi_city/pack.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("judged_at: [county]", "judged_in: [county]"),
        ("judged_at: [county]", "judged_at: [land]"),
        ("every: xun", "every: fortnight"),
        ("committee: yes", "committee: perhaps"),
        ("{staff: {at_least: 300}}", "{staff: {least: 300}}"),
        ("at_least: 2/3", "at_least: two thirds"),
        ("within: 30 days", "within: a month"),
        ("{kind: meeting}, window: period", "{kind: meeting}, window: always"),
        ("version: ", "edition: "),
        ("listed: yes_no", "listed: maybe"),
        ("2021-12-31: {at_least: 100%}", "31.12.2021: {at_least: 100%}"),
    ],
)
def test_what_the_loader_refuses_by_its_shape_the_schema_refuses(old: str, new: str) -> None:
    assert PACK.count(old)
    assert wrong("pack", load(PACK.replace(old, new, 1)))


# -- every key that the readers allow, and no other


def key_sets(schema: Any) -> Iterator[frozenset[str]]:
    """The keys of every mapping that a schema closes."""
    if isinstance(schema, list):
        for part in schema:
            yield from key_sets(part)
    elif isinstance(schema, dict):
        if "properties" in schema and "additionalProperties" in schema:
            yield frozenset(schema["properties"])
        for part in schema.values():
            yield from key_sets(part)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> set[frozenset[str]]:
    """Every set of keys that a reader allows while a test reads files."""
    found: set[frozenset[str]] = set()
    real = Nodes.mapping

    def mapping(self: Nodes, node: Node, allowed: Collection[str], required: Iterable[str] = ()) -> dict[str, Node]:
        found.add(frozenset(allowed))
        return real(self, node, allowed, required)

    monkeypatch.setattr(Nodes, "mapping", mapping)
    return found


def scheme_texts() -> list[str]:
    pages = ("schemes.md", "packs.md")
    return [
        block
        for page in pages
        for block in re.findall(
            r"^```yaml\n(.*?)^```", (ROOT / "docs" / page).read_text("utf-8"), re.MULTILINE | re.DOTALL
        )
        if block.startswith("# scheme")
    ]


def test_the_keys_of_the_schemas_are_the_keys_of_the_readers(asked: set[frozenset[str]], tmp_path: Path) -> None:
    find = Manager().pack_path
    readings = set()
    for folder in PACKS:
        pack, problems = read_pack(folder / "pack.yaml", find)
        assert problems == []
        assert pack is not None
        readings |= {frozenset(target.readings) for target in pack.targets.values()}
        readings |= {frozenset(item.id for item in scheme.all_items) for scheme in pack.schemes.values()}
        load_cases(folder / "cases", pack)
        load_scheme_cases(folder / "cases", pack)
    for block in blocks("packs.md"):
        root = compose(block, Nodes("packs.md"))
        assert root is not None
        title = block.splitlines()[0].removeprefix("# ")
        decode(Nodes("packs.md"), title, root)
        for node in root.value if title == "measures" else ():
            Measures(Nodes("packs.md"), FIELDS).condition(node)
    for i, text in enumerate(scheme_texts()):
        file = tmp_path / f"{i}.yaml"
        file.write_text(text, encoding="utf-8")
        with suppress(PackError):  # the pack that a page's scheme is for is not there
            load_scheme(file)
    (tmp_path / "pack.yaml").write_text(blocks("packs.md")[0], encoding="utf-8")
    read_pack(tmp_path / "pack.yaml")
    (tmp_path / "all.yaml").write_text(EVERY_FORM, encoding="utf-8")
    load_scheme(tmp_path / "all.yaml")
    held = {keys for schema in (*SCHEMAS.values(), calendar_schema()) for keys in key_sets(schema)}
    assert {tuple(sorted(keys)) for keys in asked - held - readings if not spoken_for(keys, held)} == set()
    assert {tuple(sorted(keys)) for keys in held - asked if not one_form(keys, asked - held)} == set()


def spoken_for(keys: frozenset[str], held: set[frozenset[str]]) -> bool:
    """Whether a reader's keys are those of several forms together (a window), or a pack's own fields are among them."""
    forms = frozenset().union(*(known for known in held if known <= keys))
    return keys == forms or ("copies" in keys and any("copies" in known and known < keys for known in held))


def one_form(keys: frozenset[str], together: set[frozenset[str]]) -> bool:
    """Whether keys are one of the forms that a reader first allows together; of facts, a register that no case uses."""
    return "copies" in keys or any(keys < allowed for allowed in together)


EVERY_FORM = """
id: every-form
title: {zh: 全, en: all}
level: county
out_of: 10
dated_by: {events: on}
blocks:
  - {id: a, name: {zh: 甲, en: a}, out_of: 10}
items:
  - id: one
    name: {zh: 一, en: one}
    block: a
    marks: 10
    measure: {count: events, where: {kind: late}, window: {last: 12 months}}
    award:
      deduct:
        - marks: 1
          per: unit
          repeat: {by: kind, times: 2}
          times_when: [{from: 2019-01-01, until: 2019-02-01, times: 2}]
      floor: 0
      cap: 5
bonus:
  - id: more
    name: {zh: 加, en: more}
    marks: 5
    award:
      better_of:
        - {measure: {count: events}, award: {bands: [{marks: 0, below: 1}, {marks: 5, at_least: 1}]}}
grades:
  - {name: {zh: 好, en: good}, at_least: 60%, when: {measure: {count: events}, at_most: 3}}
  - {name: {zh: 差, en: bad}, below: 60%}
veto:
  - {id: v, name: {zh: 否, en: no}, fail: yes, measure: {count: events}, at_most: 0}
given:
  - {item: more, unit: "330702", marks: 1, by: 某, why: 因}
groups:
  - {name: {zh: 组, en: group}, units: ["330702"]}
subsidy: {per_mark: 500元, at_least: 60%}
combine:
  - {id: h1, name: {zh: 上, en: first}, weight: 1, from: 2019-01-01, until: 2019-06-30}
"""
