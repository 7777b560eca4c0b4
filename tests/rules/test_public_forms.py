"""The packs made from the forms of other public documents: written as data, with nothing of theirs in the code."""

from __future__ import annotations

from pathlib import Path

import fengqiao_rules
import pytest

from fengqiao.boundary.packfile import load_pack
from fengqiao.testing.rulepack import RulePackContract

RULES = Path(fengqiao_rules.__file__).parent
ADDRESSES = {
    "ten_day_screening": "www.fsou.net.cn/html/text/lar/170687/17068758_1.html",
    "mediator_training": "www.yaan.gov.cn",
    "commendation_cycle": "www.fsou.net/html/text/lar/170182/17018225_2.html",
}


class TestTenDayScreening(RulePackContract):
    @pytest.fixture
    def pack_path(self) -> Path:
        return RULES / "ten_day_screening"


class TestMediatorTraining(RulePackContract):
    @pytest.fixture
    def pack_path(self) -> Path:
        return RULES / "mediator_training"


class TestCommendationCycle(RulePackContract):
    @pytest.fixture
    def pack_path(self) -> Path:
        return RULES / "commendation_cycle"


@pytest.mark.parametrize("folder", ADDRESSES)
def test_the_source_says_that_its_sentences_are_ours_and_where_its_figures_stand(folder: str) -> None:
    pack = load_pack(RULES / folder)
    assert "本文各句由规则包作者撰写,不是公文原文" in pack.source_text
    assert ADDRESSES[folder] in pack.source_text
    assert any("不是公文原文" in note.zh and "no official text" in note.en for note in pack.notes)


@pytest.mark.parametrize("folder", ADDRESSES)
def test_the_code_knows_nothing_of_it(folder: str) -> None:
    sources = Path(__file__).parents[2] / "src"
    name = folder.replace("_", "-")
    assert [file.name for file in sources.rglob("*.py") if name in file.read_text("utf-8")] == []


@pytest.mark.parametrize("folder", ["jinhua_2018_2020", *ADDRESSES])
def test_every_reading_that_can_be_chosen_has_a_name_for_people(folder: str) -> None:
    for target in load_pack(RULES / folder).targets.values():
        called = [reading.called.zh for reading in target.readings.values()]
        assert len(set(called)) == len(called), target.id
        assert len(called) == 1 or not any(word.isascii() for word in called), target.id
