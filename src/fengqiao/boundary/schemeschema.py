"""The JSON Schema of schemes, for editors: made from what their reader allows."""

from __future__ import annotations

from fengqiao.boundary import awardfile, comparison, deductionfile, schemefile, schemeparts, targetfile
from fengqiao.boundary.basisfile import BASIS_KEYS
from fengqiao.boundary.measureschema import (
    BOTH,
    DAY,
    FLAG,
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


def _basis() -> dict[str, Schema]:
    dates = {"from": DAY, "until": DAY}
    return {
        "target": TEXT,
        "measure": ref("measure"),
        "scheme": TEXT,
        "against": {"enum": list(comparison.AGAINST)},
        "as": {"enum": list(comparison.AS)},
        "period": mapping(("from", "until"), dates, ("from", "until")),
        **bounds(NUMBER),
    }


def _awards() -> Schema:
    band = mapping(("marks", *BOUNDS), {**bounds(NUMBER), "marks": NUMBER}, ("marks",))
    other = mapping(("award", *BASIS_KEYS), {**_basis(), "award": ref("award")}, ("award",))
    protected = mapping(
        ("from", "until", "times"), {"from": DAY, "until": DAY, "times": NUMBER}, ("from", "until", "times")
    )
    line = {
        **_basis(),
        "name": BOTH,
        "marks": NUMBER,
        "per": {"enum": list(deductionfile.PER)},
        "step": NUMBER,
        "rounding": {"enum": list(deductionfile.ROUNDINGS)},
        "repeat": mapping(("by", "times"), {"by": TEXT, "times": NUMBER}, ("by", "times")),
        "times_when": list_of(protected),
        "every": ref("cadence"),
        "cap": NUMBER,
    }
    values = {
        "bands": list_of(band),
        "deduct": list_of(mapping(deductionfile.LINE_KEYS, line, ("marks", "per"))),
        "each": NUMBER,
        "better_of": list_of(other),
        "floor": NUMBER,
        "cap": NUMBER,
    }
    return {"anyOf": [{"enum": list(awardfile.WORDS)}, mapping((*awardfile.FORMS, "floor", "cap"), values)]}


def scheme_schema() -> Schema:
    """scheme.yaml and schemes/*.yaml."""
    item = mapping(
        schemefile.ITEM_KEYS,
        {**_basis(), "id": TEXT, "name": BOTH, "marks": NUMBER, "award": ref("award"), "block": TEXT},
        ("id", "name", "marks", "award"),
    )
    veto_keys = ("id", "name", *schemefile.EFFECTS, *BASIS_KEYS)
    effects = {"fail": FLAG, "bars_honours": FLAG, "grade_at_most": TEXT, "marks": NUMBER}
    grade = {
        "name": BOTH,
        "first": WHOLE,
        "honours": FLAG,
        "when": mapping(BASIS_KEYS, _basis()),
        **bounds(NUMBER),
    }
    given = ("item", "unit", "marks", "by", "why")
    values = {
        "id": TEXT,
        "title": BOTH,
        "level": {"enum": list(targetfile.LEVELS)},
        "out_of": NUMBER,
        "note": BOTH,
        "address": TEXT,
        "dated_by": mapping(REGISTERS, dict.fromkeys(REGISTERS, TEXT)),
        "step": NUMBER,
        "items": list_of(item),
        "bonus": list_of(item),
        "bonus_cap": NUMBER,
        "deductions": list_of(item),
        "grades": list_of(mapping(("name", "first", "honours", "when", *BOUNDS), grade, ("name",))),
        "blocks": list_of(
            mapping(("id", "name", "out_of"), {"id": TEXT, "name": BOTH, "out_of": NUMBER}, ("id", "name", "out_of"))
        ),
        "veto": list_of(mapping(veto_keys, {**_basis(), "id": TEXT, "name": BOTH, **effects}, ("id", "name"))),
        "given": list_of(mapping(given, {**dict.fromkeys(given, TEXT), "marks": NUMBER}, given)),
        "combine": list_of(
            mapping(
                schemeparts.PART_KEYS,
                {"id": TEXT, "name": BOTH, "weight": NUMBER, "from": DAY, "until": DAY, "scheme": TEXT},
                ("id", "name", "weight"),
            )
        ),
        "groups": list_of(mapping(("name", "units"), {"name": BOTH, "units": list_of(TEXT)}, ("name", "units"))),
        "minimum_known": NUMBER,
        "subsidy": mapping(
            ("per_mark", "at_least", "above"), {"per_mark": TEXT, "at_least": NUMBER, "above": NUMBER}, ("per_mark",)
        ),
    }
    found = document("scheme.yaml", mapping(schemefile.SCHEME_KEYS, values, schemefile.NEEDED))
    found["$defs"]["award"] = _awards()
    return found
