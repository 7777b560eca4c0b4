"""Reported figures against what they should agree with, unit by unit: parts, denominators, rates, the registers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import attrs

from fengqiao.engine.base import Engine, Question
from fengqiao.errors import Problem, Severity, Text, Where
from fengqiao.model.calendar import Period
from fengqiao.model.check import Checks, Counted, RateOf, SumOf
from fengqiao.model.dataset import Dataset
from fengqiao.model.fact import REGISTERS, Figure
from fengqiao.model.measure import Count, FactsOf, Mediators
from fengqiao.model.predicate import AllOf, Equals

Verdict = Literal["agrees", "may_agree", "differs"]
FIRST = date(1949, 1, 1)
"""The first day that a register speaks for where nobody says one."""
Named = Mapping[str, Figure]
"""The figures of one unit, day and file by name."""


@attrs.frozen
class Compared:
    """One reported figure held against one thing it should agree with; `problem` where it does not.

    `against` says what it was held against and what that gives. A figure may agree where not all is known.
    """

    figure: Figure
    said: Text
    against: Text
    verdict: Verdict
    problem: Problem | None = None

    @property
    def unit(self) -> str:
        """The key of the unit that reported it."""
        return self.figure.division

    @property
    def where(self) -> Where:
        """The figure's cell."""
        return self.figure.where


def reconcile(data: Dataset, engine: Engine) -> tuple[Compared, ...]:
    """Every figure that a profile's `checks` speak of, by unit, day and place."""
    figures = [one for one in data.of("figures", Figure) if one.name and one.value is not None]
    found: list[Compared] = []
    for checks in data.checks:
        groups: dict[tuple[str, date | None], list[Figure]] = {}
        for one in figures:
            if one.source.file == checks.file:
                groups.setdefault((one.division, one.as_of), []).append(one)
        for group in groups.values():
            named = {one.name or "": one for one in group}
            for figure in group:
                found += _compared(checks, figure, named, data, engine)
    return tuple(sorted(found, key=_order))


def _order(one: Compared) -> tuple[str, str, str, int, str]:
    source = one.figure.source
    return one.unit, source.file or "", source.sheet or "", one.figure.cell or 0, one.against.en


def _compared(checks: Checks, figure: Figure, named: Named, data: Dataset, engine: Engine) -> Iterator[Compared]:
    """One figure under each check whose subject it is."""
    for check in checks.checks:
        match check:
            case SumOf() if check.whole == figure.name:
                yield from _sum(checks, check, figure, named)
            case RateOf() if check.rate == figure.name:
                yield from _rate(checks, check, figure, named)
            case Counted() if check.figure == figure.name:
                yield from _count(checks, check, figure, data, engine)
            case _:
                pass


def _sum(checks: Checks, check: SumOf, whole: Figure, named: Named) -> Iterator[Compared]:
    parts = [named[name] for name in check.parts if name in named]
    if len(parts) < len(check.parts):
        return
    total = sum((part.value for part in parts if part.value is not None), Decimal(0))
    cells, label = "+".join(f"{part.where.cell}" for part in parts), checks.label(check.whole)
    against = Text(f"各项（{cells}）之和为 {total}", f"its parts ({cells}) sum to {total}")
    yield _verdict(
        "figure.parts",
        whole,
        Text(f"“{label}”为 {whole.value}", f"'{label}' is {whole.value}"),
        against,
        Text("请核对各项和合计", "Check the parts and the total"),
        agrees=total == whole.value,
    )


