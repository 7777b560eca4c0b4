"""Why two results differ: a change of marks split by what changed, as far as the two documents tell.

Each contribution goes to the one part that can have made it, or to all that can have, together: nothing is guessed.
Contributions sum exactly to the change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Literal

import attrs

from fengqiao.errors import Text, UsageError
from fengqiao.model.outcome import Span, UnitRef
from fengqiao.model.record import Record, RecordCard

Cause = Literal["data", "rule", "reading", "place", "day"]
CAUSES: tuple[Cause, ...] = ("data", "rule", "reading", "place", "day")
ZERO = Fraction(0)
NONE = Span(ZERO, ZERO)
FOLLOWING = ("bonus-cap", "clamp", "rounding")
"""Lines that follow from the others; a line that is neither one of them nor an item is a veto."""
Causes = frozenset[Cause]


@attrs.frozen
class Contribution:
    """What one line of a card added to the change, at both ends, and the parts that can have made it.

    More than one cause: the documents cannot tell them apart. `line` is an item's id, `base` (items that entered or
    left the base), another line of the card, or `printed` (each number of a document is rounded to 12 digits).
    """

    line: str
    name: str
    span: Span
    causes: Causes


@attrs.frozen
class UnitChange:
    """One unit: its marks in both results, and the contributions that sum exactly to the change; none without both."""

    unit: UnitRef
    before: Span | None
    after: Span | None
    rank_before: tuple[int, int] | None
    rank_after: tuple[int, int] | None
    contributions: tuple[Contribution, ...]

    def by(self, causes: Causes) -> Span:
        """What exactly these causes, not to be told apart, added together."""
        found = [one.span for one in self.contributions if one.causes == causes]
        return Span(sum((one.low for one in found), ZERO), sum((one.high for one in found), ZERO))


@attrs.frozen
class Comparison:
    """Two results of one pack. `changed`: the parts that differ; `unknown`: those of which the documents do not tell.

    `files`: those that came, went or changed. `alike`: the fingerprints are equal.
    """

    before: Record
    after: Record
    changed: Causes
    unknown: Causes
    readings: tuple[tuple[str, str, str], ...]
    rules: tuple[str, ...]
    files: tuple[str, ...]
    units: tuple[UnitChange, ...]

    @property
    def alike(self) -> bool:
        """Whether both rest on the same."""
        return self.before.fingerprint == self.after.fingerprint

    @property
    def groups(self) -> tuple[Causes, ...]:
        """The causes that contributions have, single ones first."""
        found = {one.causes for unit in self.units for one in unit.contributions}
        return tuple(sorted(found, key=lambda group: (len(group), [CAUSES.index(c) for c in sorted(group)])))


def compare(before: Record, after: Record) -> Comparison:
    """Split the change of every unit's marks. Raises UsageError for results of two packs."""
    if before.pack != after.pack:
        raise UsageError(
            Text(
                f"两份结果的规则包不同（{before.pack}、{after.pack}），不能比较。",
                f"The results are of two packs, {before.pack} and {after.pack}, and cannot be compared.",
            )
        )
    parts = _Parts.of(before, after)
    codes = dict.fromkeys([*after.cards, *before.cards])
    return Comparison(
        before,
        after,
        parts.changed,
        parts.unknown,
        tuple(
            (target, before.readings.get(target, ""), name)
            for target, name in sorted(after.readings.items())
            if before.readings.get(target, "") != name
        ),
        tuple(sorted(parts.rules)),
        parts.files,
        tuple(_unit(parts, code) for code in codes),
    )


@attrs.frozen
class _Parts:
    """Which parts differ between two results, and of which it cannot be said."""

    before: Record
    after: Record
    changed: Causes
    unknown: Causes
    rules: frozenset[str]
    items: frozenset[str]
    files: tuple[str, ...]
    scheme: bool

    @classmethod
    def of(cls, before: Record, after: Record) -> _Parts:
        changed: set[Cause] = set()
        unknown: set[Cause] = set()
        files = tuple(
            file
            for file in sorted({*before.files, *after.files})
            if before.files.get(file, "") != after.files.get(file, "")
        )
        if files or before.intake != after.intake:
            changed.add("data")
        elif before.fingerprint != after.fingerprint and not _digested(before, after):
            unknown.add("data")
        if before.as_of != after.as_of:
            changed.add("day")
        if before.readings != after.readings:
            changed.add("reading")
        old, new = before.prints, after.prints
        rules, items, scheme = frozenset[str](), frozenset[str](), False
        if old is None or new is None:
            if before.fingerprint != after.fingerprint:
                unknown |= {"rule", "place"}
        else:
            rules, items = _differ(old.rules, new.rules), _differ(old.items, new.items)
            scheme = old.scheme != new.scheme
            if rules or items or scheme:
                changed.add("rule")
            if old.places != new.places:
                changed.add("place")
        if before.version != after.version and old is None:
            changed.add("rule")
        return cls(before, after, frozenset(changed), frozenset(unknown - changed), rules, items, files, scheme)

    def causes(self, item: str, unit: str) -> Causes:
        """What can have changed an item at a unit."""
        every = self.changed | self.unknown
        found: set[Cause] = {cause for cause in every if cause in ("data", "place", "day")}
        prints = [one.items[item] for one in (self.before.prints, self.after.prints) if one and item in one.items]
        if len(prints) < 2:
            # an item that one result does not have, or documents that do not say what it rests on
            return frozenset({*found, *(cause for cause in every if cause in ("rule", "reading"))})
        targets = {target for one in prints for target in one.targets}
        if item in self.items or self.scheme or targets & self.rules:
            found.add("rule")
        if any(self.before.readings.get(target) != self.after.readings.get(target) for target in targets):
            found.add("reading")
        if all(one.alone for one in prints) and len(targets) == 1 and self._same(targets.pop(), unit):
            # what was counted is the same to the last number: what is asked of it, or its marks, must be another
            found -= {"data", "place"}
        return frozenset(found)

    def _same(self, target: str, unit: str) -> bool:
        """Whether a target counted the same at a unit in both results."""
        old, new = (record.outcomes.get((target, unit)) for record in (self.before, self.after))
        return old is not None and new is not None and old.value == new.value


