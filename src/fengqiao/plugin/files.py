"""Files below the project's folder: found by a pattern, named without the machine's paths, digested."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from fengqiao.errors import Problem, Text, Where, cause


def relative(path: Path, folder: Path) -> str:
    """A file's name as it is printed: from the project's folder, with forward slashes; outside of it without `../`.

    Links are not followed: where they lead is the machine's business.
    """
    try:
        return Path(os.path.relpath(path.absolute(), folder.absolute())).as_posix().replace("../", "")
    except ValueError:  # another drive
        return path.name


def find(pattern: str, folder: Path) -> list[Path] | Problem:
    """The files that a path or a pattern (`*`, `?`, `**`) names, by their names, without Excel's lock files."""
    written = Path(pattern)
    if written.is_absolute():
        base, inner = Path(written.anchor), str(written.relative_to(written.anchor))
    else:
        base, inner = folder, pattern
    if (base / inner).is_file():
        return [base / inner]
    if (base / inner).is_dir():
        inner = str(Path(inner) / "*")
    try:
        found = sorted(
            (path for path in base.glob(inner) if path.is_file() and not path.name.startswith(("~$", "."))),
            key=lambda path: relative(path, folder),
        )
    except (ValueError, NotImplementedError, OSError):
        found = []
    return found or missing(relative(base / inner, folder))


def missing(name: str) -> Problem:
    """There is no such file."""
    return Problem(
        "file.missing",
        Where(file=name),
        Text("没有找到文件", "there is no such file"),
        Text(
            "请把文件放到该处，或修改项目文件中的 path",
            "Put the file there, or correct the path in the project file",
        ),
    )


def unreadable(name: str, error: OSError) -> Problem:
    """The operating system does not let the file be read."""
    why = cause(error)
    return Problem(
        "file.unreadable",
        Where(file=name),
        Text(f"文件不能打开（{why.zh}）", f"the file cannot be opened ({why.en})"),
        Text("请检查文件权限，或关闭占用该文件的程序", "Check its permissions, or close the program that holds it"),
    )


def digest(path: Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
