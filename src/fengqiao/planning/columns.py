"""What may be decided, as columns: whom to hire, convert, move and share at a class of sites; which studios to open."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from fengqiao.planning.build import Build, Flows, Terms
from fengqiao.planning.demand import Demand
from fengqiao.planning.sites import Class, classes_of


def posts(build: Build, group: Class) -> Flows:
    """Who may come to the sites of a class and go from them, period by period."""
    setting, programme = build.setting, build.programme
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
                flows.hire[t] = build.column(hire)
            if group.part:
                convert = setting.prices.convert(place, on, group.sites[0].part[0].post.funding)
            if convert is not None:
                flows.convert[t] = build.column(convert, group.size * group.part)
            transfer, second = setting.prices.transfer(place, on), setting.prices.second(place, on)
            if transfer is not None and top:
                flows.come[t] = build.column(transfer)
            if second is not None and setting.plan.means.places_per_person > 1 and top and not build.one_place:
                flows.second[t] = build.column(second)
        if moved:
            flows.go[t] = programme.column(group.size * moved)
        if moved and there and group.part:
            swapped = setting.prices.convert(place, on, group.sites[0].part[0].post.funding)
            if swapped is not None:
                flows.swap[t] = build.column(swapped, group.size * min(moved, group.part))
        if top or moved:
            _layers(build, flows, t, moved, top)
    return flows


def _layers(build: Build, flows: Flows, t: int, moved: int, top: int) -> None:
    """What arrives and leaves in a period is what the layers gain and lose."""
    programme, n = build.programme, flows.group.size
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
    for column in _arrivals(flows, t):
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


def _arrivals(flows: Flows, t: int) -> list[int]:
    return [kind[t] for kind in (flows.hire, flows.convert, flows.come, flows.second) if t in kind]


def open_studios(build: Build, demands: tuple[Demand, ...], counties: Iterable[str], priced: Iterable[str]) -> None:
    """Studios may open in any township; those that lack as much of the same are one class."""
    setting = build.setting
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
        _studio(build, flows, demands, place)
        build.studios.append(flows)


def _studio(build: Build, flows: Flows, demands: tuple[Demand, ...], place: str) -> None:
    setting, programme, group = build.setting, build.programme, flows.group
    staffed = max((d.new_studios for d in demands if d.kind == "posts_at"), default=0)
    top = max([lack for n, (lack, _) in group.at.items() if demands[n].kind == "studios_at"] + [0])
    for j in range(1, top + 1):
        flows.layer[j] = [programme.column(group.size) for _ in setting.starts]
    for t, on in enumerate(setting.starts):
        price = setting.prices.open(place, on) if group.there(on) else None
        if price is not None:
            flows.opened[t] = build.column(price)
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
                flows.hire[t] = build.column(hire)
            if transfer is not None:
                flows.come[t] = build.column(transfer)
            if second is not None and setting.plan.means.places_per_person > 1 and not build.one_place:
                flows.second[t] = build.column(second)
            room: Terms = {column: staffed for u, column in flows.opened.items() if u <= t}
            for kind in (flows.hire, flows.come, flows.second):
                room |= {column: -1 for u, column in kind.items() if u <= t}
            programme.row(room, low=0)
