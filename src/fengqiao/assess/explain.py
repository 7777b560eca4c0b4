"""Why a verdict is what it is: clause, numbers, the cells it rests on, what would settle it, the other readings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from fengqiao.assess.session import Session
from fengqiao.assess.units import resolve
from fengqiao.assess.words import missing_words
from fengqiao.engine.base import Opener
from fengqiao.engine.memory import MemoryEngine
from fengqiao.errors import Text, UsageError
from fengqiao.model.dataset import Dataset
from fengqiao.model.outcome import Ask, Member, Outcome, Page, Status
from fengqiao.model.target import Reading, RulePack, Target

NO_MEMBERS = Page((), 0)


@attrs.frozen
class Explanation:
    """One outcome with everything it rests on.

    `held`, `lacking` and `unknown` are pages of the members behind the tally, `below` the units of a rolled-up target
    with their statuses, `asks` what would settle it in words, `others` the other readings with why and status.
    """

    target: Target
    reading: Reading
    outcome: Outcome
    quotes: tuple[str, ...]
    held: Page
    lacking: Page
    unknown: Page
    below: tuple[tuple[str, Status], ...]
    asks: tuple[tuple[Ask, Text], ...]
    others: tuple[tuple[Reading, Status], ...]

    @property
    def cells(self) -> tuple[Member, ...]:
        """The members shown that rest on cells of what was submitted."""
        return tuple(
            member for page in (self.held, self.lacking, self.unknown) for member in page.members if member.where
        )


def explain(
    pack: RulePack,
    data: Dataset,
    target: str,
    unit: str,
    *,
    as_of: date,
    readings: Mapping[str, str] | None = None,
    limit: int = 20,
    engine: Opener = MemoryEngine,
) -> Explanation:
    """Explain the outcome of a target at a unit (code or name), with up to `limit` members of each kind.

    Raises UsageError for an unknown target, unit or reading, and where the target says nothing at the unit's level.
    """
    session = Session.open(pack, data, as_of=as_of, readings=readings, engine=engine)
    chosen = session.target(target)
    reading = chosen.readings[session.readings[chosen.id]]
    key = resolve(session.places, unit, as_of)
    level = session.places.on(as_of).division(key).level
    outcome = session.outcome(chosen, reading, key, level, other_readings=True)
    verdict = session.verdict(chosen, reading, key, level)
    if outcome is None or verdict is None:
        levels = [found.value for found in reading.levels]
        raise UsageError(
            Text(
                f"指标 {chosen.id} 不在{session.name(key)}这一级判定，只在以下层级判定：{'、'.join(levels)}。",
                f"{chosen.id} is not judged at the level of {session.name(key)}, only at: {', '.join(levels)}.",
            )
        )
    pages = [NO_MEMBERS, NO_MEMBERS, NO_MEMBERS]
    if verdict.question is not None:
        pages = [
            session.engine.members(verdict.question, states, limit=limit)
            for states in (("yes",), ("no",), ("unknown", "may"))
        ]
    settled = outcome.settle.asks if outcome.settle else ()
    return Explanation(
        chosen,
        reading,
        outcome,
        tuple(quote.text for quote in chosen.quotes),
        pages[0],
        pages[1],
        pages[2],
        tuple((session.name(below), status) for below, status in verdict.below),
        tuple((ask, missing_words(ask.missing, ask.unit_name)) for ask in settled),
        tuple((chosen.readings[name], status) for name, status in outcome.other_readings.items()),
    )
