"""What a store holds beside its registers: who spoke for what, what is not known after all, problems, sources."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import attrs
import pyarrow as pa

from fengqiao.errors import Problem, Severity, Text, UsageError, Where
from fengqiao.model.dataset import Dataset, Hole, Intake, Reported
from fengqiao.model.places import Places
from fengqiao.model.source import Source

T = TypeVar("T")
FORMAT = 1
"""The number of this arrangement: a store of another has to be loaded again."""
TABLES = ("about", "sources", "reported", "holes", "problems")
_DAY, _WORD, _NUMBER, _TRUTH = pa.date32(), pa.string(), pa.int64(), pa.bool_()
_SPAN = {"register": _WORD, "unit": _WORD, "since": _DAY, "until": _DAY}
_PLACE = dict.fromkeys(("file", "sheet", "cell", "unit"), _WORD)
_SOURCE = {
    "file": _WORD, "sheet": _WORD, "unit": _WORD, "since": _DAY, "until": _DAY, "reported_on": _DAY, "digest": _WORD,
}  # fmt: skip
_SCHEMAS: Mapping[str, Mapping[str, pa.DataType]] = {
    "about": {
        "format": _NUMBER, "places": _WORD, "rule": _WORD, "rows": _NUMBER, "facts": _NUMBER, "refused": _NUMBER,
        "synthetic": _TRUTH,
    },
    "sources": {"number": _NUMBER, "read": _TRUTH, **_SOURCE},
    "reported": {**_SPAN, "source": _NUMBER, "levels": pa.list_(_WORD)},
    "holes": {**_SPAN, "problem": _NUMBER},
    "problems": {
        "number": _NUMBER, "told": _TRUTH, "severity": _WORD, "code": _WORD, **_PLACE,
        "what_zh": _WORD, "what_en": _WORD, "mend_zh": _WORD, "mend_en": _WORD,
    },
}  # fmt: skip


@attrs.frozen
class Rule:
    """What a store was loaded by: it holds for no other places, no other day of knowledge, no other joins."""

    places: str
    known_by: str | None = None
    joins: str = "{}"


def tables(data: Dataset, rule: Rule) -> dict[str, pa.Table]:
    """Everything but the registers."""
    sources = list(dict.fromkeys([*data.sources, *(r.source for r in data.reported if r.source is not None)]))
    problems = list(dict.fromkeys([*data.problems, *(hole.problem for hole in data.holes if hole.problem)]))
    of_source = {None: None} | {source: i for i, source in enumerate(sources)}
    of_problem = {None: None} | {problem: i for i, problem in enumerate(problems)}
    read, told = set(data.sources), set(data.problems)
    by = json.dumps([rule.known_by, rule.joins])
    rows: dict[str, list[tuple[Any, ...]]] = {
        "about": [(FORMAT, rule.places, by, *attrs.astuple(data.intake), data.synthetic)],
        "sources": [(i, source in read, *attrs.astuple(source)) for i, source in enumerate(sources)],
        "reported": [
            (r.register, r.unit, r.since, r.until, of_source[r.source], r.levels and list(r.levels))
            for r in data.reported
        ],
        "holes": [(h.register, h.unit, h.since, h.until, of_problem[h.problem]) for h in data.holes],
        "problems": [(i, problem in told, *_told(problem)) for i, problem in enumerate(problems)],
    }
    return {name: _table(name, found) for name, found in rows.items()}


def _told(problem: Problem) -> tuple[str | None, ...]:
    where, what, mend = problem.where, problem.what, problem.mend
    place = where.file, where.sheet, where.cell, where.unit
    return problem.severity.value, problem.code, *place, what.zh, what.en, mend.zh, mend.en


def _table(name: str, rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    schema = pa.schema(list(_SCHEMAS[name].items()))
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def dataset(found: Mapping[str, pa.Table], places: Places) -> tuple[Dataset, Rule]:
    """A dataset without its facts, and what the store was loaded by. Raises UsageError for another arrangement."""
    about = _about(found)
    known_by, joins = json.loads(about["rule"])
    listed, told = (sorted(found[name].to_pylist(), key=lambda row: row["number"]) for name in ("sources", "problems"))
    sources = [Source(**{name: row[name] for name in _SOURCE}) for row in listed]
    problems = [_problem(row) for row in told]
    data = Dataset(
        places=places,
        reported=tuple(
            Reported(**_span(row), source=_at(sources, row["source"]), levels=row["levels"] and tuple(row["levels"]))
            for row in found["reported"].to_pylist()
        ),
        holes=tuple(Hole(**_span(row), problem=_at(problems, row["problem"])) for row in found["holes"].to_pylist()),
        problems=tuple(problem for row, problem in zip(told, problems, strict=True) if row["told"]),
        intake=Intake(about["rows"], about["facts"], about["refused"]),
        sources=tuple(source for row, source in zip(listed, sources, strict=True) if row["read"]),
        synthetic=about["synthetic"],
    )
    return data, Rule(about["places"], known_by, joins)


def _about(found: Mapping[str, pa.Table]) -> dict[str, Any]:
    """The one row of `about`, where the store is arranged as this version does it."""
    lacking = [
        f"{table}.{name}"
        for table, names in _SCHEMAS.items()
        for name in names
        if table not in found or name not in found[table].column_names
    ]
    about: dict[str, Any] = {} if lacking else next(iter(found["about"].to_pylist()), {})
    if lacking or about.get("format") != FORMAT:
        shown = ", ".join(lacking[:3])
        zh, en = (f"缺少 {shown}", f"it lacks {shown}") if lacking else ("版本不同", "it is of another version")
        raise UsageError(
            Text(
                f"这不是本版本的 fengqiao load 所装载的库（{zh}）。请重新装载。",
                f"This is no store of this version of fengqiao load ({en}). Load it again.",
            )
        )
    return about


def _span(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in _SPAN}


def _at(listed: Sequence[T], number: int | None) -> T | None:
    return None if number is None else listed[number]


def _problem(row: Mapping[str, Any]) -> Problem:
    where = Where(*(row[name] for name in _PLACE))
    what, mend = (Text(row[f"{name}_zh"], row[f"{name}_en"]) for name in ("what", "mend"))
    return Problem(row["code"], where, what, mend, Severity(row["severity"]))
