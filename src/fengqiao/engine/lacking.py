"""Why something is unknown, and what would settle it: a report, a refused row, a blank cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from fengqiao.engine.truth import getter
from fengqiao.engine.when import timed
from fengqiao.model.calendar import Period
from fengqiao.model.fact import PERSON, REGISTERS, Fact, Post
from fengqiao.model.measure import (
    Adherence,
    Attested,
    Both,
    Bound,
    Change,
    Condition,
    Count,
    CountedSet,
    Either,
    FactsOf,
    Held,
    Measure,
    Mediators,
    Ratio,
    SelfReported,
    Share,
    Sum,
    Timeliness,
    Unless,
)
from fengqiao.model.outcome import Missing
from fengqiao.model.predicate import ALWAYS, AllOf, Predicate

if TYPE_CHECKING:
    from fengqiao.engine.memory import MemoryEngine
    from fengqiao.engine.scene import Scene

PostRow = tuple[Post, bool | None]
"""A post, and whether it surely (True) or perhaps (None) counts."""
BLANKS = 8
"""So many blank cells are named for one member."""


def of_measure(engine: MemoryEngine, measure: Measure, scene: Scene) -> tuple[Missing, ...]:
    """What would settle a measure asked at one place: reports first, then rows and cells."""
    return tuple(dict.fromkeys(_of_measure(engine, measure, scene)))


def left_open(engine: MemoryEngine, measure: Measure, scene: Scene) -> tuple[Missing, ...]:
    """What was not reported for the measure as a whole."""
    match measure:
        case Count(of=of) | Share(of=of) | Sum(of=of) | Timeliness(of=of):
            return _set_open(engine, of, scene)
        case Ratio(top, over):
            return tuple(dict.fromkeys((*left_open(engine, top, scene), *left_open(engine, over, scene))))
        case Change(inner):
            then = engine.earlier(measure, scene)
            return tuple(dict.fromkeys((*left_open(engine, inner, scene), *left_open(engine, inner, then))))
        case SelfReported():
            answer = engine.answer(measure, scene)
            return silent("figures", scene) if answer.over is not None and answer.over.open else ()
        case _:
            return ()


def silent(register: str, scene: Scene) -> tuple[Missing, ...]:
    """The unit's own word, which nobody handed in."""
    return (Missing("not_reported", register, scene.spot.place, None, scene.day),)


def _set_open(engine: MemoryEngine, of: CountedSet, scene: Scene) -> tuple[Missing, ...]:
    if not isinstance(of, FactsOf | Mediators):
        return ()
    register = "posts" if isinstance(of, Mediators) else of.register
    window = scene.window(register, of.window, of.dated_by if isinstance(of, FactsOf) else None)
    if window is None:
        return ()
    known, day = engine.known, scene.day
    found: list[Missing] = []
    for place, below in known.grounds(of.placed, scene.spot, day):
        found += known.reach.missing(register, place, window, day, below=below)
    return tuple(found)


def of_condition(engine: MemoryEngine, condition: Condition, scene: Scene) -> Iterator[Missing]:
    """What would settle a condition: what would settle its unknown parts."""
    if engine.truth(condition, scene) is not None:
        return
    match condition:
        case Bound(measure):
            yield from _of_measure(engine, measure, scene)
        case Both(parts) | Either(parts):
            for part in parts:
                yield from of_condition(engine, part, scene)
        case Unless(part):
            yield from of_condition(engine, part, scene)


def _of_measure(engine: MemoryEngine, measure: Measure, scene: Scene) -> Iterator[Missing]:
    yield from left_open(engine, measure, scene)
    match measure:
        case Count(of=of, having=having):
            yield from _of_set(engine, of, having, ALWAYS, scene)
        case Share(of=of, having=having, that=that):
            yield from _of_set(engine, of, having, that, scene)
        case Sum(of=of, field=field):
            for fact, _, _, _ in engine.counting.facts(of, None, ALWAYS, scene):
                if getter(of.register, field)(fact) is None:
                    yield blank(of.register, fact, field)
            yield from _of_set(engine, of, None, ALWAYS, scene)
        case Timeliness(of=of):
            yield from _of_set(engine, of, None, ALWAYS, scene)
        case Adherence():
            sure, doubtful = engine.units.ever(measure.by, scene)
            for key in (*sure, *doubtful):
                yield from of_slots(engine, measure, key, scene)
        case Attested():
            yield from silent("attestations", scene)
        case Ratio(top, over):
            yield from _of_measure(engine, top, scene)
            yield from _of_measure(engine, over, scene)
        case Change(inner):
            yield from _of_measure(engine, inner, scene)
            yield from _of_measure(engine, inner, engine.earlier(measure, scene))
        case Held(parts):
            for part in parts:
                yield from of_condition(engine, part, scene)
        case SelfReported():
            return


