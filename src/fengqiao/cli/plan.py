"""plan: what the clauses imply, whether a staffing plan meets them, the cheapest one that does, workload and money."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from fengqiao.boundary.planfile import template as template_
from fengqiao.boundary.planout import to_yaml
from fengqiao.boundary.settings import load_project
from fengqiao.boundary.workloadfile import read_standards
from fengqiao.cli import console
from fengqiao.cli import plan_money as money
from fengqiao.cli import plan_reports as reports
from fengqiao.cli.app import AsOf, Lang, ProjectFile, Readings, app
from fengqiao.cli.example import example_folder
from fengqiao.cli.give import Format, Formats, Out, give
from fengqiao.cli.planned import implied_report
from fengqiao.errors import Text, UsageError
from fengqiao.model.dataset import Dataset
from fengqiao.planning.funding import funding as funding_
from fengqiao.planning.funding import subsidies
from fengqiao.planning.implied import implied as implied_
from fengqiao.planning.optimise import optimise as optimise_
from fengqiao.planning.simulate import evaluate as evaluate_
from fengqiao.planning.whatif import whatif as whatif_
from fengqiao.planning.workload import workload as workload_
from fengqiao.plugin.manager import Manager
from fengqiao.plugin.plans import read_plan

plan = typer.Typer(
    name="plan",
    help="人员和经费计划 / plans of staff and money",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(plan)
PlanFile = Annotated[str, typer.Argument(metavar="PLAN", help="人员计划（.yaml 或 .xlsx）/ the staffing plan")]
Year = Annotated[int | None, typer.Option("--year", help="年度 / the year (default: of the judged day)")]
ALL = ("table", "json", "xlsx")


def share(text: str | None, option: str) -> Fraction | None:
    """A share of the command line: 8%, 0.08 or 2/25. Raises UsageError."""
    if text is None:
        return None
    try:
        found = Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except (ValueError, ZeroDivisionError):
        found = Fraction(-1)
    if not 0 <= found <= 1:
        raise UsageError(
            Text(f"{option} 的“{text}”应在 0 与 100% 之间，如 8%。", f"{option} '{text}': write a share such as 8%.")
        )
    return found


@plan.command()
def implied(
    project: Annotated[
        str | None, typer.Argument(metavar="[PROJECT.toml]", help="项目文件；不写则用随附的金华区划 / the project file")
    ] = None,
    *,
    as_of: AsOf = None,
    format_: Format = "table",
    lang: Lang = None,
) -> None:
    """各条款合起来要多少人，与总数目标对照，每版区划一行 / what the clauses imply together against the total named."""
    console.one_of("--format", format_, ("table", "json"))
    day = console.day(as_of, "--as-of")
    if project is None:
        # places alone: nothing that the example makes up comes in
        language = console.language(lang)
        with example_folder() as folder:
            bundled = load_project(Path(folder) / "fengqiao.toml")
            pack, data = Manager().pack(bundled.pack_at), Dataset(bundled.places)
    else:
        opened = console.open_project(project, as_of=as_of, known_by=None, asked=None, lang=lang)
        language, pack, data = opened.lang, opened.pack, opened.data
    found = implied_(pack, data.places, days=None if day is None else (day,), data=data)
    give(implied_report(pack, found, synthetic=data.synthetic), format_, language)


@plan.command()
def template(
    out: Annotated[Path, typer.Option("--out", metavar="FILE.xlsx", help="写入文件 / write to a file")],
    lang: Lang = None,
) -> None:
    """人员计划的空白工作簿 / an empty workbook for a staffing plan."""
    console.write(out, template_(), console.language(lang))


@plan.command()
def evaluate(
    project: ProjectFile,
    plan_file: PlanFile,
    *,
    attrition: Annotated[
        str | None, typer.Option("--attrition", metavar="8%", help="每年离任比例 / who leave a year")
    ] = None,
    runs: Annotated[int, typer.Option("--runs", min=1, max=100_000, help="抽取次数 / futures drawn")] = 1000,
    seed: Annotated[int, typer.Option("--seed", help="随机种子 / of the drawing")] = 1,
    format_: Formats = "table",
    out: Out = None,
    reading: Readings = None,
    lang: Lang = None,
) -> None:
    """计划能否达标、何时达标、花多少钱 / whether a staffing plan meets the targets, when, and at what cost."""
    console.one_of("--format", format_, ALL)
    leave = share(attrition, "--attrition")
    opened = console.open_project(project, as_of=None, known_by=None, asked=reading, lang=lang)
    wanted = read_plan(plan_file, opened.data.places, opened.manager)
    found = evaluate_(
        opened.pack,
        opened.data,
        wanted,
        readings=opened.readings,
        scheme=opened.project.scheme,
        attrition=leave,
        runs=runs,
        seed=seed,
    )
    give(reports.evaluation_report(opened.pack, opened.data, found), format_, opened.lang, out)


@plan.command()
def optimise(
    project: ProjectFile,
    plan_file: PlanFile,
    *,
    target: Annotated[
        list[str] | None, typer.Option("--target", metavar="ID", help="只管这些指标 / these targets only")
    ] = None,
    goal: Annotated[
        str, typer.Option("--goal", metavar="cost|units|marks", help="最省钱，或预算内达标、得分最多 / what is sought")
    ] = "cost",
    step: Annotated[str, typer.Option("--step", metavar="quarter|month", help="按季或按月 / periods")] = "quarter",
    gap: Annotated[str, typer.Option("--gap", metavar="1%", help="允许偏离最优 / may miss the best by")] = "0",
    seconds: Annotated[float, typer.Option("--seconds", min=1, help="求解时限 / time to look")] = 300,
    prices: Annotated[
        bool, typer.Option("--prices", help="各指标多一个的价格 / the price of one more of each")
    ] = False,
    plan_out: Annotated[
        Path | None, typer.Option("--plan-out", metavar="FILE.yaml", help="写出方案 / write the plan")
    ] = None,
    format_: Formats = "table",
    out: Out = None,
    reading: Readings = None,
    lang: Lang = None,
) -> None:
    """达到指标的最省方案，或预算内达标最多的方案 / the cheapest plan that meets the targets."""
    console.one_of("--format", format_, ALL)
    console.one_of("--goal", goal, ("cost", "units", "marks"))
    console.one_of("--step", step, ("quarter", "month"))
    miss = share(gap, "--gap") or Fraction(0)
    opened = console.open_project(project, as_of=None, known_by=None, asked=reading, lang=lang)
    wanted = read_plan(plan_file, opened.data.places, opened.manager)
    found = optimise_(
        opened.pack,
        opened.data,
        wanted,
        goal="units" if goal == "units" else "marks" if goal == "marks" else "cost",
        targets=target or None,
        readings=opened.readings,
        scheme=opened.project.scheme,
        step="month" if step == "month" else "quarter",
        gap=float(miss),
        seconds=seconds,
        price_units=prices,
    )
    if plan_out is not None and found.plan is not None:
        console.write(plan_out, to_yaml(found.plan), opened.lang)
    give(reports.optimum_report(opened.pack, opened.data, wanted, found), format_, opened.lang, out)
    console.stop_if(found.plan is None)


@plan.command()
def workload(
    project: ProjectFile,
    standards: Annotated[Path, typer.Argument(metavar="NORMS.yaml", help="工时定额 / minutes of each activity")],
    *,
    year: Year = None,
    level: Annotated[
        str, typer.Option("--level", metavar="counties|townships", help="哪一级 / which units")
    ] = "counties",
    format_: Formats = "table",
    out: Out = None,
    as_of: AsOf = None,
    lang: Lang = None,
) -> None:
    """按工作量需要多少人，与条款和现有人员对照 / staffing by work rather than by quota."""
    console.one_of("--format", format_, ALL)
    norms = read_standards(standards)
    opened = console.open_project(project, as_of=as_of, known_by=None, asked=None, lang=lang)
    found = workload_(opened.pack, opened.data, norms, year=year or opened.as_of.year, kind=level)
    report = money.workload_report(opened.pack, opened.data, found, norms.source, example=norms.example)
    give(report, format_, opened.lang, out)


@plan.command()
def funding(
    project: ProjectFile,
    plan_file: PlanFile,
    *,
    year: Year = None,
    growth: Annotated[
        str, typer.Option("--growth", metavar="total|cases", help="增长口径 / how growth is read")
    ] = "total",
    format_: Formats = "table",
    out: Out = None,
    as_of: AsOf = None,
    lang: Lang = None,
) -> None:
    """六项经费是否列入、增长、够用；以案定补与已付对账 / the six heads, and the subsidy of cases."""
    console.one_of("--format", format_, ALL)
    console.one_of("--growth", growth, ("total", "cases"))
    opened = console.open_project(project, as_of=as_of, known_by=None, asked=None, lang=lang)
    wanted = read_plan(plan_file, opened.data.places, opened.manager)
    on = year or opened.as_of.year
    found = funding_(opened.pack, opened.data, wanted, year=on, growth="cases" if growth == "cases" else "total")
    run = subsidies(opened.pack, opened.data, wanted, year=on)
    give(money.funding_report(opened.pack, opened.data, found, run, wanted), format_, opened.lang, out)


@plan.command()
def whatif(
    project: ProjectFile,
    *,
    set_: Annotated[list[str], typer.Option("--set", metavar="TARGET.at_least=40%", help="改什么 / a change")],
    plan_file: Annotated[
        str | None, typer.Option("--plan", metavar="PLAN", help="用其费率算钱 / its rates price it")
    ] = None,
    format_: Formats = "table",
    out: Out = None,
    as_of: AsOf = None,
    reading: Readings = None,
    lang: Lang = None,
) -> None:
    """换一个数、日期或口径，判定、得分和钱怎么变 / what another threshold, date or reading would move."""
    console.one_of("--format", format_, ALL)
    opened = console.open_project(project, as_of=as_of, known_by=None, asked=reading, lang=lang)
    wanted = None if plan_file is None else read_plan(plan_file, opened.data.places, opened.manager)
    found = whatif_(
        opened.pack,
        opened.data,
        set_,
        as_of=opened.as_of,
        readings=opened.readings,
        scheme=opened.project.scheme,
        plan=wanted,
    )
    example = wanted is not None and wanted.example
    give(money.whatif_report(opened.pack, opened.data, found, example=example), format_, opened.lang, out)
