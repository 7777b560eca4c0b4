"""Each rule of the linter bites: one broken pack a rule, made from a sound one by one change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fengqiao.errors import Problem
from fengqiao.testing.rulepack import lint

OVERLAP = """2021-06-30: {at_least: 1/2, from: 2021-01-01, until: 2021-06-30}
      2021-12-31: {at_least: 2/3, from: 2021-06-30, until: 2021-12-31}"""
SOUND = Path(__file__).parent.parent / "rules" / "yi_city"


def broken(folder: Path, file: str, *changes: tuple[str, str]) -> tuple[Problem, ...]:
    """What the linter says of the sound pack with a few words changed in one file."""
    shutil.copytree(SOUND, folder / "pack")
    path = folder / "pack" / file
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return lint(folder / "pack")


def test_the_sound_pack_is_sound() -> None:
    assert lint(SOUND) == ()


@pytest.mark.parametrize(
    ("code", "file", "old", "new"),
    [
        # quotes and sentences
        ("lint-quote-missing", "pack.yaml", "quote: 鼓励各县总结经验。", "quote: 鼓励各县，总结经验。"),
        ("lint-quote-ambiguous", "pack.yaml", "quote: 鼓励各县总结经验。", "quote: 各县"),
        ("lint-quote-missing", "pack.yaml", "quote: 鼓励各县总结经验。", "nth: 2\n    quote: 鼓励各县总结经验。"),
        ("pack-quote-in-flow", "pack.yaml", "quote: 鼓励各县总结经验。", "quotes: [鼓励各县总结经验。]"),
        ("lint-sentence-unplaced", "source.txt", "三、鼓励", "四、另有一句。\n三、鼓励"),
        # marks and grades
        ("lint-marks", "scheme.yaml", "marks: 4", "marks: 5"),
        ("lint-grades", "scheme.yaml", "at_least: 1/2", "above: 1/2"),
        ("lint-grades", "scheme.yaml", "below: 1/2", "at_most: 1/2"),
        (
            "lint-grade-unreachable",
            "scheme.yaml",
            "grades:\n",
            "grades:\n  - {name: {zh: 零, en: nil}, below: 0}\n",
        ),
        ("lint-item-level", "scheme.yaml", "level: county", "level: city"),
        # dates and levels
        (
            "lint-dates-disordered",
            "pack.yaml",
            "2021-12-31: {at_least: 100%}",
            "2021-12-31: {at_least: 100%}\n      2021-06-30: {at_least: 50%}",
        ),
        (
            "lint-dates-overlap",
            "pack.yaml",
            "2021-12-31: {at_least: 2/3}",
            OVERLAP,
        ),
        ("lint-date-outside-plan", "pack.yaml", "2021-12-31: {at_least: 2/3}", "2022-12-31: {at_least: 2/3}"),
        ("pack-level-twice", "pack.yaml", "shown_at: [county]", "shown_at: [county]\n    judged_at: [county]"),
        (
            "lint-qualitative-bound",
            "pack.yaml",
            "clause: 一\n    quote: 每个",
            "clause: 一\n    qualitative: yes\n    quote: 每个",
        ),
        ("lint-supersedes", "pack.yaml", "clause: 三", "clause: 三\n    supersedes: nothing"),
        # names and numbers
        ("pack-unknown-field", "pack.yaml", "where: {kind: meeting}", "where: {kin: meeting}"),
        ("pack-unknown-field", "pack.yaml", "fields:\n  enterprises: {listed: yes_no}\n", ""),
        ("pack-float", "pack.yaml", "at_least: 2/3", "at_least: 0.66"),
        # cases
        (
            "lint-no-case-of-reading",
            "cases/all.yaml",
            "as-written: {status: not_met, no: 1}",
            "as-written: undetermined",
        ),
        (
            "lint-no-case-of-reading",
            "cases/all.yaml",
            "as-written: {status: indicator, low: 0}",
            "as-written: indicator",
        ),
        ("lint-no-differing-case", "cases/all.yaml", "large: met\n      listed-too: not_met", "listed-too: not_met"),
    ],
)
def test_a_rule_bites(tmp_path: Path, code: str, file: str, old: str, new: str) -> None:
    found = broken(tmp_path, file, (old, new))
    assert code in {problem.code for problem in found}
    assert all(str(tmp_path) in str(problem.where) for problem in found)


def test_a_target_without_cases_is_told(tmp_path: Path) -> None:
    twice = [("target: experience", "target: screening"), ("target: experience", "target: screening")]
    (found,) = [problem for problem in broken(tmp_path, "cases/all.yaml", *twice) if problem.code == "lint-no-case"]
    assert str(found.where) == f"{tmp_path / 'pack' / 'pack.yaml'}:59:5"


def test_a_quote_that_is_not_there_is_named_with_its_line(tmp_path: Path) -> None:
    quote, sentence = broken(tmp_path, "pack.yaml", ("quote: 鼓励各县总结经验。", "quote: 鼓励各县，总结经验。"))
    file = tmp_path / "pack" / "pack.yaml"
    assert quote.line("en") == (
        f"{file}:62:12: the source has no '鼓励各县，总结经验。'. "
        "Quote to the character, ASCII marks and damage included."
    )
    assert (
        quote.line("zh") == f"{file}:62:12: 原文中没有“鼓励各县，总结经验。”。引文须与原文逐字一致，含半角标点和缺字。"
    )
    assert sentence.code == "lint-sentence-unplaced"


def test_a_pack_that_cannot_be_loaded_is_told_as_the_loader_tells_it(tmp_path: Path) -> None:
    found = broken(tmp_path, "pack.yaml", ("version:", "vresion:"))
    assert [problem.code for problem in found] == ["pack-unknown-key", "pack-missing-key"]


def test_bad_cases_are_told_with_their_place(tmp_path: Path) -> None:
    (found,) = broken(
        tmp_path, "cases/all.yaml", ("as-written: {status: met, low: 2}", "as-written: {status: mett, low: 2}")
    )
    assert (found.code, str(found.where).rsplit("all.yaml:")[1]) == ("pack-unknown-name", "15:28")
    assert "Did you mean 'met'?" in found.mend.en
