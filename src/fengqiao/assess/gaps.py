"""What is missing, by name: the members behind every outcome that is not met or undetermined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import islice
from typing import Any

import attrs

from fengqiao.assess.judge import Verdict
from fengqiao.assess.session import Session
from fengqiao.assess.units import resolve
from fengqiao.assess.valuewords import failing
from fengqiao.assess.words import LANGS, lacks, missing_words, short
from fengqiao.engine.base import A_PAGE, Opener, each_member
from fengqiao.engine.memory import MemoryEngine
from fengqiao.errors import Text, Where
from fengqiao.model.dataset import Dataset
from fengqiao.model.measure import Change, Count, FactsOf, Measure, Ratio, Share
from fengqiao.model.outcome import Member, Missing, Status, UnitRef
from fengqiao.model.target import RulePack, Target

OPEN = (Status.NOT_MET, Status.UNDETERMINED)


@attrs.frozen
class Gap:
    """One thing that is missing at one accountable unit.

    `unit` is the accountable unit, `place` the names of the places from below it down to the member, `code` and `name`
    the member itself; `state` is no (it lacks something) or unknown (it is not known); `short` how many it lacks;
    `missed` and `unreported` the slots of a cadence; `kind` says what the member is: place, fact, person, item or part.
    """

    target: str
    title: Text
    unit: UnitRef
    status: Status
    code: str
    name: str
    place: tuple[str, ...]
    state: str
    what: Text
    short: Fraction | None = None
    missed: tuple[str, ...] = ()
    unreported: tuple[str, ...] = ()
    where: tuple[Where, ...] = ()
    kind: str = "place"


def gaps(
    pack: RulePack,
    data: Dataset,
    *,
    as_of: date,
    unit: str | None = None,
    target: str | None = None,
    readings: Mapping[str, str] | None = None,
    offset: int = 0,
    limit: int | None = None,
    engine: Opener = MemoryEngine,
) -> tuple[Gap, ...]:
    """Every gap of the targets judged, at one unit (code or name) or at the lowest accountable level of each target.

    `limit`: so many of them, from the one at `offset` on.

    Raises UsageError for an unknown or ambiguous unit, target or reading.
    """
    session = Session.open(pack, data, as_of=as_of, readings=readings, engine=engine)
    key = resolve(session.places, unit, as_of) if unit is not None else None
    # clauses without a number last: what has a number and a date is asked for first
    all_targets = sorted(pack.targets.values(), key=lambda one: one.qualitative)
    targets = [session.target(target)] if target is not None else all_targets
    cut = _Cut(offset, A_PAGE if limit is None else min(A_PAGE, max(1, limit)))
    found = (gap for chosen in targets for gap in _of_target(session, chosen, key, cut))
    return tuple(islice(found, limit))


@attrs.define
class _Cut:
    """How many gaps are yet to be passed over, counted without what is behind them; how many are told at once."""

    left: int
    at_once: int

    def over(self, count: int) -> int:
        """How many of so many are passed over."""
        found = min(self.left, count)
        self.left -= found
        return found


@attrs.frozen
class _Asked:
    """One target at one unit whose members are listed."""

    session: Session
    target: Target
    measure: Measure
    unit: str
    status: Status

    def gap(self, code: str, name: str, state: str, what: Text, **more: Any) -> Gap:
        return Gap(
            target=self.target.id,
            title=self.target.title,
            unit=self.session.ref(self.unit),
            status=self.status,
            code=code,
            name=name,
            state=state,
            what=what,
            **more,
        )


def _of_target(session: Session, target: Target, key: str | None, cut: _Cut) -> Iterator[Gap]:
    reading = target.readings[session.readings[target.id]]
    level = session.places.on(session.as_of).division(key).level if key is not None else None
    levels = [found for found in reading.levels if found not in reading.rolled_up_at and level in (None, found)]
    for lowest in levels[-1:]:
        for unit in session.units(lowest) if key is None else (key,):
            verdict = session.verdict(target, reading, unit, lowest)
            if verdict is not None and (verdict.status in OPEN or lowest in reading.shown_at):
                yield from _of_unit(_Asked(session, target, reading.measure, unit, verdict.status), verdict, cut)


def _of_unit(asked: _Asked, verdict: Verdict, cut: _Cut) -> Iterator[Gap]:
    if verdict.question is None:
        return
    engine, measure = asked.session.engine, asked.measure
    counted = isinstance(measure, Count)
    if counted and verdict.status is Status.NOT_MET and verdict.margin is not None:
        if not cut.over(1):
            yield _shortage(asked, verdict, -verdict.margin)
        return
    states = ("unknown", "may") if counted else ("no", "unknown", "may")
    over = cut.over(engine.members(verdict.question, states, limit=0).total) if cut.left else 0
    none = not over
    for member in each_member(engine, verdict.question, states, offset=over, at_once=cut.at_once):
        none = False
        yield _gap(asked, member)
    if verdict.status is Status.UNDETERMINED and none:
        found = engine.missing(verdict.question)
        for missing in found[cut.over(len(found)) :]:
            yield _unreported(asked, missing)


def _shortage(asked: _Asked, verdict: Verdict, lacking: Fraction) -> Gap:
    ref, unit = asked.session.ref(asked.unit), asked.target.unit
    zh, en = (short(asked.measure, unit.say(lang), verdict, lang) for lang in LANGS)
    return asked.gap(ref.code, ref.name, "no", Text(zh, en), place=(), short=lacking)


def _gap(asked: _Asked, member: Member) -> Gap:
    session = asked.session
    snapshot = session.places.on(session.as_of)
    chain = (*reversed(snapshot.ancestors(member.unit)), member.unit)
    above = [key for key in chain if key != asked.unit and snapshot.contains(asked.unit, key)]
    state = "unknown" if member.state in ("unknown", "may") else member.state
    own = member.kind in ("item", "part")
    return asked.gap(
        member.key if own else snapshot.division(member.unit).code,
        session.name(asked.unit) if own else member.name,
        state,
        _what(session, _members_of(asked.measure), member, state),
        place=tuple(session.name(key) for key in above),
        short=member.short,
        missed=member.missed,
        unreported=member.unreported,
        where=member.where,
        kind=member.kind,
    )


def _what(session: Session, measure: Measure, member: Member, state: str) -> Text:
    parts: list[Text] = []
    if member.missed:
        n = len(member.missed)
        parts.append(Text(f"缺{n}次：{_listed(member.missed, '、')}", f"missed {n}: {_listed(member.missed, ', ')}"))
    if member.unreported:
        n, zh, en = len(member.unreported), _listed(member.unreported, "、"), _listed(member.unreported, ", ")
        # a number without days may say how many were missed, and not which
        hidden = member.tally.no - len(member.missed) if member.tally is not None else 0
        parts.append(
            Text(
                f"{'另' if member.missed else ''}至少缺{hidden}次，是其中哪几次不明：{zh}",
                f"at least {hidden} missed, not known which of: {en}",
            )
            if hidden > 0
            else Text(f"{n}次未报：{zh}", f"{n} not reported: {en}")
        )
    if state == "no" and not parts:
        having = measure.having if isinstance(measure, Share | Count) else None
        if having is not None and member.short is not None:
            parts.append(lacks(having, member.short))
        else:
            of = measure.of if isinstance(measure, Share | Count) else None
            parts.append(failing(of.register if isinstance(of, FactsOf) else "", member.said))
    if state == "unknown" or member.unreported:
        parts += [missing_words(missing, session.name(missing.unit)) for missing in member.missing[:2]]
    if not parts:
        parts.append(Text("未报", "not reported"))
    return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def _members_of(measure: Measure) -> Measure:
    """The measure whose members are listed: the upper one of a ratio, the later one of a change."""
    return _members_of(measure.measure) if isinstance(measure, Change | Ratio) else measure


def _listed(names: tuple[str, ...], comma: str) -> str:
    return comma.join(names[:6]) + ("…" if len(names) > 6 else "")


def _unreported(asked: _Asked, missing: Missing) -> Gap:
    division = asked.session.places.on(asked.session.as_of).division(missing.unit)
    where = (missing.where,) if missing.where else ()
    return asked.gap(
        division.code, division.name, "unknown", missing_words(missing, division.name), place=(), where=where
    )
