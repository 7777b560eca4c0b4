"""Whose facts they are: a register by the identity and by the name of the person whom each fact tells of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from fengqiao.engine.persons import plain
from fengqiao.model.fact import PERSON, Fact, Post


@attrs.frozen
class Bearing:
    """A register's facts by the identity and by the name of the person whom they tell of."""

    identified: Mapping[str, Sequence[Fact]]
    names: Mapping[str | None, Sequence[Fact]]

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> Bearing:
        """The facts of one register."""
        identified: dict[str, list[Fact]] = {}
        names: dict[str | None, list[Fact]] = {}
        for fact in facts:
            person = getattr(fact, PERSON)
            if person is not None:
                identified.setdefault(person, []).append(fact)
            names.setdefault(plain(getattr(fact, "name", None)), []).append(fact)
        return cls(identified, names)

    def named(self, name: str | None) -> Iterator[Fact]:
        """The facts of whoever bears a name; a name that is not known may be any."""
        found = plain(name)
        for one in self.names if found is None else dict.fromkeys((found, None)):
            yield from self.names.get(one, ())

    def of_person(self, post: Post, near: Mapping[int, bool | None]) -> Iterator[tuple[Fact, bool | None]]:
        """The facts of the person who holds a post, of those that are `near` (by their `id()`), and whether surely."""
        seen: set[int] = set()
        for fact in self.identified.get(post.person or "", ()):
            if id(fact) in near:
                seen.add(id(fact))
                yield fact, near[id(fact)]
        for fact in self.named(post.name):
            if id(fact) not in near or id(fact) in seen:
                continue
            if fact is post:
                yield fact, near[id(fact)]
            elif post.person is None or getattr(fact, PERSON) is None:
                yield fact, None
