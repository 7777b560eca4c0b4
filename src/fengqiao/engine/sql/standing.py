"""Facts beside the units that they stand at or in: sure where the place is known, else perhaps."""

from __future__ import annotations

from datetime import date
from functools import reduce

import ibis

from fengqiao.engine.sql.functions import Table, beside, yes
from fengqiao.engine.sql.ground import Ground
from fengqiao.model.fact import STANDING
from fengqiao.model.place import Level

POSTED = ("named", "loose")
"""What a post adds: the place or body that it names, and whether it may yet be at the division itself."""


def located(table: Table, register: str, bodies: Table, units: Table) -> Table:
    """The facts with where they stand: `place` and `exact`; a post stands where its body does."""
    if register != "posts":
        return table.mutate(place=table.division)
    found = beside(table, bodies, {"at": "body"}, "left")
    found = beside(found, units.mutate(at_unit=yes(True)), {"at": "unit"}, "left")
    at_place, at_body = found.at_unit.notnull(), found.body_division.notnull()
    standing_kind = (found.body_committee & found.body_kind.isin(STANDING)).fill_null(False)
    own = standing_kind & found.body_exact.fill_null(False)
    vague = found.body_committee.fill_null(False) & (found.body_kind.isnull() | standing_kind)
    perhaps = found.at.isnull() | ~at_body | vague
    return found.mutate(
        place=ibis.cases((at_place, found.at), (at_body, found.body_division), else_=found.division),
        exact=ibis.cases((at_place, yes(True)), (at_body, found.body_exact), else_=found.exact),
        named=own.ifelse(found.body_division, found.at),
        loose=perhaps & ~at_place & ~own,
    ).drop("at_unit", "body_division", "body_exact", "body_kind", "body_committee")


def grouping(register: str, placed: str) -> tuple[str, ...]:
    """The columns that decide where a fact stands: facts alike in them are added up before any join."""
    return ("place", "exact", *POSTED) if register == "posts" and placed == "at" else ("place", "exact")


def standing(ground: Ground, rows: Table, register: str, placed: str, level: Level, day: date) -> Table:  # noqa: PLR0917  the parts of one query
    """The rows once for each unit of a level that they are at or within: `unit`, and `near` (false: perhaps)."""
    if placed == "within":
        inside = beside(rows, ground.closure(level, day), {"place": "place"})
        return _all([_with(rows, inside, near=True), _rough(ground, rows, level, day, strictly=True)])
    units = ground.units(level).mutate(here=ibis._.unit)
    if register == "posts":
        loose = rows.filter(rows.loose)
        parts = [
            _with(rows, _at(rows, units, "named"), near=True),
            _with(rows, _at(loose.filter(loose.exact), units, "place"), near=False),
            _rough(ground, loose, level, day, strictly=False),
        ]
        return _all(parts)
    here = _at(rows.filter(rows.exact), units, "place")
    return _all([_with(rows, here, near=True), _rough(ground, rows, level, day, strictly=False)])


def _all(parts: list[Table]) -> Table:
    return reduce(lambda a, b: a.union(b), parts)


def _at(rows: Table, units: Table, column: str) -> Table:
    return beside(rows, units, {column: "unit"}).rename(unit="here")


def _with(rows: Table, found: Table, *, near: bool) -> Table:
    return found.select(*rows.columns, "unit", near=yes(near))


def _rough(ground: Ground, rows: Table, level: Level, day: date, *, strictly: bool) -> Table:
    """Facts known only to lie in a wider place, beside each unit of the level that may hold them."""
    seats = ground.seats(day)
    over = beside(rows.filter(~rows.exact), seats.drop("seat_level"), {"place": "seat_key"})
    under = seats.filter(seats.seat_level == level.value).select(unit="seat_key", at_seat="seat")
    first = under.at_seat > over.seat if strictly else under.at_seat >= over.seat
    found = over.join(under, [first, under.at_seat < over.seat_end])
    return found.select(*rows.columns, "unit", near=yes(False))
