"""How one sheet is read: which of its columns feeds what, by its profile and the headings that are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

import attrs

from fengqiao.boundary.cells import Memo, Refusal, parser_of
from fengqiao.boundary.fields import (
    Constant,
    EitherColumn,
    ManyColumns,
    OneColumn,
    Take,
    from_cover,
    identity,
    own_id,
    parser,
)
from fengqiao.boundary.layout import Layout, column_missing, columns_unused, person_not_read
from fengqiao.boundary.part import Context
from fengqiao.boundary.periods import heading_time
from fengqiao.boundary.profile import EXTRA_TYPES, CellSpec, FieldSpec, Headings, PlaceSpec, TableSpec, plain
from fengqiao.boundary.profilepeople import counted, listed
from fengqiao.boundary.siting import Siting
from fengqiao.errors import Problem, Text
from fengqiao.model import fact
from fengqiao.model.fact import REGISTERS

NUMBER = Text("数量", "the number")


@attrs.frozen
class CellPlan:
    """One column whose cells are records of their own, and the time that its heading names."""

    spec: CellSpec
    column: int
    time: dict[str, int]
    memo: Memo


class Plan:
    """The columns of one sheet. `problems` has the columns that are missing, and those that nothing uses."""

    def __init__(self, spec: TableSpec, layout: Layout, context: Context) -> None:
        self.spec, self.layout, self.context = spec, layout, context
        self.problems: list[Problem] = []
        self.split: str | None = None
        self._domains = REGISTERS[spec.register].fields
        self._used: set[int] = set()
        self.places = list(self._places(spec.place or PlaceSpec()))
        self.fill = [at for kind, at in self.places if spec.place and kind in spec.place.fill_down]
        self.sites = Memo(self._siting().read)  # type: ignore[arg-type]  # keyed by the tuple of place cells
        self.takes = {name: take for name, field in spec.fields.items() if (take := self._take(name, field))}
        self.extra = {n: take for n, (kind, field) in spec.extra.items() if (take := self._local(n, kind, field))}
        self.id = self._id()
        self.cells = list(self._cells())
        self.years = self._years()
        self.mapped = sorted(self._used)
        self._unused()

    def _column(self, headings: Headings, name: Text, *, needed: bool = True) -> int | None:
        at = self.layout.column(headings)
        if at is not None:
            self._used.add(at)
        elif needed:
            self.problems.append(column_missing(self.context.source, self.layout, name, headings))
        return at

    def _places(self, place: PlaceSpec) -> Iterator[tuple[str, int]]:
        for kind, headings in place.columns.items():
            at = self._column(headings, Text("所在区划", "the division"))
            if at is not None:
                yield kind, at

    def _siting(self) -> Siting:
        place, source = self.spec.place or PlaceSpec(), self.context.source
        day = source.until or source.reported_on
        kinds = [kind for kind, _ in self.places]
        return Siting(self.context.places, source.unit, day, kinds, place.level, place.names)

    def _take(self, name: str, field: FieldSpec) -> Take | None:
        words = REGISTERS[self.spec.register].words(name)
        if field.division:
            return None
        if field.given is not None:
            return Constant(from_cover(field.given, self.context.submission))
        if field.items:
            return self._checklist(field, words)
        at = self._column(field.column, words, needed=not field.fallback)
        other = self._column(field.fallback, words, needed=at is None) if field.fallback else None
        at, other = (other, None) if at is None else (at, other)
        if at is None:
            return _absent(words) if field.required else None
        if name == fact.PERSON:
            if not self.context.hasher.reads_persons:
                self.problems.append(person_not_read(self.context.source, self.layout, at))
                return None
            return OneColumn(at, identity(self.context.hasher, self.context.source.unit))
        domain = self._domains[name]
        if field.split and not isinstance(domain, fact.Items):
            self.split = name
        parse = counted if field.count else parser(field, domain, name=words, system=self.context.date_system)
        return OneColumn(at, parse) if other is None else EitherColumn(at, other, parse)

    def _checklist(self, field: FieldSpec, words: Text) -> Take | None:
        columns = {item: self._column(headings, words) for item, headings in field.items.items()}
        found = {item: at for item, at in columns.items() if at is not None}
        yes_no = FieldSpec(values=field.values, blank=field.blank)
        parse = parser(yes_no, fact.YesNo(), name=words, system=self.context.date_system)
        return ManyColumns(found, parse) if found else None

    def _local(self, name: str, kind: str, field: FieldSpec) -> Take | None:
        if field.given is not None:
            return Constant(from_cover(field.given, self.context.submission))
        words = Text(name, name)
        at = self._column(field.column, words, needed=False)
        if at is None:
            return None
        if field.split:
            return OneColumn(at, listed)
        return OneColumn(at, parser(field, EXTRA_TYPES[kind], name=words, system=self.context.date_system))

    def _id(self) -> OneColumn | None:
        at = self._column(self.spec.id, Text("编号", "id")) if self.spec.id else None
        return None if at is None else OneColumn(at, own_id(self.context.hasher))

    def _cells(self) -> Iterator[CellPlan]:
        for spec in self.spec.cells:
            found = list(self._cell_columns(spec.headings))
            self._used.update(column for column, _ in found)
            for column, time in found:
                parse = parser_of(fact.Whole(), unit=spec.unit) if spec.counts else str
                yield CellPlan(spec, column, time, Memo(parse))

    def _cell_columns(self, headings: str | Headings) -> Iterator[tuple[int, dict[str, int]]]:
        if not isinstance(headings, str):
            for heading in headings:
                at = self._column((heading,), NUMBER)
                if at is not None:
                    yield at, {}
            return
        none = True
        for column, heading in self.layout.named.items():
            time = heading_time(headings, heading)
            if time is None and "/" in heading:
                time = heading_time(headings, heading.rsplit("/", 1)[1])
            if time is not None and column not in self._used:
                none = False
                yield column, time
        if none:
            self.problems.append(column_missing(self.context.source, self.layout, NUMBER, (headings,)))

    def _years(self) -> dict[Headings, int]:
        wanted = dict.fromkeys(plan.spec.year for plan in self.cells if isinstance(plan.spec.year, tuple))
        wanted |= dict.fromkeys(plan.spec.month for plan in self.cells if plan.spec.month)
        return {h: at for h in wanted if (at := self._column(h, Text("年度或月份", "the year or month"))) is not None}

    def numeric(self) -> dict[int, Callable[[str], Any]]:
        """How each column is read that a total row may sum up."""
        columns: dict[int, Callable[[str], Any]] = {
            take.column: take.memo.__getitem__
            for name, take in self.takes.items()
            if isinstance(take, OneColumn) and isinstance(self._domains[name], fact.Whole) and name != "year"
        }
        return columns | {plan.column: plan.memo.__getitem__ for plan in self.cells if plan.spec.counts}

    @property
    def all_takes(self) -> Mapping[str, Take]:
        """Every field; local ones under `extra:` and their name."""
        return {**self.takes, **{"extra:" + name: take for name, take in self.extra.items()}}

    @property
    def anchor(self) -> int:
        """The column that a fact of a plain row points at: its date's, else its first field's."""
        dated = REGISTERS[self.spec.register].dated_by
        in_columns = {name: take for name, take in self.takes.items() if not isinstance(take, Constant)}
        first = in_columns.get(dated or "") or next(iter(in_columns.values()), None)
        return first.column if first is not None else min(self._used, default=0)

    def labels(self, width: int) -> list[int]:
        """The columns in which a total or a remark announces itself: the places, and the first three of the sheet."""
        wanted = {at for _, at in self.places} | set(range(3))
        return sorted(at for at in wanted if at < width)

    def _unused(self) -> None:
        ignored = {at for heading in self.spec.ignore if (at := self.layout.column((heading,))) is not None}
        # a merged heading stands over several columns
        label = self.spec.rows.column if self.spec.rows else ()
        known = {plain(heading) for heading in (*self.spec.ignore, *label)}
        patterns = [heading for heading in known if "*" in heading]
        left = [
            column
            for column, text in sorted(self.layout.named.items())
            if column not in self._used
            and column not in ignored
            and text not in known
            and not any(fnmatchcase(text, p) for p in patterns)
        ]
        if left:
            self.problems.append(columns_unused(self.context.source, self.layout, left))


def _absent(words: Text) -> Take:
    """A required column that is not there: every row is refused."""
    refusal = Refusal(
        "cell.required",
        Text(f"没有{words.zh}一列", f"there is no column for {words.en}"),
        Text("请补上该列", "Add the column"),
    )
    return Constant(refusal, dirty=True)
