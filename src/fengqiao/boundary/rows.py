"""One table's rows of text to facts and problems, in batches by column; only rows with a defect are looked at one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fnmatch import fnmatchcase
from itertools import chain, islice, repeat
from operator import attrgetter, itemgetter
from typing import Any

import attrs

from fengqiao.boundary.build import build
from fengqiao.boundary.cells import Memo, Refusal, parser_of
from fengqiao.boundary.fields import (
    Constant,
    ManyColumns,
    OneColumn,
    Take,
    from_cover,
    identity,
    own_id,
    parser,
    refusals,
)
from fengqiao.boundary.layout import Layout, column_missing, columns_unused
from fengqiao.boundary.periods import days, heading_time, span
from fengqiao.boundary.personal import Hasher
from fengqiao.boundary.profile import CellSpec, FieldSpec, FromCover, PlaceSpec, TableSpec, plain
from fengqiao.boundary.cells import split as split_cell
from fengqiao.boundary.siting import Sited, Siting, Unsited
from fengqiao.boundary.submission import Submission
from fengqiao.boundary.totals import Totals
from fengqiao.errors import Problem, Severity, Text
from fengqiao.model import fact
from fengqiao.model.dataset import Hole
from fengqiao.model.fact import REGISTERS, Fact
from fengqiao.model.places import Places
from fengqiao.model.source import COLUMNS, Row, Source, column_letters, spot

BATCH = 4096
NOTHING = frozenset({"零报告", "无", "本期无", "无数据"})
Period = tuple[date | None, date | None]
_KEY, _EXACT = attrgetter("key"), attrgetter("exact")


@attrs.frozen
class Context:
    """What a table is read against."""

    places: Places
    source: Source
    submission: Submission
    hasher: Hasher = attrs.field(repr=False)
    date_system: int = 1900
    roots: tuple[str, ...] = ()
    """What a refused row opens when nothing is known of its place."""


@attrs.define
class Part:
    """What one table became. `rows` = facts + `refused`; `own_ids`: the rows brought their ids with them."""

    source: Source
    spec: TableSpec
    facts: dict[str, list[Fact]] = attrs.field(factory=dict)
    rows: int = 0
    refused: int = 0
    holes: list[Hole] = attrs.field(factory=list)
    problems: list[Problem] = attrs.field(factory=list)
    own_ids: bool = False
    zero: bool = False


@attrs.frozen
class CellPlan:
    """One column whose cells are records of their own, and the time that its heading names."""

    spec: CellSpec
    column: int
    time: dict[str, int]
    memo: Memo


class TableReader:
    """Reads the records below one sheet's headings."""

    def __init__(self, spec: TableSpec, layout: Layout, context: Context) -> None:
        self.spec, self.layout, self.context = spec, layout, context
        self.part = Part(context.source, spec)
        self.cls = REGISTERS[spec.register].fact
        self.domains = REGISTERS[spec.register].fields
        self._last: dict[int, str] = {}
        self._used: set[int] = set()
        place = spec.place or PlaceSpec()
        self._place_columns = [
            (kind, at)
            for kind, headings in place.columns.items()
            if (at := self._column(headings, Text("所在区划", "the division"))) is not None
        ]
        self._fill = [at for kind, at in self._place_columns if kind in place.fill_down]
        day = context.source.until or context.source.reported_on
        self._siting = Siting(
            context.places,
            context.source.unit,
            day,
            [kind for kind, _ in self._place_columns],
            place.level,
            place.names,
        )
        self._sites = Memo(self._siting.read)  # type: ignore[arg-type]  # keyed by the tuple of place cells
        self._split: str | None = None
        self._takes = {name: take for name, field in spec.fields.items() if (take := self._take(name, field))}
        self._extra = {
            name: take for name, (kind, field) in spec.extra.items() if (take := self._take_extra(name, kind, field))
        }
        self._id = self._id_column()
        self._cells = list(self._cell_plans())
        self._year = self._year_columns()
        self._totals = Totals(spec.totals, self._numeric()) if spec.check_totals else Totals(spec.totals)
        self._mapped = sorted(self._used)
        self._unused()

    # -- the plan: which column feeds what

    def _column(self, headings: tuple[str, ...], name: Text, *, needed: bool = True) -> int | None:
        at = self.layout.column(headings)
        if at is not None:
            self._used.add(at)
        elif needed:
            self.part.problems.append(column_missing(self.context.source, self.layout, name, headings))
        return at

    def _take(self, name: str, field: FieldSpec) -> Take | None:
        words = REGISTERS[self.spec.register].words(name)
        if field.division:
            return None
        if field.given is not None:
            return Constant(from_cover(field.given, self.context.submission))
        domain = self.domains[name]
        if field.items:
            found = {
                item: at for item, headings in field.items.items() if (at := self._column(headings, words)) is not None
            }
            of = FieldSpec(column=("",), values=field.values, blank=field.blank)
            parse = parser(of, fact.YesNo(), name=words, system=self.context.date_system)
            return ManyColumns(found, parse) if found else None
        at = self._column(field.column, words)
        if at is None:
            return self._absent(field, words)
        if (self.spec.register, name) == ("posts", "person"):
            return OneColumn(at, identity(self.context.hasher, self.context.source.unit))
        if field.split and not isinstance(domain, fact.Items):
            self._split = name
        return OneColumn(at, parser(field, domain, name=words, system=self.context.date_system))

    def _absent(self, field: FieldSpec, words: Text) -> Take | None:
        """A column that is not there: unknown in every row, and every row refused where it is required."""
        if not field.required:
            return None
        refusal = Refusal(
            "cell.required",
            Text(f"没有{words.zh}一列", f"there is no column for {words.en}"),
            Text("请补上该列", "Add the column"),
        )
        return Constant(refusal, dirty=True)

    def _take_extra(self, name: str, kind: str, field: FieldSpec) -> Take | None:
        from fengqiao.boundary.profilefile import EXTRA_TYPES

        if field.given is not None:
            return Constant(from_cover(field.given, self.context.submission))
        at = self._column(field.column, Text(name, name), needed=False)
        if at is None:
            return None
        return OneColumn(at, parser(field, EXTRA_TYPES[kind], name=Text(name, name), system=self.context.date_system))

    def _id_column(self) -> OneColumn | None:
        at = self._column(self.spec.id, Text("编号", "id")) if self.spec.id else None
        self.part.own_ids = at is not None
        return None if at is None else OneColumn(at, own_id(self.context.hasher))

    def _cell_plans(self) -> Iterator[CellPlan]:
        for spec in self.spec.cells:
            found = []
            if isinstance(spec.headings, str):
                for column, heading in self.layout.named.items():
                    time = heading_time(spec.headings, heading)
                    if time is None and "/" in heading:
                        time = heading_time(spec.headings, heading.rsplit("/", 1)[1])
                    if time is not None and column not in self._used:
                        found.append((column, time))
                if not found:
                    self.part.problems.append(
                        column_missing(self.context.source, self.layout, Text("数量", "the number"), (spec.headings,))
                    )
            else:
                for heading in spec.headings:
                    at = self._column((heading,), Text("数量", "the number"))
                    if at is not None:
                        found.append((at, {}))
            self._used.update(column for column, _ in found)
            for column, time in found:
                parse = parser_of(fact.Whole(), unit=spec.unit) if spec.counts else None
                yield CellPlan(spec, column, time, Memo(parse or (lambda text: text)))

    def _year_columns(self) -> dict[tuple[str, ...], int]:
        headings = {plan.spec.year for plan in self._cells if isinstance(plan.spec.year, tuple)}
        return {h: at for h in headings if (at := self._column(h, Text("年度", "the year"))) is not None}

    def _numeric(self) -> dict[int, Callable[[str], Any]]:
        columns: dict[int, Callable[[str], Any]] = {
            take.column: take.memo.__getitem__
            for name, take in self._takes.items()
            if isinstance(take, OneColumn) and isinstance(self.domains[name], fact.Whole) and name != "year"
        }
        return columns | {plan.column: plan.memo.__getitem__ for plan in self._cells if plan.spec.counts}

    def _unused(self) -> None:
        ignored = {at for heading in self.spec.ignore if (at := self.layout.column((heading,))) is not None}
        patterns = [plain(heading) for heading in self.spec.ignore if "*" in heading]
        left = [
            column
            for column, text in sorted(self.layout.named.items())
            if column not in self._used and column not in ignored and not any(fnmatchcase(text, p) for p in patterns)
        ]
        if left:
            self.part.problems.append(columns_unused(self.context.source, self.layout, left))

    # -- reading

    def read(self, rows: Iterable[Row | Problem]) -> Part:
        """Every record; a Problem among the rows ends the reading and leaves the rest unknown."""
        iterator = iter(rows)
        while batch := list(islice(iterator, BATCH)):
            problem = (
                next((row for row in batch if isinstance(row, Problem)), None) if Problem in map(type, batch) else None
            )
            found: list[Row] = [row for row in batch if isinstance(row, Row)] if problem else batch  # type: ignore[assignment]
            if found:
                self._batch(found)
            if problem is not None:
                self.part.problems.append(problem)
                self._hole(self.spec.register, None, self._window(), problem)
        self.part.problems += self._totals.problems(self.context.source)
        if self.spec.every:
            self._every()
        return self.part

    def _batch(self, batch: Sequence[Row]) -> None:
        if batch[0].number < self.layout.first:
            batch = [row for row in batch if row.number >= self.layout.first]
            if not batch:
                return
        numbers, cells = [row.number for row in batch], [row.cells for row in batch]
        columns = _columns(cells)
        keep, stretches = self._records(numbers, cells, columns)
        if keep is not None:
            numbers = [numbers[i] for i in keep]
            columns = [[column[i] for i in keep] for column in columns]
        count = len(numbers)
        if not count:
            return
        for at in self._fill:
            if at < len(columns):
                columns[at] = self._filled(at, columns[at])
        self._frames(_Batch(numbers, columns, count, stretches))

    def _filled(self, at: int, column: Sequence[str]) -> list[str]:
        last, filled = self._last.get(at, ""), []
        for text in column:
            last = text if text.strip() else last
            filled.append(last)
        self._last[at] = last
        return filled

    def _records(
        self, numbers: Sequence[int], cells: Sequence[tuple[str, ...]], columns: Sequence[Sequence[str]]
    ) -> tuple[list[int] | None, list[int] | None]:
        """Which rows are records (None: all), and the stretch between totals that each stands in (None: the same)."""
        used = [columns[at] for at in self._mapped if at < len(columns)]
        filled = list(map(any, zip(*used, strict=True))) if used else [False] * len(numbers)
        labels = self._labels(columns)
        joined = "".join(chain.from_iterable(columns[at] for at in labels))
        special = any(word in joined for word in self.spec.totals) or any(
            stem in joined for note in self.spec.notes if (stem := note.rstrip("*"))
        )
        lone = len(numbers) < 50
        if all(filled) and not special and not lone:
            return None, None
        keep: list[int] = []
        stretches: list[int] = []
        remarks: list[int] = []
        long = False
        for i, row in enumerate(cells):
            texts = [(c, t) for c, t in enumerate(row) if t.strip()]
            if not texts:
                continue
            label = next((text for c, text in texts if c in labels), texts[0][1])
            word = next((w for at in labels if at < len(row) and (w := self._totals.word(row[at]))), None)
            if word:
                self._totals.total(numbers[i], word, row)
            elif len(texts) == 1 and plain(texts[0][1]) in NOTHING:
                self.part.zero = True
            elif any(fnmatchcase(plain(label), plain(note)) for note in self.spec.notes):
                pass
            elif not filled[i]:
                remarks.append(numbers[i])
                # a line that is only numbered is a form that was not filled in, not a remark
                long = long or max(len(plain(text)) for _, text in texts) > 4
            else:
                keep.append(i)
                stretches.append(self._totals.stretches - 1)
        if remarks and long:
            self.part.problems.append(self._remarks(remarks))
        return keep, stretches

    def _labels(self, columns: Sequence[Sequence[str]]) -> list[int]:
        """The columns in which a total or a remark announces itself: the places, and the first three of the sheet."""
        wanted = {at for _, at in self._place_columns} | set(range(3))
        return sorted(at for at in wanted if at < len(columns))

    def _remarks(self, rows: list[int]) -> Problem:
        shown = "、".join(str(n + 1) for n in rows[:5]) + (" 等" if len(rows) > 5 else "")
        english = ", ".join(str(n + 1) for n in rows[:5]) + (" ..." if len(rows) > 5 else "")
        return Problem(
            "table.remarks",
            self.context.source.where(spot(rows[0], 0)),
            Text(
                f"第 {shown} 行在版式所用的各列中都没有内容，作为备注略过",
                f"row {english} has nothing in the columns that the profile uses and is taken for a remark",
            ),
            Text("若是数据，请核对列的位置", "If it is data, check its columns"),
            Severity.INFO,
        )

    def _frames(self, batch: _Batch) -> None:
        values = {
            name: take.values(batch.columns, batch.count) for name, take in self._takes.items() if name != self._split
        }
        for name, take in self._extra.items():
            values["extra:" + name] = take.values(batch.columns, batch.count)
        self._add_totals(batch, values)
        picked = [batch.columns[at] if at < len(batch.columns) else [""] * batch.count for _, at in self._place_columns]
        if picked:
            sites = list(map(self._sites.__getitem__, zip(*picked, strict=True)))  # type: ignore[arg-type]  # keyed by tuples
        else:
            sites = [self._sites[()]] * batch.count  # type: ignore[index]  # the same
        ids = self._id.values(batch.columns, batch.count) if self._id else None
        bad: dict[int, list[tuple[int, Refusal]]] = {}
        for i, site in enumerate(sites) if self._sites.dirty else ():
            if type(site) is Unsited:
                column = self._place_columns[site.cell][1] if self._place_columns else 0
                bad.setdefault(i, []).append((column, site))
        for name, take in chain(self._takes.items(), (("extra:" + n, t) for n, t in self._extra.items())):
            if take.dirty and name in values:
                for i, refusal in refusals(values[name]):
                    bad.setdefault(i, []).append((take.column, refusal))
        base = _Base(batch, values, sites, ids, bad)
        if self._cells:
            told: set[int] = set()
            for plan in self._cells:
                self._cell_records(base, plan, told)
        elif self._split is not None:
            self._split_records(base, self._split)
        else:
            self._emit(base, self.spec.register, None, {}, self._anchor, None)

    def _add_totals(self, batch: _Batch, values: Mapping[str, Sequence[Any]]) -> None:
        if not self._totals.columns:
            return
        by_column = {
            t.column: values[n] for n, t in self._takes.items() if n in values and t.column in self._totals.columns
        }
        for plan in self._cells:
            if plan.column in self._totals.columns and plan.column < len(batch.columns):
                by_column[plan.column] = list(map(plan.memo.__getitem__, batch.columns[plan.column]))
        for column, found in by_column.items():
            if batch.stretches is None or len(set(batch.stretches)) <= 1:
                self._totals.add(column, found, batch.stretches[0] if batch.stretches else -1)
                continue
            for stretch in sorted(set(batch.stretches)):
                own = [v for v, s in zip(found, batch.stretches, strict=True) if s == stretch]
                self._totals.add(column, own, stretch)

    @property
    def _anchor(self) -> int:
        """The column that a fact of a plain row points at: its date's, else its first field's."""
        dated = REGISTERS[self.spec.register].dated_by
        first = self._takes.get(dated or "") or next(
            (t for t in self._takes.values() if not isinstance(t, Constant)), None
        )
        return first.column if first is not None and not isinstance(first, Constant) else min(self._used, default=0)

    def _split_records(self, base: _Base, name: str) -> None:
        """Several names in one cell: one record each."""
        take = self._takes[name]
        assert isinstance(take, OneColumn)
        column = base.batch.columns[take.column] if take.column < len(base.batch.columns) else [""] * base.batch.count
        parts = [split_cell(text) or [""] for text in column]
        origin = [i for i, found in enumerate(parts) for _ in found]
        values = list(map(take.memo.__getitem__, chain.from_iterable(parts)))
        suffixes = [f"/{k + 1}" if len(found) > 1 else "" for found in parts for k in range(len(found))]
        self._emit(base, self.spec.register, origin, {name: values}, take.column, suffixes)

    def _cell_records(self, base: _Base, plan: CellPlan, told: set[int]) -> None:
        """The cells of one column: numbers over the heading's time, or days."""
        batch = base.batch
        texts = batch.columns[plan.column] if plan.column < len(batch.columns) else [""] * batch.count
        times = self._times(base, plan)
        counted = plan.spec.counts.register if plan.spec.counts else self.spec.register
        if plan.spec.counts:
            found: list[Any] = list(map(plan.memo.__getitem__, texts))
        else:
            system = self.context.date_system
            found = [days(text, time, system=system) for text, time in zip(texts, times, strict=True)]
        origin: list[int] = []
        values: list[Any] = []
        suffixes: list[str] = []
        for i, value in enumerate(found):
            if value is None:
                self._blank_cell(base, i, plan, counted, times[i], told)
                continue
            each = value if isinstance(value, tuple) else (value,)
            for k, one in enumerate(each):
                origin.append(i)
                values.append(one)
                suffixes.append(f"/{k + 1}" if len(each) > 1 else "")
        overrides: dict[str, Any]
        if plan.spec.counts:
            c, at_point = plan.spec.counts, plan.spec.as_of
            point = from_cover(at_point, self.context.submission) if at_point else None
            overrides = {
                "register": repeat(c.register),
                "of": repeat(c.of),
                "placed": repeat(c.placed),
                "level": repeat(c.level),
                "count": values,
                "at": [base.at(i) for i in origin],
                "as_of": repeat(point),
                "since": repeat(None)
                if at_point
                else [t[0] if (t := times[i]) else self.context.source.since for i in origin],
                "until": repeat(None)
                if at_point
                else [t[1] if (t := times[i]) else self.context.source.until for i in origin],
            }
            self._emit(base, "count_returns", origin, overrides, plan.column, suffixes, told, counted)
        else:
            assert plan.spec.dates is not None
            self._emit(
                base, self.spec.register, origin, {plan.spec.dates: values}, plan.column, suffixes, told, counted
            )

    def _times(self, base: _Base, plan: CellPlan) -> list[tuple[date, date] | None]:
        year = plan.spec.year
        if isinstance(year, tuple):
            at = self._year.get(year)
            column = (
                base.batch.columns[at] if at is not None and at < len(base.batch.columns) else [""] * base.batch.count
            )
            return [
                self._within(span(plan.time, int(found[:4]) if (found := plain(text))[:4].isdigit() else None))
                for text in column
            ]
        if isinstance(year, FromCover):
            said = getattr(self.context.submission, year.name)
            year = said.year if said else None
        return [self._within(span(plan.time, year) if plan.time or year else None)] * base.batch.count

    def _within(self, time: tuple[date, date] | None) -> tuple[date, date] | None:
        """A heading's time as far as the source speaks for it: a report from 8 November on says nothing of the 1st."""
        since, until = self._window()
        if time is None or not _overlap(time, (since, until)):
            return time
        return max(time[0], since or time[0]), min(time[1], until or time[1])

    def _blank_cell(
        self, base: _Base, i: int, plan: CellPlan, register: str, time: tuple[date, date] | None, told: set[int]
    ) -> None:
        """A blank cell is unknown: its place stays open for its time, as far as that was reported at all."""
        if i in base.bad:
            self._tell(base, i, told)
        site = base.sites[i]
        window = time or self._window()
        if not _overlap(window, self._window()):
            return
        self._hole(register, site.key if type(site) is Sited else site.within, window, None)

    # -- facts

    def _emit(
        self,
        base: _Base,
        register: str,
        origin: list[int] | None,
        overrides: dict[str, Any],
        column: int,
        suffixes: list[str] | None,
        told: set[int] | None = None,
        counted: str | None = None,
    ) -> None:
        """Builds the records of a frame: `origin` is each record's row in the batch (None: every row once)."""
        count = base.batch.count if origin is None else len(origin)
        told = set() if told is None else told
        bad_records = self._bad_records(base, origin, overrides, column, register, told, counted or register)
        self.part.rows += count
        self.part.refused += len(bad_records)
        if bad_records:
            kept = [k for k in range(count) if k not in bad_records]
            overrides = {n: [v[k] for k in kept] if isinstance(v, list) else v for n, v in overrides.items()}
            suffixes = None if suffixes is None else [suffixes[k] for k in kept]
            origin = kept if origin is None else [origin[k] for k in kept]
            count = len(kept)
        if not count:
            return
        picked = _identity if origin is None else _picker(origin)
        sites = picked(base.sites)
        numbers = picked(base.batch.numbers)
        cls = REGISTERS[register].fact
        known = {a.name for a in attrs.fields(cls)}
        columns: dict[str, Iterable[Any]] = {
            name: picked(values)
            for name, values in base.values.items()
            if name in known and not name.startswith("extra:")
        }
        columns["id"] = self._ids(base, numbers, picked, suffixes, column)
        columns["division"] = list(map(_KEY, sites))
        columns["source"] = repeat(self.context.source)
        columns["cell"] = [number * COLUMNS + column for number in numbers]
        columns["exact"] = list(map(_EXACT, sites))
        if self._extra:
            names = tuple(self._extra)
            columns["extra"] = [
                dict(zip(names, row, strict=True))
                for row in zip(*(picked(base.values["extra:" + name]) for name in names), strict=True)
            ]
        at = self.spec.fields.get("at")
        if at is not None and at.division:
            columns["at"] = [site.key if site.exact else None for site in sites]
        columns |= overrides
        self.part.facts.setdefault(register, []).extend(build(cls, count, columns))

    def _ids(
        self,
        base: _Base,
        numbers: Sequence[int],
        picked: Callable[[Sequence[Any]], Sequence[Any]],
        suffixes: list[str] | None,
        column: int,
    ) -> Sequence[str]:
        source = self.context.source
        prefix = f"{source.file}!{source.sheet}!" if source.sheet else f"{source.file}!"
        if self._cells:
            prefix += column_letters(column)
        made = [f"{prefix}{number + 1}" for number in numbers]
        if base.ids is not None:
            scope = "" if self.spec.id_everywhere or source.unit is None else source.unit + "/"
            made = [scope + own if own else other for own, other in zip(picked(base.ids), made, strict=True)]
            if self._cells:
                made = [f"{one}!{column_letters(column)}" for one in made]
        return made if suffixes is None else [one + suffix for one, suffix in zip(made, suffixes, strict=True)]

    # -- what could not be read

    def _bad_records(
        self,
        base: _Base,
        origin: list[int] | None,
        overrides: dict[str, Any],
        column: int,
        register: str,
        told: set[int],
        counted: str,
    ) -> set[int]:
        own: dict[int, Refusal] = {}
        for values in overrides.values():
            if isinstance(values, list):
                own.update(refusals(values))
        if not own and not base.bad:
            return set()
        records = range(base.batch.count) if origin is None else origin
        refused: set[int] = set()
        for k, i in enumerate(records):
            if i not in base.bad and k not in own:
                continue
            refused.add(k)
            problem = self._tell(base, i, told) if i in base.bad else None
            if k in own:
                problem = self._problem(base.batch.numbers[i], column, own[k], base.sites[i])
            self._open(base, i, overrides, k, counted, problem)
        return refused

    def _tell(self, base: _Base, i: int, told: set[int]) -> Problem | None:
        """A Problem for each bad cell of a row, once."""
        problems = [
            self._problem(base.batch.numbers[i], column, refusal, base.sites[i], tell=i not in told)
            for column, refusal in base.bad[i]
        ]
        told.add(i)
        return problems[0] if problems else None

    def _problem(
        self, number: int, column: int, refusal: Refusal, site: Sited | Unsited, *, tell: bool = True
    ) -> Problem:
        unit = site.key if isinstance(site, Sited) else site.within
        problem = Problem(
            refusal.code, self.context.source.where(spot(number, column), unit), refusal.what, refusal.mend
        )
        if tell:
            self.part.problems.append(problem)
        return problem

    def _open(
        self, base: _Base, i: int, overrides: Mapping[str, Any], k: int, register: str, problem: Problem | None
    ) -> None:
        site = base.sites[i]
        within = site.key if isinstance(site, Sited) else site.within
        window = self._window()
        dated = REGISTERS[self.spec.register].dated_by
        if dated and register == self.spec.register:
            values = overrides.get(dated, base.values.get(dated))
            day = values[k if dated in overrides else i] if isinstance(values, list) else None
            if isinstance(day, date):
                window = (day, day)
        elif "since" in overrides and isinstance(overrides["since"], list):
            window = (overrides["since"][k], overrides["until"][k])
        self._hole(register, within, window, problem)

    def _window(self) -> Period:
        return self.context.source.since, self.context.source.until

    def _hole(self, register: str, unit: str | None, window: Period, problem: Problem | None) -> None:
        units = (unit,) if unit else self.context.submission.units or self.context.roots
        self.part.holes += [Hole(register, one, window[0], window[1], problem) for one in units]

    def _every(self) -> None:
        """Units that should have a row and have none: a warning, and open."""
        from fengqiao.boundary.siting import LEVELS, NAMES
        from fengqiao.model.snapshot import OF_LEVEL

        level = LEVELS[self.spec.every or "village"]
        source = self.context.source
        day = source.until or source.reported_on or self.context.places.editions[-1]
        seen = {site.key for site in self._sites.values() if isinstance(site, Sited)}
        missing = [
            key
            for unit in self.context.submission.units
            for key in self.context.places.on(day).of_kind(OF_LEVEL[level], unit)
            if key not in seen
        ]
        if not missing or self.part.zero:
            return
        names = [self.context.places.unit(key).name for key in missing]
        problem = Problem(
            "table.units-missing",
            source.where(spot(self.layout.row, 0)),
            Text(
                f"缺 {len(missing)} 个{NAMES[level].zh}：{'、'.join(names[:5])}" + ("等" if len(names) > 5 else ""),
                f"{len(missing)} {OF_LEVEL[level]} have no row: {', '.join(names[:5])}"
                + (" ..." if len(names) > 5 else ""),
            ),
            Text("请补报；补报之前按不明处理", "Report them; until then they are unknown"),
            Severity.WARNING,
        )
        self.part.problems.append(problem)
        registers = {plan.spec.counts.register for plan in self._cells if plan.spec.counts} or {self.spec.register}
        for register in sorted(registers):
            for key in missing:
                self._hole(register, key, self._window(), problem)


