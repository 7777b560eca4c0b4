"""English counts one thing in the singular."""

from __future__ import annotations

import pytest

from fengqiao.errors import counted, singular


@pytest.mark.parametrize(
    ("number", "many", "said"),
    [
        (0, "rows", "0 rows"),
        (1, "rows", "1 row"),
        (2, "rows", "2 rows"),
        (1234, "rows", "1,234 rows"),
        (1, "accountable units", "1 accountable unit"),
        (1, "counties", "1 county"),
        (1, "boxes", "1 box"),
        (1, "classes", "1 class"),
    ],
)
def test_the_word_follows_the_number(number: int, many: str, said: str) -> None:
    assert counted(number, many) == said


def test_a_verb_may_go_along() -> None:
    assert [counted(n, "rows are", "row is") for n in (1, 3)] == ["1 row is", "3 rows are"]


def test_a_word_for_one_stays() -> None:
    assert singular("studio") == "studio"
