"""The console entry: encodings, the guard that turns errors into sentences, exit codes."""

from __future__ import annotations

import gc
import os
import re
import sys
import traceback
from collections.abc import Sequence
from itertools import pairwise

import typer

from fengqiao.boundary.nearest import nearest
from fengqiao.cli import (
    authoring,
    changes,
    console,
    data,
    export,
    install,
    judging,
    packs,
    plan,
    profile,
    settling,
    template,
)
from fengqiao.cli.app import app
from fengqiao.cli.encoding import take_every_text
from fengqiao.errors import FengqiaoError, Text, UsageError

__all__ = [
    "app",
    "authoring",
    "changes",
    "data",
    "export",
    "install",
    "judging",
    "main",
    "packs",
    "plan",
    "profile",
    "settling",
    "template",
]

Misused: type[Exception] = typer.BadParameter.__mro__[2]
"""What typer raises for wrong arguments. It carries a click of its own, so the class is reached through a child."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command. Exit 0 done, 1 check, lint or test found errors or nothing could be judged, 2 wrong usage."""
    if arguments is None and sys.getfilesystemencoding() == "ascii":
        # file names and arguments in Chinese are no text here: begin again where they are
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606  the same program again
    given = list(sys.argv[1:] if arguments is None else arguments)
    take_every_text()
    # facts are many and live until the end: looking for garbage among them over and over is most of the cost
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)
    try:
        code = run(given)
        sys.stdout.flush()
    except BrokenPipeError:
        # whoever read the output has seen enough; Python would complain once more when it closes the stream
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)


def run(given: list[str]) -> int:
    """One command line under the guard; its exit code."""
    if given == ["--version"]:
        console.out(console.MADE_BY)
        return 0
    if "--lang=en" in given or ("--lang", "en") in pairwise(given):
        console.language("en")  # also for what is wrong with the arguments themselves
    try:
        code = app(given, prog_name="fengqiao", standalone_mode=False)
    except FengqiaoError as error:
        say(error)
        return 2 if isinstance(error, UsageError) else 1
    except Misused as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            sys.stderr.write(f"{error}\n")
            return 2
        console.complain(misused(error, given), console.language(None))
        return 2
    except (typer.Abort, KeyboardInterrupt):
        console.complain(Text("已中断。", "Stopped."), console.language(None))
        return 130
    except BrokenPipeError:
        raise
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):
            return 0  # typer met the closed pipe first
        raise
    except Exception as error:  # noqa: BLE001 -- the last guard: no traceback reaches a user who did not ask for it
        if "--debug" in given:
            traceback.print_exc()
        console.complain(internal(error), console.language(None))
        return 1
    return code if isinstance(code, int) else 0


def say(error: FengqiaoError) -> None:
    """What went wrong, one line each, on standard error."""
    lang = console.language(None)
    lines = [problem.line(lang) for problem in error.problems] or [error.text.say(lang)]
    sys.stderr.write("".join(f"{' '.join(line.splitlines())}\n" for line in lines))


def misused(error: Exception, given: Sequence[str]) -> Text:
    """What typer says of wrong arguments, on one line, with the nearest command."""
    said = str(getattr(error, "format_message", error.__str__)())
    hint = HINT.search(said)
    said = HINT.sub("", said).rstrip(". ")
    wrong = next((word for word in given if not word.startswith("-")), "")
    near = hint["near"] if hint else nearest(wrong, COMMANDS) if "command" in said else None
    zh, en = (f"是否应为“{near}”？", f" Did you mean '{near}'?") if near else ("", "")
    return Text(
        f"用法有误：{said}。{zh}用 fengqiao --help 查看用法。",
        f"Wrong usage: {said}.{en} See fengqiao --help.",
    )


HINT = re.compile(r" ?(?:Did you mean '?|\(Possible options: )(?P<near>[^',)?]+)[^?)]*[?)]")
"""What typer itself proposes: one name, or several in brackets of which the first is taken."""
COMMANDS = (
    "demo",
    "score",
    "gaps",
    "export",
    "explain",
    "check",
    "load",
    "rules",
    "adapters",
    "init",
    "plan",
    "profile",
    "template",
)


def internal(error: Exception) -> Text:
    """What is said of a defect of the program itself."""
    what = f"{type(error).__name__}: {error}"
    return Text(
        f"内部错误（{what}）。这是 fengqiao 的缺陷：请用 fengqiao --debug … 重新运行，"
        "把输出和版本（fengqiao --version）报告给维护者。",
        f"Internal error ({what}). This is a defect of fengqiao: run it again as fengqiao --debug ... and report the "
        "output and the version (fengqiao --version) to its maintainers.",
    )
