"""An assessment becomes a circular: overall, by target, ranks, named shortfalls, next steps, a table for each unit.

Every sentence has its number, nothing is praised, and no shortfall is named that is not among the gaps.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from fengqiao.assess.gaps import Gap
from fengqiao.assess.words import day_words, decimal
from fengqiao.boundary.letter import Letter
from fengqiao.model.outcome import Assessment, Outcome, Status, UnitRef
from fengqiao.model.target import RulePack
from fengqiao.report import words as shared
from fengqiao.report.circular import words
from fengqiao.report.circular.ground import Ground
from fengqiao.report.circular.model import BREAK, Annex, Circular, Grid, Paragraph, Section
from fengqiao.report.circular.shortfalls import shortfalls
from fengqiao.report.circular.steps import steps
from fengqiao.report.document import Document, Finding

SETTLED = (Status.MET, Status.NOT_MET, Status.UNDETERMINED)
OTHER = (Status.WAIVED, Status.NOT_APPLICABLE)
NONE = "—"
WIDTHS = {"zh": (10, 42, 33, 41, 20, 10), "en": (9, 39, 34, 36, 26, 12)}
RANK_WIDTHS = {"zh": (14, 27, 31, 26, 14, 15, 14, 15), "en": (12, 22, 28, 30, 12, 14, 22, 16)}


def circular(
    document: Document, assessment: Assessment, pack: RulePack, gaps: Sequence[Gap], letter: Letter
) -> Circular:
    """The circular on an assessment; `document` is its report in the same language, `gaps` are all of it."""
    ground = Ground(document, assessment, pack, gaps, letter)
    title, lang = pack.title.say(ground.lang), ground.lang
    parts = (
        (words.OVERALL, _overall(ground)),
        (words.TARGETS, _targets(ground)),
        (words.RANKS, _ranks(ground)),
        (words.SHORTFALLS, shortfalls(ground)),
        (words.STEPS, steps(ground)),
    )
    kept = [(name, found) for name, part in parts if (found := tuple(part))]
    return Circular(
        lang=lang,
        title=f"关于{title}落实情况的通报" if ground.zh else f"Circular on progress under the {title}",
        banner=document.banner,
        letterhead=letter.letterhead,
        number=letter.number,
        recipients=letter.recipients or words.RECIPIENTS.say(lang),
        opening=_opening(ground, title),
        sections=tuple(Section(words.heading(n, name, lang), found) for n, (name, found) in enumerate(kept, 1)),
        annexes=tuple(_annex(ground, n, unit) for n, unit in enumerate(ground.units, 1)),
        signed=letter.issuer or words.ISSUER.say(lang),
        dated=day_words(ground.issued, lang),
        made_by=document.made_by,
    )


def _opening(ground: Ground, title: str) -> str:
    day, n = day_words(ground.assessment.as_of, ground.lang), len(ground.units)
    k = len({o.target for o in ground.numbered})
    if ground.zh:
        return (
            f"根据《{title}》，以{day}为判定日，对{n}个被考核单位{k}项有数量要求的指标逐项判定，现将有关情况通报如下。"
        )
    return f"Under the {title}, {k} targets with a number were judged at {n} accountable units on {day}."


# -- overall


def _overall(ground: Ground) -> Iterator[Paragraph]:
    lang, zh, whole = ground.lang, ground.zh, ground.whole
    own, below = ([o.status for o in found if o.status in words.SHOWN] for found in (ground.of(whole), ground.below))
    if whole is not None:
        n, said = len(own), words.counted(own, "项", lang)
        yield Paragraph(f"{whole.name}有要求的{n}项指标：{said}。" if zh else f"{whole.name}: of {n} targets, {said}.")
    n, said, units = len(below), words.counted(below, "项次", lang), len(ground.units)
    yield Paragraph(
        f"{units}个被考核单位共判定{n}项次：{said}。" if zh else f"Over {units} accountable units {n} verdicts: {said}."
    )
    intake, problems, errors = ground.assessment.intake, len(ground.document.defects), ground.document.errors
    yield Paragraph(
        f"读入台账{intake.rows:,}行，采用{intake.facts:,}行，拒收{intake.refused:,}行；"
        f"列出数据问题{problems}条，其中错误{errors}条。"
        if zh
        else f"Of {intake.rows:,} rows read, {intake.facts:,} were used and {intake.refused:,} refused; "
        f"{problems} problems are listed, {errors} of them errors."
    )


# -- by target


def _targets(ground: Ground) -> Iterator[Paragraph]:
    number = 0
    for target in ground.pack.targets:
        found = [o for o in ground.numbered if o.target == target and o.status in SETTLED]
        if found:
            number += 1
            sentences = [*_required(ground, found), *_whole(ground, found), *_by_status(ground, target)]
            yield Paragraph("".join(sentences).strip(), words.lead(number, ground.title(target), ground.lang))


def _required(ground: Ground, found: Sequence[Outcome]) -> Iterator[str]:
    for one in found:
        if one.limits is not None and one.since is not None and not one.of_units:
            day, asked = day_words(one.since, ground.lang), ground.asked(one, one.limits)
            yield f"自{day}起要求{asked}。" if ground.zh else f"Required since {day}: {asked}. "
            return


def _whole(ground: Ground, found: Sequence[Outcome]) -> Iterator[str]:
    for one in found:
        if ground.whole is not None and one.unit.code == ground.whole.code and not one.of_units and one.value:
            value, word = ground.value(one), words.status_word(one.status, ground.lang)
            yield f"{one.unit.name}为{value}，{word}。" if ground.zh else f"{one.unit.name}: {value}, {word}. "


def _by_status(ground: Ground, target: str) -> Iterator[str]:
    zh, groups = ground.zh, defaultdict(list)
    for one in ground.below:
        if one.target == target:
            groups[one.status].append(one)
    for status in (*SETTLED, *OTHER):
        names = [
            (f"{one.unit.name}（{value}）" if zh else f"{one.unit.name} ({value})")
            if (value := ground.value(one))
            else one.unit.name
            for one in groups[status]
        ]
        if names:
            word, said = words.status_word(status, ground.lang), ground.listed(names)
            line = f"{word}{len(names)}个：{said}" if zh else f"{word.capitalize()}, {len(names)}: {said}"
            yield line + (ground.please() if status is Status.UNDETERMINED else "") + ("。" if zh else ". ")


# -- ranks


def _ranks(ground: Ground) -> Iterator[Paragraph | Grid]:
    cards, lang, zh = ground.document.cards, ground.lang, ground.zh
    scored = [card.marks for card in ground.assessment.scorecards if card.marks is not None]
    if not cards or not scored:
        return
    low, high = (decimal(end, 2) for end in (min(m.low for m in scored), max(m.high for m in scored)))
    scheme, full, n = ground.document.scheme, cards[0].out_of, len(scored)
    yield Paragraph(
        f"按{scheme}计分，满分{full}分，{n}个被考核单位得分在{low}分至{high}分之间，名次见下表。"
        if zh
        else f"By the scheme '{scheme}', out of {full}, {n} accountable units have {low} to {high} marks."
    )
    notes = dict.fromkeys(ground.pack.schemes[c.scheme].note for c in ground.assessment.scorecards
                          if c.scheme in ground.pack.schemes)  # fmt: skip
    headings = (shared.RANK, shared.UNIT, shared.MARKS, shared.GRADE)
    yield Grid(
        (*(word.say(lang) for word in headings), *(words.status_word(status, lang) for status in words.SHOWN)),
        RANK_WIDTHS[lang],
        tuple((c.rank or NONE, c.unit.name, c.marks or NONE, c.grade or NONE, *map(str, c.counts)) for c in cards),
        (words.RANK_NOTE.say(lang), *(note.say(lang) for note in notes)),
        (1,),
    )


# -- annexes


def _annex(ground: Ground, number: int, unit: UnitRef) -> Annex:
    lang, zh = ground.lang, ground.zh
    page = next(page for page in ground.document.pages if page.unit.code == unit.code)
    lacks = Counter(gap.target for gap in ground.gaps if gap.unit.code == unit.code)
    shown = [finding for finding in page.findings if not ground.qualitative(finding.target)]
    said = [finding.verdict.value for finding in page.findings if ground.qualitative(finding.target)]
    notes = [words.TABLE_NOTE.say(lang)]
    if said:
        kinds = ((word.say(lang), said.count(word.say(lang))) for word in words.SAID)
        listed = ground.listed([f"{word}{n}条" if zh else f"{n} {word}" for word, n in kinds])
        n = len(said)
        notes.append(f"另有定性条款{n}条：{listed}。" if zh else f"Clauses without a number, {n}: {listed}.")
    headings = (words.NUMBER, shared.TARGET, shared.REQUIRED, shared.ACTUAL, shared.VERDICT, words.LACKS)
    return Annex(
        f"{words.ANNEX.say(lang)}{number}" if zh else f"{words.ANNEX.say(lang)} {number}",
        f"{unit.name}指标判定表" if zh else f"{unit.name}: verdicts",
        Grid(
            tuple(word.say(lang) for word in headings),
            WIDTHS[lang],
            tuple((str(n), *_row(ground, one), str(lacks[one.target])) for n, one in enumerate(shown, 1)),
            tuple(notes),
            (1, 2, 3),
        ),
    )


def _row(ground: Ground, finding: Finding) -> tuple[str, str, str, str]:
    """Title, requirement, value (what it is made of on a line of its own), verdict."""
    verdict, bracket = finding.verdict, "（" if ground.zh else " ("
    required = "" if verdict.status is Status.INDICATOR else verdict.required
    value = verdict.value.replace(bracket, BREAK + bracket.strip(), 1)
    return (
        finding.title,
        required or NONE,
        value or NONE,
        f"{verdict.sign} {words.status_word(verdict.status, ground.lang)}",
    )
