"""What comes out: tallies, bounds, statuses, outcomes, scorecards and the whole assessment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction

import attrs

from fengqiao.errors import Problem, Text, Where
from fengqiao.model.dataset import Intake
from fengqiao.model.fingerprints import Fingerprints
from fengqiao.model.predicate import Limits
from fengqiao.model.source import Source
from fengqiao.model.target import Milestone


@attrs.frozen
class Tally:
    """Whole numbers, the only thing an engine answers with.

    yes, no, unknown: members surely in the counted set, by whether they hold. may_yes: doubtful members that could
    join as a yes; may_no: as a no (one member may be in both). open: more may exist that was not reported.
    """

    yes: int = 0
    no: int = 0
    unknown: int = 0
    may_yes: int = 0
    may_no: int = 0
    open: bool = False

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.yes + other.yes,
            self.no + other.no,
            self.unknown + other.unknown,
            self.may_yes + other.may_yes,
            self.may_no + other.may_no,
            self.open or other.open,
        )

    @property
    def members(self) -> int:
        """Members surely in the counted set."""
        return self.yes + self.no + self.unknown


@attrs.frozen
class Answer:
    """A tally; for ratio, change and self-reported figures also the second one."""

    tally: Tally
    over: Tally | None = None


@attrs.frozen
class Bounds:
    """The values that remain possible, both ends included; None is no end."""

    low: Fraction | None
    high: Fraction | None


class Status(StrEnum):
    """The verdict on one target at one unit."""

    MET = "met"
    NOT_MET = "not_met"
    UNDETERMINED = "undetermined"
    NOT_DUE = "not_due"
    NOT_APPLICABLE = "not_applicable"
    WAIVED = "waived"
    INDICATOR = "indicator"

    __hash__ = str.__hash__  # as quick as its text


@attrs.frozen
class UnitRef:
    """An accountable unit as it is shown: code, name, level (a place's level)."""

    code: str
    name: str
    level: str


@attrs.frozen
class Missing:
    """Something that, once known, could settle a member: a report not handed in, a row refused, a cell left blank.

    `why`: not_reported (a register over a subtree and time), refused (a row), blank (a field of a fact), ended (a fact
    whose end is not known on the day), imprecise (a place known only roughly).
    """

    why: str
    register: str
    unit: str
    since: date | None = None
    until: date | None = None
    field: str | None = None
    where: Where | None = None


@attrs.frozen
class Member:
    """One member of a counted set and how it stands.

    `state`: yes, no, unknown, or may (doubtful whether it belongs). `kind` is place, fact, person, item or part; `unit`
    the key of the place where it stands. `tally` and `short` say how far a place or body is from what it should have,
    `covered`, `missed` and `unreported` which slots of a cadence were kept, were not, and of which it is not known;
    `said` what a fact that fails says in the fields asked for (field and value, or item that is not there); `where` the
    cells it rests on, `missing` what would settle it.
    """

    kind: str
    key: str
    name: str
    unit: str
    state: str
    tally: Tally | None = None
    short: Fraction | None = None
    covered: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    unreported: tuple[str, ...] = ()
    where: tuple[Where, ...] = ()
    missing: tuple[Missing, ...] = ()
    said: tuple[tuple[str, str], ...] = ()


@attrs.frozen
class Page:
    """Some members of a counted set, and how many there are in all."""

    members: tuple[Member, ...]
    total: int


@attrs.frozen
class Settle:
    """What would settle an undetermined outcome.

    `for_met` / `for_not_met`: how many more members must turn out yes (no) to force that verdict, None when that cannot
    be. `asks`: the fewest reports, largest first, whose members suffice; `more`: members that remain beyond them.
    """

    for_met: int | None
    for_not_met: int | None
    asks: tuple[Ask, ...] = ()
    more: int = 0


@attrs.frozen
class Ask:
    """One report to ask for, and how many members it speaks of."""

    missing: Missing
    members: int
    unit_name: str


@attrs.frozen
class Outlook:
    """How the way to the next milestone looks: achieved, on_track, behind, unknown, or cannot_be_regained.

    `line` is the value that the straight line asks for on the day; `cagr` the open SDG ratio of observed over required
    compound growth, with its own word.
    """

    status: str
    line: Fraction | None = None
    cagr: Fraction | None = None
    progress: str | None = None


@attrs.frozen
class Claim:
    """A waiver, or an appeal: who approved it (an appeal: nobody yet), why, both days included, on what evidence."""

    approver: str | None
    reason: str | None
    since: date | None
    until: date | None = None
    evidence: str | None = None


@attrs.frozen
class Outcome:
    """One target judged at one unit under one reading.

    `waiver` holds on the day, `appeal` is pending; `without_waivers` is the status if no waiver held anywhere, where it
    is another one.
    """

    target: str
    reading: str
    unit: UnitRef
    status: Status
    sentence: Text
    tally: Tally | None = None
    over: Tally | None = None
    value: Bounds | None = None
    limits: Limits | None = None
    since: date | None = None
    of_units: bool = False
    margin: Fraction | None = None
    next: Milestone | None = None
    next_due: date | None = None
    outlook: Outlook | None = None
    settle: Settle | None = None
    other_readings: Mapping[str, Status] = attrs.field(factory=dict)
    waiver: Claim | None = None
    appeal: Claim | None = None
    without_waivers: Status | None = None


@attrs.frozen
class Span:
    """An interval of marks, both ends included."""

    low: Fraction
    high: Fraction


@attrs.frozen
class ItemScore:
    """What one item of a scheme brought: `marks` of `out_of`; None where it left the base. `words` says why."""

    item: str
    name: Text
    out_of: Fraction
    marks: Span | None
    status: Status | None
    words: Text


@attrs.frozen
class Standing:
    """What a unit comes to: marks, grade and rank; None where there is none."""

    marks: Span | None
    grade: tuple[Text, Text] | None
    rank: tuple[int, int] | None


@attrs.frozen
class Scorecard:
    """One unit's marks, grade and rank; None where nothing was left to judge. The lines sum exactly to the marks.

    `tight`: every end is reached by some way to fill in what is not known; else the ends are only sound. `group`: the
    units that it is ranked among. `unranked`: why it has no rank and no grade. `subsidy` is in fen.
    `without_waivers` is what the unit would come to if no waiver held anywhere, where that differs.
    """

    unit: UnitRef
    scheme: str
    marks: Span | None
    out_of: Fraction
    grade: tuple[Text, Text] | None
    rank: tuple[int, int] | None
    items: tuple[ItemScore, ...]
    lines: tuple[tuple[str, Span], ...] = ()
    tight: bool = True
    group: Text | None = None
    unranked: Text | None = None
    subsidy: Span | None = None
    without_waivers: Standing | None = None

    @property
    def standing(self) -> Standing:
        """Marks, grade and rank."""
        return Standing(self.marks, self.grade, self.rank)


@attrs.frozen
class Assessment:
    """A pack judged over a dataset on a day, under one reading of each target."""

    pack: str
    version: str
    as_of: date
    readings: Mapping[str, str]
    outcomes: tuple[Outcome, ...]
    problems: tuple[Problem, ...]
    intake: Intake
    sources: tuple[Source, ...]
    synthetic: bool
    fingerprint: str
    scorecards: tuple[Scorecard, ...] = ()
    notes: tuple[Text, ...] = ()
    prints: Fingerprints | None = None

    def outcome(self, target: str, unit: str) -> Outcome | None:
        """The outcome of a target at a unit, by the unit's code."""
        return next((o for o in self.outcomes if o.target == target and o.unit.code == unit), None)
