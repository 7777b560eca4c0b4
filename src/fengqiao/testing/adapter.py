"""The contract of an adapter, as tests to inherit: an author writes two fixtures and an empty class.

`adapter` gives the adapter, `sample` a `Sample`; docs/adapters.md shows both.
"""

from __future__ import annotations

import contextlib
import gc
import os
import subprocess
import sys
import tracemalloc
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from fengqiao.plugin import Adapter, Problem, Row, Table

_WATCH = """
import sys, importlib
seen = []
CODE = (".py", ".pyc", ".pyd", ".so", ".dll", ".dylib", ".zip")
def hook(event, args):
    if event.startswith(("socket.", "subprocess.", "os.system", "urllib.")):
        seen.append(event)
    elif event == "open" and isinstance(args[0], str) and not args[0].endswith(CODE) and ".pyc." not in args[0]:
        seen.append(f"open {args[0]}")
    elif event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+") and ".pyc" not in str(args[0]):
        seen.append(f"write {args[0]}")
sys.path[:0] = sys.argv[3:]
import fengqiao.plugin, fengqiao.plugin.manager
sys.addaudithook(hook)
getattr(importlib.import_module(sys.argv[1]), sys.argv[2])()
print("\\n".join(seen))
"""

_FLOOR, _A_ROW = 4_000_000, 32
"""Bytes that any reader may hold, and bytes a row beyond: a Row that is kept takes at least four times that."""


@attrs.frozen
class Sample:
    """A source to try an adapter on.

    `options` reads it below `folder`, `rows` says how many rows each (file, sheet) has, blank ones in between included.
    `missing` are options that name a source that is not there, `broken` options of one that is no such source at all.
    `secrets` are texts among the options that nobody may see. `many` are options that name a source of very many
    rows (a million, say) to be read in bounded memory; None where the format holds no more than its limits let in.
    """

    folder: Path
    options: Mapping[str, Any]
    rows: Mapping[tuple[str | None, str | None], int]
    missing: Mapping[str, Any]
    broken: Mapping[str, Any]
    secrets: tuple[str, ...] = ()
    many: Mapping[str, Any] | None = None


