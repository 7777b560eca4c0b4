"""The csv files of places: editions (code,name,level,parent), recoded units, declared lives and successors."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from fengqiao.boundary.cells import Refusal, day, tidy
from fengqiao.boundary.nearest import nearest
from fengqiao.errors import Problem, ProjectError, Text, Where, cause, counted
from fengqiao.model.place import Declared, Edition, EditionRow, Level, Recode, well_formed

LEVELS = {level.value: level for level in Level}


def read_edition(path: Path, on: date, name: str) -> Edition:
    """The divisions listed as of a day; ProjectError with every line that is wrong."""
    problems: list[Problem] = []
    rows = []
    for line, cells in _lines(path, name, ("code", "name"), ("level", "parent")):
        code, level, parent = cells["code"], cells.get("level", ""), cells.get("parent") or None
        if not well_formed(code):
            problems.append(
                _wrong(
                    name, line, Text(f"“{code}”不是 12 位的区划代码", f"{code!r} is not a division code of 12 digits")
                )
            )
        elif level and level not in LEVELS:
            near = nearest(level, LEVELS)
            problems.append(
                _wrong(
                    name,
                    line,
                    Text(
                        f"不认识的层级“{level}”" + (f"，是否为“{near}”" if near else ""),
                        f"unknown level {level!r}" + (f"; did you mean {near!r}?" if near else ""),
                    ),
                )
            )
        else:
            rows.append(EditionRow(code, cells["name"], LEVELS.get(level), parent, line))
    _raise(name, problems)
    return Edition(on, tuple(rows), name)


def read_recodes(path: Path, name: str) -> tuple[Recode, ...]:
    """Units that reappeared under a new code: old_code, new_code, first_edition."""
    problems: list[Problem] = []
    found = []
    for line, cells in _lines(path, name, ("old_code", "new_code", "first_edition"), ("name", "level")):
        since = day(cells["first_edition"])
        if isinstance(since, date):
            found.append(Recode(cells["old_code"], cells["new_code"], since))
        else:
            problems.append(_wrong_day(name, line, since, cells["first_edition"]))
    _raise(name, problems)
    return tuple(found)


def read_declared(path: Path, name: str) -> tuple[Declared, ...]:
    """Declared lives: code, from, until, successors (codes split by blanks or ; and `none` for none)."""
    problems: list[Problem] = []
    found = []
    for line, cells in _lines(path, name, ("code",), ("from", "until", "successors", "note")):
        days: list[date | None] = []
        for column in ("from", "until"):
            value = day(cells.get(column, ""))
            days.append(value if isinstance(value, date) else None)
            if isinstance(value, Refusal):
                problems.append(_wrong_day(name, line, value, cells[column]))
        said = cells.get("successors", "")
        successors = (
            None if not said else () if said.lower() in ("none", "无") else tuple(re.split(r"[;；,、\s]+", said))
        )
        found.append(Declared(cells["code"], days[0], days[1], successors))
    _raise(name, problems)
    return tuple(found)


def _lines(
    path: Path, name: str, needed: Iterable[str], also: Iterable[str]
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each line's number (from 1) and its cells by heading."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        why = cause(error)
        what = Text(f"文件不能打开（{why.zh}）", f"the file cannot be opened ({why.en})")
        raise _unusable(name, what) from error
    except UnicodeDecodeError as error:
        raise _unusable(name, Text("文件不是 UTF-8 文本", "the file is not text in UTF-8")) from error
    reader = csv.reader(text.splitlines())
    header = [tidy(cell) for cell in next(reader, [])]
    lacking = [column for column in needed if column not in header]
    if lacking:
        raise _unusable(
            name, Text(f"第 1 行缺少列 {'、'.join(lacking)}", f"line 1 lacks the columns {', '.join(lacking)}")
        )
    known = {*needed, *also}
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, {h: tidy(c) for h, c in zip(header, cells, strict=False) if h in known}


def _unusable(name: str, what: Text) -> ProjectError:
    mend = Text("请核对路径和内容", "Check the path and the content")
    problem = Problem("edition.unusable", Where(name), what, mend)
    return ProjectError(Text(problem.line("zh"), problem.line("en")), problems=(problem,))


def _wrong(name: str, line: int, what: Text) -> Problem:
    return Problem("edition.line", Where(name, cell=f"{line}:1"), what, Text("请改正该行", "Correct the line"))


def _wrong_day(name: str, line: int, value: object, text: str) -> Problem:
    what = value.what if isinstance(value, Refusal) else Text(f"“{text}”不是日期", f"{text!r} is not a date")
    return _wrong(name, line, what)


def _raise(name: str, problems: list[Problem]) -> None:
    if problems:
        first = problems[0]
        raise ProjectError(
            Text(
                f"{name} 有 {len(problems)} 行不能采用：{first.line('zh')}",
                f"{counted(len(problems), 'lines')} of {name} cannot be used: {first.line('en')}",
            ),
            problems=tuple(problems),
        )
