"""Registers as columns: the schema of each register's table in a store, facts as Arrow and back again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import islice
from operator import attrgetter
from typing import Any

import attrs
import pyarrow as pa
from pyarrow import compute

from fengqiao.engine.persons import plain
from fengqiao.model.columns import Columns
from fengqiao.model.fact import PERSON, REGISTERS, Checklist, Day, Domain, Fact, Items, Number, Whole, YesNo
from fengqiao.model.source import COLUMNS, Source

BATCH = 20_000
OF_SOURCE = ("file", "sheet", "unit", "since", "until", "reported_on", "digest")
DATES = ("since", "until", "reported_on")
DIGITS = 10
"""Decimals are kept with so many digits to count with, and beside them as they were written."""


def _type(domain: Domain) -> pa.DataType:
    match domain:
        case YesNo():
            return pa.bool_()
        case Whole():
            return pa.int64()
        case Day():
            return pa.date32()
        case Number():
            return pa.decimal128(38, DIGITS)
        case _:
            return pa.string()


def columns(register: str) -> dict[str, Domain]:
    """The fields of a register that are columns."""
    return {a.name: a.metadata["domain"] for a in attrs.fields(REGISTERS[register].fact) if "domain" in a.metadata}


@cache
def schema(register: str) -> pa.Schema:
    """The table of a register: what every fact has, its fields, and persons' names without blanks."""
    found: list[tuple[str, pa.DataType]] = [
        ("id", pa.string()), ("division", pa.string()), ("exact", pa.bool_()), ("cell", pa.int64()),
        ("reported_on", pa.date32()),
    ]  # fmt: skip
    for name, domain in columns(register).items():
        if isinstance(domain, Items):
            found += [(f"{name}_yes", pa.list_(pa.string())), (f"{name}_no", pa.list_(pa.string()))]
        elif name == "of":
            found.append((name, pa.string()))
        else:
            found.append((name, _type(domain)))
    if _has_names(register):
        found.append(("plain_name", pa.string()))
    if register == "figures":
        found.append(("value_text", pa.string()))
    found.append(("extra", pa.string()))
    found += [(f"source_{name}", pa.date32() if name in DATES else pa.string()) for name in OF_SOURCE]
    return pa.schema(found)


# -- facts to tables


def batches(register: str, facts: Iterable[Fact]) -> Iterator[pa.Table]:
    """Facts as tables of bounded size."""
    rows = iter(facts)
    while chunk := list(islice(rows, BATCH)):
        yield table(register, chunk)


def table(register: str, facts: Sequence[Fact]) -> pa.Table:
    """Facts as one table."""
    sources = [fact.source for fact in facts]
    of_source = {f"source_{name}": list(map(attrgetter(name), sources)) for name in OF_SOURCE}
    return _table(register, lambda name: list(map(attrgetter(name), facts)), of_source)


def of_columns(register: str, facts: Columns[Any]) -> pa.Table:
    """The facts of one source as a table; no fact is made."""
    said = {f"source_{name}": _repeated(getattr(facts.source, name), len(facts), name in DATES) for name in OF_SOURCE}

    def get(name: str) -> Any:
        if name == "id" and "id" not in facts.values:
            rows = compute.add(compute.divide(pa.array(facts.column("cell"), pa.int64()), COLUMNS), 1)
            return compute.binary_join_element_wise(facts.source.prefix, rows.cast(pa.string()), "")
        blank = name not in facts.values and attrs.fields_dict(facts.kind)[name].default is None
        return pa.nulls(len(facts)) if blank else facts.column(name)

    return _table(register, get, said)


def _repeated(value: Any, count: int, is_day: bool) -> pa.Array:
    kind = pa.date32() if is_day else pa.string()
    return pa.nulls(count, kind) if value is None else pa.repeat(pa.scalar(value, kind), count)


def _table(register: str, get: Callable[[str], Any], of_source: Mapping[str, Any]) -> pa.Table:
    found: dict[str, Any] = dict(of_source)
    for name in ("id", "division", "exact", "cell", "reported_on"):
        found[name] = get(name)
    for name, domain in columns(register).items():
        values = get(name)
        if isinstance(values, pa.NullArray):
            found |= dict.fromkeys(_names(name, domain), values)
        elif isinstance(domain, Items):
            found[f"{name}_yes"] = [sorted(one.yes) if isinstance(one, Checklist) else None for one in values]
            found[f"{name}_no"] = [sorted(one.no) if isinstance(one, Checklist) else None for one in values]
        elif isinstance(domain, Number):
            found[name] = [None if one is None else round(one, DIGITS) for one in values]
            found[f"{name}_text"] = [None if one is None else str(one) for one in values]
        elif name == "of":
            found[name] = list(map(pairs_as_text, values))
        else:
            found[name] = values
    if _has_names(register):
        names = found["name"]
        found["plain_name"] = names if isinstance(names, pa.NullArray) else list(map(plain, names))
    extra = get("extra")
    found["extra"] = (
        extra
        if isinstance(extra, pa.NullArray)
        else [pairs_as_text(sorted(one.items())) if one else None for one in extra]
    )
    arrays = (_array(found[field.name], field.type) for field in schema(register))
    return pa.Table.from_arrays(list(arrays), schema=schema(register))


