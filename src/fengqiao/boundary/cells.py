"""One cell's text to one value: every spelling that the field's offices use, and a refusal that says how to mend it.

None is unknown. A parser never raises for what a cell holds: what it cannot take becomes a `Refusal`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

import attrs

from fengqiao.boundary.personal import mask
from fengqiao.errors import Text

UNKNOWN = frozenset(
    {"", "未填", "未填写", "未填报", "不详", "未知", "待定", "未统计", "—", "——", "-", "--", "/", "n/a", "na", "null"}
)
ZERO = frozenset({"无", "零", "零报告", "〇", "没有"})
YES = frozenset({"是", "有", "√", "✓", "✔", "1", "y", "yes", "true", "对"})
NO = frozenset({"否", "无", "×", "✗", "✘", "x", "0", "n", "no", "false", "没有", "不是"})
EARLIEST, LATEST = 1949, 2098
EPOCHS = {1900: date(1899, 12, 30), 1904: date(1904, 1, 1)}
"""Day 0 of the two serial calendars; that of 1900 counts a 29 February that never was: right from March 1900 on."""
_BLANKS = str.maketrans(
    {"\u3000": " ", "\xa0": " ", "\u2007": " ", "\u202f": " ", "\u200b": None, "\ufeff": None, "\u200d": None}
)
_WIDE = str.maketrans(
    {code: code - 0xFEE0 for a, b in ("09", "AZ", "az") for code in range(ord(a) + 0xFEE0, ord(b) + 0xFEE1)}
)
_HAN_GAP = re.compile(r"(?<=[\u4e00-\u9fff·]) +(?=[\u4e00-\u9fff·])")
_DAY = re.compile(r"(\d{4}) ?[-./年] ?(\d{1,2}) ?[-./月] ?(\d{1,2}) ?日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4}) ?[-./年] ?(\d{1,2}) ?月?|(\d{4})(\d{2})")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_WHOLE = re.compile(r"\+?(\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.0*)?")
_DECIMAL = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+")


@attrs.frozen
class Refusal:
    """Why a cell could not be taken, and how to mend it."""

    code: str
    what: Text
    mend: Text


Parse = Callable[[str], Any]
"""Text to a value, None for unknown, or a Refusal."""


def tidy(text: str) -> str:
    """For reading numbers, dates and codes: full-width signs narrow, blanks of every kind one, none at the ends."""
    return " ".join(unicodedata.normalize("NFKC", text.translate(_BLANKS)).split())


def words(text: str) -> str | None:
    """Free text: blanks trimmed, full-width letters and digits narrow, personal numbers masked; the rest left alone."""
    clean = _HAN_GAP.sub("", " ".join(text.translate(_BLANKS).translate(_WIDE).split()))
    return None if clean.lower() in UNKNOWN else mask(clean)


def blank(text: str) -> bool:
    """Whether a cell says nothing, or that it is not known."""
    return not text or tidy(text).lower() in UNKNOWN


def _said(text: str) -> str:
    shown = mask(tidy(text))
    return shown if len(shown) <= 40 else shown[:39] + "…"


def refuse(  # noqa: PLR0917  a code and two pairs of words
    code: str, text: str, zh: str, en: str, mend_zh: str, mend_en: str
) -> Refusal:
    """A refusal; `{}` in the words stands for the text, shortened and masked."""
    said = _said(text)
    return Refusal(code, Text(zh.replace("{}", said), en.replace("{}", said)), Text(mend_zh, mend_en))


def whole(text: str, *, suffix: str = "") -> Any:
    """A whole number, 0 or more: 1,234, １２, 12.0; `suffix` is a word that may follow."""
    clean = tidy(text)
    if clean.isascii() and clean.isdigit() and len(clean) <= 15:
        return int(clean)
    if clean.lower() in UNKNOWN:
        return None
    if clean in ZERO:
        return 0
    if suffix and clean.endswith(suffix):
        clean = clean.removesuffix(suffix).rstrip()
    if (found := _WHOLE.fullmatch(clean)) and len(digits := found[1].replace(",", "")) <= 15:
        return int(digits)
    return refuse(
        "cell.number",
        text,
        "“{}”不是不小于 0 的整数",
        "'{}' is not a whole number of 0 or more",
        "请改为如 12 的整数；不掌握的请留空",
        "Write a whole number such as 12, or leave it blank if it is not known",
    )


def _decimal(clean: str) -> Decimal | None:
    return Decimal(clean.replace(",", "")) if _DECIMAL.fullmatch(clean) else None


def money(text: str, *, unit: str = "元") -> Any:
    """Whole fen from 元 or 万元, exactly; a unit in the cell itself goes before the profile's."""
    clean = tidy(text)
    if clean.lower() in UNKNOWN:
        return None
    if clean in ZERO:
        return 0
    clean = clean.lstrip("¥￥").lstrip()
    for ending in ("万元", "元"):
        if clean.endswith(ending):
            clean, unit = clean.removesuffix(ending).rstrip(), ending
            break
    number = _decimal(clean)
    fen = None if number is None else number * (1_000_000 if unit == "万元" else 100)
    if fen is not None and 0 <= fen < 10**17 and fen == fen.to_integral_value():
        return int(fen)
    return refuse(
        "cell.money",
        text,
        "“{}”不是精确到分的金额",
        "'{}' is not an amount that is exact to the fen",
        f"请改为如 1234.56 的数（单位：{unit}）",
        f"Write a number such as 1234.56 (in {unit})",
    )


