"""What changed between two days as JSON."""

from __future__ import annotations

import json
from typing import Any

from fengqiao.boundary.wire import outcome_wire, standing_wire
from fengqiao.errors import Lang
from fengqiao.model.change import Difference
from fengqiao.model.outcome import UnitRef


def changes_json(found: Difference, lang: Lang = "zh") -> bytes:
    """Every change with both outcomes, and what units came to; grades in one language."""
    content = {
        "schema_version": "1",
        "since": found.since.isoformat(),
        "as_of": found.as_of.isoformat(),
        "changes": [
            {
                "target": one.target,
                "unit": _unit(one.unit),
                "trend": one.trend,
                "crossed": one.crossed,
                "required": one.required,
                "before": outcome_wire(one.before) if one.before else None,
                "after": outcome_wire(one.after) if one.after else None,
            }
            for one in found.changes
        ],
        "standings": [
            {
                "unit": _unit(one.unit),
                "before": standing_wire(one.before, lang) if one.before else None,
                "after": standing_wire(one.after, lang) if one.after else None,
            }
            for one in found.moves
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _unit(unit: UnitRef) -> dict[str, Any]:
    return {"code": unit.code, "name": unit.name, "level": unit.level}
