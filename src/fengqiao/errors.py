"""Where something stood, what was wrong with it, and the errors that wrong use raises.

A defect in data is a value (`Problem`); only wrong use raises, and then always something below `FengqiaoError`.
"""

from __future__ import annotations

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
