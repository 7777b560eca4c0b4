"""What leaves a database while something is asked."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

from fengqiao.engine.sql.engine import SqlEngine


def rows_taken(engine: SqlEngine, ask: Callable[[], object]) -> int:
    """How many rows leave the database of an engine while something is asked: Ibis hands them out, or the dialect."""
    taken: list[int] = []

    def counted(hands_out: Callable[..., Any]) -> Callable[..., Any]:
        def handed_out(*given: Any, **named: Any) -> Any:
            found = hands_out(*given, **named)
            taken.append(getattr(found, "num_rows", 1))
            return found

        return handed_out

    with ExitStack() as stack:
        for owner, name in ((engine.ground.connection, "to_pyarrow"), (engine.ground.dialect, "rows")):
            if hasattr(owner, name):
                stack.enter_context(patch.object(owner, name, counted(getattr(owner, name))))
        ask()
    return sum(taken)
