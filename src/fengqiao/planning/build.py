"""A programme in the making: what it is made of, and the columns that mean something."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import attrs

from fengqiao.model.dataset import Dataset
from fengqiao.model.staffing import StaffingPlan
from fengqiao.model.target import RulePack
from fengqiao.planning.demand import Demand
from fengqiao.planning.marks import Gain
from fengqiao.planning.milp import Programme
from fengqiao.planning.prices import Price, Prices
from fengqiao.planning.sites import Class

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
    progress: dict[Key, tuple[Gain, ...]] = attrs.field(factory=dict)
    """For marks: what there is on the last day of what earns them."""
    prices: list[tuple[int, Price]] = attrs.field(factory=list)
    asked: list[Demand] = attrs.field(factory=list)
    pool: dict[date, list[tuple[Terms, int, int]]] = attrs.field(factory=dict)
    """Of the target of `instead`: the terms, what is needed and what is sure, by day."""

    @property
    def one_place(self) -> bool:
        """Whether a target asked for counts a person at one place only."""
        return any(d.rule.one_place for d in self.asked)

    def all(self) -> list[Flows]:
        """Every class of sites, those of studios that open among them."""
        return [*self.flows, *self.studios]

    def ends(self, day: date) -> int:
        """How many periods have begun by a day."""
        return sum(start <= day for start in self.setting.starts)

    def column(self, price: Price, high: float = float("inf")) -> int:
        """A column with a price."""
        column = self.programme.column(high, cost=price.fen)
        if price.lines:
            self.prices.append((column, price))
        return column
