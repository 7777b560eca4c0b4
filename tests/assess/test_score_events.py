"""Events that a scheme judges: which of its dates puts one into a period, and what an unknown date leaves open."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import attrs
import pytest

import fengqiao
from fengqiao.boundary.schemefolder import load_scheme
from fengqiao.errors import PackError
from fengqiao.model.outcome import Scorecard, Span
from fengqiao.model.scheme import Scheme
from tests.assess.test_road import DAY, JINDONG, PACK, WUCHENG, data

FIELDS = {"on": "on", "result": "result_on", "discovery": "discovered"}
SCHEME = """id: s
title: {zh: 办法, en: Marks}
level: county
out_of: 10
{dated}items:
  - id: set-aside
    name: {{zh: 调解协议被法院撤销, en: Set aside by a court}}
    marks: 10
    award:
      deduct:
        - {{marks: 2, per: unit, measure: {{count: events, where: {{kind: set_aside}}, window: period}}}}
      floor: 0
"""
SET_ASIDE = {
    "kind": "set_aside",
    "on": date(2018, 3, 1),
    "result_on": date(2019, 2, 1),
    "discovered": date(2020, 1, 5),
}


def scheme(folder: Path, dated: str = "") -> Scheme:
    file = folder / "scheme.yaml"
    file.write_text(SCHEME.replace("{dated}", dated).replace("{{", "{").replace("}}", "}"), encoding="utf-8")
    return load_scheme(file, PACK)


def cards(found: Scheme, day: date, *events: dict[str, Any], complete: bool = True) -> dict[str, Scorecard]:
    pack = attrs.evolve(PACK, schemes={"s": found})
    scored = fengqiao.score(pack, data(complete=complete, events=list(events)), as_of=day)
    return {card.unit.code: card for card in scored}


@pytest.mark.parametrize(("date_of", "year"), [("on", 2018), ("result", 2019), ("discovery", 2020)])
def test_the_scheme_says_which_date_counts(tmp_path: Path, date_of: str, year: int) -> None:
    dated = f"dated_by: {{events: {FIELDS[date_of]}}}\n"
    for judged in (2018, 2019, 2020):
        found = cards(scheme(tmp_path, dated), date(judged, 12, 31), {**SET_ASIDE, "division": WUCHENG})
        lost = Fraction(2 if judged == year else 0)
        assert found[WUCHENG].marks == Span(10 - lost, 10 - lost), judged
        assert found[JINDONG].marks == Span(Fraction(10), Fraction(10))


def test_without_a_word_an_event_counts_on_the_day_it_happened(tmp_path: Path) -> None:
    found = cards(scheme(tmp_path), date(2018, 12, 31), {**SET_ASIDE, "division": WUCHENG})
    assert found[WUCHENG].marks == Span(Fraction(8), Fraction(8))


def test_what_is_not_known_of_an_event_is_every_filling_in(tmp_path: Path) -> None:
    """Up to three events whose date of result, or kind, is blank: the span is what the ways to fill them in give."""
    days = (None, date(2018, 5, 1), date(2019, 5, 1))
    kinds = (None, "set_aside", "late_report")
    found = scheme(tmp_path, "dated_by: {events: result_on}\n")
    for blanks in (((None, "set_aside"),), ((None, None), (days[2], None)), ((None, "set_aside"),) * 3):
        events = [{"division": WUCHENG, "result_on": day, "kind": kind} for day, kind in blanks]
        reached = []
        for way in product(
            *(product([day] if day else days[1:], [kind] if kind else kinds[1:]) for day, kind in blanks)
        ):
            filled = [{"division": WUCHENG, "result_on": day, "kind": kind} for day, kind in way]
            exact = cards(found, DAY, *filled)[WUCHENG].marks
            assert exact is not None
            assert exact.low == exact.high
            reached.append(exact.low)
        card = cards(found, DAY, *events)[WUCHENG]
        assert card.marks == Span(min(reached), max(reached))
        assert card.tight


def test_events_that_nobody_reported_may_cost_all(tmp_path: Path) -> None:
    found = cards(scheme(tmp_path), DAY, complete=False)
    assert found[WUCHENG].marks == Span(Fraction(0), Fraction(10))


@pytest.mark.parametrize("dated", ["dated_by: {events: kind}\n", "dated_by: {event: on}\n"])
def test_it_must_be_a_date_of_a_register(tmp_path: Path, dated: str) -> None:
    with pytest.raises(PackError) as caught:
        scheme(tmp_path, dated)
    assert all(problem.where.cell for problem in caught.value.problems)
