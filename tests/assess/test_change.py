"""What changed between two days: who improved, who fell, who crossed a threshold, and what is not clear."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import Any

import attrs
import pytest

import fengqiao
from fengqiao.assess.change import difference, last_period
from fengqiao.boundary.changewire import changes_json
from fengqiao.errors import UsageError
from fengqiao.model.change import Change
from fengqiao.model.outcome import Assessment, Bounds, Outcome, Span, Status, Tally
from fengqiao.model.predicate import Limits
from fengqiao.report.changebook import changes_report
from fengqiao.report.compose import compose
from fengqiao.report.table import text_report
from tests.assess.test_road import DAY, PACK, WUCHENG, data
from tests.assess.test_trajectory import opened
from tests.sample_assessment import ASSESSMENT, OUTCOMES
from tests.sample_assessment import PACK as SAMPLE

BEFORE = date(2019, 9, 30)


def changed(before: Outcome | None, after: Outcome | None) -> Change | None:
    """How one outcome changed."""
    one, other = (
        attrs.evolve(ASSESSMENT, outcomes=(found,) if found else (), scorecards=()) for found in (before, after)
    )
    return next(iter(difference(one, other).changes), None)


def outcome(status: Status, low: int | None, high: int | None, **more: Any) -> Outcome:
    bounds = Bounds(None if low is None else Fraction(low), None if high is None else Fraction(high))
    return attrs.evolve(OUTCOMES[0], status=status, value=bounds, tally=Tally(yes=low or 0), **more)


@pytest.mark.parametrize(
    ("before", "after", "trend", "crossed"),
    [
        ((Status.NOT_MET, 9, 9), (Status.MET, 10, 10), "improved", "up"),
        ((Status.MET, 10, 10), (Status.NOT_MET, 9, 9), "fell", "down"),
        ((Status.NOT_MET, 9, 9), (Status.UNDETERMINED, 9, 11), "improved", None),
        ((Status.UNDETERMINED, 9, 11), (Status.MET, 11, 11), "improved", None),
        ((Status.NOT_MET, 5, 5), (Status.NOT_MET, 6, 6), "improved", None),
        ((Status.NOT_MET, 6, 7), (Status.NOT_MET, 4, 5), "fell", None),
        ((Status.NOT_MET, 5, 7), (Status.NOT_MET, 6, 8), "unclear", None),
        ((Status.MET, 10, None), (Status.MET, 12, None), "unclear", None),
        ((Status.NOT_DUE, 5, 5), (Status.NOT_MET, 5, 5), "due", None),
        ((Status.NOT_MET, 5, 5), (Status.WAIVED, 5, 5), "ended", None),
    ],
)
def test_each_change_has_its_name(
    before: tuple[Status, int, int], after: tuple[Status, int, int], trend: str, crossed: str | None
) -> None:
    found = changed(outcome(*before), outcome(*after))
    assert found is not None
    assert (found.trend, found.crossed, found.required) == (trend, crossed, False)


def test_less_is_better_under_an_upper_bound_and_nothing_is_without_any() -> None:
    most = Limits(at_most=Fraction(3))
    fewer = changed(outcome(Status.NOT_MET, 6, 6, limits=most), outcome(Status.NOT_MET, 5, 5, limits=most))
    shown = changed(outcome(Status.INDICATOR, 6, 6, limits=None), outcome(Status.INDICATOR, 5, 5, limits=None))
    assert fewer is not None
    assert shown is not None
    assert (fewer.trend, shown.trend) == ("improved", "changed")


def test_what_did_not_change_is_left_out_and_a_unit_that_is_gone_is_not() -> None:
    same = outcome(Status.MET, 10, 10)
    assert changed(same, same) is None
    gone = changed(same, None)
    assert gone is not None
    assert (gone.trend, gone.after) == ("ended", None)


def test_a_higher_requirement_is_told_from_a_fall() -> None:
    studios = opened(*[date(2018, 12, 1)] * 5)
    found = fengqiao.diff(PACK, data(studios=studios), since=BEFORE, as_of=DAY)
    change = next(one for one in found.changes if (one.target, one.unit.code) == ("county-studios", WUCHENG))
    assert (change.trend, change.crossed, change.required) == ("fell", "down", True)
    report = changes_report(compose(fengqiao.assess(PACK, data(studios=studios), as_of=DAY), PACK, "zh", changed=found))
    said = text_report(report, "zh", width=200, colour=False)
    assert "要求由不少于3个改为不少于10个" in said
    assert "两个日期均按现有数据判定。" in said


def test_both_days_are_those_that_assess_gives() -> None:
    studios = opened(*[date(2018, 12, 1)] * 2, *[date(2019, 11, 1)] * 8)
    found = fengqiao.diff(PACK, data(studios=studios), since=BEFORE, as_of=DAY)
    for change in found.changes:
        for day, side in ((BEFORE, change.before), (DAY, change.after)):
            alone = fengqiao.assess(PACK, data(studios=studios), as_of=day, other_readings=False)
            assert side == alone.outcome(change.target, change.unit.code)
    for move in found.moves:
        assert move.before != move.after


def test_a_day_that_is_not_before_is_refused() -> None:
    with pytest.raises(UsageError) as error:
        fengqiao.diff(PACK, data(), since=DAY, as_of=DAY)
    assert error.value.text.zh == "比较的起始日 2019-12-31 须早于判定日 2019-12-31。"


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2019, 12, 31), date(2019, 9, 30)),
        (date(2019, 10, 1), date(2019, 9, 30)),
        (date(2019, 3, 31), date(2018, 12, 31)),
        (date(2018, 4, 1), date(2018, 3, 31)),
        (date(2018, 3, 31), None),
    ],
)
def test_the_last_period_is_the_quarter_before(day: date, last: date | None) -> None:
    assert last_period(day, SAMPLE) == last


def test_the_json_has_both_outcomes() -> None:
    after = attrs.evolve(ASSESSMENT.scorecards[0], marks=Span(Fraction(1, 3), Fraction(1, 3)))
    old: Assessment = attrs.evolve(ASSESSMENT, as_of=BEFORE)
    new = attrs.evolve(ASSESSMENT, outcomes=(outcome(Status.MET, 11, 11),), scorecards=(after,))
    document = json.loads(changes_json(difference(old, new)))
    assert (document["since"], document["as_of"]) == ("2019-09-30", "2019-12-31")
    first = document["changes"][0]
    assert (first["trend"], first["crossed"], first["required"]) == ("improved", "up", False)
    assert (first["before"]["status"], first["after"]["value"]) == ("not_met", {"low": 11, "high": 11})
    assert first["after"]["threshold"] == {"at_least": 10, "since": "2019-12-31"}
    standing = document["standings"][0]
    assert standing["before"]["marks"] == {"low": 0, "high": 0}
    assert standing["after"]["marks"]["low"] == 0.333333333333
    assert document["standings"][1]["after"] is None


def test_the_scoreboard_says_who_crossed_a_threshold() -> None:
    old = attrs.evolve(ASSESSMENT, as_of=BEFORE, outcomes=(outcome(Status.MET, 10, 10), *OUTCOMES[1:]))
    since = compose(ASSESSMENT, SAMPLE, "zh", changed=difference(old, ASSESSMENT)).since
    assert since is not None
    assert since.summary == ("退步1项次。", "转为未达标：婺城区「县级个人品牌调解工作室」。")
    english = compose(ASSESSMENT, SAMPLE, "en", changed=difference(old, ASSESSMENT)).since
    assert english is not None
    assert english.summary[1] == "No longer met: 婺城区, county brand studios."
    nothing = compose(ASSESSMENT, SAMPLE, "en", changed=difference(ASSESSMENT, ASSESSMENT)).since
    assert nothing is not None
    assert nothing.summary == ("Nothing changed.",)
