"""What is open at each unit, for people and for programs: verdicts, readings, marks, rank, reports to ask for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR
from typing import Any

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text as Styled

from fengqiao.assess.ask import Report
from fengqiao.assess.settlement import OpenVerdict, Settlement
from fengqiao.assess.words import STATUS
from fengqiao.boundary.wire import number
from fengqiao.errors import Lang, Text
from fengqiao.model.fact import REGISTERS
from fengqiao.model.outcome import Standing, UnitRef
from fengqiao.model.target import RulePack
from fengqiao.report import words
from fengqiao.report.remarks import span
from fengqiao.report.text import fold, render

CELLS = 3
"""Cells that are named of one report."""
WHY = {
    "not_reported": Text("未报送", "not reported"),
    "refused": Text("有被拒收的行", "rows that were refused"),
    "blank": Text("有未填的单元格", "cells left blank"),
    "ended": Text("未更新到判定日", "not brought up to the judged day"),
    "totals": Text("只有汇总数，未报明细", "reported as totals, without the facts"),
    "imprecise": Text("未列明具体地点", "not said exactly where"),
}


def settled(found: Sequence[Settlement], pack: RulePack, lang: Lang, *, width: int = 80, colour: bool = False) -> str:
    """Each unit that has anything open; the others are counted."""
    parts: list[RenderableType] = []
    for one in found:
        if one.settled:
            continue
        head = f"■ {one.unit.name}" + (f"  {_standing(one.standing, lang)}" if one.standing else "")
        parts.append(Padding(Styled(fold(head, width), style="bold"), (1, 0, 0, 0)))
        parts += [
            Styled(fold(f"{mark} {line}", width, " " * (len(mark) + 1))) for mark, line in _lines(one, pack, lang)
        ]
    rest = sum(one.settled for one in found)
    if rest or not found:
        parts.append(Styled(f"{rest}个单位没有待定事项。" if lang == "zh" else f"Nothing is open at {rest} units."))
    return render(parts, width=width, colour=colour)


def _lines(one: Settlement, pack: RulePack, lang: Lang) -> Iterator[tuple[str, str]]:
    """What is said of one unit: a dash for a heading, a dot for what stands below it."""
    zh = lang == "zh"
    comma, colon = ("、", "：") if zh else (", ", ": ")
    if one.verdicts:
        n = len(one.verdicts)
        yield "-", f"因资料不全而待定的指标{n}项：" if zh else f"verdicts that depend on missing data: {n}"
        for verdict in one.verdicts:
            yield "  ·", f"{verdict.title.say(lang)}{colon}{_needs(verdict, lang)}"
    if one.readings:
        n = len(one.readings)
        yield "-", f"随口径而变的指标{n}项：" if zh else f"verdicts that depend on the reading: {n}"
        for two in one.readings:
            names = {name: reading.title.say(lang) for name, reading in pack.targets[two.target].readings.items()}
            others = comma.join(f"{names[name]} {STATUS[status].say(lang)}" for name, status in two.others.items())
            now = f"{names[two.reading]} {STATUS[two.status].say(lang)}"
            yield "  ·", f"{two.title.say(lang)}{colon}{now}{'；' if zh else '; '}{others}"
    if one.items:
        items = comma.join(name.say(lang) for _, name in one.items)
        yield "-", f"得分未定的评分项：{items}" if zh else f"items whose marks are open: {items}"
    if one.beside:
        units = comma.join(unit.name for unit in one.beside)
        yield (
            "-",
            f"名次还取决于：{units}（得分区间重叠）" if zh else f"the rank also waits for {units}: their marks overlap",
        )
    for under in one.under:
        said = _standing(under.standing, lang)
        target = pack.targets[under.target]
        title, reading = target.title.say(lang), target.readings[under.reading].title.say(lang)
        yield "-", f"“{title}”口径改为{reading}时：{said}" if zh else f"with {reading} of '{title}': {said}"
    if one.reports:
        n, most = len(one.reports), "" if one.fewest else ("（未必最少）" if zh else " (perhaps not the fewest)")
        yield "-", f"最少请补报{n}份{most}：" if zh else f"the fewest reports to ask for, {n}{most}:"
        for report in one.reports:
            yield "  ·", _asked(report, lang)


def _needs(verdict: OpenVerdict, lang: Lang) -> str:
    zh = lang == "zh"
    if verdict.below:
        names = ("、" if zh else ", ").join(unit.name for unit in verdict.below)
        return f"待{names}判定" if zh else f"waits for {names}"
    parts = []
    if verdict.for_met is not None:
        n = verdict.for_met
        parts.append(f"再有{n}个符合即达标" if zh else f"met with {n} more that hold")
    if verdict.for_not_met is not None:
        n = verdict.for_not_met
        parts.append(f"再有{n}个不符合即未达标" if zh else f"not met with {n} more that do not")
    return ("，" if zh else ", ").join(parts) or ("须全部补齐" if zh else "all of it must be known")


def _asked(report: Report, lang: Lang) -> str:
    zh = lang == "zh"
    register = REGISTERS.get(report.register)
    title = register.title.say(lang) if register else report.register
    why = ("、" if zh else ", ").join(WHY[one].say(lang) if one in WHY else one for one in report.why)
    ends = [day.isoformat() if day else "…" for day in (report.since, report.until)]
    when = "" if ends == ["…", "…"] else f"{ends[0]}{'至' if zh else ' to '}{ends[1]}"
    cells = [str(where) for where in report.where]
    shown = ("；" if zh else "; ").join(cells[:CELLS])
    if len(cells) > CELLS:
        shown += f"等{len(cells)}处" if zh else f" and {len(cells) - CELLS} more"
    said = [f"{report.unit.name}{title}" if zh else f"{report.unit.name}, {title}", why, when, shown]
    if report.members:
        said.append(f"涉及{report.members}个" if zh else f"speaks of {report.members}")
    said.append(("用于" if zh else "for ") + ("、" if zh else ", ").join(report.targets))
    return ("，" if zh else "; ").join(part for part in said if part)


def _standing(standing: Standing, lang: Lang) -> str:
    zh = lang == "zh"
    gap = "" if zh else " "
    said = [f"{words.MARKS.say(lang)}{gap}{span(standing.marks)}"] if standing.marks else []
    if standing.rank is not None:
        best, worst = standing.rank
        said.append(f"{words.RANK.say(lang)}{gap}{best if best == worst else f'{best}–{worst}'}")
    if standing.grade is not None:
        low, high = (grade.say(lang) for grade in standing.grade)
        said.append(f"{words.GRADE.say(lang)}{gap}{low if low == high else f'{low}–{high}'}")
    return ("，" if zh else ", ").join(said)


# -- for other programs


def settled_json(found: Sequence[Settlement]) -> list[dict[str, Any]]:
    """The same as plain values; texts in both languages."""
    return [
        {
            "unit": _unit(one.unit),
            "settled": one.settled,
            "verdicts": [
                {
                    "target": verdict.target,
                    "title": _both(verdict.title),
                    "for_met": verdict.for_met,
                    "for_not_met": verdict.for_not_met,
                    "below": [_unit(unit) for unit in verdict.below],
                }
                for verdict in one.verdicts
            ],
            "readings": [
                {
                    "target": other.target,
                    "title": _both(other.title),
                    "reading": other.reading,
                    "status": other.status.value,
                    "others": {name: status.value for name, status in other.others.items()},
                }
                for other in one.readings
            ],
            "standing": _standing_json(one.standing),
            "items": [{"item": item, "name": _both(name)} for item, name in one.items],
            "beside": [_unit(unit) for unit in one.beside],
            "under": [
                {"target": under.target, "reading": under.reading, "standing": _standing_json(under.standing)}
                for under in one.under
            ],
            "reports": [_report(report) for report in one.reports],
            "fewest": one.fewest,
        }
        for one in found
    ]


def _report(report: Report) -> dict[str, Any]:
    def day(found: date | None) -> str | None:
        return found.isoformat() if found else None

    return {
        "register": report.register,
        "unit": _unit(report.unit),
        "why": list(report.why),
        "since": day(report.since),
        "until": day(report.until),
        "cells": [str(where) for where in report.where],
        "members": report.members,
        "targets": list(report.targets),
    }


def _standing_json(standing: Standing | None) -> dict[str, Any] | None:
    if standing is None:
        return None
    marks, grade, rank = standing.marks, standing.grade, standing.rank
    return {
        "marks": {"low": number(marks.low, ROUND_FLOOR), "high": number(marks.high, ROUND_CEILING)} if marks else None,
        "grade": {"low": _both(grade[0]), "high": _both(grade[1])} if grade else None,
        "rank": {"best": rank[0], "worst": rank[1]} if rank else None,
    }


def _unit(unit: UnitRef) -> dict[str, str]:
    return {"code": unit.code, "name": unit.name, "level": unit.level}


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
