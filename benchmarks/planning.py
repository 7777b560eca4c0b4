"""The cheapest plan for the whole city beside a greedy one: every staffing and studio target, real places.

python -m benchmarks.planning [--readings | --json]
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

import attrs

from benchmarks.city import City
from fengqiao.model.dataset import Dataset, complete
from fengqiao.model.fact import Committee, Post, Studio
from fengqiao.model.snapshot import Snapshot
from fengqiao.model.source import Source
from fengqiao.model.staffing import Means, Rate, StaffingPlan
from fengqiao.model.target import RulePack
from fengqiao.planning.cost import county_of
from fengqiao.planning.demand import Demand, compile_demands
from fengqiao.planning.optimise import optimise, starts_of
from fengqiao.planning.optimum import Optimum
from fengqiao.planning.persons import Person, persons
from fengqiao.planning.prices import Prices
from fengqiao.planning.stock import stock
from fengqiao.plugin.read import load_pack

STOCK, UNTIL, GAP, SECONDS = date(2017, 12, 31), date(2020, 12, 31), 0.01, 60.0
A_MONTH = 40
TARGETS = (
    "county-studios",
    "township-studios",
    "city-mediators",
    "purchased-mediators",
    "committee-mediators",
    "studio-mediators",
    "township-mediators",
    "village-mediators",
)
READINGS: Mapping[str, Mapping[str, str]] = {"default": {}, "strict": {"*": "strict"}, "lenient": {"*": "lenient"}}
RATES = tuple(
    Rate(item, amount, per, "made up", unit=None, funding=funding)  # type: ignore[arg-type]
    for item, amount, per, funding in (
        ("pay", 420_000, "month", "government_purchase"),
        ("pay", 450_000, "month", "budget"),
        ("pay_part_time", 60_000, "month", None),
        ("convert", 50_000, "once", None),
        ("transfer", 20_000, "once", None),
        ("open_studio", 6_000_000, "once", None),
    )
)


def staffed(city: City) -> Dataset:
    """The real places with about 700 mediators, 60 studios and 60 industry committees, the same at every run."""
    chance = random.Random("planning")
    tree = city.places.on(STOCK)
    source = Source("made-up.csv")
    posts: list[Post] = []
    studios: list[Studio] = []
    committees: list[Committee] = []

    def add(at: str, division: str, employment: str) -> None:
        name = f"p{len(posts)}"
        funding = chance.choice(("government_purchase", "budget", "budget")) if employment == "full_time" else None
        posts.append(
            Post(
                name, division, source, 0, at=at, person=name, name=name, employment=employment, funding=funding,
                since=date(2017, 6, 1),
            )
        )  # fmt: skip

    for county in tree.of_kind("counties"):
        for n in range(chance.randint(4, 9)):
            key = f"k{county}{n}"
            committees.append(
                Committee(key, county, source, 0, name=key, kind="industry", established=date(2017, 1, 1))
            )
            for _ in range(chance.randint(0, 3)):
                add(key, county, "full_time")
        for town in tree.of_kind("townships", county):
            for _ in range(chance.choice((0, 0, 1, 1, 2, 3))):
                add(town, town, "full_time")
            if chance.random() < 0.4:
                key = f"s{town}"
                studios.append(Studio(key, town, source, 0, key, True, True, opened=date(2017, 6, 1)))
                if chance.random() < 0.5:
                    add(key, town, "full_time")
        for village in tree.of_kind("villages", county):
            kind = chance.random()
            if kind < 0.12:
                add(village, village, "full_time")
            elif kind < 0.22:
                add(village, village, "part_time")
    return complete(city.places, {"posts": posts, "studios": studios, "committees": committees})


def plan() -> StaffingPlan:
    """The 12 quarters of 2018-2020, at most 40 hires a month in a county."""
    means = Means(hires_a_month=A_MONTH, fundings=("government_purchase", "budget"))
    return StaffingPlan("made up", STOCK, UNTIL, (), RATES, (), means)


@attrs.define
class Clerk:
    """What a careful clerk would do: day by day and target by target, fill what is short, as late as hiring allows.

    Studios first, each in a township without one; then townships, committees and studios (a part-timer of the place is
    converted before anybody is hired), the villages that lack least until their share holds, then the totals.
    """

    data: Dataset
    demands: tuple[Demand, ...]
    starts: tuple[date, ...]
    part: dict[str, list[Person]]
    prices: Prices
    total: int = 0
    room: Counter[tuple[str, int]] = attrs.field(factory=Counter)
    paid_by: Counter[str] = attrs.field(factory=Counter)
    came: Counter[str] = attrs.field(factory=Counter)
    opened: Counter[str] = attrs.field(factory=Counter)

    def work(self) -> int:
        """The cost of everything, in fen."""
        order = {"studios_at": 0, "studios_in": 1, "posts_at": 2, "posts_in": 3}
        for demand in sorted(self.demands, key=lambda d: (d.day, order[d.kind])):
            match demand.kind:
                case "studios_at" | "studios_in":
                    self.studios(demand)
                case "posts_at":
                    self.posts(demand)
                case _:
                    self.totals(demand)
        return self.total

    def tree(self) -> Snapshot:
        """The places at the end."""
        return self.data.places.on(UNTIL)

    def studios(self, demand: Demand) -> None:
        """Open studios at members that lack them."""
        tree = self.tree()
        for member in demand.members:
            short = member.short - sum(n for town, n in self.opened.items() if tree.contains(member.place, town))
            bare = [t for t in tree.of_kind("townships", member.place) if not self.opened[t]] or [member.place]
            for n in range(short):
                town = bare[n % len(bare)]
                price = self.prices.open(town, max(start for start in self.starts if start <= demand.day))
                assert price is not None
                self.total += price.fen
                self.opened[town] += 1

    def posts(self, demand: Demand) -> None:
        """Fill members until as many hold as must, those that lack least first; and every studio opened."""
        held = sum(m.weight for m in demand.members if m.short <= self.came[m.key])
        for member in sorted(demand.members, key=lambda m: m.short - self.came[m.key]):
            short = member.short - self.came[member.key]
            if short > 0 and held < demand.needed:
                for _ in range(short):
                    self.fill(member.place, member.key, demand.day)
                held += member.weight
        if demand.new_studios:
            for town, n in self.opened.items():
                for _ in range((n - self.came[f"new {town}"]) if self.tree().contains(demand.unit, town) else 0):
                    self.fill(town, f"new {town}", demand.day)

    def totals(self, demand: Demand) -> None:
        """Hire at the county that has hired least."""
        (member,) = demand.members
        mine = self.paid_by["government_purchase"] if demand.target == "purchased-mediators" else self.paid_by.total()
        last = sum(start <= demand.day for start in self.starts) - 1
        for _ in range(member.short - mine):
            where = min(self.tree().of_kind("counties"), key=lambda c: (self.room[c, last], c))
            self.fill(where, "", demand.day)

    def fill(self, place: str, key: str, day: date) -> None:
        """One more full-time mediator at a place."""
        county = county_of(self.data.places, place, UNTIL)
        t = max(t for t, on in enumerate(self.starts) if on <= day and self.room[county, t] < 3 * A_MONTH)
        self.room[county, t] += 1
        price = self.prices.pay(place, self.starts[t], "government_purchase")
        waiting = self.part.get(key)
        if waiting:
            waiting.pop()
            once = self.prices.convert(place, self.starts[t], None)
            assert once is not None
            self.total += once.fen
        assert price is not None
        self.total += price.fen
        self.paid_by["government_purchase"] += 1
        self.came[key] += 1


def greedy(pack: RulePack, data: Dataset) -> int:
    """The clerk's plan for the default readings, in fen."""
    kept = stock(data, STOCK, UNTIL)
    demands = compile_demands(pack, kept, targets=TARGETS, first=STOCK, last=UNTIL).demands
    part: dict[str, list[Person]] = {}
    for person in persons(kept, STOCK, "part_time"):
        part.setdefault(person.at, []).append(person)
    return Clerk(kept, demands, starts_of(plan(), "quarter"), part, Prices(plan(), data.places)).work()


