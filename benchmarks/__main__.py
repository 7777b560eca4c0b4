"""`python -m benchmarks`: the measured promises as one table. It exits with 0 whether they hold or not."""

from __future__ import annotations

import argparse
import gc
import os
import platform
from pathlib import Path

from benchmarks.city import WEEKS
from benchmarks.promises import Promise, run

WIDTHS = (44, 10, 15, 5)


def main() -> None:
    """Measures and prints row by row."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Prints the measured promises.")
    parser.add_argument("--weeks", type=int, default=WEEKS, help="weeks that are filled (default: all 156)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured; the median counts")
    given = parser.parse_args()
    print(f"{_processor()}, {os.cpu_count()} cores, {platform.system()}; Python {platform.python_version()}")
    print(f"collector running, thresholds {gc.get_threshold()}; synthetic data, {given.weeks} weeks\n")
    print(_line("what", "measured", "promised", "holds", ""))
    for promise in run(given.weeks, given.rounds):
        print(_row(promise), flush=True)


def _row(promise: Promise) -> str:
    bound = "at least" if promise.at_least else "at most"
    return _line(
        promise.what,
        f"{promise.measured:.2f} {promise.unit}",
        f"{bound} {promise.promised:g} {promise.unit}",
        "yes" if promise.holds else "no",
        promise.detail,
    )


def _line(what: str, measured: str, promised: str, holds: str, detail: str) -> str:
    numbers = (cell.rjust(width) for cell, width in zip((measured, promised, holds), WIDTHS[1:], strict=True))
    return "  ".join((what.ljust(WIDTHS[0]), *numbers, detail)).rstrip()


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    main()
