"""One table's rows of text to facts and problems, in batches by column.

Only rows with a defect are looked at one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fnmatch import fnmatchcase
from itertools import chain, islice
from operator import attrgetter, itemgetter
from typing import Any

import attrs

from fengqiao.boundary.cells import Refusal
from fengqiao.boundary.fields import refusals
from fengqiao.boundary.frames import Base, Batch, Frame, cell_frame, columns_of, picker, split_frame
from fengqiao.boundary.layout import Layout
from fengqiao.boundary.part import Context, Part, Period, overlap
from fengqiao.boundary.plan import Plan
from fengqiao.boundary.profile import TableSpec, plain
from fengqiao.boundary.siting import LEVELS, NAMES, Sited, Unsited
from fengqiao.boundary.totals import Totals
from fengqiao.errors import Problem, Severity, Text
from fengqiao.model.fact import REGISTERS
from fengqiao.model.snapshot import OF_LEVEL
from fengqiao.model.source import COLUMNS, Row, column_letters, spot

BATCH = 512
"""Larger ones are slower: their rows (one object each) outlive a young collection, which 700 new objects begin."""
FEW = 50
"""Sheets as short as this are looked through for a lone 零报告."""
NOTHING = frozenset({"零报告", "无", "本期无", "无数据"})
_KEY, _EXACT = attrgetter("key"), attrgetter("exact")


class TableReader:
    """Reads the records below one sheet's headings."""

    def __init__(self, spec: TableSpec, layout: Layout, context: Context) -> None:
        self.spec, self.layout, self.context = spec, layout, context
        self.plan = Plan(spec, layout, context)
        self.part = Part(context.source, spec, problems=self.plan.problems, own_ids=self.plan.id is not None)
        self._totals = Totals(spec.totals, self.plan.numeric() if spec.check_totals else {})
        self._above: dict[int, str] = {}
        self._told: set[int] = set()
        self._before: frozenset[str] = frozenset()

    def read(self, rows: Iterable[Row | Problem]) -> Part:
        """Every record; a Problem among the rows ends the reading and leaves the rest unknown."""
        for _ in self.batches(rows):
            pass
        return self.end()

    def batches(self, rows: Iterable[Row | Problem]) -> Iterator[None]:
        """Reads on and stops after each batch: what was read so far may then be taken by `cut`."""
        iterator = iter(rows)
        while batch := list(islice(iterator, BATCH)):
            broken: list[Problem] = []
            if Problem in set(map(type, batch)):
                broken = [row for row in batch if isinstance(row, Problem)]
            found = [row for row in batch if isinstance(row, Row)] if broken else batch
            if found and found[0].number < self.layout.first:  # type: ignore[union-attr]  # the Problems are out
                found = [row for row in found if row.number >= self.layout.first]  # type: ignore[union-attr]  # the same
            self._batch(found)  # type: ignore[arg-type]  # the same
            for problem in broken:
                self.part.problems.append(problem)
                self.part.open(self.spec.register, self._units(None), self.context.window, problem)
            yield

    def end(self) -> Part:
        """What is known only when all rows were read, and the part."""
        self.part.problems += self._totals.problems(self.context.source)
        if self.spec.every and not self.part.zero:
            self._every(LEVELS.get(self.spec.every) and self.spec.every)
        return self.part

    def cut(self) -> Part:
        """Hands over what was read so far, and goes on with an empty part."""
        done = self.part
        self.part = Part(done.source, done.spec, own_ids=done.own_ids, zero=done.zero)
        return done

    def state(self) -> dict[str, Any]:
        """What the rows read so far mean for those to come, as JSON."""
        return {
            "above": list(self._above.items()),
            "seen": sorted(self._seen()) if self.spec.every else [],
            "totals": self._totals.state(),
            "zero": self.part.zero,
        }

    def resume(self, state: Mapping[str, Any]) -> None:
        """Goes on where another reader of the same table was cut."""
        self._above = dict(map(tuple, state["above"]))
        self._before = frozenset(state["seen"])
        self._totals.resume(state["totals"])
        self.part = Part(self.part.source, self.spec, own_ids=self.part.own_ids, zero=state["zero"])

    def _seen(self) -> set[str]:
        """The units that have a row."""
        return {site.key for site in self.plan.sites.values() if isinstance(site, Sited)} | self._before

    def _batch(self, rows: Sequence[Row]) -> None:
        if not rows:
            return
        numbers: list[int] = list(map(itemgetter(0), rows))
        cells: list[tuple[str, ...]] = list(map(itemgetter(1), rows))
        columns = columns_of(cells)
        keep, stretches = self._records(numbers, cells, columns)
        if keep is not None:
            numbers = [numbers[i] for i in keep]
            columns = [[column[i] for i in keep] for column in columns]
        if not numbers:
            return
        for at in self.plan.fill:
            if at < len(columns):
                columns[at] = self._filled_down(at, columns[at])
        self._frames(Batch(numbers, columns, len(numbers), stretches))

    # -- which rows are records

    def _records(
        self, numbers: Sequence[int], cells: Sequence[tuple[str, ...]], columns: Sequence[Sequence[str]]
    ) -> tuple[list[int] | None, list[int] | None]:
        """Which rows are records (None: all), and the stretch between totals that each stands in (None: the same)."""
        used = [columns[at] for at in self.plan.mapped if at < len(columns)]
        # one column without a blank cell says it of every row; only where there is none are the rows looked at
        whole = any("" not in column for column in used) or (bool(used) and all(map(any, zip(*used, strict=True))))
        labels = self.plan.labels(len(columns))
        joined = "".join(chain.from_iterable(columns[at] for at in labels))
        special = any(word in joined for word in self.spec.totals) or any(
            stem in joined for note in self.spec.notes if (stem := note.rstrip("*"))
        )
        if whole and not special and len(numbers) >= FEW:
            return None, None
        filled = list(map(any, zip(*used, strict=True))) if used else [False] * len(numbers)
        keep: list[int] = []
        stretches: list[int] = []
        remarks: list[int] = []
        for i, row in enumerate(cells):
            kind = self._kind(row, labels, filled=filled[i])
            if kind == "record":
                keep.append(i)
                stretches.append(self._totals.stretches - 1)
            elif kind == "remark":
                remarks.append(numbers[i])
            elif kind == "zero":
                self.part.zero = True
            elif kind:
                self._totals.total(numbers[i], kind, row)
        if remarks:
            self.part.problems.append(self._remarks(remarks))
        return keep, stretches

    def _kind(self, row: tuple[str, ...], labels: Sequence[int], *, filled: bool) -> str | None:
        """record, remark, zero, the word of a total, or None for a row that says nothing."""
        texts = [(c, text) for c, text in enumerate(row) if text.strip()]
        if not texts:
            return None
        word = next((w for at in labels if at < len(row) and (w := self._totals.word(row[at]))), None)
        if word:
            return word
        if len(texts) == 1 and plain(texts[0][1]) in NOTHING:
            return "zero"
        label = next((text for c, text in texts if c in labels), texts[0][1])
        if any(fnmatchcase(plain(label), plain(note)) for note in self.spec.notes):
            return None
        if filled:
            return "record"
        # a line that is only numbered is a form that was not filled in, not a remark
        return "remark" if max(len(plain(text)) for _, text in texts) > 4 else None

    def _filled_down(self, at: int, column: Sequence[str]) -> list[str]:
        last, filled = self._above.get(at, ""), []
        for text in column:
            last = text if text.strip() else last
            filled.append(last)
        self._above[at] = last
        return filled

    # -- what they say

    def _frames(self, batch: Batch) -> None:
        plan = self.plan
        self._told.clear()
        values = {
            name: take.values(batch.columns, batch.count) for name, take in plan.all_takes.items() if name != plan.split
        }
        self._sum(batch, values)
        if plan.places:
            sites = list(map(plan.sites.__getitem__, zip(*(batch.texts(at) for _, at in plan.places), strict=True)))  # type: ignore[arg-type]  # keyed by tuples
        else:
            sites = [plan.sites[()]] * batch.count  # type: ignore[index]  # the same
        ids = plan.id.values(batch.columns, batch.count) if plan.id else None
        base = Base(batch, values, sites, ids, self._bad(values, sites))
        if plan.cells:
            for cell in plan.cells:
                frame = cell_frame(base, plan, cell)
                self._blank(base, frame)
                self._emit(base, frame)
        elif plan.split is not None:
            self._emit(base, split_frame(base, plan, plan.split))
        else:
            self._emit(base, Frame(self.spec.register, None, {}, plan.anchor, counted=self.spec.register))

    def _bad(self, values: Mapping[str, Sequence[Any]], sites: Sequence[Any]) -> dict[int, list[tuple[int, Refusal]]]:
        """The cells of each row that could not be read."""
        bad: dict[int, list[tuple[int, Refusal]]] = {}
        lost = self.plan.sites.dirty and Unsited in set(map(type, sites))
        for i, site in enumerate(sites) if lost else ():
            if isinstance(site, Unsited):
                column = self.plan.places[site.cell][1] if self.plan.places else 0
                bad.setdefault(i, []).append((column, site))
        for name, take in self.plan.all_takes.items():
            if take.dirty and name in values:
                for i, refusal in refusals(values[name]):
                    bad.setdefault(i, []).append((take.column, refusal))
        return bad

    def _sum(self, batch: Batch, values: Mapping[str, Sequence[Any]]) -> None:
        """Adds the numeric columns up, for the totals."""
        numeric = self._totals.columns
        columns = {t.column: values[n] for n, t in self.plan.takes.items() if n in values and t.column in numeric}
        for cell in self.plan.cells:
            if cell.column in numeric:
                columns[cell.column] = list(map(cell.memo.__getitem__, batch.texts(cell.column)))
        stretches = batch.stretches or []
        for column, found in columns.items():
            if len(set(stretches)) <= 1:
                self._totals.add(column, found, stretches[0] if stretches else -1)
                continue
            for stretch in sorted(set(stretches)):
                own = [value for value, one in zip(found, stretches, strict=True) if one == stretch]
                self._totals.add(column, own, stretch)

    def _blank(self, base: Base, frame: Frame) -> None:
        """A blank cell is unknown: its place stays open for its time, as far as that was reported at all."""
        for i, time in frame.blank:
            if i in base.bad:
                self._tell(base, i)
            window = time or self.context.window
            if overlap(window, self.context.window):
                self.part.open(frame.counted, self._units(base.sites[i]), window, None)

    # -- facts

    def _emit(self, base: Base, frame: Frame) -> None:
        """Builds the records of a frame, without those that are refused."""
        count = base.batch.count if frame.origin is None else len(frame.origin)
        refused = self._refused(base, frame)
        self.part.rows += count
        self.part.refused += len(refused)
        if refused:
            kept = [k for k in range(count) if k not in refused]
            frame = attrs.evolve(
                frame,
                origin=kept if frame.origin is None else [frame.origin[k] for k in kept],
                own={n: [v[k] for k in kept] if isinstance(v, list) else v for n, v in frame.own.items()},
                suffixes=None if frame.suffixes is None else [frame.suffixes[k] for k in kept],
            )
            count = len(kept)
        if count:
            self.part.add(frame.register, count, self._columns(base, frame))

    def _columns(self, base: Base, frame: Frame) -> dict[str, Iterable[Any]]:
        picked = picker(frame.origin)
        sites, numbers = picked(base.sites), picked(base.batch.numbers)
        known = {field.name for field in attrs.fields(REGISTERS[frame.register].fact)}
        columns: dict[str, Iterable[Any]] = {n: picked(values) for n, values in base.values.items() if n in known}
        if (ids := self._ids(base, frame, numbers)) is not None:
            columns["id"] = ids
        columns["division"] = list(map(_KEY, sites))
        columns["cell"] = [number * COLUMNS + frame.column for number in numbers]
        columns["exact"] = list(map(_EXACT, sites))
        if self.plan.extra:
            names = tuple(self.plan.extra)
            local = zip(*(picked(base.values["extra:" + name]) for name in names), strict=True)
            columns["extra"] = [dict(zip(names, row, strict=True)) for row in local]
        at = self.spec.fields.get("at")
        if at is not None and at.division:
            columns["at"] = [site.key if site.exact else None for site in sites]
        return {**columns, **frame.own}

    def _ids(self, base: Base, frame: Frame, numbers: Sequence[int]) -> Sequence[str] | None:
        """Each record's own id, else the file, sheet and place that it stood in; None where that is its row."""
        if base.ids is None and frame.suffixes is None and not self.plan.cells:
            return None
        source = self.context.source
        letters = column_letters(frame.column) if self.plan.cells else ""
        made = [f"{source.prefix}{letters}{number + 1}" for number in numbers]
        if base.ids is not None:
            scope = "" if self.spec.id_everywhere or source.unit is None else source.unit + "/"
            end = f"!{letters}" if letters else ""
            own = picker(frame.origin)(base.ids)
            made = [f"{scope}{one}{end}" if one else other for one, other in zip(own, made, strict=True)]
        if frame.suffixes is None:
            return made
        return [one + suffix for one, suffix in zip(made, frame.suffixes, strict=True)]

    # -- what could not be read

    def _refused(self, base: Base, frame: Frame) -> set[int]:
        own: dict[int, Refusal] = {}
        for values in frame.own.values():
            if isinstance(values, list):
                own.update(refusals(values))
        if not own and not base.bad:
            return set()
        refused: set[int] = set()
        records = [(k, k) for k in sorted({*base.bad, *own})] if frame.origin is None else enumerate(frame.origin)
        for k, i in records:
            if i not in base.bad and k not in own:
                continue
            refused.add(k)
            problem = self._tell(base, i) if i in base.bad else None
            if k in own:
                problem = self._problem(base.batch.numbers[i], frame.column, own[k], base.sites[i])
                self.part.problems.append(problem)
            self.part.open(frame.counted, self._units(base.sites[i]), self._time(base, frame, i, k), problem)
        return refused

    def _tell(self, base: Base, i: int) -> Problem:
        """A Problem for each bad cell of a row, once for the row."""
        problems = [self._problem(base.batch.numbers[i], at, why, base.sites[i]) for at, why in base.bad[i]]
        if i not in self._told:
            self._told.add(i)
            self.part.problems += problems
        return problems[0]

    def _problem(self, number: int, column: int, refusal: Refusal, site: Sited | Unsited) -> Problem:
        unit = site.key if isinstance(site, Sited) else site.within
        where = self.context.source.where(spot(number, column), unit)
        return Problem(refusal.code, where, refusal.what, refusal.mend)

    def _time(self, base: Base, frame: Frame, i: int, k: int) -> Period:
        """When a refused record was: its own date, else its heading's time, else all that the source speaks for."""
        dated = REGISTERS[self.spec.register].dated_by
        if frame.register == "count_returns" and "since" in frame.own:
            return frame.own["since"][k] or self.context.window[0], frame.own["until"][k] or self.context.window[1]
        if dated:
            day = frame.own[dated][k] if dated in frame.own else base.values[dated][i] if dated in base.values else None
            if isinstance(day, date):
                return day, day
        return (frame.times[k] if frame.times else None) or self.context.window

    def _units(self, site: Sited | Unsited | None) -> tuple[str, ...]:
        """The smallest units that surely hold a row."""
        unit = site.key if isinstance(site, Sited) else site.within if site is not None else None
        return (unit,) if unit else self.context.submission.units or self.context.roots

    # -- words

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

    def _every(self, level: str | None) -> None:
        """Units that should have a row and have none: a warning, and open."""
        if level is None:
            return
        source, places = self.context.source, self.context.places
        kind = OF_LEVEL[LEVELS[level]]
        snapshot = places.on(source.until or source.reported_on or places.editions[-1])
        seen = self._seen()
        units = self.context.submission.units
        missing = [key for unit in units for key in snapshot.of_kind(kind, unit) if key not in seen]
        if not missing:
            return
        names = [places.unit(key).name for key in missing[:5]]
        problem = Problem(
            "table.units-missing",
            source.where(spot(self.layout.row, 0)),
            Text(
                f"缺 {len(missing)} 个{NAMES[LEVELS[level]].zh}：{'、'.join(names)}"
                + ("等" if len(missing) > 5 else ""),
                f"{len(missing)} {kind} have no row: {', '.join(names)}" + (" ..." if len(missing) > 5 else ""),
            ),
            Text("请补报；补报之前按不明处理", "Report them; until then they are unknown"),
            Severity.WARNING,
        )
        self.part.problems.append(problem)
        registers = {cell.spec.counts.register for cell in self.plan.cells if cell.spec.counts} or {self.spec.register}
        for register in sorted(registers):
            for key in missing:
                self.part.open(register, (key,), self.context.window, problem)
