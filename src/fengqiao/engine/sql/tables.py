"""Registers as columns: the schema of each register's table in a store, and facts as Arrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any

import attrs
import pyarrow as pa

from fengqiao.engine.persons import plain
from fengqiao.model.fact import REGISTERS, Checklist, Day, Domain, Fact, Items, Number, Whole, YesNo

BATCH = 20_000
OF_SOURCE = ("file", "sheet", "unit", "since", "until", "reported_on", "digest")
DATES = ("since", "until", "reported_on")


def _type(domain: Domain) -> pa.DataType:
    match domain:
        case YesNo():
            return pa.bool_()
        case Whole():
            return pa.int64()
        case Day():
            return pa.date32()
        case Number():
            return pa.decimal128(38, 10)
        case _:
            return pa.string()


def columns(register: str) -> dict[str, Domain]:
    """The fields of a register that are columns."""
    return {a.name: a.metadata["domain"] for a in attrs.fields(REGISTERS[register].fact) if "domain" in a.metadata}


@cache
def schema(register: str) -> pa.Schema:
    """The table of a register: what every fact has, its fields, and a person's name without blanks for posts."""
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
    if register == "posts":
        found.append(("plain_name", pa.string()))
    if register == "figures":
        found.append(("value_text", pa.string()))
    found.append(("extra", pa.string()))
    found += [(f"source_{name}", pa.date32() if name in DATES else pa.string()) for name in OF_SOURCE]
    return pa.schema(found)


def batches(register: str, facts: Iterable[Fact]) -> Iterator[pa.Table]:
    """Facts as tables of bounded size."""
    rows = iter(facts)
    while chunk := list(islice(rows, BATCH)):
        yield table(register, chunk)


def table(register: str, facts: Sequence[Fact]) -> pa.Table:
    """Facts as one table."""
    arrays: dict[str, list[Any]] = {name: [] for name in schema(register).names}
    for fact in facts:
        for name, value in _row(register, fact).items():
            arrays[name].append(value)
    return pa.table({field.name: pa.array(arrays[field.name], field.type) for field in schema(register)})


def _row(register: str, fact: Fact) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": fact.id, "division": fact.division, "exact": fact.exact, "cell": fact.cell,
        "reported_on": fact.reported_on,
    }  # fmt: skip
    for name, domain in columns(register).items():
        value = getattr(fact, name)
        if isinstance(domain, Items):
            is_list = isinstance(value, Checklist)
            found[f"{name}_yes"] = sorted(value.yes) if is_list else None
            found[f"{name}_no"] = sorted(value.no) if is_list else None
        elif name == "of" and register == "count_returns":
            found[name] = repr(value)
        else:
            found[name] = value
    if register == "posts":
        found["plain_name"] = plain(found["name"])
    if register == "figures":
        found["value_text"] = None if found["value"] is None else str(found["value"])
    found["extra"] = None if not fact.extra else repr(sorted(fact.extra.items()))
    found |= {f"source_{name}": getattr(fact.source, name) for name in OF_SOURCE}
    return found
