"""`import fengqiao` in another system costs little and does nothing."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

EDGE = ("ibis", "openpyxl", "pluggy", "python_calamine", "rich", "ruamel", "sqlalchemy", "typer", "xlsxwriter")
PLUGINS = ("fengqiao_adapters", "fengqiao_rules")
LIMIT = 0.150  # seconds over bare Python

WATCHED = """\
import json, sys
seen = []
WATCHED = ("socket.", "subprocess.", "os.system", "os.putenv", "os.mkdir", "os.remove", "urllib.", "sqlite3.")
def watch(event, arguments):
    if event.startswith(WATCHED):
        seen.append(event)
    elif event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        seen.append(f"open {arguments[0]} for writing")
before = set(sys.modules)
sys.addaudithook(watch)
import fengqiao
done = list(seen)
modules = sorted({name.partition(".")[0] for name in set(sys.modules) - before})
with open(sys.argv[1], "x") as report:
    json.dump({"seen": done, "modules": modules}, report)
"""


def _import(tmp_path: Path) -> dict[str, Any]:
    file = tmp_path / "report.json"
    command = [sys.executable, "-B", "-W", "error", "-c", WATCHED, str(file)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")
    report: dict[str, Any] = json.loads(file.read_text())
    return report


def test_no_edge_library_and_no_plugin_is_loaded(tmp_path: Path) -> None:
    modules = _import(tmp_path)["modules"]
    assert "fengqiao" in modules
    assert [name for name in (*EDGE, *PLUGINS) if name in modules] == []


def test_nothing_is_opened_written_started_or_printed(tmp_path: Path) -> None:
    assert _import(tmp_path)["seen"] == []


def test_it_is_quick() -> None:
    def seconds(code: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - start

    seconds("import fengqiao")  # compiles
    runs = [(seconds("pass"), seconds("import fengqiao")) for _ in range(7)]
    assert min(run[1] for run in runs) - min(run[0] for run in runs) < LIMIT
