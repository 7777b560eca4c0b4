"""The adapter: one table a sheet."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from pydantic import Field

from fengqiao.plugin import Adapter, Merged, Options, Problem, Row, Table, Text, find, relative, unreadable
from fengqiao_adapters.excel import safety
from fengqiao_adapters.excel.text import rows


class ExcelOptions(Options):
    """What the project file may say: where the workbooks are, and how large they may be."""

    path: str = Field(description="a file, a folder or a pattern")
    max_bytes: int = Field(default=200 << 20, gt=0, description="of the file")
    max_expanded: int = Field(default=1 << 30, gt=0, description="bytes that the file unpacks to")
    max_cells: int = Field(default=20_000_000, gt=0, description="cells of the used area of one sheet")


class ExcelAdapter(Adapter[ExcelOptions]):
    """Reads workbooks with python-calamine, one sheet at a time."""

    name = "excel"
    title = Text("工作簿（xlsx、xls、ods）", "workbooks (xlsx, xls, ods)")
    options = ExcelOptions
    suffixes = (".xlsx", ".xlsm", ".xls", ".ods")

    def tables(self, options: ExcelOptions, folder: Path) -> Iterator[Table | Problem]:
        """Each sheet of each workbook, in the workbook's order."""
        found = find(options.path, folder)
        if isinstance(found, Problem):
            yield found
            return
        for path in found:
            name = relative(path, folder)
            try:
                size = path.stat().st_size
                data = b"" if size > options.max_bytes else path.read_bytes()
            except OSError as error:
                yield unreadable(name, error)
                continue
            if size > options.max_bytes:
                yield safety.too_large(name, options.max_bytes)
                continue
            yield from _workbook(data, name, options)


def _workbook(data: bytes, name: str, options: ExcelOptions) -> Iterator[Table | Problem]:
    match safety.kind(data):
        case "empty":
            yield safety.empty(name)
            return
        case "encrypted":
            yield safety.encrypted(name)
            return
        case "html":
            yield safety.broken(name, Text("其实是网页", "it is a web page"))
            return
        case None:
            yield safety.broken(name, Text("不认识的格式", "unknown format"))
            return
        case "zip":
            looked = safety.look(data, name, safety.Limits(options.max_bytes, options.max_expanded, options.max_cells))
            if isinstance(looked, Problem):
                yield looked
                return
        case _:
            looked = safety.Findings()
    digest = hashlib.sha256(data).hexdigest()
    book = _Book(data, name, options.max_cells)
    sheets = book.sheets()
    if isinstance(sheets, Problem):
        yield sheets
        return
    for sheet, hidden in sheets:
        if sheet in looked.hidden:
            yield safety.hidden_rows(name, sheet, looked.hidden[sheet])
        yield Table(name, sheet, partial(book.rows, sheet), digest, hidden, partial(book.merged, sheet))


def _cause(error: BaseException) -> Text:
    """What the reader says; anything that is not the reader's goes on up."""
    import python_calamine

    # a defect of the reader on a broken file arrives as a PanicException, which is no Exception
    if not isinstance(error, python_calamine.CalamineError | OSError | ValueError) and (
        type(error).__name__ != "PanicException"
    ):
        raise error
    said = " ".join(str(error).split())[:80] or type(error).__name__
    return Text(said, said)


class _Book:
    """One workbook, held in memory while its tables are: the file itself is closed. Opened where it is first needed."""

    def __init__(self, data: bytes, name: str, max_cells: int) -> None:
        self._data, self._name, self._max_cells = data, name, max_cells

    @cached_property
    def _open(self) -> Any:
        import python_calamine

        return python_calamine.load_workbook(io.BytesIO(self._data))

    def sheets(self) -> list[tuple[str, bool]] | Problem:
        """The work sheets and whether each is hidden."""
        import python_calamine

        try:
            found = [
                (meta.name, meta.visible != python_calamine.SheetVisibleEnum.Visible)
                for meta in self._open.sheets_metadata
                if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
            ]
        except python_calamine.PasswordError:
            return safety.encrypted(self._name)
        except BaseException as error:  # noqa: BLE001  what is not the reader's goes on up in _cause
            return safety.broken(self._name, _cause(error))
        return found or safety.empty(self._name)

    def rows(self, name: str) -> Iterator[Row | Problem]:
        """The rows of one sheet; a Problem where it cannot be read."""
        try:
            sheet = self._open.get_sheet_by_name(name)
            if sheet.start is None:
                return
            if sheet.height * sheet.width > self._max_cells:
                yield safety.too_many(self._name, name, self._max_cells)
                return
            yield from rows(sheet.iter_rows(), sheet.start[1])
        except GeneratorExit:
            raise
        except BaseException as error:  # noqa: BLE001  what is not the reader's goes on up in _cause
            yield safety.broken(self._name, _cause(error), name)

    def merged(self, name: str) -> tuple[Merged, ...]:
        """The merged areas of one sheet, as far as its format tells."""
        try:
            return tuple(sorted(self._open.get_sheet_by_name(name).merged_cell_ranges or ()))
        except BaseException as error:  # noqa: BLE001  what is not the reader's goes on up in _cause
            _cause(error)
            return ()
