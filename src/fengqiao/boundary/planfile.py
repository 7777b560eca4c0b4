"""A staffing plan from YAML, and from the rows of a workbook's sheets; the empty workbook to fill in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from fengqiao.boundary.amount import unit_of
from fengqiao.boundary.cells import tidy
from fengqiao.boundary.planentries import Cell, Entry, Reader, raise_all
from fengqiao.boundary.planwords import FUNDINGS, HEADS, PERS, SECTIONS
from fengqiao.errors import Problem, Text, Where
from fengqiao.model.places import Places
from fengqiao.model.source import Row, cell_name, spot
from fengqiao.model.staffing import ITEMS, MOVES, StaffingPlan

LOOK = 10
"""Rows in which the headings of a sheet are looked for."""


def read_yaml(path: Path, places: Places, name: str | None = None) -> StaffingPlan:
    """The plan in a YAML file; ProjectError with every problem at its line and column."""
    from fengqiao.boundary.nodes import Nodes
    from fengqiao.boundary.yaml import parse

    nodes = Nodes(name or path.name)
    root = parse(path, nodes)
    sections: dict[str, list[Entry]] = {}
    if root is not None:
        keys = [key for key, _ in SECTIONS["settings"][1]]
        found = nodes.mapping(root, (*keys, *(name for name in SECTIONS if name != "settings")))
        sections["settings"] = [{k: Cell(nodes.text(v), nodes.where(v)) for k, v in found.items() if k in keys}]
        for section, (_, columns) in SECTIONS.items():
            allowed = [key for key, _ in columns]
            for node in nodes.items(found[section]) if section != "settings" and section in found else ():
                entry = nodes.mapping(node, allowed)
                cells = {key: Cell(nodes.text(value), nodes.where(value)) for key, value in entry.items()}
                sections.setdefault(section, []).append(cells)
    raise_all(nodes.file, nodes.problems)
    return Reader(places).plan(sections, nodes.file)


def from_entries(sections: Mapping[str, Iterable[Mapping[str, Any]]], places: Places) -> StaffingPlan:
    """The plan of plain Python values (dicts of text, dates, numbers), by section; ProjectError if it is wrong."""
    found: dict[str, list[Entry]] = {}
    problems = []
    for section, entries in sections.items():
        if section not in SECTIONS:
            problems.append(_unknown(Where(section), section, SECTIONS))
            continue
        allowed = [key for key, _ in SECTIONS[section][1]]
        for at, entry in enumerate(entries):
            where = Where(sheet=f"{section}[{at}]")
            problems += [_unknown(where, key, allowed) for key in entry if key not in allowed]
            cells = {
                key: Cell("" if value is None else str(value), Where(sheet=f"{section}[{at}].{key}"))
                for key, value in entry.items()
            }
            found.setdefault(section, []).append(cells)
    raise_all("plan", problems)
    return Reader(places).plan(found, "plan")


def read_sheets(file: str, sheets: Iterable[tuple[str, Iterable[Row | Problem]]], places: Places) -> StaffingPlan:
    """The plan in a workbook's sheets, each by its name and rows; ProjectError with every problem at its cell."""
    titles = {title.zh: section for section, (title, _) in SECTIONS.items()} | {name: name for name in SECTIONS}
    sections: dict[str, list[Entry]] = {}
    problems: list[Problem] = []
    for sheet, rows in sheets:
        section = titles.get(tidy(sheet))
        if section is None:
            continue
        if section == "settings":
            sections["settings"] = [_pairs(file, sheet, rows, problems)]
        else:
            sections[section] = _listed(file, sheet, section, rows, problems)
    if not sections:
        known = "、".join(title.zh for title, _ in SECTIONS.values())
        problems.append(
            Problem(
                "plan.sheets",
                Where(file),
                Text("没有计划的工作表", "there is no sheet of a plan"),
                Text(f"工作表名应为：{known}", f"Sheets are called: {known}"),
            )
        )
    raise_all(file, problems)
    return Reader(places).plan(sections, file)


def _names(section: str) -> dict[str, str]:
    return {name: key for key, text in SECTIONS[section][1] for name in (text.zh, key)}


def _plain(text: str) -> str:
    """A heading without the unit that it names."""
    return tidy(text).split("(")[0].strip()


