"""rules new, diff and schema on the command line: what they write, print and end with."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.cli.command import fengqiao

ROOT = Path(__file__).parents[2]
COUNTY = ROOT / "examples" / "county_pack"
YI = ROOT / "tests" / "rules" / "yi_city"


def test_new_writes_a_pack_and_overwrites_none(tmp_path: Path) -> None:
    ran = fengqiao("rules", "new", "my_city", "--first", "2025-01-01", "--last", "2027-12-31", cwd=tmp_path)
    assert (ran.code, ran.out) == (0, "")
    assert len(ran.errors) == 6
    assert ran.errors[0] == "已写入 my_city/pack.yaml"
    text = (tmp_path / "my_city" / "pack.yaml").read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=schema/pack.schema.json\n")
    assert "id: my-city\n" in text
    again = fengqiao("rules", "new", "my_city", "--lang", "en", cwd=tmp_path)
    assert again.code == 2
    assert "has a pack.yaml already, which is left as it is" in again.err


def test_new_takes_a_plans_text_to_the_byte(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_bytes("第一句。\r\n每镇配备2名。\r\n".encode())
    ran = fengqiao("rules", "new", "镇", "--id", "town-2025", "--source", "plan.txt", cwd=tmp_path)
    assert ran.code == 0
    assert (tmp_path / "镇" / "source.txt").read_bytes() == (tmp_path / "plan.txt").read_bytes()
    assert fengqiao("rules", "lint", "镇", cwd=tmp_path).code == 0
    assert fengqiao("rules", "cover", "镇", cwd=tmp_path).code == 1


def test_what_is_wrong_with_new_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "gbk.txt").write_bytes("计划".encode("gb18030"))
    for arguments, said in (
        (["镇"], "不能作规则包标识"),
        (["a", "--first", "2025"], "不是有效日期"),
        (["a", "--first", "2025-02-01", "--last", "2025-01-01"], "早于"),
        (["a", "--source", "gbk.txt"], "不是 UTF-8 文本"),
        (["a", "--source", "none.txt"], "不能读取"),
    ):
        ran = fengqiao("rules", "new", *arguments, cwd=tmp_path)
        assert (ran.code, ran.out, len(ran.errors)) == (2, "", 1), ran.err
        assert said in ran.err
    assert not (tmp_path / "a").exists()


def test_diff_ends_with_1_when_the_version_says_too_little(tmp_path: Path) -> None:
    shutil.copytree(YI, tmp_path / "new")
    path = tmp_path / "new" / "pack.yaml"
    path.write_text(path.read_text("utf-8").replace("at_least: 2/3", "at_least: 3/4"), encoding="utf-8")
    ran = fengqiao("rules", "diff", str(YI), "new", "--format", "json", cwd=tmp_path)
    found = json.loads(ran.out)
    assert (ran.code, found["impact"], found["next_version"]) == (1, "major", "0.2.0")
    (one,) = found["differences"]
    assert (one["target"], one["kind"], one["old"]["zh"], one["new"]["zh"]) == (
        "in-time",
        "tightened",
        "不少于66.7%",
        "不少于75%",
    )
    path.write_text(path.read_text("utf-8").replace('version: "0.1.0"', 'version: "0.2.0"'), encoding="utf-8")
    ran = fengqiao("rules", "diff", str(YI), "new", cwd=tmp_path)
    assert ran.code == 0
    assert "版本号 0.2.0 相符" in ran.out


def test_a_pack_that_extends_is_shown_with_what_it_extends(tmp_path: Path) -> None:
    ran = fengqiao("rules", "show", str(COUNTY), cwd=tmp_path)
    assert ran.code == 0
    assert "依据 jinhua-2018-2020 1.0.0，收紧或新增3项" in ran.out


def test_schema_is_printed_or_written(tmp_path: Path) -> None:
    ran = fengqiao("rules", "schema", "scheme", cwd=tmp_path)
    assert (ran.code, json.loads(ran.out)["title"]) == (0, "scheme.yaml")
    ran = fengqiao("rules", "schema", "cases", "--out", "c.json", cwd=tmp_path)
    assert ran.errors == ["已写入 c.json"]
    assert json.loads((tmp_path / "c.json").read_text("utf-8"))["title"] == "cases/*.yaml"
    assert fengqiao("rules", "schema", "plan", cwd=tmp_path).code == 2
