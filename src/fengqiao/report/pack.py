"""A rule pack as a table: each target with its clause, dates, bounds, levels and readings."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text as Styled

from fengqiao.assess.words import limits_words
from fengqiao.errors import Lang
from fengqiao.model.target import Reading, RulePack, Target
from fengqiao.report import words
from fengqiao.report.text import columns, fold, render


def pack_table(pack: RulePack, lang: Lang, *, width: int = 80, colour: bool = False) -> str:
    """The pack for people."""
    numbered = columns(*(w.say(lang) for w in (words.TARGET, words.CLAUSE, words.REQUIRED, words.READING)))
    qualitative = columns(*(w.say(lang) for w in (words.TARGET, words.CLAUSE)))
    for target in pack.targets.values():
        title = f"{target.id}\n{target.title.say(lang)}"
        if target.qualitative:
            qualitative.add_row(title, target.clause)
        else:
            others = [name for name in target.readings if name != target.default]
            numbered.add_row(
                title, target.clause, _due(target, target.reading, lang), "\n".join([f"* {target.default}", *others])
            )
    parts: list[RenderableType] = [
        Styled(f"{pack.id} {pack.version}  {pack.title.say(lang)}", style="bold"),
        *(Styled(fold(f"- {note.say(lang)}", width, "  ")) for note in pack.notes),
        numbered,
        Styled(words.QUALITATIVE.say(lang), style="bold"),
        qualitative,
    ]
    return render(parts, width=width, colour=colour)


def _due(target: Target, reading: Reading, lang: Lang) -> str:
    unit = target.unit.say(lang)
    lines = [
        f"{one.on.isoformat()} {limits_words(reading.measure, one.limits, unit, lang)}" for one in reading.milestones
    ]
    return "\n".join(lines) or words.NONE.say(lang)
