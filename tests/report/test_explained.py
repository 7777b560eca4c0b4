"""An explanation quotes the clause, names the cells, and says what would settle the verdict."""

from __future__ import annotations

import attrs
from rich.cells import cell_len

from fengqiao.assess.explain import Explanation
from fengqiao.errors import Lang, Text, Where
from fengqiao.model.outcome import Ask, Member, Page, Status
from fengqiao.report.explained import explained
from tests.sample_assessment import MISSING, PACK, UNREPORTED

TARGET = PACK.targets["county-studios"]
CELL = Where("submissions/义乌市.csv", None, "4:1")
OTHER = Where("submissions/义乌市.csv", None, "5:1")
MEMBER = Member("fact", "s1", "老陈调解工作室", "330782000000", "yes", where=(CELL, OTHER, CELL))
FOUND = Explanation(
    target=TARGET,
    reading=TARGET.reading,
    outcome=UNREPORTED,
    quotes=tuple(quote.text for quote in TARGET.quotes),
    held=Page((MEMBER,), 9),
    lacking=Page((Member("place", "v1", "上村", "330782000000", "no", missed=("2019-W01",)),), 3),
    unknown=Page((), 0),
    below=(("义乌市", Status.UNDETERMINED),),
    asks=((Ask(MISSING, 4, "义乌市"), Text("义乌市未报送调解工作室台账", "义乌市 did not report its studios")),),
    others=((TARGET.readings["opened-in-year"], Status.NOT_MET),),
)


def said(lang: Lang = "zh", found: Explanation = FOUND) -> list[str]:
    return explained(found, lang).splitlines()


def test_it_quotes_the_clause_to_the_character() -> None:
    whole = "".join(line.strip() for line in said())
    assert "条文：三(一)「到2019年底,每个县(市、区)培育10个以上个人品牌调解工作室」" in whole


def test_it_gives_the_reading_and_the_verdict_in_words() -> None:
    lines = said()
    assert "口径：pooled：文件原意" in lines
    assert f"判定：{UNREPORTED.sentence.zh}" in lines


def test_it_names_each_cell_once_in_its_order() -> None:
    assert f"  - 老陈调解工作室 [{CELL}、5:1]" in said()


def test_cells_beyond_the_first_are_hinted_at() -> None:
    cells = tuple(Where("a.csv", None, f"{n}:1") for n in range(2, 6))
    many = Member("fact", "s1", "工作室", "330782000000", "yes", where=cells)
    lines = said(found=attrs.evolve(FOUND, held=Page((many,), 1)))
    assert "  - 工作室 [a.csv:2:1、3:1、4:1…]" in lines


def test_it_counts_what_it_does_not_show() -> None:
    lines = said()
    held, lacking = lines.index("已符合：9"), lines.index("不符合：3")
    assert lines[held + 2] == "  - 另有8项"
    assert lines[lacking + 1 : lacking + 3] == ["  - 上村 缺1次（2019-W01）", "  - 其余2项见 fengqiao gaps"]
    assert not any(line.startswith("尚未知") for line in lines)


def test_it_says_what_would_settle_the_verdict() -> None:
    lines = said()
    assert lines[lines.index("补报以下材料可以定论：") + 1] == "  - 义乌市未报送调解工作室台账（涉及4项）"


def test_it_ends_with_the_other_readings() -> None:
    assert said()[-2:] == ["其他口径下的判定：", "  - opened-in-year 未达标：文件原意"]


def test_english_says_the_same() -> None:
    lines = said("en")
    assert "  - 义乌市 did not report its studios (speaks of 4)" in lines
    assert lines[-1] == "  - opened-in-year not met: what the text says"


def test_made_up_data_is_said_first() -> None:
    banner = Text("合成数据", "SYNTHETIC")
    assert [explained(FOUND, lang, banner=banner).split("\n")[0] for lang in ("zh", "en")] == ["合成数据", "SYNTHETIC"]


def test_no_line_runs_over() -> None:
    long = Member("fact", "s1", "很长的名称" * 30, "330782000000", "yes")
    lines = said(found=attrs.evolve(FOUND, held=Page((long,), 1)))
    assert max(map(cell_len, lines)) <= 80
