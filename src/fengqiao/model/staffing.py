"""A plan of staff and money: dated moves, the rates they cost, the budgets that hold them. All money is whole fen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

import attrs

from fengqiao.errors import Text, Where

MoveKind = Literal["hire", "leave", "transfer", "open", "close", "train", "convert", "second"]
MOVES: Mapping[MoveKind, Text] = {
    "hire": Text("招聘", "hire"),
    "leave": Text("离任", "leave"),
    "transfer": Text("调动", "transfer"),
    "open": Text("设立工作室", "open a studio"),
    "close": Text("撤销工作室", "close a studio"),
    "train": Text("培训", "train"),
    "convert": Text("兼职转专职", "convert to full-time"),
    "second": Text("兼任", "second post"),
}
ITEMS: Mapping[str, Text] = {
    "pay": Text("专职薪酬", "full-time pay"),
    "pay_part_time": Text("兼职补贴", "part-time pay"),
    "second_post": Text("兼任补贴", "allowance for a second post"),
    "recruit": Text("招聘费", "recruiting"),
    "insurance": Text("社会保险", "insurance"),
    "convert": Text("转专职费", "converting"),
    "transfer": Text("调动费", "transferring"),
    "training": Text("培训费", "training"),
    "open_studio": Text("工作室设立", "opening a studio"),
    "run_studio": Text("工作室运行", "running a studio"),
    "case_simple": Text("简易案件补贴", "subsidy of a simple case"),
    "case_ordinary": Text("一般案件补贴", "subsidy of an ordinary case"),
    "case_difficult": Text("疑难案件补贴", "subsidy of a difficult case"),
    "case_major": Text("重大案件补贴", "subsidy of a major case"),
}
"""What a rate may be of. Pay, insurance and running cost go on; the rest is paid once."""
Per = Literal["once", "month", "year"]
FULL_TIME, PART_TIME = "full_time", "part_time"


@attrs.frozen
class Rate:
    """What one thing costs, in fen, as `source` says it, from `since` until `until` (both included; None is open).

    `unit` (a division's key) and `funding` narrow it down; the narrowest rate in force counts. `head` is the head of
    funding that pays it. 0 is a rate like any other: somebody said that it costs nothing.
    """

    item: str
    amount: int
    per: Per
    source: str
    unit: str | None = None
    funding: str | None = None
    head: str | None = None
    since: date | None = None
    until: date | None = None
    where: Where = Where()


@attrs.frozen
class Adjustment:
    """A budget raised or cut (refunds and cuts are below 0), in fen, from a day on."""

    on: date
    amount: int
    why: str = ""
    where: Where = Where()


@attrs.frozen
class Budget:
    """The most that the plan may cost in a year in a division (its key), in fen; `head` narrows it to one head."""

    unit: str
    year: int
    amount: int
    head: str | None = None
    adjustments: tuple[Adjustment, ...] = ()
    where: Where = Where()

    @property
    def total(self) -> int:
        """What there is after all adjustments."""
        return self.amount + sum(one.amount for one in self.adjustments)


@attrs.frozen
class Move:
    """One change on a day, at a division or body (by key, id, code or name).

    `who` names the post that leaves, moves, is converted or takes a second post (a name, or a post's id); `to` is where
    it goes. `until` is the last day of a temporary contract. `name` names the studio that opens. A move from a plan
    without people (hire, train) may stand for `count` at once.
    """

    kind: MoveKind
    on: date
    at: str
    count: int = 1
    who: str | None = None
    to: str | None = None
    funding: str | None = None
    until: date | None = None
    name: str | None = None
    hours: int | None = None
    note: str = ""
    where: Where = Where()


@attrs.frozen
class Means:
    """What limits the choice of moves.

    Hires (and conversions) a month in each county (None: as many as it takes); days from the stock's day to the first
    hire; the day until which targets, once met, stay met; how many places one person may serve.
    """

    hires_a_month: int | None = None
    by_county: Mapping[str, int] = attrs.field(factory=dict)
    lead_days: int = 0
    stay_until: date | None = None
    places_per_person: int = 1
    fundings: tuple[str, ...] = ("government_purchase", "budget")


@attrs.frozen
class StaffingPlan:
    """Moves, rates and budgets, from the day of the stock until the last day that is paid for.

    `example` marks rates that nobody set: every report that uses them says so.
    """

    title: str
    stock: date
    until: date
    moves: tuple[Move, ...] = ()
    rates: tuple[Rate, ...] = ()
    budgets: tuple[Budget, ...] = ()
    means: Means = Means()
    example: bool = False
