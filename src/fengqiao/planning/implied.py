"""What the clauses of a plan imply together: the fewest posts that meet them all, from its rules and real places.

Nothing is assumed of who is in post: this is the plan against itself. Places are those of a day (an edition).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from math import ceil

import attrs

from fengqiao.assess.session import KINDS
from fengqiao.engine.base import Question
from fengqiao.engine.memory import MemoryEngine
from fengqiao.model.dataset import Dataset
from fengqiao.model.measure import Count, FactsOf, PlacesOf
from fengqiao.model.period import Period
from fengqiao.model.place import Level
from fengqiao.model.places import Places
from fengqiao.model.snapshot import Snapshot
from fengqiao.model.target import RulePack
from fengqiao.planning.rules import Rule, levels_judged, rules_of

SHARING = 2
"""Places that one person serves where a reading lets a person count at several."""


@attrs.frozen
class Part:
    """What one clause asks for: `each` posts at each of `needed` of `members`.

    `members` and `posts` are None where nobody said how many there are (committees, without a register). `extra` are
    the posts beyond those that other clauses place anyway: 0 where the others' mediators also count here.
    """

    target: str
    reading: str
    of: str
    members: int | None
    needed: int | None
    each: int
    posts: int | None
    extra: int | None
    rule: Rule = attrs.field(repr=False, eq=False)


@attrs.frozen
class Total:
    """The clauses together under one choice of readings.

    `separate` persons are needed where each serves one place, `shared` where each may serve two (None where a reading
    lets a person count at one place only). `whole` says whether every part is known.
    """

    name: str
    readings: Mapping[str, str]
    parts: tuple[Part, ...]
    studios: int
    separate: int
    shared: int | None
    whole: bool


@attrs.frozen
class Implied:
    """One day's places, and what each choice of readings comes to against the number that the plan itself names."""

    day: date
    counties: int
    townships: int
    villages: int
    named: int
    """The full-time mediators that the plan asks for in the city: 1,000."""
    totals: tuple[Total, ...]

    @property
    def default(self) -> Total:
        """Under the default readings."""
        return self.totals[0]

    def parts(self) -> Iterator[Part]:
        """Each clause once under each of its readings."""
        seen = set()
        for total in self.totals:
            for part in total.parts:
                if (part.target, part.reading) not in seen:
                    seen.add((part.target, part.reading))
                    yield part


def implied(
    pack: RulePack, places: Places, *, days: Iterable[date] | None = None, data: Dataset | None = None
) -> tuple[Implied, ...]:
    """What the clauses imply on each day (default: the day of each edition of the places).

    `data` says how many committees there are; without it their number is not known, and they are left out of totals.
    """
    rules = rules_of(pack)
    return tuple(_on(pack, places, day, rules, data) for day in (places.editions if days is None else days))


def _on(
    pack: RulePack, places: Places, day: date, rules: Mapping[str, Mapping[str, Rule]], data: Dataset | None
) -> Implied:
    tree = places.on(day)
    scenes = _Scenes(tree, places, pack, data)
    counties, townships, villages = (len(tree.of_kind(kind)) for kind in ("counties", "townships", "villages"))
    totals = tuple(scenes.total(name, chosen, rules) for name, chosen in choices(pack, rules))
    return Implied(tree.day, counties, townships, villages, _named(rules, {}), totals)


def choices(pack: RulePack, rules: Mapping[str, Mapping[str, Rule]]) -> Iterator[tuple[str, dict[str, str]]]:
    """The default readings, each other reading alone, and the pack's sets of readings."""
    default = {target: next(iter(readings)) for target, readings in rules.items()}
    yield "default", default
    for target, readings in rules.items():
        for name in list(readings)[1:]:
            yield f"{target}={name}", default | {target: name}
    for name, chosen in pack.reading_sets.items():
        yield name, default | {t: r for t, r in chosen.items() if t in rules and r in rules[t]}


def _named(rules: Mapping[str, Mapping[str, Rule]], chosen: Mapping[str, str]) -> int:
    """The largest number of persons that a clause names for a unit as a whole."""
    found = [
        rule.least
        for target, readings in rules.items()
        if (rule := readings[chosen.get(target, next(iter(readings)))]).of_staff and rule.of is None
    ]
    return max(found, default=0)


