"""The JSON Schemas of packs and calendars, for editors: made from what their readers allow.

A schema knows keys, words and shapes. What hangs together (a reading that is named, a quote that stands in the source)
only the linter knows.
"""

from __future__ import annotations

from fengqiao.boundary import packfile, targetfile
from fengqiao.boundary.extends import EXTENDS_KEYS
from fengqiao.boundary.measureschema import (
    BOTH,
    DAY,
    FLAG,
    NAMED_ONCE,
    NUMBER,
    TEXT,
    WHOLE,
    Schema,
    bounds,
    document,
    list_of,
    mapping,
    ref,
)
from fengqiao.boundary.predicates import BOUNDS
from fengqiao.model.fact import REGISTERS


def _quote_values() -> dict[str, Schema]:
    longer = mapping(("text", "nth"), {"text": TEXT, "nth": WHOLE}, ("text",))
    return {"quote": TEXT, "nth": WHOLE, "quotes": list_of({"anyOf": [TEXT, longer]})}


def _reading_values() -> dict[str, Schema]:
    levels = list_of({"enum": list(targetfile.LEVELS)})
    due = mapping((*BOUNDS, "from", "until"), {**bounds(NUMBER), "from": DAY, "until": DAY})
    recurs = mapping(
        ("each", "first", "last", *BOUNDS),
        {**bounds(NUMBER), "each": {"enum": list(targetfile.MONTHS)}, "first": DAY, "last": DAY},
        ("each", "first", "last"),
    )
    return {
        "called": BOTH,
        "why": BOTH,
        "measure": ref("measure"),
        "milestones": {"type": "object", "patternProperties": {DAY["pattern"]: due}, "additionalProperties": False},
        "recurs": recurs,
        **dict.fromkeys(targetfile.LEVEL_LISTS, levels),
        "base": mapping(("on", "value"), {"on": DAY, "value": NUMBER}, ("on", "value")),
    }


def _target() -> Schema:
    readings = {"type": "object", "additionalProperties": mapping(targetfile.READING_KEYS, _reading_values())}
    values = {
        **_reading_values(),
        **_quote_values(),
        "id": NAMED_ONCE,
        "title": BOTH,
        "unit": BOTH,
        "clause": TEXT,
        "qualitative": FLAG,
        "supersedes": TEXT,
        "default": NAMED_ONCE,
        "readings": readings,
    }
    return mapping(targetfile.TARGET_KEYS, values, ("id", "clause"))


def pack_schema() -> Schema:
    """pack.yaml."""
    period = mapping(("first", "last"), {"first": DAY, "last": DAY}, ("first", "last"))
    items = mapping(("items",), {"items": list_of(TEXT)}, ("items",))
    field = {"anyOf": [{"enum": list(packfile.TYPES)}, list_of(TEXT), items]}
    local = {"type": "object", "additionalProperties": field}
    context = mapping(packfile.CONTEXT_KEYS, {**_quote_values(), "reason": BOTH, "todo": FLAG}, ("quote",))
    named = {"type": "object", "additionalProperties": TEXT}
    values = {
        "id": NAMED_ONCE,
        "version": TEXT,
        "title": BOTH,
        "plan": period,
        "source": TEXT,
        "targets": list_of(_target()),
        "extends": mapping(EXTENDS_KEYS, dict.fromkeys(EXTENDS_KEYS, TEXT), EXTENDS_KEYS),
        "calendar": TEXT,
        "notes": list_of(BOTH),
        "fields": mapping(REGISTERS, dict.fromkeys(REGISTERS, local)),
        "reading_sets": {"type": "object", "additionalProperties": named},
        "contexts": list_of(context),
    }
    return document("pack.yaml", mapping(packfile.PACK_KEYS, values, packfile.ALWAYS))


def calendar_schema() -> Schema:
    """A calendar of days off."""
    period = mapping(("first", "last"), {"first": DAY, "last": DAY}, ("first", "last"))
    keys = ("known", "off", "made_up")
    values = {"known": period, "off": list_of(DAY), "made_up": list_of(DAY)}
    return document("calendar.yaml", mapping(keys, values, keys), shared=False)
