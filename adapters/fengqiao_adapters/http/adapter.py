"""The adapter http: the pages of one address as one table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fengqiao.plugin import Adapter, Problem, Records, Row, Table, Text, Where, find_in, numbered
from fengqiao_adapters.http import problems
from fengqiao_adapters.http.client import Asker, word
from fengqiao_adapters.http.options import HttpOptions

FIELDS = {"page": "page", "offset": "offset", "cursor": "cursor"}
SIZES = {"page": "rows", "offset": "max"}


class HttpAdapter(Adapter[HttpOptions]):
    """Asks when the rows are read, holds one page in memory, and keeps the pages before one that fails."""

    name = "http"
    title = Text("网络接口（JSON）", "web addresses (JSON)")
    options = HttpOptions

    def tables(self, options: HttpOptions, folder: Path) -> Iterator[Table | Problem]:
        """One table, named by its address without what may be secret."""
        try:
            address = options.address
        except ValueError:
            yield problems.no_address()
            return
        try:
            import httpx  # noqa: F401  # told before anything is asked
            import httpx_retries  # noqa: F401
        except ImportError:
            yield problems.not_installed(address)
            return
        yield Table(address, None, lambda: _rows(options, address, folder))


def _rows(options: HttpOptions, address: str, folder: Path) -> Iterator[Row | Problem]:
    """Row 0 holds the keys of the first page, row n the n-th record of all pages."""
    asker = Asker.open(options, address, folder)
    if isinstance(asker, Problem):
        yield asker
        return
    with asker.client:
        yield from _pages(options, address, asker)


def _pages(options: HttpOptions, address: str, asker: Asker) -> Iterator[Row | Problem]:
    records, number = Records(options.leave), 0
    before: list[Any] = []
    records.learn(dict.fromkeys(options.keys))
    at: str | int | None = {"page": options.first, "offset": 0}.get(options.paging)
    for page in range(1, options.max_pages + 1):
        reply = asker.ask(_fields(options, at), page)
        if isinstance(reply, Problem):
            yield reply
            return
        listed = reply.records
        if page == 1:
            for record in listed:
                records.learn(record)
            if listed:
                yield records.head
        if listed and listed == before:
            yield problems.same_page(address, page)
            return
        before = listed
        whole = records.whole(listed)
        if whole is not None:
            yield from numbered(whole, number + 1)
            number += len(whole)
        for number, record in enumerate(listed if whole is None else (), start=number + 1):  # noqa: B020  # goes on from page to page
            cells = records.plain(record)
            if cells is not None:
                yield Row(number, cells)
            else:
                yield from records.rows(number, record, Where(address, None, f"A{number + 1}"))
        total = _total(options, reply.found)
        if isinstance(total, str):
            yield problems.no_total(address, page, options.total or "")
            return
        at = _next(options, at, reply.found, len(listed), enough=total is not None and number >= total)
        if at is None:
            if total is not None and number != total:
                yield problems.other_total(address, page, number, total)
            return
    yield problems.too_many_pages(address, options.max_pages)


def _fields(options: HttpOptions, at: str | int | None) -> dict[str, str]:
    """What is sent: the fields of every page, and which page."""
    fields = {name: word(value) for name, value in options.params.items()}
    size = options.size_field or SIZES.get(options.paging)
    if size and options.paging != "none":
        fields[size] = str(options.size)
    if at is not None:
        fields[options.page_field or FIELDS[options.paging]] = str(at)
    return fields


def _total(options: HttpOptions, found: Any) -> int | str | None:
    """The number of all records; None where no place for it is given, a text where there is no number."""
    if options.total is None:
        return None
    said = word(find_in(found, options.total))
    return int(said) if said.isascii() and said.isdigit() else said


def _next(options: HttpOptions, at: str | int | None, found: Any, got: int, *, enough: bool) -> str | int | None:
    """The next page, None after the last: all are there, or without a total, a page is empty or has no cursor.

    A page shorter than asked for is not the last: a server may cap the size.
    """
    match options.paging:
        case "cursor":
            return word(find_in(found, options.next)) or None
        case "page" | "offset" if got and not enough:
            return int(at or 0) + (1 if options.paging == "page" else got)
        case _:
            return None
