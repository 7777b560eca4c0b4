"""Made-up facts for a country, the same at every run, in the arrangement in which a load keeps its batches.

Unknown are 5% of the screenings (no date), 6% of the employments, 7% of the brands. Of the counties 5% leave each
register unreported, and 2% send numbers instead of facts: one a village for the screenings of the year and for its
full-time mediators, one a county for its brand studios.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
from pyarrow import compute, parquet

from benchmarks.national.country import FIRST, Country
from fengqiao.engine.sql.tables import OF_SOURCE, schema
from fengqiao.model.dataset import Dataset, Reported
from fengqiao.model.fact import EIGHT_SYSTEMS, SIX_HEADS, SIX_UNIFIED
from fengqiao.model.places import Places
from fengqiao.model.source import Source

UNTIL = date(2019, 12, 31)
SPOKEN = date(2018, 1, 1)
"""Registers of lives speak from here, so that last year's funding is known as well."""
WEEKS = 52
FILLED, TWICE = 0.985, 0.09
UNDATED, NO_EMPLOYMENT, NO_BRAND = 0.05, 0.06, 0.07
SILENT, NUMBERS = 0.05, 0.02
REGISTERS = ("committees", "studios", "posts", "screenings", "funding")
Array = Any


@attrs.frozen
class Made:
    """The files of each register, and who reported what."""

    files: dict[str, list[Path]]
    reported: tuple[Reported, ...]
    sources: tuple[Source, ...]
    facts: int
    undated: int

    def dataset(self, places: Places) -> Dataset:
        """The dataset without its facts."""
        return Dataset(places, {}, self.reported, sources=self.sources, synthetic=True)


@attrs.define
class _Maker:
    country: Country
    folder: Path
    chance: np.random.Generator
    files: dict[str, list[Path]] = attrs.field(factory=dict)
    reported: list[Reported] = attrs.field(factory=list)
    sources: list[Source] = attrs.field(factory=list)
    facts: int = 0
    undated: int = 0

    def write(self, register: str, source: Source, count: int, values: dict[str, Array]) -> None:
        """One file of facts; what is not given is blank."""
        if not count:
            return
        numbers = pa.array(np.arange(self.facts, self.facts + count))
        given = {
            "exact": pa.repeat(pa.scalar(True), count),
            "cell": pa.array(np.arange(1, count + 1) * 16384),
            "id": compute.binary_join_element_wise(register[:1], numbers.cast(pa.string()), ""),
            **{
                f"source_{name}": pa.repeat(pa.scalar(value, schema(register).field(f"source_{name}").type), count)
                for name in OF_SOURCE
                if (value := getattr(source, name)) is not None
            },
            **values,
        }
        arrays = []
        for field in schema(register):
            found = given.get(field.name)
            column = pa.nulls(count, field.type) if found is None else found
            arrays.append((column if isinstance(column, pa.Array) else pa.array(column)).cast(field.type))
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{register}-{len(self.files.setdefault(register, [])):05}.parquet"
        parquet.write_table(pa.Table.from_arrays(arrays, schema=schema(register)), path)
        self.files[register].append(path)
        self.facts += count


def make(country: Country, folder: Path) -> Made:
    """Every register, written into a folder file by file."""
    maker = _Maker(country, folder, np.random.default_rng(2019))
    counties = country.counties
    order = maker.chance.permutation(len(counties))
    few, one = round(SILENT * len(counties)), max(1, round(NUMBERS * len(counties)))
    silent = {
        register: {counties[i] for i in order[n * few : (n + 1) * few]}
        for n, register in enumerate(("screenings", "posts", "studios"))
    }
    numbers = {counties[i] for i in order[3 * few : 3 * few + one]}
    sources = {}
    for register in REGISTERS:
        sources[register] = source = Source(f"{register}.parquet", None, None, SPOKEN, UNTIL, date(2020, 1, 5), None)
        maker.sources.append(source)
        quiet = silent.get(register, set())
        maker.reported += [Reported(register, c, SPOKEN, UNTIL, source) for c in counties if c not in quiet]
    by_county: dict[str, list[str]] = {}
    for code in country.villages:
        by_county.setdefault(code[:6], []).append(code)
    _committees(maker, sources["committees"])
    _funding(maker, sources["funding"])
    _studios(maker, sources["studios"], [c for c in counties if c not in silent["studios"] | numbers])
    of = [v for c in counties if c not in silent["posts"] | numbers for v in by_county.get(c[:6], ())]
    _posts(maker, sources["posts"], of)
    of = [v for c in counties if c not in silent["screenings"] | numbers for v in by_county.get(c[:6], ())]
    _screenings(maker, sources["screenings"], of)
    _returns(maker, sorted(numbers), by_county)
    return Made(maker.files, tuple(maker.reported), tuple(maker.sources), maker.facts, maker.undated)


