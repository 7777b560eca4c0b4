"""Parquet files through pyarrow: typed columns become text, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field

from fengqiao.plugin import (
    Adapter,
    Options,
    Problem,
    Row,
    Table,
    Text,
    Where,
    digest,
    find,
    numbered,
    relative,
    unreadable,
)

if TYPE_CHECKING:
    import pyarrow as pa

BATCH = 4096
BUFFER = 1 << 20
"""Bytes of a column that are read at once; without it a whole row group lies in memory."""
DEPTH = 16


class ParquetOptions(Options):
    """Where the files are, and what is not wanted."""

    path: str = Field(description="a file, a folder or a pattern")
    leave: tuple[str, ...] = Field(default=(), description="columns that are not read")


class ParquetAdapter(Adapter[ParquetOptions]):
    """Reads .parquet in little memory; nested columns stand under dotted headings."""

    name = "parquet"
    title = Text("列式文件（parquet）", "columnar files (parquet)")
    options = ParquetOptions
    suffixes = (".parquet",)

    def tables(self, options: ParquetOptions, folder: Path) -> Iterator[Table | Problem]:
        """One table a file."""
        found = find(options.path, folder)
        if isinstance(found, Problem):
            yield found
            return
        for path in found:
            name = relative(path, folder)
            try:
                yield from _file(path, name, options)
            except ImportError:
                yield _not_installed(name)
            except OSError as error:
                yield unreadable(name, error)


def _file(path: Path, name: str, options: ParquetOptions) -> Iterator[Table | Problem]:
    import pyarrow as pa
    from pyarrow import parquet

    sha = digest(path)
    try:
        with parquet.ParquetFile(path) as file:
            schema = file.schema_arrow
    except (pa.ArrowException, OSError) as error:
        yield (
            unreadable(name, error) if isinstance(error, OSError) and error.errno else _not_parquet(name, _cause(error))
        )
        return
    nested = [leaf for leaf, kind in _leaves(schema, options.leave) if not _is_text(kind)]
    yield from (_nested(name, leaf) for leaf in nested)
    wanted = [leaf for leaf, _ in _leaves(schema, options.leave) if leaf not in nested]
    twice = sorted({leaf for leaf in wanted if wanted.count(leaf) > 1})
    yield from (_twice(name, leaf) for leaf in twice)
    if wanted and not twice:
        yield Table(name, None, lambda: _rows(path, name, wanted), sha)


def _leaves(fields: Any, leave: tuple[str, ...], prefix: str = "", depth: int = 1) -> Iterator[tuple[str, pa.DataType]]:
    """The columns and the members of their structs, under dotted names."""
    import pyarrow as pa

    for field in fields:
        name = prefix + field.name
        if name in leave:
            continue
        if pa.types.is_struct(field.type) and depth < DEPTH:
            yield from _leaves(field.type, leave, f"{name}.", depth + 1)
        else:
            yield name, field.type


def _is_text(kind: pa.DataType) -> bool:
    """Whether a value fits into one cell: a single value, or a list of such."""
    from pyarrow import types

    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        return not types.is_nested(kind.value_type) and _is_text(kind.value_type)
    if types.is_dictionary(kind):
        return _is_text(kind.value_type)
    return not types.is_nested(kind) and not types.is_binary(kind) and not types.is_large_binary(kind)


def _rows(path: Path, name: str, wanted: list[str]) -> Iterator[Row | Problem]:
    """Row 0 holds the headings, row n the n-th record."""
    import pyarrow as pa
    from pyarrow import parquet

    yield Row(0, tuple(wanted))
    number = 1
    try:
        with parquet.ParquetFile(path, pre_buffer=False, buffer_size=BUFFER) as file:
            for batch in file.iter_batches(BATCH, use_threads=False, columns=wanted):
                table = pa.Table.from_batches([batch])
                while any(pa.types.is_struct(field.type) for field in table.schema):
                    table = table.flatten()  # struct by struct
                columns = [_texts(table.column(leaf).combine_chunks()) for leaf in wanted]
                yield from numbered(zip(*columns, strict=True), number)
                number += len(batch)
    except pa.ArrowException as error:
        yield _broken(name, number, _cause(error))
    except OSError as error:
        yield _broken(name, number, _cause(error)) if error.errno is None else unreadable(name, error)


def _texts(column: pa.Array) -> list[str]:
    """Each value as text: dates in ISO form, a time only where there is one, decimals with all their digits."""
    import pyarrow as pa
    from pyarrow import compute, types

    if types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind = column.type
    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        values = iter(_texts(column.flatten()))
        lengths = compute.list_value_length(column).to_pylist()
        return ["、".join(next(values) for _ in range(length or 0)) for length in lengths]
    if types.is_timestamp(kind):
        if kind.tz is not None:
            column = compute.local_timestamp(column)
        column = compute.replace_substring_regex(column.cast(pa.string()), r"\.0+$", "")
        column = compute.replace_substring_regex(column, r" 00:00:00$", "")
    elif types.is_duration(kind) or types.is_time(kind):
        return ["" if value is None else str(value) for value in column.to_pylist()]
    elif not types.is_string(kind):
        column = column.cast(pa.string())
    found: list[str] = (column.fill_null("") if column.null_count else column).to_pylist()
    return found


def _cause(error: Exception) -> str:
    """The first line of what the library says, which may name no path."""
    return str(error).splitlines()[0].split("'")[0].strip()[:120] if str(error) else type(error).__name__


def _not_installed(name: str) -> Problem:
    return Problem(
        "parquet.not-installed",
        Where(file=name),
        Text("读取 parquet 需要 pyarrow，尚未安装", "reading parquet needs pyarrow, which is not installed"),
        Text("请运行 pip install 'fengqiao[parquet]'", "Run pip install 'fengqiao[parquet]'"),
    )


def _not_parquet(name: str, cause: str) -> Problem:
    return Problem(
        "parquet.not-parquet",
        Where(file=name),
        Text(f"不是完整的 parquet 文件（{cause}）", f"this is no whole parquet file ({cause})"),
        Text("请重新导出", "Export it again"),
    )


def _nested(name: str, column: str) -> Problem:
    return Problem(
        "parquet.nested",
        Where(file=name),
        Text(
            f"列“{column}”不是一个单元格放得下的值，没有读取",
            f"the column {column!r} holds what one cell cannot hold and is not read",
        ),
        Text(
            "不需要的，请写入 leave；需要的，请另行导出", "If nobody needs it, put it into leave; else export it apart"
        ),
    )


def _twice(name: str, column: str) -> Problem:
    return Problem(
        "parquet.twice",
        Where(file=name),
        Text(f"有两列都叫“{column}”，文件没有读取", f"two columns are called {column!r}; the file is not read"),
        Text("请改名后重新导出，或写入 leave", "Rename one and export again, or put the name into leave"),
    )


def _broken(name: str, number: int, cause: str) -> Problem:
    return Problem(
        "parquet.broken",
        Where(file=name, cell=f"A{number + 1}"),
        Text(f"从这一行起不能读取（{cause}）", f"cannot be read from this row on ({cause})"),
        Text("请重新导出", "Export the file again"),
    )
