"""From dated editions to the spells of each unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import attrs

from fengqiao.errors import Problem, Severity, Text, Where
from fengqiao.model.place import Declared, Division, Edition, EditionRow, Level, Unit, parent_of, stand_of, well_formed
from fengqiao.model.units import Line

DAY = timedelta(days=1)
Listed = dict[date, dict[str, Line]]
"""By day, in order: the line of each code."""


def read_editions(editions: Iterable[Edition], problems: list[Problem]) -> Listed:
    """What each day's editions list, with level and parent filled in; a row that cannot be taken is a Problem."""
    listed: Listed = {}
    same: dict[str | None, str | None] = {}  # one text for a parent, not one for each unit in it
    for edition in sorted(editions, key=lambda edition: edition.day):
        lines = listed.setdefault(edition.day, {})
        for row in edition.rows:
            code = row.code
            if not well_formed(code):
                problems.append(_malformed(edition, row))
                continue
            level, parent = stand_of(code)
            if row.level is not None and row.level is not level:
                problems.append(_other_level(edition, row, level))
                level = row.level
            parent = row.parent or parent
            line = (row.name, level, same.setdefault(parent, parent))
            if lines.setdefault(code, line) != line:
                problems.append(_listed_twice(edition, row))
        _check_parents(edition.day, lines, problems)
    return listed


def _check_parents(day: date, lines: Mapping[str, Line], problems: list[Problem]) -> None:
    """A Problem for each parent that is not listed above what is below it; the parents of the roots need not be."""
    top = min((level.depth for _, level, _ in lines.values()), default=0)
    missing: Counter[str] = Counter()
    for _, level, parent in lines.values():
        if parent is not None and level.depth > top and (parent not in lines or lines[parent][1].depth >= level.depth):
            missing[parent] += 1
    problems.extend(
        Problem(
            "place-parent-missing",
            Where(unit=parent),
            Text(
                f"{day}版区划未将{parent}列为上级，却列有其下属{n}个单位；归入代码所示的最近上级",
                f"The edition of {day} lists {n} below {parent} but not {parent} above them; the nearest that their"
                " codes name takes them",
            ),
            Text("补列该区划，或改正下属单位的上级代码", "List it, or correct the parent of those below"),
            Severity.WARNING,
        )
        for parent, n in sorted(missing.items())
    )


@attrs.define
class _Run:
    """One unchanged line over neighbouring editions (numbered among those that list its level), and the run before."""

    code: str
    line: Line
    first: int
    last: int
    before: _Run | None


def units_of(
    listed: Listed, keys: Mapping[str, str], recoded: Mapping[str, date], problems: list[Problem]
) -> dict[str, Unit | Line]:
    """Each unit with its spells by its key, in order of the keys; its line where that says it all.

    A unit is there from the first edition that lists it (open in the first) to the day before the first that does not
    (open in the last). An edition speaks only for the levels that it lists at all. `keys` has the key of each recoded
    code, `recoded` the day from which a new code holds.
    """
    days: dict[Level, list[date]] = {level: [] for level in Level}
    latest: dict[str, _Run] = {}
    for day, lines in listed.items():
        for level in {line[1] for line in lines.values()}:
            days[level].append(day)
        ranks = {level: len(found) - 1 for level, found in days.items()}
        for code, line in lines.items():
            key, level = keys.get(code, code), line[1]
            run, rank = latest.get(key), ranks[level]
            if run is not None and run.line[1] is not level:
                problems.append(_changed_level(day, code, level, run.line[1]))
            elif run is not None and run.last == rank - 1 and run.line == line and run.code == code:
                run.last = rank
            else:
                latest[key] = _Run(code, line, rank, rank, run)
    above = _Above(keys, latest)
    found: dict[str, Unit | Line] = {}
    for key in sorted(latest):
        run, (_, level, parent) = latest[key], latest[key].line
        whole = run.before is None and not run.first and run.last + 1 == len(days[level]) and run.code == key
        plain = whole and above.of(key, level, parent) == parent
        found[key] = run.line if plain else Unit(key, _spells(run, days[level], recoded, above))
    return found


@attrs.frozen
class _Above:
    """Finds what a division stands in: the parent it is given, else the nearest known that its code names."""

    keys: Mapping[str, str]
    latest: Mapping[str, _Run]
    found: dict[tuple[str | None, Level], str | None] = attrs.field(factory=dict)

    def of(self, code: str, level: Level, parent: str | None) -> str | None:
        if (parent, level) not in self.found:
            if parent is not None and not well_formed(parent):
                return self.of(code, level, parent_of(code))
            candidate = parent
            while candidate is not None:
                run = self.latest.get(self.keys.get(candidate, candidate))
                if run is not None and run.line[1].depth < level.depth:
                    break
                candidate = parent_of(candidate)
            self.found[parent, level] = None if candidate is None else self.keys.get(candidate, candidate)
        return self.found[parent, level]


