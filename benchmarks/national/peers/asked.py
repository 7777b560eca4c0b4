"""What every peer is given and asked, and how it is run: one line in, one answer out, so that all can take turns.

Answers: for each question and unit the five whole numbers of a tally and whether more may exist.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

DAY = date(2019, 12, 31)
FIRST, LAST = date(2018, 12, 31), date(2019, 12, 29)
WEEKS = 52
Tally = tuple[int, int, int, int, int, bool]
Answers = dict[str, dict[str, Tally]]


def serve(version: str, run: Callable[[], Any]) -> None:
    """Answers every line on standard input with the seconds of one run; at the end tells the peak of memory."""
    print(json.dumps({"version": version}), flush=True)
    for line in sys.stdin:
        if line.strip() != "run":
            break
        start = time.perf_counter()
        answers = run()
        seconds = time.perf_counter() - start
        print(json.dumps({"seconds": seconds, "answers": answers}), flush=True)
    print(json.dumps({"bytes": peak()}), flush=True)


def peak() -> int:
    """The largest resident memory of this process; what Linux counts for a child begins with its parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        return 1024 * next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def due(since: date | None, until: date | None) -> range:
    """The weeks (0 to 51) that lie whole in a life."""
    first = 0 if since is None or since <= FIRST else -(-(since - FIRST).days // 7)
    last = WEEKS if until is None or until >= LAST else ((until - FIRST).days + 1) // 7
    return range(first, max(first, last))
