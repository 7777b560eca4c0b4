"""Evaluated and optimised plans as reports in both languages."""

from __future__ import annotations

from fractions import Fraction

from fengqiao.assess.words import STATUS
from fengqiao.cli.plan_tables import assumptions, cost_tables, move_table
from fengqiao.cli.plan_words import DAY, TARGET, UNIT, Names, banners, col, problem_table, span, two
from fengqiao.errors import Text, counted
from fengqiao.model.dataset import Dataset
from fengqiao.model.outcome import Bounds, Status
from fengqiao.model.staffing import StaffingPlan
from fengqiao.model.target import RulePack
from fengqiao.planning.optimum import Optimum
from fengqiao.planning.simulate import Evaluation
from fengqiao.report.table import Cell, Fen, Report, Table


def evaluation_report(pack: RulePack, data: Dataset, found: Evaluation) -> Report:
    """Trajectories, first days, what is lacking, cost, marks, chance."""
    names = Names(pack, data)
    last = found.last
    rows = tuple(
        (
            names.unit(p.unit),
            names.target(p.target),
            STATUS[p.status],
            span(p.value),
            None if p.margin is None else two(p.margin),
            STATUS[p.without],
            found.first_met[p.target, p.unit][0],
            found.first_met[p.target, p.unit][1],
        )
        for p in found.points
        if p.day == last and p.status is not Status.INDICATOR
    )
    verdicts = Table(
        "verdicts",
        Text(f"{last} 判定", f"Verdicts on {last}"),
        (
            UNIT,
            TARGET,
            col("status", "有计划", "with the plan"),
            col("value", "数值", "value"),
            col("margin", "差距", "margin"),
            col("without", "无计划", "without"),
            col("first_met", "首次达标", "first met"),
            col("first_without", "无计划首次达标", "first met without"),
        ),
        rows,
    )
    tables = [
        verdicts,
        _trajectory(found),
        *_values(found, names),
        *_lacking(found),
        *cost_tables(names, found.cost, found.spent),
    ]
    tables += [move_table(names, found.plan), assumptions(found.plan, names), *_cards(found), *_chances(found, names)]
    tables += problem_table(found.problems)
    title = Text(f"{found.plan.title}：人员计划评估", f"{found.plan.title}: the staffing plan evaluated")
    return Report(title, tuple(tables), banners(data, found.plan.example))


def _trajectory(found: Evaluation) -> Table:
    """How many verdicts are met on each day, with the plan and without."""
    days = sorted({p.day for p in found.points})
    rows = tuple(
        (
            day,
            sum(p.status is Status.MET for p in found.points if p.day == day),
            sum(p.without is Status.MET for p in found.points if p.day == day),
            sum(p.status not in (Status.NOT_DUE, Status.INDICATOR) for p in found.points if p.day == day),
        )
        for day in days
    )
    columns = (
        DAY,
        col("met", "达标（有计划）", "met"),
        col("met_without", "达标（无计划）", "met without"),
        col("due", "应达标", "due"),
    )
    return Table("trajectory", Text("达标走势", "Trajectory"), columns, rows, series=("met", "met_without", "due"))


def _values(found: Evaluation, names: Names) -> list[Table]:
    """Every target at every unit on every day."""
    rows = tuple(
        (
            p.day,
            names.unit(p.unit),
            names.target(p.target),
            STATUS[p.status],
            span(p.value),
            STATUS[p.without],
            span(p.value_without),
        )
        for p in found.points
    )
    columns = (
        DAY,
        UNIT,
        TARGET,
        col("status", "有计划", "with"),
        col("value", "数值", "value"),
        col("without", "无计划", "without"),
        col("value_without", "无计划数值", "value without"),
    )
    return [Table("points", Text("逐期数值", "Every day"), columns, rows)]


def _lacking(found: Evaluation) -> list[Table]:
    rows = tuple((g.unit.name, g.title, "".join(g.place), g.name, g.what) for g in found.lacking)
    columns = (
        UNIT,
        TARGET,
        col("place", "所在地", "place"),
        col("name", "名称", "name"),
        col("what", "缺什么", "what is missing"),
    )
    return [Table("lacking", Text("仍有缺口", "Still lacking"), columns, rows)]


def _cards(found: Evaluation) -> list[Table]:
    before = {card.unit.code: card for card in found.cards_without}
    rows: list[tuple[Cell, ...]] = []
    for card in found.cards:
        old = before[card.unit.code]
        shown = []
        for one in (old, card):
            marks, rank = one.marks, one.rank
            shown.append(None if marks is None else span(Bounds(marks.low, marks.high)))
            shown.append(None if rank is None else f"{rank[0]}–{rank[1]}" if rank[0] != rank[1] else str(rank[0]))
        rows.append((card.unit.name, *shown))
    columns = (
        UNIT,
        col("marks_without", "得分（无计划）", "marks without"),
        col("rank_without", "位次（无计划）", "rank without"),
        col("marks", "得分", "marks"),
        col("rank", "位次", "rank"),
    )
    return [Table("marks", Text("得分和位次", "Marks and ranks"), columns, tuple(rows))] if rows else []


