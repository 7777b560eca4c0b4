"""Measures as relations: one line for every unit asked."""

from __future__ import annotations

from fengqiao.engine.memory import places_only
from fengqiao.engine.scene import Scene
from fengqiao.engine.sql.asked import Asked, Beside, BodiesOf, PersonsOf, dates, repeated
from fengqiao.engine.sql.attested import Statements
from fengqiao.engine.sql.bodies import at_no_body
from fengqiao.engine.sql.cadence import Cadences, sums_of
from fengqiao.engine.sql.conditions import Conditions
from fengqiao.engine.sql.functions import Table, Value, beside, every, tell, total, whole, yes
from fengqiao.engine.sql.ground import Ground
from fengqiao.engine.sql.hanging import fields, fixed
from fengqiao.engine.sql.ofperson import columns_of_person
from fengqiao.engine.sql.places import Members, Places
from fengqiao.engine.sql.register import Registers
from fengqiao.engine.sql.returned import Returned
from fengqiao.engine.sql.sets import Sets
from fengqiao.engine.sql.spots import Spots
from fengqiao.engine.sql.standing import merged
from fengqiao.engine.sql.truths import TALLY
from fengqiao.model.calendar import PLAN, Calendar, Period, resolve
from fengqiao.model.measure import (
    Adherence,
    Attested,
    Condition,
    Count,
    FactsOf,
    Held,
    Listed,
    Measure,
    Mediators,
    PlacesOf,
    Self,
    Share,
    Sum,
    Timeliness,
)
from fengqiao.model.place import Level
from fengqiao.model.predicate import ALWAYS


