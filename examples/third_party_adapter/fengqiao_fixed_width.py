"""Dumps of older systems: a line a record, each column at its bytes of GB18030, no headings."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from fengqiao.plugin import Adapter, Options, Problem, Row, Table, Text, Where, find, hookimpl, relative


class FixedWidthOptions(Options):
    """Which files, and each column's heading with its first byte and the byte after its last."""

    path: str
    columns: Mapping[str, tuple[int, int]]


class FixedWidth(Adapter[FixedWidthOptions]):
    """Row 0 holds the headings, row n the n-th line."""

    name = "fixed-width"
    title = Text("定长文本", "fixed-width text")
    options = FixedWidthOptions

    def tables(self, options: FixedWidthOptions, folder: Path) -> Iterator[Table | Problem]:
        if isinstance(found := find(options.path, folder), Problem):
            yield found
        else:
            yield from (Table(relative(p, folder), None, partial(rows, p, folder, options.columns)) for p in found)


def rows(path: Path, folder: Path, columns: Mapping[str, tuple[int, int]]) -> Iterator[Row | Problem]:
    yield Row(number := 0, tuple(columns))
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                yield Row(number, tuple(line[start:end].decode("gb18030").strip() for start, end in columns.values()))
    except (OSError, UnicodeDecodeError):
        what = Text("不能按 GB18030 和所给列位读取", "cannot be read as GB18030 at these columns")
        mend = Text("请核对文件和 columns", "Check the file and columns")
        yield Problem("fixed-width.broken", Where(relative(path, folder), None, f"A{number + 1}"), what, mend)


@hookimpl
def adapters() -> list[FixedWidth]:
    return [FixedWidth()]
