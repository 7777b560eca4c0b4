"""Why two results differ, as tables: what changed, what each unit's marks owe to it, and item by item."""

from __future__ import annotations

from collections.abc import Iterator

from fengqiao.assess.compare import CAUSES, Causes, Comparison, UnitChange
from fengqiao.assess.words import decimal
from fengqiao.errors import Text
from fengqiao.model.outcome import Span
from fengqiao.report import words
from fengqiao.report.steps import WORDS
from fengqiao.report.table import Column, Report, Table

NAMES = {
    "data": Text("数据", "data"),
    "rule": Text("规则", "rule"),
    "reading": Text("口径", "reading"),
    "place": Text("区划", "places"),
    "day": Text("判定日", "judged day"),
}
LINES = {
    "base": Text("计分基数变化", "another base"),
    "printed": Text("文件中数字取12位的尾差", "rounding of printed numbers"),
    **WORDS,
}
TITLE = Text("两份结果的比较", "Two results compared")
PARTS = Text("有何不同", "What differs")
UNITS = Text("各单位得分变化", "Change of marks by unit")
ITEMS = Text("逐项变化", "Change by item")
WHOLE = Text("变化", "Change")
CAUSE = Text("原因", "Because of")
TOGETHER = Text(
    "一栏有两个以上原因的，仅凭两份结果不能分开，只列其合计。",
    "Where a column names several causes, the two documents cannot tell them apart; it holds their sum.",
)
EXACT = Text("各栏之和等于得分变化。", "The columns sum exactly to the change.")
ENDS = Text("区间分别列出低值和高值的变化。", "For intervals the change of the low and of the high end is given.")


def comparison_report(found: Comparison) -> Report:
    """The report for every format."""
    groups = found.groups
    title = Text(
        f"{TITLE.zh}：{found.before.as_of.isoformat()} 与 {found.after.as_of.isoformat()}",
        f"{TITLE.en}: {found.before.as_of.isoformat()} and {found.after.as_of.isoformat()}",
    )
    banners = (words.SYNTHETIC,) if found.before.synthetic or found.after.synthetic else ()
    parts = Table("parts", PARTS, (Column("part", CAUSE), Column("what", words.SENTENCE)), tuple(_parts(found)))
    heads = (Column("unit", words.UNIT), Column("before", words.MARKS_BEFORE), Column("after", words.MARKS_NOW))
    columns = (*heads, Column("change", WHOLE), *(Column("+".join(_ordered(g)), causes_words(g)) for g in groups))
    units = Table("units", UNITS, columns, tuple(_unit(one, groups) for one in found.units), (EXACT, ENDS))
    item_columns = (
        Column("unit", words.UNIT),
        Column("item", words.ITEM),
        Column("change", WHOLE),
        Column("causes", CAUSE),
    )
    items = tuple(
        (unit.unit.name, _line(one.line, one.name), change(one.span), causes_words(one.causes))
        for unit in found.units
        for one in unit.contributions
        if change(one.span) != "0.00"
    )
    notes = (TOGETHER,) if any(len(group) > 1 for group in groups) else ()
    return Report(title, (parts, units, Table("items", ITEMS, item_columns, items)), banners, notes)


def _ordered(group: Causes) -> list[str]:
    return [cause for cause in CAUSES if cause in group]


def causes_words(group: Causes) -> Text:
    """The causes, with a plus between those that cannot be told apart."""
    found = [NAMES[cause] for cause in CAUSES if cause in group]
    if not found:
        return Text("不明", "not known")
    return Text("+".join(one.zh for one in found), " + ".join(one.en for one in found))


def _line(line: str, name: str) -> Text:
    return Text(name, name) if name else LINES.get(line, Text(line, line))


def _parts(found: Comparison) -> Iterator[tuple[Text, Text]]:
    """What differs, and what the documents do not tell."""
    if found.alike:
        yield Text("-", "-"), Text("两份结果的指纹相同，依据完全一致", "equal fingerprints: both rest on the same")
    before, after = found.before, found.after
    if "day" in found.changed:
        yield NAMES["day"], Text(f"{before.as_of} → {after.as_of}", f"{before.as_of} → {after.as_of}")
    if "data" in found.changed:
        files = "、".join(found.files), ", ".join(found.files)
        rows = f"{before.intake[0]:,} → {after.intake[0]:,}"
        yield (
            NAMES["data"],
            Text(
                f"读入行数 {rows}；变化的文件：{files[0] or '无'}",
                f"rows read {rows}; files that changed: {files[1] or 'none'}",
            ),
        )
    if "rule" in found.changed:
        rules = "、".join(found.rules), ", ".join(found.rules)
        versions = f"{before.version} → {after.version}"
        yield (
            NAMES["rule"],
            Text(
                f"版本 {versions}；变化的指标：{rules[0] or '评分办法'}",
                f"version {versions}; {rules[1] or 'the scheme'}",
            ),
        )
    for target, old, new in found.readings:
        yield NAMES["reading"], Text(f"{target}：{old} → {new}", f"{target}: {old} → {new}")
    if "place" in found.changed:
        yield NAMES["place"], Text("所用区划不同", "another tree of places")
    for cause in _ordered(found.unknown):
        yield NAMES[cause], Text("两份结果没有说明是否变化", "the documents do not say whether it changed")


def _unit(one: UnitChange, groups: tuple[Causes, ...]) -> tuple[str, ...]:
    whole = "-"
    if one.before is not None and one.after is not None:
        whole = change(Span(one.after.low - one.before.low, one.after.high - one.before.high))
    parts = [change(one.by(group)) if one.contributions else "-" for group in groups]
    return one.unit.name, _marks(one.before), _marks(one.after), whole, *parts


def _marks(found: Span | None) -> str:
    if found is None:
        return "-"
    low, high = decimal(found.low, 2), decimal(found.high, 2)
    return low if low == high else f"{low}–{high}"


def change(found: Span) -> str:
    """What the low and the high end changed by, with their signs; once where it is the same."""
    low, high = (_signed(decimal(end, 2)) for end in (found.low, found.high))
    return low if low == high else f"{low} / {high}"


def _signed(shown: str) -> str:
    return shown if shown.startswith("-") or not shown.strip("0.") else f"+{shown}"
