"""Outcomes as JUnit XML, which build servers and dashboards read: a suite a target, a case a unit.

not_met is a failure. undetermined is an error: it could not be decided, so it is neither passed nor failed. What is not
due, not applicable, waived or only shown is skipped.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Sequence

from fengqiao.report.export.records import Record

UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
SKIPPED = ("not_due", "not_applicable", "waived", "indicator")
KINDS = {"not_met": "failure", "undetermined": "error", **dict.fromkeys(SKIPPED, "skipped")}
COUNTED = {"failure": "failures", "error": "errors", "skipped": "skipped"}
SHOWN = ("status", "reading", "low", "high", "margin", "yes", "no", "unknown", "may_yes", "may_no", "open")


def junit(found: Sequence[Record], title: str) -> bytes:
    """The document, with the status of each case also as a property."""
    root = ET.Element("testsuites", {"name": _fit(title), **_counts(found)})
    for target in dict.fromkeys(one.target for one in found):
        cases = [one for one in found if one.target == target]
        day = f"{cases[0].as_of.isoformat()}T00:00:00"
        suite = ET.SubElement(root, "testsuite", {"name": target, "timestamp": day, **_counts(cases)})
        about = {"title": cases[0].title, "clause": cases[0].clause, "pack": cases[0].pack}
        about |= {"pack_version": cases[0].pack_version, "synthetic": "true" if cases[0].synthetic else "false"}
        _properties(suite, about)
        for one in cases:
            _case(suite, one)
    ET.indent(root, " ")
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _counts(found: Sequence[Record]) -> dict[str, str]:
    kinds = Counter(KINDS[one.status] for one in found if one.status in KINDS)
    return {"tests": str(len(found)), **{name: str(kinds[kind]) for kind, name in COUNTED.items()}, "time": "0"}


def _case(suite: ET.Element, one: Record) -> None:
    case = ET.SubElement(
        suite, "testcase", classname=f"{one.pack}.{one.target}", name=_fit(f"{one.unit_name} {one.unit_code}"), time="0"
    )
    _properties(case, {name: str(value) for name in SHOWN if (value := getattr(one, name)) is not None})
    if kind := KINDS.get(one.status):
        told = ET.SubElement(case, kind, message=_fit(one.sentence))
        if kind != "skipped":
            told.set("type", one.status)


def _properties(parent: ET.Element, found: dict[str, str]) -> None:
    group = ET.SubElement(parent, "properties")
    for name, value in found.items():
        ET.SubElement(group, "property", name=name, value=_fit(value))


def _fit(text: str) -> str:
    """What XML can hold."""
    return UNFIT.sub(" ", text)
