"""The words of a circular: numbers in the order of official documents, statuses, dates, what is missing in short."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date

from fengqiao.assess.gaps import Gap
from fengqiao.assess.words import STATUS, day_words
from fengqiao.errors import Lang, Text
from fengqiao.model.outcome import Status
from fengqiao.report.words import IN_PLACE, NOT_IN_PLACE, SILENT

UNREPORTED = Text("未报", "not reported")
"""What a circular calls undetermined: something was not handed in, and that is no failing."""
ISSUER = Text("（发文机关）", "(issuing authority)")
HEADER = Text("合成数据，仅作演示", "SYNTHETIC DATA, for demonstration only")
ANNEX = Text("附件", "Annex")
RECIPIENTS = Text("各被考核单位：", "To the accountable units:")
OVERALL = Text("总体情况", "Overall")
TARGETS = Text("各项指标落实情况", "Target by target")
RANKS = Text("得分和名次", "Marks and ranks")
SHORTFALLS = Text("存在的主要问题", "What falls short")
STEPS = Text("下一步工作要求", "Next steps")
NUMBER = Text("序号", "No.")
LACKS = Text("缺口", "Gaps")
TABLE_NOTE = Text(
    "“未报”指报送内容不全、尚不能判定，不作为未达标；“缺口”为列名的缺口数，逐一清单见评分工作簿“缺口清单”。",
    "'Not reported': what was handed in does not settle the verdict, and is no failing. 'Gaps': how many things are "
    "listed by name in the workbook.",
)
RANK_NOTE = Text(
    "得分、等次、名次为区间的，系因有未报内容；后四列为指标项数。",
    "Marks, grades and ranks are intervals where something was not reported; the last four columns count targets.",
)
SAID = (IN_PLACE, NOT_IN_PLACE, SILENT)
DIGITS = "零一二三四五六七八九"
ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
SHOWN = (Status.MET, Status.NOT_MET, Status.UNDETERMINED, Status.NOT_DUE)


def ordinal(n: int) -> str:
    """一, 二 ... 十, 十一 ... 九十九."""
    tens, ones = divmod(n, 10)
    return ("" if tens < 1 else "十" if tens == 1 else f"{DIGITS[tens]}十") + (DIGITS[ones] if ones or not tens else "")


def heading(n: int, title: Text, lang: Lang) -> str:
    """A heading of the first level: 一、 or 1."""
    return f"{ordinal(n)}、{title.zh}" if lang == "zh" else f"{n}. {title.en}"


def lead(n: int, title: str, lang: Lang) -> str:
    """A heading of the second level, which begins its paragraph."""
    return f"（{ordinal(n)}）{title}。" if lang == "zh" else f"({n}) {title}. "


def status_word(status: Status, lang: Lang) -> str:
    """A status as a circular says it."""
    return (UNREPORTED if status is Status.UNDETERMINED else STATUS[status]).say(lang)


def counted(found: Iterable[Status], unit: str, lang: Lang) -> str:
    """How many of each status, with a zero for those that a reader looks for."""
    tallied = Counter(found)
    if lang == "zh":
        return "、".join(f"{status_word(status, lang)}{tallied[status]}{unit}" for status in SHOWN)
    return ", ".join(f"{tallied[status]} {status_word(status, lang)}" for status in SHOWN)


def dates(text: str, lang: Lang) -> str:
    """A text with its dates as documents of the language write them."""
    if lang == "en":
        return text
    return ISO.sub(lambda found: day_words(date(int(found[1]), int(found[2]), int(found[3])), lang), text)


def deadline(on: date) -> date:
    """The 5th of the month after a day: when county returns of a month are due."""
    return date(on.year + on.month // 12, on.month % 12 + 1, 5)


def brief(gap: Gap, lang: Lang) -> str:
    """What one gap lacks, without the slots and cells that the list of gaps has."""
    zh = lang == "zh"
    if gap.missed:
        n = len(gap.missed)
        return f"缺{n}次" if zh else f"missed {n}"
    if gap.unreported:
        n = len(gap.unreported)
        if gap.state == "no":
            return f"有缺，{n}次未逐次报明" if zh else f"some missed, {n} not told one by one"
        return f"{n}次未报" if zh else f"{n} not reported"
    said = gap.what.say(lang)
    for cell in gap.where:
        said = said.replace(f"（{cell}）", "").replace(f" ({cell})", "")
    return dates(said, lang)


def place(gap: Gap, lang: Lang) -> str:
    """Where and who, each place once."""
    above = gap.place[:-1] if gap.place and gap.place[-1] == gap.name else gap.place
    return ("" if lang == "zh" else " ").join((*above, gap.name))
