"""Each adapter beside the bare client library over the same made-up screenings: `python -m benchmarks.adapters`.

Every reading is a process of its own: rows per second of its processor time, and the peak of its memory.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from benchmarks.sources import KINDS, Kind
from fengqiao.plugin.adapter import Table
from fengqiao.plugin.manager import Manager


def _ours(kind: Kind, source: str) -> Iterator[object]:
    adapter = Manager().adapter(kind.adapter)
    options = adapter.options.model_validate({kind.key: source, **kind.options})
    tables = adapter.tables(options, Path(source).parent if kind.key == "path" else Path())
    return chain.from_iterable(islice(table.rows(), 1, None) for table in tables if isinstance(table, Table))


def read(name: str, side: str, source: str) -> dict[str, float]:
    """One reading in this process: how many rows, seconds of processor time, peak memory in MB."""
    kind, start = KINDS[name], time.process_time()
    rows = sum(1 for _ in (_ours(kind, source) if side == "ours" else kind.bare(source)))
    seconds = time.process_time() - start
    return {"rows": rows, "seconds": seconds, "peak": _peak()}


def _peak() -> float:
    """This program's own peak in MB. What the system keeps of a process begins with the one that started it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def compare(name: str, rows: int) -> dict[str, dict[str, float]]:
    """Both sides over the same source, each in a process of its own."""
    with KINDS[name].source(rows) as source:
        return {side: _apart(name, side, source, rows) for side in ("ours", "bare")}


def _apart(name: str, side: str, source: str, rows: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.adapters", "--read", name, side, source]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    assert found["rows"] == rows, found
    return found


def main() -> None:
    """Prints a row for each adapter and size."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.adapters")
    parser.add_argument("--read", nargs=3, metavar=("KIND", "SIDE", "SOURCE"), help=argparse.SUPPRESS)
    parser.add_argument("--kinds", nargs="*", default=list(KINDS), choices=list(KINDS))
    parser.add_argument("--rows", nargs="*", type=int, default=[100_000, 1_000_000])
    given = parser.parse_args()
    if given.read:
        print(json.dumps(read(*given.read)))
        return
    print("adapter        rows   rows/s   bare rows/s   ratio   peak MB   against the smallest")
    for name in given.kinds:
        smallest = 0.0
        for rows in given.rows:
            found = compare(name, rows)
            ours, bare = (rows / found[side]["seconds"] for side in ("ours", "bare"))
            peak = found["ours"]["peak"]
            smallest = smallest or peak
            print(
                f"{name:10} {rows:8} {ours:8.0f} {bare:13.0f} {ours / bare:7.2f} {peak:9.0f} {peak / smallest:22.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
