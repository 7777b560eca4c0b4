"""The document as one HTML file: style, script and drawings are in it, and nothing is fetched when it is opened."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from importlib.util import find_spec
from itertools import groupby, takewhile
from types import SimpleNamespace
from typing import Any

import attrs

from fengqiao.assess.words import STATUS, day_words
from fengqiao.errors import Lang, MissingExtraError, Text
from fengqiao.report import words
from fengqiao.report.changes import heading
from fengqiao.report.document import Course, Document, Lack
from fengqiao.report.html import chart, strip
from fengqiao.report.html import words as own

NEEDED = ("jinja2", "altair", "vl_convert")
MISSING = Text(
    "未写入 scorecard.html：缺少 jinja2、altair 或 vl-convert。请安装后重新运行：pip install 'fengqiao[html]'",
    "scorecard.html was not written: it needs jinja2, altair and vl-convert. Install them and run again: pip install "
    "'fengqiao[html]'",
)
SCRIPT_WORDS = {
    "everything": own.EVERYTHING,
    "theme": own.THEME,
    "print": own.PRINT,
    "sort": own.SORT,
    "hint": own.SEARCH_HINT,
    "allTargets": own.ALL_TARGETS,
    "allStates": own.ALL_STATES,
    "found": own.FOUND,
    "clear": own.CLEAR,
    "search": own.SEARCH,
    "searchAll": own.SEARCH_ALL,
    "target": words.TARGET,
    "state": words.STATE,
    "hits": own.HITS,
    "more": own.MORE_HITS,
    "nothing": own.NOTHING_FOUND,
    "slot": own.SLOT,
    "strip": own.STRIP_LABEL,
}


def require() -> None:
    """Look for what the page is made with. Raises MissingExtraError."""
    if not all(find_spec(name) is not None for name in NEEDED):
        raise MissingExtraError(MISSING)


def page(document: Document) -> bytes:
    """The document as one UTF-8 file. Raises MissingExtraError where the extra `html` is not installed."""
    require()
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    lang = document.lang
    environment = Environment(
        loader=PackageLoader("fengqiao.report.html", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = _text("page.css"), _text("page.js")
    first, last = document.plan.first, document.plan.last

    def draw(course: Course) -> Markup:
        return Markup(chart.draw(course, first, max(last, document.as_of)))  # noqa: S704 -- it holds dates and numbers only

    rendered = environment.get_template("page.html.j2").render(
        d=document,
        w=_words(lang),
        day=day_words(document.as_of, lang),
        key=[(status.value, sign, STATUS[status].say(lang)) for status, sign in words.SIGNS.items()],
        colon="：" if lang == "zh" else ": ",
        semicolon="；" if lang == "zh" else "; ",
        chinese=lambda text: lang != "zh" and any("一" <= character <= "龥" for character in text),
        bracketed=lambda text: f"（{text}）" if lang == "zh" else f" ({text})",
        comma="、" if lang == "zh" else ", ",
        gap="" if lang == "zh" else " / ",
        draw=draw,
        breakable=lambda interval: Markup("–<wbr>").join(interval.split("–")),
        grouped=_grouped,
        paths=strip.paths,
        wide=strip.width,
        ticks=strip.ticks,
        told=strip.told,
        since_heading=heading(document.since, lang) if document.since else "",
        style=Markup(style),  # noqa: S704 -- our own file
        script=Markup(script),  # noqa: S704 -- our own file
        style_hash=_hash(style),
        script_hash=_hash(script),
        script_words=json.dumps({name: text.say(lang) for name, text in SCRIPT_WORDS.items()}, ensure_ascii=False),
    )
    return rendered.encode()


def _text(name: str) -> str:
    return files("fengqiao.report.html").joinpath(name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    """What the page's own policy lets a browser take: this content and no other."""
    return base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _words(lang: Lang) -> Any:
    """Every word of the reports and of the page in one language, by name."""
    found = {**vars(words), **vars(own)}
    return SimpleNamespace(**{name: value.say(lang) for name, value in found.items() if isinstance(value, Text)})


@attrs.frozen
class Group:
    """The gaps of one target: how many are in which state, and the file that all their cells begin with."""

    target: str
    title: str
    states: tuple[tuple[str, int], ...]
    file: str
    lacks: tuple[Lack, ...]


def _grouped(lacks: Sequence[Lack]) -> list[Group]:
    """Gaps by target, in the order given."""
    found = []
    for target, members in groupby(lacks, key=lambda lack: lack.target):
        listed = tuple(members)
        states = tuple(sorted(Counter(lack.state for lack in listed).items()))
        found.append(Group(target, listed[0].title, states, _file([lack.cells for lack in listed]), listed))
    return found


def _file(cells: Sequence[str]) -> str:
    """What all the cells begin with, up to a file, sheet or folder: said once, not in every row."""
    given = [cell for cell in cells if cell]
    if len(given) < 2:
        return ""
    # what the first and the last by order share, all between them share
    pairs = zip(min(given), max(given), strict=False)
    shared = "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return shared[: max(shared.rfind(mark) for mark in ":!/") + 1]
