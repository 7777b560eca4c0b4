"""What a report says is what was judged."""

from __future__ import annotations

import attrs

from fengqiao.assess.gaps import Gap
from fengqiao.errors import Text, Where
from fengqiao.model.outcome import Status, Tally
from fengqiao.report.compose import SHOWN_GAPS, compose, lack
from tests.sample_assessment import ASSESSMENT, OUTCOMES, PACK, WUCHENG

DOCUMENT = compose(ASSESSMENT, PACK, "zh")


def test_the_matrix_has_the_city_first_and_a_hole_where_nothing_is_judged() -> None:
    assert [unit.name for unit in DOCUMENT.matrix.units] == ["金华市", "婺城区", "义乌市", "金华开发区"]
    studios, villages = DOCUMENT.matrix.numbered
    assert [(cell.sign, cell.short) if cell else None for cell in studios.cells] == [
        ("✗", "1/3"),
        ("✗", "9"),
        ("?", "≥9"),
        ("✓", "12"),
    ]
    assert villages.cells[1:] == (None, None, None)


def test_clauses_without_a_number_stand_apart() -> None:
    (publicity,) = DOCUMENT.matrix.qualitative
    assert [cell.short if cell else None for cell in publicity.cells] == [None, "未说明", "未说明", "未说明"]


def test_what_is_ahead_is_said_with_its_day() -> None:
    cell = DOCUMENT.matrix.numbered[1].cells[0]
    assert cell is not None
    assert cell.required == "2020年12月31日起不少于30%"


def test_cards_stand_by_rank() -> None:
    assert [card.unit.name for card in DOCUMENT.cards] == ["金华开发区", "义乌市", "婺城区"]


def test_a_unit_with_nothing_to_judge_has_neither_marks_nor_rank() -> None:
    nothing = attrs.evolve(ASSESSMENT.scorecards[0], marks=None, rank=None, grade=None)
    card = compose(attrs.evolve(ASSESSMENT, scorecards=(nothing,)), PACK, "zh").cards[0]
    assert (card.marks, card.rank, card.grade) == ("", "", "")


def test_a_page_says_what_would_settle_a_verdict_and_which_reading_changes_it() -> None:
    page = next(page for page in DOCUMENT.pages if page.unit.name == "义乌市")
    assert page.findings[0].asks == ("义乌市未报送调解工作室台账（2019-01-01至2019-12-31）",)
    assert page.findings[0].others == "opened-in-year：未达标"


def test_the_units_whose_verdict_depends_on_the_reading_are_listed() -> None:
    reading = next(row for row in DOCUMENT.readings if row.target == "county-studios")
    assert "义乌市?→✗、金华开发区✓→✗" in reading.others[0]


def test_without_scorecards_the_worst_are_those_that_fail_most() -> None:
    document = compose(attrs.evolve(ASSESSMENT, scorecards=()), PACK, "zh")
    assert document.summary[2].startswith("最需关注：")
    assert "婺城区（1项未达标）" in document.summary[2]


def test_of_asks_for_one_register_of_one_unit_one_is_made() -> None:
    twice = attrs.evolve(ASSESSMENT, outcomes=(*OUTCOMES, OUTCOMES[1]))
    (asked,) = [line for line in compose(twice, PACK, "zh").summary if "应先催报" in line]
    assert asked.count("义乌市") == 1
    assert "涉及2项判定" in asked


def test_every_status_is_said_in_both_languages() -> None:
    for status in Status:
        outcomes = (attrs.evolve(OUTCOMES[0], status=status),)
        said = [compose(attrs.evolve(ASSESSMENT, outcomes=outcomes), PACK, lang).pages for lang in ("zh", "en")]
        assert all(pages[0].findings[0].verdict.word for pages in said)


GAP = Gap(
    target="county-studios",
    title=Text("工作室", "studios"),
    unit=WUCHENG,
    status=Status.NOT_MET,
    code="330702100201",
    name="上村",
    place=("白龙桥镇", "上村"),
    state="no",
    what=Text("差1个", "1 short"),
    where=tuple(Where("a.xlsx", "B", cell) for cell in ("C1", "C1", "C2", "C3")),
)


def test_a_gap_names_its_place_once_and_its_first_cell() -> None:
    zh, en = lack(GAP, "zh"), lack(GAP, "en")
    assert (zh.place, zh.name, zh.state, zh.cells) == ("白龙桥镇", "上村", "未达到", "a.xlsx:B!C1；等3处")
    assert (en.place, en.state, en.cells) == ("白龙桥镇", "lacking", "a.xlsx:B!C1; and 2 more")


def test_the_most_urgent_gaps_are_shown_and_the_others_counted() -> None:
    later = attrs.evolve(GAP, status=Status.NOT_DUE, name="later")
    gaps = [*[later] * SHOWN_GAPS, attrs.evolve(GAP, status=Status.UNDETERMINED, name="unsure"), GAP]
    page = next(page for page in compose(ASSESSMENT, PACK, "zh", gaps=gaps).pages if page.unit == WUCHENG)
    assert [one.name for one in page.lacks[:3]] == ["上村", "unsure", "later"]
    assert (len(page.lacks), page.more) == (SHOWN_GAPS, 2)


def test_a_share_of_no_units_is_no_number() -> None:
    nobody = attrs.evolve(OUTCOMES[-1], tally=Tally())
    cell = compose(attrs.evolve(ASSESSMENT, outcomes=(nobody,)), PACK, "zh").matrix.rows[0].cells[0]
    assert cell is not None
    assert (cell.short, cell.value) == ("", "")


def test_chinese_sentences_have_full_width_brackets() -> None:
    for assessment in (ASSESSMENT, attrs.evolve(ASSESSMENT, scorecards=())):
        document = compose(assessment, PACK, "zh")
        assert not set("(),:;") & set("".join(document.summary))
        assert "；判定不同的单位：" in document.readings[0].others[0]
