"""What changed between two packs: every threshold, measure, date, level and reading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Literal

import attrs

from fengqiao.assess.difference import NO_TEXT, NOTHING, Difference, Impact, Kind, PackDiff
from fengqiao.assess.tighter import Comparison, Step, limit_text, order, upward
from fengqiao.boundary.measureout import measure_text
from fengqiao.errors import Text
from fengqiao.model.place import Level
from fengqiao.model.predicate import Limits
from fengqiao.model.scheme import Scheme
from fengqiao.model.target import Milestone, Reading, RulePack, Target

NO_LIMITS = Limits()
ROLES = {
    "judged_at": Text("考核", "judged"),
    "rolled_up_at": Text("汇总", "rolled up"),
    "shown_at": Text("列示", "shown"),
}
Force = tuple[Limits, Limits]
"""The limits in force under the old and the new pack; without any where nothing is due."""


def diff(old: RulePack, new: RulePack) -> PackDiff:
    """Everything that changed, the pack's own things first, then target by target in the order of the new pack."""
    compare = Comparison(new.fields)
    found = [*_pack(old, new)]
    for name, target in new.targets.items():
        found += _target(old.targets[name], target, compare) if name in old.targets else _whole(target, "added")
    for name, target in old.targets.items():
        if name not in new.targets:
            found += _whole(target, "dropped")
    for name in dict.fromkeys((*new.schemes, *old.schemes)):
        found += _scheme(old.schemes.get(name), new.schemes.get(name))
    return PackDiff((old.id, old.version), (new.id, new.version), tuple(found))


# -- the pack itself


def _pack(old: RulePack, new: RulePack) -> Iterator[Difference]:
    if old.plan != new.plan:
        yield Difference("plan", "changed", "major", _same(old.plan.label), _same(new.plan.label))
    if old.calendar != new.calendar:
        yield Difference("calendar", "changed", "major", NO_TEXT, NO_TEXT)
    yield from _named("field", _flat(old.fields), _flat(new.fields))
    yield from _named("reading-set", _sets(old), _sets(new))
    words = [
        ("title", "标题", old.title, new.title),
        ("notes", "说明", old.notes, new.notes),
        ("source", "原文", old.source_text, new.source_text),
        ("contexts", "背景句", old.contexts, new.contexts),
    ]
    changed = [(en, zh) for en, zh, one, other in words if one != other]
    if changed:
        yield Difference("wording", "changed", "patch", NO_TEXT, _listed(changed))


def _flat(fields: Mapping[str, Mapping[str, object]]) -> dict[str, str]:
    return {f"{register}.{name}": str(domain) for register, named in fields.items() for name, domain in named.items()}


def _sets(pack: RulePack) -> dict[str, str]:
    return {
        name: ", ".join(f"{target}={reading}" for target, reading in sorted(chosen.items()))
        for name, chosen in pack.reading_sets.items()
    }


def _named(part: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Difference]:
    for name in dict.fromkeys((*new, *old)):
        one, other = old.get(name), new.get(name)
        if one == other:
            continue
        kind: Kind = "added" if one is None else "dropped" if other is None else "changed"
        impact: Impact = "minor" if kind == "added" else "major"
        said = [_same(f"{name}: {text}") if text else NOTHING for text in (one, other)]
        yield Difference(part, kind, impact, said[0], said[1])


def _scheme(old: Scheme | None, new: Scheme | None) -> Iterator[Difference]:
    if old == new:
        return
    if old is None or new is None:
        one = old or new
        assert one is not None  # noqa: S101  they differ
        kind: Kind = "added" if old is None else "dropped"
        said = Text(f"{one.id}（{one.title.zh}）", f"{one.id} ({one.title.en})")
        yield Difference(
            "scheme", kind, "minor" if old is None else "major", *((NOTHING, said) if old is None else (said, NOTHING))
        )
        return
    items = [{item.id: item for item in scheme.items} for scheme in (old, new)]
    before, after = items
    names = [name for name in dict.fromkeys((*after, *before)) if before.get(name) != after.get(name)]
    was, now = (
        f"{new.id}: " + (", ".join(f"{n} {found[n].marks}" if n in found else f"{n} -" for n in names) or "…")
        for found in items
    )
    yield Difference("scheme", "changed", "major", _same(was), _same(now))


