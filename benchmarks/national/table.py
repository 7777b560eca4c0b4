"""The table, row by row as it is measured."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

HEAD = ("what", "version", "seconds", "peak MB", "ratio", "target", "holds")
WIDTHS = (40, 22, 9, 8, 8, 18, 5)
Target = tuple[float, str]
"""A number, and what it is of: `slower`, this row takes at least so many times fengqiao's time; `floor`, fengqiao at
most so many times this row's; `growth`, this row at most so many times fengqiao's."""


@attrs.frozen
class Row:
    """One measurement; `beside` is fengqiao's seconds for the same. Nothing is rounded in a target's favour.

    `limit`: at most so many seconds and so much memory.
    """

    what: str
    version: str = ""
    seconds: float = 0.0
    peak: float | None = None
    beside: float | None = None
    target: Target | None = None
    limit: tuple[float, float] | None = None
    note: str = ""

    @property
    def wanted(self) -> str:
        """The target in words."""
        if self.limit is not None:
            return f"{self.limit[0]:g} s, {self.limit[1]:.0f} MB"
        if self.target is None:
            return ""
        number, kind = self.target
        return {"slower": "at least {:g}", "floor": "at least 1/{:g}", "growth": "at most {:g}"}[kind].format(number)

    @property
    def holds(self) -> bool | None:
        """Whether the target is reached; None without one."""
        if self.limit is not None:
            return self.seconds <= self.limit[0] and (self.peak or 0) <= self.limit[1]
        if self.target is None or self.beside is None:
            return None
        number, kind = self.target
        match kind:
            case "slower":
                return self.seconds >= number * self.beside
            case "floor":
                return self.beside <= number * self.seconds
            case _:
                return self.seconds <= number * self.beside


class Table:
    """Prints."""

    def head(self) -> None:
        """The headings."""
        print()
        self._line(HEAD)

    def block(self, title: str) -> None:
        """What the rows below have in common."""
        print(f"-- {title}", flush=True)

    def row(self, row: Row) -> None:
        """One measurement."""
        holds = row.holds
        peak = "" if row.peak is None else f"{row.peak:.0f}"
        ratio = "" if row.beside is None else f"{row.seconds / row.beside:.2f}"
        answer = "" if holds is None else "yes" if holds else "no"
        self._line((row.what, row.version, f"{row.seconds:.2f}", peak, ratio, row.wanted, answer), row.note)

    def statuses(self, found: Mapping[str, Mapping[str, int]]) -> None:
        """The share of each status."""
        for target, counts in found.items():
            whole = sum(counts.values())
            shares = ", ".join(f"{status} {count / whole:.1%}" for status, count in sorted(counts.items()))
            print(f"   {target}: {whole:,} outcomes: {shares}", flush=True)

    def _line(self, cells: tuple[str, ...], note: str = "") -> None:
        left = [cell.ljust(width) for cell, width in zip(cells[:2], WIDTHS[:2], strict=True)]
        right = [cell.rjust(width) for cell, width in zip(cells[2:], WIDTHS[2:], strict=True)]
        print("  ".join((*left, *right, note)).rstrip(), flush=True)
