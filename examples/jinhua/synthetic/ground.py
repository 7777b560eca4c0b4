"""The real places that the synthetic submissions stand on, read from the editions in divisions/."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

EDITIONS = tuple(date.fromisoformat(day) for day in ("2018-10-31", "2019-10-31", "2020-06-30"))
"""The editions that the plan's three years touch."""


@dataclass
class Village:
    """A village or community: its code and name as last listed, and the editions that list it."""

    code: str
    name: str
    township: str
    listed: set[date] = field(default_factory=set)

    def lives(self, day: date) -> bool:
        """Whether it is there on a day: the latest edition up to then lists it."""
        return max(edition for edition in EDITIONS if edition <= day) in self.listed

    @property
    def since(self) -> date | None:
        """Its first day, None where the first edition lists it already."""
        first = min(self.listed)
        return None if first == EDITIONS[0] else first

    @property
    def until(self) -> date | None:
        """Its last day, None where the last edition lists it still."""
        later = [edition for edition in EDITIONS if edition > max(self.listed)]
        return date.fromordinal(later[0].toordinal() - 1) if later else None


@dataclass
class Township:
    """A township or street with its villages in the order of their codes."""

    code: str
    name: str
    villages: list[Village] = field(default_factory=list)


@dataclass
class County:
    """A county-level unit with its townships in the order of their codes."""

    code: str
    name: str
    townships: list[Township] = field(default_factory=list)

    @property
    def villages(self) -> list[Village]:
        """All villages, township by township."""
        return [village for township in self.townships for village in township.villages]


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_ground(folder: Path) -> list[County]:
    """The nine counties with the townships and villages that any of the three editions lists; a recoded one once."""
    newer = {row["old_code"]: row["new_code"] for row in _rows(folder, "recoded.csv") if row["first_edition"] < "2021"}
    counties: dict[str, County] = {}
    townships: dict[str, Township] = {}
    villages: dict[str, Village] = {}
    for edition in EDITIONS:
        for row in _rows(folder, f"jinhua-{edition}.csv"):
            code = newer.get(row["code"], row["code"])
            if row["level"] == "county":
                counties.setdefault(code, County(code, row["name"]))
            elif row["level"] == "township":
                townships.setdefault(code, Township(code, row["name"]))
            elif row["level"] == "village":
                village = villages.setdefault(code, Village(code, row["name"], row["parent"]))
                village.name, village.township = row["name"], row["parent"]
                village.listed.add(edition)
    for code, township in sorted(townships.items()):
        counties[code[:6] + "000000"].townships.append(township)
    for _, village in sorted(villages.items()):
        townships[village.township].villages.append(village)
    return [county for _, county in sorted(counties.items())]
