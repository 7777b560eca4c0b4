"""The register of waivers and appeals, from a csv file to the scorecard."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import fengqiao
from fengqiao.boundary.settings import load_project
from fengqiao.cli.main import run
from fengqiao.model.outcome import Status
from tests.profiles.project import COVERS, PLACES, lines

PROJECT = """pack = "jinhua-2018-2020"
places = [{edition = 2018-10-31, path = "places.csv"}]
[[sources]]
adapter = "csv"
profile = "waivers"
path = "*登记.csv"
"""


def test_a_register_of_waivers_and_appeals_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "places.csv").write_text(PLACES, encoding="utf-8")
    (tmp_path / "project.toml").write_text(PROJECT + COVERS.replace("330702", "330700"), encoding="utf-8")
    (tmp_path / "豁免登记.csv").write_text(
        "序号,单位,指标,批准人,理由,起始日期,截止日期,佐证材料\n"
        "1,婺城区,county-studios,市司法局,区划调整,2019年1月1日,2019-12-31,市司〔2019〕1号\n"
        "2,婺城区,funding-heads,,预算调整,2019-01-01,,\n",
        encoding="utf-8",
    )
    (tmp_path / "申诉登记.csv").write_text(
        "单位,指标,理由,申诉日期,办结日期,佐证材料\n婺城区,funding-heads,另有专项,2019-12-01,,财政批复\n",
        encoding="utf-8",
    )
    data = fengqiao.read(load_project(tmp_path / "project.toml"))
    assert lines(data) == []
    found = fengqiao.assess(fengqiao.load_pack("jinhua-2018-2020"), data, as_of=date(2019, 12, 31))
    waived = found.outcome("county-studios", "330702000000")
    appealed = found.outcome("funding-heads", "330702000000")
    assert waived is not None
    assert appealed is not None
    assert (waived.status, waived.without_waivers) == (Status.WAIVED, Status.UNDETERMINED)
    assert appealed.status is Status.UNDETERMINED
    assert appealed.appeal is not None
    monkeypatch.chdir(tmp_path)
    assert run(["check", "project.toml", "--as-of", "2019-12-31", "--lang", "en"]) == 0
    assert "豁免登记.csv:C3: A waiver names nobody who approved it." in capsys.readouterr().out
    assert [p.line("en") for p in found.problems if p.code == "waiver-unapproved"] == [
        (
            "豁免登记.csv:C3: A waiver names nobody who approved it. It is not applied."
            " Say who approved it and submit it again."
        )
    ]
