"""What can be wrong with a JSON file, in words."""

from __future__ import annotations

from collections.abc import Sequence

from fengqiao.plugin import Problem, Text, Where


def too_large(name: str, limit: int) -> Problem:
    """The file is over the limit."""
    return Problem(
        "file.too-large",
        Where(file=name),
        Text(
            f"文件超过 {limit} 字节的上限，没有读取",
            f"the file is larger than the limit of {limit} bytes and was not read",
        ),
        Text(
            "请改为每行一条（ndjson）、拆分文件，或在项目文件中提高 max_bytes",
            "Write one record a line (ndjson), split the file, or raise max_bytes in the project file",
        ),
    )


def empty(name: str) -> Problem:
    """There is nothing in the file."""
    return Problem(
        "file.empty",
        Where(file=name),
        Text("文件是空的", "the file is empty"),
        Text(
            "请重新导出；确无内容的，请报零报告",
            "Export it again; if there is nothing to report, hand in a zero report",
        ),
    )


def not_text(name: str) -> Problem:
    """No encoding gives every byte a meaning."""
    return Problem(
        "file.not-text",
        Where(file=name),
        Text(
            "文件不是所要编码（UTF-8、GB18030）的文本", "the file is not text in the encoding wanted (UTF-8, GB18030)"
        ),
        Text("请以 UTF-8 重新导出，或写明 encoding", "Export it again in UTF-8, or state encoding"),
    )


def not_text_line(where: Where, encoding: str) -> Problem:
    """One line cannot be decoded."""
    return Problem(
        "json.not-text",
        where,
        Text(f"这一行不是 {encoding} 文本", f"this line is not text in {encoding}"),
        Text("请重新导出", "Export the file again"),
    )


def no_list(name: str, path: str, lists: Sequence[str]) -> Problem:
    """The records are not where they should be."""
    there = "、".join(lists), ", ".join(lists)
    return Problem(
        "json.no-list",
        Where(file=name),
        Text(
            f"“{path}”处没有记录的列表" if path else "文件不是记录的列表",
            f"there is no list of records at {path!r}" if path else "the file is no list of records",
        ),
        Text(
            f"请在 records 中写明位置：有 {there[0]}" if lists else "请核对导出的内容",
            f"State the place in records: there is {there[1]}" if lists else "Check what was exported",
        ),
    )


def line_too_long(where: Where, limit: int) -> Problem:
    """A line has no end in sight."""
    return Problem(
        "json.line-too-long",
        where,
        Text(
            f"这一行超过 {limit} 字节，从这里起没有读取", f"this line is longer than {limit} bytes; reading ends here"
        ),
        Text("请每行写一条记录，或用 lines = false", "Write one record a line, or set lines = false"),
    )


def too_many_broken(where: Where, count: int) -> Problem:
    """The file is no ndjson at all, or badly damaged."""
    return Problem(
        "json.too-many-broken",
        where,
        Text(f"已有 {count} 行不能读取，此后没有读取", f"{count} lines cannot be read; reading ends here"),
        Text(
            "请重新导出；若不是每行一条，请用 lines = false", "Export it again; if it is no ndjson, set lines = false"
        ),
    )
