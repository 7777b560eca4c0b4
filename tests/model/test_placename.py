from __future__ import annotations

from datetime import date
from time import process_time

import pytest

from fengqiao.model.place import Edition, EditionRow, Level
from fengqiao.model.places import Places
from fengqiao.testing.strategies import CITY, code
from tests.jinhua import places

WUCHENG, DONGYANG = "330702000000", "330783000000"


def found(text: str, within: str | None = None, level: Level | None = None, day: date | None = None) -> list[str]:
    return [unit.key for unit in places().find(text, within=within, level=level, day=day)]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("330702001000", "330702001000"),
        ("330702001", "330702001000"),
        ("330702", WUCHENG),
        ("３３０７０２", WUCHENG),
        ("330727102000", "330727109000"),  # 尖山镇 by its code of 2017
        ("330727102", "330727109000"),
    ],
)
def test_a_code_in_full_or_shortened(text: str, key: str) -> None:
    assert found(text) == [key]


@pytest.mark.parametrize("text", ["33", "3307", "33070200100", "330799", "330702001000000"])
def test_other_numbers_are_no_place(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("婺城区", WUCHENG),
        ("婺城", WUCHENG),
        ("金华", "330700000000"),
        ("浙江", "330000000000"),
        ("东阳", DONGYANG),
        ("磐安县", "330727000000"),
        ("磐安", "330727000000"),
        ("尖山镇", "330727109000"),
        ("柳城畲族镇", "330723100000"),
        ("柳城镇", "330723100000"),
        ("水亭乡", "330781203000"),
        ("婺 城 区", WUCHENG),
        ("婺城　区", WUCHENG),
        ("　婺城区\n", WUCHENG),
        ("婺城区司法局", WUCHENG),
        ("婺城区人民政府", WUCHENG),
        ("三江街道办事处", "330702006000"),
        ("三江街道办", "330702006000"),
        ("三江街道人民调解委员会", "330702006000"),
        ("三江街道调委会", "330702006000"),
    ],
)
def test_full_and_short_names(text: str, key: str) -> None:
    assert found(text) == [key]


@pytest.mark.parametrize(
    "text",
    [
        "金华市婺城区城东街道",
        "浙江省金华市婺城区城东街道",
        "婺城区城东街道",
        "婺城城东街道",
        "婺城区城东",
        "婺城区/城东街道",
        "婺城/城东",
        "婺城区 城东街道",
        "婺城区　城东",
        "金华市 - 婺城区 - 城东街道",
        "金华市>婺城区>城东街道",
        "婺城区，城东街道",
        "婺城区城东街道人民调解委员会",
    ],
)
def test_a_path(text: str) -> None:
    assert found(text) == ["330702001000"]


def test_a_path_may_leave_levels_out_and_end_in_a_village() -> None:
    assert found("婺城区桃园社区") == found("金华市婺城区城东街道桃园社区居委会") == ["330702001008"]
    assert found("婺城区/城东街道/桃园") == ["330702001008"]


def test_a_path_that_ends_in_nothing_known_never_falls_back_to_what_is_above() -> None:
    assert found("婺城区不存在街道") == []
    assert found("婺城区/不存在村") == []
    assert found("不存在区/城东街道") == []


def test_a_shortened_start_run_together_with_a_shortened_end_is_not_guessed() -> None:
    assert found("婺城城东") == []
    assert found("婺城区城东") == ["330702001000"]


def test_an_ambiguous_name_shows_every_candidate() -> None:
    assert found("城东街道") == ["330702001000", "330783006000"]
    assert found("城东街道", within=DONGYANG) == ["330783006000"]
    assert found("东阳市/城东街道") == ["330783006000"]


def test_a_name_borne_at_two_levels_is_told_apart_by_the_level() -> None:
    both = found("柳城")
    assert both == ["330723100000", "330723100001"]
    assert found("柳城", level=Level.TOWNSHIP) == ["330723100000"]
    assert found("柳城", level=Level.VILLAGE) == ["330723100001"]


def test_within_keeps_what_lies_in_a_unit_and_the_unit_itself() -> None:
    assert found("婺城区", within=WUCHENG) == [WUCHENG]
    assert found("金华市婺城区城东街道", within=WUCHENG) == ["330702001000"]
    assert found("东阳市", within=WUCHENG) == []


