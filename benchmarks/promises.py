"""What is promised, each with what was measured: the rows of the table."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

from benchmarks import importing

ROOT = Path(__file__).parent.parent


@attrs.frozen
class Promise:
    """One row. A promise holds or does not: nothing is rounded in its favour."""

    what: str
    measured: float
    promised: float
    unit: str
    at_least: bool = False
    detail: str = ""

    @property
    def holds(self) -> bool:
        """Whether what was measured is what was promised."""
        return self.measured >= self.promised if self.at_least else self.measured <= self.promised


def run(weeks: int, rounds: int) -> Iterator[Promise]:
    """Every promise, measured one after the other, each in a process of its own."""
    yield from _judging("all targets, default readings", weeks, rounds)
    yield from _judging("all targets, all readings", weeks, rounds, "--all-readings")
    read = _process("reading", "--weeks", str(weeks))
    yield Promise(
        "reading .xlsx: times as fast as openpyxl",
        read["against"] / read["seconds"],
        5,
        "x",
        at_least=True,
        detail=f"{read['seconds']:.2f} s against {read['against']:.2f} s, {read['rows']:,} rows",
    )
    made = _process("validating", "--weeks", str(weeks), "--rounds", str(rounds))
    yield Promise(
        "raw cells to facts: time over pydantic's",
        made["seconds"] / made["against"],
        1,
        "x",
        detail=f"{made['seconds']:.2f} s against {made['against']:.2f} s, {made['rows']:,} rows, {made['dirty']} dirty",
    )
    yield Promise("import fengqiao, over bare Python", importing.measure() * 1000, 150, "ms")
    yield from _planning()


def _planning() -> Iterator[Promise]:
    """The cheapest plan for the whole city; a greedy one beside it. A plan that is not judged met costs without end."""
    found = _process("planning", "--json")
    judged = "all met" if found["judged"] else "NOT MET"
    detail = f"every staffing and studio target, {judged}; greedy {found['greedy_seconds']:.2f} s"
    yield Promise("planning the city: seconds", found["seconds"], 60, "s", detail=detail)
    yield Promise("planning the city: short of the optimum", found["gap"] * 100, 1, "%")
    cost = f"{found['fen'] / 100:,.0f} yuan against {found['greedy'] / 100:,.0f}"
    ratio = found["fen"] / found["greedy"] if found["judged"] else float("inf")
    yield Promise("planning the city: cost over a greedy plan's", ratio, 1, "x", detail=cost)


def _judging(name: str, weeks: int, rounds: int, *options: str) -> Iterator[Promise]:
    runs = [_process("judging", "--weeks", str(weeks), *options) for _ in range(rounds)]
    middle = {key: statistics.median(one[key] for one in runs) for key in runs[0]}
    detail = f"dataset {middle['dataset']:.2f} s, judging {middle['assess']:.2f} s, {middle['facts']:,} facts"
    yield Promise(f"{name}: seconds", middle["seconds"], 1.5, "s", detail=detail)
    yield Promise(f"{name}: peak memory", max(one["megabytes"] for one in runs), 400, "MB")


def _process(module: str, *options: str) -> dict[str, Any]:
    command = [sys.executable, "-m", f"benchmarks.{module}", *options]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured
