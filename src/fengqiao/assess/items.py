"""One item of a scheme at one unit: its marks, and why in words."""

from __future__ import annotations

import attrs

from fengqiao.assess.basis import Ground
from fengqiao.assess.formula import formula, number, worked
from fengqiao.assess.waivers import waiver_words
from fengqiao.assess.words import STATUS
from fengqiao.errors import Text
from fengqiao.model.award import Award, Basis, BetterOf, Deduct, Line, PerUnit
from fengqiao.model.marks import Earned, Found, earn
from fengqiao.model.outcome import ItemScore, Status
from fengqiao.model.scheme import GivenMarks, Item
from fengqiao.model.slots import Slots


def parts_of(award: Award) -> list[tuple[Basis, PerUnit | None]]:
    """The bases that an award's own parts bring, and what their lines count beside."""
    match award:
        case Deduct(lines):
            return [(line.basis, _per(line)) for line in lines if line.basis is not None]
        case BetterOf(of):
            return [found for one in of for found in ((one.basis, own_per(one.award)), *parts_of(one.award))]
        case _:
            return []


def _per(line: Line) -> PerUnit | None:
    of = line.deduction
    return of if isinstance(of, PerUnit) and (of.by is not None or of.protected) else None


def own_per(award: Award) -> PerUnit | None:
    """What a line counts beside, where it rests on the item's own basis."""
    lines = award.lines if isinstance(award, Deduct) else ()
    return next((per for line in lines if line.basis is None and (per := _per(line))), None)


def over_time(award: Award, own: Basis | None, ground: Ground) -> Award:
    """With a line for each slot of the period that has ended, where a line is made for every month, say."""
    if isinstance(award, BetterOf):
        of = tuple(attrs.evolve(one, award=over_time(one.award, one.basis, ground)) for one in award.of)
        return attrs.evolve(award, of=of)
    if not isinstance(award, Deduct) or not any(line.every for line in award.lines):
        return award
    return attrs.evolve(award, lines=tuple(found for line in award.lines for found in _slots(line, own, ground)))


def _slots(line: Line, own: Basis | None, ground: Ground) -> list[Line]:
    basis = line.basis or own
    if line.every is None or basis is None:
        return [line]
    whole = basis.period or ground.period
    last = min(whole.last, ground.session.as_of)
    slots = Slots.of(line.every, whole.first, last).periods if whole.first <= last else ()
    return [
        attrs.evolve(line, basis=attrs.evolve(basis, period=slot), every=None)
        for slot in slots
        if whole.first <= slot.first and slot.last <= last
    ]


def item_score(ground: Ground, item: Item, given: GivenMarks | None) -> tuple[ItemScore, Earned | None]:
    """What an item brought a unit, and with what certainty; one that is waived leaves the base."""
    waiver = ground.session.claims.waivers.get((item.id, ground.unit))
    if waiver is not None and item.target is None:
        return ItemScore(item.id, item.name, item.marks, None, Status.WAIVED, waiver_words(waiver, None)), None
    award = over_time(item.award, item.basis, ground)
    per = dict(parts_of(award))

    def ask(basis: Basis) -> Found | None:
        judged = ground.ask(basis, item.name, per.get(basis))
        return judged.found if judged else None

    own = ground.ask(item.basis, item.name, own_per(award)) if item.basis else None
    found = own.found if own else None
    earned = earn(award, item.marks, found, ask, given=given.marks if given else None)
    score = ItemScore(item.id, item.name, item.marks, earned.span if earned else None, None, Text("", ""))
    if own is not None:
        score = attrs.evolve(score, status=own.status, words=own.words)
        if item.basis and not item.target and not (item.limits and item.limits.given) and own.found:
            score = attrs.evolve(score, status=None)
    elif earned is None:
        score = attrs.evolve(score, status=Status.NOT_APPLICABLE, words=STATUS[Status.NOT_APPLICABLE])
    if earned is None:
        return score, earned
    how = formula(item.award, item.marks)
    made = _given_words(given) if given else worked(award, item.marks, found, ask, earned.span)
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
