"""What one record of each register may say, as pydantic models: for importing systems and for their JSON Schema.

A text is read in every spelling that a cell may have; a typed value is taken as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache, partial
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, create_model
from pydantic_core import PydanticCustomError

from fengqiao.boundary.cells import Refusal, parser_of, refuse, whole
from fengqiao.model import fact
from fengqiao.model.fact import REGISTERS


class RecordModel(BaseModel):
    """One record. `division` is a code or a name, `at` and `committee` a body's id or name, or a division."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True, frozen=True)

    id: str | None = None
    division: str | None = None
    exact: bool = True
    reported_on: Annotated[date | None, BeforeValidator(lambda v: _read(v, domain=fact.Day()))] = None
    extra: Mapping[str, Any] | None = None


TYPES: Mapping[type[Any], Any] = {
    fact.Choice: str,
    fact.YesNo: bool,
    fact.Words: str,
    fact.Whole: int,
    fact.Day: date,
    fact.Number: Decimal,
    fact.Items: fact.Checklist,
}


@cache
def record_model(register: str) -> type[RecordModel]:
    """The model of one register's records; its fields are those of the register's facts."""
    fields: dict[str, Any] = {}
    for name, domain in REGISTERS[register].fields.items():
        if name == "reported_on":
            continue
        kind = Any if name == "of" else TYPES[type(domain)] | None
        title = REGISTERS[register].words(name)
        read = BeforeValidator(_equalities if name == "of" else partial(_read, domain=domain))
        default: Any = {"of": (), "placed": "within"}.get(name)
        # a model has a method of that name already
        own = f"{name}_" if name == "register" else name
        told = Field(default=default, alias=name, description=f"{title.zh} ({title.en})")
        fields[own] = (Annotated[kind, read], told)
    return create_model(f"{REGISTERS[register].fact.__name__}Record", __base__=RecordModel, **fields)


def _equalities(value: Any) -> tuple[tuple[str, Any], ...]:
    if isinstance(value, Mapping):
        return tuple(sorted(value.items()))
    return tuple((str(name), one) for name, one in value or ())


def _read(value: Any, *, domain: fact.Domain) -> Any:
    """A value as the fact holds it; None is unknown."""
    found = value if value is None else _typed(value, domain)
    if isinstance(found, Refusal):
        raise PydanticCustomError("refused", "{reason}", {"reason": found.what.en, "refusal": found})
    return found


def _typed(value: Any, domain: fact.Domain) -> Any:
    match domain, value:
        case fact.Items(items=items), fact.Checklist():
            unknown = (value.yes | value.no) - set(items)
            return _refused(min(unknown)) if unknown else value
        case fact.Items(items=items), Mapping():
            if set(value) <= {"yes", "no"}:
                yes, no = frozenset(value.get("yes", ())), frozenset(value.get("no", ()))
            else:
                yes, no = (frozenset(i for i, there in value.items() if there is truth) for truth in (True, False))
            unknown = (yes | no) - set(items)
            return _refused(min(unknown)) if unknown else fact.Checklist(yes, no)
        case fact.YesNo(), bool():
            return value
        case fact.Day(), datetime():
            return value.date()
        case fact.Day(), date():
            return parser_of(domain)(value.isoformat())
        case fact.Whole(), int() if not isinstance(value, bool):
            return value if value >= 0 else whole(str(value))
        case fact.Number(), int() | float() | Decimal() if not isinstance(value, bool):
            return Decimal(str(value))
        case fact.Whole(money=True), Decimal():
            return parser_of(domain)(str(value))
        case _, str():
            return parser_of(domain)(value)
        case ((fact.Words() | fact.Choice()), int()) if not isinstance(value, bool):
            return parser_of(domain)(str(value))
        case _:
            return _refused(value)


def _refused(value: Any) -> Refusal:
    return refuse(
        "record.type",
        str(value),
        "“{}”不是该字段的值",
        "'{}' is not a value of this field",
        "请按该字段的类型传入；不掌握的传 None",
        "Pass a value of the field's type, or None if it is not known",
    )
