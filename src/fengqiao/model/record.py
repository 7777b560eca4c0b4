"""An assessment as its document keeps it: what two of them can be compared by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import attrs

from fengqiao.model.fingerprints import Fingerprints
from fengqiao.model.outcome import Span, Status, UnitRef


@attrs.frozen
class RecordItem:
    """One item of a scorecard; no marks where it left the base."""

    name: str
    out_of: Fraction
    marks: Span | None


@attrs.frozen
class RecordCard:
    """One unit's scorecard; `lines` sum to the marks, but for the rounding of each number to 12 digits."""

    unit: UnitRef
    scheme: str
    marks: Span | None
    items: Mapping[str, RecordItem]
    lines: tuple[tuple[str, Span], ...]
    rank: tuple[int, int] | None


@attrs.frozen
class Found:
    """What a target came to at a unit: its status, and all that it rests on as the document prints it."""

    status: Status
    value: str
    threshold: str


@attrs.frozen
class Record:
    """A document read back. `files`: digest by file, None where a source has none. `prints` is None in older ones."""

    pack: str
    version: str
    as_of: date
    readings: Mapping[str, str]
    fingerprint: str
    files: Mapping[str, str | None]
    intake: tuple[int, int, int]
    prints: Fingerprints | None
    outcomes: Mapping[tuple[str, str], Found]
    cards: Mapping[str, RecordCard]
    synthetic: bool
