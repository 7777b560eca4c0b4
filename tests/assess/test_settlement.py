"""What is open at a unit, why, and the fewest reports that settle it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import combinations
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fengqiao
from fengqiao.assess.ask import Demand, Key, cover
from fengqiao.assess.scoring import all_targets_of, targets_of
from fengqiao.assess.settlement import Settlement
from fengqiao.errors import UsageError
from fengqiao.model.award import Basis, Convert
from fengqiao.model.outcome import Status
from fengqiao.report.settled import settled
from tests.assess.test_road import CITY, DAY, JINDONG, PACK, PLACES, WUCHENG, data, studios

KEYS: list[Key] = [("posts", unit) for unit in "abcd"] + [("screenings", unit) for unit in "ab"]


def by_trying(demands: Sequence[Demand]) -> int:
    """How many reports the shortest list has, over all lists."""
    for size in range(len(KEYS) + 1):
        if any(all(demand.met(chosen) for demand in demands) for chosen in combinations(KEYS, size)):
            return size
    raise AssertionError(demands)


@st.composite
def demands(draw: st.DrawFn) -> Demand:
    weights = draw(st.dictionaries(st.sampled_from(KEYS), st.integers(1, 4), min_size=1))
    required = draw(st.sets(st.sampled_from(KEYS), max_size=1))
    needed = 0 if required else draw(st.integers(1, sum(weights.values())))
    return Demand("t", needed, weights, frozenset(required), {})


@given(st.lists(demands(), max_size=4))
def test_no_shorter_list_would_do(asked: list[Demand]) -> None:
    chosen, exact = cover(asked)
    assert exact
    assert all(demand.met(chosen) for demand in asked)
    assert len(chosen) == by_trying(asked)


def test_where_there_are_too_many_lists_to_try_it_is_said() -> None:
    keys = [("posts", str(n)) for n in range(60)]
    chosen, exact = cover([Demand("t", 30, dict.fromkeys(keys, 1), frozenset(), {})])
    assert (len(chosen), exact) == (30, False)


def open_at(unit: str, **records: Any) -> Settlement:
    (found,) = fengqiao.settle(PACK, data(**records), as_of=DAY, unit=unit)
    return found


def test_a_register_that_nobody_handed_in_is_asked_for_once_for_all_its_targets() -> None:
    found = open_at(WUCHENG, complete=False, studios=studios(WUCHENG, 9))
    assert found.fewest
    registers = [report.register for report in found.reports]
    assert len(registers) == len(set(registers))
    money = next(report for report in found.reports if report.register == "funding")
    assert money.unit.code == WUCHENG
    assert money.targets == ("funding-heads", "funding-growth")
    assert money.why == ("not_reported",)
    asked = {target for report in found.reports for target in report.targets}
    # these places have no villages, so that nobody could be asked about their screenings
    assert asked == {verdict.target for verdict in found.verdicts if not verdict.below} - {"village-screening"}


def test_what_is_asked_for_settles_it() -> None:
    """The register that was asked for is handed in: no verdict rests on it any more."""
    before = open_at(WUCHENG, complete=False, studios=studios(WUCHENG, 9))
    reported = data(studios=studios(WUCHENG, 10))
    (after,) = fengqiao.settle(PACK, reported, as_of=DAY, unit=WUCHENG)
    assert any(report.register == "studios" for report in before.reports)
    assert not any(report.register == "studios" for report in after.reports)


def test_a_blank_cell_is_asked_for_by_its_cell_and_only_as_many_as_matter() -> None:
    """Two more of three unknown brand studios make ten."""
    blank: list[dict[str, Any]] = [
        {"id": f"b{i}", "division": unit, "personal": True, "opened": date(2018, 12, 1)}
        for i, unit in enumerate((WUCHENG, "330702001000", "330702001000"))
    ]
    found = open_at(WUCHENG, studios=[*studios(WUCHENG, 8), *blank])
    (verdict,) = [one for one in found.verdicts if one.target == "county-studios"]
    assert (verdict.for_met, verdict.for_not_met) == (2, 2)
    (report,) = [one for one in found.reports if "county-studios" in one.targets]
    assert (report.unit.code, report.why) == ("330702001000", ("blank",))


def test_readings_that_change_a_verdict_or_the_rank_are_named() -> None:
    new = [{**one, "opened": date(2019, 3, 1)} for one in studios(JINDONG, 10)]
    found = open_at(WUCHENG, studios=[*studios(WUCHENG, 10), *new], disputes=[])
    (reading,) = [one for one in found.readings if one.target == "county-studios"]
    assert (reading.reading, reading.status) == ("in-being", Status.MET)
    assert reading.others == {"opened-in-year": Status.NOT_MET}
    (under,) = [one for one in found.under if (one.target, one.reading) == ("county-studios", "opened-in-year")]
    assert found.standing is not None
    assert under.standing.grade != found.standing.grade


def test_a_city_waits_for_its_counties_and_a_settled_unit_is_not_listed() -> None:
    city = open_at(CITY, complete=False, studios=studios(WUCHENG, 10))
    (verdict,) = [one for one in city.verdicts if one.target == "county-studios"]
    assert [unit.code for unit in verdict.below] == [JINDONG]
    every = fengqiao.settle(PACK, data(complete=False), as_of=DAY)
    assert [one.unit.code for one in every] == [CITY, WUCHENG, JINDONG]
    shown = settled(every, PACK, "zh")
    assert "■ 婺城区" in shown
    assert "因资料不全而待定的指标" in shown
    assert "最少请补报" in shown
    assert "未报送" in shown
    assert settled((), PACK, "en") == "Nothing is open at 0 units.\n"


def test_units_whose_marks_overlap_are_named() -> None:
    found = open_at(WUCHENG, complete=False, studios=studios(WUCHENG, 9))
    assert [unit.code for unit in found.beside] == [JINDONG]
    assert found.items
    assert not found.settled
    alone = fengqiao.from_records(PLACES[:2], {}, complete=True)
    (county,) = fengqiao.settle(PACK, alone, as_of=DAY, unit=WUCHENG)
    assert county.beside == ()


def test_a_scheme_that_converts_another_rests_on_its_targets_too() -> None:
    plain = next(iter(PACK.schemes.values()))
    item = attrs.evolve(plain.items[0], id="all", award=Convert(), basis=Basis(scheme=plain.id), marks=plain.out_of)
    outer = attrs.evolve(plain, id="outer", items=(item,))
    assert all_targets_of(outer, {plain.id: plain, "outer": outer}) == targets_of(plain)
    assert targets_of(outer) == []


def test_an_unknown_unit_is_told() -> None:
    with pytest.raises(UsageError):
        fengqiao.settle(PACK, data(), as_of=DAY, unit="无此县")