def _pairs(file: str, sheet: str, rows: Iterable[Row | Problem], problems: list[Problem]) -> Entry:
    names = _names("settings")
    found: dict[str, Cell] = {}
    for row in rows:
        if isinstance(row, Problem):
            problems.append(row)
        elif len(row.cells) > 1 and (key := names.get(_plain(row.cells[0]))) is not None:
            found[key] = Cell(row.cells[1], Where(file, sheet, cell_name(spot(row.number, 1))))
    return found


def _listed(file: str, sheet: str, section: str, rows: Iterable[Row | Problem], problems: list[Problem]) -> list[Entry]:
    names = _names(section)
    columns: dict[int, tuple[str, str | None]] = {}
    found: list[Entry] = []
    for row in rows:
        if isinstance(row, Problem):
            problems.append(row)
            continue
        if not columns:
            known = {at: key for at, cell in enumerate(row.cells) if (key := names.get(_plain(cell)))}
            if len(known) > 1:
                columns = {at: (key, unit_of(row.cells[at])) for at, key in known.items()}
                problems += [
                    _unknown(
                        Where(file, sheet, cell_name(spot(row.number, at))),
                        cell,
                        [t.zh for _, t in SECTIONS[section][1]],
                    )
                    for at, cell in enumerate(row.cells)
                    if tidy(cell) and at not in known
                ]
                problems += _doubles(file, sheet, row, known)
            continue
        if any(tidy(row.cells[at]) for at in columns if at < len(row.cells)):
            found.append(
                {
                    key: Cell(row.cells[at], Where(file, sheet, cell_name(spot(row.number, at))), unit)
                    for at, (key, unit) in columns.items()
                    if at < len(row.cells)
                }
            )
    return found


def _doubles(file: str, sheet: str, row: Row, known: Mapping[int, str]) -> list[Problem]:
    seen: set[str] = set()
    found = []
    for at, key in known.items():
        if key in seen:
            found.append(
                Problem(
                    "plan.heading-twice",
                    Where(file, sheet, cell_name(spot(row.number, at))),
                    Text("表头重复", "this heading stands twice"),
                    Text("请只保留一列", "Keep one of the columns"),
                )
            )
        seen.add(key)
    return found


def _unknown(where: Where, name: str, allowed: Iterable[str]) -> Problem:
    from fengqiao.boundary.nearest import nearest

    known = list(allowed)
    near = nearest(name, known)
    return Problem(
        "plan.unknown-key",
        where,
        Text(f"不认识“{name}”", f"{name!r} is not known here"),
        Text(
            (f"是否为“{near}”？" if near else "") + f"可用：{'、'.join(known)}",
            (f"Did you mean {near!r}? " if near else "") + f"Allowed: {', '.join(known)}",
        ),
    )


NOTES = {
    "do": [text.zh for text in MOVES.values()],
    "item": [text.zh for text in ITEMS.values()],
    "per": list(PERS.values()),
    "funding": list(FUNDINGS.values()),
    "head": list(HEADS.values()),
}
"""The keys that take one of a list of words."""


def template() -> bytes:
    """An empty workbook with a sheet a section, its headings, and lists to choose from. The same bytes every time."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    lists = book.create_sheet("可选值")
    for at, (key, values) in enumerate(NOTES.items(), 1):
        for down, value in enumerate([key, *values], 1):
            lists.cell(down, at, value)
    for section, (title, columns) in SECTIONS.items():
        sheet = book.create_sheet(title.zh)
        for at, (key, text) in enumerate(columns, 1):
            letter = get_column_letter(at)
            if section == "settings":
                sheet.cell(at, 1, text.zh).font = Font(bold=True)
                continue
            shown = f"{text.zh}（元）" if key == "amount" else text.zh
            sheet.cell(1, at, shown).font = Font(bold=True)
            sheet.column_dimensions[letter].width = 16
            if key in NOTES:
                column, last = get_column_letter(list(NOTES).index(key) + 1), len(NOTES[key]) + 1
                choice = DataValidation("list", formula1=f"可选值!${column}$2:${column}${last}", allow_blank=True)
                sheet.add_data_validation(choice)
                choice.add(f"{letter}2:{letter}2000")
        if section == "settings":
            sheet.column_dimensions["A"].width = sheet.column_dimensions["B"].width = 22
        else:
            sheet.freeze_panes = "A2"
    written = BytesIO()
    book.move_sheet(lists, len(SECTIONS))
    book.save(written)
    return written.getvalue()
