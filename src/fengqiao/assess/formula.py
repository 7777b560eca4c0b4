"""An award in words, and a line worked with what was found: both from the node that the marks come from."""

from __future__ import annotations

from fractions import Fraction

from fengqiao.assess.words import LANGS, decimal, percent
from fengqiao.errors import Lang, Text
from fengqiao.model import award as awards
from fengqiao.model.marks import Ask, Found, earn, taken_by, units
from fengqiao.model.outcome import Span
from fengqiao.model.predicate import Limits

ROUNDING = {
    "whole_down": Text("，不足一档不计", ", part of a step not counted"),
    "whole_up": Text("，不足一档按一档计", ", part of a step counted as one"),
    "exact": Text("", ""),
}
BOUNDS = {
    "at_least": Text("{}以上（含）", "at least {}"),
    "above": Text("{}以上（不含）", "above {}"),
    "at_most": Text("{}以下（含）", "at most {}"),
    "below": Text("{}以下（不含）", "below {}"),
}


EVERY = {
    "week": Text("每周", "each week"),
    "month": Text("每月", "each month"),
    "quarter": Text("每季度", "each quarter"),
    "half": Text("每半年", "each half-year"),
}


def number(value: Fraction) -> str:
    """A number to the digit: 1/3 stays 1/3, 1/4 is 0.25."""
    if value.denominator == 1:
        return str(value.numerator)
    places = next((n for n in range(1, 7) if (value * 10**n).denominator == 1), None)
    return str(value) if places is None else f"{float(value):.{places}f}"


def shown(value: Fraction) -> str:
    """A number as people read it: to the digit where four places hold it, else rounded to two."""
    return number(value) if (value * 10_000).denominator == 1 else decimal(value, 2)


def span_words(span: Span, lang: Lang) -> str:
    """Marks, or from which to which."""
    low, high = shown(span.low), shown(span.high)
    return low if low == high else f"{low}{'至' if lang == 'zh' else ' to '}{high}"


def limits_words(limits: Limits) -> Text:
    """Bounds, each saying whether its end is in."""
    parts = [(BOUNDS[name], number(Fraction(end))) for name, end in limits.given.items()]
    return Text("、".join(text.zh.format(n) for text, n in parts), " and ".join(text.en.format(n) for text, n in parts))


def formula(award: awards.Award, marks: Fraction) -> Text:
    """How the award makes marks, in both languages."""
    shown = number(marks)
    match award:
        case awards.Full():
            return Text(f"达标得{shown}分，否则不得分", f"{shown} when met, else none")
        case awards.Proportional():
            return Text(f"按完成比例得分，满分{shown}分", f"in proportion to the value, at most {shown}")
        case awards.Bands(bands):
            parts = [(limits_words(band.limits), number(band.marks)) for band in bands]
            return Text(
                "，".join(f"{limits.zh}得{got}分" for limits, got in parts),
                ", ".join(f"{limits.en}: {got}" for limits, got in parts),
            )
        case awards.Deduct():
            return _deduct(award, shown)
        case awards.Each(each):
            return Text(f"每个得{number(each)}分，最多{shown}分", f"{number(each)} each, at most {shown}")
        case awards.Convert():
            return Text(f"按得分率折算，满分{shown}分", f"the share of its marks, brought to {shown}")
        case awards.Given():
            return Text(f"由考核人评定，满分{shown}分", f"given by an assessor, at most {shown}")
        case awards.BetterOf(of):
            every = [formula(one.award, marks) for one in of]
            return Text(
                "取高者：" + "；或".join(one.zh for one in every),
                "the best of: " + "; or ".join(one.en for one in every),
            )


def _deduct(award: awards.Deduct, shown: str) -> Text:
    lines = [line_words(line) for line in award.lines]
    zh, en = "，".join(line.zh for line in lines), ", ".join(line.en for line in lines)
    if award.cap is not None:
        zh, en = f"{zh}，最多扣{number(award.cap)}分", f"{en}, at most {number(award.cap)} off in all"
    floor = number(award.stops_at)
    return Text(f"{shown}分，{zh}，扣至{floor}分为止", f"{shown}, {en}, never below {floor}")


