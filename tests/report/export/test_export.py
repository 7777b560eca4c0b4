"""Exports for other systems: the same counts in all, the published schema of OSCAL, hostile names, nothing at all."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import attrs
import pytest
import regex
from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend
from pyarrow import parquet

from fengqiao.boundary.wire import to_json
from fengqiao.errors import Text
from fengqiao.model.outcome import Assessment, Status, UnitRef
from fengqiao.model.target import RulePack
from fengqiao.report.export.junit import KINDS, junit
from fengqiao.report.export.oscal import VERSION, oscal
from fengqiao.report.export.records import records
from fengqiao.report.export.table import csv_records, parquet_records
from tests.report.judged import judged
from tests.sample_assessment import ASSESSMENT, OUTCOMES, PACK, WUCHENG

pytestmark = pytest.mark.xdist_group("circular")  # beside the other reports of the judged example
SCHEMA = Path(__file__).parent / "oscal_complete_schema.json"
HOSTILE = "=cmd|' /C calc'!A0<x>&amp;\x00\x1b\n\u2028]]>"
LONG = "某某省某某市某某县某某街道办事处某某社区居民委员会人民调解委员会调解工作室一分室"


def named(name: str) -> Assessment:
    unit = UnitRef("330702000000", name, "county")
    outcomes = tuple(
        attrs.evolve(o, unit=unit, sentence=Text(name, name)) if o.unit == WUCHENG else o for o in OUTCOMES
    )
    return attrs.evolve(ASSESSMENT, outcomes=outcomes)


UNSURE = tuple(attrs.evolve(o, status=Status.UNDETERMINED) for o in OUTCOMES)
CASES: dict[str, Callable[[], tuple[Assessment, RulePack]]] = {
    "the example": lambda: (judged().assessment, judged().pack),
    "every status by hand": lambda: (ASSESSMENT, PACK),
    "a hostile name": lambda: (named(HOSTILE), PACK),
    "a name of forty signs": lambda: (named(LONG), PACK),
    "nobody": lambda: (attrs.evolve(ASSESSMENT, outcomes=(), scorecards=()), PACK),
    "everything undetermined": lambda: (attrs.evolve(ASSESSMENT, outcomes=UNSURE), PACK),
    "a single county": lambda: (
        attrs.evolve(ASSESSMENT, outcomes=tuple(o for o in OUTCOMES if o.unit == WUCHENG)),
        PACK,
    ),
}


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> tuple[Assessment, RulePack]:
    return CASES[request.param]()


def as_csv(assessment: Assessment, pack: RulePack) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(csv_records(records(assessment, pack, "zh")).decode("utf-8-sig"), newline="")))


def as_parquet(assessment: Assessment, pack: RulePack) -> list[dict[str, Any]]:
    found = parquet.read_table(BytesIO(parquet_records(records(assessment, pack, "zh"))))
    return list(found.to_pylist())


def as_junit(assessment: Assessment, pack: RulePack) -> ET.Element:
    return ET.fromstring(junit(records(assessment, pack, "zh"), pack.title.zh))  # noqa: S314  our own


def as_oscal(assessment: Assessment, pack: RulePack) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(oscal(records(assessment, pack, "zh"), assessment, pack, "zh"))
    return found


def prop(one: dict[str, Any], name: str) -> str:
    return next(str(found["value"]) for found in one["props"] if found["name"] == name)


# -- the same in all


def test_every_format_has_the_same_counts(case: tuple[Assessment, RulePack]) -> None:
    expected = Counter((o["target"], o["status"]) for o in json.loads(to_json(case[0], "zh"))["outcomes"])
    assert Counter((row["target"], row["status"]) for row in as_csv(*case)) == expected
    assert Counter((row["target"], row["status"]) for row in as_parquet(*case)) == expected
    suites = as_junit(*case)
    cases = {(s.get("name"), c.find("properties/property[@name='status']").get("value"))  # type: ignore[union-attr]
             for s in suites for c in s.iter("testcase")}  # fmt: skip
    assert cases == set(expected)
    for suite in suites.iter("testsuite"):
        mine = {status: n for (target, status), n in expected.items() if target == suite.get("name")}
        assert len(suite.findall("testcase")) == sum(mine.values())
        for kind, counted in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            n = sum(n for status, n in mine.items() if KINDS.get(status) == kind)
            assert len(suite.findall(f"testcase/{kind}")) == int(suite.get(counted) or -1) == n
    (result,) = as_oscal(*case)["assessment-results"]["results"]
    seen = Counter((prop(o, "target"), prop(o, "status")) for o in result.get("observations", ()))
    assert seen == expected
    states = Counter((f["target"]["target-id"], f["target"]["status"]["state"]) for f in result.get("findings", ()))
    words = {"met": "satisfied", "not_met": "not-satisfied"}
    assert states == {(t, words[s]): n for (t, s), n in expected.items() if s in words}


def test_the_numbers_are_those_of_the_json() -> None:
    document = json.loads(to_json(judged().assessment, "zh"))["outcomes"]
    for outcome, row, said in zip(
        document, as_parquet(*CASES["the example"]()), as_csv(*CASES["the example"]()), strict=True
    ):
        value = outcome["value"] or {"low": None, "high": None}
        tally = outcome["tally"] or dict.fromkeys(("yes", "no", "unknown"))
        assert (row["low"], row["high"], row["margin"]) == (value["low"], value["high"], outcome["margin"])
        assert {name: row[name] for name in ("yes", "no", "unknown")} == {n: tally[n] for n in ("yes", "no", "unknown")}
        assert said["low"] == ("" if value["low"] is None else str(value["low"]))
        assert (row["unit_code"], row["sentence"]) == (outcome["unit"]["code"], outcome["sentence"]["zh"])
        assert row["synthetic"] is True


def test_what_is_undetermined_passes_nowhere_and_fails_nowhere() -> None:
    found = CASES["everything undetermined"]()
    suites = as_junit(*found)
    assert suites.get("errors") == suites.get("tests") == str(len(UNSURE))
    assert suites.get("failures") == "0"
    assert "findings" not in as_oscal(*found)["assessment-results"]["results"][0]


def test_the_same_outcomes_have_the_same_bytes() -> None:
    def once() -> Iterator[bytes]:
        found = records(ASSESSMENT, PACK, "zh")
        yield from (csv_records(found), parquet_records(found), junit(found, "计划"))
        yield oscal(found, ASSESSMENT, PACK, "zh")

    assert list(once()) == list(once())


def test_no_text_of_a_csv_file_is_a_formula_and_numbers_stay_numbers() -> None:
    row = next(row for row in as_csv(named(HOSTILE), PACK) if row["unit_code"] == WUCHENG.code)
    assert row["unit_name"].startswith("'=cmd")
    assert row["margin"] == "-1"


# -- OSCAL


def _pattern(_: Any, pattern: str, instance: Any, __: Any) -> Iterator[ValidationError]:
    """The patterns of the schema ask for properties of Unicode, which re does not know."""
    if isinstance(instance, str) and not regex.search(pattern, instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


@pytest.fixture(scope="module")
def published() -> Draft7Validator:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    only = {**schema, "oneOf": [one for one in schema["oneOf"] if "assessment-results" in one["properties"]]}
    found: Draft7Validator = extend(Draft7Validator, {"pattern": _pattern})(only)  # type: ignore[no-untyped-call]
    return found


def test_the_schema_is_the_published_one() -> None:
    content = SCHEMA.read_bytes()
    assert sha256(content).hexdigest() == "384324105c7a817af0f65b120a963146caa0e0d55d969cf0daf60e063b87a206"
    assert f"/{VERSION}/" in json.loads(content)["$id"]


def test_oscal_validates_against_its_published_schema(
    case: tuple[Assessment, RulePack], published: Draft7Validator
) -> None:
    assert [f"{list(error.path)}: {error.message}" for error in published.iter_errors(as_oscal(*case))] == []


@pytest.mark.parametrize(
    "broken",
    [
        lambda r: r.pop("import-ap"),
        lambda r: r["results"][0]["observations"][0].pop("collected"),
        lambda r: r["results"][0]["findings"][0]["target"].update({"target-id": "1 x"}),
        lambda r: r["metadata"]["props"][0].update(value=" blank"),
        lambda r: r.update(uuid="no"),
        lambda r: r.update(more=1),
    ],
)
def test_the_schema_refuses_what_is_broken(
    broken: Callable[[dict[str, Any]], object], published: Draft7Validator
) -> None:
    document = as_oscal(ASSESSMENT, PACK)
    broken(document["assessment-results"])
    assert list(published.iter_errors(document))


def test_identifiers_are_unique_and_lead_somewhere(case: tuple[Assessment, RulePack]) -> None:
    document = as_oscal(*case)["assessment-results"]
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            found.extend(value for name, value in node.items() if name == "uuid")
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(document)
    assert len(found) == len(set(found))
    assert document["import-ap"]["href"].removeprefix("#") in found
    (result,) = document["results"]
    for finding in result.get("findings", ()):
        assert {one["observation-uuid"] for one in finding["related-observations"]} <= set(found)
    for observation in result.get("observations", ()):
        assert {one["subject-uuid"] for one in observation["subjects"]} <= set(found)


def test_synthetic_data_says_so_in_each_format() -> None:
    document = as_oscal(ASSESSMENT, PACK)["assessment-results"]
    assert "合成数据" in document["metadata"]["remarks"]
    assert {row["synthetic"] for row in as_csv(ASSESSMENT, PACK)} == {"true"}
    said = as_junit(ASSESSMENT, PACK).findall("testsuite/properties/property[@name='synthetic']")
    assert {one.get("value") for one in said} == {"true"}
