"""Where posts may be: places and bodies, those that are alike taken as one class with a number of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import attrs

from fengqiao.model.dataset import Dataset
from fengqiao.model.place import Level
from fengqiao.planning.cost import county_of
from fengqiao.planning.demand import PLENTY, Demand
from fengqiao.planning.persons import Person, persons


@attrs.frozen
class Site:
    """A place or body where posts may be: who there may be moved (`full`) and converted (`part`)."""

    key: str
    place: str
    county: str
    purse: str
    """The narrowest division with rates of its own in which it stands; "" where there is none."""
    full: tuple[Person, ...] = ()
    part: tuple[Person, ...] = ()


@attrs.frozen
class Class:
    """Sites that no demand, rate or person tells apart. `at` holds, for each demand at them, what each lacks.

    `areas` are the members (by demand and key) whose area they lie in; `life` the first and last day on which all of
    them are there; `most` how many posts a site of the class can have use for.
    """

    sites: tuple[Site, ...]
    at: Mapping[int, tuple[int, int]]
    """By the demand's number: how many a site lacks, and its weight."""
    areas: frozenset[tuple[int, str]]
    lives: tuple[tuple[date | None, date | None], ...]
    most: int

    @property
    def size(self) -> int:
        """How many sites."""
        return len(self.sites)

    @property
    def county(self) -> str:
        """The county in which they stand."""
        return self.sites[0].county

    @property
    def purse(self) -> tuple[str, str]:
        """What sets its rates: the county, and the division with rates of its own."""
        return self.sites[0].county, self.sites[0].purse

    @property
    def full(self) -> int:
        """How many persons of each may be moved."""
        return len(self.sites[0].full)

    @property
    def part(self) -> int:
        """How many part-timers of each may be converted."""
        return len(self.sites[0].part)

    def there(self, day: date) -> bool:
        """Whether the sites are there on a day."""
        return any((since is None or since <= day) and (until is None or day <= until) for since, until in self.lives)


def classes_of(
    data: Dataset, demands: Iterable[Demand], day: date, counties: Iterable[str], priced: Iterable[str] = ()
) -> tuple[Class, ...]:
    """Every site that a demand asks at or that can give or take persons, in classes, in order of their first site.

    `priced` are the divisions that have rates of their own: a class lies inside or outside of each.
    """
    own = frozenset(priced)
    demands = tuple(demands)
    heirs = {key for demand in demands for several in demand.heirs for key in several}
    places = data.places
    full: dict[str, list[Person]] = {}
    part: dict[str, list[Person]] = {}
    standing: dict[str, str] = {}
    for found, employment in ((full, "full_time"), (part, "part_time")):
        for person in persons(data, day, employment):
            found.setdefault(person.at, []).append(person)
            standing[person.at] = person.place
    at: dict[str, dict[int, tuple[int, int]]] = {}
    deep: list[tuple[int, str, str]] = []
    for number, demand in enumerate(demands):
        for member in demand.members:
            if demand.kind == "posts_at":
                at.setdefault(member.key, {})[number] = member.short, member.weight
                standing[member.key] = member.place
            elif demand.kind == "posts_within":
                deep.append((number, member.key, member.place))
                standing.setdefault(member.place, member.place)
        for host in demand.hosts:
            deep.append((number, host.key, host.place))
            standing.setdefault(host.place, host.place)
    for county in counties:
        standing.setdefault(county, county)
    groups: dict[tuple[object, ...], list[Site]] = {}
    kept: dict[tuple[object, ...], tuple[frozenset[tuple[int, str]], tuple[tuple[date | None, date | None], ...]]] = {}
    tree = places.on(day)
    # what lies in an area is asked of the tree of the demand's own day
    by_day: dict[date, dict[str, list[tuple[int, str]]]] = {}
    for number, key, place in deep:
        by_day.setdefault(demands[number].day, {}).setdefault(place, []).append((number, key))
    for key in sorted(standing):
        place = standing[key]
        above = (place, *tree.ancestors(place))
        areas = frozenset(
            member
            for on, by_area in by_day.items()
            for area in (place, *places.on(on).ancestors(place))
            for member in by_area.get(area, ())
        )
        half = part.get(key, [])
        alike = tuple(person for person in half if person.post.funding == half[0].post.funding)
        site = Site(key, place, county_of(places, place, day), next_purse(above, own), tuple(full.get(key, ())), alike)
        # what makes a site unlike others: its county, what it lacks, whom it has, whose area it is in, its life
        town = next((a for a in above if places.units[a].level is Level.TOWNSHIP), place) if areas else ""
        paid_by = site.part[0].post.funding if site.part else None
        lacks = tuple(sorted(at.get(key, {}).items()))
        shown = tuple((n, (short if short > -PLENTY // 2 else -PLENTY, weight)) for n, (short, weight) in lacks)
        lives = places.units[place].lives
        signature: tuple[object, ...] = (
            site.county, site.purse, town, shown, len(site.full), len(site.part), paid_by, areas, lives,
            key if key in heirs else "",
        )  # fmt: skip
        groups.setdefault(signature, []).append(site)
        kept[signature] = areas, lives
    found_classes = []
    for signature, sites in groups.items():
        lacks_of = dict(at.get(sites[0].key, {}))
        most = max([short for short, _ in lacks_of.values()] + [len(sites[0].part), 0])
        areas, lives = kept[signature]
        found_classes.append(Class(tuple(sites), lacks_of, areas, lives, most))
    return tuple(found_classes)


def next_purse(above: Iterable[str], own: frozenset[str]) -> str:
    """The narrowest of some divisions that has rates of its own."""
    return next((area for area in above if area in own), "")
