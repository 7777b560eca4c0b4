"""Places, facts, and what was reported at all: everything that a judgement may rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

import attrs

from fengqiao.errors import Problem
from fengqiao.model.check import Checks
from fengqiao.model.fact import REGISTERS, CountReturn, Fact
from fengqiao.model.joined import Joined, row_of
from fengqiao.model.places import Places
from fengqiao.model.source import Source

F = TypeVar("F", bound=Fact)


@attrs.frozen
class Reported:
    """Someone spoke for a register over a subtree from `since` until `until` (both included; None is open).

    `levels` are the levels of division that were spoken for (a list of village screenings says nothing of the
    townships'); None is all of them.
    """

    register: str
    unit: str
    since: date | None = None
    until: date | None = None
    source: Source | None = None
    levels: tuple[str, ...] | None = None

    def meets(self, other: Reported) -> bool:
        """Whether both speak for the same register and level on one day."""
        return (
            self.register == other.register
            and (self.levels is None or other.levels is None or not {*self.levels}.isdisjoint(other.levels))
            and (self.since is None or other.until is None or self.since <= other.until)
            and (other.since is None or self.until is None or other.since <= self.until)
        )


@attrs.frozen
class Hole:
    """A part of what was reported that is not known after all: a refused row, a body that could not be matched.

    `unit` is the smallest subtree known to contain what was lost, `since..until` its time.
    """

    register: str
    unit: str
    since: date | None = None
    until: date | None = None
    problem: Problem | None = None


@attrs.frozen
class Intake:
    """How many rows were read, became facts, and were refused; rows = facts + refused."""

    rows: int = 0
    facts: int = 0
    refused: int = 0

    def __add__(self, other: Intake) -> Intake:
        return Intake(self.rows + other.rows, self.facts + other.facts, self.refused + other.refused)


@attrs.frozen(eq=False)
class Dataset:
    """What is known. Unknown is what no `Reported` declares, what a `Hole` takes back, and every None in a fact.

    `carry` says for how many days after the last day it speaks of a register is taken to hold still; `checks` what the
    reported figures have to agree with; `joined` is what each source said of one mediator or committee.
    """

    places: Places
    facts: Mapping[str, Sequence[Fact]] = attrs.field(factory=dict)
    reported: tuple[Reported, ...] = ()
    holes: tuple[Hole, ...] = ()
    problems: tuple[Problem, ...] = ()
    intake: Intake = Intake()
    sources: tuple[Source, ...] = ()
    carry: Mapping[str, timedelta] = attrs.field(factory=dict)
    synthetic: bool = False
    checks: tuple[Checks, ...] = ()
    joined: tuple[Joined, ...] = ()

    def of(self, register: str, kind: type[F]) -> Sequence[F]:
        """The facts of one register."""
        return self.facts.get(register, ())  # type: ignore[return-value]  # the register's name fixes the class

    def evolve(self, **changes: object) -> Dataset:
        """The same with some parts changed."""
        return attrs.evolve(self, **changes)  # type: ignore[arg-type]  # attrs checks the names

    def without(self, source: Source) -> Dataset:
        """What would be known if one source had not been handed in; never more, never a zero for an unknown.

        A register that others tell of the same places and time is then not wholly told: who knows what they left out.
        """
        left = [one for one in self.reported if one.source != source]
        tree = self.places.on(self.places.editions[-1])
        lost = [
            one
            for one in self._told_by(source)
            if any(one.meets(other) and tree.nested(one.unit, other.unit) for other in left)
        ]
        return self._less(lambda fact: fact.source == source).evolve(
            reported=tuple(left),
            holes=(*self.holes, *(Hole(r.register, r.unit, r.since, r.until) for r in lost)),
            sources=tuple(s for s in self.sources if s != source),
        )

    def _told_by(self, source: Source) -> Iterator[Reported]:
        """What a source speaks for, and what it tells of without speaking for it; a life may outlast its words."""
        spoken = [one for one in self.reported if one.source == source]
        for one in spoken:
            yield one if REGISTERS[one.register].life is None else attrs.evolve(one, since=None, until=None)
        own = {name: [fact for fact in facts if fact.source == source] for name, facts in self.facts.items()}
        told = {name for name, facts in own.items() if facts}
        told |= {fact.register for fact in own.get("count_returns", ()) if isinstance(fact, CountReturn)}
        for register in sorted(told - {one.register for one in spoken}):
            for unit in [source.unit] if source.unit else self.places.roots:
                yield Reported(register, unit, None, None, source)

    def known_by(self, day: date) -> Dataset:
        """What had been reported by a day; what carries no report date stays."""

        def late(reported_on: date | None) -> bool:
            return reported_on is not None and reported_on > day

        return self._less(lambda fact: late(fact.reported_on) or late(fact.source.reported_on)).evolve(
            reported=tuple(r for r in self.reported if r.source is None or not late(r.source.reported_on)),
        )

    def _less(self, gone: Callable[[Fact], bool]) -> Dataset:
        """The same without some facts; what other sources say of the same thing holds again."""
        facts = {name: tuple(f for f in found if not gone(f)) for name, found in self.facts.items()}
        joined = [(one, one.without(gone) if any(map(gone, one.facts)) else one) for one in self.joined]
        for register in {before.register for before, after in joined if after is not before}:
            there = set(map(row_of, self.facts.get(register, ())))
            left = {row_of(fact): fact for fact in facts[register]}
            for before, after in joined:
                kept = before.facts[:1] if register == "committees" else after.facts
                if after is not before and before.register == register and there.issuperset(map(row_of, kept)):
                    left |= {row_of(fact): fact for fact in after.united()}
            facts[register] = tuple(left.values())
        return self.evolve(facts=facts, joined=tuple(after for _, after in joined if len(after.facts) > 1))


def complete(places: Places, facts: Mapping[str, Iterable[Fact]], *, root: str | None = None) -> Dataset:
    """A dataset whose maker vouches that each register is whole: everything, everywhere, for all time was reported."""
    roots = [root] if root else places.roots
    return Dataset(
        places=places,
        facts={name: tuple(found) for name, found in facts.items()},
        reported=tuple(Reported(name, unit) for name in REGISTERS for unit in roots),
    )
