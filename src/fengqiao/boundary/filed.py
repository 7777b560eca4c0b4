"""One submission as it was read: its cover, its tables, its file."""

from __future__ import annotations

import attrs

from fengqiao.boundary.part import Part
from fengqiao.boundary.submission import Said, Submission
from fengqiao.errors import Problem, Where
from fengqiao.model.fact import REGISTERS
from fengqiao.model.source import Source


@attrs.define
class Filed:
    """One submission as it was read: its cover, its tables, the file."""

    file: str | None
    submission: Submission
    parts: list[Part] = attrs.field(factory=list)
    problems: list[Problem] = attrs.field(factory=list)
    cover: Source = attrs.field(factory=Source)
    entry: int = 0
    """Which of the project's sources it came from; where they disagree the first wins."""

    def of(self, register: str) -> list[Part]:
        """The tables that speak for a register."""
        return [part for part in self.parts if register in speaks_for(part)]

    def where(self, register: str | None = None) -> Where:
        """Where it says of itself, or of a register, what it reports."""
        said = self.submission.said(register) if register else None
        return attrs.evolve(self.cover.where(said.place if said else None), unit=self.submission.unit)

    @property
    def registers(self) -> tuple[str, ...]:
        """What it reports, or withdraws."""
        if self.submission.registers is not None:
            return tuple(said.register for said in self.submission.registers)
        found = {register for part in self.parts for register in part.spec.registers}
        return tuple(name for name in REGISTERS if name in found) if self.submission.known else ()


def speaks_for(part: Part) -> set[str]:
    """The registers that a table tells of: those of its facts, and those that its count returns count."""
    counted = {cell.counts.register for cell in part.spec.cells if cell.counts}
    return {*part.spec.registers, *counted}


def withdraw(part: Part) -> None:
    """Takes back what a table reported: its rows count as refused, and what it left open is no longer its to say."""
    part.refused += sum(map(len, part.facts.values()))
    part.facts.clear()
    part.holes.clear()


def without(one: Filed, register: str) -> Submission:
    """What a submission says of itself without one register."""
    said = one.submission.registers
    if said is None:
        said = tuple(Said(name) for name in one.registers)
    return attrs.evolve(one.submission, registers=tuple(s for s in said if s.register != register))
