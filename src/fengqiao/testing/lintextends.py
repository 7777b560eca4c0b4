"""What is wrong with a pack that extends another: it may tighten and add, nothing else. And what is still to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fengqiao.assess.difference import Difference
from fengqiao.assess.packdiff import diff
from fengqiao.errors import Problem, Severity, Text, Where
from fengqiao.model.target import RulePack
from fengqiao.report.packdiff import KINDS, PARTS, time_words

FREE = ("scheme", "wording", "base")
"""What another pack says of these a pack may replace: they loosen no duty."""


def extended(pack: RulePack, lines: Mapping[str, Where]) -> Iterator[Problem]:
    """Everything in which a pack asks for less than the pack that it extends, or for something that cannot be compared.

    `lines` say where each target stands.
    """
    if pack.extends is None:
        return
    top = next(iter(lines.values()), Where())
    for one in diff(pack.extends, pack).differences:
        where = lines.get(one.target, Where(top.file))
        if one.part in FREE or one.kind in ("added", "tightened"):
            continue
        if one.kind in ("loosened", "dropped"):
            yield Problem(
                "lint-loosened",
                where,
                Text(
                    f"{_subject(one).zh}：{pack.extends.id} {pack.extends.version} 要求“{one.old.zh}”，"
                    f"此处{KINDS[one.kind].zh}为“{one.new.zh}”{_time(one).zh}",
                    f"{_subject(one).en}: {pack.extends.id} {pack.extends.version} asks for {one.old.en!r}, "
                    f"and here it is {KINDS[one.kind].en} to {one.new.en!r}{_time(one).en}",
                ),
                Text("下级规则包只可收紧和增加", "A pack that extends another may tighten and add only"),
            )
        elif one.impact == "major":
            yield Problem(
                "lint-not-tighter",
                where,
                Text(
                    f"{_subject(one).zh}：由“{one.old.zh}”改为“{one.new.zh}”，不能确定是收紧",
                    f"{_subject(one).en}: changed from {one.old.en!r} to {one.new.en!r}, which is not surely tighter",
                ),
                Text(
                    "请只改阈值，或另设一个指标",
                    "Change thresholds only, or add a target of its own",
                ),
            )


def _subject(one: Difference) -> Text:
    reading = Text(f"口径“{one.reading}”的", f" of the reading {one.reading!r}") if one.reading else Text("", "")
    of = f" {one.of}" if one.of else ""
    part = PARTS[one.part]
    return Text(f"{reading.zh}{part.zh}{of}", f"the {part.en}{of}{reading.en}")


def _time(one: Difference) -> Text:
    zh, en = time_words(one.since, one.until, "zh"), time_words(one.since, one.until, "en")
    return Text(f"（{zh}）" if zh else "", f" ({en})" if en else "")


def to_do(pack: RulePack, where: Where) -> Iterator[Problem]:
    """What a pack that was begun has still to say."""
    if pack.title.zh.startswith("待办"):
        yield Problem(
            "lint-to-do",
            where,
            Text("计划名称尚未填写", "the plan's title is still to be written"),
            Text("请填写 title，并核对 plan 的起止日期", "Write title, and see that plan has the right days"),
            Severity.WARNING,
        )
    if left := [context for context in pack.contexts if context.todo]:
        yield Problem(
            "lint-to-do",
            where,
            Text(f"原文还有{len(left)}句尚未归类", f"{len(left)} sentences of the source are still to be placed"),
            Text(
                "请由指标引用，或写明理由；rules cover 列出各句",
                "Quote each at a target, or give the reason; rules cover lists them",
            ),
            Severity.WARNING,
        )
