"""The dated tree of places: every unit that ever was, built from editions and what is declared over them."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from operator import itemgetter
from types import MappingProxyType

import attrs

from fengqiao.errors import Problem, Severity, Text, UsageError, Where
from fengqiao.model.lineage import Lineage
from fengqiao.model.lives import DAY, declare, read_editions, units_of
from fengqiao.model.overlay import Claim, take_over
from fengqiao.model.place import Declared, Edition, Level, Overlay, Recode, Unit
from fengqiao.model.placename import Names
from fengqiao.model.recoded import keys_of
from fengqiao.model.snapshot import Shape, Snapshot, Tree
from fengqiao.model.units import Units


@attrs.frozen(eq=False, slots=False)
class Places:
    """Every unit by its key (its latest code), with its lives, codes, successors and overlay units. Safe in threads."""

    units: Units = attrs.field(repr=False)
    overlays: Mapping[str, Overlay]
    editions: tuple[date, ...]
    problems: tuple[Problem, ...]
    _recoded: Mapping[str, str] = attrs.field(repr=False)
    _successors: Mapping[str, tuple[str, ...]] = attrs.field(repr=False)
    _levels: frozenset[Level] = attrs.field(repr=False)
    _claims: tuple[Claim, ...] = attrs.field(repr=False)
    _shapes: dict[tuple[object, ...], Shape] = attrs.field(factory=dict, init=False, repr=False)
    _trees: dict[int, Tree] = attrs.field(factory=dict, init=False, repr=False)

    @classmethod
    def build(
        cls,
        editions: Iterable[Edition],
        *,
        recodes: Iterable[Recode] = (),
        declared: Iterable[Declared] = (),
        overlays: Iterable[Overlay] = (),
    ) -> Places:
        """The places that editions list; what cannot be taken is left out and is among `problems`."""
        problems: list[Problem] = []
        listed = read_editions(editions, problems)
        recoded, taken = keys_of(recodes, listed, problems)
        found = units_of(listed, recoded, {recode.new_code: recode.since for recode in taken}, problems)
        units = Units(found)

        def key_of(code: str) -> str | None:
            key = recoded.get(code, code)
            return key if key in units else None

        tables, successors = _declared(declared, key_of, problems)
        for key, rows in tables.items():
            found[key] = Unit(key, declare(units[key].spells, rows, problems))
        overlays = tuple(overlays)
        made, claims = take_over(overlays, units, Lineage.of(units).above, key_of, problems)
        found |= made
        return cls(
            units=units,
            overlays=MappingProxyType(
                {overlay.code: overlay for overlay in reversed(overlays) if overlay.code in made}
            ),
            editions=tuple(listed),
            problems=tuple(problems),
            recoded=recoded,
            successors=successors,
            levels=frozenset(line[1] for lines in listed.values() for line in lines.values()),
            claims=claims,
        )

    def key(self, code: str) -> str | None:
        """The key of any code ever used; None for a code that is not known."""
        key = self._recoded.get(code, code)
        return key if key in self.units else None

    def unit(self, code: str) -> Unit:
        """The unit of any code ever used; raises UsageError for one that is not known."""
        key = self.key(code)
        if key is None:
            raise UsageError(Text(f"没有代码为“{code}”的区划", f"No division has the code {code!r}"))
        return self.units[key]

    def successors(self, code: str) -> tuple[str, ...] | None:
        """The keys of the units declared to have taken it over; () if declared to have none, None if not said."""
        return self._successors.get(self.unit(code).key)

    def lists(self, level: Level) -> bool:
        """Whether any edition lists the level; where none does (grids, mostly) the set of its units is open."""
        return level in self._levels

    def on(self, day: date) -> Snapshot:
        """The tree as it stood on a day. Days between two changes share one tree."""
        epoch = self.epoch(day)
        tree = self._trees.get(epoch)
        if tree is None:
            # Two threads may both build it; they build the same, and the first to be stored stays.
            gone = frozenset(key for key in self.dated if not self.units[key].alive(day))
            tree = self._trees.setdefault(epoch, Tree(self._shape(day), gone, day))
        return Snapshot(day, tree)

    def _shape(self, day: date) -> Shape:
        """What stands in what on a day; the days on which nothing has moved share one."""
        held = {
            claim.member: claim.overlay
            for claim in self._claims
            if (claim.since is None or claim.since <= day) and (claim.until is None or day <= claim.until)
        }
        moved = {key: self.units[key].on(day).parent for key in self.movers} | held
        asked = (*moved.items(),)
        if asked not in self._shapes:
            parent = {key: self.units.first(key)[2] for key in self.units} | moved
            self._shapes.setdefault(asked, Shape.of(self.units, parent, self.dated))
        return self._shapes[asked]

    def epoch(self, day: date) -> int:
        """How many changes of the tree came by a day: what follows from the tree alone is the same within an epoch."""
        return bisect_right(self._changes, day)

    def find(
        self, text: str, *, within: str | None = None, level: Level | None = None, day: date | None = None
    ) -> tuple[Unit, ...]:
        """Every unit that a code, a name or a path of names may mean: all of the best tier, in order of keys.

        It is empty for a text that fits nothing; several are an ambiguous text. `within` keeps what ever stood in a
        unit, `level` what is of a level, and of these `day` keeps those there that day, if any is. See `placename` for
        the tiers.
        """
        return self._names.find(text, within=None if within is None else self.unit(within).key, level=level, day=day)

    @cached_property
    def dated(self) -> tuple[str, ...]:
        """The units that were not always there, or not always the same."""
        return self.units.changed()

    @cached_property
    def _changes(self) -> tuple[date, ...]:
        """The days on which something begins to be, or has ended the day before."""
        spells = [spell for key in self.dated for spell in self.units[key].spells]
        ends = {spell.until + DAY for spell in spells if spell.until and spell.until < date.max}
        return tuple(sorted(ends.union(spell.since for spell in spells if spell.since)))

    @cached_property
    def of_level(self) -> Mapping[Level, tuple[str, ...]]:
        """The units of each level, whether there on some day or not."""
        found: dict[Level, list[str]] = {level: [] for level in Level}
        for key in self.units:
            found[self.units.first(key)[1]].append(key)
        return {level: tuple(keys) for level, keys in found.items()}

    @cached_property
    def movers(self) -> tuple[str, ...]:
        """The units that did not always stand in one, by what editions and the declared table say."""
        return tuple(key for key in self.dated if len({spell.parent for spell in self.units[key].spells}) > 1)

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """The units that stand in no other, in order of their keys."""
        above = {key: self.units[key].spells[-1].parent for key in self.dated}
        return tuple(key for key in self.units if above.get(key, self.units.first(key)[2]) is None)

    @cached_property
    def digest(self) -> str:
        """The sha256 of every unit with its spells."""
        found = hashlib.sha256()
        spells = self.units.spells()
        for key, one in sorted(spells, key=itemgetter(0)) if self.overlays else spells:
            said = f"{key}\t{one.code}\t{one.name}\t{one.level}\t{one.parent}\t{one.since}\t{one.until}\t{one.dated}\n"
            found.update(said.encode())
        return found.hexdigest()

    @cached_property
    def _names(self) -> Names:
        return Names.of(self.units, self.key, Lineage.of(self.units, self._claims).above)


def _declared(
    declared: Iterable[Declared], key_of: Callable[[str], str | None], problems: list[Problem]
) -> tuple[dict[str, list[Declared]], dict[str, tuple[str, ...]]]:
    """The rows of a dated table by the unit that they are of, and the successors that they name."""
    tables: dict[str, list[Declared]] = {}
    successors: dict[str, tuple[str, ...]] = {}
    for row in declared:
        key = key_of(row.code)
        if key is None:
            problems.append(_unknown(row.code, Text("该行未采用", "The row is not used")))
            continue
        tables.setdefault(key, []).append(row)
        if row.successors is None:
            continue
        known = dict.fromkeys(successors.get(key, ()))
        for code in row.successors:
            successor = key_of(code)
            if successor is None or successor == key:
                problems.append(_unknown(code, Text(f"它不能接续{row.code}", f"It cannot succeed {row.code}")))
            else:
                known[successor] = None
        # Where every successor named is unknown, none is known: that is not the same as having none.
        if known or not row.successors:
            successors[key] = tuple(known)
    return tables, successors


def _unknown(code: str, effect: Text) -> Problem:
    return Problem(
        "place-declared-code",
        Where(unit=code),
        Text(
            f"声明表中的代码{code}不在任何一版区划中，或与本单位相同。{effect.zh}",
            f"Code {code} of the declared table is in no edition, or is the unit itself. {effect.en}",
        ),
        Text("核对声明表中的代码", "Check the codes of the declared table"),
        Severity.WARNING,
    )
