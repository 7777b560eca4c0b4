"""Count returns: reported numbers without the facts behind them, and what each says of a measure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import Any

import attrs

from fengqiao.engine.known import Known
from fengqiao.engine.reach import FIRST, LAST
from fengqiao.engine.truth import implied
from fengqiao.errors import Problem, Severity, Text, counted
from fengqiao.model.fact import REGISTERS, CountReturn
from fengqiao.model.predicate import AllOf, Equals, Predicate


class Relation(Enum):
    """How what a return counts stands to what a measure counts: the same facts, some of them, or they some of it."""

    SAME = "same"
    NARROWER = "narrower"
    WIDER = "wider"
    NONE = "none"

    @property
    def floor(self) -> bool:
        """Whether everything that the return counts is counted by the measure."""
        return self in (Relation.SAME, Relation.NARROWER)

    @property
    def cap(self) -> bool:
        """Whether everything that the measure counts is counted by the return."""
        return self in (Relation.SAME, Relation.WIDER)


def said_of(fact: CountReturn) -> Predicate:
    """What the facts that a return counts are like."""
    return alike(fact.of)


def alike(of: Iterable[tuple[str, Any]]) -> Predicate:
    """What facts with these values have in common."""
    return AllOf(tuple(Equals(field, value) for field, value in sorted(of, key=str)))


def relation(known: Known, register: str, of: Predicate, where: Predicate) -> Relation:
    """How what satisfies `of` stands to what satisfies `where`."""
    domains = known.domains(register)
    floor, cap = implied(of, where, domains), implied(where, of, domains)
    if floor and cap:
        return Relation.SAME
    return Relation.NARROWER if floor else Relation.WIDER if cap else Relation.NONE


@attrs.frozen(eq=False)
class Told:
    """The returns that count the same facts at the same place over the same time: the least and the most they say.

    `since..until` are ordinals. `own`: the place itself (or body), not what is below; `level`: only units of a level.
    """

    place: str
    of: Predicate
    relation: Relation
    own: bool
    level: str | None
    since: int
    until: int
    least: int
    most: int
    facts: tuple[CountReturn, ...]
    reported_on: date | None


def told(known: Known, register: str, where: Predicate) -> tuple[Told, ...]:
    """What returns say of the facts of a register that satisfy `where`; those that say nothing of them are left out."""
    relations: dict[Predicate, Relation] = {}
    grouped: dict[tuple[str, Predicate, bool, str, int, int], list[CountReturn]] = {}
    for fact in known.returns(register):
        if fact.count is None:
            continue
        of = said_of(fact)
        if of not in relations:
            relations[of] = relation(known, register, of, where)
        if relations[of] is Relation.NONE:
            continue
        place, own, level = _scope(known, register, fact)
        since, until = span(fact, life=REGISTERS[register].life is not None)
        grouped.setdefault((place, of, own, level or "", since, until), []).append(fact)
    found = []
    for (place, of, own, level, since, until), facts in sorted(grouped.items(), key=lambda item: str(item[0])):
        counts = [fact.count for fact in facts if fact.count is not None]
        on = max((fact.reported_on or fact.source.reported_on or date.min for fact in facts), default=date.min)
        found.append(
            Told(
                place,
                of,
                relations[of],
                own,
                level or None,
                since,
                until,
                min(counts),
                max(counts),
                tuple(sorted(facts, key=lambda fact: fact.id)),
                None if on == date.min else on,
            )
        )
    return tuple(found)


def _scope(known: Known, register: str, fact: CountReturn) -> tuple[str, bool, str | None]:
    """The place or body, whether the return counts what is at it alone, and the level of the units that it counts."""
    if fact.at is None:
        # of which office is not known: it counts something within the division
        return fact.division, False, "?"
    unit = known.places.units.get(fact.at)
    if unit is None:
        return fact.at, True, None
    if fact.placed == "at" or (fact.level is not None and fact.level == unit.level):
        return fact.at, True, None
    if fact.level is None:
        # a screening is held by a division itself: without a level the return counts the place's own
        return fact.at, register == "screenings", None
    return fact.at, False, fact.level


def span(fact: CountReturn, *, life: bool) -> tuple[int, int]:
    """The days that a return speaks of, as ordinals: the one on which it counted lives, or all it counted over."""
    since, until = fact.since or fact.source.since, fact.until or fact.as_of or fact.source.until
    if life:
        day = fact.as_of or fact.until or fact.source.until
        return (LAST, LAST) if day is None else (day.toordinal(), day.toordinal())
    return (FIRST if since is None else since.toordinal()), (LAST if until is None else until.toordinal())


def inner(one: Told, others: Iterable[Told]) -> list[Told]:
    """Returns of the same facts over parts of its time that share no day, the longest first."""
    parts = [
        other
        for other in others
        if other is not one
        and (other.place, other.of, other.own, other.level) == (one.place, one.of, one.own, one.level)
        and one.since <= other.since
        and other.until <= one.until
    ]
    chosen: list[Told] = []
    for part in sorted(parts, key=lambda part: (part.since - part.until, part.since)):
        if all(part.until < other.since or other.until < part.since for other in chosen):
            chosen.append(part)
    return chosen


def conflict(one: Told, known_facts: int) -> Problem:
    """A return that counts fewer than there are facts."""
    fact = one.facts[0]
    return Problem(
        "count-return-below-facts",
        fact.where,
        Text(
            f"汇总数为{one.least}，但同期明细有{known_facts}条；两个数都作为界限",
            f"The return counts {one.least}, but {counted(known_facts, 'facts lie', 'fact lies')} in its time;"
            " both bound the result",
        ),
        Text("核对汇总数与明细", "Check the return against the facts"),
        Severity.WARNING,
    )


def differing(one: Told) -> Problem:
    """Returns of the same facts that do not agree."""
    return Problem(
        "count-returns-differ",
        one.facts[0].where,
        Text(
            f"同一范围同一时段有两个汇总数：{one.least}和{one.most}；两个数都作为界限",
            f"Two returns of the same facts say {one.least} and {one.most}; both bound the result",
        ),
        Text("保留正确的一个", "Keep the one that is right"),
        Severity.WARNING,
    )
