"""A driver's values as text, column by column: dates in ISO form, numbers as written, NULL as a blank cell."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

BYTES = frozenset({bytes, bytearray, memoryview})


def texts(column: Sequence[Any], kinds: Collection[type]) -> Sequence[str]:
    """A column of values of these types as text. Most are of one type, or blank, and are written in one go."""
    single = [kind for kind in kinds if kind is not type(None)]
    if len(single) > 1:
        return [value if type(value) is str else text(value) for value in column]
    kind = single[0] if single else type(None)
    write = WRITE.get(kind, text)
    if len(kinds) > 1:
        return ["" if value is None else write(value) for value in column]
    return column if kind is str else list(map(write, column))


def text(value: Any) -> str:
    """What one value says; bytes say nothing."""
    write = WRITE.get(type(value))
    if write is not None:
        return write(value)
    if isinstance(value, list | tuple):
        return "、".join(map(text, value))
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict) else str(value)


def _float(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 10**15 else repr(value)


def _decimal(value: Decimal) -> str:
    return format(value, "f")


def _moment(value: datetime) -> str:
    return value.isoformat(" ") if value.hour or value.minute or value.second else value.date().isoformat()


def _blank(_: Any) -> str:
    return ""


WRITE: Mapping[type, Callable[[Any], str]] = {
    str: str,
    int: str,
    bool: {True: "TRUE", False: "FALSE"}.__getitem__,
    float: _float,
    Decimal: _decimal,
    date: date.isoformat,
    datetime: _moment,
    type(None): _blank,
    **dict.fromkeys(BYTES, _blank),
}
