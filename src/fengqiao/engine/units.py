"""Places as members: which stand in the set, and whether each holds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from fengqiao.engine.counting import LEAVES, Ask
from fengqiao.engine.known import Known, Spot
from fengqiao.engine.scene import Scene
from fengqiao.model.bounds import disjunction
from fengqiao.model.measure import Condition, CountedSet, Listed, PlacesOf, Self
from fengqiao.model.outcome import Tally
from fengqiao.model.place import Level
from fengqiao.model.snapshot import OF_LEVEL, OF_TOWNSHIP

Standing = tuple[Spot, bool | None, object]
"""A place, whether it is surely in the set (else perhaps), and whether it holds."""


@cache
def level_of_kind(kind: str) -> Level:
    """The level of a kind of place."""
    levels = {name: level for level, name in OF_LEVEL.items()}
    if kind in levels:
        return levels[kind]
    return Level.TOWNSHIP if kind in OF_TOWNSHIP.values() else Level.VILLAGE


class Units:
    """Counted sets of places."""

    def __init__(self, known: Known, ask: Ask) -> None:
        self._known = known
        self._ask = ask

    def unlisted(self, of: CountedSet) -> bool:
        """Whether more such places may exist than the editions list."""
        return isinstance(of, PlacesOf) and not self._known.places.lists(level_of_kind(of.kind))

    def tally(self, of: CountedSet, having: Condition | None, scene: Scene) -> Tally:
        """The members by whether they hold."""
        yes = no = unknown = may_yes = may_no = 0
        for _, member, truth in self.members(of, having, scene):
            if member is None:
                may_yes += truth is not False
                may_no += truth is not True
            elif truth is None:
                unknown += 1
            elif truth:
                yes += 1
            else:
                no += 1
        return Tally(yes, no, unknown, may_yes, may_no, self.unlisted(of))

    def members(self, of: CountedSet, having: Condition | None, scene: Scene) -> Iterator[Standing]:
        """Every place that is or may be in the set and to which the condition applies."""
        for spot in self._spots(of, scene):
            member: bool | None = True
            if isinstance(of, PlacesOf) and of.given is not None:
                narrowed = self._holds(of.given, spot, scene)
                if narrowed is False or narrowed is LEAVES:
                    continue
                member = True if narrowed else None
            truth = True if having is None else self._holds(having, spot, scene)
            if truth is not LEAVES:
                yield spot, member, truth

    def _spots(self, of: CountedSet, scene: Scene) -> Iterator[Spot]:
        match of:
            case PlacesOf(kind, _, baseline):
                tree = self._known.places.on(baseline or scene.day)
                for key in tree.of_kind(kind, scene.spot.place):
                    yield Spot(key)
            case Listed(codes):
                tree = self._known.places.on(scene.day)
                for key in sorted({self._known.places.unit(code).key for code in codes}):
                    if tree.alive(key) and tree.contains(scene.spot.place, key):
                        yield Spot(key)
            case Self():
                yield scene.spot
            case _:
                raise AssertionError(of)  # facts and persons are counted elsewhere

    def _holds(self, condition: Condition, spot: Spot, scene: Scene) -> object:
        """A condition at a place; at one that is gone, whether a known successor holds."""
        if spot.body is not None or self._known.places.on(scene.day).alive(spot.place):
            return self._ask(condition, scene.at(spot))
        if not self._ended(spot.place, scene):
            return None
        return self._inherited(condition, spot.place, scene, frozenset())

    def _ended(self, key: str, scene: Scene) -> bool:
        return any(until is not None and until < scene.day for _, until in self._known.places.units[key].lives)

    def _inherited(self, condition: Condition, key: str, scene: Scene, seen: frozenset[str]) -> object:
        successors = self._known.places.successors(key)
        if not successors:
            return None
        truths: list[bool | None] = []
        for successor in successors:
            if successor in seen:
                continue
            if self._known.places.on(scene.day).alive(successor):
                found = self._ask(condition, scene.at(Spot(successor)))
            else:
                found = self._inherited(condition, successor, scene, seen | {key})
            truths.append(found if isinstance(found, bool) else None)
        return disjunction(truths) if truths else None

    def ever(self, of: PlacesOf | Self | Listed, scene: Scene) -> tuple[list[str], list[str]]:
        """The places of a set that ever lived (a cadence asks of each life), surely in the set and perhaps."""
        match of:
            case PlacesOf(kind, given, baseline):
                tree = self._known.places.on(scene.day)
                if baseline is not None:
                    keys = list(self._known.places.on(baseline).of_kind(kind, scene.spot.place))
                else:
                    keys = list(tree.of_kind(kind, scene.spot.place, gone=True))
                if given is None:
                    return keys, []
                truths = {key: self._holds(given, Spot(key), scene) for key in keys}
                return [key for key in keys if truths[key] is True], [key for key in keys if truths[key] is None]
            case Listed():
                return [spot.place for spot in self._spots(of, scene)], []
            case Self():
                return [scene.spot.place], []
