"""Short words for what queries say often, and the or of many words, for which Ibis has none."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_, or_
from typing import Any

import ibis
from ibis import udf

Table = Any
"""An Ibis table: its columns are known only where it is built."""
Value = Any
"""An Ibis column or literal."""


def _bit_or(word: int) -> int:
    """The bits that any of the words has."""
    raise NotImplementedError  # the database has the body


any_bit: Any = udf.agg.builtin(_bit_or, name="bit_or")


def yes(truth: bool) -> Value:
    """A truth that is known."""
    return ibis.literal(truth)


def whole(number: int) -> Value:
    """A whole number of 64 bits."""
    return ibis.literal(number, type="int64")


def every(truths: Sequence[Value]) -> Value:
    """All of them; true of none."""
    return reduce(and_, truths) if truths else yes(True)


def some(truths: Sequence[Value]) -> Value:
    """Any of them; false of none."""
    return reduce(or_, truths) if truths else yes(False)


def known(truth: Value) -> Value:
    """The same, with what is blank taken as false."""
    return truth.fill_null(False)


def tell(truth: Value) -> Value:
    """1 for a truth, else 0: what sums count."""
    return truth.ifelse(whole(1), whole(0))


def total(values: Value) -> Value:
    """The sum as a whole number; 0 of nothing."""
    return values.sum().cast("int64").fill_null(whole(0))


def beside(left: Table, right: Table, on: dict[str, str], how: str = "inner") -> Table:
    """The rows of the left with those of the right whose columns (values of `on`) equal theirs (keys of `on`).

    The right's own key columns are left out; its others must bear names that the left does not.
    """
    renamed = right.rename({f"right_{name}": name for name in on.values()})
    keys = [left[mine] == renamed[f"right_{name}"] for mine, name in on.items()]
    return left.join(renamed, keys, how=how).drop(*(f"right_{name}" for name in on.values()))
