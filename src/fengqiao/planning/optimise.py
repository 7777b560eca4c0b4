"""The cheapest plan that meets the targets chosen, or the most that a budget can meet; each judged by the assessor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from math import lcm

import attrs

from fengqiao.assess.score import score
from fengqiao.assess.session import Session, choose
from fengqiao.errors import Problem, ProjectError, Text, UsageError
from fengqiao.model.dataset import Dataset
from fengqiao.model.scheme import Scheme
from fengqiao.model.staffing import StaffingPlan
from fengqiao.model.target import RulePack
from fengqiao.planning.apply import apply
from fengqiao.planning.build import SHARED, Build, Key, Setting
from fengqiao.planning.conflict import smallest
from fengqiao.planning.cost import Spent, cost, spent
from fengqiao.planning.demand import Demand, Side, compile_demands
from fengqiao.planning.extract import moves_of
from fengqiao.planning.marks import rough, worth
from fengqiao.planning.milp import FREE, Solution
from fengqiao.planning.optimum import MONTHS, ByTarget, Checked, Conflict, Goal, Optimum, Step
from fengqiao.planning.prices import Prices
from fengqiao.planning.programme import programme_of
from fengqiao.planning.stock import NEEDED, only, stock


def starts_of(plan: StaffingPlan, step: Step) -> tuple[date, ...]:
    """The first days of the months or quarters in which somebody may be in post at the earliest, to the plan's end."""
    first = plan.stock + timedelta(days=max(1, plan.means.lead_days))
    months = (1, 4, 7, 10) if step == "quarter" else range(1, 13)
    days = (date(year, month, 1) for year in range(first.year, plan.until.year + 1) for month in months)
    return tuple(day for day in days if first <= day <= plan.until)


def optimise(
    pack: RulePack,
    data: Dataset,
    plan: StaffingPlan,
    *,
    goal: Goal = "cost",
    targets: Iterable[str] | None = None,
    readings: Mapping[str, str] | None = None,
    scheme: str | None = None,
    step: Step = "quarter",
    gap: float = 0.0,
    seconds: float = FREE,
    side: Side = "low",
    price_units: bool = False,
    other_side: bool = True,
) -> Optimum:
    """The cheapest plan that meets the targets by their dates (`cost`), or the most within budgets (`units`, `marks`).

    `plan` gives rates, budgets, means, the stock's day and the last day; its own moves are made first. `gap` is the
    share of the cost that may be missed (0: the very best), `seconds` the time to look for it, `scheme` names the one
    that gives the marks (default: the pack's first). Raises UsageError for an unknown target, reading or scheme,
    ProjectError where no rate of pay is known at all.
    """
    if plan.until <= plan.stock:
        raise UsageError(Text("计划截止日必须晚于现状日期", "the plan must end after the day of its stock"))
    for name in targets or ():
        if name not in pack.targets:
            choose(pack, {name: ""})
    targets = None if targets is None else tuple(targets)
    work = _Work.of(pack, data, plan, targets=targets, readings=readings, step=step, side=side, scheme=scheme)
    found = work.best(goal, gap, seconds)
    if found.plan is None:
        return found
    more: dict[str, object] = {}
    if other_side and side == "low":
        best = _Work.of(pack, data, plan, targets=work.targets, readings=readings, step=step, side="high")
        # the same demands: what is left out here for want of reports is left out there
        kept = {(d.target, d.unit, d.day) for d in work.setting.demands}
        same = tuple(d for d in best.setting.demands if (d.target, d.unit, d.day) in kept)
        best = attrs.evolve(best, setting=attrs.evolve(best.setting, demands=same))
        high = best.best("cost", gap, seconds, judge=False)
        more["high"] = high.total if goal == "cost" else None
    if price_units and goal == "cost":
        more["one_more"], more["last_one"] = work.prices_of_one(found, gap, seconds)
    return attrs.evolve(found, **more)  # type: ignore[arg-type]