def _of_set(
    engine: MemoryEngine, of: CountedSet, having: Condition | None, that: Predicate, scene: Scene
) -> Iterator[Missing]:
    match of:
        case FactsOf():
            left = BLANKS
            for fact, member, could, could_not in engine.counting.facts(of, having, that, scene):
                if member and not (could and could_not):
                    continue
                yield from of_fact(engine, of, fact, scene, having=having, that=that)
                left -= 1
                if not left:
                    return
        case Mediators():
            for post, sure in engine.counting.posts(of, scene)[: BLANKS * 8]:
                if sure is None:
                    yield from of_post(engine, of, post, scene)
                if having is not None:
                    yield from of_condition(engine, having, engine.counting.at_person(post, scene))
        case _:
            for spot, member, truth in engine.units.members(of, having, scene):
                if truth is None and having is not None:
                    yield from of_condition(engine, having, scene.at(spot))
                if member is None:
                    yield from of_given(engine, of, scene.at(spot))


def of_given(engine: MemoryEngine, of: CountedSet, scene: Scene) -> Iterator[Missing]:
    """What would settle whether a member belongs."""
    given = getattr(of, "given", None)
    if given is not None:
        yield from of_condition(engine, given, scene)


def of_slots(engine: MemoryEngine, measure: Adherence, key: str, scene: Scene) -> Iterator[Missing]:
    """What would settle the slots of one unit."""
    words, window = engine.words(measure, scene), engine.slots_window(measure, scene)
    standing = words.standing(key, window)
    slots = words.slots.chosen(standing.possible)
    if not slots:
        return
    period = Period(slots[0].first, slots[-1].last)
    reach = engine.known.reach
    found = reach.missing(measure.register, key, period, scene.day, below=False)
    if found:
        yield from found
        return
    for fact in engine.known.index(measure.register)[0].get(key, ()):
        yield from _blanks(engine, measure.register, measure.where, fact)


def of_fact(
    engine: MemoryEngine,
    of: FactsOf,
    fact: Fact,
    scene: Scene,
    *,
    having: Condition | None = None,
    that: Predicate = ALWAYS,
) -> Iterator[Missing]:
    """What would settle one fact: its place, its time, its blanks, and the condition asked at it."""
    window = scene.window(of.register, of.window, of.dated_by)
    known = engine.known
    key, sure = known.place_of(fact)
    if not sure and not known.places.on(scene.day).contains(scene.spot.place, key):
        yield Missing("imprecise", of.register, key, where=fact.where)
    if window is not None:
        yield from _of_time(engine, of.register, of.dated_by, window, fact)
    yield from _blanks(engine, of.register, AllOf((of.where, that)), fact)
    if scene.spot.area is not None and getattr(fact, PERSON, None) is None:
        yield blank(of.register, fact, PERSON)
    spot = known.spot(fact)
    for condition in (of.given, having):
        if condition is not None:
            yield from of_condition(engine, condition, scene.at(spot, (of.register, fact)))


def of_post(engine: MemoryEngine, of: Mediators, post: Fact, scene: Scene) -> Iterator[Missing]:
    """What would settle whether a post counts."""
    window = scene.window("posts", of.window, None)
    found = list(_of_time(engine, "posts", None, window, post)) if window is not None else []
    found += _blanks(engine, "posts", of.where, post)
    yield from found or [Missing("imprecise", "posts", engine.known.place_of(post)[0], where=post.where)]


def _of_time(
    engine: MemoryEngine, register: str, dated_by: str | None, window: Period, fact: Fact
) -> Iterator[Missing]:
    entry = REGISTERS[register]
    if timed(register, dated_by, window, engine.known.carry(register))(fact) is not None:
        return
    if entry.life is None or dated_by is not None:
        yield blank(register, fact, dated_by or str(entry.dated_by))
        return
    begins, ends = entry.life
    if getter(register, begins)(fact) is None and (fact.source.until or window.last) > window.last:
        yield blank(register, fact, begins)
    elif getter(register, ends)(fact) is None:
        since = fact.source.until
        yield Missing("ended", register, fact.division, since, window.last, ends, fact.where)


def _blanks(engine: MemoryEngine, register: str, where: Predicate, fact: Fact) -> Iterable[Missing]:
    truths = engine.known.truths(register, where)
    if truths(fact) is None:
        for field in truths.blanks(fact):
            yield blank(register, fact, field)


def blank(register: str, fact: Fact, field: str) -> Missing:
    """A cell left blank."""
    return Missing("blank", register, fact.division, field=field, where=fact.where)
