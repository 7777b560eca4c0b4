"""`fengqiao profile draft` and `diff` on files, as they are typed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import openpyxl
import pytest

from fengqiao.boundary.profilefile import load_profile
from fengqiao.cli.main import run
from tests.profiles import fixtures


def test_a_draft_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fixtures.export(tmp_path / "a.xlsx")
    assert run(["profile", "draft", str(tmp_path / "a.xlsx"), "--out", str(tmp_path / "p.yaml")]) == 0
    text = (tmp_path / "p.yaml").read_text(encoding="utf-8")
    assert "register: disputes" in text
    assert run(["profile", "draft", str(tmp_path / "a.xlsx")]) == 0
    assert text in capsys.readouterr().out


def test_a_table_of_a_database_is_drafted_and_its_address_stays_secret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite3.connect(tmp_path / "d.db") as connection:
        connection.execute("CREATE TABLE posts (XM text, ZJZ text, TWHBM text)")
        rows = [(name, "专职" if n % 2 else "兼职", f"T{n % 5}") for n, name in enumerate(fixtures.NAMES)]
        connection.executemany("INSERT INTO posts VALUES (?, ?, ?)", rows)
    connection.close()
    monkeypatch.setenv("OUR_DB", f"sqlite:///{tmp_path / 'd.db'}")
    assert (
        run(["profile", "draft", "--adapter", "sql", "--option", "url=${OUR_DB}", "--out", str(tmp_path / "p.yaml")])
        == 0
    )
    (table,) = load_profile(tmp_path / "p.yaml").tables
    assert (table.register, table.fields["at"].column) == ("posts", ("TWHBM",))
    assert run(["profile", "draft", "--adapter", "sql", "--option", "url=${OUR_DB}", "--option", "colour=red"]) == 2
    said = capsys.readouterr().err
    assert "colour" in said
    assert "sqlite:" not in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.xlsx"], "There is no file missing.xlsx."),
        ([], "Name a file, or --adapter and --option."),
        (["--adapter", "sql", "--option", "url=${NOT_SET_HERE}"], "NOT_SET_HERE is not set"),
    ],
)
def test_wrong_use_is_said(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["profile", "draft", *arguments, "--lang", "en"]) == 2
    assert said in capsys.readouterr().err


def test_an_ending_that_no_adapter_reads_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.docx").write_bytes(b"x")
    assert run(["profile", "draft", str(tmp_path / "a.docx"), "--lang", "en"]) == 2
    assert "a.docx: no adapter reads .docx. There are .csv" in capsys.readouterr().err


def test_a_difference_ends_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fixtures.export(tmp_path / "old.xlsx")
    book = openpyxl.load_workbook(tmp_path / "old.xlsx")
    book["案件"].cell(2, 5).value = "受理日期"
    book.save(tmp_path / "new.xlsx")
    old, new = str(tmp_path / "old.xlsx"), str(tmp_path / "new.xlsx")
    assert run(["profile", "diff", old, old, "--lang", "en"]) == 0
    assert run(["profile", "diff", old, new, "--profile", "province-export", "--lang", "en"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "The layout is the same.",
        "案件: E the heading '受理时间' became '受理日期' (the profile has to change)",
    ]
