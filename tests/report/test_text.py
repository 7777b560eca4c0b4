"""What the terminal shows: aligned, complete, and told apart without colour."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from fengqiao.errors import Lang
from fengqiao.model.outcome import Status
from fengqiao.report import words
from fengqiao.report.board import short_name
from fengqiao.report.compose import compose
from fengqiao.report.text import fold, text
from tests.sample_assessment import ASSESSMENT, PACK


def shown(lang: Lang = "zh", *, width: int = 80, colour: bool = False) -> str:
    return text(compose(ASSESSMENT, PACK, lang, made_by="fengqiao 9.9"), width=width, colour=colour)


def test_it_opens_with_what_a_busy_official_reads() -> None:
    lines = shown().splitlines()
    assert lines[0].startswith("金华市人民调解工作三年行动计划")
    assert lines[1].startswith("合成数据：")
    assert "- 金华市有数量要求的2项指标：达标0项、未达标1项、未到期1项。" in lines
    assert "- 3个单位逐项判定：达标1项次、未达标1项次、待定1项次。" in lines
    assert "- 最需关注：婺城区（0.0分，1项未达标）、义乌市（66.7–90.0分，0项未达标）。" in lines
    asked = next(line for line in lines if "应先催报" in line)
    assert "义乌市未报送调解工作室台账" in asked


def test_it_closes_with_who_which_day_and_which_files() -> None:
    end = shown()
    assert "由 fengqiao 9.9 生成，判定日 2019年12月31日；读入 120 行 = 采用 119 条 + 拒收 1" in end
    assert "submissions/婺城区.xlsx   abababababab" in end
    assert ASSESSMENT.fingerprint in end
    assert "- 金华开发区的组成为假定。" in end


def test_marks_and_ranks_are_intervals() -> None:
    row = next(line for line in shown().splitlines() if "义乌市       66.67" in line)
    assert row.split() == ["2", "义乌市", "66.67–90.00", "优秀", "0", "0", "1", "0"]


def test_every_status_has_its_own_sign() -> None:
    assert len(set(words.SIGNS.values())) == len(Status)
    assert "✓ 达标  ✗ 未达标  ? 待定  … 未到期  - 不适用  ○ 已豁免  · 仅列示" in shown()


def test_colour_adds_nothing_that_is_not_said_without_it() -> None:
    assert "\x1b[" in shown(colour=True)
    assert "\x1b[" not in shown()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [80, 120])
def test_nothing_runs_over_and_nothing_is_cut(lang: Lang, width: int) -> None:
    long = attrs.evolve(ASSESSMENT.problems[0].where, file="submissions/" + "很长的文件名" * 12 + ".xlsx")
    problem = attrs.evolve(ASSESSMENT.problems[0], where=long)
    document = compose(attrs.evolve(ASSESSMENT, problems=(problem,)), PACK, lang)
    said = text(document, width=width)
    assert max(map(cell_len, said.splitlines())) <= width
    assert "很长的文件名" * 12 in said.replace("\n", "").replace(" ", "")


def test_columns_stay_in_line_under_wide_characters() -> None:
    rows = [line for line in shown().splitlines() if line.endswith(("0", "…")) and "优秀" in line]
    assert len({cell_len(row) for row in rows}) == 1


def test_english_says_the_same() -> None:
    said = shown("en", width=120)
    assert "- 金华市: of 2 targets with a number, 0 met, 1 not met, 1 not due yet." in said
    assert "(1 verdict waits for it)" in said
    assert said.splitlines()[1].startswith("SYNTHETIC DATA")


def test_real_data_carries_no_banner() -> None:
    document = compose(attrs.evolve(ASSESSMENT, synthetic=False), PACK, "zh")
    assert "合成" not in text(document)


@pytest.mark.parametrize(
    ("name", "short"), [("婺城区", "婺城"), ("磐安县", "磐安"), ("金华开发区", "开发区"), ("郊区", "郊区")]
)
def test_headings_are_short(name: str, short: str) -> None:
    assert short_name(name) == short


@given(st.text(alphabet="调解a1。，（） ", max_size=80), st.integers(min_value=12, max_value=40))
def test_folding_loses_nothing_but_blanks(line: str, width: int) -> None:
    folded = fold(line, width)
    assert folded.replace("\n", "").replace(" ", "") == line.replace(" ", "")
