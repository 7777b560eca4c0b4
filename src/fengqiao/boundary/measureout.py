"""Measures, conditions and predicates back to the words of a pack: what the reader reads as the same again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, assert_never

from fengqiao.model.calendar import AS_OF, PERIOD, PLAN, Cadence, Window
from fengqiao.model.measure import (
    Adherence,
    After,
    Attested,
    Before,
    Both,
    Bound,
    Change,
    Condition,
    Count,
    CountedSet,
    Duration,
    Either,
    FactsOf,
    Held,
    Listed,
    Measure,
    Mediators,
    PlacesOf,
    Ratio,
    Self,
    SelfReported,
    Share,
    Sum,
    Timeliness,
    Unless,
    is_amount,
)
from fengqiao.model.predicate import ALWAYS, AllOf, AnyOf, Equals, Given, Has, In, Limits, NotThat, Predicate, Within
from fengqiao.model.window import WindowKind

PLAIN = re.compile(r"[\w%/.\-]+( [\w%/.\-]+)*")
NAMED = {AS_OF: "as_of", PLAN: "plan", PERIOD: "period"}


def measure_text(measure: Measure) -> str:
    """A measure on one line, as a pack writes it."""
    return flow(_measure(measure))


def condition_text(condition: Condition) -> str:
    """A condition on one line, as a pack writes it."""
    return flow(_condition(condition))


def predicate_text(predicate: Predicate) -> str:
    """A predicate on one line, as a pack writes it."""
    return flow(_predicate(predicate))


def flow(data: Any) -> str:
    """Mappings, lists and scalars in YAML's flow form."""
    if isinstance(data, Mapping):
        return "{" + ", ".join(f"{key}: {flow(value)}" for key, value in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(flow(value) for value in data) + "]"
    text = str(data)
    return text if isinstance(data, Word) or PLAIN.fullmatch(text) else '"' + text.replace('"', '\\"') + '"'


class Word(str):
    """A scalar that is written as it is."""

    __slots__ = ()


# -- measures


def _measure(measure: Measure) -> dict[str, Any]:
    match measure:
        case Count(of, having, distinct):
            return {"count": _name(of), **_keys(of), **_having(having), **_some(distinct=distinct)}
        case Sum(field, of):
            return {"sum": field, "of": _name(of), **_keys(of)}
        case Share(of, having, that):
            told = {} if that == ALWAYS else {"that": _predicate(that)}
            return {"share_of": _name(of), **_keys(of), **_having(having), **told}
        case Adherence():
            return _adherence(measure)
        case Timeliness(of, start, within, end, followed_by):
            ends = _some(to=end, followed_by=followed_by)
            return {"timeliness": _name(of), **_keys(of), "from": start, **ends, "within": _length(within)}
        case Ratio(top, over, per):
            return {
                "ratio": _measure(top),
                "over": _measure(over),
                **({} if per == 1 else {"per": _number(per, share=False)}),
            }
        case Change(inner, against, rate):
            return {"change": _measure(inner), "against": str(against), **({"as": "rate"} if rate else {})}
        case Attested(items, valid):
            said = items[0] if len(items) == 1 else list(items)
            return {"attested": said, **({"valid": f"{valid.days} days"} if valid else {})}
        case SelfReported(name, exact):
            return {"figure": name, **({"printed": "exact"} if exact else {})}
        case Held(parts):
            return {"held": [_condition(part) for part in parts]}
        case _:
            assert_never(measure)


def _adherence(measure: Adherence) -> dict[str, Any]:
    return {
        "adherence": measure.register,
        "by": _name(measure.by),
        "every": _cadence(measure.every),
        **({} if measure.times == 1 else {"times": measure.times}),
        **_where(measure.where),
        **({} if measure.counting == "covered" else {"counting": measure.counting}),
        **({"grace": f"{measure.grace} days"} if measure.grace else {}),
        **({"excuse": "no_working_day"} if measure.excuse_no_working_day else {}),
        **_keys(measure.by),
        **_window(measure.window),
    }


def _some(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _having(having: Condition | None) -> dict[str, Any]:
    return {} if having is None else {"having": _condition(having)}


def _where(where: Predicate) -> dict[str, Any]:
    return {} if where == ALWAYS else {"where": _predicate(where)}


# -- counted sets


def _name(of: CountedSet) -> Any:
    match of:
        case PlacesOf(kind):
            return kind
        case FactsOf(register):
            return register
        case Mediators():
            return "mediators"
        case Self():
            return "self"
        case Listed(codes):
            return [Word(f'"{code}"') for code in codes]
        case _:
            assert_never(of)


def _keys(of: CountedSet) -> dict[str, Any]:
    match of:
        case PlacesOf(_, given, baseline):
            return {**({} if given is None else {"given": _condition(given)}), **_some(baseline=baseline)}
        case FactsOf(register, where, given, placed, window, dated_by):
            return {
                **({"placed": placed} if placed == "at" or register == "posts" else {}),
                **_where(where),
                **({} if given is None else {"given": _condition(given)}),
                **_window(window),
                **_some(dated_by=dated_by),
            }
        case Mediators(placed, where, window, one_place):
            return {"placed": placed, **_where(where), **_window(window), **({"one_place": "yes"} if one_place else {})}
        case _:
            return {}


# -- times


def _window(window: Window | Before | After | None) -> dict[str, Any]:
    match window:
        case None:
            return {}
        case Before(field):
            return {"window": {"before": field}}
        case After(field, within):
            return {"window": {"after": field, "within": _length(within)}}
        case Window(WindowKind.TO_DATE):
            return {"window": {"to_date": window.unit}}
        case Window(WindowKind.LAST):
            return {"window": {"last": f"{window.n} {window.unit}"}}
        case Window(WindowKind.BETWEEN):
            return {"window": {"from": window.since, "until": window.until}}
        case _:
            return {"window": NAMED[window]}


def _length(length: Duration) -> str:
    return f"{length.n} {length.unit}"


def _cadence(every: Cadence) -> Any:
    match every.kind:
        case "slots":
            return {"slots": list(every.ends)}
        case "days":
            return {"days": every.n, **({"rolling": "yes"} if every.rolling else {})}
        case "years":
            return {"years": every.n}
        case _:
            return every.kind


# -- conditions and predicates


def _condition(condition: Condition) -> dict[str, Any]:
    match condition:
        case Bound(measure, limits):
            return {**_measure(measure), **_limits(limits, share=not is_amount(measure))}
        case Both(parts):
            return {"all": [_condition(part) for part in parts]}
        case Either(parts):
            return {"any": [_condition(part) for part in parts]}
        case Unless(part):
            return {"not": _condition(part)}
        case _:
            assert_never(condition)


def _limits(limits: Limits, *, share: bool) -> dict[str, Any]:
    return {name: end if isinstance(end, date) else _number(end, share=share) for name, end in limits.given.items()}


def _number(value: Any, *, share: bool) -> Word:
    """A number as a pack writes it: whole, 30%, 2/3, or a decimal in quotes."""
    exact = Fraction(value)
    if exact.denominator == 1 and not share:
        return Word(exact.numerator)
    shown = exact * 100 if share else exact
    places = next((n for n in range(12) if (shown * 10**n).denominator == 1), None)
    if places is None:
        return Word(f"{exact.numerator}/{exact.denominator}")
    digits = f"{shown.numerator}" if not places else str(Decimal((shown * 10**places).numerator).scaleb(-places))
    return Word(f"{digits}%" if share else f'"{digits}"')


def _predicate(predicate: Predicate) -> dict[str, Any]:
    match predicate:
        case AllOf(parts):
            told = [_predicate(part) for part in parts]
            names = [name for one in told for name in one]
            together = len(told) > 1 and len(set(names)) == len(names) == len(told)
            return {name: value for one in told for name, value in one.items()} if together else {"all": told}
        case AnyOf(parts):
            return {"any": [_predicate(part) for part in parts]}
        case NotThat(part):
            return {"not": _predicate(part)}
        case Equals(field, value):
            return {field: _value(value)}
        case In(field, values):
            return {field: [_value(value) for value in values]}
        case Within(field, limits):
            return {field: _limits(limits, share=False)}
        case Has(field, items, every):
            return {field: {"has_all" if every else "has_any": list(items)}}
        case Given(field, given):
            return {field: "given" if given else "missing"}
        case _:
            assert_never(predicate)


def _value(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return _number(value, share=False)
    return Word(f'"{value}"') if value in ("given", "missing") else value
