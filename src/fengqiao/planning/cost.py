"""What moves cost: charges against rates, by year, county and head, in whole fen. A missing rate is a Problem."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction

import attrs

from fengqiao.errors import Problem, Text, Where
from fengqiao.model.place import Level
from fengqiao.model.places import Places
from fengqiao.model.staffing import ITEMS, Budget, Rate

DAY = timedelta(days=1)
GOES_ON = ("pay", "pay_part_time", "second_post", "insurance", "run_studio")
"""Items paid for as long as something lasts."""


@attrs.frozen
class Charge:
    """One item at a division from a day on; `until` the last day (None: the plan's), once where the item is paid once.

    `sign` -1 is money saved: the pay of who leaves. `count` persons or things at once.
    """

    item: str
    unit: str
    since: date
    until: date | None = None
    funding: str | None = None
    sign: int = 1
    count: int = 1
    where: Where = Where()


@attrs.frozen
class Line:
    """Money of one item in one year in one county by one head, in fen; below 0 it is saved."""

    year: int
    county: str
    head: str | None
    item: str
    fen: int


@attrs.frozen
class Cost:
    """Every line, and what could not be costed: then the total is not known, and never taken as zero."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def known(self) -> bool:
        """Whether every charge has its rate."""
        return not self.problems

    @property
    def total(self) -> int:
        """The fen of all lines."""
        return sum(line.fen for line in self.lines)

    def by(self, *names: str) -> dict[tuple[object, ...], int]:
        """The fen by some fields of the lines: year, county, head, item."""
        found: dict[tuple[object, ...], int] = {}
        for line in self.lines:
            key = tuple(getattr(line, name) for name in names)
            found[key] = found.get(key, 0) + line.fen
        return dict(sorted(found.items(), key=lambda item: tuple(map(str, item[0]))))


class Rates:
    """Rates by item, with the narrowest in force on a day first."""

    def __init__(self, rates: Iterable[Rate], places: Places) -> None:
        self._places = places
        self._by_item: dict[str, list[Rate]] = {}
        for rate in rates:
            self._by_item.setdefault(rate.item, []).append(rate)
        self._found: dict[tuple[str, str, str | None, date], Rate | str | None] = {}

    @property
    def items(self) -> frozenset[str]:
        """The items that any rate is of."""
        return frozenset(self._by_item)

    def find(self, item: str, unit: str, funding: str | None, on: date) -> Rate | str | None:
        """The rate in force; None where there is none, a text (both sources) where two are equally narrow."""
        asked = item, unit, funding, on
        if asked not in self._found:
            self._found[asked] = self._search(*asked)
        return self._found[asked]

    def _search(self, item: str, unit: str, funding: str | None, on: date) -> Rate | str | None:
        tree = self._places.on(on)
        best: tuple[int, int] | None = None
        found: list[Rate] = []
        for rate in self._by_item.get(item, ()):
            if (rate.since and on < rate.since) or (rate.until and on > rate.until):
                continue
            if rate.funding is not None and rate.funding != funding:
                continue
            if rate.unit is not None and not tree.contains(rate.unit, unit):
                continue
            depth = -1 if rate.unit is None else self._places.units[rate.unit].level.depth
            rank = (depth, int(rate.funding is not None))
            if best is None or rank > best:
                best, found = rank, [rate]
            elif rank == best:
                found.append(rate)
        if len(found) > 1:
            return "；".join(f"{rate.source}（{rate.where}）" for rate in found)
        return found[0] if found else None

    def changes(self) -> tuple[date, ...]:
        """The days on which a rate begins, or has ended the day before."""
        rates = [rate for found in self._by_item.values() for rate in found]
        return tuple(sorted({r.since for r in rates if r.since} | {r.until + DAY for r in rates if r.until}))


def cost(charges: Iterable[Charge], rates: Rates, places: Places, until: date) -> Cost:
    """Every charge at its rate, up to and with `until`.

    What goes on is paid by the day: each calendar month (or year) its share of the rate in force on the first day that
    it is held; each person's (or thing's) sum of a year is
    rounded once, half up, to the fen.
    """
    totals: dict[tuple[int, str, str | None, str], int] = {}
    problems: dict[tuple[object, ...], Problem] = {}
    for charge in charges:
        shares: dict[tuple[int, str | None], Fraction] = {}
        for on, share, whole_year in _stretches(charge, until):
            rate = rates.find(charge.item, charge.unit, charge.funding, on)
            if not isinstance(rate, Rate):
                problems.setdefault((charge.item, charge.unit, charge.funding, on.year), _no_rate(charge, on, rate))
                continue
            amount = rate.amount * (share if rate.per == "month" else whole_year if rate.per == "year" else 1)
            if rate.per == "once" and charge.item in GOES_ON:
                amount = Fraction(rate.amount) if on == charge.since else Fraction(0)
            key = on.year, rate.head
            shares[key] = shares.get(key, Fraction(0)) + amount
        for (year, head), amount in shares.items():
            line = year, county_of(places, charge.unit, charge.since), head, charge.item
            totals[line] = totals.get(line, 0) + charge.sign * charge.count * rounded(amount)
    lines = tuple(Line(*key, fen) for key, fen in sorted(totals.items(), key=lambda item: tuple(map(str, item[0]))))
    return Cost(lines, tuple(problems.values()))


def rounded(amount: Fraction) -> int:
    """Whole fen, half up."""
    return (amount.numerator * 2 + amount.denominator) // (2 * amount.denominator)


def _stretches(charge: Charge, until: date) -> Iterator[tuple[date, Fraction, Fraction]]:
    """The first day of each calendar month that is held, with its share of the month and of the year."""
    if charge.item not in GOES_ON:
        if charge.since <= until:
            yield charge.since, Fraction(1), Fraction(1)
        return
    last = until if charge.until is None else min(charge.until, until)
    day = charge.since
    while day <= last:
        length = monthrange(day.year, day.month)[1]
        end = min(last, date(day.year, day.month, length))
        held = (end - day).days + 1
        days = 366 if monthrange(day.year, 2)[1] == 29 else 365
        yield day, Fraction(held, length), Fraction(held, days)
        day = end + DAY


def county_of(places: Places, unit: str, day: date) -> str:
    """The county (or overlay unit) in which a division stands; the division itself above the counties."""
    tree = places.on(day)
    for key in (unit, *tree.ancestors(unit)):
        if places.units[key].level is Level.COUNTY:
            return key
    return unit


def _no_rate(charge: Charge, on: date, found: str | None) -> Problem:
    item = ITEMS.get(charge.item, Text(charge.item, charge.item))
    funding = f"（{charge.funding}）" if charge.funding else ""
    if found is not None:
        return Problem(
            "plan.rate-twice",
            charge.where if str(charge.where) else Where(unit=charge.unit),
            Text(
                f"{on} 的{item.zh}{funding}有两个同样适用的费率：{found}",
                f"two rates of {item.en} apply on {on}: {found}",
            ),
            Text("请写明适用地区、经费来源或起止日期", "Narrow one of them by unit, funding or dates"),
        )
    return Problem(
        "plan.rate-missing",
        charge.where if str(charge.where) else Where(unit=charge.unit),
        Text(
            f"没有 {on} 适用于{charge.unit}的{item.zh}{funding}费率，费用未知（不按零计）",
            f"no rate of {item.en}{f' ({charge.funding})' if charge.funding else ''} applies at {charge.unit} on {on}: "
            "the cost is unknown, not zero",
        ),
        Text("请补充费率，并写明依据；确不花钱的写 0", "Add the rate with its source; write 0 if it costs nothing"),
    )


@attrs.frozen
class Spent:
    """A budget against what the plan costs: `left` is below 0 where it is overrun, `out_on` the day it runs out."""

    budget: Budget
    cost: int
    out_on: date | None = None

    @property
    def left(self) -> int:
        """What remains, in fen."""
        return self.budget.total - self.cost


def spent(
    budgets: Iterable[Budget], charges: Iterable[Charge], rates: Rates, places: Places, until: date
) -> tuple[Spent, ...]:
    """Each budget with what it must pay. The day it runs out is the end of the month whose costs no longer fit."""
    charges = tuple(charges)
    found = []
    for budget in budgets:
        mine = [c for c in charges if places.on(c.since).contains(budget.unit, c.unit)]
        months = []
        for month in range(1, 13):
            end = date(budget.year, month, monthrange(budget.year, month)[1])
            lines = cost(mine, rates, places, min(end, until)).lines
            fit = [line.fen for line in lines if line.year == budget.year and budget.head in (None, line.head)]
            months.append((end, sum(fit)))
        out = next((end for end, fen in months if fen > _standing(budget, end)), None)
        found.append(Spent(budget, months[-1][1], out))
    return tuple(found)


def _standing(budget: Budget, day: date) -> int:
    """A budget with the adjustments made by a day."""
    return budget.amount + sum(one.amount for one in budget.adjustments if one.on <= day)
