"""What targets ask for, as rows over the columns."""

from __future__ import annotations

from fengqiao.engine.memory import MemoryEngine
from fengqiao.model.fact import Post
from fengqiao.model.measure import Mediators
from fengqiao.model.source import Source
from fengqiao.model.staffing import FULL_TIME
from fengqiao.planning.build import BIG, SHARED, Build, Terms
from fengqiao.planning.demand import Demand
from fengqiao.planning.marks import gains


def ask(build: Build, number: int, demand: Demand) -> None:
    """The rows of one demand, the number-th of those asked for."""
    ends = build.ends(demand.day)
    match demand.kind:
        case "posts_at":
            terms, sure = _held(build, number, demand, ends)
            _need(build, demand, terms, demand.needed, sure)
            _new_studios(build, demand, ends)
        case "posts_within":
            _within(build, number, demand, ends)
        case "posts_in":
            terms = _hired(build, demand, ends)
            (member,) = demand.members
            _need(build, demand, terms, member.need, member.have)
            if demand.cap is not None:
                _most(build, demand, terms, demand.cap)
        case "studios_in":
            (member,) = demand.members
            _need(build, demand, _opened(build, demand, ends), member.need, member.have)
        case "studios_at":
            terms, sure = _held(build, number, demand, ends, studios=True)
            _need(build, demand, terms, demand.needed, sure)


def _need(build: Build, demand: Demand, terms: Terms, needed: int, sure: int) -> None:
    """The terms and what is sure reach what is needed; where the target may be missed, only if it is met."""
    low = needed - sure
    if build.instead is not None and demand.target == build.instead[0]:
        counted = sure if demand.kind in SHARED else min(sure, needed)
        build.pool.setdefault(demand.day, []).append((terms, needed, counted))
        if build.instead[1] < 0:
            return
    if build.goal == "cost":
        build.programme.row(terms, low=low) if terms or low > 0 else None
        return
    key = demand.target, demand.unit
    if build.goal == "marks":
        _progress(build, demand, terms, needed, sure)
        return
    if key not in build.met:
        build.met[key] = build.programme.column(1)
    if low > 0 or terms:
        # whatever is sure stays sure: the row only binds when the target is counted as met
        build.programme.row({**terms, build.met[key]: -max(low, 0)}, low=min(low, 0))


def _most(build: Build, demand: Demand, terms: Terms, cap: int) -> None:
    """No more than the cap; where the target may be missed, only if it is met."""
    if build.goal == "units":
        key = demand.target, demand.unit
        less = {column: -weight for column, weight in terms.items()}
        build.programme.row({**less, build.met[key]: -BIG}, low=-cap - BIG)
    else:
        build.programme.row(terms, high=cap)


def _progress(build: Build, demand: Demand, terms: Terms, needed: int, sure: int) -> None:
    """How much of what is needed on the last day there is; a cap holds in any case."""
    if needed <= 0:
        build.programme.row(terms, low=needed - sure)
    elif demand.day == max(d.day for d in build.asked if d.target == demand.target):
        build.progress[demand.target, demand.unit] = gains(build.programme, terms, needed, sure, demand.exact)


def _held(build: Build, number: int, demand: Demand, ends: int, *, studios: bool = False) -> tuple[Terms, int]:
    """The weight of the members that hold: columns, and what no column changes."""
    terms: Terms = {}
    sure = 0
    heirs: dict[str, int | None] = {}
    for flows in build.studios if studios else build.flows:
        lack = flows.group.at.get(number)
        if lack is None:
            continue
        short, weight = lack
        if short in flows.layer and ends:
            column = flows.layer[short][ends - 1]
            terms[column] = terms.get(column, 0) + weight
            heirs[flows.group.sites[0].key] = column
        elif short <= 0:
            sure += weight * flows.group.size
            heirs[flows.group.sites[0].key] = None
    for several in demand.heirs:
        found = [heirs[key] for key in several if key in heirs]
        if None in found:
            sure += 1
        elif found:
            terms[_one_of(build, [column for column in found if column is not None])] = 1
    return terms, sure


def _one_of(build: Build, columns: list[int]) -> int:
    """A column that is at most 1, and at most what the columns come to."""
    one = build.programme.column(1)
    build.programme.row({one: -1, **dict.fromkeys(columns, 1)}, low=0)
    return one


