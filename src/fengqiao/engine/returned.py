"""How many, where some places only returned a number: bounds that hold what rows and returns say together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

import attrs

from fengqiao.engine.known import Known, Spot
from fengqiao.engine.reach import LAST, ordinals
from fengqiao.engine.returns import Told, conflict, differing, told
from fengqiao.engine.truth import getter
from fengqiao.errors import Problem
from fengqiao.model.calendar import Period
from fengqiao.model.fact import REGISTERS
from fengqiao.model.predicate import Predicate

Rows = tuple[int, int, bool]
"""What rows say: how many at least, how many at most among those known, and whether no more can exist."""


@attrs.frozen(eq=False)
class Topic:
    """What is counted: which facts of a register, in which time. `persons`: distinct ones, so that places overlap."""

    register: str
    where: Predicate
    dated_by: str | None
    window: Period
    persons: bool = False
    floors: bool = True

    @property
    def stock(self) -> bool:
        """Whether lives are counted."""
        return REGISTERS[self.register].life is not None and self.dated_by is None


@attrs.define(eq=False)
class Node:
    """A place, or what is at a place or body itself, of which returns speak."""

    spot: Spot
    placed: str
    told: list[Told]
    below: list[Node] = attrs.field(factory=list)


class Returns:
    """The count returns of a dataset, by what they say of a measure."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._told: dict[tuple[str, Predicate], Mapping[str, list[Told]]] = {}
        self.problems: dict[str, Problem] = {}

    def _by_place(self, register: str, where: Predicate) -> Mapping[str, list[Told]]:
        found = self._told.get((register, where))
        if found is None:
            found = {}
            for one in told(self._known, register, where):
                found.setdefault(one.place, []).append(one)
                if one.least != one.most:
                    self._note(differing(one))
            self._told[register, where] = found
        return found

    def _note(self, problem: Problem) -> None:
        self.problems[f"{problem.where}|{problem.code}|{problem.what.en}"] = problem

    def bounds(
        self, topic: Topic, spot: Spot, placed: str, day: date, rows: Callable[[Spot, str], Rows]
    ) -> tuple[int, int | None] | None:
        """How many at least and at most (None: no end); None where no return has anything to say."""
        if not self._known.returns(topic.register) or (topic.stock and topic.window.first != topic.window.last):
            return None
        if topic.window.last < topic.window.first:
            return None
        by_place = self._by_place(topic.register, topic.where)
        if not by_place:
            return None
        tree = self._known.places.on(day)
        above = [key for key in (spot.place, *tree.ancestors(spot.place)) if key in by_place]
        wider = [one for key in above for one in by_place[key] if not one.own and one.level is None]
        if placed == "at" or spot.body is not None:
            name = spot.place if spot.body is None else spot.body.id
            root = Node(spot, placed, [one for one in by_place.get(name, ()) if one.own])
            caps = wider
            if placed != "at":
                # what is at a body is some of what is within it: its own return is a floor
                root.told = []
                root.below = [Node(spot, "at", [one for one in by_place.get(name, ()) if one.own])]
        else:
            root = self._root(by_place, spot, day)
            caps = [one for one in wider if one.place != spot.place]
        if not root.told and not root.below and not caps:
            return None
        low, high, _, _ = self._solve(topic, root, day, rows)
        for one in caps:
            high = _least(high, self._cap(topic, [one]))
        return _ordered(low, high)

    def _root(self, by_place: Mapping[str, list[Told]], spot: Spot, day: date) -> Node:
        """The places under a unit of which returns speak, as a tree."""
        known = self._known
        tree = known.places.on(day)
        under = tree.under(spot.place)
        bodies: dict[str, list[str]] = {}
        for name in sorted(by_place):
            if name not in known.places.units and name in known.bodies:
                bodies.setdefault(known.bodies[name].division, []).append(name)
        nodes: dict[str, Node] = {}
        root = nodes[spot.place] = Node(spot, "within", [])
        for key in under:
            here = by_place.get(key, ())
            area = [one for one in here if not one.own]
            if area:
                node = nodes.get(key)
                if node is None:
                    node = nodes[key] = Node(Spot(key), "within", [])
                    self._parent(nodes, key, day).below.append(node)
                node.told = area
            own = [one for one in here if one.own]
            over = nodes.get(key) or (self._parent(nodes, key, day) if own or key in bodies else root)
            if own:
                over.below.append(Node(Spot(key), "at", own))
            for name in bodies.get(key, ()):
                body = known.bodies[name]
                if body.exact:
                    over.below.append(Node(Spot(key, body), "at", [one for one in by_place[name] if one.own]))
        return root

    def _parent(self, nodes: Mapping[str, Node], key: str, day: date) -> Node:
        return next(nodes[above] for above in self._known.places.on(day).ancestors(key) if above in nodes)

    def _solve(
        self, topic: Topic, node: Node, day: date, rows: Callable[[Spot, str], Rows]
    ) -> tuple[int, int | None, int, int]:
        """Least and most at a place, and what its rows alone say; a return beyond them tells of facts without rows."""
        sure, possible, whole = rows(node.spot, node.placed)
        parts = [self._solve(topic, child, day, rows) for child in node.below]
        if topic.persons:
            # one person may be at several places
            low = max((sure, *(part[0] for part in parts)))
        else:
            low = max(sure, max(0, sure - sum(part[3] for part in parts)) + sum(part[0] for part in parts))
        high: int | None = possible if whole else None
        for least, most, rows_least, _ in parts:
            high = None if high is None or most is None else high + max(0, max(least, most) - rows_least)
        if node.told:
            floor = self._floor(topic, node, sure, day)
            if high is not None:
                high += max(0, floor - low)
            low = max(low, floor)
            high = _least(high, self._cap(topic, node.told))
            if high is not None and high < low:
                self._note(conflict(node.told[0], low))
        return (*_ordered(low, high), sure, possible)

    # -- what the returns of one place say

    def _floor(self, topic: Topic, node: Node, sure: int, day: date) -> int:
        if not topic.floors:
            return 0
        floors = [one for one in node.told if one.relation.floor]
        if topic.stock:
            return max((one.least for one in _current(floors, topic, self._known)), default=0)
        low, high = ordinals(topic.window.first, topic.window.last)
        inside = [one for one in floors if low <= one.since and one.until <= high]
        if not inside:
            return 0
        facts = self._spans_of(topic, node, day)
        weights = [
            (one.since, one.until, max(0, one.least - sum(a <= one.until and b >= one.since for a, b in facts)))
            for one in inside
        ]
        return sure + _heaviest(weights)

    def _cap(self, topic: Topic, found: Iterable[Told]) -> int | None:
        caps = [one for one in found if one.relation.cap and one.level is None]
        if topic.stock:
            return min((one.most for one in _current(caps, topic, self._known)), default=None)
        low, high = ordinals(topic.window.first, topic.window.last)
        spans = [(one.since, one.until, one.most) for one in caps]
        return _cheapest(spans, low, high)

    def _spans_of(self, topic: Topic, node: Node, day: date) -> list[tuple[int, int]]:
        """When each fact that surely counts may lie, as ordinals."""
        known = self._known
        test = known.test(topic.register, topic.where, topic.dated_by, topic.window)
        dated = getter(topic.register, topic.dated_by or str(REGISTERS[topic.register].dated_by))
        found = []
        for fact, placed in known.standing(topic.register, node.placed, node.spot, day):
            if placed and test(fact):
                found.append(when(dated(fact), fact.source.since, fact.source.until))
        return found


