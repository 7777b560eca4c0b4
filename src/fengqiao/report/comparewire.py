"""Why two results differ, as JSON."""

from __future__ import annotations

import json
from typing import Any

from fengqiao.assess.compare import CAUSES, Causes, Comparison
from fengqiao.boundary.wire import number
from fengqiao.model.outcome import Span
from fengqiao.model.record import Record


def comparison_json(found: Comparison) -> bytes:
    """Parts that differ, and each unit's contributions; within a unit they sum exactly to the change of its marks."""
    content = {
        "schema_version": "1",
        "before": _record(found.before),
        "after": _record(found.after),
        "changed": _causes(found.changed),
        "unknown": _causes(found.unknown),
        "readings": {target: {"before": old, "after": new} for target, old, new in found.readings},
        "rules": list(found.rules),
        "files": list(found.files),
        "units": [
            {
                "unit": {"code": one.unit.code, "name": one.unit.name, "level": one.unit.level},
                "before": _span(one.before),
                "after": _span(one.after),
                "contributions": [
                    {
                        "line": part.line,
                        "name": part.name or None,
                        "marks": _span(part.span),
                        "causes": _causes(part.causes),
                    }
                    for part in one.contributions
                ],
            }
            for one in found.units
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _record(record: Record) -> dict[str, Any]:
    return {
        "pack": {"id": record.pack, "version": record.version},
        "as_of": record.as_of.isoformat(),
        "fingerprint": record.fingerprint,
    }


def _causes(causes: Causes) -> list[str]:
    return [cause for cause in CAUSES if cause in causes]


def _span(span: Span | None) -> dict[str, int | float] | None:
    return None if span is None else {"low": number(span.low), "high": number(span.high)}
