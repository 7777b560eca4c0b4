"""The smallest set of requirements that cannot all be kept, found by hitting every way out."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import combinations
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def smallest(groups: Sequence[T], feasible: Callable[[frozenset[T]], bool]) -> frozenset[T] | None:
    """A conflict with the fewest members; None where all can be kept together.

    A conflict hits every correction (a set without which the rest can be kept). The smallest set that hits all
    corrections known so far is a conflict, or shows a new correction: so the first one found is a smallest.
    """
    every = frozenset(groups)
    if feasible(every):
        return None
    corrections: list[frozenset[T]] = []
    while True:
        candidate = _hitting(groups, corrections)
        if not feasible(candidate):
            return candidate
        kept = candidate
        for one in groups:
            if one not in kept and feasible(kept | {one}):
                kept |= {one}
        corrections.append(every - kept)


def _hitting(groups: Sequence[T], corrections: Sequence[frozenset[T]]) -> frozenset[T]:
    """A smallest set that has a member in common with each correction, the first in order of the groups."""
    useful = [one for one in groups if any(one in correction for correction in corrections)]
    for size in range(len(useful) + 1):
        for chosen in combinations(useful, size):
            if all(set(chosen) & correction for correction in corrections):
                return frozenset(chosen)
    raise AssertionError("every correction has a member")
