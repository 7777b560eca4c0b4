"""The console entry: encodings, the guard that turns errors into sentences, exit codes."""

from __future__ import annotations

import gc
import os
import sys

from fengqiao.cli import data, install, judging, packs
from fengqiao.cli.app import app
from fengqiao.cli.console import language
from fengqiao.errors import FengqiaoError

__all__ = ["app", "data", "install", "judging", "main", "packs"]


def main() -> None:
    """Run one command. Exit 0 done, 1 check, lint or test found errors or nothing could be judged, 2 wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        # a console that lacks a character shows a stand-in for it, never a traceback
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # both are text streams here
    # facts are many and live until the end: looking for garbage among them over and over is most of the cost
    gc.set_threshold(200_000, 50, 100)
    try:
        app()
    except FengqiaoError as error:
        say(error)
        sys.exit(2)
    except BrokenPipeError:
        # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def say(error: FengqiaoError) -> None:
    """What went wrong, one line each, on standard error."""
    lang = language(None)
    lines = [problem.line(lang) for problem in error.problems] or [error.text.say(lang)]
    sys.stderr.write("".join(f"{line}\n" for line in lines))
