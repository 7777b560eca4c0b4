"""An assessment becomes a report: chosen, counted, ordered and put into one language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from fengqiao.assess.words import (
    STATUS,
    amount,
    counts,
    day_words,
    decimal,
    interval,
    is_money,
    limits_words,
    missing_words,
    whole,
)
from fengqiao.errors import Lang, Problem, Severity, counted
from fengqiao.model.change import Difference
from fengqiao.model.measure import Attested, Measure
from fengqiao.model.outcome import Assessment, ItemScore, Outcome, Scorecard, Span, Status, UnitRef
from fengqiao.model.place import Level
from fengqiao.model.predicate import Limits
from fengqiao.model.scheme import Scheme
from fengqiao.model.target import RulePack, Target
from fengqiao.report import words
from fengqiao.report.changes import since
from fengqiao.report.detail import Detail, courses, rests, strip_tables
from fengqiao.report.document import (
    Card,
    CardItem,
    Defect,
    Document,
    Finding,
    Lack,
    Matrix,
    MatrixRow,
    ReadingRow,
    UnitPage,
    Verdict,
)
from fengqiao.report.remarks import remarks, span
from fengqiao.report.steps import steps
from fengqiao.report.summary import summary

if TYPE_CHECKING:
    from fengqiao.assess.gaps import Gap

SHOWN_GAPS = 100
"""Gaps on one unit's page; the rest are counted there, and listed by `fengqiao gaps`."""
SHOWN_CELLS = 1
"""Cells of one gap; `fengqiao gaps --format json` lists them all."""
URGENCY = {Status.NOT_MET: 0, Status.UNDETERMINED: 1}
"""In which order gaps are shown."""
NEAR = Fraction(9, 10)
"""From this part of what is required on, a verdict that is not met is shown as near it."""


def compose(
    assessment: Assessment,
    pack: RulePack,
    lang: Lang,
    *,
    gaps: Sequence[Gap] = (),
    names: Mapping[str, str] | None = None,
    made_by: str = "fengqiao",
    changed: Difference | None = None,
    detail: Detail | None = None,
) -> Document:
    """The report on an assessment of a pack; `gaps` go onto the pages of their units, `names` are of units by code.

    `changed` is what is said of the time since another day. `detail` is for a format with room: with it every gap is
    shown, not the first ones only.
    """
    maker = _Maker(assessment, pack, lang, names or {}, detail)
    cards = tuple(maker.card(card) for card in _by_rank(assessment.scorecards))
    scheme = next((pack.schemes[card.scheme] for card in assessment.scorecards if card.scheme in pack.schemes), None)
    method = (*assessment.notes, *words.METHOD_NOTES)
    return Document(
        lang=lang,
        title=pack.title.say(lang),
        as_of=assessment.as_of,
        plan=pack.plan,
        banner=words.SYNTHETIC.say(lang) if assessment.synthetic else None,
        made_by=made_by,
        fingerprint=assessment.fingerprint,
        summary=summary(assessment, pack, lang),
        matrix=maker.matrix(),
        cards=cards,
        scheme=scheme.title.say(lang) if scheme else "",
        grades=_grades(scheme, lang) if scheme else (),
        pages=tuple(maker.page(unit, cards, gaps) for unit in maker.units),
        defects=tuple(maker.defect(problem) for problem in assessment.problems),
        errors=sum(problem.severity is Severity.ERROR for problem in assessment.problems),
        intake=_intake(assessment, lang),
        readings=tuple(maker.reading(target) for target in pack.targets.values() if target.id in assessment.readings),
        notes=tuple(dict.fromkeys(note.say(lang) for note in method)),
        files=tuple(sorted({(s.file, s.digest or "") for s in assessment.sources if s.file is not None})),
        since=since(changed, pack, lang, maker.verdict) if changed else None,
    )


def _by_rank(cards: Iterable[Scorecard]) -> list[Scorecard]:
    last = (1 << 30, 1 << 30)
    return sorted(cards, key=lambda card: (card.rank or last, card.unit.code))


