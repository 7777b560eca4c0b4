"""Where something stood, what was wrong with it, and the errors that wrong use raises.

A defect in data is a value (`Problem`); only wrong use raises, and then always something below `FengqiaoError`.
"""

from __future__ import annotations

import errno
from enum import StrEnum
from typing import Literal

import attrs

Lang = Literal["zh", "en"]


@attrs.frozen
class Text:
    """One thing said in Chinese and in English."""

    zh: str
    en: str

    def say(self, lang: Lang) -> str:
        """The words in one language."""
        return self.zh if lang == "zh" else self.en


def counted(number: int, many: str, one: str | None = None) -> str:
    """A number with the English word for what it counts: `3 rows`, `1 row`; `one` where the word is irregular."""
    return f"{number:,} {many if number != 1 else one or singular(many)}"


def singular(many: str) -> str:
    """An English plural for one: `accountable units` is `accountable unit`, `counties` is `county`."""
    if many.endswith("ies"):
        return f"{many[:-3]}y"
    return many[:-2] if many.endswith(("sses", "xes", "ches", "shes")) else many.removesuffix("s")


@attrs.frozen
class Where:
    """A place in what was read: file, sheet, cell (`B7`, or `line:column` in a text file), and the unit concerned."""

    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    unit: str | None = None

    def __str__(self) -> str:
        """`FILE:SHEET!CELL`, leaving out what is not known."""
        inner = "!".join(part for part in (self.sheet, self.cell) if part)
        return ":".join(part for part in (self.file, inner) if part) or (self.unit or "")


class Severity(StrEnum):
    """How much a Problem matters: an error took something away, a warning may have, info only tells."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@attrs.frozen
class Problem:
    """A defect: what is wrong, where, and how to mend it."""

    code: str
    where: Where
    what: Text
    mend: Text
    severity: Severity = Severity.ERROR

    def line(self, lang: Lang) -> str:
        """One line for people: `FILE:SHEET!CELL: what is wrong. How to mend it.`"""
        place, stop = str(self.where), "。" if lang == "zh" else "."
        what, mend = (text.say(lang).rstrip(stop) + stop for text in (self.what, self.mend))
        return f"{place}: {what}{'' if lang == 'zh' else ' '}{mend}" if place else f"{what}{mend}"


_CAUSES = {
    errno.ENOENT: Text("没有这个文件", "there is no such file"),
    errno.ENOTDIR: Text("路径的上一级不是文件夹", "what should be its folder is a file"),
    errno.EISDIR: Text("这是一个文件夹", "it is a folder"),
    errno.EEXIST: Text("已有同名的文件", "a file of that name is in the way"),
    errno.EACCES: Text("没有权限", "it is not permitted"),
    errno.EPERM: Text("没有权限", "it is not permitted"),
    errno.EROFS: Text("磁盘只能读取", "the disk can only be read"),
    errno.ENOSPC: Text("磁盘已满", "the disk is full"),
    errno.ENAMETOOLONG: Text("文件名太长", "its name is too long"),
}


def cause(error: OSError) -> Text:
    """Why the operating system refused, in words; its own where these do not know the reason."""
    said = error.strerror or type(error).__name__
    return _CAUSES.get(error.errno or 0, Text(said, said))


class FengqiaoError(Exception):
    """The root of everything that fengqiao raises; `text` says it in both languages."""

    def __init__(self, text: Text, *, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(text.en)
        self.text = text
        self.problems = problems


class UsageError(FengqiaoError):
    """Called wrongly: an unknown target, unit, reading or option. The command line exits with 2."""


class ProjectError(UsageError):
    """The project file cannot be read or says what is not allowed."""


class PackError(UsageError):
    """A rule pack or scheme cannot be loaded; `problems` has each defect with file:line:column."""


class NotSupportedError(FengqiaoError):
    """An engine cannot do a node; the text names the node and why."""


class MissingExtraError(FengqiaoError):
    """An optional part is not installed; the text names the command that installs it."""
