"""Why two results differ: contributions sum exactly, go to what can have made them, and nothing is guessed."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fengqiao
from fengqiao.assess.compare import Comparison, compare
from fengqiao.assess.words import decimal
from fengqiao.boundary.wire import to_json
from fengqiao.errors import UsageError
from fengqiao.model.award import Basis, Full, Proportional
from fengqiao.model.outcome import Span
from fengqiao.model.record import Record
from fengqiao.model.source import Source
from fengqiao.model.target import RulePack
from fengqiao.report.compared import comparison_report
from fengqiao.report.comparewire import comparison_json
from fengqiao.report.table import text_report
from tests.assess.test_road import DAY, PACK, WUCHENG, data
from tests.assess.test_trajectory import opened

SCHEME = next(iter(PACK.schemes.values()))
FIVE, TWELVE = opened(*[date(2018, 12, 1)] * 5), opened(*[date(2018, 12, 1)] * 12)


def record(
    studios: list[dict[str, Any]] = FIVE, digest: str | None = "aa", pack: RulePack = PACK, **asked: Any
) -> Record:
    """A result as its document says it; `digest` stands for the file that was read."""
    found = fengqiao.assess(pack, data(studios=studios), **{"as_of": DAY, **asked})
    named = attrs.evolve(
        found, sources=(Source("a.csv", digest=digest),), fingerprint=f"sha256:{digest}{asked}{pack.version}"
    )
    return fengqiao.read_record(to_json(named))


def marks(one: Comparison, unit: str = WUCHENG) -> Any:
    return next(found for found in one.units if found.unit.code == unit)


def check(found: Comparison) -> None:
    """Every unit's contributions sum exactly to its change."""
    for unit in found.units:
        if unit.before is not None and unit.after is not None:
            low = sum((one.span.low for one in unit.contributions), Fraction(0))
            high = sum((one.span.high for one in unit.contributions), Fraction(0))
            assert (low, high) == (unit.after.low - unit.before.low, unit.after.high - unit.before.high)
            groups = [unit.by(group) for group in found.groups]
            assert sum((one.low for one in groups), Fraction(0)) == low


def test_other_data_alone_makes_all_of_the_change() -> None:
    found = fengqiao.compare(record(FIVE, "aa"), record(TWELVE, "bb"))
    check(found)
    assert found.changed == {"data"}
    assert (found.unknown, found.files) == (frozenset(), ("a.csv",))
    assert found.groups == (frozenset({"data"}),)
    assert marks(found).by(frozenset({"data"})).low > 0


def test_another_rule_alone_makes_all_of_the_change() -> None:
    items = tuple(
        attrs.evolve(item, award=Full()) if isinstance(item.award, Proportional) else item for item in SCHEME.items
    )
    harder = {**PACK.schemes, SCHEME.id: attrs.evolve(SCHEME, items=items)}
    found = fengqiao.compare(record(), record(pack=attrs.evolve(PACK, version="1.1.0", schemes=harder)))
    check(found)
    assert found.changed == {"rule"}
    assert found.groups == (frozenset({"rule"}),)
    assert found.rules == ()


def test_another_day_is_a_cause_of_its_own() -> None:
    found = fengqiao.compare(record(as_of=date(2019, 9, 30)), record())
    check(found)
    assert found.changed == {"day"}
    assert set(found.groups) == {frozenset({"day"})}


def test_a_reading_touches_its_own_item_and_nothing_else() -> None:
    asked: dict[str, Any] = {"readings": {"county-studios": "opened-in-year"}}
    found = fengqiao.compare(record(TWELVE, "aa"), record(TWELVE, "aa", **asked))
    check(found)
    assert found.changed == {"reading"}
    assert found.readings == (("county-studios", "in-being", "opened-in-year"),)
    assert {one.line for one in marks(found).contributions if one.span.low} == {"county-studios"}
    assert marks(found).by(frozenset({"reading"})).low < 0


def test_two_causes_are_told_apart_item_by_item_and_together_where_they_cannot_be() -> None:
    asked: dict[str, Any] = {"readings": {"county-studios": "opened-in-year"}}
    found = fengqiao.compare(record(TWELVE, "aa"), record(FIVE, "bb", **asked))
    check(found)
    by_line = {one.line: one.causes for one in marks(found).contributions}
    assert by_line["county-studios"] == {"data", "reading"}
    said = text_report(comparison_report(found), "zh", width=160, colour=False)
    assert "数据+口径" in said
    assert "仅凭两份结果不能分开" in said


