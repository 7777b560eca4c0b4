"""Whatever comes in: no exception but the library's own, and rows read = facts + refused."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fengqiao_adapters.csv import CsvAdapter, CsvOptions
from fengqiao_adapters.excel import ExcelAdapter, ExcelOptions
from fengqiao_adapters.json import JsonAdapter, JsonOptions
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fengqiao.boundary import cells
from fengqiao.boundary.profilefile import load_profile
from fengqiao.errors import FengqiaoError, Where
from fengqiao.plugin import Adapter, Options, Problem, Row, Table, decode_json
from fengqiao.plugin.manager import Manager
from fengqiao.plugin.read import read
from tests.cli.command import LAYOUT, PLACES, PROJECT

HEADINGS = ["编号", "乡镇", "名称", "个人", "品牌", "挂牌"]
CELL = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", " ", "城东街道", "是", "否", "无", "2018-12-01", "2018年12月", "43435", "1e400", "－１", "合计"]
    ),
    st.sampled_from(["=1+1", '"', "\u3000", "\ud7ff", "9" * 400, "NaN", "²", "٣", "2018-02-30", "0000-01-01", "%"]),
)
PARSERS: dict[str, Callable[[str], Any]] = {
    "whole": cells.whole,
    "money": cells.money,
    "number": cells.number,
    "rate": lambda text: cells.number(text, unit="percent"),
    "day": cells.day,
    "month": lambda text: cells.day(text, month="last"),
    "1904": lambda text: cells.day(text, system=1904),
    "yes_no": cells.yes_no,
    "choice": lambda text: cells.choice(text, ("a", "b")),
    "words": cells.words,
    "mapped": cells.mapped({"01": "a", "专职": "b"}),
    "split": cells.split,
}


def _through(adapter: Adapter[Any], options: Options, folder: Path) -> list[Row | Problem]:
    """Everything that an adapter says of a folder."""
    found: list[Row | Problem] = []
    for one in adapter.tables(options, folder):
        assert isinstance(one, Table | Problem)
        found += one.rows() if isinstance(one, Table) else [one]
    assert all(isinstance(one, Row | Problem) for one in found)
    assert all(type(cell) is str for one in found if isinstance(one, Row) for cell in one.cells)
    return found


@given(st.binary(max_size=200))
@example(b"\xff\xfe")
@example(b'a,b\n"')
@example(b"\x00")
def test_any_bytes_as_csv(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.csv").write_bytes(content)
        found = _through(CsvAdapter(), CsvOptions(path="a.csv"), Path(folder))
    assert found, "a file that says nothing is told"


@given(st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=1, max_size=8))
def test_no_row_of_a_csv_is_lost(rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.csv").write_bytes(text.getvalue().encode("utf-8-sig"))
        found = _through(CsvAdapter(), CsvOptions(path="a.csv", delimiter=","), Path(folder))
    if "\0" not in text.getvalue():
        assert [row for row in found if isinstance(row, Row)] == [Row(n, tuple(r)) for n, r in enumerate(rows)]


@given(st.lists(st.lists(CELL, min_size=6, max_size=6), max_size=12))
@settings(max_examples=50)
def test_rows_read_are_facts_and_refused(rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADINGS, *rows])
    with tempfile.TemporaryDirectory() as folder:
        for name, content in {"places-2018-10-31.csv": PLACES, "layout.yaml": LAYOUT, "project.toml": PROJECT}.items():
            (Path(folder) / name).write_text(content, encoding="utf-8")
        (Path(folder) / "studios.csv").write_text(text.getvalue(), encoding="utf-8", newline="")
        data = read(Path(folder) / "project.toml", Manager())
    assert data.intake.rows == data.intake.facts + data.intake.refused
    assert data.intake.facts >= sum(map(len, data.facts.values()))
    if data.intake.refused:
        assert data.problems
        assert data.holes


@pytest.mark.parametrize("name", PARSERS)
@given(text=st.one_of(CELL, st.text(), st.from_regex(r"[-+]?[0-9０-９,.年月日/%e ]{0,14}", fullmatch=True)))
def test_any_cell_is_a_value_or_a_refusal(name: str, text: str) -> None:
    value = PARSERS[name](text)
    if isinstance(value, cells.Refusal):
        assert value.what.zh
        assert value.what.en
        assert value.mend.zh
    elif name in ("day", "month", "1904"):
        assert value is None or isinstance(value, date)
    elif name in ("whole", "money"):
        assert value is None or (type(value) is int and value >= 0)


@pytest.fixture(scope="module")
def book() -> bytes:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for row in (HEADINGS, [1, 2.5, date(2018, 12, 1), True, "村", None]):
        sheet.append(row)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


@given(data=st.data())
@settings(max_examples=60)
def test_a_damaged_workbook_is_read_or_told(book: bytes, data: st.DataObject) -> None:
    damaged = bytearray(book)
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(book) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.one_of(st.just(len(book)), st.integers(0, len(book))))
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.xlsx").write_bytes(bytes(damaged[:cut]))
        _through(ExcelAdapter(), ExcelOptions(path="a.xlsx"), Path(folder))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(JSON, max_size=6), st.booleans())
def test_every_line_of_ndjson_is_a_row_or_told(records: list[Any], plain: bool) -> None:
    text = "".join(json.dumps(one, ensure_ascii=plain) + "\n" for one in records)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.ndjson").write_bytes(text.encode("utf-8", "surrogatepass"))
        found = _through(JsonAdapter(), JsonOptions(path="a.ndjson"), Path(folder))
    rows = {row.number for row in found if isinstance(row, Row)}
    told = {int((p.where.cell or "0:").split(":")[0]) for p in found if isinstance(p, Problem)}
    if records and 0 in rows:
        assert set(range(1, len(records) + 1)) <= rows | told


@given(st.text(alphabet='{}[]":,0a\\ud8 \n', max_size=30))
@example('{"a":1,"a":2}')
@example('{"a" : 1, "a": ":"}')
@example('[{"a":{"b":1,"b":2}}]')
@example("[" * 100_000)
def test_any_text_as_json_says_what_a_strict_reader_says(text: str) -> None:
    found = decode_json(text, Where("a"))

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            raise ValueError("twice")
        return dict(pairs)

    try:
        wanted = json.loads(text, object_pairs_hook=once, parse_int=str, parse_float=str, strict=False)
        json.dumps(wanted, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        assert isinstance(found, Problem)
    else:
        assert found == wanted


@given(st.data())
@settings(max_examples=80)
def test_any_profile_is_loaded_or_refused_with_its_places(data: st.DataObject) -> None:
    lines = LAYOUT.splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        line = lines[at]
        cut = data.draw(st.integers(0, len(line)))
        lines[at] = (
            line[:cut] + data.draw(st.text(alphabet="{}[]:,-~ #&*!|>'\"%@`a1是\t", max_size=4)) + line[cut + 1 :]
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "layout.yaml"
        path.write_text("\n".join(lines), encoding="utf-8")
        refused: FengqiaoError | None = None
        try:
            load_profile(path)
        except FengqiaoError as error:
            refused = error
    if refused is not None:
        assert refused.problems
        assert all(problem.where.file == "layout.yaml" for problem in refused.problems)
