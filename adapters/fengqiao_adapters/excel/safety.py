"""What is looked at before a workbook is opened: its kind, its real size when unpacked, hidden rows.

Every part of a zip is unpacked here in pieces and thrown away, so that a bomb bursts against the limit and not in the
reader.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator

import attrs

from fengqiao.plugin import Problem, Severity, Text, Where, counted

CHUNK = 1 << 20
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HIDDEN = re.compile(
    rb'<row\b[^>]*?\br="(\d+)"[^>]*?\bhidden="(?:1|true)"|<row\b[^>]*?\bhidden="(?:1|true)"[^>]*?\br="(\d+)"'
)
_ROW = re.compile(rb'<row\b[^>]*?\br="(\d+)"')
_COLUMN = re.compile(rb'<c\b[^>]*?\br="([A-Z]+)\d')
_SHEET = re.compile(rb"<sheet\b[^>]*>")
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')


@attrs.frozen
class Limits:
    """How large a workbook may be: the file, what it unpacks to, the cells of one sheet."""

    max_bytes: int
    max_expanded: int
    max_cells: int


@attrs.define
class Findings:
    """Hidden rows (from 1) by the name of their sheet."""

    hidden: dict[str, list[int]] = attrs.field(factory=dict)


def kind(data: bytes) -> str | None:
    """`zip`, `ole`, `encrypted`, `html`, `empty`, or None for what is no workbook at all."""
    if not data:
        return "empty"
    if data.startswith(b"PK"):
        return "zip"
    if data.startswith(OLE):
        # an encrypted .xlsx is an OLE file that holds a stream of this name
        return "encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "ole"
    start = data[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    return "html" if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml")) else None


def look(data: bytes, name: str, limits: Limits) -> Findings | Problem:
    """Unpacks a zip part by part; a Problem where it is broken, encrypted, too large or declares entities."""
    findings, total = Findings(), 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sheets = _sheets(archive)
            for member in archive.infolist():
                if member.flag_bits & 1:
                    return encrypted(name)
                scan = _Scan(member.filename in sheets)
                for chunk in _pieces(archive, member):
                    total += len(chunk)
                    if total > limits.max_expanded:
                        return _expands(name, limits.max_expanded)
                    if not scan.take(chunk):
                        return broken(name, Text("含有实体声明", "it declares entities"))
                if member.filename in sheets:
                    sheet = sheets[member.filename]
                    if scan.cells(archive, member, limits.max_cells) > limits.max_cells:
                        return too_many(name, sheet, limits.max_cells)
                    if scan.hidden:
                        findings.hidden[sheet] = scan.hidden
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        return broken(name, Text(type(error).__name__, type(error).__name__))
    return findings


class _Scan:
    """One part of a zip, seen in pieces."""

    def __init__(self, sheet: bool) -> None:
        self.sheet, self.last, self.hidden, self._tail, self._first = sheet, 0, list[int](), b"", True

    def take(self, chunk: bytes) -> bool:
        """False when the part declares entities, which no workbook does."""
        if self._first and b"<!DOCTYPE" in chunk[:4096].upper():
            return False
        self._first = False
        if self.sheet:
            window = self._tail + chunk
            if b"hidden=" in window:
                self.hidden += [n for m in _HIDDEN.finditer(window) if (n := int(m[1] or m[2])) not in self.hidden[-3:]]
            start = window.rfind(b"<row")
            if start >= 0 and (row := _ROW.match(window, start)):
                self.last = max(self.last, int(row[1]))
            # a tag may be cut by the end of a piece
            self._tail = window[window.rfind(b"<", -2048) :] if b"<" in window[-2048:] else b""
        return True

    def cells(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> int:
        """How many cells the sheet's used area has, blanks included; the exact width only where it matters."""
        if self.last * 26 <= limit // 4:
            widest = 16384 if self.last * 16384 > limit else 26
            if widest == 26:
                return self.last * 26
        letters: set[bytes] = set()
        for chunk in _pieces(archive, member):
            letters.update(_COLUMN.findall(chunk))
        return self.last * max((_number(name) for name in letters), default=0)


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as part:
        while chunk := part.read(CHUNK):
            yield chunk


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _attributes(tag: bytes) -> dict[str, str]:
    return {key.decode(): html.unescape(value.decode("utf-8", "replace")) for key, value in _ATTRIBUTE.findall(tag)}


