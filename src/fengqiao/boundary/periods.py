"""Headings that name a time (3月, 2019年3月, 一季度), and cells that list days."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from fengqiao.boundary.cells import ZERO, Refusal, blank, day, refuse, split, tidy
from fengqiao.boundary.profile import plain, uncounted

_FORMS = {
    "year": r"(?:20|19)\d{2}",
    "month": r"1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]",
    "quarter": "[1-4一二三四]",
    "day": r"3[01]|[12]\d|0?[1-9]",
}
_HAN = {han: number for number, han in enumerate("一二三四五六七八九十", 1)} | {"十一": 11, "十二": 12}
_MONTH_DAY = re.compile(r"(1[0-2]|0?[1-9])[-./月](3[01]|[12]\d|0?[1-9])日?")


def heading_time(pattern: str, heading: str) -> dict[str, int] | None:
    """What a heading says by a pattern such as {year}年{month}月; None where it does not fit."""
    expression = re.escape(plain(pattern))
    for name, form in _FORMS.items():
        expression = expression.replace(re.escape("{" + name + "}"), f"(?P<{name}>{form})", 1)
    expression = expression.replace(r"\*", ".*").replace(r"\?", ".")
    found = re.fullmatch(expression, plain(heading)) or re.fullmatch(expression, uncounted(heading))
    if not found:
        return None
    return {name: _HAN[text] if text in _HAN else int(text) for name, text in found.groupdict().items() if text}


def span(time: dict[str, int], year: int | None) -> tuple[date, date] | None:
    """The first and last day that a heading names; None while the year is not known or the day does not exist."""
    year = time.get("year", year)
    if year is None or not 1949 <= year <= 2098:
        return None
    if "quarter" in time:
        first, months = time["quarter"] * 3 - 2, 3
    elif "month" in time:
        first, months = time["month"], 1
    else:
        first, months = 1, 12
    end = first + months
    try:
        if "day" in time:
            return (found := date(year, time["month"], time["day"]), found)
    except (ValueError, KeyError):
        return None
    return date(year, first, 1), date(year + (end - 1) // 12, (end - 1) % 12 + 1, 1) - timedelta(days=1)


def days(text: str, within: tuple[date, date] | None, *, system: int = 1900) -> Any:
    """The days that a cell lists, of the heading's time where it gives only a month and a day or a day; or a Refusal.

    None is unknown; 无 and 0 list none.
    """
    if blank(text):
        return None
    if tidy(text) in ZERO or tidy(text) == "0":
        return ()
    found: list[date] = []
    for part in split(text):
        clean = tidy(part)
        value: Any = None
        try:
            if within and (short := re.fullmatch(r"(\d{1,2})[日号]?", clean)):
                value = (
                    date(within[0].year, within[0].month, int(short[1])) if within[0].month == within[1].month else None
                )
            elif within and (short := _MONTH_DAY.fullmatch(clean)):
                value = date(within[0].year, int(short[1]), int(short[2]))
            else:
                value = day(clean, system=system)
        except ValueError:
            value = None
        if isinstance(value, Refusal):
            return value
        if value is None:
            return _bad(text)
        if within and not within[0] <= value <= within[1]:
            return refuse(
                "cell.date-outside",
                text,
                f"“{{}}”中的 {value} 不在该列的 {within[0]} 至 {within[1]} 之内",
                f"{value} in '{{}}' does not lie within the column's {within[0]} to {within[1]}",
                "请把日期移到所属月份的列",
                "Move the date to the column of its month",
            )
        found.append(value)
    return tuple(dict.fromkeys(found))


def _bad(text: str) -> Refusal:
    return refuse(
        "cell.dates",
        text,
        "“{}”不是日期的列表",
        "'{}' is not a list of dates",
        "请写成如 5、12、19 或 2019-03-05 的日期，用顿号或逗号分开",
        "Write days such as 5、12、19 or 2019-03-05, split by commas",
    )
