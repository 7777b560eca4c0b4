"""export: each format to a file or to standard output, wrong use told."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.cli.command import fengqiao, write_project


def test_each_format_says_the_same_in_a_file_and_on_standard_output(tmp_path: Path) -> None:
    write_project(tmp_path)
    counts = []
    for name in ("csv", "oscal", "junit"):
        shown = fengqiao("export", "project.toml", "--format", name, cwd=tmp_path)
        written = fengqiao("export", "project.toml", "--format", name, "--out", f"out/{name}", cwd=tmp_path)
        assert (shown.code, shown.err, written.code, written.out) == (0, "", 0, "")
        content = (tmp_path / "out" / name).read_bytes().decode()
        assert content == shown.out
        match name:
            case "csv":
                counts.append(content.count("\r\n") - 1)
            case "oscal":
                counts.append(len(json.loads(content)["assessment-results"]["results"][0]["observations"]))
            case _:
                counts.append(len(list(ET.fromstring(content.encode()).iter("testcase"))))  # noqa: S314  our own
    assert len(set(counts)) == 1
    assert counts[0] > 20


def test_parquet_goes_to_a_file(tmp_path: Path) -> None:
    write_project(tmp_path)
    assert fengqiao("export", "project.toml", "--format", "parquet", "--out", "o.parquet", cwd=tmp_path).code == 0
    assert (tmp_path / "o.parquet").read_bytes()[:4] == b"PAR1"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "parquet"], "--format parquet 须同时给出 --out"),
        (["--format", "xml"], "可用：csv、parquet、oscal、junit"),
    ],
)
def test_wrong_use_is_told(tmp_path: Path, arguments: list[str], said: str) -> None:
    write_project(tmp_path)
    ran = fengqiao("export", "project.toml", *arguments, cwd=tmp_path)
    assert (ran.code, ran.out, len(ran.errors)) == (2, "", 1)
    assert said in ran.err


def test_nothing_to_judge_is_said(tmp_path: Path) -> None:
    write_project(tmp_path, studios="编号,乡镇,名称,个人,品牌,挂牌\n")
    ran = fengqiao("export", "project.toml", cwd=tmp_path)
    assert ran.code == 1
    assert "没有可以判定的内容" in ran.err
