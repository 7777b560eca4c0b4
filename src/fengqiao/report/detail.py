"""What only a format with room shows: the way to each milestone, each slot of a cadence, what a verdict rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

import attrs

from fengqiao.assess.evidence import Evidence, evidence
from fengqiao.assess.strips import Strip, Strips, strips
from fengqiao.assess.trajectory import Point, Trajectory, trajectories
from fengqiao.assess.words import STATUS, interval, is_money, limits_words, whole
from fengqiao.engine.base import Opener
from fengqiao.engine.memory import MemoryEngine
from fengqiao.errors import Lang
from fengqiao.model.dataset import Dataset
from fengqiao.model.measure import Measure
from fengqiao.model.outcome import Member, UnitRef
from fengqiao.model.place import Level
from fengqiao.model.target import Milestone, RulePack
from fengqiao.report import words
from fengqiao.report.document import Course, Demand, Rest, Stop, StripRow, StripTable

SHOWN_CELLS = 2
"""Cells of one member."""
SLOT = {
    "week": words.SLOT_WEEK,
    "month": words.SLOT_MONTH,
    "quarter": words.SLOT_QUARTER,
}
"""What a slot is called; every other cadence has periods."""


@attrs.frozen
class Detail:
    """Everything beyond an assessment that goes into a report with room for it."""

    trajectories: Sequence[Trajectory] = ()
    strips: Sequence[Strips] = ()
    evidence: Evidence = attrs.field(factory=dict)


def detail_of(
    pack: RulePack, data: Dataset, *, as_of: date, readings: Mapping[str, str], engine: Opener = MemoryEngine
) -> Detail:
    """Judge and ask what the details take. Raises UsageError for an unknown reading."""
    return Detail(
        trajectories(pack, data, as_of=as_of, readings=readings, engine=engine),
        strips(pack, data, as_of=as_of, readings=readings, engine=engine),
        evidence(pack, data, as_of=as_of, readings=readings, engine=engine),
    )


def courses(
    detail: Detail, pack: RulePack, readings: Mapping[str, str], unit: UnitRef, lang: Lang
) -> dict[str, Course]:
    """The courses of a unit's targets, by target; of what has never had a value there is none to show."""
    found = {}
    for one in detail.trajectories:
        if one.unit.code != unit.code or not any(point.value for point in one.points):
            continue
        target = pack.targets[one.target]
        reading = target.readings[readings[one.target]]
        bound = Level(unit.level) in reading.judged_at
        found[one.target] = _course(one, reading.measure, target.unit.say(lang), lang, bound=bound)
    return found


def _course(one: Trajectory, measure: Measure, unit: str, lang: Lang, *, bound: bool) -> Course:
    """`bound`: the milestones bind this unit; where the value is only shown they do not, and are not drawn."""
    share = one.of_units or not whole(measure)
    wan = is_money(measure) and not share
    scale = Fraction(1, 1_000_000) if wan else Fraction(1)
    return Course(
        tuple(_stop(point, measure, unit, scale, lang, of_units=one.of_units) for point in one.points),
        tuple(_steps(one.milestones, measure, unit, scale, lang)) if bound else (),
        percent=share,
        wan=wan,
    )


def _stop(point: Point, measure: Measure, unit: str, scale: Fraction, lang: Lang, *, of_units: bool) -> Stop:
    low, high = (point.value.low, point.value.high) if point.value else (None, None)
    shown = ""
    if point.value is not None:
        shown = "" if of_units else interval(measure, point.value, unit, lang)
    return Stop(
        point.on,
        point.status,
        words.SIGNS[point.status],
        STATUS[point.status].say(lang),
        None if low is None else low * scale,
        None if high is None else high * scale,
        shown,
    )


def _steps(milestones: Sequence[Milestone], measure: Measure, unit: str, scale: Fraction, lang: Lang) -> list[Demand]:
    found = []
    for one, following in zip(milestones, (*milestones[1:], None), strict=False):
        at = one.limits.at_least if one.limits.at_least is not None else one.limits.at_most
        if isinstance(at, Fraction):
            until = following.on if following else None
            found.append(Demand(one.on, until, at * scale, limits_words(measure, one.limits, unit, lang)))
    return found


def strip_tables(detail: Detail, pack: RulePack, unit: UnitRef, lang: Lang) -> tuple[StripTable, ...]:
    """The strips of a unit and what lies just below it; of a wider unit, those of the accountable units in it."""
    found = []
    for one in detail.strips:
        own = [row for row in one.rows if row.within.code == unit.code]
        rows = own or [row for row in one.rows if row.unit == row.within]
        if not own and any(row.within.level == unit.level for row in rows):
            continue
        title, slot = pack.targets[one.target].title, SLOT.get(one.every.kind, words.SLOT_PERIOD)
        table = StripTable(one.target, title.say(lang), slot.say(lang), one.slots, tuple(_row(row) for row in rows))
        found.append(table)
    return tuple(found)


def _row(strip: Strip) -> StripRow:
    return StripRow(
        strip.unit,
        tuple((kept.covered, kept.missed, kept.unknown) for kept in strip.slots),
        own=strip.unit == strip.within,
    )


def rests(detail: Detail, target: str, unit: UnitRef, lang: Lang) -> tuple[tuple[Rest, ...], int]:
    """What counts towards a verdict, with the cells; and how many there are in all."""
    page = detail.evidence.get((target, unit.code))
    if page is None:
        return (), 0
    return tuple(_rest(member, unit, lang) for member in page.members), page.total


def _rest(member: Member, unit: UnitRef, lang: Lang) -> Rest:
    cells = tuple(dict.fromkeys(str(where) for where in member.where))
    more = len(cells) - SHOWN_CELLS
    shown = cells[:SHOWN_CELLS]
    if more > 0:
        shown = (*shown, f"另{more}处" if lang == "zh" else f"{more} more")
    name = unit.name if member.kind in ("item", "part") else member.name
    said = words.NOT_IN_PLACE if member.state == "no" else None
    return Rest(name, said.say(lang) if said else "", shown)
