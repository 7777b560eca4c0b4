from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from fengqiao.engine.memory import MemoryEngine
from fengqiao.model.bounds import value
from fengqiao.model.calendar import AS_OF, Calendar, between
from fengqiao.model.dataset import Dataset, Reported, complete
from fengqiao.model.fact import Committee, CountReturn, Dispute, Enterprise, Funding, Post, Studio
from fengqiao.model.measure import (
    Bound,
    Count,
    Duration,
    FactsOf,
    Mediators,
    PlacesOf,
    Share,
    Sum,
    Timeliness,
)
from fengqiao.model.outcome import Bounds, Tally
from fengqiao.model.predicate import Equals, In, Limits, Predicate
from fengqiao.model.source import Source
from fengqiao.testing.datasets import CITY, COUNTIES, DAY, FIRST, GONE, PLACES, TOWNS, VILLAGES, datasets
from tests.engine.asking import bounds, question, tally

EVERYWHERE = (*VILLAGES, GONE, *TOWNS, *COUNTIES, CITY)
SHEET = Source("a.csv", None, CITY, FIRST, DAY)
SINCE, UNTIL = date(2019, 1, 7), date(2019, 1, 31)
CLOSED = FactsOf("disputes", window=between(SINCE, UNTIL))
WON = Equals("outcome", "success")
DECIDED = In("outcome", ("success", "failure"))
FULL = Equals("employment", "full_time")


def lies_in(outer: str, inner: str) -> bool:
    head = next((outer[:n] for n in (4, 6, 9) if outer[n:] == "0" * (12 - n)), outer)
    return inner.startswith(head)


def where(fact: Dispute | Post) -> list[str]:
    return [fact.division] if fact.exact else [place for place in EVERYWHERE if lies_in(fact.division, place)]


def spoken(data: Dataset, register: str, unit: str, first: date, last: date) -> bool:
    """Whether every place of a county was reported on every day; the city when all its counties were."""
    if unit == CITY:
        return all(spoken(data, register, county, first, last) for county in COUNTIES)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    told = all(
        any(
            r.register == register and lies_in(r.unit, unit) and (r.since or day) <= day <= (r.until or day)
            for r in data.reported
        )
        for day in days
    )
    lost = any(
        h.register == register
        and (lies_in(h.unit, unit) or lies_in(unit, h.unit))
        and (h.since or first) <= last
        and (h.until or last) >= first
        for h in data.holes
    )
    return told and not lost


def dispute_worlds(data: Dataset, unit: str) -> list[list[str]]:
    """For every fill-in: the outcomes of the disputes closed in the unit and the time."""
    options = []
    for fact in data.of("disputes", Dispute):
        a, b = fact.source.since or date(2000, 1, 1), fact.source.until or date(2040, 1, 1)
        when = [fact.closed] if fact.closed else [a, b, *(day for day in (SINCE, UNTIL) if a <= day <= b)]
        outcomes = [fact.outcome] if fact.outcome else ["success", "failure", "withdrawn"]
        options.append(
            sorted(
                {
                    outcome if SINCE <= day <= UNTIL and lies_in(unit, place) else ""
                    for day in when
                    for place in where(fact)
                    for outcome in outcomes
                }
            )
        )
    return [[outcome for outcome in world if outcome] for world in product(*options)]


@settings(max_examples=200, deadline=None)
@given(st.booleans().flatmap(lambda city: datasets(returns=False, city=city)), st.sampled_from(EVERYWHERE))
def test_a_count_s_ends_are_each_reached(data: Dataset, unit: str) -> None:
    found = bounds(data, Count(attrs.evolve(CLOSED, where=WON)), unit)
    counts = [world.count("success") for world in dispute_worlds(data, unit)]
    assert found is not None
    assert found.low == min(counts)
    assert found.high == (max(counts) if spoken(data, "disputes", unit, SINCE, UNTIL) else None)


