"""Tables read batch by batch: each becomes files and a journal entry, from which a load that was stopped goes on."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import attrs

from fengqiao.boundary.kept import opened, reopened, retold, told
from fengqiao.boundary.part import Part
from fengqiao.boundary.rows import BATCH as TAKEN
from fengqiao.errors import Problem
from fengqiao.model.columns import Columns
from fengqiao.model.fact import Fact
from fengqiao.model.source import Row
from fengqiao.plugin.read import Progress, Reading


@attrs.frozen
class Keeper:
    """Keeps each table in batches below a folder; what was kept before is taken from there."""

    work: Path
    batch: int
    progress: Progress
    joined: frozenset[str]
    """Registers that several sources tell of: their facts change one by one, and are held in memory meanwhile."""
    prefixes: dict[str, set[str]] = attrs.field(factory=dict)
    again: set[str] = attrs.field(factory=set)
    """Registers that may hold the same rows twice: the same sheet was read more than once."""

    def keep(self, reading: Reading) -> Sequence[Part]:
        """What a table became, one part a batch."""
        table = reading.table
        identity = [reading.entry, table.file, table.sheet, table.digest, repr(reading.spec)]
        folder = self.work / hashlib.sha256(repr(identity).encode()).hexdigest()[:24]
        self._note(reading)
        entries = [json.loads(path.read_text(encoding="utf-8")) for path in _journal(folder)]
        rows = iter(reading.rows)
        if entries and not entries[-1]["last"] and not _passed(rows, entries, table.digest):
            # the source is not what it was, and has no hash that would have told
            shutil.rmtree(folder)
            entries, rows = [], iter(table.rows())
        parts = [self._part(reading, folder, i, entry) for i, entry in enumerate(entries)]
        if not entries or not entries[-1]["last"]:
            if entries:
                reading.reader.resume(entries[-1]["reader"])
                reading.picker.resume(entries[-1]["picker"])
            parts += self._read(reading, folder, rows, len(entries))
        return parts

    def _note(self, reading: Reading) -> None:
        prefix = reading.reader.context.source.prefix
        for register in reading.spec.registers:
            seen = self.prefixes.setdefault(register, set())
            if prefix in seen:
                self.again.add(register)
            seen.add(prefix)

    def _read(self, reading: Reading, folder: Path, rows: Iterator[Row | Problem], number: int) -> Iterator[Part]:
        """Reads on from where the rows stand, and keeps a part whenever a batch is full."""
        folder.mkdir(exist_ok=True)
        counted = _Counted(rows, hashes=reading.table.digest is None)
        reader, picker = reading.reader, reading.picker
        for _ in reader.batches(picker.rows(counted)):
            if counted.taken + TAKEN > self.batch:
                yield self._cut(reading, folder, number, counted, last=False)
                number += 1
                self.progress(f"{reading.table.file or ''} {reading.table.sheet or ''} {number * self.batch:,}".strip())
        reader.end()
        picker.close(reader.part)
        yield self._cut(reading, folder, number, counted, last=True)

    def _cut(self, reading: Reading, folder: Path, number: int, counted: _Counted, *, last: bool) -> Part:
        from fengqiao.engine.sql.pieces import write

        part = reading.reader.cut()
        for register, facts in part.facts.items():
            if facts:
                write(folder / f"{number:06}-{register}.parquet", register, facts)
        entry = {
            "facts": {register: len(facts) for register, facts in part.facts.items() if facts},
            "holes": list(map(opened, part.holes)),
            "hash": counted.end(),
            "last": last,
            "own_ids": part.own_ids,
            "picker": None if last else reading.picker.state(),
            "problems": list(map(told, part.problems)),
            "reader": None if last else reading.reader.state(),
            "refused": part.refused,
            "rows": part.rows,
            "taken": counted.taken,
            "zero": part.zero,
        }
        counted.taken = 0
        write_json(folder / f"{number:06}.json", entry)
        return self._part(reading, folder, number, entry)

    def _part(self, reading: Reading, folder: Path, number: int, entry: dict[str, Any]) -> Part:
        from fengqiao.engine.sql.pieces import Piece

        source = reading.reader.context.source
        facts: dict[str, Columns[Fact]] = {}
        for register, count in entry["facts"].items():
            piece = Piece(register, source, count, folder / f"{number:06}-{register}.parquet", self.work / "changed")
            facts[register] = piece.whole() if register in self.joined else piece
        return Part(
            source,
            reading.spec,
            facts=facts,
            rows=entry["rows"],
            refused=entry["refused"],
            holes=list(map(reopened, entry["holes"])),
            problems=list(map(retold, entry["problems"])),
            own_ids=entry["own_ids"],
            zero=entry["zero"],
        )


def _journal(folder: Path) -> list[Path]:
    """The entries from the first without a gap."""
    found: list[Path] = []
    while (path := folder / f"{len(found):06}.json").exists():
        found.append(path)
    return found


class _Counted:
    """Counts the rows that are taken; of a source without a hash, hashes them too."""

    def __init__(self, rows: Iterable[Row | Problem], *, hashes: bool) -> None:
        self.taken = 0
        self._rows, self._hash = rows, hashlib.sha256() if hashes else None

    def __iter__(self) -> Iterator[Row | Problem]:
        for row in self._rows:
            self.taken += 1
            if self._hash is not None:
                self._hash.update(repr(row).encode())
            yield row

    def end(self) -> str | None:
        """The hash of the rows since the last one."""
        if self._hash is None:
            return None
        found, self._hash = self._hash.hexdigest(), hashlib.sha256()
        return found


def _passed(rows: Iterator[Row | Problem], entries: Sequence[dict[str, Any]], digest: str | None) -> bool:
    """Goes past the rows that were kept; False where they are others than then."""
    for entry in entries:
        counted = _Counted(islice(rows, entry["taken"]), hashes=digest is None)
        for _ in counted:
            pass
        if counted.taken != entry["taken"] or counted.end() != entry["hash"]:
            return False
    return True


def write_json(path: Path, said: Any) -> None:
    """A file that appears whole or not at all."""
    unfinished = path.with_suffix(".part")
    unfinished.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    unfinished.replace(path)
