"""What a question is put to, all at once: every division of a level, body of a register, person among some posts."""

from __future__ import annotations

from collections.abc import Hashable

import attrs
import ibis

from fengqiao.engine.known import Spot
from fengqiao.engine.sql.functions import Table, Value, beside
from fengqiao.model.fact import Fact
from fengqiao.model.place import Level

MARK = "\x01"
"""What keeps the parts of a key apart."""


@attrs.frozen
class BodiesOf:
    """Every body of a register: committees, or studios."""

    register: str


@attrs.frozen
class PersonsOf:
    """Whoever holds some posts, each asked at one by one: a person's facts are looked for within `area`.

    `table` has `unit`, the unit of the area (`over`) and what the post says: `post`, `person`, `plain_name`, `home`.
    `name` says which posts they are.
    """

    area: Asked
    name: Hashable
    table: Table = attrs.field(eq=False, repr=False)


@attrs.frozen
class Beside:
    """The same units, each once for every set of dates of the members that ask there.

    `table` has `unit`, the unit of `base` (`of`) and the dates, each in the column that `dates` names. `name` says
    which members they are.
    """

    base: Level | BodiesOf | PersonsOf
    name: Hashable
    table: Table = attrs.field(eq=False, repr=False)


Asked = Level | BodiesOf | PersonsOf | Beside
"""Whatever a question is put to: each is named by its `unit`, a division's key, a body's, a post's."""


def dates(field: str) -> str:
    """The column that has a date of the member that asks."""
    return f"beside_{field}"


def repeated(asked: Beside, found: Table) -> Table:
    """What hangs on no date of whoever asks, found at the base, at every unit beside it."""
    return beside(asked.table.select("unit", "of"), found.rename(here="unit"), {"of": "here"}).drop("of")


def body_key(fact: Fact) -> str:
    """The key of a body: facts that share it are asked the same."""
    return MARK.join((fact.id, fact.division, str(int(fact.exact)), getattr(fact, "kind", None) or ""))


def key_of(spot: Spot) -> str:
    """The unit that a spot is."""
    return spot.place if spot.body is None else body_key(spot.body)


def body_column(table: Table, register: str) -> Value:
    """The same as a column."""
    exact = table.exact.ifelse("1", "0")
    kind = table.kind.fill_null("") if register == "committees" else ibis.literal("")
    return joined([table.id, table.division, exact, kind])


def post_column(table: Table) -> Value:
    """The key of a post: where it stood."""
    parts = [table.id, table.division, table.source_file, table.source_sheet, table.cell.cast("string")]
    return joined([part.fill_null("") for part in parts])


def joined(parts: list[Value]) -> Value:
    """Texts as one, from which each can be told."""
    found = parts[0]
    for part in parts[1:]:
        found = found + MARK + part
    return found
