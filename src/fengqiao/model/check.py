"""What a reported figure has to agree with: its parts, the numbers it is the rate of, the register that it counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import attrs


@attrs.frozen
class SumOf:
    """Figures that have to add up to another."""

    parts: tuple[str, ...]
    whole: str


@attrs.frozen
class RateOf:
    """A rate that two other figures have to give; the first denominator is the one that is meant."""

    rate: str
    of: str
    over: tuple[str, ...]


@attrs.frozen
class Counted:
    """A figure that the facts of a register have to give, those that satisfy every equality of `of`."""

    figure: str
    register: str
    of: tuple[tuple[str, Any], ...] = ()
    placed: Literal["at", "within"] = "within"


@attrs.frozen
class Checks:
    """What the figures of one file have to agree with; `labels` are the words that stand in it for their names."""

    file: str | None
    checks: tuple[SumOf | RateOf | Counted, ...]
    labels: Mapping[str, str] = attrs.field(factory=dict)

    def label(self, name: str) -> str:
        """A figure's name as it stands in the file."""
        return self.labels.get(name, name)
