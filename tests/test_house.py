"""The house rules that no other tool holds, and proof that the import contracts can break."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("src/fengqiao", "adapters/fengqiao_adapters", "rules/fengqiao_rules")
GENERATED = {"build", "dist"}
EDGE = ("ibis", "openpyxl", "pluggy", "pydantic", "python_calamine", "rich", "ruamel", "typer", "xlsxwriter")


def _contracts() -> list[dict[str, Any]]:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts: list[dict[str, Any]] = config["tool"]["importlinter"]["contracts"]
    return contracts


def _lint(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join(str(folder / p) for p in ("src", "adapters", "rules"))
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", *arguments]
    env = os.environ | {"PYTHONPATH": paths, "COLUMNS": "200"}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "*.yaml"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def _add(house: Path, module: str, source: str) -> None:
    """Append to a module, made with its packages where it does not exist."""
    file = house / module
    if file.with_suffix("").is_dir():
        file = file.with_suffix("") / "__init__.py"
    file.parent.mkdir(exist_ok=True)
    if file.name != "__init__.py" and not (file.parent / "__init__.py").exists():
        (file.parent / "__init__.py").touch()
    with file.open("a") as text:
        text.write("\n" + source)


def test_every_contract_holds() -> None:
    done = _lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(_contracts())} kept, 0 broken" in done.stdout


BREAKS = [
    ("layers", "src/fengqiao/utils.py", "", "fengqiao.utils"),
    ("layers", "src/fengqiao/model/new.py", "import fengqiao.engine", "fengqiao.model is not allowed to import"),
    ("layers", "src/fengqiao/errors.py", "import fengqiao.model", "fengqiao.errors is not allowed to import"),
    ("layers", "src/fengqiao/engine/new.py", "import fengqiao.boundary", "fengqiao.engine is not allowed to import"),
    ("layers", "src/fengqiao/boundary/new.py", "import fengqiao.engine", "fengqiao.boundary is not allowed to import"),
    ("layers", "src/fengqiao/plugin/new.py", "import fengqiao.assess", "fengqiao.plugin is not allowed to import"),
    ("layers", "src/fengqiao/assess/new.py", "import fengqiao.report", "fengqiao.assess is not allowed to import"),
    ("layers", "src/fengqiao/planning/new.py", "import fengqiao.report", "planning is not allowed to import"),
    ("layers", "src/fengqiao/report/new.py", "import fengqiao.planning", "fengqiao.report is not allowed to import"),
    ("layers", "src/fengqiao/testing/new.py", "import fengqiao.cli", "fengqiao.testing is not allowed to import"),
    ("facade", "src/fengqiao/model/new.py", "from fengqiao import assess_it", "fengqiao.model.new -> fengqiao"),
    ("plugins", "src/fengqiao/plugin/new.py", "def f():\n    import fengqiao_adapters", "fengqiao_adapters"),
    ("plugins", "src/fengqiao/cli.py", "import fengqiao_rules", "fengqiao_rules"),
    (
        "authors",
        "adapters/fengqiao_adapters/new.py",
        "import fengqiao.model",
        "fengqiao_adapters.new -> fengqiao.model",
    ),
    (
        "authors",
        "adapters/fengqiao_adapters/new.py",
        "from fengqiao import read_it",
        "fengqiao_adapters.new -> fengqiao",
    ),
    ("authors", "rules/fengqiao_rules/new.py", "import fengqiao.errors", "fengqiao_rules.new -> fengqiao.errors"),
    ("adapters", "adapters/fengqiao_adapters/new.py", "import fengqiao_adapters.newer", "fengqiao_adapters.new"),
]


@pytest.mark.parametrize(("contract", "module", "source", "said"), BREAKS)
def test_a_violation_breaks_its_contract(house: Path, contract: str, module: str, source: str, said: str) -> None:
    if "planning" in module + source:
        _add(house, "src/fengqiao/planning/__init__.py", "")
    if "newer" in source:
        _add(house, "adapters/fengqiao_adapters/newer.py", "")
    assert _lint(house, "--contract", contract).returncode == 0, "it has to hold before it can break"
    _add(house, module, source)
    done = _lint(house, "--contract", contract)
    assert done.returncode == 1
    assert "0 kept, 1 broken" in done.stdout
    assert said in done.stdout


@pytest.mark.parametrize(
    "module", ["errors", "model/new", "engine/base", "engine/memory", "assess/new", "planning/new"]
)
def test_no_edge_library_comes_inside(house: Path, module: str) -> None:
    _add(house, f"src/fengqiao/{module}.py", "def f():\n" + "".join(f"    import {name}\n" for name in EDGE))
    done = _lint(house, "--contract", "edges")
    assert done.returncode == 1
    for name in EDGE:
        assert f"is not allowed to import {name}" in done.stdout


def test_hooks_may_import_every_adapter(house: Path) -> None:
    _add(house, "adapters/fengqiao_adapters/new.py", "import fengqiao.plugin")
    _add(house, "adapters/fengqiao_adapters/hooks.py", "import fengqiao_adapters.new")
    assert _lint(house, "--contract", "adapters").returncode == 0
    assert _lint(house, "--contract", "authors").returncode == 0


def test_no_module_is_a_drawer() -> None:
    names = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "core"}
    assert [f for package in PACKAGES for f in (ROOT / package).rglob("*") if f.stem.strip("_") in names] == []


def test_only_the_command_line_sets_the_collector() -> None:
    setting = re.compile(r"\bgc\.(enable|disable|freeze|unfreeze|set_threshold)\(")
    files = (file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
    touching = {file.name for file in files if setting.search(file.read_text(encoding="utf-8"))}
    assert touching == {"main.py"}


def test_all_code_is_type_checked_and_linted() -> None:
    """A folder with Python in it is named in both places."""
    folders = {f.name for f in ROOT.iterdir() if f.is_dir() and f.name not in GENERATED and any(f.rglob("*.py"))}
    folders -= {name for name in folders if name.startswith(".")}
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    (linted,) = re.findall(r"^PATHS := (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert folders - set(config["tool"]["mypy"]["files"]) == set()
    assert folders - set(linted.split()) == set()


def test_constraints_are_names_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9._+!]+", line)] == []


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + [d for extra in project["optional-dependencies"].values() for d in extra]
    wanted = [d for d in wanted if not d.startswith("fengqiao[")]  # an extra that takes other extras along
    pinned = {_key(line.split("==")[0]) for line in (ROOT / "constraints.txt").read_text().splitlines()}
    assert {_key(re.split(r"[\[<>=!~; ]", d)[0]) for d in wanted} - pinned == set()


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
