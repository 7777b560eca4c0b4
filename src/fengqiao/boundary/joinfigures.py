"""Figures against each other and against what was counted: parts that do not sum, rates that nothing gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs

from fengqiao.boundary.part import Part
from fengqiao.boundary.profile import Counted, RateOf, SumOf
from fengqiao.errors import Problem, Severity, Text
from fengqiao.model.fact import REGISTERS, Fact, Figure, Post
from fengqiao.model.places import Places

Group = tuple[str, date | None, str | None]
"""What figures are compared within: a unit, a day, a file."""


def reconcile(places: Places, parts: Sequence[Part]) -> list[Problem]:
    """What does not agree, by unit and day, as each profile's `checks` say."""
    told: list[Problem] = []
    checks = {part.source.file: part.spec.checks for part in parts if part.spec.checks}
    if not checks:
        return told
    groups: dict[Group, dict[str, Figure]] = {}
    for part in parts:
        for one in part.facts["figures"].facts() if part.facts.get("figures") else ():
            if isinstance(one, Figure) and one.name and one.value is not None:
                groups.setdefault((one.division, one.as_of, one.source.file), {})[one.name] = one
    for (division, as_of, file), figures in groups.items():
        for check in checks.get(file, ()):
            match check:
                case SumOf():
                    told += _sum(check, figures)
                case RateOf():
                    told += _rate(check, figures)
                case Counted():
                    told += _count(check, figures, places, parts, division, as_of)
    return told


def _sum(check: SumOf, figures: Mapping[str, Figure]) -> Iterator[Problem]:
    whole, parts = figures.get(check.whole), [figures.get(name) for name in check.parts]
    if whole is None or whole.value is None or None in parts:
        return
    total = sum((one.value for one in parts if one and one.value is not None), Decimal(0))
    if total != whole.value:
        cells = "+".join(f"{one.where.cell}" for one in parts if one)
        yield _problem(
            "figure.parts",
            whole,
            Text(
                f"“{check.whole}”为 {whole.value}，其各项（{cells}）之和为 {total}",
                f"{check.whole!r} is {whole.value}, and its parts ({cells}) sum to {total}",
            ),
            Text("请核对各项和合计", "Check the parts and the total"),
        )


def _rate(check: RateOf, figures: Mapping[str, Figure]) -> Iterator[Problem]:
    rate, of = figures.get(check.rate), figures.get(check.of)
    over = [(name, one) for name in check.over if (one := figures.get(name)) is not None and one.value]
    if rate is None or rate.value is None or of is None or of.value is None or not over:
        return
    gives = [name for name, one in over if one.value is not None and _is(rate.value, of.value, one.value)]
    if check.over[0] in gives or check.over[0] not in dict(over):
        return
    meant = dict(over)[check.over[0]]
    right = Fraction(of.value) / Fraction(meant.value or 1)
    if gives:
        other = dict(over)[gives[0]]
        yield _problem(
            "figure.denominator",
            rate,
            Text(
                f"“{check.rate}”{_percent(rate.value)} 是以“{gives[0]}”（{other.where.cell}）为分母，"
                f"以“{check.over[0]}”（{meant.where.cell}）为分母应为 {_percent(right)}",
                f"{check.rate!r} {_percent(rate.value)} is over {gives[0]!r} ({other.where.cell}); over"
                f" {check.over[0]!r} ({meant.where.cell}) it is {_percent(right)}",
            ),
            Text(
                "请统一分母后重新填报，或在版式文件的 over 中改为该分母",
                "Use one denominator, or put this one first under over",
            ),
        )
        return
    yield _problem(
        "figure.rate",
        rate,
        Text(
            f"“{check.rate}”为 {_percent(rate.value)}，而按其分子 {of.value}（{of.where.cell}）和分母 {meant.value}"
            f"（{meant.where.cell}）应为 {_percent(right)}",
            f"{check.rate!r} is {_percent(rate.value)}, but its numerator {of.value} ({of.where.cell}) over its"
            f" denominator {meant.value} ({meant.where.cell}) gives {_percent(right)}",
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


def _count(  # noqa: PLR0917  a check and where it is made
    check: Counted,
    figures: Mapping[str, Figure],
    places: Places,
    parts: Sequence[Part],
    division: str,
    as_of: date | None,
) -> Iterator[Problem]:
    figure, register = figures.get(check.figure), check.counts.register
    if figure is None or figure.value is None:
        return
    day = as_of or figure.source.until or places.editions[-1]
    found = [
        fact
        for part in parts
        for fact in (part.facts[register].facts() if part.facts.get(register) else ())
        if places.on(day).contains(division, fact.division) and _alive(register, fact, day)
    ]
    if not found:
        return  # the register was not handed in: there is nothing to hold the figure against
    passing = [(fact, _passes(fact, check.counts.of)) for fact in found]
    low = len(_distinct([fact for fact, verdict in passing if verdict is True]))
    high = sum(verdict is not False for _, verdict in passing)
    if low <= figure.value <= high:
        return
    title = REGISTERS[register].title
    counted = str(low) if low == high else f"{low}–{high}"
    yield _problem(
        "figure.counted",
        figure,
        Text(
            f"“{check.figure}”自报 {figure.value}，{title.zh}中清点为 {counted}（{_sheets(found)}）",
            f"{check.figure!r} is reported as {figure.value}; in the register of {title.en} there are {counted}"
            f" ({_sheets(found)})",
        ),
        Text("请核对汇总数和台账，以实有的为准", "Check the figure and the register"),
    )


def _passes(fact: Fact, of: Iterable[tuple[str, object]]) -> bool | None:
    said = [(getattr(fact, name), value) for name, value in of]
    if any(got is not None and got != value for got, value in said):
        return False
    return None if any(got is None for got, _ in said) else True


def _alive(register: str, fact: Fact, day: date) -> bool:
    life = REGISTERS[register].life
    if life is None:
        return True
    since, until = (getattr(fact, name) for name in life)
    return (since is None or since <= day) and (until is None or day <= until)


def _distinct(facts: Sequence[Fact]) -> set[str]:
    """Mediators count as persons, the rest as rows."""
    return {(fact.person or fact.name or fact.id) if isinstance(fact, Post) else fact.id for fact in facts}


def _sheets(facts: Sequence[Fact]) -> str:
    places = dict.fromkeys(str(attrs.evolve(fact.source.where(), unit=None)) for fact in facts)
    return "、".join(list(places)[:3])


def _problem(code: str, figure: Figure, what: Text, mend: Text) -> Problem:
    return Problem(code, figure.where, what, mend, Severity.WARNING)
