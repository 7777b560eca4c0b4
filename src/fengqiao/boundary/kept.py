"""Problems and holes as JSON: what a load that was stopped left for the one that goes on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import attrs

from fengqiao.errors import Problem, Severity, Text, Where
from fengqiao.model.dataset import Hole


def told(problem: Problem) -> list[Any]:
    """A problem as JSON."""
    texts = [(one.zh, one.en) for one in (problem.what, problem.mend)]
    return [problem.code, attrs.astuple(problem.where), *texts, problem.severity.value]


def retold(said: Sequence[Any]) -> Problem:
    """The problem again."""
    code, where, what, mend, severity = said
    return Problem(code, Where(*where), Text(*what), Text(*mend), Severity(severity))


def opened(hole: Hole) -> list[Any]:
    """A hole as JSON."""
    days = [day and day.isoformat() for day in (hole.since, hole.until)]
    return [hole.register, hole.unit, *days, hole.problem and told(hole.problem)]


def reopened(said: Sequence[Any]) -> Hole:
    """The hole again."""
    register, unit, since, until, problem = said
    days = [day and date.fromisoformat(day) for day in (since, until)]
    return Hole(register, unit, days[0], days[1], problem and retold(problem))
