"""An assessment to JSON and back: bytes that are the same for the same inputs and name no place on the machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from importlib import resources
from typing import Any, Literal

import attrs
from pydantic import ValidationError

from fengqiao.boundary import assessment as wire
from fengqiao.errors import Lang, Problem, Text, UsageError, Where
from fengqiao.model import outcome as model
from fengqiao.model.fingerprints import Fingerprints
from fengqiao.model.predicate import Limits

DIGITS = 12


def number(value: Fraction, rounding: str = ROUND_HALF_EVEN) -> int | float:
    """A whole number exactly; else 12 significant digits, rounded as asked."""
    if value.denominator == 1:
        return value.numerator
    context = Context(prec=DIGITS, rounding=rounding)
    return float(context.divide(Decimal(value.numerator), Decimal(value.denominator)))


def _maybe(value: Fraction | None, rounding: str = ROUND_HALF_EVEN) -> int | float | None:
    return None if value is None else number(value, rounding)


def _marks(span: model.Span) -> wire.Marks:
    return wire.Marks(low=number(span.low, ROUND_FLOOR), high=number(span.high, ROUND_CEILING))


def _value(bounds: model.Bounds) -> wire.Value:
    return wire.Value(low=_maybe(bounds.low, ROUND_FLOOR), high=_maybe(bounds.high, ROUND_CEILING))


def _unit(unit: model.UnitRef) -> wire.Unit:
    return wire.Unit(code=unit.code, name=unit.name, level=unit.level)


def _tally(tally: model.Tally) -> wire.Tally:
    return wire.Tally(
        yes=tally.yes,
        no=tally.no,
        unknown=tally.unknown,
        may_yes=tally.may_yes,
        may_no=tally.may_no,
        open=tally.open,
    )


def _tallies(outcome: model.Outcome) -> wire.Tallies | None:
    """A reader takes one tally for members that hold out of members; two are kept apart from it."""
    if outcome.tally is None or outcome.over is None:
        return None
    return wire.Tallies(tally=_tally(outcome.tally), over=_tally(outcome.over))


def _where(where: Where) -> wire.Where:
    return wire.Where(file=where.file, sheet=where.sheet, cell=where.cell, unit=where.unit)


def _sentence(text: Text) -> wire.Sentence:
    return wire.Sentence(zh=text.zh, en=text.en)


def _bounds(limits: Limits | None) -> dict[str, Any]:
    """The bounds that are set; keys left out stay out of the document."""
    return {name: number(Fraction(end)) for name, end in limits.given.items()} if limits else {}


def _of(outcome: model.Outcome) -> dict[str, Any]:
    return {"of": "units"} if outcome.of_units else {}


def _threshold(outcome: model.Outcome) -> wire.Threshold | None:
    if outcome.limits is None:
        return None
    return wire.Threshold(**_bounds(outcome.limits), since=outcome.since, **_of(outcome))


ALL_UNITS = Limits(at_least=Fraction(1))


def _next(outcome: model.Outcome) -> wire.Next | None:
    """A rolled-up target asks for all its units, whatever its milestone asks of each."""
    if outcome.next_due is None:
        return None
    limits = ALL_UNITS if outcome.of_units else outcome.next.limits if outcome.next else outcome.limits
    return wire.Next(**_bounds(limits), due=outcome.next_due, **_of(outcome))


def _ask(ask: model.Ask) -> wire.Ask:
    missing = ask.missing
    return wire.Ask(
        why=missing.why,
        register_name=missing.register,
        unit=wire.UnitName(code=missing.unit, name=ask.unit_name),
        since=missing.since,
        until=missing.until,
        field=missing.field,
        where=_where(missing.where) if missing.where else None,
        members=ask.members,
    )


def _settle(settle: model.Settle) -> wire.Settle:
    return wire.Settle(
        for_met=settle.for_met,
        for_not_met=settle.for_not_met,
        asks=tuple(map(_ask, settle.asks)),
        more=settle.more,
    )


def _outlook(outlook: model.Outlook) -> wire.Outlook:
    numbers = {"line": _maybe(outlook.line), "cagr": _maybe(outlook.cagr)}
    return wire.Outlook.model_validate({"status": outlook.status, "progress": outlook.progress, **numbers})


def _statuses(statuses: Mapping[str, model.Status]) -> dict[str, wire.StatusName]:
    return {name: status.value for name, status in sorted(statuses.items())}


def _outcome(outcome: model.Outcome) -> wire.Outcome:
    return wire.Outcome(
        target=outcome.target,
        unit=_unit(outcome.unit),
        status=outcome.status.value,
        tally=_tally(outcome.tally) if outcome.tally and not outcome.over else None,
        tallies=_tallies(outcome),
        value=_value(outcome.value) if outcome.value else None,
        threshold=_threshold(outcome),
        margin=_maybe(outcome.margin),
        next=_next(outcome),
        outlook=_outlook(outcome.outlook) if outcome.outlook else None,
        settle=_settle(outcome.settle) if outcome.settle else None,
        other_readings=_statuses(outcome.other_readings),
        waiver=outcome.waiver.reason if outcome.waiver else None,
        sentence=_sentence(outcome.sentence),
        **_claimed(outcome),
    )


def _claimed(outcome: model.Outcome) -> dict[str, Any]:
    """Keys that are there only where a waiver holds or an appeal is pending."""
    keys: dict[str, Any] = {
        name: wire.Claim.model_validate(attrs.asdict(claim))
        for name, claim in (("waived", outcome.waiver), ("appeal", outcome.appeal))
        if claim is not None
    }
    if outcome.without_waivers is not None:
        keys["without_waivers"] = outcome.without_waivers.value
    return keys


def _grade(grade: tuple[Text, Text] | None, lang: Lang) -> wire.Grade | None:
    return wire.Grade(low=grade[0].say(lang), high=grade[1].say(lang)) if grade else None


def _rank(rank: tuple[int, int] | None) -> wire.Rank | None:
    return wire.Rank(best=rank[0], worst=rank[1]) if rank else None


def _said(card: model.Scorecard, lang: Lang) -> dict[str, Any]:
    """Keys that are there only where a scheme brings them, or where the ends are not known to be reached."""
    keys: dict[str, Any] = {} if card.tight else {"tight": False}
    if card.group:
        keys["group"] = card.group.say(lang)
    if card.unranked:
        keys["unranked"] = card.unranked.say(lang)
    if card.subsidy:
        keys["subsidy"] = _marks(card.subsidy)
    if without := card.without_waivers:
        keys["without_waivers"] = _standing(without, lang)
    return keys


def _card(card: model.Scorecard, lang: Lang) -> wire.Scorecard:
    return wire.Scorecard(
        unit=_unit(card.unit),
        scheme=card.scheme,
        marks=_marks(card.marks) if card.marks else None,
        out_of=number(card.out_of),
        grade=_grade(card.grade, lang),
        rank=_rank(card.rank),
        items=tuple(
            wire.Item(
                item=item.item,
                name=item.name.say(lang),
                out_of=number(item.out_of),
                marks=_marks(item.marks) if item.marks else None,
                status=item.status.value if item.status else None,
                words=item.words.say(lang),
            )
            for item in card.items
        ),
        lines=tuple(wire.Line(line=name, marks=_marks(span)) for name, span in card.lines),
        **_said(card, lang),
    )


def _problem(problem: Problem, lang: Lang) -> wire.Problem:
    return wire.Problem(
        code=problem.code,
        severity=problem.severity.value,
        where=_where(problem.where),
        what=problem.what.say(lang),
        mend=problem.mend.say(lang),
    )


def _standing(found: model.Standing, lang: Lang) -> wire.Standing:
    marks = _marks(found.marks) if found.marks else None
    return wire.Standing(marks=marks, grade=_grade(found.grade, lang), rank=_rank(found.rank))


def standing_wire(found: model.Standing, lang: Lang) -> dict[str, Any]:
    """What a unit came to, as the document has it."""
    return _standing(found, lang).model_dump(mode="json")


def outcome_wire(outcome: model.Outcome) -> dict[str, Any]:
    """One outcome as the document has it."""
    return _outcome(outcome).model_dump(mode="json", by_alias=True, exclude_unset=True)


def to_wire(assessment: model.Assessment, lang: Lang = "zh") -> wire.Assessment:
    """The assessment in the JSON's types; names, words and problems in one language, sentences in both."""
    files = {(source.file, source.digest or "") for source in assessment.sources if source.file is not None}
    return wire.Assessment(
        schema_version="1",
        pack=wire.PackRef(id=assessment.pack, version=assessment.version),
        as_of=assessment.as_of,
        readings=dict(sorted(assessment.readings.items())),
        synthetic=assessment.synthetic,
        fingerprint=assessment.fingerprint,
        intake=wire.Intake(
            rows=assessment.intake.rows, facts=assessment.intake.facts, refused=assessment.intake.refused
        ),
        outcomes=tuple(map(_outcome, assessment.outcomes)),
        scorecards=tuple(_card(card, lang) for card in assessment.scorecards),
        problems=tuple(_problem(problem, lang) for problem in assessment.problems),
        sources=tuple(wire.SourceRef(file=file, sha256=digest or None) for file, digest in sorted(files)),
        notes=tuple(map(_sentence, assessment.notes)),
        **_prints(assessment.prints),
    )