def _has_names(register: str) -> bool:
    return PERSON in REGISTERS[register].fields


def _names(name: str, domain: Domain) -> tuple[str, ...]:
    match domain:
        case Items():
            return f"{name}_yes", f"{name}_no"
        case Number():
            return name, f"{name}_text"
        case _:
            return (name,)


def _array(values: Any, kind: pa.DataType) -> pa.Array:
    return values.cast(kind) if isinstance(values, pa.Array | pa.ChunkedArray) else pa.array(values, kind)


def pairs_as_text(pairs: Iterable[tuple[str, Any]]) -> str:
    """Names and values of any field, as JSON."""
    return json.dumps([[name, _as_json(value)] for name, value in pairs], ensure_ascii=False)


def local_values(texts: Sequence[str], fields: Mapping[str, Domain]) -> pa.Table:
    """Local fields by the text that says them; decimals as they were written."""
    said = [dict(pairs_of_text(text)) for text in texts]
    columns: dict[str, pa.Array] = {"said": pa.array(texts, pa.string())}
    for name, domain in fields.items():
        values = [one.get(name) for one in said]
        if isinstance(domain, Number):
            columns[name] = pa.array([None if one is None else str(one) for one in values], pa.string())
        else:
            columns[name] = pa.array(values, _type(domain))
    return pa.table(columns)


def _as_json(value: Any) -> Any:
    match value:
        case date():
            return {"date": value.isoformat()}
        case Decimal():
            return {"number": str(value)}
        case Checklist(yes, no):
            return {"yes": sorted(yes), "no": sorted(no)}
        case _:
            return value


def pairs_of_text(text: str) -> tuple[tuple[str, Any], ...]:
    """The same read back."""
    return tuple((name, _of_json(value)) for name, value in json.loads(text))


def _of_json(value: Any) -> Any:
    match value:
        case {"date": on}:
            return date.fromisoformat(on)
        case {"number": number}:
            return Decimal(number)
        case {"yes": yes, "no": no}:
            return Checklist(frozenset(yes), frozenset(no))
        case _:
            return value


# -- tables to facts


def to_columns(register: str, found: pa.Table, source: Source) -> Columns[Fact]:
    """The facts of one source again, from a table of theirs."""
    values = {name: values_of(register, found, name) for name in fields_of(register)}
    return Columns(REGISTERS[register].fact, source, found.num_rows, values)


def fields_of(register: str) -> list[str]:
    """Every field of a fact that is kept."""
    return ["id", "division", "exact", "cell", "reported_on", *columns(register), "extra"]


def columns_of(register: str, name: str) -> tuple[str, ...]:
    """The columns of the table that hold a field."""
    domain = columns(register).get(name)
    return (name,) if domain is None else _names(name, domain)


def values_of(register: str, found: pa.Table, name: str) -> list[Any]:
    """One field of every fact of a table."""
    domain = columns(register).get(name)
    if isinstance(domain, Items):
        both = (found.column(one).to_pylist() for one in _names(name, domain))
        return [
            None if yes is None else Checklist(frozenset(yes), frozenset(no)) for yes, no in zip(*both, strict=True)
        ]
    if isinstance(domain, Number):
        return [None if one is None else Decimal(one) for one in found.column(f"{name}_text").to_pylist()]
    held: list[Any] = found.column(name).to_pylist()
    if name == "of" and register == "count_returns":
        return list(map(pairs_of_text, held))
    if name == "extra":
        return [one and dict(pairs_of_text(one)) for one in held]
    return held


def sources_of(found: pa.Table) -> Iterator[tuple[Source, pa.Table]]:
    """The rows of a table by the source that they stood in, in order; those of one source stand together."""
    held = (found.column(f"source_{name}").to_pylist() for name in OF_SOURCE)
    start, last = 0, None
    for at, said in enumerate([*zip(*held, strict=True), None]):
        if said != last:
            if last is not None:
                yield Source(*last), found.slice(start, at - start)
            start, last = at, said
