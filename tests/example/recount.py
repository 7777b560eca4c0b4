"""Low, high and status of every numeric target, counted anew from the submitted cells with plain loops.

Written from the plan and docs/language.md alone; nothing of fengqiao is imported. Default readings only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from tests.example.cells import SIX, Body, County, Post
from tests.example.layouts import EDITIONS, Reader

DUTY = date(2018, 11, 8)
CITY = "330700000000"
ONE = timedelta(days=1)
Value = tuple[Fraction | None, Fraction | None] | None
"""Low and high; None for no end, and for not applicable as a whole."""


@dataclass(frozen=True)
class Verdict:
    """One outcome as the recount has it."""

    status: str
    value: Value


class Ground:
    """The places that the editions list: when each was there, and what lies in it."""

    def __init__(self, reader: Reader) -> None:
        self.days = [date.fromisoformat(text) for text in EDITIONS]
        self.listed: dict[str, set[int]] = {}
        self.level: dict[str, str] = {}
        self.parents: dict[tuple[str, int], str] = {}
        for n, edition in enumerate(reader.editions):
            for code, row in edition.items():
                key = reader.newer.get(code, code)
                self.listed.setdefault(key, set()).add(n)
                self.level[key] = row["level"]
                self.parents[key, n] = reader.newer.get(row["parent"], row["parent"])

    def edition(self, day: date) -> int:
        """The latest edition not after the day; the first one speaks for the time before it too."""
        return max([n for n, on in enumerate(self.days) if on <= day], default=0)

    def there(self, level: str, day: date, county: str) -> list[str]:
        """The places of a level that are there on a day, in a county or in the whole city."""
        n = self.edition(day)
        return sorted(
            key
            for key, editions in self.listed.items()
            if n in editions and self.level[key] == level and (county == CITY or key[:6] == county[:6])
        )

    def lives(self, key: str) -> list[tuple[date, date]]:
        """The stretches of time in which a place was there."""
        found: list[tuple[date, date]] = []
        for n in sorted(self.listed[key]):
            first = self.days[n] if n else date.min
            last = self.days[n + 1] - ONE if n + 1 < len(self.days) else date.max
            if found and found[-1][1] + ONE == first:
                found[-1] = (found[-1][0], last)
            else:
                found.append((first, last))
        return found

    def inside(self, place: str, wider: str, day: date) -> bool:
        """Whether a place is a wider one or lies in it, by its parents on the day or, where it is gone, its last."""
        while place != wider:
            editions = self.listed[place]
            n = max([e for e in editions if e <= self.edition(day)], default=min(editions))
            place = self.parents[place, n]
            if not place or place == wider:
                return place == wider
        return True


def slots(every: str, until: date) -> list[tuple[date, date]]:
    """Whole weeks, months or quarters that begin in the duty and have ended by a day."""
    found = []
    if every == "week":
        first = DUTY + timedelta(days=-DUTY.weekday() % 7)
        while first + 6 * ONE <= until:
            found.append((first, first + 6 * ONE))
            first += 7 * ONE
        return found
    length = 1 if every == "month" else 3
    number = 2018 * 12 + 9  # October 2018, the first of a quarter
    while True:
        first = date(number // 12, number % 12 + 1, 1)
        number += length
        last = date(number // 12, number % 12 + 1, 1) - ONE
        if last > until:
            return found
        if first >= DUTY:
            found.append((first, last))


def share(yes: int, no: int, unknown: int, may_yes: int = 0, may_no: int = 0, *, unsure: bool = False) -> Value:
    """A share's bounds."""
    if unsure:
        return Fraction(0), Fraction(1)
    low_of, high_of = yes + no + unknown + may_no, yes + no + unknown + may_yes
    if not low_of and not high_of:
        return None
    low = Fraction(yes, low_of) if low_of else Fraction(1)
    return low, Fraction(yes + unknown + may_yes, high_of) if high_of else Fraction(0)


