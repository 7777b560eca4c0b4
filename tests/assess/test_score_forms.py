"""Every form of a scheme scored by the real engine over a few made-up facts, and said in words."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import attrs

import fengqiao
from fengqiao.boundary.schemefolder import load_scheme
from fengqiao.model.outcome import Scorecard, Span
from tests.assess.test_road import DAY, PACK, data

PAGE = Path(__file__).parents[2] / "docs" / "schemes.md"


def cards(folder: Path) -> tuple[Scorecard, ...]:
    file = folder / "scheme.yaml"
    file.write_text(PAGE.read_text(encoding="utf-8").split("```yaml\n", 1)[1].split("```", 1)[0], encoding="utf-8")
    scheme = load_scheme(file)
    return fengqiao.score(attrs.evolve(PACK, schemes={scheme.id: scheme}), data(), as_of=DAY)


def test_every_form_is_scored_and_said(tmp_path: Path) -> None:
    for card in cards(tmp_path):
        assert card.marks is not None
        assert 0 <= card.marks.low <= card.marks.high <= 55
        assert sum((span.low for _, span in card.lines), Fraction(0)) == card.marks.low
        assert sum((span.high for _, span in card.lines), Fraction(0)) == card.marks.high
        items = {item.item: item for item in card.items}
        assert items["opinion"].marks == Span(Fraction(0), Fraction(10))
        assert "由考核人评定，满分10分" in items["opinion"].words.zh
        assert "10分，每差一个扣0.5分，最多扣5分，扣至1分为止" in items["files"].words.zh
        assert "never below 1" in items["files"].words.en