@attrs.frozen
class Measured:
    """One set of readings planned for: fen, seconds, and the greedy plan beside it where there is one."""

    fen: int
    gap: float
    seconds: float
    judged: bool
    greedy: int | None
    greedy_seconds: float


def measure(pack: RulePack, data: Dataset, readings: str) -> Measured:
    """Plan for the whole city, and beside it as a clerk would, under the default readings."""
    started = time.perf_counter()
    found: Optimum = optimise(
        pack, data, plan(), targets=TARGETS, readings=READINGS[readings], gap=GAP, seconds=SECONDS, other_side=False
    )
    seconds = time.perf_counter() - started
    assert found.total is not None, found.conflict
    started = time.perf_counter()
    clerk = greedy(pack, data) if readings == "default" else None
    second = time.perf_counter() - started
    gap = found.gap / found.total if found.total and found.gap is not None else 0
    return Measured(found.total, gap, seconds, found.confirmed, clerk, second)


def main() -> None:
    """Print one row a set of readings; with --json the default readings alone, for the table of promises."""
    pack = load_pack("jinhua-2018-2020")
    data = staffed(City.load())
    if "--json" in sys.argv:
        print(json.dumps(attrs.asdict(measure(pack, data, "default"))))
        return
    tree = data.places.on(UNTIL)
    sizes = len(tree.of_kind("townships")), len(tree.of_kind("villages"))
    print(f"{sizes[0]} townships, {sizes[1]} villages, 12 quarters, {len(data.facts['posts'])} posts; synthetic data")
    print(f"{'readings':<10}{'cost, yuan':>16}{'gap':>8}{'seconds':>9}{'greedy, yuan':>16}{'seconds':>9}  judged")
    for name in READINGS if "--readings" in sys.argv else ["default"]:
        one = measure(pack, data, name)
        beside = f"{'-':>16}{'-':>9}"
        if one.greedy is not None:
            beside = f"{one.greedy / 100:>16,.0f}{one.greedy_seconds:>9.2f}"
        met = "all met" if one.judged else "NOT MET"
        print(f"{name:<10}{one.fen / 100:>16,.0f}{one.gap:>8.2%}{one.seconds:>9.2f}{beside}  {met}")


if __name__ == "__main__":
    assert STOCK + timedelta(days=1) == date(2018, 1, 1)
    main()