def _days(days: Array) -> pa.Array:
    return pa.array(days, pa.int32()).cast(pa.date32())


def _day(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def _some(texts: list[str], at: Array) -> pa.Array:
    return pa.array(texts, pa.string()).take(pa.array(at))


def _lives(country: Country, villages: list[str]) -> tuple[Array, Array]:
    """The first and the last day of each village, as days since 1970; far ends where there is none."""
    first, last = np.full(len(villages), -(10**6)), np.full(len(villages), 10**6)
    at = {code: i for i, code in enumerate(villages)}
    for code, (since, until) in country.lives.items():
        if code in at:
            if since:
                first[at[code]] = _day(since)
            if until:
                last[at[code]] = _day(until)
    return first, last


def _screenings(maker: _Maker, source: Source, villages: list[str]) -> None:
    """Week after week, as a log is: every village in most weeks, some twice, one in twenty without its date."""
    chance, first, last = maker.chance, *_lives(maker.country, villages)
    units = pa.array(villages, pa.string())
    for week in range(WEEKS):
        monday = _day(FIRST + timedelta(weeks=week))
        for share in (FILLED, TWICE):
            at = np.flatnonzero(chance.random(len(villages)) < share)
            day = monday + chance.integers(0, 7, len(at))
            lives = (first[at] <= day) & (day <= last[at])
            at, day = at[lives], day[lives]
            blank = chance.random(len(at)) < UNDATED
            found = chance.integers(0, 4, len(at))
            held = pa.array(day, pa.int32(), mask=blank).cast(pa.date32())
            maker.undated += int(blank.sum())
            values = {
                "division": units.take(pa.array(at)),
                "held_on": held,
                "found": found,
                "reported_on": _days(day + 2),
            }
            maker.write("screenings", source, len(at), values)
    for codes, months in ((maker.country.townships, 1), (maker.country.counties, 3)):
        for month in range(1, 13, months):
            day = _day(date(2019, month, 1)) + chance.integers(0, 28, len(codes))
            maker.write("screenings", source, len(codes), {"division": codes, "held_on": _days(day), "found": day % 3})


def _posts(maker: _Maker, source: Source, villages: list[str]) -> None:
    """A mediator in 45% of the villages; some have left."""
    chance = maker.chance
    at = np.flatnonzero(chance.random(len(villages)) < 0.45)
    where = pa.array(villages, pa.string()).take(pa.array(at))
    drawn = chance.random(len(at))
    kinds = np.where(drawn < NO_EMPLOYMENT, 2, np.where(drawn < 0.66, 0, 1))
    left = pa.array(
        _day(date(2019, 3, 1)) + chance.integers(0, 300, len(at)), pa.int32(), mask=chance.random(len(at)) > 0.04
    )
    names = compute.binary_join_element_wise("调解员", pa.array(np.arange(len(at))).cast(pa.string()), "")
    values = {
        "division": where,
        "at": where,
        "person": names,
        "name": names,
        "plain_name": names,
        "employment": pa.array(["full_time", "part_time", None]).take(pa.array(kinds)),
        "funding": pa.array(["government_purchase", "budget"]).take(pa.array((drawn * 1000).astype(int) % 2)),
        "since": _days(_day(date(2018, 3, 1)) + chance.integers(0, 300, len(at))),
        "until": left.cast(pa.date32()),
    }
    maker.write("posts", source, len(at), values)


def _studios(maker: _Maker, source: Source, counties: list[str]) -> None:
    """About twelve a county."""
    chance = maker.chance
    at = np.repeat(np.arange(len(counties)), chance.poisson(12, len(counties)))
    drawn = chance.random(len(at))
    kinds = np.where(drawn < NO_BRAND, 2, np.where(drawn < 0.8, 0, 1))
    gone = pa.array(
        _day(date(2019, 3, 1)) + chance.integers(0, 300, len(at)), pa.int32(), mask=chance.random(len(at)) > 0.05
    )
    values = {
        "division": _some(counties, at),
        "name": compute.binary_join_element_wise("工作室", pa.array(np.arange(len(at))).cast(pa.string()), ""),
        "personal": pa.repeat(pa.scalar(True), len(at)),
        "brand": pa.array([True, False, None]).take(pa.array(kinds)),
        "opened": _days(_day(date(2018, 3, 1)) + chance.integers(0, 300, len(at))),
        "closed": gone.cast(pa.date32()),
    }
    maker.write("studios", source, len(at), values)


def _committees(maker: _Maker, source: Source) -> None:
    """One at every division from the village up to the county, its checklists filled."""
    country = maker.country
    levels = (("village", country.villages), ("township", country.townships), ("county", country.counties))
    lists = {"systems": EIGHT_SYSTEMS, "unified": SIX_UNIFIED}
    for kind, codes in levels:
        short = maker.chance.integers(0, 10, len(codes)) // 9
        values: dict[str, Array] = {
            "division": codes,
            "name": compute.binary_join_element_wise(pa.array(codes, pa.string()), "调委会", ""),
            "kind": pa.repeat(kind, len(codes)),
            "established": pa.repeat(pa.scalar(date(2015, 3, 1)), len(codes)),
        }
        for name, items in lists.items():
            values[f"{name}_yes"] = pa.array([items, items[1:]], pa.list_(pa.string())).take(pa.array(short))
            values[f"{name}_no"] = pa.array([(), items[:1]], pa.list_(pa.string())).take(pa.array(short))
        maker.write("committees", source, len(codes), values)


def _funding(maker: _Maker, source: Source) -> None:
    """Six heads in two years in every county."""
    counties = maker.country.counties
    for year in (2018, 2019):
        for head in SIX_HEADS:
            fen = maker.chance.integers(0, 10**7, len(counties)) + year
            values = {
                "division": counties,
                "year": np.full(len(counties), year),
                "head": pa.repeat(head, len(counties)),
                "budgeted": fen,
                "paid": fen // 2,
            }
            maker.write("funding", source, len(counties), values)


def _returns(maker: _Maker, counties: list[str], by_county: dict[str, list[str]]) -> None:
    """Numbers without facts: one a village or county."""
    villages = [v for c in counties for v in by_county.get(c[:6], ())]
    chance = maker.chance
    asked = (
        ("screenings", villages, "at", "[]", chance.integers(30, 60, len(villages))),
        ("posts", villages, "at", '[["employment", "full_time"]]', chance.integers(0, 2, len(villages))),
        ("studios", counties, "within", '[["brand", true]]', chance.integers(5, 15, len(counties))),
    )
    for register, codes, placed, of, count in asked:
        source = Source(f"numbers-{register}.parquet", None, None, SPOKEN, UNTIL, date(2020, 1, 5), None)
        maker.sources.append(source)
        spans: dict[str, Array] = {"as_of": pa.repeat(pa.scalar(UNTIL), len(codes))}
        if register == "screenings":
            spans = {
                "since": pa.repeat(pa.scalar(date(2019, 1, 1)), len(codes)),
                "until": pa.repeat(pa.scalar(UNTIL), len(codes)),
            }
        values = {
            "division": codes,
            "at": codes,
            "register": pa.repeat(register, len(codes)),
            "placed": pa.repeat(placed, len(codes)),
            "of": pa.repeat(of, len(codes)),
            "count": count,
            **spans,
        }
        maker.write("count_returns", source, len(codes), values)
