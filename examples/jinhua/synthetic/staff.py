"""Made-up committees, studios and mediators of one county."""

from __future__ import annotations

from datetime import date
from itertools import count

from synthetic.chance import day_between, day_in_year, stream
from synthetic.characters import Character
from synthetic.ground import County, Township, Village
from synthetic.records import Committee, Post, Studio
from synthetic.words import BACKGROUNDS, BODIES, GRADES, INDUSTRY, LEADS, false_identity, person_name

ENDING = "人民调解委员会"


def village_committee(village: Village) -> str:
    """What the committee of a village is called."""
    name = village.name
    for ending in ("村民委员会", "居民委员会", "村委会", "居委会"):
        if name.endswith(ending):
            name = name.removesuffix(ending)
            return name + ("村" if ending.startswith("村") and not name.endswith("村") else "") + ENDING
    return name + ENDING


def committees(seed: int, county: County, character: Character) -> list[Committee]:
    """The standing committees and those of industries and professions."""
    rng = stream(seed, county.code, "committees")
    number = count(1)

    def one(name: str, kind: str, township: Township | None, village: Village | None, opened: date) -> Committee:
        whole = kind != "village" or rng.random() >= character.incomplete
        systems, unified = set(range(8)), set(range(6))
        if not whole:
            systems -= set(rng.sample(range(8), rng.randrange(1, 4)))
            if rng.random() < 0.5:
                unified -= set(rng.sample(range(6), 1))
        dissolved = village.until if village else None
        return Committee(f"TW{next(number):04}", name, kind, township, village, opened, dissolved, systems, unified)

    found = [one(county.name + ENDING, "county", None, None, date(2010, 3, 1))]
    for township in county.townships:
        found.append(one(township.name + ENDING, "township", township, None, date(2005, 6, 1)))
        for village in township.villages:
            opened = village.since or date(2008, 1 + rng.randrange(12), 1)
            found.append(one(village_committee(village), "village", township, village, opened))
    for index, body in enumerate(BODIES[: character.bodies]):
        kind = "industry" if body in INDUSTRY else "professional"
        opened = date(2012 + index % 5, 5, 4) if index < 3 else day_in_year(rng, 2018 + index % 2)
        found.append(one(f"{county.name}{body}{ENDING}", kind, county.townships[0], None, opened))
    return found


def studios(seed: int, county: County, character: Character) -> list[Studio]:
    """Brand studios as many as the character says, some others, and one that closed."""
    rng = stream(seed, county.code, "studios")
    number = count(1)
    at_first, at_second, at_third = character.studios
    homes = county.townships[:]
    rng.shuffle(homes)
    homes = homes[: character.studio_townships]
    found: list[Studio] = []

    def one(township: Township, opened: date, *, personal: bool = True, brand: bool | None = True) -> Studio:
        n = 9000 + int(county.code[4:6]) * 40 + len(found)
        name = person_name(n)
        called = f"{name}{'个人' if personal else '联合'}{'品牌' if brand else ''}调解工作室"
        return Studio(f"GZ{next(number):03}", called, township, personal, brand, rng.choice(LEADS), opened)

    for index in range(at_third):
        year = 2018 if index < at_first else 2019 if index < at_second else 2020
        opened = day_in_year(rng, year, before=character.until)
        found.append(one(homes[index % len(homes)], opened))
    # what does not count: one that is no brand, one that is not personal, one that opened and closed again
    found.append(one(rng.choice(county.townships), day_in_year(rng, 2018), brand=False))
    found.append(one(rng.choice(county.townships), day_in_year(rng, 2019), personal=False))
    closed = one(homes[0], date(2017, 4, 10))
    closed.closed = date(2018, 9, 28)
    found.append(closed)
    return found


