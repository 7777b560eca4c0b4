"""The report model: everything that a report says, in one language, before any format lays it out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Literal

import attrs

from fengqiao.errors import Lang, Where
from fengqiao.model.outcome import Span, Status, UnitRef
from fengqiao.model.period import Period
from fengqiao.model.predicate import Limits
from fengqiao.report.steps import Step

Kind = Literal["share", "number", "money"]
"""What a value is: a fraction, a number of things, or fen."""


@attrs.frozen
class Verdict:
    """One outcome as shown: its sign and word, the value short (`9`, `29.9%`) and in full, the requirement.

    `low` and `high` are the ends of the value as numbers of a `kind`; None where there is no end or nothing to count.
    `depth`: how far it is from what is required, 1 (near) to 3 (less than half of it); 0 where that is not said.
    """

    status: Status
    sign: str
    word: str
    short: str
    value: str
    required: str
    low: Fraction | None = None
    high: Fraction | None = None
    kind: Kind = "number"
    depth: int = 0


@attrs.frozen
class MatrixRow:
    """One target over the units of the matrix; None where the target says nothing of a unit."""

    target: str
    title: str
    clause: str
    cells: tuple[Verdict | None, ...]
    qualitative: bool


@attrs.frozen
class Matrix:
    """Targets by accountable units."""

    units: tuple[UnitRef, ...]
    rows: tuple[MatrixRow, ...]

    @property
    def numbered(self) -> tuple[MatrixRow, ...]:
        """The targets that name a number."""
        return tuple(row for row in self.rows if not row.qualitative)

    @property
    def qualitative(self) -> tuple[MatrixRow, ...]:
        """The clauses that name none."""
        return tuple(row for row in self.rows if row.qualitative)


@attrs.frozen
class CardItem:
    """One item of a scorecard; `marks` says so where it left the base."""

    name: str
    out_of: str
    marks: str
    sign: str
    words: str
    most: Fraction
    span: Span | None
    """The same as numbers: what it is out of, and its marks."""
    status: Status | None


@attrs.frozen
class Card:
    """One unit's marks, grade and rank as shown, intervals included; `steps` add up to `span`."""

    unit: UnitRef
    rank: str
    marks: str
    out_of: str
    grade: str
    grades: tuple[str, str]
    """The lowest and the highest grade; both empty where it has none."""
    items: tuple[CardItem, ...]
    counts: tuple[int, int, int, int]
    """Targets met, not met, undetermined, not due."""
    most: Fraction
    span: Span | None
    place: tuple[int, int] | None
    """The same as numbers: what the marks are out of, the marks, and the ranks."""
    group: str
    """The units that it is ranked among, where a scheme ranks them in groups."""
    steps: tuple[Step, ...]
    remarks: tuple[str, ...] = ()
    """Group, why unranked, subsidy, the marks without waivers: where there is something to say."""


@attrs.frozen
class Rest:
    """One thing that a verdict rests on: its name, what is to be said of it, the cells it stands in."""

    name: str
    said: str
    cells: tuple[str, ...]


@attrs.frozen
class Stop:
    """One day of a course: the verdict then, the value's ends (None: no end) and in words."""

    on: date
    status: Status
    sign: str
    word: str
    low: Fraction | None
    high: Fraction | None
    shown: str


@attrs.frozen
class Demand:
    """What is required from a milestone to the next one (None: there is none)."""

    on: date
    until: date | None
    at: Fraction
    shown: str


@attrs.frozen
class Course:
    """How a value came to where it stands, and what was and will be required.

    `percent`: it is a share; `wan`: it is money, in 10,000 yuan.
    """

    points: tuple[Stop, ...]
    steps: tuple[Demand, ...]
    percent: bool
    wan: bool


