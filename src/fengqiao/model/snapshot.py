"""The tree of places as it stood on one day."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

import attrs

from fengqiao.errors import Text, UsageError
from fengqiao.model.overlay import Claim
from fengqiao.model.place import Division, Level, Unit

OF_LEVEL = {
    Level.PROVINCE: "provinces",
    Level.CITY: "cities",
    Level.COUNTY: "counties",
    Level.TOWNSHIP: "townships",
    Level.VILLAGE: "villages",
    Level.GRID: "grids",
}
OF_TOWNSHIP = {"street": "streets", "town": "towns"}
OF_VILLAGE = {"rural_village": "rural_villages", "urban_community": "urban_communities"}
KINDS = (*OF_LEVEL.values(), *OF_TOWNSHIP.values(), *OF_VILLAGE.values())
"""The kinds of place that can be counted; townships are all of their level, streets and towns among them."""


@attrs.frozen(eq=False)
class Tree:
    """What holds from one change of the places to the next."""

    divisions: Mapping[str, Division]
    parent: Mapping[str, str | None]
    living: frozenset[str]
    order: tuple[str, ...]
    """Every unit, each before what is below it; siblings by key."""
    span: Mapping[str, tuple[int, int]]
    """Where a unit and all below it stand in `order`."""
    kinds: Mapping[str, tuple[int, ...]]
    """Where the living units of a kind stand in `order`."""
    chosen: dict[tuple[str, str | None], tuple[str, ...]] = attrs.field(factory=dict, repr=False)

    @classmethod
    def of(cls, units: Mapping[str, Unit], claims: tuple[Claim, ...], day: date) -> Tree:
        """The tree of a day: each unit in the spell in force, else the last before, else the first."""
        divisions = {key: unit.on(day) for key, unit in units.items()}
        parent = {key: division.parent for key, division in divisions.items()}
        for claim in claims:
            if (claim.since is None or claim.since <= day) and (claim.until is None or day <= claim.until):
                parent[claim.member] = claim.overlay
        order, span = _walk(parent)
        living = frozenset(
            key
            for key, found in divisions.items()
            if found.holds(day) or (len(units[key].spells) > 1 and units[key].alive(day))
        )
        kinds: dict[str, list[int]] = {kind: [] for kind in KINDS}
        for i, key in enumerate(order):
            if key in living:
                for kind in _kinds(divisions[key]):
                    kinds[kind].append(i)
        return cls(
            divisions, MappingProxyType(parent), living, order, span, {kind: tuple(at) for kind, at in kinds.items()}
        )


def _kinds(division: Division) -> Iterator[str]:
    yield OF_LEVEL[division.level]
    if (village := division.kind_of_village) is not None:
        yield OF_VILLAGE[village]
    if (township := division.kind_of_township) in OF_TOWNSHIP:
        yield OF_TOWNSHIP[township]


def _walk(parent: Mapping[str, str | None]) -> tuple[tuple[str, ...], dict[str, tuple[int, int]]]:
    """Every key before those below it, and for each the stretch that it and they take up."""
    children: dict[str | None, list[str]] = {}
    for key, above in parent.items():
        children.setdefault(above, []).append(key)
    for siblings in children.values():
        siblings.sort(reverse=True)
    order: list[str] = []
    span: dict[str, tuple[int, int]] = {}
    stack = list(children.get(None, ()))
    while stack:
        key = stack.pop()
        order.append(key)
        stack.extend(children.get(key, ()))
    sizes = dict.fromkeys(order, 1)
    for i in range(len(order) - 1, -1, -1):
        key = order[i]
        span[key] = i, i + sizes[key]
        above = parent[key]
        if above is not None:
            sizes[above] += sizes[key]
    return tuple(order), span


@attrs.frozen(eq=False)
class Snapshot:
    """The places on one day: which were there, and what stood in what. Units are named by their keys.

    Units that are not there that day keep their place in the tree, so that facts roll up by their old parents.
    """

    day: date
    _tree: Tree = attrs.field(repr=False)

    @property
    def parent(self) -> Mapping[str, str | None]:
        """What each unit ever known stands in, an overlay unit while it is in force; None for a root."""
        return self._tree.parent

    def alive(self, key: str) -> bool:
        """Whether the unit is there."""
        self._known(key)
        return key in self._tree.living

    def division(self, key: str) -> Division:
        """The spell in force, else the last before, else the first."""
        self._known(key)
        return self._tree.divisions[key]

    def of_kind(self, kind: str, within: str | None = None) -> tuple[str, ...]:
        """The living units of a kind (`KINDS`), the unit `within` and what is below it only, in order of their keys.

        Overlay units in force are among the counties.
        """
        found = self._tree.chosen.get((kind, within))
        if found is None:
            if kind not in self._tree.kinds:
                known = ", ".join(KINDS)
                raise UsageError(
                    Text(f"没有“{kind}”这类区划；可用：{known}", f"No kind of place {kind!r}. Known: {known}")
                )
            positions = self._tree.kinds[kind]
            if within is not None:
                low, high = self._known(within)
                positions = positions[bisect_left(positions, low) : bisect_left(positions, high)]
            found = tuple(sorted(self._tree.order[i] for i in positions))
            self._tree.chosen[kind, within] = found
        return found

    def under(self, key: str) -> tuple[str, ...]:
        """The unit and everything below it, what is not there that day included; each before what is below it."""
        low, high = self._known(key)
        return self._tree.order[low:high]

    def contains(self, outer: str, inner: str) -> bool:
        """Whether `inner` is `outer` or below it."""
        low, high = self._known(outer)
        return low <= self._known(inner)[0] < high

    def nested(self, one: str, other: str) -> bool:
        """Whether one of them is the other or lies in it."""
        return self.contains(one, other) or self.contains(other, one)

    def ancestors(self, key: str) -> tuple[str, ...]:
        """What the unit stands in, the nearest first."""
        self._known(key)
        found: list[str] = []
        above = self._tree.parent[key]
        while above is not None:
            found.append(above)
            above = self._tree.parent[above]
        return tuple(found)

    def closure(self) -> Iterator[tuple[str, str]]:
        """Every pair (ancestor, descendant), each unit with itself among them: the closure table."""
        for key in self._tree.order:
            low, high = self._tree.span[key]
            for inner in self._tree.order[low:high]:
                yield key, inner

    def _known(self, key: str) -> tuple[int, int]:
        span = self._tree.span.get(key)
        if span is None:
            raise UsageError(Text(f"没有代码为“{key}”的区划", f"No division has the key {key!r}"))
        return span
