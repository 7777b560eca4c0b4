"""The opening that a busy official reads: how many targets are met, the three worst units, what to ask for first."""

from __future__ import annotations

from collections import Counter, defaultdict

import attrs

from fengqiao.assess.words import STATUS, decimal, missing_words
from fengqiao.errors import Lang, counted
from fengqiao.model.outcome import Ask, Assessment, Missing, Outcome, Status
from fengqiao.model.place import Level
from fengqiao.model.target import RulePack

JUDGED = (Status.MET, Status.NOT_MET, Status.UNDETERMINED, Status.NOT_DUE)
WORST = 3
FIRST = 3


def summary(assessment: Assessment, pack: RulePack, lang: Lang) -> tuple[str, ...]:
    """Three or four sentences."""
    numbered = [o for o in assessment.outcomes if o.target in pack.targets and not pack.targets[o.target].qualitative]
    lines = [*_met(numbered, lang), _worst(assessment, numbered, lang), _asks(assessment, lang)]
    return tuple(line for line in lines if line)


def _met(outcomes: list[Outcome], lang: Lang) -> list[str]:
    """At the widest unit by target, and at the units below it by verdict."""
    if not outcomes:
        return []
    widest = min((o.unit for o in outcomes), key=lambda unit: Level(unit.level).depth)
    below = [o for o in outcomes if o.unit.level != widest.level]
    own = Counter(o.status for o in outcomes if o.unit.code == widest.code)
    lines = []
    if own:
        judged = sum(own[status] for status in JUDGED)
        lines.append(
            f"{widest.name}有数量要求的{judged}项指标：{_counted(own, '项', lang)}。"
            if lang == "zh"
            else f"{widest.name}: of {counted(judged, 'targets')} with a number, {_counted(own, '', lang)}."
        )
    if below:
        tallied, units = Counter(o.status for o in below), len({o.unit.code for o in below})
        lines.append(
            f"{units}个单位逐项判定：{_counted(tallied, '项次', lang)}。"
            if lang == "zh"
            else f"Over {counted(units, 'units')}, verdicts: {_counted(tallied, '', lang)}."
        )
    return lines


def _counted(tallied: Counter[Status], unit: str, lang: Lang) -> str:
    shown = [status for status in JUDGED if tallied[status] or status is Status.MET]
    if lang == "zh":
        return "、".join(f"{STATUS[status].zh}{tallied[status]}{unit}" for status in shown)
    return ", ".join(f"{tallied[status]} {STATUS[status].en}" for status in shown)


def _worst(assessment: Assessment, outcomes: list[Outcome], lang: Lang) -> str:
    """By marks where there are scorecards, else by how many targets are not met, then undetermined."""
    failed = Counter(o.unit.code for o in outcomes if o.status is Status.NOT_MET)
    marked = [(card.unit, card.marks) for card in assessment.scorecards if card.marks and card.marks.low < card.out_of]
    said: list[str] = []
    if marked:
        marked.sort(key=lambda pair: (pair[1].high, pair[1].low, pair[0].code))
        for unit, marks in marked[:WORST]:
            low, high = decimal(marks.low, 1), decimal(marks.high, 1)
            shown = low if low == high else f"{low}–{high}"
            said.append(
                f"{unit.name}（{shown}分，{failed[unit.code]}项未达标）"
                if lang == "zh"
                else f"{unit.name} ({shown} marks, {failed[unit.code]} not met)"
            )
    else:
        names = {o.unit.code: o.unit.name for o in outcomes}
        said = [f"{names[code]}（{n}项未达标）" if lang == "zh" else f"{names[code]} ({n} not met)"
                for code, n in sorted(failed.items(), key=lambda pair: (-pair[1], pair[0]))[:WORST]]  # fmt: skip
    if not said:
        return ""
    return f"最需关注：{'、'.join(said)}。" if lang == "zh" else f"Most in need of attention: {', '.join(said)}."


def _asks(assessment: Assessment, lang: Lang) -> str:
    """What most undetermined verdicts wait for; the same register of the same unit is one report."""
    wanted: dict[tuple[str, str, str], list[Ask]] = defaultdict(list)
    for outcome in assessment.outcomes:
        if outcome.settle is None or outcome.of_units:
            continue
        for ask in outcome.settle.asks:
            wanted[ask.missing.unit, ask.missing.register, ask.missing.why].append(ask)
    if not wanted:
        return ""
    first = sorted(wanted.items(), key=lambda pair: (-len(pair[1]), -sum(a.members for a in pair[1]), pair[0]))[:FIRST]
    said = []
    for _, asks in first:
        what = missing_words(_together(asks), asks[0].unit_name).say(lang)
        many = "verdict waits" if len(asks) == 1 else "verdicts wait"
        said.append(f"{what}（涉及{len(asks)}项判定）" if lang == "zh" else f"{what} ({len(asks)} {many} for it)")
    return f"应先催报：{'；'.join(said)}。" if lang == "zh" else f"Ask first for: {'; '.join(said)}."


def _together(asks: list[Ask]) -> Missing:
    """One missing report for several: from the earliest day to the latest, its cell only where it is the same."""
    first = asks[0].missing
    since, until = [a.missing.since for a in asks], [a.missing.until for a in asks]
    where = first.where if all(a.missing.where == first.where for a in asks) else None
    return attrs.evolve(
        first,
        since=None if None in since else min(day for day in since if day),
        until=None if None in until else max(day for day in until if day),
        where=where,
    )