def _in_time(demand: Demand, start: date) -> bool:
    """Whether what begins on a day can still count."""
    return start <= demand.day and (demand.window is None or start <= demand.window.last)


@attrs.frozen
class _Work:
    setting: Setting
    readings: Mapping[str, str]
    left_out: Mapping[str, Text]
    too_late: tuple[Key, ...]
    problems: tuple[Problem, ...]
    whole: Dataset
    """The stock with every register, for what a scheme scores besides."""
    last: date
    scheme: str | None

    @classmethod
    def of(
        cls,
        pack: RulePack,
        data: Dataset,
        plan: StaffingPlan,
        *,
        targets: Iterable[str] | None,
        readings: Mapping[str, str] | None,
        step: Step,
        side: Side,
        scheme: str | None = None,
    ) -> _Work:
        last = plan.means.stay_until or plan.until
        whole = stock(data, plan.stock, max(last, plan.until))
        kept = only(whole, NEEDED)
        done = apply(kept, plan)
        compiled = compile_demands(
            pack, done.data, readings=readings, targets=targets, first=plan.stock, last=last, side=side
        )
        starts = starts_of(plan, step)
        early = [d for d in compiled.demands if not d.met and not any(_in_time(d, start) for start in starts)]
        late = {(d.target, d.unit) for d in early}
        demands = tuple(d for d in compiled.demands if d not in early)
        prices = Prices(plan, data.places)
        setting = Setting(pack, done.data, plan, demands, starts, MONTHS[step], prices)
        return cls(
            setting,
            choose(pack, readings or {}),
            compiled.left_out,
            tuple(sorted(late)),
            done.problems,
            whole,
            last,
            scheme,
        )

    @property
    def targets(self) -> tuple[str, ...]:
        """The targets planned for."""
        return tuple(dict.fromkeys(d.target for d in self.setting.demands))

    def best(self, goal: Goal, gap: float, seconds: float, *, judge: bool = True) -> Optimum:
        build = programme_of(self.setting, goal)
        if self.setting.prices.missing and not build.paid and any(not d.met for d in self.setting.demands):
            problems = tuple(self.setting.prices.missing.values())[:20]
            raise ProjectError(
                Text("没有可用的薪酬费率，不能优化", "no rate of pay applies: there is nothing to optimise with"),
                problems=problems,
            )
        if goal == "units":
            solution = self._most(build, dict.fromkeys(build.met.values(), 1), gap, seconds)
        elif goal == "marks":
            solution = self._most(build, self._marks(build), gap, seconds)
        else:
            solution = build.programme.solve(gap=gap, seconds=seconds)
        if not solution.values and (solution.status != "optimal" or build.programme.costs):
            conflict = self._conflict() if solution.status == "infeasible" else None
            return Optimum(
                goal, self.readings, None, None, 0, solution.status == "infeasible", (), (), self.left_out,
                self.too_late, conflict=conflict, problems=self._problems(),
            )  # fmt: skip
        return self._result(goal, build, solution, judge=judge)

    def _problems(self) -> tuple[Problem, ...]:
        return (*self.problems, *self.setting.prices.missing.values())

    def _marks(self, build: Build) -> dict[int, int]:
        """What one of each column is worth in marks of the pack's scheme, as whole numbers."""
        scheme = self._scheme()
        cards = score(self.setting.pack, self.whole, as_of=self.last, scheme=scheme.id, readings=self.readings)
        found = worth(scheme, cards, build.progress)
        scale = lcm(*(share.denominator for share in found.values())) if found else 1
        # marks to a millionth are enough to choose by; the plan is scored by the scheme itself
        scale = min(scale, 10**6)
        return {column: round(share * scale) for column, share in found.items()}

    def _scheme(self) -> Scheme:
        pack = self.setting.pack
        found = Session.open(pack, self.whole, as_of=self.last).scheme(self.scheme)
        if found is None:
            raise UsageError(Text(f"规则包 {pack.id} 没有评分办法。", f"The pack {pack.id} has no scheme."))
        return found

    def _most(self, build: Build, worth: Mapping[int, int], gap: float, seconds: float) -> Solution:
        """First as much of what columns are worth as there can be, then as cheaply as that can be done."""
        programme = build.programme
        real = list(programme.costs)
        programme.costs = [0] * len(real)
        for column, weight in worth.items():
            programme.costs[column] = -weight
        first = programme.solve(gap=0.0, seconds=seconds)
        programme.costs = real
        if not first.values:
            return first
        programme.row(worth, low=sum(weight * first.values[column] for column, weight in worth.items()))
        return programme.solve(gap=gap, seconds=seconds)

    def _result(self, goal: Goal, build: Build, solution: Solution, *, judge: bool) -> Optimum:
        setting = self.setting
        moves = moves_of(build, solution.values)
        plan = attrs.evolve(setting.plan, moves=(*setting.plan.moves, *moves))
        own = attrs.evolve(setting.plan, moves=moves)
        done = apply(setting.data, own)
        rates = setting.prices.rates
        found = cost(done.charges, rates, setting.data.places, plan.until)
        met = tuple(key for key, column in build.met.items() if solution.values[column])
        if goal == "marks":
            met = tuple(
                key
                for key, gains in build.progress.items()
                if all(solution.values[gain.column] >= gain.most for gain in gains if not gain.whole)
            )
        checked = self._judged(done.data, None if goal == "cost" else met, last=goal == "marks") if judge else ()
        missed = tuple(key for key in (*build.met, *build.progress) if key not in met)
        return Optimum(
            goal,
            self.readings,
            plan,
            found,
            solution.bound,
            solution.status == "optimal",
            checked,
            spent(plan.budgets, done.charges, rates, setting.data.places, plan.until),
            self.left_out,
            self.too_late,
            met,
            self._why_missed(missed),
            afterwards=self._afterwards(own),
            binds=self._binds(build, solution),
            problems=(*self.problems, *done.problems, *found.problems),
            rough=rough(self._scheme(), self.targets) if goal == "marks" else (),
        )

    def _judged(self, data: Dataset, met: tuple[Key, ...] | None, *, last: bool) -> tuple[Checked, ...]:
        """The assessor's verdict on every target, unit and day that was planned for."""
        found: list[Checked] = []
        sessions: dict[date, Session] = {}
        for demand in self.setting.demands:
            key = demand.target, demand.unit
            if met is not None and key not in met:
                continue
            if last and demand.day < max(d.day for d in self.setting.demands if d.target == demand.target):
                continue  # marks are counted on the last day
            session = sessions.get(demand.day)
            if session is None:
                session = Session.open(self.setting.pack, data, as_of=demand.day, readings=self.readings)
                sessions[demand.day] = session
            target = session.target(demand.target)
            reading = target.readings[self.readings[demand.target]]
            level = data.places.on(demand.day).division(demand.unit).level
            verdict = session.verdict(target, reading, demand.unit, level)
            if verdict is not None:
                found.append(Checked(demand.target, demand.unit, demand.day, verdict.status))
        return tuple(found)

    def _why_missed(self, missed: tuple[Key, ...]) -> tuple[tuple[Key, int | None], ...]:
        """What each unit left out would cost by itself, without any budget; None where none could do it in time."""
        found: list[tuple[Key, int | None]] = []
        for key in missed:
            mine = tuple(d for d in self.setting.demands if (d.target, d.unit) == key)
            alone = programme_of(attrs.evolve(self.setting, demands=mine), budgets=()).programme.solve(gap=0.01)
            found.append((key, alone.cost if alone.values else None))
        return tuple(found)

    def _afterwards(self, plan: StaffingPlan) -> int | None:
        """What the moves cost in the year after the plan; None where a rate does not reach so far."""
        after = plan.until + timedelta(days=1)
        end = date(after.year + 1, after.month, after.day) - timedelta(days=1)
        done = apply(self.setting.data, plan)
        whole = cost(done.charges, self.setting.prices.rates, self.setting.data.places, end)
        before = cost(done.charges, self.setting.prices.rates, self.setting.data.places, plan.until)
        return whole.total - before.total if whole.known and before.known else None

    def _binds(self, build: Build, solution: Solution) -> tuple[Text, ...]:
        """Budgets that have less left than the cheapest further hire, and counties that hire as fast as they can."""
        found: list[Text] = []
        places, plan = self.setting.data.places, self.setting.plan
        cheapest = min((build.programme.costs[c] for c in build.paid.values()), default=0)
        for one in self._spent(build, solution):
            if one.left < cheapest:
                name = places.unit(one.budget.unit).name
                found.append(
                    Text(f"{name}{one.budget.year}年预算用足", f"the budget of {name} in {one.budget.year} is used up")
                )
        means = plan.means
        used: dict[tuple[str, int], int] = {}
        for flows in (*build.flows, *build.studios):
            for kind in (flows.hire, flows.convert, flows.swap):
                for t, column in kind.items():
                    key = flows.group.county, t
                    used[key] = used.get(key, 0) + solution.values[column]
        for (county, t), count in sorted(used.items()):
            most = means.by_county.get(county, means.hires_a_month)
            if most is not None and count >= most * self.setting.months:
                name, on = places.unit(county).name, self.setting.starts[t]
                found.append(Text(f"{name}{on}前的招聘能力用足", f"{name} hires as fast as it can before {on}"))
        return tuple(found)

    def _spent(self, build: Build, solution: Solution) -> tuple[Spent, ...]:
        done = apply(self.setting.data, attrs.evolve(self.setting.plan, moves=moves_of(build, solution.values)))
        plan = self.setting.plan
        return spent(plan.budgets, done.charges, self.setting.prices.rates, self.setting.data.places, plan.until)

    def prices_of_one(self, found: Optimum, gap: float, seconds: float) -> tuple[ByTarget, ByTarget]:
        """What one more member of each target costs; where every member must hold, what excusing one would save."""
        more: dict[str, int | None] = {}
        last: dict[str, int | None] = {}
        for target in self.targets:
            mine = [d for d in self.setting.demands if d.target == target]
            day = max(d.day for d in mine)
            every = all(d.kind in SHARED and d.needed >= d.weight for d in mine if d.day == day)
            change = -1 if every else 1
            solution = programme_of(self.setting, instead=(target, change)).programme.solve(gap=gap, seconds=seconds)
            more[target] = None
            if solution.values and found.total is not None:
                (last if every else more)[target] = change * (solution.cost - found.total)
        return more, last

    # -- when nothing will do

    def _conflict(self) -> Conflict | None:
        """The smallest conflict among the targets, the budgets and the capacity."""
        budgets = tuple(range(len(self.setting.plan.budgets)))
        means = self.setting.plan.means
        groups: list[tuple[str, str | int]] = [("target", name) for name in self.targets]
        groups += [("budget", number) for number in budgets]
        if means.hires_a_month is not None or means.by_county:
            groups.append(("capacity", 0))

        def feasible(kept: frozenset[tuple[str, str | int]]) -> bool:
            build = programme_of(
                self.setting,
                targets=[str(name) for kind, name in kept if kind == "target"],
                budgets=[int(number) for kind, number in kept if kind == "budget"],
                capacity=("capacity", 0) in kept,
            )
            build.programme.costs = [0] * len(build.programme.costs)
            return build.programme.solve().status != "infeasible"

        core = smallest(groups, feasible)
        if core is None:
            return None
        return Conflict(
            tuple(str(name) for kind, name in groups if kind == "target" and (kind, name) in core),
            tuple(int(number) for kind, number in groups if kind == "budget" and (kind, number) in core),
            ("capacity", 0) in core,
        )