def _intake(assessment: Assessment, lang: Lang) -> str:
    rows, facts, refused = assessment.intake.rows, assessment.intake.facts, assessment.intake.refused
    if lang == "zh":
        return f"读入 {rows:,} 行 = 采用 {facts:,} 条 + 拒收 {refused:,} 行"
    return f"rows read {rows:,} = facts {facts:,} + refused {refused:,}"


def _span(low: str, high: str) -> str:
    return low if low == high else f"{low}–{high}"


def lack(gap: Gap, lang: Lang) -> Lack:
    """One gap as shown; a place that is itself what lacks is named once."""
    above = gap.place[:-1] if gap.place and gap.place[-1] == gap.name else gap.place
    return Lack(
        target=gap.target,
        title=gap.title.say(lang),
        unit=gap.unit.name,
        place="".join(above) if lang == "zh" else " / ".join(above),
        name=gap.name,
        code=gap.code,
        state=words.WHY[gap.state].say(lang) if gap.state in words.WHY else gap.state,
        what=gap.what.say(lang),
        cells=_cells(tuple(dict.fromkeys(map(str, gap.where))), lang),
        where=next(iter(gap.where), None),
    )


def _cells(cells: tuple[str, ...], lang: Lang) -> str:
    """The first cells that a gap rests on, and how many there are: a year of weeks would fill a page."""
    more = len(cells) - SHOWN_CELLS
    shown = ("；" if lang == "zh" else "; ").join(cells[:SHOWN_CELLS])
    if more <= 0:
        return shown
    return f"{shown}；等{len(cells)}处" if lang == "zh" else f"{shown}; and {more} more"


