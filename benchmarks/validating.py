"""From raw cells to facts, spellings and bad rows included, against pydantic models made of the same rows, clean."""

from __future__ import annotations

import argparse
import gc
import json
import random
import statistics
import time
from collections.abc import Iterator
from datetime import date

from pydantic import BaseModel, TypeAdapter

from benchmarks.city import SCREENINGS, WEEKS, Cells, City, Sheet, iso, manager, project, spelt
from fengqiao.plugin.read import read

DIRTY = 0.002
"""The share of rows with a cell that cannot be read."""
BAD = ((0, "330799999999"), (1, "2019-02-30"), (2, "昨天"), (3, "若干"), (4, "-1"))


class ScreeningModel(BaseModel):
    """What the facts hold, as a model."""

    division: str
    held_on: date
    reported_on: date
    found: int
    registered: int


def measure(weeks: int, rounds: int) -> dict[str, float]:
    """By turns, with Python's collector running for both as it is set at the start; the medians."""
    city = City.load(weeks)
    clean = {county: list(city.screenings(county, iso)) for county in city.counties}
    records = [
        dict(zip(ScreeningModel.model_fields, cells, strict=True)) for found in clean.values() for cells in found
    ]
    del clean
    sheets, dirty = {}, 0
    for county in city.counties:
        spoilt, bad = _spoil(city.screenings(county, spelt), county)
        sheets[county], dirty = {"排查": [SCREENINGS, *spoilt]}, dirty + bad
    plugins, plan = manager(sheets), project(city.places, city.counties)
    models = TypeAdapter(list[ScreeningModel])
    ours, theirs = [], []
    assert gc.isenabled()
    for _ in range(rounds):
        gc.collect()
        start = time.perf_counter()
        data = read(plan, plugins)
        ours.append(time.perf_counter() - start)
        assert (data.intake.rows, data.intake.refused) == (len(records), dirty), data.intake
        assert len(data.problems) == dirty, len(data.problems)
        del data
        gc.collect()
        start = time.perf_counter()
        made = models.validate_python(records)
        theirs.append(time.perf_counter() - start)
        assert len(made) == len(records)
        del made
    return {
        "seconds": statistics.median(ours),
        "against": statistics.median(theirs),
        "rows": len(records),
        "dirty": dirty,
    }


def _spoil(rows: Iterator[Cells], county: str) -> tuple[Sheet, int]:
    """The rows, some with one bad cell, and how many those are."""
    chance = random.Random(f"dirt {county}")
    spoilt: list[Cells] = []
    bad = 0
    for cells in rows:
        if chance.random() < DIRTY:
            at, text = chance.choice(BAD)
            spoilt.append((*cells[:at], text, *cells[at + 1 :]))
            bad += 1
        else:
            spoilt.append(cells)
    return spoilt, bad


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--weeks", type=int, default=WEEKS)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    print(json.dumps(measure(given.weeks, given.rounds)))
