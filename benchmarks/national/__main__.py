"""`python -m benchmarks.national`: a country's registers judged where they lie, beside other tools, as one table.

It exits with 0 whether the targets are reached or not, and with 1 where two tools do not give the same answers.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.national.country import country
from benchmarks.national.facts import make
from benchmarks.national.prepared import Prepared, prepare
from benchmarks.national.table import Row, Table
from benchmarks.national.turns import Worker, turns

ROOT = Path(__file__).parent.parent.parent
PLAIN, SCAN, DAYS = "plain SQL, COUNT(DISTINCT)", "bare scan", "Polars, days table"
TARGETS = {PLAIN: (5.0, "slower"), SCAN: (6.0, "floor"), DAYS: (1.0, "slower")}
WHOLE_PACK = (12.0, 1074.0)
"""Seconds, and MB: 1 GiB."""
BLOCKS = {"load": "ordered by division and date, as a load leaves it", "log": "the screenings by date, as a log is"}


def main() -> int:
    """Makes the country, measures, prints row by row."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.national", description="The same rules for a country.")
    parser.add_argument("--counties", type=int, help="so many counties instead of all")
    parser.add_argument("--repeats", type=int, default=5, help="warm repeats, by turns; the median counts")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "national", help="where it all lies meanwhile")
    parser.add_argument("--peers", type=Path, default=ROOT / "build" / "peers" / "bin" / "python", help="their Python")
    parser.add_argument("--spark", type=Path, metavar="PYTHON", help="Spark too: build/spark/bin/python")
    parser.add_argument("--made-up", action="store_true", help="made-up divisions instead of the npm package's")
    parser.add_argument("--only-once", action="store_true", help="without twice the data")
    return _Benchmark(parser.parse_args()).run()


class _Benchmark:
    """One run."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.given = given
        self.table = Table()
        self.tallies: dict[str, Any] = {}
        self.wrong: list[str] = []

    def run(self) -> int:
        """All of it."""
        print(f"{_processor()}, {os.cpu_count()} cores, {platform.system()}; Python {platform.python_version()}")
        once = self._prepared("once", 1, log=True)
        if not self.given.peers.exists():
            print("Polars, pandas and OpenFisca are not set up: make peers")
        self.table.head()
        sizes = f"{once.megabytes:.0f} MB; as a log {once.log_megabytes:.0f} MB"
        self.table.row(Row("order the registers, write the store", seconds=once.seconds, note=sizes))
        seconds = [self._block(order, once) for order in BLOCKS]
        self.table.block("beyond the three questions")
        city = self._alone("the memory engine on one city", "city", once)
        self.table.row(Row(city.name, city.version, city.median, city.peak))
        pack = self._alone("the whole Jinhua pack", "pack", once)
        note = f"the first time {pack.first:.2f} s; {pack.answers['outcomes']:,} outcomes"
        self.table.row(Row(pack.name, pack.version, pack.median, pack.peak, limit=WHOLE_PACK, note=note))
        self.table.statuses({"all targets": _added(pack.answers["statuses"])})
        if self.given.spark:
            self._spark(once, seconds[0])
        if not self.given.only_once:
            twice = self._alone(
                "the three questions, twice the country", "three", self._prepared("twice", 2, log=False)
            )
            row = Row(twice.name, twice.version, twice.median, twice.peak, seconds[0], (2.2, "growth"))
            self.table.row(row)
        for line in self.wrong:
            sys.stderr.write(f"{line}\n")
        return 1 if self.wrong else 0

    def _prepared(self, name: str, times: int, *, log: bool) -> Prepared:
        folder = self.given.work / name
        shutil.rmtree(folder, ignore_errors=True)
        found = country(self.given.counties, times, self.given.work, made_up=self.given.made_up)
        print(f"{found.source}: {len(found.counties):,} counties, {len(found.villages):,} villages and communities")
        made = make(found, folder / "facts")
        print(f"{made.facts:,} facts, all made up; {made.undated:,} screenings without a date", flush=True)
        prepared = prepare(found, found.places(), made, folder, log=log)
        shutil.rmtree(folder / "facts")
        return prepared

    def _block(self, order: str, at: Prepared) -> float:
        """The rows over the facts in one order; fengqiao's seconds."""
        own = Worker("fengqiao on DuckDB", self._own("three", at, order))
        workers = [own, *self._peers(order, at)]
        turns(ROOT, workers, self.given.repeats)
        self.table.block(BLOCKS[order])
        self.table.row(Row("the same, Ibis's first query", own.version, own.first))
        for one in workers:
            target = TARGETS.get(one.name) if order == "load" else None
            self.table.row(Row(one.name, one.version, one.median, one.peak, own.median, target))
            if one.name not in (own.name, SCAN):
                self.wrong += _differences(one.name, own.answers["tallies"], one.answers)
        if order == "load":
            self.tallies = own.answers["tallies"]
            self.table.statuses(own.answers["statuses"])
        return own.median

    def _peers(self, order: str, at: Prepared) -> list[Worker]:
        plain = [sys.executable, "-m", "benchmarks.national.peers.plain", str(at.store(order)), str(at.villages)]
        found = [Worker(PLAIN, [*plain, "distinct"]), Worker(SCAN, [*plain, "scan"])]
        if not self.given.peers.exists():
            return found
        files = [str(at.files(order)), str(at.villages)]
        of = {
            "Polars, usual idiom": ["in_polars", *files, "usual"],
            DAYS: ["in_polars", *files, "days"],
            "pandas": ["in_pandas", *files],
            "OpenFisca": ["in_openfisca", *files],
        }
        for name, (module, *options) in of.items():
            if order == "load" or module == "in_polars":
                command = [str(self.given.peers), "-m", f"benchmarks.national.peers.{module}", *options]
                found.append(Worker(name, command))
        return found

    def _own(self, what: str, at: Prepared, order: str = "load") -> list[str]:
        module = ["benchmarks.national.worker", what, str(at.store(order)), str(at.folder / "country.json")]
        return [sys.executable, "-m", *module]

    def _alone(self, name: str, what: str, at: Prepared) -> Worker:
        worker = Worker(name, self._own(what, at))
        turns(ROOT, [worker], self.given.repeats)
        return worker

    def _spark(self, at: Prepared, beside: float) -> None:
        """The three questions in a Spark of this machine; what its Java takes is not measured."""
        command = [str(self.given.spark), *self._own("three", at)[1:], "--spark", str(at.files("load"))]
        one = Worker("the three questions on Spark", command)
        turns(ROOT, [one], min(1, self.given.repeats))
        self.table.row(Row(one.name, one.version, one.median, beside=beside, note=f"the first time {one.first:.2f} s"))
        self.wrong += _differences(one.name, self.tallies, one.answers["tallies"])


def _differences(name: str, expected: dict[str, Any], found: dict[str, Any]) -> list[str]:
    lines = [
        f"{name}: {question} at {code}: {other}, fengqiao says {tally}"
        for question, units in expected.items()
        for code, tally in units.items()
        if (other := found.get(question, {}).get(code)) != tally
    ]
    return lines[:10]


def _added(statuses: dict[str, dict[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for counts in statuses.values():
        found.update(counts)
    return found


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    sys.exit(main())
