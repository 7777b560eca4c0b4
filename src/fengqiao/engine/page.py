"""The members behind a tally, a page at a time: listed lightly, sorted, and told in full only on the page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import TYPE_CHECKING

import attrs

from fengqiao.engine import lacking, member
from fengqiao.engine.attested import attestation, figures
from fengqiao.engine.counting import LEAVES
from fengqiao.engine.persons import Group, groups
from fengqiao.engine.told import cells, told
from fengqiao.engine.truth import getter
from fengqiao.model.measure import (
    Adherence,
    Attested,
    Change,
    Condition,
    Count,
    CountedSet,
    FactsOf,
    Held,
    Measure,
    Mediators,
    Ratio,
    SelfReported,
    Share,
    Sum,
    Timeliness,
)
from fengqiao.model.outcome import Member, Page
from fengqiao.model.predicate import ALWAYS, Predicate

if TYPE_CHECKING:
    from fengqiao.engine.memory import MemoryEngine
    from fengqiao.engine.scene import Scene


@attrs.frozen(eq=False)
class Entry:
    """A member in short; `full` tells the rest."""

    unit: str
    key: str
    state: str
    full: Callable[[], Member]


def page(
    engine: MemoryEngine, measure: Measure, scene: Scene, states: Collection[str], *, offset: int, limit: int | None
) -> Page:
    """The members in some states, sorted by unit and key."""
    found = sorted(
        (entry for entry in _entries(engine, measure, scene) if entry.state in states),
        key=lambda entry: (entry.unit, entry.key),
    )
    end = None if limit is None else offset + limit
    return Page(tuple(entry.full() for entry in found[offset:end]), len(found))


def state_of(sure: bool | None, could: bool, could_not: bool) -> str:
    """yes, no, unknown, or may."""
    if not sure:
        return "may"
    return "unknown" if could and could_not else "yes" if could else "no"


def _entries(engine: MemoryEngine, measure: Measure, scene: Scene) -> Iterator[Entry]:
    match measure:
        case Count(of=of, having=having):
            return _of_set(engine, of, having, ALWAYS, scene)
        case Share(of=of, having=having, that=that):
            return _of_set(engine, of, having, that, scene)
        case Sum():
            return _amounts(engine, measure, scene)
        case Adherence():
            return _slots(engine, measure, scene)
        case Timeliness():
            return _deadlines(engine, measure, scene)
        case Ratio(inner) | Change(inner):
            return _entries(engine, inner, scene)
        case Attested():
            return _items(engine, measure, scene)
        case SelfReported():
            return _figures(engine, measure, scene)
        case Held(parts):
            return _parts(engine, parts, scene)


def _of_set(
    engine: MemoryEngine, of: CountedSet, having: Condition | None, that: Predicate, scene: Scene
) -> Iterator[Entry]:
    match of:
        case FactsOf():
            return _facts(engine, of, having, that, scene)
        case Mediators():
            return _persons(engine, of, having, that, scene)
        case _:
            return _places(engine, of, having, scene)


# -- places


def _places(engine: MemoryEngine, of: CountedSet, having: Condition | None, scene: Scene) -> Iterator[Entry]:
    for spot, sure, truth in engine.units.members(of, having, scene):
        state = state_of(sure, truth is not False, truth is not True)
        key = spot.place if spot.body is None else spot.body.id
        yield Entry(spot.place, key, state, partial(member.place, engine, of, having, scene, spot, state))


# -- facts


def _facts(
    engine: MemoryEngine, of: FactsOf, having: Condition | None, that: Predicate, scene: Scene
) -> Iterator[Entry]:
    for fact, sure, could, could_not in engine.counting.facts(of, having, that, scene):
        state = state_of(sure, could, could_not)
        full = partial(member.fact, engine, of, having, that, scene, fact, state)
        yield Entry(engine.known.place_of(fact)[0], fact.id, state, full)


def _amounts(engine: MemoryEngine, measure: Sum, scene: Scene) -> Iterator[Entry]:
    get = getter(measure.of.register, measure.field)
    for fact, sure, could, could_not in engine.counting.facts(measure.of, None, ALWAYS, scene):
        state = state_of(sure, could, could_not)
        state = "unknown" if state == "yes" and get(fact) is None else state
        full = partial(member.amount, engine, measure, scene, fact, state)
        yield Entry(engine.known.place_of(fact)[0], fact.id, state, full)


def _deadlines(engine: MemoryEngine, measure: Timeliness, scene: Scene) -> Iterator[Entry]:
    for fact, sure, could, could_not in engine.counting.deadlines(measure, scene):
        state = state_of(sure, could, could_not)
        full = partial(member.deadline, engine, measure, scene, fact, state)
        yield Entry(engine.known.place_of(fact)[0], fact.id, state, full)


# -- persons


def _persons(
    engine: MemoryEngine, of: Mediators, having: Condition | None, that: Predicate, scene: Scene
) -> Iterator[Entry]:
    posts, could = engine.counting.asked(of, having, that, scene)
    for group in groups(posts):
        for state, rows in _states(group, could):
            post = rows[0][0]
            key = group.holder if group.identified else post.id
            full = partial(member.person, engine, of, having, scene, key, state, rows)
            yield Entry(engine.known.place_of(post)[0], key, state, full)


def _states(group: Group, could: Callable[..., tuple[bool, bool]]) -> Iterator[tuple[str, tuple[lacking.PostRow, ...]]]:
    """The persons that a group may be, each with its state and posts."""
    parts = (group.posts, *((row,) for row in group.spare))
    for i, rows in enumerate(parts):
        holds = any(could(post)[0] for post, _ in rows)
        fails = not any(sure and not could(post)[1] for post, sure in rows)
        if i == 0 and group.counts:
            yield state_of(True, holds, fails and holds) if holds else "no", rows
        else:
            sure = any(near for _, near in rows)
            yield ("unknown" if sure else "may"), rows


# -- slots


def _slots(engine: MemoryEngine, measure: Adherence, scene: Scene) -> Iterator[Entry]:
    words, window = engine.words(measure, scene), engine.slots_window(measure, scene)
    surely, doubtful = engine.units.ever(measure.by, scene)
    for keys, sure in ((surely, True), (doubtful, None)):
        for key in keys:
            if not words.standing(key, window).due:
                continue
            tally = member.slots_tally(engine, measure, scene, key)
            if measure.counting == "days_late":
                state = "no" if tally.yes else "unknown" if tally.may_yes else "yes"
            else:
                state = "no" if tally.no else "unknown" if tally.unknown else "yes"
            state = state if sure else "may"
            yield Entry(key, key, state, partial(member.slots, engine, measure, scene, key, state))


# -- what a unit says, and parts


def _same(found: Member) -> Member:
    return found


def _word(truth: object) -> str:
    return "unknown" if truth is None else "yes" if truth else "no"


def _items(engine: MemoryEngine, measure: Attested, scene: Scene) -> Iterator[Entry]:
    place = scene.spot.place
    for item in measure.items:
        truth, facts = attestation(engine.known, item, measure, scene)
        missing = lacking.silent("attestations", scene) if truth is None else ()
        found = Member("item", item, item, place, _word(truth), where=cells(list(facts)), missing=missing)
        yield Entry(place, item, found.state, partial(_same, found))


def _figures(engine: MemoryEngine, measure: SelfReported, scene: Scene) -> Iterator[Entry]:
    place = scene.spot.place
    for fact in figures(engine.known, measure, scene):
        found = Member("fact", fact.id, member.name_of(fact), place, "yes", where=(fact.where,))
        yield Entry(place, fact.id, "yes", partial(_same, found))


def _parts(engine: MemoryEngine, parts: tuple[Condition, ...], scene: Scene) -> Iterator[Entry]:
    place = scene.spot.place
    for i, part in enumerate(parts):
        truth = engine.truth(part, scene)
        if truth is LEAVES:
            continue

        def full(i: int = i, part: Condition = part, state: str = _word(truth)) -> Member:
            missing = tuple(dict.fromkeys(lacking.of_condition(engine, part, scene)))
            name = str(i + 1)
            return told(engine, Member("part", f"{i:03d}", name, place, state, missing=missing), part, scene)

        yield Entry(place, f"{i:03d}", _word(truth), full)