def test_on_a_day_those_there_come_before_those_not_there() -> None:
    """双溪村委会 stood in eight townships in 2018 and in fewer after the mergers."""
    every = found("双溪村委会")
    early, late = (found("双溪村委会", day=date(year, 12, 31)) for year in (2018, 2019))
    assert len(every) == len(early) == 8
    assert 0 < len(late) < 8
    vanished = min(set(early) - set(late))
    township = places().units[vanished].spells[-1].parent
    assert found("双溪村委会", within=township, day=date(2019, 12, 31)) == [vanished]


def town(*names: str) -> Places:
    """One made-up town with villages (200 on) and, where the name says so, communities (1 on)."""
    rows = [EditionRow(CITY, "甲市"), EditionRow(code(2), "乙区"), EditionRow(code(2, 100), "丙镇")]
    for i, name in enumerate(names):
        rows.append(EditionRow(code(2, 100, (1 if "居" in name else 200) + i), name))
    return Places.build([Edition(date(2018, 10, 31), tuple(rows))])


NAMES = (
    "唐村村委会",
    "丰产村委会",
    "阳山村",
    "王宅村委会",
    "王宅社区居委会",
    "何宅村社区居委会",
    "东兴生活区",
    "６石村委会",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("唐村村委会", ["唐村村委会"]),
        ("唐村村民委员会", ["唐村村委会"]),
        ("唐村村", ["唐村村委会"]),
        ("唐村", ["唐村村委会"]),
        ("唐村村人民调解委员会", ["唐村村委会"]),
        ("唐村社区", ["唐村村委会"]),  # villages become communities and keep their code
        ("唐", ["唐村村委会"]),
        ("丰产", ["丰产村委会"]),
        ("丰产村", ["丰产村委会"]),
        ("丰产村村委会", ["丰产村委会"]),
        ("阳山村", ["阳山村"]),
        ("阳山村委会", ["阳山村"]),
        ("阳山", ["阳山村"]),
        ("王宅村", ["王宅村委会"]),
        ("王宅社区", ["王宅社区居委会"]),
        ("王宅居委会", ["王宅社区居委会"]),
        ("王宅社区居民委员会", ["王宅社区居委会"]),
        ("王宅", ["王宅社区居委会", "王宅村委会"]),
        ("何宅村社区", ["何宅村社区居委会"]),
        ("何宅社区", ["何宅村社区居委会"]),
        ("何宅村", ["何宅村社区居委会"]),
        ("东兴生活区", ["东兴生活区"]),
        ("东兴", ["东兴生活区"]),
        ("6石村", ["６石村委会"]),
        ("６石村委会", ["６石村委会"]),
        ("无此村", []),
        ("村", []),
        ("村委会", []),
        ("", []),
        ("　", []),
        ("/", []),
    ],
)
def test_villages_by_every_ending(text: str, expected: list[str]) -> None:
    assert [unit.name for unit in town(*NAMES).find(text)] == expected


def test_a_village_named_for_one_character_is_not_hidden_by_a_longer_one() -> None:
    built = town("唐村委会", "唐村村委会")
    assert [unit.name for unit in built.find("唐村委会")] == ["唐村委会"]
    assert [unit.name for unit in built.find("唐村")] == ["唐村委会", "唐村村委会"]


def test_a_kind_of_another_level_is_no_match() -> None:
    built = town("城东村委会")
    assert built.find("城东街道") == ()
    assert built.find("乙村") == ()
    assert [unit.key for unit in places().find("琅琊乡")] == ["330702104000"]  # a town, written as the township it was
    assert found("琅琊村", within="330702104000") == []


def test_a_unit_answers_to_its_old_name() -> None:
    assert found("琅沙村", within=WUCHENG) == found("妙康里村村委会") == ["330702104231"]


def test_five_thousand_texts_are_quick() -> None:
    """Paths run together, the slowest form that fits: about 30 microseconds each on an idle core."""
    built = places()
    texts = []
    for unit in built.units.values():
        parent = unit.spells[-1].parent
        if unit.level is Level.VILLAGE and parent is not None:
            texts.append(built.units[parent].name + unit.name.replace("村委会", "村"))
    built.find("婺城区")
    taken = []
    for _ in range(3):
        start = process_time()
        answers = [built.find(text, day=date(2019, 12, 31)) for text in texts]
        taken.append(process_time() - start)
    assert min(taken) < 1
    assert len(texts) > 5000
    assert all(answers)
