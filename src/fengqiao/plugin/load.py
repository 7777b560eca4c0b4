"""Brings a project's sources into a store, batch by batch, so that a load that was stopped goes on where it was.

Each batch becomes files beside the store, and a journal entry that is written last: what has no entry never happened.
The store itself appears at the end, whole, in place of the one before.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any

import attrs

from fengqiao.boundary.link import Alike, alike_in_memory, link
from fengqiao.boundary.part import Part
from fengqiao.boundary.settings import Project, load_project
from fengqiao.errors import Text, UsageError
from fengqiao.model.columns import Facts
from fengqiao.model.dataset import Dataset
from fengqiao.model.fact import Fact
from fengqiao.plugin.batches import Keeper, write_json
from fengqiao.plugin.manager import Manager
from fengqiao.plugin.read import Progress, filings, options_of
from fengqiao.plugin.stored import rule_of

BATCH = 64 * 1024
"""About so many rows are in memory at a time, and at most so many are read again after a stop."""


def load(
    project: Project | str | Path,
    into: str | Path,
    manager: Manager | None = None,
    *,
    progress: Progress | None = None,
    batch: int = BATCH,
) -> Dataset:
    """Load everything that a project's sources say into a store; what it then holds, without its facts.

    `into` is a file that ends in .duckdb, or a folder of parquet files. Raises UsageError while another load fills it.
    """
    from fengqiao.engine.sql import store

    store.duckdb()  # the extra is there, or its name is told
    if not isinstance(project, Project):
        project = load_project(project)
    manager, into = manager or Manager(), Path(into)
    work = into.with_name(into.name + ".loading")
    with _alone(into):
        project = _begin(project, manager, work)
        joined = frozenset(register for register, keys in project.join.items() if keys)
        keeper = Keeper(work, batch, progress or (lambda _: None), joined)
        filed, problems = filings(project, manager, keeper.progress, keeper.keep)
        shutil.rmtree(work / "changed", ignore_errors=True)
        data = link(
            project.places,
            filed,
            problems=chain(project.places.problems, problems),
            known_by=project.known_by,
            synthetic=project.synthetic,
            joins=project.join,
            alike=_alike(work),
        )
        keeper.progress(into.name)
        _finish(project, data, keeper, into, work)
    return data.evolve(facts={})


@contextmanager
def _alone(into: Path) -> Iterator[None]:
    """Holds the store for one load; the system lets go of it when the load is killed."""
    from filelock import FileLock, Timeout

    lock = FileLock(into.with_name(into.name + ".lock"), timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise UsageError(
            Text(
                f"另一个 fengqiao load 正在装载 {into.name}。请等它结束再运行。",
                f"Another fengqiao load is filling {into.name}. Wait until it has ended.",
            )
        ) from error
    try:
        yield
    finally:
        with suppress(OSError):
            Path(lock.lock_file).unlink()
        lock.release()


# -- where an earlier load stopped


def _begin(project: Project, manager: Manager, work: Path) -> Project:
    """Makes the folder of work, or takes up that of a load of the same project that was stopped.

    Without a key of its own a project hashes ids by one made up for the run; a run that goes on needs the same.
    """
    said = _fingerprint(project, manager)
    journal = work / "load.json"
    if not journal.exists() or json.loads(journal.read_text(encoding="utf-8"))["project"] != said:
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        (work / "key").touch(mode=0o600)
        (work / "key").write_bytes(secrets.token_bytes(32))
        write_json(journal, {"project": said})
    if project.hasher.reads_persons:
        return project
    return attrs.evolve(project, hasher=attrs.evolve(project.hasher, key=(work / "key").read_bytes()))


def _fingerprint(project: Project, manager: Manager) -> str:
    """All that decides what the rows become, but for the sources themselves; secrets are not among it."""
    parts: list[Any] = [rule_of(project), project.synthetic, project.hasher.reads_persons]
    if project.hasher.reads_persons:
        parts.append(project.hasher.identity("fengqiao load"))
    for setting in project.sources:
        profile = manager.profile(setting.profile, project.folder)
        options = options_of(manager.adapter(setting.adapter), setting, project, profile)
        parts.append((setting.adapter, profile, repr(options), setting.covers))
    return hashlib.sha256(repr(parts).encode()).hexdigest()


# -- all of it


def _alike(work: Path) -> Alike:
    """Finds the rows of one id in the files of the parts."""

    def found(register: str, parts: Sequence[Part]) -> Iterable[list[tuple[Part, int]]]:
        from fengqiao.engine.sql.pieces import Piece, alike

        pieces = [piece for part in parts if isinstance(piece := part.facts[register], Piece)]
        if len(pieces) < len(parts):
            return alike_in_memory(register, parts)
        # what the groups lead to changes the files: all of them are found before
        groups = list(alike(pieces, work))
        return ([(parts[at], i) for at, i in group] for group in groups)

    return found


def _finish(project: Project, data: Dataset, keeper: Keeper, into: Path, work: Path) -> None:
    """Fills a new store, and puts it in the place of the old one."""
    from fengqiao.engine.sql.fill import fill
    from fengqiao.engine.sql.said import tables
    from fengqiao.engine.sql.store import is_folder

    making = work / "making"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    new, folder = making / "new.duckdb", is_folder(into)
    registers = {name: list(_paths(name, facts, making)) for name, facts in data.facts.items()}
    fill(new, registers, tables(data, rule_of(project)), folder=folder, again=keeper.again)
    try:
        if into.is_dir():
            into.rename(making / "old")
        new.replace(into)
    except OSError as error:
        raise UsageError(
            Text(
                f"{into.name} 不能替换：有程序正在使用它。请关闭后再运行一次 fengqiao load，已读的不会重读。",
                f"{into.name} cannot be replaced: a program uses it. Close it and run fengqiao load once more;"
                " nothing is read again.",
            )
        ) from error
    shutil.rmtree(work)


def _paths(register: str, facts: Sequence[Fact], folder: Path) -> Iterator[Path]:
    """The files that hold the facts of a register; those held in memory are written first."""
    from fengqiao.engine.sql.pieces import Piece, write

    for i, part in enumerate(facts.parts if isinstance(facts, Facts) else ()):
        if isinstance(part, Piece):
            yield part.path
        else:
            path = folder / f"{register}-{i:06}.parquet"
            write(path, register, part)
            yield path
