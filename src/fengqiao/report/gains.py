"""What one more of each item would bring, as a table for every format."""

from __future__ import annotations

from collections.abc import Iterable

from fengqiao.assess.gain import Gain
from fengqiao.assess.words import decimal
from fengqiao.errors import Text, singular
from fengqiao.model.outcome import Span
from fengqiao.report import words
from fengqiao.report.compared import change
from fengqiao.report.table import Column, Report, Table

TITLE = Text("每增一个可得", "What one more would bring")
COLUMNS = (
    Column("unit", words.UNIT),
    Column("item", words.ITEM),
    Column("one_more", Text("再增", "One more")),
    Column("marks", Text("得分增加", "Marks gained")),
    Column("rank_before", Text("现名次", "Rank now")),
    Column("rank_after", Text("名次变为", "Rank then")),
)
NOTES = (
    Text(
        "其他各项不变；区间分别列出低值和高值的增加。",
        "All else as it is; for intervals the gain of the low and of the high end.",
    ),
    Text(
        "经费、比率、增减、比较和评定项目不以个计，未列入。",
        "Money, ratios, changes, comparisons and given marks do not count in ones and are left out.",
    ),
)


def gains_report(found: Iterable[Gain], title: Text, *, synthetic: bool) -> Report:
    """One row an item of a unit."""
    rows = tuple(
        (
            one.unit.name,
            one.name,
            Text(f"1{one.counts.zh}", f"1 {singular(one.counts.en)}"),
            _gained(one.marks),
            _rank(one.rank_before),
            _rank(one.rank_after),
        )
        for one in found
    )
    banners = (words.SYNTHETIC,) if synthetic else ()
    return Report(title, (Table("gains", TITLE, COLUMNS, rows, NOTES),), banners)


def _gained(found: Span) -> str:
    """What is gained; a little is not shown as nothing."""
    shown = change(found)
    little = shown.strip("0.") == "" and (found.low or found.high)
    return f"+{decimal(max(found.low, found.high), 4)}" if little else shown


def _rank(found: tuple[int, int] | None) -> str:
    return "-" if found is None else str(found[0]) if found[0] == found[1] else f"{found[0]}–{found[1]}"
