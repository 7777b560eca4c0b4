"""The same screenings from .xlsx: the excel adapter against openpyxl alone, read-only, over the same sheets."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import openpyxl

from benchmarks.city import SCREENINGS, WEEKS, City, iso
from fengqiao.plugin.adapter import Table
from fengqiao.plugin.manager import Manager

DAYS = (1, 2)
"""The columns that hold dates."""


def measure(weeks: int) -> dict[str, float]:
    """Both read every cell of one workbook with a sheet a county, twice by turns; the better time of each."""
    city = City.load(weeks)
    with tempfile.TemporaryDirectory() as folder:
        written = write(city, Path(folder) / "screenings.xlsx")
        ours, theirs = [], []
        for _ in range(2):
            ours.append(_timed(_adapter, Path(folder), written))
            theirs.append(_timed(_openpyxl, Path(folder), written))
    return {"seconds": min(ours), "against": min(theirs), "rows": written}


def write(city: City, path: Path) -> int:
    """The workbook, with dates and numbers as a spreadsheet holds them; how many rows it has."""
    book = openpyxl.Workbook(write_only=True)
    written = 0
    for county in city.counties:
        sheet = book.create_sheet(county)
        sheet.append(SCREENINGS)
        for code, held, told, found, registered in city.screenings(county, iso):
            days = date.fromisoformat(held), date.fromisoformat(told)
            sheet.append((code, *days, int(found), int(registered)))
            written += 1
        written += 1
    book.save(path)
    return written


def _adapter(folder: Path) -> Iterator[object]:
    excel = Manager().adapter("excel")
    for table in excel.tables(excel.options.model_validate({"path": "screenings.xlsx"}), folder):
        assert isinstance(table, Table), table
        yield from table.rows()


def _openpyxl(folder: Path) -> Iterator[object]:
    book = openpyxl.load_workbook(folder / "screenings.xlsx", read_only=True)
    for sheet in book:
        yield from sheet.iter_rows(values_only=True)
    book.close()


def _timed(read: Callable[[Path], Iterator[object]], folder: Path, expected: int) -> float:
    start = time.perf_counter()
    found = sum(1 for _ in read(folder))
    seconds = time.perf_counter() - start
    assert found == expected, (found, expected)
    return seconds


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--weeks", type=int, default=WEEKS)
    print(json.dumps(measure(parser.parse_args().weeks)))
