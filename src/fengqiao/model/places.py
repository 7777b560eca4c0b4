"""The dated tree of places: every unit that ever was, built from editions and what is declared over them."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from types import MappingProxyType

import attrs

from fengqiao.errors import Problem, Severity, Text, UsageError, Where
from fengqiao.model.lives import DAY, declare, read_editions, spells_of
from fengqiao.model.overlay import Above, Claim, take_over
from fengqiao.model.place import Declared, Edition, Level, Overlay, Recode, Unit
from fengqiao.model.placename import Names
from fengqiao.model.recoded import keys_of
from fengqiao.model.snapshot import Snapshot, Tree


@attrs.frozen(eq=False, slots=False)
class Places:
    """Every unit by its key (its latest code), with its lives, codes, successors and overlay units. Safe in threads."""

    units: Mapping[str, Unit] = attrs.field(repr=False)
    overlays: Mapping[str, Overlay]
    editions: tuple[date, ...]
    problems: tuple[Problem, ...]
    _keys: Mapping[str, str] = attrs.field(repr=False)
    _successors: Mapping[str, tuple[str, ...]] = attrs.field(repr=False)
    _levels: frozenset[Level] = attrs.field(repr=False)
    _claims: tuple[Claim, ...] = attrs.field(repr=False)
    _above: Above = attrs.field(repr=False)
    _changes: tuple[date, ...] = attrs.field(repr=False)
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
        keys, taken = keys_of(recodes, listed, problems)
        spells = spells_of(listed, keys, {recode.new_code: recode.since for recode in taken}, problems)
        keys |= {code: code for lines in listed.values() for code in lines if code not in keys}
        tables, successors = _declared(declared, keys, problems)
        for key, rows in tables.items():
            spells[key] = declare(spells[key], rows, problems)
        units = {key: Unit(key, tuple(spells[key])) for key in sorted(spells)}
        above = _above(units)
        overlays = tuple(overlays)
        made, claims = take_over(overlays, units, above, keys.get, problems)
        units |= made
        keys |= {key: key for key in made}
        return cls(
            units=MappingProxyType(units),
            overlays=MappingProxyType(
                {overlay.code: overlay for overlay in reversed(overlays) if overlay.code in made}
            ),
            editions=tuple(listed),
            problems=tuple(problems),
            keys=keys,
            successors=successors,
            levels=frozenset(line[1] for lines in listed.values() for line in lines.values()),
            claims=claims,
            above=_with_claims(units, above, claims),
            changes=_changes(units),
        )

    def key(self, code: str) -> str | None:
        """The key of any code ever used; None for a code that is not known."""
        return self._keys.get(code)

    def unit(self, code: str) -> Unit:
        """The unit of any code ever used; raises UsageError for one that is not known."""
        key = self._keys.get(code)
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
            tree = self._trees.setdefault(epoch, Tree.of(self.units, self._claims, day))
        return Snapshot(day, tree)

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
    def roots(self) -> tuple[str, ...]:
        """The units that stand in no other, in order of their keys."""
        return tuple(key for key, unit in self.units.items() if unit.spells[-1].parent is None)

    @cached_property
    def digest(self) -> str:
        """The sha256 of every unit with its spells."""
        found = hashlib.sha256()
        for key in sorted(self.units):
            for one in self.units[key].spells:
                said = (key, one.code, one.name, one.level, one.parent, one.since, one.until, one.dated)
                found.update("\t".join(map(str, said)).encode())
                found.update(b"\n")
        return found.hexdigest()

    @cached_property
    def _names(self) -> Names:
        return Names.of(self.units, self._keys, self._above)


def _declared(
    declared: Iterable[Declared], keys: Mapping[str, str], problems: list[Problem]
) -> tuple[dict[str, list[Declared]], dict[str, tuple[str, ...]]]:
    """The rows of a dated table by the unit that they are of, and the successors that they name."""
    tables: dict[str, list[Declared]] = {}
    successors: dict[str, tuple[str, ...]] = {}
    for row in declared:
        key = keys.get(row.code)
        if key is None:
            problems.append(_unknown(row.code, Text("该行未采用", "The row is not used")))
            continue
        tables.setdefault(key, []).append(row)
        if row.successors is None:
            continue
        known = dict.fromkeys(successors.get(key, ()))
        for code in row.successors:
            successor = keys.get(code)
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


def _above(units: Mapping[str, Unit]) -> dict[str, frozenset[str]]:
    """Every unit that ever stood above each unit, by its spells."""
    above: dict[str, frozenset[str]] = {}
    shared: dict[tuple[str | None, ...], frozenset[str]] = {}
    for key, unit in sorted(units.items(), key=lambda item: item[1].level.depth):
        parents = tuple(dict.fromkeys(spell.parent for spell in unit.spells))
        if parents not in shared:
            known = [parent for parent in parents if parent is not None]
            shared[parents] = frozenset(known).union(*(above[parent] for parent in known))
        above[key] = shared[parents]
    return above


def _with_claims(units: Mapping[str, Unit], above: Above, claims: Iterable[Claim]) -> Above:
    """The same with overlay units above what they take, and above what is below that."""
    taken: dict[str, set[str]] = {}
    for claim in claims:
        taken.setdefault(claim.member, set()).add(claim.overlay)
    full: dict[str, frozenset[str]] = {}
    for key, unit in units.items():
        if key not in above:
            parent = unit.spells[0].parent
            full[key] = frozenset() if parent is None else above[parent] | {parent}
            continue
        takers = [taken[at] for at in (key, *above[key]) if at in taken] if taken else []
        full[key] = above[key].union(*takers) if takers else above[key]
    return full


def _changes(units: Mapping[str, Unit]) -> tuple[date, ...]:
    """The days on which something begins to be, or has ended the day before."""
    days = {spell.since for unit in units.values() for spell in unit.spells if spell.since}
    days |= {
        spell.until + DAY for unit in units.values() for spell in unit.spells if spell.until and spell.until < date.max
    }
    return tuple(sorted(days))
