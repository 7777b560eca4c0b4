"""What a county office could know, before any layout: made-up records of each register."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from synthetic.ground import County, Township, Village


@dataclass
class Committee:
    """A mediation committee; `systems` and `unified` are the numbers of the items that it has."""

    number: str
    name: str
    kind: str
    township: Township | None
    village: Village | None
    established: date
    dissolved: date | None
    systems: set[int]
    unified: set[int]


@dataclass
class Studio:
    """A mediation studio in a township; `brand` None: the office cannot say."""

    number: str
    name: str
    township: Township
    personal: bool
    brand: bool | None
    lead: str
    opened: date
    closed: date | None = None


@dataclass
class Post:
    """One mediator at one place; `at` is the full name of the committee or studio."""

    number: str
    name: str
    identity: str
    township: Township | None
    village: Village | None
    at: str
    full_time: bool
    purchased: bool
    since: date
    until: date | None
    background: str
    grade: str


@dataclass
class Dispute:
    """One dispute taken up."""

    number: str
    township: Township
    village: Village | None
    committee: str
    mediator: str
    accepted: date
    closed: date | None
    kind: int
    difficulty: str
    outcome: str
    written: bool
    amount: int
    persons: int
    escalated: bool
    carried_over: bool


@dataclass
class Money:
    """One head's budget and spending in one year, in yuan."""

    year: int
    head: int
    budgeted: int
    paid: int


@dataclass
class Training:
    """One training of mediators."""

    on: date
    kind: str
    topic: str
    hours: int
    persons: int


@dataclass
class Attestation:
    """A statement with evidence that something is in place."""

    item: str
    on: date
    holds: bool
    evidence: str


@dataclass
class Books:
    """All that one county office knows."""

    county: County
    committees: list[Committee] = field(default_factory=list)
    studios: list[Studio] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)
    funding: list[Money] = field(default_factory=list)
    trainings: list[Training] = field(default_factory=list)
    attestations: list[Attestation] = field(default_factory=list)
    village_days: dict[str, list[date]] = field(default_factory=dict)
    """By code of the village: the days on which it screened, in order."""
    township_days: dict[str, list[date]] = field(default_factory=dict)
    county_days: list[date] = field(default_factory=list)
