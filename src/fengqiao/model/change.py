"""What changed between two days on which the same data was judged."""

from __future__ import annotations

from datetime import date
from typing import Literal

import attrs

from fengqiao.model.outcome import Outcome, Standing, UnitRef

Trend = Literal["improved", "fell", "due", "ended", "changed", "unclear"]
"""improved, fell: in status, or surely in value. due: judged now and not before. ended: no longer judged.

changed: surely another value, and no bound says which way is better. unclear: the intervals overlap.
"""


@attrs.frozen
class Change:
    """One target at one unit on two days; None where it had no outcome.

    `crossed`: from not met to met (`up`) or back (`down`), both for sure. `required`: the bounds in force are others.
    """

    target: str
    unit: UnitRef
    before: Outcome | None
    after: Outcome | None
    trend: Trend
    crossed: Literal["up", "down"] | None = None
    required: bool = False


@attrs.frozen
class Move:
    """What one unit came to on the two days; None where it had no scorecard."""

    unit: UnitRef
    before: Standing | None
    after: Standing | None


@attrs.frozen
class Difference:
    """What changed from `since` to `as_of`: what did not change is left out. Both judged by what is known now."""

    since: date
    as_of: date
    changes: tuple[Change, ...]
    moves: tuple[Move, ...]
