"""The facts that stand at or within bodies: what names a body, what it hosts, what is in its area."""

from __future__ import annotations

from datetime import date

from fengqiao.engine.sql.asked import body_column
from fengqiao.engine.sql.functions import Table, beside, yes
from fengqiao.engine.sql.ground import Ground
from fengqiao.engine.sql.register import Registers
from fengqiao.engine.sql.standing import merged, rough
from fengqiao.errors import NotSupportedError, Text
from fengqiao.model.fact import REGISTERS


class Bodies:
    """Committees and studios as places where facts stand."""

    def __init__(self, ground: Ground, registers: Registers) -> None:
        self._ground, self._registers = ground, registers

    def of(self, register: str) -> Table:
        """The bodies of a register: `unit`, its id, its division, whether it is exactly there, what kind it is."""
        table = self._registers.table(register)
        if table is None:
            return self._ground.no_bodies()
        committee = register == "committees"
        return table.select(
            unit=body_column(table, register),
            body=table.id,
            home=table.division,
            firm=table.exact,
            committee=yes(committee),
            vague=table.kind.isnull() if committee else yes(False),
        ).distinct()

    def at(self, rows: Table, register: str, bodies: Table) -> Table:
        if register == "posts":
            named = beside(rows, bodies.select("unit", "body"), {"named": "body"})
            loose = self._meeting(rows.filter(rows.loose & rows["at"].isnull()), bodies)
            vague = beside(rows, bodies.filter(bodies.vague).select("unit", "home"), {"named": "home"})
            return merged(
                [_near(rows, named, near=True), _near(rows, loose, near=False), _near(rows, vague, near=False)]
            )
        if not names_committee(register):
            raise at_no_body(register)
        sure = beside(rows, bodies.select("unit", "body"), {"committee": "body"})
        blank = rows.filter(rows.committee.isnull())
        parts = [_near(rows, sure, near=True)]
        if register == "studios":
            any_of = blank.cross_join(bodies.filter(bodies.committee).select("unit"))
            parts += [_near(rows, any_of, near=False)]
            bodies = bodies.filter(~bodies.committee)
        return merged([*parts, _near(rows, self._meeting(blank, bodies), near=False)])

    def _meeting(self, rows: Table, bodies: Table) -> Table:
        """Facts of which only the division is known beside the bodies that they may belong to."""
        unit = bodies.select("unit", "home", "firm")
        seats = self._ground.seats(date.max).drop("seat_level")
        there = beside(rows, unit.drop("firm"), {"place": "home"})
        over = beside(rows.filter(~rows.exact), seats, {"place": "seat_key"})
        homes = beside(unit, seats.rename(home_seat="seat", home_end="seat_end"), {"home": "seat_key"})
        above = over.join(homes, [homes.home_seat > over.seat, homes.home_seat < over.seat_end])
        inside = beside(rows, seats, {"place": "seat_key"})
        wide = homes.filter(~homes.firm)
        below = inside.join(wide, [inside.seat > wide.home_seat, inside.seat < wide.home_end])
        return merged([found.select(*rows.columns, "unit") for found in (there, above, below)])

    def within(self, rows: Table, register: str, bodies: Table, day: date) -> Table:
        """Everything in the bodies' areas, and what is at them or at what they host, wherever it stands."""
        homes = bodies.select("unit", "home", "firm")
        area = beside(homes, self._ground.area(day), {"home": "unit"})
        inside = beside(rows, area, {"place": "place"})
        parts = [inside.select(*rows.columns, "unit", near=inside.firm)]
        parts.append(_near(rows, rough(self._ground, rows, homes.select("unit", at="home"), day), near=False))
        field = "at" if register == "posts" else "committee" if names_committee(register) else None
        if field is not None:
            parts += self._at_hosts(rows, field, bodies)
        found = merged(parts)
        return found.group_by([*rows.columns, "unit"]).aggregate(near=found.near.any())

    def _at_hosts(self, rows: Table, field: str, bodies: Table) -> list[Table]:
        sure, free = self._hosts(bodies)
        perhaps = beside(rows, free, {field: "host"}).cross_join(_committees(bodies))
        blank = self._meeting(rows.filter(rows[field].isnull()), self._stands(bodies))
        return [
            _near(rows, beside(rows, sure, {field: "host"}), near=True),
            _near(rows, perhaps, near=False),
            _near(rows, blank, near=False),
        ]

    def _hosts(self, bodies: Table) -> tuple[Table, Table]:
        """Each body with itself and the studios that it hosts; and the studios that any committee may host."""
        own = bodies.select("unit", host="body")
        studios = self._registers.table("studios")
        if studios is None:
            return own, own.select("host").limit(0)
        hosted = beside(bodies.select("unit", "body"), studios.select(host="id", by="committee"), {"body": "by"})
        free = studios.filter(studios.committee.isnull()).select(host="id").distinct()
        return merged([own, hosted.select("unit", "host")]).distinct(), free

    def _stands(self, bodies: Table) -> Table:
        """Each body with where it stands and what it hosts or may host: `home`, and whether exactly there (`firm`)."""
        sure, free = self._hosts(bodies)
        known = self._registers.bodies.select("body", home="body_division", firm="body_exact")
        # of the many that any committee may host, only the places are put beside each committee
        homes = beside(free, known, {"host": "body"}).select("home", "firm").distinct()
        anyone = _committees(bodies).cross_join(homes)
        of_sure = beside(sure, known, {"host": "body"})
        return merged([one.select("unit", "home", "firm") for one in (of_sure, anyone)]).distinct()

    def host_grounds(self, bodies: Table, day: date) -> Table:
        """The divisions outside a body's own in which something that it hosts stands."""
        stands = self._stands(bodies)
        found = beside(stands.mutate(below=~stands.firm), bodies.select("unit", own="home"), {"unit": "unit"})
        inside = self._ground.area(day).select(own="unit", home="place")
        return found.anti_join(inside, ["own", "home"]).select("unit", "home", "below").distinct()


def _committees(bodies: Table) -> Table:
    return bodies.filter(bodies.committee).select("unit")


def at_no_body(register: str) -> NotSupportedError:
    """A register whose facts do not say at which body they are."""
    return NotSupportedError(
        Text(
            f"台账{register}不说明在哪个组织，不能按组织计数",
            f"The register {register} does not say at which body; count it within the body's area",
        )
    )


def names_committee(register: str) -> bool:
    """Whether the facts of a register say at which committee they are."""
    return "committee" in REGISTERS[register].fields and register != "enterprises"


def _near(rows: Table, found: Table, *, near: bool) -> Table:
    return found.select(*rows.columns, "unit", near=yes(near))
