"""Processes that answer one after the other, round by round, so that a busy machine slows them all alike."""

from __future__ import annotations

import json
import statistics
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs


@attrs.define
class Worker:
    """One process: what it is called, how it is begun, and what it measured."""

    name: str
    command: Sequence[str]
    version: str = ""
    seconds: list[float] = attrs.field(factory=list)
    answers: Any = None
    peak: float = 0.0
    """The largest resident memory, in MB."""

    @property
    def first(self) -> float:
        """The first run, which makes what later ones find made."""
        return self.seconds[0]

    @property
    def median(self) -> float:
        """The middle of the others; the first where there are none."""
        return statistics.median(self.seconds[1:] or self.seconds)


def turns(folder: Path, workers: Sequence[Worker], repeats: int) -> None:
    """One first run of each, then so many warm ones, all by turns."""
    running = [
        subprocess.Popen(worker.command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for worker in workers
    ]
    both = list(zip(workers, running, strict=True))
    for worker, process in both:
        worker.version = _said(process)["version"]
    for _ in range(repeats + 1):
        for worker, process in both:
            found = _asked(process, "run")
            worker.seconds.append(found["seconds"])
            worker.answers = found["answers"]
    for worker, process in both:
        worker.peak = _asked(process, "end")["bytes"] / 1e6
        process.communicate()


def _asked(process: subprocess.Popen[str], line: str) -> dict[str, Any]:
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()
    return _said(process)


def _said(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise RuntimeError(f"{process.args!r} ended with {process.wait()}")
    found: dict[str, Any] = json.loads(line)
    return found
