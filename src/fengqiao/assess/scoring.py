"""The units that a scheme scores together: what each earned, its peers, and the schemes that it is combined from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

import attrs

from fengqiao.assess.basis import Ground
from fengqiao.assess.card import Total, Vetoed, combined, total
from fengqiao.assess.items import item_score, parts_of
from fengqiao.assess.session import Session
from fengqiao.model.award import Basis
from fengqiao.model.marks import Earned, Found
from fengqiao.model.outcome import Bounds, ItemScore, Outcome, Status
from fengqiao.model.period import Period
from fengqiao.model.scheme import Group, Part, Scheme, Veto


def bases_of(scheme: Scheme) -> list[Basis]:
    """Every basis that a scheme names."""
    items = scheme.all_items
    own = [item.basis for item in items if item.basis is not None]
    parts = [basis for item in items for basis, _ in parts_of(item.award)]
    grades = [found.when for found in scheme.grades if found.when is not None]
    return [*own, *parts, *(veto.basis for veto in scheme.veto), *grades]


def targets_of(scheme: Scheme) -> list[str]:
    """The targets that a scheme names, each once."""
    return list(dict.fromkeys(basis.target for basis in bases_of(scheme) if basis.target is not None))


def all_targets_of(scheme: Scheme, schemes: Mapping[str, Scheme]) -> list[str]:
    """The targets that a scheme names, and those of the schemes that it converts or is combined from, each once."""
    found, ahead = [scheme], [scheme]
    while ahead:
        one = ahead.pop()
        named = {*(basis.scheme for basis in bases_of(one)), *(part.scheme for part in one.combine)}
        inner = [schemes[name] for name in sorted(name for name in named if name) if schemes[name] not in found]
        found += inner
        ahead += inner
    return list(dict.fromkeys(target for one in found for target in targets_of(one)))


@attrs.frozen
class Condition:
    """How the condition of a grade stands; no status where it has none or is not judged."""

    status: Status | None = None
    rests: frozenset[str] = frozenset()


@attrs.frozen
class Made:
    """What one unit's items came to, the total behind its card, and the conditions of the grades."""

    items: tuple[ItemScore, ...]
    total: Total | None
    conditions: tuple[Condition, ...] = ()

    @property
    def apart(self) -> bool:
        """Whether no condition that is undetermined rests on what the marks, or another one, rest on."""
        unsure = [one.rests for one in self.conditions if one.status is Status.UNDETERMINED]
        rests = [name for found in (*unsure, self.total.rests if self.total else ()) for name in found]
        return len(rests) == len(set(rests))


