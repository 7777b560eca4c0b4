"""The adapter json: which files, in which encoding, a list or lines."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator
from pathlib import Path

import attrs
from pydantic import Field

from fengqiao.plugin import (
    Adapter,
    Options,
    Problem,
    Records,
    Row,
    Table,
    Text,
    Where,
    decode_json,
    find,
    find_in,
    lists_in,
    relative,
    unreadable,
)
from fengqiao_adapters.json.lines import line_rows
from fengqiao_adapters.json.problems import empty, no_list, not_text, too_large

CHUNK = 1 << 20
LINES = (".ndjson", ".jsonl")
CANDIDATES = ("utf-8", "gb18030")


class JsonOptions(Options):
    """Where the files are, where the records lie in them, and what is not wanted."""

    path: str = Field(description="a file, a folder or a pattern")
    lines: bool | None = Field(default=None, description="one record a line; by the file's ending when left out")
    records: str = Field(default="", description="where the list lies in a .json, such as data.rows")
    look: int = Field(default=1000, gt=0, description="how many lines give the headings")
    leave: tuple[str, ...] = Field(default=(), description="keys that are not read")
    encoding: str | None = Field(default=None, description="utf-8, gb18030, ...; found by itself when left out")
    max_bytes: int | None = Field(default=None, gt=0, description="256 MiB for a list, 4 GiB for lines when left out")


@attrs.frozen
class Scan:
    """What one pass over the bytes tells; `encoding` is None where it is no text."""

    digest: str
    encoding: str | None
    size: int


class JsonAdapter(Adapter[JsonOptions]):
    """Reads .json whole, and .ndjson and .jsonl line by line in little memory."""

    name = "json"
    title = Text("JSON 数据（json、ndjson）", "JSON records (json, ndjson)")
    options = JsonOptions
    suffixes = (".json", *LINES)

    def tables(self, options: JsonOptions, folder: Path) -> Iterator[Table | Problem]:
        """One table a file."""
        found = find(options.path, folder)
        if isinstance(found, Problem):
            yield found
            return
        for path in found:
            name = relative(path, folder)
            try:
                yield _file(path, name, options)
            except OSError as error:
                yield unreadable(name, error)


def _file(path: Path, name: str, options: JsonOptions) -> Table | Problem:
    lines = path.suffix.lower() in LINES if options.lines is None else options.lines
    limit = options.max_bytes or (4 << 30 if lines else 256 << 20)
    if path.stat().st_size > limit:
        return too_large(name, limit)
    scan = _scan(path, options.encoding)
    if not scan.size:
        return empty(name)
    if scan.encoding is None:
        return not_text(name)
    encoding = scan.encoding
    if lines:
        return Table(name, None, lambda: line_rows(path, name, encoding, options.look, options.leave), scan.digest)
    return Table(name, None, lambda: _rows(path, name, encoding, options), scan.digest)


def _scan(path: Path, wanted: str | None) -> Scan:
    """The digest, and the first encoding in which every byte has a meaning."""
    sha, size, nul = hashlib.sha256(), 0, False
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            sha.update(chunk)
            size += len(chunk)
            nul = nul or b"\0" in chunk
    candidates = () if nul else (wanted,) if wanted else CANDIDATES
    return Scan(sha.hexdigest(), next((one for one in candidates if _decodes(path, one)), None), size)


def _decodes(path: Path, encoding: str) -> bool:
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _rows(path: Path, name: str, encoding: str, options: JsonOptions) -> Iterator[Row | Problem]:
    """Row 0 holds the headings, row n the n-th record of the list."""
    try:
        text = path.read_text(encoding=encoding)
    except OSError as error:
        yield unreadable(name, error)
        return
    found = decode_json(text.removeprefix("\ufeff"), Where(file=name))
    del text
    if isinstance(found, Problem):
        yield found
        return
    listed = find_in(found, options.records)
    if not isinstance(listed, list):
        yield no_list(name, options.records, lists_in(found))
        return
    records = Records(options.leave)
    for record in listed:
        records.learn(record)
    yield records.head
    for number, record in enumerate(listed, start=1):
        cells = records.plain(record)
        if cells is not None:
            yield Row(number, cells)
        else:
            yield from records.rows(number, record, Where(name, None, f"A{number + 1}"))
