"""The terminal scoreboard within 80 columns, in both languages, whatever the units are called and however many."""

from __future__ import annotations

import re

import attrs
import pytest
from rich.cells import cell_len

from fengqiao.assess.words import STATUS
from fengqiao.errors import Lang, Text
from fengqiao.model.outcome import Assessment, Outcome, Status
from fengqiao.report import words
from fengqiao.report.board import COUNTS, short_names
from fengqiao.report.compose import compose
from fengqiao.report.text import text
from tests.hard import LONG, NOBODY, ONE, OPEN, many
from tests.sample_assessment import ASSESSMENT, PACK

LANGS: tuple[Lang, Lang] = ("zh", "en")


def shown(assessment: Assessment, lang: Lang = "zh", width: int = 80, *, colour: bool = False) -> str:
    return text(compose(assessment, PACK, lang), width=width, colour=colour)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("assessment", [ASSESSMENT, LONG, OPEN, NOBODY, ONE, many(9), many(10), many(31)])
def test_nothing_is_wider_than_80_columns(assessment: Assessment, lang: Lang) -> None:
    for line in shown(assessment, lang).splitlines():
        assert cell_len(line) <= 80, line


@pytest.mark.parametrize("lang", LANGS)
def test_no_heading_is_cut_and_each_count_stands_under_its_own(lang: Lang) -> None:
    lines = shown(ASSESSMENT, lang).splitlines()
    rule = next(n for n, line in enumerate(lines) if line.startswith("───"))
    start = next(n for n in range(rule, 0, -1) if lines[n].startswith("■"))
    heading = "".join(lines[start + 1 : rule]).replace(" ", "")
    for status, said in COUNTS.items():
        assert words.SIGNS[status] in heading
        for part in said.say(lang).split("\n"):
            assert part.replace(" ", "") in heading
    assert heading.count("…") == 1  # the sign of what is not due yet, and no word cut short
    assert said_of(COUNTS, "en") == {status: STATUS[status].en for status in COUNTS}


def said_of(counts: dict[Status, Text], lang: Lang) -> dict[Status, str]:
    """The words of the headings, put together again."""
    joined = {status: said.say(lang).replace("-\n", "").replace("\n", " ") for status, said in counts.items()}
    return {status: said.removesuffix(words.SIGNS[status]) for status, said in joined.items()}


def test_columns_stay_in_line_under_wide_characters_in_english_too() -> None:
    for lang in LANGS:
        lines = shown(ASSESSMENT, lang).splitlines()
        rows = [line for line in lines if line.startswith("   ") and re.search(r"  \d+$", line)]
        assert len(rows) == 3
        assert len({cell_len(row) for row in rows}) == 1


def test_names_of_40_characters_are_broken_and_never_cut() -> None:
    said = shown(LONG)
    rows = "".join(re.findall(r"[一-鿿]+", said))
    for card in LONG.scorecards:
        assert len(card.unit.name) == 40
        assert card.unit.name in said.replace("\n", "").replace(" ", "") or card.unit.name[:12] in rows


def test_headings_that_would_be_alike_are_told_apart() -> None:
    assert short_names(["婺城区", "金东区"]) == ["婺城", "金东"]
    assert short_names(["金华开发区", "义乌开发区"]) == ["金华开", "义乌开"]
    assert short_names(["金华市开发区", "金华市新城区", "金华市开发区"]) == ["1", "2", "3"]
    said = shown(attrs.evolve(LONG, outcomes=tuple(_same_ends(LONG))))
    assert re.search(r"1 \S+  2 ", said)


def _same_ends(assessment: Assessment) -> list[Outcome]:
    return [
        attrs.evolve(one, unit=attrs.evolve(one.unit, name=f"甲乙丙{one.unit.code[4:6]}丁戊己"))
        for one in assessment.outcomes
    ]


def test_more_units_than_fit_make_more_tables_and_each_unit_stands_in_one() -> None:
    said = shown(many(31))
    heads = [line for line in said.splitlines() if line.startswith(words.TARGET.zh)]
    assert len(heads) == 4
    numbers = " ".join(heads).replace(words.TARGET.zh, "").split()
    assert sorted(map(int, numbers)) == list(range(1, 33))


@pytest.mark.parametrize("lang", LANGS)
def test_without_colour_nothing_is_lost(lang: Lang) -> None:
    plain = re.sub(r"\x1b\[[\d;]*m", "", shown(ASSESSMENT, lang, colour=True))
    assert [line.rstrip() for line in plain.splitlines()] == shown(ASSESSMENT, lang).splitlines()


@pytest.mark.parametrize("hostile", ["\x1b[2J", "\x1b]0;x\x07", "\x1b[31m", "\r", "\x9b2J", "\b\b"])
def test_data_does_not_speak_to_the_terminal(hostile: str) -> None:
    problem = attrs.evolve(ASSESSMENT.problems[0], what=Text(f"坏{hostile}字", "bad"))
    said = shown(attrs.evolve(ASSESSMENT, problems=(problem,)))
    assert not set(said) & set("\x1b\x9b\x07\x08\r")
    coloured = shown(attrs.evolve(ASSESSMENT, problems=(problem,)), colour=True)
    assert set(re.findall(r"\x1b.{2}", coloured)) <= {"\x1b[0", "\x1b[1", "\x1b[2", "\x1b[3"}
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured).count("\x1b") == 0


def test_everything_undetermined_is_said_as_such() -> None:
    said = shown(OPEN)
    assert "待定" in said
    assert "0.00–100.00" in said
    assert "✗" not in said.split("■")[4]


def test_nobody_to_judge_and_a_single_county() -> None:
    assert "■ 各单位指标判定" in shown(NOBODY)
    assert "100.00" in shown(ONE)
