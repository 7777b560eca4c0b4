"""The national benchmark runs at a small scale, every tool gives the same answers, and the engines know no target."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import fengqiao
from benchmarks.national.peers.asked import FIRST, LAST, due
from benchmarks.national.table import Row

ROOT = Path(__file__).parent.parent.parent
PEERS = ROOT / "build" / "peers" / "bin" / "python"
ROWS = (
    "order the registers, write the store",
    "the same, Ibis's first query",
    "fengqiao on DuckDB",
    "plain SQL, COUNT(DISTINCT)",
    "bare scan",
    "the memory engine on one city",
    "the whole Jinhua pack",
    "the three questions, twice the country",
)


def test_five_counties_are_measured_and_all_tools_answer_alike(tmp_path: Path) -> None:
    """Whatever peers are set up (`make peers`) answer too."""
    command = [sys.executable, "-m", "benchmarks.national", "--counties", "5", "--repeats", "0", "--made-up"]
    done = subprocess.run([*command, f"--work={tmp_path}"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == "", "the answers differ"
    assert done.returncode == 0
    out = done.stdout
    for row in ROWS:
        assert re.search(rf"^{re.escape(row)}  .*\d+\.\d\d", out, re.MULTILINE), row
    assert out.count("-- ") == 3
    assert "made up in its shape: 5 counties" in out
    assert "made up in its shape: 10 counties" in out
    for target in ("brand-studios: 5", "village-mediators", "weekly-screening", "all targets"):
        assert re.search(rf"^   {target}.* outcomes: .*%", out, re.MULTILINE), target
    assert "fengqiao 0" in out
    assert "DuckDB 1" in out


def test_engines_name_no_target_and_no_pack() -> None:
    """What is fast is fast for every pack: nothing in an engine knows one."""
    packs = [fengqiao.load_pack("jinhua-2018-2020"), fengqiao.load_pack(ROOT / "benchmarks" / "national")]
    names = {name for pack in packs for name in (pack.id, *pack.targets, *pack.schemes)}
    assert len(names) > 30
    for path in (ROOT / "src" / "fengqiao" / "engine").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not [name for name in names if re.search(rf"\b{re.escape(name)}\b", text)], path


def test_a_week_is_due_where_it_lies_whole_in_a_life() -> None:
    from datetime import timedelta

    day = timedelta(days=1)
    assert due(None, None) == due(FIRST, LAST) == range(52)
    assert due(FIRST + day, None) == range(1, 52)
    assert due(None, LAST - day) == range(51)
    assert due(FIRST + 7 * day, FIRST + 20 * day) == range(1, 3)
    assert not due(FIRST + day, FIRST + 12 * day)


@pytest.mark.parametrize(
    ("target", "seconds", "holds"),
    [
        ((5.0, "slower"), 5.0, True),
        ((5.0, "slower"), 4.99, False),
        ((6.0, "floor"), 1 / 6 + 1e-9, True),
        ((6.0, "floor"), 0.16, False),
        ((2.2, "growth"), 2.2, True),
        ((2.2, "growth"), 2.21, False),
    ],
)
def test_a_target_is_not_bent(target: tuple[float, str], seconds: float, holds: bool) -> None:
    assert Row("", seconds=seconds, beside=1.0, target=target).holds is holds
    assert Row("", seconds=12.0, peak=1000.0, limit=(12.0, 1074.0)).holds is True
    assert Row("", seconds=12.0, peak=1075.0, limit=(12.0, 1074.0)).holds is False
