"""A project's sources to a dataset: adapters give text, profiles say what it means, the boundary decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Any

import attrs
from pydantic import ValidationError

from fengqiao.boundary.filed import Filed
from fengqiao.boundary.layout import LOOK, find_layout
from fengqiao.boundary.link import link
from fengqiao.boundary.nearest import nearest
from fengqiao.boundary.part import Context, Part
from fengqiao.boundary.profile import Profile, TableSpec
from fengqiao.boundary.profilerows import Picker
from fengqiao.boundary.rows import TableReader
from fengqiao.boundary.settings import Project, SourceSetting, load_project
from fengqiao.boundary.submission import CoverReader, Submission, from_name
from fengqiao.errors import Problem, ProjectError, Text, Where
from fengqiao.model.dataset import Dataset
from fengqiao.model.source import Row, Source
from fengqiao.model.target import RulePack
from fengqiao.plugin import readwords as words
from fengqiao.plugin.adapter import Adapter, Options, Table
from fengqiao.plugin.manager import Manager
from fengqiao.plugin.readwords import sheet_of, stem
from fengqiao.plugin.stored import stored

Progress = Callable[[str], None]
"""Told the file (and sheet) that is read next."""


def load_pack(id_or_path: str | Path, manager: Manager | None = None, *, schemes: str | Path | None = None) -> RulePack:
    """A rule pack by its id or the path of its folder; PackError with every problem when it cannot be loaded.

    The schemes of a folder stand before the pack's own, and take the place of those with the same id.
    """
    return (manager or Manager()).pack(id_or_path, Path(schemes) if schemes else None)


def read(
    project: Project | str | Path,
    manager: Manager | None = None,
    *,
    known_by: date | None = None,
    progress: Progress | None = None,
) -> Dataset:
    """Everything that a project's sources say; what cannot be read is among the dataset's problems, and not raised.

    Of a project with a `store` it is what the store holds, and a register's facts stay there until somebody looks.
    """
    if not isinstance(project, Project):
        project = load_project(project)
    manager = manager or Manager()
    if project.store is not None:
        data = stored(project, project.store, known_by)
        return data.evolve(problems=tuple(dict.fromkeys((*data.problems, *manager.problems))))
    filed, problems = filings(project, manager, progress or (lambda _: None), whole)
    return link(
        project.places,
        filed,
        problems=chain(project.places.problems, manager.problems, problems),
        known_by=known_by or project.known_by,
        carry=project.carry,
        synthetic=project.synthetic,
        joins=project.join,
    )


@attrs.frozen
class Reading:
    """A table that is about to be read: who reads it, which of its rows are wanted, and all of its rows."""

    entry: int
    table: Table
    spec: TableSpec
    reader: TableReader
    picker: Picker
    rows: Iterable[Row | Problem]


Keep = Callable[[Reading], Sequence[Part]]
"""Reads a table and keeps what it became: in memory, or beside the store that is loaded."""


def whole(reading: Reading) -> Sequence[Part]:
    """Keeps a table in memory."""
    part = reading.reader.read(reading.picker.rows(reading.rows))
    reading.picker.close(part)
    return (part,)


def filings(project: Project, manager: Manager, progress: Progress, keep: Keep) -> tuple[list[Filed], list[Problem]]:
    """Every submission of a project's sources, and what could not be read."""
    filed: list[Filed] = []
    problems: list[Problem] = []
    for setting in project.sources:
        adapter = manager.adapter(setting.adapter)
        profile = manager.profile(setting.profile, project.folder)
        options = options_of(adapter, setting, project, profile)
        reader = _Reader(project, profile, setting, progress, keep)
        for name, tables in groupby(adapter.tables(options, project.folder), key=_file_of):
            group = list(tables)
            problems += [one for one in group if isinstance(one, Problem)]
            filed += reader.file(name, [one for one in group if isinstance(one, Table)])
    return filed, problems


