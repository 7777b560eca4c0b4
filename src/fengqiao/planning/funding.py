"""Money: the six heads by unit and year, whether they are there, grow and suffice, and the subsidy of cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Literal

import attrs

from fengqiao.engine.base import Question
from fengqiao.engine.memory import MemoryEngine
from fengqiao.errors import Problem, Text
from fengqiao.model.bounds import value
from fengqiao.model.dataset import Dataset
from fengqiao.model.fact import SIX_HEADS, Dispute, Post
from fengqiao.model.measure import Count, FactsOf, Mediators, Sum
from fengqiao.model.outcome import Bounds
from fengqiao.model.period import Period
from fengqiao.model.predicate import AllOf, Equals
from fengqiao.model.staffing import StaffingPlan
from fengqiao.model.target import RulePack
from fengqiao.model.window import between
from fengqiao.planning.cost import Charge, Rates, cost, county_of

Growth = Literal["total", "cases"]
ZERO = Fraction(0)
SUBSIDY = "case_subsidy"


@attrs.frozen
class Head:
    """One head in one year: fen budgeted and paid, at least and at most (a high end of None has no end)."""

    head: str
    budgeted: Bounds
    paid: Bounds

    @property
    def present(self) -> bool | None:
        """Whether anything is budgeted; None where that is not known."""
        if self.budgeted.low:
            return True
        return False if self.budgeted.high == 0 else None


@attrs.frozen
class UnitFunding:
    """One unit in one year. Money in fen; None is not known.

    `grew`: not below the year before (or, reading `cases`, not below it by more than the cases fell: budget per case).
    `need` is what the rates make the staff and the cases cost, with no high end where more may be there than is known;
    `enough` compares the budget with it.
    """

    unit: str
    year: int
    heads: tuple[Head, ...]
    budgeted: Bounds
    before: Bounds
    grew: bool | None
    need: Bounds
    enough: bool | None
    mediators: Bounds
    cases: Bounds
    problems: tuple[Problem, ...] = ()

    @property
    def per_mediator(self) -> Bounds:
        """Fen budgeted for each full-time mediator."""
        return quotient(self.budgeted, self.mediators)

    @property
    def per_case(self) -> Bounds:
        """Fen budgeted for each dispute closed in the year."""
        return quotient(self.budgeted, self.cases)


def quotient(top: Bounds, bottom: Bounds) -> Bounds:
    """The possible values of a quotient; no end where the divisor may be 0."""
    low = None if bottom.high is None or not bottom.high or top.low is None else top.low / bottom.high
    high = None if top.high is None or not bottom.low else top.high / bottom.low
    return Bounds(ZERO if low is None else low, high)


def funding(
    pack: RulePack, data: Dataset, plan: StaffingPlan, *, year: int, growth: Growth = "total", unit: str | None = None
) -> tuple[UnitFunding, ...]:
    """Every county's six heads in a year. `plan` gives the rates that `need` is counted from."""
    work = _Work(pack, data, Rates(plan.rates, data.places), year, growth)
    keys = data.places.on(work.last).of_kind("counties")
    return tuple(work.unit(key) for key in keys if unit is None or key == unit)


@attrs.define
class _Work:
    pack: RulePack
    data: Dataset
    rates: Rates
    year: int
    growth: Growth
    engine: MemoryEngine = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.engine = MemoryEngine(self.data, self.pack.calendar, self.pack.fields)

    @property
    def last(self) -> date:
        return date(self.year, 12, 31)

    def ask(self, measure: Count | Sum, key: str, year: int) -> Bounds:
        first, last = date(year, 1, 1), date(year, 12, 31)
        question = Question(measure, key, last, self.pack.plan, Period(first, last), first)
        return value(measure, self.engine.tally(question)) or Bounds(ZERO, ZERO)

    def money(self, field: str, key: str, year: int, head: str | None = None) -> Bounds:
        where = AllOf((Equals("head", head),)) if head else AllOf()
        window = between(date(year, 1, 1), date(year, 12, 31))
        return self.ask(Sum(field, FactsOf("funding", where, window=window)), key, year)

    def cases(self, key: str, year: int) -> Bounds:
        return self.ask(Count(FactsOf("disputes", window=between(date(year, 1, 1), date(year, 12, 31)))), key, year)

    def unit(self, key: str) -> UnitFunding:
        heads = tuple(
            Head(head, self.money("budgeted", key, self.year, head), self.money("paid", key, self.year, head))
            for head in SIX_HEADS
        )
        now, before = self.money("budgeted", key, self.year), self.money("budgeted", key, self.year - 1)
        cases = self.cases(key, self.year)
        mediators = self.ask(Count(Mediators("within", Equals("employment", "full_time"))), key, self.year)
        need, problems = self.need(key, whole=mediators.high is not None and cases.high is not None)
        enough = at_least(now, need)
        return UnitFunding(
            key, self.year, heads, now, before, self.grew(key, now, before, cases), need, enough, mediators, cases,
            problems,
        )  # fmt: skip

    def grew(self, key: str, now: Bounds, before: Bounds, cases: Bounds) -> bool | None:
        if self.growth == "cases":
            now, before = quotient(now, cases), quotient(before, self.cases(key, self.year - 1))
        return at_least(now, before)

    def need(self, key: str, *, whole: bool) -> tuple[Bounds, tuple[Problem, ...]]:
        """What the staff in post and the cases of the year cost at the rates; no high end where some is unknown."""
        tree = self.data.places.on(self.last)
        first = date(self.year, 1, 1)
        charges = []
        for post in self.data.of("posts", Post):
            place, _ = self.engine.known.place_of(post)
            begins = max(post.since or first, first)
            if not tree.contains(key, place) or begins > self.last or (post.until is not None and post.until < first):
                continue
            if post.employment is None:
                whole = False
                continue
            item = "pay" if post.employment == "full_time" else "pay_part_time"
            charges.append(Charge(item, place, begins, post.until, post.funding, where=post.where))
        for case in self.data.of("disputes", Dispute):
            if case.closed is not None and case.closed.year == self.year and tree.contains(key, case.division):
                if case.difficulty is None:
                    whole = False
                    continue
                charges.append(Charge(f"case_{case.difficulty}", case.division, case.closed, where=case.where))
        found = cost(charges, self.rates, self.data.places, self.last)
        total = Fraction(found.total)
        return Bounds(total, total if whole and found.known else None), found.problems