def test_equal_counts_under_another_rule_owe_nothing_to_the_data() -> None:
    harder = tuple(
        attrs.evolve(item, marks=item.marks + 5) if item.id == "county-studios" else item for item in SCHEME.items
    )
    pack = attrs.evolve(PACK, schemes={SCHEME.id: attrs.evolve(SCHEME, items=harder)})
    found = fengqiao.compare(record(FIVE, "aa"), record(FIVE, "bb", pack=pack))
    check(found)
    by_line = {one.line: one.causes for one in marks(found).contributions}
    assert by_line["county-studios"] == {"rule"}
    assert found.changed == {"data", "rule"}


def test_what_the_documents_do_not_say_is_said_to_be_unknown() -> None:
    old, new = record(FIVE, None), record(TWELVE, None)
    later = attrs.evolve(new, prints=None, fingerprint="sha256:other", intake=old.intake)
    bare = fengqiao.compare(attrs.evolve(old, prints=None), later)
    check(bare)
    assert bare.changed == frozenset()
    assert bare.unknown == {"data", "rule", "place"}
    assert bare.groups == (frozenset({"data", "rule", "place"}),)
    assert "两份结果没有说明是否变化" in text_report(comparison_report(bare), "zh", width=160, colour=False)


def test_equal_results_differ_in_nothing() -> None:
    found = fengqiao.compare(record(), record())
    assert found.alike
    assert (found.changed, found.unknown, found.groups) == (frozenset(), frozenset(), ())
    assert "两份结果的指纹相同" in text_report(comparison_report(found), "zh", width=160, colour=False)


def test_results_of_two_packs_are_refused() -> None:
    with pytest.raises(UsageError) as error:
        compare(record(), attrs.evolve(record(), pack="other"))
    assert error.value.text.en == "The results are of two packs, jinhua-2018-2020 and other, and cannot be compared."


def test_a_unit_without_marks_in_one_result_has_no_split() -> None:
    new = record(TWELVE, "bb")
    gone = attrs.evolve(new, cards={code: card for code, card in new.cards.items() if code != WUCHENG})
    found = fengqiao.compare(record(FIVE, "aa"), gone)
    assert (marks(found).after, marks(found).contributions) == (None, ())
    check(found)


spans = st.tuples(st.integers(0, 900), st.integers(0, 900)).map(
    lambda p: Span(Fraction(min(p), 100), Fraction(max(p), 100))
)


@given(st.lists(spans, min_size=4, max_size=4), st.lists(spans, min_size=4, max_size=4), st.booleans())
def test_contributions_sum_exactly_whatever_the_lines_are(one: list[Span], other: list[Span], blocks: bool) -> None:
    names = ["county-studios", "funding-heads", "rescale a" if blocks else "rescale", "clamp"]
    both = []
    for found, spans_ in ((BASE, one), (attrs.evolve(BASE, as_of=date(2019, 9, 30)), other)):
        lines = tuple(zip(names, spans_, strict=True))
        total = Span(sum(s.low for s in spans_) + Fraction(1, 10**9), Fraction(sum(s.high for s in spans_)))
        card = attrs.evolve(found.cards[WUCHENG], lines=lines, marks=total)
        both.append(attrs.evolve(found, cards={WUCHENG: card}))
    check(compare(both[1], both[0]))


BASE = record()


def test_the_json_says_the_same() -> None:
    found = fengqiao.compare(record(FIVE, "aa"), record(TWELVE, "bb"))
    document = json.loads(comparison_json(found))
    assert (document["changed"], document["unknown"], document["files"]) == (["data"], [], ["a.csv"])
    unit = next(one for one in document["units"] if one["unit"]["code"] == WUCHENG)
    summed = sum(Fraction(str(part["marks"]["low"])) for part in unit["contributions"])
    change = Fraction(str(unit["after"]["low"])) - Fraction(str(unit["before"]["low"]))
    assert abs(summed - change) < Fraction(1, 10**9)
    assert decimal(change, 2) != "0.00"


def test_an_item_of_its_own_measure_owes_nothing_to_a_reading() -> None:
    assert BASE.prints is not None
    own = BASE.prints.items["committee-systems"]
    assert (own.targets, own.alone) == ((), False)
    named = BASE.prints.items["county-studios"]
    assert (named.targets, named.alone) == (("county-studios",), True)
    assert SCHEME.items[0].basis == Basis("county-studios")
