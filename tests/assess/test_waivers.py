"""Right of reply: a waived item leaves the base, both results are kept, and a waiver that cannot hold is a Problem."""

from __future__ import annotations

import json
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import attrs
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fengqiao
from fengqiao.assess.waivers import claims
from fengqiao.boundary.wire import schema
from fengqiao.errors import Text
from fengqiao.model.award import Basis, Full, Proportional
from fengqiao.model.measure import Count, FactsOf
from fengqiao.model.outcome import Assessment, Scorecard, Span, Standing, Status
from fengqiao.model.period import Period
from fengqiao.model.place import Level
from fengqiao.model.predicate import Limits
from fengqiao.model.scheme import Grade, Item, Part, Scheme
from fengqiao.report.compose import compose
from fengqiao.report.text import text
from tests.assess.test_road import CITY, DAY, JINDONG, PACK, WUCHENG, data, studios

TARGET = "county-studios"
ONE_DAY = timedelta(days=1)


def waiver(unit: str = JINDONG, **more: Any) -> dict[str, Any]:
    """A waiver that is as it should be, but for what is given."""
    whole = {
        "target": TARGET,
        "division": unit,
        "approver": "市司法局",
        "reason": "区划调整",
        "since": date(2019, 6, 1),
        "until": date(2020, 5, 31),
        "evidence": "市司〔2019〕1号",
    }
    return {name: value for name, value in (whole | more).items() if value is not None}


MARKS = Scheme(
    "marks",
    Text("办法", "Marks"),
    Level.COUNTY,
    Fraction(10),
    (
        Item(TARGET, Text("工作室", "Studios"), Fraction(6), Proportional(), Basis(target=TARGET)),
        Item(
            "disputes",
            Text("纠纷", "Disputes"),
            Fraction(4),
            Full(),
            Basis(measure=Count(FactsOf("disputes")), limits=Limits(at_least=Fraction(1))),
        ),
    ),
    (Grade(Text("好", "good"), Limits(at_least=Fraction(1, 2))), Grade(Text("差", "poor"), Limits())),
)
SCORED = attrs.evolve(PACK, schemes={"marks": MARKS})


def assessed(**records: list[dict[str, Any]]) -> Assessment:
    return fengqiao.assess(SCORED, data(complete=True, **records), as_of=DAY)


def cards(found: Assessment) -> dict[str, Scorecard]:
    return {card.unit.code: card for card in found.scorecards}


def test_a_waived_item_leaves_the_base_and_both_results_are_kept() -> None:
    disputes = [{"division": unit, "closed": date(2019, 5, 1)} for unit in (WUCHENG, JINDONG)]
    records: dict[str, Any] = {"studios": [*studios(WUCHENG, 5), *studios(JINDONG, 2)], "disputes": disputes}
    plain, waived = cards(assessed(**records)), cards(assessed(**records, waivers=[waiver()]))
    assert (plain[JINDONG].marks, plain[JINDONG].rank) == (Span(Fraction(26, 5), Fraction(26, 5)), (2, 2))
    assert (waived[JINDONG].marks, waived[JINDONG].rank) == (Span(Fraction(10), Fraction(10)), (1, 1))
    assert {item.item: item.marks for item in waived[JINDONG].items}[TARGET] is None
    assert waived[JINDONG].without_waivers == plain[JINDONG].standing
    # the waiver costs the other unit its place, and that is said there too
    assert waived[WUCHENG].without_waivers == Standing(plain[WUCHENG].marks, plain[WUCHENG].grade, (1, 1))
    assert all(card.without_waivers is None for card in plain.values())


