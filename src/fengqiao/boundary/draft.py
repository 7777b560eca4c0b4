"""A profile proposed for a layout that nobody has described: fields by heading and content, each with a confidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

import attrs

from fengqiao.boundary.cells import blank
from fengqiao.boundary.draftcells import Column, content, in_order, own_id, place
from fengqiao.boundary.draftwords import COVER, HEADINGS, ORDERED, PLACES
from fengqiao.boundary.layout import LOOK, Area, Layout, find_layout
from fengqiao.boundary.periods import heading_time
from fengqiao.boundary.profile import NOTES, TOTALS, HeaderSpec, matches, plain, uncounted
from fengqiao.boundary.submission import value_of
from fengqiao.model.source import Row, Source

SURE, CLEAR = 0.6, 0.8
"""From `SURE` on a proposal is written, below it is a question; only above `CLEAR` may it be taken unread."""
MOST = 0.97
SAMPLE = 300
MONTHS = (
    "{year}年{month}月",
    "{year}年/{month}月",
    "{year}年第{quarter}季度",
    "{year}年/第{quarter}季度",
    "{month}月",
    "第{quarter}季度",
)
_EVERY = {plain(one).lower() for fields in (*HEADINGS.values(), PLACES) for said in fields.values() for one in said}


@attrs.frozen
class Sheet:
    """The beginning of one table, as an adapter read it."""

    name: str
    rows: tuple[Row, ...]
    merged: tuple[Area, ...] = ()


@attrs.frozen
class Proposal:
    """A column for a field. `field` may be `id`, or `place.` and what the column names."""

    field: str
    column: Column
    confidence: float

    @property
    def sure(self) -> bool:
        """Whether it is written, rather than asked."""
        return self.confidence >= SURE


@attrs.frozen
class TableDraft:
    """What one sheet seems to be; `rest` are the columns that no field surely is."""

    sheet: str
    layout: Layout
    rows: int
    register: str
    confidence: float
    proposals: tuple[Proposal, ...]
    rest: tuple[Column, ...]
    months: str = ""
    """The pattern of headings that are months or quarters, one column each; "" where there are none."""
    unit: str = ""
    """What amounts are in, where the sheet says 万元."""

    def of(self, field: str) -> Proposal | None:
        """What is proposed for a field, sure or not."""
        return next((one for one in self.proposals if one.field == field), None)


@attrs.frozen
class Draft:
    """Every sheet that holds a list, the cover's labels by what they say, and the sheets that fit nothing."""

    tables: tuple[TableDraft, ...]
    cover: Mapping[str, str]
    cover_sheet: str | None
    strangers: tuple[str, ...]


def draft(sheets: Sequence[Sheet]) -> Draft:
    """A mapping for each sheet; where nothing fits it says so."""
    tables, strangers = [], []
    cover: dict[str, str] = {}
    cover_sheet = None
    for sheet in sheets:
        found = draft_table(sheet)
        labels = _labels(sheet.rows[: found.layout.row if found else LOOK])
        if found is not None and not found.months and not any(one.sure for one in found.proposals):
            found = None
        if found is None and "unit" in labels and not cover:
            cover, cover_sheet = labels, sheet.name
        elif found is None:
            strangers.append(sheet.name)
        else:
            tables.append(found)
            if "unit" in labels and not cover:
                cover = labels
    return Draft(tuple(tables), cover, cover_sheet, tuple(strangers))


def _labels(rows: Sequence[Row]) -> dict[str, str]:
    return {name: label for name, said in COVER.items() for label in said if value_of(rows, (label,)) is not None}


def draft_table(sheet: Sheet) -> TableDraft | None:
    """What one sheet seems to be; None where no row looks like headings."""
    layout, rows = find_headings(sheet)
    if layout is None:
        return None
    columns, grid = columns_of(sheet, layout)
    unit = (
        "万元" if any("万元" in cell for row in sheet.rows if row.number < layout.first for cell in row.cells) else ""
    )
    if months := _months(columns):
        pattern, held = months
        return _wide(sheet, layout, rows, [c for c in columns if c.at not in held], pattern)
    best: tuple[float, str, list[Proposal]] = (0.0, "", [])
    second = 0.0
    shared = [one for column in columns for one in _places(column)]
    for register in HEADINGS:
        own = [one for column in columns for one in _fields(register, column)]
        proposals = _assign(register, [*shared, *own], grid)
        score = sum(one.confidence**2 for one in proposals if not one.field.startswith("place."))
        if score > best[0]:
            best, second = (score, register, proposals), best[0]
        else:
            second = max(second, score)
    score, register, proposals = best
    if not register:
        return None
    used = {one.column.at for one in proposals if one.sure}
    rest = tuple(column for column in columns if column.at not in used)
    return TableDraft(
        sheet.name, layout, rows, register, min(MOST, 1 - second / score / 2), tuple(proposals), rest, "", unit
    )


def _months(columns: Sequence[Column]) -> tuple[str, set[int]] | None:
    """The pattern that at least two headings fit, and their columns."""
    for pattern in MONTHS:
        held = {column.at for column in columns if heading_time(pattern, column.heading) is not None}
        if len(held) >= 2:
            return pattern, held
    return None


