"""Each command over the bundled example, in this process."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from fengqiao.boundary.wire import from_json
from fengqiao.cli import console
from fengqiao.cli.encoding import shown
from fengqiao.cli.main import app, internal, run
from fengqiao.errors import UsageError
from fengqiao.report import words

EXAMPLE = Path(__file__).parents[2] / "examples" / "jinhua"
SMALL = """\
pack = "jinhua-2018-2020"
as_of = 2019-12-31
synthetic = true
identity_key = "example"
places = [{edition = 2018-10-31, path = "divisions/jinhua-2018-10-31.csv"},
          {edition = 2019-10-31, path = "divisions/jinhua-2019-10-31.csv"}]
recoded = "divisions/recoded.csv"
[[sources]]
adapter = "excel"
profile = "profiles/cover-and-merged.yaml"
path = "submissions/兰溪市-人民调解工作报表*.xlsx"
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> str:
    """One county of the example, so that each command takes a second."""
    folder = tmp_path_factory.mktemp("兰溪 一县")
    for name in ("divisions", "profiles", "submissions"):
        (folder / name).symlink_to(EXAMPLE / name, target_is_directory=True)
    (folder / "fengqiao.toml").write_text(SMALL, "utf-8")
    return str(folder / "fengqiao.toml")


@pytest.fixture(autouse=True)
def _forget_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console.ASKED, "lang", None)


def invoke(*arguments: str) -> Result:
    result = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "100"})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_demo_judges_the_example_and_writes_its_files(tmp_path: Path) -> None:
    result = invoke("demo", "--out", str(tmp_path / "结果"))
    assert result.exit_code == 0
    assert "合成数据" in result.stdout
    for county in ("婺城区", "金东区", "武义县", "浦江县", "磐安县", "兰溪市", "义乌市", "东阳市", "永康市"):
        assert county in result.stdout
    document = from_json((tmp_path / "结果" / "assessment.json").read_bytes())
    assert document.synthetic
    assert {"met", "not_met", "undetermined", "not_due"} <= {outcome.status for outcome in document.outcomes}
    assert "婺城区" in openpyxl.load_workbook(tmp_path / "结果" / "scorecard.xlsx").sheetnames
    assert (tmp_path / "结果" / "circular.docx").read_bytes()[:2] == b"PK"


def test_gaps_of_one_unit_and_target_in_each_format(project: str, tmp_path: Path) -> None:
    wanted = ("gaps", project, "--unit", "兰溪", "--target", "village-screening")
    listed = json.loads(invoke(*wanted, "--format", "json").stdout)
    assert listed
    assert all(gap["unit"]["name"] == "兰溪市" and gap["target"] == "village-screening" for gap in listed)
    assert all(gap["missed"] or gap["unreported"] for gap in listed)
    rows = list(csv.DictReader(io.StringIO(invoke(*wanted, "--format", "csv").stdout.lstrip("\ufeff"))))
    assert [row["code"] for row in rows] == [gap["code"] for gap in listed]
    out = tmp_path / "缺口.xlsx"
    assert invoke(*wanted, "--format", "xlsx", "--out", str(out)).exit_code == 0
    assert openpyxl.load_workbook(out).active is not None
    assert listed[0]["name"] in invoke(*wanted).stdout


def test_explain_quotes_the_clause_and_names_cells(project: str) -> None:
    said = invoke("explain", project, "county-studios", "兰溪市").stdout
    assert "培育" in said
    assert ".xlsx:工作室!" in said


def test_check_lists_every_problem_and_where_the_rows_went(project: str) -> None:
    result = invoke("check", project, "--lang", "en")
    assert result.exit_code == 1
    last = result.stdout.splitlines()[-2]
    assert last.startswith("rows read ")
    rows, facts, refused = (int("".join(filter(str.isdigit, part))) for part in last.replace("=", "+").split("+"))
    assert rows == facts + refused
    assert any("!" in line and line.startswith("submissions/") for line in result.stdout.splitlines())


