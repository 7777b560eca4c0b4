"""Reports to ask for: what each would tell of each open verdict, and the fewest that settle all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations

import attrs

from fengqiao.assess.basis import registers
from fengqiao.assess.judge import Verdict
from fengqiao.assess.session import Session
from fengqiao.engine.base import each_member
from fengqiao.errors import Where
from fengqiao.model.measure import Adherence
from fengqiao.model.outcome import Missing, Settle, UnitRef

MOST = 20_000
"""Lists that are tried before a good one is taken for the shortest."""
Key = tuple[str, str]
"""The register and the unit (its key) that a report is about."""
TOTALS = "totals"
"""Why of what was reported as a number alone: nothing is missing by name, and the facts behind it would tell."""


@attrs.frozen
class Report:
    """A register of a unit: what is missing of it, over which time, in which cells, and for which targets.

    `why` as in `Missing`, or `totals`; `members` is how many members of the targets' counted sets it speaks of.
    """

    register: str
    unit: UnitRef
    why: tuple[str, ...]
    since: date | None
    until: date | None
    where: tuple[Where, ...]
    members: int
    targets: tuple[str, ...]


@attrs.frozen
class Demand:
    """What one open verdict needs: reports that it cannot do without, and so many members of those that others tell.

    Where a register is open there is no telling how many members a report brings: every such report is needed.
    """

    target: str
    needed: int
    weights: Mapping[Key, int]
    required: frozenset[Key]
    missing: Mapping[Key, tuple[Missing, ...]]

    def met(self, chosen: Collection[Key]) -> bool:
        """Whether these reports can settle it."""
        told = sum(self.weights.get(key, 0) for key in chosen)
        return self.required <= set(chosen) and told >= self.needed


def demand_of(session: Session, target: str, verdict: Verdict, settle: Settle) -> Demand:
    """What an undetermined verdict, judged at the unit itself, needs."""
    question = verdict.question
    weights: Counter[Key] = Counter()
    missing: dict[Key, list[Missing]] = defaultdict(list)
    if question is None:
        return Demand(target, 0, {}, frozenset(), {})
    slots = isinstance(question.measure, Adherence)
    for member in each_member(session.engine, question, ("unknown", "may")):
        for lack in member.missing[:1] or (
            Missing(TOTALS, min(registers(question.measure), default=""), question.unit),
        ):
            key = lack.register, lack.unit
            weights[key] += len(member.unreported) if slots else 1
            missing[key].append(lack)
    whole = session.engine.missing(question) if verdict.answer and _open(verdict) else ()
    for lack in whole:
        missing[lack.register, lack.unit].append(lack)
    required = frozenset((lack.register, lack.unit) for lack in whole)
    ways = [n for n in (settle.for_met, settle.for_not_met) if n is not None]
    needed = 0 if required else min([*ways, sum(weights.values())])
    return Demand(target, needed, weights, required, {key: tuple(found) for key, found in missing.items()})


def _open(verdict: Verdict) -> bool:
    answer = verdict.answer
    return answer is not None and (answer.tally.open or (answer.over is not None and answer.over.open))


def fewest(session: Session, demands: Sequence[Demand]) -> tuple[tuple[Report, ...], bool]:
    """The shortest list of reports that meets every demand, and whether it is known to be the shortest."""
    chosen, exact = cover(demands)
    return _reports(session, demands, chosen), exact


def cover(demands: Sequence[Demand]) -> tuple[frozenset[Key], bool]:
    """The fewest reports that meet every demand, and whether there are known to be no fewer."""
    required = frozenset[Key]().union(*(demand.required for demand in demands))
    left = [demand for demand in demands if not demand.met(required)]
    candidates = sorted({key for demand in left for key in demand.weights} - required)
    greedy = _greedy(required, left, candidates)
    tried = 0
    for size in range(len(greedy) - len(required)):
        for chosen in combinations(candidates, size):
            tried += 1
            if tried > MOST:
                return greedy, False
            if all(demand.met(required.union(chosen)) for demand in left):
                return required.union(chosen), True
    return greedy, True


def _greedy(required: frozenset[Key], demands: Sequence[Demand], candidates: Sequence[Key]) -> frozenset[Key]:
    """Always the report that tells most of what is still needed, then without those that turn out not to be."""
    chosen = set(required)

    def useful(key: Key) -> int:
        return sum(
            min(demand.weights.get(key, 0), max(0, demand.needed - sum(demand.weights.get(k, 0) for k in chosen)))
            for demand in demands
        )

    while not all(demand.met(chosen) for demand in demands):
        best = max((key for key in candidates if key not in chosen), key=useful, default=None)
        if best is None:
            break
        chosen.add(best)
    for key in sorted(chosen - required):
        if all(demand.met(chosen - {key}) for demand in demands):
            chosen.remove(key)
    return frozenset(chosen)


def _reports(session: Session, demands: Sequence[Demand], chosen: Iterable[Key]) -> tuple[Report, ...]:
    """The largest first."""
    found = []
    for register, unit in chosen:
        key = register, unit
        lacks = [lack for demand in demands for lack in demand.missing.get(key, ())]
        since, until = [lack.since for lack in lacks], [lack.until for lack in lacks]
        found.append(
            Report(
                register=register,
                unit=session.ref(unit),
                why=tuple(sorted({lack.why for lack in lacks})),
                since=None if None in since else min(day for day in since if day),
                until=None if None in until else max(day for day in until if day),
                where=tuple(dict.fromkeys(lack.where for lack in lacks if lack.where is not None)),
                members=sum(demand.weights.get(key, 0) for demand in demands),
                targets=tuple(demand.target for demand in demands if key in demand.missing),
            )
        )
    return tuple(sorted(found, key=lambda report: (-report.members, report.unit.code, report.register)))
