"""Each adapter beside the bare client library over the same made-up screenings: `python -m benchmarks.adapters`.

Every reading is a process of its own: rows per second of processor time, and the peak of its memory.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import attrs

from fengqiao.plugin.adapter import Table
from fengqiao.plugin.manager import Manager

HEAD = ("village", "held_on", "reported_on", "found", "registered")
PAGE = 5000


def records(rows: int) -> Iterator[tuple[str, str, str, int, int]]:
    """Screenings, the same at every run."""
    for n in range(rows):
        day = f"2019-{n % 12 + 1:02}-{n % 28 + 1:02}"
        yield f"330702{n % 900000:06}", day, day, n % 7, n % 3


def _object(record: tuple[object, ...]) -> dict[str, object]:
    return dict(zip(HEAD, record, strict=True))


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


def _bare_http(source: str) -> Iterator[object]:
    import httpx

    got, total, page = 0, 1, 1
    with httpx.Client(trust_env=False) as client:
        while got < total:
            reply = client.get(source, params={"page": page, "rows": PAGE}).json()
            yield from reply["rows"]
            got, total, page = got + len(reply["rows"]), reply["total"], page + 1


@attrs.frozen
class Kind:
    """An adapter, what else it is told, its file, and the bare library's reading."""

    adapter: str
    bare: Callable[[str], Iterator[object]]
    write: Callable[[Path, int], None] | None = None
    options: dict[str, object] = attrs.field(factory=dict)


PAGING: dict[str, object] = {"paging": "page", "size": PAGE, "records": "rows", "total": "total"}
KINDS = {
    "csv": Kind("csv", _bare_csv, _write_csv),
    "ndjson": Kind("json", _bare_ndjson, _write_ndjson),
    "parquet": Kind("parquet", _bare_parquet, _write_parquet),
    "http": Kind("http", _bare_http, None, PAGING),
}


def _ours(kind: Kind, source: str) -> Iterator[object]:
    adapter = Manager().adapter(kind.adapter)
    key = "path" if kind.write else "url"
    for table in adapter.tables(adapter.options.model_validate({key: source, **kind.options}), Path(source).parent):
        assert isinstance(table, Table), table
        yield from islice(table.rows(), 1, None)


def read(name: str, side: str, source: str) -> dict[str, float]:
    """One reading in this process: how many rows, seconds of processor time, peak memory in MB."""
    kind, start = KINDS[name], time.process_time()
    rows = sum(1 for _ in (_ours(kind, source) if side == "ours" else kind.bare(source)))
    seconds = time.process_time() - start
    return {"rows": rows, "seconds": seconds, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


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


def compare(name: str, rows: int) -> dict[str, dict[str, float]]:
    """Both sides over the same source, each in a process of its own."""
    write = KINDS[name].write
    with tempfile.TemporaryDirectory() as folder:
        if write:
            source = Path(folder) / f"screenings.{name}"
            write(source, rows)
            return {side: _apart(name, side, str(source), rows) for side in ("ours", "bare")}
    _Pages.rows = rows
    _Pages.body = "".join(", " + json.dumps(_object(record)) for record in records(PAGE - 1))
    with ThreadingHTTPServer(("127.0.0.1", 0), _Pages) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/list"
        found = {side: _apart(name, side, address, rows) for side in ("ours", "bare")}
        server.shutdown()
    return found


def _apart(name: str, side: str, source: str, rows: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.adapters", "--read", name, side, source]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    assert found["rows"] == rows, found
    return found


def main() -> None:
    """Prints a row for each adapter and size."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.adapters")
    parser.add_argument("--read", nargs=3, metavar=("KIND", "SIDE", "SOURCE"), help=argparse.SUPPRESS)
    parser.add_argument("--kinds", nargs="*", default=list(KINDS), choices=list(KINDS))
    parser.add_argument("--rows", nargs="*", type=int, default=[100_000, 1_000_000])
    given = parser.parse_args()
    if given.read:
        print(json.dumps(read(*given.read)))
        return
    print("adapter      rows   rows/s   bare rows/s   ratio   peak MB   against the smallest")
    for name in given.kinds:
        smallest = 0.0
        for rows in given.rows:
            found = compare(name, rows)
            ours, bare = (rows / found[side]["seconds"] for side in ("ours", "bare"))
            peak = found["ours"]["peak"]
            smallest = smallest or peak
            print(
                f"{name:8} {rows:8} {ours:8.0f} {bare:13.0f} {ours / bare:7.2f} {peak:9.0f} {peak / smallest:22.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
