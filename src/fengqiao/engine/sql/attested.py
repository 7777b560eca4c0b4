"""What units say of themselves: items attested and figures, for every unit of a level at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import ibis

from fengqiao.engine.attested import figured
from fengqiao.engine.sql.functions import Table, beside, known, tell, total, whole, yes
from fengqiao.engine.sql.ground import Ground
from fengqiao.engine.sql.register import Registers
from fengqiao.engine.sql.spots import Spots
from fengqiao.engine.sql.standing import merged
from fengqiao.model.calendar import Period
from fengqiao.model.fact import Figure
from fengqiao.model.measure import Attested, SelfReported
from fengqiao.model.outcome import Answer, Tally
from fengqiao.model.place import Level
from fengqiao.model.source import Source

DAY = timedelta(days=1)
NOBODY = Source()


class Statements:
    """Attestations and figures over the registers of a database; the rules are those of engine/attested.py."""

    def __init__(self, ground: Ground, registers: Registers, spots: Spots) -> None:
        self._ground, self._registers, self._spots = ground, registers, spots
        self._items: dict[tuple[Level, date, timedelta | None], Mapping[tuple[str, str], bool | None]] = {}

    # -- attestations

    def tally(self, measure: Attested, unit: str, level: Level, day: date) -> Tally:
        """The items of one unit. All items of all units of the level are read at once, one truth each."""
        key = level, day, measure.valid
        if key not in self._items:
            rows = self._rows(*key) if "attestations" in self._registers.names else []
            self._items[key] = {(row["unit"], row["item"]): row["truth"] for row in rows}
        truths = [self._items[key].get((unit, item)) for item in measure.items]
        return Tally(truths.count(True), truths.count(False), truths.count(None))

    def _rows(self, level: Level, day: date, valid: timedelta | None) -> list[dict[str, Any]]:
        found = self._registers.run.answer(("items", level, day, valid), lambda: self._truths(level, day, valid))
        rows: list[dict[str, Any]] = found.to_pylist()
        return rows

    def table(self, measure: Attested, level: Level, day: date) -> Table:
        """Every unit of the level with the items proved, denied, and the rest."""
        units = self._spots.units(level)
        table = self._truths(level, day, measure.valid)
        none = whole(0)
        if table is None:
            both = units.mutate(proved=none, denied=none)
        else:
            asked = table.filter(table["item"].isin(measure.items))
            per = asked.group_by("unit").aggregate(
                proved=total(tell(known(asked.truth))), denied=total(tell(known(~asked.truth)))
            )
            both = beside(units, per, {"unit": "unit"}, "left")
        proved, denied = both.proved.fill_null(none), both.denied.fill_null(none)
        rest = whole(len(measure.items)) - proved - denied
        return both.select("unit", yes=proved, no=denied, unknown=rest, may_yes=none, may_no=none, open=yes(False))

    def _truths(self, level: Level, day: date, valid: timedelta | None) -> Table | None:
        """`unit`, `item` and its `truth`, for every item of which a unit surely said something."""
        found = self._latest("attestations", "item", "on", ("holds",), level, day)
        if found is None:
            return None
        holds = found.holds
        per = found.group_by(["unit", "item"]).aggregate(
            proved=known(holds).any(), denied=known(~holds).any(), unsaid=holds.isnull().any(),
            first=found.on.min(), latest=found.on.max(),
        )  # fmt: skip
        stands = (per.proved != per.denied) & ~per.unsaid
        if valid is not None:
            since = day - valid if day - date.min > valid else date.min
            stands = stands & known(per["first"] >= ibis.literal(since))
        spoken = self._ground.spoken_before("attestations", level, day)
        per = beside(per.mutate(stands=stands), spoken, {"unit": "unit"}, "left")
        # a denial stands only while the register is reported: later the item may have been put in place
        current = per.before.notnull() & (per.latest.isnull() | (per.latest >= per.before))
        truth = ibis.cases((per.stands & per.proved, True), (per.stands & current, False), else_=ibis.null("boolean"))
        return per.select("unit", "item", truth=truth)

    # -- figures

    def answers(self, measure: SelfReported, level: Level, day: date) -> Mapping[str, Answer]:
        """The answer of every unit of the level that gave a figure that may be the latest."""
        fields = ("numerator", "denominator", "value_text")
        found = self._latest("figures", "name", "as_of", fields, level, day)
        if found is None:
            return {}
        named = found.filter(found.item == measure.name).distinct()
        rows = self._registers.run.read(named.order_by(named.columns)).to_pylist()
        candidates: dict[str, list[Figure]] = {}
        for row in rows:
            value = None if row["value_text"] is None else Decimal(row["value_text"])
            fact = Figure(
                "", row["unit"], NOBODY, 0, as_of=row["on"], value=value,
                numerator=row["numerator"], denominator=row["denominator"],
            )  # fmt: skip
            candidates.setdefault(row["unit"], []).append(fact)
        reach = self._ground.known.reach

        def answer(unit: str) -> Answer:
            def spoken_since(on: date) -> bool:
                since = day if on >= day else on + DAY
                return reach.wholly("figures", unit, Period(since, day), day, below=False)

            return figured(candidates[unit], measure, spoken_since)

        return {unit: answer(unit) for unit in candidates}

    # -- the latest word

    def _latest(  # noqa: PLR0917  the parts of one query
        self, register: str, name: str, dated_by: str, fields: tuple[str, ...], level: Level, day: date
    ) -> Table | None:
        """The facts that may be the latest of their name at a unit, not after the day: `unit`, `item`, `on`."""
        table = self._registers.facts(register)
        if table is None:
            return None
        on = table[dated_by]
        rows = table.select(
            "place", "exact", *fields, item=table[name], on=on,
            opens=ibis.coalesce(on, table.source_since, ibis.literal(date.min)),
            ends=ibis.coalesce(on, table.source_until, ibis.literal(date.max)),
        )  # fmt: skip
        rows = rows.filter(rows.opens <= ibis.literal(day))
        near = self._spots.standing(rows, register, "at", level, day).drop("place", "exact")
        sure = near.filter(near.near & near.item.notnull() & (near.ends <= ibis.literal(day)))
        floors = sure.group_by(["unit", "item"]).aggregate(floor=sure.opens.max())
        same = beside(
            near, floors.select(of="unit", floor_item="item", floor="floor"), {"unit": "of", "item": "floor_item"}
        )
        blank = near.filter(near.item.isnull()).drop("item")
        any_of = beside(blank, floors.select("item", "floor", of="unit"), {"unit": "of"})
        columns = ["unit", "item", "on", "ends", "floor", *fields]
        found = merged([same.select(*columns), any_of.select(*columns)])
        return found.filter(found.ends >= found.floor).drop("ends", "floor")
