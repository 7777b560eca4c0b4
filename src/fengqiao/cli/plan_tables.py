"""Costs, budgets, moves and assumptions as tables: what evaluated and optimised plans both show."""

from __future__ import annotations

from collections.abc import Sequence

from fengqiao.boundary.planwords import HEADS
from fengqiao.cli.plan_words import DAY, UNIT, Names, col
from fengqiao.errors import Text
from fengqiao.model.staffing import ITEMS, MOVES, StaffingPlan
from fengqiao.planning.cost import Cost, Spent
from fengqiao.report.table import Cell, Fen, Table


def cost_tables(names: Names, cost: Cost, found: Sequence[Spent]) -> list[Table]:
    """Costs by year, county and head, and the budgets."""
    rows = tuple(
        (
            str(year),
            names.unit(str(county)),
            head_words(head),
            ITEMS.get(str(item), Text(str(item), str(item))),
            Fen(fen),
        )
        for (year, county, head, item), fen in cost.by("year", "county", "head", "item").items()
    )
    columns = (
        col("year", "年度", "year"),
        UNIT,
        col("head", "经费科目", "head"),
        col("item", "项目", "item"),
        col("fen", "金额", "amount"),
    )
    total = Text(
        f"合计 {Fen(cost.total).yuan()} 元（{Fen(cost.total).wan()} 万元）", f"In all {Fen(cost.total).yuan()} yuan"
    )
    lacking = Text(
        "有费率缺失，合计不完整，不按零计。", "Rates are missing: the sum is not whole, and nothing is taken as zero."
    )
    tables = [Table("cost", Text("费用", "Cost"), columns, rows, (total,) if cost.known else (total, lacking))]
    by_item = cost.by("item")
    if by_item:
        # a rate a tenth higher costs a tenth more of all that is paid at it
        risen = tuple(
            (ITEMS.get(str(item), Text(str(item), str(item))), Fen(fen), Fen((fen + 5) // 10))
            for (item,), fen in by_item.items()
        )
        sensitive = (
            col("item", "项目", "item"),
            col("fen", "金额", "amount"),
            col("tenth", "费率高一成", "a tenth more"),
        )
        tables.append(Table("sensitivity", Text("费率敏感性", "Sensitivity to rates"), sensitive, risen))
    if found:
        budget = tuple(
            (
                names.unit(s.budget.unit),
                str(s.budget.year),
                head_words(s.budget.head),
                Fen(s.budget.total),
                Fen(s.cost),
                Fen(s.left),
                s.out_on,
            )
            for s in found
        )
        heads = (
            UNIT,
            col("year", "年度", "year"),
            col("head", "经费科目", "head"),
            col("budget_fen", "预算", "budget"),
            col("cost_fen", "需要", "cost"),
            col("left_fen", "结余", "left"),
            col("out_on", "用完", "runs out"),
        )
        tables.append(Table("budgets", Text("预算对照", "Against the budget"), heads, budget))
    return tables


def head_words(head: object) -> Cell:
    """A head of funding in both languages."""
    return None if head is None else Text(HEADS[str(head)], str(head).replace("_", " "))


def move_table(names: Names, plan: StaffingPlan) -> Table:
    """Every move; those alike on a day at a place stand in one line."""
    counts: dict[tuple[object, ...], int] = {}
    for move in plan.moves:
        key = move.on, move.kind, move.at, move.to, move.funding
        counts[key] = counts.get(key, 0) + move.count
    rows = tuple(
        (
            move.on,
            MOVES[move.kind],
            names.unit(move.at),
            names.unit(move.to) if move.to else None,
            move.funding,
            counts.pop(key),
        )
        for move in sorted(plan.moves, key=lambda m: (m.on, m.kind, m.at))
        if (key := (move.on, move.kind, move.at, move.to, move.funding)) in counts
    )
    columns = (
        DAY,
        col("move", "变动", "move"),
        col("at", "所在单位", "at"),
        col("to", "去向", "to"),
        col("funding", "经费来源", "funding"),
        col("count", "数量", "count"),
    )
    return Table("moves", Text("变动", "Moves"), columns, rows)


def assumptions(plan: StaffingPlan, names: Names) -> Table:
    """Rates with their sources, and what limits the plan."""
    rows: list[tuple[Cell, ...]] = [
        (
            ITEMS.get(r.item, Text(r.item, r.item)),
            Fen(r.amount),
            r.per,
            names.unit(r.unit) if r.unit else None,
            r.funding,
            r.source,
            f"{r.since or '…'} – {r.until or '…'}",
        )
        for r in plan.rates
    ]
    columns = (
        col("item", "项目", "item"),
        col("fen", "金额", "amount"),
        col("per", "计费方式", "per"),
        UNIT,
        col("funding", "经费来源", "funding"),
        col("source", "依据", "source"),
        col("valid", "有效期", "valid"),
    )
    means = plan.means
    notes = (
        Text(
            f"现状取{plan.stock}在任人员，至{plan.until}除已知离任外视为在任；费用为变动引起的增减。",
            f"Who is in post on {plan.stock} is taken to stay until {plan.until} but for known ends; "
            "costs are what moves change.",
        ),
        Text(
            f"每月招聘上限：{means.hires_a_month or '不限'}；准备天数：{means.lead_days}；"
            f"一人可任{means.places_per_person}处。",
            f"Hires a month: {means.hires_a_month or 'no limit'}; lead days: {means.lead_days}; "
            f"places a person: {means.places_per_person}.",
        ),
    )
    return Table("assumptions", Text("假定和费率", "Assumptions and rates"), columns, tuple(rows), notes)
