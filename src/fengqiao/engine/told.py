"""What is said of one member: the tally of its condition, what it lacks, the slots that it missed, its cells."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

import attrs

from fengqiao.engine.attested import attestation, figures
from fengqiao.engine.truth import fields_of, getter
from fengqiao.errors import Where
from fengqiao.model.bounds import value
from fengqiao.model.fact import Checklist, Fact
from fengqiao.model.measure import (
    Adherence,
    Attested,
    Both,
    Bound,
    Change,
    Condition,
    Count,
    Either,
    FactsOf,
    Measure,
    Mediators,
    Ratio,
    SelfReported,
    Share,
    Sum,
    Timeliness,
    Unless,
    is_amount,
)
from fengqiao.model.outcome import Answer, Member
from fengqiao.model.predicate import ALWAYS, Limits, Predicate

if TYPE_CHECKING:
    from fengqiao.engine.memory import MemoryEngine
    from fengqiao.engine.scene import Scene

CELLS = 8
"""So many cells are named for one member."""


def bound_of(condition: Condition) -> Bound | None:
    """The first bound of a condition."""
    match condition:
        case Bound():
            return condition
        case Both(parts) | Either(parts):
            return next((found for part in parts if (found := bound_of(part))), None)
        case Unless(part):
            return bound_of(part)


def told(engine: MemoryEngine, member: Member, having: Condition, here: Scene) -> Member:
    """The member with the tally of its condition, how many it lacks, and the cells it rests on."""
    bound = bound_of(having)
    if bound is None:
        return member
    answer = engine.answer(bound.measure, here)
    covered, missed, unreported = _slot_names(engine, bound.measure, here)
    return attrs.evolve(
        member,
        tally=answer.tally,
        short=_short(bound.measure, answer, bound.limits),
        covered=covered,
        missed=missed,
        unreported=unreported,
        where=_cells(engine, bound.measure, here),
    )


def _short(measure: Measure, answer: Answer, limits: Limits) -> Fraction | None:
    """How many it surely has too few of its least; None where it has no least, or enough."""
    least = limits.at_least if limits.at_least is not None else limits.above
    if not isinstance(least, Fraction | int):
        return None
    strict = limits.at_least is None
    if is_amount(measure):
        wanted = Fraction(floor(least) + 1 if strict else ceil(least))
        have = Fraction(answer.tally.yes)
    elif answer.over is None:
        whole = least * answer.tally.members
        wanted, have = Fraction(floor(whole) + 1 if strict else ceil(whole)), Fraction(answer.tally.yes)
    else:
        found = value(measure, answer)
        if found is None or found.low is None:
            return None
        wanted, have = Fraction(least), found.low
    return wanted - have if wanted > have else None


Names = tuple[str, ...]


def _slot_names(engine: MemoryEngine, measure: Measure, here: Scene) -> tuple[Names, Names, Names]:
    if not isinstance(measure, Adherence):
        return (), (), ()
    sure, doubtful = engine.units.ever(measure.by, here)
    if len(sure) + len(doubtful) != 1:
        return (), (), ()
    words, window = engine.words(measure, here), engine.slots_window(measure, here)
    return words.names((sure or doubtful)[0], window)


def _cells(engine: MemoryEngine, measure: Measure, here: Scene) -> tuple[Where, ...]:
    """The cells of the facts that a measure counts."""
    match measure:
        case Count(of=FactsOf() as of, having=having):
            found = [fact for fact, _, could, _ in engine.counting.facts(of, having, ALWAYS, here) if could]
        case Share(of=FactsOf() as of, having=having, that=that):
            found = [fact for fact, _, _, _ in engine.counting.facts(of, having, that, here)]
        case Sum(of=of) | Timeliness(of=of):
            found = [fact for fact, _, _, _ in engine.counting.facts(of, None, ALWAYS, here)]
        case Count(of=Mediators() as persons) | Share(of=Mediators() as persons):
            found = [post for post, _ in engine.counting.posts(persons, here)]
        case Adherence(register=register):
            found = list(engine.known.index(register)[0].get(here.spot.place, ()))
        case Attested(items):
            found = [fact for item in items for fact in attestation(engine.known, item, measure, here)[1]]
        case SelfReported():
            found = list(figures(engine.known, measure, here))
        case Ratio(inner) | Change(inner):
            return _cells(engine, inner, here)
        case _:
            return ()
    return cells(found)


def says(register: str, that: Predicate, fact: Fact) -> tuple[tuple[str, str], ...]:
    """What a fact says in the fields that a predicate asks for; of a checklist, each item said not to be there."""
    found: list[tuple[str, str]] = []
    for field in fields_of(that):
        value_ = getter(register, field)(fact)
        if isinstance(value_, Checklist):
            found += ((field, item) for item in sorted(value_.no))
        elif value_ is not None:
            found.append((field, ("no", "yes")[value_] if isinstance(value_, bool) else str(value_)))
    return tuple(found)


def cells(facts: list[Fact]) -> tuple[Where, ...]:
    """Where some facts stood, in the order of their ids."""
    return tuple(fact.where for fact in sorted(facts, key=lambda fact: (fact.id, fact.cell))[:CELLS])
