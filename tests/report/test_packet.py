"""The packet of a county: its own gaps only, replies that read back as attestations and corrections, masked people."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import openpyxl
import pytest

from fengqiao.assess.run import assess
from fengqiao.model.dataset import Dataset
from fengqiao.model.outcome import Status
from fengqiao.plugin.manager import Manager
from fengqiao.plugin.read import read
from fengqiao.report.packet_words import COLUMNS
from tests.cli.command import Ran, fengqiao, write_project
from tests.programs import program

LAYOUT = """profile: tiny
title: {zh: 试, en: tiny}
tables:
  - sheet: studios*
    register: studios
    header: {texts: [名称]}
    place: {township: 乡镇}
    id: 编号
    fields: {name: 名称, personal: 个人, brand: 品牌, opened: 挂牌}
"""
STUDIOS = """编号,乡镇,名称,个人,品牌,挂牌
1,城东街道,张三个人品牌调解工作室,是,,2018-12-01
2,城东街道,=乙工作室,是,,2018-12-02
3,城中街道,丙工作室,是,是,2018-12-03
"""
PROJECT = """pack = "jinhua-2018-2020"
as_of = 2018-12-31
synthetic = true
identity_key = "test"
places = [{edition = 2018-10-31, path = "places-2018-10-31.csv"}]
[[sources]]
adapter = "csv"
profile = "layout.yaml"
path = "studios*.csv"
covers = {units = ["婺城区"], registers = ["studios"], from = 2018-01-01, until = 2018-12-31, reported_on = 2019-01-02}
"""
BACK = """[[sources]]
adapter = "excel"
profile = "gap-packet"
path = "{folder}/*.xlsx"
"""
DAY = date(2018, 12, 31)
WUCHENG, JINDONG = "婺城区-整改清单.xlsx", "金东区-整改清单.xlsx"


def project(folder: Path, more: str = "") -> Path:
    write_project(folder, project=PROJECT + more, studios=STUDIOS)
    (folder / "layout.yaml").write_text(LAYOUT, encoding="utf-8")
    return folder / "project.toml"


def packets(folder: Path, *more: str) -> Ran:
    ran = fengqiao("gaps", "project.toml", "--each-unit", "--out", "packets", *more, cwd=folder)
    assert ran.code == 0, ran.err
    return ran


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packets")
    project(folder)
    packets(folder)
    return folder


def rows(path: Path) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(path)["整改清单"]
    names = [str(cell.value) for cell in sheet[3]]
    return [
        dict(zip(names, values, strict=True)) for values in sheet.iter_rows(min_row=4, values_only=True) if values[0]
    ]


def listed(folder: Path, *more: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        fengqiao("gaps", "project.toml", "--format", "json", *more, cwd=folder).out
    )
    return found


def filled(made: Path, folder: Path, *, day: str = "2018-12-20") -> Path:
    """One clause put in place, one said not to be, and two studios: one corrected, one that was left out."""
    book = openpyxl.load_workbook(made / "packets" / WUCHENG)
    for row in book["封面"].iter_rows():
        if row[0].value == "填报日期":
            row[2].value = "2019-01-10"
    sheet = book["整改清单"]
    for at in range(4, sheet.max_row + 1):
        reply = {"publicity": "是", "supervision": "否"}.get(str(sheet.cell(at, 10).value))
        if reply:
            for column, value in ((11, reply), (12, day), (13, "婺司〔2018〕9号")):
                sheet.cell(at, column, value)
    studios = book["工作室"]
    headings = [cell.value for cell in studios[3]]
    for at, said in enumerate(
        (("1", "城东街道", "张三个人品牌调解工作室", "是", "是"), ("9", "城中街道", "丁工作室", "是", "是")), 4
    ):
        for name, value in zip(("编号", "乡镇（街道）", "名称", "是否个人工作室", "是否品牌"), said, strict=True):
            studios.cell(at, headings.index(name) + 1, value)
        studios.cell(at, headings.index("设立日期") + 1, "2018-12-01")
    (folder / "back").mkdir(parents=True)
    book.save(folder / "back" / WUCHENG)
    return project(folder, BACK.format(folder="back"))


def status(data: Dataset, target: str) -> Status:
    pack = Manager().pack("jinhua-2018-2020")
    found = assess(pack, data, as_of=DAY).outcome(target, "330702000000")
    assert found is not None
    return found.status


# -- what is written


def test_each_county_has_its_own_gaps_and_no_other(made: Path) -> None:
    assert sorted(path.name for path in (made / "packets").iterdir()) == sorted([WUCHENG, JINDONG])
    gaps = listed(made)
    for name, code in ((WUCHENG, "330702000000"), (JINDONG, "330703000000")):
        mine = [gap for gap in gaps if gap["unit"]["code"] == code]
        found = rows(made / "packets" / name)
        assert sorted((row["指标"], row["名称"], row["缺什么"]) for row in found) == sorted(
            (gap["title"]["zh"], gap["name"], gap["what"]["zh"]) for gap in mine
        )
        book = openpyxl.load_workbook(made / "packets" / name)
        text = "\n".join(str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value)
        other = "金东区" if name == WUCHENG else "婺城区"
        assert other not in text
        assert ("多湖街道" if name == WUCHENG else "城东街道") not in text


def test_it_says_how_to_fill_it_and_that_data_is_synthetic(made: Path) -> None:
    cover = openpyxl.load_workbook(made / "packets" / WUCHENG)["封面"]
    text = "\n".join(str(c.value) for row in cover.iter_rows() for c in row if c.value)
    assert "填表说明" in text
    assert "合成数据" in text
    sheet = openpyxl.load_workbook(made / "packets" / WUCHENG)["整改清单"]
    assert [cell.value for cell in sheet[3]] == [column.heading for column in COLUMNS]
    assert {one.type for one in sheet.data_validations.dataValidation} == {"list", "date"}
    assert {row["是否落实"] for row in rows(made / "packets" / WUCHENG)} == {"未回复"}


def test_nothing_in_it_is_a_formula(made: Path) -> None:
    book = openpyxl.load_workbook(made / "packets" / WUCHENG)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert "=乙工作室" in {cell.value for cell in cells}


def test_the_same_gaps_make_the_same_bytes(made: Path, tmp_path: Path) -> None:
    project(tmp_path)
    packets(tmp_path)
    for name in (WUCHENG, JINDONG):
        assert (tmp_path / "packets" / name).read_bytes() == (made / "packets" / name).read_bytes()


def test_only_the_registers_that_gaps_rest_on_are_there(made: Path, tmp_path: Path) -> None:
    project(tmp_path)
    packets(tmp_path, "--target", "county-studios")
    names = openpyxl.load_workbook(tmp_path / "packets" / WUCHENG).sheetnames
    assert names == ["封面", "整改清单", "工作室", "区划", "选项"]
    assert {"调解员", "排查", "经费"} <= set(openpyxl.load_workbook(made / "packets" / WUCHENG).sheetnames)


# -- what is read back


def test_without_a_reply_nothing_is_read_and_nothing_told(made: Path, tmp_path: Path) -> None:
    before = read(project(tmp_path / "a"))
    (tmp_path / "b").mkdir()
    for name in (WUCHENG, JINDONG):
        (tmp_path / "b" / name).write_bytes((made / "packets" / name).read_bytes())
    after = read(project(tmp_path / "b", BACK.format(folder=".")))
    assert {name: len(facts) for name, facts in after.facts.items()} == {"studios": 3}
    assert after.reported == before.reported
    assert after.holes == before.holes
    assert {problem.code for problem in after.problems} - {problem.code for problem in before.problems} <= {
        "table.left-out"
    }


def test_replies_are_attestations_and_rows_are_corrections(made: Path, tmp_path: Path) -> None:
    before, after = read(project(tmp_path / "a")), read(filled(made, tmp_path / "b"))
    said = {(fact.item, fact.holds): fact for fact in after.facts["attestations"]}  # type: ignore[attr-defined]
    assert set(said) == {("publicity", True), ("supervision", False)}
    assert {fact.evidence for fact in said.values()} == {"婺司〔2018〕9号"}  # type: ignore[attr-defined]
    assert sorted(fact.name for fact in after.facts["studios"]) == sorted(  # type: ignore[attr-defined]
        ["=乙工作室", "丙工作室", "丁工作室", "张三个人品牌调解工作室"]
    )
    assert status(before, "county-studios") is Status.UNDETERMINED
    assert status(after, "county-studios") is Status.MET
    pack = Manager().pack("jinhua-2018-2020")
    outcome = assess(pack, after, as_of=DAY).outcome("publicity", "330702000000")
    assert outcome is not None
    assert outcome.tally is not None
    assert outcome.tally.yes == 1
    # what others reported still stands, and the packet vouches for nothing as a whole
    assert after.reported == before.reported
    told = [problem for problem in after.problems if problem.code == "row.corrected"]
    assert [str(problem.where) for problem in told] == ["studios.csv:C2"]
    assert not [problem.line("zh") for problem in after.problems if problem.severity.value == "error"]
    assert after.intake.rows == after.intake.facts + after.intake.refused


def test_a_reply_without_its_day_is_told_with_its_cell(made: Path, tmp_path: Path) -> None:
    data = read(filled(made, tmp_path, day=""))
    lines = [problem.line("zh") for problem in data.problems if problem.severity.value == "error"]
    assert len(lines) == 2
    assert all("整改清单!L" in line and "没有填写日期" in line for line in lines)


def test_a_packet_without_its_day_replaces_nothing(made: Path, tmp_path: Path) -> None:
    path = filled(made, tmp_path)
    book = openpyxl.load_workbook(tmp_path / "back" / WUCHENG)
    for row in book["封面"].iter_rows():
        if row[0].value == "填报日期":
            row[2].value = None
    book.save(tmp_path / "back" / WUCHENG)
    data = read(path)
    assert "张三个人品牌调解工作室" not in {fact.name for fact in data.facts["studios"]}  # type: ignore[attr-defined]
    assert [problem.code for problem in data.problems if problem.severity.value == "error"].count("row.id-twice") == 2


def test_saved_by_libreoffice_it_reads_the_same(made: Path, tmp_path: Path) -> None:
    soffice = program("soffice", "libreoffice")
    ours = read(filled(made, tmp_path / "ours"))
    theirs = project(tmp_path / "theirs", BACK.format(folder="back"))
    command = [soffice, "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--convert-to"]
    command += ["xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "theirs" / "back")]
    subprocess.run([*command, str(tmp_path / "ours" / "back" / WUCHENG)], check=True, capture_output=True, timeout=170)
    saved = read(theirs)

    def said(data: Dataset) -> Iterator[dict[str, Any]]:
        for facts in data.facts.values():
            for fact in facts:
                yield attrs.asdict(attrs.evolve(fact, source=attrs.evolve(fact.source, digest=None)))

    assert list(said(saved)) == list(said(ours))
    assert [p.line("zh") for p in saved.problems] == [p.line("zh") for p in ours.problems]


def test_its_registers_are_those_of_the_county_template() -> None:
    manager = Manager()
    packet, template = manager.profile("gap-packet"), manager.profile("county-template")
    theirs = [spec for spec in template.tables if spec.register != "attestations"]
    assert list(packet.tables[1:]) == theirs


# -- people


def test_people_are_masked_where_it_is_asked(made: Path, tmp_path: Path) -> None:
    project(tmp_path)
    packets(tmp_path, "--redact", "names")
    found = {row["名称"] for row in rows(tmp_path / "packets" / WUCHENG)}
    assert "张*个人品牌调解工作室" in found
    assert not [name for name in found if name and "张三" in name]
    for form in ("table", "json", "csv"):
        shown = fengqiao("gaps", "project.toml", "--format", form, "--redact", "names", cwd=tmp_path).out
        assert "张三" not in shown
        assert "张*" in shown
    assert any("张三" in str(row["名称"]) for row in rows(made / "packets" / WUCHENG))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--each-unit"], "--each-unit 须同时给出 --out 文件夹"),
        (["--each-unit", "--format", "csv", "--out", "x"], "--each-unit 只写 xlsx"),
        (["--redact", "codes"], "--redact 不能是“codes”"),
    ],
)
def test_wrong_use_is_told(tmp_path: Path, arguments: list[str], said: str) -> None:
    project(tmp_path)
    ran = fengqiao("gaps", "project.toml", *arguments, cwd=tmp_path)
    assert (ran.code, ran.out, len(ran.errors)) == (2, "", 1)
    assert said in ran.err


def test_where_nothing_is_missing_no_packet_is_written(tmp_path: Path) -> None:
    project(tmp_path)
    ran = fengqiao(
        "gaps",
        "project.toml",
        "--each-unit",
        "--out",
        "p",
        "--target",
        "county-studios",
        "--as-of",
        "2017-12-31",
        cwd=tmp_path,
    )
    assert ran.code == 0
    assert ran.out.endswith("没有缺口。\n")
    assert not (tmp_path / "p").exists()


def test_one_county_with_names_of_forty_signs_and_everything_undetermined(tmp_path: Path) -> None:
    long = "某某省某某市某某县某某街道办事处某某社区居民委员会人民调解委员会调解工作室一分室"
    assert len(long) == 40
    path = project(tmp_path)
    (tmp_path / "studios.csv").write_text(STUDIOS.replace("=乙工作室", long), encoding="utf-8")
    places = (tmp_path / "places-2018-10-31.csv").read_text(encoding="utf-8").replace("婺城区", long[:39] + "县")
    kept = [line for line in places.splitlines() if "33070300" not in line]
    (tmp_path / "places-2018-10-31.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace('"婺城区"', '"330702000000"'), "utf-8")
    packets(tmp_path)
    (written,) = (tmp_path / "packets").iterdir()
    assert written.name == f"{long[:39]}县-整改清单.xlsx"
    found = rows(written)
    assert long in {row["名称"] for row in found}
    assert {row["判定"] for row in found} <= {"待定", "仅列示"}
    cover = openpyxl.load_workbook(written)["封面"]
    assert long[:39] + "县" in {cell.value for row in cover.iter_rows() for cell in row}
