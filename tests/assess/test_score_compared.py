"""Schemes that compare units, periods and other schemes, scored by the real engine over made-up facts."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import pytest

import fengqiao
from fengqiao.boundary.schemefolder import load_scheme
from fengqiao.errors import PackError
from fengqiao.model.outcome import Scorecard, Span
from tests.assess.test_road import DAY, JINDONG, PACK, WUCHENG, data, studios

HEAD = "id: {id}\ntitle: {{zh: 办法, en: Marks}}\nlevel: county\nout_of: 10\n"
ITEM = "items:\n  - id: one\n    name: {zh: 一, en: One}\n    marks: 10\n"
LATE = "{count: events, where: {kind: late}, window: period}"


def event(unit: str, day: str) -> dict[str, Any]:
    return {"division": unit, "kind": "late", "on": date.fromisoformat(day)}


def cards(folder: Path, *texts: str, complete: bool = True, **records: list[dict[str, Any]]) -> dict[str, Scorecard]:
    """The cards of the last scheme written, by unit."""
    pack = attrs.evolve(PACK, schemes={})
    for at, text in enumerate(texts):
        file = folder / f"{at}.yaml"
        file.write_text(HEAD.format(id=f"s{at}") + text, encoding="utf-8")
        scheme = load_scheme(file, pack)
        pack = attrs.evolve(pack, schemes={**pack.schemes, scheme.id: scheme})
    found = fengqiao.score(pack, data(complete=complete, **records), as_of=DAY, scheme=f"s{len(texts) - 1}")
    for card in found:
        if card.marks:
            assert sum((span.low for _, span in card.lines), Fraction(0)) == card.marks.low
            assert sum((span.high for _, span in card.lines), Fraction(0)) == card.marks.high
    return {card.unit.code: card for card in found}


def marks(card: Scorecard) -> object:
    assert card.marks is not None
    assert card.marks.low == card.marks.high
    return card.marks.low


BOTH = [*studios(WUCHENG, 6), *studios(JINDONG, 2)]


@pytest.mark.parametrize(
    ("against", "wucheng", "jindong"),
    [
        ("against: peers_best, as: quotient, at_least: 100%, award: proportional", 10, Fraction(10, 3)),
        ("against: peers_mean, as: quotient, at_least: 100%, award: proportional", 10, 5),
        ("against: peers_mean, at_least: 0, award: full", 10, 0),
        ("against: peers_best, award: {deduct: [{marks: 1, per: short}]}, at_least: 0", 10, 6),
        ("against: rank_from_top, award: {bands: [{at_most: 1, marks: 10}, {above: 1, marks: 4}]}", 10, 4),
        ("against: rank_from_bottom, award: {bands: [{at_most: 1, marks: 3}, {above: 1, marks: 10}]}", 10, 3),
    ],
)
def test_units_are_compared(tmp_path: Path, against: str, wucheng: int, jindong: int) -> None:
    text = f"items:\n  - {{id: one, name: {{zh: 一, en: One}}, marks: 10, measure: {{count: studios}}, {against}}}\n"
    found = cards(tmp_path, text, studios=BOTH)
    assert (marks(found[WUCHENG]), marks(found[JINDONG])) == (wucheng, jindong)


def test_what_a_peer_did_not_report_leaves_the_comparison_open(tmp_path: Path) -> None:
    text = ITEM + "    measure: {count: studios}\n    against: peers_mean\n    at_least: 0\n    award: full\n"
    found = cards(tmp_path, text, complete=False, studios=BOTH)
    assert found[WUCHENG].marks == Span(Fraction(0), Fraction(10))
    assert not found[WUCHENG].tight


def test_the_last_of_each_month_loses_a_mark(tmp_path: Path) -> None:
    line = f"{{marks: 1, per: flat, every: month, measure: {LATE}, against: rank_from_bottom, at_most: 1}}"
    text = ITEM + f"    award: {{deduct: [{line}], floor: 0}}\n"
    events = [event(JINDONG, "2019-03-05"), event(JINDONG, "2019-05-05"), event(WUCHENG, "2019-05-06")]
    found = cards(tmp_path, text, events=[*events, event(WUCHENG, "2019-07-01"), event(WUCHENG, "2019-08-01")])
    assert (marks(found[WUCHENG]), marks(found[JINDONG])) == (8, 9)


def test_protected_days_count_more(tmp_path: Path) -> None:
    days = "[{from: 2019-10-01, until: 2019-10-07, times: 3}]"
    text = ITEM + f"    award: {{deduct: [{{marks: 1, per: unit, measure: {LATE}, times_when: {days}}}], floor: 0}}\n"
    found = cards(tmp_path, text, events=[event(WUCHENG, "2019-10-07"), event(WUCHENG, "2019-10-08")])
    assert (marks(found[WUCHENG]), marks(found[JINDONG])) == (6, 10)


PERIODS = """combine:
  - {id: first, name: {zh: 上半年, en: First half}, weight: 40%, from: 2019-01-01, until: 2019-06-30}
  - {id: second, name: {zh: 下半年, en: Second half}, weight: 60%, from: 2019-07-01, until: 2019-12-31}
