"""The registers: one frozen class of facts for each, and what each field may hold.

Every fact has an id, a division (the key of a unit of `Places`), the shared `Source` it stood in and its cell as one
whole number. None is unknown, in every field; it is never zero and never "no".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import attrs

from fengqiao.errors import Text, Where
from fengqiao.model.source import Source


@attrs.frozen
class Choice:
    """A field that holds one of the values listed."""

    values: tuple[str, ...]


@attrs.frozen
class YesNo:
    """A field that holds True or False."""


@attrs.frozen
class Words:
    """A field that holds free text (names, references, codes)."""


@attrs.frozen
class Whole:
    """A field that holds a whole number, 0 or more; money is whole fen."""

    money: bool = False


@attrs.frozen
class Day:
    """A field that holds a date."""


@attrs.frozen
class Number:
    """A field that holds a decimal as it was written."""


@attrs.frozen
class Items:
    """A field that holds a `Checklist` over the items listed."""

    items: tuple[str, ...]


Domain = Choice | YesNo | Words | Whole | Day | Number | Items


@attrs.frozen
class Checklist:
    """A list of items each said to be there (`yes`), said not to be there (`no`), or not spoken of."""

    yes: frozenset[str] = frozenset()
    no: frozenset[str] = frozenset()


def _of(domain: Domain, zh: str, en: str) -> Any:
    return attrs.field(default=None, metadata={"domain": domain, "name": Text(zh, en)})


KINDS_OF_COMMITTEE = (
    "village",
    "township",
    "county",
    "centre",
    "enterprise",
    "institution",
    "industry",
    "professional",
    "zone",
    "stationed",
)
STANDING = ("village", "township", "county")
"""Kinds of committee that are their division: what is posted there stands at the division itself."""
EIGHT_SYSTEMS = (
    "post_duty",
    "registration",
    "screening",
    "statistics",
    "meetings",
    "feedback",
    "follow_up",
    "archives",
)
SIX_UNIFIED = ("name", "seal", "plate", "sign", "procedure", "documents")
PERSON = "person"
"""The field of a register by which its facts are one person's."""
SIX_HEADS = ("guidance", "committee_subsidy", "mediator_allowance", "full_time_hiring", "case_subsidy", "expert_fee")


@attrs.frozen
class Fact:
    """What every fact has.

    `exact` is False when the place is only known to be somewhere within the division.
    """

    id: str
    division: str
    source: Source
    cell: int
    exact: bool = attrs.field(default=True, kw_only=True)
    reported_on: date | None = attrs.field(default=None, kw_only=True)
    extra: Mapping[str, Any] | None = attrs.field(default=None, kw_only=True, eq=True, hash=False)

    @property
    def where(self) -> Where:
        """The cell that the fact rests on."""
        return self.source.where(self.cell, self.division)


@attrs.frozen
class Committee(Fact):
    """A people's mediation committee."""

    name: str | None = _of(Words(), "名称", "name")
    kind: str | None = _of(Choice(KINDS_OF_COMMITTEE), "类型", "kind")
    established: date | None = _of(Day(), "成立日期", "established")
    dissolved: date | None = _of(Day(), "撤销日期", "dissolved")
    systems: Checklist | None = _of(Items(EIGHT_SYSTEMS), "八项制度", "eight systems")
    unified: Checklist | None = _of(Items(SIX_UNIFIED), "六统一", "six unified")


@attrs.frozen
class Studio(Fact):
    """A mediation studio; `committee` is the id of the committee that it belongs to."""

    name: str | None = _of(Words(), "名称", "name")
    personal: bool | None = _of(YesNo(), "个人工作室", "personal")
    brand: bool | None = _of(YesNo(), "品牌", "brand")
    committee: str | None = _of(Words(), "所属调委会", "committee")
    lead_kind: str | None = _of(Words(), "负责人身份", "kind of lead")
    opened: date | None = _of(Day(), "设立日期", "opened")
    closed: date | None = _of(Day(), "撤销日期", "closed")


