"""Everything that was read, put together: reports withdrawn or replaced, bodies matched, double rows refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import Any

import attrs

from fengqiao.boundary.bodies import Belongs, Bodies
from fengqiao.boundary.build import put
from fengqiao.boundary.cells import Refusal
from fengqiao.boundary.part import Part
from fengqiao.boundary.submission import Submission
from fengqiao.errors import Problem, Severity, Text, Where
from fengqiao.model.dataset import Dataset, Hole, Intake, Reported
from fengqiao.model.fact import REGISTERS, Committee, Fact, Studio
from fengqiao.model.places import Places
from fengqiao.model.source import Source

BODY_FIELDS = {"posts": "at", "count_returns": "at", "studios": "committee", "disputes": "committee"}
_CELL = re.compile(r"([A-Z]*)(\d+)")


@attrs.define
class Filed:
    """One submission as it was read: its cover, its tables, the file."""

    file: str | None
    submission: Submission
    parts: list[Part] = attrs.field(factory=list)
    problems: list[Problem] = attrs.field(factory=list)
    cover: Source = attrs.field(factory=Source)

    def of(self, register: str) -> list[Part]:
        """The tables that speak for a register."""
        return [part for part in self.parts if register in speaks_for(part)]

    @property
    def registers(self) -> tuple[str, ...]:
        """What it reports, or withdraws."""
        if self.submission.registers is not None:
            return tuple(said.register for said in self.submission.registers)
        found = {register for part in self.parts for register in part.spec.registers}
        return tuple(name for name in REGISTERS if name in found) if self.submission.known else ()


def speaks_for(part: Part) -> set[str]:
    """The registers that a table tells of: those of its facts, and those that its count returns count."""
    counted = {cell.counts.register for cell in part.spec.cells if cell.counts}
    return {*part.spec.registers, *counted}


def withdraw(part: Part) -> None:
    """Takes back what a table reported: its rows count as refused, and what it left open is no longer its to say."""
    part.refused += sum(map(len, part.facts.values()))
    part.facts.clear()
    part.holes.clear()


def link(
    places: Places,
    filed: Iterable[Filed],
    *,
    problems: Iterable[Problem] = (),
    known_by: date | None = None,
    carry: Mapping[str, timedelta] | None = None,
    synthetic: bool = False,
) -> Dataset:
    """The dataset; it does not depend on the order in which the submissions come."""
    ordered = sorted(filed, key=lambda f: (f.file or "", f.cover.sheet or ""))
    told = list(problems)
    for one in ordered:
        told += one.problems
    told += _states(ordered, known_by)
    told += _corrections(ordered)
    parts = sorted((p for f in ordered for p in f.parts), key=lambda p: (p.source.file or "", p.source.sheet or ""))
    _bodies(places, parts)
    told += _doubles(parts)
    if known_by is not None:
        _late_rows(parts, known_by)
    reported = [r for one in ordered for r in _reported(one, told)]
    for part in parts:
        told += part.problems
    facts: dict[str, tuple[Fact, ...]] = {}
    for register in REGISTERS:
        found = [part.facts[register] for part in parts if part.facts.get(register)]
        if found:
            facts[register] = tuple(chain.from_iterable(found))
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
    )


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


# -- reports that do not count, or no longer


def _states(filed: Sequence[Filed], known_by: date | None) -> list[Problem]:
    told = []
    for one in filed:
        on = one.submission.reported_on
        if known_by is not None and on is not None and on > known_by:
            told.append(_left_out(one, known_by))
            for part in one.parts:
                withdraw(part)
            one.submission = attrs.evolve(one.submission, known=False, registers=())
            continue
        for register in one.registers:
            state = one.submission.state_of(register)
            if state in ("returned", "unreported"):
                told.append(_not_submitted(one, register, returned=state == "returned"))
                for part in one.of(register):
                    withdraw(part)
            elif state == "zero" and any(part.rows for part in one.of(register)):
                told.append(_not_empty(one, register))
    return told


def _corrections(filed: Sequence[Filed]) -> list[Problem]:
    """A correction takes the place of what the same units reported earlier of the same register within its time."""
    told = []
    corrections = sorted(
        (f for f in filed if f.submission.correction and f.submission.known),
        key=lambda f: (f.submission.reported_on or date.min, f.file or ""),
    )
    replaced: set[tuple[int, str]] = set()
    for correction in corrections:
        on = correction.submission.reported_on
        if on is None:
            told.append(_undated(correction))
            continue
        found = False
        for other in filed:
            if other is correction or set(other.submission.units) != set(correction.submission.units):
                continue
            for register in correction.registers:
                earlier = other.submission.reported_on is None or other.submission.reported_on < on
                if not earlier or register not in other.registers or (id(other), register) in replaced:
                    continue
                if not _holds(correction.submission.span(register), other.submission.span(register)):
                    continue
                found = True
                replaced.add((id(other), register))
                taken = other.of(register)
                told.append(_replaced(other, correction, register, sum(part.rows for part in taken)))
                for part in taken:
                    withdraw(part)
                other.submission = _without(other, register)
        if not found:
            told.append(_corrects_nothing(correction))
    return told


def _holds(outer: tuple[date | None, date | None], inner: tuple[date | None, date | None]) -> bool:
    return (outer[0] is None or (inner[0] is not None and outer[0] <= inner[0])) and (
        outer[1] is None or (inner[1] is not None and inner[1] <= outer[1])
    )


def _without(one: Filed, register: str) -> Submission:
    from fengqiao.boundary.submission import Said

    said = one.submission.registers
    if said is None:
        said = tuple(Said(name) for name in one.registers)
    return attrs.evolve(one.submission, registers=tuple(s for s in said if s.register != register))


# -- rows


def _bodies(places: Places, parts: Sequence[Part]) -> None:
    bodies = Bodies(places)
    for part in parts:
        bodies.add(fact for fact in part.facts.get("committees", ()) if isinstance(fact, Committee))
        bodies.add(fact for fact in part.facts.get("studios", ()) if isinstance(fact, Studio))
    for part in parts:
        for register, field in BODY_FIELDS.items():
            facts = part.facts.get(register)
            spec = part.spec.fields.get(field)
            if facts and spec is not None and not spec.division:
                part.facts[register] = _belong(places, bodies, part, register, field, facts)


def _belong(  # noqa: PLR0917  one field of one table
    places: Places, bodies: Bodies, part: Part, register: str, field: str, facts: list[Fact]
) -> list[Fact]:
    """The facts of one table with their bodies matched; those whose body is not known are refused."""
    memo: dict[tuple[str, str], Belongs | Refusal] = {}
    day = part.source.until or part.source.reported_on
    posted = field == "at"
    kept: list[Fact] = []
    values: list[str | None] = []
    sited: list[tuple[str, bool]] = []
    for one in facts:
        text = getattr(one, field)
        if text is None:
            kept.append(one)
            values.append(None)
            sited.append((one.division, one.exact))
            continue
        key = (text, one.division)
        if key not in memo:
            memo[key] = bodies.find(text, part.source.unit, one.division, day, posted=posted)
        found = memo[key]
        if isinstance(found, Refusal):
            _refuse(part, register, one, Problem(found.code, one.where, found.what, found.mend))
            continue
        kept.append(one)
        values.append(found.to)
        narrower = posted and places.unit(found.division).level.depth > places.unit(one.division).level.depth
        sited.append(
            (found.division, found.exact)
            if narrower
            else (one.division, one.exact or (posted and found.division == one.division))
        )
    put(kept, field, values)
    put(kept, "division", [division for division, _ in sited])
    put(kept, "exact", [exact for _, exact in sited])
    return kept


def _refuse(part: Part, register: str, fact: Fact, problem: Problem) -> None:
    part.refused += 1
    part.problems.append(problem)
    since, until = part.source.since, part.source.until
    dated = REGISTERS[register].dated_by
    day = getattr(fact, dated) if dated else None
    if isinstance(day, date):
        since = until = day
    part.holes.append(Hole(register, fact.division, since, until, problem))


def _doubles(parts: Sequence[Part]) -> list[Problem]:
    """Rows under one id: the same is one fact; different ones are all refused."""
    told: list[Problem] = []
    for register in REGISTERS:
        owned = [part for part in parts if part.own_ids and part.facts.get(register)]
        by_id: dict[str, list[tuple[Part, Fact]]] = {}
        for part in owned:
            for fact in part.facts[register]:
                by_id.setdefault(fact.id, []).append((part, fact))
        names = [
            a.name for a in attrs.fields(REGISTERS[register].fact) if a.name not in ("source", "cell", "reported_on")
        ]
        drop: set[int] = set()
        for same in by_id.values():
            if len(same) == 1:
                continue
            first = [getattr(same[0][1], name) for name in names]
            if all([getattr(fact, name) for name in names] == first for _, fact in same[1:]):
                drop.update(id(fact) for _, fact in same[1:])
                continue
            for part, fact in same:
                other = next(f for _, f in same if f is not fact)
                _refuse(part, register, fact, _double(fact, other))
                drop.add(id(fact))
        if drop:
            for part in owned:
                part.facts[register] = [fact for fact in part.facts[register] if id(fact) not in drop]
    return told


def _late_rows(parts: Sequence[Part], known_by: date) -> None:
    for part in parts:
        for register, facts in part.facts.items():
            kept = [fact for fact in facts if fact.reported_on is None or fact.reported_on <= known_by]
            part.refused += len(facts) - len(kept)
            part.facts[register] = kept


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
            told.append(_no_sheet(one, register))
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


# -- the words


def _where(one: Filed, register: str | None = None) -> Where:
    said = one.submission.said(register) if register else None
    place = said.place if said else None
    return attrs.evolve(one.cover.where(place), unit=one.submission.unit)


def _left_out(one: Filed, known_by: date) -> Problem:
    return Problem(
        "report.later",
        _where(one),
        Text(
            f"报送日期为 {one.submission.reported_on}，晚于 {known_by}，不予采用",
            f"handed in on {one.submission.reported_on}, after {known_by}, and left out",
        ),
        Text("如需采用，请放宽 known_by", "Move known_by to take it in"),
        Severity.INFO,
    )


def _not_submitted(one: Filed, register: str, *, returned: bool) -> Problem:
    title, rows = REGISTERS[register].title, sum(part.rows for part in one.of(register))
    return Problem(
        "report.returned" if returned else "report.unreported",
        _where(one, register),
        Text(
            f"{title.zh}{'已退回' if returned else '尚未上报'}，其 {rows} 行不予采用，按未报处理",
            f"the {title.en} were {'returned' if returned else 'not yet handed in'}: their {rows} rows are left out,"
            " and count as not reported",
        ),
        Text("请修改后重新上报", "Mend them and hand them in again"),
        Severity.WARNING,
    )


def _not_empty(one: Filed, register: str) -> Problem:
    title = REGISTERS[register].title
    return Problem(
        "report.zero-with-rows",
        _where(one, register),
        Text(
            f"{title.zh}报为零报告，但表中有数据，按数据采用",
            f"the {title.en} are a zero report, but there are rows; the rows are used",
        ),
        Text("请更正封面或删除数据", "Correct the cover or delete the rows"),
        Severity.WARNING,
    )


def _undated(one: Filed) -> Problem:
    return Problem(
        "report.correction-undated",
        _where(one),
        Text(
            "更正报送没有填报日期，无法替换原报送",
            "a correction without the day it was handed in cannot replace anything",
        ),
        Text("请在封面填写填报日期", "Write on the cover when it was handed in"),
    )


def _corrects_nothing(one: Filed) -> Problem:
    return Problem(
        "report.corrects-nothing",
        _where(one),
        Text("没有找到被更正的报送", "there is no earlier report for it to replace"),
        Text(
            "请核对填报单位、台账、起止日期和填报日期",
            "Check the unit, the registers, the time and the day it was handed in",
        ),
        Severity.WARNING,
    )


def _replaced(old: Filed, new: Filed, register: str, rows: int) -> Problem:
    title = REGISTERS[register].title
    return Problem(
        "report.replaced",
        _where(old, register),
        Text(
            f"{title.zh}（{rows} 行）已由 {new.submission.reported_on} 的更正报送 {new.file} 替换",
            f"the {title.en} ({rows} rows) were replaced by the correction of {new.submission.reported_on}, {new.file}",
        ),
        Text("无需处理；如不应更正，请移走该文件", "Nothing to do; take that file away if it should not count"),
        Severity.INFO,
    )


def _no_sheet(one: Filed, register: str) -> Problem:
    title = REGISTERS[register].title
    return Problem(
        "report.sheet-missing",
        _where(one, register),
        Text(f"封面列有{title.zh}，但没有相应的表", f"the cover lists {title.en}, but there is no sheet of them"),
        Text(
            "请补上该表；确无内容的，请报零报告", "Add the sheet; if there is nothing to report, hand in a zero report"
        ),
    )


def _double(fact: Fact, other: Fact) -> Problem:
    shown = fact.id.split("/", 1)[-1]
    return Problem(
        "row.id-twice",
        fact.where,
        Text(
            f"编号“{shown}”与 {other.where} 相同而内容不同",
            f"the id {shown!r} stands at {other.where} with different content",
        ),
        Text("请改正编号或内容；改正之前两行都不采用", "Correct the id or the content; until then neither row is used"),
    )
