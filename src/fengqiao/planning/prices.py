"""What each decision costs, in fen by year, county and head: the charges that the same move makes when applied."""

from __future__ import annotations

from datetime import date

import attrs

from fengqiao.errors import Problem
from fengqiao.model.places import Places
from fengqiao.model.staffing import StaffingPlan
from fengqiao.planning.cost import Charge, Line, Rates, cost


@attrs.frozen
class Price:
    """The lines that one decision adds, and their sum in fen."""

    lines: tuple[Line, ...] = ()

    @property
    def fen(self) -> int:
        """All years together."""
        return sum(line.fen for line in self.lines)


class Prices:
    """Prices of decisions under a plan's rates; None where a rate is missing: what it costs is not known."""

    def __init__(self, plan: StaffingPlan, places: Places) -> None:
        self.rates = Rates(plan.rates, places)
        self._plan, self._places = plan, places
        self._known: dict[tuple[object, ...], Price | None] = {}
        self.missing: dict[tuple[str, str], Problem] = {}

    def pay(self, place: str, on: date, funding: str) -> Price | None:
        """A full-time mediator in post from a day on: pay, and insurance where there is a rate of it."""
        return self._price(place, on, funding, "pay", *(["insurance"] if "insurance" in self.rates.items else []))

    def hire(self, place: str, on: date) -> Price | None:
        """What hiring costs besides pay."""
        return self._price(place, on, None, "recruit") if "recruit" in self.rates.items else Price()

    def convert(self, place: str, on: date, paid_by: str | None) -> Price | None:
        """What converting a part-timer costs besides pay; the part-time pay is saved."""
        once = self._price(place, on, None, "convert") if "convert" in self.rates.items else None
        saved = self._price(place, on, paid_by, "pay_part_time") if "pay_part_time" in self.rates.items else None
        if once is None or saved is None:
            return None
        return Price((*once.lines, *(attrs.evolve(line, fen=-line.fen) for line in saved.lines)))

    def transfer(self, place: str, on: date) -> Price | None:
        """Moving a mediator there."""
        return self._price(place, on, None, "transfer") if "transfer" in self.rates.items else None

    def second(self, place: str, on: date) -> Price | None:
        """A second post there."""
        return self._price(place, on, None, "second_post") if "second_post" in self.rates.items else None

    def open(self, place: str, on: date) -> Price | None:
        """A studio there, run from then on where there is a rate of it."""
        run = ["run_studio"] if "run_studio" in self.rates.items else []
        return self._price(place, on, None, "open_studio", *run)

    def _price(self, place: str, on: date, funding: str | None, *items: str) -> Price | None:
        key = place, on, funding, items
        if key not in self._known:
            charges = [Charge(item, place, on, funding=funding) for item in items]
            found = cost(charges, self.rates, self._places, self._plan.until)
            for problem in found.problems:
                self.missing.setdefault((items[0], place), problem)
            self._known[key] = Price(found.lines) if found.known else None
        return self._known[key]
