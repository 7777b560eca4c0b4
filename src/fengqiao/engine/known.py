"""A dataset as an engine looks at it: facts by where they stand, bodies by id, truths remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any

import attrs

from fengqiao.engine.bearing import Bearing
from fengqiao.engine.reach import Reach
from fengqiao.engine.truth import Truths
from fengqiao.engine.when import timed
from fengqiao.errors import NotSupportedError, Text, UsageError
from fengqiao.model.bounds import conjunction
from fengqiao.model.calendar import Period
from fengqiao.model.columns import column
from fengqiao.model.dataset import Dataset
from fengqiao.model.fact import PERSON, REGISTERS, STANDING, Committee, CountReturn, Domain, Fact, Post, Studio
from fengqiao.model.predicate import Predicate

Placing = tuple[Fact, bool | None]
"""A fact, and whether it surely (True) or perhaps (None) stands where it was asked for."""
Test = Callable[[Fact], bool | None]


@attrs.frozen
class Spot:
    """Where a measure is asked: a division, or a body (its fact) or person (a post) that stands in one.

    `area` is the spot whose persons are asked one by one: a person's facts are looked for within it.
    """

    place: str
    body: Fact | None = attrs.field(default=None, eq=lambda body: None if body is None else body.id)
    area: Spot | None = None


class Known:
    """Facts by where they stand. Everything it remembers follows from the dataset alone, so threads may share it."""

    def __init__(
        self, dataset: Dataset, fields: Mapping[str, Mapping[str, Domain]], reach: Reach | None = None
    ) -> None:
        self.dataset = dataset
        self.places = dataset.places
        self.reach = reach or Reach(dataset)
        self.fields = fields
        self._truths: dict[tuple[str, Predicate], Truths] = {}
        self._facts: dict[str, tuple[Fact, ...]] = {}
        self._indexes: dict[str, tuple[dict[str, list[Fact]], dict[str, list[Fact]]]] = {}
        self._days: dict[str, tuple[dict[str, list[date]], list[Fact]]] = {}
        self._bearings: dict[str, Bearing] = {}
        self._near: dict[tuple[str, Spot, date], Mapping[int, bool | None]] = {}
        self.told: dict[tuple[str, Predicate], tuple[Any, ...]] = {}
        """What returns say of a register, by predicate, each with the returns inside its time."""
        self.counted: dict[tuple[str, Predicate, int], tuple[Any, ...]] = {}
        """The same with how many facts each counts, by epoch of the places: every day and cadence reads the same."""

    def over(self, facts: Mapping[str, Sequence[Fact]]) -> Known:
        """The same places and reports with other facts."""
        return Known(self.dataset.evolve(facts=facts), self.fields, self.reach)

    def carry(self, register: str) -> timedelta:
        """For how long a register is taken to hold still after the last day that it speaks of."""
        return self.dataset.carry.get(register, timedelta())

    def facts(self, register: str) -> tuple[Fact, ...]:
        """The facts of a register, each once: the same said twice is one fact."""
        found = self._facts.get(register)
        if found is None:
            found = tuple(distinct(self.dataset.facts.get(register, ())))
            self._facts[register] = found
        return found

    def days(self, register: str, field: str) -> tuple[dict[str, list[date]], list[Fact]]:
        """The days of a register's facts by the unit that they stand at exactly, and the facts without such a day.

        Every cadence reads the same days, so the facts are gone through once.
        """
        found = self._days.get(register)
        if found is None:
            facts = self.dataset.facts.get(register, ())
            keys, days, exact = (list(column(facts, name)) for name in ("division", field, "exact"))
            by_unit: dict[str, list[date]] = {}
            rest: list[int] = []
            end = 0
            for key, run in groupby(keys):
                start, end = end, end + len(tuple(run))
                held = days[start:end]
                if None in held or not all(exact[start:end]):
                    rest += [i for i in range(start, end) if days[i] is None or not exact[i]]
                    held = [days[i] for i in range(start, end) if days[i] is not None and exact[i]]
                if held:
                    by_unit.setdefault(key, []).extend(held)
            found = self._days[register] = (by_unit, [facts[i] for i in rest])
        return found

    def truths(self, register: str, predicate: Predicate) -> Truths:
        """Whether facts of a register satisfy a predicate."""
        found = self._truths.get((register, predicate))
        if found is None:
            found = Truths(register, predicate, self.fields.get(register, {}))
            self._truths[register, predicate] = found
        return found

    def domains(self, register: str) -> Mapping[str, Domain]:
        """What each field of a register may hold, local fields included."""
        return {**self.fields.get(register, {}), **REGISTERS[register].fields}

    def returns(self, register: str) -> Sequence[CountReturn]:
        """The count returns of a register."""
        return self._returns.get(register, ())

    @cached_property
    def _returns(self) -> Mapping[str, Sequence[CountReturn]]:
        found: dict[str, list[CountReturn]] = {}
        for fact in self.facts("count_returns"):
            if isinstance(fact, CountReturn):
                found.setdefault(fact.register, []).append(fact)
        return found

    def test(self, register: str, where: Predicate, dated_by: str | None, window: Period) -> Test:
        """Whether a fact satisfies `where` and lies in the window."""
        truths = self.truths(register, where)
        within = timed(register, dated_by, window, self.carry(register))
        if truths.always:
            return within

        def both(fact: Fact) -> bool | None:
            held = truths(fact)
            return False if held is False else conjunction([held, within(fact)])

        return both

    # -- bodies

    @cached_property
    def bodies(self) -> Mapping[str, Fact]:
        """Committees and studios by id; of several under one id the same one whatever their order."""
        found = [fact for register in ("studios", "committees") for fact in sorted(self.facts(register), key=_standing)]
        return {fact.id: fact for fact in found}

    @cached_property
    def _hosted(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for fact in self.facts("studios"):
            if isinstance(fact, Studio) and fact.committee is not None:
                found.setdefault(fact.committee, []).append(fact.id)
        return found

    @cached_property
    def _unhosted(self) -> Sequence[str]:
        return tuple(fact.id for fact in self.facts("studios") if isinstance(fact, Studio) and fact.committee is None)

    def _hosts(self, body: Fact) -> tuple[set[str], set[str]]:
        """The body and the studios that it hosts, by id; and those that it perhaps hosts: their committee is blank."""
        sure = {body.id, *self._hosted.get(body.id, ())}
        return sure, set(self._unhosted) - sure if isinstance(body, Committee) else set()

    def grounds(self, placed: str, spot: Spot, day: date) -> list[tuple[str, bool]]:
        """The divisions where a fact at, or within, a spot may stand, and whether with all that is below them."""
        if spot.area is not None and placed == "at":
            return self.grounds("within", spot.area, day)
        found = [(spot.place, placed == "within")]
        if spot.body is None or spot.area is not None or placed == "at":
            return found
        tree = self.places.on(day)
        sure, perhaps = self._hosts(spot.body)
        hosts = {(body.division, not body.exact) for key in sure | perhaps if (body := self.bodies.get(key))}
        return found + sorted(host for host in hosts if not tree.contains(spot.place, host[0]))

    def spot(self, fact: Fact) -> Spot:
        """Where a measure asked at a fact is asked: at the body that it is, else at its division."""
        if isinstance(fact, Studio) or (isinstance(fact, Committee) and fact.kind not in STANDING):
            return Spot(fact.division, fact)
        return Spot(fact.division)

    def place_of(self, fact: Fact) -> tuple[str, bool]:
        """The division where a fact stands, and whether exactly there; a post stands where its body does."""
        if isinstance(fact, Post) and fact.at is not None:
            if fact.at in self.places.units:
                return fact.at, True
            body = self.bodies.get(fact.at)
            if body is not None:
                return body.division, body.exact
        return fact.division, fact.exact

    # -- where facts stand

    def index(self, register: str) -> tuple[Mapping[str, list[Fact]], Mapping[str, list[Fact]]]:
        """The facts that stand exactly at each division, and those that stand somewhere within it."""
        found = self._indexes.get(register)
        if found is None:
            exact: dict[str, list[Fact]] = {}
            rough: dict[str, list[Fact]] = {}
            for fact in self.facts(register):
                key, sure = self.place_of(fact)
                (exact if sure else rough).setdefault(key, []).append(fact)
            for key in (*exact, *rough):
                if key not in self.places.units:
                    raise UsageError(
                        Text(
                            f"台账{register}中的区划{key}不在区划表内",
                            f"The division {key} of a fact of {register} is not among the places",
                        )
                    )
            found = self._indexes[register] = exact, rough
        return found

    def standing(self, register: str, placed: str, spot: Spot, day: date) -> Iterator[Placing]:
        """The facts at, or within, a spot; at a person, the person's."""
        if spot.area is not None:
            of_person = placed == "at" and isinstance(spot.body, Post)
            return self._of_person(register, spot, day) if of_person else self._within(register, spot.place, day)
        if spot.body is not None:
            return self._at_body(register, spot.body) if placed == "at" else self._within_body(register, spot.body, day)
        if placed == "within":
            return self._within(register, spot.place, day)
        return self._posted(spot.place, day) if register == "posts" else self._at(register, spot.place, day)

    def _within(self, register: str, key: str, day: date) -> Iterator[Placing]:
        exact, rough = self.index(register)
        tree = self.places.on(day)
        for below in tree.under(key):
            for fact in exact.get(below, ()):
                yield fact, True
            for fact in rough.get(below, ()) if rough else ():
                yield fact, True
        if rough:
            for above in tree.ancestors(key):
                for fact in rough.get(above, ()):
                    yield fact, None

    def _at(self, register: str, key: str, day: date) -> Iterator[Placing]:
        exact, rough = self.index(register)
        for fact in exact.get(key, ()):
            yield fact, True
        if rough:
            for above in (key, *self.places.on(day).ancestors(key)):
                for fact in rough.get(above, ()):
                    yield fact, None

    @cached_property
    def _by_post(self) -> tuple[Mapping[str, list[Fact]], Mapping[str, list[Fact]], Mapping[str, list[Fact]]]:
        """Posts by the place they name; those perhaps at the division itself, exactly and roughly placed."""
        named: dict[str, list[Fact]] = {}
        exact: dict[str, list[Fact]] = {}
        rough: dict[str, list[Fact]] = {}
        for fact in self.facts("posts"):
            at = fact.at if isinstance(fact, Post) else None
            if at is not None:
                body = self.bodies.get(at)
                if isinstance(body, Committee) and body.kind in STANDING and body.exact:
                    at = body.division
                named.setdefault(at, []).append(fact)
                # a committee of unknown kind, and a body of which nothing is known, may be the division's own
                perhaps = body is None or (isinstance(body, Committee) and (body.kind is None or body.kind in STANDING))
                if at in self.places.units or not perhaps:
                    continue
            key, sure = self.place_of(fact)
            (exact if sure else rough).setdefault(key, []).append(fact)
        return named, exact, rough

    def _posted(self, key: str, day: date) -> Iterator[Placing]:
        named, exact, rough = self._by_post
        for fact in named.get(key, ()):
            yield fact, True
        for fact in exact.get(key, ()):
            yield fact, None
        if rough:
            for above in (key, *self.places.on(day).ancestors(key)):
                for fact in rough.get(above, ()):
                    yield fact, None

    # -- persons

    def _bearing(self, register: str) -> Bearing:
        found = self._bearings.get(register)
        if found is None:
            if PERSON not in REGISTERS[register].fields:
                raise NotSupportedError(
                    Text(
                        f"台账{register}不记到人，不能逐人计数",
                        f"The register {register} does not say of which person; count it within the place",
                    )
                )
            found = self._bearings[register] = Bearing.of(self.facts(register))
        return found

    def _of_person(self, register: str, spot: Spot, day: date) -> Iterator[Placing]:
        """What the area has of the person who holds a post: by identity surely, by an equal or unknown name perhaps."""
        post, area = spot.body, spot.area
        assert isinstance(post, Post) and area is not None  # noqa: S101, PT018  it is asked at a person
        bearing, near = self._bearing(register), self._nearby(register, area, day)
        return bearing.of_person(post, near)

    def _nearby(self, register: str, area: Spot, day: date) -> Mapping[int, bool | None]:
        """The facts within an area by their `id()`, and whether each surely stands there."""
        key = (register, area, day)
        found = self._near.get(key)
        if found is None:
            found = self._near[key] = {id(fact): near for fact, near in self.standing(register, "within", area, day)}
        return found

    # -- bodies

    def _at_body(self, register: str, body: Fact) -> Iterator[Placing]:
        if register == "posts":
            named, exact, rough = self._by_post
            for fact in named.get(body.id, ()):
                yield fact, True
            loose = [fact for found in (exact, rough) for key in found for fact in found[key]]
            near = [fact for fact in loose if getattr(fact, "at", None) is None and self._may_meet(fact, body)]
            if isinstance(body, Committee) and body.kind is None:
                near += named.get(body.division, ())
            for fact in near:
                yield fact, None
            return
        if "committee" not in REGISTERS[register].fields or register == "enterprises":
            raise NotSupportedError(
                Text(
                    f"台账{register}不说明在哪个组织，不能按组织计数",
                    f"The register {register} does not say at which body; count it within the body's area",
                )
            )
        for fact in self.facts(register):
            committee: Any = getattr(fact, "committee", None)
            if committee == body.id:
                yield fact, True
            elif committee is None and (
                (register == "studios" and isinstance(body, Committee)) or self._may_meet(fact, body)
            ):
                yield fact, None

    def _may_meet(self, fact: Fact, body: Fact) -> bool:
        """Whether a fact of which only the division is known may belong to the body."""
        key, sure = self.place_of(fact)
        if key == body.division:
            return True
        above, below = self.places.on(date.max).ancestors, self.places.on(date.max).contains
        return (not sure and key in above(body.division)) or (not body.exact and below(body.division, key))

    def _within_body(self, register: str, body: Fact, day: date) -> Iterator[Placing]:
        """Everything in the body's area, and what is at it or at the bodies it hosts, wherever they stand."""
        found = {id(fact): (fact, near) for fact, near in self._at_hosts(register, body)}
        for fact, near in self._within(register, body.division, day):
            if id(fact) not in found or (near and body.exact):
                found[id(fact)] = fact, near if body.exact else None
        yield from found.values()

    def _at_hosts(self, register: str, body: Fact) -> Iterator[Placing]:
        """What is, or may be, at the body or at a studio that it hosts; the studios among them."""
        if register == "posts":
            where = "at"
        elif "committee" in REGISTERS[register].fields and register != "enterprises":
            where = "committee"
        else:
            return
        sure, perhaps = self._hosts(body)
        hosts = [host for key in sorted(sure | perhaps) if (host := self.bodies.get(key))]
        for fact in self.facts(register):
            named = getattr(fact, where)
            if named in sure:
                yield fact, True
            elif named in perhaps or (named is None and any(self._may_meet(fact, host) for host in hosts)):
                yield fact, None


def _standing(body: Fact) -> tuple[str, bool, str]:
    return body.division, body.exact, getattr(body, "kind", None) or ""


def distinct(facts: Iterable[Fact]) -> Iterable[Fact]:
    """The facts without those that say the same under the same id from elsewhere."""
    found = tuple(facts)
    if len({fact.id for fact in found}) == len(found):
        return found
    seen: dict[tuple[Any, ...], Fact] = {}
    for fact in sorted(found, key=lambda one: (str(one.source), one.cell)):
        said = attrs.astuple(fact, recurse=False, filter=lambda a, _: a.name not in ("source", "cell", "extra"))
        key = (type(fact), said, fact.source.since, fact.source.until, str(sorted((fact.extra or {}).items())))
        seen.setdefault(key, fact)
    return tuple(seen.values())
