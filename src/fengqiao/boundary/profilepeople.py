"""Several people in one cell: 张三，李四、王五, split by commas of every kind or by blanks."""

from __future__ import annotations

import re
from typing import Any

from fengqiao.boundary.cells import UNKNOWN, ZERO, tidy
from fengqiao.boundary.personal import mask

_PADDED = re.compile(r"(?<![\u4e00-\u9fff·])([\u4e00-\u9fff]) +([\u4e00-\u9fff])(?![\u4e00-\u9fff·])")
"""A name of two signs with a blank between them, as it is set to fill three."""
_AND_MORE = re.compile(r"等(\d{1,9})[人名个户]?$")
_BETWEEN = re.compile(r"[,、;/\n ]+")


def people(text: str) -> list[str]:
    """Each person once, in order."""
    clean = _PADDED.sub(r"\1\2", re.sub(r"\s*\n\s*", "、", tidy(text.replace("\n", "、"))))
    parts = (part for part in _BETWEEN.split(_AND_MORE.sub("", clean)) if part and part.lower() not in UNKNOWN)
    return list(dict.fromkeys(parts))


def listed(text: str) -> Any:
    """The people of a cell in one spelling, with 、 between them; None where nobody is named."""
    return mask("、".join(people(text))) or None


def counted(text: str) -> Any:
    """How many people a cell names; 张三等12人 says it itself."""
    if tidy(text) in ZERO:
        return 0
    said = _AND_MORE.search(tidy(text))
    return int(said[1]) if said else len(people(text)) or None