@settings(max_examples=200, deadline=None)
@given(st.booleans().flatmap(lambda city: datasets(returns=False, city=city)), st.sampled_from(EVERYWHERE))
def test_a_share_s_ends_are_each_reached(data: Dataset, unit: str) -> None:
    found = bounds(data, Share(attrs.evolve(CLOSED, where=DECIDED), that=WON), unit)
    decided = [[o for o in world if o != "withdrawn"] for world in dispute_worlds(data, unit)]
    shares = [Fraction(world.count("success"), len(world)) for world in decided if world]
    if not spoken(data, "disputes", unit, SINCE, UNTIL):
        assert found is not None
        assert found == Bounds(Fraction(0), Fraction(1))
    elif not shares:
        assert found is None
    else:
        assert found is not None
        assert (found.low, found.high) == (min(shares), max(shares))


# -- persons


def partitions(posts: list[Post]) -> list[list[list[Post]]]:
    """Every way in which posts may be persons'."""
    if not posts:
        return [[]]
    first, found = posts[0], []
    for rest in partitions(posts[1:]):
        found.append([[first], *rest])
        found += [[*rest[:i], [first, *rest[i]], *rest[i + 1 :]] for i in range(len(rest))]
    return found


def possible(persons: list[list[Post]]) -> bool:
    """One identity is one person; two different names are two persons where a row has no identity."""
    for posts in persons:
        identities = {post.person for post in posts if post.person}
        if len(identities) > 1 or any(
            identities & {post.person for post in others} for others in persons if others is not posts
        ):
            return False
        mine = {post.name for post in posts if post.person and post.name}
        loose = {post.name for post in posts if not post.person and post.name}
        if len(loose) > 1 or (loose and mine and not loose <= mine):
            return False
    return True


def person_counts(data: Dataset, unit: str) -> list[int]:
    posts = list(data.of("posts", Post))
    options = []
    for post in posts:
        spoke = post.source.until
        begins = [post.since] if post.since else [date.min, *([spoke] if spoke and spoke > DAY else [])]
        ends = [post.until] if post.until else [date.max, *([spoke] if spoke and spoke < DAY else [])]
        kinds = [post.employment] if post.employment else ["full_time", "part_time"]
        places = [post.at] if post.at and post.at in PLACES.units else where(post)
        options.append(
            sorted(
                {
                    since <= DAY <= until and kind == "full_time" and lies_in(unit, place)
                    for since, until, kind, place in product(begins, ends, kinds, places)
                }
            )
        )
    ways = [persons for persons in partitions(posts) if possible(persons)]
    return [
        sum(any(counts[post.id] for post in person) for person in persons)
        for world in product(*options)
        for counts in [{post.id: held for post, held in zip(posts, world, strict=True)}]
        for persons in ways
    ]


@settings(max_examples=200, deadline=None)
@given(st.booleans().flatmap(lambda city: datasets(returns=False, city=city, most=4)), st.sampled_from(EVERYWHERE))
def test_mediators_are_bounded_by_every_way_of_being_persons(data: Dataset, unit: str) -> None:
    found = bounds(data, Count(Mediators("within", FULL)), unit)
    counts = person_counts(data, unit)
    assert found is not None
    assert found.low is not None
    assert found.low <= min(counts)
    if found.high is not None:
        assert found.high >= max(counts)
    assert (found.high is None) == (not spoken(data, "posts", unit, DAY, DAY))
    names = {post.name for post in data.of("posts", Post)}
    if None not in names and all(post.exact and post.person for post in data.of("posts", Post)):
        assert found.low == min(counts)
        assert found.high in (None, max(counts))


def post(row: str, at: str = VILLAGES[0], **more: Any) -> Post:
    fields: dict[str, Any] = {"employment": "full_time", "since": FIRST} | more
    return Post(row, at, SHEET, 0, at, **fields)


def test_a_person_with_two_posts_is_one_mediator() -> None:
    data = complete(PLACES, {"posts": [post("1", person="x"), post("2", TOWNS[0], person="x"), post("3", person="y")]})
    assert tally(data, Count(Mediators("within", FULL)), CITY) == Tally(2)
    assert tally(data, Count(Mediators("at", FULL)), TOWNS[0]) == Tally(1)


