"""The words and cells that every report of plans shares."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from fengqiao.errors import Problem, Text
from fengqiao.model.dataset import Dataset
from fengqiao.model.outcome import Bounds
from fengqiao.model.target import RulePack
from fengqiao.report.table import Cell, Column, Fen, Table
from fengqiao.report.words import SYNTHETIC

EXAMPLE = Text(
    "示例费率：本报告所用费率为虚构示例，不是任何单位的标准。",
    "EXAMPLE RATES: the rates behind this report are made up and are nobody's standard.",
)
UNKNOWN = Text("未知", "not known")
UNIT, TARGET, DAY = (
    Column("unit", Text("单位", "unit")),
    Column("target", Text("指标", "target")),
    Column("day", Text("日期", "day")),
)


def col(key: str, zh: str, en: str) -> Column:
    """A column."""
    return Column(key, Text(zh, en))


def banners(data: Dataset, example: bool) -> tuple[Text, ...]:
    """What must be seen first."""
    return ((SYNTHETIC,) if data.synthetic else ()) + ((EXAMPLE,) if example else ())


class Names:
    """Names of units and titles of targets."""

    def __init__(self, pack: RulePack, data: Dataset) -> None:
        self.pack, self.places = pack, data.places

    def unit(self, key: str) -> str:
        """A unit's name, or the id of a body."""
        return self.places.units[key].name if key in self.places.units else key

    def target(self, name: str) -> Text:
        """A target's title."""
        return self.pack.targets[name].title


def span(bounds: Bounds | None, *, share: bool = False, money: bool = False) -> Cell:
    """A value as one cell, with both ends where they differ."""
    if bounds is None or (bounds.low is None and bounds.high is None):
        return UNKNOWN if bounds is not None else None
    if bounds.low == bounds.high and bounds.low is not None:
        if money:
            return Fen(round(bounds.low))
        return (
            int(bounds.low) if bounds.low.denominator == 1 and not share else bounds.low if share else two(bounds.low)
        )
    low, high = (None if end is None else _end(end, share=share, money=money) for end in (bounds.low, bounds.high))
    return low if low == high else f"{low or '…'}–{high or '…'}"


def two(value: Fraction) -> str:
    """Two decimals, rounded half up."""
    cents = (abs(value) * 200 + 1) // 2
    return f"{'-' if value < 0 else ''}{cents // 100}.{cents % 100:02}"


def _end(value: Fraction, *, share: bool, money: bool) -> str:
    if money:
        return Fen(round(value)).yuan()
    if share:
        return f"{two(value * 100)}%"
    return str(value.numerator) if value.denominator == 1 else two(value)


def problem_table(problems: Iterable[Problem]) -> list[Table]:
    """What is wrong, each once."""
    lines = {(str(p.where), p.what.en): p for p in problems}
    rows = tuple((str(p.where), p.what, p.mend) for p in list(lines.values())[:200])
    if not rows:
        return []
    columns = (
        col("where", "位置", "where"),
        col("what", "问题", "what is wrong"),
        col("mend", "处理", "how to mend it"),
    )
    return [Table("problems", Text("问题", "Problems"), columns, rows)]