def _sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """The sheets of an .xlsx: the part of the zip and its name; of anything else nothing."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    book, relations = (
        b"".join(_pieces(archive, archive.getinfo(part))) for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
    )
    targets = {
        a["Id"]: a["Target"] for a in map(_attributes, _RELATION.findall(relations)) if {"Id", "Target"} <= a.keys()
    }
    sheets = {}
    for tag in map(_attributes, _SHEET.findall(book)):
        target = targets.get(tag.get("r:id", ""), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in names:
            sheets[part] = tag.get("name", "")
    return sheets


def empty(name: str, sheet: str | None = None) -> Problem:
    """There is nothing in it."""
    return Problem(
        "file.empty",
        Where(file=name, sheet=sheet),
        Text("工作簿是空的", "the workbook is empty"),
        Text(
            "请重新导出；确无内容的，请报零报告",
            "Export it again; if there is nothing to report, hand in a zero report",
        ),
    )


def encrypted(name: str) -> Problem:
    """It asks for a password."""
    return Problem(
        "workbook.encrypted",
        Where(file=name),
        Text("工作簿设有打开密码，不能读取", "the workbook asks for a password and cannot be read"),
        Text("请另存为不带密码的副本", "Save a copy without a password"),
    )


def broken(name: str, cause: Text, sheet: str | None = None) -> Problem:
    """It cannot be read."""
    return Problem(
        "workbook.broken",
        Where(file=name, sheet=sheet),
        Text(f"工作簿已损坏，或不是工作簿（{cause.zh}）", f"the workbook is broken, or no workbook ({cause.en})"),
        Text("请用 Excel 或 WPS 打开后另存为 .xlsx", "Open it in Excel or WPS and save it as .xlsx"),
    )


def too_large(name: str, limit: int) -> Problem:
    """The file is larger than the limit."""
    return Problem(
        "file.too-large",
        Where(file=name),
        Text(
            f"文件超过 {limit} 字节的上限，没有读取",
            f"the file is larger than the limit of {limit} bytes and was not read",
        ),
        Text(
            "请拆分工作簿，或在项目文件中提高 max_bytes", "Split the workbook, or raise max_bytes in the project file"
        ),
    )


def _expands(name: str, limit: int) -> Problem:
    return Problem(
        "workbook.expands",
        Where(file=name),
        Text(
            f"工作簿解压后超过 {limit} 字节的上限，没有读取",
            f"the workbook unpacks to more than {limit} bytes and was not read",
        ),
        Text(
            "请拆分工作簿，或在项目文件中提高 max_expanded",
            "Split the workbook, or raise max_expanded in the project file",
        ),
    )


def too_many(name: str, sheet: str, limit: int) -> Problem:
    """The used area of a sheet has more cells than the limit."""
    return Problem(
        "sheet.too-large",
        Where(file=name, sheet=sheet),
        Text(
            f"已用区域超过 {limit} 个单元格的上限，没有读取",
            f"the used area has more than {limit} cells and was not read",
        ),
        Text(
            "请删去数据之外的空行空列，或在项目文件中提高 max_cells",
            "Delete the blank rows and columns around the data, or raise max_cells in the project file",
        ),
    )


def hidden_rows(name: str, sheet: str, rows: list[int]) -> Problem:
    """Some rows are hidden, by hand or by a filter; they are read like all others."""
    parts: list[list[int]] = []
    for row in rows:
        if parts and parts[-1][1] == row - 1:
            parts[-1][1] = row
        else:
            parts.append([row, row])
    shown = ["–".join(map(str, dict.fromkeys(part))) for part in parts]
    more = len(shown) > 5
    return Problem(
        "rows.hidden",
        Where(file=name, sheet=sheet, cell=f"A{rows[0]}"),
        Text(
            f"{len(rows)} 行被隐藏或筛选（第 {'、'.join(shown[:5])}{' 等' if more else ''} 行），照常读取",
            f"{counted(len(rows), 'rows are', 'row is')} hidden or filtered out"
            f" (row {', '.join(shown[:5])}{' ...' if more else ''});"
            f" {'it is' if len(rows) == 1 else 'they are'} read like the others",
        ),
        Text("若不应计入，请删除这些行", "Delete those rows if they should not count"),
        Severity.INFO,
    )
