"""Amounts of money as planners write them: 元 or 万元 in the cell or its heading, below 0 where a refund may be."""

from __future__ import annotations

import re
from decimal import Decimal

from fengqiao.boundary.cells import UNKNOWN, ZERO, Refusal, refuse, tidy
from fengqiao.errors import Text

FACTOR = {"元": 100, "yuan": 100, "万元": 1_000_000, "万": 1_000_000, "wan": 1_000_000, "分": 1, "fen": 1}
"""Fen in one of each unit."""
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+")
_HEADING = re.compile(r"[（(]\s*(?:单位[:：]?\s*)?(万元|元|万)\s*[)）]")
_ENDING = re.compile(r"\s*(万元|元|万|分|yuan|wan|fen)$")
LARGEST = 10**17


def unit_of(heading: str) -> str | None:
    """The unit that a heading names: 金额（万元）."""
    found = _HEADING.search(tidy(heading))
    return found[1] if found else None


def fen(text: str, *, unit: str | None = None, signed: bool = False) -> int | Refusal | None:
    """Whole fen, exactly. A unit in the cell goes before its heading's (`unit`); without either it is refused.

    None is unknown (a blank). `signed` takes -3万元, －3万元 and (3万元), as refunds and cuts are written.
    """
    clean = tidy(text).replace("−", "-").replace("–", "-")
    if clean.lower() in UNKNOWN:
        return None
    if clean in ZERO:
        return 0
    below = False
    if clean.startswith("(") and clean.endswith(")"):
        clean, below = clean[1:-1].strip(), True
    clean = clean.lstrip("¥￥").lstrip()
    if clean.startswith("-"):
        clean, below = clean[1:].lstrip(), not below
    clean = clean.lstrip("¥￥+").lstrip()
    if found := _ENDING.search(clean):
        clean, unit = clean[: found.start()].rstrip(), found[1]
    if not _NUMBER.fullmatch(clean):
        return _refused(text)
    value = Decimal(clean.replace(",", ""))
    if value and unit is None:
        return refuse(
            "plan.money-unit",
            text,
            "“{}”没有写单位，不知道是元还是万元",
            "'{}' says neither 元 nor 万元",
            "请写明单位，如 3万元，或在表头写“金额（万元）”",
            "Write the unit, such as 3万元, or in the heading: 金额（万元）",
        )
    exact = value * FACTOR[unit or "元"]
    if exact != exact.to_integral_value() or exact >= LARGEST:
        return _refused(text)
    if below and not signed:
        return Refusal(
            "plan.money-below-zero",
            Text(f"“{tidy(text)}”小于 0", f"'{tidy(text)}' is below 0"),
            Text("退款和调减请写在预算调整中", "Write refunds and cuts as adjustments of a budget"),
        )
    return -int(exact) if below else int(exact)


def _refused(text: str) -> Refusal:
    return refuse(
        "plan.money",
        text,
        "“{}”不是精确到分的金额",
        "'{}' is not an amount that is exact to the fen",
        "请改为如 1234.56元 或 3万元 的金额",
        "Write an amount such as 1234.56元 or 3万元",
    )
