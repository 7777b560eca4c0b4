"""Everything that was read, put together: reports withdrawn or replaced, bodies matched, double rows refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import attrs

from fengqiao.boundary.bodies import Belongs, Bodies
from fengqiao.boundary.cells import Refusal
from fengqiao.boundary.corrections import not_in_force, replaced_by_corrections
from fengqiao.boundary.filed import Filed
from fengqiao.boundary.filedwords import (
    corrected,
    double,
    no_sheet,
)
from fengqiao.boundary.join import Joins, join_committees, join_posts
from fengqiao.boundary.part import Part
from fengqiao.boundary.supplement import replacing, supplements
from fengqiao.boundary.twice import reported_twice
from fengqiao.errors import Problem
from fengqiao.model.check import Checks
from fengqiao.model.columns import Facts
from fengqiao.model.dataset import Dataset, Hole, Intake, Reported
from fengqiao.model.fact import REGISTERS, Fact
from fengqiao.model.places import Places
from fengqiao.model.source import Source

BODY_FIELDS = {"posts": "at", "count_returns": "at", "studios": "committee", "disputes": "committee"}
Alike = Callable[[str, Sequence[Part]], Iterable[list[tuple[Part, int]]]]
_CELL = re.compile(r"([A-Z]*)(\d+)")


def link(
    places: Places,
    filed: Iterable[Filed],
    *,
    problems: Iterable[Problem] = (),
    known_by: date | None = None,
    carry: Mapping[str, timedelta] | None = None,
    synthetic: bool = False,
    joins: Joins | None = None,
    alike: Alike | None = None,
) -> Dataset:
    """The dataset; it does not depend on the order in which the submissions come.

    `alike` finds the rows of one id where they are too many to hold their ids in memory.
    """
    ordered = sorted(filed, key=lambda f: (f.file or "", f.cover.sheet or ""))
    told = list(problems)
    for one in ordered:
        told += one.problems
    told += not_in_force(ordered, known_by)
    told += replaced_by_corrections(ordered)
    told += reported_twice(ordered, [register for register, keys in (joins or {}).items() if keys])
    parts = sorted((p for f in ordered for p in f.parts), key=lambda p: (p.source.file or "", p.source.sheet or ""))
    bodies_told, bodies_joined, known = join_committees(ordered, joins or {})
    _bodies(places, parts, known)
    posts_told, posts_joined = join_posts(ordered, joins or {})
    told += bodies_told + posts_told
    told += _doubles(parts, alike or alike_in_memory, supplements(ordered))
    if known_by is not None:
        _late_rows(parts, known_by)
    reported = [r for one in ordered for r in _reported(one, told)]
    for part in parts:
        told += part.problems
    facts: dict[str, Sequence[Fact]] = {}
    for register in REGISTERS:
        found = [part.facts[register] for part in parts if part.facts.get(register)]
        if found:
            facts[register] = Facts(found)
    rows, refused = sum(part.rows for part in parts), sum(part.refused for part in parts)
    return Dataset(
        places=places,
        facts=facts,
        reported=tuple(reported),
        holes=tuple(hole for part in parts for hole in part.holes),
        problems=tuple(sorted(dict.fromkeys(told), key=_order)),
        intake=Intake(rows, rows - refused, refused),
        sources=tuple(dict.fromkeys(part.source for part in parts)),
        carry=dict(carry or {}),
        synthetic=synthetic or any(one.submission.synthetic for one in ordered),
        checks=tuple(_checks(parts)),
        joined=(*bodies_joined, *posts_joined),
    )


def _checks(parts: Sequence[Part]) -> Iterator[Checks]:
    """What each file's figures have to agree with, and what they are called there."""
    by_file: dict[str | None, list[Part]] = {}
    for part in parts:
        by_file.setdefault(part.source.file, []).append(part)
    for file, found in by_file.items():
        checks = tuple(dict.fromkeys(check for part in found for check in part.spec.checks))
        labelled = [part.spec.rows.labels for part in found if part.spec.rows]
        if checks:
            yield Checks(file, checks, {name: label for labels in labelled for label, name in labels.items()})


def _order(problem: Problem) -> tuple[Any, ...]:
    where = problem.where
    cell = _CELL.fullmatch(where.cell or "")
    letters, row = (cell[1], int(cell[2])) if cell else ("", 0)
    return (
        where.file or "",
        where.sheet or "",
        row,
        len(letters),
        letters,
        problem.code,
        where.unit or "",
        problem.what.zh,
    )


# -- rows


def _bodies(places: Places, parts: Sequence[Part], known: Mapping[str, str]) -> None:
    bodies = Bodies(places)
    for part in parts:
        for register in ("committees", "studios"):
            if register in part.facts:
                bodies.add(part.facts[register].facts())  # type: ignore[arg-type]  # the register fixes the class
    bodies.also(known)
    for part in parts:
        for register, field in BODY_FIELDS.items():
            facts = part.facts.get(register)
            spec = part.spec.fields.get(field)
            if facts and spec is not None and not spec.division:
                _belong(places, bodies, part, register, field)


