"""Engines over one store, opened one after the other: what does not rest on facts is made for the first of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import local

import attrs

from fengqiao.engine.sql.engine import SqlEngine
from fengqiao.engine.sql.ground import Ground
from fengqiao.engine.sql.store import attach
from fengqiao.model.calendar import Calendar
from fengqiao.model.dataset import Dataset
from fengqiao.model.fact import Domain

Stamp = tuple[tuple[str, int, int, int], ...]


@attrs.frozen(eq=False)
class StoreOpener:
    """Opens engines over a store.

    Each counts the facts afresh. The small tables over places and reports and the written queries are kept for the
    next, in each thread by itself, until a dataset tells of other places or reports or the store is loaded again.
    """

    path: Path
    _last: local = attrs.field(init=False, factory=local)

    def __call__(self, dataset: Dataset, calendar: Calendar, fields: Mapping[str, Mapping[str, Domain]]) -> SqlEngine:
        """A new engine. Raises UsageError where there is no store."""
        stamp = stamp_of(self.path)
        kept: tuple[Stamp, Ground] | None = getattr(self._last, "kept", None)
        if kept is not None and kept[0] == stamp and kept[1].serves(dataset, calendar, fields):
            ground = kept[1]
            return SqlEngine(ground.connection, dataset, calendar, fields, catalog="store", ground=ground)
        engine = SqlEngine(attach(self.path), dataset, calendar, fields, catalog="store")
        self._last.kept = stamp, engine.ground
        return engine


def stamp_of(path: Path) -> Stamp:
    """What changes when a store is loaded again."""
    files = sorted(path.glob("*.parquet")) if path.is_dir() else [path] if path.exists() else []
    return tuple((one.name, s.st_ino, s.st_mtime_ns, s.st_size) for one in files for s in (one.stat(),))
