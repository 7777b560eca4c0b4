"""One run's shared ground: a pack, a dataset, a day and chosen readings, and the outcomes that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches

import attrs

from fengqiao.assess.judge import Verdict, judge, roll_up, waive
from fengqiao.assess.outlook import outlook
from fengqiao.assess.settle import settle
from fengqiao.assess.waivers import Claims, appeal_words, claims, waiver_words
from fengqiao.assess.words import sentence
from fengqiao.engine.base import Engine, Opener
from fengqiao.engine.memory import MemoryEngine
from fengqiao.errors import Text, UsageError
from fengqiao.model.dataset import Dataset
from fengqiao.model.outcome import Outcome, Status, UnitRef
from fengqiao.model.place import Level
from fengqiao.model.places import Places
from fengqiao.model.scheme import Scheme
from fengqiao.model.target import Reading, RulePack, Target

KINDS = {
    Level.PROVINCE: "provinces",
    Level.CITY: "cities",
    Level.COUNTY: "counties",
    Level.TOWNSHIP: "townships",
    Level.VILLAGE: "villages",
    Level.GRID: "grids",
}


@attrs.frozen
class Session:
    """A pack, a dataset, a day and chosen readings: what every question of one run shares."""

    pack: RulePack
    data: Dataset
    engine: Engine
    as_of: date
    readings: Mapping[str, str]
    claims: Claims
    heeds_waivers: bool = True
    _verdicts: dict[tuple[str, str, str], Verdict | None] = attrs.field(factory=dict, eq=False, repr=False)
    _unwaived: list[Session] = attrs.field(factory=list, eq=False, repr=False)
    _refs: dict[str, UnitRef] = attrs.field(factory=dict, init=False, eq=False, repr=False)

    @classmethod
    def open(
        cls,
        pack: RulePack,
        data: Dataset,
        *,
        as_of: date,
        readings: Mapping[str, str] | None = None,
        engine: Opener = MemoryEngine,
    ) -> Session:
        """Check the readings and open an engine over the dataset. Raises UsageError."""
        chosen = choose(pack, readings or {})
        return cls(pack, data, engine(data, pack.calendar, pack.fields), as_of, chosen, claims(data, pack, as_of))

    @property
    def places(self) -> Places:
        """The tree of places."""
        return self.data.places

    def target(self, name: str) -> Target:
        """A target by its id. Raises UsageError with the nearest match."""
        if name not in self.pack.targets:
            raise unknown(Text("指标", "target"), name, self.pack.targets)
        return self.pack.targets[name]

    def scheme(self, name: str | None) -> Scheme | None:
        """A scheme by its id, the pack's first without one."""
        if name is not None and name not in self.pack.schemes:
            raise unknown(Text("评分办法", "scheme"), name, self.pack.schemes)
        return self.pack.schemes[name] if name is not None else next(iter(self.pack.schemes.values()), None)

    def at(self, day: date) -> Session:
        """The same ground on another day."""
        if day == self.as_of:
            return self
        found = claims(self.data, self.pack, day)
        held = found if self.heeds_waivers else attrs.evolve(found, waivers={})
        return attrs.evolve(self, as_of=day, claims=held, verdicts={}, unwaived=[])

    def under(self, target: str, reading: str) -> Session:
        """The same ground with one target judged under another reading; what was judged is kept."""
        return attrs.evolve(self, readings={**self.readings, target: reading}, verdicts=self._verdicts, unwaived=[])

    @property
    def unwaived(self) -> Session:
        """The same ground on which no waiver holds on any day; itself where none was handed in."""
        if not self.claims.filed or not self.heeds_waivers:
            return self
        if not self._unwaived:
            kept = {asked: found for asked, found in self._verdicts.items() if asked[0] not in self.claims.filed}
            held = attrs.evolve(self.claims, waivers={})
            other = attrs.evolve(self, claims=held, heeds_waivers=False, verdicts=kept, unwaived=[])
            self._unwaived.append(other)
        return self._unwaived[0]

    def units(self, level: Level, within: str | None = None) -> tuple[str, ...]:
        """The accountable units of a level on the day, overlay units included, by key."""
        return self.places.on(self.as_of).of_kind(KINDS[level], within)

    def name(self, key: str) -> str:
        """A unit's name on the day."""
        return self.places.on(self.as_of).division(key).name

    def ref(self, key: str) -> UnitRef:
        """A unit as it is shown."""
        found = self._refs.get(key)
        if found is None:
            division = self.places.on(self.as_of).division(key)
            found = self._refs[key] = UnitRef(division.code, division.name, division.level.value)
        return found

    def verdict(self, target: Target, reading: Reading, key: str, level: Level) -> Verdict | None:
        """The verdict under a reading at a unit; None where the reading says nothing at that level."""
        asked = (target.id, reading.name, key)
        if asked not in self._verdicts:
            self._verdicts[asked] = self._judge(target, reading, key, level)
        return self._verdicts[asked]

    def _judge(self, target: Target, reading: Reading, key: str, level: Level) -> Verdict | None:
        if level in reading.rolled_up_at:
            found = roll_up(tuple(self._below(target, reading, key, level)))
        elif level in reading.judged_at or level in reading.shown_at:
            found = judge(self.engine, self.pack, reading, key, self.as_of, shown=level in reading.shown_at)
        else:
            return None
        return waive(found) if (target.id, key) in self.claims.waivers else found

    def _below(self, target: Target, reading: Reading, key: str, level: Level) -> Iterable[tuple[str, Verdict]]:
        lower = next(found for found in reading.levels if found.depth > level.depth)
        for unit in self.units(lower, key):
            verdict = self.verdict(target, reading, unit, lower)
            if verdict is not None:
                yield unit, verdict

    def outcomes(self, target: Target, *, other_readings: bool, settlements: bool = True) -> list[Outcome]:
        """Every outcome of a target, the widest level first, then by code."""
        reading = target.readings[self.readings[target.id]]
        made = (
            self.outcome(target, reading, key, level, other_readings=other_readings, settlements=settlements)
            for level in reading.levels
            for key in self.units(level)
        )
        return [outcome for outcome in made if outcome is not None]

    def outcome(
        self,
        target: Target,
        reading: Reading,
        key: str,
        level: Level,
        *,
        other_readings: bool,
        settlements: bool = True,
    ) -> Outcome | None:
        """One outcome in full: verdict, words, outlook, what would settle it, the other readings."""
        verdict = self.verdict(target, reading, key, level)
        if verdict is None:
            return None
        others: dict[str, Status] = {}
        for name, other in target.readings.items() if other_readings else ():
            if name != reading.name and (found := self.verdict(target, other, key, level)) is not None:
                others[name] = found.status
        waiver = self.claims.waivers.get((target.id, key)) if verdict.status is Status.WAIVED else None
        appeal = self.claims.appeals.get((target.id, key))
        unwaived = self.unwaived
        without = verdict if unwaived is self else unwaived.verdict(target, reading, key, level)
        changed = without.status if without and without.status is not verdict.status else None
        ref = self.ref(key)
        said = sentence(target, reading.measure, ref, verdict, self.as_of)
        if waiver:
            said = _then(said, waiver_words(waiver, changed))
        if appeal:
            said = _then(said, appeal_words(appeal))
        return Outcome(
            target=target.id,
            reading=reading.name,
            unit=ref,
            status=verdict.status,
            sentence=said,
            tally=verdict.answer.tally if verdict.answer else None,
            over=verdict.answer.over if verdict.answer else None,
            value=verdict.value,
            limits=verdict.limits,
            since=verdict.since,
            of_units=verdict.of_units,
            margin=verdict.margin,
            next=verdict.next,
            next_due=verdict.next_due,
            outlook=outlook(self.engine, self.pack, reading, verdict, self.as_of),
            settle=settle(self.engine, verdict, self.name) if settlements else None,
            other_readings=others,
            waiver=waiver,
            appeal=appeal,
            without_waivers=changed,
        )


