"""What optimising comes to: a plan, what it costs, what is known of its quality, and what it leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

import attrs

from fengqiao.errors import Problem, Text
from fengqiao.model.outcome import Status
from fengqiao.model.staffing import StaffingPlan
from fengqiao.planning.build import Key
from fengqiao.planning.cost import Cost, Spent

Goal = Literal["cost", "units", "marks"]
Step = Literal["month", "quarter"]
ByTarget = Mapping[str, int | None]
"""Fen by target; None where it cannot be had."""
MONTHS: Mapping[Step, int] = {"month": 1, "quarter": 3}


@attrs.frozen
class Checked:
    """One verdict of the assessor on the plan: a target at a unit on a day."""

    target: str
    unit: str
    day: date
    status: Status


@attrs.frozen
class Conflict:
    """The smallest set of targets, budgets and capacity that cannot all be kept."""

    targets: tuple[str, ...]
    budgets: tuple[int, ...]
    capacity: bool


@attrs.frozen
class Optimum:
    """A plan, what it costs, and what is known of its quality. Without a plan, `conflict` says why there is none.

    `bound`: no plan costs less (in fen). `missed` are the targets at units that a budget leaves out, with what meeting
    each would cost more. `too_late` are demands whose day lies before anybody can be hired. `high` is the cost were all
    that is unknown there: the difference is the price of not knowing. `afterwards` is a year's cost after the plan.
    """

    goal: Goal
    readings: Mapping[str, str]
    plan: StaffingPlan | None
    cost: Cost | None
    bound: int
    finished: bool
    checked: tuple[Checked, ...] = ()
    spent: tuple[Spent, ...] = ()
    left_out: Mapping[str, Text] = attrs.field(factory=dict)
    too_late: tuple[Key, ...] = ()
    met: tuple[Key, ...] = ()
    missed: tuple[tuple[Key, int | None], ...] = ()
    high: int | None = None
    afterwards: int | None = None
    one_more: Mapping[str, int | None] = attrs.field(factory=dict)
    """By target: the cost of one member more than it asks for over all units; None where there is none."""
    last_one: Mapping[str, int | None] = attrs.field(factory=dict)
    """By target of which every member must hold: what excusing one would save."""
    binds: tuple[Text, ...] = ()
    conflict: Conflict | None = None
    problems: tuple[Problem, ...] = ()
    rough: tuple[str, ...] = ()
    """Targets whose marks are chosen by as if in proportion, since their award is not."""

    @property
    def total(self) -> int | None:
        """What the plan costs, in fen."""
        return None if self.cost is None else self.cost.total

    @property
    def gap(self) -> int | None:
        """The most by which the plan may miss the cheapest, in fen."""
        return None if self.cost is None else self.cost.total - self.bound

    @property
    def confirmed(self) -> bool:
        """Whether the assessor found every target met that the plan is to meet (or that nothing there is asked for)."""
        fine = Status.MET, Status.NOT_APPLICABLE
        return self.plan is not None and all(one.status in fine for one in self.checked)
