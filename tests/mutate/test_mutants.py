"""Each mutant is of the code as it stands: words that are no longer there would be noticed only by a whole run."""

from __future__ import annotations

from collections import Counter

from tests.mutate.__main__ import SOURCE
from tests.mutate.mutants import MUTANTS


def test_what_each_mutant_replaces_stands_in_its_file_once() -> None:
    stale = [one.what for one in MUTANTS if (SOURCE / one.file).read_text(encoding="utf-8").count(one.old) != 1]
    assert stale == []


def test_no_mutant_is_there_twice() -> None:
    assert max(Counter((one.file, one.old, one.new) for one in MUTANTS).values()) == 1
