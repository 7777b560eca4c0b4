"""Each rule of the linter of schemes bites: the page's scheme with every form, made wrong by one change."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from fengqiao.boundary.schemefolder import load_scheme
from fengqiao.errors import Problem, Severity
from fengqiao.testing.schemelint import lint_scheme, scheme_lines
from tests.boundary.test_schemefile import shown, written


def linted(folder: Path, *changes: tuple[str, str]) -> list[Problem]:
    text = shown()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    file = written(folder, text)
    scheme = load_scheme(file)
    return list(lint_scheme(None, scheme, scheme_lines([file])[scheme.id]))


LATE = "{count: events, where: {kind: late}, window: period}"
NEVER = "- {below: 2, marks: 0}\n        - {above: 4, below: 4, marks: 0}"
BLOCKS = """blocks:
  - {id: one, name: {zh: 一, en: One}, out_of: 30}
  - {id: two, name: {zh: 二, en: Two}, out_of: 20}
items:"""


@pytest.mark.parametrize(
    ("code", "changes", "at"),
    [
        ("lint-marks", [("out_of: 50", "out_of: 60")], None),
        ("lint-bonus-cap", [("bonus_cap: 5", "bonus_cap: 7")], None),
        ("lint-bands", [("at_least: 2, below: 4, marks: 5", "at_least: 2, at_most: 4, marks: 5")], "meetings"),
        ("lint-bands", [("at_least: 2, below: 4, marks: 5", "above: 2, below: 4, marks: 5")], "meetings"),
        ("lint-bands", [("        - {below: 2, marks: 0}\n", "")], "meetings"),
        ("lint-band-unreachable", [("- {below: 2, marks: 0}", NEVER)], "meetings"),
        ("lint-beyond-marks", [("at_least: 4, marks: 10", "at_least: 4, marks: 11")], "meetings"),
        ("lint-beyond-marks", [("floor: 1, cap: 5", "floor: 11, cap: 5")], "files"),
        ("lint-beyond-marks", [("floor: 1, cap: 5", "floor: 1, cap: 12")], "files"),
        ("lint-beyond-marks", [("award: {each: 2}", "award: {each: 8}")], "honours"),
        ("lint-no-floor", [(", floor: 1, cap: 5", "")], "files"),
        ("lint-punished-twice", [("{count: disputes, window: period}", LATE)], "files"),
        ("lint-punished-twice", [("{count: disputes, window: period}", "{count: events, window: period}")], "files"),
        ("lint-punished-twice", [("grade_at_most: pass", "marks: 2"), ("kind: incident", "kind: late")], "incident"),
        ("lint-grades", [("at_least: 60%}", "at_least: 50%}")], None),
    ],
)  # fmt: skip
def test_what_is_wrong_is_found_at_its_place(
    tmp_path: Path, code: str, changes: list[tuple[str, str]], at: str | None
) -> None:
    found = linted(tmp_path, *changes)
    told = [problem for problem in found if problem.code == code]
    assert told, found
    lines = (tmp_path / "scheme.yaml").read_text(encoding="utf-8").splitlines()
    stands = {str(problem.where).split(":")[-2] for problem in told}
    wanted = 1 if at is None else next(n for n, line in enumerate(lines, 1) if f"id: {at}" in line)
    assert stands == {str(wanted)}


def test_a_block_without_items_is_found(tmp_path: Path) -> None:
    text = shown().replace("items:", BLOCKS, 1).replace("    marks: 10\n", "    marks: 10\n    block: one\n")
    file = written(tmp_path, text.replace("marks: 10, award: given", "marks: 10, block: one, award: given"))
    scheme = load_scheme(file)
    found = list(lint_scheme(None, scheme, scheme_lines([file])[scheme.id]))
    assert [problem.code for problem in found if problem.severity is Severity.ERROR] == ["lint-block-empty"]


def test_what_may_be_meant_is_a_warning(tmp_path: Path) -> None:
    found = linted(tmp_path, ("{count: disputes, window: period}", LATE), (", floor: 1, cap: 5", ""))
    severity = {problem.code: problem.severity for problem in found}
    assert severity["lint-punished-twice"] is Severity.WARNING
    assert severity["lint-no-floor"] is Severity.WARNING


def test_the_page_is_sound_but_for_what_it_shows_twice(tmp_path: Path) -> None:
    """It deducts late reports in one item by repeats and in another by each, as an example of either."""
    found = linted(tmp_path)
    assert {problem.code for problem in found} <= {"lint-punished-twice"}


def test_values_below_nothing_need_a_band_where_they_can_be(tmp_path: Path) -> None:
    kept = [("        - {below: 2, marks: 0}\n", "        - {at_least: 0, below: 2, marks: 0}\n")]
    assert not [p for p in linted(tmp_path, *kept) if p.code == "lint-bands"]
    meetings = "{kind: meeting}, window: period}\n"
    compared = [*kept, (meetings, f"{meetings}    against: peers_mean\n")]
    assert [p for p in linted(tmp_path, *compared) if p.code == "lint-bands"]


def test_bands_of_one_measure_do_not_punish_twice(tmp_path: Path) -> None:
    scheme = load_scheme(written(tmp_path, shown()))
    lines = scheme_lines([tmp_path / "scheme.yaml"])[scheme.id]
    alone = attrs.evolve(scheme, items=scheme.items[:1], deductions=(), veto=())
    assert not [p for p in lint_scheme(None, alone, lines) if p.code == "lint-punished-twice"]
