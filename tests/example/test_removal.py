"""Whatever file is taken away: intervals widen, but nothing becomes not met and no unknown becomes a zero."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from fengqiao.assess.run import assess
from fengqiao.boundary.settings import load_project
from fengqiao.model.outcome import Bounds, Status
from fengqiao.plugin.manager import Manager
from fengqiao.plugin.read import read

PROJECT = Path(__file__).parents[2] / "examples" / "jinhua" / "fengqiao.toml"


def test_without_any_one_file_no_verdict_falls_and_no_interval_narrows() -> None:
    manager = Manager()
    pack = manager.pack("jinhua-2018-2020")
    data = read(load_project(PROJECT), manager)
    day = date(2019, 12, 31)
    whole = {
        (o.target, o.unit.code): o
        for o in assess(pack, data, as_of=day, other_readings=False, settlements=False).outcomes
    }
    files = sorted({source.file or "" for source in data.sources})
    # of the month shards of one log, one stands for all
    for file in [name for name in files if "排查日志" not in name or name.endswith("_2019_3.csv")]:
        less = data
        for source in data.sources:
            less = less.without(source) if source.file == file else less
        changed = 0
        for outcome in assess(pack, less, as_of=day, other_readings=False, settlements=False).outcomes:
            before = whole[outcome.target, outcome.unit.code]
            at = f"{file}: {outcome.target} {outcome.unit.name}"
            assert outcome.status is not Status.NOT_MET or before.status is Status.NOT_MET, at
            if before.value is not None and outcome.value is not None:
                assert _holds(outcome.value, before.value), at
            changed += outcome.value != before.value
        assert changed or "培训" in file, f"{file} makes no difference"


def _holds(wide: Bounds, narrow: Bounds) -> bool:
    low = wide.low is None or (narrow.low is not None and wide.low <= narrow.low)
    return low and (wide.high is None or (narrow.high is not None and wide.high >= narrow.high))