def line_words(line: awards.Line) -> Text:
    """One deduction in words."""
    of = line.deduction
    marks = number(of.marks)
    match of:
        case awards.Flat():
            text = Text(f"未达标扣{marks}分", f"{marks} off unless met")
        case awards.PerNo():
            text = Text(f"每有一个不符合扣{marks}分", f"{marks} off for each that does not hold")
        case awards.PerShort():
            text = Text(f"每差一个扣{marks}分", f"{marks} off for each one short")
        case awards.PerUnit(_, by, times, protected):
            text = Text(f"每一起扣{marks}分", f"{marks} off for each one")
            if by is not None:
                text = Text(
                    f"{text.zh}，重复的按{number(times)}倍扣", f"{text.en}, {number(times)} times that for a repeat"
                )
            for one in protected:
                n, days = number(one.times), f"{one.period.first}"
                until = f"{one.period.last}"
                text = Text(f"{text.zh}，{days}至{until}按{n}倍扣", f"{text.en}, {n} times that from {days} to {until}")
        case awards.PerStep(_, step, rounding):
            size, said = number(step * 100), ROUNDING[rounding]
            text = Text(
                f"每差{size}个百分点扣{marks}分{said.zh}", f"{marks} off for every {size} percentage points{said.en}"
            )
    if line.every is not None:
        word = EVERY.get(line.every.kind, Text("每期", "each slot"))
        text = Text(f"{word.zh}{text.zh}", f"{word.en}: {text.en}")
    if line.name is not None:
        text = Text(f"{line.name.zh}：{text.zh}", f"{line.name.en}: {text.en}")
    if line.cap is not None:
        text = Text(f"{text.zh}，最多{number(line.cap)}分", f"{text.en}, at most {number(line.cap)}")
    return text


def worked(award: awards.Award, marks: Fraction, own: Found | None, ask: Ask, got: Span) -> Text:
    """The numbers put in, from the same node: `5 - 2 x 0.5, marks 4`."""
    made = _made(award, marks, own, ask)
    result = Text(f"得{span_words(got, 'zh')}分", f"marks {span_words(got, 'en')}")
    return result if made is None else Text(f"{made.zh}，{result.zh}", f"{made.en}, {result.en}")


def _made(award: awards.Award, marks: Fraction, own: Found | None, ask: Ask) -> Text | None:
    """What the marks are worked out from; None where there is nothing to work out."""
    whole = number(marks)
    match award:
        case awards.Deduct():
            return _taken(award, marks, own, ask)
        case awards.BetterOf(of):
            each = [earn(one.award, marks, ask(one.basis), ask) for one in of]
            spans = [one.span for one in each if one is not None]
            each_zh, each_en = ([span_words(span, lang) for span in spans] for lang in LANGS)
            return Text(f"各为{'、'.join(each_zh)}", f"one by one {', '.join(each_en)}")
        case awards.Proportional() if own is not None and isinstance(own.limits.at_least, Fraction):
            value, least = _ends(own.value.low, own.value.high, share=own.members), own.limits.at_least
            over = "" if least == 1 else f"{percent(least) if own.members else shown(least)}"
            zh, en = (f"÷{over}", f" / {over}") if over else ("", "")
            return Text(f"{whole}×{value.zh}{zh}", f"{whole} x {value.en}{en}")
        case awards.Each(each_one) if own is not None:
            tally = own.tally
            most = None if tally.open else Fraction(tally.yes + tally.unknown + tally.may_yes)
            count = _ends(Fraction(tally.yes), most)
            return Text(f"{count.zh}×{number(each_one)}", f"{count.en} x {number(each_one)}")
        case awards.Convert() if own is not None:
            value = _ends(own.value.low, own.value.high, share=True)
            return Text(f"{whole}×{value.zh}", f"{whole} x {value.en}")
        case awards.Bands() if own is not None:
            value = _ends(own.value.low, own.value.high, share=own.members)
            return Text(f"数值{value.zh}", f"the value {value.en}")
        case _:
            return None


def _taken(award: awards.Deduct, marks: Fraction, own: Found | None, ask: Ask) -> Text:
    zh, en = number(marks), number(marks)
    for line, taken in taken_by(award, own, ask):
        if taken is None:
            continue
        low, high = units(line.deduction, taken.found)
        count, each = _ends(low, high), number(line.deduction.marks)
        zh, en = f"{zh}－{count.zh}×{each}", f"{en} - {count.en} x {each}"
    return Text(zh, en)


def _ends(low: Fraction | None, high: Fraction | None, *, share: bool = False) -> Text:
    """A number, or from which to which in brackets; what has no end is said to have none. A share in per cent."""
    ends = [None if end is None else percent(end) if share else shown(end) for end in (low, high)]
    if ends[0] is not None and ends[0] == ends[1]:
        return Text(ends[0], ends[0])
    return Text(
        f"（{ends[0] or '不限'}至{ends[1] or '不限'}）",
        f"({ends[0] or 'any'} to {ends[1] or 'any'})",
    )
