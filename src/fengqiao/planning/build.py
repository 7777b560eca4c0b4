"""Demands, sites, prices and budgets as one programme: whom to hire, convert, move, share; which studios to open."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

import attrs

from fengqiao.engine.memory import MemoryEngine
from fengqiao.model.dataset import Dataset
from fengqiao.model.fact import Post
from fengqiao.model.measure import Mediators
from fengqiao.model.source import Source
from fengqiao.model.staffing import FULL_TIME, Budget, StaffingPlan
from fengqiao.model.target import RulePack
from fengqiao.planning.demand import Demand
from fengqiao.planning.marks import Step, steps
from fengqiao.planning.milp import Programme
from fengqiao.planning.prices import Price, Prices
from fengqiao.planning.sites import Class, classes_of

Terms = dict[int, int]
Key = tuple[str, str]
"""A target at a unit."""
SHARED = ("posts_at", "posts_within", "studios_at")
"""Demands of which so many members must hold; the others ask for a number at one unit."""
BIG = 10**4
"""More than any row's terms come to."""


@attrs.frozen
class Setting:
    """All that a programme is made of."""

    pack: RulePack
    data: Dataset
    plan: StaffingPlan
    demands: tuple[Demand, ...]
    starts: tuple[date, ...]
    """The first day of each period: who is hired in it is in post from that day on."""
    months: int
    """Months in a period."""
    prices: Prices


@attrs.define
class Flows:
    """The columns of one class in each period: arrivals by kind, departures, and the layers that they build up.

    `layer[j][t]`: how many sites have at least j more posts than now at the end of period t (j <= 0: have given away
    fewer than 1 - j).
    """

    group: Class
    layer: dict[int, list[int]] = attrs.field(factory=dict)
    hire: dict[int, int] = attrs.field(factory=dict)
    convert: dict[int, int] = attrs.field(factory=dict)
    second: dict[int, int] = attrs.field(factory=dict)
    come: dict[int, int] = attrs.field(factory=dict)
    go: dict[int, int] = attrs.field(factory=dict)
    swap: dict[int, int] = attrs.field(factory=dict)
    """A part-timer is converted where a full-time mediator leaves for another site."""
    studio: bool = False
    """Posts at the studios that open in these townships."""
    opened: dict[int, int] = attrs.field(factory=dict)
    """Studios opened in each period."""


