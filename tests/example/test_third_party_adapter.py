"""A stranger's adapter: built, installed away from the checkout, found, held to the contract, and used by a project."""

from __future__ import annotations

import ast
import inspect
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fengqiao.testing.adapter import AdapterContract
from tests.pages import blocks
from tests.test_wheel import away, checkout, sources, wheel

__all__ = ["away", "checkout", "sources", "wheel"]  # the environment with the wheel but not this checkout

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "third_party_adapter"
CODE = EXAMPLE / "fengqiao_fixed_width.py"
CLAUSES = [name for name, _ in inspect.getmembers(AdapterContract, inspect.isfunction) if name.startswith("test_")]
PLACES = "code,name,level,parent\n330702000000,婺城区,county,\n330702001000,城东街道,township,330702000000\n"
PLACES += "330702001201,唐村村委会,village,330702001000\n"
PROFILE = """profile: dump
tables:
  - register: screenings
    header: {texts: [区划代码, 日期]}
    place: {code: 区划代码}
    fields: {held_on: 日期}
    ignore: [村]
"""
PROJECT = """pack = "jinhua-2018-2020"
as_of = 2019-12-31
places = [{edition = 2018-10-31, path = "places-2018-10-31.csv"}]
"""

pytestmark = pytest.mark.xdist_group("wheel")


@pytest.fixture(scope="module")
def stranger(away: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The environment in which the adapter was installed as any author's would be."""
    copy = tmp_path_factory.mktemp("stranger") / "third_party_adapter"
    shutil.copytree(EXAMPLE, copy, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    assert "fixed-width" not in _run(away, copy, "fengqiao", "adapters"), "it was there before it was installed"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(away / "bin" / "python")]
    install = [*pip, "install", "--quiet", "--no-index", "--no-build-isolation", "--no-deps", str(copy)]
    subprocess.run(install, check=True, capture_output=True)
    return away


def _run(away: Path, cwd: Path, *command: str) -> str:
    env = {"PATH": f"{away / 'bin'}{os.pathsep}{os.environ['PATH']}", "HOME": str(cwd), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_is_discovered_with_its_origin_and_its_options(stranger: Path, tmp_path: Path) -> None:
    lines = _run(stranger, tmp_path, "fengqiao", "adapters", "--lang", "en").splitlines()
    at = lines.index("fixed-width  fixed-width text  (fengqiao-fixed-width 0.1.0)")
    assert lines[at + 1 : at + 3] == ["    path  required", "    columns  required"]
    assert any(line.startswith("csv  ") for line in lines), "the others are still there"


def test_it_keeps_the_contract_in_its_own_tests(stranger: Path, tmp_path: Path) -> None:
    shutil.copy(EXAMPLE / "test_fixed_width.py", tmp_path)
    out = _run(stranger, tmp_path, "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path))
    assert f"{len(CLAUSES)} passed" in out


def test_a_project_reads_through_it(stranger: Path, tmp_path: Path) -> None:
    page = [b for b in blocks(ROOT / "docs" / "adapters.md") if b.language == "toml" and "[[sources]]" in b.lines]
    (tmp_path / "project.toml").write_text(PROJECT + "\n".join(page[0].lines), encoding="utf-8")
    (tmp_path / "places-2018-10-31.csv").write_text(PLACES, encoding="utf-8")
    (tmp_path / "dump.yaml").write_text(PROFILE, encoding="utf-8")
    line = "330702001201唐村村委会          2019-03-05\n"
    (tmp_path / "dump1.txt").write_bytes(line.encode("gb18030") * 3)
    out = _run(stranger, tmp_path, "fengqiao", "check", "project.toml", "--lang", "en")
    assert "rows read 3 = facts 3 + refused 0" in out
    assert "0 errors" in out


def test_it_has_under_thirty_lines_of_code() -> None:
    tree = ast.parse(CODE.read_text(encoding="utf-8"))
    said = {
        node.body[0].lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None
    }
    lines = enumerate(CODE.read_text(encoding="utf-8").splitlines(), start=1)
    assert sum(bool(line.strip()) and number not in said for number, line in lines) < 30


@pytest.mark.parametrize("name", ["fengqiao_fixed_width.py", "test_fixed_width.py", "pyproject.toml"])
def test_the_tutorial_shows_the_files_that_are_there(name: str) -> None:
    shown = ["\n".join(block.lines) for block in blocks(ROOT / "docs" / "adapters.md")]
    assert (EXAMPLE / name).read_text(encoding="utf-8").rstrip("\n") in shown