@pytest.mark.parametrize("unit", ["没有这个县", "婺"])
def test_a_unit_that_is_not_there_is_told_with_the_nearest(
    project: str, unit: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", project, "county-studios", unit]) == 2
    assert unit in capsys.readouterr().err


def test_a_name_of_several_units_is_told_with_their_codes(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["gaps", project, "--unit", "城东街道"]) == 2
    said = capsys.readouterr().err
    assert "330702001000" in said
    assert "330783006000" in said


@pytest.mark.parametrize("command", ["lint", "test", "cover", "show"])
def test_the_shipped_pack_passes_what_its_authors_run(command: str) -> None:
    result = invoke("rules", command, "jinhua-2018-2020")
    assert result.exit_code == 0, result.output
    assert result.stdout


def test_rules_cover_counts_every_sentence() -> None:
    assert "100%" in invoke("rules", "cover").stdout


def test_packs_and_adapters_are_listed_with_their_origin() -> None:
    assert "jinhua-2018-2020" in invoke("rules", "list").stdout
    said = invoke("adapters", "--lang", "en").stdout
    assert said.startswith("csv  ")
    assert "\nexcel  " in said
    assert "(fengqiao " in said


def test_init_writes_a_project_file_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(EXAMPLE / "divisions" / "jinhua-2019-10-31.csv", tmp_path)
    shutil.copy(next((EXAMPLE / "submissions").glob("义乌市-案件导出*.csv")), tmp_path)
    assert run(["init", str(tmp_path)]) == 0
    written = (tmp_path / "fengqiao.toml").read_bytes()
    assert b"2019-10-31" in written
    assert run(["init", str(tmp_path)]) == 2
    assert (tmp_path / "fengqiao.toml").read_bytes() == written
    assert "fengqiao.toml" in capsys.readouterr().err


def test_an_internal_error_is_a_plain_sentence() -> None:
    said = internal(ZeroDivisionError("division by zero"))
    assert "ZeroDivisionError: division by zero" in said.en
    assert "--debug" in said.zh


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "cp437", "latin-1"])
def test_no_sign_stands_in_for_another_status(encoding: str) -> None:
    def on_console(sign: str) -> str:
        try:
            sign.encode(encoding)
        except UnicodeEncodeError:
            return shown(sign, encoding)
        return sign

    signs = [on_console(sign) for sign in words.SIGNS.values()]
    assert len(set(signs)) == len(signs)
    assert all(sign.encode(encoding) for sign in signs)


def test_schemes_of_your_own_are_linted_tested_and_shown(tmp_path: Path) -> None:
    scheme = (
        "id: ours\ntitle: {zh: 本县办法, en: Ours}\nlevel: county\nout_of: 6\nitems:\n"
        "  - {id: one, name: {zh: 工作室, en: Studios}, marks: 5, target: county-studios, award: full}\n"
    )
    case = (
        "places:\n  甲市 990100000000:\n    子县 990101000000:\ncases:\n  - name: {zh: 例, en: a case}\n"
        "    scheme: ours\n    at: 子县\n    on: 2019-12-31\n    facts: {studios: []}\n    expect: {marks: MARKS}\n"
    )
    (tmp_path / "cases").mkdir()
    (tmp_path / "ours.yaml").write_text(scheme, encoding="utf-8")
    (tmp_path / "cases" / "ours.yaml").write_text(case.replace("MARKS", "0"), encoding="utf-8")
    named = ("jinhua-2018-2020", "--schemes", str(tmp_path), "--lang", "en")
    found = invoke("rules", "lint", *named)
    assert found.exit_code == 1
    assert f"error: {tmp_path}/ours.yaml:1:1: the marks sum to 5, not to 6. Mend the marks or out_of." in found.stdout
    assert "1 case, 0 not as expected" in invoke("rules", "test", *named).stdout
    (tmp_path / "cases" / "ours.yaml").write_text(case.replace("MARKS", "3"), encoding="utf-8")
    failed = invoke("rules", "test", *named)
    assert failed.exit_code == 1
    assert "a case [ours]: marks should be 3 but is 0" in failed.stdout
    assert "5 when met, else none" in invoke("rules", "show", *named).stdout
    with pytest.raises(UsageError, match="Name the pack that the schemes are for"):
        CliRunner().invoke(app, ["rules", "lint", "--schemes", str(tmp_path / "none")], catch_exceptions=False)


@pytest.mark.parametrize("command", ["score", "settle"])
def test_an_unknown_scheme_is_told_with_the_nearest_before_anything_is_read(command: str) -> None:
    with pytest.raises(UsageError, match=r"no scheme named .lucheng.\. Try: lucheng-2015"):
        CliRunner().invoke(
            app, [command, str(EXAMPLE / "fengqiao.toml"), "--scheme", "lucheng"], catch_exceptions=False
        )