class Staff:
    """Hires mediators: people are new, or already serve elsewhere in the county."""

    def __init__(self, seed: int, county: County, character: Character, offset: int) -> None:
        self.rng = stream(seed, county.code, "posts")
        self.county, self.character = county, character
        self.numbers, self.people = count(1), count(offset)
        self.posts: list[Post] = []

    def hire(
        self,
        township: Township | None,
        village: Village | None,
        at: str,
        since: date,
        *,
        full_time: bool = True,
        like: Post | None = None,
    ) -> Post:
        """One post; `like`: the person of another post takes it as a second one."""
        rng = self.rng
        if like is None:
            n = next(self.people)
            name, identity = person_name(n), false_identity(n)
            purchased = full_time and rng.random() < self.character.purchased
            background, grade = rng.choice(BACKGROUNDS), rng.choice(GRADES)
        else:
            name, identity, purchased = like.name, like.identity, like.purchased
            background, grade = like.background, like.grade
        post = Post(
            f"TJ{next(self.numbers):04}",
            name,
            identity,
            township,
            village,
            at,
            full_time,
            purchased,
            since,
            None,
            background,
            grade,
        )
        self.posts.append(post)
        return post

    def year(self) -> date:
        """A day of hiring, somewhere in the three years."""
        last = self.character.until
        year = self.rng.choice((2017, 2018, 2018, 2019, 2019, 2020))
        return day_in_year(self.rng, year, before=last)


def posts(
    seed: int, county: County, character: Character, bodies: list[Committee], rooms: list[Studio], *, offset: int
) -> list[Post]:
    """Who mediates where: townships, industry committees, villages, studios; and part-time ones."""
    staff = Staff(seed, county, character, offset)
    rng = staff.rng
    townships: dict[str, list[Post]] = {}
    for index, township in enumerate(county.townships):
        wanted = 1 if index >= len(county.townships) - character.short_townships else 2
        name = township.name + ENDING
        townships[township.code] = [staff.hire(township, None, name, staff.year()) for _ in range(wanted)]
        staff.hire(township, None, name, staff.year(), full_time=False)
    others = [body for body in bodies if body.kind in ("industry", "professional")]
    for index, body in enumerate(others):
        wanted = 2 if index >= len(others) - character.short_bodies else 3
        for _ in range(wanted):
            first = max(body.established, date(2017, 3, 1))
            staff.hire(body.township, None, body.name, day_between(rng, first, date(2020, 5, 29)))
    _villages(staff, townships)
    _rooms(staff, rooms, townships)
    # some leave, and someone follows who was counted from the day after
    for post in list(staff.posts):
        if post.full_time and post.since.year == 2017 and rng.random() < 0.3 and post.until is None:
            post.until = day_in_year(rng, 2019)
            staff.hire(post.township, post.village, post.at, post.until)
    return staff.posts


def _villages(staff: Staff, townships: dict[str, list[Post]]) -> None:
    rng, character = staff.rng, staff.character
    lasting = [village for village in staff.county.villages if village.until is None]
    rng.shuffle(lasting)
    total = len(lasting)
    ends = [round(part * total) for part in character.village_posts]
    previous: Post | None = None
    for index, village in enumerate(lasting[: ends[2]]):
        year = 2018 if index < ends[0] else 2019 if index < ends[1] else 2020
        since = max(day_in_year(rng, year, before=character.until), village.since or date(2017, 1, 3))
        township = next(t for t in staff.county.townships if t.code == village.township)
        # one in four looks after the next village too
        like = previous if previous is not None and rng.random() < 0.3 else None
        if like is None and rng.random() < 0.12:
            like = rng.choice(townships[township.code])
        if like is not None:
            since = max(since, like.since)
        previous = staff.hire(township, village, village_committee(village), since, like=like)
    for village in lasting[ends[2] : ends[2] + total // 8]:
        township = next(t for t in staff.county.townships if t.code == village.township)
        staff.hire(township, village, village_committee(village), staff.year(), full_time=False)


def _rooms(staff: Staff, rooms: list[Studio], townships: dict[str, list[Post]]) -> None:
    for index, room in enumerate(rooms):
        if room.closed is not None:
            continue
        if staff.character.short_bodies and index % 6 == 5:
            continue  # a studio that nobody works at full-time
        like = staff.rng.choice(townships[room.township.code]) if staff.rng.random() < 0.5 else None
        since = max(room.opened, like.since) if like else room.opened
        staff.hire(room.township, None, room.name, since, like=like)
