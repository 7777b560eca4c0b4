"""Made-up work of one county: screenings, disputes, money, trainings, attestations."""

from __future__ import annotations

from datetime import date, timedelta

from synthetic.chance import day_between, day_in_year, stream
from synthetic.characters import Character
from synthetic.ground import County
from synthetic.records import Attestation, Books, Dispute, Money, Post, Training
from synthetic.staff import ENDING, village_committee
from synthetic.words import ATTESTED, HEADS, TOPICS

FIRST_MONDAY = date(2018, 11, 12)
FESTIVALS = {date(2019, 2, 4), date(2020, 1, 27)}
"""Mondays of the weeks without a working day."""
DUTY = date(2018, 11, 8)


def screen_villages(seed: int, books: Books, character: Character) -> None:
    """A day in each week that each village lives, on its own weekday; some weeks are missed."""
    rng = stream(seed, books.county.code, "villages")
    for village in books.county.villages:
        weekday, days = rng.randrange(5), []
        monday = FIRST_MONDAY
        while monday <= character.until:
            day = monday + timedelta(days=weekday)
            missed = rng.random() < character.missed_weeks or (monday in FESTIVALS and not character.festival)
            if not missed and day <= character.until and village.lives(day):
                days.append(day)
            monday += timedelta(days=7)
        books.village_days[village.code] = days


def screen_above(seed: int, books: Books, character: Character) -> None:
    """A day in each month for townships, in each quarter for the county; some are missed."""
    rng = stream(seed, books.county.code, "above")
    months = [date(2018 + n // 12, n % 12 + 1, 1) for n in range(10, 36)]
    for township in books.county.townships:
        days = []
        for month in months:
            day = month + timedelta(days=9 + rng.randrange(12))
            if rng.random() >= character.missed_months and DUTY <= day <= character.until:
                days.append(day)
        books.township_days[township.code] = days
    for month in months:
        quarter = f"{month.year}Q{(month.month + 2) // 3}"
        if month.month % 3 == 2 and quarter not in character.missed_quarters:
            day = day_between(rng, month + timedelta(days=7), month + timedelta(days=40))
            if day <= character.until:
                books.county_days.append(day)


def disputes(seed: int, books: Books, character: Character, posts: list[Post]) -> list[Dispute]:
    """Some dozens a year; a few are still open, some were carried over, some went up."""
    rng = stream(seed, books.county.code, "disputes")
    people = [post.name for post in posts if post.full_time]
    found = []
    for n in range(90):
        year = 2018 + n // 30
        accepted = day_in_year(rng, year, before=character.until - timedelta(days=40))
        village = rng.choice([v for v in books.county.villages if v.lives(max(accepted, date(2018, 10, 31)))])
        township = next(t for t in books.county.townships if t.code == village.township)
        low = rng.random() < 0.7
        committee = village_committee(village) if low else township.name + ENDING
        pending = rng.random() < 0.03
        success = rng.random() < character.resolved
        escalated = not success and rng.random() < 0.7
        closed = None if pending else accepted + timedelta(days=rng.randrange(1, 35))
        found.append(
            Dispute(
                f"AJ{year}{n:04}",
                township,
                village if low else None,
                committee,
                rng.choice(people),
                accepted,
                closed,
                rng.randrange(10),
                rng.choice(("简单", "简单", "一般", "一般", "疑难")),
                "调解中" if pending else "成功" if success else "不成功",
                rng.random() < 0.6,
                rng.choice((0, 0, 800, 3500, 12000, 56000, 180000)),
                rng.randrange(2, 9),
                escalated,
                n % 30 == 0 and year > 2018,
            )
        )
    return found


def funding(seed: int, county: County, character: Character) -> list[Money]:
    """Six heads in four years, growing unless the character says otherwise."""
    rng = stream(seed, county.code, "funding")
    parts = (0.5, 1.0, 1.2, 3.0, 0.8, 0.2)
    found = []
    for year in range(2017, character.until.year + 1):
        step = 1 + 0.08 * (year - 2017) - (0.25 if character.shrinks == year else 0)
        for head in range(len(HEADS)):
            budget = round(character.funding * parts[head] * step * 100 * (1 + 0.05 * rng.random())) * 100
            found.append(Money(year, head, budget, round(budget * (0.9 + 0.1 * rng.random()))))
    if character.resolved < 0.9:  # the poor county has no money for experts
        for money in found:
            if money.head == 5 and money.year < 2020:
                money.budgeted = money.paid = 0
    return found


def trainings(seed: int, county: County, character: Character) -> list[Training]:
    """Two or three a year."""
    rng = stream(seed, county.code, "trainings")
    found = []
    for year in (2018, 2019, 2020):
        for _ in range(rng.randrange(1, 4)):
            topic = rng.choice(TOPICS)
            kind = "岗前培训" if "岗前" in topic else "年度培训"
            on = day_in_year(rng, year, before=character.until)
            found.append(Training(on, kind, topic, rng.choice((4, 8, 16)), rng.randrange(40, 220)))
    return sorted(found, key=lambda training: training.on)


def attestations(seed: int, county: County, character: Character) -> list[Attestation]:
    """What the office says is in place, with the document that shows it."""
    rng = stream(seed, county.code, "attestations")
    found = []
    for n, (item, document) in enumerate(ATTESTED):
        on = day_in_year(rng, 2018 if n < 3 else 2019)
        holds = rng.random() < (0.6 if character.resolved < 0.9 else 0.93)
        evidence = f"合成文号〔{on.year}〕{rng.randrange(1, 60)}号 {document}" if holds else ""
        found.append(Attestation(item, on, holds, evidence))
    return found