def _rate(checks: Checks, check: RateOf, rate: Figure, named: Named) -> Iterator[Compared]:
    of, meant = named.get(check.of), named.get(check.over[0])
    if rate.value is None or of is None or of.value is None or meant is None or not meant.value:
        return
    label, said = checks.label(check.rate), _percent(rate.value)
    right = _percent(Fraction(of.value) / Fraction(meant.value))
    if _is(rate.value, of.value, meant.value):
        against = Text(
            f"{of.value}/{meant.value}（{of.where.cell}/{meant.where.cell}）为 {right}",
            f"{of.value}/{meant.value} ({of.where.cell}/{meant.where.cell}) is {right}",
        )
        yield Compared(rate, Text(f"“{label}”为 {said}", f"'{label}' is {said}"), against, "agrees")
        return
    for name in check.over[1:]:
        other = named.get(name)
        if other is not None and other.value and _is(rate.value, of.value, other.value):
            meant_label, other_label = checks.label(check.over[0]), checks.label(name)
            yield _verdict(
                "figure.denominator",
                rate,
                Text(
                    f"“{label}”{said} 以“{other_label}”（{other.where.cell}）为分母",
                    f"'{label}' {said} is over '{other_label}' ({other.where.cell})",
                ),
                Text(
                    f"以“{meant_label}”（{meant.where.cell}）为分母应为 {right}",
                    f"over '{meant_label}' ({meant.where.cell}) it is {right}",
                ),
                Text(
                    "请统一分母后重新填报，或在版式文件的 over 中改为该分母",
                    "Use one denominator, or put this one first under over",
                ),
            )
            return
    yield _verdict(
        "figure.rate",
        rate,
        Text(f"“{label}”为 {said}", f"'{label}' is {said}"),
        Text(
            f"按其分子 {of.value}（{of.where.cell}）和分母 {meant.value}（{meant.where.cell}）应为 {right}",
            f"its numerator {of.value} ({of.where.cell}) over its denominator {meant.value} ({meant.where.cell})"
            f" gives {right}",
        ),
        Text("请核对分子、分母和比率", "Check the numerator, the denominator and the rate"),
    )


def _is(rate: Decimal, of: Decimal, over: Decimal) -> bool:
    """Whether a printed rate is of these numbers, within one of its last digits."""
    digit = Fraction(10) ** int(rate.as_tuple().exponent)
    return abs(Fraction(of) / Fraction(over) - Fraction(rate)) <= digit


def _percent(value: Decimal | Fraction) -> str:
    hundredths = Fraction(value) * 10000
    rounded = (2 * hundredths.numerator + hundredths.denominator) // (2 * hundredths.denominator)
    return f"{rounded // 100}.{rounded % 100:02d}%"


def _count(checks: Checks, check: Counted, figure: Figure, data: Dataset, engine: Engine) -> Iterator[Compared]:
    """Against what the register holds in that unit on that day, mediators as persons; nothing where it says nothing."""
    register, day = REGISTERS[check.register], figure.as_of or figure.source.until or data.places.editions[-1]
    where = AllOf(tuple(Equals(name, value) for name, value in check.of))
    of = (
        Mediators(check.placed, where)
        if check.register == "posts"
        else FactsOf(check.register, where, placed=check.placed)
    )
    time = Period(min(figure.source.since or FIRST, day), day)
    tally = engine.tally(Question(Count(of), figure.division, day, time, time, time.first)).tally
    low, high = tally.yes, tally.yes + tally.unknown + tally.may_yes
    if tally.open and not high:
        return  # nobody handed the register in
    value = figure.value if figure.value is not None else Decimal(0)
    counted = f"{low}" if low == high else f"{low}–{high}"
    counted_zh, counted_en = (f"至少 {low}", f"at least {low}") if tally.open else (counted, counted)
    are = "is" if counted_en == "1" else "are"
    sheets = _sheets(data, check.register, figure.division, day)
    label = checks.label(check.figure)
    yield _verdict(
        "figure.counted",
        figure,
        Text(f"“{label}”自报 {value}", f"'{label}' is reported as {value}"),
        Text(
            f"{register.title.zh}中清点为 {counted_zh}（{sheets}）",
            f"in the register of {register.title.en} there {are} {counted_en} ({sheets})",
        ),
        Text("请核对汇总数和台账，以实有的为准", "Check the figure and the register"),
        agrees=low <= value and (tally.open or value <= high),
        sure=low == high and not tally.open,
    )


def _sheets(data: Dataset, register: str, division: str, day: date) -> str:
    """The sheets that the register was reported in, for that unit."""
    tree = data.places.on(day)
    spoken = [one.source for one in data.reported if one.register == register and tree.nested(one.unit, division)]
    return "、".join(list(dict.fromkeys(str(attrs.evolve(s.where(), unit=None)) for s in spoken if s))[:3])


def _verdict(
    code: str, figure: Figure, said: Text, against: Text, mend: Text, *, agrees: bool = False, sure: bool = True
) -> Compared:
    if agrees:
        return Compared(figure, said, against, "agrees" if sure else "may_agree")
    what = Text(f"{said.zh}，{against.zh}", f"{said.en}; {against.en}")
    return Compared(figure, said, against, "differs", Problem(code, figure.where, what, mend, Severity.WARNING))


def disagreements(compared: Sequence[Compared]) -> tuple[Problem, ...]:
    """What does not agree, as problems."""
    return tuple(one.problem for one in compared if one.problem is not None)