class Relations:
    """Builds the query of a measure."""

    def __init__(self, ground: Ground, registers: Registers, calendar: Calendar) -> None:
        self._ground, self._registers, self.calendar = ground, registers, calendar
        self.spots = Spots(ground, registers)
        self.cadences = Cadences(ground, registers, calendar)
        self.statements = Statements(ground, registers, self.spots)
        self.conditions = Conditions(ground, registers.run, self.spots, self.statements, self.tallies)
        self.sets = Sets(ground, registers, self.spots, self.conditions.truths)
        self.returned = Returned(registers, self.spots, ground, self.plain)
        self.places = Places(ground, self.conditions.truths)

    def tallies(self, measure: Measure, asked: Asked, scene: Scene) -> Table:
        """`unit`, the five whole numbers, and `open`, for every unit."""
        if isinstance(asked, Beside):
            if not fields(measure):
                return repeated(asked, self.tallies(measure, asked.base, scene))
            if self._by_date(measure, asked):
                return self._each_date(measure, asked, scene)
        match measure:
            case Count(Mediators() as of, None):
                return self._bounded(of, asked, scene)
            case Count(FactsOf(given=None) as of, None, None):
                return self._bounded(of, asked, scene)
            case Count(FactsOf() as of, having, str() as field):
                return self.sets.values(of, having, field, asked, scene)
            case Count(FactsOf() as of, having):
                return self.sets.facts(of, having, ALWAYS, asked, scene)
            case Count(Mediators() as of, having):
                return self.sets.share(of, having, ALWAYS, asked, scene)
            case Share(FactsOf() as of, having, that):
                return self.sets.facts(of, having, that, asked, scene)
            case Share(Mediators() as of, having, that):
                return self.sets.share(of, having, that, asked, scene)
            case Sum():
                return self.sets.total(measure, asked, scene)
            case Timeliness():
                return self.sets.timeliness(measure, asked, scene)
            case Held(parts):
                return self.conditions.held(parts, asked, scene)
            case _:
                return self._about_places(measure, asked, scene)

    def _about_places(self, measure: Measure, asked: Asked, scene: Scene) -> Table:
        """What looks at places, or at what one says of itself."""
        if isinstance(measure, Share):
            places_only(measure.that)
        match measure, asked:
            case Attested(), Level():
                return self.statements.table(measure, asked, scene.day)
            case Attested(), _:
                if isinstance(asked, PersonsOf):
                    columns_of_person("attestations")
                raise at_no_body("attestations")
            case Adherence(), Level():
                return self._adherence(measure, asked, scene)
            case Count(PlacesOf() | Self() | Listed() as of, having), Level():
                return self._of_places(of, having, asked, scene)
            case Share(PlacesOf() | Self() | Listed() as of, having), Level():
                return self._of_places(of, having, asked, scene)
            case Count(Self()) | Share(Self()), _:
                return self._of_itself(measure.having, asked, scene)
            case _, BodiesOf() | PersonsOf():
                return self._at_homes(measure, asked, scene)
            case _:
                raise AssertionError(asked)  # what hangs on a member is asked date by date before

    # -- facts and persons

    def plain(self, of: FactsOf | Mediators, asked: Asked, scene: Scene) -> Table:
        """How many facts or persons there are by their rows alone, without count returns."""
        if isinstance(of, FactsOf):
            return self.sets.facts(of, None, ALWAYS, asked, scene)
        return self.sets.persons(of, asked, scene)

    def _bounded(self, of: FactsOf | Mediators, asked: Asked, scene: Scene) -> Table:
        plain, window = self.plain(of, asked, scene), self.sets.window(of, asked, scene)
        if not isinstance(window, Period) or not isinstance(asked, Level | BodiesOf):
            return plain
        return self.returned.bounded(plain, of, window, asked, scene)

    # -- windows that hang on a member

    def _by_date(self, measure: Measure, asked: Beside) -> bool:
        """Whether a window cannot be one column beside another: each of the members' dates is then asked by itself."""
        match measure:
            case Count(Mediators(one_place=True)) | Share(Mediators(one_place=True)) | Adherence() | Timeliness():
                return True
            case Count(FactsOf() | Mediators() as of, None):
                register = of.register if isinstance(of, FactsOf) else "posts"
                return register in self._registers.returned and not isinstance(asked.base, PersonsOf)
            case Count(Self()) | Share(Self()):
                return isinstance(asked.base, Level)
            case Count(PlacesOf() | Listed()) | Share(PlacesOf() | Listed()):
                return True
            case _:
                return False

    def _each_date(self, measure: Measure, asked: Beside, scene: Scene) -> Table:
        on = sorted(fields(measure))
        columns = [dates(field) for field in on]
        found: list[Table] = []
        borne = asked.table.select(*columns).distinct().order_by(columns)
        for row in self._registers.run.read(borne).to_pylist():
            written = fixed(measure, dict(zip(on, row.values(), strict=True)), scene.day)
            same = every([asked.table[name].identical_to(said) for name, said in row.items()])
            here = Beside(asked.base, (asked.name, tuple(row.values())), asked.table.filter(same))
            found.append(repeated(here, self.tallies(written, asked.base, scene)).select("unit", *TALLY, "open"))
        return merged(found) if found else self.sets.nothing(asked, scene).select("unit", *TALLY, "open")

    # -- places

    def _of_places(self, of: PlacesOf | Self | Listed, having: Condition | None, level: Level, scene: Scene) -> Table:
        found = self.places.members(of, having, level, scene)
        sums = {name: total(tell(one)) for name, one in tally_of(found).items()}
        per = found.table.group_by("unit").aggregate(**sums)
        unlisted = isinstance(of, PlacesOf) and not self._ground.places.lists(self.places.level(of, level))
        return self.sets.counts(scene).filled(per, level).drop("blank").mutate(open=yes(unlisted))

    def _of_itself(self, having: Condition | None, asked: Asked, scene: Scene) -> Table:
        """Bodies and persons as sets of one."""
        if having is None:
            return self.spots.units(asked).mutate(
                **{name: whole(int(name == "yes")) for name in TALLY}, open=yes(False)
            )
        return self.conditions.held((having,), asked, scene)

    def _at_homes(self, measure: Measure, asked: BodiesOf | PersonsOf, scene: Scene) -> Table:
        """What looks at the places below a body or person is what it is at the division where that stands."""
        homes = self.spots.homes(asked)
        levels = self._ground.levels_of(homes.select(division="home"), self._registers.run)
        found = merged([self.tallies(measure, level, scene).select("unit", *TALLY, "open") for level in levels])
        return beside(homes, found.rename(here="unit"), {"home": "here"}).drop("home")

    # -- adherence

    def slots_window(self, measure: Adherence, scene: Scene) -> Period:
        """The days in which a slot must end to be counted."""
        return resolve(measure.window or PLAN, day=scene.day, plan=scene.plan, period=scene.period)

    def _adherence(self, measure: Adherence, level: Level, scene: Scene) -> Table:
        window, by = self.slots_window(measure, scene), measure.by
        ever = self.places.ever(by, level, scene)
        slots = self.cadences.table(measure, ever, scene.duty, window, scene.day)
        near = beside(ever.table, slots, {"place": "unit"})
        per = near.group_by("unit").aggregate(**sums_of(near, is_late=measure.counting == "days_late"))
        found = self.sets.counts(scene).filled(per, level).drop("blank")
        unlisted = isinstance(by, PlacesOf) and not self._ground.places.lists(self.places.level(by, level))
        return self.cadences.with_loose(found, measure, ever, window, level, scene).mutate(open=yes(unlisted))


def tally_of(found: Members) -> dict[str, Value]:
    """The five ways in which a member counts."""
    return {
        "yes": found.sure & ~found.could_not,
        "no": found.sure & ~found.could,
        "unknown": found.sure & found.could & found.could_not,
        "may_yes": ~found.sure & found.could,
        "may_no": ~found.sure & found.could_not,
    }
