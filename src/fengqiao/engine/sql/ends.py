"""Count returns that each speak of one unit asked: the tallies of all units are bounded at once, in the database."""

from __future__ import annotations

from datetime import date

import ibis

from fengqiao.engine.returned import Topic
from fengqiao.engine.sql.functions import Table, Value, beside, whole, yes
from fengqiao.engine.sql.told import ToldRows
from fengqiao.model.place import Level


def fits(told: ToldRows, topic: Topic, placed: str, level: Level) -> bool:
    """Whether every return speaks of one unit of the level at most, and none of them differ.

    What is at a unit is bounded by its own returns, and by those of all that is in a place above it; what is within a
    unit by returns of it, of what is below and of what is above.
    """
    if not topic.stock or topic.window.first != topic.window.last:
        return False
    if placed == "at":
        return not any(one.differ or (not one.own and one.level is None) for one in told.shapes)
    return not any(one.differ or one.own or one.place_level != level for one in told.shapes)


def ends(told: ToldRows, topic: Topic, placed: str, carry: int) -> Table:
    """Each place with how many there are at least (`floor`) and at most (`ceiling`; blank: no end) by its returns.

    The latest return of each kind counts, while it still speaks of the day.
    """
    day = topic.window.last
    oldest = date.fromordinal(max(1, day.toordinal() - carry))
    rows = told.table.filter(told.table.own == yes(placed == "at"))
    rows = rows.filter(rows.until < ibis.literal(date.max))
    rows = rows.filter((rows.until <= ibis.literal(day)) & (rows.until >= ibis.literal(oldest)))
    of_kind = ibis.window(group_by=["place", "of_number", "level"])
    rows = rows.mutate(newest=rows.until.max().over(of_kind))
    rows = rows.filter(rows.until == rows.newest)
    blank = ibis.null("int64")
    floor = (rows.floor & yes(topic.floors)).ifelse(rows.least, blank).max()
    ceiling = (rows.cap & rows.level.isnull()).ifelse(rows.most, blank).min()
    return rows.group_by("place").aggregate(floor=floor.fill_null(whole(0)), ceiling=ceiling)


def within(plain: Table, found: Table) -> Table:
    """The tallies of rows alone within these ends, as `counting.bounded` says; `conflict`: the two do not agree."""
    both = beside(plain, found, {"unit": "place"})
    none, sure = whole(0), both.yes
    floor: Value = both.floor
    low = ibis.greatest(sure, floor)
    possible = sure + both.unknown + both.may_yes + ibis.greatest(floor - sure, none)
    ceiling = both.ceiling.coalesce(possible)
    high = both.open.ifelse(ceiling, ibis.least(possible, ceiling))
    endless = both.open & both.ceiling.isnull()
    unknown = ibis.least(high - low, ibis.greatest(none, sure + both.unknown - low))
    return both.select(
        "unit",
        "no",
        "may_no",
        yes=low,
        unknown=endless.ifelse(both.unknown, unknown),
        may_yes=endless.ifelse(both.may_yes, high - low - unknown),
        open=endless,
        conflict=~endless & (high < low),
    )
