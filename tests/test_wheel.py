"""The wheel holds what it should and nothing else, and works away from the checkout."""

from __future__ import annotations

import email
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages import NOT_COPIED

ROOT = Path(__file__).parent.parent
INTO = {
    "src/fengqiao": "fengqiao",
    "adapters/fengqiao_adapters": "fengqiao_adapters",
    "rules/fengqiao_rules": "fengqiao_rules",
    "examples/jinhua": "fengqiao/_example/jinhua",
}
JUNK = [
    "examples/jinhua/build/assessment.json",
    "examples/jinhua/fengqiao-demo/scorecard.xlsx",
    "rules/fengqiao_rules/__pycache__/hooks.cpython-311.pyc",
    "src/fengqiao/.mypy_cache/cache.json",
]

pytestmark = pytest.mark.xdist_group("wheel")  # one build for them all


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy, so that a build sees no half-written file and may be given junk to leave out."""
    copy = tmp_path_factory.mktemp("wheel") / "checkout"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
    return copy


@pytest.fixture(scope="module")
def sources(checkout: Path) -> set[str]:
    """Every file of the packages and the example, under its name in the wheel."""
    return {
        f"{into}/{file.relative_to(checkout / folder).as_posix()}"
        for folder, into in INTO.items()
        for file in (checkout / folder).rglob("*")
        if file.is_file()
    }


@pytest.fixture(scope="module")
def wheel(checkout: Path, sources: set[str]) -> Path:
    assert sources
    for name in JUNK:
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / name).write_text("junk")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(checkout / "dist")]
    subprocess.run(command, cwd=checkout, check=True, capture_output=True)
    (built,) = (checkout / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def away(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An environment with the wheel and the dependencies of this one, but not this checkout."""
    venv = tmp_path_factory.mktemp("away") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    python = venv / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python), "install"]
    subprocess.run([*install, "--quiet", "--no-index", "--no-deps", str(wheel)], check=True)
    (site,) = (venv / "lib").glob("python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    yield venv
    shutil.rmtree(venv)


def _run(away: Path, cwd: Path, *command: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": f"{away / 'bin'}{os.pathsep}{os.environ['PATH']}", "HOME": str(cwd), "LC_ALL": "C.UTF-8"}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_wheel_holds_the_packages_the_example_and_nothing_else(wheel: Path, sources: set[str]) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
    about = {name for name in names if ".dist-info/" in name}
    assert names - about == sources
    assert {name.split("/", 1)[1] for name in about} == {
        "METADATA",
        "RECORD",
        "WHEEL",
        "entry_points.txt",
        "licenses/LICENSE",
    }


def test_the_wheel_is_typed_and_brings_the_pack_and_the_example(sources: set[str]) -> None:
    assert sources >= {
        "fengqiao/py.typed",
        "fengqiao_adapters/py.typed",
        "fengqiao_rules/py.typed",
        "fengqiao_rules/jinhua_2018_2020/pack.yaml",
        "fengqiao_rules/jinhua_2018_2020/source.txt",
        "fengqiao/_example/jinhua/README.md",
        "fengqiao/_example/jinhua/fengqiao.toml",
    }


def test_the_metadata_says_what_is_needed(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith("METADATA"))
        metadata = email.message_from_bytes(archive.read(name))
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "Apache-2.0"
    needed = {r.split(";")[0] for r in metadata.get_all("Requires-Dist", []) if "extra ==" not in r}
    names = {r.split("<")[0].split(">")[0].lower() for r in needed}
    assert names == {
        "attrs",
        "openpyxl",
        "pluggy",
        "pydantic",
        "python-calamine",
        "rich",
        "ruamel-yaml",
        "typer",
        "xlsxwriter",
    }


def test_it_is_imported_from_the_wheel(away: Path, tmp_path: Path) -> None:
    show = "import fengqiao, fengqiao_adapters, fengqiao_rules as r; print(fengqiao.__file__, r.__file__, sep='\\n')"
    done = _run(away, tmp_path, "python", "-c", show)
    assert done.returncode == 0, done.stderr
    assert all(Path(line).is_relative_to(away) for line in done.stdout.splitlines())


def test_the_demo_works_away_from_the_checkout(away: Path, tmp_path: Path) -> None:
    done = _run(away, tmp_path, "fengqiao", "demo", "--out", "out")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "out" / "scorecard.xlsx").stat().st_size > 0
    document = json.loads((tmp_path / "out" / "assessment.json").read_text(encoding="utf-8"))
    assert document["synthetic"] is True
    assert document["outcomes"]


def test_the_demo_writes_where_it_says_by_default(away: Path, tmp_path: Path) -> None:
    done = _run(away, tmp_path, "fengqiao", "demo")
    assert done.returncode == 0, done.stdout + done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["fengqiao-demo"]