def _prints(prints: Fingerprints | None) -> dict[str, Any]:
    if prints is None:
        return {}
    items = {name: wire.ItemPrint(**attrs.asdict(one)) for name, one in sorted(prints.items.items())}
    rules = dict(sorted(prints.rules.items()))
    return {"fingerprints": wire.Fingerprints(rules=rules, items=items, scheme=prints.scheme, places=prints.places)}


def to_json(assessment: model.Assessment, lang: Lang = "zh") -> bytes:
    """The document in UTF-8; what is not set (a bound of a threshold) has no key, everything else has one."""
    content = to_wire(assessment, lang).model_dump(mode="json", by_alias=True, exclude_unset=True)
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def from_json(document: bytes | str) -> wire.Assessment:
    """The document as typed values. Raises UsageError for what is no assessment of version 1."""
    try:
        return wire.Assessment.model_validate_json(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place, said = ".".join(map(str, first["loc"])), first["msg"]
        zh, en = (f"{place}：", f"{place}: ") if place else ("", "")
        raise UsageError(
            Text(
                f"不是第 1 版判定结果：{zh}{said}。请用 fengqiao score --format json 重新生成。",
                f"not an assessment of version 1: {en}{said}. Make it anew with fengqiao score --format json.",
            )
        ) from error


def schema() -> dict[str, Any]:
    """The JSON Schema that ships beside this module."""
    text = resources.files("fengqiao.boundary").joinpath("assessment.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def schema_text() -> str:
    """What that file has to say: the JSON Schema of the types as they are now."""
    dialect: Literal["https://json-schema.org/draft/2020-12/schema"] = "https://json-schema.org/draft/2020-12/schema"
    content = {"$schema": dialect, **wire.Assessment.model_json_schema(by_alias=True)}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
