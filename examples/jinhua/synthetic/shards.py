"""Submissions that are no workbooks: month shards of a screening log, and a list of attestations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from synthetic.records import Books
from synthetic.words import SYNTHETIC


def shard_rows(books: Books) -> Iterator[tuple[tuple[int, int], list[list[Any]]]]:
    """One list a month, one row a screening of a village, in the order of the days."""
    names = {township.code: township.name for township in books.county.townships}
    months: dict[tuple[int, int], list[list[Any]]] = defaultdict(list)
    for village in books.county.villages:
        for day in books.village_days[village.code]:
            months[day.year, day.month].append(
                [names[village.township], village.name, day, (day.day + len(village.name)) % 4]
            )
    for month, rows in sorted(months.items()):
        rows.sort(key=_by_day)
        yield month, [["乡镇(街道)", "村(社区)", "排查日期", "排查数"], *rows]


def _by_day(row: list[Any]) -> date:
    day: date = row[2]
    return day


def attestation_rows(books: Books) -> list[list[Any]]:
    """The attestations with a note and a heading, for a sheet of its own."""
    rows: list[list[Any]] = [[f"说明:{SYNTHETIC}"], ["事项", "日期", "是否落实", "佐证材料"]]
    rows += [[a.item, a.on, "是" if a.holds else "否", a.evidence] for a in books.attestations]
    return rows
