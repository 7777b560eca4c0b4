"""One item of a scheme at one unit: its marks, and why in words."""

from __future__ import annotations

import attrs

from fengqiao.assess.basis import Ground
from fengqiao.assess.formula import formula, number, worked
from fengqiao.assess.words import STATUS
from fengqiao.errors import Text
from fengqiao.model.award import Award, Basis, BetterOf, Deduct, Full, PerUnit, Proportional
from fengqiao.model.marks import Earned, Found, earn
from fengqiao.model.outcome import ItemScore, Status
from fengqiao.model.scheme import GivenMarks, Item


def parts_of(award: Award) -> list[tuple[Basis, str | None]]:
    """The bases that an award's own parts bring, and the field that tells repeats."""
    match award:
        case Deduct(lines):
            return [(line.basis, _by(line.deduction)) for line in lines if line.basis is not None]
        case BetterOf(of):
            return [found for one in of for found in ((one.basis, None), *parts_of(one.award))]
        case _:
            return []


def _by(deduction: object) -> str | None:
    return deduction.by if isinstance(deduction, PerUnit) else None


def own_by(award: Award) -> str | None:
    """The field that tells repeats, where a line rests on the item's own basis."""
    lines = award.lines if isinstance(award, Deduct) else ()
    return next((by for line in lines if line.basis is None and (by := _by(line.deduction))), None)


def item_score(ground: Ground, item: Item, given: GivenMarks | None) -> tuple[ItemScore, Earned | None]:
    """What an item brought a unit, and with what certainty."""
    by = dict(parts_of(item.award))

    def ask(basis: Basis) -> Found | None:
        judged = ground.ask(basis, item.name, by.get(basis))
        return judged.found if judged else None

    own = ground.ask(item.basis, item.name, own_by(item.award)) if item.basis else None
    found = own.found if own else None
    earned = earn(item.award, item.marks, found, ask, given=given.marks if given else None)
    score = ItemScore(item.id, item.name, item.marks, earned.span if earned else None, None, Text("", ""))
    if own is not None:
        score = attrs.evolve(score, status=own.status, words=own.words)
        if item.basis and item.basis.measure and not (item.limits and item.limits.given) and own.found:
            score = attrs.evolve(score, status=None)
    elif earned is None:
        score = attrs.evolve(score, status=Status.NOT_APPLICABLE, words=STATUS[Status.NOT_APPLICABLE])
    if earned is None or isinstance(item.award, Full | Proportional):
        return score, earned
    how = formula(item.award, item.marks)
    made = _given_words(given) if given else worked(item.award, item.marks, found, ask, earned.span)
    before = score.words
    return attrs.evolve(
        score,
        words=Text(
            "；".join(filter(None, (before.zh.rstrip("。"), how.zh, made.zh))) + "。",
            "; ".join(filter(None, (before.en.rstrip("."), how.en, made.en))) + ".",
        ),
    ), earned


def _given_words(given: GivenMarks) -> Text:
    shown = number(given.marks)
    return Text(f"{given.by}评{shown}分：{given.why}", f"{given.by} gave {shown}: {given.why}")
