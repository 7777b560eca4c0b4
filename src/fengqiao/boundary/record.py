"""A document of the JSON back to values that two results are compared by."""

from __future__ import annotations

from fractions import Fraction

from fengqiao.boundary import assessment as wire
from fengqiao.boundary.wire import from_json
from fengqiao.model.fingerprints import Fingerprints, ItemPrint
from fengqiao.model.outcome import Span, Status, UnitRef
from fengqiao.model.record import Found, Record, RecordCard, RecordItem


def read_record(document: bytes | str) -> Record:
    """The document that `score --format json` and `to_json` give. Raises UsageError for what is none of version 1."""
    found = from_json(document)
    return Record(
        pack=found.pack.id,
        version=found.pack.version,
        as_of=found.as_of,
        readings=found.readings,
        fingerprint=found.fingerprint,
        files={source.file: source.sha256 for source in found.sources},
        intake=(found.intake.rows, found.intake.facts, found.intake.refused),
        prints=_prints(found.fingerprints),
        outcomes={(one.target, one.unit.code): _found(one) for one in found.outcomes},
        cards={card.unit.code: _card(card) for card in found.scorecards},
        synthetic=found.synthetic,
    )


def _prints(found: wire.Fingerprints | None) -> Fingerprints | None:
    if found is None:
        return None
    items = {name: ItemPrint(one.rule, one.targets, one.alone) for name, one in found.items.items()}
    return Fingerprints(found.rules, items, found.scheme, found.places)


def _found(outcome: wire.Outcome) -> Found:
    rests = (outcome.tally, outcome.tallies, outcome.value)
    return Found(
        Status(outcome.status),
        "|".join(one.model_dump_json() if one else "-" for one in rests),
        outcome.threshold.model_dump_json() if outcome.threshold else "-",
    )


def _card(card: wire.Scorecard) -> RecordCard:
    items = {item.item: RecordItem(item.name, _exact(item.out_of), _span(item.marks)) for item in card.items}
    lines = tuple((line.line, Span(_exact(line.marks.low), _exact(line.marks.high))) for line in card.lines)
    unit = UnitRef(card.unit.code, card.unit.name, card.unit.level)
    rank = (card.rank.best, card.rank.worst) if card.rank else None
    return RecordCard(unit, card.scheme, _span(card.marks), items, lines, rank)


def _span(marks: wire.Marks | None) -> Span | None:
    return Span(_exact(marks.low), _exact(marks.high)) if marks else None


def _exact(number: float) -> Fraction:
    """The decimal as it is printed."""
    return Fraction(repr(number))
