"""Where a question is asked, all at once: the units of whatever it is put to, and the facts at or within each."""

from __future__ import annotations

from datetime import date

from fengqiao.engine.sql.asked import Asked, Beside, BodiesOf, PersonsOf
from fengqiao.engine.sql.bodies import Bodies, names_committee
from fengqiao.engine.sql.functions import Table, beside, yes
from fengqiao.engine.sql.ground import Ground
from fengqiao.engine.sql.hanging import Hanging
from fengqiao.engine.sql.ofperson import at_person, columns_of_person
from fengqiao.engine.sql.register import Registers
from fengqiao.engine.sql.standing import merged, rough, standing_at_level
from fengqiao.model.calendar import Period


class Spots:
    """The spots that questions are asked at, and the facts that stand at or within each."""

    def __init__(self, ground: Ground, registers: Registers) -> None:
        self._ground, self._registers = ground, registers
        self.bodies = Bodies(ground, registers)

    def units(self, asked: Asked) -> Table:
        """`unit`, one line for each."""
        match asked:
            case BodiesOf(register):
                return self.bodies.of(register).select("unit")
            case PersonsOf() | Beside():
                return asked.table.select("unit")
            case _:
                return self._ground.units(asked)

    def homes(self, asked: BodiesOf | PersonsOf) -> Table:
        """Each `unit` with the division where it stands: `home`."""
        table = self.bodies.of(asked.register) if isinstance(asked, BodiesOf) else asked.table
        return table.select("unit", "home")

    def grouping(self, register: str, placed: str, asked: Asked, hanging: Hanging | None = None) -> tuple[str, ...]:
        """The columns that decide where a fact stands: facts alike in them are added up before any join."""
        more: tuple[str, ...] = ()
        match asked:
            case Beside(base):
                found = self.grouping(register, placed, base)
                more = hanging.columns if hanging else ()
            case PersonsOf(area) if placed == "at":
                found = self.grouping(register, "within", area)
                more = columns_of_person(register)
            case PersonsOf():
                found = ("place", "exact")
            case _:
                at_body = isinstance(asked, BodiesOf)
                if register == "posts" and (at_body or placed == "at"):
                    return ("place", "exact", "named", "loose", *(("at",) if at_body else ()))
                return ("place", "exact", *(("committee",) if at_body and names_committee(register) else ()))
        return tuple(dict.fromkeys((*found, *more)))

    # -- facts

    def standing(  # noqa: PLR0917  the parts of one query
        self, rows: Table, register: str, placed: str, asked: Asked, day: date, hanging: Hanging | None = None
    ) -> Table:
        """The rows once for each unit that they are at or within: `unit`, and `near` (false: perhaps).

        With a window that hangs on whoever asks: those that may lie in it, near only where they surely do.
        """
        match asked:
            case Beside(base, _, units):
                found = self.standing(rows, register, placed, base, day).rename(here="unit")
                found = beside(found, units, {"here": "of"})
                if hanging is not None:
                    held = hanging.held(found)
                    found = found.mutate(near=found.near & held.must).filter(held.may)
                return found.select(*rows.columns, "unit", "near")
            case PersonsOf(area, _, units) if placed == "at":
                return at_person(self.standing(rows, register, "within", area, day), units, register)
            case PersonsOf(_, _, units):
                area = beside(units.select("unit", "home"), self._ground.area(day), {"home": "unit"})
                inside = beside(rows, area, {"place": "place"}).select(*rows.columns, "unit", near=yes(True))
                above = rough(self._ground, rows, units.select("unit", at="home"), day)
                return merged([inside, above.mutate(near=yes(False))])
            case BodiesOf():
                bodies = self.bodies.of(asked.register)
                if placed == "at":
                    return self.bodies.at(rows, register, bodies)
                return self.bodies.within(rows, register, bodies, day)
            case _:
                stood = self._registers.stood(register)
                return standing_at_level(
                    self._ground, rows, register, placed, asked, day,
                    is_rough=stood is None or stood.rough, is_loose=stood is None or stood.loose,
                )  # fmt: skip

    # -- what was reported

    def untold(self, register: str, placed: str, asked: Asked, window: Period | Hanging, day: date) -> Table:
        """The units at (or within) which the register was not reported all through the window."""
        if isinstance(window, Hanging):
            assert isinstance(asked, Beside)  # noqa: S101  it hangs on whoever asks there
            return self._untold_beside(register, placed, asked, window, day)
        match asked:
            case Beside(base, _, units):
                untold = self.untold(register, placed, base, window, day).rename(here="unit")
                return beside(units, untold, {"of": "here"}).select("unit")
            case PersonsOf() | BodiesOf():
                found = self._grounds(placed, asked, day)
                silent = self._ground.silent(register, self._pairs(found), window, day)
                return found.semi_join(silent, ["home", "below"]).select("unit").distinct()
            case _:
                return self._ground.untold(register, asked, window, day, below=placed == "within")

    def _grounds(self, placed: str, asked: Asked, day: date) -> Table:
        """The divisions (`home`, and whether `below` it too) that must have reported for each unit."""
        match asked:
            case BodiesOf():
                bodies = self.bodies.of(asked.register)
                here = bodies.select("unit", "home", below=yes(placed == "within"))
                return merged([here, self.bodies.host_grounds(bodies, day)]) if placed == "within" else here
            case PersonsOf(area, _, units) if placed == "at":
                found = self._grounds("within", area, day).rename(over="unit")
                return beside(units.select("unit", of="over"), found, {"of": "over"}).select("unit", "home", "below")
            case PersonsOf():
                return asked.table.select("unit", "home", below=yes(True))
            case Beside(base, _, units):
                found = self._grounds(placed, base, day).rename(here="unit")
                return beside(units.select("unit", "of"), found, {"of": "here"}).select("unit", "home", "below")
            case _:
                units = self.units(asked)
                return units.select("unit", home=units.unit, below=yes(placed == "within"))

    def _untold_beside(self, register: str, placed: str, asked: Beside, window: Hanging, day: date) -> Table:
        grounds = beside(self._grounds(placed, asked, day), asked.table.rename(one="unit"), {"unit": "one"})
        days = window.days(grounds)
        grounds = grounds.mutate(first_day=days.first, last_day=days.last)
        stretches = self._ground.stretches(register, self._pairs(grounds), day)
        spoken = beside(grounds, stretches, {"home": "home", "below": "below"})
        spoken = spoken.filter((spoken.first_day >= spoken.told_since) & (spoken.last_day <= spoken.told_until))
        empty = grounds.filter(grounds.last_day < grounds.first_day)
        key = ["unit", "home", "below"]
        lacking = grounds.select(*key).anti_join(merged([spoken.select(*key), empty.select(*key)]), key)
        return lacking.select("unit").distinct()

    def _pairs(self, grounds: Table) -> list[tuple[str, bool]]:
        found = grounds.select("home", "below").distinct().order_by(["home", "below"])
        return [(row["home"], row["below"]) for row in self._registers.run.read(found).to_pylist()]
