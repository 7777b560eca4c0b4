"""Registers what this package ships with the plugin manager."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fengqiao.plugin import hookimpl

HERE = Path(__file__).parent
FOLDERS = ("jinhua_2018_2020", "ten_day_screening", "mediator_training", "commendation_cycle")


@hookimpl
def packs() -> Mapping[str, Path]:
    """The packs that ship with fengqiao, one folder a plan."""
    return {folder.replace("_", "-"): HERE / folder for folder in FOLDERS}