# -- targets


def _whole(target: Target, kind: Literal["added", "dropped"]) -> Iterator[Difference]:
    """A target that one pack lacks, with every threshold that it brings or takes away."""
    impact: Impact = "minor" if kind == "added" else "major"
    yield _of(target, Difference("target", kind, impact, *_ends(kind, target.title)))
    for reading in target.readings.values():
        yield from _lone(target, reading, kind, impact)


def _lone(target: Target, reading: Reading, kind: Literal["added", "dropped"], impact: Impact) -> Iterator[Difference]:
    for milestone in reading.milestones:
        words = limit_text(reading.measure, milestone.limits, target.unit)
        found = Difference("threshold", kind, impact, *_ends(kind, words), reading=reading.name, since=milestone.on)
        yield _of(target, found)


def _ends(kind: str, text: Text) -> tuple[Text, Text]:
    return (NOTHING, text) if kind == "added" else (text, NOTHING)


def _of(target: Target, found: Difference) -> Difference:
    return attrs.evolve(found, target=target.id, title=target.title, clause=target.clause)


def _target(old: Target, new: Target, compare: Comparison) -> Iterator[Difference]:
    for found in (*_own(old, new), *_readings(old, new, compare)):
        yield _of(new, found)


def _own(old: Target, new: Target) -> Iterator[Difference]:
    if old.default != new.default:
        yield Difference("default", "changed", "major", _same(old.default), _same(new.default))
    if old.qualitative != new.qualitative:
        yield Difference("qualitative", "changed", "minor", _truth(old.qualitative), _truth(new.qualitative))
    if old.supersedes != new.supersedes:
        yield Difference("supersedes", "changed", "major", _same(old.supersedes or "—"), _same(new.supersedes or "—"))
    words = [
        ("title", "标题", old.title, new.title),
        ("unit", "单位", old.unit, new.unit),
        ("clause", "条款", old.clause, new.clause),
        ("quotes", "引文", old.quotes, new.quotes),
    ]
    changed = [(en, zh) for en, zh, one, other in words if one != other]
    for name, reading in new.readings.items():
        was = old.readings.get(name, reading)
        changed += [(f"why of {name}", f"{name}的理由")] if was.why != reading.why else []
        changed += [(f"what {name} is called", f"{name}的名称")] if was.called != reading.called else []
    if changed:
        yield Difference("wording", "changed", "patch", NO_TEXT, _listed(changed))


def _readings(old: Target, new: Target, compare: Comparison) -> Iterator[Difference]:
    for name, reading in new.readings.items():
        if name in old.readings:
            for found in _reading(new, old.readings[name], reading, compare):
                yield attrs.evolve(found, reading=name)
        else:
            yield Difference("reading", "added", "minor", NOTHING, _same(name), reading=name)
            yield from _lone(new, reading, "added", "minor")
    for name, reading in old.readings.items():
        if name not in new.readings:
            yield Difference("reading", "dropped", "major", _same(name), NOTHING, reading=name)
            yield from _lone(old, reading, "dropped", "major")


def _reading(target: Target, old: Reading, new: Reading, compare: Comparison) -> Iterator[Difference]:
    steps = compare.steps(old.measure, new.measure)
    if steps is None:
        said = [_same(measure_text(one.measure)) for one in (old, new)]
        yield Difference("measure", "changed", "major", said[0], said[1])
    helps = upward([one.limits for reading in (old, new) for one in reading.milestones])
    for step in steps or ():
        yield Difference("inner-threshold", _way(step, helps), "major", step.old, step.new, of=step.of)
    yield from _thresholds(target, old, new, comparable=steps is not None)
    yield from _periods(old.milestones, new.milestones)
    yield from _levels(old, new)
    if old.base != new.base:
        said = [_same(f"{one.base[0]}: {one.base[1]}" if one.base else "—") for one in (old, new)]
        yield Difference("base", "changed", "minor", said[0], said[1])


