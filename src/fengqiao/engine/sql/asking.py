"""Conditions asked at facts: at the body that each is, else where it stands, beside its dates where they matter."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

import ibis

from fengqiao.engine.sql.asked import Asked, Beside, BodiesOf, body_column, dates, joined
from fengqiao.engine.sql.functions import Table, Value, beside, yes
from fengqiao.engine.sql.ground import Ground
from fengqiao.engine.sql.run import Run
from fengqiao.engine.sql.spots import Spots
from fengqiao.engine.sql.standing import merged
from fengqiao.model.fact import STANDING

Ask = Callable[[Asked], Table]
"""What is asked, at every unit of whatever it is put to: `unit`, `applies` and `truth`."""


class AtFacts:
    """Asks something at the facts of a register."""

    def __init__(self, ground: Ground, run: Run, spots: Spots) -> None:
        self._ground, self._run, self._spots = ground, run, spots

    def asked(self, table: Table, name: Hashable, register: str, on: Iterable[str], ask: Ask) -> Table:
        """The facts with whether what is asked `applies` and its `truth`; `on` are the dates on which it hangs.

        `name` says which facts they are.
        """
        exact = table.fact_exact if register == "posts" else table.exact
        place = exact.ifelse(table.division, ibis.null("string"))
        everywhere: list[Asked]
        if register == "studios":
            spot, everywhere = body_column(table, register), [BodiesOf(register)]
        elif register == "committees":
            standing = table.kind.isin(STANDING).fill_null(False)
            spot = standing.ifelse(place, body_column(table, register))
            others = self._run.read(table.filter(~standing).select(there=yes(True)).distinct()).num_rows
            everywhere = [
                *([BodiesOf(register)] if others else []),
                *self._ground.levels_of(table.filter(standing & exact), self._run),
            ]
        else:
            spot, everywhere = place, [*self._ground.levels_of(table.filter(exact), self._run)]
        table = table.mutate(spot=spot)
        on = sorted(on)
        if on:
            table, beside_of = self._with_dates(table, (name, register, tuple(on)), on)
            everywhere = [beside_of(base) for base in everywhere]
        found = merged([ask(one) for one in everywhere])
        found = found.select(at_spot="unit", applies="applies", truth="truth")
        both = beside(table, found, {"spot": "at_spot"}, "left")
        return both.mutate(applies=both.applies.fill_null(True)).drop("spot")

    def _with_dates(self, table: Table, name: Hashable, on: list[str]) -> tuple[Table, Callable[[Asked], Beside]]:
        """The facts with their spot and dates as one, and what puts a question beside them."""
        found = {dates(field): date_of(table, field) for field in on}
        said = [value.cast("string").fill_null("") for value in found.values()]
        rows = table.select(unit=joined([table.spot, *said]), of=table.spot, **found).filter(table.spot.notnull())
        rows = self._run.kept(("dates", name), rows.distinct)

        def beside_of(base: Asked) -> Beside:
            here = self._spots.units(base).select(here="unit")
            return Beside(base, name, beside(rows, here, {"of": "here"}))  # type: ignore[arg-type]  # not beside twice

        return table.mutate(spot=joined([table.spot, *said])), beside_of


def date_of(table: Table, field: str) -> Value:
    """A date of facts; blank where the field holds something else."""
    return table[field] if table[field].type().is_date() else ibis.null("date")
