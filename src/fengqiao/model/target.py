"""A plan as data: its source text, targets and their readings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import attrs

from fengqiao.errors import Text
from fengqiao.model.calendar import Calendar, Period
from fengqiao.model.fact import Domain
from fengqiao.model.measure import Measure
from fengqiao.model.place import Level
from fengqiao.model.predicate import Limits
from fengqiao.model.scheme import Scheme


@attrs.frozen
class Quote:
    """Words of the source text, to the character; `nth` says which occurrence where there are several."""

    text: str
    nth: int = 1


@attrs.frozen(cache_hash=True)
class Milestone:
    """A day, the limits that it brings into force, and the period that it judges (default: its calendar year)."""

    on: date
    limits: Limits
    since: date | None = None
    until: date | None = None


@attrs.frozen(cache_hash=True)
class Reading:
    """One named interpretation of a clause: what is counted, when what is due, and at which levels.

    A level stands in one list only: `judged_at` (measure and limits over all inside the unit), `rolled_up_at` (share
    of the accountable units one level down that met), `shown_at` (the value without a limit).
    `base` gives the outlook's straight line its start where no milestone lies before. `called` is its name for people.
    """

    name: str
    why: Text
    measure: Measure
    milestones: tuple[Milestone, ...] = ()
    judged_at: tuple[Level, ...] = ()
    rolled_up_at: tuple[Level, ...] = ()
    shown_at: tuple[Level, ...] = ()
    base: tuple[date, Fraction] | None = None
    called: Text = attrs.field(default=attrs.Factory(lambda self: Text(self.name, self.name), takes_self=True))

    @property
    def title(self) -> Text:
        """What people call it, with the name that commands and files know."""
        if self.called == Text(self.name, self.name):
            return self.called
        return Text(f"{self.called.zh}（{self.name}）", f"{self.called.en} ({self.name})")

    @property
    def levels(self) -> tuple[Level, ...]:
        """Every level that has an outcome, the widest first."""
        return tuple(sorted({*self.judged_at, *self.rolled_up_at, *self.shown_at}, key=lambda level: level.depth))


@attrs.frozen
class Target:
    """A clause that can be judged.

    `unit` says what is counted (个, 名; studios, mediators), `qualitative` that the clause names no number.
    """

    id: str
    title: Text
    clause: str
    quotes: tuple[Quote, ...]
    default: str
    readings: Mapping[str, Reading]
    unit: Text = Text("", "")
    qualitative: bool = False
    supersedes: str | None = None

    @property
    def reading(self) -> Reading:
        """The default reading."""
        return self.readings[self.default]


@attrs.frozen
class Context:
    """A sentence of the source that binds nothing, and why; or (`todo`) one that nobody has placed yet."""

    quote: Quote
    reason: Text
    todo: bool = False


@attrs.frozen
class RulePack:
    """One plan as data. `fields` are the local fields that a pack may filter on, by register and name.

    `extends` is the pack that this one takes its targets from where it does not say them itself.
    """

    id: str
    version: str
    title: Text
    plan: Period
    targets: Mapping[str, Target]
    source_text: str = ""
    contexts: tuple[Context, ...] = ()
    reading_sets: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)
    fields: Mapping[str, Mapping[str, Domain]] = attrs.field(factory=dict)
    calendar: Calendar = attrs.field(factory=Calendar)
    schemes: Mapping[str, Scheme] = attrs.field(factory=dict)
    notes: tuple[Text, ...] = ()
    extends: RulePack | None = None

    @property
    def own(self) -> Mapping[str, Target]:
        """The targets that this pack writes itself, new or tightened; all of them where it extends none."""
        taken = self.extends.targets if self.extends else {}
        return {name: target for name, target in self.targets.items() if taken.get(name) is not target}

    @property
    def own_schemes(self) -> tuple[Scheme, ...]:
        """The schemes that stand beside this pack itself."""
        taken = self.extends.schemes if self.extends else {}
        return tuple(scheme for name, scheme in self.schemes.items() if taken.get(name) is not scheme)
