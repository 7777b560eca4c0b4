"""Which of two thresholds, or of two measures, asks for more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Literal

import attrs

from fengqiao.assess.words import limits_words
from fengqiao.boundary.measureout import measure_text, predicate_text
from fengqiao.engine.truth import implied
from fengqiao.errors import Text
from fengqiao.model.fact import REGISTERS, Domain
from fengqiao.model.measure import (
    Adherence,
    Attested,
    Both,
    Bound,
    Condition,
    Count,
    Duration,
    Either,
    FactsOf,
    Held,
    Measure,
    Mediators,
    PlacesOf,
    Ratio,
    Share,
    Sum,
    Timeliness,
    Unless,
)
from fengqiao.model.predicate import ALWAYS, Limits, Predicate

Order = Literal["same", "tightened", "loosened", "changed"]
LENGTHS: tuple[Mapping[str, int], ...] = ({"days": 1, "weeks": 7}, {"months": 1, "years": 12})
NO_UNIT = Text("", "")


class ApartError(Exception):
    """Two measures of which neither surely asks for more than the other."""


@attrs.frozen
class Step:
    """One threshold inside a measure that moved.

    `lowers`: whether the value of the measure can only fall by it (True) or only rise (False). `of` is what it bounds.
    """

    lowers: bool
    of: str
    old: Text
    new: Text


# -- thresholds


def _low(limits: Limits) -> tuple[Any, bool] | None:
    ends = [(end, name == "above") for name, end in limits.given.items() if name in ("at_least", "above")]
    return max(ends, default=None)


def _high(limits: Limits) -> tuple[Any, bool] | None:
    ends = [(end, name == "at_most") for name, end in limits.given.items() if name in ("at_most", "below")]
    return min(ends, default=None)


def _holds_in(inner: Limits, outer: Limits) -> bool:
    """Whether whatever satisfies the inner limits satisfies the outer ones."""
    low, least, high, most = _low(inner), _low(outer), _high(inner), _high(outer)
    return (least is None or (low is not None and low >= least)) and (
        most is None or (high is not None and high <= most)
    )


def order(old: Limits, new: Limits) -> Order:
    """Whether the new limits leave less room (tightened), more (loosened), the same, or other room (changed)."""
    less, more = _holds_in(new, old), _holds_in(old, new)
    return "same" if less and more else "tightened" if less else "loosened" if more else "changed"


def upward(limits: Sequence[Limits]) -> bool | None:
    """Whether a higher value can only help (True) or only hurt (False); None where it may do both."""
    low, high = any(_low(one) for one in limits), any(_high(one) for one in limits)
    return None if low == high else low


# -- measures


@attrs.frozen
class Comparison:
    """Compares measures; `fields` are what the fields of each register may hold, local ones included."""

    fields: Mapping[str, Mapping[str, Domain]]

    def steps(self, old: Measure, new: Measure) -> tuple[Step, ...] | None:
        """The thresholds inside that moved; None where the measures cannot be set against each other."""
        try:
            return tuple(self._measure(old, new))
        except ApartError:
            return None

    def _measure(self, old: Measure, new: Measure) -> list[Step]:
        if old == new:
            return []
        match old, new:
            case Count(), Count() if old.distinct == new.distinct:
                return [*self._set(old.of, new.of), *self._having(old.having, new.having)]
            case Sum(), Sum() if old.field == new.field:
                return self._set(old.of, new.of)
            case Share(), Share() if old.of == new.of:
                register = _register(old.of)
                that = self._predicate(register, old.that, new.that)
                return [*self._having(old.having, new.having), *that]
            case Adherence(), Adherence():
                return self._adherence(old, new)
            case Timeliness(), Timeliness() if attrs.evolve(old, within=new.within) == new:
                return [_moved("within", old.within, new.within, lowers=_shorter(new.within, old.within))]
            case Ratio(), Ratio():
                return self._ratio(old, new)
            case Attested(), Attested() if old.items == new.items and old.valid and new.valid:
                return [_moved("valid", old.valid.days, new.valid.days, lowers=new.valid < old.valid)]
            case Attested(), Attested() if old.items == new.items:
                return [_moved("valid", _valid(old.valid), _valid(new.valid), lowers=old.valid is None)]
            case Held(), Held() if len(old.parts) == len(new.parts):
                return self._parts(old.parts, new.parts)
            case _:
                raise ApartError

    def _ratio(self, old: Ratio, new: Ratio) -> list[Step]:
        top = self._measure(old.measure, new.measure)
        bottom = [attrs.evolve(step, lowers=not step.lowers) for step in self._measure(old.over, new.over)]
        per = [] if old.per == new.per else [_moved("per", old.per, new.per, lowers=new.per > old.per)]
        return [*top, *bottom, *per]

    def _adherence(self, old: Adherence, new: Adherence) -> list[Step]:
        late = "days_late" in (old.counting, new.counting)
        alike = attrs.evolve(old, times=new.times, grace=new.grace, counting=new.counting, where=new.where) == new
        if late or not alike or not {old.counting, new.counting} <= {"covered", "on_time"}:
            raise ApartError
        steps = self._predicate(old.register, old.where, new.where)
        if old.times != new.times:
            steps.append(_moved("times", old.times, new.times, lowers=new.times > old.times))
        if old.counting != new.counting:
            steps.append(_moved("counting", old.counting, new.counting, lowers=new.counting == "on_time"))
        if old.grace != new.grace:
            steps.append(_moved("grace", f"{old.grace} days", f"{new.grace} days", lowers=new.grace < old.grace))
        return steps

    def _set(self, old: Any, new: Any) -> list[Step]:
        """Facts or persons of which the new set surely holds fewer, or more."""
        if old == new:
            return []
        if not isinstance(old, FactsOf | Mediators) or type(old) is not type(new):
            raise ApartError
        if attrs.evolve(old, where=new.where) != new:
            raise ApartError
        return self._predicate(_register(old), old.where, new.where)

    def _predicate(self, register: str, old: Predicate, new: Predicate) -> list[Step]:
        if old == new:
            return []
        domains = {**REGISTERS[register].fields, **self.fields.get(register, {})} if register else {}
        less, more = implied(new, old, domains), implied(old, new, domains)
        if less == more:
            raise ApartError
        said = [Text(text, text) for text in (_said(old), _said(new))]
        return [Step(less, register, *said)]

    # -- conditions: the value falls when one holds more rarely

    def _having(self, old: Condition | None, new: Condition | None) -> list[Step]:
        if old is None or new is None:
            if old is new:
                return []
            raise ApartError
        return self._condition(old, new)

    def _condition(self, old: Condition, new: Condition) -> list[Step]:
        if old == new:
            return []
        match old, new:
            case Bound(), Bound():
                return self._bound(old, new)
            case (Both(parts), Both(others)) | (Either(parts), Either(others)) if len(parts) == len(others):
                return self._parts(parts, others)
            case Unless(), Unless():
                return [attrs.evolve(step, lowers=not step.lowers) for step in self._condition(old.part, new.part)]
            case _:
                raise ApartError

    def _parts(self, old: Sequence[Condition], new: Sequence[Condition]) -> list[Step]:
        return [step for one, other in zip(old, new, strict=True) for step in self._condition(one, other)]

    def _bound(self, old: Bound, new: Bound) -> list[Step]:
        steps = self._measure(old.measure, new.measure)
        helps = upward([old.limits, new.limits])
        if steps and helps is None:
            raise ApartError
        if helps is False:
            steps = [attrs.evolve(step, lowers=not step.lowers) for step in steps]
        way = order(old.limits, new.limits)
        if way == "changed":
            raise ApartError
        if way != "same":
            words = [limit_text(new.measure, one) for one in (old.limits, new.limits)]
            steps.append(Step(way == "tightened", measure_text(new.measure), *words))
        return steps


def limit_text(measure: Measure, limits: Limits, unit: Text = NO_UNIT) -> Text:
    """A threshold in words; none where there is none."""
    if not limits.given:
        return Text("无", "none")
    return Text(limits_words(measure, limits, unit.zh, "zh"), limits_words(measure, limits, unit.en, "en"))


def _register(of: Any) -> str:
    match of:
        case FactsOf(register):
            return register
        case Mediators():
            return "posts"
        case PlacesOf():
            return ""
        case _:
            return ""


def _said(predicate: Predicate) -> str:
    return "—" if predicate == ALWAYS else predicate_text(predicate)


def _shorter(one: Duration, other: Duration) -> bool:
    for units in LENGTHS:
        if one.unit in units and other.unit in units:
            return one.n * units[one.unit] < other.n * units[other.unit]
    raise ApartError  # a month is no number of days


def _valid(valid: timedelta | None) -> str:
    return f"{valid.days} days" if valid else "—"


def _moved(name: str, old: object, new: object, *, lowers: bool) -> Step:
    def said(value: object) -> Text:
        shown = f"{value.n} {value.unit}" if isinstance(value, Duration) else str(value)
        return Text(shown, shown)

    return Step(lowers, name, said(old), said(new))
