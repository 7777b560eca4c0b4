"""Facts beside the units that they stand at or in: sure where the place is known, else perhaps."""

from __future__ import annotations

from datetime import date
from functools import reduce

import ibis

from fengqiao.engine.sql.asked import post_column
from fengqiao.engine.sql.functions import Table, beside, yes
from fengqiao.engine.sql.ground import Ground
from fengqiao.model.fact import STANDING
from fengqiao.model.place import Level


def located(table: Table, register: str, bodies: Table | None, units: Table) -> Table:
    """The facts with where they stand: `place` and `exact`; a post stands where its body does.

    A post also has its key (`post`), whether it is exactly in its own division (`fact_exact`), what it names (`named`),
    and whether it may yet be at the division itself (`loose`).
    """
    if bodies is None:
        return table.mutate(place=table.division)
    table = table.mutate(post=post_column(table), fact_exact=table.exact)
    found = beside(table, bodies, {"at": "body"}, "left")
    found = beside(found, units.mutate(at_unit=yes(True)), {"at": "unit"}, "left")
    at_place, at_body = found.at_unit.notnull(), found.body_division.notnull()
    standing_kind = (found.body_committee & found.body_kind.isin(STANDING)).fill_null(False)
    own = standing_kind & found.body_exact.fill_null(False)
    vague = found.body_committee.fill_null(False) & (found.body_kind.isnull() | standing_kind)
    perhaps = found["at"].isnull() | ~at_body | vague
    return found.mutate(
        place=ibis.cases((at_place, found["at"]), (at_body, found.body_division), else_=found.division),
        exact=ibis.cases((at_place, yes(True)), (at_body, found.body_exact), else_=found.exact),
        named=own.ifelse(found.body_division, found["at"]),
        loose=perhaps & ~at_place & ~own,
    ).drop("at_unit", "body_division", "body_exact", "body_kind", "body_committee")


def at_divisions(posts: Table) -> Table:
    """The same of posts each of which is at a division itself."""
    at = posts["at"]
    return posts.mutate(
        post=post_column(posts), fact_exact=posts.exact, place=at, exact=yes(True), named=at, loose=yes(False)
    )


def standing_at_level(  # noqa: PLR0917  the parts of one query
    ground: Ground, rows: Table, register: str, placed: str, level: Level, day: date, *, is_rough: bool, is_loose: bool
) -> Table:
    """The rows once for each unit of a level that they are at or within: `unit`, and `near` (false: perhaps).

    `is_rough`: some may be known only to lie in a wider place; `is_loose`: some posts may be at the division itself.
    """
    units = ground.units(level).select("unit", at=ibis._.unit)
    if placed == "within":
        parts = [_with(rows, beside(rows, ground.closure(level, day), {"place": "place"}), near=True)]
        wide = rough(ground, rows, units, day) if is_rough else None
    else:
        here, posts = ground.units(level).mutate(here=ibis._.unit), register == "posts"
        sure = rows if posts or not is_rough else rows.filter(rows.exact)
        parts = [_with(rows, _at(sure, here, "named" if posts else "place"), near=True)]
        loose = rows.filter(rows.loose) if posts else rows
        if posts and is_loose:
            parts.append(_with(rows, _at(loose.filter(loose.exact), here, "place"), near=False))
        wide = rough(ground, loose, units, day, strictly=False) if is_rough else None
    return merged(parts if wide is None else [*parts, _with(rows, wide, near=False)])


def merged(parts: list[Table]) -> Table:
    """All the rows of some tables with the same columns."""
    return reduce(lambda a, b: a.union(b), parts)


def _at(rows: Table, units: Table, column: str) -> Table:
    return beside(rows, units, {column: "unit"}).rename(unit="here")


def _with(rows: Table, found: Table, *, near: bool) -> Table:
    return found.select(*rows.columns, "unit", near=yes(near))


def rough(ground: Ground, rows: Table, units: Table, day: date, *, strictly: bool = True) -> Table:
    """Facts known only to lie in a wider place, beside each unit that may hold them; `at` is where a unit is."""
    seats = ground.seats(day).drop("seat_level")
    over = beside(rows.filter(~rows.exact), seats, {"place": "seat_key"})
    under = beside(units.rename(under="at"), seats.rename(at_seat="seat", at_end="seat_end"), {"under": "seat_key"})
    first = under.at_seat > over.seat if strictly else under.at_seat >= over.seat
    found = over.join(under.drop("under", "at_end"), [first, under.at_seat < over.seat_end])
    return found.select(*rows.columns, "unit")