def _chances(found: Evaluation, names: Names) -> list[Table]:
    rows = tuple(
        (one.day, names.target(one.target), Fraction(one.low, one.runs), Fraction(one.high, one.runs))
        for one in found.chances
    )
    columns = (DAY, TARGET, col("low", "至少", "at least"), col("high", "至多", "at most"))
    runs = found.chances[0].runs if found.chances else 0
    note = Text(
        f"随机抽取{runs}次；合同到期是已知日期，不按机会计。",
        f"{counted(runs, 'futures')} drawn; ends of contracts are known days, not chance.",
    )
    return [Table("chances", Text("达标机会", "Chance of being met"), columns, rows, (note,))] if rows else []


def optimum_report(pack: RulePack, data: Dataset, plan: StaffingPlan, found: Optimum) -> Report:
    """The plan, its cost and what is known of its quality; or what conflicts."""
    names = Names(pack, data)
    facts: list[tuple[Cell, ...]] = []

    def say(zh: str, en: str, value: Cell) -> None:
        facts.append((Text(zh, en), value))

    if found.conflict is not None:
        lines = [f"{names.target(t).zh}" for t in found.conflict.targets], list(found.conflict.targets)
        spare = [f"{names.unit(plan.budgets[n].unit)} {plan.budgets[n].year}" for n in found.conflict.budgets]
        say("不能同时满足的指标", "targets that conflict", Text("、".join(lines[0]), ", ".join(lines[1])))
        say("与之冲突的预算", "with these budgets", "、".join(spare) or None)
        say("与招聘能力冲突", "and with the hiring capacity", Text("是", "yes") if found.conflict.capacity else None)
    elif found.total is None:
        say("结果", "result", Text("在给定时间内没有找到方案", "no plan was found in the time given"))
    else:
        say("总费用", "cost", Fen(found.total))
        say("最多高出最优", "at most above the best", Fen(found.gap or 0))
        say("判定全部达标", "judged met by the assessor", Text("是", "yes") if found.confirmed else Text("否", "NO"))
        say("现状按最好估计的费用", "cost if all unknown is there", None if found.high is None else Fen(found.high))
        if found.high is not None:
            say("不掌握情况的代价", "the price of not knowing", Fen(found.total - found.high))
        say("计划之后每年费用", "a year after the plan", None if found.afterwards is None else Fen(found.afterwards))
        for target, price in found.one_more.items():
            if target not in found.last_one:
                say(f"多一个：{names.target(target).zh}", f"one more: {target}", None if price is None else Fen(price))
        for target, price in found.last_one.items():
            say(
                f"少一个可省：{names.target(target).zh}",
                f"one fewer saves: {target}",
                None if price is None else Fen(price),
            )
        facts += [(Text("约束", "binds"), text) for text in found.binds]
        for target in found.rough:
            said = Text("评分方式不是比例，按比例择优", "not marked in proportion: chosen by as if it were")
            facts.append((names.target(target), said))
    for (target, unit), price in found.missed:
        title = names.target(target)
        cost = Text("来不及", "not in time") if price is None else Fen(price)
        facts.append(
            (
                Text(
                    f"未列入：{names.unit(unit)} {title.zh}，单独需要", f"left out: {names.unit(unit)} {target}, alone"
                ),
                cost,
            )
        )
    for target, unit in found.too_late:
        facts.append((Text(f"已来不及：{names.unit(unit)}", f"too late: {names.unit(unit)}"), names.target(target)))
    tables = [
        Table(
            "summary",
            Text("结论", "Result"),
            (col("what", "项目", "what"), col("value", "结果", "value")),
            tuple(facts),
        )
    ]
    if found.plan is not None and found.cost is not None:
        tables += [*cost_tables(names, found.cost, found.spent), move_table(names, found.plan)]
    rows = tuple((names.target(t), why) for t, why in found.left_out.items() if not pack.targets[t].qualitative)
    tables += (
        [Table("left_out", Text("不在优化范围", "Not planned for"), (TARGET, col("why", "原因", "why")), rows)]
        if rows
        else []
    )
    tables += [assumptions(plan, names), *problem_table(found.problems)]
    return Report(
        Text(f"{plan.title}：优化", f"{plan.title}: the best plan"), tuple(tables), banners(data, plan.example)
    )
