"""Outcomes as OSCAL assessment results (NIST), for systems of audit and compliance.

Each outcome is an observation of a unit (a party), with its status, value and tally as properties. Only met and not_met
are findings, since a finding is satisfied or not; what is undetermined is never told as not satisfied. Identifiers
follow from the content and times from the judged day, so the same inputs give the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from fengqiao.errors import Lang
from fengqiao.model.outcome import Assessment
from fengqiao.model.target import RulePack
from fengqiao.report.export.records import Record
from fengqiao.report.words import SYNTHETIC

VERSION = "1.2.3"
"""The version of OSCAL whose schema the output is tested against."""
SPACE = "urn:fengqiao:outcome:1"
"""The name space of properties that are fengqiao's own."""
STATES = {"met": ("satisfied", "pass"), "not_met": ("not-satisfied", "fail")}
SHOWN = (
    "target", "reading", "status", "low", "high", "at_least", "at_most", "above", "below", "since", "margin",
    "yes", "no", "unknown", "may_yes", "may_no", "open", "next_due",
)  # fmt: skip


def oscal(found: Sequence[Record], assessment: Assessment, pack: RulePack, lang: Lang) -> bytes:
    """The document as JSON."""
    writer = _Writer(assessment)
    title, day = _line(pack.title.say(lang)), f"{assessment.as_of.isoformat()}T00:00:00Z"
    plan, units = writer.id("plan"), {one.unit_code: _line(one.unit_name) for one in found}
    about = {"synthetic": assessment.synthetic, "fingerprint": assessment.fingerprint, "pack": assessment.pack}
    metadata: dict[str, Any] = {
        "title": title,
        "last-modified": day,
        "version": _line(assessment.version),
        "oscal-version": VERSION,
        "props": [_property(name, value) for name, value in about.items()],
    }
    if units:
        metadata["parties"] = [
            {"uuid": writer.party(code), "type": "organization", "name": name, "external-ids": [_external(code)]}
            for code, name in units.items()
        ]
    if assessment.synthetic:
        metadata["remarks"] = SYNTHETIC.say(lang)
    result: dict[str, Any] = {
        "uuid": writer.id("result"),
        "title": title,
        "description": title,
        "start": day,
        "end": day,
        "reviewed-controls": {"control-selections": [_selected(found)]},
    }
    if found:
        result["observations"] = [writer.observation(one, day) for one in found]
    if settled := [writer.finding(one) for one in found if one.status in STATES]:
        result["findings"] = settled
    content = {
        "assessment-results": {
            "uuid": writer.id("assessment-results"),
            "metadata": metadata,
            "import-ap": {"href": f"#{plan}"},
            "results": [result],
            "back-matter": {
                "resources": [{"uuid": plan, "title": title, "description": f"{assessment.pack} {assessment.version}"}]
            },
        }
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


class _Writer:
    """Makes identifiers that belong to one assessment."""

    def __init__(self, assessment: Assessment) -> None:
        self.root = uuid5(
            NAMESPACE_URL, f"{SPACE}:{assessment.pack}:{assessment.version}:{assessment.as_of}:{assessment.fingerprint}"
        )

    def id(self, *parts: str) -> str:
        return str(uuid5(self.root, "\n".join(parts)))

    def party(self, code: str) -> str:
        """The same for a unit in every assessment."""
        return str(uuid5(NAMESPACE_URL, f"urn:fengqiao:unit:{code}"))

    def observation(self, one: Record, day: str) -> dict[str, Any]:
        shown = {name: value for name in SHOWN if (value := getattr(one, name)) is not None}
        return {
            "uuid": self.id("observation", one.target, one.unit_code),
            "title": _line(f"{one.unit_name} {one.title}"),
            "description": _line(one.sentence),
            "props": [_property(name, value) for name, value in shown.items()],
            "methods": ["EXAMINE"],
            "subjects": [{"subject-uuid": self.party(one.unit_code), "type": "party", "title": _line(one.unit_name)}],
            "collected": day,
        }

    def finding(self, one: Record) -> dict[str, Any]:
        state, reason = STATES[one.status]
        return {
            "uuid": self.id("finding", one.target, one.unit_code),
            "title": _line(f"{one.unit_name} {one.title}"),
            "description": _line(one.sentence),
            "target": {
                "type": "objective-id",
                "target-id": _token(one.target),
                "status": {"state": state, "reason": reason},
            },
            "related-observations": [{"observation-uuid": self.id("observation", one.target, one.unit_code)}],
        }


def _selected(found: Sequence[Record]) -> dict[str, Any]:
    targets = dict.fromkeys(one.target for one in found)
    return (
        {"include-controls": [{"control-id": _token(target)} for target in targets]} if targets else {"include-all": {}}
    )


def _external(code: str) -> dict[str, str]:
    return {"scheme": "urn:fengqiao:division", "id": _line(code)}


def _property(name: str, value: object) -> dict[str, str]:
    text = ("true" if value else "false") if isinstance(value, bool) else _line(str(value))
    return {"name": name.replace("_", "-"), "ns": SPACE, "value": text}


def _line(text: str) -> str:
    """A text of one line without blanks at its ends, as OSCAL has it; never empty."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f\u2028\u2029\x85]", " ", text).split()) or "-"


def _token(name: str) -> str:
    """A target's id as a token, which begins with a letter."""
    fitted = re.sub(r"[^\w.\-]", "_", name)
    return fitted if re.match(r"[^\W\d]", fitted) else f"_{fitted}"
