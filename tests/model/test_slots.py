from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.model.calendar import Cadence, Period, Slots, longest_run
from fengqiao.model.place import Life
from fengqiao.testing.strategies import cadences, days, lives, periods

DUTY = date(2018, 11, 8)
ALWAYS: tuple[Life, ...] = ((None, None),)
NEXT = timedelta(days=1)


def is_due(slot: Period, alive: tuple[Life, ...], duty: date, window: Period, judged: date) -> bool:
    """Whether a slot is due, as LANGUAGE puts it: day by day and without bits."""
    whole = any(
        all((since is None or since <= day) and (until is None or day <= until) for day in (slot.first, slot.last))
        for since, until in alive
    )
    return whole and slot.first >= duty and window.first <= slot.last <= window.last and slot.last <= judged


def test_the_weeks_of_the_plan_to_the_end_of_2020() -> None:
    slots = Slots.of(Cadence("week"), DUTY, date(2020, 12, 31))
    plan = Period(DUTY, date(2020, 12, 31))
    due = slots.due(ALWAYS, DUTY, plan, date(2020, 12, 31))
    # 8 November 2018 is a Thursday and 31 December 2020 too: neither of the weeks at the ends is whole.
    assert due.bit_count() == 111
    assert slots.names(due)[0] == "2018-W46"
    assert slots.names(due)[-1] == "2020-W52"


def test_no_quarter_has_fallen_due_by_the_end_of_2018() -> None:
    slots = Slots.of(Cadence("quarter"), DUTY, date(2019, 12, 31))
    plan = Period(DUTY, date(2020, 12, 31))
    assert slots.due(ALWAYS, DUTY, plan, date(2018, 12, 31)) == 0
    assert slots.due(ALWAYS, DUTY, plan, date(2019, 3, 30)) == 0
    assert slots.names(slots.due(ALWAYS, DUTY, plan, date(2019, 3, 31))) == ("2019Q1",)


def test_a_week_over_new_year_belongs_to_the_year_that_holds_its_sunday() -> None:
    slots = Slots.of(Cadence("week"), DUTY, date(2019, 12, 31))
    of_2018, of_2019 = (Period(date(year, 1, 1), date(year, 12, 31)) for year in (2018, 2019))
    judged = date(2019, 12, 31)
    assert "2019-W01" not in slots.names(slots.due(ALWAYS, DUTY, of_2018, judged))
    assert "2019-W01" in slots.names(slots.due(ALWAYS, DUTY, of_2019, judged))


def test_a_slot_is_due_only_whole_within_one_life() -> None:
    slots = Slots.of(Cadence("month"), date(2019, 1, 1), date(2019, 12, 31))
    year, judged = Period(date(2019, 1, 1), date(2019, 12, 31)), date(2019, 12, 31)
    alive: tuple[Life, ...] = (
        (None, date(2019, 3, 30)),
        (date(2019, 5, 1), date(2019, 6, 30)),
        (date(2019, 7, 2), None),
    )
    names = slots.names(slots.due(alive, date(2019, 1, 1), year, judged))
    assert names == ("2019-01", "2019-02", "2019-05", "2019-06", *(f"2019-{month:02d}" for month in range(8, 13)))


def test_two_lives_that_adjoin_do_not_share_a_slot() -> None:
    slots = Slots.of(Cadence("month"), date(2019, 1, 1), date(2019, 1, 31))
    split: tuple[Life, ...] = ((None, date(2019, 1, 15)), (date(2019, 1, 16), None))
    assert slots.due(split, date(2019, 1, 1), slots.periods[0], date(2019, 1, 31)) == 0


def test_a_rolling_slot_is_first_due_on_the_nth_day() -> None:
    slots = Slots.of(Cadence("days", n=7, rolling=True), DUTY, date(2018, 11, 30))
    due = slots.due(ALWAYS, DUTY, Period(DUTY, date(2018, 11, 30)), date(2018, 11, 30))
    assert slots.chosen(due)[0] == Period(date(2018, 11, 8), date(2018, 11, 14))
    assert due.bit_count() == 17
    assert slots.mask(date(2018, 11, 14)).bit_count() == 7


def test_a_fact_outside_the_time_looked_at_fills_nothing() -> None:
    slots = Slots.of(Cadence("week"), DUTY, date(2018, 12, 2))
    assert slots.mask(date(2018, 11, 7)) == 0
    assert slots.mask(date(2018, 12, 3)) == 0
    assert slots.touching(date(2018, 12, 2), date(2018, 11, 8)) == 0


