"""The sections and keys of a staffing plan, and the words that they take, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from fengqiao.errors import Text
from fengqiao.model.fact import SIX_HEADS

SECTIONS: Mapping[str, tuple[Text, tuple[tuple[str, Text], ...]]] = {
    "settings": (
        Text("说明", "settings"),
        (
            ("title", Text("名称", "title")),
            ("stock", Text("现状日期", "stock")),
            ("until", Text("计划截止", "until")),
            ("example", Text("示例费率", "example")),
            ("hires_a_month", Text("每月招聘上限", "hires_a_month")),
            ("lead_days", Text("准备天数", "lead_days")),
            ("stay_until", Text("保持达标至", "stay_until")),
            ("places_per_person", Text("一人可任处数", "places_per_person")),
        ),
    ),
    "rates": (
        Text("费率", "rates"),
        (
            ("item", Text("项目", "item")),
            ("amount", Text("金额", "amount")),
            ("per", Text("计费方式", "per")),
            ("unit", Text("适用地区", "unit")),
            ("funding", Text("经费来源", "funding")),
            ("head", Text("经费科目", "head")),
            ("from", Text("生效日期", "from")),
            ("until", Text("失效日期", "until")),
            ("source", Text("依据", "source")),
        ),
    ),
    "budgets": (
        Text("预算", "budgets"),
        (
            ("unit", Text("单位", "unit")),
            ("year", Text("年度", "year")),
            ("amount", Text("金额", "amount")),
            ("head", Text("经费科目", "head")),
        ),
    ),
    "adjustments": (
        Text("预算调整", "adjustments"),
        (
            ("unit", Text("单位", "unit")),
            ("year", Text("年度", "year")),
            ("on", Text("日期", "on")),
            ("amount", Text("金额", "amount")),
            ("head", Text("经费科目", "head")),
            ("why", Text("原因", "why")),
        ),
    ),
    "capacity": (
        Text("招聘能力", "capacity"),
        (("unit", Text("单位", "unit")), ("hires_a_month", Text("每月招聘上限", "hires_a_month"))),
    ),
    "moves": (
        Text("变动", "moves"),
        (
            ("on", Text("日期", "on")),
            ("do", Text("变动", "do")),
            ("at", Text("所在单位", "at")),
            ("count", Text("人数", "count")),
            ("who", Text("姓名", "who")),
            ("to", Text("调往单位", "to")),
            ("funding", Text("经费来源", "funding")),
            ("until", Text("合同截止", "until")),
            ("name", Text("工作室名称", "name")),
            ("hours", Text("学时", "hours")),
            ("note", Text("备注", "note")),
        ),
    ),
}
"""Every section with its keys, each with its Chinese heading."""
FUNDINGS = {
    "government_purchase": "政府购买服务",
    "budget": "财政预算",
    "self_raised": "自筹",
    "other": "其他",
}
PERS = {"once": "一次性", "month": "每月", "year": "每年"}
HEADS = dict(
    zip(SIX_HEADS, ("指导经费", "调委会补助", "调解员补贴", "专职聘用", "办案补贴", "专家咨询费"), strict=True)
)


def fundings() -> dict[str, str]:
    """Where a post's money comes from, by either name."""
    return {zh: key for key, zh in FUNDINGS.items()} | {key: key for key in FUNDINGS}


def heads() -> dict[str, str]:
    """The six heads, by either name."""
    return {zh: key for key, zh in HEADS.items()} | {key: key for key in HEADS}


def heading(key: str) -> Text:
    """A key's heading."""
    return next((text for _, keys in SECTIONS.values() for name, text in keys if name == key), Text(key, key))
