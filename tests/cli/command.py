"""The installed command run for real, and a project small enough to be judged in half a second (all of it made up)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import attrs

COMMAND = str(Path(sys.executable).parent / "fengqiao")
EXAMPLE = Path(__file__).parents[2] / "examples" / "jinhua"

PLACES = """code,name,level,parent
330700000000,金华市,city,
330702000000,婺城区,county,330700000000
330702001000,城东街道,township,330702000000
330702001001,旌孝街社区,village,330702001000
330702001201,唐村村委会,village,330702001000
330702002000,城中街道,township,330702000000
330702002202,唐村村委会,village,330702002000
330703000000,金东区,county,330700000000
330703001000,多湖街道,township,330703000000
"""
LAYOUT = """profile: tiny
title: {zh: 试, en: tiny}
tables:
  - sheet: studios*
    register: studios
    header: {texts: [名称]}
    place: {township: 乡镇}
    id: 编号
    fields: {name: 名称, personal: 个人, brand: 品牌, opened: 挂牌}
"""
STUDIOS = """编号,乡镇,名称,个人,品牌,挂牌
1,城东街道,=1+1,是,,2018-12-01
2,城东街道,@甲工作室,是,,2018-12-02
3,城中街道,乙工作室,是,是,2018-12-03
"""
PROJECT = """pack = "jinhua-2018-2020"
as_of = 2018-12-31
synthetic = true
places = [{edition = 2018-10-31, path = "places-2018-10-31.csv"}]
[[sources]]
adapter = "csv"
profile = "layout.yaml"
path = "studios*.csv"
covers = {units = ["婺城区"], registers = ["studios"], from = 2018-01-01, until = 2019-12-31}
"""
BAD_ROW = "4,没有乡,丙工作室,是,是,2018-12-04\n"


@attrs.frozen
class Ran:
    """What one run ended with."""

    code: int
    out: str
    err: str

    @property
    def errors(self) -> list[str]:
        """Standard error, line by line."""
        return self.err.splitlines()


def fengqiao(*arguments: str | Path, cwd: Path, encoding: str = "utf-8", **env: str) -> Ran:
    """Run it away from the checkout, 100 columns wide. A traceback is a failure whatever the test asks."""
    shown = {"COLUMNS": "100", "NO_COLOR": "1", "LC_ALL": "C.UTF-8", **env}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LC_", "LANG"))}
    done = subprocess.run(
        [COMMAND, *map(str, arguments)],
        cwd=cwd,
        env=kept | shown,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=100,
        check=False,
    )
    ran = Ran(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))
    assert "Traceback" not in ran.out + ran.err, ran.err
    return ran


def write_project(folder: Path, *, project: str = PROJECT, studios: str = STUDIOS) -> Path:
    """The small project in a folder; returns its project file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "places-2018-10-31.csv").write_text(PLACES, encoding="utf-8")
    (folder / "layout.yaml").write_text(LAYOUT, encoding="utf-8")
    (folder / "studios.csv").write_text(studios, encoding="utf-8")
    (folder / "project.toml").write_text(project, encoding="utf-8")
    return folder / "project.toml"
