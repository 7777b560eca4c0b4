"""The values and items of the registers' fields as people read them, and what a record that fails says in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from fengqiao.errors import Text
from fengqiao.model.fact import REGISTERS, Items

VALUES: Mapping[str, Text] = {
    value: Text(zh, value.replace("_", " "))
    for value, zh in {
        "yes": "是", "no": "否", "other": "其他", "none": "无",
        # committees, and where a dispute was settled
        "village": "村（社区）", "township": "乡镇（街道）", "county": "县（市、区）", "city": "市",
        "centre": "调解中心", "enterprise": "企业", "institution": "事业单位", "industry": "行业性",
        "professional": "专业性", "zone": "区域性", "stationed": "派驻",
        # the eight systems
        "post_duty": "岗位责任", "registration": "纠纷登记", "screening": "纠纷排查", "statistics": "统计分析",
        "meetings": "工作例会", "feedback": "信息反馈", "follow_up": "回访督促", "archives": "档案管理",
        # the six that are unified
        "name": "名称", "seal": "印章", "plate": "标牌", "sign": "标识", "procedure": "程序", "documents": "文书",
        # mediators and money
        "full_time": "专职", "part_time": "兼职", "government_purchase": "政府购买服务", "budget": "财政预算",
        "self_raised": "自筹", "guidance": "指导经费", "committee_subsidy": "调委会补助经费",
        "mediator_allowance": "调解员补贴经费", "full_time_hiring": "专职人民调解员聘用经费",
        "case_subsidy": "办案补贴", "expert_fee": "专家咨询费",
        # disputes
        "simple": "简单", "ordinary": "一般", "difficult": "疑难", "major": "重大", "success": "调解成功",
        "failure": "调解不成功", "withdrawn": "撤回", "pending": "正在调解", "oral": "口头", "written": "书面",
        "fulfilled": "已履行", "part": "部分履行", "unfulfilled": "未履行",
        # trainings, and where numbers were counted
        "pre_service": "岗前培训", "skills": "专项培训", "annual": "年度培训", "at": "本级", "within": "辖区",
    }.items()
}  # fmt: skip
"""By the value; one that stands in several fields means the same in each."""


def value_words(value: str) -> Text:
    """A value for people; one that is not listed speaks for itself."""
    return VALUES.get(value, Text(value, value))


def failing(register: str, said: Sequence[tuple[str, str]]) -> Text:
    """What a record that does not hold says in the fields that matter: its values, or the items that it lacks."""
    if not said:
        return Text("不符合", "does not hold")
    parts = []
    for field, pairs in groupby(said, key=lambda pair: pair[0]):
        name = REGISTERS[register].words(field)
        values = [value_words(value) for _, value in pairs]
        zh, en = "、".join(value.zh for value in values), ", ".join(value.en for value in values)
        lacks = isinstance(REGISTERS[register].fields.get(field), Items)
        parts.append(
            Text(f"{name.zh}缺{zh}", f"{name.en}: no {en}") if lacks else Text(f"{name.zh}为{zh}", f"{name.en}: {en}")
        )
    return Text("，".join(part.zh for part in parts), "; ".join(part.en for part in parts))