def _spells(last: _Run, days: list[date], recoded: Mapping[str, date], above: _Above) -> tuple[Division, ...]:
    """Dated spells from the runs of one unit."""
    runs = [last]
    while (before := runs[-1].before) is not None:
        runs.append(before)
    spells: list[Division] = []
    for run in reversed(runs):
        name, level, parent = run.line
        parent = above.of(run.code, level, parent)
        since = days[run.first] if run.first else None
        until = days[run.last + 1] - DAY if run.last + 1 < len(days) else None
        changed = recoded.get(run.code)
        if spells and since and changed and spells[-1].until == since - DAY and days[run.first - 1] < changed < since:
            since = changed
            spells[-1] = attrs.evolve(spells[-1], until=changed - DAY)
        spells.append(Division(run.code, name, level, parent, since, until))
    return tuple(spells)


def declare(spells: tuple[Division, ...], rows: list[Declared], problems: list[Problem]) -> tuple[Division, ...]:
    """The spells of one unit, cut or stretched to the lives that a dated table declares for it."""
    rows = sorted((row for row in rows if row.since or row.until), key=lambda row: row.since or date.min)
    lives: list[tuple[date | None, date | None]] = []
    for i, row in enumerate(rows):
        since = row.since or (spells[0].since if i == 0 else None)
        until = row.until or (spells[-1].until if i == len(rows) - 1 else None)
        ended = lives[-1][1] if lives else date.min
        if (since and until and until < since) or (lives and (ended is None or since is None or since <= ended)):
            problems.append(_no_life(row))
        else:
            lives.append((since, until))
    return tuple(spell for since, until in lives for spell in _between(spells, since, until)) or spells


def _between(spells: tuple[Division, ...], since: date | None, until: date | None) -> list[Division]:
    """What the spells say from `since` until `until`, the first and the last stretched to the ends."""
    inside = [
        spell
        for spell in spells
        if spell.since and spell.since > (since or date.min) and spell.since <= (until or date.max)
    ]
    before = [spell for spell in spells if spell.since is None or (since and spell.since <= since)]
    # With an open beginning the first spell reaches back; it is then not among those that begin inside.
    first = before[-1] if before else spells[0]
    parts = [first, *(spell for spell in inside if spell is not first)]
    starts = [since, *(spell.since for spell in parts[1:])]
    ends = [start - DAY for start in starts[1:] if start] + [until]
    return [
        attrs.evolve(part, since=start, until=end, dated="declared")
        for part, start, end in zip(parts, starts, ends, strict=True)
    ]


def _at(edition: Edition, row: EditionRow) -> Where:
    return Where(edition.file, cell=None if row.line is None else f"{row.line}:1", unit=row.code)


def _malformed(edition: Edition, row: EditionRow) -> Problem:
    return Problem(
        "place-code",
        _at(edition, row),
        Text(
            f"{edition.day}版区划的代码“{row.code}”不是12位（网格15位）数字",
            f"Code {row.code!r} in the edition of {edition.day} is not of 12 digits (15 with a grid)",
        ),
        Text("改为统计用区划代码", "Give the statistical division code"),
    )


def _other_level(edition: Edition, row: EditionRow, level: Level) -> Problem:
    return Problem(
        "place-level",
        _at(edition, row),
        Text(
            f"{edition.day}版区划给{row.name}的层级是{row.level}，代码表示的是{level}；以所给层级为准",
            f"The edition of {edition.day} gives {row.name} the level {row.level}, its code says {level};"
            " the level given is used",
        ),
        Text("核对代码和层级", "Check code and level"),
        Severity.WARNING,
    )


def _changed_level(day: date, code: str, level: Level, first: Level) -> Problem:
    return Problem(
        "place-level-changed",
        Where(unit=code),
        Text(
            f"{day}版区划给{code}的层级是{level}，此前为{first}；该行未采用",
            f"The edition of {day} gives {code} the level {level}, before it was {first}; the row is not used",
        ),
        Text("各版使用同一层级，或改用新代码", "Give it one level in all editions, or a new code"),
    )


def _listed_twice(edition: Edition, row: EditionRow) -> Problem:
    return Problem(
        "place-listed-twice",
        _at(edition, row),
        Text(
            f"{edition.day}版区划中{row.code}出现两次且内容不同；以第一次为准",
            f"{row.code} is listed twice in the edition of {edition.day}, and differently; the first is used",
        ),
        Text("删去其中一行", "Delete one of the two rows"),
    )


def _no_life(row: Declared) -> Problem:
    since, until = row.since or "-", row.until or "-"
    return Problem(
        "place-declared-life",
        Where(unit=row.code),
        Text(
            f"为{row.code}声明的起止（{since}，{until}）先后颠倒、与另一行重叠或在两行之间留空，未采用",
            f"The life declared for {row.code} ({since}, {until}) ends before it begins, overlaps another or leaves a"
            " blank between two; it is not used",
        ),
        Text("改正该代码各行的起止日期", "Correct the dates of the rows with this code"),
    )
