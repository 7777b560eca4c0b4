"""The Jinhua pack: complete, true to its source, and quick to load."""

from __future__ import annotations

import hashlib
import time
import timeit
from pathlib import Path

import fengqiao_rules
import pytest

from fengqiao.boundary.packfile import load_pack
from fengqiao.model.place import Level
from fengqiao.model.target import RulePack
from fengqiao.testing.rulepack import RulePackContract, cover

FOLDER = Path(fengqiao_rules.__file__).parent / "jinhua_2018_2020"
NUMERIC = {
    "county-studios": ["in-being", "opened-in-year"],
    "township-studios": ["located", "any-personal"],
    "city-mediators": ["at-least"],
    "purchased-mediators": ["at-least", "exactly-300"],
    "committee-mediators": ["posted-at", "within-area", "one-person-one-place"],
    "studio-mediators": ["posted-at", "within-area", "one-person-one-place"],
    "township-mediators": ["posted-at", "within-area", "one-person-one-place"],
    "village-mediators": ["pooled", "each-county", "baseline-2018", "one-person-one-place"],
    "village-screening": [
        "since-start",
        "units-missed-none",
        "this-year",
        "last-13-weeks",
        "rolling-7-days",
        "grids",
        "excused",
    ],
    "township-screening": ["since-start", "units-missed-none", "this-year", "last-3-months"],
    "county-screening": ["since-start", "units-missed-none", "this-year", "last-4-quarters"],
    "committee-systems": ["shown", "judged-2020"],
    "committee-unified": ["shown", "judged-2020"],
    "local-resolution": ["handled", "received"],
    "funding-heads": ["each-head-budgeted"],
    "funding-growth": ["not-below-last-year", "above-last-year"],
}
"""The targets with a number, each with its readings, the default first. Ids never change within a major version."""
PARTS_3_AND_4 = range(35, 50)
"""The lines of the source that set tasks and measures, their headings included (line 43 is the heading of part 四)."""


@pytest.fixture(scope="module")
def pack() -> RulePack:
    return load_pack(FOLDER)


class TestJinhua(RulePackContract):
    @pytest.fixture
    def pack_path(self) -> Path:
        return FOLDER


def test_the_source_is_the_plan_as_published() -> None:
    digest = hashlib.sha256((FOLDER / "source.txt").read_bytes()).hexdigest()
    assert digest == "b41e576a81b8db0dc00a780e22737ec1a27f2584c7325ff5469a98612603881d"


def test_every_target_with_a_number_has_its_readings(pack: RulePack) -> None:
    found = {
        target.id: [target.default, *(name for name in target.readings if name != target.default)]
        for target in pack.targets.values()
        if not target.qualitative
    }
    assert found == NUMERIC


def test_cover_counts_each_sentence_once(pack: RulePack) -> None:
    coverage = cover(pack)
    counts = {kind: coverage.count(kind) for kind in ("bound", "qualitative", "context", "unplaced")}
    assert counts == {"bound": 6, "qualitative": 33, "context": 17, "unplaced": 0}
    assert coverage.placed == 1


def test_parts_three_and_four_are_quoted_by_targets_to_the_last_word(pack: RulePack) -> None:
    sentences = [s for s in cover(pack).sentences if s.line in PARTS_3_AND_4 and s.text != "四、保障措施"]
    assert len(sentences) == 38
    assert [s.text for s in sentences if s.loose or not s.targets] == []


def test_context_sentences_say_why_in_both_languages(pack: RulePack) -> None:
    reasons = [s.reason for s in cover(pack).sentences if s.kind == "context"]
    assert all(reason is not None and reason.zh and reason.en for reason in reasons)


def test_qualitative_clauses_are_shown_at_the_county_without_a_bound(pack: RulePack) -> None:
    found = [target.reading for target in pack.targets.values() if target.qualitative]
    assert len(found) == 38
    assert {reading.levels for reading in found} == {(Level.COUNTY,)}
    assert not any(reading.milestones or reading.judged_at for reading in found)


def test_the_strict_and_the_lenient_set_name_no_default(pack: RulePack) -> None:
    assert set(pack.reading_sets) == {"strict", "lenient"}
    for chosen in pack.reading_sets.values():
        assert all(reading != pack.targets[target].default for target, reading in chosen.items())


def test_the_notes_record_the_damage(pack: RulePack) -> None:
    notes = "".join(note.zh for note in pack.notes)
    assert all(damage in notes and damage in pack.source_text for damage in ("2018118", "20182020年)", "实矛盾不上交"))


def test_the_scheme_says_that_the_plan_sets_no_marks(pack: RulePack) -> None:
    scheme = next(iter(pack.schemes.values()))
    assert "计划未规定评分办法" in scheme.note.zh
    assert "sets no marks" in scheme.note.en
    assert sum(item.marks for item in scheme.items) == scheme.out_of == 100


def test_the_pack_loads_in_under_a_second() -> None:
    # its own time, the best of three: what else the machine does is not its fault
    assert min(timeit.repeat(lambda: load_pack(FOLDER), timer=time.process_time, number=1, repeat=3)) < 1
