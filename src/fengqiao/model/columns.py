"""Facts kept as columns: a register holds what its cells said, and makes a fact when someone looks at one.

Half a million objects cost more time and memory than all that is asked of them; columns cost neither.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate, chain, islice, repeat
from operator import attrgetter
from typing import Any, Generic, TypeVar, overload

import attrs

from fengqiao.model.fact import Fact
from fengqiao.model.source import Source

F = TypeVar("F", bound=Fact)


@cache
def _defaults(kind: type[Fact]) -> dict[str, Any]:
    return {a.name: None if a.default is attrs.NOTHING else a.default for a in attrs.fields(kind)}


class Columns(Generic[F]):
    """The facts of one register from one source: a list for each field, all of one length.

    A field without a list has its default in every fact; without a list of ids a fact is known by where it stood.
    """

    __slots__ = ("count", "kind", "source", "values")

    def __init__(self, kind: type[F], source: Source, count: int = 0, values: Mapping[str, Iterable[Any]] = {}) -> None:
        self.kind, self.source, self.count = kind, source, 0
        self.values: dict[str, list[Any]] = {}
        self.extend(count, values)

    def __len__(self) -> int:
        return self.count

    def extend(self, count: int, values: Mapping[str, Iterable[Any]]) -> None:
        """Adds `count` facts; a column may be longer than that (`repeat`), the rest of it is left alone."""
        for name in values.keys() - self.values.keys():
            self.values[name] = self.column(name)
        self.count += count
        for name, held in self.values.items():
            if name in values:
                held.extend(islice(values[name], count))
            elif name == "id":
                held.extend(map(self.source.id_at, islice(values["cell"], count)))
            else:
                held.extend(self._blank(name, count))

    def column(self, name: str) -> list[Any]:
        """One field of every fact."""
        found = self.values.get(name)
        if found is not None:
            return found
        if name == "id":
            return list(map(self.source.id_at, self.values["cell"])) if self.count else []
        return self._blank(name, self.count)

    def _blank(self, name: str, count: int) -> list[Any]:
        return [self.source if name == "source" else _defaults(self.kind)[name]] * count  # type: ignore[arg-type]  # a class is hashable

    def change(self, **values: list[Any]) -> None:
        """Replaces some columns, whole."""
        self.values |= values

    def keep(self, wanted: Sequence[int]) -> None:
        """Leaves only the facts at these positions."""
        self.values = {name: [held[i] for i in wanted] for name, held in self.values.items()}
        self.count = len(wanted)

    def facts(self, wanted: Sequence[int] | None = None) -> list[F]:
        """The facts, or those at some positions.

        The same as calling the class for each. Nobody has seen them yet, so their slots are filled column by column,
        which is twice as fast.
        """
        count = self.count if wanted is None else len(wanted)
        made: list[F] = list(map(object.__new__, repeat(self.kind, count)))
        for name, default in _defaults(self.kind).items():  # type: ignore[arg-type]  # the same
            held: Iterable[Any]
            if name == "source":
                held = repeat(self.source)
            elif name in self.values or name == "id":
                held = self.column(name) if wanted is None else [self._at(name, i) for i in wanted]
            else:
                held = repeat(default)
            deque(map(getattr(self.kind, name).__set__, made, held), maxlen=0)
        return made

    def _at(self, name: str, i: int) -> Any:
        return self.values[name][i] if name in self.values else self.source.id_at(self.values["cell"][i])


class Facts(Sequence[F]):
    """The facts of one register from all its sources, in order."""

    __slots__ = ("_ends", "parts")

    def __init__(self, parts: Iterable[Columns[F]]) -> None:
        self.parts = tuple(part for part in parts if part)
        self._ends = tuple(accumulate(map(len, self.parts)))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[F]:
        return chain.from_iterable(part.facts() for part in self.parts)

    @overload
    def __getitem__(self, index: int) -> F: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[F]: ...

    def __getitem__(self, index: int | slice) -> F | Sequence[F]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        index %= len(self)
        part = bisect_right(self._ends, index)
        return self.parts[part].facts([index - (self._ends[part - 1] if part else 0)])[0]

    def __eq__(self, other: object) -> bool:
        return len(self) == len(other) and all(map(_same, self, other)) if isinstance(other, Sequence) else False

    __hash__ = None  # type: ignore[assignment]  # compared by what they hold, like a list

    def __repr__(self) -> str:
        return f"Facts({list(self)!r})"


def _same(one: object, other: object) -> bool:
    return one == other


def column(facts: Sequence[Fact], name: str) -> Iterable[Any]:
    """One field of every fact, without making the facts."""
    if isinstance(facts, Facts):
        return chain.from_iterable(part.column(name) for part in facts.parts)
    return map(attrgetter(name), facts)