def number(text: str, *, unit: str = "") -> Any:
    """A decimal as written; a rate is a fraction: `percent` reads 97.2 and 97.2% as 0.972, `fraction` 0.972."""
    clean = tidy(text)
    if clean.lower() in UNKNOWN:
        return None
    if clean in ZERO:
        return Decimal(0)
    percent = clean.endswith("%")
    found = _decimal(clean.removesuffix("%").rstrip())
    if found is not None and (percent or unit == "percent"):
        found = found.scaleb(-2)
    if found is None or (unit == "fraction" and not percent and not 0 <= found <= 1):
        return refuse(
            "cell.rate" if unit else "cell.number",
            text,
            "“{}”不是有效的比率" if unit else "“{}”不是数",
            "'{}' is not a rate" if unit else "'{}' is not a number",
            {"percent": "请改为如 97.2% 的百分数", "fraction": "请改为 0 与 1 之间的小数，如 0.972"}.get(
                unit, "请改为如 97.2 的数"
            ),
            {
                "percent": "Write a percentage such as 97.2%",
                "fraction": "Write a fraction between 0 and 1 such as 0.972",
            }.get(unit, "Write a number such as 97.2"),
        )
    return found


def _bad_day(text: str, month: str | None) -> Refusal:
    return refuse(
        "cell.date",
        text,
        "日期“{}”不是有效日期",
        "'{}' is not a valid date",
        "请改为如 2019-03-05 的日期" if month is None else "请改为如 2019-03-05 的日期或如 2019-03 的月份",
        "Write a date such as 2019-03-05"
        if month is None
        else "Write a date such as 2019-03-05 or a month such as 2019-03",
    )


