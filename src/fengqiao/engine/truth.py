"""Three-valued truth of a predicate on one fact: exact over every way to fill in the fact's blanks."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from operator import attrgetter
from typing import Any

import attrs

from fengqiao.engine.fillins import Blank, Fields, representatives
from fengqiao.model.bounds import conjunction, disjunction, negation
from fengqiao.model.fact import REGISTERS, Checklist, Fact
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

LIMIT = 100_000
"""So many fill-ins are tried; beyond them the answer stays sound but may be unknown where it need not be."""

Getter = Callable[[Fact], Any]


Values = Mapping[Blank, Any]


def getter(register: str, field: str) -> Getter:
    """How to read a field of the register's facts, its own or a local one; a report date falls back on its source's."""
    own = {a.name for a in attrs.fields(REGISTERS[register].fact)}
    if field == "reported_on":
        return reported_on
    if field in own:
        return attrgetter(field)
    return lambda fact: (fact.extra or {}).get(field)


def reported_on(fact: Fact) -> date | None:
    """The day on which the fact was handed in, or else its sheet."""
    return fact.reported_on or fact.source.reported_on


def fields_of(predicate: Predicate) -> tuple[str, ...]:
    """The fields that a predicate names, sorted."""
    return tuple(sorted(_names(predicate)))


def _names(node: Predicate) -> set[str]:
    match node:
        case AllOf(parts) | AnyOf(parts):
            return set().union(*map(_names, parts))
        case NotThat(part):
            return _names(part)
        case _:
            return {node.field}


class Truths:
    """The truth of one predicate on the facts of one register, remembered by the values it looks at."""

    def __init__(self, register: str, predicate: Predicate, local: Fields) -> None:
        self.always = predicate == ALWAYS
        self.fields = fields_of(predicate)
        self._getters = tuple(getter(register, field) for field in self.fields)
        self._domains = {**local, **REGISTERS[register].fields}
        self._node = _spread(predicate)
        self._known: dict[Hashable, bool | None] = {}

    def __call__(self, fact: Fact) -> bool | None:
        """True when the fact satisfies the predicate however its blanks are filled in, False in no way, else None."""
        if self.always:
            return True
        key = tuple([get(fact) for get in self._getters])
        try:
            return self._known[key]
        except KeyError:
            found = self._known[key] = self._decide(dict(zip(self.fields, key, strict=True)))
            return found

    def of(self, values: Mapping[str, Any]) -> bool | None:
        """The same of the values of the fields that the predicate names."""
        return self._decide(values)

    def blanks(self, fact: Fact) -> tuple[str, ...]:
        """The fields named that are blank in the fact (or, a checklist, do not speak of every item)."""
        if self.always:
            return ()
        values = {field: get(fact) for field, get in zip(self.fields, self._getters, strict=True)}
        node = _settled(self._node, values)
        return tuple(sorted({_field(blank) for blank in _blanks(node, values)}))

    def _decide(self, values: Mapping[str, Any]) -> bool | None:
        return _truth(_settled(self._node, values), values, self._domains)


def _field(blank: Blank) -> str:
    return blank if isinstance(blank, str) else blank[0]


def _spread(node: Predicate) -> Predicate:
    """The same with each checklist taken item by item."""
    match node:
        case AllOf(parts):
            return AllOf(tuple(_spread(part) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_spread(part) for part in parts))
        case NotThat(part):
            return NotThat(_spread(part))
        case Has(field, items, every):
            parts = tuple(Has(field, (item,)) for item in items)
            return AllOf(parts) if every else AnyOf(parts)
        case _:
            return node


def _settled(node: Predicate, values: Mapping[str, Any]) -> Predicate:
    """The same with every question about the blank itself answered."""
    match node:
        case AllOf(parts):
            return AllOf(tuple(_settled(part, values) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_settled(part, values) for part in parts))
        case NotThat(part):
            return NotThat(_settled(part, values))
        case Given(field, given):
            return ALWAYS if (values[field] is not None) is given else AnyOf(())
        case _:
            return node


def _blanks(node: Predicate, values: Mapping[str, Any]) -> set[Blank]:
    match node:
        case AllOf(parts) | AnyOf(parts):
            return set().union(*(_blanks(part, values) for part in parts))
        case NotThat(part):
            return _blanks(part, values)
        case Has(field, (item,)):
            found = values[field]
            return set() if isinstance(found, Checklist) and item in found.yes | found.no else {(field, item)}
        case _:
            return set() if values[node.field] is not None else {node.field}


def _truth(node: Predicate, values: Mapping[str, Any], domains: Fields) -> bool | None:
    """Exact: parts that share no blank are independent, so only those that do are tried together."""
    match node:
        case AllOf(parts) | AnyOf(parts):
            groups = _connected(parts, values)
            together = conjunction if isinstance(node, AllOf) else disjunction
            if len(groups) != 1:
                kind = type(node)
                return together(
                    [_truth(group[0] if len(group) == 1 else kind(group), values, domains) for group in groups]
                )
            if len(parts) == 1:
                return _truth(parts[0], values, domains)
        case NotThat(part):
            return negation(_truth(part, values, domains))
        case _:
            pass
    return _tried(node, values, domains)


def _connected(parts: Sequence[Predicate], values: Mapping[str, Any]) -> list[tuple[Predicate, ...]]:
    """The parts in groups that share no blank with each other."""
    groups: list[tuple[set[Blank], tuple[Predicate, ...]]] = []
    for part in parts:
        blanks = _blanks(part, values)
        members: tuple[Predicate, ...] = (part,)
        apart = []
        for found in groups:
            if found[0] & blanks:
                blanks, members = blanks | found[0], found[1] + members
            else:
                apart.append(found)
        groups = [*apart, (blanks, members)]
    return [members for _, members in groups]


def _tried(node: Predicate, values: Mapping[str, Any], domains: Fields) -> bool | None:
    """Whether all, some or none of the ways to fill in the blanks satisfy the node."""
    blanks = sorted(_blanks(node, values), key=str)
    choices = [tuple(representatives(node, blank, domains)) for blank in blanks]
    size = 1
    for choice in choices:
        size *= len(choice)
    if size > LIMIT:
        return _kleene(node, values, domains)
    truths = {_holds(node, {**values, **dict(zip(blanks, chosen, strict=True))}) for chosen in product(*choices)}
    return truths.pop() if len(truths) == 1 else None


def _kleene(node: Predicate, values: Mapping[str, Any], domains: Fields) -> bool | None:
    match node:
        case AllOf(parts):
            return conjunction([_truth(part, values, domains) for part in parts])
        case AnyOf(parts):
            return disjunction([_truth(part, values, domains) for part in parts])
        case _:
            return None


def _holds(node: Predicate, values: Mapping[Any, Any]) -> bool:
    """Plain truth where nothing is blank."""
    match node:
        case AllOf(parts):
            return all(_holds(part, values) for part in parts)
        case AnyOf(parts):
            return any(_holds(part, values) for part in parts)
        case NotThat(part):
            return not _holds(part, values)
        case Equals(field, wanted):
            return bool(values[field] == wanted)
        case In(field, wanted):
            return values[field] in wanted
        case Within(field, limits):
            return inside(values[field], limits)
        case Has(field, (item,)):
            tried = values.get((field, item))
            return tried if tried is not None else item in values[field].yes
        case _:
            raise AssertionError(node)  # checklists were spread and questions about blanks settled before


def inside(found: Any, limits: Limits) -> bool:
    """Whether a known number or date satisfies every limit."""
    plain = Fraction(found) if isinstance(found, Decimal) else found
    ends: Any = limits
    return not (
        (ends.at_least is not None and plain < ends.at_least)
        or (ends.at_most is not None and plain > ends.at_most)
        or (ends.above is not None and plain <= ends.above)
        or (ends.below is not None and plain >= ends.below)
    )


def implied(premise: Predicate, conclusion: Predicate, domains: Fields) -> bool:
    """Whether whatever satisfies the premise satisfies the conclusion; never where either asks about blanks."""
    if _asks_blanks(premise) or _asks_blanks(conclusion):
        return False
    node = _spread(AnyOf((NotThat(premise), conclusion)))
    return _truth(node, dict.fromkeys(fields_of(node)), domains) is True


def _asks_blanks(node: Predicate) -> bool:
    match node:
        case AllOf(parts) | AnyOf(parts):
            return any(map(_asks_blanks, parts))
        case NotThat(part):
            return _asks_blanks(part)
        case _:
            return isinstance(node, Given)
