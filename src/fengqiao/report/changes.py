"""What changed since another day, in words: counts, who crossed a threshold, and every change with both verdicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from fengqiao.assess.words import day_words, limits_words
from fengqiao.errors import Lang, Text
from fengqiao.model.change import Change, Difference, Move, Trend
from fengqiao.model.outcome import Outcome, Standing
from fengqiao.model.target import RulePack
from fengqiao.report.document import MarksShift, Shift, Since, Verdict
from fengqiao.report.remarks import span

TRENDS: dict[Trend, Text] = {
    "improved": Text("好转", "improved"),
    "fell": Text("退步", "fell"),
    "due": Text("新到期", "newly due"),
    "ended": Text("不再判定", "no longer judged"),
    "changed": Text("有变化", "changed"),
    "unclear": Text("变化不明", "not clear"),
}
UP, DOWN = Text("转为达标", "now met"), Text("转为未达标", "no longer met")
RAISED = Text("要求变化", "Requirement")
NAMED = 6
"""Units named of those that crossed a threshold; the others are counted."""
FIRST: tuple[Trend, ...] = ("fell", "improved", "due", "ended", "changed", "unclear")
"""In which order changes are listed, after those that crossed a threshold."""


def since(found: Difference, pack: RulePack, lang: Lang, verdict: Callable[[Outcome], Verdict]) -> Since:
    """The part of a report that compares with another day."""
    ordered = sorted(found.changes, key=lambda change: (change.crossed is None, FIRST.index(change.trend)))
    ordered = [change for change in ordered if change.target in pack.targets]
    return Since(
        found.since,
        tuple(_summary(ordered, pack, lang)),
        tuple(_shift(change, pack, lang, verdict) for change in ordered),
        tuple(_marks(move, lang) for move in found.moves),
    )


def _summary(changes: list[Change], pack: RulePack, lang: Lang) -> list[str]:
    """How many improved and fell, then who crossed a threshold."""
    numbered = [change for change in changes if not pack.targets[change.target].qualitative]
    if not numbered:
        return ["没有变化。" if lang == "zh" else "Nothing changed."]
    tallied = Counter(change.trend for change in numbered)
    shown = [(TRENDS[trend], tallied[trend]) for trend in TRENDS if tallied[trend]]
    if lang == "zh":
        lines = ["、".join(f"{word.zh}{n}项次" for word, n in shown) + "。"]
    else:
        lines = ["Verdicts: " + ", ".join(f"{n} {word.en}" for word, n in shown) + "."]
    for way, word in (("up", UP), ("down", DOWN)):
        crossed = [change for change in numbered if change.crossed == way]
        if crossed:
            lines.append(_crossed(word, crossed, pack, lang))
    return lines


def _crossed(word: Text, changes: list[Change], pack: RulePack, lang: Lang) -> str:
    zh, named = lang == "zh", []
    for change in changes[:NAMED]:
        title, why = pack.targets[change.target].title.say(lang), _required(change, pack, lang)
        said = f"{change.unit.name}「{title}」" if zh else f"{change.unit.name}, {title}"
        named.append(said + ((f"（{why}）" if zh else f" ({why})") if why else ""))
    more = len(changes) - NAMED
    if more > 0:
        named.append(f"等{len(changes)}项次" if zh else f"and {more} more")
    return f"{word.zh}：{'、'.join(named)}。" if zh else f"{word.en.capitalize()}: {'; '.join(named)}."


def _required(change: Change, pack: RulePack, lang: Lang) -> str:
    """From which bound to which, where the requirement is another one."""
    before, after = change.before, change.after
    if not change.required or before is None or after is None or before.limits is None or after.limits is None:
        return ""
    target = pack.targets[change.target]
    old, new = (
        limits_words(target.readings[one.reading].measure, one.limits, target.unit.say(lang), lang)
        for one in (before, after)
        if one.limits is not None
    )
    return f"要求由{old}改为{new}" if lang == "zh" else f"the requirement went from {old} to {new}"


def _shift(change: Change, pack: RulePack, lang: Lang, verdict: Callable[[Outcome], Verdict]) -> Shift:
    crossed = UP if change.crossed == "up" else DOWN if change.crossed == "down" else None
    return Shift(
        change.unit,
        pack.targets[change.target].title.say(lang),
        TRENDS[change.trend].say(lang) if crossed is None else crossed.say(lang),
        verdict(change.before) if change.before else None,
        verdict(change.after) if change.after else None,
        _required(change, pack, lang),
    )


def _marks(move: Move, lang: Lang) -> MarksShift:
    return MarksShift(move.unit, *(words for one in (move.before, move.after) for words in _standing(one, lang)))


def _standing(found: Standing | None, lang: Lang) -> tuple[str, str, str]:
    """Marks, rank and grade as shown."""
    if found is None:
        return "", "", ""
    rank = "" if found.rank is None else _between(str(found.rank[0]), str(found.rank[1]))
    grade = "" if found.grade is None else _between(found.grade[0].say(lang), found.grade[1].say(lang))
    return "" if found.marks is None else span(found.marks), rank, grade


def _between(low: str, high: str) -> str:
    return low if low == high else f"{low}–{high}"


def heading(found: Since, lang: Lang) -> str:
    """What is compared with."""
    day = day_words(found.day, lang)
    return f"与{day}相比" if lang == "zh" else f"Compared with {day}"
