"""From parsed cells to an assessment of the whole city: seconds and peak memory of a process that does nothing else."""

from __future__ import annotations

import argparse
import gc
import json
import resource
import sys
import time

from benchmarks.city import CITY, LAST, WEEKS, City, manager, project
from fengqiao.assess.run import assess
from fengqiao.plugin.read import read


def measure(weeks: int, *, all_readings: bool) -> dict[str, float]:
    """Places, pack and rows of text are there before the clock starts; the collector runs as Python sets it."""
    city = City.load(weeks)
    sheets = {county: city.sheets(county) for county in city.counties}
    plugins, plan = manager(sheets), project(city.places, city.counties)
    pack = plugins.pack(plan.pack)
    assert gc.isenabled()
    start = time.perf_counter()
    data = read(plan, plugins)
    built = time.perf_counter()
    found = assess(pack, data, as_of=LAST, other_readings=all_readings)
    end = time.perf_counter()
    given = sum(len(rows) - 1 for one in sheets.values() for rows in one.values())
    assert (data.intake.rows, data.intake.refused) == (given, 0), data.intake
    screened = sum(1 for outcome in found.outcomes if outcome.unit.code == CITY)
    assert screened, "nothing was judged"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return {
        "seconds": end - start,
        "dataset": built - start,
        "assess": end - built,
        "megabytes": peak / 1e6,
        "facts": data.intake.facts,
        "outcomes": len(found.outcomes),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--weeks", type=int, default=WEEKS)
    parser.add_argument("--all-readings", action="store_true")
    given = parser.parse_args()
    print(json.dumps(measure(given.weeks, all_readings=given.all_readings)))
