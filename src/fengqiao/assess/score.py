"""Marks, grade and rank of each unit under a scheme, as intervals where outcomes are undetermined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import attrs

from fengqiao.assess.basis import Ground
from fengqiao.assess.card import Total, Vetoed, total
from fengqiao.assess.items import item_score, parts_of
from fengqiao.assess.ranking import grade, rank, rounded, tight
from fengqiao.assess.session import Session
from fengqiao.errors import Text, UsageError
from fengqiao.model.award import Basis
from fengqiao.model.dataset import Dataset
from fengqiao.model.outcome import Outcome, Scorecard
from fengqiao.model.period import Period
from fengqiao.model.scheme import Scheme, Veto
from fengqiao.model.target import RulePack


def score(
    pack: RulePack,
    data: Dataset,
    *,
    as_of: date,
    scheme: str | None = None,
    readings: Mapping[str, str] | None = None,
) -> tuple[Scorecard, ...]:
    """The scorecards alone, from what the scheme names. Raises UsageError for an unknown scheme or reading."""
    session = Session.open(pack, data, as_of=as_of, readings=readings)
    chosen = session.scheme(scheme)
    if chosen is None:
        raise UsageError(Text(f"规则包 {pack.id} 没有评分办法。", f"The pack {pack.id} has no scheme."))
    named = [pack.targets[target] for target in targets_of(chosen)]
    return scorecards(session, chosen, [o for target in named for o in session.outcomes(target, other_readings=False)])


def bases_of(scheme: Scheme) -> list[Basis]:
    """Every basis that a scheme names."""
    items = (*scheme.items, *scheme.bonus, *scheme.deductions)
    own = [item.basis for item in items if item.basis is not None]
    parts = [basis for item in items for basis, _ in parts_of(item.award)]
    return [*own, *parts, *(veto.basis for veto in scheme.veto)]


def targets_of(scheme: Scheme) -> list[str]:
    """The targets that a scheme names, each once."""
    return list(dict.fromkeys(basis.target for basis in bases_of(scheme) if basis.target is not None))


def scorecards(session: Session, scheme: Scheme, outcomes: Iterable[Outcome]) -> tuple[Scorecard, ...]:
    """A scorecard for each accountable unit of the scheme's level, ranked."""
    by_unit = {(outcome.target, outcome.unit.code): outcome for outcome in outcomes}
    period = Period(date(session.as_of.year, 1, 1), date(session.as_of.year, 12, 31))
    scored = [_scored(scheme, Ground(session, key, by_unit, period)) for key in session.units(scheme.level)]
    cards = [card for card, _ in scored]
    ranked = [(attrs.evolve(card, rank=rank(card, cards), tight=tight(card, cards)), made) for card, made in scored]
    return tuple(attrs.evolve(card, grade=grade(scheme, card, made.vetoes if made else ())) for card, made in ranked)


def _scored(scheme: Scheme, ground: Ground) -> tuple[Scorecard, Total | None]:
    """One unit's card without rank and grade, and the total behind it."""
    unit = ground.session.ref(ground.unit)
    given = {found.item: found for found in scheme.given if found.unit == unit.code}
    scored = [
        item_score(ground, item, given.get(item.id)) for item in (*scheme.items, *scheme.bonus, *scheme.deductions)
    ]
    items = tuple(item for item, _ in scored)
    vetoes = tuple(_vetoed(ground, veto) for veto in scheme.veto)
    found = total(scheme, {item.item: earned for item, earned in scored}, vetoes)
    if found is None:
        return Scorecard(unit, scheme.id, None, scheme.out_of, None, None, items), None
    found = rounded(found, scheme.step)
    return (
        Scorecard(unit, scheme.id, found.marks, scheme.out_of, None, None, items, found.lines, found.tight),
        found,
    )


def _vetoed(ground: Ground, veto: Veto) -> Vetoed:
    judged = ground.ask(veto.basis, veto.name)
    if judged is None or judged.found is None:
        return Vetoed(veto, None)
    found = judged.found
    one_sided = len(found.limits.given) < 2
    return Vetoed(veto, found.status, found.rests, found.tight and one_sided)