def test_rows_of_one_name_may_be_one_person() -> None:
    data = complete(
        PLACES, {"posts": [post("1", name="王 芳"), post("2", TOWNS[0], name="王芳"), post("3", name="李明")]}
    )
    assert tally(data, Count(Mediators("within", FULL)), CITY) == Tally(2, 0, 1)


def test_one_person_counts_at_one_place() -> None:
    rows = [post("1", person="x"), post("2", TOWNS[0], person="x", main=True), post("3", TOWNS[2], person="y")]
    rows += [post("4", VILLAGES[3], person="y", since=date(2018, 1, 1))]
    data = complete(PLACES, {"posts": rows})
    one = Mediators("at", FULL, one_place=True)
    assert [tally(data, Count(one), unit).yes for unit in (VILLAGES[0], TOWNS[0], TOWNS[2], VILLAGES[3])] == [
        0,
        1,
        0,
        1,
    ]
    blank = [attrs.evolve(row, since=None) for row in rows if row.person == "y"]
    found = tally(complete(PLACES, {"posts": blank}), Count(one), TOWNS[2])
    assert found == Tally(may_yes=1)


# -- windows and lives


def test_a_life_holds_its_first_and_its_last_day() -> None:
    studio = Studio("s", TOWNS[0], SHEET, 0, "工作室", True, True, None, None, FIRST, UNTIL)
    data = complete(PLACES, {"studios": [studio]})
    there = {day: tally(data, Count(FactsOf("studios")), COUNTIES[0], day).yes for day in (
        FIRST - timedelta(days=1), FIRST, UNTIL, UNTIL + timedelta(days=1))}  # fmt: skip
    assert list(there.values()) == [0, 1, 1, 0]
    opened = FactsOf("studios", dated_by="opened", window=between(FIRST, FIRST))
    assert tally(data, Count(opened), COUNTIES[0]).yes == 1


def test_judged_later_than_its_sheet_speaks_a_life_is_in_doubt_unless_carried() -> None:
    studio = Studio("s", TOWNS[0], SHEET, 0, opened=FIRST)
    data = complete(PLACES, {"studios": [studio]})
    later = DAY + timedelta(days=30)
    assert tally(data, Count(FactsOf("studios")), CITY, later) == Tally(may_yes=1)
    carried = data.evolve(carry={"studios": timedelta(days=30)})
    assert tally(carried, Count(FactsOf("studios")), CITY, later) == Tally(1)
    assert tally(carried, Count(FactsOf("studios")), CITY, later + timedelta(days=1)) == Tally(may_yes=1)


def test_the_threshold_of_a_member_counts_itself() -> None:
    rows = [post("1", TOWNS[0], person="x"), post("2", TOWNS[0], person="y"), post("3", TOWNS[1], person="z")]
    two = Bound(Count(Mediators("at", FULL)), Limits(at_least=Fraction(2)))
    data = complete(PLACES, {"posts": rows})
    assert tally(data, Share(PlacesOf("townships"), two), CITY) == Tally(1, 2)
    assert tally(data, Share(PlacesOf("townships"), attrs.evolve(two, limits=Limits(above=Fraction(2)))), CITY).yes == 0


def test_a_vanished_village_of_the_baseline_is_unknown_without_a_successor() -> None:
    one = Bound(Count(Mediators("at", FULL)), Limits(at_least=Fraction(1)))
    data = complete(PLACES, {"posts": [post("1", VILLAGES[0], person="x")]})
    assert tally(data, Share(PlacesOf("villages", baseline=date(2018, 10, 31)), one), CITY) == Tally(1, 3, 1)
    assert tally(data, Share(PlacesOf("villages"), one), CITY) == Tally(1, 3)


def test_grids_that_no_edition_lists_are_open() -> None:
    assert tally(complete(PLACES, {}), Count(PlacesOf("grids")), CITY) == Tally(open=True)


