"""Delimited text: UTF-8 with or without a mark, UTF-16 with one, GB18030; the delimiter is found."""

from __future__ import annotations

import codecs
import csv
import hashlib
from collections.abc import Iterator
from itertools import count, repeat
from pathlib import Path

import attrs
from pydantic import Field

from fengqiao.plugin import Adapter, Options, Problem, Row, Severity, Table, Text, Where, find, relative, unreadable

CHUNK = 1 << 20
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
DELIMITERS = {",": "逗号", "\t": "制表符", ";": "分号", "|": "竖线"}


class CsvOptions(Options):
    """What the project file may say: where the files are and, where detection is not wanted, how they are written."""

    path: str = Field(description="a file, a folder or a pattern")
    encoding: str | None = Field(default=None, description="utf-8, gb18030, ...; found by itself when left out")
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    max_bytes: int = Field(default=1 << 30, gt=0)


@attrs.frozen
class Scan:
    """What one pass over the bytes tells."""

    digest: str
    encoding: str | None
    size: int
    nul: bool


class CsvAdapter(Adapter[CsvOptions]):
    """Reads .csv, .tsv and .txt line by line; memory stays small however long the file."""

    name = "csv"
    title = Text("文本表格（csv）", "delimited text (csv)")
    options = CsvOptions
    suffixes = (".csv", ".tsv", ".txt")

    def tables(self, options: CsvOptions, folder: Path) -> Iterator[Table | Problem]:
        """One table a file."""
        found = find(options.path, folder)
        if isinstance(found, Problem):
            yield found
            return
        for path in found:
            name = relative(path, folder)
            try:
                yield from _file(path, name, options)
            except OSError as error:
                yield unreadable(name, error)


def _file(path: Path, name: str, options: CsvOptions) -> Iterator[Table | Problem]:
    if path.stat().st_size > options.max_bytes:
        yield _too_large(name, options.max_bytes)
        return
    scan = _scan(path, options.encoding)
    if not scan.size:
        yield _empty(name)
        return
    if scan.encoding is None or (scan.nul and scan.encoding != "utf-16"):
        yield _not_text(name)
        return
    delimiter = options.delimiter or _delimiter(path, scan.encoding)
    if scan.encoding not in {"utf-8", "utf-8-sig"} or delimiter != ",":
        yield _detected(name, scan.encoding, delimiter)
    yield Table(name, None, lambda: _rows(path, name, scan.encoding or "utf-8", delimiter), scan.digest)


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _scan(path: Path, wanted: str | None) -> Scan:
    sha, size, nul, first = hashlib.sha256(), 0, False, b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            first = first or chunk[:4]
            sha.update(chunk)
            size += len(chunk)
            nul = nul or b"\0" in chunk
    marked = next((encoding for mark, encoding in MARKS if first.startswith(mark)), None)
    try:
        candidates = [wanted and codecs.lookup(wanted).name] if wanted else [marked] if marked else ["utf-8", "gb18030"]
    except LookupError:
        candidates = []
    encoding = next((name for name in candidates if name and _decodes(path, name)), None)
    return Scan(sha.hexdigest(), encoding, size, nul)


def _delimiter(path: Path, encoding: str) -> str:
    """The one that splits most of the first lines into the same number of cells, a comma where nothing splits."""
    with path.open(encoding=encoding, newline="") as file:
        lines = [line for line, _ in zip(file, range(40), strict=False) if line.strip()]
    best, score = ",", 0
    for delimiter in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        except csv.Error:
            continue
        common = max(set(widths), key=widths.count, default=1) if widths else 1
        wide = max((w for w in set(widths) if w > 1), key=widths.count, default=common)
        points = widths.count(wide) * (wide - 1)
        if wide > 1 and points > score:
            best, score = delimiter, points
    return best


def _rows(path: Path, name: str, encoding: str, delimiter: str) -> Iterator[Row | Problem]:
    """Rows as a spreadsheet numbers them: a cell with line breaks is one row, a blank line is a row of its own."""
    numbers = count()
    try:
        with path.open(encoding=encoding, newline="") as file:
            cells = map(tuple, csv.reader(file, delimiter=delimiter))
            yield from map(tuple.__new__, repeat(Row), zip(numbers, cells, strict=False))
    except csv.Error as error:
        # the row that cannot be read has taken its number
        yield _broken(name, next(numbers) - 1, str(error))
    except OSError as error:
        yield unreadable(name, error)


def _too_large(name: str, limit: int) -> Problem:
    return Problem(
        "file.too-large",
        Where(file=name),
        Text(
            f"文件超过 {limit} 字节的上限，没有读取",
            f"the file is larger than the limit of {limit} bytes and was not read",
        ),
        Text("请拆分文件，或在项目文件中提高 max_bytes", "Split the file, or raise max_bytes in the project file"),
    )


def _empty(name: str) -> Problem:
    return Problem(
        "file.empty",
        Where(file=name),
        Text("文件是空的", "the file is empty"),
        Text(
            "请重新导出；确无内容的，请报零报告",
            "Export it again; if there is nothing to report, hand in a zero report",
        ),
    )


def _not_text(name: str) -> Problem:
    return Problem(
        "file.not-text",
        Where(file=name),
        Text("文件不是 UTF-8、UTF-16 或 GB18030 的文本", "the file is not text in UTF-8, UTF-16 or GB18030"),
        Text(
            "请另存为“CSV UTF-8”；若是工作簿，请用 excel 适配器",
            "Save it as CSV UTF-8; a workbook is read by the adapter excel",
        ),
    )


def _detected(name: str, encoding: str, delimiter: str) -> Problem:
    shown = "TAB" if delimiter == "\t" else delimiter
    return Problem(
        "csv.detected",
        Where(file=name),
        Text(
            f"按编码 {encoding}、分隔符“{DELIMITERS.get(delimiter, delimiter)}”读取",
            f"read as {encoding} with the delimiter {shown!r}",
        ),
        Text(
            "若不对，请在项目文件中写明 encoding 和 delimiter",
            "If that is wrong, state encoding and delimiter in the project file",
        ),
        Severity.INFO,
    )


def _broken(name: str, row: int, cause: str) -> Problem:
    return Problem(
        "csv.broken",
        Where(file=name, cell=f"A{row + 1}"),
        Text(f"从这一行起不能读取（{cause}）", f"cannot be read from this row on ({cause})"),
        Text("请检查引号是否成对，或重新导出", "Check that quotes come in pairs, or export the file again"),
    )
