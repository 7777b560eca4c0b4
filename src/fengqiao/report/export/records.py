"""One flat record an outcome: what csv and parquet have as a row."""

from __future__ import annotations

from datetime import date

import attrs

from fengqiao.boundary.wire import to_wire
from fengqiao.errors import Lang
from fengqiao.model.outcome import Assessment
from fengqiao.model.target import RulePack

Number = int | float


@attrs.frozen
class Record:
    """An outcome; the numbers are those of the JSON. `yes` to `open` are the tally, blank where there are two."""

    target: str
    title: str
    clause: str
    qualitative: bool
    reading: str
    unit_code: str
    unit_name: str
    unit_level: str
    status: str
    low: Number | None
    high: Number | None
    at_least: Number | None
    at_most: Number | None
    above: Number | None
    below: Number | None
    of_units: bool
    since: date | None
    margin: Number | None
    yes: int | None
    no: int | None
    unknown: int | None
    may_yes: int | None
    may_no: int | None
    open: bool | None
    next_due: date | None
    sentence: str
    pack: str
    pack_version: str
    as_of: date
    synthetic: bool
    fingerprint: str


COLUMNS = attrs.fields(Record)


def records(assessment: Assessment, pack: RulePack, lang: Lang) -> tuple[Record, ...]:
    """Every outcome, in the order of the JSON."""
    found = to_wire(assessment, lang)
    rows = []
    for outcome in found.outcomes:
        target, value, limits, tally = pack.targets[outcome.target], outcome.value, outcome.threshold, outcome.tally
        rows.append(
            Record(
                target=target.id,
                title=target.title.say(lang),
                clause=target.clause,
                qualitative=target.qualitative,
                reading=assessment.readings[target.id],
                unit_code=outcome.unit.code,
                unit_name=outcome.unit.name,
                unit_level=outcome.unit.level,
                status=outcome.status,
                low=value.low if value else None,
                high=value.high if value else None,
                at_least=limits.at_least if limits else None,
                at_most=limits.at_most if limits else None,
                above=limits.above if limits else None,
                below=limits.below if limits else None,
                of_units=bool(limits and limits.of == "units"),
                since=limits.since if limits else None,
                margin=outcome.margin,
                yes=tally.yes if tally else None,
                no=tally.no if tally else None,
                unknown=tally.unknown if tally else None,
                may_yes=tally.may_yes if tally else None,
                may_no=tally.may_no if tally else None,
                open=tally.open if tally else None,
                next_due=outcome.next.due if outcome.next else None,
                sentence=outcome.sentence.zh if lang == "zh" else outcome.sentence.en,
                pack=assessment.pack,
                pack_version=assessment.version,
                as_of=assessment.as_of,
                synthetic=assessment.synthetic,
                fingerprint=assessment.fingerprint,
            )
        )
    return tuple(rows)