@attrs.frozen
class Post(Fact):
    """One mediator at one place. `at` is a division's key or a body's id (None: unknown); `person` a keyed hash."""

    at: str | None = _of(Words(), "所在组织", "posted at")
    person: str | None = _of(Words(), "身份标识", "identity")
    name: str | None = _of(Words(), "姓名", "name")
    employment: str | None = _of(Choice(("full_time", "part_time")), "专兼职", "employment")
    funding: str | None = _of(Choice(("government_purchase", "budget", "self_raised", "other")), "经费来源", "funding")
    main: bool | None = _of(YesNo(), "主要岗位", "main post")
    since: date | None = _of(Day(), "任职日期", "since")
    until: date | None = _of(Day(), "离任日期", "until")
    background: str | None = _of(Words(), "职业背景", "background")
    grade: str | None = _of(Words(), "等级", "grade")


@attrs.frozen
class Screening(Fact):
    """One screening for disputes, held by the division itself."""

    held_on: date | None = _of(Day(), "排查日期", "held on")
    found: int | None = _of(Whole(), "排查数", "found")
    registered: int | None = _of(Whole(), "登记数", "registered")


@attrs.frozen
class CountReturn(Fact):
    """A reported number without the facts behind it.

    It says that at (`placed: at`) or within (`placed: within`) the division or body `at`, `count` facts of `register`
    that satisfy every equality of `of` were there on `as_of`, or lie in `since..until`. `level` names the level of
    division whose facts are meant (None: the place's own).
    """

    register: str = _of(Words(), "台账", "register")
    at: str | None = _of(Words(), "所在组织", "posted at")
    placed: Literal["at", "within"] = attrs.field(
        default="within", metadata={"domain": Choice(("at", "within")), "name": Text("范围", "placed")}
    )
    level: str | None = _of(Words(), "层级", "level")
    of: tuple[tuple[str, Any], ...] = attrs.field(default=(), metadata={"domain": Words(), "name": Text("条件", "of")})
    since: date | None = _of(Day(), "起始日期", "since")
    until: date | None = _of(Day(), "截止日期", "until")
    as_of: date | None = _of(Day(), "时点", "as of")
    count: int | None = _of(Whole(), "数量", "count")


@attrs.frozen
class Dispute(Fact):
    """One dispute taken up for mediation."""

    accepted: date | None = _of(Day(), "受理日期", "accepted")
    closed: date | None = _of(Day(), "办结日期", "closed")
    kind: str | None = _of(Words(), "纠纷类别", "kind")
    origin: str | None = _of(Words(), "案件来源", "origin")
    difficulty: str | None = _of(Choice(("simple", "ordinary", "difficult", "major")), "难易程度", "difficulty")
    outcome: str | None = _of(Choice(("success", "failure", "withdrawn", "pending")), "调解结果", "outcome")
    agreement: str | None = _of(Choice(("oral", "written", "none")), "协议形式", "agreement")
    fulfilled: str | None = _of(Choice(("fulfilled", "part", "unfulfilled")), "履行情况", "fulfilled")
    resolved_at: str | None = _of(
        Choice(("village", "township", "county", "city", "enterprise", "industry")), "化解层级", "resolved at"
    )
    escalated: bool | None = _of(YesNo(), "是否上交", "escalated")
    carried_over: bool | None = _of(YesNo(), "是否存量", "carried over")
    channel: str | None = _of(Words(), "渠道", "channel")
    committee: str | None = _of(Words(), "调委会", "committee")
    amount: int | None = _of(Whole(money=True), "涉及金额", "amount")
    persons: int | None = _of(Whole(), "涉及人数", "persons")


@attrs.frozen
class Training(Fact):
    """One training of mediators, or what one mediator had of it: `person` is a keyed hash, as in posts."""

    on: date | None = _of(Day(), "培训日期", "on")
    kind: str | None = _of(Choice(("pre_service", "skills", "annual", "other")), "培训类别", "kind")
    topic: str | None = _of(Words(), "培训内容", "topic")
    hours: int | None = _of(Whole(), "学时", "hours")
    persons: int | None = _of(Whole(), "人数", "persons")
    person: str | None = _of(Words(), "身份标识", "identity")
    name: str | None = _of(Words(), "姓名", "name")


@attrs.frozen
class Funding(Fact):
    """Money of one head in one year, in fen."""

    year: int | None = _of(Whole(), "年度", "year")
    head: str | None = _of(Choice(SIX_HEADS), "经费科目", "head")
    budgeted: int | None = _of(Whole(money=True), "预算", "budgeted")
    paid: int | None = _of(Whole(money=True), "支出", "paid")