@attrs.frozen
class _Batch:
    """Records as columns of text, the row number of each, and the stretch between totals that each stands in."""

    numbers: Sequence[int]
    columns: list[Sequence[str]]
    count: int
    stretches: list[int] | None


@attrs.frozen
class _Base:
    """A batch with what its rows say whatever their cells become."""

    batch: _Batch
    values: Mapping[str, Sequence[Any]]
    sites: Sequence[Any]
    ids: Sequence[Any] | None
    bad: Mapping[int, list[tuple[int, Refusal]]]

    def at(self, i: int) -> str | None:
        """What a count return of this row is posted at: its body where a column says so, else its unit."""
        named = self.values.get("at")
        if named is not None:
            return named[i] if isinstance(named[i], str) else None
        site = self.sites[i]
        return site.key if isinstance(site, Sited) and site.exact else None


def _columns(rows: Sequence[tuple[str, ...]]) -> list[Sequence[str]]:
    """Rows as columns. Column by column is three times as fast as one zip over thousands of rows."""
    widths = set(map(len, rows))
    width = max(widths, default=0)
    if len(widths) > 1:
        rows = [row if len(row) == width else row + ("",) * (width - len(row)) for row in rows]
    return [list(map(itemgetter(at), rows)) for at in range(width)]


def _identity(values: Sequence[Any]) -> Sequence[Any]:
    return values


def _picker(origin: list[int]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    return lambda values: [values[i] for i in origin]


def _overlap(a: Period, b: Period) -> bool:
    return (a[0] is None or b[1] is None or a[0] <= b[1]) and (b[0] is None or a[1] is None or b[0] <= a[1])
