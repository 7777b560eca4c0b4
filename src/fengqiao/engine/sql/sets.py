"""Measures over facts and over persons: counted sets of either, for every unit asked at once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from fractions import Fraction
from functools import partial

from fengqiao.engine.scene import Scene
from fengqiao.engine.sql.asked import Asked, Beside, dates
from fengqiao.engine.sql.asking import AtFacts, date_of
from fengqiao.engine.sql.counts import Counts, Days
from fengqiao.engine.sql.deadlines import with_deadlines
from fengqiao.engine.sql.functions import Table, beside, yes
from fengqiao.engine.sql.ground import Ground
from fengqiao.engine.sql.hanging import Hanging, fields
from fengqiao.engine.sql.persons import of_persons, posts, standing
from fengqiao.engine.sql.register import Registers
from fengqiao.engine.sql.shares import asked_at, shared
from fengqiao.engine.sql.spots import Spots
from fengqiao.engine.sql.truths import TALLY, truth
from fengqiao.model.measure import After, Before, Condition, Count, FactsOf, Mediators, Sum, Timeliness
from fengqiao.model.predicate import ALWAYS, AllOf, Limits, NotThat, Predicate

ONE = Limits(at_least=Fraction(1))
Ask = Callable[[Condition, Asked, Scene], Table]
"""A condition asked at every unit: `unit`, `applies` and `truth`."""


def times(scene: Scene) -> Hashable:
    """What of a scene is the same for whoever is asked."""
    return scene.day, scene.plan, scene.period, scene.duty


class Sets:
    """Counted sets of facts and persons over the registers of a database."""

    def __init__(self, ground: Ground, registers: Registers, spots: Spots, ask: Ask) -> None:
        self._ground, self._registers, self._spots, self._ask = ground, registers, spots, ask
        self._at_facts = AtFacts(ground, registers.run, spots)

    def window(self, of: FactsOf | Mediators, asked: Asked, scene: Scene) -> Days | None:
        """The days that a counted set looks at; None where they hang on a date that is blank."""
        register, dated_by = ("posts", None) if isinstance(of, Mediators) else (of.register, of.dated_by)
        if not isinstance(of.window, Before | After):
            return scene.window(register, of.window, dated_by)
        if not isinstance(asked, Beside):
            return None
        return Hanging(of.window, register, dated_by, scene.day, self._registers.carry(register))

    def counts(self, scene: Scene) -> Counts:
        """Counted sets of facts, conditions asked in this scene."""

        def ask(condition: Condition, of: FactsOf, table: Table, which: str) -> Table:
            name = of, which, times(scene)
            return self._at_facts.asked(
                table, name, of.register, fields(condition), lambda asked: self._ask(condition, asked, scene)
            )

        return Counts(self._spots, self._registers, ask)

    def _over(self, of: FactsOf | Mediators, asked: Asked, scene: Scene, count: Callable[[Days], Table]) -> Table:
        """Every unit with what is counted over the days that a set looks at, and whether there may be more."""
        window = self.window(of, asked, scene)
        if window is None:
            return self.nothing(asked, scene)
        register = "posts" if isinstance(of, Mediators) else of.register
        return self.opened(count(window), register, of.placed, window, asked, scene)

    # -- facts

    def facts(self, of: FactsOf, having: Condition | None, that: Predicate, asked: Asked, scene: Scene) -> Table:
        """Every unit with its tally of facts."""
        counts = self.counts(scene)

        def count(window: Days) -> Table:
            return counts.of_facts(counts.members(of, having, that, window), of, window, asked, scene.day)

        return self._over(of, asked, scene, count)

    def values(self, of: FactsOf, having: Condition | None, field: str, asked: Asked, scene: Scene) -> Table:
        """Every unit with how many different values of a field its members have."""

        def count(window: Days) -> Table:
            return self.counts(scene).of_values(of, having, field, window, asked, scene.day)

        return self._over(of, asked, scene, count)

    def total(self, measure: Sum, asked: Asked, scene: Scene) -> Table:
        """Every unit with the total of a field."""

        def count(window: Days) -> Table:
            return self.counts(scene).of_sum(measure.field, measure.of, window, asked, scene.day)

        return self._over(measure.of, asked, scene, count)

    def timeliness(self, measure: Timeliness, asked: Asked, scene: Scene) -> Table:
        """Every unit with those in time of the facts whose deadline has passed."""
        counts, of = self.counts(scene), measure.of

        def count(window: Days) -> Table:
            members = counts.members(of, None, ALWAYS, window)
            if members is not None:
                followed = partial(self._followed, measure, scene)
                members = with_deadlines(measure, members, window, scene.day, followed)
            return counts.of_facts(members, of, window, asked, scene.day)

        return self._over(of, asked, scene, count)

    def _followed(self, measure: Timeliness, scene: Scene, rows: Table) -> Table:
        """Facts with whether a fact of another register followed each in time where it stands."""
        then = FactsOf(str(measure.followed_by), window=After(measure.start, measure.within))

        def ask(asked: Asked) -> Table:
            found = self.facts(then, None, ALWAYS, asked, scene)
            applies, held = truth(found, Count(then), ONE)
            return found.select("unit", applies=applies, truth=held)

        return self._at_facts.asked(rows, (measure, times(scene)), measure.of.register, (measure.start,), ask)

    # -- persons

    def persons(self, of: Mediators, asked: Asked, scene: Scene) -> Table:
        """Every unit with how many distinct persons."""

        def count(window: Days) -> Table:
            found = of_persons(self._spots, self._registers, of, window, asked, scene.day)
            return self.counts(scene).empty(asked) if found is None else found

        return self._over(of, asked, scene, count)

    def share(self, of: Mediators, having: Condition | None, that: Predicate, asked: Asked, scene: Scene) -> Table:
        """Every unit with the persons that hold."""
        return self._over(of, asked, scene, partial(self._persons_that, of, having, that, asked, scene))

    def _persons_that(  # noqa: PLR0917  the parts of one query
        self, of: Mediators, having: Condition | None, that: Predicate, asked: Asked, scene: Scene, window: Days
    ) -> Table:
        counts, rows = self.counts(scene), posts(self._registers, of, window)
        if rows is None:
            return counts.empty(asked)
        could, could_not = yes(True), yes(False)
        if that != ALWAYS:
            could = self._registers.held(rows, "posts", AllOf((of.where, that))).may
            could_not = self._registers.held(rows, "posts", AllOf((of.where, NotThat(that)))).may
        on = {dates(field): date_of(rows, field) for field in sorted(fields(having))}
        rows = rows.mutate(could=could, could_not=could_not, **on)
        columns = "person", "plain_name", "could", "could_not", "place", *on
        near = standing(self._spots, rows, columns, of, window, asked, scene.day)
        if having is not None:
            condition, name = having, (of, that, asked, times(scene), tuple(on))
            near = self._registers.run.kept(("posts", name), lambda: near)
            near = asked_at(near, asked, name, lambda one: self._ask(condition, one, scene), tuple(on))
        return counts.filled(shared(near, self._ground.dialect.ordered), asked)

    # -- whether there is more

    def nothing(self, asked: Asked, scene: Scene) -> Table:
        """Every unit with nothing known of it: the window hangs on a date that is blank."""
        return self.counts(scene).empty(asked).drop("blank").mutate(open=yes(True))

    def opened(self, found: Table, register: str, placed: str, window: Days, asked: Asked, scene: Scene) -> Table:  # noqa: PLR0917  the parts of one query
        """The same with whether more may exist than is known."""
        untold = self._spots.untold(register, placed, asked, window, scene.day)
        joined = beside(found, untold.mutate(untold=yes(True)), {"unit": "unit"}, "left")
        return joined.select("unit", *TALLY, open=joined.untold.notnull() | joined.blank)
