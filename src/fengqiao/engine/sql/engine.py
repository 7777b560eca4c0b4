"""The SQL engine: the tallies of memory.py, counted where the facts lie. Only tallies and pages leave the database.

A question at one unit is answered for every unit of its level in one query, which the next county then finds answered.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, cast

import attrs

from fengqiao.engine.base import Question
from fengqiao.engine.counting import LEAVES
from fengqiao.engine.known import Known, Spot
from fengqiao.engine.lacking import left_open
from fengqiao.engine.memory import MemoryEngine, held, joined, shifted, single, sorted_problems
from fengqiao.engine.scene import Scene, no_member
from fengqiao.engine.sql.ground import Ground
from fengqiao.engine.sql.hanging import fields
from fengqiao.engine.sql.listing import Listing
from fengqiao.engine.sql.pages import Pages
from fengqiao.engine.sql.register import Registers
from fengqiao.engine.sql.relations import Relations
from fengqiao.engine.sql.returned import tallies, told
from fengqiao.engine.sql.run import run_on
from fengqiao.engine.sql.slices import Slices
from fengqiao.errors import Problem
from fengqiao.model.bounds import conjunction, disjunction, holds, negation, value
from fengqiao.model.calendar import Calendar
from fengqiao.model.dataset import Dataset
from fengqiao.model.fact import Domain
from fengqiao.model.measure import (
    Attested,
    Both,
    Bound,
    Change,
    Condition,
    Either,
    Held,
    Measure,
    Ratio,
    SelfReported,
    Unless,
)
from fengqiao.model.outcome import Answer, Missing, Page, Tally
from fengqiao.model.place import Level

NO_FIELDS: Mapping[str, Mapping[str, Domain]] = {}


class SqlEngine:
    """Answers measures over the registers of a database.

    `dataset` says what the database does not: the places and what was reported; its facts are not looked at.
    `connection` is an Ibis backend, `catalog` the attached database that holds the registers; `ground` is what an
    earlier engine over the same connection made for the same dataset, calendar and fields.
    """

    def __init__(
        self,
        connection: Any,
        dataset: Dataset,
        calendar: Calendar,
        fields: Mapping[str, Mapping[str, Domain]] = NO_FIELDS,
        *,
        catalog: str | None = None,
        ground: Ground | None = None,
    ) -> None:
        ground = ground or Ground(connection, Known(dataset.evolve(facts={}), fields), calendar)
        self.ground = ground
        self.calendar, self.known = calendar, ground.known
        self.run = run_on(ground.dialect, catalog, ground.scripts)
        self.registers = Registers(ground, catalog, self.run)
        self.relations = Relations(ground, self.registers, calendar)
        slices = Slices(ground, self.registers, self.relations, self.known)
        self._pages = Pages(Listing(ground, self.run, self.relations), slices, self.known)
        self._answers: dict[tuple[Any, ...], Mapping[str, Tally]] = {}
        self._figures: dict[tuple[Any, ...], Mapping[str, Answer]] = {}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What counting found wrong: returns that differ, or that count fewer than there are facts."""
        found = (*self.relations.returned.problems, *self.relations.cadences.problems)
        return sorted_problems(found)

    def scene(self, question: Question) -> Scene:
        """Where and when a question is asked."""
        key = self.known.places.unit(question.unit).key
        return Scene(Spot(key), question.day, question.plan, question.period, question.duty)

    def tally(self, question: Question) -> Answer:
        """The whole numbers."""
        return self.answer(question.measure, self.scene(question))

    def missing(self, question: Question) -> tuple[Missing, ...]:
        """What leaves the question as a whole open: the topmost units not reported, the refused rows."""
        # it asks for what is known of places and reports, and for answers: both are here
        return left_open(cast(MemoryEngine, self), question.measure, self.scene(question))

    def members(
        self, question: Question, states: Collection[str], *, offset: int = 0, limit: int | None = None
    ) -> Page:
        """The members behind a tally in the states asked for, sorted by unit and key."""
        return self._pages.page(question.measure, self.scene(question), states, offset=offset, limit=limit)

    # -- measures

    def answer(self, measure: Measure, scene: Scene) -> Answer:
        """One measure asked at a division."""
        match measure:
            case Ratio(top, over):
                return Answer(self._single(top, scene), self._single(over, scene))
            case Change(inner):
                return Answer(self._single(inner, scene), self._single(inner, self.earlier(measure, scene)))
            case Held(parts):
                return Answer(held([self.truth(part, scene) for part in parts]))
            case Attested():
                level = self._level(scene)
                return Answer(self.relations.statements.tally(measure, scene.spot.place, level, scene.day))
            case SelfReported():
                return self._figure(measure, scene)
            case _:
                return Answer(self._tally(measure, scene))

    def earlier(self, change: Change, scene: Scene) -> Scene:
        """The same scene at the time that a change is measured against."""
        return shifted(change, scene)

    def _level(self, scene: Scene) -> Level:
        return self.known.places.units[scene.spot.place].level

    def _single(self, measure: Measure, scene: Scene) -> Tally:
        return self.answer(single(measure), scene).tally

    def _figure(self, measure: SelfReported, scene: Scene) -> Answer:
        key = measure, self._level(scene), scene.day
        if key not in self._figures:
            self._figures[key] = self.relations.statements.answers(*key)
        return self._figures[key].get(scene.spot.place, Answer(Tally(), Tally(open=True)))

    def _tally(self, measure: Measure, scene: Scene) -> Tally:
        level = self._level(scene)
        key = measure, level, scene.day, scene.plan, scene.period, scene.duty
        if key not in self._answers:
            for field in fields(measure):
                raise no_member(field)
            everywhere = attrs.evolve(scene, spot=Spot(""))
            rows = self.run.answer(key, lambda: told(self.relations.tallies(measure, level, everywhere)))
            self._answers[key] = tallies(rows)
        return self._answers[key][scene.spot.place]

    # -- conditions

    def truth(self, condition: Condition, scene: Scene) -> object:
        """True, False, None (unknown), or `LEAVES` where it does not apply."""
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
                if truth is LEAVES:
                    return truth
                return negation(truth if isinstance(truth, bool) else None)
