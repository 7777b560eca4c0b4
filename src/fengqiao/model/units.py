"""Every unit by its key, at the price of a line for each that never changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fengqiao.model.place import Division, Level, Unit

Line = tuple[str, Level, str | None]
"""Name, level and parent of a division as an edition lists it."""
Stand = tuple[str, Level, str | None]
"""Code, level and parent of a unit in its first spell."""


class Units(Mapping[str, Unit]):
    """Units by their keys. One that was always there and always the same is its line until somebody looks at it."""

    def __init__(self, found: dict[str, Unit | Line]) -> None:
        self._found = found

    def __getitem__(self, key: str) -> Unit:
        found = self._found[key]
        if not isinstance(found, Unit):
            found = self._found[key] = Unit(key, (Division(key, *found),))
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __contains__(self, key: object) -> bool:
        return key in self._found

    def first(self, key: str) -> Stand:
        """How a unit stood first, without making more of its line."""
        found = self._found[key]
        if isinstance(found, Unit):
            spell = found.spells[0]
            return spell.code, spell.level, spell.parent
        return key, found[1], found[2]

    def spells(self) -> Iterator[tuple[str, Division]]:
        """The spells of all units, each with the key of its unit; no line is kept as more."""
        for key, found in self._found.items():
            if isinstance(found, Unit):
                yield from ((key, spell) for spell in found.spells)
            else:
                yield key, Division(key, *found)

    def changed(self) -> tuple[str, ...]:
        """The units that were not always there, or not always the same."""
        return tuple(key for key, found in self._found.items() if isinstance(found, Unit) and not found.steady)
