"""A first pack to begin with: from a plan's text, every sentence still to be placed; without one, a small example."""

from __future__ import annotations

import json
from datetime import date

from fengqiao.boundary.packschema import pack_schema
from fengqiao.boundary.schemeschema import scheme_schema
from fengqiao.boundary.targetfile import NAME
from fengqiao.errors import Text, UsageError
from fengqiao.testing.caseschema import cases_schema
from fengqiao.testing.cover import NUMBER, SENTENCE, WORDS, occurrences

TO_DO = "待办"
"""How what is still to do begins; `rules lint` warns of it."""
EXAMPLE_SOURCE = """示例计划(请换成计划原文)
每个乡镇(街道)每月召开一次调解工作例会。
鼓励各地总结经验。
"""
HEAD = """# yaml-language-server: $schema=schema/pack.schema.json
# 由 fengqiao rules new 生成。逐条改写，随时用 fengqiao rules lint、cover、test 检查。
# Written by `fengqiao rules new`. Change it clause by clause; check with fengqiao rules lint, cover and test.
id: {id}
version: "0.1.0"
title: {{zh: {todo}：计划名称, en: "To do: the plan's title"}}
plan: {{first: {first}, last: {last}}}   # {todo}：改为计划的起止日期 / to do: the plan's first and last day
source: source.txt
"""
EXAMPLE_TARGETS = """
targets:
  - id: monthly-meetings
    title: {zh: 乡镇（街道）每月例会, en: A meeting of every township each month}
    unit: {zh: 乡镇·月, en: township-months}
    clause: 一
    quote: 每个乡镇(街道)每月召开一次调解工作例会。
    measure: {adherence: events, where: {kind: meeting}, by: townships, every: month}
    judged_at: [county]
    milestones:
      FIRST: {at_least: 100%}

  - id: experience
    title: {zh: 经验总结, en: Experience summed up}
    clause: 二
    quote: 鼓励各地总结经验。
    qualitative: yes
    measure: {attested: experience}
    shown_at: [county]

contexts:
  - quote: 示例计划(请换成计划原文)
    reason: {zh: 标题, en: The title}
"""
NO_TARGETS = """
# 一个指标的写法（把所引的句子从 contexts 中删去）：
# How a target is written (take its sentence out of contexts):
#   - id: township-mediators
#     title: {zh: 专职人民调解员达2名的乡镇占比, en: Townships with 2 full-time mediators}
#     unit: {zh: 个乡镇, en: townships}
#     clause: 三(二)
#     quote: 原文中的一句
#     measure: {share_of: townships, having: {count: mediators, placed: at, at_least: 2}}
#     judged_at: [county]
#     milestones:
#       LAST: {at_least: 100%}
targets: []
"""
CASES = """# yaml-language-server: $schema=../schema/cases.schema.json
# 地方和记录均为虚构，代码不属于任何地方。 Places and facts are made up; no place has these codes.
places:
  甲市 990100000000:
    子县 990101000000:
      东镇 990101100000:
"""
EXAMPLE_CASES = """cases:
  - name: {zh: 每月都开了例会, en: A meeting in every month}
    target: monthly-meetings
    at: 子县
    on: MARCH
    facts:
      events: [{in: 东镇, kind: meeting, on: [JAN, FEB]}]
    expect: {as-written: {status: met, yes: 2}}
  - name: {zh: 有一个月没有开, en: None in one month}
    target: monthly-meetings
    at: 子县
    on: MARCH
    facts:
      events: [{in: 东镇, kind: meeting, on: JAN}]
    expect: {as-written: {status: not_met, yes: 1, no: 1}}
  - name: {zh: 已有佐证, en: It is attested}
    target: experience
    at: 子县
    on: MARCH
    facts:
      attestations: [{in: 子县, item: experience, on: JAN, holds: yes}]
    expect: {as-written: {status: indicator, low: 1}}
  - name: {zh: 报告没有总结, en: It is denied}
    target: experience
    at: 子县
    on: MARCH
    facts:
      attestations: [{in: 子县, item: experience, on: JAN, holds: no}]
    expect: {as-written: {status: indicator, low: 0}}
"""


def new_pack(name: str, plan: tuple[date, date], source: str | None = None) -> dict[str, str]:
    """The files of a new pack by their path in its folder. Raises UsageError for a name that is no id."""
    if not NAME.fullmatch(name):
        raise UsageError(
            Text(
                f"“{name}”不能作规则包标识，请用 --id 给出小写字母、数字和连字符，如 my-city-2025。",
                f"{name!r} is no id of a pack: give --id with small letters, digits and hyphens, such as my-city-2025.",
            )
        )
    first, last = (day.isoformat() for day in plan)
    head = HEAD.format(id=name, first=first, last=last, todo=TO_DO)
    if source is None:
        year = plan[0].year
        days = {"MARCH": f"{year}-03-01", "JAN": f"{year}-01-15", "FEB": f"{year}-02-15"}
        cases = EXAMPLE_CASES
        for word, day in days.items():
            cases = cases.replace(word, day)
        body = EXAMPLE_TARGETS.replace("FIRST", first)
    else:
        contexts = "".join(_contexts(source))
        body = NO_TARGETS.replace("LAST", last) + (f"\ncontexts:\n{contexts}" if contexts else "")
        cases = "cases: []\n"
    return {
        "pack.yaml": head + body,
        "source.txt": EXAMPLE_SOURCE if source is None else source,
        "cases/cases.yaml": CASES + cases,
        **{f"schema/{kind}.schema.json": schema_text(kind) for kind in SCHEMA_KINDS},
    }


def _contexts(source: str) -> list[str]:
    """Every sentence as a context that is still to do."""
    found = []
    for sentence in SENTENCE.finditer(source):
        words = sentence[0].strip()
        if not WORDS.search(words):
            continue
        start = sentence.start() + sentence[0].index(words)
        at = occurrences(source, words)
        note = "   # 含数字，可能是指标 / it holds a number" if NUMBER.search(words) else ""
        nth = f"    nth: {at.index(start) + 1}\n" if len(at) > 1 and start in at else ""
        found.append(f"  - quote: {json.dumps(words, ensure_ascii=False)}{note}\n{nth}    todo: yes\n")
    return found


SCHEMA_KINDS = ("pack", "scheme", "cases")


def schema_text(kind: str) -> str:
    """The JSON Schema of one kind of file, as it is written to disk."""
    schemas = {"pack": pack_schema, "scheme": scheme_schema, "cases": cases_schema}
    return json.dumps(schemas[kind](), ensure_ascii=False, separators=(",", ":")) + "\n"