def test_a_verdict_keeps_what_it_would_be_and_says_by_whom_and_until_when() -> None:
    found = assessed(studios=[*studios(WUCHENG, 10), *studios(JINDONG, 2)], disputes=[], waivers=[waiver()])
    outcome, city = found.outcome(TARGET, JINDONG), found.outcome(TARGET, CITY)
    assert outcome is not None
    assert city is not None
    assert (outcome.status, outcome.without_waivers) == (Status.WAIVED, Status.NOT_MET)
    assert outcome.sentence.zh.endswith(
        "豁免由市司法局批准，理由：区划调整，自2019年6月1日至2020年5月31日，佐证：市司〔2019〕1号，不计豁免为未达标。"
    )
    assert (city.status, city.waiver, city.without_waivers) == (Status.MET, None, Status.NOT_MET)
    document = json.loads(fengqiao.to_json(found))
    jsonschema.validate(document, schema())
    (told,) = [o for o in document["outcomes"] if o["target"] == TARGET and o["unit"]["code"] == JINDONG]
    assert told["waiver"] == "区划调整"
    assert told["waived"]["approver"] == "市司法局"
    assert (told["waived"]["from"], told["waived"]["until"]) == ("2019-06-01", "2020-05-31")
    assert told["without_waivers"] == "not_met"
    (card,) = [c for c in document["scorecards"] if c["unit"]["code"] == JINDONG]
    assert card["without_waivers"]["marks"] == {"low": 1.2, "high": 1.2}
    shown = text(compose(found, SCORED, "zh"))
    assert "金东区：不计豁免：得分1.20，名次2，差" in shown


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("waiver-unapproved", {"approver": None}),
        ("waiver-incomplete", {"reason": None}),
        ("waiver-incomplete", {"since": None}),
        ("waiver-unknown", {"target": "county-studio"}),
        ("waiver-dates", {"until": date(2019, 5, 31)}),
        ("waiver-post-dated", {"since": DAY + ONE_DAY, "until": None}),
        ("waiver-expired", {"until": DAY - ONE_DAY}),
    ],
)
def test_a_waiver_that_cannot_hold_is_a_problem_and_waives_nothing(code: str, change: dict[str, Any]) -> None:
    found = assessed(studios=studios(JINDONG, 2), waivers=[waiver(**change)])
    outcome = found.outcome(TARGET, JINDONG)
    assert outcome is not None
    assert (outcome.status, outcome.without_waivers) == (Status.NOT_MET, None)
    assert [problem.code for problem in found.problems if problem.code.startswith("waiver")] == [code]


@given(st.integers(-3, 3), st.integers(0, 4))
def test_it_holds_from_its_first_day_to_its_last(begins: int, length: int) -> None:
    since = DAY + timedelta(days=begins)
    until = since + timedelta(days=length)
    found = claims(data(waivers=[waiver(since=since, until=until)]), SCORED, DAY)
    assert bool(found.waivers) == (since <= DAY <= until)
    assert bool(found.problems) != bool(found.waivers)


def test_a_waiver_may_name_an_item_that_has_no_target() -> None:
    found = cards(assessed(studios=studios(JINDONG, 5), disputes=[], waivers=[waiver(target="disputes")]))[JINDONG]
    assert {item.item: item.status for item in found.items}["disputes"] is Status.WAIVED
    assert found.marks == Span(Fraction(5), Fraction(5))
    assert found.without_waivers is not None
    assert found.without_waivers.marks == Span(Fraction(3), Fraction(3))


def test_an_appeal_is_shown_and_changes_nothing() -> None:
    appeal = waiver(approver=None, until=None)
    found = assessed(studios=studios(JINDONG, 2), appeals=[appeal])
    outcome = found.outcome(TARGET, JINDONG)
    assert outcome is not None
    assert outcome.status is Status.NOT_MET
    assert outcome.appeal is not None
    assert "本单位已提出申诉，理由：区划调整" in outcome.sentence.zh
    assert cards(found)[JINDONG].without_waivers is None
    later = assessed(studios=studios(JINDONG, 2), appeals=[waiver(since=DAY + ONE_DAY)])
    assert all(outcome.appeal is None for outcome in later.outcomes)


def test_a_period_is_scored_with_the_waivers_of_its_own_last_day() -> None:
    """A waiver of the first half is over by the end of the year, and holds for that half alone."""
    halves = (Period(date(2019, 1, 1), date(2019, 6, 30)), Period(date(2019, 7, 1), DAY))
    parts = tuple(Part(str(i), Text("半年", "half"), Fraction(1, 2), half) for i, half in enumerate(halves))
    item = attrs.evolve(MARKS.items[1], marks=Fraction(10))
    scheme = attrs.evolve(MARKS, items=(item,), combine=parts)
    pack = attrs.evolve(PACK, schemes={"marks": scheme})
    kept = waiver(target="disputes", since=date(2019, 1, 1), until=date(2019, 6, 30))
    late = [{"division": JINDONG, "closed": date(2019, 8, 1)}]
    (_, found) = fengqiao.score(pack, data(disputes=late, waivers=[kept]), as_of=DAY)
    assert found.marks == Span(Fraction(10), Fraction(10))
    assert found.without_waivers is not None
    assert found.without_waivers.marks == Span(Fraction(5), Fraction(5))