def _belong(places: Places, bodies: Bodies, part: Part, register: str, field: str) -> None:
    """Matches the bodies of one table's facts; those whose body is not known are refused."""
    facts = part.facts[register]
    memo: dict[tuple[str, str], Belongs | Refusal] = {}
    day = part.source.until or part.source.reported_on
    posted = field == "at"
    texts = facts.column(field)
    named, divisions, exact = list(texts), list(facts.column("division")), list(facts.column("exact"))
    lost: dict[int, Refusal] = {}
    for i, (text, division) in enumerate(zip(texts, divisions, strict=True)):
        if text is None:
            continue
        key = (text, division)
        if key not in memo:
            memo[key] = bodies.find(text, part.source.unit, division, day, posted=posted)
        found = memo[key]
        if isinstance(found, Refusal):
            lost[i] = found
            continue
        named[i] = found.to
        if posted and places.unit(found.division).level.depth > places.unit(division).level.depth:
            divisions[i], exact[i] = found.division, found.exact
        elif posted and found.division == division:
            exact[i] = True
    for (_, why), fact in zip(lost.items(), facts.facts([*lost]), strict=True):
        _refuse(part, register, fact, Problem(why.code, fact.where, why.what, why.mend))
    facts.change(**{field: named, "division": divisions, "exact": exact})
    if lost:
        facts.keep([i for i in range(len(facts)) if i not in lost])


def _refuse(part: Part, register: str, fact: Fact, problem: Problem) -> None:
    part.refused += 1
    part.problems.append(problem)
    since, until = part.source.since, part.source.until
    dated = REGISTERS[register].dated_by
    day = getattr(fact, dated) if dated else None
    if isinstance(day, date):
        since = until = day
    part.holes.append(Hole(register, fact.division, since, until, problem))


def alike_in_memory(register: str, parts: Sequence[Part]) -> Iterable[list[tuple[Part, int]]]:
    """The rows (by part and position) of each id that several rows have."""
    by_id: dict[str, list[tuple[Part, int]]] = {}
    for part in parts:
        for i, own in enumerate(part.facts[register].column("id")):
            by_id.setdefault(own, []).append((part, i))
    return (rows for rows in by_id.values() if len(rows) > 1)


def _doubles(parts: Sequence[Part], alike: Alike, later: Mapping[int, date]) -> list[Problem]:
    """Rows under one id: the same is one fact, a later supplement replaces, else different ones are all refused."""
    told: list[Problem] = []
    for register in REGISTERS:
        owned = [part for part in parts if part.own_ids and part.facts.get(register)]
        names = [
            a.name for a in attrs.fields(REGISTERS[register].fact) if a.name not in ("source", "cell", "reported_on")
        ]
        drop: dict[int, set[int]] = {}
        for places in alike(register, owned) if owned else ():
            same = [part.facts[register].facts([i])[0] for part, i in places]
            said = [[getattr(fact, name) for name in names] for fact in same]
            differ = any(one != said[0] for one in said)
            if differ and (new := replacing(places, later)) is not None:
                for k, (part, i) in enumerate(places):
                    if k != new:
                        drop.setdefault(id(part), set()).add(i)
                        part.refused += 1
                        told.append(corrected(same[k], same[new]))
                continue
            for k, (part, i) in enumerate(places if differ else places[1:]):
                drop.setdefault(id(part), set()).add(i)
                if differ:
                    _refuse(part, register, same[k], double(same[k], same[1 if k == 0 else 0]))
        for part in owned:
            if gone := drop.get(id(part)):
                part.facts[register].keep([i for i in range(len(part.facts[register])) if i not in gone])
    return told


def _late_rows(parts: Sequence[Part], known_by: date) -> None:
    for part in parts:
        for facts in part.facts.values():
            days = facts.column("reported_on")
            kept = [i for i, day in enumerate(days) if day is None or day <= known_by]
            part.refused += len(days) - len(kept)
            if len(kept) < len(days):
                facts.keep(kept)


# -- what was reported


def _reported(one: Filed, told: list[Problem]) -> list[Reported]:
    if not one.submission.known:
        return []
    found = []
    for register in one.registers:
        state = one.submission.state_of(register)
        if state in ("returned", "unreported"):
            continue
        parts = one.of(register)
        if not parts and state != "zero":
            told.append(no_sheet(one, register))
            continue
        since, until = one.submission.span(register)
        # each sheet speaks for itself: without it, what it alone listed is not known
        spoken = [(part.source, part.spec.speaks_for) for part in parts] or [(_said_empty(one, since, until), None)]
        found += [
            Reported(register, unit, since, until, source, levels)
            for source, levels in dict.fromkeys(spoken)
            for unit in one.submission.units
        ]
    return found


def _said_empty(one: Filed, since: date | None, until: date | None) -> Source:
    """The cover, where it alone says that a register is empty."""
    said = one.submission
    return attrs.evolve(one.cover, unit=said.unit, since=since, until=until, reported_on=said.reported_on)