def _file_of(one: Table | Problem) -> str | None:
    return one.file if isinstance(one, Table) else one.where.file


def options_of(adapter: Adapter[Any], setting: SourceSetting, project: Project, profile: Profile) -> Options:
    """What the adapter is told; ProjectError that names the keys, never their values."""
    try:
        return adapter.options.model_validate({**profile.defaults.get(adapter.name, {}), **setting.options})
    except ValidationError as error:
        known = [info.alias or name for name, info in adapter.options.model_fields.items()]
        problems = []
        for one in error.errors(include_input=False, include_url=False, include_context=False):
            key = str(one["loc"][0]) if one["loc"] else ""
            near = nearest(key, known) if one["type"] == "extra_forbidden" else None
            problems.append(
                Problem(
                    "project.option",
                    Where(project.path.name),
                    Text(
                        f"适配器 {adapter.name} 的选项“{key}”{_wrong(one['type']).zh}",
                        f"the option {key!r} of the adapter {adapter.name} {_wrong(one['type']).en}",
                    ),
                    Text(
                        (f"是否为“{near}”？" if near else "") + f"可用：{'、'.join(known)}",
                        (f"Did you mean {near!r}? " if near else "") + f"Allowed: {', '.join(known)}",
                    ),
                )
            )
        raise ProjectError(
            Text(f"项目文件有错误：{problems[0].line('zh')}", f"the project file is wrong: {problems[0].line('en')}"),
            problems=tuple(problems),
        ) from None


def _wrong(kind: str) -> Text:
    match kind:
        case "extra_forbidden":
            return Text("不存在", "does not exist")
        case "missing":
            return Text("没有填写", "is missing")
        case _:
            return Text("不符合要求", "is not of the right kind")


