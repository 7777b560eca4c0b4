"""Where each sentence of a pack's source text went: bound, qualitative, context, or nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

import attrs

from fengqiao.errors import Text
from fengqiao.model.target import Context, Quote, RulePack

Kind = Literal["bound", "qualitative", "context", "todo", "unplaced"]
SENTENCE = re.compile(r"[^。！？\n]+[。！？]?[”’）]*")
WORDS = re.compile(r"\w")
NUMBER = re.compile(
    r"[0-9０-９一二两三四五六七八九十百千]+(?:%|％|个|名|人|次|家|件|元|万|学时|分之|以上|以下)|每[年季月周旬天]"
)
"""What a sentence with a number in it looks like."""


@attrs.frozen
class Sentence:
    """A sentence of the source, the targets that quote from it, or the reason why it binds nothing.

    `line` counts from 1; `loose` are the words of it that no target quotes.
    """

    text: str
    line: int
    kind: Kind
    targets: tuple[str, ...]
    reason: Text | None
    loose: tuple[str, ...]


@attrs.frozen
class Coverage:
    """Every sentence of a source text, in its order."""

    sentences: tuple[Sentence, ...]

    def count(self, kind: Kind) -> int:
        """How many sentences are of a kind."""
        return sum(sentence.kind == kind for sentence in self.sentences)

    @property
    def placed(self) -> Fraction:
        """The share of sentences that went somewhere; 1 when there is none."""
        total = len(self.sentences)
        lost = self.count("unplaced") + self.count("todo")
        return Fraction(total - lost, total) if total else Fraction(1)


def occurrences(text: str, words: str) -> list[int]:
    """Where words stand in a text."""
    return [found.start() for found in re.finditer(re.escape(words), text)] if words else []


def span(text: str, quote: Quote) -> tuple[int, int] | None:
    """From where to where a quote stands; None where it does not."""
    found = occurrences(text, quote.text)
    if not 1 <= quote.nth <= len(found):
        return None
    start = found[quote.nth - 1]
    return start, start + len(quote.text)


def cover(pack: RulePack) -> Coverage:
    """Every sentence of a pack's source text with where it went."""
    text = pack.source_text
    quoted = [
        (target.id, target.qualitative, found)
        for target in pack.own.values()
        for quote in target.quotes
        if (found := span(text, quote))
    ]
    contexts = [(context, found) for context in pack.contexts if (found := span(text, context.quote))]
    return Coverage(tuple(_sentences(text, quoted, contexts)))


def _sentences(
    text: str,
    quoted: list[tuple[str, bool, tuple[int, int]]],
    contexts: list[tuple[Context, tuple[int, int]]],
) -> Iterator[Sentence]:
    for found in SENTENCE.finditer(text):
        start, end = found.span()
        if not WORDS.search(found[0]):
            continue
        here = [(name, soft, at) for name, soft, at in quoted if at[0] < end and start < at[1]]
        context = next((one for one, at in contexts if at[0] < end and start < at[1]), None)
        kind: Kind = "unplaced" if context is None else "todo" if context.todo else "context"
        if here:
            kind = "qualitative" if all(soft for _, soft, _ in here) else "bound"
        yield Sentence(
            text=found[0].strip(),
            line=text.count("\n", 0, start) + 1,
            kind=kind,
            targets=tuple(dict.fromkeys(name for name, _, _ in here)),
            reason=None if here or context is None else context.reason,
            loose=tuple(_loose(text, start, end, [at for _, _, at in here])),
        )


def _loose(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> Iterator[str]:
    """The stretches of a sentence outside the spans that hold a word."""
    for low, high in [*sorted(spans), (end, end)]:
        if start < low and WORDS.search(text[start:low]):
            yield text[start:low].strip()
        start = max(start, high)
