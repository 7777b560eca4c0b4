"""A row of slots as a drawing: one path a shade, so that a year of weeks takes a few hundred characters."""

from __future__ import annotations

from collections import defaultdict

from fengqiao.model.period import Period

WIDE, HIGH, GAP = 6, 12, 1
"""One cell and the gap after it, in the drawing's own units."""
MANY, MOST = 4, 2
"""More than one in so many missed: a deeper shade."""
MONTHS = (1, 4, 7, 10)


def shade(covered: int, missed: int, unknown: int) -> str:
    """What a slot looks like: kept by all, missed by few, more or most, unknown of few or most; empty: none due."""
    due = covered + missed + unknown
    if not due:
        return ""
    if not missed:
        return "k" if not unknown else "u" if unknown * MOST > due else "v"
    return "z" if missed * MOST > due else "y" if missed * MANY > due else "x"


def paths(slots: tuple[tuple[int, int, int], ...]) -> dict[str, str]:
    """For each shade its cells, as upright lines of a cell's width."""
    found: dict[str, list[str]] = defaultdict(list)
    for at, slot in enumerate(slots):
        if name := shade(*slot):
            found[name].append(f"M{at * WIDE + 2.5} 0v{HIGH}")
    return {name: "".join(found[name]) for name in sorted(found)}


def width(slots: tuple[object, ...]) -> int:
    """How wide the drawing is."""
    return len(slots) * WIDE - GAP if slots else 1


def ticks(slots: tuple[Period, ...]) -> list[tuple[str, str]]:
    """Where on the axis (per cent) a year or a quarter begins, and its label; the first slot has the year."""
    found: list[tuple[str, str]] = []
    before: tuple[int, int] | None = None
    for at, slot in enumerate(slots):
        day = slot.last
        quarter = day.year, (day.month - 1) // 3
        if quarter != before:
            label = str(day.year) if before is None or quarter[0] != before[0] else f"{MONTHS[quarter[1]]:02}"
            found.append((f"{100 * at / len(slots):.1f}%", label))
            before = quarter
    # a first quarter that is cut short leaves no room for two labels
    if len(found) > 1 and float(found[1][0][:-1]) < 9:
        found.pop(0)
    return found


def told(slots: tuple[tuple[int, int, int], ...]) -> str:
    """The numbers of each slot, for the page's own script: `20.2.0 22.0.0`."""
    return " ".join(".".join(str(n) for n in slot) for slot in slots)
