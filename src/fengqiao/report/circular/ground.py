"""What the parts of one circular share: the report, its outcomes and gaps, the letter, the language."""

from __future__ import annotations

from collections.abc import Sequence

from fengqiao.assess.gaps import Gap
from fengqiao.assess.words import day_words, interval, limits_words
from fengqiao.boundary.letter import Letter
from fengqiao.errors import Lang
from fengqiao.model.outcome import Assessment, Outcome, UnitRef
from fengqiao.model.predicate import Limits
from fengqiao.model.target import RulePack
from fengqiao.report.circular import words
from fengqiao.report.document import Document


class Ground:
    """`whole` is the widest unit where there is one above the others, `units` are those that the circular speaks to."""

    def __init__(
        self, document: Document, assessment: Assessment, pack: RulePack, gaps: Sequence[Gap], letter: Letter
    ) -> None:
        self.document, self.assessment, self.pack, self.letter = document, assessment, pack, letter
        self.lang: Lang = document.lang
        self.zh = self.lang == "zh"
        self.numbered = [o for o in assessment.outcomes if o.target in pack.targets and not self.qualitative(o.target)]
        units = document.matrix.units
        levels = list(dict.fromkeys(unit.level for unit in units))
        wide = [unit for unit in units if unit.level == levels[0]] if levels else []
        self.whole = wide[0] if len(wide) == 1 and len(levels) > 1 else None
        self.units = tuple(unit for unit in units if unit != self.whole)
        self.gaps = [gap for gap in gaps if gap.target in pack.targets and not self.qualitative(gap.target)]
        self.issued = letter.issued or assessment.as_of
        self.by = day_words(letter.report_by or words.deadline(self.issued), self.lang)

    def qualitative(self, target: str) -> bool:
        """Whether a target names no number."""
        return self.pack.targets[target].qualitative

    def title(self, target: str) -> str:
        """A target's title."""
        return self.pack.targets[target].title.say(self.lang)

    def of(self, unit: UnitRef | None) -> list[Outcome]:
        """The outcomes of one unit, of targets with a number."""
        return [o for o in self.numbered if unit is not None and o.unit.code == unit.code]

    @property
    def below(self) -> list[Outcome]:
        """The outcomes of all the units that the circular speaks to."""
        return [o for unit in self.units for o in self.of(unit)]

    def lacks(self, outcome: Outcome) -> list[Gap]:
        """The gaps behind one outcome."""
        return [g for g in self.gaps if (g.target, g.unit.code) == (outcome.target, outcome.unit.code)]

    def value(self, outcome: Outcome) -> str:
        """The value with its unit; empty where there is none."""
        target = self.pack.targets[outcome.target]
        measure, unit = target.readings[outcome.reading].measure, target.unit.say(self.lang)
        return "" if outcome.value is None else interval(measure, outcome.value, unit, self.lang)

    def asked(self, outcome: Outcome, limits: Limits) -> str:
        """Limits in the words of an outcome's target."""
        target = self.pack.targets[outcome.target]
        return limits_words(target.readings[outcome.reading].measure, limits, target.unit.say(self.lang), self.lang)

    def please(self) -> str:
        """Until when to report what was not reported."""
        return f"，请于{self.by}前补报" if self.zh else f"; to be reported by {self.by}"

    def listed(self, names: Sequence[str]) -> str:
        """Names in a row."""
        return ("、" if self.zh else ", ").join(names)
