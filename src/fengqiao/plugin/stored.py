"""A project whose facts lie in a store: what the store says, and whether it was loaded by the same rules."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fengqiao.boundary.settings import Project
from fengqiao.engine.base import Opener
from fengqiao.engine.memory import MemoryEngine
from fengqiao.errors import ProjectError, Text
from fengqiao.model.dataset import Dataset

if TYPE_CHECKING:
    from fengqiao.engine.sql.said import Rule

MANY = 1_500_000
"""A store of more facts is judged by SQL where it lies; fewer are judged faster in memory, where these take 1.5 GB."""


def rule_of(project: Project, known_by: date | None = None) -> Rule:
    """What a project's facts are read by."""
    from fengqiao.engine.sql.said import Rule

    day = known_by or project.known_by
    joins = {register: list(keys) for register, keys in sorted(project.join.items()) if keys}
    return Rule(project.places.digest, day.isoformat() if day else None, json.dumps(joins))


def stored(project: Project, path: Path, known_by: date | None = None) -> Dataset:
    """What a project's store holds; its facts stay there until they are asked for.

    Raises ProjectError where it was loaded with other places, joins or another known_by: it would mean another thing.
    """
    from fengqiao.engine.sql.stored import open_store

    data, rule = open_store(path, project.places)
    own = rule_of(project, known_by)
    pairs = (
        (rule.places, own.places, Text("区划（places）", "places")),
        (rule.known_by, own.known_by, Text("known_by", "known_by")),
        (rule.joins, own.joins, Text("连接（join）", "join")),
    )
    for loaded, asked, what in pairs:
        if loaded != asked:
            raise ProjectError(
                Text(
                    f"库 {path.name} 装载时的{what.zh}与现在的不同。请用 fengqiao load 按现在的项目文件重新装载。",
                    f"The store {path.name} was loaded with another {what.en}. Load it again with fengqiao load.",
                )
            )
    return data.evolve(carry=dict(project.carry), synthetic=data.synthetic or project.synthetic)


def engine_of(project: Project, data: Dataset) -> Opener:
    """What counts a project's facts: in memory, or where its store lies when there are many or the project says so."""
    path = project.store
    wanted = project.engine or ("sql" if data.intake.facts > MANY else "memory")
    if path is None or wanted == "memory":
        return MemoryEngine
    from fengqiao.engine.sql.opener import StoreOpener

    return StoreOpener(path)
