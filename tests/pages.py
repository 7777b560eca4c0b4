"""The pages for people as tests read them: console blocks are run, Python blocks are run, links resolve.

For authors of pages (README*, docs/):

- A ```console block holds commands, each behind `$ ` (`> ` continues one), and under each command everything it
  prints. A line `...` stands for any lines, or none. Commands run in order, from the root of a copy of the checkout
  made fresh for the page, with .venv/bin first in PATH, 100 columns wide, without colour; standard error is shown too.
- Every command exits with 0, but the last of a block after `<!-- exit: 1 -->` with that number.
- A ```python block is run too; blocks of one page share their names, in order. An ```output block right after one
  is everything that it prints.
- `<!-- no-run: reason -->` right before a block leaves it out; the reason is listed after every test run.
- ```bash, ```sh and ```shell are refused: what is shown is checked, so it is a ```console block.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import shutil
import subprocess
import textwrap
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import attrs

FENCE = re.compile(r"^(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<language>[\w+-]*)")
COMMENT = re.compile(r"^\s*<!--\s*(?P<name>no-run|exit):\s*(?P<value>.+?)\s*-->\s*$")
LINK = re.compile(r"(?<!\\)\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)|^\[[^\]]+\]:\s+<?([^\s>]+)", re.MULTILINE)
REFUSED = {"bash", "sh", "shell", "zsh", "shell-session", "sh-session"}
NOT_COPIED = (".git", ".venv", "build", "dist", "fengqiao-demo", "*.egg-info", "__pycache__", ".*_cache", ".hypothesis")


@attrs.frozen
class Block:
    """One fenced block: the line of its first line of text, and what the comments before it say."""

    line: int
    language: str
    lines: tuple[str, ...]
    not_run: str | None = None
    exit: int = 0


@attrs.frozen
class Command:
    """One command of a console block, and what the page shows that it prints."""

    line: int
    text: str
    shown: tuple[str, ...]


class PageError(AssertionError):
    """What a page shows is not what is so."""


def blocks(page: Path) -> Iterator[Block]:
    """Every fenced block of a page, in order."""
    said: dict[str, str] = {}
    lines = iter(enumerate(page.read_text(encoding="utf-8").splitlines(), start=1))
    for number, line in lines:
        if comment := COMMENT.match(line):
            said[comment["name"]] = comment["value"]
        elif fence := FENCE.match(line):
            yield Block(
                line=number + 1,
                language=fence["language"].lower(),
                lines=tuple(_until_closed(page, number, fence["fence"], lines)),
                not_run=said.pop("no-run", None),
                exit=int(said.pop("exit", "0")),
            )
        elif line.strip() and said:
            raise PageError(f"{page}:{number}: <!-- {next(iter(said))}: ... --> stands before no block")


def _until_closed(page: Path, number: int, fence: str, lines: Iterator[tuple[int, str]]) -> list[str]:
    inside: list[str] = []
    for _, line in lines:
        if line.strip() == fence:
            return textwrap.dedent("\n".join(inside)).split("\n") if inside else []
        inside.append(line)
    raise PageError(f"{page}:{number}: this block is not closed")


def commands(page: Path, block: Block) -> list[Command]:
    """The commands of a console block."""
    found: list[tuple[int, list[str], list[str]]] = []
    for number, line in enumerate(block.lines, start=block.line):
        if line.startswith("$ "):
            found.append((number, [line[2:]], []))
        elif not found:
            raise PageError(f"{page}:{number}: a console block begins with a command: `$ ...`")
        elif line.startswith("> ") and not found[-1][2]:
            found[-1][1].append(line[2:])
        else:
            found[-1][2].append(line)
    return [Command(number, "\n".join(text), tuple(shown)) for number, text, shown in found]


def same(shown: str, real: str) -> bool:
    """Whether the text printed is the text shown, where a line `...` stands for any lines; ends of lines are free."""
    pattern = "".join(r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line) + r"\n" for line in _lines(shown))
    return re.fullmatch(pattern, "".join(line + "\n" for line in _lines(real))) is not None


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").splitlines()] if text.strip() else []


def difference(shown: str, real: str) -> str:
    """What is shown against what is so, as a diff."""
    return "\n".join(difflib.unified_diff(_lines(shown), _lines(real), "shown", "printed", lineterm="", n=2))


@attrs.frozen
class Sandbox:
    """A copy of the checkout with the virtual environment of the real one, where a page may write what it likes."""

    root: Path
    env: dict[str, str]

    @classmethod
    def of(cls, checkout: Path, binaries: Path, folder: Path) -> Sandbox:
        """Copy `checkout` into `folder`; `binaries` is the folder of the environment's commands."""
        root = folder / "fengqiao"
        shutil.copytree(checkout, root, ignore=shutil.ignore_patterns(*NOT_COPIED))
        venv = root / ".venv"
        venv.mkdir()
        for name in ("bin", "lib", "pyvenv.cfg"):
            (venv / name).symlink_to(binaries.parent / name)
        (venv / "stamp").touch()  # newer than what it depends on: `make` here sets nothing up
        (folder / "home").mkdir()
        env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "PYTHON", "MAKE", "MFLAGS"))}
        env |= {"PATH": f"{venv / 'bin'}{os.pathsep}{env['PATH']}", "HOME": str(folder / "home")}
        env |= {"COLUMNS": "100", "LINES": "50", "NO_COLOR": "1", "TERM": "dumb", "LC_ALL": "C.UTF-8"}
        env.pop("CI", None)
        env.pop("FORCE_COLOR", None)
        return cls(root, env)

    def run(self, *command: str) -> tuple[int, str]:
        """The exit code and everything printed."""
        done = subprocess.run(
            command,
            cwd=self.root,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=300,
            check=False,
        )
        return done.returncode, done.stdout


