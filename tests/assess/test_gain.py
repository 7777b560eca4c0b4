"""What one more brings is what judging with one more gives."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import attrs
import pytest

import fengqiao
from fengqiao.assess.gain import Gain
from fengqiao.errors import UsageError
from fengqiao.model.outcome import Scorecard, Span
from fengqiao.model.scheme import Part
from fengqiao.report.gains import gains_report
from fengqiao.report.table import text_report
from tests.assess.test_road import DAY, JINDONG, PACK, WUCHENG, data, studios

SCHEME = next(iter(PACK.schemes.values()))


def gain(found: tuple[Gain, ...], item: str, unit: str = WUCHENG) -> Gain:
    return next(one for one in found if (one.item, one.unit.code) == (item, unit))


def card(records: list[dict[str, Any]], unit: str = WUCHENG) -> Scorecard:
    return next(one for one in fengqiao.score(PACK, data(studios=records), as_of=DAY) if one.unit.code == unit)


@pytest.mark.parametrize("n", [0, 5, 8, 9, 10, 11])
def test_one_more_studio_brings_what_judging_with_one_more_gives(n: int) -> None:
    both = studios(JINDONG, 9)
    found = gain(fengqiao.gains(PACK, data(studios=[*studios(WUCHENG, n), *both]), as_of=DAY), "county-studios")
    before, after = (card([*studios(WUCHENG, m), *both]) for m in (n, n + 1))
    assert before.marks is not None
    assert after.marks is not None
    assert found.marks == Span(after.marks.low - before.marks.low, after.marks.high - before.marks.high)
    assert (found.rank_before, found.rank_after) == (before.rank, after.rank)
    assert (found.marks.low > 0) is (n < 10)


def test_one_more_slot_or_member_moves_one_that_does_not_hold() -> None:
    held = [{"id": f"x{m}", "division": JINDONG, "held_on": date(2019, m, 5)} for m in (1, 4)]
    found = gain(fengqiao.gains(PACK, data(screenings=held), as_of=DAY, unit="金东区"), "county-screening", JINDONG)
    assert found.counts.en == "slots"
    assert found.marks == Span(Fraction(0), Fraction(0))  # all or nothing, and one more quarter does not reach all


def test_the_most_comes_first_and_a_unit_may_be_named() -> None:
    found = fengqiao.gains(PACK, data(studios=studios(WUCHENG, 5)), as_of=DAY, unit="婺城")
    assert {one.unit.code for one in found} == {WUCHENG}
    assert [one.marks.low for one in found] == sorted((one.marks.low for one in found), reverse=True)
    assert {"funding-growth", "village-mediators"} & {one.item for one in found} == set()


def test_a_combined_scheme_names_its_parts() -> None:
    half = Fraction(1, 2)
    parts = (Part("a", SCHEME.title, half, scheme="one"), Part("b", SCHEME.title, half, scheme="two"))
    pack = attrs.evolve(PACK, schemes={"sum": attrs.evolve(SCHEME, id="sum", combine=parts)})
    with pytest.raises(UsageError) as error:
        fengqiao.gains(pack, data(), as_of=DAY)
    assert error.value.text.en == "The scheme sum is combined from others: ask for each of them: one, two."


def test_a_little_is_not_shown_as_nothing() -> None:
    one = fengqiao.gains(PACK, data(studios=studios(WUCHENG, 5)), as_of=DAY, unit="婺城")[0]
    tiny = attrs.evolve(one, marks=Span(Fraction(1, 2000), Fraction(1, 2000)))
    none = attrs.evolve(one, marks=Span(Fraction(0), Fraction(0)))
    said = text_report(gains_report([one, tiny, none], PACK.title, synthetic=True), "en", width=120, colour=False)
    rows = [line.split("  ") for line in said.splitlines() if "1 studio" in line]
    assert [" ".join(row).split("1 studio ")[1].split()[0] for row in rows] == ["+2.50", "+0.0005", "0.00"]
    assert "SYNTHETIC" in said