class _Maker:
    """What the parts of one report share: the assessment, the pack and the language."""

    def __init__(
        self, assessment: Assessment, pack: RulePack, lang: Lang, names: Mapping[str, str], detail: Detail | None
    ) -> None:
        self.assessment, self.pack, self.lang = assessment, pack, lang
        self.detail, self.most = detail or Detail(), SHOWN_GAPS if detail is None else None
        self.outcomes = {(outcome.target, outcome.unit.code): outcome for outcome in assessment.outcomes}
        self.units = _shown_units(assessment)
        self.names = {**names, **{outcome.unit.code: outcome.unit.name for outcome in assessment.outcomes}}

    def _measure(self, outcome: Outcome) -> Measure:
        target = self.pack.targets[outcome.target]
        return target.readings[outcome.reading].measure

    def verdict(self, outcome: Outcome) -> Verdict:
        measure, lang = self._measure(outcome), self.lang
        unit = self.pack.targets[outcome.target].unit.say(lang)
        value, required = "", ""
        if outcome.of_units and outcome.tally is not None:
            yes, members = outcome.tally.yes, outcome.tally.members
            if members:
                value = f"{yes}/{members}个单位达标" if lang == "zh" else f"{yes} of {counted(members, 'units')} met"
            required = "所有单位达标" if lang == "zh" else "every unit meets it"
        elif said := self._attested(measure, outcome):
            value = said
        elif outcome.value is not None:
            value = interval(measure, outcome.value, unit, lang)
            value += counts(measure, outcome.tally, lang) if outcome.tally else ""
        if outcome.limits is not None and not outcome.of_units:
            required = limits_words(measure, outcome.limits, unit, lang)
        if outcome.limits is None and outcome.next is not None and not outcome.of_units:
            bound = limits_words(measure, outcome.next.limits, unit, lang)
            day = day_words(outcome.next.on, lang)
            required = f"{day}起{bound}" if lang == "zh" else f"{bound} from {day}"
        return Verdict(
            outcome.status,
            words.SIGNS[outcome.status],
            STATUS[outcome.status].say(lang),
            self._short(measure, outcome),
            value.strip(),
            required,
            *(self._ends(measure, outcome)),
            kind="money" if is_money(measure) else "number" if whole(measure) else "share",
            depth=_depth(outcome),
        )

    def _ends(self, measure: Measure, outcome: Outcome) -> tuple[Fraction | None, Fraction | None]:
        """The value as numbers; none for what was said of one thing, or counted in units."""
        if outcome.value is None or outcome.of_units or self._attested(measure, outcome):
            return None, None
        return outcome.value.low, outcome.value.high

    def _short(self, measure: Measure, outcome: Outcome) -> str:
        bounds, tally = outcome.value, outcome.tally
        if outcome.of_units and tally is not None:
            return f"{tally.yes}/{tally.members}" if tally.members else ""
        if said := self._attested(measure, outcome):
            return said
        if bounds is None or (bounds.low is None and bounds.high is None):
            return ""
        low, high = (None if end is None else amount(measure, end, "", self.lang) for end in (bounds.low, bounds.high))
        if low is None:
            return f"≤{high}"
        return f"≥{low}" if high is None else _span(low, high)

    def _attested(self, measure: Measure, outcome: Outcome) -> str:
        """What was said of the one thing that a clause asks for; empty for every other measure."""
        tally = outcome.tally
        if not isinstance(measure, Attested) or len(measure.items) != 1 or tally is None or outcome.of_units:
            return ""
        return (words.IN_PLACE if tally.yes else words.NOT_IN_PLACE if tally.no else words.SILENT).say(self.lang)

    def matrix(self) -> Matrix:
        rows = []
        for target in self.pack.targets.values():
            found = [self.outcomes.get((target.id, unit.code)) for unit in self.units]
            cells = tuple(self.verdict(outcome) if outcome else None for outcome in found)
            if any(cells):
                rows.append(MatrixRow(target.id, target.title.say(self.lang), target.clause, cells, target.qualitative))
        return Matrix(self.units, tuple(rows))

    def card(self, card: Scorecard) -> Card:
        tallied = Counter(outcome.status for outcome in self.assessment.outcomes if outcome.unit.code == card.unit.code)
        grade = card.grade
        return Card(
            unit=card.unit,
            rank="" if card.rank is None else _span(str(card.rank[0]), str(card.rank[1])),
            marks=_marks(card.marks),
            out_of=_plain(card.out_of),
            grade="" if grade is None else _span(grade[0].say(self.lang), grade[1].say(self.lang)),
            grades=("", "") if grade is None else (grade[0].say(self.lang), grade[1].say(self.lang)),
            items=tuple(self._item(item) for item in card.items),
            counts=(
                tallied[Status.MET],
                tallied[Status.NOT_MET],
                tallied[Status.UNDETERMINED],
                tallied[Status.NOT_DUE],
            ),
            remarks=remarks(card, self.lang),
            most=card.out_of,
            span=card.marks,
            place=card.rank,
            group=card.group.say(self.lang) if card.group else "",
            steps=steps(card, self.pack),
        )

    def _item(self, item: ItemScore) -> CardItem:
        left = "不计分" if self.lang == "zh" else "not scored"
        return CardItem(
            item.name.say(self.lang),
            _plain(item.out_of),
            _marks(item.marks) or left,
            words.SIGNS[item.status] if item.status else "",
            item.words.say(self.lang),
            item.out_of,
            item.marks,
            item.status,
        )

    def page(self, unit: UnitRef, cards: Iterable[Card], gaps: Sequence[Gap]) -> UnitPage:
        mine = sorted((gap for gap in gaps if gap.unit.code == unit.code), key=lambda gap: URGENCY.get(gap.status, 2))
        found = sorted(self.pack.targets, key=lambda target: self.pack.targets[target].qualitative)
        return UnitPage(
            unit,
            next((card for card in cards if card.unit.code == unit.code), None),
            tuple(
                self._finding(outcome)
                for target in found
                if (outcome := self.outcomes.get((target, unit.code))) is not None
            ),
            tuple(lack(gap, self.lang) for gap in mine[: self.most]),
            0 if self.most is None else max(0, len(mine) - self.most),
            courses(self.detail, self.pack, self.assessment.readings, unit, self.lang),
            strip_tables(self.detail, self.pack, unit, self.lang),
        )

    def _finding(self, outcome: Outcome) -> Finding:
        target = self.pack.targets[outcome.target]
        asks = [missing_words(ask.missing, ask.unit_name) for ask in outcome.settle.asks] if outcome.settle else []
        shown = [ask.say(self.lang) for ask in asks]
        if outcome.settle and outcome.settle.more:
            more = outcome.settle.more
            shown.append(f"若仍不能定论，再补报其余{more}项" if self.lang == "zh" else f"{more} more if need be")
        colon = "：" if self.lang == "zh" else ": "
        others = [
            f"{target.readings[name].title.say(self.lang)}{colon}{STATUS[status].say(self.lang)}"
            for name, status in outcome.other_readings.items()
            if status is not outcome.status
        ]
        resting, counted = rests(self.detail, target.id, outcome.unit, self.lang)
        return Finding(
            target.id,
            target.title.say(self.lang),
            target.clause,
            self.verdict(outcome),
            outcome.sentence.say(self.lang),
            tuple(shown),
            ("；" if self.lang == "zh" else "; ").join(others),
            target.qualitative,
            tuple(quote.text for quote in target.quotes),
            resting,
            counted,
        )

    def defect(self, problem: Problem) -> Defect:
        unit = problem.where.unit
        return Defect(
            words.SEVERITY[problem.severity].say(self.lang),
            str(problem.where) if problem.where.file else "",
            self.names.get(unit, unit) if unit else "",
            problem.what.say(self.lang),
            problem.mend.say(self.lang),
            problem.where,
        )

    def reading(self, target: Target) -> ReadingRow:
        """With the units whose verdict depends on the reading."""
        chosen = target.readings[self.assessment.readings[target.id]]
        others = []
        for name, reading in target.readings.items():
            differ = [
                f"{outcome.unit.name}{words.SIGNS[outcome.status]}→{words.SIGNS[outcome.other_readings[name]]}"
                for outcome in self.assessment.outcomes
                if outcome.target == target.id and outcome.other_readings.get(name, outcome.status) != outcome.status
            ]
            if name == chosen.name:
                continue
            said = ("、" if self.lang == "zh" else ", ").join(differ) or words.NONE.say(self.lang)
            why = reading.why.say(self.lang).rstrip("。.")
            others.append(
                f"{reading.title.zh}：{why}；判定不同的单位：{said}。"
                if self.lang == "zh"
                else f"{reading.title.en}: {why}; verdict differs at: {said}."
            )
        title, called, why = (text.say(self.lang) for text in (target.title, chosen.title, chosen.why))
        return ReadingRow(target.id, title, called, why, tuple(others))


