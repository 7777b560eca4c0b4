"""Facts of one source that lie in a parquet file: columns that are read when they are asked for, and not kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from pyarrow import parquet

from fengqiao.engine.sql.tables import columns_of, fields_of, of_columns, to_columns, values_of
from fengqiao.model.columns import Columns
from fengqiao.model.fact import REGISTERS, Fact
from fengqiao.model.source import Source


def write(path: Path, register: str, facts: Columns[Any]) -> None:
    """Facts into a new file; it appears whole or not at all."""
    unfinished = path.with_suffix(".part")
    parquet.write_table(of_columns(register, facts), unfinished)
    unfinished.replace(path)


class Piece(Columns[Fact]):
    """The facts of one register from one batch of a source.

    A change is written into a file of its own (below `changed`): what was read stays as it was.
    """

    __slots__ = ("_changed", "path", "register")

    def __init__(self, register: str, source: Source, count: int, path: Path, changed: Path) -> None:
        super().__init__(REGISTERS[register].fact, source)
        self.count, self.register, self.path, self._changed = count, register, path, changed

    def column(self, name: str) -> list[Any]:
        """One field of every fact."""
        if name not in fields_of(self.register):
            return super().column(name)
        wanted = list(columns_of(self.register, name))
        return values_of(self.register, parquet.read_table(self.path, columns=wanted), name)

    def facts(self, wanted: Sequence[int] | None = None) -> list[Fact]:
        """The facts, or those at some positions."""
        if wanted is None:
            return self.whole().facts()
        return to_columns(self.register, _table(str(self.path)).take(pa.array(wanted, pa.int64())), self.source).facts()

    def extend(self, count: int, values: Mapping[str, Iterable[Any]]) -> None:
        """Nothing is added to what was written."""

    def change(self, **values: list[Any]) -> None:
        """Replaces some columns, whole."""
        if all(values[name] == self.column(name) for name in values):
            return
        whole = self.whole()
        whole.change(**values)
        self._replace(whole)

    def keep(self, wanted: Sequence[int]) -> None:
        """Leaves only the facts at these positions."""
        whole = self.whole()
        whole.keep(wanted)
        self._replace(whole)

    def whole(self) -> Columns[Fact]:
        """All of it, in memory."""
        return to_columns(self.register, parquet.read_table(self.path), self.source)

    def _replace(self, whole: Columns[Fact]) -> None:
        self._changed.mkdir(parents=True, exist_ok=True)
        path = self._changed / f"{self.path.parent.name}-{self.path.name}"
        write(path, self.register, whole)
        self.path, self.count = path, len(whole)


@lru_cache(maxsize=1)
def _table(path: str) -> pa.Table:
    """A file, kept for whoever looks at one fact of it after another."""
    return parquet.read_table(path)


def alike(pieces: Sequence[Piece], folder: Path) -> Iterator[list[tuple[int, int]]]:
    """The facts (by piece and position) of each id that several facts have, without holding all ids in memory."""
    connection = duckdb.connect(config={"temp_directory": str(folder), "memory_limit": "1GB", "threads": 2})
    try:
        at = {str(piece.path): i for i, piece in enumerate(pieces)}
        read = "read_parquet($paths, filename = true, file_row_number = true)"
        rows = connection.execute(
            f"SELECT id, filename, file_row_number FROM {read} WHERE id IN"  # noqa: S608  no word of anyone's
            f" (SELECT id FROM {read} GROUP BY id HAVING count(*) > 1) ORDER BY id",
            {"paths": list(at)},
        )
        last: str | None = None
        group: list[tuple[int, int]] = []
        while chunk := rows.fetchmany(10_000):
            for id_, name, number in chunk:
                if id_ != last and group:
                    yield sorted(group)
                    group = []
                last = id_
                group.append((at[name], number))
        if group:
            yield sorted(group)
    finally:
        connection.close()
