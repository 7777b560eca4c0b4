"""The json adapter: the contract, records flattened without loss, and the ways in which JSON is bad."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from fengqiao_adapters.json import JsonAdapter, JsonOptions
from fengqiao_adapters.json.lines import line_rows
from hypothesis import example, given
from hypothesis import strategies as st

from fengqiao.errors import Problem
from fengqiao.plugin import Records, Row, Table, Where, decode_json
from fengqiao.testing.adapter import AdapterContract, Sample


def _read(folder: Path, **options: object) -> list[Row | Problem]:
    found = list(JsonAdapter().tables(JsonOptions(**options), folder))  # type: ignore[arg-type]  # checked by pydantic
    return [row for one in found for row in (one.rows() if isinstance(one, Table) else (one,))]


def _texts(found: list[Row | Problem]) -> list[tuple[str, ...] | str]:
    return [one.cells if isinstance(one, Row) else f"{one.code} {one.where}" for one in found]


class TestJsonContract(AdapterContract):
    @pytest.fixture
    def adapter(self) -> JsonAdapter:
        return JsonAdapter()

    @pytest.fixture
    def sample(self, tmp_path: Path) -> Sample:
        (tmp_path / "导出").mkdir()
        (tmp_path / "导出" / "一 月.json").write_text('[{"a": 1, "b": {"c": null}}, {"a": 2}]', encoding="utf-8")
        (tmp_path / "导出" / "二月.ndjson").write_bytes('{"村": "唐村"}\n\n{"村": "东关村"}\n'.encode("gb18030"))
        (tmp_path / "broken.json").write_text('[{"a": 1}, {"a"', encoding="utf-8")
        return Sample(
            tmp_path,
            {"path": "导出/*"},
            {("导出/一 月.json", None): 3, ("导出/二月.ndjson", None): 3},
            {"path": "没有/*.json"},
            {"path": "broken.json"},
        )


RECORDS: list[dict[str, Any]] = [
    {"id": "0012", "n": 1.50, "ok": True, "at": {"town": "城东街道", "x": {"y": 1}}},
    {"id": None, "names": ["张三", "李四", None, 5], "none": [], "at": {}},
]
HEAD = ("id", "n", "ok", "at.town", "at.x.y", "names", "none")
ROWS = [HEAD, ("0012", "1.5", "true", "城东街道", "1", "", ""), ("", "", "", "", "", "张三、李四、、5", "")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_records_are_rows_under_the_union_of_their_keys(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.json").write_text(json.dumps(RECORDS, ensure_ascii=False), encoding=encoding)
    lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in RECORDS)
    (tmp_path / "a.jsonl").write_text(lines, encoding=encoding)
    assert _texts(_read(tmp_path, path="a.json")) == ROWS
    assert _texts(_read(tmp_path, path="a.jsonl")) == ROWS


def test_numbers_stay_as_they_were_written(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"a": 1.50, "b": 330702004200000000001, "c": 1E3, "d": -0}]')
    assert _texts(_read(tmp_path, path="a.json"))[1] == ("1.50", "330702004200000000001", "1E3", "-0")


def test_the_list_may_lie_in_an_envelope(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"code": 0, "data": {"rows": [{"a": 1}], "total": 1}}')
    assert _texts(_read(tmp_path, path="a.json", records="data.rows")) == [("a",), ("1",)]
    (problem,) = _read(tmp_path, path="a.json")
    assert isinstance(problem, Problem)
    assert problem.line("en") == (
        "a.json: the file is no list of records. State the place in records: there is data.rows."
    )
    assert problem.line("zh") == "a.json: 文件不是记录的列表。请在 records 中写明位置：有 data.rows。"


BROKEN = [
    ('{"a": 1,}', "json.broken"),
    ('{"a": NaN}', "json.broken"),
    ('{"a": 1, "a": 2}', "json.broken"),
    ('{"a": {"b": 1}, "a.b": 2}', "json.broken"),
    ('{"a": "\\ud800"}', "json.broken"),
    ("[1, 2]", "json.not-object"),
    ('"上报出错"', "json.not-object"),
    ('{"a":' * 40 + "1" + "}" * 40, "json.broken"),
    ("[" * 100_000, "json.broken"),
]


@pytest.mark.parametrize(("line", "code"), BROKEN)
def test_a_broken_line_is_a_problem_and_the_others_are_read(tmp_path: Path, line: str, code: str) -> None:
    (tmp_path / "a.ndjson").write_text('{"a": 1}\n' + line + '\n{"a": 3}\n', encoding="utf-8")
    assert _texts(_read(tmp_path, path="a.ndjson")) == [("a",), ("1",), f"{code} a.ndjson:2:1", ("3",)]


def test_a_broken_line_says_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text('{"a": 1}\n{"a": 1,}\n')
    problem = _read(tmp_path, path="a.ndjson")[2]
    assert isinstance(problem, Problem)
    assert problem.line("zh").startswith("a.ndjson:2:1: 这里不能读取：不是有效的 JSON（第 1 行第 ")
    assert problem.line("en").endswith("Export it again, or have the system that wrote it corrected.")


def test_bytes_that_are_no_text_cost_one_line_where_the_encoding_is_stated_for_all(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_bytes(b'{"a": 1}\n{"a": "\xff"}\n')
    (problem,) = _read(tmp_path, path="a.ndjson", encoding="utf-8")
    assert isinstance(problem, Problem)
    assert problem.code == "file.not-text"


def test_a_key_that_comes_late_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text('{"a": 1}\n{"a": 2, "b": 3}\n{"b": 4}\n')
    late = "json.late-key a.ndjson:2:1"
    assert _texts(_read(tmp_path, path="a.ndjson", look=1)) == [("a",), ("1",), late, ("2",), ("",)]
    assert _texts(_read(tmp_path, path="a.ndjson", look=1, leave=["b"])) == [("a",), ("1",), ("2",), ("",)]
    assert _texts(_read(tmp_path, path="a.ndjson", look=2))[0] == ("a", "b")


def test_thousands_of_late_keys_do_not_make_thousands_of_problems(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text("".join(f'{{"k{i}": 1}}\n' for i in range(1000)))
    found = _read(tmp_path, path="a.ndjson", look=1)
    assert sum(isinstance(one, Row) for one in found) == 1001
    assert sum(isinstance(one, Problem) for one in found) == 21


def test_a_list_of_objects_is_told_once_unless_it_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"a": 1, "f": [{"b": 1}]}, {"a": 2, "f": [[1]]}]')
    assert _texts(_read(tmp_path, path="a.json")) == [("a", "f"), "json.list a.json:A2", ("1", ""), ("2", "")]
    assert _texts(_read(tmp_path, path="a.json", leave=["f"])) == [("a",), ("1",), ("2",)]


def test_a_file_that_is_no_ndjson_ends_the_reading(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text("not json\n" * 5000)
    found = _read(tmp_path, path="a.ndjson")
    assert len(found) == 102
    assert _texts(found)[-1] == "json.too-many-broken a.ndjson:100:1"


def test_a_line_without_end_ends_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fengqiao_adapters.json.lines.LONGEST", 100)
    (tmp_path / "a.ndjson").write_text('{"a": 1}\n' + "x" * 1000)
    assert _texts(_read(tmp_path, path="a.ndjson")) == [("a",), ("1",), "json.line-too-long a.ndjson:2:1"]


@pytest.mark.parametrize(
    ("content", "options", "code"),
    [
        (b"", {}, "file.empty"),
        (b"[]" * 100, {"max_bytes": 100}, "file.too-large"),
        (b"\xff\xff", {}, "file.not-text"),
        ("[]".encode("utf-16"), {}, "file.not-text"),
        (b"[]", {"encoding": "no-such"}, "file.not-text"),
        (b"{}", {"records": "data"}, "json.no-list"),
        (b"[" * 100_000, {}, "json.broken"),
    ],
)
def test_a_bad_file_is_a_problem(tmp_path: Path, content: bytes, options: dict[str, object], code: str) -> None:
    (tmp_path / "a.json").write_bytes(content)
    assert _texts(_read(tmp_path, path="a.json", **options)) == [f"{code} a.json"]


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_raise(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("any")
    for name in ("a.json", "a.ndjson"):
        (folder / name).write_bytes(content)
        for one in _read(folder, path=name):
            if isinstance(one, Row):
                assert all(type(cell) is str for cell in one.cells)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab.", max_size=2), inner, max_size=3),
    max_leaves=6,
)


@given(st.lists(st.dictionaries(st.text("abc", max_size=2), VALUES, max_size=4), max_size=5))
def test_no_record_is_lost(records: list[dict[str, Any]]) -> None:
    """Each record is a row, or a Problem stands in its place."""
    found = decode_json(json.dumps(records), Where("a"))
    reader = Records()
    for record in found:
        reader.learn(record)
    for number, record in enumerate(found, start=1):
        cells = reader.plain(record)
        rows = [Row(number, cells)] if cells is not None else list(reader.rows(number, record, Where("a")))
        kept = [row for row in rows if isinstance(row, Row)]
        assert kept or any(isinstance(row, Problem) for row in rows)
        assert all(len(row.cells) == len(reader.names) for row in kept)


@given(st.lists(st.dictionaries(st.text("abc", min_size=1, max_size=1), st.none() | st.text(max_size=3), min_size=1)))
def test_the_quick_way_and_the_whole_way_agree(records: list[dict[str, Any]]) -> None:
    reader = Records()
    for record in records:
        reader.learn(record)
    for record in records:
        assert list(reader.rows(1, record, Where())) == [Row(1, reader.plain(record) or ())]


LINE = st.one_of(
    st.builds(lambda a, b: json.dumps({"a": a, "b": b}, ensure_ascii=False), st.text(max_size=6), st.text(max_size=6)),
    st.sampled_from(
        [
            '{"a":"1","b":"2"}',
            '{"a":1,"b":2}{"a":3,"b":4}',
            '{"a":1,"b":2},{"a":3,"b":4}',
            '{"a":[{"x":1}',
            '{"x":2}],"b":1}',
            '{"a":"}',
            '{","b":"1"}',
            '{"a" :1,"b":2,"b":3}',
            '{"a":"10:30","b":"08:00"}',
            '{"a":1,"a":2}',
            '{"a":"\\ud800","b":""}',
            '{"b":"2","a":"1"}',
            '{"a":"1","b":"2","c":"3"}',
            "",
            "{}",
            "[]",
            '{"a":1,"b":2}\r',
        ]
    ),
)


@given(st.lists(LINE, min_size=1, max_size=12))
@example(['{"a":"1","b":"2"}'] * 2 + ['{"a":"}', '{","b":"1"}', '{"a":1,"b":2},{"a":3,"b":4}'])
@example(['{"a":"1","b":"2"}'] * 2 + ['{"a" :1,"b":2,"b":3}'])
@example(['{"a":"1","b":"2"}'] * 2 + ['{"a":"x","b":"10:30"}'] * 3)
def test_many_lines_at_once_say_what_each_says_by_itself(lines: list[str]) -> None:
    lines = ['{"a":"1","b":"2"}', *lines]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.ndjson"
        path.write_bytes("\n".join(lines).encode())
        at_once = list(line_rows(path, "a", "utf-8", 1, ()))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("fengqiao_adapters.json.lines.decode_lines", lambda _: None)
            assert at_once == list(line_rows(path, "a", "utf-8", 1, ()))
