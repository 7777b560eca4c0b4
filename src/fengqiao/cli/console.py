"""What every command needs: dates, language, readings, a project read, and words on the right stream."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path

import attrs
import typer

from fengqiao.assess.session import choose, unknown
from fengqiao.boundary.settings import Project, load_project
from fengqiao.engine.base import Engine
from fengqiao.errors import Lang, Problem, Severity, Text, UsageError, cause
from fengqiao.model.calendar import Calendar
from fengqiao.model.dataset import Dataset
from fengqiao.model.fact import Domain
from fengqiao.model.outcome import Assessment
from fengqiao.model.target import RulePack
from fengqiao.plugin.manager import Manager
from fengqiao.plugin.read import read
from fengqiao.plugin.stored import engine_of
from fengqiao.report.text import obeyed

MADE_BY = f"fengqiao {version('fengqiao')}"
UNREADABLE = ("file.", "workbook.", "csv.", "sheet.", "plugin.")
"""How the codes of problems begin that keep a whole source from being read."""


@attrs.define
class _Asked:
    """The language asked for on the command line, kept for the error that may end the run."""

    lang: Lang | None = None


ASKED = _Asked()


def language(asked: str | None, project: Project | None = None) -> Lang:
    """--lang, else the project's lang, else Chinese. Raises UsageError for another language."""
    if asked is not None and asked not in ("zh", "en"):
        raise UsageError(Text(f"不支持语言“{asked}”，请用 zh 或 en。", f"No language '{asked}': use zh or en."))
    if asked is not None:
        ASKED.lang = "en" if asked == "en" else "zh"
    return ASKED.lang or (project.lang if project and project.lang else "zh")


def day(text: str | None, option: str) -> date | None:
    """A date of the command line. Raises UsageError."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            Text(
                f"{option} 的“{text}”不是有效日期，请写成 2019-12-31。",
                f"{option} '{text}' is no date: write 2019-12-31.",
            )
        ) from error


def readings(project: Project, asked: Sequence[str] | None) -> dict[str, str]:
    """The project's readings, and over them those of the command line: TARGET=READING, or a reading set's name."""
    chosen = dict(project.readings)
    for one in asked or ():
        target, equals, name = one.partition("=")
        chosen[target.strip() if equals else "*"] = name.strip() if equals else one.strip()
    return chosen


@attrs.frozen
class Opened:
    """A project with everything that was read: what `score`, `gaps`, `explain` and `check` begin with."""

    project: Project
    manager: Manager
    pack: RulePack
    data: Dataset
    as_of: date
    readings: dict[str, str]
    lang: Lang
    _engines: list[Engine] = attrs.field(init=False, factory=list, eq=False, repr=False)

    def engine(self, data: Dataset, calendar: Calendar, fields: Mapping[str, Mapping[str, Domain]]) -> Engine:
        """One engine for every question of the command, so that the facts are indexed once."""
        if not self._engines:
            self._engines.append(engine_of(self.project, self.data)(data, calendar, fields))
        return self._engines[0]

    @property
    def lost(self) -> tuple[Problem, ...]:
        """The sources (and plugins that bring them) that could not be read."""
        return lost(self.data)


def lost(data: Dataset) -> tuple[Problem, ...]:
    """The sources (and plugins that bring them) that could not be read."""
    found = (problem for problem in data.problems if problem.code.startswith(UNREADABLE))
    return tuple(problem for problem in found if problem.severity is Severity.ERROR)


def open_project(
    path: str,
    *,
    as_of: str | None,
    known_by: str | None,
    asked: Sequence[str] | None,
    lang: str | None,
    scheme: str | None = None,
) -> Opened:
    """Read a project and all its sources; `scheme` takes the place of its own.

    Raises ProjectError, PackError or UsageError.
    """
    language(lang)
    judged, by = day(as_of, "--as-of"), day(known_by, "--known-by")
    project = load_project(path)
    project = attrs.evolve(project, scheme=scheme) if scheme else project
    manager = Manager()
    pack = manager.pack(project.pack_at, project.schemes)
    chosen = readings(project, asked)
    choose(pack, chosen)  # a slip of the pen is told before minutes of reading
    if project.scheme is not None and project.scheme not in pack.schemes:
        raise unknown(Text("评分办法", "scheme"), project.scheme, pack.schemes)
    with progress() as tell:
        found = read(project, manager, known_by=by, progress=tell)
    today = datetime.now().astimezone().date()
    return Opened(
        project,
        manager,
        pack,
        found.evolve(problems=(*manager.problems, *found.problems)),
        judged or project.as_of or today,
        chosen,
        language(lang, project),
    )


@contextmanager
def progress() -> Iterator[Teller]:
    """What is being read, on standard error, where that is a terminal."""
    teller = Teller(sys.stderr.isatty())
    try:
        yield teller
    finally:
        teller.end()


class Teller:
    """One line that is written over and over."""

    def __init__(self, shown: bool) -> None:
        self.shown = shown

    def __call__(self, name: str) -> None:
        if self.shown:
            sys.stderr.write(f"\r\x1b[K{name}")
            sys.stderr.flush()

    def end(self) -> None:
        """Take the line away."""
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def out(text: str) -> None:
    """Text to standard output."""
    shown = obeyed(text, colour=colour())
    sys.stdout.write(shown if shown.endswith("\n") else shown + "\n")
    sys.stdout.flush()


def out_bytes(content: bytes) -> None:
    """Bytes to standard output as they are: JSON is UTF-8 on every console."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def complain(text: Text, lang: Lang) -> None:
    """One error, on one line of standard error."""
    sys.stderr.write(obeyed(" ".join(text.say(lang).splitlines()), colour=False) + "\n")


