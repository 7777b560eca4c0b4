"""Workloads, money and what-ifs as tables in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from fengqiao.assess.words import STATUS
from fengqiao.boundary.planwords import HEADS
from fengqiao.cli.plan_words import TARGET, UNIT, UNKNOWN, Names, banners, col, problem_table, span, two
from fengqiao.errors import Text
from fengqiao.model.dataset import Dataset
from fengqiao.model.fact import SIX_HEADS
from fengqiao.model.outcome import Bounds
from fengqiao.model.staffing import StaffingPlan
from fengqiao.model.target import RulePack
from fengqiao.planning.funding import SubsidyRun, UnitFunding
from fengqiao.planning.whatif import WhatIf
from fengqiao.planning.workload import Load
from fengqiao.report.table import Fen, Report, Table


def workload_report(pack: RulePack, data: Dataset, found: Sequence[Load], source: str, *, example: bool) -> Report:
    """Work, need, staff and quota of each unit."""
    names = Names(pack, data)
    rows = tuple(
        (
            names.unit(one.unit),
            span(Bounds(*(None if e is None else e / 60 for e in (one.minutes.low, one.minutes.high)))),
            span(one.needed),
            span(one.existing),
            span(one.ratio),
            one.quota,
            None
            if one.quota_exceeds is None
            else Text("高于工作量", "above the work")
            if one.quota_exceeds
            else Text("低于工作量", "below the work"),
        )
        for one in found
    )
    columns = (
        UNIT,
        col("hours", "工时", "hours"),
        col("needed", "需要人数", "needed"),
        col("existing", "现有专职", "existing"),
        col("ratio", "现有/需要", "ratio"),
        col("quota", "条款配备数", "quota"),
        col("against", "条款对工作量", "quota against work"),
    )
    note = Text(f"工时定额依据：{source}", f"Norms: {source}")
    volumes = tuple(
        (names.unit(one.unit), activity.name, span(volume), two(activity.minutes))
        for one in found
        for activity, volume in one.volumes
    )
    parts = (
        UNIT,
        col("activity", "工作", "activity"),
        col("volume", "次数", "how often"),
        col("minutes", "每次分钟", "minutes each"),
    )
    tables = (
        Table("workload", Text("工作量和人员", "Work and staff"), columns, rows, (note,)),
        Table("volumes", Text("工作量明细", "Volumes"), parts, volumes),
    )
    return Report(Text("按工作量配备", "Staffing by work"), tables, banners(data, example))


def funding_report(
    pack: RulePack, data: Dataset, found: Sequence[UnitFunding], run: SubsidyRun, plan: StaffingPlan
) -> Report:
    """The six heads, growth and sufficiency, and the subsidy of cases."""
    names = Names(pack, data)

    def truth(value: bool | None) -> Text:
        return UNKNOWN if value is None else Text("是", "yes") if value else Text("否", "no")

    rows = tuple(
        (
            names.unit(one.unit),
            *(span(head.budgeted, money=True) for head in one.heads),
            span(one.budgeted, money=True),
            truth(one.grew),
            span(one.need, money=True),
            truth(one.enough),
            span(one.per_mediator, money=True),
            span(one.per_case, money=True),
        )
        for one in found
    )
    columns = (
        UNIT,
        *(col(head, HEADS[head], head.replace("_", " ")) for head in SIX_HEADS),
        col("total", "合计", "total"),
        col("grew", "不低于上年", "grew"),
        col("need", "需要", "need"),
        col("enough", "足够", "enough"),
        col("per_mediator", "人均", "per mediator"),
        col("per_case", "件均", "per case"),
    )
    cases = tuple(
        (names.unit(one.case.division), one.case.id, one.payee, Fen(one.fen) if one.fen is not None else None, one.why)
        for one in run.cases
    )
    case_columns = (
        UNIT,
        col("case", "案件", "case"),
        col("payee", "调解员或调委会", "payee"),
        col("fen", "补贴", "subsidy"),
        col("why", "不补原因", "why not"),
    )
    counties = tuple(
        (
            names.unit(county),
            Fen(run.due.get(county, 0)),
            span(paid, money=True),
            span(run.difference(county), money=True),
        )
        for county, paid in run.paid.items()
    )
    sums = (
        UNIT,
        col("due", "应补", "due"),
        col("paid", "已付", "paid"),
        col("difference", "已付减应补", "paid less due"),
    )
    payees = tuple((who or UNKNOWN, Fen(fen)) for who, fen in run.by_payee().items())
    tables = [
        Table("funding", Text("六项经费", "The six heads"), columns, rows),
        Table("subsidy", Text("以案定补：县（市、区）", "Subsidy of cases by county"), sums, counties),
        Table(
            "payees",
            Text("以案定补：按人", "Subsidy of cases by payee"),
            (col("payee", "调解员或调委会", "payee"), col("fen", "补贴", "subsidy")),
            payees,
        ),
        Table("cases", Text("以案定补：逐案", "Subsidy case by case"), case_columns, cases),
    ]
    tables += problem_table((*run.problems, *(p for one in found for p in one.problems)))
    return Report(Text("经费", "Money"), tuple(tables), banners(data, plan.example))


def whatif_report(pack: RulePack, data: Dataset, found: WhatIf, *, example: bool) -> Report:
    """The verdicts, marks and yuan that move."""
    names = Names(pack, data)
    moved = tuple(
        (
            one.unit.name,
            names.target(one.target),
            STATUS[one.before] if one.before else None,
            STATUS[one.after] if one.after else None,
        )
        for one in found.moved
    )
    columns = (UNIT, TARGET, col("before", "原判定", "before"), col("after", "新判定", "after"))
    marks = tuple(
        (unit.name, *(None if s is None else span(Bounds(*s)) for s in (old, new))) for unit, old, new in found.marks
    )
    tables = [
        Table("moved", Text(f"判定变化（{len(moved)}项次）", f"Verdicts that move ({len(moved)})"), columns, moved),
        Table(
            "marks",
            Text("得分变化", "Marks that move"),
            (UNIT, col("before", "原得分", "before"), col("after", "新得分", "after")),
            marks,
        ),
    ]
    if found.cost_before is not None or found.cost_after is not None:
        row = tuple(UNKNOWN if fen is None else Fen(fen) for fen in (found.cost_before, found.cost_after))
        tables.append(
            Table(
                "cost",
                Text("最低费用", "Least cost"),
                (col("before", "原规则", "before"), col("after", "新规则", "after")),
                (row,),
            )
        )
    return Report(Text("规则假设", "What if"), tuple(tables), banners(data, example))
