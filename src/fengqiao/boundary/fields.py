"""A profile's fields over a sheet's columns: how each column of cells becomes a column of values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import attrs

from fengqiao.boundary.cells import Memo, Parse, Refusal, blank, mapped, parser_of, split, tidy
from fengqiao.boundary.personal import Hasher
from fengqiao.boundary.profile import FieldSpec, Fixed, FromCover
from fengqiao.boundary.submission import Submission
from fengqiao.errors import Text
from fengqiao.model import fact

Columns = Sequence[Sequence[str]]


class Take(Protocol):
    """One field: its values for a batch of rows, and the column that a refusal of it points at."""

    @property
    def column(self) -> int:
        """The column that a refusal points at."""
        ...

    @property
    def dirty(self) -> bool:
        """Whether anything so far was refused."""
        ...

    def values(self, columns: Columns, count: int) -> Sequence[Any]:
        """As many values as rows; None is unknown, a Refusal what could not be read."""
        ...


@attrs.define
class Constant:
    """The same for every row."""

    value: Any
    column: int = 0
    dirty: bool = False

    def values(self, columns: Columns, count: int) -> Sequence[Any]:
        """The value, repeated."""
        return [self.value] * count


class OneColumn:
    """A column of cells, each text parsed once."""

    def __init__(self, column: int, parse: Parse) -> None:
        self.column, self.memo = column, Memo(parse)

    @property
    def dirty(self) -> bool:
        """Whether any cell so far was refused."""
        return self.memo.dirty

    def values(self, columns: Columns, count: int) -> Sequence[Any]:
        """The cells, parsed."""
        if self.column >= len(columns):
            return [self.memo[""]] * count
        return list(map(self.memo.__getitem__, columns[self.column]))


class EitherColumn(OneColumn):
    """A column of cells, and another that is read where the first is blank."""

    def __init__(self, column: int, other: int, parse: Parse) -> None:
        super().__init__(column, parse)
        self.other = other

    def values(self, columns: Columns, count: int) -> Sequence[Any]:
        """The cells, parsed."""
        first, second = (columns[at] if at < len(columns) else [""] * count for at in (self.column, self.other))
        return [self.memo[b if blank(a) else a] for a, b in zip(first, second, strict=True)]


class ManyColumns:
    """A checklist with a yes/no column for each of its items."""

    def __init__(self, columns: Mapping[str, int], parse: Parse) -> None:
        self.items, self.indices, self.parse = tuple(columns), tuple(columns.values()), parse
        self.column, self.memo = (self.indices or (0,))[0], Memo(self._checklist)  # type: ignore[arg-type]  # keyed by tuples

    @property
    def dirty(self) -> bool:
        """Whether any cell so far was refused."""
        return self.memo.dirty

    def _checklist(self, texts: tuple[str, ...]) -> Any:
        said = [self.parse(text) for text in texts]
        for value in said:
            if isinstance(value, Refusal):
                return value
        yes = frozenset(item for item, value in zip(self.items, said, strict=True) if value is True)
        no = frozenset(item for item, value in zip(self.items, said, strict=True) if value is False)
        return fact.Checklist(yes, no) if yes or no else None

    def values(self, columns: Columns, count: int) -> Sequence[Any]:
        """One checklist a row."""
        picked = [columns[i] if i < len(columns) else [""] * count for i in self.indices]
        return list(map(self.memo.__getitem__, zip(*picked, strict=True)))  # type: ignore[arg-type]  # keyed by tuples


def parser(spec: FieldSpec, domain: fact.Domain, *, name: Text, system: int) -> Parse:
    """How one cell of a field is read."""
    base = parser_of(domain, unit=spec.unit, month=spec.month, system=system)
    if spec.values is not None:
        listed = mapped(
            spec.values, otherwise=spec.otherwise and spec.otherwise.value, open_ended=spec.otherwise is not None
        )
        if isinstance(domain, fact.Whole | fact.Day | fact.Number) and spec.otherwise is None:
            base = _first_listed(mapped(spec.values, otherwise=NOT_LISTED, open_ended=True), base)
        else:
            base = listed
    if isinstance(domain, fact.Items):
        base = _named_items(spec, domain)
    if spec.blank is not None:
        base = _blank_means(base, spec.blank)
    return _required(base, name) if spec.required else base


NOT_LISTED = object()


def _first_listed(listed: Parse, base: Parse) -> Parse:
    def parse(text: str) -> Any:
        value = listed(text)
        return base(text) if value is NOT_LISTED else value

    return parse


def _blank_means(base: Parse, meaning: Fixed) -> Parse:
    return lambda text: meaning.value if blank(text) else base(text)


def _required(base: Parse, name: Text) -> Parse:
    refusal = Refusal(
        "cell.required",
        Text(f"没有填写{name.zh}", f"{name.en} is blank"),
        Text(f"请填写{name.zh}", f"Fill in {name.en}"),
    )

    def parse(text: str) -> Any:
        value = base(text)
        return refusal if value is None else value

    return parse


def _named_items(spec: FieldSpec, domain: fact.Items) -> Parse:
    """One cell that names the items of a checklist that are there."""
    one = mapped(
        spec.values or {item: item for item in domain.items},
        otherwise=spec.otherwise and spec.otherwise.value,
        open_ended=spec.otherwise is not None,
    )

    def parse(text: str) -> Any:
        if blank(text):
            return None
        named = [one(part) for part in split(text)]
        for value in named:
            if isinstance(value, Refusal):
                return value
        yes = frozenset(value for value in named if value is not None)
        return fact.Checklist(yes, frozenset(domain.items) - yes if spec.rest is False else frozenset())

    return parse


LOST_DIGITS = Refusal(
    "cell.digits-lost",
    Text(
        "证件号码存成了数字，末几位已经丢失", "the identity number was stored as a number and has lost its last digits"
    ),
    Text("请把该列设为文本后重新填写", "Format the column as text and enter it again"),
)


def identity(hasher: Hasher, unit: str | None) -> Parse:
    """A person's number to its keyed hash."""

    def parse(text: str) -> Any:
        if blank(text):
            return None
        clean = tidy(text)
        return LOST_DIGITS if "e+" in clean.lower() else hasher.identity(clean, unit or "")

    return parse


def own_id(hasher: Hasher) -> Parse:
    """A row's own id."""
    return lambda text: None if blank(text) else hasher.id(tidy(text))


def from_cover(given: Fixed | FromCover, submission: Submission) -> Any:
    """A value that does not stand in the row."""
    return given.value if isinstance(given, Fixed) else getattr(submission, given.name)


def refusals(values: Sequence[Any]) -> list[tuple[int, Refusal]]:
    """Where a column could not be read."""
    if Refusal not in set(map(type, values)):
        return []
    return [(i, value) for i, value in enumerate(values) if type(value) is Refusal]
