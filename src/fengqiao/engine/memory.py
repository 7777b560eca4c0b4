"""The reference engine: every measure over facts in memory, exactly."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import assert_never

import attrs

from fengqiao.engine.adherence import Words
from fengqiao.engine.attested import attested, self_reported
from fengqiao.engine.base import Question
from fengqiao.engine.counting import LEAVES, Counting
from fengqiao.engine.known import Known, Spot
from fengqiao.engine.lacking import left_open
from fengqiao.engine.page import page
from fengqiao.engine.returned import Returns
from fengqiao.engine.scene import Scene
from fengqiao.engine.units import Units
from fengqiao.errors import NotSupportedError, Problem, Text
from fengqiao.model.bounds import conjunction, disjunction, holds, negation, value
from fengqiao.model.calendar import PLAN, Calendar, Period, add_months, resolve
from fengqiao.model.dataset import Dataset
from fengqiao.model.fact import Domain
from fengqiao.model.measure import (
    Adherence,
    Attested,
    Both,
    Bound,
    Change,
    Condition,
    Count,
    Either,
    FactsOf,
    Held,
    Measure,
    Mediators,
    Ratio,
    SelfReported,
    Share,
    Sum,
    Timeliness,
    Unless,
)
from fengqiao.model.outcome import Answer, Missing, Page, Tally
from fengqiao.model.predicate import ALWAYS, Predicate

NO_FIELDS: Mapping[str, Mapping[str, Domain]] = {}


class MemoryEngine:
    """Answers measures over one dataset. What it remembers follows from the dataset alone: threads may share it."""

    def __init__(
        self,
        dataset: Dataset,
        calendar: Calendar,
        fields: Mapping[str, Mapping[str, Domain]] = NO_FIELDS,
        *,
        known: Known | None = None,
    ) -> None:
        """`known`: the dataset as it was looked at already."""
        self.calendar = calendar
        self.known = known or Known(dataset, fields)
        self._returns = Returns(self.known)
        self.counting = Counting(self.known, self._returns, self.truth)
        self.units = Units(self.known, self.truth)
        self._words: dict[tuple[object, ...], Words] = {}
        self._truths: dict[tuple[object, ...], object] = {}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What counting found wrong: returns that differ, or that count fewer than there are facts."""
        found = list(self._returns.problems.values())
        for words in tuple(self._words.values()):
            found += words.problems
        return sorted_problems(found)

    # -- what the engine is asked

    def scene(self, question: Question) -> Scene:
        """Where and when a question is asked."""
        key = self.known.places.unit(question.unit).key
        return Scene(Spot(key), question.day, question.plan, question.period, question.duty)

    def tally(self, question: Question) -> Answer:
        """The whole numbers."""
        return self.answer(question.measure, self.scene(question))

    def members(
        self, question: Question, states: Collection[str], *, offset: int = 0, limit: int | None = None
    ) -> Page:
        """The members behind a tally in the states asked for, sorted by unit and key."""
        return page(self, question.measure, self.scene(question), states, offset=offset, limit=limit)

    def missing(self, question: Question) -> tuple[Missing, ...]:
        """What leaves the question as a whole open: the topmost units not reported, the refused rows."""
        return left_open(self, question.measure, self.scene(question))

    # -- measures

    def answer(self, measure: Measure, scene: Scene) -> Answer:
        """One measure asked somewhere."""
        match measure:
            case Count():
                return Answer(self._count(measure, scene))
            case Sum():
                return Answer(self.counting.total(measure, scene))
            case Share():
                return Answer(self._share(measure, scene))
            case Adherence():
                return Answer(self._adherence(measure, scene))
            case Timeliness():
                return Answer(self.counting.timeliness(measure, scene))
            case Ratio(top, over):
                return Answer(self._single(top, scene), self._single(over, scene))
            case Change(inner):
                return Answer(self._single(inner, scene), self._single(inner, self.earlier(measure, scene)))
            case Attested():
                return Answer(attested(self.known, measure, scene))
            case SelfReported():
                return self_reported(self.known, measure, scene)
            case Held(parts):
                return Answer(held([self.truth(part, scene) for part in parts]))
            case _:
                assert_never(measure)

    def earlier(self, change: Change, scene: Scene) -> Scene:
        """The same scene at the time that a change is measured against."""
        return shifted(change, scene)

    def _single(self, measure: Measure, scene: Scene) -> Tally:
        return self.answer(single(measure), scene).tally

    def _count(self, measure: Count, scene: Scene) -> Tally:
        match measure.of:
            case FactsOf():
                if measure.distinct is not None:
                    return self.counting.distinct(measure.of, measure.having, measure.distinct, scene)
                return self.counting.count(measure.of, measure.having, scene)
            case Mediators():
                if measure.having is not None:
                    return self.counting.share_persons(measure.of, measure.having, ALWAYS, scene)
                return self.counting.count_persons(measure.of, scene)
            case _:
                return self.units.tally(measure.of, measure.having, scene)

    def _share(self, measure: Share, scene: Scene) -> Tally:
        match measure.of:
            case FactsOf():
                return self.counting.tally(measure.of, measure.having, measure.that, scene)
            case Mediators():
                return self.counting.share_persons(measure.of, measure.having, measure.that, scene)
            case _:
                places_only(measure.that)
                return self.units.tally(measure.of, measure.having, scene)

    # -- adherence

    def words(self, measure: Adherence, scene: Scene) -> Words:
        """What is known of every unit's slots, read once."""
        key = (
            measure.register, measure.every, measure.times, measure.where, measure.counting, measure.grace,
            measure.excuse_no_working_day, scene.duty, scene.day,
        )  # fmt: skip
        found = self._words.get(key)
        if found is None:
            found = self._words[key] = Words(self.known, self.calendar, measure, scene.duty, scene.day)
        return found

    def slots_window(self, measure: Adherence, scene: Scene) -> Period:
        """The days in which a slot must end to be counted."""
        return resolve(measure.window or PLAN, day=scene.day, plan=scene.plan, period=scene.period)

    def _adherence(self, measure: Adherence, scene: Scene) -> Tally:
        words, window = self.words(measure, scene), self.slots_window(measure, scene)
        sure, doubtful = self.units.ever(measure.by, scene)
        if measure.counting == "days_late":
            return attrs.evolve(words.tardy(sure, doubtful, window), open=self.units.unlisted(measure.by))
        tally = words.pooled(sure, window)
        if doubtful:
            may = words.pooled(doubtful, window)
            tally += Tally(may_yes=may.yes + may.unknown, may_no=may.no + may.unknown)
        return attrs.evolve(tally, open=self.units.unlisted(measure.by))

    # -- conditions

    def truth(self, condition: Condition, scene: Scene) -> object:
        """True, False, None (unknown), or `LEAVES` where it does not apply."""
        if scene.member is not None:
            return self._truth(condition, scene)
        key = (condition, scene.spot, scene.day, scene.plan, scene.period, scene.duty)
        try:
            return self._truths[key]
        except KeyError:
            found = self._truths[key] = self._truth(condition, scene)
            return found

    def _truth(self, condition: Condition, scene: Scene) -> object:
        match condition:
            case Bound(measure, limits):
                found = value(measure, self.answer(measure, scene))
                return LEAVES if found is None else holds(found, limits)
            case Both(parts):
                return joined([self.truth(part, scene) for part in parts], conjunction)
            case Either(parts):
                return joined([self.truth(part, scene) for part in parts], disjunction)
            case Unless(part):
                truth = self.truth(part, scene)
                return truth if truth is LEAVES else negation(_plain(truth))
            case _:
                assert_never(condition)