@attrs.frozen
class _Reader:
    """Reads the files of one entry of `sources`."""

    project: Project
    profile: Profile
    setting: SourceSetting
    progress: Progress
    keep: Keep

    def file(self, name: str | None, tables: Sequence[Table]) -> Iterator[Filed]:
        """One submission where there is a cover sheet, else one a sheet."""
        if not tables:
            return
        cover = next((table for table in tables if self.profile.is_cover(sheet_of(table))), None)
        wanted = [(table, self.profile.table(stem(table), sheet_of(table))) for table in tables if table is not cover]
        matched = [(table, specs) for table, specs in wanted if specs]
        if cover is not None or not self._above:
            yield self._submission(name, cover, matched, tables)
        else:
            for table, specs in matched:
                yield self._submission(name, None, [(table, specs)], tables)
            if not matched:
                yield self._submission(name, None, [], tables)

    @property
    def _above(self) -> bool:
        """Whether each sheet says above its headings what it covers."""
        return self.profile.cover is not None and not self.profile.cover.sheet

    def _submission(
        self,
        name: str | None,
        cover: Table | None,
        matched: Sequence[tuple[Table, Sequence[TableSpec]]],
        tables: Sequence[Table],
    ) -> Filed:
        submission = self._named(name, matched[0][0].sheet if len(matched) == 1 else None)
        filed = Filed(name, submission, cover=Source(file=name, digest=tables[0].digest), entry=self.setting.index)
        spec = self.profile.cover
        if cover is not None and spec is not None:
            rows = self._rows(cover, filed)
            filed.cover = Source(file=name, sheet=cover.sheet, digest=cover.digest)
            reader = CoverReader(spec, filed.cover, self.project.places)
            filed.submission = reader.read(rows, submission)
            filed.problems += reader.problems
        elif spec is not None and spec.sheet and not submission.known:
            filed.problems.append(words.no_cover(name, spec.sheet))
        for table, specs in matched:
            for table_spec in specs:
                filed.parts.extend(self._table(table, table_spec, filed))
        used = {id(table) for table, _ in matched} | {id(cover)}
        if not matched:
            filed.problems.append(words.no_sheets(name, self.profile, tables))
        elif cover is not None or not self._above or matched[0][0] is self._first(tables):
            filed.problems += [
                words.not_read(t) for t in tables if id(t) not in used and not self._is_known(t) and any(t.rows())
            ]
        return filed

    def _first(self, tables: Sequence[Table]) -> Table | None:
        return next((t for t in tables if self._is_read(t)), None)

    def _is_known(self, table: Table) -> bool:
        """Whether a sheet is read, or holds what goes with the cover: its lists."""
        return self._is_read(table) or self.profile.is_cover(sheet_of(table))

    def _is_read(self, table: Table) -> bool:
        return bool(self.profile.table(stem(table), sheet_of(table)))

    def _named(self, file: str | None, sheet: str | None) -> Submission:
        """What the project file says is covered, and what the file's own name adds."""
        covers = self.setting.covers
        said = from_name(self.profile.cover.name, file or "", sheet) if self.profile.cover else {}
        if "year" in said:
            year, month = int(said["year"]), int(said.get("month") or 0)
            first = date(year, month or 1, 1)
            last = date.fromordinal(date(year + (month or 12) // 12, (month or 12) % 12 + 1, 1).toordinal() - 1)
            # a shard speaks for its own time alone, and for no more than the project file says of all of them
            since, until = max(first, covers.since or first), min(last, covers.until or last)
            covers = attrs.evolve(covers, since=since, until=until)
        if "unit" in said:
            units = self.project.places.find(said["unit"])
            if len(units) == 1:
                covers = attrs.evolve(covers, units=(units[0].key,), known=True)
        return covers

    def _rows(self, table: Table, filed: Filed, count: int | None = None) -> list[Row]:
        rows: list[Row] = []
        for row in islice(table.rows(), count):
            if isinstance(row, Problem):
                filed.problems.append(row)
            else:
                rows.append(row)
        return rows

    def _table(self, table: Table, spec: TableSpec, filed: Filed) -> Sequence[Part]:
        self.progress(f"{table.file or ''} {table.sheet or ''}".strip())
        rows = table.rows()
        look = max(LOOK, spec.header.row or 0) + spec.header.rows + 1
        start = list(islice(rows, look))
        head = [row for row in start if isinstance(row, Row)]
        source = Source(table.file, table.sheet, digest=table.digest)
        if self._above and self.profile.cover is not None:
            reader = CoverReader(self.profile.cover, source, self.project.places)
            filed.submission = reader.read(head, filed.submission)
            filed.problems += reader.problems
            filed.cover = source
        submission = filed.submission
        since, until = submission.span(spec.register)
        source = attrs.evolve(
            source, unit=submission.unit, since=since, until=until, reported_on=submission.reported_on
        )
        context = Context(
            self.project.places,
            source,
            submission,
            self.project.hasher,
            self.profile.date_system,
            self.project.places.roots,
        )
        broken = next((row for row in start if isinstance(row, Problem)), None)
        layout = (
            find_layout(head, spec.header, table.merged() if spec.header.rows > 1 else (), source)
            if head
            else words.no_rows(source)
        )
        if isinstance(layout, Problem) and broken is not None:
            layout = broken  # it, and not missing headings, is why there are none
        if isinstance(layout, Problem):
            return (self._unread(context, spec, layout),)
        if table.hidden:
            filed.problems.append(words.hidden(source))
        rows_reader, picker = TableReader(spec, layout, context), Picker(spec, layout, context)
        return self.keep(Reading(self.setting.index, table, spec, rows_reader, picker, chain(start, rows)))

    def _unread(self, context: Context, spec: TableSpec, problem: Problem) -> Part:
        """A table of which nothing could be read leaves its registers open."""
        part = Part(context.source, spec, problems=[problem])
        registers = sorted({*spec.registers, *(cell.counts.register for cell in spec.cells if cell.counts)})
        for register in registers:
            part.open(register, context.submission.units or context.roots, context.window, problem)
        return part
