"""Marks, grade and rank of each unit under a scheme, as intervals where outcomes are undetermined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import attrs

from fengqiao.assess.ranking import Field, grade, rounded, subsidy
from fengqiao.assess.scoring import Made, Scoring, targets_of
from fengqiao.assess.session import Session
from fengqiao.engine.base import Opener
from fengqiao.engine.memory import MemoryEngine
from fengqiao.errors import Text, UsageError
from fengqiao.model.dataset import Dataset
from fengqiao.model.outcome import Outcome, Scorecard
from fengqiao.model.scheme import Scheme
from fengqiao.model.target import RulePack

REST = Text("其他", "others")


def score(
    pack: RulePack,
    data: Dataset,
    *,
    as_of: date,
    scheme: str | None = None,
    readings: Mapping[str, str] | None = None,
    engine: Opener = MemoryEngine,
) -> tuple[Scorecard, ...]:
    """The scorecards alone, from what the scheme names. Raises UsageError for an unknown scheme or reading."""
    session = Session.open(pack, data, as_of=as_of, readings=readings, engine=engine)
    chosen = session.scheme(scheme)
    if chosen is None:
        raise UsageError(Text(f"规则包 {pack.id} 没有评分办法。", f"The pack {pack.id} has no scheme."))
    named = [pack.targets[target] for target in targets_of(chosen)]
    return scorecards(
        session,
        chosen,
        [o for target in named for o in session.outcomes(target, other_readings=False, settlements=False)],
    )


def scorecards(session: Session, scheme: Scheme, outcomes: Iterable[Outcome]) -> tuple[Scorecard, ...]:
    """A scorecard for each accountable unit of the scheme's level, ranked within its group."""
    found = _cards(Scoring.of(session, scheme, outcomes))
    if session.unwaived is session:
        return found
    without = {card.unit: card.standing for card in _cards(Scoring.of(session.unwaived, scheme))}
    return tuple(
        attrs.evolve(card, without_waivers=without[card.unit]) if without[card.unit] != card.standing else card
        for card in found
    )


def _cards(scoring: Scoring) -> tuple[Scorecard, ...]:
    scheme = scoring.scheme
    made = {key: scoring.made(key) for key in scoring.session.units(scheme.level)}
    cards = {key: _card(scheme, scoring, key, found) for key, found in made.items()}
    groups: dict[Text | None, list[Scorecard]] = {}
    for card in cards.values():
        if card.unranked is None:
            groups.setdefault(card.group, []).append(card)
    fields = {group: Field.of(found) for group, found in groups.items()}
    return tuple(_placed(scheme, card, made[key], fields.get(card.group)) for key, card in cards.items())


def _card(scheme: Scheme, scoring: Scoring, key: str, made: Made) -> Scorecard:
    """One unit's card without rank and grade."""
    unit = scoring.session.ref(key)
    group = scoring.group(key)
    name = (group.name if group else REST) if scheme.groups else None
    card = Scorecard(unit, scheme.id, None, scheme.out_of, None, None, made.items, group=name)
    if made.total is None:
        return card
    total = rounded(made.total, scheme.step)
    few = None
    if total.known < scheme.minimum_known:
        known, least = float(total.known), float(scheme.minimum_known)
        few = Text(
            f"已知分值占{known:.1%}，不足{least:.1%}，不排名、不定等次",
            f"{known:.1%} of the base is known, less than {least:.1%}: neither ranked nor graded",
        )
    return attrs.evolve(
        card,
        marks=total.marks,
        lines=total.lines,
        tight=total.tight,
        unranked=few,
        subsidy=subsidy(scheme, total.marks),
    )


def _placed(scheme: Scheme, card: Scorecard, made: Made, field: Field | None) -> Scorecard:
    if card.unranked is not None or field is None:
        return card
    card = attrs.evolve(card, rank=field.rank(card), tight=field.tight(card) and made.apart)
    return attrs.evolve(
        card, grade=grade(scheme, card, made.total.vetoes if made.total else (), [c.status for c in made.conditions])
    )
