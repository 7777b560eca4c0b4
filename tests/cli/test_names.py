"""Targets, units and readings as people write them, and what is said of those that are not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import fengqiao, write_project


@pytest.mark.parametrize("unit", ["婺城区", "婺城", "330702000000", "330702", "金华市婺城区"])
def test_a_unit_goes_by_its_full_and_short_name_its_code_and_its_path(tmp_path: Path, unit: str) -> None:
    write_project(tmp_path)
    ran = fengqiao("gaps", "project.toml", "--target", "county-studios", "--unit", unit, cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert "甲工作室" in ran.out
    assert "金东区" not in ran.out


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["gaps", "project.toml", "--unit", "婺成区"], ["没有名为“婺成区”的单位", "婺城区"]),
        (["gaps", "project.toml", "--unit", "婺成区", "--lang", "en"], ["no unit '婺成区'", "Did you mean 婺城区"]),
        (["gaps", "project.toml", "--unit", "唐村"], ["330702001201", "330702002202", "请改用代码"]),
        (["explain", "project.toml", "county-studio", "婺城区"], ["county-studio", "county-studios"]),
        (["gaps", "project.toml", "--target", "county-studio"], ["county-studio", "county-studios"]),
        (["score", "project.toml", "--reading", "county-studios=in-beeing"], ["in-beeing", "in-being"]),
        (["score", "project.toml", "--reading", "county-studio=in-being"], ["county-studio", "county-studios"]),
        (["score", "project.toml", "--reading", "strikt"], ["strikt", "strict"]),
    ],
)
def test_a_name_that_is_not_there_is_told_with_the_nearest(
    tmp_path: Path, arguments: list[str], parts: list[str]
) -> None:
    write_project(tmp_path)
    ran = fengqiao(*arguments, cwd=tmp_path)
    assert (ran.code, ran.out, len(ran.errors)) == (2, "", 1), ran
    assert all(part in ran.err for part in parts), ran.err


def test_another_reading_and_a_set_of_readings_are_judged(tmp_path: Path) -> None:
    write_project(tmp_path)
    explain = ["explain", "project.toml", "county-studios", "婺城区"]
    assert "口径：按存量（in-being）" in fengqiao(*explain, cwd=tmp_path).out
    other = fengqiao(*explain, "--reading", "county-studios=opened-in-year", cwd=tmp_path)
    assert "口径：按当年新设（opened-in-year）" in other.out
    assert fengqiao("score", "project.toml", "--reading", "strict", cwd=tmp_path).code == 0


def test_the_judged_day_of_the_command_line_comes_first(tmp_path: Path) -> None:
    write_project(tmp_path)
    assert "判定日 2019年12月31日" in fengqiao("score", "project.toml", "--as-of", "2019-12-31", cwd=tmp_path).out
    assert "判定日 2018年12月31日" in fengqiao("score", "project.toml", cwd=tmp_path).out
