"""The parquet adapter: the contract, every type as text, and the ways in which a file is bad."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from fengqiao_adapters.parquet import ParquetAdapter, ParquetOptions
from pyarrow import parquet

from fengqiao.errors import Problem
from fengqiao.plugin import Row, Table
from fengqiao.testing.adapter import AdapterContract, Sample


def _read(folder: Path, **options: object) -> list[Row | Problem]:
    found = list(ParquetAdapter().tables(ParquetOptions(**options), folder))  # type: ignore[arg-type]  # by pydantic
    return [row for one in found for row in (one.rows() if isinstance(one, Table) else (one,))]


def _texts(found: list[Row | Problem]) -> list[tuple[str, ...] | str]:
    return [one.cells if isinstance(one, Row) else f"{one.code} {one.where}" for one in found]


def _column(folder: Path, values: object) -> list[str]:
    parquet.write_table(pa.table({"a": values}), folder / "a.parquet")
    return [row.cells[0] for row in _read(folder, path="a.parquet")[1:] if isinstance(row, Row)]


class TestParquetContract(AdapterContract):
    @pytest.fixture
    def adapter(self) -> ParquetAdapter:
        return ParquetAdapter()

    @pytest.fixture
    def sample(self, tmp_path: Path) -> Sample:
        (tmp_path / "导出").mkdir()
        parquet.write_table(pa.table({"村": ["唐村", None], "数": [1, 2]}), tmp_path / "导出" / "一 月.parquet")
        parquet.write_table(pa.table({"村": pa.array([], pa.string())}), tmp_path / "导出" / "二月.parquet")
        (tmp_path / "broken.parquet").write_bytes(b"PAR1 no such thing")
        return Sample(
            tmp_path,
            {"path": "导出/*"},
            {("导出/一 月.parquet", None): 3, ("导出/二月.parquet", None): 1},
            {"path": "没有/*.parquet"},
            {"path": "broken.parquet"},
        )


TYPED = [
    (pa.array(["0012", None, ""]), ["0012", "", ""]),
    (pa.array([330702004200000000, -1]), ["330702004200000000", "-1"]),
    (pa.array([Decimal("1.50"), None], pa.decimal128(12, 2)), ["1.50", ""]),
    (pa.array([1.0, 0.1, None]), ["1", "0.1", ""]),
    (pa.array([True, False, None]), ["true", "false", ""]),
    (pa.array([date(2019, 3, 5), None]), ["2019-03-05", ""]),
    (pa.array([datetime(2019, 3, 5), datetime(2019, 3, 5, 8, 30)]), ["2019-03-05", "2019-03-05 08:30:00"]),  # noqa: DTZ001
    (pa.array([datetime(2019, 3, 5, 16, tzinfo=UTC)], pa.timestamp("ns", "Asia/Shanghai")), ["2019-03-06"]),
    (pa.array([time(8, 30)], pa.time32("s")), ["08:30:00"]),
    (pa.array([timedelta(hours=2)]), ["2:00:00"]),
    (pa.array(["一", "二", "一"]).dictionary_encode(), ["一", "二", "一"]),
    (pa.array([["张三", "李四"], [], None, [None]]), ["张三、李四", "", "", ""]),
    (pa.array([None, None]), ["", ""]),
]


@pytest.mark.parametrize(("values", "texts"), TYPED, ids=[str(values.type) for values, _ in TYPED])
def test_every_type_is_text(tmp_path: Path, values: object, texts: list[str]) -> None:
    assert _column(tmp_path, values) == texts


def test_structs_stand_under_dotted_headings(tmp_path: Path) -> None:
    rows = [{"at": {"town": "城东街道", "x": {"y": 1}}, "n": 1}, {"at": None, "n": 2}]
    parquet.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet")
    assert _texts(_read(tmp_path, path="a.parquet")) == [
        ("at.town", "at.x.y", "n"),
        ("城东街道", "1", "1"),
        ("", "", "2"),
    ]


def test_what_a_cell_cannot_hold_is_told_unless_it_is_left_out(tmp_path: Path) -> None:
    table = pa.table({"n": [1], "f": [[{"b": 1}]], "p": [b"\xff"]})
    parquet.write_table(table, tmp_path / "a.parquet")
    told = ["parquet.nested a.parquet", "parquet.nested a.parquet"]
    assert _texts(_read(tmp_path, path="a.parquet")) == [*told, ("n",), ("1",)]
    assert _texts(_read(tmp_path, path="a.parquet", leave=["f", "p"])) == [("n",), ("1",)]


def test_two_columns_of_one_name_are_told(tmp_path: Path) -> None:
    rows = pa.Table.from_pylist([{"a": {"b": 1}}]).append_column("a.b", pa.array([2]))
    parquet.write_table(rows, tmp_path / "a.parquet")
    assert _texts(_read(tmp_path, path="a.parquet")) == ["parquet.twice a.parquet"]


def test_rows_are_numbered_on_from_batch_to_batch(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"n": range(10_000)}), tmp_path / "a.parquet", row_group_size=3000)
    found = _read(tmp_path, path="a.parquet")
    assert found[1:] == [Row(number + 1, (str(number),)) for number in range(10_000)]


def test_a_damaged_file_keeps_the_rows_before(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    values = [f"{number:032x}" for number in range(20_000)]
    parquet.write_table(pa.table({"n": values}), path, row_group_size=5000, compression="gzip", use_dictionary=False)
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 2000] = b"\0" * 2000
    path.write_bytes(content)
    *rows, problem = _read(tmp_path, path="a.parquet")
    assert isinstance(problem, Problem)
    assert problem.code == "parquet.broken"
    assert len(rows) > 5000
    assert str(problem.where) == f"a.parquet:A{len(rows) + 1}"


def test_what_is_no_parquet_file_says_so(tmp_path: Path) -> None:
    for content in (b"", b"a,b\n1,2\n", b"PAR1" + b"\0" * 40 + b"PAR1"):
        (tmp_path / "a.parquet").write_bytes(content)
        (problem,) = _read(tmp_path, path="a.parquet")
        assert isinstance(problem, Problem)
        assert problem.code == "parquet.not-parquet"
        assert problem.line("zh").endswith("请重新导出。")
        assert str(tmp_path) not in problem.line("en")


def test_without_the_library_the_command_that_installs_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parquet.write_table(pa.table({"n": [1]}), tmp_path / "a.parquet")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (problem,) = _read(tmp_path, path="a.parquet")
    assert isinstance(problem, Problem)
    assert problem.line("en") == (
        "a.parquet: reading parquet needs pyarrow, which is not installed. Run pip install 'fengqiao[parquet]'."
    )
