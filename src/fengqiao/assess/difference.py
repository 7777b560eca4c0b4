"""One thing that changed between two packs, how much it weighs, and the version that all of it asks for.

A difference is `major` where a verdict can come out otherwise, `minor` where something is new and every old verdict
stands, `patch` where only words changed.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import attrs

from fengqiao.errors import Text

Kind = Literal["added", "dropped", "tightened", "loosened", "changed"]
Impact = Literal["none", "patch", "minor", "major"]
IMPACTS: tuple[Impact, ...] = ("none", "patch", "minor", "major")
NOTHING = Text("无", "none")
NO_TEXT = Text("", "")


@attrs.frozen
class Difference:
    """One thing that changed. `target` is blank where it is the pack's own, `reading` where it is the target's.

    `of` names the measure that a threshold inside another bounds. A threshold is in force from `since` until `until`.
    """

    part: str
    kind: Kind
    impact: Impact
    old: Text = NOTHING
    new: Text = NOTHING
    target: str = ""
    title: Text = NO_TEXT
    clause: str = ""
    reading: str = ""
    of: str = ""
    since: date | None = None
    until: date | None = None


@attrs.frozen
class PackDiff:
    """Two packs, each by id and version, and what changed from the old one to the new one."""

    old: tuple[str, str]
    new: tuple[str, str]
    differences: tuple[Difference, ...]

    @property
    def impact(self) -> Impact:
        """The heaviest of the differences."""
        return max((one.impact for one in self.differences), key=IMPACTS.index, default="none")

    @property
    def next_version(self) -> str | None:
        """The least version that the new pack must bear; None where it is another pack or versions are no numbers."""
        found = _numbers(self.old[1])
        if self.old[0] != self.new[0] or found is None:
            return None
        major, minor, patch = found
        match self.impact:
            case "major":
                return f"{major + 1}.0.0" if major else f"0.{minor + 1}.0"
            case "minor":
                return f"{major}.{minor + 1}.0" if major else f"0.{minor}.{patch + 1}"
            case "patch":
                return f"{major}.{minor}.{patch + 1}"
            case _:
                return self.old[1]

    @property
    def says_enough(self) -> bool:
        """Whether the new version tells of a change as heavy as this one."""
        wanted, said = self.next_version, _numbers(self.new[1])
        return wanted is None or said is None or said >= (_numbers(wanted) or said)


def _numbers(version: str) -> tuple[int, int, int] | None:
    parts = version.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    return int(parts[0]), int(parts[1]), int(parts[2])
