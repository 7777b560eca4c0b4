"""What counts towards each verdict, with the cells it stands in: the first members, and how many there are in all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fengqiao.assess.session import Session
from fengqiao.engine.base import Opener
from fengqiao.engine.memory import MemoryEngine
from fengqiao.model.dataset import Dataset
from fengqiao.model.measure import Attested, SelfReported
from fengqiao.model.outcome import Page
from fengqiao.model.target import RulePack

SHOWN = 5
"""Members of one verdict that are named."""
Evidence = Mapping[tuple[str, str], Page]
"""By target and the unit's code."""


def evidence(
    pack: RulePack,
    data: Dataset,
    *,
    as_of: date,
    readings: Mapping[str, str] | None = None,
    engine: Opener = MemoryEngine,
    limit: int = SHOWN,
) -> Evidence:
    """The members that hold behind every verdict of an engine; of what a unit says, also what it denies.

    A rolled-up verdict rests on those of the units below and has no page. Raises UsageError for an unknown reading.
    """
    session = Session.open(pack, data, as_of=as_of, readings=readings, engine=engine)
    found: dict[tuple[str, str], Page] = {}
    for target in pack.targets.values():
        reading = target.readings[session.readings[target.id]]
        said = isinstance(reading.measure, Attested | SelfReported)
        for level in reading.levels:
            for key in session.units(level):
                verdict = session.verdict(target, reading, key, level)
                if verdict is not None and verdict.question is not None:
                    states = ("yes", "no") if said else ("yes",)
                    page = session.engine.members(verdict.question, states, limit=limit)
                    found[target.id, session.ref(key).code] = page
    return found
