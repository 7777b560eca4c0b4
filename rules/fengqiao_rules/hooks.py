"""Registers what this package ships with the plugin manager."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fengqiao.plugin import hookimpl

HERE = Path(__file__).parent


@hookimpl
def packs() -> Mapping[str, Path]:
    """The packs that ship with fengqiao, one folder a plan."""
    return {"jinhua-2018-2020": HERE / "jinhua_2018_2020"}