def single(measure: Measure) -> Measure:
    """A measure inside another, which has room for one tally of it. Raises NotSupportedError for one of two tallies."""
    if isinstance(measure, Ratio | Change | SelfReported):
        name = type(measure).__name__
        raise NotSupportedError(
            Text(
                f"ratio 和 change 不能再套 {name}：它本身是两个计数",
                f"A ratio or change cannot hold a {name}: that is two tallies of its own",
            )
        )
    return measure


def places_only(that: Predicate) -> None:
    """Raise NotSupportedError where a predicate is asked of places."""
    if that != ALWAYS:
        raise NotSupportedError(
            Text("that 只能用于事实和人员，不能用于区划", "`that` asks about facts and persons, not about places")
        )


def _plain(truth: object) -> bool | None:
    return truth if isinstance(truth, bool) else None


def joined(truths: list[object], together: object) -> object:
    """The parts that apply, joined; where none does, neither does the whole."""
    asked = [_plain(truth) for truth in truths if truth is not LEAVES]
    if truths and not asked:
        return LEAVES
    return conjunction(asked) if together is conjunction else disjunction(asked)


def sorted_problems(found: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, in an order of their own."""
    said = {str((problem.where, problem.code, problem.what.en)): problem for problem in found}
    return tuple(said[key] for key in sorted(said))


def held(truths: list[object]) -> Tally:
    """Parts by whether they hold; what does not apply leaves."""
    asked = [truth for truth in truths if truth is not LEAVES]
    return Tally(sum(t is True for t in asked), sum(t is False for t in asked), sum(t is None for t in asked))


def shifted(change: Change, scene: Scene) -> Scene:
    """The same scene at the time that a change is measured against."""
    period, day = scene.period, scene.day
    if isinstance(change.against, date):
        base = change.against
        return attrs.evolve(scene, day=base, period=Period(date(base.year, 1, 1), date(base.year, 12, 31)))
    if change.against == "last_year":
        return attrs.evolve(scene, day=_back(day, 12), period=Period(_back(period.first, 12), _back(period.last, 12)))
    months = _whole_months(period)
    if months:
        first = add_months(period.first, -months)
        return attrs.evolve(scene, day=_back(day, months), period=Period(first, period.first - timedelta(days=1)))
    length = timedelta(days=period.days)
    return attrs.evolve(scene, day=day - length, period=Period(period.first - length, period.last - length))


def _back(day: date, months: int) -> date:
    """The day so many months before; the last day of a month stays one."""
    if (day + timedelta(days=1)).day == 1:
        return add_months(day + timedelta(days=1), -months) - timedelta(days=1)
    return add_months(day, -months)


def _whole_months(period: Period) -> int:
    """How many whole months a period is; 0 where it is not."""
    following = period.last + timedelta(days=1)
    if period.first.day != 1 or following.day != 1:
        return 0
    return (following.year - period.first.year) * 12 + following.month - period.first.month
