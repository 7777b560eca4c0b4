"""What changed between two packs: a table, JSON, or a changelog by clause."""

from __future__ import annotations

import json
from datetime import date
from itertools import groupby
from typing import Any

from rich.console import RenderableType
from rich.text import Text as Styled

from fengqiao.assess.difference import Difference, PackDiff
from fengqiao.errors import Lang, Text
from fengqiao.report.board import columns
from fengqiao.report.text import fold, render

PARTS = {
    "plan": Text("计划期", "the plan's time"),
    "calendar": Text("工作日历", "calendar"),
    "field": Text("地方字段", "local field"),
    "reading-set": Text("口径组", "reading set"),
    "wording": Text("文字", "wording"),
    "scheme": Text("评分办法", "scheme"),
    "target": Text("指标", "target"),
    "reading": Text("口径", "reading"),
    "default": Text("默认口径", "default reading"),
    "qualitative": Text("定性", "qualitative"),
    "supersedes": Text("取代的指标", "superseded target"),
    "measure": Text("度量", "measure"),
    "threshold": Text("阈值", "threshold"),
    "inner-threshold": Text("度量内的阈值", "threshold inside the measure"),
    "period": Text("考核期间", "period"),
    "level": Text("层级", "level"),
    "base": Text("基期", "base"),
}
KINDS = {
    "added": Text("新增", "added"),
    "dropped": Text("取消", "dropped"),
    "tightened": Text("收紧", "tightened"),
    "loosened": Text("放宽", "loosened"),
    "changed": Text("变更", "changed"),
}
IMPACT = {
    "none": Text("没有变化", "nothing changed"),
    "patch": Text("仅文字修改（patch）", "words only (patch)"),
    "minor": Text("有新增，原有判定不变（minor）", "something new, every old verdict stands (minor)"),
    "major": Text("判定可能改变（major）", "verdicts can come out otherwise (major)"),
}
COLOURS = {"tightened": "yellow", "loosened": "red", "dropped": "red", "added": "green", "changed": "yellow"}
PACK = Text("规则包", "the pack")
HEADINGS = (Text("条款和指标", "clause and target"), Text("变化", "change"), Text("原为", "was"), Text("现为", "is"))


def diff_table(found: PackDiff, lang: Lang, *, width: int = 80, colour: bool = False) -> str:
    """Each difference on a row, and at the end how heavy the whole is and what version it asks for."""
    headings = (
        Text("条款和指标", "clause and target"),
        Text("变化", "change"),
        Text("原为", "was"),
        Text("现为", "is"),
    )
    table = columns(*(heading.say(lang) for heading in headings))
    last = ""
    for one in found.differences:
        subject = f"{one.clause}\n{one.target}" if one.target else PACK.say(lang)
        shown, last = ("" if subject == last else subject), subject
        change = Styled(_what(one, lang), style=COLOURS[one.kind] if colour else "")
        table.add_row(shown, change, one.old.say(lang), one.new.say(lang))
    parts: list[RenderableType] = [Styled(_heading(found), style="bold")]
    parts += [table] if found.differences else []
    return render([*parts, Styled(fold(summary(found, lang), width, "  "))], width=width, colour=colour)


def _heading(found: PackDiff) -> str:
    return f"{' '.join(found.old)} -> {' '.join(found.new)}"


def _what(one: Difference, lang: Lang) -> str:
    lines = [f"{PARTS[one.part].say(lang)}{'' if lang == 'zh' else ' '}{KINDS[one.kind].say(lang)}"]
    if one.reading and one.part != "reading":
        lines.append(f"[{one.reading}]")
    if one.of:
        lines.append(one.of)
    return "\n".join([*lines, *_time(one, lang)])


def _time(one: Difference, lang: Lang) -> list[str]:
    said = time_words(one.since, one.until, lang)
    return [said] if said else []


def time_words(since: date | None, until: date | None, lang: Lang) -> str:
    """From when until when; blank where nothing is said of time."""
    if since is None:
        return ""
    if until is None:
        return f"自 {since} 起" if lang == "zh" else f"from {since}"
    return f"{since} 至 {until}" if lang == "zh" else f"{since} to {until}"


def summary(found: PackDiff, lang: Lang) -> str:
    """How many of each kind, the effect, and whether the version says as much."""
    counts = [
        f"{KINDS[kind].say(lang)} {n}" for kind in KINDS if (n := sum(one.kind == kind for one in found.differences))
    ]
    colon, comma, stop = ("：", "，", "；") if lang == "zh" else (": ", ", ", "; ")
    said = IMPACT[found.impact].say(lang) + (colon + comma.join(counts) if counts else "")
    wanted = found.next_version
    if wanted is None:
        return said
    if found.says_enough:
        return said + stop + (f"版本号 {found.new[1]} 相符" if lang == "zh" else f"the version {found.new[1]} says so")
    return (
        said
        + stop
        + (
            f"版本号 {found.new[1]} 过低，应不低于 {wanted}"
            if lang == "zh"
            else f"the version {found.new[1]} says less; it must be {wanted} or higher"
        )
    )


def diff_json(found: PackDiff) -> bytes:
    """The same for programs; the keys are those of docs/packs.md."""
    content: dict[str, Any] = {
        "old": {"id": found.old[0], "version": found.old[1]},
        "new": {"id": found.new[0], "version": found.new[1]},
        "impact": found.impact,
        "next_version": found.next_version,
        "version_says_enough": found.says_enough,
        "differences": [_plain(one) for one in found.differences],
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _plain(one: Difference) -> dict[str, Any]:
    return {
        "target": one.target or None,
        "clause": one.clause or None,
        "reading": one.reading or None,
        "part": one.part,
        "of": one.of or None,
        "kind": one.kind,
        "impact": one.impact,
        "since": one.since.isoformat() if one.since else None,
        "until": one.until.isoformat() if one.until else None,
        "old": {"zh": one.old.zh, "en": one.old.en},
        "new": {"zh": one.new.zh, "en": one.new.en},
    }


def changelog(found: PackDiff, lang: Lang) -> str:
    """The differences in Markdown, clause by clause."""
    lines = [f"# {_heading(found)}", "", summary(found, lang)]
    for clause, group in groupby(_by_clause(found), key=lambda one: one.clause):
        lines += ["", f"## {clause or PACK.say(lang)}", ""]
        lines += [f"- {_line(one, lang)}" for one in group]
    return "\n".join(lines) + "\n"


def _by_clause(found: PackDiff) -> list[Difference]:
    clauses = list(dict.fromkeys(one.clause for one in found.differences))
    return sorted(found.differences, key=lambda one: clauses.index(one.clause))


def _line(one: Difference, lang: Lang) -> str:
    zh = lang == "zh"
    title = one.title.say(lang)
    subject = (f"{title}（`{one.target}`）" if zh else f"{title} (`{one.target}`)") if one.target else ""
    reading = f"口径 `{one.reading}`" if zh else f"reading `{one.reading}`"
    who = ("，" if zh else ", ").join([*([subject] if subject else []), *([reading] if one.reading else [])])
    what = f"{PARTS[one.part].say(lang)}{KINDS[one.kind].say(lang) if zh else f' {KINDS[one.kind].en}'}"
    what += f" `{one.of}`" if one.of else ""
    time = "".join(f"（{part}）" if zh else f" ({part})" for part in _time(one, lang))
    old, new = one.old.say(lang), one.new.say(lang)
    moved = f"{old} → {new}" if old and new else new or old
    colon = "：" if zh else ": "
    return (f"{who}{colon}" if who else "") + what + time + (f"{colon}{moved}" if moved else "")