PYTHON = """\
import contextlib, io, json, sys
names = {"__name__": "__main__"}
*before, last = json.loads(sys.argv[1])
def run(line, text):
    exec(compile("\\n" * (line - 1) + text, sys.argv[2], "exec"), names)
with contextlib.redirect_stdout(io.StringIO()):
    for block in before:
        run(*block)
run(*last)
"""


def check_blocks(page: Path, sandbox: Sandbox) -> list[str]:
    """Run what a page shows; return the reasons for what was not run. Raises PageError at the first difference."""
    reasons = []
    python: list[tuple[int, str]] = []
    printed: str | None = None
    for block in blocks(page):
        place = f"{page}:{block.line}"
        if block.language in REFUSED:
            raise PageError(f"{place}: ```{block.language} is checked by nobody; write ```console")
        if block.language in ("console", "python") and block.not_run:
            reasons.append(f"{page.name}:{block.line}: {block.not_run}")
            printed = None
        elif block.language == "console":
            _check_console(page, block, sandbox)
            printed = None
        elif block.language == "python":
            python.append((block.line, "\n".join(block.lines)))
            code, printed = sandbox.run("python", "-W", "error", "-c", PYTHON, json.dumps(python), str(page))
            if code != block.exit:
                raise PageError(f"{place}: this block ended with {code}:\n{printed}")
        elif block.language == "output" and not block.not_run:
            if printed is None:
                raise PageError(f"{place}: an output block stands right after a Python block that is run")
            shown = "\n".join(block.lines)
            if not same(shown, printed):
                raise PageError(f"{place}: the block above prints something else:\n{difference(shown, printed)}")
            printed = None
    return reasons


def _check_console(page: Path, block: Block, sandbox: Sandbox) -> None:
    every = commands(page, block)
    for command in every:
        place = f"{page}:{command.line}: $ {command.text}"
        code, printed = sandbox.run("sh", "-c", command.text)
        expected = block.exit if command is every[-1] else 0
        if code != expected:
            raise PageError(f"{place}\nends with {code}, not {expected}:\n{printed}")
        shown = "\n".join(command.shown)
        if not same(shown, printed):
            raise PageError(f"{place}\nprints something else:\n{difference(shown, printed)}")


def broken_links(page: Path, root: Path) -> list[str]:
    """The relative links of a page that lead nowhere: no such file in the checkout, or no such heading in it."""
    broken = []
    for number, line in _prose(page):
        for target in (a or b for a, b in LINK.findall(line)):
            if re.match(r"[a-z][a-z0-9+.-]*:", target):
                continue
            path, _, anchor = unquote(target).partition("#")
            file = (page.parent / path).resolve() if path else page
            if not file.exists() or not file.is_relative_to(root):
                broken.append(f"{page}:{number}: {target}: no such file")
            elif anchor and file.suffix == ".md" and anchor not in anchors(file):
                broken.append(f"{page}:{number}: {target}: no such heading")
    return broken


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    found: dict[str, int] = {}
    for _, line in _prose(page):
        if heading := re.match(r"#{1,6}\s+(.*?)\s*#*$", line):
            words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading[1]).lower()
            slug = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
            found[slug] = found.get(slug, 0) + 1
    return {slug if n == 0 else f"{slug}-{n}" for slug, times in found.items() for n in range(times)}


def _prose(page: Path) -> Iterator[tuple[int, str]]:
    """The lines outside fenced blocks, without what stands in backticks as code."""
    fence = None
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        if fence:
            fence = None if line.strip() == fence else fence
        elif opened := FENCE.match(line):
            fence = opened["fence"]
        else:
            yield number, line if line.startswith("#") else re.sub(r"`[^`]*`", "", line)
