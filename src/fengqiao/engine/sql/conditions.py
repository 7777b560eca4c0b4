"""Conditions as relations: for every unit whether one applies, and its truth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa

from fengqiao.engine.memory import shifted, single
from fengqiao.engine.scene import Scene
from fengqiao.engine.sql.asked import Asked, Beside, repeated
from fengqiao.engine.sql.attested import Statements
from fengqiao.engine.sql.bodies import at_no_body
from fengqiao.engine.sql.functions import Table, Value, beside, every, some, tell, whole, yes
from fengqiao.engine.sql.ground import Ground
from fengqiao.engine.sql.hanging import fields
from fengqiao.engine.sql.returned import tallies, told
from fengqiao.engine.sql.run import Run
from fengqiao.engine.sql.spots import Spots
from fengqiao.engine.sql.truths import three, truth
from fengqiao.model.bounds import holds, value
from fengqiao.model.measure import Both, Bound, Change, Condition, Either, Measure, Ratio, SelfReported, Unless
from fengqiao.model.outcome import Answer, Tally
from fengqiao.model.place import Level
from fengqiao.model.predicate import Limits

UNTOLD = Answer(Tally(), Tally(open=True))
"""The answer of a unit that gave no figure."""


AskMeasure = Callable[[Measure, Asked, Scene], Table]
"""A measure asked at every unit: `unit`, the five whole numbers and `open`."""


class Conditions:
    """Asks conditions of measures that are answered for every unit."""

    def __init__(self, ground: Ground, run: Run, spots: Spots, statements: Statements, ask: AskMeasure) -> None:
        self._ground, self._run, self._spots, self._statements, self._tallies = ground, run, spots, statements, ask

    def truths(self, condition: Condition, asked: Asked, scene: Scene) -> Table:
        """`unit`, whether the condition `applies`, and its `truth` (blank: unknown), for every unit."""
        if isinstance(asked, Beside) and not fields(condition):
            return repeated(asked, self.truths(condition, asked.base, scene))
        key = "truths", condition, asked, scene.day, scene.plan, scene.period, scene.duty
        return self._run.kept(key, lambda: self._truths(condition, asked, scene))

    def _truths(self, condition: Condition, asked: Asked, scene: Scene) -> Table:
        match condition:
            case Bound(Ratio() | Change() | SelfReported() as measure, limits):
                return self._compared(measure, limits, asked, scene)
            case Bound(measure, limits):
                table = self._tallies(measure, asked, scene)
                applies, found = truth(table, measure, limits)
                return table.select("unit", applies=applies, truth=found)
            case Both(parts):
                return self._joined(parts, asked, scene, conjunction=True)
            case Either(parts):
                return self._joined(parts, asked, scene, conjunction=False)
            case Unless(part):
                table = self.truths(part, asked, scene)
                return table.mutate(truth=~table.truth)

    def _parts(self, parts: Sequence[Condition], asked: Asked, scene: Scene) -> tuple[Table, list[tuple[Value, Value]]]:
        found: Table = self._spots.units(asked)
        for i, part in enumerate(parts):
            one = self.truths(part, asked, scene)
            one = one.select("unit", **{f"applies_{i}": one.applies, f"truth_{i}": one.truth})
            found = beside(found, one, {"unit": "unit"})
        return found, [(found[f"applies_{i}"], found[f"truth_{i}"]) for i in range(len(parts))]

    def _joined(self, parts: Sequence[Condition], asked: Asked, scene: Scene, *, conjunction: bool) -> Table:
        found, truths = self._parts(parts, asked, scene)
        held_ = [~applies | held.fill_null(False) for applies, held in truths]
        failed = [applies & ~held.fill_null(True) for applies, held in truths]
        true = [applies & held.fill_null(False) for applies, held in truths]
        not_true = [~applies | ~held.fill_null(True) for applies, held in truths]
        surely, never = (every(held_), some(failed)) if conjunction else (some(true), every(not_true))
        applies = some([one for one, _ in truths]) if truths else yes(True)
        return found.select("unit", applies=applies, truth=three(surely, never))

    def held(self, parts: Sequence[Condition], asked: Asked, scene: Scene) -> Table:
        """The tally of parts by whether they hold; what does not apply leaves."""
        found, truths = self._parts(parts, asked, scene)
        none = whole(0)
        ways = {
            "yes": [applies & held.fill_null(False) for applies, held in truths],
            "no": [applies & ~held.fill_null(True) for applies, held in truths],
            "unknown": [applies & held.isnull() for applies, held in truths],
        }
        sums = {name: sum((tell(one) for one in each), start=none) for name, each in ways.items()}
        return found.select("unit", **sums, may_yes=none, may_no=none, open=yes(False))

    # -- measures of two tallies

    def _compared(self, measure: Ratio | Change | SelfReported, limits: Limits, asked: Asked, scene: Scene) -> Table:
        """The whole numbers of every unit are fetched, and compared as one unit's are."""
        answers = self._answers(measure, asked, scene)
        values = [(unit, value(measure, answer)) for unit, answer in answers.items()]
        rows = tuple((unit, one is not None, None if one is None else holds(one, limits)) for unit, one in values)

        def made() -> pa.Table:
            kinds = {"unit": pa.string(), "applies": pa.bool_(), "truth": pa.bool_()}
            return pa.table({name: pa.array([row[i] for row in rows], kinds[name]) for i, name in enumerate(kinds)})

        return self._ground.table(("compared", rows), made)

    def _answers(self, measure: Ratio | Change | SelfReported, asked: Asked, scene: Scene) -> Mapping[str, Answer]:
        match measure:
            case Ratio(top, over):
                then, first, second = scene, single(top), single(over)
            case Change(inner):
                then, first, second = shifted(measure, scene), single(inner), inner
            case SelfReported():
                if not isinstance(asked, Level):
                    raise at_no_body("figures")
                given = self._statements.answers(measure, asked, scene.day)
                return {key: given.get(key, UNTOLD) for key in self._ground.keys(asked)}
        tops, overs = (
            tallies(self._run.read(told(self._tallies(one, asked, at)).order_by("unit")))
            for one, at in ((first, scene), (second, then))
        )
        return {unit: Answer(tally, overs[unit]) for unit, tally in tops.items()}