@attrs.define
class Build:
    """A programme and the columns that mean something."""

    setting: Setting
    goal: str = "cost"
    targets: Collection[str] | None = None
    """Targets that must be met (None: all of the demands)."""
    budgets: Collection[int] | None = None
    """Budgets that must be kept, by number (None: all)."""
    capacity: bool = True
    instead: tuple[str, int] | None = None
    """A target of which so many more (fewer) members must hold over all units than it asks for."""
    programme: Programme = attrs.field(factory=Programme)
    flows: list[Flows] = attrs.field(factory=list)
    studios: list[Flows] = attrs.field(factory=list)
    paid: dict[tuple[tuple[str, str], int, str], int] = attrs.field(factory=dict)
    met: dict[Key, int] = attrs.field(factory=dict)
    progress: dict[Key, tuple[Step, ...]] = attrs.field(factory=dict)
    """For marks: what there is on the last day of what earns them."""
    prices: list[tuple[int, Price]] = attrs.field(factory=list)
    asked: list[Demand] = attrs.field(factory=list)
    pool: dict[date, list[tuple[Terms, int, int]]] = attrs.field(factory=dict)
    """Of the target of `instead`: the terms, what is needed and what is sure, by day."""

    def make(self) -> Build:
        """Add every column and row."""
        setting = self.setting
        wanted = setting.demands
        self.asked = [d for d in wanted if self.targets is None or d.target in self.targets]
        tree = setting.data.places.on(setting.plan.stock)
        counties = tree.of_kind("counties")
        priced = [rate.unit for rate in setting.plan.rates if rate.unit is not None]
        numbered = tuple(self.asked)
        classes = classes_of(setting.data, numbered, setting.plan.stock, counties, priced)
        for group in classes:
            self.flows.append(self._posts(group))
        self._open_studios(numbered, counties, priced)
        self._purses()
        for county in counties:
            self._share(county)
            self._limit(county)
        for number, demand in enumerate(numbered):
            self._demand(number, demand)
        self._budget()
        self._pooled()
        return self

    # -- columns

    @property
    def _one_place(self) -> bool:
        return any(d.rule.one_place for d in self.asked)

    def _posts(self, group: Class) -> Flows:
        setting, programme = self.setting, self.programme
        place = group.sites[0].place
        flows = Flows(group)
        last = len(setting.starts)
        moved = group.full if any(setting.prices.transfer(place, on) for on in setting.starts) else 0
        # a site without a demand of its own takes what only its area or the unit as a whole asks for
        loose = group.most == 0
        top = group.most
        for j in range(1 - moved, top + 1):
            flows.layer[j] = [programme.column(group.size) for _ in range(last)]
        for t, on in enumerate(setting.starts):
            there = group.there(on)
            if there and (top or loose):
                hire, convert = setting.prices.hire(place, on), None
                if hire is not None:
                    flows.hire[t] = self._column(hire)
                if group.part:
                    convert = setting.prices.convert(place, on, group.sites[0].part[0].post.funding)
                if convert is not None:
                    flows.convert[t] = self._column(convert, group.size * group.part)
                transfer, second = setting.prices.transfer(place, on), setting.prices.second(place, on)
                if transfer is not None and top:
                    flows.come[t] = self._column(transfer)
                if second is not None and setting.plan.means.places_per_person > 1 and top and not self._one_place:
                    flows.second[t] = self._column(second)
            if moved:
                flows.go[t] = programme.column(group.size * moved)
            if moved and there and group.part:
                swapped = setting.prices.convert(place, on, group.sites[0].part[0].post.funding)
                if swapped is not None:
                    flows.swap[t] = self._column(swapped, group.size * min(moved, group.part))
            if top or moved:
                self._layers(flows, t, moved, top)
        return flows

    def _layers(self, flows: Flows, t: int, moved: int, top: int) -> None:
        """What arrives and leaves in a period is what the layers gain and lose."""
        programme, n = self.programme, flows.group.size
        came: Terms = {}
        gone: Terms = {}
        for j, columns in flows.layer.items():
            terms = came if j > 0 else gone
            terms[columns[t]] = terms.get(columns[t], 0) + 1
            if t:
                terms[columns[t - 1]] = terms.get(columns[t - 1], 0) - 1
                change = {columns[t]: 1, columns[t - 1]: -1}
                programme.row(change, **({"low": 0} if j > 0 else {"high": 0}))
            if j + 1 in flows.layer:
                programme.row({columns[t]: 1, flows.layer[j + 1][t]: -1}, low=0)
        for column in self._arrivals(flows, t):
            came[column] = came.get(column, 0) - 1
        if top:
            # where an area asks for more than its sites do, more may come than the layers gain
            programme.row(came, low=0 if not flows.group.areas else -float("inf"), high=0)
        if moved:
            # the layers at or below 0 begin full, and what they lose has gone
            start = n * moved if t == 0 else 0
            if t in flows.go:
                gone[flows.go[t]] = 1
            programme.row(gone, low=start, high=start)
        if flows.convert and t in flows.convert:
            most = {column: -1 for u, column in flows.convert.items() if u <= t}
            for j in range(1, min(top, flows.group.part) + 1):
                most[flows.layer[j][t]] = 1
            programme.row(most, low=0)
        if flows.swap:
            # each swap takes a part-timer and a full-time mediator of one site that nothing else has taken
            room: Terms = {flows.layer[u - moved][t]: 1 for u in range(1, min(moved, flows.group.part) + 1)}
            for kind in (flows.swap, flows.convert):
                room |= {column: -1 for u, column in kind.items() if u <= t}
            programme.row(room, low=0)

    @staticmethod
    def _arrivals(flows: Flows, t: int) -> list[int]:
        return [kind[t] for kind in (flows.hire, flows.convert, flows.come, flows.second) if t in kind]

    def _column(self, price: Price, high: float = float("inf")) -> int:
        column = self.programme.column(high, cost=price.fen)
        if price.lines:
            self.prices.append((column, price))
        return column

    def _open_studios(self, demands: tuple[Demand, ...], counties: Iterable[str], priced: Iterable[str]) -> None:
        """Studios may open in any township; those that lack as much of the same are one class."""
        setting = self.setting
        if not any(d.kind in ("studios_in", "studios_at") for d in demands):
            return
        deep = any(d.hosts for d in demands)
        towns: list[Demand] = []
        tree = setting.data.places.on(setting.plan.stock)
        numbers = {}
        for number, demand in enumerate(demands):
            if demand.kind == "studios_at" or demand.hosts:
                # as if posts were asked for at the township itself: then classes_of tells townships apart
                numbers[len(towns)] = number
                members = demand.members if demand.kind == "studios_at" else demand.hosts
                towns.append(attrs.evolve(demand, kind="posts_at", members=members, hosts=()))
        found: dict[str, Class] = {}
        for group in classes_of(setting.data.evolve(facts={}), towns, setting.plan.stock, (), priced):
            for site in group.sites if deep else (group.sites[0],):
                alone = attrs.evolve(group, sites=(site,)) if deep else group
                found[site.key] = attrs.evolve(
                    alone, at={numbers[n]: lack for n, lack in group.at.items()}, areas=frozenset()
                )
        taken = {site.key for group in found.values() for site in group.sites}
        later = setting.data.places.on(setting.plan.until)
        towns_of = {town for county in counties for one in (tree, later) for town in one.of_kind("townships", county)}
        # where its area must have mediators, a studio opens only in a township that is there on the day
        rest = [] if deep else sorted(towns_of - taken)
        for group in classes_of(setting.data.evolve(facts={}), (), setting.plan.stock, rest, priced):
            found[group.sites[0].key] = group
        for group in found.values():
            flows = Flows(group, studio=True)
            place = group.sites[0].place
            areas = frozenset((n, h.key) for n, d in enumerate(demands) for h in d.hosts if h.place == place)
            flows.group = attrs.evolve(group, areas=areas)
            self._studio(flows, demands, place)
            self.studios.append(flows)

    def _studio(self, flows: Flows, demands: tuple[Demand, ...], place: str) -> None:
        setting, programme, group = self.setting, self.programme, flows.group
        staffed = max((d.new_studios for d in demands if d.kind == "posts_at"), default=0)
        top = max([lack for n, (lack, _) in group.at.items() if demands[n].kind == "studios_at"] + [0])
        for j in range(1, top + 1):
            flows.layer[j] = [programme.column(group.size) for _ in setting.starts]
        for t, on in enumerate(setting.starts):
            price = setting.prices.open(place, on) if group.there(on) else None
            if price is not None:
                flows.opened[t] = self._column(price)
            layered: Terms = {column: -1 for u, column in flows.opened.items() if u <= t}
            for j in range(1, top + 1):
                columns = flows.layer[j]
                layered[columns[t]] = 1
                if t:
                    programme.row({columns[t]: 1, columns[t - 1]: -1}, low=0)
                if j > 1:
                    programme.row({flows.layer[j - 1][t]: 1, columns[t]: -1}, low=0)
            if top:
                programme.row(layered, high=0)
            if staffed and group.there(on):
                hire = setting.prices.hire(place, on)
                transfer, second = setting.prices.transfer(place, on), setting.prices.second(place, on)
                if hire is not None:
                    flows.hire[t] = self._column(hire)
                if transfer is not None:
                    flows.come[t] = self._column(transfer)
                if second is not None and setting.plan.means.places_per_person > 1 and not self._one_place:
                    flows.second[t] = self._column(second)
                room: Terms = {column: staffed for u, column in flows.opened.items() if u <= t}
                for kind in (flows.hire, flows.come, flows.second):
                    room |= {column: -1 for u, column in kind.items() if u <= t}
                programme.row(room, low=0)

    # -- money and people

    def _all(self) -> list[Flows]:
        return [*self.flows, *self.studios]

    def _purses(self) -> None:
        """Whoever is hired or converted is paid by one funding; whoever goes comes to another site of the purse."""
        setting, programme = self.setting, self.programme
        purses: dict[tuple[str, str], list[Flows]] = {}
        for flows in self._all():
            purses.setdefault(flows.group.purse, []).append(flows)
        for purse, found in purses.items():
            place = found[0].group.sites[0].place
            for t, on in enumerate(setting.starts):
                balance: Terms = {}
                for flows in found:
                    for kind in (flows.hire, flows.convert, flows.swap):
                        if t in kind:
                            balance[kind[t]] = -1
                for funding in setting.plan.means.fundings:
                    price = setting.prices.pay(place, on, funding)
                    if price is not None:
                        column = self._column(price)
                        self.paid[purse, t, funding] = column
                        balance[column] = 1
                programme.row(balance, low=0, high=0)
                moves: Terms = {}
                for flows in found:
                    moves |= {flows.come[t]: 1} if t in flows.come else {}
                    moves |= {kind[t]: -1 for kind in (flows.go, flows.swap) if t in kind}
                programme.row(moves, low=0, high=0)

    def _share(self, county: str) -> None:
        """Each mediator of a county may serve one place more than the one of the post, and not the same one."""
        here = [flows for flows in self._all() if flows.group.county == county]
        if not any(flows.second for flows in here):
            return
        stock = sum(flows.group.full * flows.group.size for flows in self.flows if flows.group.county == county)
        for t in range(len(self.setting.starts)):
            people: Terms = {}
            for flows in here:
                for kind in (flows.hire, flows.convert, flows.swap):
                    people |= {column: 1 for u, column in kind.items() if u <= t}
            shared = {column: -1 for flows in here for u, column in flows.second.items() if u <= t}
            self.programme.row({**people, **shared}, low=-stock)
            for flows in here:
                mine = {column: -1 for u, column in flows.second.items() if u <= t}
                if not mine or flows.group.size > 1 or flows.studio:
                    continue
                others = dict(people)
                for kind in (flows.hire, flows.convert, flows.come):
                    for u, column in kind.items():
                        if u <= t:
                            others[column] = others.get(column, 0) - 1
                for u, column in flows.go.items():
                    if u <= t:
                        others[column] = others.get(column, 0) + 1
                self.programme.row({**others, **mine}, low=flows.group.full - stock)

    def _limit(self, county: str) -> None:
        """No more hires and conversions in a period than the county can manage."""
        means = self.setting.plan.means
        most = means.by_county.get(county, means.hires_a_month)
        if most is None or not self.capacity:
            return
        for t in range(len(self.setting.starts)):
            terms: Terms = {}
            for flows in self._all():
                if flows.group.county == county:
                    terms |= {kind[t]: 1 for kind in (flows.hire, flows.convert, flows.swap) if t in kind}
            self.programme.row(terms, high=most * self.setting.months)

    def _budget(self) -> None:
        plan, places = self.setting.plan, self.setting.data.places
        for number, budget in enumerate(plan.budgets):
            if self.budgets is not None and number not in self.budgets:
                continue
            tree = places.on(date(budget.year, 12, 31))
            terms: Terms = {}
            for column, price in self.prices:
                fen = sum(
                    line.fen
                    for line in price.lines
                    if pays(budget, line.year, line.head) and tree.contains(budget.unit, line.county)
                )
                if fen:
                    terms[column] = terms.get(column, 0) + fen
            self.programme.row(terms, high=budget.total)

    # -- demands

    def _ends(self, day: date) -> int:
        """How many periods have begun by a day."""
        return sum(start <= day for start in self.setting.starts)

    def _need(self, demand: Demand, terms: Terms, needed: int, sure: int) -> None:
        """The terms and what is sure reach what is needed; where the target may be missed, only if it is met."""
        low = needed - sure
        if self.instead is not None and demand.target == self.instead[0]:
            counted = sure if demand.kind in SHARED else min(sure, needed)
            self.pool.setdefault(demand.day, []).append((terms, needed, counted))
            if self.instead[1] < 0:
                return
        if self.goal == "cost":
            self.programme.row(terms, low=low) if terms or low > 0 else None
            return
        key = demand.target, demand.unit
        if self.goal == "marks":
            self._progress(demand, terms, needed, sure)
            return
        if key not in self.met:
            self.met[key] = self.programme.column(1)
        if low > 0 or terms:
            # whatever is sure stays sure: the row only binds when the target is counted as met
            self.programme.row({**terms, self.met[key]: -max(low, 0)}, low=min(low, 0))

    def _most(self, demand: Demand, terms: Terms, cap: int) -> None:
        """No more than the cap; where the target may be missed, only if it is met."""
        if self.goal == "units":
            key = demand.target, demand.unit
            less = {column: -weight for column, weight in terms.items()}
            self.programme.row({**less, self.met[key]: -BIG}, low=-cap - BIG)
        else:
            self.programme.row(terms, high=cap)

    def _progress(self, demand: Demand, terms: Terms, needed: int, sure: int) -> None:
        """How much of what is needed on the last day there is; a cap holds in any case."""
        if needed <= 0:
            self.programme.row(terms, low=needed - sure)
        elif demand.day == max(d.day for d in self.asked if d.target == demand.target):
            self.progress[demand.target, demand.unit] = steps(self.programme, terms, needed, sure, demand.exact)

    def _demand(self, number: int, demand: Demand) -> None:
        ends = self._ends(demand.day)
        match demand.kind:
            case "posts_at":
                terms, sure = self._held(number, demand, ends)
                self._need(demand, terms, demand.needed, sure)
                self._new_studios(demand, ends)
            case "posts_within":
                self._within(number, demand, ends)
            case "posts_in":
                terms = self._hired(demand, ends)
                (member,) = demand.members
                self._need(demand, terms, member.need, member.have)
                if demand.cap is not None:
                    self._most(demand, terms, demand.cap)
            case "studios_in":
                (member,) = demand.members
                self._need(demand, self._opened(demand, ends), member.need, member.have)
            case "studios_at":
                terms, sure = self._held(number, demand, ends, studios=True)
                self._need(demand, terms, demand.needed, sure)

    def _held(self, number: int, demand: Demand, ends: int, *, studios: bool = False) -> tuple[Terms, int]:
        """The weight of the members that hold: columns, and what no column changes."""
        terms: Terms = {}
        sure = 0
        for flows in self.studios if studios else self.flows:
            lack = flows.group.at.get(number)
            if lack is None:
                continue
            short, weight = lack
            if short in flows.layer and ends:
                column = flows.layer[short][ends - 1]
                terms[column] = terms.get(column, 0) + weight
            elif short <= 0:
                sure += weight * flows.group.size
        return terms, sure

    def _new_studios(self, demand: Demand, ends: int) -> None:
        """Every studio that opens has its mediators too."""
        if not demand.new_studios:
            return
        tree = self.setting.data.places.on(demand.day)
        for flows in self.studios:
            if not tree.contains(demand.unit, flows.group.sites[0].place):
                continue
            terms: Terms = {column: -demand.new_studios for t, column in flows.opened.items() if t < ends}
            for kind in (flows.hire, flows.come, flows.second):
                terms |= {column: 1 for t, column in kind.items() if t < ends}
            if terms:
                self._all_or(demand, terms)

    def _all_or(self, demand: Demand, terms: Terms, big: int = 1000) -> None:
        """The terms are 0 or more, at least where the target is met."""
        if self.goal != "units":
            self.programme.row(terms, low=0)
        else:
            key = demand.target, demand.unit
            if key not in self.met:
                self.met[key] = self.programme.column(1)
            self.programme.row({**terms, self.met[key]: -big}, low=-big)

    def _inside(self, number: int, key: str, ends: int) -> Terms:
        """Who comes into an area and stays: hired, converted and moved there, less those who go."""
        terms: Terms = {}
        for flows in self._all():
            if (number, key) in flows.group.areas:
                for kind, weight in ((flows.hire, 1), (flows.convert, 1), (flows.come, 1), (flows.go, -1)):
                    terms |= {column: weight for t, column in kind.items() if t < ends}
        return terms

    def _within(self, number: int, demand: Demand, ends: int) -> None:
        # where it matters how many members hold, it is not enough that all do
        counted = self.goal == "marks" or (self.instead is not None and self.instead[0] == demand.target)
        every = not counted and demand.needed >= demand.weight
        held: Terms = {}
        for member in demand.members:
            terms = self._inside(number, member.key, ends)
            if every:
                self._need(demand, terms, member.need, member.have)
                continue
            column = self.programme.column(1)
            self.programme.row({**terms, column: -member.need}, low=-member.have)
            held[column] = member.weight
        if not every:
            self._need(demand, held, demand.needed, 0)
        for host in demand.hosts:
            opened = [
                c for f in self.studios if (number, host.key) in f.group.areas for t, c in f.opened.items() if t < ends
            ]
            if not opened:
                continue
            any_ = self.programme.column(1)
            self.programme.row({any_: 1000, **dict.fromkeys(opened, -1)}, low=0)
            terms = self._inside(number, host.key, ends)
            self._all_or(demand, {**terms, any_: -(host.need)}, big=1000) if host.have == 0 else (
                self.programme.row({**terms, any_: -host.need}, low=-host.have)
            )

    def _hired(self, demand: Demand, ends: int) -> Terms:
        """Those hired and converted in a unit whose funding counts."""
        tree = self.setting.data.places.on(demand.day)
        counted = {f for f in self.setting.plan.means.fundings if self._counts(demand, f)}
        return {
            column: 1
            for (purse, t, funding), column in self.paid.items()
            if t < ends and funding in counted and tree.contains(demand.unit, purse[0])
        }

    def _counts(self, demand: Demand, funding: str) -> bool:
        engine = MemoryEngine(self.setting.data.evolve(facts={}), self.setting.pack.calendar, self.setting.pack.fields)
        of = demand.rule.counts
        assert isinstance(of, Mediators)  # noqa: S101
        fresh = Post("", demand.unit, Source(), 0, employment=FULL_TIME, funding=funding, main=True)
        return engine.known.truths("posts", of.where)(fresh) is True

    def _opened(self, demand: Demand, ends: int) -> Terms:
        tree = self.setting.data.places.on(demand.day)
        starts = self.setting.starts
        return {
            column: 1
            for flows in self.studios
            if tree.contains(demand.unit, flows.group.sites[0].place)
            for t, column in flows.opened.items()
            if t < ends and (demand.window is None or demand.window.first <= starts[t] <= demand.window.last)
        }

    def _pooled(self) -> None:
        """So many more of the target over all units on the last day, or so many fewer on each day."""
        if self.instead is None or not self.pool:
            return
        change = self.instead[1]
        for day, found in self.pool.items():
            if change > 0 and day != max(self.pool):
                continue
            total: Terms = {}
            for terms, _, _ in found:
                for column, weight in terms.items():
                    total[column] = total.get(column, 0) + weight
            self.programme.row(total, low=sum(needed - sure for _, needed, sure in found) + change)


def pays(budget: Budget, year: int, head: str | None) -> bool:
    """Whether a budget pays for a line of a year and head."""
    return budget.year == year and budget.head in (None, head)