def when(on: object, since: date | None, until: date | None) -> tuple[int, int]:
    """When a fact lies, as ordinals: on its day, in its year, else in the time that its source speaks for."""
    if isinstance(on, date):
        return ordinals(on, on)
    if isinstance(on, int):
        return ordinals(date(on, 1, 1), date(on, 12, 31))
    return ordinals(since, until)


def _current(found: Iterable[Told], topic: Topic, known: Known) -> list[Told]:
    """The latest return of each kind that still speaks of the day."""
    day = topic.window.last.toordinal()
    carry = known.carry(topic.register).days
    latest: dict[tuple[Predicate, str | None], Told] = {}
    for one in found:
        if one.until == LAST or not one.until <= day <= one.until + carry:
            continue
        key = one.of, one.level
        if key not in latest or latest[key].until < one.until:
            latest[key] = one
    return list(latest.values())


def _heaviest(spans: list[tuple[int, int, int]]) -> int:
    """The greatest total weight of stretches that share no day."""
    best: list[tuple[int, int]] = [(0, 0)]
    for since, until, weight in sorted(spans, key=lambda span: span[1]):
        before = max((total for end, total in best if end < since), default=0)
        best.append((until, max(best[-1][1], before + weight)))
    return best[-1][1]


def _cheapest(spans: list[tuple[int, int, int]], low: int, high: int) -> int | None:
    """The least total of stretches that together hold every day from low to high; None where none do."""
    cost: dict[int, int] = {low - 1: 0}
    for since, until, weight in sorted(spans, key=lambda span: (span[1], span[0])):
        before = [total for end, total in cost.items() if end >= since - 1]
        if not before:
            continue
        total = min(before) + weight
        if total < cost.get(until, total + 1):
            cost[until] = total
    ends = [total for end, total in cost.items() if end >= high]
    return min(ends) if ends and low <= high else None


def _least(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else min(a, b)


def _ordered(low: int, high: int | None) -> tuple[int, int | None]:
    return (high, low) if high is not None and high < low else (low, high)
