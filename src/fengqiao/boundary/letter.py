"""What only whoever issues a circular knows: the project file says it."""

from __future__ import annotations

from datetime import date

import attrs


@attrs.frozen
class Letter:
    """What is not said is left out of the circular, or is for the clerk to fill in.

    `letterhead` stands in red on top, `number` below it; `issued` defaults to the judged day, `report_by` to the 5th of
    the month after it.
    """

    issuer: str | None = None
    letterhead: str | None = None
    number: str | None = None
    recipients: str | None = None
    issued: date | None = None
    report_by: date | None = None


LETTER_KEYS = tuple(field.name for field in attrs.fields(Letter))