@attrs.define
class _Scenes:
    """One day's places, asked under one choice of readings after the other."""

    tree: Snapshot
    places: Places
    pack: RulePack
    data: Dataset | None

    def total(self, name: str, chosen: Mapping[str, str], rules: Mapping[str, Mapping[str, Rule]]) -> Total:
        asked = [readings[chosen[target]] for target, readings in rules.items()]
        staff = [rule for rule in asked if rule.of_staff and rule.of is not None]
        studios = self._studios([rule for rule in asked if not rule.of_staff])
        parts = [self._part(rule, sum(studios.values())) for rule in staff]
        parts = self._absorbed(parts, studios)
        separate = sum(part.extra or 0 for part in parts)
        alone = any(rule.one_place for rule in staff)
        shared = None if alone else max(ceil(separate / SHARING), max((part.each for part in parts), default=0))
        return Total(
            name,
            dict(chosen),
            tuple(parts),
            sum(studios.values()),
            separate,
            shared,
            all(part.extra is not None for part in parts),
        )

    # -- studios

    def _studios(self, rules: Iterable[Rule]) -> dict[str, int]:
        """The fewest studios in each county: those of its townships also count for the county."""
        counties = self.tree.of_kind("counties")
        by_town, by_county = dict.fromkeys(counties, 0), dict.fromkeys(counties, 0)
        for rule in rules:
            for county in counties:
                if isinstance(rule.of, PlacesOf):
                    need = rule.needed(len(self.tree.of_kind(rule.of.kind, county))) * rule.least
                    by_town[county] = max(by_town[county], need)
                elif rule.of is None and Level.COUNTY in rule.reading.judged_at:
                    by_county[county] = max(by_county[county], rule.least)
        return {county: max(by_town[county], by_county[county]) for county in counties}

    # -- posts

    def _part(self, rule: Rule, studios: int) -> Part:
        of, members, needed = "", None, None
        match rule.of:
            case PlacesOf(kind, _, baseline):
                of = kind
                tree = self.tree if baseline is None else self.places.on(baseline)
                members = len(tree.of_kind(kind))
                needed = max(sum(rule.needed(n) for n in sizes) for sizes in _by_level(rule, tree, kind))
            case FactsOf("studios"):
                of, members = "studios", studios
                needed = rule.needed(studios)
            case FactsOf(register):
                of, members = register, self._counted(rule.of)
                needed = None if members is None else rule.needed(members)
        posts = None if needed is None else needed * rule.least
        return Part(rule.target.id, rule.reading.name, of, members, needed, rule.least, posts, posts, rule)

    def _counted(self, of: FactsOf) -> int | None:
        """How many facts of a register were there; None where that is not known."""
        if self.data is None or not self.data.facts.get(of.register):
            return None
        engine = MemoryEngine(self.data, self.pack.calendar, self.pack.fields)
        day = self.tree.day
        year = Period(date(day.year, 1, 1), date(day.year, 12, 31))
        roots = [key for key, above in self.tree.parent.items() if above is None]
        tallies = [engine.tally(Question(Count(of), root, day, self.pack.plan, year, day)).tally for root in roots]
        if any(tally.open for tally in tallies):
            return None
        return sum(tally.yes for tally in tallies)

    def _absorbed(self, parts: list[Part], studios: Mapping[str, int]) -> list[Part]:
        """What is left of each part where those posted anywhere in an area count for it.

        A township that asks for so many in its area gets them from its studio and from villages that must be staffed
        anyway; the township's own number is what these cannot cover.
        """
        at = [part for part in parts if not part.rule.within]
        deep = [part for part in parts if part.rule.within]
        if not deep:
            return parts
        towns = self.tree.of_kind("townships")
        own = sum(part.each for part in at if part.of == "townships")
        hosts = any(studios.values()) and any(part.of == "studios" for part in at)
        floors = {
            town: max(
                [part.each for part in deep if part.of == "townships"]
                + [part.each for part in deep if part.of == "studios"]
                + [0]
            )
            for town in towns
        }
        lacking = {town: max(0, floors[town] - own - int(hosts)) for town in towns}
        villages = [part for part in at if part.of == "villages"]
        spare = {}
        for town in towns:
            spare[town] = min(len(self.tree.of_kind("villages", town)), lacking[town]) if villages else 0
        # the villages of a township are as good as any others for the pooled share, up to what must be staffed anyway
        free = min(sum(spare.values()), sum(part.posts or 0 for part in villages))
        alone = sum(lacking.values()) - free
        done = []
        first = True
        for part in parts:
            if part not in deep:
                done.append(part)
            else:
                extra = alone if first and part.of in ("townships", "studios") else 0
                first = first and part.of not in ("townships", "studios")
                done.append(attrs.evolve(part, extra=None if part.posts is None else extra))
        return done


def _by_level(rule: Rule, tree: Snapshot, kind: str) -> Iterator[list[int]]:
    """How many members each unit has that must reach the share by itself, for each level judged."""
    for level in levels_judged(rule.reading):
        yield [len(tree.of_kind(kind, unit)) for unit in tree.of_kind(KINDS[level])]
