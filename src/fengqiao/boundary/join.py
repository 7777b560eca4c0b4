"""The same mediator or committee in several sources: one truth, in the order that the project file gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from fengqiao.boundary.bodies import forms
from fengqiao.boundary.filed import Filed
from fengqiao.boundary.part import Part
from fengqiao.boundary.profile import plain
from fengqiao.errors import Problem, Severity, Text
from fengqiao.model.dataset import Hole
from fengqiao.model.fact import REGISTERS, Committee, Fact
from fengqiao.model.joined import Joined, truth

KEYS = {"posts": ("id", "person", "name"), "committees": ("id", "name")}
"""By what the facts of a register may be joined."""
Joins = Mapping[str, Sequence[str]]


@attrs.define(eq=False)
class Entry:
    """One fact, and the source that told of it (`order`: its place in the project file).

    `group` is the one list of all that are joined with it.
    """

    order: int
    part: Part
    at: int
    fact: Fact
    group: list[Entry] = attrs.field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self.group = [self]


def join_posts(filed: Sequence[Filed], joins: Joins) -> tuple[list[Problem], list[Joined]]:
    """Gives the rows of one mediator one identity and the values of the source that comes first; tells contradictions.

    No row is taken away: a person counts once however many rows tell of them.
    """
    entries = _entries(filed, "posts") if joins.get("posts") else []
    told: list[Problem] = []
    for key in joins.get("posts", ()) if _several(entries) else ():
        match key:
            case "id":
                _join_all(_grouped(entries, lambda one: one.fact.id if one.part.own_ids else None))
            case "person":
                _join_persons(entries)
            case _:
                told += _join_names(entries, lambda one: plain(getattr(one.fact, "name") or ""))  # noqa: B009  a Fact
    groups = _joined(entries)
    for group in groups:
        told += _one_truth(group, "posts")
    return told, _kept("posts", groups)


def join_committees(filed: Sequence[Filed], joins: Joins) -> tuple[list[Problem], list[Joined], dict[str, str]]:
    """Leaves one fact of each committee; the ids that are gone, each with the id that stays.

    A name that may be either of two joins nothing: the later source's row is refused and its place left open.
    """
    entries = _entries(filed, "committees") if joins.get("committees") else []
    told: list[Problem] = []
    lost: list[Entry] = []
    for key in joins.get("committees", ()) if _several(entries) else ():
        if key == "id":
            _join_all(_grouped(entries, lambda one: one.fact.id if one.part.own_ids else None))
        else:
            problems = _join_names(entries, _committee_name, lost)
            told += problems
    known: dict[str, str] = {}
    groups = _joined(entries)
    for group in groups:
        told += _one_truth(group, "committees")
        known |= {one.fact.id: group[0].fact.id for one in group[1:] if one.fact.id != group[0].fact.id}
        lost += group[1:]
    by_part: dict[int, set[int]] = {}
    for one in lost:
        by_part.setdefault(id(one.part), set()).add(one.at)
    for part in {id(one.part): one.part for one in lost}.values():
        facts = part.facts["committees"]
        facts.keep([i for i in range(len(facts)) if i not in by_part[id(part)]])
    return told, _kept("committees", groups), known


def _kept(register: str, groups: Sequence[Sequence[Entry]]) -> list[Joined]:
    """What each source said, for the day when one of them is taken away."""
    return [Joined(group[0].fact.id, register, tuple(one.fact for one in group)) for group in groups]


def _committee_name(one: Entry) -> str:
    name = one.fact.name if isinstance(one.fact, Committee) else None
    return min(forms(name), key=len) if name else ""


def _entries(filed: Sequence[Filed], register: str) -> list[Entry]:
    found = [
        Entry(one.entry, part, i, fact)
        for one in filed
        for part in one.parts
        if part.facts.get(register)
        for i, fact in enumerate(part.facts[register].facts())
    ]
    return sorted(found, key=lambda one: one.order)


def _several(entries: Sequence[Entry]) -> bool:
    return len({one.order for one in entries}) > 1


# -- who is the same


def _grouped(entries: Iterable[Entry], key: Any) -> Iterator[list[Entry]]:
    """Entries of one key that more than one source tells of."""
    found: dict[Any, list[Entry]] = {}
    for one in entries:
        if value := key(one):
            found.setdefault(value, []).append(one)
    return (group for group in found.values() if _several(group))


def _unite(group: Sequence[Entry]) -> None:
    united = sorted({id(one): one for first in group for one in first.group}.values(), key=lambda one: one.order)
    for one in united:
        one.group = united


def _join_all(groups: Iterable[Sequence[Entry]]) -> None:
    for group in groups:
        _unite(group)


def _join_persons(entries: Sequence[Entry]) -> None:
    """By hashed number: one row in each source is one post; of several, those at one place."""
    for group in _grouped(entries, lambda one: getattr(one.fact, "person")):  # noqa: B009  a Fact
        if len({one.order for one in group}) == len(group):
            _unite(group)
            continue
        for here in _grouped(group, lambda one: (one.fact.division, getattr(one.fact, "at"))):  # noqa: B009  the same
            if len({one.order for one in here}) == len(here):
                _unite(here)


def _join_names(entries: Sequence[Entry], name: Any, lost: list[Entry] | None = None) -> list[Problem]:
    """By name within a division; a name that may be several joins nothing, nor does one of two id hashes."""
    told: list[Problem] = []
    for group in _grouped(entries, lambda one: (one.fact.division, name(one)) if name(one) else None):
        apart = list({id(one.group): one for one in group}.values())
        if len(apart) == 1:
            continue
        orders = [order for first in apart for order in {one.order for one in first.group}]
        persons = {p for first in apart for one in first.group if (p := getattr(one.fact, "person", None))}
        if len(orders) == len(set(orders)) and len(persons) <= 1:
            _unite(apart)
            continue
        first = group[0].order
        for one in (one for one in group if one.order != first):
            problem = _ambiguous(one, [other for other in group if other.order == first], len(persons))
            told.append(problem)
            if lost is not None:
                lost.append(one)
                _leave_open(one, problem)
    return told


def _leave_open(one: Entry, problem: Problem) -> None:
    source = one.part.source
    one.part.refused += 1
    one.part.holes.append(Hole("committees", one.fact.division, source.since, source.until, problem))


def _joined(entries: Sequence[Entry]) -> list[list[Entry]]:
    return [group for group in {id(one.group): one.group for one in entries}.values() if len(group) > 1]


# -- what is true of them


def _one_truth(group: Sequence[Entry], register: str) -> Iterator[Problem]:
    """Puts what is true of them into every row; a Problem for each later source that says otherwise."""
    for name in REGISTERS[register].fields:
        if name not in ("reported_on", "person", "name"):  # a name is written in more ways than one
            said = [(one, value) for one in group if (value := getattr(one.fact, name)) is not None]
            yield from (_contradiction(said[0], late, register, name) for late in said[1:] if late[1] != said[0][1])
    values = truth(register, [one.fact for one in group])
    for one in group:
        facts = one.part.facts[register]
        for name, value in values.items():
            column = list(facts.column(name))
            if name != "name" or column[one.at] is None:  # each source's spelling stays: it may be a namesake's
                column[one.at] = value
            facts.change(**{name: column})


# -- words


def _place(one: Entry) -> str:
    return str(attrs.evolve(one.fact.where, unit=None))


def _ambiguous(one: Entry, others: Sequence[Entry], persons: int) -> Problem:
    shown = "、".join(map(_place, others[:5]))
    if len(others) == 1 and persons > 1:
        what = Text(
            f"与 {shown} 同名而身份证号不同，不作为同一人合并",
            f"has the name of {shown} but another id number, and is not joined with it",
        )
    else:
        what = Text(
            f"同名者不止一个（{shown}），不能确定是哪一个，不合并",
            f"may be more than one of that name ({shown}), and is joined with none",
        )
    return Problem(
        "join.ambiguous",
        one.fact.where,
        what,
        Text("请补充身份证号或编号，或更正名称", "Add the id number or the id, or mend the name"),
        Severity.WARNING,
    )


def _said(one: Entry, name: str, value: Any) -> str:
    """A value in the words of the layout that it came from."""
    spec = one.part.spec.fields.get(name)
    words = {code: text for text, code in (spec.values or {}).items()} if spec is not None else {}
    return "" if isinstance(value, frozenset) else str(words.get(value, value))


def _contradiction(first: tuple[Entry, Any], late: tuple[Entry, Any], register: str, name: str) -> Problem:
    words = REGISTERS[register].words(name)
    shown = [_said(one, name, value) for one, value in (first, late)]
    return Problem(
        "join.contradiction",
        late[0].fact.where,
        Text(
            f"{words.zh}为“{shown[1]}”，而 {_place(first[0])} 为“{shown[0]}”；以先列的来源为准",
            f"{words.en} is {shown[1]!r}, and at {_place(first[0])} it is {shown[0]!r}; the source listed first wins",
        ),
        Text(
            "请核对两处，更正其一，或调整项目文件中来源的次序",
            "Mend one of the two, or change the order of the sources",
        ),
        Severity.WARNING,
    )