def _new_studios(build: Build, demand: Demand, ends: int) -> None:
    """Every studio that opens has its mediators too."""
    if not demand.new_studios:
        return
    tree = build.setting.data.places.on(demand.day)
    for flows in build.studios:
        if not tree.contains(demand.unit, flows.group.sites[0].place):
            continue
        terms: Terms = {column: -demand.new_studios for t, column in flows.opened.items() if t < ends}
        for kind in (flows.hire, flows.come, flows.second):
            terms |= {column: 1 for t, column in kind.items() if t < ends}
        if terms:
            _all_or(build, demand, terms)


def _all_or(build: Build, demand: Demand, terms: Terms, big: int = 1000) -> None:
    """The terms are 0 or more, at least where the target is met."""
    if build.goal != "units":
        build.programme.row(terms, low=0)
    else:
        key = demand.target, demand.unit
        if key not in build.met:
            build.met[key] = build.programme.column(1)
        build.programme.row({**terms, build.met[key]: -big}, low=-big)


def _inside(build: Build, number: int, key: str, ends: int) -> Terms:
    """Who comes into an area and stays: hired, converted and moved there, less those who go."""
    terms: Terms = {}
    for flows in build.all():
        if (number, key) in flows.group.areas:
            for kind, weight in ((flows.hire, 1), (flows.convert, 1), (flows.come, 1), (flows.go, -1)):
                terms |= {column: weight for t, column in kind.items() if t < ends}
    return terms


def _within(build: Build, number: int, demand: Demand, ends: int) -> None:
    # where it matters how many members hold, it is not enough that all do
    counted = build.goal == "marks" or (build.instead is not None and build.instead[0] == demand.target)
    every = not counted and not demand.heirs and demand.needed >= demand.weight
    held: Terms = {}
    by_key: dict[str, int] = {}
    for member in demand.members:
        terms = _inside(build, number, member.key, ends)
        if every:
            _need(build, demand, terms, member.need, member.have)
            continue
        column = build.programme.column(1)
        build.programme.row({**terms, column: -member.need}, low=-member.have)
        held[column] = member.weight
        by_key[member.key] = column
    for several in demand.heirs:
        held[_one_of(build, [by_key[key] for key in several])] = 1
    if not every:
        _need(build, demand, held, demand.needed, 0)
    for host in demand.hosts:
        opened = [
            c for f in build.studios if (number, host.key) in f.group.areas for t, c in f.opened.items() if t < ends
        ]
        if not opened:
            continue
        any_ = build.programme.column(1)
        build.programme.row({any_: 1000, **dict.fromkeys(opened, -1)}, low=0)
        terms = _inside(build, number, host.key, ends)
        _all_or(build, demand, {**terms, any_: -(host.need)}, big=1000) if host.have == 0 else (
            build.programme.row({**terms, any_: -host.need}, low=-host.have)
        )


def _hired(build: Build, demand: Demand, ends: int) -> Terms:
    """Those hired and converted in a unit whose funding counts."""
    tree = build.setting.data.places.on(demand.day)
    counted = {f for f in build.setting.plan.means.fundings if _counts(build, demand, f)}
    return {
        column: 1
        for (purse, t, funding), column in build.paid.items()
        if t < ends and funding in counted and tree.contains(demand.unit, purse[0])
    }


def _counts(build: Build, demand: Demand, funding: str) -> bool:
    engine = MemoryEngine(build.setting.data.evolve(facts={}), build.setting.pack.calendar, build.setting.pack.fields)
    of = demand.rule.counts
    assert isinstance(of, Mediators)  # noqa: S101
    fresh = Post("", demand.unit, Source(), 0, employment=FULL_TIME, funding=funding, main=True)
    return engine.known.truths("posts", of.where)(fresh) is True


def _opened(build: Build, demand: Demand, ends: int) -> Terms:
    tree = build.setting.data.places.on(demand.day)
    starts = build.setting.starts
    return {
        column: 1
        for flows in build.studios
        if tree.contains(demand.unit, flows.group.sites[0].place)
        for t, column in flows.opened.items()
        if t < ends and (demand.window is None or demand.window.first <= starts[t] <= demand.window.last)
    }


def pooled(build: Build) -> None:
    """So many more of the target over all units on the last day, or so many fewer on each day."""
    if build.instead is None or not build.pool:
        return
    change = build.instead[1]
    for day, found in build.pool.items():
        if change > 0 and day != max(build.pool):
            continue
        total: Terms = {}
        for terms, _, _ in found:
            for column, weight in terms.items():
                total[column] = total.get(column, 0) + weight
        build.programme.row(total, low=sum(needed - sure for _, needed, sure in found) + change)