def _wide(sheet: Sheet, layout: Layout, rows: int, columns: Sequence[Column], pattern: str) -> TableDraft:
    """A sheet with a column a month: its cells are numbers of their own."""
    places = _assign("screenings", [one for column in columns for one in _places(column)], {})
    used = {one.column.at for one in places if one.sure}
    rest = tuple(column for column in columns if column.at not in used)
    return TableDraft(sheet.name, layout, rows, "count_returns", 0.9, tuple(places), rest, pattern)


# -- where the headings are


def find_headings(sheet: Sheet) -> tuple[Layout | None, int]:
    """The row that looks most like headings, and over how many rows they stand."""
    rows = [row for row in sheet.rows if row.number < LOOK]
    scored = [(score, -row.number) for row in rows if (score := _like_headings(row.cells)) > 0]
    if not scored:
        return None, 1
    start = -max(scored)[1]
    down = {bottom - top + 1 for (top, _), (bottom, _) in sheet.merged if top == start}
    across = any(top == start == bottom and right > left for (top, left), (bottom, right) in sheet.merged)
    count = 2 if 2 in down or across else 1
    layout = find_layout(sheet.rows, HeaderSpec(row=start, rows=count), sheet.merged if count > 1 else (), Source())
    return (layout, count) if isinstance(layout, Layout) else (None, 1)


def _like_headings(cells: Sequence[str]) -> float:
    """How many different short texts a row has, those that are known headings above all; 0 for no headings."""
    texts = list(dict.fromkeys(uncounted(cell) for cell in cells if cell.strip()))
    short = [text for text in texts if len(text) <= 16 and not _numeric(text)]
    if len(short) < 2 or len(short) < len(texts) * 0.7:
        return 0.0
    return sum(3.0 if text.lower() in _EVERY else 0.3 for text in short)


def _numeric(text: str) -> bool:
    return not any(sign.isalpha() for sign in text)


def columns_of(sheet: Sheet, layout: Layout) -> tuple[list[Column], dict[int, list[str]]]:
    """The columns under the headings: their filled cells, and every cell in order."""
    kept = [row for row in sheet.rows if row.number >= layout.first and not _aside(row)][:SAMPLE]
    grid = {at: [row.cells[at] if at < len(row.cells) else "" for row in kept] for at in layout.named}
    columns = [
        Column(at, heading, tuple(cell for cell in grid[at] if not blank(cell))) for at, heading in layout.named.items()
    ]
    return columns, grid


def _aside(row: Row) -> bool:
    """A total or a remark."""
    texts = [cell for cell in row.cells if cell.strip()]
    return not texts or plain(texts[0]) in TOTALS or matches(texts[0], NOTES)


# -- which column is which field


def named(heading: str, aliases: Sequence[str]) -> float:
    """How well a heading fits a field's known headings, from 0 to 1."""
    return max((_alike(heading, alias) for alias in aliases), default=0.0)


@lru_cache(maxsize=1 << 16)
def _alike(heading: str, alias: str) -> float:
    """How well a heading fits one spelling: the same, one within the other, or nearly."""
    last, known = uncounted(heading.rsplit("/", 1)[-1]).lower(), plain(alias).lower()
    if known in (last, uncounted(heading).lower()):
        return 1.0
    if min(len(known), len(last)) >= 2 and (known in last or last in known):
        return 0.6 + 0.3 * min(len(known), len(last)) / max(len(known), len(last))
    ratio = SequenceMatcher(None, known, last).ratio()
    return 0.7 * ratio if ratio >= 0.7 else 0.0


def _confidence(name: float, fits: float, alone: float) -> float:
    """A heading counts as far as the cells bear it out; cells alone as far as they can tell."""
    return min(MOST, max(name * (0.25 + 0.75 * fits) if fits != 0.5 else name * 0.75, fits * alone))


def _places(column: Column) -> Iterator[Proposal]:
    for kind, aliases in PLACES.items():
        alone = 0.7 if kind in ("township", "code") else 0.4
        yield Proposal("place." + kind, column, _confidence(named(column.heading, aliases), place(column, kind), alone))


def _fields(register: str, column: Column) -> Iterator[Proposal]:
    for field, aliases in HEADINGS[register].items():
        fits, alone = (own_id(column), 0.4) if field == "id" else content(column, register, field)
        yield Proposal(field, column, _confidence(named(column.heading, aliases), fits, alone))


def _assign(register: str, found: Sequence[Proposal], grid: Mapping[int, Sequence[str]]) -> list[Proposal]:
    """One column a field and one field a column, the surest first; a question is asked of what is left."""
    scores = sorted(found, key=lambda one: (-one.confidence, one.column.at, one.field))
    taken: dict[str, Proposal] = {}
    used: set[int] = set()
    for one in scores:
        if one.field in taken or one.column.at in used or one.confidence < 0.25:
            continue
        taken[one.field] = one
        used.add(one.column.at)
    first, second = (taken.get(name) for name in ORDERED.get(register, ("", "")))
    if first and second and not in_order(grid[first.column.at], grid[second.column.at]):
        for one in (first, second):
            taken[one.field] = attrs.evolve(one, confidence=min(one.confidence, 0.4))
    order = ["id", *("place." + kind for kind in PLACES), *HEADINGS[register]]
    return [taken[field] for field in dict.fromkeys(order) if field in taken]


def seen(column: Column) -> tuple[str, ...]:
    """The words of a column, as long as they are few."""
    return column.distinct if len(column.distinct) <= 20 else ()
