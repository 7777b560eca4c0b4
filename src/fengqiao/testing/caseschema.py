"""The JSON Schema of cases/*.yaml, for editors: made from what its reader allows."""

from __future__ import annotations

from fengqiao.boundary.measureschema import (
    BOTH,
    DAY,
    FLAG,
    LENGTH,
    NUMBER,
    SCALAR,
    TEXT,
    WHOLE,
    Schema,
    document,
    list_of,
    mapping,
    value_of,
)
from fengqiao.model.fact import REGISTERS, Day, Domain, Items
from fengqiao.testing import casefile, schemecases

BLANK: Schema = {"type": "null"}
EVERY: Schema = mapping(casefile.EVERY_KEYS, {"every": LENGTH, "from": DAY, "until": DAY}, casefile.EVERY_KEYS)


def cases_schema() -> Schema:
    """cases/*.yaml."""
    case: dict[str, Schema] = {
        "name": BOTH,
        "target": TEXT,
        "at": TEXT,
        "on": DAY,
        "places": {"type": "object"},
        "facts": mapping(REGISTERS, {name: list_of(_fact(name)) for name in REGISTERS}),
        "reported": mapping(REGISTERS, dict.fromkeys(REGISTERS, list_of(_reported()))),
        "expect": {"type": "object", "additionalProperties": {"anyOf": [_status(), _expected()]}},
    }
    of_target = mapping(casefile.CASE_KEYS, case, casefile.CASE_NEEDED)
    of_scheme = mapping(schemecases.KEYS, {**case, **_scored()}, schemecases.NEEDED)
    cases = list_of({"anyOf": [of_target, of_scheme]})
    return document(
        "cases/*.yaml",
        mapping(casefile.FILE_KEYS, {"places": {"type": "object"}, "cases": cases}, ("cases",)),
        shared=False,
    )


def _scored() -> dict[str, Schema]:
    """What a case of a scheme gives and expects instead."""
    ends = mapping(("low", "high"), {"low": NUMBER, "high": NUMBER}, ("low", "high"))
    span = {"anyOf": [NUMBER, ends, BLANK]}
    by_item: Schema = {"type": "object", "additionalProperties": span}
    pair: Schema = {"anyOf": [TEXT, list_of(TEXT), BLANK]}
    expect: dict[str, Schema] = {"marks": span, "grade": pair, "rank": pair, "items": by_item}
    return {
        "scheme": TEXT,
        "given": {"type": "object", "additionalProperties": NUMBER},
        "expect": mapping(schemecases.EXPECT_KEYS, expect),
    }


def _reported() -> Schema:
    return mapping(casefile.REPORTED_KEYS, {"unit": TEXT, "from": DAY, "until": DAY}, ("unit",))


def _status() -> Schema:
    return {"enum": list(casefile.STATUSES)}


def _expected() -> Schema:
    end = {"anyOf": [NUMBER, BLANK]}
    values = {**dict.fromkeys(casefile.TALLY, WHOLE), "status": _status(), "open": FLAG, "low": end, "high": end}
    return mapping(casefile.EXPECT_KEYS, {**values, "margin": NUMBER}, ("status",))


def _fact(register: str) -> Schema:
    """A fact; fields that the pack declares itself are let through."""
    places = {"anyOf": [TEXT, list_of(TEXT), BLANK]}
    shared = {"id": TEXT, "in": places, "at": places, "exact": FLAG, "reported_on": DAY, "copies": WHOLE}
    fields = {name: _cell(domain) for name, domain in REGISTERS[register].fields.items()}
    own = {"of": {"type": "object"}} if register == "count_returns" else {}
    found = mapping((*casefile.SHARED, *REGISTERS[register].fields), {**fields, **shared, **own})
    return {**found, "additionalProperties": {"anyOf": [SCALAR, BLANK, {"type": ["array", "object"]}]}}


def _cell(domain: Domain) -> Schema:
    match domain:
        case Items(items):
            sides = dict.fromkeys(("yes", "no"), list_of({"enum": list(items)}))
            return {"anyOf": [{"const": "all"}, mapping(("yes", "no"), sides), BLANK]}
        case Day():
            return {"anyOf": [DAY, list_of({"anyOf": [DAY, BLANK]}), EVERY, BLANK]}
        case _:
            return {"anyOf": [value_of(domain), BLANK]}
