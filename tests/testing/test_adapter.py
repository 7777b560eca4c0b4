"""The contract kit itself: for each clause one broken adapter, which breaks that clause and no other."""

from __future__ import annotations

import inspect
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import attrs
import pytest
from pydantic import SecretStr

from fengqiao.plugin import Adapter, Options, Problem, Row, Table, Text, Where
from fengqiao.testing.adapter import AdapterContract, Sample

CLAUSES = [name for name, _ in inspect.getmembers(AdapterContract, inspect.isfunction) if name.startswith("test_")]


class LineOptions(Options):
    path: str
    token: SecretStr = SecretStr("")


class Lines(Adapter[LineOptions]):
    """One table of lines, kept well."""

    name = "lines"
    title = Text("行", "lines")
    options = LineOptions

    def tables(self, options: LineOptions, folder: Path) -> Iterator[Table | Problem]:
        path = folder / options.path
        if not path.is_file():
            yield self.told("missing", options)
        elif path.read_bytes().startswith(b"\xff"):
            yield self.told("broken", options)
        else:
            yield Table(options.path, None, lambda: self.rows(path))

    def told(self, code: str, options: LineOptions) -> Problem:
        return Problem(code, Where(options.path), Text("读不了", "cannot be read"), Text("请补上", "put it there"))

    def rows(self, path: Path) -> Iterator[Row | Problem]:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file):
                yield Row(number, (line.rstrip("\n"),))


class LosesARow(Lines):
    def rows(self, path: Path) -> Iterator[Row | Problem]:
        return (row for row in super().rows(path) if not isinstance(row, Row) or row.number)


class ReadsOnce(Lines):
    def __init__(self) -> None:
        self.calls = 0

    def rows(self, path: Path) -> Iterator[Row | Problem]:
        self.calls += 1
        return (Row(row.number, (f"{self.calls}",)) for row in super().rows(path) if isinstance(row, Row))


class GivesNumbers(Lines):
    def rows(self, path: Path) -> Iterator[Row | Problem]:
        return (Row(row.number, (len(row.cells[0]),)) for row in super().rows(path) if isinstance(row, Row))  # type: ignore[arg-type]  # the defect


class SaysRowZero(Lines):
    def rows(self, path: Path) -> Iterator[Row | Problem]:
        return (Row(0, row.cells) for row in super().rows(path) if isinstance(row, Row))


class RaisesOnMissing(Lines):
    def tables(self, options: LineOptions, folder: Path) -> Iterator[Table | Problem]:
        if not (folder / options.path).exists():
            return iter(())
        return super().tables(options, folder)


class TakesBrokenForEmpty(Lines):
    def tables(self, options: LineOptions, folder: Path) -> Iterator[Table | Problem]:
        return (one for one in super().tables(options, folder) if not isinstance(one, Problem) or one.code != "broken")


class LeavesOpen(Lines):
    def __init__(self) -> None:
        self.files: list[IO[str]] = []

    def rows(self, path: Path) -> Iterator[Row | Problem]:
        self.files.append(path.open(encoding="utf-8"))
        return (Row(number, (line.rstrip("\n"),)) for number, line in enumerate(self.files[-1]))


class HoldsEveryRow(Lines):
    def rows(self, path: Path) -> Iterator[Row | Problem]:
        return iter(list(super().rows(path)))


class WritesWhenMade(Lines):
    def __init__(self) -> None:
        with tempfile.TemporaryFile() as file:
            file.write(b"x")


class ShowsTheToken(Lines):
    def told(self, code: str, options: LineOptions) -> Problem:
        return attrs.evolve(
            super().told(code, options), mend=Text("请核对", f"Check {options.token.get_secret_value()}")
        )


class HasNoTitle(Lines):
    title = Text("", "")


BROKEN: dict[str, type[Lines]] = {
    "test_gives_the_rows_that_are_there": LosesARow,
    "test_gives_the_same_rows_at_every_call": ReadsOnce,
    "test_gives_text": GivesNumbers,
    "test_says_where_each_row_stood": SaysRowZero,
    "test_a_missing_source_is_a_problem": RaisesOnMissing,
    "test_a_broken_source_is_a_problem": TakesBrokenForEmpty,
    "test_closes_what_it_opens": LeavesOpen,
    "test_reads_many_rows_in_bounded_memory": HoldsEveryRow,
    "test_does_nothing_when_imported": WritesWhenMade,
    "test_shows_no_secret": ShowsTheToken,
    "test_says_what_it_is": HasNoTitle,
}


def _sample(folder: Path) -> Sample:
    (folder / "a.txt").write_text("一\n二\n三\n", encoding="utf-8")
    (folder / "broken.txt").write_bytes(b"\xff\x00")
    (folder / "many.txt").write_text("行\n" * 100_000, encoding="utf-8")
    secret = {"token": "s3cr3t"}
    return Sample(
        folder,
        {"path": "a.txt", **secret},
        {("a.txt", None): 3},
        {"path": "no.txt", **secret},
        {"path": "broken.txt", **secret},
        ("s3cr3t",),
        {"path": "many.txt", **secret},
    )


def _breaks(adapter: Adapter[Any], sample: Sample) -> set[str]:
    """The clauses that an adapter breaks."""
    broken = set()
    for clause in CLAUSES:
        test = getattr(AdapterContract(), clause)
        wanted = {"adapter": adapter, "sample": sample}
        try:
            test(**{name: wanted[name] for name in inspect.signature(test).parameters})
        except AssertionError:
            broken.add(clause)
    return broken


def test_every_clause_has_its_broken_adapter() -> None:
    assert set(BROKEN) == set(CLAUSES)


def test_a_good_adapter_breaks_nothing(tmp_path: Path) -> None:
    assert _breaks(Lines(), _sample(tmp_path)) == set()


@pytest.mark.parametrize("clause", BROKEN)
def test_a_broken_adapter_breaks_its_clause_alone(tmp_path: Path, clause: str) -> None:
    adapter = BROKEN[clause]()
    assert _breaks(adapter, _sample(tmp_path)) == {clause}
    for file in getattr(adapter, "files", ()):
        file.close()
