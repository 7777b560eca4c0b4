"""Demands, sites, prices and budgets as one programme."""

from __future__ import annotations

from collections.abc import Collection

from fengqiao.planning.asks import ask, pooled
from fengqiao.planning.build import Build, Setting
from fengqiao.planning.columns import open_studios, posts
from fengqiao.planning.means import budget, limit, purses, share
from fengqiao.planning.sites import classes_of


def programme_of(
    setting: Setting,
    goal: str = "cost",
    *,
    targets: Collection[str] | None = None,
    budgets: Collection[int] | None = None,
    capacity: bool = True,
    instead: tuple[str, int] | None = None,
) -> Build:
    """Every column and row. What may be left out is told at `Build`."""
    build = Build(setting, goal, targets, budgets, capacity, instead)
    build.asked = [d for d in setting.demands if targets is None or d.target in targets]
    counties = setting.data.places.on(setting.plan.stock).of_kind("counties")
    priced = [rate.unit for rate in setting.plan.rates if rate.unit is not None]
    for group in classes_of(setting.data, build.asked, setting.plan.stock, counties, priced):
        build.flows.append(posts(build, group))
    open_studios(build, tuple(build.asked), counties, priced)
    purses(build)
    for county in counties:
        share(build, county)
        limit(build, county)
    for number, asked in enumerate(build.asked):
        ask(build, number, asked)
    budget(build)
    pooled(build)
    return build
