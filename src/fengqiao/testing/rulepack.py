"""What the author of a rule pack runs: lint, cover, the cases, and a contract for pytest."""

from __future__ import annotations

from pathlib import Path

from fengqiao.plugin.manager import Manager
from fengqiao.testing.cases import CaseResult, run_cases
from fengqiao.testing.cover import Coverage, Sentence, cover
from fengqiao.testing.lint import lint
from fengqiao.testing.schemecases import SchemeResult, run_scheme_cases

__all__ = [
    "CaseResult",
    "Coverage",
    "RulePackContract",
    "SchemeResult",
    "Sentence",
    "cover",
    "lint",
    "run_cases",
    "run_scheme_cases",
]


class RulePackContract:
    """Inherit it in a test module and give a fixture `pack_path` (the pack's folder or its pack.yaml)."""

    def test_lint_finds_nothing(self, pack_path: Path) -> None:
        """The pack loads, and nothing is wrong with its quotes, dates, marks, grades and cases."""
        found = lint(pack_path)
        assert not found, "\n".join(problem.line("en") for problem in found)

    def test_every_sentence_is_placed(self, pack_path: Path) -> None:
        """Each sentence of the source is bound, qualitative, or context with a reason."""
        lost = [
            sentence.text
            for sentence in cover(Manager().pack(pack_path)).sentences
            if sentence.kind in ("unplaced", "todo")
        ]
        assert not lost, "\n".join(lost)

    def test_cases_come_out_as_expected(self, pack_path: Path) -> None:
        """Each case comes to its status under each reading that it names; one of a scheme to its marks."""
        wrong = [
            f"{result.case.where}: {result.case.name.en} [{result.reading}]: {text.en}"
            for result in run_cases(pack_path)
            for text in result.wrong
        ]
        wrong += [
            f"{result.case.where}: {result.case.name.en} [{result.case.scheme}]: {text.en}"
            for result in run_scheme_cases(pack_path)
            for text in result.wrong
        ]
        assert not wrong, "\n".join(wrong)
