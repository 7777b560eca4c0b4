"""Every way to fill in what is not known: marks, grade, rank and subsidy lie within what the card says.

Where the card does not say that its ends are only sound, they are what the ways give.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import attrs
import pytest

import fengqiao
from fengqiao.boundary.schemefolder import load_scheme
from fengqiao.boundary.wire import to_wire
from fengqiao.model.dataset import Dataset
from fengqiao.model.outcome import Scorecard, Span
from fengqiao.model.scheme import GivenMarks
from fengqiao.model.target import RulePack
from tests.assess.test_road import DAY, JINDONG, PACK, WUCHENG, data

HEAD = "id: s{n}\ntitle: {{zh: 办法, en: Marks}}\nlevel: county\nout_of: 10\n"
GRADES = """grades:
  - {name: {zh: 优秀, en: excellent}, at_least: 90%, first: 1}
  - {name: {zh: 合格, en: pass}, at_least: 60%}
  - {name: {zh: 不合格, en: fail}, below: 60%}
"""
LATE = "{count: events, where: {kind: late}, window: period}"
MEETINGS = "{count: events, where: {kind: meeting}, window: period}"
ITEM = "items:\n  - {id: one, name: {zh: 一, en: One}, marks: 10, FORM}\n"


def item(form: str) -> str:
    return ITEM.replace("FORM", form)


OTHER = item(f"award: {{deduct: [{{marks: 2, per: unit, measure: {LATE}}}], floor: 0}}")
FORMS: dict[str, tuple[str, ...]] = {
    "each": (item("measure: {count: events, where: {kind: late}, window: period}, award: {each: 3}"),),
    "deduct": (OTHER,),
    "protected": (
        item(
            f"award: {{deduct: [{{marks: 1, per: unit, measure: {LATE}, "
            "times_when: [{from: 2019-03-01, until: 2019-03-31, times: 3}]}], floor: 0}"
        ),
    ),
    "repeat": (
        item(
            "award: {deduct: [{marks: 1, per: unit, measure: {count: events, window: period}, "
            "repeat: {by: kind, times: 2}}], floor: 0}"
        ),
    ),
    "bands": (item(f"measure: {LATE}, award: {{bands: [{{below: 1, marks: 10}}, {{at_least: 1, marks: 4}}]}}"),),
    "better of": (
        item(
            f"award: {{better_of: [{{measure: {LATE}, at_most: 0, award: full}}, "
            "{measure: {count: events, where: {kind: meeting}, window: period}, at_least: 4, award: proportional}]}"
        ),
    ),
    "against last year": (item(f"measure: {LATE}, against: last_year, at_most: 0, award: full"),),
    "quotient of last year": (
        item(f"measure: {LATE}, against: last_year, as: quotient, at_least: 100%, award: proportional"),
    ),
    "against the mean": (item(f"measure: {LATE}, against: peers_mean, at_most: 0, award: full"),),
    "quotient of the mean": (
        item(f"measure: {LATE}, against: peers_mean, as: quotient, at_least: 100%, award: proportional"),
    ),
    "against the best": (
        item(
            f"measure: {LATE}, against: peers_best, at_least: 0, "
            "award: {deduct: [{marks: 3, per: short}], floor: 0}"
        ),
    ),
    "rank": (
        item(
            f"measure: {LATE}, against: rank_from_bottom, "
            "award: {bands: [{at_most: 1, marks: 10}, {above: 1, marks: 5}]}"
        ),
    ),
    "rank each month": (
        item(
            "award: {deduct: [{marks: 1, per: flat, every: month, measure: "
            f"{LATE}, against: rank_from_bottom, at_most: 1}}], floor: 0}}"
        ),
    ),
    "convert": (OTHER, item("scheme: s0, award: convert")),
    "halves": (
        "combine:\n  - {id: a, name: {zh: 上, en: A}, weight: 40%, from: 2019-01-01, until: 2019-06-30}\n"
        "  - {id: b, name: {zh: 下, en: B}, weight: 60%, from: 2019-07-01, until: 2019-12-31}\n" + OTHER,
    ),
    "whole": (
        item(f"measure: {LATE}, award: {{each: 4}}"),
        ("combine:\n  - {id: a, name: {zh: 甲, en: A}, weight: 100%, scheme: s0}\n"
        f"bonus: [{{id: plus, name: {{zh: 加, en: Plus}}, marks: 3, award: {{each: 2}}, measure: {MEETINGS}}}]\n"
        f"deductions: [{{id: less, name: {{zh: 扣, en: Less}}, marks: 2, at_most: 1, measure: {LATE}, award: full}}]\n"
        f"veto: [{{id: v, name: {{zh: 否, en: V}}, measure: {LATE}, at_most: 2, marks: 5}}]\n"),
    ),
    "groups": (OTHER + f'groups: [{{name: {{zh: 甲, en: A}}, units: ["{JINDONG}"]}}]\n',),
    "subsidy": (OTHER + "subsidy: {per_mark: 500元, at_least: 6}\n",),
    "condition": (
        OTHER.replace("marks: 2", "marks: 1/2")
        + GRADES.replace("first: 1", f"when: {{measure: {LATE}, at_most: 1}}"),
    ),
    "veto": (OTHER + f"veto: [{{id: v, name: {{zh: 否, en: V}}, measure: {LATE}, at_most: 1, fail: yes}}]\n",),
}  # fmt: skip
DATED = (
    (WUCHENG, "2019-03-05"),
    (JINDONG, "2019-03-06"),
    (WUCHENG, "2019-08-01"),
    (JINDONG, "2018-05-01"),
    (JINDONG, "2019-09-01"),
    (WUCHENG, "2018-09-01"),
)
KINDS = ("late", "meeting")


def events(kinds: tuple[str | None, ...]) -> list[dict[str, Any]]:
    """The events whose kind is given or blank, and one late report that is known."""
    known = {"division": WUCHENG, "kind": "late", "on": date(2019, 5, 1)}
    told = [
        {"division": unit, "on": date.fromisoformat(day), **({"kind": kind} if kind else {})}
        for kind, (unit, day) in zip(kinds, DATED, strict=False)
    ]
    return [known, *told]


def pack_of(folder: Path, texts: tuple[str, ...]) -> RulePack:
    pack = attrs.evolve(PACK, schemes={})
    for n, text in enumerate(texts):
        file = folder / f"{n}.yaml"
        graded = text if "grades:" in text else text + GRADES
        file.write_text(HEAD.format(n=n) + graded, encoding="utf-8")
        scheme = load_scheme(file, pack)
        pack = attrs.evolve(pack, schemes={**pack.schemes, scheme.id: scheme})
    return pack


def scored(pack: RulePack, found: Dataset, n: int) -> dict[str, Scorecard]:
    return {card.unit.code: card for card in fengqiao.score(pack, found, as_of=DAY, scheme=f"s{n}")}


def ways(unknown: int) -> Iterator[tuple[str, ...]]:
    yield from product(KINDS, repeat=unknown)


def grade_order(pack: RulePack, n: int) -> list[str]:
    return [grade.name.en for grade in reversed(pack.schemes[f"s{n}"].grades)]


TIGHT = {"each", "deduct", "bands", "convert", "groups", "subsidy"}
"""Forms of which every card in this file reaches its ends."""


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("unknown", [2, 6])
def test_a_card_says_what_the_ways_to_fill_in_give(tmp_path: Path, form: str, unknown: int) -> None:
    texts = FORMS[form]
    pack, last = pack_of(tmp_path, texts), len(texts) - 1
    cards = scored(pack, data(events=events((None,) * unknown)), last)
    reached = [scored(pack, data(events=events(way)), last) for way in ways(unknown)]
    check(form, pack, last, cards, reached)


def check(form: str, pack: RulePack, n: int, cards: dict[str, Scorecard], reached: list[dict[str, Scorecard]]) -> None:
    order = grade_order(pack, n)
    for unit, card in cards.items():
        found = [one[unit] for one in reached]
        exact = [one for one in found if one.marks is not None]
        if card.marks is None:
            assert not exact, form
            continue
        assert card.tight or form not in TIGHT
        assert all(one.marks and one.marks.low == one.marks.high for one in exact), form
        marks = [one.marks.low for one in exact if one.marks]
        ranks = [one.rank for one in exact if one.rank]
        grades = [order.index(one.grade[0].en) for one in exact if one.grade]
        assert card.marks.low <= min(marks) <= max(marks) <= card.marks.high, form
        assert card.rank is not None
        assert card.rank[0] <= min(low for low, _ in ranks), form
        assert max(high for _, high in ranks) <= card.rank[1], form
        assert card.grade is not None
        low, high = (order.index(one.en) for one in card.grade)
        assert low <= min(grades) <= max(grades) <= high, form
        if card.subsidy is not None:
            paid = [one.subsidy.low for one in exact if one.subsidy]
            assert card.subsidy.low <= min(paid) <= max(paid) <= card.subsidy.high
        if card.tight:
            assert (card.marks.low, card.marks.high) == (min(marks), max(marks)), form
            assert card.rank == (min(low for low, _ in ranks), max(high for _, high in ranks)), form
            assert (low, high) == (min(grades), max(grades)), form
            if card.subsidy is not None:
                assert (card.subsidy.low, card.subsidy.high) == (min(paid), max(paid)), form


def test_bonus_deductions_and_vetoes_of_the_whole_count_once(tmp_path: Path) -> None:
    """A scheme that is combined from others alone has them itself; with items of its own, each period has."""
    extra = (
        "bonus:\n  - {id: plus, name: {zh: 加, en: Plus}, marks: 3, award: given}\nbonus_cap: 2\n"
        f"deductions: [{{id: less, name: {{zh: 扣, en: Less}}, marks: 4, at_most: 0, measure: {LATE}, award: full}}]\n"
        f"veto: [{{id: v, name: {{zh: 否, en: V}}, measure: {LATE}, at_most: 0, marks: 5}}]\n"
        f'given: [{{item: plus, unit: "{WUCHENG}", marks: 3, by: 考核组, why: 现场}}]\n'
    )
    half = "combine: [{id: a, name: {zh: 甲, en: A}, weight: 100%, scheme: s0}]\n"
    pack = pack_of(tmp_path, (item("award: given"), half + extra))
    assessor = GivenMarks("one", WUCHENG, Fraction(8), "考核组", "现场")
    pack = attrs.evolve(pack, schemes={**pack.schemes, "s0": attrs.evolve(pack.schemes["s0"], given=(assessor,))})
    card = scored(pack, data(events=events(())), 1)[WUCHENG]
    lines = {name: span.low for name, span in card.lines}
    assert lines == {"a one": 8, "a rescale": 0, "plus": 3, "bonus-cap": -1, "less": -4, "v": -5}
    assert card.marks == Span(Fraction(1), Fraction(1))
    assert {one.item for one in card.items} == {"a one", "plus", "less"}


def test_the_json_says_where_ends_are_only_sound(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, FORMS["against the mean"])
    found = fengqiao.assess(pack, data(events=events((None,) * 2)), as_of=DAY)
    assert {card.tight for card in to_wire(found).scorecards} == {False}
    known = fengqiao.assess(pack, data(events=events(("late", "late"))), as_of=DAY)
    assert {card.tight for card in to_wire(known).scorecards} == {None}


@pytest.mark.parametrize(
    ("form", "wucheng", "jindong"),
    [
        # late in 2019: 2 and 1; in 2018: 1 and 0
        ("at_most: 0, award: full", 0, 0),
        ("at_most: 1, award: full", 10, 10),
        ("at_least: 0, award: {bands: [{below: 1, marks: 0}, {at_least: 1, marks: 7}]}", None, None),
        ("as: quotient, at_most: 200%, award: full", 10, None),
        ("as: quotient, at_least: 400%, award: proportional", 5, None),
    ],
)
def test_a_unit_is_set_against_itself_a_year_before(
    tmp_path: Path, form: str, wucheng: int | None, jindong: int | None
) -> None:
    if "bands" in form:
        form = form.replace("at_least: 0, ", "")
        wucheng, jindong = 7, 7
    pack = pack_of(tmp_path, (item(f"measure: {LATE}, against: last_year, {form}"),))
    days = [(WUCHENG, "2019-05-01"), (WUCHENG, "2019-06-01"), (WUCHENG, "2018-01-15"), (JINDONG, "2019-07-01")]
    found = [{"division": unit, "kind": "late", "on": date.fromisoformat(day)} for unit, day in days]
    cards = scored(pack, data(events=found), 0)
    for unit, wanted in ((WUCHENG, wucheng), (JINDONG, jindong)):
        marks = cards[unit].marks
        # nothing a year before: there is nothing to take a quotient of, and the item leaves the base
        assert (marks.low if marks else None) == (None if wanted is None else Fraction(wanted))


def test_without_last_year_nothing_is_known(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, (item(f"measure: {LATE}, against: last_year, at_most: 0, award: full"),))
    cards = scored(pack, data(complete=False, events=events(())), 0)
    card = cards[WUCHENG]
    assert card.marks is not None
    assert card.marks == Span(Fraction(0), Fraction(10))