def _digested(*records: Record) -> bool:
    """Whether all that was read has a digest, so that equal digests mean equal data."""
    return all(record.files and all(record.files.values()) for record in records)


def _differ(old: Mapping[str, object], new: Mapping[str, object]) -> frozenset[str]:
    return frozenset(key for key in {*old, *new} if old.get(key) != new.get(key))


def _unit(parts: _Parts, code: str) -> UnitChange:
    old, new = parts.before.cards.get(code), parts.after.cards.get(code)
    found = tuple(_split(parts, old, new)) if old and new and old.marks and new.marks else ()
    return UnitChange(
        (new or parts.before.cards[code]).unit,
        old.marks if old else None,
        new.marks if new else None,
        old.rank if old else None,
        new.rank if new else None,
        found,
    )


def _split(parts: _Parts, old: RecordCard, new: RecordCard) -> Iterator[Contribution]:
    code = new.unit.code
    before, after = dict(old.lines), dict(new.lines)
    names = list(dict.fromkeys([*after, *before]))
    causes = {item: parts.causes(item, code) for item in {*old.items, *new.items}}
    moved = {name: _less(after.get(name, NONE), before.get(name, NONE)) for name in names}
    every = _union(causes[name] for name, span in moved.items() if name in causes and span != NONE)
    every = every or parts.changed | parts.unknown
    rest = dict(moved)
    for name in names:
        if _kind(name) == "rescale":
            of = [item for item in _scaled(names, name) if item in causes]
            factor = _factor(before, of, name)
            for item in of:
                share = Span(moved[item].low * factor.low, moved[item].high * factor.high)
                rest[item] = _plus(rest[item], share)
                rest[name] = _less(rest[name], share)
    base = _union(causes[item] for item in causes if _weight(old, item) != _weight(new, item)) or every
    for name in names:
        if rest[name] == NONE:
            continue
        if name in causes:
            shown = (new.items.get(name) or old.items[name]).name
            yield Contribution(name, shown, rest[name], causes[name])
        else:
            scaled = _kind(name) == "rescale"
            why = base if scaled else every if name in FOLLOWING else parts.changed | parts.unknown
            yield Contribution("base" if scaled else name, "", rest[name], why)
    if old.marks is not None and new.marks is not None:
        whole = _less(new.marks, old.marks)
        summed = Span(sum((s.low for s in moved.values()), ZERO), sum((s.high for s in moved.values()), ZERO))
        if summed != whole:
            yield Contribution("printed", "", _less(whole, summed), every)


def _weight(card: RecordCard, item: str) -> Fraction | None:
    """What an item adds to the base; None where it is not in it."""
    found = card.items.get(item)
    return None if found is None or found.marks is None else found.out_of


def _kind(name: str) -> str:
    """`rescale` for a line that brings items to their base, whatever scheme or block it is of."""
    return "rescale" if "rescale" in name.split(" ") else name


def _scaled(names: list[str], rescale: str) -> list[str]:
    """The items that stand before a rescaling line, of the same part of a combined scheme; none with blocks."""
    before, words = names[: names.index(rescale)], rescale.split(" ")
    prefix = " ".join(words[: words.index("rescale")])
    if words[-1] != "rescale" or any(name != rescale and _kind(name) == "rescale" and name in before for name in names):
        return []
    return [name for name in before if not prefix or name.startswith(f"{prefix} ")]


def _factor(lines: Mapping[str, Span], items: Iterable[str], rescale: str) -> Span:
    """By how much more the items counted before than they earned; nothing where they earned nothing."""
    found, line = [lines.get(item, NONE) for item in items], lines.get(rescale, NONE)
    low, high = sum((one.low for one in found), ZERO), sum((one.high for one in found), ZERO)
    return Span(line.low / low if low else ZERO, line.high / high if high else ZERO)


def _plus(one: Span, other: Span) -> Span:
    return Span(one.low + other.low, one.high + other.high)


def _less(one: Span, other: Span) -> Span:
    return Span(one.low - other.low, one.high - other.high)


def _union(found: Iterable[Causes]) -> Causes:
    return frozenset[Cause]().union(*found)
