"""A predicate as two columns: whether a fact satisfies it however its blanks are filled in, and whether in any way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple

import ibis

from fengqiao.engine.fillins import OTHER, representatives
from fengqiao.engine.sql.functions import Table, Value, every, known, some, yes
from fengqiao.engine.truth import fields_of
from fengqiao.errors import NotSupportedError, Text
from fengqiao.model.fact import Domain, Items
from fengqiao.model.predicate import (
    ALWAYS,
    AllOf,
    AnyOf,
    Equals,
    Given,
    Has,
    In,
    Limits,
    NotThat,
    Predicate,
    Within,
)

WAYS = 512
"""So many ways to fill in the blanks that a predicate ties together are written out, and no more."""
NOBODY = "\x01"
"""A word that stands for every word that no predicate names."""


class UnwrittenError(Exception):
    """A predicate that SQL does not say: too many ways, or a fraction that no decimal writes."""


class Held(NamedTuple):
    """Surely (`must`) and possibly (`may`); both are never blank."""

    must: Value
    may: Value

    def both(self, other: Held) -> Held:
        """Both hold; they share no blank."""
        return Held(self.must & other.must, self.may & other.may)


SURE = Held(yes(True), yes(True))
Fill = Mapping[Any, Any]


def held(table: Table, predicate: Predicate, domains: Mapping[str, Domain]) -> Held:
    """Three-valued truth over the columns of a register. Raises NotSupportedError for a field the store lacks.

    Raises UnwrittenError for what is to be decided value by value.
    """
    if predicate == ALWAYS:
        return SURE
    for field in fields_of(predicate):
        if field not in table.columns and f"{field}_yes" not in table.columns:
            raise NotSupportedError(
                Text(
                    f"SQL 引擎不能按本地字段“{field}”筛选：该字段不是库中的列",
                    f"The SQL engine cannot filter by the local field {field!r}: it is no column of the store",
                )
            )
    return _held(table, predicate, domains)


def _held(table: Table, node: Predicate, domains: Mapping[str, Domain]) -> Held:
    match node:
        case AllOf(parts) | AnyOf(parts):
            groups = _apart(parts, domains)
            if len(groups) != 1:
                kind = type(node)
                found = [_held(table, one[0] if len(one) == 1 else kind(one), domains) for one in groups]
                join = every if isinstance(node, AllOf) else some
                return Held(join([one.must for one in found]), join([one.may for one in found]))
            if len(parts) == 1:
                return _held(table, parts[0], domains)
        case NotThat(part):
            inner = _held(table, part, domains)
            return Held(~inner.may, ~inner.must)
        case Has(field, items, all_) if len(items) > 1:
            parts = tuple(Has(field, (item,)) for item in items)
            return _held(table, AllOf(parts) if all_ else AnyOf(parts), domains)
        case _:
            pass
    return _tried(table, node, domains)


def _blanks(node: Predicate, domains: Mapping[str, Domain]) -> set[Any]:
    """What may be blank in a node: a field, or one item of a checklist."""
    match node:
        case AllOf(parts) | AnyOf(parts):
            return set().union(*(_blanks(part, domains) for part in parts))
        case NotThat(part):
            return _blanks(part, domains)
        case Has(field, items):
            return {(field, item) for item in items}
        case _:
            return {node.field}


def _apart(parts: tuple[Predicate, ...], domains: Mapping[str, Domain]) -> list[tuple[Predicate, ...]]:
    """The parts in groups that share no blank."""
    groups: list[tuple[set[Any], tuple[Predicate, ...]]] = []
    for part in parts:
        blanks = _blanks(part, domains)
        members: tuple[Predicate, ...] = (part,)
        others = []
        for found in groups:
            if found[0] & blanks:
                blanks, members = blanks | found[0], (*found[1], *members)
            else:
                others.append(found)
        groups = [*others, (blanks, members)]
    return [members for _, members in groups]


def _tried(table: Table, node: Predicate, domains: Mapping[str, Domain]) -> Held:
    """Every way to fill in the blanks that the parts share, written out."""
    blanks = sorted(_blanks(node, domains), key=str)
    choices = [list(_ways(node, blank, domains)) for blank in blanks]
    size = 1
    for choice in choices:
        size *= len(choice)
    if size > WAYS:
        raise UnwrittenError
    found = [_plain(table, node, dict(zip(blanks, chosen, strict=True)), domains) for chosen in product(*choices)]
    return Held(every(found), some(found))


def _ways(node: Predicate, blank: Any, domains: Mapping[str, Domain]) -> Any:
    if isinstance(blank, str) and isinstance(domains.get(blank), Items):
        return (None,)  # only `given` asks about a checklist as a whole
    return representatives(node, blank, domains)


def _plain(table: Table, node: Predicate, fill: Fill, domains: Mapping[str, Domain]) -> Value:
    """Plain truth once the blanks are filled in one way."""
    match node:
        case AllOf(parts):
            return every([_plain(table, part, fill, domains) for part in parts])
        case AnyOf(parts):
            return some([_plain(table, part, fill, domains) for part in parts])
        case NotThat(part):
            return ~_plain(table, part, fill, domains)
        case Equals(field, wanted):
            return _filled(table, field, fill) == literal(wanted)
        case In(field, values):
            return some([_filled(table, field, fill) == literal(one) for one in values])
        case Within(field, limits):
            return _inside(_filled(table, field, fill), limits)
        case Has(field, (item,)):
            there, not_there = (known(table[f"{field}_{word}"].contains(item)) for word in ("yes", "no"))
            return there | (~not_there & yes(bool(fill[field, item])))
        case Given(field, given):
            column = table[field] if field in table.columns else table[f"{field}_yes"]
            return column.notnull() if given else column.isnull()
        case _:
            raise AssertionError(node)  # a checklist was taken item by item before


def _filled(table: Table, field: str, fill: Fill) -> Value:
    return ibis.coalesce(table[field], literal(fill[field]))


def literal(value: Any) -> Value:
    """A value of a predicate as the database knows it."""
    if value is OTHER:
        return ibis.literal(NOBODY)
    if isinstance(value, Fraction):
        return ibis.literal(int(value)) if value.denominator == 1 else _decimal(value)
    return ibis.literal(value)


def _decimal(value: Fraction) -> Value:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    if Fraction(exact) != value:
        raise UnwrittenError
    return ibis.literal(exact)


def _inside(found: Value, limits: Limits) -> Value:
    sides = []
    for name, end in limits.given.items():
        if isinstance(end, date):
            plain, other = found, literal(end)
        else:
            fraction = Fraction(end)
            plain, other = found * fraction.denominator, ibis.literal(fraction.numerator)
        sides.append(
            {
                "at_least": lambda a, b: a >= b,
                "at_most": lambda a, b: a <= b,
                "above": lambda a, b: a > b,
                "below": lambda a, b: a < b,
            }[name](plain, other)
        )
    return every(sides)
