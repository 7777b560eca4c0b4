"""What several sources say of one mediator or committee: each field as the first of them that says it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import attrs

from fengqiao.model.fact import REGISTERS, Fact, Post

OWN = ("reported_on", "person", "at")
"""Fields that are not simply the first that is filled in."""


@attrs.frozen
class Joined:
    """The same mediator or committee as each source has it, in the order that the project file gives.

    `id` is what it is known by: bodies are named by it elsewhere, whichever source is taken away.
    """

    id: str
    register: str
    facts: tuple[Fact, ...]

    def without(self, gone: Callable[[Fact], bool]) -> Joined:
        """The same without what some sources say."""
        return attrs.evolve(self, facts=tuple(fact for fact in self.facts if not gone(fact)))

    def united(self) -> list[Fact]:
        """What is true of them: one fact of a committee; of a mediator a row each, one person."""
        if not self.facts:
            return []
        if self.register == "committees":
            return [attrs.evolve(self.facts[0], id=self.id, **truth(self.register, self.facts))]
        values = truth(self.register, self.facts) if len(self.facts) > 1 else {}
        name = values.pop("name", None)
        return [attrs.evolve(fact, **{"name": getattr(fact, "name") or name, **values}) for fact in self.facts]  # noqa: B009  a Post


def row_of(fact: Fact) -> tuple[Any, ...]:
    """What tells a row from all others: a cell may name several people."""
    return fact.source, fact.cell, getattr(fact, "name", None)


def truth(register: str, facts: Sequence[Fact]) -> dict[str, Any]:
    """Each field as the first source that says it; of mediators also who and where they are."""
    values: dict[str, Any] = {}
    for name in REGISTERS[register].fields:
        said = None if name in OWN else next((v for fact in facts if (v := getattr(fact, name)) is not None), None)
        if said is not None:
            values[name] = said
    if register == "posts":
        posts = [fact for fact in facts if isinstance(fact, Post)]
        first = next((post for post in posts if post.at is not None), posts[0])
        values["person"] = next((post.person for post in posts if post.person), None) or _made_up(posts)
        values |= {"at": first.at, "division": first.division, "exact": first.exact}
    return values


def _made_up(facts: Sequence[Fact]) -> str:
    """An identity for rows that are one person's by name alone."""
    return hashlib.blake2b("|".join(sorted(fact.id for fact in facts)).encode(), digest_size=16).hexdigest()
