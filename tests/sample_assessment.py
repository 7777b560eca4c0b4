"""A small assessment made by hand: every status, open ends, fractions that do not terminate, names in need of care."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from fengqiao.errors import Problem, Severity, Text, Where
from fengqiao.model.award import Basis, Full
from fengqiao.model.dataset import Intake
from fengqiao.model.measure import Attested, Bound, Count, FactsOf, Mediators, PlacesOf, Share
from fengqiao.model.outcome import (
    Ask,
    Assessment,
    Bounds,
    ItemScore,
    Missing,
    Outcome,
    Outlook,
    Scorecard,
    Settle,
    Span,
    Status,
    Tally,
    UnitRef,
)
from fengqiao.model.period import Period
from fengqiao.model.place import Level
from fengqiao.model.predicate import Limits
from fengqiao.model.scheme import Grade, Item, Scheme
from fengqiao.model.source import Source
from fengqiao.model.target import Milestone, Quote, Reading, RulePack, Target

DAY = date(2019, 12, 31)
CITY = UnitRef("330700000000", "金华市", "city")
WUCHENG = UnitRef("330702000000", "婺城区", "county")
YIWU = UnitRef("330782000000", "义乌市", "county")
ZONE = UnitRef("330798000000", "金华开发区", "county")
THIRD = Fraction(1, 3)
STUDIOS = FactsOf("studios")
TEN = Limits(at_least=Fraction(10))
MOST = Limits(at_least=Fraction(30, 100))


def _reading(name: str, measure: Count | Share | Attested, *, judged: Level | None = None) -> Reading:
    return Reading(
        name,
        Text("文件原意", "what the text says"),
        measure,
        (Milestone(date(2019, 12, 31), TEN),) if judged else (),
        judged_at=(judged,) if judged else (),
        shown_at=() if judged else (Level.COUNTY,),
    )


def _target(id_: str, title: Text, measure: Count | Share | Attested, *, judged: Level | None = None) -> Target:
    return Target(
        id=id_,
        title=title,
        clause="三(一)",
        quotes=(Quote("到2019年底,每个县(市、区)培育10个以上个人品牌调解工作室"),),
        default="pooled",
        readings={
            "pooled": _reading("pooled", measure, judged=judged),
            "opened-in-year": _reading("opened-in-year", measure, judged=judged),
        },
        unit=Text("个", "studios") if isinstance(measure, Count) else Text("", ""),
        qualitative=isinstance(measure, Attested),
    )


HAVING = Bound(Count(Mediators("at")), Limits(at_least=Fraction(1)))
PACK = RulePack(
    id="jinhua-2018-2020",
    version="1.0.0",
    title=Text("金华市人民调解工作三年行动计划", "Jinhua's three-year plan for people's mediation"),
    plan=Period(date(2018, 1, 1), date(2020, 12, 31)),
    targets={
        target.id: target
        for target in (
            _target(
                "county-studios",
                Text("县级个人品牌调解工作室", "county brand studios"),
                Count(STUDIOS),
                judged=Level.COUNTY,
            ),
            _target(
                "village-mediators",
                Text("村(社区)专职调解员覆盖", "villages with a full-time mediator"),
                Share(PlacesOf("villages"), HAVING),
                judged=Level.CITY,
            ),
            _target("publicity", Text("加强宣传", "publicity"), Attested(("publicity",))),
        )
    },
    schemes={
        "example": Scheme(
            "example",
            Text("示例评分办法", "example scheme"),
            Level.COUNTY,
            Fraction(100),
            (Item("studios", Text("工作室", "studios"), Fraction(100), Full(), Basis("county-studios")),),
            (Grade(Text("优秀", "excellent"), Limits(at_least=Fraction(9, 10))),),
            Text("方案本身未规定分值，本办法为示例", "The plan sets no marks; this scheme is an example"),
        )
    },
)


def _studios(unit: UnitRef, status: Status, tally: Tally, value: Bounds | None, margin: int | None) -> Outcome:
    return Outcome(
        target="county-studios",
        reading="pooled",
        unit=unit,
        status=status,
        sentence=Text(f"{unit.name}“县级个人品牌调解工作室”：{status.value}。", f"{unit.name}: {status.value}."),
        tally=tally,
        value=value,
        limits=TEN,
        since=DAY,
        margin=None if margin is None else Fraction(margin),
        other_readings={"opened-in-year": Status.NOT_MET},
    )


MISSING = Missing("not_reported", "studios", "330782000000", date(2019, 1, 1), DAY)
UNREPORTED = _studios(YIWU, Status.UNDETERMINED, Tally(yes=9, open=True), Bounds(Fraction(9), None), -1)

OUTCOMES = (
    _studios(WUCHENG, Status.NOT_MET, Tally(yes=9), Bounds(Fraction(9), Fraction(9)), -1),
    Outcome(
        target=UNREPORTED.target,
        reading="pooled",
        unit=YIWU,
        status=UNREPORTED.status,
        sentence=UNREPORTED.sentence,
        tally=UNREPORTED.tally,
        value=UNREPORTED.value,
        limits=TEN,
        since=DAY,
        margin=Fraction(-1),
        settle=Settle(1, None, (Ask(MISSING, 1, "义乌市"),), 0),
        other_readings=UNREPORTED.other_readings,
    ),
    _studios(ZONE, Status.MET, Tally(yes=12), Bounds(Fraction(12), Fraction(12)), 2),
    Outcome(
        target="village-mediators",
        reading="pooled",
        unit=CITY,
        status=Status.NOT_DUE,
        sentence=Text("金华市“村(社区)专职调解员覆盖”：未到期。", "金华市: not due."),
        tally=Tally(yes=1, no=1, unknown=1),
        value=Bounds(THIRD, Fraction(2, 3)),
        next=Milestone(date(2020, 12, 31), MOST),
        next_due=date(2020, 12, 31),
        outlook=Outlook("behind", line=Fraction(2, 7), cagr=Fraction(500455, 100000), progress="on_track"),
    ),
    *(
        Outcome(
            target="publicity",
            reading="pooled",
            unit=unit,
            status=Status.INDICATOR,
            sentence=Text(f"{unit.name}“加强宣传”：仅列示。", f"{unit.name}: shown only."),
            tally=Tally(unknown=1),
            value=Bounds(Fraction(0), Fraction(1)),
        )
        for unit in (WUCHENG, YIWU, ZONE)
    ),
    Outcome(
        target="county-studios",
        reading="pooled",
        unit=CITY,
        status=Status.NOT_MET,
        sentence=Text("金华市：3个被考核单位中1个达标。", "1 of 3 accountable units met."),
        tally=Tally(yes=1, no=1, unknown=1),
        value=Bounds(THIRD, Fraction(2, 3)),
        limits=Limits(at_least=Fraction(1)),
        since=DAY,
        of_units=True,
        margin=Fraction(-2),
    ),
)


def card(unit: UnitRef, low: Fraction, high: Fraction, rank: tuple[int, int]) -> Scorecard:
    """A scorecard with one item."""
    span = Span(low, high)
    words = Text("优秀", "excellent"), Text("优秀", "excellent")
    item = ItemScore(
        "studios", Text("工作室", "studios"), Fraction(100), span, Status.NOT_MET, Text("差1个", "short by 1")
    )
    return Scorecard(unit, "example", span, Fraction(100), words, rank, (item,), (("studios", span),))


CARDS = (
    card(WUCHENG, Fraction(0), Fraction(0), (3, 3)),
    card(YIWU, Fraction(200, 3), Fraction(90), (2, 2)),
    card(ZONE, Fraction(100), Fraction(100), (1, 1)),
)

ASSESSMENT = Assessment(
    pack="jinhua-2018-2020",
    version="1.0.0",
    as_of=DAY,
    readings={"village-mediators": "pooled", "county-studios": "pooled", "publicity": "pooled"},
    outcomes=OUTCOMES,
    problems=(
        Problem(
            "date-unreadable",
            Where("submissions/婺城区.xlsx", "调解员", "C7", "330702000000"),
            Text("“2019年13月5日”不是日期", "'2019年13月5日' is no date"),
            Text("请写成 2019-12-05", "Write 2019-12-05"),
        ),
        Problem(
            "row-total",
            Where("submissions/义乌市.csv", None, "4:1", "330782000000"),
            Text("=合计与分项不符", "=the total is not the sum"),
            Text("请核对", "Check it"),
            Severity.WARNING,
        ),
    ),
    intake=Intake(120, 119, 1),
    sources=(
        Source("submissions/婺城区.xlsx", "调解员", digest="ab" * 32),
        Source("submissions/婺城区.xlsx", "工作室", digest="ab" * 32),
        Source("submissions/义乌市.csv", digest="cd" * 32),
    ),
    synthetic=True,
    fingerprint="sha256:" + "12" * 32,
    scorecards=CARDS,
    notes=(Text("金华开发区的组成为假定。", "The members of 金华开发区 are assumed."),),
)
