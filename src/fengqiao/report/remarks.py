"""What stands beneath a unit's marks: its group, why it has no rank, what it is paid, the marks without waivers."""

from __future__ import annotations

from fengqiao.assess.words import decimal
from fengqiao.errors import Lang
from fengqiao.model.outcome import Scorecard, Span
from fengqiao.report import words


def remarks(card: Scorecard, lang: Lang) -> tuple[str, ...]:
    """One sentence for each thing that there is to say; empty for a scheme that brings none of them."""
    zh, said = lang == "zh", []
    if card.group is not None:
        said.append(f"分组：{card.group.zh}" if zh else f"ranked in the group {card.group.en}")
    if card.unranked is not None:
        said.append(card.unranked.say(lang))
    if card.subsidy is not None:
        money = span(Span(card.subsidy.low / 100, card.subsidy.high / 100))
        said.append(f"按得分补助{money}元" if zh else f"paid {money} yuan for its marks")
    if (without := card.without_waivers) is not None:
        shown = [f"{words.MARKS.say(lang)}{'' if zh else ' '}{span(without.marks) if without.marks else '-'}"]
        if without.rank is not None:
            best, worst = without.rank
            place = str(best) if best == worst else f"{best}–{worst}"
            shown.append(f"{words.RANK.say(lang)}{'' if zh else ' '}{place}")
        if without.grade is not None:
            low, high = (grade.say(lang) for grade in without.grade)
            shown.append(low if low == high else f"{low}–{high}")
        said.append(f"不计豁免：{'，'.join(shown)}" if zh else f"without waivers: {', '.join(shown)}")
    return tuple(said)


def span(found: Span) -> str:
    """Two decimals, from which to which."""
    low, high = decimal(found.low, 2), decimal(found.high, 2)
    return low if low == high else f"{low}–{high}"
