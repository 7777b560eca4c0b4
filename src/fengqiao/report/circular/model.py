"""What a circular says, in one language, before it is laid out."""

from __future__ import annotations

import attrs

from fengqiao.errors import Lang


@attrs.frozen
class Paragraph:
    """A paragraph; `lead` begins it in another face."""

    text: str
    lead: str = ""


BREAK = "\u2028"


@attrs.frozen
class Grid:
    """A table over the width of the text; `widths` are its columns' shares, `left` those that are not centred.

    A line of a cell ends at BREAK.
    """

    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    left: tuple[int, ...] = ()


@attrs.frozen
class Section:
    """A part of the text under a heading."""

    heading: str
    parts: tuple[Paragraph | Grid, ...]


@attrs.frozen
class Annex:
    """One table on a page of its own; `name` is how the text calls it."""

    label: str
    name: str
    grid: Grid


@attrs.frozen
class Circular:
    """A whole circular. `banner` is set when any data is synthetic."""

    lang: Lang
    title: str
    banner: str | None
    letterhead: str | None
    number: str | None
    recipients: str
    opening: str
    sections: tuple[Section, ...]
    annexes: tuple[Annex, ...]
    signed: str
    dated: str
    made_by: str
