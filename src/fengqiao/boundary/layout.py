"""Where a sheet's headings stand, and which column each heading of a profile is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

import attrs

from fengqiao.boundary.profile import HeaderSpec, Headings, plain, uncounted
from fengqiao.errors import Problem, Severity, Text
from fengqiao.model.source import Row, Source, column_letters, spot

LOOK = 30
"""How far down the first heading row is looked for."""
Area = tuple[tuple[int, int], tuple[int, int]]


@attrs.frozen(slots=False)
class Layout:
    """The headings of one sheet: their parts by column, and the row number (from 0) of the first record."""

    parts: tuple[tuple[str, ...], ...]
    first: int
    row: int

    @cached_property
    def _forms(self) -> list[dict[str, list[int]]]:
        """Text to columns: the heading as printed, without counts, and its last part alone."""
        forms: list[dict[str, list[int]]] = [{}, {}, {}]
        for column, parts in enumerate(self.parts):
            if parts:
                for form, text in zip(
                    forms,
                    ("/".join(map(plain, parts)), "/".join(map(uncounted, parts)), uncounted(parts[-1])),
                    strict=True,
                ):
                    form.setdefault(text, []).append(column)
        return forms

    def column(self, headings: Headings) -> int | None:
        """The column of the first of these headings that is there; None when none is."""
        full, counted, last = self._forms
        for heading in headings:
            text = plain(heading)
            for form in (full, counted):
                if text in form:
                    return form[text][0]
            if len(last.get(text, ())) == 1:
                return last[text][0]
        return None

    def twice(self, headings: Headings) -> bool:
        """Whether the heading that is taken stands over more than one column."""
        full, counted, _ = self._forms
        for heading in headings:
            for form in (full, counted):
                if plain(heading) in form:
                    return len(form[plain(heading)]) > 1
        return False

    @property
    def named(self) -> dict[int, str]:
        """Each column that has a heading, with it."""
        return {column: "/".join(map(plain, parts)) for column, parts in enumerate(self.parts) if parts}


def find_layout(head: Sequence[Row], spec: HeaderSpec, merged: Sequence[Area], source: Source) -> Layout | Problem:
    """The headings in the first rows of a sheet; a Problem that names what is missing where there are none."""
    rows = {row.number: row.cells for row in head}
    wanted = {plain(text) for text in spec.texts}
    candidates = [spec.row] if spec.row is not None else sorted(n for n in rows if n < LOOK)
    best: tuple[int, set[str]] = (-1, wanted)
    for strict in (True, False):
        for start in candidates:
            own = {uncounted(cell) for cell in rows.get(start, ()) if cell} | {
                plain(c) for c in rows.get(start, ()) if c
            }
            if not own or (strict and wanted and not own & wanted):
                continue
            parts = _parts(rows, start, spec.rows, merged)
            seen = {form(part) for column in parts for part in column for form in (plain, uncounted)}
            seen |= {"/".join(map(form, column)) for column in parts for form in (plain, uncounted)}
            lacking = wanted - seen
            if not lacking:
                return Layout(parts, start + spec.rows, start)
            if len(lacking) < len(best[1]):
                best = (start, lacking)
    return _no_header(source, spec, *best)


def _parts(
    rows: dict[int, tuple[str, ...]], start: int, count: int, merged: Sequence[Area]
) -> tuple[tuple[str, ...], ...]:
    """The parts of each column's heading, from the upper to the lower row; a merged cell says the same all over."""
    width = max((len(rows.get(n, ())) for n in range(start, start + count)), default=0)
    grid = [[*(cells := rows.get(n, ())), *[""] * (width - len(cells))] for n in range(start, start + count)]
    for (top, left), (bottom, right) in merged:
        if start <= top < start + count:
            text = grid[top - start][left] if left < width else ""
            for r in range(top, min(bottom, start + count - 1) + 1):
                for c in range(left, min(right, width - 1) + 1):
                    grid[r - start][c] = text
    if not merged:
        for upper, lower in pairwise(grid):
            for c in range(1, width):
                # a blank above a sub-heading belongs to the merged cell on its left
                if not upper[c].strip() and lower[c].strip():
                    upper[c] = upper[c - 1]
    return tuple(
        tuple(dict.fromkeys(text for line in grid if (text := " ".join(line[c].split())))) for c in range(width)
    )


def _no_header(source: Source, spec: HeaderSpec, row: int, lacking: set[str]) -> Problem:
    if spec.row is not None:
        what = Text(f"第 {spec.row + 1} 行没有表头", f"row {spec.row + 1} holds no headings")
    else:
        names = [text for text in spec.texts if plain(text) in lacking]
        what = Text(
            f"前 {LOOK} 行没有找到表头：缺“{'”“'.join(names)}”",
            f"no headings in the first {LOOK} rows: {', '.join(map(repr, names))} missing",
        )
    return Problem(
        "table.header-missing",
        source.where(spot(max(row, 0), 0)),
        what,
        Text(
            "请核对是否放错了表，或在版式文件中补充这种表头的写法",
            "Check that this is the right sheet, or add this spelling of the headings to the profile",
        ),
    )


def column_missing(source: Source, layout: Layout, field: Text, headings: Headings) -> Problem:
    """A column that the profile names is not there."""
    named = "”或“".join(headings)
    return Problem(
        "table.column-missing",
        source.where(spot(layout.row, 0)),
        Text(
            f"没有“{named}”一列，各行的{field.zh}不明",
            f"there is no column {' or '.join(map(repr, headings))}: {field.en} is unknown in every row",
        ),
        Text("请补上该列，或在版式文件中补充其表头的写法", "Add the column, or its heading to the profile"),
        Severity.WARNING,
    )


def columns_unused(source: Source, layout: Layout, columns: list[int]) -> Problem:
    """Columns that the profile neither uses nor ignores."""
    names = layout.named
    shown = [f"{column_letters(c)}“{names[c]}”" for c in columns[:8]]
    english = [f"{column_letters(c)} {names[c]!r}" for c in columns[:8]]
    more = len(columns) - len(shown)
    return Problem(
        "table.columns-unused",
        source.where(spot(layout.row, columns[0])),
        Text(
            f"版式没有用到的列：{'、'.join(shown)}" + (f"等 {len(columns)} 列" if more else ""),
            f"columns that the profile does not use: {', '.join(english)}" + (f" and {more} more" if more else ""),
        ),
        Text(
            "若确不需要，请在版式文件的 ignore 中列明", "If they are not needed, list them under ignore in the profile"
        ),
        Severity.INFO,
    )


def person_not_read(source: Source, layout: Layout, column: int) -> Problem:
    """Numbers of persons that are left alone, because the project gives no key to hash them with."""
    return Problem(
        "identity.no-key",
        source.where(spot(layout.row, column)),
        Text(
            "项目没有给出身份证号的加密密钥，这一列没有读取；同名的人不能区分",
            "the project gives no key for id numbers, so this column is not read: namesakes cannot be told apart",
        ),
        Text(
            '请在项目文件中写明 identity_key = "${FENGQIAO_KEY}"，并设置该环境变量',
            'Write identity_key = "${FENGQIAO_KEY}" in the project file and set that variable',
        ),
        Severity.WARNING,
    )
