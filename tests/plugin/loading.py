"""Small projects that are loaded into a store, and what a store holds, row for row."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import duckdb

from fengqiao.boundary.settings import Project, load_project
from fengqiao.model.dataset import Dataset
from fengqiao.model.fact import Fact

PLACES = "code,name,level,parent\n330700000000,金华市,city,\n330702000000,婺城区,county,330700000000\n" + "".join(
    f"330702001{n:03},第{n}村,village,330702000000\n" for n in range(200, 240)
)
PROFILE = """profile: long
tables:
  - sheet: log*
    register: screenings
    header: {texts: [排查日期]}
    place: {code: 区划代码}
    fields: {held_on: 排查日期, found: 排查数}
  - sheet: cases*
    register: disputes
    header: {texts: [受理日期]}
    place: {village: 村, fill_down: village}
    id: 案号
    fields: {accepted: 受理日期, closed: 办结日期, persons: 人数}
"""
PROJECT = """pack = "jinhua-2018-2020"
as_of = 2019-12-31
synthetic = true
places = [{edition = 2018-10-31, path = "places.csv"}]
"""
SOURCE = """[[sources]]
adapter = "csv"
profile = "long.yaml"
path = "*.csv"
covers = {units = ["330702000000"], from = 2019-01-01, until = 2019-12-31, reported_on = 2020-01-05}
"""


def write_project(folder: Path, rows: int, more: str = "") -> Path:
    """A log of screenings and a list of cases, some of them wrong; the same cases twice far apart, once differently."""
    (folder / "places.csv").write_text(PLACES, encoding="utf-8")
    (folder / "long.yaml").write_text(PROFILE, encoding="utf-8")
    (folder / "data").mkdir()
    log = ["区划代码,排查日期,排查数"]
    cases = ["村,案号,受理日期,办结日期,人数"]
    for i in range(rows):
        village, day = f"330702001{200 + i % 40}", f"2019-{1 + i % 12:02}-{1 + i % 28:02}"
        log.append(f"{village},{day if i % 97 else '昨天'},{'' if i % 20 == 3 else i % 4}")
        # the name of a village stands once, above its cases
        number = i % (rows - 7)
        named = f"第{200 + i % 40}村" if i % 5 == 0 else ""
        cases.append(f"{named},A{number},{day},{day if i % 9 else ''},{number % 3}")
    cases += [cases[11], "合计,,,,1"]
    (folder / "data" / "log.csv").write_text("\n".join(log) + "\n", encoding="utf-8")
    (folder / "data" / "cases.csv").write_text("\n".join(cases) + "\n", encoding="utf-8")
    path = folder / "project.toml"
    path.write_text(PROJECT + more + SOURCE.replace("*.csv", "data/*.csv"), encoding="utf-8")
    return path


def project(path: Path) -> Project:
    """The project of a file."""
    return load_project(path)


def held(path: Path) -> dict[str, list[Any]]:
    """Every table of a store (a file or a folder) with all its rows, in the order in which they lie."""
    with duckdb.connect() as connection:
        if path.is_dir():
            names = {
                one.stem: "read_parquet('{}')".format(str(one).replace("'", "''")) for one in path.glob("*.parquet")
            }
        else:
            connection.execute(f"ATTACH '{path}' AS store (READ_ONLY)")
            listed = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
            names = {name: f"store.{name}" for (name,) in listed}
        return {name: connection.execute(f"SELECT * FROM {table}").fetchall() for name, table in sorted(names.items())}  # noqa: S608


def same(one: Dataset, other: Dataset) -> None:
    """Assert that two datasets say the same."""
    assert Counter(one.holes) == Counter(other.holes)
    for name in ("reported", "problems", "intake", "sources", "carry", "synthetic"):
        assert getattr(one, name) == getattr(other, name), name
    assert set(one.facts) == set(other.facts)
    for register in one.facts:
        assert _ordered(one, register) == _ordered(other, register), register


def _ordered(data: Dataset, register: str) -> list[Fact]:
    return sorted(data.facts[register], key=lambda fact: (str(fact.source), fact.cell, fact.id))
