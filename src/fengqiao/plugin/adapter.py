"""What an adapter is: it moves text and says where it stood, and knows nothing of registers, places or targets."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

import attrs
from pydantic import BaseModel, ConfigDict

from fengqiao.errors import Problem, Text
from fengqiao.model.source import Row

Merged = tuple[tuple[int, int], tuple[int, int]]
"""A merged area: its first and last cell as (row, column), from 0."""


class Options(BaseModel):
    """What the project file may say to an adapter; an adapter adds its own fields. Secrets are `SecretStr`."""

    model_config = ConfigDict(extra="forbid", frozen=True)


O_co = TypeVar("O_co", bound=Options, covariant=True)


@attrs.frozen
class Table:
    """One sheet, file or answer, read before the next is asked for.

    `file` is a path relative to the project's folder with forward slashes, never a path of the machine; `digest` the
    sha256 of the file's bytes. `rows` opens, reads and closes: at every call the same rows from the first, a Problem
    where reading had to end. `merged` tells the merged areas that can be known.
    """

    file: str | None
    sheet: str | None
    rows: Callable[[], Iterator[Row | Problem]] = attrs.field(eq=False, repr=False)
    digest: str | None = None
    hidden: bool = False
    merged: Callable[[], tuple[Merged, ...]] = attrs.field(default=tuple, eq=False, repr=False)


class Adapter(ABC, Generic[O_co]):
    """A kind of source. `name` is what a project file writes after `adapter =`."""

    name: ClassVar[str]
    title: ClassVar[Text]
    options: ClassVar[type[Options]]
    suffixes: ClassVar[tuple[str, ...]] = ()
    """The endings of the files that it reads, for `fengqiao init`."""

    @abstractmethod
    def tables(self, options: O_co, folder: Path) -> Iterator[Table | Problem]:  # type: ignore[misc]
        """Each table of the source, in an order that depends on the source alone; a Problem for what cannot be read.

        `folder` is the project's: relative paths begin there. Nothing is raised for what a source holds.
        """
