"""The report for a terminal: tables in 80 columns or more, wide characters aligned, signs beside every colour."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import StringIO

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text as Styled

from fengqiao.assess.words import STATUS, day_words
from fengqiao.errors import Lang, Text, counted
from fengqiao.report import words
from fengqiao.report.board import cards, columns, matrices, numbered_units
from fengqiao.report.changes import heading as compared
from fengqiao.report.document import Document, Lack

SHOWN = 5
"""Problems in the scorecard; `check` lists them all."""
MIN_WIDTH = 80
TOKEN = re.compile(r"(?:[!-~]+|.)[，。；、：！？）”》]*")
"""What a line is not broken within: a run of Latin letters and digits, and a character with the marks that close it."""
CONTROLS = re.compile(r"\x1b\[[\d;]*m|[\x00-\x09\x0b-\x1f\x7f-\x9f]")
"""Colours, and what else a terminal would obey."""


def render(parts: Sequence[RenderableType], *, width: int = MIN_WIDTH, colour: bool = False) -> str:
    """Rich parts as text."""
    console = Console(
        file=StringIO(),
        width=max(width, MIN_WIDTH),
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        highlight=False,
        emoji=False,
        markup=False,
    )
    with console.capture() as capture:
        for part in parts:
            console.print(part)
    return "\n".join(line.rstrip() for line in obeyed(capture.get(), colour=colour).split("\n")).rstrip("\n") + "\n"


def obeyed(said: str, *, colour: bool) -> str:
    """Text without anything that a terminal would obey, but for colours where they are asked for."""
    return CONTROLS.sub(lambda found: found[0] if colour and found[0].endswith("m") else "", said)


def text(document: Document, *, width: int = MIN_WIDTH, colour: bool = False) -> str:
    """The scorecard: summary, marks, targets by unit, the first problems, and the close."""
    lang = document.lang
    title = f"{document.title}  {words.AS_OF.say(lang)} {day_words(document.as_of, lang)}"
    width = max(width, MIN_WIDTH)
    parts: list[RenderableType] = [Styled(fold(title, width), style="bold")]
    if document.banner:
        parts.append(Styled(fold(document.banner, width), style="bold magenta"))
    parts += [_head(words.SUMMARY, lang), *(_bullet(line, width) for line in document.summary)]
    if document.cards:
        parts += [_head(words.SCORES, lang, document.scheme), cards(document.cards, lang, width)]
        colon, mark = ("：", "；") if lang == "zh" else (": ", "; ")
        said = [f"{card.unit.name}{colon}{mark.join(card.remarks)}" for card in document.cards if card.remarks]
        parts += [_bullet(line, width) for line in said]
    if document.since:
        parts += [Padding(Styled(f"■ {compared(document.since, lang)}", style="bold"), (1, 0, 0, 0))]
        parts += [_bullet(line, width) for line in document.since.summary]
    parts += [_head(words.MATRIX, lang), *matrices(document.matrix, lang, width)]
    if numbered := numbered_units(document.matrix):
        parts.append(Styled(fold(numbered, width)))
    parts.append(legend(lang, width))
    if document.matrix.qualitative:
        n = len(document.matrix.qualitative)
        there = counted(n, "clauses without a number are", "clause without a number is")
        parts.append(
            Styled(
                f"另有{n}条无数量要求的定性条款，见 scorecard.xlsx 或 --format json。"
                if lang == "zh"
                else f"{there} in scorecard.xlsx and --format json."
            )
        )
    parts += _problems(document, width)
    parts += _close(document, width)
    return render(parts, width=width, colour=colour)


def _head(title: Text, lang: Lang, more: str = "") -> RenderableType:
    shown = f"■ {title.say(lang)}" + (f"（{more}）" if more and lang == "zh" else f" ({more})" if more else "")
    return Padding(Styled(shown, style="bold"), (1, 0, 0, 0))


def fold(line: str, width: int, indent: str = "") -> str:
    """Lines of at most `width` cells, broken between Chinese characters or at blanks, never before a closing mark."""
    lines, current = [], ""
    for token in TOKEN.findall(line):
        for piece in [token] if cell_len(token) <= width - len(indent) else token:
            if current.strip() and cell_len((current + piece).rstrip()) > width:
                lines.append(current.rstrip())
                current = indent + piece.lstrip()
            else:
                current += piece
    return "\n".join([*lines, current])


def _bullet(line: str, width: int) -> RenderableType:
    return Styled(fold(f"- {line}", width, "  "))


def legend(lang: Lang, width: int = MIN_WIDTH) -> Styled:
    """What each sign means."""
    pairs = "  ".join(f"{sign} {STATUS[status].say(lang)}" for status, sign in words.SIGNS.items())
    return Styled(fold(f"{words.LEGEND.say(lang)}{'：' if lang == 'zh' else ': '}{pairs}", width), style="dim")


def lacks(found: Sequence[Lack], lang: Lang, *, width: int = MIN_WIDTH, colour: bool = False) -> str:
    """Gaps by target and unit."""
    parts: list[RenderableType] = []
    groups: dict[tuple[str, str], list[Lack]] = {}
    for one in found:
        groups.setdefault((one.unit, one.title), []).append(one)
    for (unit, title), members in groups.items():
        table = columns(*(w.say(lang) for w in (words.CODE, words.WHERE, words.STATE, words.WHAT)))
        for one in members:
            table.add_row(one.code, one.place + one.name, one.state, one.what)
        parts += [Padding(Styled(f"■ {unit} {title} ({len(members)})", style="bold"), (1, 0, 0, 0)), table]
    if not parts:
        parts.append(Styled("没有缺口。" if lang == "zh" else "Nothing is missing."))
    return render(parts, width=width, colour=colour)


def readings_table(document: Document, *, width: int = MIN_WIDTH, colour: bool = False) -> str:
    """The reading of each target, and the units whose verdict would differ under another."""
    lang = document.lang
    found = columns(*(w.say(lang) for w in (words.TARGET, words.READING, words.OTHERS)))
    for row in document.readings:
        if row.others:
            found.add_row(row.title, row.reading, "\n".join(row.others))
    return render([_head(words.OTHERS, lang), found], width=width, colour=colour)


def _problems(document: Document, width: int) -> list[RenderableType]:
    lang, n = document.lang, len(document.defects)
    if not n:
        return []
    head = f"{document.errors}/{n}" if lang == "zh" else f"{counted(document.errors, 'errors')} of {n}"
    parts: list[RenderableType] = [
        _head(words.PROBLEMS, lang, f"错误{document.errors}条，共{n}条" if lang == "zh" else head)
    ]
    for defect in document.defects[:SHOWN]:
        place = defect.place or defect.unit
        colon, stop, gap = ("：", "。", "") if lang == "zh" else (": ", ".", " ")
        said = [part.rstrip(stop) + stop for part in (defect.what, defect.mend)]
        parts.append(_bullet(colon.join([defect.severity, *filter(None, [place]), gap.join(said)]), width))
    if n > SHOWN:
        parts.append(
            Styled(f"其余{n - SHOWN}条见 fengqiao check。" if lang == "zh" else f"{n - SHOWN} more: fengqiao check.")
        )
    return parts


def _close(document: Document, width: int) -> list[RenderableType]:
    lang = document.lang
    shown = len(document.files)
    files = columns(words.FILE.say(lang), words.HASH.say(lang))
    for file, digest in document.files:
        files.add_row(file, digest[:12])
    made = (
        f"由 {document.made_by} 生成，判定日 {day_words(document.as_of, lang)}；{document.intake}。"
        if lang == "zh"
        else f"Made by {document.made_by}, judged on {document.as_of.isoformat()}; {document.intake}."
    )
    parts: list[RenderableType] = [_head(words.FILES, lang, str(shown)), files] if shown else []
    parts.append(Padding(Group(Styled(fold(made, width)), Styled(document.fingerprint, style="dim")), (1, 0, 0, 0)))
    parts += [_bullet(note, width) for note in document.notes]
    return parts
