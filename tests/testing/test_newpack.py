"""A pack that was begun loads, lints, covers and tests; what is still to do is said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import fengqiao_rules
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengqiao.boundary.packfile import load_pack
from fengqiao.errors import Severity, UsageError
from fengqiao.testing.newpack import new_pack
from fengqiao.testing.rulepack import cover, lint, run_cases

YEARS = (date(2025, 1, 1), date(2027, 12, 31))
SOURCE = (Path(fengqiao_rules.__file__).parent / "jinhua_2018_2020" / "source.txt").read_bytes().decode()


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode())
    return folder


def test_the_example_is_sound_but_for_its_title(tmp_path: Path) -> None:
    folder = written(tmp_path, new_pack("my-city", YEARS))
    found = lint(folder)
    assert [(problem.code, problem.severity) for problem in found] == [("lint-to-do", Severity.WARNING)]
    assert cover(load_pack(folder)).placed == 1
    results = run_cases(folder)
    assert len(results) == 4
    assert all(result.ok for result in results)


def test_every_sentence_of_a_text_is_still_to_do(tmp_path: Path) -> None:
    folder = written(tmp_path, new_pack("my-city", YEARS, SOURCE))
    assert (folder / "source.txt").read_bytes().decode() == SOURCE
    coverage = cover(load_pack(folder))
    assert coverage.count("todo") == len(coverage.sentences) == 56
    assert coverage.placed == 0
    assert [problem.what.en for problem in lint(folder)] == [
        "the plan's title is still to be written",
        "56 sentences of the source are still to be placed",
    ]


def test_a_sentence_with_a_number_is_pointed_out() -> None:
    text = new_pack("my-city", YEARS, "各县要高度重视。\n每个乡镇配备2名以上调解员。\n")["pack.yaml"]
    assert '  - quote: "各县要高度重视。"\n    todo: yes\n' in text
    assert (
        '  - quote: "每个乡镇配备2名以上调解员。"   # 含数字，可能是指标 / it holds a number\n    todo: yes\n' in text
    )


@settings(max_examples=30, deadline=None)
@given(st.text(st.sampled_from('一二。！\n"\\:{}[]#,- \t各县'), max_size=40))
def test_whatever_the_text_is_the_pack_that_is_begun_loads(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = written(tmp_path_factory.mktemp("pack"), new_pack("my-city", YEARS, text))
    coverage = cover(load_pack(folder))
    assert coverage.count("unplaced") == 0
    assert [p.line("en") for p in lint(folder) if p.severity is Severity.ERROR] == []


def test_a_name_that_is_no_id_is_refused() -> None:
    with pytest.raises(UsageError, match="--id"):
        new_pack("某市", YEARS)
