"""What falls short, named: only what the gaps list, and what was not reported apart from it."""

from __future__ import annotations

from collections.abc import Iterator

from fengqiao.assess.gaps import Gap
from fengqiao.model.outcome import Outcome, Status
from fengqiao.report.circular import words
from fengqiao.report.circular.ground import Ground
from fengqiao.report.circular.model import Paragraph

NAMED = 3
"""Gaps of one target at one unit that are named; the list of gaps has them all."""


def shortfalls(ground: Ground) -> Iterator[Paragraph]:
    """Unit by unit, what was not met and the largest gaps of it."""
    number, zh = 0, ground.zh
    for unit in ground.units:
        failed = [o for o in ground.of(unit) if o.status is Status.NOT_MET]
        if not failed:
            continue
        number += 1
        n, lines = len(failed), [line for o in failed if (line := _lacking(ground, o))]
        said = f"未达标{n}项，列明缺口{len(lines)}项" if zh else f"{n} not met, gaps listed for {len(lines)}"
        lead = words.lead(number, f"{unit.name}{said}" if zh else f"{unit.name}: {said}", ground.lang)
        yield Paragraph("", lead)
        for k, line in enumerate(lines, 1):
            yield Paragraph(f"{k}.{line}" if zh else f"{k}. {line}")
    if not number:
        n = len(ground.units)
        yield Paragraph(f"{n}个被考核单位未达标0项。" if zh else f"Not met at {n} accountable units: 0.")


def _lacking(ground: Ground, outcome: Outcome) -> str:
    """The gaps of one target that was not met; empty where none is listed."""
    zh, mine = ground.zh, ground.lacks(outcome)
    sure = sorted((g for g in mine if g.state == "no"), key=lambda g: (-len(g.missed), -(g.short or 0), g.code))
    parts = [_named(ground, sure)] if sure else []
    if silent := len(mine) - len(sure):
        said = f"{silent}处未报" if zh else f"{silent} not reported"
        parts.append(("另有" if zh and sure else "") + said + ground.please())
    title, comma = ground.title(outcome.target), "；" if zh else "; "
    return "" if not parts else f"{title}：{comma.join(parts)}。" if zh else f"{title}: {comma.join(parts)}."


def _named(ground: Ground, sure: list[Gap]) -> str:
    zh, n = ground.zh, len(sure)
    if all(g.name == g.unit.name for g in sure):
        return words.brief(sure[0], ground.lang) if n == 1 else f"{n}项不符合" if zh else f"{n} do not hold"
    shown = [named(ground, g) for g in sure[:NAMED]]
    first = ground.listed(shown)
    if zh:
        return f"有缺口的{n}处，" + (f"缺口较大的{len(shown)}处为{first}" if n > len(shown) else f"为{first}")
    return f"{n} with gaps" + (f", the {len(shown)} largest {first}" if n > len(shown) else f": {first}")


def named(ground: Ground, gap: Gap) -> str:
    """One gap by its place and name, with what it lacks."""
    place, said = words.place(gap, ground.lang), words.brief(gap, ground.lang)
    return f"{place}（{said}）" if ground.zh else f"{place} ({said})"
