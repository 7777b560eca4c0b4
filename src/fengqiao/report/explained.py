"""One verdict in full, as text: clause, numbers, the cells it rests on, what would settle it, other readings."""

from __future__ import annotations

from collections.abc import Iterator

from fengqiao.assess.explain import Explanation
from fengqiao.assess.words import STATUS, day_words
from fengqiao.errors import Lang, Text, Where
from fengqiao.model.outcome import Member, Outcome, Page, Status
from fengqiao.report import words
from fengqiao.report.text import fold

CLAUSE = Text("条文", "Clause")
READING = Text("口径", "Reading")
HELD = Text("已符合", "Hold")
LACKING = Text("不符合", "Do not hold")
UNKNOWN = Text("尚未知", "Not known")
SETTLE = Text("补报以下材料可以定论", "What would settle it")
OTHERS = Text("其他口径下的判定", "Under other readings")
BELOW = Text("下一级各单位", "The units below")
SHOWN_CELLS = 3
"""Cells shown of one member."""
OUTLOOK = {
    "achieved": Text("已提前达到下一时间节点的要求", "the next milestone is reached already"),
    "on_track": Text("按直线进度，可望如期达到", "on the straight line to the next milestone"),
    "behind": Text("落后于直线进度", "behind the straight line to the next milestone"),
    "unknown": Text("进度尚不能确定", "whether it is on the line is not known"),
    "cannot_be_regained": Text("已缺的次数不能补回", "what was missed cannot be regained"),
}


def explained(found: Explanation, lang: Lang, *, banner: Text | None = None, width: int = 80) -> str:
    """The explanation as lines of at most `width` columns."""
    return "\n".join(fold(line, width, "    ") for line in _lines(found, lang, banner)) + "\n"


def _lines(found: Explanation, lang: Lang, banner: Text | None) -> Iterator[str]:
    colon = "：" if lang == "zh" else ": "
    if banner:
        yield banner.say(lang)
    for quote in found.quotes:
        yield f"{CLAUSE.say(lang)}{colon}{found.target.clause}「{quote}」"
    yield f"{READING.say(lang)}{colon}{found.reading.title.say(lang)}{colon}{found.reading.why.say(lang)}"
    yield f"{words.VERDICT.say(lang)}{colon}{found.outcome.sentence.say(lang)}"
    yield from _outlook(found.outcome, lang)
    if found.below:
        units = [f"{name} {STATUS[status].say(lang)}" for name, status in found.below]
        yield f"{BELOW.say(lang)}{colon}{('、' if lang == 'zh' else ', ').join(units)}"
    if found.asks:
        yield f"{SETTLE.say(lang)}{colon}"
        for ask, text in found.asks:
            n = f"（涉及{ask.members:,}项）" if lang == "zh" else f" (speaks of {ask.members:,})"
            yield f"  - {text.say(lang)}{n if ask.members else ''}"
    if found.outcome.status is Status.UNDETERMINED and found.outcome.settle and found.outcome.settle.more:
        more = found.outcome.settle.more
        yield (
            f"  - 若仍不能定论，再补报其余{more}项" if lang == "zh" else f"  - {more} more, should these not settle it"
        )
    for title, page in ((LACKING, found.lacking), (UNKNOWN, found.unknown), (HELD, found.held)):
        yield from _page(title, page, lang)
    if found.others:
        yield f"{OTHERS.say(lang)}{colon}"
        for reading, status in found.others:
            yield f"  - {reading.title.say(lang)} {STATUS[status].say(lang)}{colon}{reading.why.say(lang)}"


def _outlook(outcome: Outcome, lang: Lang) -> Iterator[str]:
    if outcome.outlook is None:
        return
    said = OUTLOOK[outcome.outlook.status].say(lang)
    if outcome.next_due is None:
        yield f"走势：{said}。" if lang == "zh" else f"Outlook: {said}."
        return
    due = day_words(outcome.next_due, lang)
    yield f"走势：下一时间节点{due}，{said}。" if lang == "zh" else f"Outlook: next milestone {due}; {said}."


def _page(title: Text, page: Page, lang: Lang) -> Iterator[str]:
    if not page.total:
        return
    colon = "：" if lang == "zh" else ": "
    yield f"{title.say(lang)}{colon}{page.total:,}"
    for member in page.members:
        yield f"  - {_member(member, lang)}"
    if page.total > len(page.members):
        more = page.total - len(page.members)
        if title is HELD:
            yield f"  - 另有{more:,}项" if lang == "zh" else f"  - {more:,} more"
        else:
            yield f"  - 其余{more:,}项见 fengqiao gaps" if lang == "zh" else f"  - {more:,} more: fengqiao gaps"


def _member(member: Member, lang: Lang) -> str:
    comma = "、" if lang == "zh" else ", "
    parts = [member.name]
    if member.missed:
        n, names = len(member.missed), comma.join(member.missed[:5]) + ("…" if len(member.missed) > 5 else "")
        parts.append(f"缺{n}次（{names}）" if lang == "zh" else f"missed {n} ({names})")
    if member.unreported:
        n = len(member.unreported)
        parts.append(f"{n}次未报" if lang == "zh" else f"{n} not reported")
    if member.where:
        cells = list(dict.fromkeys(member.where))
        shown = comma.join(_cells(cells[:SHOWN_CELLS]))
        parts.append(f"[{shown}{'…' if len(cells) > SHOWN_CELLS else ''}]")
    return " ".join(part for part in parts if part)


def _cells(cells: list[Where]) -> Iterator[str]:
    """Each cell; file and sheet are not said again where they are those of the cell before."""
    before: Where | None = None
    for cell in cells:
        same = before is not None and (before.file, before.sheet) == (cell.file, cell.sheet)
        yield cell.cell if same and cell.cell else str(cell)
        before = cell
