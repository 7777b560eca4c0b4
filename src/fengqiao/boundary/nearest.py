"""The nearest of the names that are allowed, for messages about a name that is not."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, allowed: Iterable[str]) -> str | None:
    """The allowed name that was probably meant, if any is near."""
    # of two signs one may be wrong, of three or more less than half
    found = get_close_matches(name, list(allowed), n=1, cutoff=0.5 if len(name) == 2 else 0.6)
    return found[0] if found else None
