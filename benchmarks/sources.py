"""The same made-up screenings as files, web pages and database tables, and how the bare client library reads each."""

from __future__ import annotations

import csv
import json
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import attrs

HEAD = ("village", "held_on", "reported_on", "found", "registered")
PAGE = 5000
SERVERS = {
    "postgresql": "postgresql+psycopg://postgres@127.0.0.1:5432/test",
    "mariadb": "mysql+pymysql://root@127.0.0.1:3306/test",
}
"""Where a server is expected; the tables are made for the run and dropped after it."""


@attrs.frozen
class Kind:
    """An adapter, the option that names its source, a source of so many rows, and the bare library's reading."""

    adapter: str
    key: str
    source: Callable[[int], AbstractContextManager[str]]
    bare: Callable[[str], Iterator[object]]
    options: dict[str, object] = attrs.field(factory=dict)


def records(rows: int) -> Iterator[tuple[str, str, str, int, int]]:
    """Screenings, the same at every run."""
    for n in range(rows):
        day = f"2019-{n % 12 + 1:02}-{n % 28 + 1:02}"
        yield f"330702{n % 900000:06}", day, day, n % 7, n % 3


def _object(record: tuple[object, ...]) -> dict[str, object]:
    return dict(zip(HEAD, record, strict=True))


@contextmanager
def _file(name: str, write: Callable[[Path, int], None], rows: int) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path, rows)
        yield str(path)


def _write_csv(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        writer.writerows(records(rows))


def _bare_csv(source: str) -> Iterator[object]:
    with Path(source).open(encoding="utf-8", newline="") as file:
        yield from islice(csv.reader(file), 1, None)


def _write_ndjson(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(_object(record)) + "\n" for record in records(rows))


def _bare_ndjson(source: str) -> Iterator[object]:
    with Path(source).open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _write_parquet(path: Path, rows: int) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    source = records(rows)
    writer = None
    while chunk := list(islice(source, 50_000)):
        table = pa.table(dict(zip(HEAD, map(list, zip(*chunk, strict=True)), strict=True)))
        writer = writer or parquet.ParquetWriter(path, table.schema)
        writer.write_table(table)
    assert writer is not None
    writer.close()


def _bare_parquet(source: str) -> Iterator[object]:
    from pyarrow import parquet

    with parquet.ParquetFile(source) as file:
        for batch in file.iter_batches(4096, use_threads=False):
            yield from batch.to_pylist()


def _write_xlsx(path: Path, rows: int) -> None:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("screenings")
    sheet.append(HEAD)
    for record in records(rows):
        sheet.append(record)
    book.save(path)


def _bare_xlsx(source: str) -> Iterator[object]:
    from python_calamine import load_workbook

    yield from islice(load_workbook(source).get_sheet_by_index(0).iter_rows(), 1, None)


class _Pages(BaseHTTPRequestHandler):
    """Pages of the same screenings; the first of each page tells it from the others."""

    rows = 0
    body = ""

    def do_GET(self) -> None:
        page = int(parse_qs(urlsplit(self.path).query)["page"][0])
        first = json.dumps(_object((str(page), "2019-01-01", "2019-01-01", 0, 0)))
        content = f'{{"total": {self.rows}, "rows": [{first}{self.body}]}}'.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name of the base class
        pass


@contextmanager
def _pages(rows: int) -> Iterator[str]:
    _Pages.rows = rows
    _Pages.body = "".join(", " + json.dumps(_object(record)) for record in records(PAGE - 1))
    with ThreadingHTTPServer(("127.0.0.1", 0), _Pages) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/list"
        server.shutdown()


def _bare_http(source: str) -> Iterator[object]:
    import httpx

    got, total, page = 0, 1, 1
    with httpx.Client(trust_env=False) as client:
        while got < total:
            reply = client.get(source, params={"page": page, "rows": PAGE}).json()
            yield from reply["rows"]
            got, total, page = got + len(reply["rows"]), reply["total"], page + 1


@contextmanager
def _database(kind: str, rows: int) -> Iterator[str]:
    """A database of one table, with a key as registers have one, at an address."""
    from sqlalchemy import create_engine, make_url, text

    name = f"fengqiao_bench_{uuid.uuid4().hex[:8]}"
    with tempfile.TemporaryDirectory() as folder:
        url = make_url(SERVERS[kind]) if kind in SERVERS else make_url(f"sqlite:///{folder}/screenings.db")
        home = create_engine(url)
        if kind in SERVERS:
            with home.connect() as connection:
                connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(f"CREATE DATABASE {name}"))
            url = url.set(database=name)
        engine = create_engine(url)
        try:
            with engine.begin() as connection:
                connection.execute(
                    text(
                        "CREATE TABLE screenings (id integer PRIMARY KEY, village varchar(15) NOT NULL,"
                        " held_on date NOT NULL, reported_on date, found integer, registered integer)"
                    )
                )
                insert = text(
                    "INSERT INTO screenings VALUES (:id, :village, :held_on, :reported_on, :found, :registered)"
                )
                numbered = enumerate(records(rows))
                while chunk := [_object(one) | {"id": number} for number, one in islice(numbered, 20_000)]:
                    connection.execute(insert, chunk)
            engine.dispose()
            yield url.render_as_string(hide_password=False)
        finally:
            engine.dispose()
            if kind in SERVERS:
                with home.connect() as connection:
                    connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(f"DROP DATABASE {name}"))
            home.dispose()


def _bare_sql(source: str) -> Iterator[object]:
    from sqlalchemy import NullPool, create_engine, text

    with create_engine(source, poolclass=NullPool).connect() as connection:
        query = text("SELECT * FROM screenings ORDER BY id")
        yield from connection.execution_options(yield_per=2000).execute(query)


PAGING: dict[str, object] = {"paging": "page", "size": PAGE, "records": "rows", "total": "total"}
KINDS = {
    "csv": Kind("csv", "path", partial(_file, "screenings.csv", _write_csv), _bare_csv),
    "xlsx": Kind("excel", "path", partial(_file, "screenings.xlsx", _write_xlsx), _bare_xlsx),
    "ndjson": Kind("json", "path", partial(_file, "screenings.ndjson", _write_ndjson), _bare_ndjson),
    "parquet": Kind("parquet", "path", partial(_file, "screenings.parquet", _write_parquet), _bare_parquet),
    "http": Kind("http", "url", _pages, _bare_http, PAGING),
    "sqlite": Kind("sql", "url", partial(_database, "sqlite"), _bare_sql),
    "postgresql": Kind("sql", "url", partial(_database, "postgresql"), _bare_sql),
    "mariadb": Kind("sql", "url", partial(_database, "mariadb"), _bare_sql),
}
