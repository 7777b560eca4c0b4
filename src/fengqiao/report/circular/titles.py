"""Where the lines of a title break: between its parts, evenly, as a person would."""

from __future__ import annotations

import re

PARTS = re.compile(r"[“《（(]?[^“”《》（）()、，]+[”》）)、，]*|[”》）)、，“《（(]+")
BEFORE = ("落实情况", "实施情况")
"""Words that begin a new part."""


def width(text: str) -> float:
    """In signs of full width; Latin letters and digits take half of one."""
    return sum(0.5 if ord(sign) < 0x2E80 and sign not in "“”‘’—…" else 1.0 for sign in text)


def lines(title: str, most: float) -> tuple[str, ...]:
    """The title on as few lines of `most` signs as it takes, of lengths as even as its parts allow."""
    parts = [piece for part in _parts(title) for piece in _fit(part, most)]
    best: list[tuple[float, float, int]] = [(0, 0, 0)]  # lines, unevenness, where the last line begins
    for end in range(1, len(parts) + 1):
        options = []
        for start in range(end):
            wide = width("".join(parts[start:end]))
            if wide <= most:
                options.append((best[start][0] + 1, best[start][1] + (most - wide) ** 2, start))
        best.append(min(options))
    found, end = [], len(parts)
    while end:
        start = best[end][2]
        found.append("".join(parts[start:end]).strip())
        end = start
    return tuple(reversed(found))


def _parts(title: str) -> list[str]:
    if re.search(r"[a-zA-Z] ", title):
        return re.findall(r"\S+\s*", title)
    found = PARTS.findall(title) or [title]
    for word in BEFORE:
        found = [piece for part in found for piece in re.split(f"(?={word})", part) if piece]
    return found


def _fit(part: str, most: float) -> list[str]:
    """A part that is wider than a line, cut where the line ends."""
    pieces, now = [], ""
    for sign in part:
        if now and width(now + sign) > most:
            pieces.append(now)
            now = ""
        now += sign
    return [*pieces, now]