def _way(step: Step, helps: bool | None) -> Kind:
    if helps is None:
        return "changed"
    return "tightened" if step.lowers is helps else "loosened"


# -- thresholds in force


def _in_force(milestones: Sequence[Milestone], day: date) -> Limits:
    found = [one for one in milestones if one.on <= day]
    return max(found, key=lambda one: one.on).limits if found else NO_LIMITS


def _thresholds(target: Target, old: Reading, new: Reading, *, comparable: bool) -> Iterator[Difference]:
    """Each stretch of time in which another threshold is in force than was."""
    days = sorted({one.on for reading in (old, new) for one in reading.milestones})
    forces: list[tuple[date, Force]] = [
        (day, (_in_force(old.milestones, day), _in_force(new.milestones, day))) for day in days
    ]
    stretches = [(next(group)[0], force) for force, group in groupby(forces, key=lambda one: one[1])]
    for i, (since, (one, other)) in enumerate(stretches):
        if one == other:
            continue
        ends = stretches[i + 1][0] - timedelta(days=1) if i + 1 < len(stretches) else None
        yield Difference(
            "threshold",
            _kind(old, new, one, other, comparable=comparable),
            "major",
            limit_text(old.measure, one, target.unit),
            limit_text(new.measure, other, target.unit),
            since=since,
            until=ends,
        )


def _kind(old: Reading, new: Reading, one: Limits, other: Limits, *, comparable: bool) -> Kind:
    if not old.milestones or not new.milestones:
        return "added" if new.milestones else "dropped"
    way = order(one, other) if comparable else "changed"
    return "changed" if way == "same" else way


def _periods(old: Iterable[Milestone], new: Iterable[Milestone]) -> Iterator[Difference]:
    before = {one.on: one for one in old}
    for one in new:
        was = before.get(one.on)
        if was is not None and (was.since, was.until) != (one.since, one.until):
            said = [_same(f"{m.since or '—'}..{m.until or '—'}") for m in (was, one)]
            yield Difference("period", "changed", "major", said[0], said[1], since=one.on)


def _levels(old: Reading, new: Reading) -> Iterator[Difference]:
    for level in sorted({*old.levels, *new.levels}, key=lambda level: level.depth):
        was, now = _role(old, level), _role(new, level)
        if was == now:
            continue
        bound, free = {"judged_at", "rolled_up_at"}, {"shown_at", ""}
        kind: Kind = "changed"
        if was in free and now in bound:
            kind = "tightened"
        elif was in bound and now in free:
            kind = "loosened"
        elif not was or not now:
            kind = "added" if now else "dropped"
        said = [
            Text(f"{level.value}{ROLES[r].zh}", f"{level.value} {ROLES[r].en}") if r else NOTHING for r in (was, now)
        ]
        yield Difference("level", kind, "minor" if kind == "added" else "major", said[0], said[1])


def _role_words(level: Level, role: str) -> Text:
    return Text(f"{level.value}{ROLES[role].zh}", f"{level.value} {ROLES[role].en}") if role else NOTHING


def _role(reading: Reading, level: Level) -> str:
    return next((name for name in ROLES if level in getattr(reading, name)), "")


# -- words


def _same(text: str) -> Text:
    return Text(text, text)


def _truth(flag: bool) -> Text:
    return Text("是", "yes") if flag else Text("否", "no")


def _listed(words: Iterable[tuple[str, str]]) -> Text:
    found = list(words)
    return Text("、".join(zh for _, zh in found), ", ".join(en for en, _ in found))