def test_posts_at_a_committee_are_asked_at_that_body() -> None:
    bodies = [
        Committee("m", TOWNS[0], SHEET, 0, "医调委", "professional", FIRST),
        Committee("v", VILLAGES[0], SHEET, 0, "村调委", "village", FIRST),
    ]
    rows = [attrs.evolve(post(str(n), TOWNS[0], person=f"p{n}"), at="m") for n in range(3)]
    data = complete(PLACES, {"committees": bodies, "posts": rows})
    industry = FactsOf("committees", In("kind", ("industry", "professional")))
    three = Bound(Count(Mediators("at", FULL)), Limits(at_least=Fraction(3)))
    assert tally(data, Share(industry, three), COUNTIES[0]) == Tally(1)
    four = attrs.evolve(three, limits=Limits(at_least=Fraction(4)))
    assert tally(data, Share(industry, four), COUNTIES[0]) == Tally(0, 1)
    assert tally(data, Count(Mediators("at", FULL)), TOWNS[0]) == Tally()
    member = MemoryEngine(data, Calendar()).members(question(Share(industry, four), CITY), ("no",)).members[0]
    assert (member.key, member.name, member.unit, member.short) == ("m", "医调委", TOWNS[0], Fraction(1))


def test_a_doubtful_member_may_join_either_way() -> None:
    firms = [Enterprise("a", TOWNS[0], SHEET, 0, "甲", None, True, FIRST)]
    big = FactsOf("enterprises", In("name", ("甲",)))
    data = complete(PLACES, {"enterprises": firms})
    assert tally(data, Share(big, that=Equals("committee", True)), CITY) == Tally(1)
    unnamed = complete(PLACES, {"enterprises": [attrs.evolve(firms[0], name=None)]})
    assert tally(unnamed, Share(big, that=Equals("committee", True)), CITY) == Tally(may_yes=1)


def test_a_fact_known_to_the_township_counts_there_and_is_in_doubt_below() -> None:
    data = complete(PLACES, {"disputes": [attrs.evolve(won("1", TOWNS[0]), exact=False)]})
    counted = {unit: tally(data, Count(CLOSED), unit) for unit in (COUNTIES[0], TOWNS[0], VILLAGES[0], TOWNS[1])}
    assert list(counted.values()) == [Tally(1), Tally(1), Tally(may_yes=1), Tally()]
    at = attrs.evolve(CLOSED, placed="at")
    assert tally(data, Count(at), TOWNS[0]) == Tally(may_yes=1)


# -- amounts and numbers


def test_a_blank_amount_leaves_the_sum_open() -> None:
    def money(name: str, amount: int | None) -> Funding:
        return Funding(name, COUNTIES[0], SHEET, 0, 2019, "guidance", amount)

    spent = Sum("budgeted", FactsOf("funding"))
    assert tally(complete(PLACES, {"funding": [money("1", 5), money("2", 7)]}), spent, CITY) == Tally(12)
    assert tally(complete(PLACES, {"funding": [money("1", 5), money("2", None)]}), spent, CITY) == Tally(5, open=True)
    assert tally(Dataset(PLACES, {"funding": (money("1", 5),)}), spent, CITY) == Tally(5, open=True)


def test_a_blank_end_is_late_inside_what_was_reported_and_unknown_outside() -> None:
    def case(name: str, accepted: date, closed: date | None) -> Dispute:
        return Dispute(name, VILLAGES[0], SHEET, 0, accepted, closed)

    rows = [
        case("in time", date(2019, 1, 1), date(2019, 1, 31)),
        case("a day late", date(2019, 1, 1), date(2019, 2, 1)),
        case("open", date(2019, 1, 2), None),
        case("not yet due", date(2019, 1, 5), None),
    ]
    measure = Timeliness(FactsOf("disputes", dated_by="accepted"), "accepted", Duration(30, "days"), "closed")
    data = complete(PLACES, {"disputes": rows})
    assert tally(data, measure, CITY) == Tally(1, 2)
    on_the_day = [case("due today", DAY - timedelta(days=30), DAY)]
    assert tally(complete(PLACES, {"disputes": on_the_day}), measure, CITY) == Tally(1)
    early = attrs.evolve(SHEET, until=date(2019, 1, 20))
    blank = complete(PLACES, {"disputes": [attrs.evolve(rows[2], source=early)]})
    assert tally(blank, measure, CITY) == Tally(0, 0, 1)


