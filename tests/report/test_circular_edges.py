"""A circular of hostile names, of nobody, of one county, of everything undetermined, and without python-docx."""

from __future__ import annotations

import importlib.util
import zipfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import attrs
import docx as library
import pytest
from typer.testing import CliRunner

from fengqiao.assess.gaps import Gap
from fengqiao.boundary.letter import Letter
from fengqiao.cli.main import app
from fengqiao.errors import MissingExtraError, Text
from fengqiao.model.outcome import Assessment, Status, UnitRef
from fengqiao.report.circular.build import circular
from fengqiao.report.circular.docx import docx
from fengqiao.report.circular.model import Circular
from fengqiao.report.circular.titles import lines, width
from fengqiao.report.circular.words import deadline, ordinal
from fengqiao.report.compose import compose
from tests.cli.command import write_project
from tests.sample_assessment import ASSESSMENT, DAY, OUTCOMES, PACK, WUCHENG

LONG = "某某省某某市某某县某某街道办事处某某社区居民委员会人民调解委员会调解工作室一分室"
HOSTILE = "=cmd|' /C calc'!A0<w:p/>&#x0;\x00\x1b\u202e\n]]>"


def made(assessment: Assessment, gaps: Iterable[Gap] = (), letter: Letter | None = None) -> Circular:
    found = tuple(gaps)
    document = compose(assessment, PACK, "zh", gaps=found)
    return circular(document, assessment, PACK, found, letter or Letter())


def texts(written: bytes) -> list[str]:
    word = library.Document(BytesIO(written))
    whole = [p.text for p in word.paragraphs if p.style is None or p.style.name != "Title"]  # titles are cut into lines
    return whole + [c.text for t in word.tables for r in t.rows for c in r.cells]


def named(unit: UnitRef) -> Assessment:
    outcomes = tuple(attrs.evolve(o, unit=unit) if o.unit == WUCHENG else o for o in OUTCOMES)
    cards = tuple(attrs.evolve(c, unit=unit) if c.unit == WUCHENG else c for c in ASSESSMENT.scorecards)
    return attrs.evolve(ASSESSMENT, outcomes=outcomes, scorecards=cards)


def gap(unit: UnitRef, name: str) -> Gap:
    return Gap(
        "county-studios",
        Text("工作室", "studios"),
        unit,
        Status.NOT_MET,
        "1",
        name,
        ("甲镇", name),
        "no",
        Text("差1个", ""),
    )


def test_what_a_name_brings_is_text_and_nothing_else() -> None:
    unit = UnitRef("330702000000", HOSTILE, "county")
    written = docx(made(named(unit), [gap(unit, HOSTILE)], Letter(HOSTILE, HOSTILE, HOSTILE, HOSTILE)))
    said = [text for text in texts(written) if "calc" in text]
    assert len(said) >= 7
    assert all("=cmd|' /C calc'!A0<w:p/>&#x0; ]]>" in text.replace("\n", " ") for text in said)
    archive = zipfile.ZipFile(BytesIO(written))
    assert {name.rsplit(".", 1)[-1] for name in archive.namelist()} <= {"xml", "rels"}
    assert b"fldSimple" not in archive.read("word/document.xml")


def test_names_of_forty_signs_stand_whole() -> None:
    assert len(LONG) == 40
    unit = UnitRef("330702000000", LONG, "county")
    village = f"村{LONG[1:]}"
    said = texts(docx(made(named(unit), [gap(unit, village)], Letter(LONG, LONG))))
    assert any(f"甲镇{village}（差1个）" in text for text in said)
    assert LONG in said


def test_nobody_to_judge_is_said_with_a_zero() -> None:
    found = made(attrs.evolve(ASSESSMENT, outcomes=(), scorecards=(), problems=()))
    said = "".join(texts(docx(found)))
    assert "对0个被考核单位0项" in said
    assert "共判定0项次" in said
    assert found.annexes == ()


