"""Waivers and appeals on a day: which hold, what is wrong with the others, and both in words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from difflib import get_close_matches

import attrs

from fengqiao.assess.words import STATUS, day_words
from fengqiao.errors import Lang, Problem, Severity, Text
from fengqiao.model.dataset import Dataset
from fengqiao.model.fact import Appeal, Waiver
from fengqiao.model.outcome import Claim, Status
from fengqiao.model.target import RulePack

Key = tuple[str, str]
"""The target (or item of a scheme) and the unit that a waiver is for."""
AS_IT_IS = Text("未予采用", "It is not applied")
COMPLETE = Text("请补全后重新提交", "Complete it and submit it again")


@attrs.frozen
class Claims:
    """The waivers that hold on a day, the appeals that are pending, and what is wrong with the rest.

    `filed` names what any waiver was handed in for, whether it holds on the day or not.
    """

    waivers: Mapping[Key, Claim]
    appeals: Mapping[Key, Claim]
    problems: tuple[Problem, ...]
    filed: frozenset[str] = frozenset()


def claims(data: Dataset, pack: RulePack, day: date) -> Claims:
    """What holds on a day, its first and its last day included. An appeal changes nothing: it is shown."""
    names = {*pack.targets, *(item.id for scheme in pack.schemes.values() for item in scheme.all_items)}
    waivers: dict[Key, Claim] = {}
    appeals: dict[Key, Claim] = {}
    problems: list[Problem] = []
    filed = tuple(data.of("waivers", Waiver))
    for waiver in filed:
        wrong = next(_wrong(waiver, names, day), None)
        if wrong is not None:
            problems.append(wrong)
            continue
        if not waiver.evidence:
            problems.append(_no_evidence(waiver))
        key = waiver.target or "", waiver.division
        if key not in waivers or _longer(waiver, waivers[key]):
            waivers[key] = _claim(waiver)
    for appeal in data.of("appeals", Appeal):
        known = appeal.target in names
        begun = appeal.since is None or appeal.since <= day
        if known and begun and (appeal.until is None or day <= appeal.until):
            appeals[appeal.target or "", appeal.division] = _claim(appeal)
        elif not known:
            problems.append(_unknown(appeal, names))
    return Claims(waivers, appeals, tuple(problems), frozenset(waiver.target or "" for waiver in filed))


def _claim(waiver: Waiver) -> Claim:
    return Claim(waiver.approver, waiver.reason, waiver.since, waiver.until, waiver.evidence)


def _longer(waiver: Waiver, than: Claim) -> bool:
    return than.until is not None and (waiver.until is None or waiver.until > than.until)


# -- what is wrong with one


def _wrong(waiver: Waiver, names: Collection[str], day: date) -> Iterator[Problem]:
    """Why a waiver is not applied, the first reason first."""
    if not waiver.approver:
        yield _problem(
            "waiver-unapproved",
            waiver,
            Text("豁免没有批准人", "A waiver names nobody who approved it"),
            Text("请注明批准单位或批准人后重新提交", "Say who approved it and submit it again"),
        )
    lacking = [
        word
        for word, there in (
            (Text("指标", "its target"), waiver.target),
            (Text("理由", "its reason"), waiver.reason),
            (Text("起始日期", "its first day"), waiver.since),
        )
        if not there
    ]
    if lacking:
        zh, en = "、".join(word.zh for word in lacking), " and ".join(word.en for word in lacking)
        yield _problem("waiver-incomplete", waiver, Text(f"豁免缺少{zh}", f"A waiver lacks {en}"), COMPLETE)
    if waiver.target not in names:
        yield _unknown(waiver, names)
    since, until = waiver.since, waiver.until
    if since and until and until < since:
        yield _problem(
            "waiver-dates",
            waiver,
            Text(f"豁免的截止日期{until}早于起始日期{since}", f"A waiver ends on {until}, before it begins on {since}"),
            Text("请改正日期", "Mend its dates"),
        )
    if since and since > day:
        yield _problem(
            "waiver-post-dated",
            waiver,
            Text(f"豁免自{since}起，判定日{day}尚未生效", f"A waiver begins on {since}, after the judged day {day}"),
            Text("生效后自动采用；日期有误的请改正", "It applies from then on; mend the date if it is wrong"),
        )
    if until and until < day:
        yield _problem(
            "waiver-expired",
            waiver,
            Text(f"豁免已于{until}到期", f"A waiver expired on {until}"),
            Text("仍需豁免的，请重新报批", "Have it approved anew if it is still needed"),
        )


def _problem(code: str, waiver: Waiver, what: Text, mend: Text) -> Problem:
    said = Text(f"{what.zh}，{AS_IT_IS.zh}", f"{what.en}. {AS_IT_IS.en}")
    return Problem(code, waiver.where, said, mend, Severity.WARNING)


def _no_evidence(waiver: Waiver) -> Problem:
    return Problem(
        "waiver-no-evidence",
        waiver.where,
        Text("豁免没有佐证，已予采用", "A waiver brings no evidence. It is applied"),
        Text("请补充批准文件的名称或文号", "Add the document that approves it"),
        Severity.INFO,
    )


def _unknown(waiver: Waiver, names: Collection[str]) -> Problem:
    name = waiver.target or ""
    near = get_close_matches(name, names, n=3, cutoff=0.5) or sorted(names)
    kind = Text("申诉", "An appeal") if isinstance(waiver, Appeal) else Text("豁免", "A waiver")
    return _problem(
        "waiver-unknown",
        waiver,
        Text(f"{kind.zh}所指的“{name}”不是指标，也不是评分项", f"{kind.en} names {name!r}, which is no target or item"),
        Text(f"可用：{'、'.join(near)}", f"Try: {', '.join(near)}"),
    )


# -- in words


def waiver_words(claim: Claim, without: Status | None) -> Text:
    """By whom, why, from when until when, and what the verdict is without it."""
    zh = [f"由{claim.approver}批准", f"理由：{claim.reason}", _days(claim, "zh")]
    en = [f"Waived by {claim.approver}", f"reason: {claim.reason}", _days(claim, "en")]
    if claim.evidence:
        zh.append(f"佐证：{claim.evidence}")
        en.append(f"evidence: {claim.evidence}")
    if without is not None:
        zh.append(f"不计豁免为{STATUS[without].zh}")
        en.append(f"without the waiver: {STATUS[without].en}")
    return Text("豁免" + "，".join(zh) + "。", "; ".join(en) + ".")


def appeal_words(claim: Claim) -> Text:
    """That an appeal is pending, and why."""
    zh, en = "本单位已提出申诉", "The unit has appealed"
    if claim.reason:
        zh, en = f"{zh}，理由：{claim.reason}", f"{en}: {claim.reason}"
    if claim.evidence:
        zh, en = f"{zh}，佐证：{claim.evidence}", f"{en}; evidence: {claim.evidence}"
    return Text(f"{zh}。申诉未获批准前，判定不变。", f"{en}. Until it is granted the verdict stands.")


def _days(claim: Claim, lang: Lang) -> str:
    first = day_words(claim.since, lang) if claim.since else ""
    if claim.until is None:
        return f"自{first}起" if lang == "zh" else f"from {first}"
    last = day_words(claim.until, lang)
    return f"自{first}至{last}" if lang == "zh" else f"from {first} until {last}"