@attrs.frozen
class StripRow:
    """One unit's slots as (covered, missed, unknown); `own`: the accountable unit itself."""

    unit: UnitRef
    slots: tuple[tuple[int, int, int], ...]
    own: bool

    @property
    def sums(self) -> tuple[int, int, int, int]:
        """Due, covered, missed and unknown over all slots."""
        covered, missed, unknown = (sum(slot[i] for slot in self.slots) for i in range(3))
        return covered + missed + unknown, covered, missed, unknown

    @property
    def whole(self) -> bool:
        """Whether something was due, and all of it was covered."""
        due, covered, _, _ = self.sums
        return due == covered > 0


@attrs.frozen
class StripTable:
    """Who kept a cadence, slot by slot; `slot` is what a slot is called."""

    target: str
    title: str
    slot: str
    slots: tuple[Period, ...]
    rows: tuple[StripRow, ...]

    @property
    def nested(self) -> bool:
        """Whether the first row sums up the others."""
        return len(self.rows) > 1 and self.rows[0].own and not any(row.own for row in self.rows[1:])


@attrs.frozen
class Finding:
    """One verdict on a unit's page. `rests` are some of the `counted` members that count towards it."""

    target: str
    title: str
    clause: str
    verdict: Verdict
    sentence: str
    asks: tuple[str, ...]
    others: str
    qualitative: bool = False
    quotes: tuple[str, ...] = ()
    rests: tuple[Rest, ...] = ()
    counted: int = 0


@attrs.frozen
class Lack:
    """One gap: the target, the places from the unit down to what lacks something, and what is missing."""

    target: str
    title: str
    unit: str
    place: str
    name: str
    code: str
    state: str
    what: str
    cells: str
    where: Where | None = None
    """The first of the cells."""


@attrs.frozen
class UnitPage:
    """Everything about one unit. `more` gaps are not shown."""

    unit: UnitRef
    card: Card | None
    findings: tuple[Finding, ...]
    lacks: tuple[Lack, ...]
    more: int
    courses: Mapping[str, Course] = attrs.field(factory=dict)
    """By target."""
    strips: tuple[StripTable, ...] = ()


@attrs.frozen
class Defect:
    """A problem as shown."""

    severity: str
    place: str
    unit: str
    what: str
    mend: str
    where: Where | None = None


@attrs.frozen
class ReadingRow:
    """The reading that a target was judged under, and the units whose verdict would differ under another."""

    target: str
    title: str
    reading: str
    why: str
    others: tuple[str, ...]


@attrs.frozen
class Shift:
    """A target at a unit that changed: how, both verdicts (None: it had none), and how the requirement changed."""

    unit: UnitRef
    title: str
    trend: str
    before: Verdict | None
    after: Verdict | None
    required: str


@attrs.frozen
class MarksShift:
    """What a unit came to before and now: marks, rank and grade as shown."""

    unit: UnitRef
    marks_before: str
    rank_before: str
    grade_before: str
    marks: str
    rank: str
    grade: str


@attrs.frozen
class Since:
    """What changed since a day: sentences, every change, and the units whose marks, rank or grade did."""

    day: date
    summary: tuple[str, ...]
    shifts: tuple[Shift, ...]
    marks: tuple[MarksShift, ...]


@attrs.frozen
class Document:
    """A whole report. `banner` is set when any data is synthetic; `made_by` names the program and its version.

    `plan` is the plan's time.
    """

    lang: Lang
    title: str
    as_of: date
    plan: Period
    banner: str | None
    made_by: str
    fingerprint: str
    summary: tuple[str, ...]
    matrix: Matrix
    cards: tuple[Card, ...]
    scheme: str
    grades: tuple[tuple[str, Limits], ...]
    """The grades of the scheme, best first, where bounds of the marks (shares of the most) alone decide them."""
    pages: tuple[UnitPage, ...]
    defects: tuple[Defect, ...]
    errors: int
    intake: str
    readings: tuple[ReadingRow, ...]
    notes: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    since: Since | None = None
    """What changed since the period before, where that was asked."""
