"""Predicates that SQL does not say: each set of values that facts have is decided once, as in memory."""

from __future__ import annotations

import pyarrow as pa

from fengqiao.engine.known import Known
from fengqiao.engine.sql.asked import joined
from fengqiao.engine.sql.functions import Table, Value
from fengqiao.engine.sql.ground import Ground
from fengqiao.engine.sql.logic import Held
from fengqiao.engine.sql.run import Run
from fengqiao.engine.sql.tables import columns, columns_of, values_of
from fengqiao.model.predicate import Predicate

BLANK = "\x02"


def tabled(ground: Ground, run: Run, known: Known, table: Table, facts: Table, register: str, where: Predicate) -> Held:  # noqa: PLR0917  the parts of one query
    """Whether facts in a table satisfy a predicate; `facts` is the register as a whole."""
    truths = known.truths(register, where)
    named = [column for field in truths.fields for column in columns_of(register, field)]
    rows = run.read(facts.select(*named, said=_key(facts, named)).distinct().order_by("said"))
    own = columns(register)
    values = {
        field: values_of(register, rows, field) if field in own else rows[field].to_pylist() for field in truths.fields
    }
    decided = [truths.of(dict(zip(values, each, strict=True))) for each in zip(*values.values(), strict=True)]
    said = rows["said"].to_pylist()

    def those(name: str, keys: list[str]) -> Value:
        made = pa.table({"said": pa.array(keys, pa.string())})
        return _key(table, named).isin(ground.table((name, register, where, tuple(keys)), lambda: made).said)

    return Held(
        those("must", [key for key, truth in zip(said, decided, strict=True) if truth]),
        those("may", [key for key, truth in zip(said, decided, strict=True) if truth is not False]),
    )


def _key(table: Table, named: list[str]) -> Value:
    """The values of a fact as one text."""
    parts = [table[name].join("\x03") if table[name].type().is_array() else table[name] for name in named]
    return joined([part.cast("string").fill_null(BLANK) for part in parts])
