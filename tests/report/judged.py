"""The bundled example judged once a process: what several reports of it are made from."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import attrs

from fengqiao.assess.gaps import Gap, gaps
from fengqiao.assess.run import assess
from fengqiao.boundary.letter import Letter
from fengqiao.boundary.settings import load_project
from fengqiao.model.outcome import Assessment
from fengqiao.model.target import RulePack
from fengqiao.plugin.manager import Manager
from fengqiao.plugin.read import read

PROJECT = Path(__file__).parents[2] / "examples" / "jinhua" / "fengqiao.toml"


@attrs.frozen
class Judged:
    """The pack, what came out, every gap, and what the project file says of the circular."""

    pack: RulePack
    assessment: Assessment
    gaps: tuple[Gap, ...]
    letter: Letter


@cache
def judged() -> Judged:
    """The example on its own day."""
    project, manager = load_project(PROJECT), Manager()
    assert project.as_of is not None
    pack, data = manager.pack(project.pack_at), read(project, manager)
    found = assess(pack, data, as_of=project.as_of, readings=project.readings, scheme=project.scheme)
    return Judged(pack, found, gaps(pack, data, as_of=project.as_of, readings=project.readings), project.letter)