def _then(said: Text, more: Text) -> Text:
    return Text(f"{said.zh}{more.zh}", f"{said.en} {more.en}")


def choose(pack: RulePack, asked: Mapping[str, str]) -> dict[str, str]:
    """The reading of each target: the default, or the one asked for; the key `*` takes a whole reading set."""
    chosen = {target.id: target.default for target in pack.targets.values()}
    for id_, name in asked.items():
        if id_ == "*":
            if name not in pack.reading_sets:
                raise unknown(Text("口径组", "reading set"), name, pack.reading_sets)
            chosen.update(pack.reading_sets[name])
        elif id_ not in pack.targets:
            raise unknown(Text("指标", "target"), id_, pack.targets)
        elif name not in pack.targets[id_].readings:
            raise unknown(Text(f"指标 {id_} 的口径", f"reading of {id_}"), name, pack.targets[id_].readings)
        else:
            chosen[id_] = name
    return chosen


def unknown(kind: Text, name: str, allowed: Iterable[str]) -> UsageError:
    """What is said of a name that does not exist: the nearest ones, or all."""
    names = list(allowed)
    near = get_close_matches(name, names, n=3, cutoff=0.5) or names
    listed = "、".join(near), ", ".join(near)
    return UsageError(
        Text(
            f"没有名为“{name}”的{kind.zh}。可用：{listed[0]}。",
            f"There is no {kind.en} named '{name}'. Try: {listed[1]}.",
        )
    )