def at_least(a: Bounds, b: Bounds) -> bool | None:
    """Whether a is surely not below b, surely below it, or it cannot be said."""
    if a.low is not None and b.high is not None and a.low >= b.high:
        return True
    return False if a.high is not None and b.low is not None and a.high < b.low else None


# -- the subsidy of cases (以案定补)


@attrs.frozen
class Subsidised:
    """One case of the run: what it earns in fen, or why it does not qualify (`why`)."""

    case: Dispute
    payee: str | None
    fen: int | None
    why: Text | None


@attrs.frozen
class SubsidyRun:
    """The subsidy of a year's cases: every case, totals by payee, and the difference to what was paid.

    `paid` is what the counties report as paid under the head of case subsidy; `difference` is paid less due.
    """

    year: int
    cases: tuple[Subsidised, ...]
    paid: Mapping[str, Bounds]
    due: Mapping[str, int]
    problems: tuple[Problem, ...]

    @property
    def total(self) -> int:
        """Fen due for all cases that qualify and have a rate."""
        return sum(case.fen or 0 for case in self.cases)

    def by_payee(self) -> dict[str, int]:
        """Fen by who mediated (the local field `mediators`, several together), else by committee; else under ""."""
        found: dict[str, int] = {}
        for case in self.cases:
            if case.fen is not None:
                found[case.payee or ""] = found.get(case.payee or "", 0) + case.fen
        return dict(sorted(found.items()))

    def difference(self, county: str) -> Bounds:
        """Paid less due, in fen; an end is None where what was paid is not known."""
        due = self.due.get(county, 0)
        paid = self.paid[county]
        return Bounds(None if paid.low is None else paid.low - due, None if paid.high is None else paid.high - due)


WHY = {
    "closed": Text("办结日期未填", "the day it was closed is not known"),
    "carried": Text("存量案件，不属本年新收", "carried over from before"),
    "outcome": Text("未调解成功", "it was not settled"),
    "unknown": Text("调解结果未填", "its outcome is not known"),
    "difficulty": Text("难易程度未填，无法定档", "its difficulty is not known: no tier"),
    "rate": Text("没有适用的补贴标准", "no rate of its tier applies"),
}


def subsidies(
    pack: RulePack, data: Dataset, plan: StaffingPlan, *, year: int, outcomes: Iterable[str] = ("success",)
) -> SubsidyRun:
    """Every case closed in a year (or whose day of closing is not known) against the rates of its tier.

    `outcomes` are those that qualify. What is blank never qualifies and never counts as 0: it is listed with why.
    """
    rates = Rates(plan.rates, data.places)
    allowed = frozenset(outcomes)
    problems: dict[str, Problem] = {}
    cases: list[Subsidised] = []
    due: dict[str, int] = {}
    for case in sorted(data.of("disputes", Dispute), key=lambda one: (one.division, one.id)):
        if case.closed is not None and case.closed.year != year:
            continue
        payee = str((case.extra or {}).get("mediators") or case.committee or "") or None
        why = _why_not(case, allowed)
        if why is not None or case.closed is None:
            cases.append(Subsidised(case, payee, None, why or WHY["closed"]))
            continue
        charge = Charge(f"case_{case.difficulty}", case.division, case.closed, where=case.where)
        found = cost([charge], rates, data.places, case.closed)
        if not found.known:
            problems.setdefault(charge.item, found.problems[0])
            cases.append(Subsidised(case, payee, None, WHY["rate"]))
            continue
        cases.append(Subsidised(case, payee, found.total, None))
        county = county_of(data.places, case.division, case.closed)
        due[county] = due.get(county, 0) + found.total
    work = _Work(pack, data, rates, year, "total")
    counties = data.places.on(work.last).of_kind("counties")
    paid = {county: work.money("paid", county, year, SUBSIDY) for county in counties}
    return SubsidyRun(year, tuple(cases), paid, due, tuple(problems.values()))


def _why_not(case: Dispute, allowed: frozenset[str]) -> Text | None:
    if case.closed is None:
        return WHY["closed"]
    if case.carried_over:
        return WHY["carried"]
    if case.outcome is None:
        return WHY["unknown"]
    if case.outcome not in allowed:
        return WHY["outcome"]
    return WHY["difficulty"] if case.difficulty is None else None
