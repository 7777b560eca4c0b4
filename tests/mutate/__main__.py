"""Runs the tests against each mutant in a process of its own and prints a table of their fates. No file is touched."""

from __future__ import annotations

import importlib.util
import os
import sys
import time
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

import duckdb  # noqa: F401  what every child needs is imported once
import ibis  # noqa: F401  the same
import pytest

from tests.mutate.mutants import MUTANTS, Mutant

SOURCE = Path(__file__).parents[2] / "src"
AT_ONCE = 2
KILLED, SURVIVED = 1, 0
"""What pytest answers where a test failed, and where none did."""


class Loader(SourceFileLoader):
    """Compiles other words than the file holds; nothing of it is cached."""

    def __init__(self, module: str, mutant: Mutant) -> None:
        super().__init__(module, str(SOURCE / mutant.file))
        self.text = mutated(mutant)

    def get_code(self, fullname: str) -> CodeType:
        """The mutant, compiled."""
        return compile(self.text, str(self.path), "exec")


class Finder(MetaPathFinder):
    """Finds one module."""

    def __init__(self, mutant: Mutant) -> None:
        self.module = ".".join(Path(mutant.file).with_suffix("").parts)
        self.loader = Loader(self.module, mutant)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module, by its loader; nobody else."""
        if fullname != self.module:
            return None
        return importlib.util.spec_from_file_location(fullname, self.loader.path, loader=self.loader)


def mutated(mutant: Mutant) -> str:
    """The file with the words replaced, which must stand in it once."""
    text = (SOURCE / mutant.file).read_text(encoding="utf-8")
    if text.count(mutant.old) != 1:
        raise SystemExit(f"{mutant.file}: {mutant.old!r} stands there {text.count(mutant.old)} times, not once")
    return text.replace(mutant.old, mutant.new)


def started(mutant: Mutant) -> int:
    """A child that runs the tests against a mutant; its end says how they went."""
    finders = [Finder(mutant)] if mutant.old != mutant.new else []
    child = os.fork()
    if child:
        return child
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 1)
    os.dup2(sink, 2)
    sys.meta_path[:0] = finders
    code = 3
    try:
        code = int(pytest.main(["-q", "-x", "-n", "0", "-p", "no:cacheprovider", *mutant.tests]))
    finally:
        os._exit(code)


def run(mutants: Sequence[Mutant]) -> list[tuple[Mutant, int, float]]:
    """Each mutant with what pytest answered and how long it took."""
    waiting, running = list(reversed(mutants)), dict[int, tuple[Mutant, float]]()
    done = []
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            mutant = waiting.pop()
            running[started(mutant)] = mutant, time.monotonic()
        child, status = os.wait()
        mutant, since = running.pop(child)
        done.append((mutant, os.waitstatus_to_exitcode(status), time.monotonic() - since))
        line(*done[-1])
    return sorted(done, key=lambda one: one[0].old != one[0].new)


def line(mutant: Mutant, code: int, seconds: float) -> None:
    """One row of the table."""
    same = mutant.old == mutant.new
    fate = {KILLED: "FAILED" if same else "killed", SURVIVED: "passed" if same else "SURVIVED"}
    told = fate.get(code, f"BROKEN {code}")
    name = mutant.file.removeprefix("fengqiao/")
    sys.stdout.write(f"| {told:8} | {name:24} | {mutant.what} | {seconds:.0f} s |\n")
    sys.stdout.flush()


def main(words: Sequence[str]) -> int:
    """All mutants, or those whose file or description has one of the words."""
    chosen = [one for one in MUTANTS if not words or any(word in f"{one.file} {one.what}" for word in words)]
    sys.stdout.write("| fate | file | what it does | time |\n|---|---|---|---|\n")
    sys.stdout.flush()
    tests = tuple(dict.fromkeys(test for one in chosen for test in one.tests))
    (_, whole, _), *done = run([Mutant("", "nothing: all these tests", "", "", tests), *chosen])
    killed = sum(code == KILLED for _, code, _ in done)
    sys.stdout.write(f"\n{killed} of {len(done)} mutants killed\n")
    return 0 if killed == len(done) and whole == SURVIVED else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
