"""What a known local layout means: its cover, its sheets, its headings and codes. docs/profiles.md says each key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any, Literal

import attrs

from fengqiao.boundary.cells import tidy
from fengqiao.errors import Text
from fengqiao.model import fact
from fengqiao.model.check import Counted, RateOf, SumOf

Headings = tuple[str, ...]
"""The texts that a heading may have; the first that is there is taken."""
State = Literal["reported", "unreported", "returned", "zero"]
STATES: Mapping[str, State] = {
    "已上报": "reported",
    "1": "reported",
    "reported": "reported",
    "未上报": "unreported",
    "0": "unreported",
    "已退回": "returned",
    "已回退": "returned",
    "退回": "returned",
    "2": "returned",
    "returned": "returned",
    "零报告": "zero",
}
TOTALS = ("合计", "小计", "总计", "总数", "共计")
NOTES = ("填表人*", "制表人*", "审核人*", "负责人*", "单位负责人*", "联系人*", "注:*", "注*", "说明*", "备注:*")
EXTRA_TYPES: Mapping[str, fact.Domain] = {
    "yes_no": fact.YesNo(),
    "words": fact.Words(),
    "whole": fact.Whole(),
    "money": fact.Whole(money=True),
    "number": fact.Number(),
    "date": fact.Day(),
}
_COUNTED = re.compile(r"(?:\(\d+[个人名件次家户]?\)|[::]?(?<!\d)\d+[个人名件次家户])$")


def plain(text: str) -> str:
    """A heading or label as it is matched: narrow, no blanks or line breaks."""
    return re.sub(r"\s+", "", tidy(text))


def uncounted(text: str) -> str:
    """A heading without the count in brackets or at its end."""
    return _COUNTED.sub("", plain(text))


def matches(name: str, patterns: tuple[str, ...]) -> bool:
    """Whether a sheet's or file's name is one of these, or fits one with * or ?."""
    clean = plain(name)
    return any(fnmatchcase(clean, plain(pattern)) for pattern in patterns)


@attrs.frozen
class Fixed:
    """A value that every row has."""

    value: Any


@attrs.frozen
class FromCover:
    """A value that the cover gives: since, until or reported_on."""

    name: str


@attrs.frozen
class FieldSpec:
    """Where a field's value stands and how it is read."""

    column: Headings = ()
    fallback: Headings = ()
    """The column that is read where the first is blank."""
    given: Fixed | FromCover | None = None
    values: Mapping[str, Any] | None = None
    otherwise: Fixed | None = None
    blank: Fixed | None = None
    required: bool = False
    unit: str = ""
    month: str | None = None
    split: bool = False
    count: bool = False
    items: Mapping[str, Headings] = attrs.field(factory=dict)
    rest: bool | None = None
    division: bool = False

    @property
    def headings(self) -> tuple[Headings, ...]:
        """Every column that it needs."""
        return tuple(filter(None, (self.column, self.fallback))) + tuple(self.items.values())


@attrs.frozen
class PlaceSpec:
    """Where a row belongs. `level` is what a row should name; one that names less is somewhere within."""

    code: Headings = ()
    county: Headings = ()
    township: Headings = ()
    village: Headings = ()
    level: str | None = None
    fill_down: tuple[str, ...] = ()
    names: Mapping[str, str] = attrs.field(factory=dict)

    @property
    def columns(self) -> dict[str, Headings]:
        """The columns that it has, by what they hold, the widest place first."""
        found = {"county": self.county, "township": self.township, "village": self.village, "code": self.code}
        return {name: headings for name, headings in found.items() if headings}


@attrs.frozen
class Counts:
    """What the number in a cell counts."""

    register: str
    of: tuple[tuple[str, Any], ...] = ()
    placed: Literal["at", "within"] = "within"
    level: str | None = None


@attrs.frozen
class CellSpec:
    """Cells that are records of their own: count returns (`counts`), or days (`dates` names their field)."""

    headings: str | Headings
    year: int | FromCover | Headings | None = None
    month: Headings = ()
    counts: Counts | None = None
    as_of: Fixed | FromCover | None = None
    dates: str | None = None
    unit: str = ""


@attrs.frozen
class RowsSpec:
    """The rows that a table is about: labels as they stand in `column`, each with the name that it is read as.

    `every`: each name has to be there; else any one of the labels will do.
    """

    column: Headings
    labels: Mapping[str, str]
    every: bool = False


@attrs.frozen
class HeaderSpec:
    """Where the headings stand: a row from 0, or the first row that has all of the texts; over how many rows."""

    row: int | None = None
    texts: tuple[str, ...] = ()
    rows: int = 1


@attrs.frozen
class TableSpec:
    """One kind of sheet."""

    register: str
    header: HeaderSpec
    sheet: tuple[str, ...] = ()
    file: tuple[str, ...] = ()
    place: PlaceSpec | None = None
    id: Headings = ()
    id_everywhere: bool = False
    fields: Mapping[str, FieldSpec] = attrs.field(factory=dict)
    cells: tuple[CellSpec, ...] = ()
    rows: RowsSpec | None = None
    leave_out: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    """Heading to the codes of rows that are no records (drafts)."""
    across: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    """Heading of a printed sum to the headings of its parts in the same row."""
    checks: tuple[SumOf | RateOf | Counted, ...] = ()
    extra: Mapping[str, tuple[str, FieldSpec]] = attrs.field(factory=dict)
    ignore: tuple[str, ...] = ()
    totals: tuple[str, ...] = TOTALS
    check_totals: bool = True
    notes: tuple[str, ...] = NOTES
    every: str | None = None
    levels: tuple[str, ...] = ()

    @property
    def speaks_for(self) -> tuple[str, ...] | None:
        """The levels of division whose facts the table lists; None is every level."""
        return self.levels or ((self.place.level,) if self.place and self.place.level else None)

    @property
    def registers(self) -> tuple[str, ...]:
        """The registers of the facts that it makes."""
        made = {"count_returns" if cell.counts else self.register for cell in self.cells}
        return tuple(sorted(made)) if made else (self.register,)


@attrs.frozen
class CoverTable:
    """A list of registers on the cover: the headings of its columns."""

    register: Headings
    since: Headings = ()
    until: Headings = ()
    state: Headings = ()


@attrs.frozen
class CoverSpec:
    """Where a submission says who reports what for when. `name`: what the file's or sheet's own name says.

    `supplement`: what is handed in adds to other reports and speaks for no register as a whole.
    """

    sheet: tuple[str, ...] = ()
    labels: Mapping[str, Headings] = attrs.field(factory=dict)
    registers: Mapping[str, str] = attrs.field(factory=dict)
    states: Mapping[str, State] = attrs.field(factory=lambda: STATES)
    table: CoverTable | None = None
    name: str = ""
    supplement: bool = False


@attrs.frozen
class Profile:
    """One layout."""

    name: str
    title: Text
    tables: tuple[TableSpec, ...]
    cover: CoverSpec | None = None
    date_system: int = 1900
    path: str = ""
    defaults: Mapping[str, Mapping[str, Any]] = attrs.field(factory=dict)
    """Options by adapter's name, which the project file may override: the paging and envelope of a system."""

    def table(self, file: str, sheet: str) -> tuple[TableSpec, ...]:
        """What a sheet feeds."""
        return tuple(
            spec
            for spec in self.tables
            if (not spec.sheet or matches(sheet, spec.sheet)) and (not spec.file or matches(file, spec.file))
        )

    def is_cover(self, sheet: str) -> bool:
        """Whether a sheet is the cover."""
        return self.cover is not None and bool(self.cover.sheet) and matches(sheet, self.cover.sheet)