"""


def test_halves_of_a_year_are_weighted(tmp_path: Path) -> None:
    text = PERIODS + ITEM + f"    award: {{deduct: [{{marks: 1, per: unit, measure: {LATE}}}], floor: 0}}\n"
    found = cards(tmp_path, text, events=[event(WUCHENG, "2019-06-30"), event(JINDONG, "2019-07-01")])
    assert (marks(found[WUCHENG]), marks(found[JINDONG])) == (Fraction(96, 10), Fraction(94, 10))
    assert {item.item for item in found[WUCHENG].items} == {"first one", "second one"}


def test_another_scheme_is_converted(tmp_path: Path) -> None:
    other = ITEM + "    measure: {count: studios}\n    at_least: 8\n    award: proportional\n"
    text = ITEM.replace("marks: 10", "marks: 4") + "    scheme: s0\n    award: convert\n"
    text += f"  - {{id: two, name: {{zh: 二, en: Two}}, marks: 6, measure: {LATE}, at_most: 0, award: full}}\n"
    assert marks(cards(tmp_path, other, text, studios=BOTH, events=[])[WUCHENG]) == 3 + 6


def test_a_scheme_must_be_there_and_not_lead_back(tmp_path: Path) -> None:
    for name in ("elsewhere", "s0"):
        with pytest.raises(PackError) as caught:
            cards(tmp_path, ITEM + f"    scheme: {name}\n    award: convert\n")
        assert [problem.code for problem in caught.value.problems] == ["pack-scheme"]


def test_an_item_has_a_period_of_its_own(tmp_path: Path) -> None:
    text = ITEM + f"    measure: {LATE}\n    period: {{from: 2018-11-01, until: 2019-10-31}}\n    at_most: 0\n"
    found = cards(
        tmp_path, text + "    award: full\n", events=[event(WUCHENG, "2019-11-01"), event(JINDONG, "2018-12-01")]
    )
    assert (marks(found[WUCHENG]), marks(found[JINDONG])) == (10, 0)


COUNTED = ITEM + "    measure: {count: studios}\n    at_least: 6\n    award: proportional\n"


def test_groups_are_ranked_by_themselves(tmp_path: Path) -> None:
    text = COUNTED + f'groups: [{{name: {{zh: 甲组, en: A}}, units: ["{JINDONG}"]}}]\n'
    found = cards(tmp_path, text, studios=BOTH)
    assert [found[unit].rank for unit in (WUCHENG, JINDONG)] == [(1, 1), (1, 1)]
    assert [found[unit].group for unit in (WUCHENG, JINDONG)] != [None, None]
    assert [card.rank for card in cards(tmp_path, COUNTED, studios=BOTH).values()] == [(1, 1), (2, 2)]


def test_too_little_known_is_not_ranked(tmp_path: Path) -> None:
    text = COUNTED + "minimum_known: 1/2\n"
    found = cards(tmp_path, text, complete=False, studios=[*studios(WUCHENG, 6), *studios(JINDONG, 2)])
    assert (found[WUCHENG].rank, found[WUCHENG].unranked) == ((1, 1), None)
    assert found[JINDONG].rank is None
    assert found[JINDONG].unranked is not None


def test_a_subsidy_falls_to_nothing_at_its_cliff(tmp_path: Path) -> None:
    text = COUNTED + "subsidy: {per_mark: 500元, at_least: 10}\n"
    found = cards(tmp_path, text, studios=BOTH)
    assert found[WUCHENG].subsidy == Span(Fraction(500000), Fraction(500000))
    assert found[JINDONG].subsidy == Span(Fraction(0), Fraction(0))


def test_a_grade_asks_for_a_condition(tmp_path: Path) -> None:
    grades = f"""grades:
  - {{name: {{zh: 优秀, en: excellent}}, at_least: 90%, when: {{measure: {LATE}, at_most: 0}}}}
  - {{name: {{zh: 合格, en: pass}}, at_least: 0%}}
"""
    for events, grade in (([], "excellent"), ([event(WUCHENG, "2019-05-01")], "pass")):
        found = cards(tmp_path, COUNTED + grades, studios=BOTH, events=events)[WUCHENG].grade
        assert found is not None
        assert {word.en for word in found} == {grade}
