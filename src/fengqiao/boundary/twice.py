"""Two submissions that speak for the same units, register and time, of which neither is said to correct the other.

Nobody has said whether they add up, repeat or contradict each other, so what they report is unknown. Rows that bring
their own ids tell that themselves, the sheets of one file belong together, and a file handed in twice is one file.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import combinations

import attrs

from fengqiao.boundary.filed import Filed, withdraw, without
from fengqiao.boundary.part import Part, overlap
from fengqiao.errors import Problem, Severity, Text, counted
from fengqiao.model.fact import REGISTERS


@attrs.frozen(eq=False)
class _Told:
    """One table of a register, and the submission that it came with."""

    filed: Filed
    part: Part

    def meets(self, other: _Told, register: str) -> bool:
        """Whether both speak for one unit at one level of division on one day."""
        mine, theirs = self.part.spec.speaks_for, other.part.spec.speaks_for
        return (
            bool({*self.filed.submission.units} & {*other.filed.submission.units})
            and (mine is None or theirs is None or bool({*mine} & {*theirs}))
            and overlap(self.filed.submission.span(register), other.filed.submission.span(register))
        )


def reported_twice(filed: Sequence[Filed], joined: Collection[str] = ()) -> list[Problem]:
    """Withdraws what was reported twice; a Problem at each.

    Of registers that are `joined`, two sources of the project may tell: the project file says how they go together.
    """
    problems: dict[tuple[int, str], Problem] = {}
    lost: list[tuple[Filed, str]] = []
    for register in REGISTERS:
        told = [_Told(one, part) for one in filed if _speaks(one) for part in _listing(one, register)]
        for first, second in combinations(told, 2):
            if first.filed.file == second.filed.file or not first.meets(second, register):
                continue
            if register in joined and first.filed.entry != second.filed.entry:
                continue
            same = first.part.source.digest is not None and first.part.source.digest == second.part.source.digest
            for one, other in ((second, first),) if same else ((first, second), (second, first)):
                key = (id(one.filed), register)
                if key not in problems:
                    problems[key] = (_copy if same else _twice)(one.filed, other.filed, register)
                    lost.append((one.filed, register))
    for submission, register in lost:
        for part in submission.of(register):
            withdraw(part)
        submission.submission = without(submission, register)
    return list(problems.values())


def _speaks(one: Filed) -> bool:
    """Whether it speaks for registers itself; a supplement only adds to what others say."""
    return one.submission.own and not one.submission.supplement


def _listing(one: Filed, register: str) -> list[Part]:
    """The tables that list facts of the register without ids of their own (numbers are compared when they count)."""
    return [part for part in one.parts if part.facts.get(register) and not part.own_ids]


def _twice(one: Filed, other: Filed, register: str) -> Problem:
    title = REGISTERS[register].title
    rows, there = sum(part.rows for part in one.of(register)), other.where(register)
    return Problem(
        "report.twice",
        one.where(register),
        Text(
            f"{title.zh}（{rows} 行）与 {there} 的填报单位相同、时间重叠，两份都没有注明更正；两份均不采用，按未报处理",
            f"the register of {title.en} ({counted(rows, 'rows')}) and the one at {there} are of the same unit and"
            " time, and neither is said to correct the other; neither is used, and both count as not reported",
        ),
        Text(
            "请移走作废的一份，或在后报的一份封面注明更正和填报日期",
            "Take away the one that is void, or mark the later one as a correction and date it",
        ),
    )


def _copy(one: Filed, other: Filed, register: str) -> Problem:
    title = REGISTERS[register].title
    return Problem(
        "report.copy",
        one.where(register),
        Text(
            f"与 {other.file} 是同一文件，其{title.zh}只计一次",
            f"this is the same file as {other.file}: its register of {title.en} counts once",
        ),
        Text("无需处理；可移走其中一份", "Nothing to do; one of the two may be taken away"),
        Severity.INFO,
    )
