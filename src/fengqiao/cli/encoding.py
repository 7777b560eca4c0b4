"""What a console shows for a sign that its encoding lacks: another sign, never the one of another status."""

from __future__ import annotations

import codecs
import sys
from io import TextIOWrapper

from rich.cells import cell_len

STAND_INS = {
    "✓": "√v",
    "✗": "×x",
    "…": "~",
    "–": "-",
    "—": "-",
    "─": "-",
    "■": "#",
    "·": ".",
    "○": "o",
    "→": ">",
    "≥": ">",
    "≤": "<",
    "「": "“[",
    "」": "”]",
}
"""The best first. The question mark that Python would put is the sign of undetermined."""
HANDLER = "fengqiao.stand-in"


def shown(char: str, encoding: str) -> str:
    """What stands for one character; what has no stand-in becomes as many question marks as it is wide."""
    for other in STAND_INS.get(char, ""):
        try:
            other.encode(encoding)
        except UnicodeEncodeError:
            continue
        return other
    return "?" * max(1, cell_len(char))


def _replace(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(shown(char, error.encoding) for char in error.object[error.start : error.end]), error.end


def take_every_text() -> None:
    """Let standard output and standard error take every text."""
    codecs.register_error(HANDLER, _replace)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=HANDLER)
