"""From records to verdicts, scorecards, explanations and gaps, on a few places with made-up facts."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

import fengqiao
from fengqiao.errors import UsageError
from fengqiao.model.dataset import Dataset
from fengqiao.model.outcome import Outcome, Status

PLACES = [
    {"code": "330700000000", "name": "金华市"},
    {"code": "330702000000", "name": "婺城区"},
    {"code": "330703000000", "name": "金东区"},
    {"code": "330702001000", "name": "城东街道"},
    {"code": "330703001000", "name": "多湖街道"},
]
PACK = fengqiao.load_pack("jinhua-2018-2020")
DAY = date(2019, 12, 31)
WUCHENG, JINDONG, CITY = "330702000000", "330703000000", "330700000000"


def studios(unit: str, n: int) -> list[dict[str, Any]]:
    """Brand studios, opened late in 2018."""
    return [
        {"id": f"{unit}-{i}", "division": unit, "personal": True, "brand": True, "opened": date(2018, 12, 1)}
        for i in range(n)
    ]


def data(*, complete: bool = True, **records: list[dict[str, Any]]) -> Dataset:
    """A dataset whose registers are whole, or of which nothing is said."""
    return fengqiao.from_records(PLACES, records, complete=complete)


def judged(found: Dataset, target: str, unit: str, day: date = DAY, **readings: str) -> Outcome:
    outcome = fengqiao.assess(PACK, found, as_of=day, readings=readings).outcome(target, unit)
    assert outcome is not None
    return outcome


@pytest.mark.parametrize(
    ("n", "status", "margin"),
    [(9, Status.NOT_MET, -1), (10, Status.MET, 0), (11, Status.MET, 1)],
)
def test_the_threshold_itself_is_enough(n: int, status: Status, margin: int) -> None:
    outcome = judged(data(studios=studios(WUCHENG, n)), "county-studios", WUCHENG)
    assert (outcome.status, outcome.margin) == (status, Fraction(margin))


def test_the_threshold_in_force_is_the_latest_not_after_the_day() -> None:
    found = data(studios=studios(WUCHENG, 3))
    assert judged(found, "county-studios", WUCHENG, date(2018, 12, 30)).status is Status.NOT_DUE
    before = judged(found, "county-studios", WUCHENG, date(2019, 12, 30))
    assert before.status is Status.MET
    assert before.next_due == DAY
    assert before.outlook is not None
    assert before.outlook.status == "behind"
    assert judged(found, "county-studios", WUCHENG).status is Status.NOT_MET


def test_what_nobody_reported_is_undetermined_with_whom_to_ask() -> None:
    outcome = judged(data(complete=False, studios=studios(WUCHENG, 9)), "county-studios", WUCHENG)
    assert outcome.status is Status.UNDETERMINED
    assert outcome.settle is not None
    assert outcome.settle.for_met == 1
    assert outcome.settle.for_not_met is None
    assert [ask.missing.unit for ask in outcome.settle.asks] == [WUCHENG]


def test_a_city_is_rolled_up_from_its_counties_and_a_waived_one_leaves() -> None:
    records: dict[str, Any] = {"studios": studios(WUCHENG, 10) + studios(JINDONG, 2)}
    city = judged(data(**records), "county-studios", CITY)
    assert (city.status, city.of_units, city.tally.yes if city.tally else None) == (Status.NOT_MET, True, 1)
    waiver = {"target": "county-studios", "division": JINDONG, "approver": "市局", "reason": "区划调整", "since": DAY}
    records["waivers"] = [waiver]
    assert judged(data(**records), "county-studios", JINDONG).status is Status.WAIVED
    assert judged(data(**records), "county-studios", CITY).status is Status.MET


def test_a_waiver_without_a_reason_waives_nothing_and_is_a_problem() -> None:
    waiver = {"target": "county-studios", "division": WUCHENG, "approver": "市局", "since": DAY}
    found = fengqiao.assess(PACK, data(studios=studios(WUCHENG, 2), waivers=[waiver]), as_of=DAY)
    outcome = found.outcome("county-studios", WUCHENG)
    assert outcome is not None
    assert outcome.status is Status.NOT_MET
    assert "waiver-incomplete" in {problem.code for problem in found.problems}


def test_no_quarter_has_fallen_due_in_2018() -> None:
    outcome = judged(data(screenings=[]), "county-screening", WUCHENG, date(2018, 12, 31))
    assert (outcome.status, outcome.next_due) == (Status.NOT_DUE, date(2019, 3, 31))


def test_marks_are_the_exact_sum_of_their_lines_and_ranks_share_ties() -> None:
    found = fengqiao.assess(PACK, data(studios=studios(WUCHENG, 7) + studios(JINDONG, 7)), as_of=DAY)
    for card in found.scorecards:
        assert card.marks is not None
        assert card.marks.low == sum((span.low for _, span in card.lines), Fraction(0))
        assert card.marks.high == sum((span.high for _, span in card.lines), Fraction(0))
        assert Fraction(0) <= card.marks.low <= card.marks.high <= card.out_of
    alone = fengqiao.score(PACK, data(studios=studios(WUCHENG, 7) + studios(JINDONG, 7)), as_of=DAY)
    assert alone == found.scorecards


def test_an_explanation_quotes_the_clause_and_names_what_it_rests_on() -> None:
    found = fengqiao.explain(PACK, data(studios=studios(WUCHENG, 9)), "county-studios", "婺城", as_of=DAY)
    assert "培育10个以上" in found.quotes[0]
    assert found.held.total == 9
    assert [reading.name for reading, _ in found.others] == ["opened-in-year"]


def test_gaps_say_how_many_are_short_and_name_the_places() -> None:
    found = data(studios=studios(WUCHENG, 9), screenings=[])
    (short,) = fengqiao.gaps(PACK, found, as_of=DAY, unit=WUCHENG, target="county-studios")
    assert (short.state, short.short) == ("no", Fraction(1))
    (missed,) = fengqiao.gaps(PACK, found, as_of=DAY, unit=WUCHENG, target="township-screening")
    assert missed.name == "城东街道"
    assert missed.missed[0] == "2018-12"
    assert len(missed.missed) == 13


@pytest.mark.parametrize(
    ("asked", "said"),
    [({"county-studio": "in-being"}, "county-studios"), ({"county-studios": "opened"}, "opened-in-year")],
)
def test_a_wrong_name_is_answered_with_the_nearest(asked: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        fengqiao.assess(PACK, data(), as_of=DAY, readings=asked)


def test_an_explanation_lists_who_holds_and_who_lacks() -> None:
    found = data(studios=studios("330702001000", 1))
    day = date(2020, 12, 31)
    held, lacking = (fengqiao.explain(PACK, found, "township-studios", unit, as_of=day) for unit in (WUCHENG, JINDONG))
    assert ([member.name for member in held.held.members], held.lacking.total) == (["城东街道"], 0)
    assert (lacking.held.total, [member.name for member in lacking.lacking.members]) == (0, ["多湖街道"])


def test_what_is_reached_to_the_number_is_achieved() -> None:
    outlook = judged(data(studios=studios(WUCHENG, 3)), "county-studios", WUCHENG, date(2018, 12, 20)).outlook
    assert outlook is not None
    assert outlook.status == "achieved"