def _shown_units(assessment: Assessment) -> tuple[UnitRef, ...]:
    """The units of the two widest levels that have outcomes, the widest first, then by code."""
    levels = list(dict.fromkeys(unit.level for unit in _widest_first(assessment)))
    units = {unit.code: unit for unit in _widest_first(assessment) if unit.level in levels[:2]}
    return tuple(sorted(units.values(), key=lambda unit: (levels.index(unit.level), unit.code)))


def _widest_first(assessment: Assessment) -> list[UnitRef]:
    return sorted((outcome.unit for outcome in assessment.outcomes), key=lambda unit: Level(unit.level).depth)


def _grades(scheme: Scheme, lang: Lang) -> tuple[tuple[str, Limits], ...]:
    """The grades, where nothing but the marks decides them."""
    alone = not scheme.veto and all(found.first is None and found.when is None for found in scheme.grades)
    return tuple((found.name.say(lang), found.limits) for found in scheme.grades) if alone else ()


def _depth(outcome: Outcome) -> int:
    """How deep the colour of what is not met: by what part of the least that is required is reached at most."""
    limits, found = outcome.limits, outcome.value
    least = limits.at_least if limits is not None else None
    if outcome.status is not Status.NOT_MET or found is None or found.high is None or not isinstance(least, Fraction):
        return 0
    return 1 if found.high >= least * NEAR else 2 if found.high * 2 >= least else 3


def _plain(number: Fraction) -> str:
    return decimal(number, 0 if number.denominator == 1 else 2)


def _marks(found: Span | None) -> str:
    return "" if found is None else span(found)
