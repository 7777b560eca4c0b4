"""A division and what is said of it: dated editions, recoded codes, declared lives, overlay units."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Literal

import attrs

VillageKind = Literal["rural_village", "urban_community"]
TownshipKind = Literal["street", "town", "township", "similar"]
Dated = Literal["edition", "declared"]
Life = tuple[date | None, date | None]
"""From and until, both days included; None is open."""


class Level(StrEnum):
    """How high a division stands."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    GRID = "grid"

    @cached_property
    def depth(self) -> int:
        """0 for a province, 5 for a grid."""
        return tuple(Level).index(self)

    __hash__ = str.__hash__  # what equals its text hashes as it does, and at its speed


HEADS = ((9, Level.VILLAGE), (6, Level.TOWNSHIP), (4, Level.COUNTY), (2, Level.CITY))
"""How many digits of a code name what it stands in, from the village up."""

VILLAGE_KINDS: Mapping[str, VillageKind] = {
    **dict.fromkeys("014", "urban_community"),
    **dict.fromkeys("235", "rural_village"),
}
"""What the tenth digit of a code says."""
TOWNSHIP_KINDS: Mapping[str, TownshipKind] = {
    "0": "street",
    "1": "town",
    **dict.fromkeys("23", "township"),
    **dict.fromkeys("45", "similar"),
}
"""What the seventh digit of a code says."""


def well_formed(code: str) -> bool:
    """Whether it is a statistical code: 12 digits, 15 with a grid."""
    return len(code) in (12, 15) and code.isascii() and code.isdigit()


def stand_of(code: str) -> tuple[Level, str | None]:
    """The level that a code's digits (2+2+2+3+3, and 3 of a grid) give it, and the code of what they place it in."""
    if len(code) == 15:
        return Level.GRID, code[:12]
    for head, level in HEADS:
        parent = code[:head].ljust(12, "0")
        if parent != code:
            return level, parent
    return Level.PROVINCE, None


def level_of(code: str) -> Level:
    """The level that a code's digits give it."""
    return stand_of(code)[0]


def parent_of(code: str) -> str | None:
    """The code of what a code's digits place it in; None above a province."""
    return stand_of(code)[1]


@attrs.frozen
class Division:
    """One spell of one unit: what it was called, by which code, in which parent, from when until when.

    `since` and `until` are included, None is open. `dated` says whether editions or a declared table give the days.
    """

    code: str
    name: str
    level: Level
    parent: str | None
    since: date | None = None
    until: date | None = None
    dated: Dated = "edition"

    @property
    def kind_of_village(self) -> VillageKind | None:
        """What digits 10-12 say: 001-199 and 400-499 a community, 200-399 and 500-599 a rural village."""
        return VILLAGE_KINDS.get(self.code[9]) if self.level is Level.VILLAGE else None

    @property
    def virtual(self) -> bool:
        """Whether digits 10-12 say that it stands for an area without a committee (498, 598)."""
        return self.level is Level.VILLAGE and self.code[9:] in ("498", "598")

    @property
    def kind_of_township(self) -> TownshipKind | None:
        """What digits 7-9 say: 001-099 a street, 100-199 a town, 200-399 a township, 400-599 similar."""
        return TOWNSHIP_KINDS.get(self.code[6]) if self.level is Level.TOWNSHIP else None

    def holds(self, day: date) -> bool:
        """Whether the spell holds the day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@attrs.frozen
class EditionRow:
    """One division as an edition lists it; level and parent follow from the code when absent. `line` counts from 1."""

    code: str
    name: str
    level: Level | None = None
    parent: str | None = None
    line: int | None = None


@attrs.frozen
class Edition:
    """The divisions listed as of a day. Several editions of one day (a file for each county) are one."""

    day: date
    rows: tuple[EditionRow, ...]
    file: str | None = None


@attrs.frozen
class Recode:
    """One life under two codes: what was listed by the old code is listed by the new one from `since`."""

    old_code: str
    new_code: str
    since: date


@attrs.frozen
class Declared:
    """A life that a dated table declares, over what the editions say; a blank end leaves what they say.

    Several rows of one code are several lives. `successors` are the units that took it over: None is not said, () is
    none.
    """

    code: str
    since: date | None = None
    until: date | None = None
    successors: tuple[str, ...] | None = None


@attrs.frozen
class Overlay:
    """An accountable unit without a place in the codes that acts as a county.

    While it is in force it takes its members, whole townships and villages, over from their counties. `assumed` says
    that the list of members is an assumption, `note` whose and why.
    """

    code: str
    name: str
    members: tuple[str, ...]
    since: date | None = None
    until: date | None = None
    assumed: bool = False
    note: str = ""


@attrs.frozen
class Unit:
    """A division through time: its spells in order. Its key is its latest code."""

    key: str
    spells: tuple[Division, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code that it has had, the earliest first."""
        return tuple(dict.fromkeys(spell.code for spell in self.spells))

    @property
    def name(self) -> str:
        """Its latest name."""
        return self.spells[-1].name

    @property
    def level(self) -> Level:
        """Its level, which is the same in all spells."""
        return self.spells[-1].level

    @property
    def steady(self) -> bool:
        """Whether it was always there and always the same."""
        return len(self.spells) == 1 and self.spells[0].since is None and self.spells[0].until is None

    @property
    def lives(self) -> tuple[Life, ...]:
        """From when until when it was there; a new name or code does not end a life."""
        lives: list[Life] = []
        for spell in self.spells:
            if lives and spell.since and (end := lives[-1][1]) and (spell.since - end).days == 1:
                lives[-1] = (lives[-1][0], spell.until)
            else:
                lives.append((spell.since, spell.until))
        return tuple(lives)

    def alive(self, day: date) -> bool:
        """Whether it was there on the day."""
        return any(spell.holds(day) for spell in self.spells)

    def on(self, day: date) -> Division:
        """The spell in force on the day, else the last before it, else the first."""
        found = self.spells[0]
        for spell in self.spells:
            if spell.since is None or spell.since <= day:
                found = spell
        return found
