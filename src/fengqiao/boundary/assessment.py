"""An assessment as other programs read it: the types of the JSON, `schema_version` "1".

Within version 1 keys may be added, none is renamed or removed; a reader passes over keys that it does not know.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Number = int | float
"""Whole numbers are exact; decimals carry 12 significant digits."""

StatusName = Literal["met", "not_met", "undetermined", "not_due", "not_applicable", "waived", "indicator"]
SeverityName = Literal["error", "warning", "info"]


class Wire(BaseModel):
    """What all parts of the document share: unchangeable, and tolerant of keys that a later version adds."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)


class PackRef(Wire):
    """The rule pack."""

    id: str
    version: str


class Intake(Wire):
    """How many rows were read, became facts, and were refused: rows = facts + refused."""

    rows: int
    facts: int
    refused: int


class Unit(Wire):
    """An accountable unit."""

    code: str
    name: str
    level: str


class Tally(Wire):
    """Whole numbers; `open`: more may exist that was not reported."""

    yes: int
    no: int
    unknown: int
    may_yes: int
    may_no: int
    open: bool


class Tallies(Wire):
    """The two tallies of a ratio (above and below the line) or a change (now and then)."""

    tally: Tally
    over: Tally


class Value(Wire):
    """The values that remain possible, ends included; null is no end. A share is a fraction: 0.3."""

    low: Number | None
    """Rounded down."""
    high: Number | None
    """Rounded up."""


class Marks(Wire):
    """An interval of marks, ends included."""

    low: Number
    high: Number


class Sentence(Wire):
    """The verdict in words."""

    zh: str
    en: str


class Limits(Wire):
    """The bounds on a value; a bound that is not set has no key."""

    at_least: Number | None = None
    at_most: Number | None = None
    above: Number | None = None
    below: Number | None = None


class Threshold(Limits):
    """The bounds in force and the milestone that brought them."""

    since: date | None = None
    of: Literal["units"] | None = None
    """`units`: the value is the share of the accountable units one level down that met."""


class Next(Limits):
    """The next day that matters: a milestone with its bounds, or the end of the first slot of a duty."""

    due: date
    of: Literal["units"] | None = None


class Outlook(Wire):
    """How the way to the next milestone looks."""

    status: Literal["achieved", "on_track", "behind", "unknown", "cannot_be_regained"]
    line: Number | None
    """What the straight line asks for on the judged day."""
    cagr: Number | None
    """Observed over required compound growth (the open SDG method)."""
    progress: str | None
    """The open SDG word for `cagr`."""


class Where(Wire):
    """A place in what was read."""

    file: str | None
    sheet: str | None
    cell: str | None
    unit: str | None


class UnitName(Wire):
    """A place of any level."""

    code: str
    name: str


class Ask(Wire):
    """One thing to ask for, and of how many members of the counted set it speaks."""

    why: str
    """not_reported, refused, blank, ended, imprecise or undetermined."""
    register_name: str = Field(alias="register")
    unit: UnitName
    since: date | None
    until: date | None
    field: str | None
    where: Where | None
    members: int

    model_config = ConfigDict(populate_by_name=True)


class Settle(Wire):
    """What would settle an undetermined verdict."""

    for_met: int | None
    """How many more members must turn out to hold to force met; null: none would."""
    for_not_met: int | None
    asks: tuple[Ask, ...]
    """The fewest reports that suffice, the largest first."""
    more: int
    """How many more such reports there are."""


class Claim(Wire):
    """A waiver, or an appeal (which nobody has approved yet)."""

    approver: str | None
    reason: str | None
    since: date | None = Field(alias="from")
    until: date | None
    """The last day, included; null: no end."""
    evidence: str | None

    model_config = ConfigDict(populate_by_name=True)


class Outcome(Wire):
    """One target at one accountable unit."""

    target: str
    unit: Unit
    status: StatusName
    tally: Tally | None
    """null for a ratio or a change, which rest on two."""
    tallies: Tallies | None
    value: Value | None
    threshold: Threshold | None
    margin: Number | None
    """How far inside (0 or more) or outside (below 0) its bound the worst value lies; a share's in whole members."""
    next: Next | None
    outlook: Outlook | None
    settle: Settle | None
    other_readings: dict[str, StatusName]
    waiver: str | None
    """The reason of the waiver that holds on the day."""
    sentence: Sentence
    waived: Claim | None = None
    """That waiver in full; no key where none holds."""
    appeal: Claim | None = None
    """The unit's pending appeal, which changes nothing; no key where there is none."""
    without_waivers: StatusName | None = None
    """The status if no waiver held anywhere; no key where it is the same."""


class Item(Wire):
    """What one item of a scheme brought; null marks: it left the base."""

    item: str
    name: str
    out_of: Number
    marks: Marks | None
    status: StatusName | None
    words: str


class Line(Wire):
    """One contribution to the marks; they sum exactly."""

    line: str
    marks: Marks


class Grade(Wire):
    """The lowest and the highest grade that remain possible."""

    low: str
    high: str


class Rank(Wire):
    """The best and the worst rank that remain possible."""

    best: int
    worst: int


class Standing(Wire):
    """What a unit comes to."""

    marks: Marks | None
    grade: Grade | None
    rank: Rank | None


class Scorecard(Wire):
    """One unit's marks; null where nothing was left to judge."""

    unit: Unit
    scheme: str
    marks: Marks | None
    out_of: Number
    grade: Grade | None
    rank: Rank | None
    items: tuple[Item, ...]
    lines: tuple[Line, ...]
    tight: Literal[False] | None = None
    """false: the ends of marks, grade and rank are sound, but not each is known to be reached; else there is no key."""
    group: str | None = None
    """The units that it is ranked among; no key where the scheme has no groups."""
    unranked: str | None = None
    """Why it has no rank and no grade; no key where it has."""
    subsidy: Marks | None = None
    """What the marks bring, in fen; no key where the scheme pays nothing."""
    without_waivers: Standing | None = None
    """What the unit would come to if no waiver held anywhere; no key where that is the same."""


class Problem(Wire):
    """A defect in what was read."""

    code: str
    severity: SeverityName
    where: Where
    what: str
    mend: str


class SourceRef(Wire):
    """A file that was read, and the sha256 of its bytes."""

    file: str
    sha256: str | None


class ItemPrint(Wire):
    """How one item of the scheme is scored."""

    rule: str
    targets: tuple[str, ...]
    """The targets that it rests on."""
    alone: bool
    """It rests on the outcome of that one target at its unit and on nothing else."""


class Fingerprints(Wire):
    """Digests of the parts that the result rests on: two documents say by them which part changed."""

    rules: dict[str, str]
    """By target: its measure, dates, bounds and levels under every reading."""
    items: dict[str, ItemPrint]
    """By item of the scheme."""
    scheme: str
    """The rest of the scheme; empty without one."""
    places: str


class Assessment(Wire):
    """A pack judged over a dataset on a day."""

    schema_version: Literal["1"]
    pack: PackRef
    as_of: date
    readings: dict[str, str]
    """The reading that each target was judged under."""
    synthetic: bool
    """True when any of the data is made up."""
    fingerprint: str
    intake: Intake
    outcomes: tuple[Outcome, ...]
    scorecards: tuple[Scorecard, ...]
    problems: tuple[Problem, ...]
    sources: tuple[SourceRef, ...]
    notes: tuple[Sentence, ...]
    fingerprints: Fingerprints | None = None
    """There is no key in documents of versions before 0.2."""
