"""The real places of Jinhua as the example carries them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from fengqiao.model.place import Edition, EditionRow, Level, Recode
from fengqiao.model.places import Places

FOLDER = Path(__file__).parents[1] / "examples" / "jinhua" / "divisions"


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


@cache
def editions() -> tuple[Edition, ...]:
    """The five editions, 2017 to 2021."""
    return tuple(
        Edition(
            date.fromisoformat(path.stem.removeprefix("jinhua-")),
            tuple(
                EditionRow(row["code"], row["name"], Level(row["level"]), row["parent"] or None, line)
                for line, row in enumerate(_rows(path), start=2)
            ),
            path.name,
        )
        for path in sorted(FOLDER.glob("jinhua-*.csv"))
    )


@cache
def recodes() -> tuple[Recode, ...]:
    """The 178 units that go by a second code."""
    return tuple(
        Recode(row["old_code"], row["new_code"], date.fromisoformat(row["first_edition"]))
        for row in _rows(FOLDER / "recoded.csv")
    )


@cache
def places() -> Places:
    """The dated tree of Jinhua."""
    return Places.build(editions(), recodes=recodes())