# many sheets of one run hold the same days
@lru_cache(maxsize=1 << 15)
def day(text: str, *, month: str | None = None, system: int = 1900) -> Any:
    """A date in any of the field's spellings; with `month` (first or last) a month stands for that day of it."""
    clean = tidy(text)
    if clean.lower() in UNKNOWN:
        return None
    try:
        if found := _DAY.fullmatch(clean) or _COMPACT.fullmatch(clean):
            value = date(int(found[1]), int(found[2]), int(found[3]))
        elif month and (found := _MONTH.fullmatch(clean)):
            year, number_ = int(found[1] or found[3]), int(found[2] or found[4])
            value = date(year, number_, 1)
            if month == "last":
                value = date(year + number_ // 12, number_ % 12 + 1, 1) - timedelta(days=1)
        elif found := _SERIAL.fullmatch(clean):
            value = EPOCHS[system] + timedelta(days=int(found[1]))
        else:
            return _bad_day(text, month)
    except (ValueError, OverflowError):
        return _bad_day(text, month)
    if EARLIEST <= value.year <= LATEST:
        return value
    shown = value.isoformat() if clean.isdigit() and len(clean) == 5 else ""
    return refuse(
        "cell.date-range",
        text,
        "日期“{}”" + (f"（即 {shown}）" if shown else "") + f"不在 {EARLIEST} 年至 {LATEST} 年之间",
        "the date '{}'" + (f" ({shown})" if shown else "") + f" does not lie between {EARLIEST} and {LATEST}",
        "请核对年份，改为如 2019-03-05 的日期",
        "Check the year and write a date such as 2019-03-05",
    )


def yes_no(text: str) -> Any:
    """True or False."""
    clean = tidy(text).lower()
    if clean in YES:
        return True
    if clean in NO:
        return False
    if clean in UNKNOWN:
        return None
    return refuse(
        "cell.yes-no",
        text,
        "“{}”不是“是”或“否”",
        "'{}' is neither yes nor no",
        "请填“是”或“否”；不掌握的请留空",
        "Write 是 or 否, or leave it blank if it is not known",
    )


def choice(text: str, allowed: tuple[str, ...]) -> Any:
    """One of the words of a register."""
    clean = tidy(text)
    if clean in allowed:
        return clean
    return None if clean.lower() in UNKNOWN else _not_listed(text, allowed)


def _not_listed(text: str, allowed: tuple[str, ...]) -> Refusal:
    shown = allowed[:12]
    return refuse(
        "cell.value",
        text,
        "“{}”不在可填的值之内",
        "'{}' is not one of the values allowed here",
        f"可填：{'、'.join(shown)}" + ("等" if len(allowed) > 12 else ""),
        f"Allowed: {', '.join(shown)}" + (" ..." if len(allowed) > 12 else ""),
    )


def code_key(text: str) -> str:
    """A code or word as it is looked up: narrow, lower case, without the zeros that pad a number."""
    clean = tidy(text).lower().replace(" ", "")
    return (clean.lstrip("0") or "0") if clean.isascii() and clean.isdigit() else clean


def mapped(values: Mapping[str, Any], *, otherwise: Any = None, open_ended: bool = False) -> Parse:
    """A parser for a source's own words and codes. What is not listed is refused, or (`open_ended`) is `otherwise`."""
    table = {code_key(text): value for text, value in values.items()}
    names = tuple(values)

    def parse(text: str) -> Any:
        key = code_key(text)
        if key in table:
            return table[key]
        if key in UNKNOWN:
            return None
        return otherwise if open_ended else _not_listed(text, names)

    return parse


def split(text: str) -> list[str]:
    """Several values in one cell, split by , ， 、 ; or a blank; twice the same is once."""
    clean = text.translate(_BLANKS)
    parts = re.split(r"[,，、;；\n]+", clean)
    if len(parts) == 1:
        parts = parts[0].split()
    return list(dict.fromkeys(part for raw in parts if (part := " ".join(raw.split()))))


class Memo(dict[str, Any]):
    """Cells repeat: each text is parsed once. `dirty` says whether any was refused so far."""

    __slots__ = ("_parse", "dirty")

    LARGEST = 1 << 17

    def __init__(self, parse: Parse) -> None:
        super().__init__()
        self._parse, self.dirty = parse, False

    def __missing__(self, text: str) -> Any:
        value = self._parse(text)
        if isinstance(value, Refusal):
            self.dirty = True
        # a column without repeats (names, case numbers) must not be kept whole
        if len(self) < self.LARGEST:
            self[text] = value
        return value


def parser_of(domain: Any, *, unit: str = "", month: str | None = None, system: int = 1900) -> Parse:
    """The parser of what a field may hold."""
    from fengqiao.model import fact

    match domain:
        case fact.Whole(money=True):
            return partial(money, unit=unit or "元")
        case fact.Whole():
            return partial(whole, suffix=unit)
        case fact.Day():
            return partial(day, month=month, system=system)
        case fact.Number():
            return partial(number, unit=unit)
        case fact.YesNo():
            return yes_no
        case fact.Choice(values=allowed):
            return partial(choice, allowed=allowed)
        case _:
            return words
