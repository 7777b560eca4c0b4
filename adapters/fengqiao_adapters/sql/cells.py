"""A driver's values as text: dates in ISO form, numbers as written, NULL as a blank cell."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

BYTES = frozenset({bytes, bytearray, memoryview})


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