def test_no_time_has_no_slots() -> None:
    slots = Slots.of(Cadence("week"), date(2019, 1, 2), date(2019, 1, 1))
    assert slots.periods == ()
    assert slots.due(ALWAYS, DUTY, Period(DUTY, DUTY), DUTY) == 0


@pytest.mark.parametrize(("bits", "length"), [(0, 0), (0b1, 1), (0b1011101, 3), (0b1111, 4), (0b10101, 1)])
def test_the_longest_run_of_bits(bits: int, length: int) -> None:
    assert Slots.longest_run(bits) == length


@given(st.integers(0, 2**80))
def test_the_longest_run_agrees_with_its_digits(bits: int) -> None:
    assert longest_run(bits) == max(map(len, f"{bits:b}".split("0")))


@given(cadences(), periods(200))
def test_the_bits_of_a_day_are_the_slots_that_hold_it(cadence: Cadence, span: Period) -> None:
    slots = Slots.of(cadence, span.first, span.last)
    day = span.first - NEXT
    while day <= span.last + NEXT:
        inside = span.holds(day)
        expected = sum(1 << i for i, slot in enumerate(slots.periods) if inside and slot.holds(day))
        assert slots.mask(day) == expected
        day += NEXT
    assert list(slots.days) == [span.first + i * NEXT for i in range(span.days)]


@given(cadences(), periods(200), periods(60))
def test_the_slots_that_an_interval_touches(cadence: Cadence, span: Period, interval: Period) -> None:
    slots = Slots.of(cadence, span.first, span.last)
    expected = sum(
        1 << i for i, slot in enumerate(slots.periods) if slot.first <= interval.last and slot.last >= interval.first
    )
    assert slots.touching(interval.first, interval.last) == expected


@given(cadence=cadences(), span=periods(400), alive=lives(), duty=days(), window=periods(400), judged=days())
def test_what_is_due_agrees_with_asking_slot_by_slot(
    *, cadence: Cadence, span: Period, alive: tuple[Life, ...], duty: date, window: Period, judged: date
) -> None:
    slots = Slots.of(cadence, span.first, span.last)
    expected = sum(1 << i for i, slot in enumerate(slots.periods) if is_due(slot, alive, duty, window, judged))
    assert slots.due(alive, duty, window, judged) == expected


@given(cadences(), periods(400), st.data())
def test_what_is_due_agrees_at_the_edges_of_its_own_slots(cadence: Cadence, span: Period, data: st.DataObject) -> None:
    slots = Slots.of(cadence, span.first, span.last)
    ends = sorted({end + n * NEXT for slot in slots.periods for end in (slot.first, slot.last) for n in (-1, 0, 1)})
    edge = st.sampled_from(ends)
    since, until = sorted((data.draw(edge), data.draw(edge)))
    first, last = sorted((data.draw(edge), data.draw(edge)))
    duty, judged, window = data.draw(edge), data.draw(edge), Period(first, last)
    expected = sum(
        1 << i for i, slot in enumerate(slots.periods) if is_due(slot, ((since, until),), duty, window, judged)
    )
    assert slots.due(((since, until),), duty, window, judged) == expected


@given(cadences(), periods(400), lives(), days(), days())
def test_windows_that_adjoin_share_no_slot_and_lose_none(
    cadence: Cadence, span: Period, alive: tuple[Life, ...], cut: date, judged: date
) -> None:
    slots = Slots.of(cadence, span.first, span.last)
    whole = Period(date(2010, 1, 1), date(2030, 1, 1))
    before, after = Period(whole.first, cut), Period(cut + NEXT, whole.last)
    one, two = (slots.due(alive, span.first, window, judged) for window in (before, after))
    assert one & two == 0
    assert one | two == slots.due(alive, span.first, whole, judged)


@given(cadence=cadences(), span=periods(400), alive=lives(), window=periods(400), one=days(), two=days())
def test_a_later_day_takes_nothing_back(
    *, cadence: Cadence, span: Period, alive: tuple[Life, ...], window: Period, one: date, two: date
) -> None:
    slots = Slots.of(cadence, span.first, span.last)
    earlier, later = (slots.due(alive, span.first, window, day) for day in sorted((one, two)))
    assert earlier & ~later == 0
