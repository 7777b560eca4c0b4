"""Folders with blanks and Chinese, lock files, a project file by init, and the same bytes twice."""

from __future__ import annotations

import shutil
from pathlib import Path

from fengqiao.boundary.wire import from_json
from tests.cli.command import EXAMPLE, PROJECT, fengqiao, write_project


def test_a_folder_with_blanks_and_chinese(tmp_path: Path) -> None:
    project = write_project(tmp_path / "婺城 区 (2019)")
    ran = fengqiao("score", project, "--format", "json", "--out", "结果 一", cwd=tmp_path)
    assert ran.code == 0
    document = from_json(ran.out)
    assert [source.file for source in document.sources] == ["studios.csv"]
    assert (tmp_path / "结果 一" / "assessment.json").read_text(encoding="utf-8") == ran.out
    assert (tmp_path / "结果 一" / "scorecard.xlsx").read_bytes()[:2] == b"PK"
    assert str(tmp_path) not in ran.out


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    write_project(tmp_path)
    (tmp_path / "taken").write_text("", encoding="utf-8")
    ran = fengqiao("score", "project.toml", "--out", "taken", cwd=tmp_path)
    assert ran.code == 2
    assert "taken" in ran.errors[-1]


def test_lock_files_of_open_workbooks_are_passed_over(tmp_path: Path) -> None:
    source = '[[sources]]\nadapter = "excel"\nprofile = "layout.yaml"\npath = "*.xlsx"\n'
    write_project(tmp_path, project=PROJECT + source)
    (tmp_path / "~$studios.xlsx").write_bytes(b"\x06admin")
    (tmp_path / "~$studios.csv").write_bytes(b"\x06admin")
    ran = fengqiao("check", "project.toml", cwd=tmp_path)
    assert "~$" not in ran.out
    assert "采用 3 条" in ran.out


def test_init_writes_a_project_file_that_check_can_read(tmp_path: Path) -> None:
    folder = tmp_path / "报送 材料"
    (folder / "profiles").mkdir(parents=True)
    for path in [
        EXAMPLE / "divisions" / "jinhua-2019-10-31.csv",
        EXAMPLE / "profiles" / "cover-and-merged.yaml",
        *(EXAMPLE / "submissions").glob("兰溪市-人民调解工作报表*.xlsx"),
    ]:
        shutil.copy(path, folder / "profiles" if path.suffix == ".yaml" else folder)
    ran = fengqiao("init", folder, cwd=tmp_path)
    assert (ran.code, len(ran.errors)) == (0, 1), ran
    assert '# identity_key = "${FENGQIAO_KEY}"' in (folder / "fengqiao.toml").read_text(encoding="utf-8").splitlines()
    ran = fengqiao("check", folder / "fengqiao.toml", "--lang", "en", cwd=tmp_path)
    assert ran.code in (0, 1)
    assert ran.err == ""
    assert "rows read 0 " not in ran.out
    assert ran.out.splitlines()[-2].startswith("rows read ")
    ran = fengqiao("init", folder, "--lang", "en", cwd=tmp_path)
    assert ran.code == 2
    assert "is there already" in ran.err


def test_the_demo_writes_the_same_bytes_twice(tmp_path: Path) -> None:
    for name in ("one", "two"):
        ran = fengqiao("demo", "--out", name, "--lang", "en", cwd=tmp_path)
        assert (ran.code, len(ran.errors)) == (0, 4), ran.err
    for file in ("assessment.json", "scorecard.xlsx", "scorecard.html", "circular.docx"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
