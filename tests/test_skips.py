from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SKIPS = {
    "in the test": "import pytest\ndef test(): pytest.skip('no such engine')\n",
    "by a mark": "import pytest\n@pytest.mark.skip(reason='no such engine')\ndef test(): pass\n",
    "by a module": "import pytest\npytest.skip('no such engine', allow_module_level=True)\n",
    "by a missing library": "import pytest\npytest.importorskip('no_such_engine')\n",
}


def _pytest(folder: Path, source: str, ci: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(Path(__file__).parent / "conftest.py", folder)
    (folder / "test_one.py").write_text(source + "\ndef test_passes(): pass\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", ".", "."]
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")} | {"CI": ci}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("how", SKIPS)
def test_ci_fails_on_what_was_skipped(tmp_path: Path, how: str) -> None:
    done = _pytest(tmp_path, SKIPS[how], "true")
    assert done.returncode != 0
    assert "CI skips nothing, but this was skipped." in done.stdout
    assert re.search("no.such.engine", done.stdout)


def test_elsewhere_a_skip_is_allowed(tmp_path: Path) -> None:
    assert _pytest(tmp_path, SKIPS["by a mark"], "").returncode == 0


def test_an_expected_failure_is_no_skip(tmp_path: Path) -> None:
    source = "import pytest\n@pytest.mark.xfail(reason='known gap')\ndef test(): assert False\n"
    assert _pytest(tmp_path, source, "true").returncode == 0


@pytest.mark.parametrize(("program", "accepted"), [("no-such-program", True), ("sh", False), ("none-such, sh", False)])
def test_ci_accepts_a_skip_for_a_program_that_is_not_there(tmp_path: Path, program: str, accepted: bool) -> None:
    source = f"import pytest\ndef test(): pytest.skip('not installed on this machine: {program}')\n"
    assert (_pytest(tmp_path, source, "true").returncode == 0) is accepted
