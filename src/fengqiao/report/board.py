"""The two tables of the terminal scoreboard: units by rank, and targets by unit, within any width from 80 on."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text as Styled

from fengqiao.assess.words import STATUS
from fengqiao.errors import Lang, Text
from fengqiao.model.outcome import Status
from fengqiao.report import words
from fengqiao.report.document import Card, Matrix, Verdict

COLOURS = {
    Status.MET: "green",
    Status.NOT_MET: "red",
    Status.UNDETERMINED: "yellow",
}
NARROW = 7
"""Below so many columns a unit, the matrix shows signs without values."""
LABELS = 30
"""What the titles of targets take of the width."""
SHORT = 14
"""So wide a unit's name may be before it is broken over lines."""
COUNTS = {
    Status.MET: Text("达标✓", "met✓"),
    Status.NOT_MET: Text("未达标✗", "not\nmet✗"),
    Status.UNDETERMINED: Text("待定?", "undeter-\nmined?"),
    Status.NOT_DUE: Text("未到期…", "not due\nyet…"),
}
"""Headings of the counts, broken where a column is narrow."""


def columns(*headings: str) -> Table:
    """A table without a frame; what does not fit is broken over lines, never cut."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    for heading in headings:
        table.add_column(Styled(heading), overflow="fold")
    return table


def cards(found: Sequence[Card], lang: Lang, width: int) -> Table:
    """Units by rank, with marks, grade, and how many targets are met, not met, undetermined, not due."""
    table = columns()
    names = max((cell_len(card.unit.name) for card in found), default=0)
    one_line = width >= 100
    for heading in (words.RANK, words.UNIT, words.MARKS, words.GRADE):
        unit = heading is words.UNIT
        whole = names <= SHORT if unit else heading is not words.GRADE
        side = "left" if unit else "right"
        table.add_column(heading.say(lang), justify=side, no_wrap=whole, overflow="fold")  # type: ignore[arg-type]
    for status, said in COUNTS.items():
        head = f"{STATUS[status].say(lang)}{words.SIGNS[status]}" if one_line else said.say(lang)
        least = max(map(cell_len, head.split("\n")))
        table.add_column(head, justify="right", min_width=least, overflow="fold")
    for card in found:
        dash = "-"
        table.add_row(
            card.rank or dash, card.unit.name, card.marks or dash, card.grade or dash, *(str(n) for n in card.counts)
        )
    return table


def short_name(name: str) -> str:
    """A name as a narrow heading: 婺城区 is 婺城, 金华开发区 is 开发区."""
    if len(name) > 4:
        return name[-3:]
    return name[:-1] if len(name) > 2 and name[-1] in "区县市" else name


def short_names(names: Sequence[str]) -> list[str]:
    """Narrow headings, no two alike: the shortest form that tells all units apart, else their numbers."""
    for shortened in ([short_name(name) for name in names], [name[:3] for name in names]):
        if len(set(shortened)) == len(names) and max(map(cell_len, shortened), default=0) <= 6:
            return shortened
    return [str(n) for n in range(1, len(names) + 1)]


def matrices(found: Matrix, lang: Lang, width: int) -> list[Table]:
    """The numbered targets by unit: a sign, and the value where there is room; so many units a table as fit."""
    heads = short_names([unit.name for unit in found.units])
    if not found.units:
        return []
    needed = max(4, *map(cell_len, heads)) + 1
    most = max(1, (width - LABELS) // needed)
    tables = -(-len(heads) // most)
    each = -(-len(heads) // tables)
    return [
        _matrix(found, heads, range(at, min(at + each, len(heads))), lang, width) for at in range(0, len(heads), each)
    ]


def numbered_units(found: Matrix) -> str:
    """Which number stands for which unit, where no short names tell them apart."""
    names = [unit.name for unit in found.units]
    heads = short_names(names)
    return "  ".join(f"{n} {name}" for n, name in zip(heads, names, strict=True)) if heads[:1] == ["1"] else ""


def _matrix(found: Matrix, heads: Sequence[str], which: range, lang: Lang, width: int) -> Table:
    table = columns(words.TARGET.say(lang))
    table.padding = (0, 1, 0, 0)
    values = (width - LABELS) // len(which) > NARROW
    for at in which:
        table.add_column(heads[at], justify="center", no_wrap=True, min_width=cell_len(heads[at]))
    for row in found.numbered:
        table.add_row(Styled(row.title), *(_cell(row.cells[at], values=values) for at in which))
    return table


def _cell(cell: Verdict | None, *, values: bool) -> Styled:
    if cell is None:
        return Styled("")
    shown = f"{cell.sign} {cell.short}".strip() if values else cell.sign
    return Styled(shown, style=COLOURS.get(cell.status, ""))
