"""What changed in a layout since last month: sheets, headings, where they stand, the words of columns with few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import attrs

from fengqiao.boundary.cells import UNKNOWN
from fengqiao.boundary.draft import Sheet, columns_of, find_headings
from fengqiao.boundary.draftcells import Column
from fengqiao.boundary.profile import Profile
from fengqiao.errors import Text
from fengqiao.model.source import column_letters

FEW = 12
"""A column with so many words at most holds codes; with more it holds texts."""


@attrs.frozen
class Change:
    """One difference, and the sheet that it is in. `breaks`: the profile cannot read the sheet as before."""

    sheet: str
    what: Text
    breaks: bool = False


@attrs.frozen
class _Shape:
    sheet: str
    row: int
    columns: tuple[Column, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(column.heading for column in self.columns)


def _shape(sheet: Sheet) -> _Shape:
    layout, _ = find_headings(sheet)
    return _Shape(sheet.name, layout.row, tuple(columns_of(sheet, layout)[0])) if layout else _Shape(sheet.name, 0, ())


def layout_changes(old: Sequence[Sheet], new: Sequence[Sheet], profile: Profile | None = None) -> list[Change]:
    """Every difference that matters to a profile, sheet by sheet; with a profile, whether it still reads them."""
    before, after = {s.name: _shape(s) for s in old}, {s.name: _shape(s) for s in new}
    pairs = {name: name for name in before if name in after}
    gone, come = [n for n in before if n not in after], [n for n in after if n not in before]
    found: list[Change] = []
    for name in gone:
        like = max(come, key=lambda other: _alike(before[name], after[other]), default=None)
        alone = len(before) == len(after) == 1
        if like is not None and (alone or _alike(before[name], after[like]) >= 0.8):
            pairs[name] = like
            come.remove(like)
            if not alone:  # the only sheet of a file is often called by the month
                found.append(Change(like, Text(f"表由“{name}”改名", f"the sheet was called {name!r}")))
        else:
            found.append(Change(name, Text("没有这张表了", "the sheet is gone"), breaks=True))
    found += [Change(name, Text("新增的表", "the sheet is new")) for name in come]
    for name, other in pairs.items():
        found += _sheet(before[name], after[other], profile)
    return found


def _alike(one: _Shape, other: _Shape) -> float:
    return SequenceMatcher(None, one.headings, other.headings).ratio() if one.headings else 0.0


def _sheet(old: _Shape, new: _Shape, profile: Profile | None) -> Iterator[Change]:
    if old.row != new.row:
        yield Change(
            new.sheet,
            Text(
                f"表头由第 {old.row + 1} 行移到第 {new.row + 1} 行",
                f"the headings moved from row {old.row + 1} to row {new.row + 1}",
            ),
            breaks=_fixed_row(profile, new.sheet),
        )
    wanted = _wanted(profile, new.sheet)
    before, after = {c.heading: c for c in old.columns}, {c.heading: c for c in new.columns}
    gone, come = [c for h, c in before.items() if h not in after], [c for h, c in after.items() if h not in before]
    for column in gone:
        same = next((c for c in come if _renamed(column, c)), None)
        breaks = column.heading in wanted and (same is None or same.heading not in wanted)
        if same is not None:
            come.remove(same)
            what = Text(
                f"{_at(same)}表头由“{column.heading}”改为“{same.heading}”",
                f"{_at(same)} the heading {column.heading!r} became {same.heading!r}",
            )
            yield from _words(column, same, new.sheet, wanted)
        else:
            what = Text(f"没有“{column.heading}”一列了", f"the column {column.heading!r} is gone")
        yield Change(new.sheet, what, breaks)
    for column in come:
        yield Change(
            new.sheet,
            Text(f"{_at(column)}新增“{column.heading}”一列", f"{_at(column)} the column {column.heading!r} is new"),
        )
    kept = [heading for heading in before if heading in after]
    if kept != [heading for heading in after if heading in before]:
        moved = [h for h in kept if before[h].at != after[h].at]
        yield Change(
            new.sheet, Text(f"列的次序变了：{'、'.join(moved)}", f"columns changed their order: {', '.join(moved)}")
        )
    for heading in kept:
        yield from _words(before[heading], after[heading], new.sheet, wanted)


def _renamed(old: Column, new: Column) -> bool:
    """The same place and much the same words, or much the same heading."""
    if SequenceMatcher(None, old.heading, new.heading).ratio() >= 0.6:
        return True
    if old.at != new.at:
        return False
    mine, theirs = set(old.distinct), set(new.distinct)
    return not mine or not theirs or bool(mine & theirs)


def _words(old: Column, new: Column, sheet: str, wanted: dict[str, set[str]]) -> Iterator[Change]:
    """Words that a column of codes did not have before."""
    known = {word for word in old.distinct if word.lower() not in UNKNOWN}
    fresh = [word for word in new.distinct if word not in known and word.lower() not in UNKNOWN]
    if not known or len(known) > FEW or len(known) * 3 > len(old.cells) or not fresh:
        return
    shown = "、".join(fresh[:5]) + ("等" if len(fresh) > 5 else "")
    listed = wanted.get(new.heading) or set()
    yield Change(
        sheet,
        Text(f"“{new.heading}”出现新的值：{shown}", f"{new.heading!r} has new words: {shown}"),
        breaks=bool(listed) and not set(fresh) <= listed,
    )


def _at(column: Column) -> str:
    return column_letters(column.at)


# -- what a profile makes of it


def _fixed_row(profile: Profile | None, sheet: str) -> bool:
    return profile is not None and any(spec.header.row is not None for spec in profile.table("", sheet))


def _wanted(profile: Profile | None, sheet: str) -> dict[str, set[str]]:
    """The headings that a profile reads in a sheet, with the words that it knows there (none: it takes any)."""
    found: dict[str, set[str]] = {}
    for spec in profile.table("", sheet) if profile else ():
        for field in (*spec.fields.values(), *(one for _, one in spec.extra.values())):
            for headings in field.headings:
                for heading in headings:
                    found[heading] = set(field.values or ()) if field.otherwise is None else set()
        columns = (spec.id, *(spec.place.columns.values() if spec.place else ()), spec.header.texts)
        found |= {heading: set() for headings in columns for heading in headings if heading not in found}
    return found
