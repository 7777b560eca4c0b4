"""One member in full: how it stands, the cells it rests on, what would settle it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from fengqiao.engine import lacking
from fengqiao.engine.known import Spot
from fengqiao.engine.told import CELLS, cells, says, told
from fengqiao.engine.truth import getter
from fengqiao.model.fact import Fact
from fengqiao.model.measure import (
    Adherence,
    Condition,
    CountedSet,
    FactsOf,
    Mediators,
    Sum,
    Timeliness,
)
from fengqiao.model.outcome import Member, Missing, Tally
from fengqiao.model.predicate import ALWAYS, Predicate

if TYPE_CHECKING:
    from fengqiao.engine.memory import MemoryEngine
    from fengqiao.engine.scene import Scene

OPEN = ("unknown", "may")
"""The states in which something is not known."""


def place(  # noqa: PLR0917  where it is asked and how it stands
    engine: MemoryEngine, of: CountedSet, having: Condition | None, scene: Scene, spot: Spot, state: str
) -> Member:
    """A place of a counted set."""
    key = spot.place if spot.body is None else spot.body.id
    found = Member("place", key, engine.known.places.units[spot.place].name, spot.place, state)
    if having is None:
        return found
    here = scene.at(spot)
    missing = tuple(dict.fromkeys(lacking.of_condition(engine, having, here)))
    if state == "may":
        missing = (*tuple(dict.fromkeys(lacking.of_given(engine, of, here))), *missing)
    return told(engine, attrs.evolve(found, missing=missing), having, here)


def fact(  # noqa: PLR0917  where it is asked and how it stands
    engine: MemoryEngine,
    of: FactsOf,
    having: Condition | None,
    that: Predicate,
    scene: Scene,
    found: Fact,
    state: str,
) -> Member:
    """A fact of a counted set."""
    member = _of_fact(engine, found, state)
    if state == "no":
        member = attrs.evolve(member, said=says(of.register, that, found))
    if state in OPEN:
        missing = lacking.of_fact(engine, of, found, scene, having=having, that=that)
        member = attrs.evolve(member, missing=tuple(dict.fromkeys(missing)))
    if having is None:
        return member
    here = scene.at(engine.known.spot(found), (of.register, found))
    said = told(engine, member, having, here)
    return attrs.evolve(said, where=(found.where, *said.where[: CELLS - 1]))


def amount(engine: MemoryEngine, measure: Sum, scene: Scene, found: Fact, state: str) -> Member:
    """A fact whose field is added up: what is blank is unknown, though the fact surely counts."""
    blank = getter(measure.of.register, measure.field)(found) is None
    member = fact(engine, measure.of, None, ALWAYS, scene, found, "yes" if state == "unknown" else state)
    missing = (lacking.blank(measure.of.register, found, measure.field),) if blank else ()
    return attrs.evolve(member, state=state, missing=(*member.missing, *missing))


def deadline(engine: MemoryEngine, measure: Timeliness, scene: Scene, found: Fact, state: str) -> Member:
    """A fact whose deadline has, or may have, passed."""
    register = measure.of.register
    missing: list[Missing] = []
    if state in OPEN:
        missing += lacking.of_fact(engine, measure.of, found, scene)
        fields = [field for field in (measure.start, measure.end) if field]
        missing += [lacking.blank(register, found, field) for field in fields if getter(register, field)(found) is None]
    return attrs.evolve(_of_fact(engine, found, state), missing=tuple(dict.fromkeys(missing)))


def person(  # noqa: PLR0917  where it is asked and how it stands
    engine: MemoryEngine,
    of: Mediators,
    having: Condition | None,
    scene: Scene,
    key: str,
    state: str,
    rows: tuple[lacking.PostRow, ...],
) -> Member:
    """A person, by the posts held."""
    first = rows[0][0]
    missing = [
        found
        for post, sure in rows
        if state in OPEN and sure is None
        for found in lacking.of_post(engine, of, post, scene)
    ]
    name = next((post.name for post, _ in rows if post.name), first.id)
    unit = engine.known.place_of(first)[0]
    where = cells([post for post, _ in rows])
    member = Member("person", key, name, unit, state, where=where)
    if having is not None:
        here = engine.counting.at_person(first, scene)
        missing += lacking.of_condition(engine, having, here)
        said = told(engine, member, having, here)
        member = attrs.evolve(said, where=(*where, *said.where)[:CELLS])
    return attrs.evolve(member, missing=tuple(dict.fromkeys(missing)))


def slots(engine: MemoryEngine, measure: Adherence, scene: Scene, key: str, state: str) -> Member:
    """A place of whose slots is asked which are filled."""
    words, window = engine.words(measure, scene), engine.slots_window(measure, scene)
    tally = slots_tally(engine, measure, scene, key)
    names = words.names(key, window)
    missing = tuple(dict.fromkeys(lacking.of_slots(engine, measure, key, scene)))
    where = cells(list(engine.known.index(measure.register)[0].get(key, ())))
    name = engine.known.places.units[key].name
    short = Fraction(tally.no + tally.unknown) or None
    return Member("place", key, name, key, state, tally, short, *names, where, missing)


def slots_tally(engine: MemoryEngine, measure: Adherence, scene: Scene, key: str) -> Tally:
    """The slots of one place; the days by which they were late, where these are counted."""
    words, window = engine.words(measure, scene), engine.slots_window(measure, scene)
    if measure.counting != "days_late":
        return words.pooled((key,), window)
    least, most = words.late((key,), window)
    return Tally(least, may_yes=most - least)


def name_of(found: Fact) -> str:
    """What a fact is called, else its id."""
    return getattr(found, "name", None) or found.id


def _of_fact(engine: MemoryEngine, found: Fact, state: str) -> Member:
    unit = engine.known.place_of(found)[0]
    return Member("fact", found.id, name_of(found), unit, state, where=(found.where,))
