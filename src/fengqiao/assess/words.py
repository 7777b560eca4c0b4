"""Verdicts in words: one sentence in Chinese and one in English, each number with what it counts."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import lru_cache

from fengqiao.assess.judge import READINGS, Verdict
from fengqiao.engine.told import bound_of
from fengqiao.errors import Lang, Text, counted, singular
from fengqiao.model.fact import REGISTERS
from fengqiao.model.measure import (
    Adherence,
    Attested,
    Change,
    Condition,
    Count,
    FactsOf,
    Measure,
    Mediators,
    Ratio,
    SelfReported,
    Sum,
    is_amount,
)
from fengqiao.model.outcome import Bounds, Missing, Status, Tally, UnitRef
from fengqiao.model.predicate import Limits
from fengqiao.model.target import Target

STATUS = {
    Status.MET: Text("达标", "met"),
    Status.NOT_MET: Text("未达标", "not met"),
    Status.UNDETERMINED: Text("待定", "undetermined"),
    Status.NOT_DUE: Text("未到期", "not due yet"),
    Status.NOT_APPLICABLE: Text("不适用", "not applicable"),
    Status.WAIVED: Text("已豁免", "waived"),
    Status.INDICATOR: Text("仅列示", "shown only"),
}
"""Each status as people read it."""

LIMIT = {
    "at_least": Text("不少于{}", "at least {}"),
    "at_most": Text("不多于{}", "at most {}"),
    "above": Text("高于{}", "above {}"),
    "below": Text("低于{}", "below {}"),
}
LANGS: tuple[Lang, Lang] = ("zh", "en")
UNITS = Text("个被考核单位", "accountable units")
MEMBERS = Text("个", "members")
SLOTS = Text("次", "slots")
COUNTED = {
    "posts": Text("名调解员", "mediators"),
    "studios": Text("个调解工作室", "studios"),
    "committees": Text("个调委会", "committees"),
    "screenings": Text("次排查", "screenings"),
    "disputes": Text("件纠纷", "disputes"),
    "trainings": Text("次培训", "trainings"),
}
"""The facts of a register after a number; others are members."""
UNCHANGED = {
    "at_least": Text("不减少", "no decrease"),
    "at_most": Text("不增加", "no increase"),
    "above": Text("有增加", "an increase"),
    "below": Text("有减少", "a decrease"),
}
"""What a change is held to where the limit is 0."""


def whole(measure: Measure) -> bool:
    """Whether the value is a number of things (else it is a share or a rate)."""
    return (
        is_amount(measure)
        or isinstance(measure, Ratio | SelfReported)
        or (isinstance(measure, Change) and not measure.rate)
    )


def is_money(measure: Measure) -> bool:
    """Whether the value is fen."""
    inner = measure.measure if isinstance(measure, Change) else measure
    return isinstance(inner, Sum) and inner.of.register == "funding"


def decimal(amount: Fraction, places: int) -> str:
    """A number with so many places, rounded half up (away from zero for a loss), thousands grouped."""
    return _digits(_rounded(amount.numerator, amount.denominator, places), places)


def _rounded(numerator: int, denominator: int, places: int) -> int:
    """A quotient in units of the last place, half up (away from zero for a loss)."""
    units: int = (2 * abs(numerator) * 10**places + denominator) // (2 * denominator)
    return -units if numerator < 0 else units


def _digits(units: int, places: int) -> str:
    whole, part = divmod(abs(units), 10**places)
    return f"{'-' if units < 0 else ''}{whole:,}" + (f".{part:0{places}d}" if places else "")


def percent(share: Fraction) -> str:
    """A share as people read it; never rounded up to 100% or down to 0% when it is not."""
    numerator, denominator = share.numerator, share.denominator
    for places in (1, 2, 4, 6):
        units = _rounded(numerator * 100, denominator, places)
        if (numerator >= denominator or units < 100 * 10**places) and (numerator <= 0 or units):
            break
    return _digits(units, places).rstrip("0").rstrip(".") + "%"


def amount(measure: Measure, number: Fraction, unit: str, lang: Lang) -> str:
    """One value of a measure with its unit."""
    if is_money(measure):
        return f"{decimal(number / 100, 2)}{'元' if lang == 'zh' else ' yuan'}"
    if not whole(measure):
        return percent(number)
    shown = decimal(number, 0 if number.denominator == 1 else 2)
    if lang == "zh" or not unit:
        return f"{shown}{unit}"
    return f"{shown} {singular(unit) if number == 1 else unit}"


def interval(measure: Measure, bounds: Bounds, unit: str, lang: Lang) -> str:
    """The possible values in words."""
    low = None if bounds.low is None else amount(measure, bounds.low, unit, lang)
    high = None if bounds.high is None else amount(measure, bounds.high, unit, lang)
    if low is None and high is None:
        return "尚不能确定" if lang == "zh" else "not known"
    if high is None:
        return f"至少{low}" if lang == "zh" else f"{low} or more"
    if low is None:
        return f"至多{high}" if lang == "zh" else f"{high} or fewer"
    if low == high:
        return low
    return f"{low}至{high}" if lang == "zh" else f"{low} to {high}"


@lru_cache(maxsize=READINGS)
def limits_words(measure: Measure, limits: Limits, unit: str, lang: Lang) -> str:
    """A threshold in words."""
    given = limits.given
    if given.get("at_least") is not None and given.get("at_least") == given.get("at_most"):
        shown = amount(measure, given["at_least"], unit, lang)
        return f"恰为{shown}" if lang == "zh" else f"exactly {shown}"
    return ("且" if lang == "zh" else " and ").join(
        UNCHANGED[name].say(lang)
        if isinstance(measure, Change) and not end
        else LIMIT[name].say(lang).format(amount(measure, end, unit, lang))
        for name, end in given.items()
    )


def counts(measure: Measure, tally: Tally, lang: Lang) -> str:
    """The whole numbers behind a share: `984/3,280`, and how many of them are unknown."""
    if whole(measure):
        return ""
    shown = f"{tally.yes:,}/{tally.members + tally.may_no:,}"
    unknown = tally.unknown + max(tally.may_yes, tally.may_no)
    if unknown:
        shown += f"，另{unknown:,}未知" if lang == "zh" else f", {unknown:,} unknown"
    if tally.open:
        shown += "，且有未报" if lang == "zh" else ", and more not reported"
    return f"（{shown}）" if lang == "zh" else f" ({shown})"


def day_words(day: date, lang: Lang) -> str:
    """A date as documents of the language write it."""
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else day.isoformat()


def sentence(target: Target, measure: Measure, unit: UnitRef, verdict: Verdict, day: date) -> Text:
    """The verdict on one target at one unit, in both languages."""
    zh, en = (_sentence(target, measure, unit, verdict, day=day, lang=lang) for lang in LANGS)
    return Text(zh, en)


def _sentence(target: Target, measure: Measure, unit: UnitRef, verdict: Verdict, *, day: date, lang: Lang) -> str:
    zh = lang == "zh"
    word = STATUS[verdict.status].say(lang)
    parts = [f"{unit.name}「{target.title.zh}」" if zh else f"{unit.name}, {target.title.en}"]
    tally = verdict.answer.tally if verdict.answer else Tally()
    if verdict.of_units and tally.members:
        shown = (
            f"{tally.members}{UNITS.zh}中{tally.yes}个达标"
            if zh
            else f"{tally.yes} of {counted(tally.members, UNITS.en)} met"
        )
        parts.append(
            shown + ((f"、{tally.unknown}个待定" if zh else f", {tally.unknown} undetermined") if tally.unknown else "")
        )
    elif isinstance(measure, Attested):
        parts.append(_attested(tally).say(lang))
    elif verdict.value is not None:
        what = "为" if zh else ""
        parts.append(
            what + interval(measure, verdict.value, target.unit.say(lang), lang) + counts(measure, tally, lang)
        )
    if verdict.limits is not None and verdict.since is not None and not verdict.of_units:
        bound = limits_words(measure, verdict.limits, target.unit.say(lang), lang)
        parts.append(
            f"要求{bound}（自{day_words(verdict.since, lang)}起）"
            if zh
            else f"required {bound} since {verdict.since.isoformat()}"
        )
    parts.append(f"截至{day_words(day, lang)}{word}" if zh else f"{word} on {day.isoformat()}")
    if verdict.status is Status.NOT_MET and verdict.margin is not None and not verdict.of_units:
        parts.append(short(measure, target.unit.say(lang), verdict, lang))
    if verdict.status is Status.NOT_DUE and verdict.next_due is not None:
        parts.append(f"{day_words(verdict.next_due, lang)}到期" if zh else f"due on {verdict.next_due.isoformat()}")
    return ("，" if zh else "; ").join(part for part in parts if part) + ("。" if zh else ".")


def _attested(tally: Tally) -> Text:
    """What the unit says of a clause without a number."""
    if tally.no:
        return Text("未落实", "not in place")
    return Text("未说明", "not said") if tally.unknown else Text("已落实", "in place")


def short(measure: Measure, unit: str, verdict: Verdict, lang: Lang) -> str:
    """By how much a limit is missed, from the least to the most that the unknowns allow; empty where it is not."""
    most = -verdict.margin if verdict.margin is not None else Fraction(0)
    least = -verdict.best if verdict.best is not None else Fraction(0)
    if most <= 0:
        return ""
    shown = _lacking(measure, most, unit, lang)
    if least == most:
        return f"差{shown}" if lang == "zh" else f"short by {shown}"
    if least <= 0:
        return f"至多差{shown}" if lang == "zh" else f"short by at most {shown}"
    low = _lacking(measure, least, "", lang, bare=True)
    return f"差{low}至{shown}" if lang == "zh" else f"short by {low} to {shown}"


def lacks(having: Condition, lacking: Fraction) -> Text:
    """How many a member has too few of for its condition, with what they are."""
    bound = bound_of(having)
    if bound is None:
        return Text(f"差{lacking}", f"short by {lacking}")
    zh, en = (_lacking(bound.measure, lacking, _counted(bound.measure).say(lang), lang) for lang in LANGS)
    return Text(f"差{zh}", f"short by {en}")


def _counted(measure: Measure) -> Text:
    match measure:
        case Count(of=Mediators()):
            return COUNTED["posts"]
        case Count(of=FactsOf(register=register)) if register in COUNTED:
            return COUNTED[register]
        case _:
            return MEMBERS


def _lacking(measure: Measure, lacking: Fraction, unit: str, lang: Lang, *, bare: bool = False) -> str:
    if whole(measure):
        return amount(measure, lacking, unit, lang)
    if isinstance(measure, Ratio | Change | SelfReported):
        number, word = decimal(lacking * 100, 1), Text("个百分点", "percentage points")
    else:
        number = decimal(lacking, 0 if lacking.denominator == 1 else 2)
        word = SLOTS if isinstance(measure, Adherence) else MEMBERS
    if bare:
        return number
    return f"{number}{word.zh}" if lang == "zh" else f"{number} {singular(word.en) if number == '1' else word.en}"


# -- what is missing


def missing_words(missing: Missing, unit: str) -> Text:
    """What to ask for, of whom: `unit` is the name of the place concerned."""
    register = REGISTERS.get(missing.register)
    title = register.title if register else Text(missing.register, missing.register)
    zh_time, en_time = _span(missing.since, missing.until, "zh"), _span(missing.since, missing.until, "en")
    cell = f"（{missing.where}）" if missing.where else ""
    en_cell = f" ({missing.where})" if missing.where else ""
    match missing.why:
        case "not_reported":
            return Text(f"{unit}未报送{title.zh}{zh_time}", f"{unit} has not reported its {title.en}{en_time}")
        case "refused":
            return Text(
                f"{unit}{title.zh}有被拒收的行{cell}{zh_time}",
                f"a row of {unit}'s {title.en} was refused{en_cell}{en_time}",
            )
        case "blank":
            field = register.words(missing.field) if register and missing.field else Text("内容", "value")
            return Text(
                f"{unit}{title.zh}中“{field.zh}”未填{cell}", f"'{field.en}' is blank in {unit}'s {title.en}{en_cell}"
            )
        case "ended":
            return Text(
                f"{unit}{title.zh}未更新，不知是否仍然有效{cell}",
                f"{unit}'s {title.en} does not speak of the day, so it may have ended{en_cell}",
            )
        case "imprecise":
            return Text(
                f"{unit}{title.zh}只报到本级，未列明具体地点{cell}",
                f"{unit}'s {title.en} is known only for the unit as a whole{en_cell}",
            )
        case "undetermined":
            return Text(f"{unit}尚未能判定", f"{unit} is undetermined itself")
        case _:
            return Text(f"{unit}{title.zh}不明{cell}", f"{unit}'s {title.en} is not known{en_cell}")


def _span(since: date | None, until: date | None, lang: Lang) -> str:
    if since is None and until is None:
        return ""
    first, last = (day.isoformat() if day else "…" for day in (since, until))
    if first == last:
        return f"（{first}）" if lang == "zh" else f" ({first})"
    return f"（{first}至{last}）" if lang == "zh" else f" ({first} to {last})"
