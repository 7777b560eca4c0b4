"""Gaps without the names of people: what is passed on further than those who may know them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

import attrs

from fengqiao.assess.gaps import Gap
from fengqiao.errors import Text
from fengqiao.model.columns import column
from fengqiao.model.dataset import Dataset

STUDIO = re.compile(r"^(\w{2,4}?)(?=(?:个人|品牌|调解)*工作室|(?:个人|品牌)+调解)")
"""The person after whom a studio is named: 龚传英个人品牌调解工作室."""
PEOPLE = ("person", "fact")
"""Kinds of members whose names may be those of people; places and items have none."""


@attrs.frozen(eq=False)
class Redactor:
    """Hides people behind their first sign: those whom the posts name, and whom a studio is named after."""

    names: frozenset[str]

    @classmethod
    def of(cls, data: Dataset) -> Redactor:
        """Every mediator that the dataset names."""
        posts = data.facts.get("posts", ())
        names = (name.strip() for name in column(posts, "name") if name)
        return cls(frozenset(name for name in names if len(name) > 1))

    @cached_property
    def _known(self) -> re.Pattern[str] | None:
        longest_first = sorted(self.names, key=lambda name: (-len(name), name))
        return re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def gaps(self, found: Iterable[Gap]) -> tuple[Gap, ...]:
        """The same gaps, masked."""
        return tuple(self._gap(gap) if gap.kind in PEOPLE else gap for gap in found)

    def _gap(self, gap: Gap) -> Gap:
        name = hidden(gap.name) if gap.kind == "person" else self.text(gap.name)
        zh, en = (self.text(words.replace(gap.name, name)) for words in (gap.what.zh, gap.what.en))
        return attrs.evolve(gap, name=name, what=Text(zh, en))

    def text(self, text: str) -> str:
        """A text with every name in it masked."""
        text = STUDIO.sub(lambda found: hidden(found[1]), text)
        return self._known.sub(lambda found: hidden(found[0]), text) if self._known else text


def hidden(name: str) -> str:
    """A name behind its first sign: 龚**."""
    return name[:1] + "*" * max(1, len(name) - 1)