@attrs.frozen
class Scoring:
    """One scheme over all its units on a day; what was made once is kept."""

    session: Session
    scheme: Scheme
    outcomes: Mapping[tuple[str, str], Outcome]
    period: Period
    _made: dict[str, Made] = attrs.field(factory=dict, eq=False, repr=False)
    _grounds: dict[str, Ground] = attrs.field(factory=dict, eq=False, repr=False)
    _others: dict[tuple[str, date], Scoring] = attrs.field(factory=dict, eq=False, repr=False)

    @classmethod
    def of(
        cls, session: Session, scheme: Scheme, outcomes: Iterable[Outcome] | None = None, period: Period | None = None
    ) -> Scoring:
        """Over outcomes at hand, or judged afresh; without a period, of the calendar year."""
        if outcomes is None:
            named = [session.pack.targets[target] for target in targets_of(scheme)]
            outcomes = [
                one for target in named for one in session.outcomes(target, other_readings=False, settlements=False)
            ]
        year = session.as_of.year
        by_unit = {(outcome.target, outcome.unit.code): outcome for outcome in outcomes}
        return cls(session, scheme, by_unit, period or Period(date(year, 1, 1), date(year, 12, 31)))

    def group(self, key: str) -> Group | None:
        """The group that names a unit."""
        code = self.session.ref(key).code
        return next((group for group in self.scheme.groups if code in group.units), None)

    def ground(self, key: str) -> Ground:
        """What a unit's marks rest on."""
        if key not in self._grounds:
            self._grounds[key] = Ground(self.session, key, self.outcomes, self.period, self._peers, self._converted)
        return self._grounds[key]

    def _peers(self, key: str) -> Sequence[Ground]:
        own = self.group(key)
        return [self.ground(one) for one in self.session.units(self.scheme.level) if self.group(one) == own]

    def _converted(self, scheme: str, key: str) -> Found | None:
        """Another scheme's marks over what they are out of."""
        other = self._other(scheme, self.session, None)
        made = other.made(key).total
        if made is None:
            return None
        out_of = other.scheme.out_of
        value = Bounds(made.marks.low / out_of, made.marks.high / out_of)
        return Found(Status.MET, value, tight=made.tight, rests=made.rests)

    def _other(self, scheme: str, session: Session, period: Period | None) -> Scoring:
        """Another scheme, or another period of this one, over the same units."""
        key = f"{scheme} {period.first if period else ''}", session.as_of
        if key not in self._others:
            found = session.pack.schemes[scheme] if scheme else attrs.evolve(self.scheme, combine=())
            self._others[key] = Scoring.of(session, found, None, period)
        return self._others[key]

    def made(self, key: str) -> Made:
        """What a unit came to."""
        if key not in self._made:
            made = self._combined(key) if self.scheme.combine else self._own(key)
            conditions = tuple(self._condition(key, grade.when) for grade in self.scheme.grades)
            self._made[key] = attrs.evolve(made, conditions=conditions)
        return self._made[key]

    def _own(self, key: str) -> Made:
        scored, vetoes = self._scored(key, self.scheme)
        found = total(self.scheme, {item.item: earned for item, earned in scored}, vetoes)
        return Made(tuple(item for item, _ in scored), found)

    def _scored(self, key: str, scheme: Scheme) -> tuple[list[tuple[ItemScore, Earned | None]], tuple[Vetoed, ...]]:
        """Every item at a unit, and how the vetoes stand."""
        ground, code = self.ground(key), self.session.ref(key).code
        given = {found.item: found for found in scheme.given if found.unit == code}
        scored = [item_score(ground, item, given.get(item.id)) for item in scheme.all_items]
        return scored, tuple(_vetoed(ground, veto) for veto in scheme.veto)

    def _combined(self, key: str) -> Made:
        items: list[ItemScore] = []
        parts: list[tuple[Part, Fraction, Total]] = []
        for part in self.scheme.combine:
            if part.period is not None and part.period.first > self.session.as_of:
                continue
            day = min(self.session.as_of, part.period.last) if part.period else self.session.as_of
            other = self._other(part.scheme or "", self.session.at(day), part.period)
            if key not in other.session.units(other.scheme.level):
                continue
            made = other.made(key)
            items += [attrs.evolve(item, item=f"{part.id} {item.item}") for item in made.items]
            if made.total is not None:
                parts.append((part, other.scheme.out_of, made.total))
        # with items of its own, each period has the bonus, the deductions and the vetoes; else the whole has them
        bare = attrs.evolve(self.scheme, items=(), bonus=(), deductions=(), veto=())
        whole = bare if self.scheme.items else self.scheme
        scored, vetoes = self._scored(key, whole)
        items += [item for item, _ in scored]
        return Made(tuple(items), combined(whole, parts, {item.item: found for item, found in scored}, vetoes))

    def _condition(self, key: str, when: Basis | None) -> Condition:
        judged = self.ground(key).ask(when, self.scheme.title) if when is not None else None
        if judged is None or judged.found is None:
            return Condition()
        return Condition(judged.status, judged.found.rests)


def _vetoed(ground: Ground, veto: Veto) -> Vetoed:
    judged = ground.ask(veto.basis, veto.name)
    if judged is None or judged.found is None:
        return Vetoed(veto, None)
    found = judged.found
    one_sided = len(found.limits.given) < 2
    return Vetoed(veto, found.status, found.rests, found.tight and one_sided)
