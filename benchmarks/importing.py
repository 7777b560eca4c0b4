"""`import fengqiao` over bare Python."""

from __future__ import annotations

import subprocess
import sys
import time


def measure(runs: int = 9) -> float:
    """Seconds: the best of several processes each, by turns."""
    _seconds("import fengqiao")  # compiles
    bare, ours = zip(*((_seconds("pass"), _seconds("import fengqiao")) for _ in range(runs)), strict=True)
    over: float = min(ours) - min(bare)
    return over


def _seconds(code: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - start