@attrs.frozen
class Enterprise(Fact):
    """An enterprise or institution that may have a committee."""

    name: str | None = _of(Words(), "名称", "name")
    staff: int | None = _of(Whole(), "职工数", "staff")
    committee: bool | None = _of(YesNo(), "是否建立调委会", "has a committee")
    since: date | None = _of(Day(), "起始日期", "since")
    until: date | None = _of(Day(), "截止日期", "until")


@attrs.frozen
class Figure(Fact):
    """A number that a unit gives of itself: a value (97.2% is 0.972), or a numerator over a denominator."""

    name: str | None = _of(Words(), "指标名称", "name")
    as_of: date | None = _of(Day(), "时点", "as of")
    value: Decimal | None = _of(Number(), "数值", "value")
    numerator: int | None = _of(Whole(), "分子", "numerator")
    denominator: int | None = _of(Whole(), "分母", "denominator")


@attrs.frozen
class Attestation(Fact):
    """A statement, with evidence, that an item is (or is not) in place."""

    item: str | None = _of(Words(), "事项", "item")
    on: date | None = _of(Day(), "日期", "on")
    holds: bool | None = _of(YesNo(), "是否落实", "holds")
    evidence: str | None = _of(Words(), "佐证", "evidence")


@attrs.frozen
class Event(Fact):
    """Something that happened: an honour, an incident, a meeting, a late report."""

    kind: str | None = _of(Words(), "类别", "kind")
    on: date | None = _of(Day(), "发生日期", "on")
    result: str | None = _of(Words(), "结果", "result")
    result_on: date | None = _of(Day(), "结果日期", "result on")
    discovered: date | None = _of(Day(), "发现日期", "discovered")


@attrs.frozen
class Waiver(Fact):
    """A target set aside for a unit, by whom, why and from when until when."""

    target: str | None = _of(Words(), "指标", "target")
    approver: str | None = _of(Words(), "批准人", "approver")
    reason: str | None = _of(Words(), "理由", "reason")
    since: date | None = _of(Day(), "起始日期", "since")
    until: date | None = _of(Day(), "截止日期", "until")
    evidence: str | None = _of(Words(), "佐证", "evidence")


@attrs.frozen
class Appeal(Waiver):
    """A unit's objection to a verdict; it changes nothing until it becomes a waiver."""


@attrs.frozen
class Register:
    """Facts of one kind: their class, the fields that begin and end a life, the date that places one in time."""

    name: str
    fact: type[Fact]
    title: Text
    life: tuple[str, str] | None = None
    dated_by: str | None = None

    @property
    def fields(self) -> dict[str, Domain]:
        """What each field may hold, by name; the shared fields that a predicate may use included."""
        return {a.name: a.metadata["domain"] for a in attrs.fields(self.fact) if "domain" in a.metadata} | {
            "reported_on": Day()
        }

    def words(self, field: str) -> Text:
        """A field's name for people."""
        found = attrs.fields_dict(self.fact).get(field)
        return found.metadata.get("name", Text(field, field)) if found is not None else Text(field, field)


REGISTERS: Mapping[str, Register] = {
    register.name: register
    for register in (
        Register("committees", Committee, Text("调委会台账", "committees"), life=("established", "dissolved")),
        Register("studios", Studio, Text("调解工作室台账", "studios"), life=("opened", "closed")),
        Register("posts", Post, Text("调解员台账", "posts"), life=("since", "until")),
        Register("screenings", Screening, Text("排查台账", "screenings"), dated_by="held_on"),
        Register("count_returns", CountReturn, Text("汇总数", "count returns")),
        Register("disputes", Dispute, Text("纠纷台账", "disputes"), dated_by="closed"),
        Register("trainings", Training, Text("培训台账", "trainings"), dated_by="on"),
        Register("funding", Funding, Text("经费台账", "funding"), dated_by="year"),
        Register("enterprises", Enterprise, Text("企事业单位台账", "enterprises"), life=("since", "until")),
        Register("figures", Figure, Text("自报数据", "figures"), dated_by="as_of"),
        Register("attestations", Attestation, Text("佐证台账", "attestations"), dated_by="on"),
        Register("events", Event, Text("事件台账", "events"), dated_by="on"),
        Register("waivers", Waiver, Text("豁免", "waivers"), life=("since", "until")),
        Register("appeals", Appeal, Text("申诉", "appeals"), life=("since", "until")),
    )
}
"""Every register by its name, in the order in which they are shown."""
