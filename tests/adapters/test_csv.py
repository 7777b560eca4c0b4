"""The csv adapter: the contract, the encodings and delimiters of the field, and the ways in which a file is bad."""

from __future__ import annotations

from pathlib import Path

import pytest
from fengqiao_adapters.csv import CsvAdapter, CsvOptions

from fengqiao.errors import Problem
from fengqiao.plugin import Row, Table
from fengqiao.testing.adapter import AdapterContract, Sample

LINES = "村,日期\n唐村,2019-03-05\n\n“多\n东关村,2019-03-06\n"


def _read(folder: Path, **options: object) -> tuple[list[Table], list[Problem]]:
    found = list(CsvAdapter().tables(CsvOptions(**options), folder))  # type: ignore[arg-type]  # checked by pydantic
    return [one for one in found if isinstance(one, Table)], [one for one in found if isinstance(one, Problem)]


def _rows(table: Table) -> list[Row | Problem]:
    return list(table.rows())


class TestCsvContract(AdapterContract):
    @pytest.fixture
    def adapter(self) -> CsvAdapter:
        return CsvAdapter()

    @pytest.fixture
    def sample(self, tmp_path: Path) -> Sample:
        (tmp_path / "报送 材料").mkdir()
        (tmp_path / "报送 材料" / "一 月.csv").write_text("a,b\n1,2\n\n3,4\n", encoding="utf-8-sig")
        (tmp_path / "报送 材料" / "二月.csv").write_bytes("村;数\n唐村;1\n".encode("gb18030"))
        (tmp_path / "broken.csv").write_bytes(b"\x00\x01\x02\xff\xfe\x81")
        return Sample(
            tmp_path,
            {"path": "报送 材料/*.csv"},
            {("报送 材料/一 月.csv", None): 4, ("报送 材料/二月.csv", None): 2},
            {"path": "没有/*.csv"},
            {"path": "broken.csv"},
        )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_reads_every_encoding_and_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = "\n".join(delimiter.join(cells) for cells in (["村", "排查数"], ["唐村", "１２"], ["东关村", "3"]))
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    (table,), problems = _read(tmp_path, path="a.csv")
    assert _rows(table) == [Row(0, ("村", "排查数")), Row(1, ("唐村", "１２")), Row(2, ("东关村", "3"))]
    plain = encoding.startswith("utf-8") and delimiter == ","
    assert [p.code for p in problems] == ([] if plain else ["csv.detected"])


def test_says_how_a_file_was_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("村;数\n唐村;1\n".encode("gb18030"))
    _, (problem,) = _read(tmp_path, path="a.csv")
    assert (
        problem.line("zh")
        == "a.csv: 按编码 gb18030、分隔符“分号”读取。若不对，请在项目文件中写明 encoding 和 delimiter。"
    )
    assert problem.line("en") == (
        "a.csv: read as gb18030 with the delimiter ';'."
        " If that is wrong, state encoding and delimiter in the project file."
    )


def test_a_row_is_numbered_as_a_spreadsheet_numbers_it(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('a,b\n"两\n行",1\n\n末,2\n', encoding="utf-8")
    (table,), _ = _read(tmp_path, path="a.csv")
    assert _rows(table) == [Row(0, ("a", "b")), Row(1, ("两\n行", "1")), Row(2, ()), Row(3, ("末", "2"))]


def test_a_comma_inside_quotes_is_no_delimiter(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('村;说明\n唐村;"一,二,三"\n东关村;"四,五"\n', encoding="utf-8")
    (table,), _ = _read(tmp_path, path="a.csv")
    assert _rows(table)[1] == Row(1, ("唐村", "一,二,三"))


BAD = [
    ("empty.csv", b"", "empty.csv: 文件是空的。请重新导出；确无内容的，请报零报告。"),
    (
        "text.csv",
        b"PK\x03\x04\x00\x00workbook",
        "text.csv: 文件不是 UTF-8、UTF-16 或 GB18030 的文本。请另存为“CSV UTF-8”；若是工作簿，请用 excel 适配器。",
    ),
    (
        "half.csv",
        "村,数\n唐".encode()[:-1],
        "half.csv: 文件不是 UTF-8、UTF-16 或 GB18030 的文本。请另存为“CSV UTF-8”；若是工作簿，请用 excel 适配器。",
    ),
]


@pytest.mark.parametrize(("name", "content", "line"), BAD)
def test_a_bad_file_is_a_problem(tmp_path: Path, name: str, content: bytes, line: str) -> None:
    (tmp_path / name).write_bytes(content)
    tables, problems = _read(tmp_path, path=name)
    assert tables == []
    assert [p.line("zh") for p in problems] == [line]


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    _, (problem,) = _read(tmp_path, path="报送/没有.csv")
    assert problem.line("zh") == "报送/没有.csv: 没有找到文件。请把文件放到该处，或修改项目文件中的 path。"
    assert problem.line("en") == (
        "报送/没有.csv: there is no such file. Put the file there, or correct the path in the project file."
    )


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n" * 100, encoding="utf-8")
    tables, (problem,) = _read(tmp_path, path="a.csv", max_bytes=100)
    assert not tables
    assert problem.line("en") == (
        "a.csv: the file is larger than the limit of 100 bytes and was not read."
        " Split the file, or raise max_bytes in the project file."
    )


def test_a_cell_without_end_is_a_problem_at_its_row(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n" + '"' + "x" * 200_000, encoding="utf-8")
    (table,), _ = _read(tmp_path, path="a.csv")
    *rows, problem = _rows(table)
    assert rows == [Row(0, ("a", "b")), Row(1, ("1", "2"))]
    assert isinstance(problem, Problem)
    assert (problem.code, str(problem.where)) == ("csv.broken", "a.csv:A3")


def test_lock_files_are_passed_over_and_order_is_by_name(tmp_path: Path) -> None:
    for name in ("乙.csv", "~$甲.csv", "甲.csv", ".隐藏.csv"):
        (tmp_path / name).write_text("a\n1\n", encoding="utf-8")
    tables, _ = _read(tmp_path, path="*.csv")
    assert [table.file for table in tables] == sorted(["乙.csv", "甲.csv"])


def test_a_path_of_the_machine_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "data.csv").write_text("a\n1\n", encoding="utf-8")
    (table,), _ = _read(tmp_path / "project", path=str(tmp_path / "data.csv"))
    assert table.file == "data.csv"
