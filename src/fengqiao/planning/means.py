"""What limits every plan, as rows: whose pay, whose second place, how fast a county hires, what a budget holds."""

from __future__ import annotations

from datetime import date

from fengqiao.model.staffing import Budget
from fengqiao.planning.build import Build, Flows, Terms


def purses(build: Build) -> None:
    """Whoever is hired or converted is paid by one funding; whoever goes comes to another site of the purse."""
    setting, programme = build.setting, build.programme
    purses: dict[tuple[str, str], list[Flows]] = {}
    for flows in build.all():
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
                    column = build.column(price)
                    build.paid[purse, t, funding] = column
                    balance[column] = 1
            programme.row(balance, low=0, high=0)
            moves: Terms = {}
            for flows in found:
                moves |= {flows.come[t]: 1} if t in flows.come else {}
                moves |= {kind[t]: -1 for kind in (flows.go, flows.swap) if t in kind}
            programme.row(moves, low=0, high=0)


def share(build: Build, county: str) -> None:
    """Each mediator of a county may serve one place more than the one of the post, and not the same one."""
    here = [flows for flows in build.all() if flows.group.county == county]
    if not any(flows.second for flows in here):
        return
    stock = sum(flows.group.full * flows.group.size for flows in build.flows if flows.group.county == county)
    for t in range(len(build.setting.starts)):
        people: Terms = {}
        for flows in here:
            for kind in (flows.hire, flows.convert, flows.swap):
                people |= {column: 1 for u, column in kind.items() if u <= t}
        shared = {column: -1 for flows in here for u, column in flows.second.items() if u <= t}
        build.programme.row({**people, **shared}, low=-stock)
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
            build.programme.row({**others, **mine}, low=flows.group.full - stock)


def limit(build: Build, county: str) -> None:
    """No more hires and conversions in a period than the county can manage."""
    means = build.setting.plan.means
    most = means.by_county.get(county, means.hires_a_month)
    if most is None or not build.capacity:
        return
    for t in range(len(build.setting.starts)):
        terms: Terms = {}
        for flows in build.all():
            if flows.group.county == county:
                terms |= {kind[t]: 1 for kind in (flows.hire, flows.convert, flows.swap) if t in kind}
        build.programme.row(terms, high=most * build.setting.months)


def budget(build: Build) -> None:
    plan, places = build.setting.plan, build.setting.data.places
    for number, budget in enumerate(plan.budgets):
        if build.budgets is not None and number not in build.budgets:
            continue
        tree = places.on(date(budget.year, 12, 31))
        terms: Terms = {}
        for column, price in build.prices:
            fen = sum(
                line.fen
                for line in price.lines
                if pays(budget, line.year, line.head) and tree.contains(budget.unit, line.county)
            )
            if fen:
                terms[column] = terms.get(column, 0) + fen
        build.programme.row(terms, high=budget.total)


def pays(budget: Budget, year: int, head: str | None) -> bool:
    """Whether a budget pays for a line of a year and head."""
    return budget.year == year and budget.head in (None, head)