class AdapterContract:
    """What every adapter keeps. Each test says one clause."""

    def test_gives_the_rows_that_are_there(self, adapter: Adapter[Any], sample: Sample) -> None:
        """Every table, and in each as many rows as expected."""
        found = {(table.file, table.sheet): len(_rows(table)) for table in _tables(adapter, sample, sample.options)}
        assert found == dict(sample.rows)

    def test_gives_the_same_rows_at_every_call(self, adapter: Adapter[Any], sample: Sample) -> None:
        """A table can be read twice, and so can the source."""
        first, second = ([(t, _rows(t), _rows(t)) for t in _tables(adapter, sample, sample.options)] for _ in range(2))
        for (table, once, twice), (again, thrice, _) in zip(first, second, strict=True):
            assert table == again
            assert once == twice == thrice, f"{table} gave other rows at another call"

    def test_gives_text(self, adapter: Adapter[Any], sample: Sample) -> None:
        """Cells are text and nothing else; "" is a blank cell."""
        for table in _tables(adapter, sample, sample.options):
            for row in _rows(table):
                assert type(row.cells) is tuple
                assert all(type(cell) is str for cell in row.cells), f"{table}: row {row.number} holds what is not text"

    def test_says_where_each_row_stood(self, adapter: Adapter[Any], sample: Sample) -> None:
        """No two rows stand in the same place, and rows come from the top."""
        places = [(table.file, table.sheet) for table in _tables(adapter, sample, sample.options)]
        assert len(places) == len(set(places)), "two tables stand in the same place"
        for table in _tables(adapter, sample, sample.options):
            numbers = [row.number for row in _rows(table)]
            assert numbers == sorted(set(numbers)), f"{table}: two rows stand in the same place, or not in order"
            assert not numbers or numbers[0] >= 0

    def test_a_missing_source_is_a_problem(self, adapter: Adapter[Any], sample: Sample) -> None:
        """Nothing is raised: what is not there is told, with its place and how to mend it."""
        _told(adapter, sample, sample.missing)

    def test_a_broken_source_is_a_problem(self, adapter: Adapter[Any], sample: Sample) -> None:
        """Nothing is raised, and what cannot be read is not taken for empty."""
        _told(adapter, sample, sample.broken)

    def test_closes_what_it_opens(self, adapter: Adapter[Any], sample: Sample) -> None:
        """Also when a reader stops half way."""
        before = _open_files()
        for table in _tables(adapter, sample, sample.options):
            rows = table.rows()
            next(rows, None)
            close = getattr(rows, "close", None)
            if close is not None:
                close()
            _rows(table)
        half = adapter.tables(adapter.options.model_validate(dict(sample.options)), sample.folder)
        next(half, None)
        close = getattr(half, "close", None)
        if close is not None:
            close()
        # what is still referred to is still open; nothing here waits for the collector
        assert not (still := _open_files() - before), f"still open: {still}"

    def test_reads_many_rows_in_bounded_memory(self, adapter: Adapter[Any], sample: Sample) -> None:
        """A long table is never held whole: less memory than a fraction of its rows would take."""
        if sample.many is None:
            return
        rows = 0
        tracemalloc.start()
        try:
            for table in adapter.tables(adapter.options.model_validate(dict(sample.many)), sample.folder):
                assert isinstance(table, Table), f"{table} instead of a table"
                rows += sum(1 for _ in table.rows())
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert peak <= _FLOOR + _A_ROW * rows, f"{peak:,} bytes were held to read {rows:,} rows"

    def test_does_nothing_when_imported(self, adapter: Adapter[Any]) -> None:
        """Importing the module and making the adapter opens no file and no socket."""
        kind = type(adapter)
        command = [sys.executable, "-c", _WATCH, kind.__module__, kind.__qualname__, *filter(None, sys.path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603  # this Python
        assert done.returncode == 0, done.stderr
        assert not done.stdout.strip(), f"importing {kind.__module__} did: {done.stdout}"

    def test_shows_no_secret(self, adapter: Adapter[Any], sample: Sample) -> None:
        """Neither a secret nor a path of the machine is in a name, a repr or a message."""
        hidden = (*sample.secrets, str(sample.folder.resolve()))
        shown = [
            repr(adapter),
            *(repr(adapter.options.model_validate(dict(o))) for o in (sample.options, sample.missing)),
        ]
        for options in (sample.options, sample.missing, sample.broken):
            for one in _all(adapter, sample, options):
                shown.append(repr(one))
                shown += [one.line("zh"), one.line("en")] if isinstance(one, Problem) else []
        for secret in hidden:
            assert not [text for text in shown if secret in text], f"{secret!r} is shown"

    def test_says_what_it_is(self, adapter: Adapter[Any]) -> None:
        """A name that can be written in a project file, a title in Chinese and English."""
        assert adapter.name
        assert adapter.name == adapter.name.strip().lower()
        assert adapter.title.zh
        assert adapter.title.en


def _all(adapter: Adapter[Any], sample: Sample, options: Mapping[str, Any]) -> list[Table | Problem | Row]:
    """The tables, their problems and those of their rows."""
    found: list[Table | Problem | Row] = []
    for one in adapter.tables(adapter.options.model_validate(dict(options)), sample.folder):
        found.append(one)
        if isinstance(one, Table):
            found += [row for row in one.rows() if isinstance(row, Problem)]
    return found


def _tables(adapter: Adapter[Any], sample: Sample, options: Mapping[str, Any]) -> list[Table]:
    found = list(adapter.tables(adapter.options.model_validate(dict(options)), sample.folder))
    return [one for one in found if isinstance(one, Table)]


def _rows(table: Table) -> list[Row]:
    return [row for row in table.rows() if not isinstance(row, Problem)]


def _told(adapter: Adapter[Any], sample: Sample, options: Mapping[str, Any]) -> None:
    found = _all(adapter, sample, options)
    problems = [one for one in found if isinstance(one, Problem) and one.severity.value == "error"]
    assert problems, "nothing was told"
    for problem in problems:
        assert str(problem.where), f"{problem.code} names no place"
        assert all((problem.what.zh, problem.what.en, problem.mend.zh, problem.mend.en)), f"{problem.code} lacks words"


def _open_files() -> Counter[str]:
    """What this process holds open, by name; what something else closes meanwhile makes it no less."""
    gc.collect()
    folder = Path("/dev/fd")
    if not folder.exists():
        # where there is no such folder (Windows), an open file shows by the objects that this Python counts itself
        return Counter(type(o).__name__ for o in gc.get_objects() if type(o).__name__ == "TextIOWrapper")
    found: Counter[str] = Counter()
    for name in os.listdir(folder):  # noqa: PTH208  a handle is no path
        with contextlib.suppress(OSError):  # the one that lists them is closed by now
            found[str((folder / name).readlink())] += 1
    return found
