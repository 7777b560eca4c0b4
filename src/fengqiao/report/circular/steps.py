"""The next steps, each with its date: what to report, what to mend, what falls due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import attrs

from fengqiao.assess.words import day_words, missing_words
from fengqiao.model.outcome import Outcome, Status, UnitRef
from fengqiao.model.place import Level
from fengqiao.report.circular import words
from fengqiao.report.circular.ground import Ground
from fengqiao.report.circular.model import Paragraph
from fengqiao.report.circular.shortfalls import named

ASKED = 5
"""Reports asked of one unit that are named."""
Step = tuple[str, list[str]]


def steps(ground: Ground) -> Iterator[Paragraph]:
    """The steps that there are, numbered."""
    found = [*_reports(ground), *_mending(ground), *_due(ground)]
    for n, (title, lines) in enumerate(found, 1):
        yield Paragraph(lines[0], words.lead(n, title, ground.lang))
        yield from (Paragraph(f"{k}.{line}" if ground.zh else f"{k}. {line}") for k, line in enumerate(lines[1:], 1))


def _reports(ground: Ground) -> Iterator[Step]:
    """What was not reported, unit by unit."""
    waiting = [o for o in ground.below if o.status is Status.UNDETERMINED]
    units = list(dict.fromkeys(o.unit for o in waiting))
    if not units:
        return
    names, zh = ground.listed([unit.name for unit in units]), ground.zh
    yield (
        "补报" if zh else "Reports to hand in",
        [
            f"{names}等{len(units)}个被考核单位有{len(waiting)}项次指标未报全，请于{ground.by}前补报："
            if zh
            else f"{names} ({len(units)} units) leave {len(waiting)} verdicts open; please report by {ground.by}:",
            *(_wanted(ground, unit, [o for o in waiting if o.unit == unit]) for unit in units),
        ],
    )


def _wanted(ground: Ground, unit: UnitRef, waiting: list[Outcome]) -> str:
    zh, lang = ground.zh, ground.lang
    said: list[str] = []
    for one in waiting:
        asks = [(attrs.evolve(a.missing, where=None), a.unit_name) for a in one.settle.asks] if one.settle else []
        said += [words.dates(missing_words(missing, name).say(lang), lang) for missing, name in asks]
        if not asks:
            said += _silent(ground, one)
    said = list(dict.fromkeys(said))
    more = len(said) - ASKED
    shown = ("；" if zh else "; ").join(said[:ASKED])
    if more > 0:
        shown += f"；等{len(said)}项" if zh else f"; and {more} more"
    n = len(waiting)
    return f"{unit.name}涉及{n}项指标：{shown}。" if zh else f"{unit.name}, {n} targets: {shown}."


def _silent(ground: Ground, outcome: Outcome) -> list[str]:
    """Where no single report would settle it: how many places said too little, and the first of them."""
    mine, title = ground.lacks(outcome), ground.title(outcome.target)
    if not mine:
        return [title]
    first, n = named(ground, mine[0]), len(mine)
    return [f"{title}{n}处未报，如{first}" if ground.zh else f"{title}, {n} not reported, such as {first}"]


def _mending(ground: Ground) -> Iterator[Step]:
    """What was not met, and until when to answer."""
    failed = [o for o in ground.below if o.status is Status.NOT_MET]
    units = len({o.unit.code for o in failed})
    if failed:
        yield (
            "整改" if ground.zh else "Shortfalls to mend",
            [
                f"{units}个被考核单位对未达标的{len(failed)}项次指标逐项整改，于{ground.by}前报送整改情况。"
                if ground.zh
                else f"{units} accountable units mend the {len(failed)} verdicts not met and answer by {ground.by}."
            ],
        )


def _due(ground: Ground) -> Iterator[Step]:
    """What falls due next, a list for each day; a target once, at the widest unit that it is asked of."""
    days: dict[date, dict[str, Outcome]] = defaultdict(dict)
    for one in sorted(ground.numbered, key=lambda o: Level(o.unit.level).depth):
        if one.next is not None and one.next_due is not None and one.status is not Status.WAIVED:
            days[one.next_due].setdefault(one.target, one)
    for on, found in sorted(days.items()):
        day, n = day_words(on, ground.lang), len(found)
        yield (
            f"{day}到期指标" if ground.zh else f"Due on {day}",
            [
                f"下列{n}项指标于{day}到期，要求和现值如下。" if ground.zh else f"{n} targets fall due on {day}.",
                *(_ahead(ground, one) for one in found.values()),
            ],
        )


def _ahead(ground: Ground, one: Outcome) -> str:
    title, now = ground.title(one.target), "" if one.of_units else ground.value(one)
    asked = ground.asked(one, one.next.limits) if one.next else ""
    if ground.zh:
        return f"{title}：要求{asked}，" + (f"{one.unit.name}现为{now}" if now else "各单位现值见附件") + "。"
    return f"{title}: {asked}; " + (f"{one.unit.name} has {now}" if now else "values in the annexes") + "."
