"""The tree of places as it stood on one day."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from types import MappingProxyType

import attrs

from fengqiao.errors import Text, UsageError
from fengqiao.model.place import TOWNSHIP_KINDS, VILLAGE_KINDS, Division, Level
from fengqiao.model.units import Units

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


def kinds_of(code: str, level: Level) -> tuple[str, ...]:
    """The kinds that a division is of."""
    named = None
    if level is Level.VILLAGE:
        named = OF_VILLAGE.get(VILLAGE_KINDS.get(code[9], ""))
    elif level is Level.TOWNSHIP:
        named = OF_TOWNSHIP.get(TOWNSHIP_KINDS.get(code[6], ""))
    return (OF_LEVEL[level],) if named is None else (OF_LEVEL[level], named)


@attrs.frozen(eq=False, slots=False)
class Shape:
    """What stands in what, whether there or not: it stays until a unit moves.

    Each unit has a seat, counted from 0, before the seats of what is below it; siblings sit by their keys.
    """

    parent: Mapping[str, str | None]
    order: tuple[str, ...]
    """The unit of each seat."""
    seat: Mapping[str, int]
    end: array[int]
    """For each seat where those end that are below it."""
    above: array[int]
    """For each seat that of what it stands in; -1 for a root."""
    units: Units
    dated: tuple[str, ...]
    """The units that were not always there, or not always the same."""

    @classmethod
    def of(cls, units: Units, parent: Mapping[str, str | None], dated: tuple[str, ...]) -> Shape:
        """The shape that the parent of each unit makes."""
        children: defaultdict[str | None, list[str]] = defaultdict(list)
        for key, over in parent.items():
            children[over].append(key)
        for siblings in children.values():
            siblings.sort(reverse=True)
        order: list[str] = []
        stack = children[None]
        while stack:
            order.append(key := stack.pop())
            stack += children.get(key, ())
        seat = {key: at for at, key in enumerate(order)}
        above = array("i", (-1 if (over := parent[key]) is None else seat[over] for key in order))
        end = array("i", range(1, len(order) + 1))
        for at in range(len(order) - 1, -1, -1):
            if above[at] >= 0:
                end[above[at]] = max(end[above[at]], end[at])
        return cls(MappingProxyType(parent), tuple(order), seat, end, above, units, dated)

    @cached_property
    def levels(self) -> Mapping[Level, array[int]]:
        """The seats of each level."""
        found = {level: array("i") for level in Level}
        for at, key in enumerate(self.order):
            found[self.units.first(key)[1]].append(at)
        return found

    @cached_property
    def steady(self) -> Mapping[str, array[int]]:
        """The seats of each kind that were always there and always of it."""
        found = {kind: array("i") for kind in KINDS}
        dated = set(self.dated)
        for at, key in enumerate(self.order):
            if key not in dated:
                code, level, _ = self.units.first(key)
                for kind in kinds_of(code, level):
                    found[kind].append(at)
        return found


@attrs.frozen(eq=False)
class Tree:
    """What holds from one change of the places to the next."""

    shape: Shape
    gone: frozenset[str]
    """The units that are not there."""
    day: date
    _seats: dict[tuple[str, bool], array[int]] = attrs.field(factory=dict, init=False, repr=False)
    chosen: dict[tuple[str, str | None, bool], tuple[str, ...]] = attrs.field(factory=dict, init=False, repr=False)

    def division(self, key: str) -> Division:
        """The spell in force, else the last before, else the first."""
        return self.shape.units[key].on(self.day)

    def seats(self, kind: str, *, gone: bool) -> array[int]:
        """Where the units of a kind sit, in order: those that are there, and on request those that are not."""
        found = self._seats.get((kind, gone))
        if found is None:
            asked = (key for key in self.shape.dated if gone or key not in self.gone)
            spells = ((key, self.division(key)) for key in asked)
            own = (self.shape.seat[key] for key, spell in spells if kind in kinds_of(spell.code, spell.level))
            found = self._seats[kind, gone] = array("i", sorted((*self.shape.steady[kind], *own)))
        return found


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
        return self._tree.shape.parent

    def alive(self, key: str) -> bool:
        """Whether the unit is there."""
        self._known(key)
        return key not in self._tree.gone

    def division(self, key: str) -> Division:
        """The spell in force, else the last before, else the first."""
        self._known(key)
        return self._tree.division(key)

    def of_kind(self, kind: str, within: str | None = None, *, gone: bool = False) -> tuple[str, ...]:
        """The living units of a kind (`KINDS`), the unit `within` and what is below it only, in order of their keys.

        Overlay units in force are among the counties. `gone`: also those that are not there that day.
        """
        found = self._tree.chosen.get((kind, within, gone))
        if found is None:
            if kind not in KINDS:
                known = ", ".join(KINDS)
                raise UsageError(
                    Text(f"没有“{kind}”这类区划；可用：{known}", f"No kind of place {kind!r}. Known: {known}")
                )
            seats = self._tree.seats(kind, gone=gone)
            if within is not None:
                low, high = self._known(within)
                seats = seats[bisect_left(seats, low) : bisect_left(seats, high)]
            found = tuple(sorted(self._tree.shape.order[at] for at in seats))
            self._tree.chosen[kind, within, gone] = found
        return found

    @property
    def shape(self) -> Shape:
        """What stands in what, as one table with a row for each unit."""
        return self._tree.shape

    def children(self, key: str) -> tuple[str, ...]:
        """What stands in the unit itself, what is not there that day included; in order of their keys."""
        shape = self._tree.shape
        low, high = self._known(key)
        found, at = [], low + 1
        while at < high:
            found.append(shape.order[at])
            at = shape.end[at]
        return tuple(found)

    def under(self, key: str) -> tuple[str, ...]:
        """The unit and everything below it, what is not there that day included; each before what is below it."""
        low, high = self._known(key)
        return self._tree.shape.order[low:high]

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
        parent = self._tree.shape.parent
        above = parent[key]
        while above is not None:
            found.append(above)
            above = parent[above]
        return tuple(found)

    def closure(self) -> Iterator[tuple[str, str]]:
        """Every pair (ancestor, descendant), each unit with itself among them: the closure table."""
        shape = self._tree.shape
        for low, high in enumerate(shape.end):
            for inner in shape.order[low:high]:
                yield shape.order[low], inner

    def _known(self, key: str) -> tuple[int, int]:
        seat = self._tree.shape.seat.get(key)
        if seat is None:
            raise UsageError(Text(f"没有代码为“{key}”的区划", f"No division has the key {key!r}"))
        return seat, self._tree.shape.end[seat]
