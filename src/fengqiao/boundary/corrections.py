"""Reports that do not count, or no longer: handed in too late, sent back, replaced by a correction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import attrs

from fengqiao.boundary.filed import Filed, withdraw, without
from fengqiao.boundary.filedwords import corrects_nothing, left_out, not_empty, not_submitted, replaced, undated
from fengqiao.errors import Problem


def not_in_force(filed: Sequence[Filed], known_by: date | None) -> list[Problem]:
    """Takes back what was handed in after the day, sent back or not handed in after all."""
    told = []
    for one in filed:
        on = one.submission.reported_on
        if known_by is not None and on is not None and on > known_by:
            told.append(left_out(one, known_by))
            for part in one.parts:
                withdraw(part)
            one.submission = attrs.evolve(one.submission, known=False, registers=())
            continue
        for register in one.registers:
            state = one.submission.state_of(register)
            if state in ("returned", "unreported"):
                told.append(not_submitted(one, register, returned=state == "returned"))
                for part in one.of(register):
                    withdraw(part)
            elif state == "zero" and any(part.rows for part in one.of(register)):
                told.append(not_empty(one, register))
    return told


def replaced_by_corrections(filed: Sequence[Filed]) -> list[Problem]:
    """A correction takes the place of what the same units reported earlier of the same register within its time."""
    told = []
    corrections = sorted(
        (f for f in filed if f.submission.correction and f.submission.known),
        key=lambda f: (f.submission.reported_on or date.min, f.file or ""),
    )
    gone: set[tuple[int, str]] = set()
    for correction in corrections:
        on = correction.submission.reported_on
        if on is None:
            told.append(undated(correction))
            continue
        found = False
        for other in filed:
            if other is correction or set(other.submission.units) != set(correction.submission.units):
                continue
            for register in correction.registers:
                earlier = other.submission.reported_on is None or other.submission.reported_on < on
                if not earlier or register not in other.registers or (id(other), register) in gone:
                    continue
                if not _holds(correction.submission.span(register), other.submission.span(register)):
                    continue
                found = True
                gone.add((id(other), register))
                taken = other.of(register)
                told.append(replaced(other, correction, register, sum(part.rows for part in taken)))
                for part in taken:
                    withdraw(part)
                other.submission = without(other, register)
        if not found:
            told.append(corrects_nothing(correction))
    return told


def _holds(outer: tuple[date | None, date | None], inner: tuple[date | None, date | None]) -> bool:
    return (outer[0] is None or (inner[0] is not None and outer[0] <= inner[0])) and (
        outer[1] is None or (inner[1] is not None and inner[1] <= outer[1])
    )