def test_a_single_county_is_the_unit_that_is_spoken_to() -> None:
    mine = tuple(o for o in OUTCOMES if o.unit == WUCHENG)
    cards = tuple(c for c in ASSESSMENT.scorecards if c.unit == WUCHENG)
    found = made(attrs.evolve(ASSESSMENT, outcomes=mine, scorecards=cards), [gap(WUCHENG, "上村")])
    said = texts(docx(found))
    assert [annex.name for annex in found.annexes] == ["婺城区指标判定表"]
    assert any("1个被考核单位共判定1项次：达标0项次、未达标1项次、未报0项次" in text for text in said)
    assert any("甲镇上村（差1个）" in text for text in said)


def test_where_everything_is_undetermined_nothing_falls_short_and_all_is_asked_for() -> None:
    settled = (Status.MET, Status.NOT_MET)
    unsure = tuple(attrs.evolve(o, status=Status.UNDETERMINED) if o.status in settled else o for o in OUTCOMES)
    found = made(attrs.evolve(ASSESSMENT, outcomes=unsure), [attrs.evolve(gap(WUCHENG, "上村"), state="unknown")])
    said = "\n".join(texts(docx(found)))
    assert "3个被考核单位未达标0项。" in said
    assert "未报3个：婺城区（9个）、义乌市（至少9个）、金华开发区（12个），请于2020年1月5日前补报。" in said
    assert "上村（差1个）" not in said.split("五、下一步工作要求")[0]
    assert not [row for row in found.annexes[0].grid.rows if "未达标" in row[4]]


def test_issuer_and_days_are_as_the_project_file_says() -> None:
    letter = Letter(
        issuer="甲", issued=DAY.replace(year=2020, month=1, day=8), report_by=DAY.replace(year=2020, month=2, day=1)
    )
    found = made(ASSESSMENT, letter=letter)
    assert (found.signed, found.dated) == ("甲", "2020年1月8日")
    assert "请于2020年2月1日前" in "".join(texts(docx(found)))
    assert made(ASSESSMENT).signed == "（发文机关）"


@pytest.mark.parametrize(("month", "due"), [(1, (2019, 2, 5)), (11, (2019, 12, 5)), (12, (2020, 1, 5))])
def test_reports_are_due_on_the_5th_of_the_next_month(month: int, due: tuple[int, int, int]) -> None:
    on = deadline(DAY.replace(month=month, day=28))
    assert (on.year, on.month, on.day) == due


def test_ordinals() -> None:
    assert [ordinal(n) for n in (1, 9, 10, 11, 19, 20, 21, 99)] == [
        "一",
        "九",
        "十",
        "十一",
        "十九",
        "二十",
        "二十一",
        "九十九",
    ]


@pytest.mark.parametrize("title", ["", "短", LONG, "关于" + LONG * 3, "A b c " * 30, "（" * 50])
def test_lines_of_a_title_keep_every_sign_and_fit(title: str) -> None:
    found = lines(title, 19)
    assert "".join(found).replace(" ", "") == title.replace(" ", "")
    assert all(width(line) <= 19 for line in found)


def test_without_the_extra_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    there = importlib.util.find_spec
    monkeypatch.setattr("fengqiao.report.circular.docx.find_spec", lambda name: None if name == "docx" else there(name))
    with pytest.raises(MissingExtraError):
        docx(made(ASSESSMENT))
    project = write_project(tmp_path)
    for lang, said in (("zh", "未写入 circular.docx：缺少 python-docx。"), ("en", "circular.docx was not written")):
        ran = CliRunner().invoke(app, ["score", str(project), "--out", str(tmp_path / lang), "--lang", lang])
        assert ran.exit_code == 0
        assert said in ran.stderr
        assert "pip install 'fengqiao[docx]'" in ran.stderr
        written = {path.name for path in (tmp_path / lang).iterdir()}
        assert written >= {"assessment.json", "scorecard.xlsx"}
        assert "circular.docx" not in written