class Recount:
    """The counting, at a county or at the city, on a day."""

    def __init__(self, folder: Path) -> None:
        reader = Reader(folder)
        self.ground = Ground(reader)
        self.counties = {county.code: county for county in reader.counties.values()}

    # -- what was reported

    def reported(self, county: County, register: str, day: date) -> bool:
        return any(since <= day <= until for since, until in county.spans.get(register, ()))

    def unsure(self, county: County, register: str, day: date, within: str | None = None) -> bool:
        """Whether facts may be missing: the register was not reported, or something in it could not be used."""
        if not self.reported(county, register, day):
            return True
        for hole in county.holes:
            if hole.register != register or not hole.since <= day <= hole.until:
                continue
            if (
                within is None
                or self.ground.inside(hole.place, within, day)
                or self.ground.inside(within, hole.place, day)
            ):
                return True
        return False

    def lost_at(self, county: County, register: str, day: date, place: str) -> bool:
        """Whether a fact at a place itself may be missing: what was lost may have stood there."""
        if not self.reported(county, register, day):
            return True
        return any(
            hole.register == register and hole.since <= day <= hole.until and self.ground.inside(place, hole.place, day)
            for hole in county.holes
        )

    def alive(self, county: County, register: str, since: date | None, until: date | None, day: date) -> bool | None:
        """Whether something was there on a day; after the last day that its register speaks of only its end is sure."""
        if since is None or (until is not None and until < day):
            return None if since is None and not (until is not None and until < day) else False
        if since > day:
            return False
        if until is None and not self.reported(county, register, day):
            return None
        return True

    def each(self, unit: str) -> Iterable[County]:
        return self.counties.values() if unit == CITY else [self.counties[unit]]

    # -- studios

    def brand(self, county: County, studio: Body, day: date) -> bool | None:
        """Whether a studio is a personal brand studio in being: all three, or not known."""
        parts = [studio.personal, studio.brand, self.alive(county, "studios", studio.since, studio.until, day)]
        return False if False in parts else None if None in parts else True

    def studios(self, unit: str, day: date, within: str | None = None) -> tuple[int, int | None]:
        county = self.counties[unit]
        found = [
            self.brand(county, studio, day)
            for studio in county.studios
            if within is None or self.ground.inside(studio.place, within, day)
        ]
        sure, perhaps = found.count(True), found.count(None)
        return sure, None if self.unsure(county, "studios", day, within) else sure + perhaps

    def townships_with_studio(self, unit: str, day: date) -> Value:
        counts = [self.studios(unit, day, place) for place in self.ground.there("township", day, unit)]
        return self.of_places([(low, high) for low, high in counts], 1)

    @staticmethod
    def of_places(counts: list[tuple[int, int | None]], wanted: int) -> Value:
        yes = sum(low >= wanted for low, _ in counts)
        no = sum(high is not None and high < wanted for _, high in counts)
        return share(yes, no, len(counts) - yes - no)

    # -- mediators

    @staticmethod
    def persons(posts: list[tuple[Post, bool | None]]) -> tuple[int, int]:
        """The fewest and the most persons.

        A number is one person. Rows without one: those of one name may be one person, and may be the one with a
        number who bears that name.
        """
        numbered = {post.who for post, here in posts if here and not post.named}
        borne = {post.name for post, here in posts if here and not post.named}
        only_named = {post.who for post, here in posts if here and post.named} - borne
        possible = {post.who for post, here in posts if here is not False and not post.named}
        loose = sum(1 for post, here in posts if here is not False and post.named)
        return len(numbered) + len(only_named), len(possible) + loose

    def full_time(self, county: County, post: Post, day: date, *, bought: bool = False) -> bool | None:
        parts = [post.full_time, self.alive(county, "posts", post.since, post.until, day)]
        if bought:
            parts.append(post.purchased)
        return False if False in parts else None if None in parts else True

    def mediators(self, unit: str, day: date, *, bought: bool = False) -> Value:
        posts, unsure = [], False
        for county in self.each(unit):
            posts += [(post, self.full_time(county, post, day, bought=bought)) for post in county.posts]
            unsure = unsure or self.unsure(county, "posts", day)
        low, high = self.persons(posts)
        return Fraction(low), None if unsure else Fraction(high)

    def at(self, county: County, day: date) -> dict[str, list[tuple[Post, bool | None]]]:
        found: dict[str, list[tuple[Post, bool | None]]] = {}
        for post in county.posts:
            found.setdefault(post.at, []).append((post, self.full_time(county, post, day)))
        return found

    def places_with(self, level: str, wanted: int, unit: str, day: date) -> Value:
        counts: list[tuple[int, int | None]] = []
        for county in self.each(unit):
            posts = self.at(county, day)
            for place in self.ground.there(level, day, county.code):
                low, high = self.persons(posts.get(place, []))
                counts.append((low, None if self.lost_at(county, "posts", day, place) else high))
        return self.of_places(counts, wanted)

    def bodies_with(self, register: str, wanted: int, unit: str, day: date) -> Value:
        yes = no = unknown = may_yes = may_no = 0
        unsure = False
        for county in self.each(unit):
            posts = self.at(county, day)
            bodies = county.studios if register == "studios" else county.committees
            for body in bodies:
                if register == "committees" and body.kind not in ("行业性", "专业性"):
                    continue
                here = self.alive(county, register, body.since, body.until, day)
                if here is False:
                    continue
                low, high = self.persons(posts.get(county.code + body.name, []))
                holds = low >= wanted
                fails = high < wanted and not self.lost_at(county, "posts", day, body.place)
                if here is None:
                    may_yes, may_no = may_yes + (not fails), may_no + (not holds)
                else:
                    yes, no, unknown = yes + holds, no + fails, unknown + (not holds and not fails)
            unsure = unsure or self.unsure(county, register, day)
        return share(yes, no, unknown, may_yes, may_no, unsure=unsure)

    # -- screenings

    def adherence(self, level: str, every: str, unit: str, day: date) -> Value:
        due = filled = possible = 0
        wanted = slots(every, day)
        for county in self.each(unit):
            for place in sorted(k for k, lv in self.ground.level.items() if lv == level and k[:6] == county.code[:6]):
                lives = self.ground.lives(place)
                own = [s for s in wanted if any(a <= s[0] and s[1] <= b for a, b in lives)]
                low, high = self.screened(county, place, own, every)
                due, filled, possible = due + len(own), filled + low, possible + high
        return (Fraction(filled, due), Fraction(possible, due)) if due else None

    def screened(self, county: County, place: str, own: list[tuple[date, date]], every: str) -> tuple[int, int]:
        """The fewest and the most of a place's due slots that were screened in."""
        held = county.held.get(place, set())
        dated = {s for s in own if any(s[0] <= d <= s[1] for d in held)}
        rest = [s for s in own if s not in dated]
        if not rest:
            return len(own), len(own)
        unknown = [s for s in rest if not self.slot_known(county, place, s)]
        returns = sorted(county.counted.get(place, ()), key=lambda r: (r[1], r[0]))
        chosen: set[tuple[date, date]] = set()
        low = 0
        for since, until, count in returns:
            if count <= sum(since <= d <= until for d in held):
                continue
            touched = [s for s in own if s[0] <= until and s[1] >= since]
            covered = sum((min(s[1], until) - max(s[0], since)).days + 1 for s in touched)
            if covered < (until - since).days + 1 or any(s in dated or s in chosen for s in touched):
                continue  # some of its days lie where nothing is due, or where a slot is filled anyway
            chosen.add(touched[-1])
            low += 1
        # the most: slots of which a day was not reported, and the numbers spread as widely as they go
        left = [(since, until, count - sum(since <= d <= until for d in held)) for since, until, count in returns]
        left += [(since, until, 1) for since, until in county.undated.get(place, ())]
        high = len(unknown)
        for slot in rest:
            if slot in unknown:
                continue
            fits = [r for r in left if r[2] > 0 and r[0] <= slot[1] and r[1] >= slot[0]]
            if fits:
                taken = min(fits, key=lambda r: r[1])
                left[left.index(taken)] = (taken[0], taken[1], taken[2] - 1)
                high += 1
        return len(dated) + low, len(dated) + high

    def slot_known(self, county: County, place: str, slot: tuple[date, date]) -> bool:
        """Whether every day of a slot was reported, and nothing of it lost."""
        day = slot[0]
        while day <= slot[1]:
            if not self.reported(county, "screenings", day):
                return False
            if county.numbers_only and not any(a <= day <= b for a, b, _ in county.counted.get(place, ())):
                return False
            day += ONE
        return not any(
            hole.register == "screenings"
            and hole.since <= slot[1]
            and hole.until >= slot[0]
            and self.ground.inside(place, hole.place, slot[1])
            for hole in county.holes
        )

    # -- committees, disputes, money

    def checklists(self, wanted: Callable[[Body], bool], unit: str, day: date) -> Value:
        yes = no = may_yes = may_no = 0
        unsure = False
        for county in self.each(unit):
            for body in county.committees:
                here = self.alive(county, "committees", body.since, body.until, day)
                if here:
                    yes, no = yes + wanted(body), no + (not wanted(body))
                elif here is None:
                    may_yes, may_no = may_yes + wanted(body), may_no + (not wanted(body))
            unsure = unsure or self.unsure(county, "committees", day)
        return share(yes, no, 0, may_yes, may_no, unsure=unsure)

    def resolved(self, unit: str, day: date) -> Value:
        """Of the disputes closed from the first day of the plan to the day: settled and not passed upwards."""
        yes = no = may_yes = may_no = 0
        unsure = False
        for county in self.each(unit):
            spans = county.spans.get("disputes", [])
            unsure = unsure or not any(since <= DUTY and day <= until for since, until in spans)
            unsure = unsure or any(
                h.register == "disputes" and h.since <= day and h.until >= DUTY for h in county.holes
            )
            for dispute in county.disputes:
                if dispute.outcome == "调解中" or (dispute.closed is not None and not DUTY <= dispute.closed <= day):
                    continue
                if dispute.closed is not None and dispute.outcome is not None:
                    settled = dispute.outcome == "成功" and dispute.escalated is False
                    yes, no = yes + settled, no + (not settled)
                    continue
                may_yes += dispute.outcome in (None, "成功") and dispute.escalated is not True
                may_no += 1
        return share(yes, no, 0, may_yes, may_no, unsure=unsure)

    def budget(self, unit: str, year: int, head: str | None = None) -> tuple[int, int | None]:
        """The year's budget in fen; no high end where the whole year was not reported."""
        county = self.counties[unit]
        found = sum(fen for y, h, fen in county.money if y == year and head in (None, h))
        whole = any(a <= date(year, 1, 1) and date(year, 12, 31) <= b for a, b in county.spans.get("funding", ()))
        return found, found if whole else None

    def heads(self, unit: str, year: int) -> Value:
        budgets = [self.budget(unit, year, head) for head in SIX]
        yes = sum(low > 0 for low, _ in budgets)
        no = sum(high == 0 for _, high in budgets)
        return share(yes, no, len(budgets) - yes - no)

    def growth(self, unit: str, year: int) -> Value:
        (low, high), (before_low, before_high) = self.budget(unit, year), self.budget(unit, year - 1)
        return (
            None if before_high is None else Fraction(low - before_high),
            None if high is None else Fraction(high - before_low),
        )

    # -- verdicts

    def verdicts(self, day: date) -> dict[tuple[str, str], Verdict]:
        """Every outcome of every numeric target on a day, by target and code of the unit."""
        found: dict[tuple[str, str], Verdict] = {}
        counties = sorted(self.counties)
        year = day.year

        def judged(target: str, unit: str, value: Value, at_least: Fraction | int | None, due: bool = True) -> None:
            found[target, unit] = Verdict(verdict(value, at_least, due), value)

        def rolled(target: str, due: bool = True) -> None:
            states = [found[target, unit].status for unit in counties]
            left = [s for s in states if s in ("met", "not_met", "undetermined")]
            value = share(left.count("met"), left.count("not_met"), left.count("undetermined"))
            judged(target, CITY, value, 1, due)

        end = day >= date(2020, 12, 31)
        for unit in counties:
            low, high = self.studios(unit, day)
            value = (Fraction(low), None if high is None else Fraction(high))
            judged("county-studios", unit, value, 10 if year >= 2019 else 3)
            judged("township-studios", unit, self.townships_with_studio(unit, day), 1, end)
            judged("funding-heads", unit, self.heads(unit, year), 1)
            judged("funding-growth", unit, self.growth(unit, year), 0, year >= 2019)
        rolled("county-studios")
        rolled("township-studios", end)
        rolled("funding-heads")
        rolled("funding-growth", year >= 2019)
        for unit in (*counties, CITY):
            city = unit == CITY
            judged("city-mediators", unit, self.mediators(unit, day), 1000 if city else None, end)
            judged("purchased-mediators", unit, self.mediators(unit, day, bought=True), 300 if city else None, end)
            judged("committee-mediators", unit, self.bodies_with("committees", 3, unit, day), 1, end)
            judged("studio-mediators", unit, self.bodies_with("studios", 1, unit, day), 1, end)
            judged("township-mediators", unit, self.places_with("township", 2, unit, day), 1, end)
            judged(
                "village-mediators",
                unit,
                self.places_with("village", 1, unit, day),
                Fraction(3, 10) if city else None,
                end,
            )
            for target, level, every in (
                ("village-screening", "village", "week"),
                ("township-screening", "township", "month"),
                ("county-screening", "county", "quarter"),
            ):
                judged(target, unit, self.adherence(level, every, unit, day), 1, bool(slots(every, day)))
            judged("committee-systems", unit, self.checklists(lambda body: body.systems == 8, unit, day), None)
            judged("committee-unified", unit, self.checklists(lambda body: body.unified == 6, unit, day), None)
            judged("local-resolution", unit, self.resolved(unit, day), None)
        return found


def verdict(value: Value, at_least: Fraction | int | None, due: bool) -> str:
    """The status by the order of precedence."""
    if at_least is None:
        return "indicator"
    if not due:
        return "not_due"
    if value is None:
        return "not_applicable"
    low, high = value
    if low is not None and low >= at_least:
        return "met"
    return "not_met" if high is not None and high < at_least else "undetermined"