def told(count: int, place: str = COUNTIES[0], **more: Any) -> CountReturn:
    fields: dict[str, Any] = {"register": "disputes", "at": place, "of": (("outcome", "success"),)}
    fields |= {"since": SINCE, "until": UNTIL, "count": count} | more
    return CountReturn(str(more) + place, place, SHEET, 0, **fields)


def won(name: str, place: str = VILLAGES[0], on: date = UNTIL) -> Dispute:
    return Dispute(name, place, SHEET, 0, None, on, outcome="success")


def found(
    facts: list[Dispute], returns: list[CountReturn], unit: str, wanted: Predicate = WON
) -> tuple[object, object]:
    data = Dataset(PLACES, {"disputes": tuple(facts), "count_returns": tuple(returns)})
    result = bounds(data, Count(attrs.evolve(CLOSED, where=wanted)), unit)
    assert result is not None
    return result.low, result.high


def test_a_return_fixes_caps_and_is_a_floor() -> None:
    facts, returns = [won("1"), won("2")], [told(5)]
    assert found(facts, returns, COUNTIES[0]) == (5, 5)
    assert found(facts, returns, COUNTIES[0], In("outcome", ("success", "failure"))) == (5, None)
    assert found(facts, [told(5, of=())], COUNTIES[0]) == (2, 5)
    assert found(facts, returns, VILLAGES[0]) == (2, 5)


def test_returns_below_add_up() -> None:
    returns = [told(3, TOWNS[0]), told(4, TOWNS[1])]
    assert found([won("1", TOWNS[2])], returns, CITY) == (8, None)
    assert found([won("1")], [*returns, told(9)], COUNTIES[0]) == (9, 9)


def test_monthly_returns_fix_the_time_that_they_fill() -> None:
    parts = [told(1, since=SINCE, until=date(2019, 1, 15)), told(2, since=date(2019, 1, 16), until=UNTIL)]
    assert found([], parts, COUNTIES[0]) == (3, 3)
    assert found([], parts[:1], COUNTIES[0]) == (1, None)
    assert found([], [told(4, since=FIRST)], COUNTIES[0]) == (0, 4)
    overlapping = [told(1, since=SINCE, until=date(2019, 1, 15)), told(2, since=date(2019, 1, 15), until=UNTIL)]
    assert found([], overlapping, COUNTIES[0]) == (2, 3)


def test_fewer_returned_than_known_bounds_both_ways() -> None:
    facts = (won("1"), won("2"))
    data = Dataset(PLACES, {"disputes": facts, "count_returns": (told(1),)})
    engine = MemoryEngine(data, Calendar())
    measure = Count(attrs.evolve(CLOSED, where=WON))
    result = value(measure, engine.tally(question(measure, COUNTIES[0])))
    assert result is not None
    assert result == Bounds(Fraction(1), Fraction(2))
    assert [problem.code for problem in engine.problems] == ["count-return-below-facts"]


def test_an_office_that_only_counts_its_mediators_meets_its_number() -> None:
    number = CountReturn(
        "r", TOWNS[0], SHEET, 0, "posts", TOWNS[0], "at", of=(("employment", "full_time"),), as_of=DAY, count=2
    )
    data = Dataset(PLACES, {"count_returns": (number,)})
    at = Count(Mediators("at", FULL, AS_OF))
    assert tally(data, at, TOWNS[0]) == Tally(2)
    assert tally(data, at, TOWNS[0], DAY + timedelta(days=1)).open
    assert bounds(data, Count(Mediators("within", FULL)), COUNTIES[0]) == bounds(
        Dataset(PLACES, {"count_returns": (number,)}), Count(Mediators("within", FULL)), CITY
    )


# -- bodies and what they host

MARKET = Committee("m", TOWNS[0], SHEET, 0, "市场调委会", "industry", FIRST)


def hosted(committee: str | None, place: str = TOWNS[2]) -> Studio:
    return Studio("s", place, SHEET, 0, "工作室", True, False, committee, None, FIRST)


def serving(studio: Studio, *posts: Post, placed: Any = "within", least: int = 1, **more: Any) -> Tally:
    """Whether so many mediators serve the market's committee."""
    data = complete(PLACES, {"committees": [MARKET], "studios": [studio], "posts": posts}).evolve(**more)
    enough = Bound(Count(Mediators(placed, FULL)), Limits(at_least=Fraction(least)))
    return tally(data, Count(FactsOf("committees"), enough), COUNTIES[0])


