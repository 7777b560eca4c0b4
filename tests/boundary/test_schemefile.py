"""Scheme files: every award operator is read, and what cannot be meant is refused at its place."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from fengqiao.boundary.schemefolder import load_scheme
from fengqiao.errors import PackError
from fengqiao.model.award import Band, Bands, BetterOf, Deduct, Each, Given, PerShort, PerStep, PerUnit
from fengqiao.model.predicate import Limits

PAGE = Path(__file__).parents[2] / "docs" / "schemes.md"


def shown() -> str:
    return PAGE.read_text(encoding="utf-8").split("```yaml\n", 1)[1].split("```", 1)[0]


def written(folder: Path, text: str) -> Path:
    file = folder / "scheme.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_page_shows_every_award(tmp_path: Path) -> None:
    scheme = load_scheme(written(tmp_path, shown()))
    awards = {item.id: item.award for item in scheme.items}
    assert awards["meetings"] == Bands(
        (
            Band(Limits(at_least=Fraction(4)), Fraction(10)),
            Band(Limits(at_least=Fraction(2), below=Fraction(4)), Fraction(5)),
            Band(Limits(below=Fraction(2)), Fraction(0)),
        )
    )
    screening, files = awards["screening"], awards["files"]
    assert isinstance(screening, Deduct)
    assert isinstance(files, Deduct)
    assert [line.deduction for line in screening.lines] == [
        PerStep(Fraction(1), Fraction(1, 100), "whole_up"),
        PerUnit(Fraction(2), "kind", Fraction(2)),
    ]
    assert files == Deduct((type(files.lines[0])(PerShort(Fraction(1, 2))),), Fraction(1), Fraction(5))
    assert isinstance(awards["team"], BetterOf)
    assert awards["opinion"] == Given()
    assert scheme.bonus[0].award == Each(Fraction(2))
    assert scheme.bonus_cap == Fraction(5)
    assert (scheme.grades[0].first, scheme.veto[0].grade_at_most) == (6, "pass")
    assert scheme.given[0].why


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("pack-item", "{each: 2}", "each"),
        ("pack-item", "{each: 2}", "{each: 0}"),
        ("pack-unknown-name", "per: short", "per: shorts"),
        ("pack-item", "per: short}", "per: short, repeat: {by: kind, times: 2}}"),
        ("pack-unknown-field", "by: kind", "by: kinds"),
        ("pack-item", "grade_at_most: pass", "grade_at_most: pass, fail: yes"),
        ("pack-item", "marks: 8, by", "marks: 11, by"),
        ("pack-item", "    at_least: 50\n", ""),
        ("pack-item", "award: given", "award: given, measure: {count: studios}"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, code: str, old: str, new: str) -> None:
    text = shown()
    assert old in text, old
    with pytest.raises(PackError) as caught:
        load_scheme(written(tmp_path, text.replace(old, new, 1)))
    assert code in {problem.code for problem in caught.value.problems}
    assert all(problem.where.cell for problem in caught.value.problems)
