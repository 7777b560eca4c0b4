"""A project of one source over a few real places, and the fixtures that are written for it."""

from __future__ import annotations

from pathlib import Path

import fengqiao
from fengqiao.assess.reconcile import Compared, disagreements, reconcile
from fengqiao.boundary.settings import load_project
from fengqiao.engine.memory import MemoryEngine
from fengqiao.model.calendar import Calendar
from fengqiao.model.dataset import Dataset

TOWNSHIPS = {"城东街道": "330702001000", "城中街道": "330702002000", "白龙桥镇": "330702100000"}
PLACES = "code,name,level,parent\n330700000000,金华市,city,\n330702000000,婺城区,county,330700000000\n" + "".join(
    f"{code},{name},township,330702000000\n" for name, code in TOWNSHIPS.items()
)
COVERS = 'covers = {units = ["330702000000"], from = 2019-01-01, until = 2019-12-31}\n'


def read(folder: Path, profile: str, *paths: str, covers: str = COVERS, more: str = "") -> Dataset:
    """What a profile makes of the workbooks at these paths."""
    (folder / "places.csv").write_text(PLACES, encoding="utf-8")
    sources = "".join(
        f'[[sources]]\nadapter = "excel"\nprofile = "{profile}"\npath = "{path}"\n{covers}' for path in paths
    )
    text = 'pack = "jinhua-2018-2020"\nidentity_key = "k"\nplaces = [{edition = 2018-10-31, path = "places.csv"}]\n'
    (folder / "project.toml").write_text(text + more + sources, encoding="utf-8")
    return fengqiao.read(load_project(folder / "project.toml"))


def lines(data: Dataset, *, info: bool = False) -> list[str]:
    """The problems, one a line: those of the data, then the figures that do not agree."""
    problems = (*data.problems, *disagreements(reconciled(data)))
    return [problem.line("en") for problem in problems if info or problem.severity.value != "info"]


def reconciled(data: Dataset) -> tuple[Compared, ...]:
    """The figures, each held against what it should agree with."""
    return reconcile(data, MemoryEngine(data, Calendar()))