def test_a_studio_of_unknown_committee_is_perhaps_hosted_from_anywhere() -> None:
    there = attrs.evolve(post("1", TOWNS[2], person="x"), at="s")
    assert serving(hosted("m"), there) == Tally(1)
    assert serving(hosted(None), there) == Tally(0, 0, 1)
    assert serving(hosted("another"), there) == Tally(0, 1)
    # the studio's own division counts for nothing, and what is at it is not at the committee
    assert serving(hosted("m"), post("1", TOWNS[2], person="x")) == Tally(0, 1)
    assert serving(hosted(None), there, placed="at") == Tally(0, 1)


def test_a_post_without_a_body_is_perhaps_at_the_hosted_studio_where_it_stands() -> None:
    blank = attrs.evolve(post("1", TOWNS[2], person="x"), at=None)
    assert serving(hosted("m"), blank) == Tally(0, 0, 1)
    assert serving(hosted(None), blank) == Tally(0, 0, 1)
    assert serving(hosted("m", TOWNS[1]), blank) == Tally(0, 1)


def test_a_hosted_studio_elsewhere_must_be_reported_too() -> None:
    here = Reported("posts", COUNTIES[0], FIRST, DAY)
    committees = Reported("committees", COUNTIES[0], FIRST, DAY)
    spoken: dict[str, Any] = {"reported": (here, committees)}
    assert serving(hosted("m"), **spoken) == Tally(0, 0, 1)
    assert serving(hosted(None), **spoken) == Tally(0, 0, 1)
    assert serving(hosted("another"), **spoken) == Tally(0, 1)
    data = Dataset(PLACES, {"committees": (MARKET,), "studios": (hosted("m"),)}, **spoken)
    enough = Bound(Count(Mediators("within", FULL)), Limits(at_least=Fraction(1)))
    page = MemoryEngine(data, Calendar()).members(
        question(Count(FactsOf("committees"), enough), COUNTIES[0]), ("unknown",)
    )
    assert [(m.why, m.register, m.unit) for m in page.members[0].missing] == [("not_reported", "posts", COUNTIES[1])]


def test_the_studios_that_a_committee_may_host_are_counted_as_perhaps() -> None:
    for placed in ("at", "within"):
        hosts = Bound(Count(FactsOf("studios", placed=placed)), Limits(at_least=Fraction(1)))
        found = {
            committee: tally(
                complete(PLACES, {"committees": [MARKET], "studios": [hosted(committee)]}),
                Count(FactsOf("committees"), hosts),
                COUNTIES[0],
            )
            for committee in ("m", None, "another")
        }
        assert found == {"m": Tally(1), None: Tally(0, 0, 1), "another": Tally(0, 1)}


def test_a_dispute_taken_up_by_a_hosted_studio_is_the_committee_s() -> None:
    case = attrs.evolve(won("1", VILLAGES[3]), committee="s")
    settled = Bound(Count(attrs.evolve(CLOSED, placed="within")), Limits(at_least=Fraction(1)))
    found = {
        committee: tally(
            complete(PLACES, {"committees": [MARKET], "studios": [hosted(committee)], "disputes": [case]}),
            Count(FactsOf("committees"), settled),
            COUNTIES[0],
        )
        for committee in ("m", None, "another")
    }
    assert found == {"m": Tally(1), None: Tally(0, 0, 1), "another": Tally(0, 1)}


def test_a_village_of_which_nothing_is_known_may_be_a_yes_and_a_no() -> None:
    """Whether it is counted and whether it holds both hang on posts that nobody reported."""
    one = Bound(Count(Mediators("at", FULL)), Limits(at_least=Fraction(1)))
    asked = Share(PlacesOf("villages", given=Bound(Count(FactsOf("disputes")), Limits(at_least=Fraction(1)))), one)
    found = tally(Dataset(PLACES), asked, VILLAGES[0])
    assert (found.may_yes, found.may_no, found.members) == (1, 1, 0)
