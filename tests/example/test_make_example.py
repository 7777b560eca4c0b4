"""The generator writes the submissions that are committed, and the same at every run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "jinhua"
MADE_ONCE = {"兰溪市-培训台账(合成数据).xls"}
pytestmark = pytest.mark.xdist_group("example")


def make(out: Path, *more: str) -> dict[str, Path]:
    command = [sys.executable, str(EXAMPLE / "make_example.py"), "--out", str(out), *more]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return {path.name: path for path in out.iterdir()}


def contents(path: Path) -> object:
    """The parts of a workbook, unpacked (how zlib packs differs by version), or a file's bytes."""
    if path.suffix not in (".xlsx", ".ods"):
        return path.read_bytes()
    with ZipFile(path) as archive:
        return [(info.filename, info.date_time, archive.read(info)) for info in archive.infolist()]


def test_the_same_seed_gives_what_is_committed_and_the_same_bytes_again(tmp_path: Path) -> None:
    first, again = make(tmp_path / "first"), make(tmp_path / "again")
    committed = {path.name: path for path in (EXAMPLE / "submissions").iterdir() if path.name not in MADE_ONCE}
    assert set(first) == set(committed)
    for name, path in first.items():
        assert path.read_bytes() == again[name].read_bytes(), name
        assert contents(path) == contents(committed[name]), name


def test_another_seed_gives_other_submissions(tmp_path: Path) -> None:
    other = make(tmp_path / "other", "--seed", "7")
    name = "磐安县-人民调解工作报表(合成数据).xlsx"
    assert other[name].read_bytes() != (EXAMPLE / "submissions" / name).read_bytes()


def test_the_submissions_stay_small() -> None:
    assert sum(path.stat().st_size for path in (EXAMPLE / "submissions").iterdir()) < 6_000_000
