"""Evaluated and optimised plans as tables in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from fengqiao.assess.words import STATUS
from fengqiao.boundary.planwords import HEADS
from fengqiao.errors import Problem, Text
from fengqiao.model.dataset import Dataset
from fengqiao.model.outcome import Bounds, Status
from fengqiao.model.staffing import ITEMS, MOVES, StaffingPlan
from fengqiao.model.target import RulePack
from fengqiao.planning.cost import Cost, Spent
from fengqiao.planning.optimise import Optimum
from fengqiao.planning.simulate import Evaluation
from fengqiao.report.table import Cell, Column, Fen, Report, Table
from fengqiao.report.words import SYNTHETIC

EXAMPLE = Text(
    "示例费率：本报告所用费率为虚构示例，不是任何单位的标准。",
    "EXAMPLE RATES: the rates behind this report are made up and are nobody's standard.",
)
UNKNOWN = Text("未知", "not known")
UNIT, TARGET, DAY = (
    Column("unit", Text("单位", "unit")),
    Column("target", Text("指标", "target")),
    Column("day", Text("日期", "day")),
)


def col(key: str, zh: str, en: str) -> Column:
    """A column."""
    return Column(key, Text(zh, en))


def banners(data: Dataset, example: bool) -> tuple[Text, ...]:
    """What must be seen first."""
    return ((SYNTHETIC,) if data.synthetic else ()) + ((EXAMPLE,) if example else ())


class Names:
    """Names of units and titles of targets."""

    def __init__(self, pack: RulePack, data: Dataset) -> None:
        self.pack, self.places = pack, data.places

    def unit(self, key: str) -> str:
        """A unit's name, or the id of a body."""
        return self.places.units[key].name if key in self.places.units else key

    def target(self, name: str) -> Text:
        """A target's title."""
        return self.pack.targets[name].title


def span(bounds: Bounds | None, *, share: bool = False, money: bool = False) -> Cell:
    """A value as one cell, with both ends where they differ."""
    if bounds is None or (bounds.low is None and bounds.high is None):
        return UNKNOWN if bounds is not None else None
    if bounds.low == bounds.high and bounds.low is not None:
        if money:
            return Fen(round(bounds.low))
        return (
            int(bounds.low) if bounds.low.denominator == 1 and not share else bounds.low if share else two(bounds.low)
        )
    low, high = (None if end is None else _end(end, share=share, money=money) for end in (bounds.low, bounds.high))
    return low if low == high else f"{low or '…'}–{high or '…'}"


def two(value: Fraction) -> str:
    """Two decimals, rounded half up."""
    cents = (abs(value) * 200 + 1) // 2
    return f"{'-' if value < 0 else ''}{cents // 100}.{cents % 100:02}"


def _end(value: Fraction, *, share: bool, money: bool) -> str:
    if money:
        return Fen(round(value)).yuan()
    if share:
        return f"{two(value * 100)}%"
    return str(value.numerator) if value.denominator == 1 else two(value)


def problem_table(problems: Iterable[Problem]) -> list[Table]:
    """What is wrong, each once."""
    lines = {(str(p.where), p.what.en): p for p in problems}
    rows = tuple((str(p.where), p.what, p.mend) for p in list(lines.values())[:200])
    if not rows:
        return []
    columns = (
        col("where", "位置", "where"),
        col("what", "问题", "what is wrong"),
        col("mend", "处理", "how to mend it"),
    )
    return [Table("problems", Text("问题", "Problems"), columns, rows)]


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
        f"{runs} futures drawn; ends of contracts are known days, not chance.",
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
