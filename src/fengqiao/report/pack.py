"""A rule pack as a table: each target with its clause, dates, bounds, levels and readings."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text as Styled

from fengqiao.assess.formula import formula, number
from fengqiao.assess.words import limits_words, percent
from fengqiao.errors import Lang
from fengqiao.model.fact import REGISTERS
from fengqiao.model.measure import PlacesOf, Share
from fengqiao.model.scheme import Scheme
from fengqiao.model.target import Reading, RulePack, Target
from fengqiao.report import words
from fengqiao.report.board import columns
from fengqiao.report.text import fold, render


def pack_table(pack: RulePack, lang: Lang, *, width: int = 80, colour: bool = False) -> str:
    """The pack for people."""
    numbered = columns(*(w.say(lang) for w in (words.TARGET, words.CLAUSE, words.REQUIRED, words.READING)))
    qualitative = columns(*(w.say(lang) for w in (words.TARGET, words.CLAUSE)))
    for target in pack.targets.values():
        title = f"{target.id}\n{target.title.say(lang)}"
        if target.qualitative:
            qualitative.add_row(title, target.clause)
        else:
            others = [one.title.say(lang) for name, one in target.readings.items() if name != target.default]
            default = f"* {target.reading.title.say(lang)}"
            numbered.add_row(title, target.clause, _due(target, target.reading, lang), "\n".join([default, *others]))
    parts: list[RenderableType] = [
        Styled(f"{pack.id} {pack.version}  {pack.title.say(lang)}", style="bold"),
        *_extends(pack, lang),
        *(Styled(fold(f"- {note.say(lang)}", width, "  ")) for note in pack.notes),
        numbered,
        Styled(words.QUALITATIVE.say(lang), style="bold"),
        qualitative,
        *(part for scheme in pack.schemes.values() for part in _scheme(scheme, lang, width)),
    ]
    return render(parts, width=width, colour=colour)


def _scheme(scheme: Scheme, lang: Lang, width: int) -> Iterator[RenderableType]:
    """A scheme: where it comes from, what it says of itself, and each item with its formula in words."""
    zh = lang == "zh"
    yield Padding(
        Styled(fold(f"{words.SCHEME.say(lang)} {scheme.id}  {scheme.title.say(lang)}", width), style="bold"),
        (1, 0, 0, 0),
    )
    for line in (scheme.note.say(lang), scheme.address or ""):
        if line:
            yield Styled(fold(f"- {line}", width, "  "))
    for name, field in scheme.dated_by:
        register = REGISTERS[name]
        title, day = register.title.say(lang), register.words(field).say(lang)
        yield Styled(f"- {title}按“{day}”归属考核期" if zh else f"- {title} count in the period of '{day}'")
    for part in scheme.combine:
        over = f"{part.period.first.isoformat()}–{part.period.last.isoformat()}" if part.period else ""
        said = "  ".join(filter(None, (percent(part.weight), part.name.say(lang), over, part.scheme or "")))
        yield Styled(fold(f"- {said}", width, "  "))
    if scheme.all_items:
        table = columns(*(w.say(lang) for w in (words.ITEM, words.OUT_OF, words.HOW)))
        for item in scheme.all_items:
            table.add_row(
                f"{item.id}\n{item.name.say(lang)}", number(item.marks), formula(item.award, item.marks).say(lang)
            )
        yield table
    for grade in scheme.grades:
        bounds = limits_words(Share(PlacesOf("villages")), grade.limits, "", lang)
        first = f"前{grade.first}名" if zh else f"the first {grade.first}"
        said = ("，" if zh else ", ").join(filter(None, (bounds, first if grade.first else "")))
        yield Styled(f"- {grade.name.say(lang)}{'：' if zh else ': '}{said}")


def _extends(pack: RulePack, lang: Lang) -> list[Styled]:
    base = pack.extends
    if base is None:
        return []
    own = len(pack.own)
    return [
        Styled(
            f"依据 {base.id} {base.version}，收紧或新增{own}项"
            if lang == "zh"
            else f"extends {base.id} {base.version}; {own} of its targets are its own or tightened"
        )
    ]


def _due(target: Target, reading: Reading, lang: Lang) -> str:
    unit = target.unit.say(lang)
    lines = [
        f"{one.on.isoformat()} {limits_words(reading.measure, one.limits, unit, lang)}" for one in reading.milestones
    ]
    return "\n".join(lines) or words.NONE.say(lang)
