"""The circular of the example: the standard's layout, a recount of every number, only listed gaps, whole pages."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import attrs
import docx as library
import pytest
from docx.document import Document as Word
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from fengqiao.boundary.letter import Letter
from fengqiao.boundary.wire import to_json
from fengqiao.errors import Lang
from fengqiao.report.circular.build import circular
from fengqiao.report.circular.docx import docx
from fengqiao.report.circular.layout import FANG, HEI, INSTEAD, KAI, NUMBERS, SONG
from fengqiao.report.compose import compose
from tests.programs import program
from tests.report.judged import judged

pytestmark = pytest.mark.xdist_group("circular")
LETTER = Letter("甲市司法局", "甲市司法局文件", "甲司〔2020〕1号", "各县（市、区）司法局：")
SPOKEN = {"met": "达标", "not_met": "未达标", "undetermined": "未报", "not_due": "未到期"}


@cache
def content(lang: Lang = "zh", *, headed: bool = False) -> bytes:
    one = judged()
    document = compose(one.assessment, one.pack, lang, gaps=one.gaps, made_by="fengqiao 9.9")
    return docx(circular(document, one.assessment, one.pack, one.gaps, LETTER if headed else one.letter))


@cache
def opened(lang: Lang = "zh", *, headed: bool = False) -> Word:
    return library.Document(BytesIO(content(lang, headed=headed)))


@cache
def outcomes() -> list[dict[str, Any]]:
    """Those of targets with a number, from the JSON alone."""
    one = judged()
    found = json.loads(to_json(one.assessment, "zh"))["outcomes"]
    return [o for o in found if not one.pack.targets[o["target"]].qualitative]


def body(lang: Lang = "zh") -> list[str]:
    return [p.text for p in opened(lang).paragraphs if p.style is not None and p.style.name == "Body Text"]


def between(first: str, last: str) -> list[str]:
    """The paragraphs of one section."""
    texts = [p.text for p in opened().paragraphs]
    start = next(i for i, text in enumerate(texts) if re.fullmatch(f".、{first}", text))
    return texts[start + 1 : next(i for i, text in enumerate(texts) if re.fullmatch(f".、{last}", text))]


# -- the layout


def test_page_margins_and_the_place_of_numbers_are_the_standards() -> None:
    (section,) = opened().sections
    sizes = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [round(cast(Any, size).mm) for size in sizes] == [210, 297, 37, 28]
    width = Mm(210) - cast(int, section.left_margin) - cast(int, section.right_margin)
    height = Mm(297) - cast(int, section.top_margin) - cast(int, section.bottom_margin)
    assert (round(width / Mm(1)), round(height / Mm(1))) == (156, 225)


@pytest.mark.parametrize(
    ("style", "face", "points"),
    [
        ("Title", SONG, 22),
        ("Body Text", FANG, 16),
        ("Heading 1", HEI, 16),
        ("Normal", FANG, 16),
        ("Footer", NUMBERS, 14),
    ],
)
def test_faces_and_sizes_by_level(style: str, face: str, points: int) -> None:
    found: Any = opened().styles[style]
    fonts = found.element.rPr.find(qn("w:rFonts"))
    assert fonts.get(qn("w:eastAsia")) == face
    assert not [name for name in fonts.attrib if "Theme" in name]
    assert found.font.size == Pt(points)
    assert face in INSTEAD


def test_lines_are_28_points_and_28_signs_fit_into_one() -> None:
    style: Any = opened().styles["Body Text"]
    assert style.paragraph_format.line_spacing == Pt(28)
    assert style.paragraph_format.first_line_indent == Pt(32)
    closer = int(style.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert 28 * (16 + closer) <= Mm(156).pt < 29 * (16 + closer)


def test_headings_of_the_second_level_begin_their_paragraph_in_kai() -> None:
    leads = [p.runs[0] for p in opened().paragraphs if re.match(r"（[一二三四五六七八九十]+）", p.text) and p.runs]
    assert len(leads) > 10
    for run in leads:
        assert run._r.xpath("w:rPr/w:rFonts/@w:eastAsia") == [KAI]


def test_the_file_says_which_faces_stand_in() -> None:
    table = next(
        p for p in opened().part.package.iter_parts() if str(p.partname) == "/word/fontTable.xml"
    ).blob.decode()
    for face, instead in INSTEAD.items():
        assert f'w:name="{face}"><w:altName w:val="{instead}"' in table


def test_page_numbers_stand_outside_between_dashes() -> None:
    (section,) = opened().sections
    assert opened().settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right_indent"), (section.even_page_footer, "left_indent")):
        (paragraph,) = footer.paragraphs
        assert paragraph._p.xpath("w:fldSimple/@w:instr") == ["PAGE"]
        assert [run.text for run in paragraph.runs] == ["— ", " —"]
        assert getattr(paragraph.paragraph_format, side) == Pt(14)


def test_every_table_is_as_wide_as_the_text_and_repeats_its_headings() -> None:
    assert len(opened().tables) == 1 + 9
    for table in opened().tables:
        widths = [cell.width for cell in table.rows[0].cells]
        assert abs(sum(cast(int, w) for w in widths) - Mm(156)) < Mm(0.5)
        assert table.rows[0]._tr.xpath("w:trPr/w:tblHeader")
        assert all(row._tr.xpath("w:trPr/w:cantSplit") for row in table.rows)
        assert not table.autofit


def test_a_letterhead_is_red_above_number_and_rule_and_only_where_it_is_given() -> None:
    texts = [p.text for p in opened(headed=True).paragraphs]
    assert [t for t in texts if t][:2] == ["甲市司法局文件", "甲司〔2020〕1号"]
    head = opened(headed=True).paragraphs[0]
    assert str(head.runs[0].font.color.rgb) == "E00000"
    rule = next(p for p in opened(headed=True).paragraphs if p.text == "甲司〔2020〕1号")
    assert rule._p.xpath("w:pPr/w:pBdr/w:bottom/@w:color") == ["E00000"]
    assert texts[texts.index("甲市司法局") + 1] == "2019年12月31日"
    assert next(p.text for p in opened().paragraphs if p.text).startswith("关于")


def test_issuer_and_day_close_the_text_and_each_unit_has_an_annex() -> None:
    texts = [p.text for p in opened().paragraphs]
    at = texts.index("2019年12月31日")
    assert texts[at - 1] == "演示机关（非真实单位）"
    assert texts[at + 1] == "附件1"
    assert [t for t in texts if re.fullmatch(r"附件\d", t)] == [f"附件{n}" for n in range(1, 10)]
    breaks = [p for p in opened().paragraphs if p.paragraph_format.page_break_before]
    assert [p.text for p in breaks] == [f"附件{n}" for n in range(1, 10)]


def test_a_title_breaks_between_its_parts() -> None:
    titles = [p.text for p in opened().paragraphs if p.style is not None and p.style.name == "Title"]
    assert titles[:3] == ["关于金华市坚持发展“枫桥经验”", "实现矛盾不上交三年行动计划", "（2018—2020年）落实情况的通报"]


def test_the_same_circular_has_the_same_bytes() -> None:
    one = judged()
    document = compose(one.assessment, one.pack, "zh", gaps=one.gaps, made_by="fengqiao 9.9")
    assert docx(circular(document, one.assessment, one.pack, one.gaps, one.letter)) == content()
    assert b"thumbnail" not in content()


# -- what it says


def test_the_overall_counts_are_those_of_the_assessment() -> None:
    city, counties = ([o for o in outcomes() if (o["unit"]["level"] == "city") is own] for own in (True, False))
    for sentence, found, unit in ((body()[1], city, "项"), (body()[2], counties, "项次")):
        tallied = Counter(o["status"] for o in found if o["status"] in SPOKEN)
        for status, word in SPOKEN.items():
            assert re.search(f"(?<!未){word}{tallied[status]}{unit}[、。]", sentence), (word, sentence)
        assert f"{sum(tallied.values())}{unit}" in sentence


def test_each_target_names_the_units_of_each_status() -> None:
    said = {p.split("。")[0].split("）", 1)[1]: p for p in between("各项指标落实情况", "得分和名次")}
    for target in judged().pack.targets.values():
        found = [o for o in outcomes() if o["target"] == target.id and o["unit"]["level"] == "county"]
        judged_ = [o for o in found if o["status"] in ("met", "not_met", "undetermined")]
        assert (target.title.zh in said) == bool(judged_), target.id
        for status in ("met", "not_met", "undetermined"):
            names = [o["unit"]["name"] for o in judged_ if o["status"] == status]
            line = re.search(f"(?<!未){SPOKEN[status]}(\\d+)个：([^。]*)。", said.get(target.title.zh, ""))
            assert (line is not None) == bool(names), (target.id, status)
            if line is not None:
                assert int(line[1]) == len(names)
                assert re.findall(r"([^、（）]+)（[^）]*）", line[2]) == names


def test_what_is_undetermined_is_asked_for_with_a_day_and_never_called_a_failing() -> None:
    open_ = {(o["target"], o["unit"]["name"]) for o in outcomes() if o["status"] == "undetermined"}
    assert open_
    for line in between("各项指标落实情况", "得分和名次"):
        for found in re.findall(r"(?<!未)未报\d+个：[^。]*。", line):
            assert "请于2020年1月5日前补报" in found
    assert "待定" not in "\n".join(p.text for p in opened().paragraphs)
    for paragraph in between("存在的主要问题", "下一步工作要求"):
        for name in re.findall(r"(?<=；|：)(?:另有)?\d+处未报[^。；]*", paragraph):
            assert "请于2020年1月5日前补报" in name


def test_every_sentence_has_a_number() -> None:
    sentences = [s for p in body() for s in re.split(r"(?<=。)", re.sub(r"^（.{1,3}）[^。]*。", "", p)) if s]
    assert len(sentences) > 50
    assert [s for s in sentences if not re.search(r"\d", s)] == []
    assert not re.search("积极|扎实|显著|良好成效|取得|有力|高度重视", "".join(sentences))


def test_marks_and_ranks_are_those_of_the_scorecards() -> None:
    rows = [[cell.text for cell in row.cells] for row in opened().tables[0].rows]
    assert rows[0] == ["名次", "单位", "得分", "等次", "达标", "未达标", "未报", "未到期"]
    cards = {card.unit.name: card for card in judged().assessment.scorecards}
    assert {row[1] for row in rows[1:]} == set(cards)
    for row in rows[1:]:
        card = cards[row[1]]
        assert card.rank is not None
        assert row[0] in (str(card.rank[0]), f"{card.rank[0]}–{card.rank[1]}")
        mine = Counter(o["status"] for o in outcomes() if o["unit"]["name"] == row[1])
        assert row[4:] == [str(mine[status]) for status in SPOKEN]


def test_no_shortfall_is_named_that_the_gaps_do_not_list() -> None:
    gaps = {(g.unit.name, g.title.zh, "".join(dict.fromkeys((*g.place, g.name)))): g for g in judged().gaps}
    unit, named = "", 0
    for text in between("存在的主要问题", "下一步工作要求"):
        if lead := re.fullmatch(r"（.+）(.+?)未达标(\d+)项，列明缺口(\d+)项。", text):
            unit = lead[1]
            failed = [o for o in outcomes() if o["unit"]["name"] == unit and o["status"] == "not_met"]
            assert len(failed) == int(lead[2])
            continue
        line = re.fullmatch(r"\d+\.(.+?)：(.*)。", text)
        assert line is not None, text
        mine = [g for key, g in gaps.items() if key[:2] == (unit, line[1])]
        assert mine, (unit, line[1])
        sure = [g for g in mine if g.state == "no"]
        if count := re.match(r"有缺口的(\d+)处，", line[2]):
            assert int(count[1]) == len(sure)
            for name, lacks in re.findall(r"(?:为|、)([^、（；]+)（([^）]*)）", line[2]):
                gap = gaps[unit, line[1], name]
                assert gap.state == "no"
                if gap.missed:
                    assert lacks == f"缺{len(gap.missed)}次"
                named += 1
        if silent := re.search(r"(\d+)处未报", line[2]):
            assert int(silent[1]) == len(mine) - len(sure)
    assert named > 15


def test_each_annex_has_the_verdicts_of_its_unit() -> None:
    titles = {t.title.zh: t.id for t in judged().pack.targets.values()}
    names = [p.text.removesuffix("指标判定表") for p in opened().paragraphs if re.fullmatch(r".+指标判定表", p.text)
             and p.style is not None and p.style.name == "Title"]  # fmt: skip
    for name, table in zip(names, opened().tables[1:], strict=True):
        mine = {o["target"]: o for o in outcomes() if o["unit"]["name"] == name}
        rows = [[cell.text for cell in row.cells] for row in table.rows][1:]
        assert {titles[row[1]] for row in rows} == set(mine)
        for row in rows:
            status = mine[titles[row[1]]]["status"]
            assert row[4].split(" ")[1] == SPOKEN.get(status, "仅列示"), row
            assert int(row[5]) == sum((g.target, g.unit.name) == (titles[row[1]], name) for g in judged().gaps)


def test_it_says_that_data_is_synthetic_on_every_page_and_only_then() -> None:
    (section,) = opened().sections
    for header in (section.header, section.even_page_header):
        assert header.paragraphs[0].text == "合成数据，仅作演示"
    assert any(p.text.startswith("（合成数据：") for p in opened().paragraphs)
    one, real = judged(), attrs.evolve(judged().assessment, synthetic=False)
    document = compose(real, one.pack, "zh", gaps=one.gaps)
    plain = library.Document(BytesIO(docx(circular(document, real, one.pack, one.gaps, LETTER))))
    assert "合成" not in "".join(p.text for p in (*plain.paragraphs, *plain.sections[0].header.paragraphs))


def test_in_english_the_text_is_english() -> None:
    texts = body("en")
    assert texts[0].startswith("Under the Jinhua three-year action plan")
    assert not [s for p in texts for s in re.findall(r"(?:未|达标|请|要求)", p)]
    headings = [p.text for p in opened("en").paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert headings == [
        "1. Overall",
        "2. Target by target",
        "3. Marks and ranks",
        "4. What falls short",
        "5. Next steps",
    ]


# -- on paper


def squeezed(text: str) -> Counter[str]:
    return Counter(re.sub(r"\s", "", text))


def test_on_paper_nothing_is_lost_and_nothing_leaves_the_text(tmp_path: Path) -> None:
    soffice, to_text, fonts = program("soffice", "libreoffice"), program("pdftotext"), program("pdffonts")
    made = {"zh": content(), "en": content("en"), "headed": content(headed=True)}
    for name, written in made.items():
        (tmp_path / f"{name}.docx").write_bytes(written)
    command = [soffice, "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--convert-to", "pdf"]
    files = [str(tmp_path / f"{name}.docx") for name in made]
    subprocess.run([*command, "--outdir", str(tmp_path), *files], check=True, capture_output=True, timeout=170)
    for name, written in made.items():
        paper = tmp_path / f"{name}.pdf"
        boxes = subprocess.run([to_text, "-bbox", paper, "-"], capture_output=True, text=True, check=True).stdout
        shown = squeezed(unescape("".join(re.findall(r"<word [^>]*>([^<]*)</word>", boxes))))
        word = library.Document(BytesIO(written))
        texts = [p.text for p in word.paragraphs] + [c.text for t in word.tables for r in t.rows for c in r.cells]
        assert not squeezed("".join(texts)) - shown, name  # every sign is there, so no glyph is missing and none is cut
        for left, right in re.findall(r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)"', boxes):
            assert float(left) >= Mm(28).pt - 1
            assert float(right) <= Mm(28 + 156).pt + 16, name  # a closing mark may hang, not cut off
        assert ".notdef" not in subprocess.run([fonts, paper], capture_output=True, text=True, check=True).stdout
        pages = boxes.count("<page ")
        assert pages <= 30
        assert [n for n in range(1, pages + 1) if f">{n}</word>" not in boxes and f"—{n}—" not in boxes] == []
