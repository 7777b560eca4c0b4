"""Facts from columns of values: many at once, without a call of Python for each field of each fact."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import repeat
from typing import Any, TypeVar

import attrs

from fengqiao.model.fact import Fact

F = TypeVar("F", bound=Fact)


@cache
def _defaults(cls: type[Fact]) -> dict[str, Any]:
    return {a.name: None if a.default is attrs.NOTHING else a.default for a in attrs.fields(cls)}


def build(cls: type[F], count: int, columns: Mapping[str, Iterable[Any]]) -> list[F]:
    """`count` facts; a field that has no column has its default. The same as calling the class `count` times.

    Nobody has seen the facts yet, so their slots are filled column by column, which is twice as fast.
    """
    made: list[F] = list(map(object.__new__, repeat(cls, count)))
    for name, default in _defaults(cls).items():  # type: ignore[arg-type]  # a class is hashable
        put(made, name, columns.get(name, repeat(default)))
    return made


def put(facts: Sequence[F], name: str, column: Iterable[Any]) -> None:
    """Fills one field of facts that are still being made."""
    if facts:
        deque(map(getattr(type(facts[0]), name).__set__, facts, column), maxlen=0)
