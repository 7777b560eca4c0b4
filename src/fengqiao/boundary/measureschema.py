"""The JSON Schemas of measures, conditions and what is in them: made from what their readers allow."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from fengqiao.boundary import measures, packwords, targetfile
from fengqiao.boundary.measuresets import PERSONS
from fengqiao.boundary.predicates import BOUNDS, JOINS, LISTS
from fengqiao.boundary.times import CALENDAR_CADENCES, NAMED
from fengqiao.model.fact import REGISTERS, Choice, Day, Domain, Items, Number, Whole, YesNo
from fengqiao.model.snapshot import KINDS

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCALAR: Schema = {"type": ["string", "number", "boolean"]}
TEXT: Schema = SCALAR
FLAG: Schema = {"enum": ["yes", "no", True, False]}
DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
WHOLE: Schema = {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^-?[0-9]+$"}]}
AMOUNT = "^-?[0-9][0-9,]*(\\.[0-9]+)?(元|万元|万|分)$"
NUMBER: Schema = {
    "anyOf": [
        {"type": "integer"},
        {"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?%?$|^[0-9]+/[1-9][0-9]*$"},
        {"type": "string", "pattern": AMOUNT},
    ]
}
ASKED: Schema = {"enum": ["given", "missing"]}
LENGTH: Schema = {"type": "string", "pattern": "^[1-9][0-9]* (day|week|month|year)s?$"}
NAMED_ONCE: Schema = {"type": "string", "pattern": f"^{targetfile.NAME.pattern}$"}


def ref(name: str) -> Schema:
    """A definition by its name."""
    return {"$ref": f"#/$defs/{name}"}


def list_of(schema: Schema) -> Schema:
    """A list whose members are of one kind."""
    return {"type": "array", "items": schema}


def one_or_more(schema: Schema) -> Schema:
    """One value, or a list of them."""
    return {"anyOf": [schema, list_of(schema)]}


def mapping(keys: Collection[str], values: Mapping[str, Schema], needed: Collection[str] = ()) -> Schema:
    """A mapping of exactly these keys, each with what the user is told of it; a key without a schema holds anything."""
    properties = {}
    for key in keys:
        said = packwords.KEYS.get(key)
        properties[key] = {**values.get(key, {}), **({"description": said} if said else {})}
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**found, "required": list(needed)} if needed else found


def bounds(end: Schema) -> dict[str, Schema]:
    """The four bounds."""
    return dict.fromkeys(BOUNDS, end)


BOTH = mapping(("zh", "en"), {"zh": TEXT, "en": TEXT}, ("zh", "en"))


# -- predicates


def value_of(domain: Domain) -> Schema:
    """What one cell of a field may hold."""
    match domain:
        case Choice(values):
            return {"enum": list(values)}
        case YesNo():
            return FLAG
        case Day():
            return DAY
        case Whole(money=True):
            return {"anyOf": [WHOLE, {"type": "string", "pattern": AMOUNT}]}
        case Whole():
            return WHOLE
        case Number():
            return NUMBER
        case _:
            return TEXT


def _predicate(domain: Domain) -> Schema:
    """What may be asked of a field."""
    if isinstance(domain, Items):
        items = list_of({"enum": list(domain.items)})
        return {"anyOf": [mapping(LISTS, dict.fromkeys(LISTS, items)), ASKED]}
    value = value_of(domain)
    forms = [value, list_of(value), ASKED]
    if isinstance(domain, Day | Whole | Number):
        forms.append(mapping(BOUNDS, bounds(value)))
    return {"anyOf": forms}


def _where(register: str, fields: Mapping[str, Domain]) -> Schema:
    """What facts of a register must be like; fields that the pack declares itself are let through."""
    own = ref(f"where-{register}")
    joins = {"all": list_of(own), "any": list_of(own), "not": own}
    properties = {name: _predicate(domain) for name, domain in fields.items()}
    return {"type": "object", "properties": {**properties, **joins}}


# -- measures and conditions


def _sets() -> Schema:
    return {"anyOf": [{"enum": [*KINDS, PERSONS, "self", *REGISTERS]}, list_of(TEXT)]}


def _values_of_measures() -> dict[str, Schema]:
    places = {"anyOf": [{"enum": [*KINDS, "self"]}, list_of(TEXT)]}
    register: Schema = {"enum": list(REGISTERS)}
    return {
        "count": _sets(),
        "share_of": _sets(),
        "sum": TEXT,
        "of": register,
        "adherence": register,
        "timeliness": register,
        "followed_by": register,
        "by": places,
        "every": ref("cadence"),
        "times": WHOLE,
        "counting": {"enum": ["covered", "on_time", "days_late"]},
        "grace": LENGTH,
        "excuse": {"enum": ["no_working_day"]},
        "window": ref("window"),
        "where": {"type": "object"},
        "that": {"type": "object"},
        "having": ref("condition"),
        "given": ref("condition"),
        "placed": {"enum": ["at", "within"]},
        "dated_by": TEXT,
        "baseline": DAY,
        "one_place": FLAG,
        "distinct": TEXT,
        "from": TEXT,
        "to": TEXT,
        "within": LENGTH,
        "ratio": ref("measure"),
        "over": ref("measure"),
        "per": NUMBER,
        "change": ref("measure"),
        "against": {"anyOf": [{"enum": ["last_year", "last_period"]}, DAY]},
        "as": {"enum": ["rate"]},
        "attested": one_or_more(TEXT),
        "valid": LENGTH,
        "figure": TEXT,
        "printed": {"enum": ["exact"]},
        "held": list_of(ref("condition")),
    }


ABOUT = {"count": "count", "sum": "of", "share_of": "share_of", "adherence": "adherence", "timeliness": "timeliness"}
"""The key of each kind of measure that names the register whose fields it may ask about."""


def _measure(kind: str, *, bounded: bool) -> Schema:
    more = BOUNDS if bounded else ()
    values = {**_values_of_measures(), **bounds(NUMBER)}
    found = mapping((kind, *measures.FORMS[kind], *more), values, (kind, *measures.NEEDED.get(kind, ())))
    about = ABOUT.get(kind)
    if about is not None:
        asks = [key for key in ("where", "that") if key in measures.FORMS[kind]]
        found["allOf"] = [_fields_of(about, name, name, asks) for name in REGISTERS]
        found["allOf"] += [_fields_of(about, PERSONS, "posts", asks)] if about in ("count", "share_of") else []
    return found


def _fields_of(key: str, named: str, register: str, asks: Collection[str]) -> Schema:
    """Where a measure is about a register, `where` and `that` ask about its fields."""
    return {
        "if": {"properties": {key: {"const": named}}, "required": [key]},
        "then": {"properties": dict.fromkeys(asks, ref(f"where-{register}"))},
    }


def _condition() -> Schema:
    joins = {"all": list_of(ref("condition")), "any": list_of(ref("condition")), "not": ref("condition")}
    return {
        "anyOf": [
            *(ref(f"bounded-{kind}") for kind in measures.FORMS),
            *(mapping((join,), joins, (join,)) for join in JOINS),
        ]
    }


def _window() -> Schema:
    text = {"before": TEXT, "after": TEXT, "within": LENGTH}
    days = {"from": DAY, "until": DAY}
    forms = [
        mapping(("to_date",), {"to_date": {"enum": ["year", "quarter", "month"]}}, ("to_date",)),
        mapping(("last",), {"last": LENGTH}, ("last",)),
        mapping(("from", "until"), days, ("from", "until")),
        mapping(("before",), text, ("before",)),
        mapping(("after", "within"), text, ("after", "within")),
    ]
    return {"anyOf": [{"enum": list(NAMED)}, *forms]}


def _cadence() -> Schema:
    values = {"slots": list_of(WHOLE), "days": WHOLE, "years": WHOLE, "rolling": FLAG}
    forms = [mapping(keys, values, keys[:1]) for keys in (("slots",), ("days", "rolling"), ("years",))]
    return {"anyOf": [{"enum": list(CALENDAR_CADENCES)}, *forms]}


def definitions() -> dict[str, Schema]:
    """What several schemas share."""
    found = {
        "window": _window(),
        "cadence": _cadence(),
        "measure": {"anyOf": [ref(f"measure-{kind}") for kind in measures.FORMS]},
        "condition": _condition(),
    }
    for kind in measures.FORMS:
        found[f"measure-{kind}"] = _measure(kind, bounded=False)
        found[f"bounded-{kind}"] = _measure(kind, bounded=True)
    for name, register in REGISTERS.items():
        found[f"where-{name}"] = _where(name, register.fields)
    return found


def document(title: str, schema: Schema, *, shared: bool = True) -> Schema:
    """A whole schema, with the definitions that it may refer to."""
    return {"$schema": DIALECT, "title": title, **schema, **({"$defs": definitions()} if shared else {})}
