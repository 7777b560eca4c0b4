"""The members behind a tally, a page at a time: listed lightly, sorted, and told in full only on the page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

import attrs

from fengqiao.engine import lacking
from fengqiao.engine.attested import attestation, figures
from fengqiao.engine.counting import LEAVES
from fengqiao.engine.known import Spot
from fengqiao.engine.persons import Group, groups
from fengqiao.engine.told import CELLS, cells, says, told
from fengqiao.engine.truth import getter
from fengqiao.model.fact import Fact
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
from fengqiao.model.outcome import Member, Missing, Page, Tally
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


def state_of(member: bool | None, could: bool, could_not: bool) -> str:
    """yes, no, unknown, or may."""
    if not member:
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
    for spot, member, truth in engine.units.members(of, having, scene):
        state = state_of(member, truth is not False, truth is not True)
        key = spot.place if spot.body is None else spot.body.id

        def full(spot: Spot = spot, state: str = state, key: str = key) -> Member:
            here, place = scene.at(spot), spot.place
            name = engine.known.places.units[place].name
            found = Member("place", key, name, place, state)
            if having is None:
                return found
            missing = tuple(dict.fromkeys(lacking.of_condition(engine, having, here)))
            if state == "may":
                missing = (*tuple(dict.fromkeys(lacking.of_given(engine, of, here))), *missing)
            return told(engine, attrs.evolve(found, missing=missing), having, here)

        yield Entry(spot.place, key, state, full)


# -- facts


def _facts(
    engine: MemoryEngine, of: FactsOf, having: Condition | None, that: Predicate, scene: Scene
) -> Iterator[Entry]:
    for fact, member, could, could_not in engine.counting.facts(of, having, that, scene):
        state = state_of(member, could, could_not)
        unit = engine.known.place_of(fact)[0]

        def full(fact: Fact = fact, state: str = state, unit: str = unit) -> Member:
            found = Member("fact", fact.id, name_of(fact), unit, state, where=(fact.where,))
            if state == "no":
                found = attrs.evolve(found, said=says(of.register, that, fact))
            if state in ("unknown", "may"):
                missing = lacking.of_fact(engine, of, fact, scene, having=having, that=that)
                found = attrs.evolve(found, missing=tuple(dict.fromkeys(missing)))
            if having is None:
                return found
            here = scene.at(engine.known.spot(fact), (of.register, fact))
            said = told(engine, found, having, here)
            return attrs.evolve(said, where=(fact.where, *said.where[: CELLS - 1]))

        yield Entry(unit, fact.id, state, full)


def name_of(fact: Fact) -> str:
    """What a fact is called, else its id."""
    return getattr(fact, "name", None) or fact.id


def _amounts(engine: MemoryEngine, measure: Sum, scene: Scene) -> Iterator[Entry]:
    get = getter(measure.of.register, measure.field)
    for entry, (fact, _, _, _) in zip(
        _facts(engine, measure.of, None, ALWAYS, scene),
        engine.counting.facts(measure.of, None, ALWAYS, scene),
        strict=True,
    ):
        found = get(fact)
        state = "unknown" if found is None and entry.state == "yes" else entry.state

        def full(entry: Entry = entry, fact: Fact = fact, state: str = state, blank: bool = found is None) -> Member:
            member = attrs.evolve(entry.full(), state=state)
            return (
                attrs.evolve(member, missing=(*member.missing, lacking.blank(measure.of.register, fact, measure.field)))
                if blank
                else member
            )

        yield attrs.evolve(entry, state=state, full=full)


def _deadlines(engine: MemoryEngine, measure: Timeliness, scene: Scene) -> Iterator[Entry]:
    register = measure.of.register
    for fact, member, could, could_not in engine.counting.deadlines(measure, scene):
        state = state_of(member, could, could_not)
        unit = engine.known.place_of(fact)[0]

        def full(fact: Fact = fact, state: str = state, unit: str = unit) -> Member:
            missing: list[Missing] = []
            if state in ("unknown", "may"):
                missing += lacking.of_fact(engine, measure.of, fact, scene)
                fields = [field for field in (measure.start, measure.end) if field]
                missing += [
                    lacking.blank(register, fact, field) for field in fields if getter(register, field)(fact) is None
                ]
            found = tuple(dict.fromkeys(missing))
            return Member("fact", fact.id, name_of(fact), unit, state, where=(fact.where,), missing=found)

        yield Entry(unit, fact.id, state, full)


# -- persons


def _persons(
    engine: MemoryEngine, of: Mediators, having: Condition | None, that: Predicate, scene: Scene
) -> Iterator[Entry]:
    posts, could = engine.counting.asked(of, having, that, scene)
    for group in groups(posts):
        for state, rows in _states(group, could):
            post = rows[0][0]
            unit = engine.known.place_of(post)[0]
            key = group.holder if group.identified else post.id

            def full(key: str = key, state: str = state, rows: tuple[lacking.PostRow, ...] = rows) -> Member:
                first = rows[0][0]
                missing = [
                    found
                    for post, sure in rows
                    if state in ("unknown", "may") and sure is None
                    for found in lacking.of_post(engine, of, post, scene)
                ]
                name = next((post.name for post, _ in rows if post.name), first.id)
                unit = engine.known.place_of(first)[0]
                where = cells([post for post, _ in rows])
                found = Member("person", key, name, unit, state, where=where)
                if having is not None:
                    here = engine.counting.at_person(first, scene)
                    missing += lacking.of_condition(engine, having, here)
                    said = told(engine, found, having, here)
                    found = attrs.evolve(said, where=(*where, *said.where)[:CELLS])
                return attrs.evolve(found, missing=tuple(dict.fromkeys(missing)))

            yield Entry(unit, key, state, full)


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
    sure, doubtful = engine.units.ever(measure.by, scene)
    for keys, member in ((sure, True), (doubtful, None)):
        for key in keys:
            tally = words.pooled((key,), window)
            if not tally.members:
                continue
            if measure.counting == "days_late":
                least, most = words.late((key,), window)
                tally = Tally(least, may_yes=most - least)
                state = "no" if least else "unknown" if most else "yes"
            else:
                state = "no" if tally.no else "unknown" if tally.unknown else "yes"
            state = state if member else "may"

            def full(key: str = key, state: str = state, tally: Tally = tally) -> Member:
                slots = words.names(key, window)
                missing = tuple(dict.fromkeys(lacking.of_slots(engine, measure, key, scene)))
                where = cells(list(engine.known.index(measure.register)[0].get(key, ())))
                name = engine.known.places.units[key].name
                short = Fraction(tally.no + tally.unknown) or None
                return Member("place", key, name, key, state, tally, short, *slots, where, missing)

            yield Entry(key, key, state, full)


# -- what a unit says, and parts


def _same(member: Member) -> Member:
    return member


def _word(truth: object) -> str:
    return "unknown" if truth is None else "yes" if truth else "no"


def _items(engine: MemoryEngine, measure: Attested, scene: Scene) -> Iterator[Entry]:
    place = scene.spot.place
    for item in measure.items:
        truth, facts = attestation(engine.known, item, measure, scene)
        missing = lacking.silent("attestations", scene) if truth is None else ()
        member = Member("item", item, item, place, _word(truth), where=cells(list(facts)), missing=missing)
        yield Entry(place, item, member.state, partial(_same, member))


def _figures(engine: MemoryEngine, measure: SelfReported, scene: Scene) -> Iterator[Entry]:
    place = scene.spot.place
    for fact in figures(engine.known, measure, scene):
        member = Member("fact", fact.id, name_of(fact), place, "yes", where=(fact.where,))
        yield Entry(place, fact.id, "yes", partial(_same, member))


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
