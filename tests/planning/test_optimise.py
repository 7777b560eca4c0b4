"""Every plan returned is judged met by the ordinary assessor; on small cases it costs what brute force finds."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import combinations, product
from math import ceil
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fengqiao
from fengqiao.model.award import Award, Full, Proportional
from fengqiao.model.dataset import Dataset
from fengqiao.model.fact import Committee, Post
from fengqiao.model.measure import Bound, Count, Measure, Mediators, Share
from fengqiao.model.outcome import Status
from fengqiao.model.place import Declared
from fengqiao.model.predicate import Limits
from fengqiao.model.source import Source
from fengqiao.model.staffing import Budget, Means, StaffingPlan
from fengqiao.model.target import RulePack
from fengqiao.planning.apply import apply
from fengqiao.planning.optimise import optimise
from fengqiao.planning.optimum import Optimum
from fengqiao.planning.stock import stock
from tests.planning.city import COUNTY, DUE, GONE, OTHER, TOWNS, VILLAGES, data, places, post, rate, studio

PACK = fengqiao.load_pack("jinhua-2018-2020")
PAY, PART, CONVERT, TRANSFER, SECOND = 300_000, 50_000, 7_001, 5_003, 20_011
RATES = (
    rate("pay", PAY, funding="budget"),
    rate("pay", 350_000, funding="government_purchase"),
    rate("pay_part_time", PART),
    rate("convert", CONVERT, "once"),
    rate("transfer", TRANSFER, "once"),
    rate("second_post", SECOND),
    rate("open_studio", 6_000_000, "once"),
)
WANTED = ("township-mediators", "village-mediators")
READINGS = {
    "pooled": {"village-mediators": "pooled"},
    "each": {"village-mediators": "each-county"},
    "alone": {"village-mediators": "one-person-one-place", "township-mediators": "one-person-one-place"},
}


@attrs.frozen
class Case:
    """A small instance: who is where, the reading, what each county may spend, and how fast it can hire."""

    full: tuple[str, ...]
    part: tuple[str, ...]
    reading: str
    shared: bool
    moves: bool
    budgets: tuple[int | None, int | None]
    cap: int | None

    @property
    def plan(self) -> StaffingPlan:
        rates = RATES if self.moves else tuple(r for r in RATES if r.item != "transfer")
        means = Means(hires_a_month=self.cap, places_per_person=2 if self.shared else 1)
        budgets = tuple(
            Budget(unit, 2020, fen) for unit, fen in zip((COUNTY, OTHER), self.budgets, strict=True) if fen is not None
        )
        stock = date(2020, 6, 1) if self.cap is not None else date(2020, 9, 1)
        return StaffingPlan("试", stock, date(2020, 12, 31), (), rates, budgets, means)

    def posts(self) -> list[Post]:
        found = [post(f"f{n}", at) for n, at in enumerate(self.full)]
        return found + [post(f"p{n}", at, employment="part_time", funding="budget") for n, at in enumerate(self.part)]

    def solve(self) -> Optimum:
        readings = READINGS[self.reading]
        return optimise(PACK, data(self.posts()), self.plan, targets=WANTED, readings=readings, other_side=False)


def drawn(seed: int) -> Case:
    chance = random.Random(seed)  # noqa: S311  repeatable is the point
    sites = (*TOWNS, *VILLAGES, GONE)
    shared = chance.random() < 0.35
    reading = chance.choice(("pooled", "each") if shared else ("pooled", "each", "alone"))
    full = tuple(chance.choice(sites) for _ in range(chance.randint(0, 3)))
    part = tuple({chance.choice((*TOWNS, *VILLAGES)) for _ in range(chance.randint(0, 2))})
    moves = not shared and chance.random() < 0.6
    tight = [chance.choice((None, None, 1_000_000, 2_000_000, 3_000_000)) for _ in range(2)]
    cap = chance.choice((None, None, 1)) if not shared else None
    return Case(full, tuple(sorted(part)), reading, shared, moves, (tight[0], tight[1]), cap)


# -- brute force: every state of the city, its cost counted by hand


def county_of(site: str) -> str:
    return site[:6] + "000000"


LIVING = (*TOWNS, *VILLAGES)


def holds(case: Case, at: Counter[str]) -> bool:
    if any(at[town] < 2 for town in TOWNS):
        return False
    held = {county: sum(at[v] >= 1 for v in VILLAGES if county_of(v) == county) for county in (COUNTY, OTHER)}
    if case.reading != "each":
        return sum(held.values()) >= ceil(3 * len(VILLAGES) / 10)
    sizes = Counter(county_of(v) for v in VILLAGES)
    return all(10 * held[county] >= 3 * sizes[county] for county in sizes)


def priced(case: Case, hires: int, converts: int) -> int | None:
    """The least that arrivals of one county cost: of those that must come a quarter early, the cheapest first."""
    fen = hires * 3 * PAY + converts * (3 * (PAY - PART) + CONVERT)
    if case.cap is None:
        return fen
    early = hires + converts - 3 * case.cap
    if early > 3 * case.cap:
        return None
    for n in range(max(0, early)):
        fen += 3 * (PAY - PART) if n < converts else 3 * PAY
    return fen


def ways(case: Case, county: str) -> Iterator[tuple[int, tuple[tuple[str, int], ...]]]:
    """Every way in which one county may staff its sites: what it costs, and who is then at each site."""
    sites = [site for site in LIVING if county_of(site) == county]
    full = [at for at in case.full if county_of(at) == county]
    part = [at for at in case.part if county_of(at) == county]
    budget = case.budgets[0] if county == COUNTY else case.budgets[1]
    best: dict[tuple[tuple[str, int], ...], int] = {}
    goes = [(at, *([s for s in sites if s != at] if case.moves and at != GONE else [])) for at in full]
    if case.moves:
        goes = [(at, *(s for s in sites if s != at)) for at in full]
    for placed in product(*goes):
        moved = sum(a != b for a, b in zip(placed, full, strict=True))
        for converted in product((0, 1), repeat=len(part)):
            for hired in product(*(range(3) if site in TOWNS else range(2) for site in sites)):
                own = Counter(placed)
                own.update(at for at, one in zip(part, converted, strict=True) if one)
                own.update({site: n for site, n in zip(sites, hired, strict=True) if n})
                fen = priced(case, sum(hired), sum(converted))
                if fen is None:
                    continue
                fen += moved * TRANSFER
                seconds = product(*(range(3) if site in TOWNS else range(2) for site in sites))
                for second in seconds if case.shared else ((0,) * len(sites),):
                    total = fen + sum(second) * 3 * SECOND
                    if budget is not None and total > budget:
                        continue
                    people = sum(own.values())
                    if sum(second) > people or any(
                        n > people - own[site] for site, n in zip(sites, second, strict=True)
                    ):
                        continue
                    state = own.copy()
                    state.update({site: n for site, n in zip(sites, second, strict=True) if n})
                    key = tuple(sorted((s, min(n, 2 if s in TOWNS else 1)) for s, n in state.items() if s != GONE))
                    if total < best.get(key, total + 1):
                        best[key] = total
    for key, fen in best.items():
        yield fen, key


def brute(case: Case) -> int | None:
    """The least cost of all states that meet the targets; None where there is none."""
    found = None
    others = list(ways(case, OTHER))
    for fen, key in ways(case, COUNTY):
        for more, other in others:
            if (found is None or fen + more < found) and holds(case, Counter(dict((*key, *other)))):
                found = fen + more
    return found


@pytest.mark.parametrize("batch", range(10))
def test_it_costs_what_brute_force_finds_to_the_fen(batch: int) -> None:
    """220 instances: two counties, three townships, a vanished village, part-timers, readings, budgets, capacity."""
    for seed in range(batch * 22, batch * 22 + 22):
        case = drawn(seed)
        found, least = case.solve(), brute(case)
        assert found.total == least, (seed, case, found.total, least)
        if least is None:
            assert found.conflict is not None, seed
        else:
            assert found.confirmed, (seed, case, [c for c in found.checked if c.status is not Status.MET])
            assert found.gap == 0
            assert found.problems == ()
            assert all(one.left >= 0 for one in found.spent), seed


def test_the_instances_are_worth_trying() -> None:
    """Among them: a vanished village with a mediator, part-timers, each reading, sharing, moves, budgets that bind."""
    cases = [drawn(seed) for seed in range(220)]
    assert sum(GONE in case.full for case in cases) >= 20
    assert sum(bool(case.part) for case in cases) >= 80
    assert Counter(case.reading for case in cases).keys() == READINGS.keys()
    for trait in ("shared", "moves", "cap"):
        assert sum(bool(getattr(case, trait)) for case in cases) >= 30, trait
    free = [attrs.evolve(case, budgets=(None, None)) for case in cases[:40]]
    bound = [(brute(a), brute(b)) for a, b in zip(cases[:40], free, strict=True)]
    assert sum(b is not None and a != b for a, b in bound) >= 5  # a budget changes the answer


# -- every target under every listed reading


STAFF = {
    target: tuple(PACK.targets[target].readings)
    for target in (
        "county-studios",
        "township-studios",
        "city-mediators",
        "purchased-mediators",
        "committee-mediators",
        "studio-mediators",
        "township-mediators",
        "village-mediators",
    )
}


def city_of(draw: Any) -> tuple[list[Post], list[Any], list[Committee]]:
    sites = st.sampled_from((*TOWNS, *VILLAGES, GONE, "s0", "k0"))
    posts = []
    for n in range(draw(st.integers(0, 6))):
        at = draw(sites)
        where = {"s0": TOWNS[0], "k0": COUNTY}.get(at, at)
        employment = draw(st.sampled_from(("full_time", "part_time", None)))
        until = draw(st.sampled_from((None, None, date(2019, 12, 31), date(2020, 12, 30))))
        person = draw(st.sampled_from((f"w{n}", f"w{n}", "w0", None)))
        posts.append(post(f"x{n}", at, division=where, employment=employment, person=person, until=until))
    studios = [studio("s0", TOWNS[0], brand=draw(st.sampled_from((True, False, None))))]
    kind = draw(st.sampled_from(("industry", "professional", "village")))
    return posts, studios, [Committee("k0", COUNTY, Source(), 0, name="某调委会", kind=kind)]


@settings(max_examples=150)
@given(st.data())
def test_every_plan_returned_is_met(draws: st.DataObject) -> None:
    """Whoever is in post, under whatever readings: the assessor finds each target met on each day looked at."""
    draw = draws.draw
    posts, studios, committees = city_of(draw)
    readings = {target: draw(st.sampled_from(names)) for target, names in STAFF.items()}
    if readings["village-mediators"] == "baseline-2018":
        readings["village-mediators"] = "pooled"  # half of this city's villages is gone
    wanted = draw(st.sets(st.sampled_from(sorted(set(STAFF) - {"city-mediators", "purchased-mediators"})), min_size=1))
    means = Means(places_per_person=draw(st.sampled_from((1, 2))))
    plan = StaffingPlan("试", date(2018, 11, 1), date(2020, 12, 31), (), RATES, (), means)
    known = data(posts, studios, committees=committees)
    found = optimise(PACK, known, plan, targets=sorted(wanted), readings=readings, other_side=False)
    assert found.plan is not None, (found.conflict, found.left_out)
    assert found.confirmed, ([c for c in found.checked if c.status is not Status.MET], found.plan.moves)


@pytest.mark.parametrize(("target", "reading"), [(t, r) for t, names in STAFF.items() for r in names])
def test_every_target_is_plannable_under_every_listed_reading(target: str, reading: str) -> None:
    plan = StaffingPlan("试", date(2018, 11, 1), date(2020, 12, 31), (), RATES)
    known = data([], [studio("s0", TOWNS[0])], committees=[Committee("k0", COUNTY, Source(), 0, kind="industry")])
    found = optimise(PACK, known, plan, targets=[target], readings={target: reading}, other_side=False)
    assert found.left_out == {}
    if (target, reading) == ("village-mediators", "baseline-2018"):
        assert found.plan is not None
    assert found.plan is not None, found.conflict
    assert found.confirmed, [c for c in found.checked if c.status is not Status.MET][:4]
    assert found.checked


# -- what else it tells


def test_targets_and_budgets_that_conflict_are_the_smallest_set() -> None:
    budgets = (Budget(COUNTY, 2020, 100), Budget(OTHER, 2020, 10**9), Budget(COUNTY, 2019, 0))
    plan = StaffingPlan("试", date(2018, 11, 1), date(2020, 12, 31), (), RATES, budgets)
    found = optimise(PACK, data(), plan, targets=("township-mediators", "city-mediators", "village-mediators"))
    assert found.plan is None
    assert found.conflict is not None
    assert (found.conflict.targets, found.conflict.budgets) == (("township-mediators",), (0,))


def test_the_most_units_within_a_budget_and_why_the_rest_is_left_out() -> None:
    budgets = (Budget(COUNTY, 2020, 10**9), Budget(OTHER, 2020, 100))
    plan = StaffingPlan("试", date(2020, 9, 1), date(2020, 12, 31), (), RATES, budgets)
    found = optimise(PACK, data(), plan, goal="units", targets=("township-mediators",))
    assert found.met == (("township-mediators", COUNTY),)
    assert found.missed == ((("township-mediators", OTHER), 2 * 3 * PAY),)
    assert found.confirmed
    assert found.total == 4 * 3 * PAY


def test_the_most_marks_within_a_budget() -> None:
    """Marks are earned in proportion, whole townships at a time; what is left over is not spent."""
    pack = PACK
    budgets = (Budget(COUNTY, 2020, 3 * 3 * PAY), Budget(OTHER, 2020, 3 * PAY))
    plan = StaffingPlan("试", date(2020, 9, 1), date(2020, 12, 31), (), RATES, budgets)
    staffed = data([post("a", TOWNS[0]), post("b", TOWNS[2])])
    found = optimise(pack, staffed, plan, goal="marks", targets=("township-mediators",))
    assert found.plan is not None
    assert found.met == (("township-mediators", COUNTY), ("township-mediators", OTHER))
    assert found.confirmed
    assert found.total == 4 * 3 * PAY
    bare = optimise(pack, data(), plan, goal="marks", targets=("township-mediators",))
    assert bare.met == ()
    assert bare.total == 2 * 3 * PAY  # two fill one township of the first; one alone fills none
    assert len(bare.missed) == 2


def test_what_is_not_known_has_a_price() -> None:
    """One whose employment is blank may be full-time: the plan that is sure to do costs one hire more."""
    unsure = [post("a", TOWNS[0], employment=None), post("b", TOWNS[0])]
    plan = StaffingPlan("试", date(2020, 9, 1), date(2020, 12, 31), (), RATES)
    found = optimise(PACK, data(unsure), plan, targets=("township-mediators",))
    assert found.total is not None
    assert found.high is not None
    assert found.total - found.high == 3 * PAY


def test_the_price_of_one_more_and_of_the_year_after() -> None:
    plan = StaffingPlan("试", date(2020, 9, 1), date(2020, 12, 31), (), RATES)
    found = optimise(PACK, data(), plan, targets=("village-mediators",), price_units=True)
    assert found.total == 2 * 3 * PAY  # 30% of five villages are two
    assert found.one_more == {"village-mediators": 3 * PAY}
    assert found.last_one == {}
    assert found.afterwards == 2 * 12 * PAY


@pytest.mark.parametrize("reading", ["posted-at", "within-area"])
def test_where_every_member_must_hold_the_last_one_has_a_price(reading: str) -> None:
    """Two townships lack one mediator and one lacks both: the dearest to reach is what excusing one would save."""
    plan = StaffingPlan("试", date(2020, 9, 1), date(2020, 12, 31), (), RATES)
    staffed = data([post("a", TOWNS[0]), post("b", TOWNS[1])])
    readings = {"township-mediators": reading}
    found = optimise(PACK, staffed, plan, targets=("township-mediators",), readings=readings, price_units=True)
    assert found.total == 4 * 3 * PAY
    assert found.one_more == {"township-mediators": None}
    assert found.last_one == {"township-mediators": 2 * 3 * PAY}


def test_one_more_of_an_area() -> None:
    """Villages count whoever is posted in them; within an area the price of one more is a hire too."""
    plan = StaffingPlan("试", date(2020, 9, 1), date(2020, 12, 31), (), RATES)
    (target,) = (PACK.targets["village-mediators"],)
    reading = target.readings[target.default]
    within = attrs.evolve(reading, measure=within_area(reading.measure))
    changed = attrs.evolve(target, readings={**target.readings, target.default: within})
    pack = attrs.evolve(PACK, targets={**PACK.targets, target.id: changed})
    found = optimise(pack, data([post("a", VILLAGES[0])]), plan, targets=(target.id,), price_units=True)
    assert found.total == 3 * PAY
    assert found.one_more == {target.id: 3 * PAY}


def within_area(measure: Measure) -> Measure:
    """The same measure with posts counted anywhere in the area."""
    assert isinstance(measure, Share)
    assert isinstance(measure.having, Bound)
    inner = measure.having.measure
    assert isinstance(inner, Count)
    assert isinstance(inner.of, Mediators)
    counted = attrs.evolve(inner, of=attrs.evolve(inner.of, placed="within"))
    return attrs.evolve(measure, having=attrs.evolve(measure.having, measure=counted))


def test_what_no_staff_can_change_is_said() -> None:
    plan = StaffingPlan("试", date(2020, 9, 1), date(2020, 12, 31), (), RATES)
    found = optimise(PACK, data(), plan, targets=("township-mediators", "local-resolution", "village-screening"))
    assert set(found.left_out) == {"local-resolution", "village-screening"}
    assert found.confirmed


def test_a_day_before_anybody_can_come_is_too_late() -> None:
    plan = StaffingPlan("试", date(2018, 12, 1), date(2020, 12, 31), (), RATES)
    found = optimise(PACK, data(), plan, targets=("county-studios",))
    assert found.too_late == (("county-studios", COUNTY), ("county-studios", OTHER))


# -- most marks


def scheme_of(town: Award, village: Award) -> RulePack:
    """Marks for townships and villages alone: all or nothing, or in proportion."""
    scheme = PACK.schemes["county-example"]
    awards = {"township-mediators": town, "village-mediators": village}
    items = tuple(attrs.evolve(i, award=awards[i.id], marks=Fraction(6)) for i in scheme.items if i.id in awards)
    return attrs.evolve(PACK, schemes={scheme.id: attrs.evolve(scheme, items=items, out_of=Fraction(12))})


def most_marks(case: Case, town: Award, village: Award) -> tuple[Fraction, int]:
    """The most marks of both counties, and the least fen for them, over every way to staff each."""
    marks, fen = Fraction(0), 0
    for county in (COUNTY, OTHER):
        towns = [t for t in TOWNS if county_of(t) == county]
        villages = [v for v in VILLAGES if county_of(v) == county]
        found = []
        for cost, key in ways(case, county):
            at = dict(key)
            shares = (
                Fraction(sum(at.get(t, 0) >= 2 for t in towns), len(towns)),
                Fraction(10, 3) * Fraction(sum(at.get(v, 0) >= 1 for v in villages), len(villages)),
            )
            earned = [
                6 * (min(Fraction(1), s) if isinstance(award, Proportional) else Fraction(s >= 1))
                for s, award in zip(shares, (town, village), strict=True)
            ]
            found.append((sum(earned, Fraction(0)), -cost))
        best = max(found)
        marks, fen = marks + best[0], fen - best[1]
    return marks, fen


@pytest.mark.parametrize("awards", [(Proportional(), Proportional()), (Full(), Proportional()), (Full(), Full())])
def test_the_most_marks_are_what_brute_force_finds_to_the_fen(awards: tuple[Award, Award]) -> None:
    """Whatever is in post and whatever the budgets: as many marks as any staffing brings, and none for less."""
    pack = scheme_of(*awards)
    tight = 0
    for seed in range(300, 316):
        case = attrs.evolve(drawn(seed), reading="each", shared=False)
        readings = READINGS["each"]
        known = data(case.posts())
        found = optimise(pack, known, case.plan, goal="marks", targets=WANTED, readings=readings, other_side=False)
        marks, fen = most_marks(case, *awards)
        assert found.plan is not None, seed
        done = apply(stock(known, case.plan.stock, DUE), found.plan).data
        cards = fengqiao.score(pack, done, as_of=DUE, readings=readings)
        assert sum((card.marks.low for card in cards if card.marks), Fraction(0)) == marks, (seed, case)
        assert found.total == fen, (seed, case)
        tight += marks < 24
    assert tight >= 2  # budgets that do not reach to all marks


# -- a village that several took over


HEIRS = (VILLAGES[0], VILLAGES[3])


def merged(posts: list[Post]) -> Dataset:
    """The city, in which a village of each county took over the one that is gone."""
    return attrs.evolve(data(posts), places=places((Declared(GONE, successors=HEIRS),)))


@pytest.mark.parametrize("bound", ["1/6", "1/3", "1/2", "2/3", "1"])
def test_what_is_gone_holds_when_any_that_took_it_over_does(bound: str) -> None:
    """Six villages of 2018, five of them left: the least number of hires is what trying every set of villages finds."""
    target = PACK.targets["village-mediators"]
    name = "baseline-2018"
    reading = target.readings[name]
    last = attrs.evolve(reading.milestones[-1], limits=Limits(at_least=Fraction(bound)))
    changed = attrs.evolve(target, readings={**target.readings, name: attrs.evolve(reading, milestones=(last,))})
    pack = attrs.evolve(PACK, targets={**PACK.targets, target.id: changed})
    plan = StaffingPlan("试", date(2020, 9, 1), date(2020, 12, 31), (), RATES[:1])
    for staffed in ((), (VILLAGES[0],), (VILLAGES[1],)):
        known = merged([post(f"f{n}", at) for n, at in enumerate(staffed)])
        least = min(
            len(hired)
            for size in range(6)
            for hired in combinations(VILLAGES, size)
            if len(held := {*hired, *staffed}) + (not held.isdisjoint(HEIRS)) >= Fraction(bound) * 6
        )
        found = optimise(pack, known, plan, targets=(target.id,), readings={target.id: name}, other_side=False)
        assert found.total == least * 3 * PAY, (staffed, bound)
        assert found.confirmed