def write(path: Path, content: bytes, lang: Lang) -> None:
    """A file, its folder made where needed, and a line on standard error that it was written. Raises UsageError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        why = cause(error)
        raise UsageError(
            Text(
                f"{path}：不能写入（{why.zh}）。请检查文件夹权限，或关闭占用该文件的程序。",
                f"{path}: cannot be written ({why.en}). Check the folder, or close the program that holds it.",
            )
        ) from error
    sys.stderr.write(f"{'已写入' if lang == 'zh' else 'wrote'} {path}\n")


def who(lang: Lang) -> str:
    """Who ran it, and on what day."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):
        name = "—"
    today = datetime.now().astimezone().date().isoformat()
    return f"运行人 {name}，运行日 {today}。" if lang == "zh" else f"Run by {name} on {today}."


def width() -> int:
    """The console's columns; 100 where there is no terminal."""
    from shutil import get_terminal_size

    return max(80, min(get_terminal_size((100, 24)).columns, 200))


def colour() -> bool:
    """Whether standard output is a terminal that shows colours."""
    import os

    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def stop_if(failed: bool) -> None:
    """Exit 1."""
    if failed:
        raise typer.Exit(1)


def stop_if_nothing(result: Assessment, lang: Lang) -> None:
    """Exit 1 when nothing could be judged, and say why."""
    if not result.outcomes or not result.intake.facts:
        complain(
            Text(
                "没有可以判定的内容：没有读到任何台账。请核对项目文件中的 sources。",
                "Nothing could be judged: no register was read. Check the sources of the project file.",
            ),
            lang,
        )
        stop_if(True)


def stop_if_lost(opened: Opened, *, strict: bool) -> None:
    """Under --strict, exit 1 when a source could not be read, and say which."""
    if strict and opened.lost:
        for problem in opened.lost:
            sys.stderr.write(obeyed(problem.line(opened.lang), colour=False) + "\n")
        raise typer.Exit(1)


def one_of(name: str, value: str, allowed: Sequence[str]) -> None:
    """Raises UsageError for a value that an option does not take."""
    if value not in allowed:
        listed = "、".join(allowed), ", ".join(allowed)
        raise UsageError(Text(f"{name} 不能是“{value}”，可用：{listed[0]}。", f"{name} takes one of: {listed[1]}."))
