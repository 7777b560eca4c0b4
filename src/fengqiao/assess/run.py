"""A pack judged over a dataset on a day: every target at every accountable unit."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from fengqiao.assess.prints import fingerprints
from fengqiao.assess.reconcile import disagreements, reconcile
from fengqiao.assess.score import scorecards
from fengqiao.assess.session import Session
from fengqiao.engine.base import Opener
from fengqiao.engine.memory import MemoryEngine
from fengqiao.errors import Problem, Severity, Text
from fengqiao.model.dataset import Dataset
from fengqiao.model.outcome import Assessment, Outcome
from fengqiao.model.target import RulePack

Progress = Callable[[int, int], None]
LOG = logging.getLogger("fengqiao")


def assess(
    pack: RulePack,
    data: Dataset,
    *,
    as_of: date,
    readings: Mapping[str, str] | None = None,
    other_readings: bool = True,
    settlements: bool = True,
    scheme: str | None = None,
    engine: Opener = MemoryEngine,
    progress: Progress | None = None,
) -> Assessment:
    """Judge every target of a pack at every accountable unit on a day.

    `readings` chooses another reading than the default (target id -> reading name); `other_readings` also judges under
    every other reading and notes the statuses; `settlements` says what would settle each undetermined outcome, for
    which the facts behind it are looked at one by one; `scheme` names the scheme to score by (default: the pack's
    first); `engine` opens what counts (default: in memory).
    Raises UsageError for an unknown target, reading or scheme.
    """
    session = Session.open(pack, data, as_of=as_of, readings=readings, engine=engine)
    outcomes: list[Outcome] = []
    for done, target in enumerate(pack.targets.values()):
        if progress:
            progress(done, len(pack.targets))
        outcomes += session.outcomes(target, other_readings=other_readings, settlements=settlements)
    LOG.debug("judged %d targets of %s on %s: %d outcomes", len(pack.targets), pack.id, as_of, len(outcomes))
    chosen = session.scheme(scheme)
    cards = scorecards(session, chosen, outcomes) if chosen else ()
    differing = disagreements(reconcile(data, session.engine))
    return Assessment(
        pack=pack.id,
        version=pack.version,
        as_of=as_of,
        readings=session.readings,
        outcomes=tuple(outcomes),
        problems=tuple(
            sorted({*data.problems, *differing, *session.engine.problems, *session.claims.problems}, key=_order)
        ),
        intake=data.intake,
        sources=data.sources,
        synthetic=data.synthetic,
        fingerprint=fingerprint(pack, data, as_of, session.readings),
        scorecards=cards,
        notes=tuple(_notes(data)) + pack.notes + ((chosen.note,) if chosen and chosen.note.zh else ()),
        prints=fingerprints(pack, data, chosen),
    )


def fingerprint(pack: RulePack, data: Dataset, as_of: date, readings: Mapping[str, str]) -> str:
    """The sha256 of all that the result rests on: the pack, the places, the files' hashes, the day, the readings."""
    digest = hashlib.sha256()
    digest.update(repr((pack.id, pack.version, tuple(pack.targets.values()), tuple(pack.schemes.values()))).encode())
    digest.update(data.places.digest.encode())
    digest.update(
        repr(sorted((source.file or "", source.sheet or "", source.digest or "") for source in data.sources)).encode()
    )
    digest.update(repr((as_of, sorted(readings.items()), sorted(data.carry.items()))).encode())
    return f"sha256:{digest.hexdigest()}"


def _notes(data: Dataset) -> Iterable[Text]:
    for register, carried in sorted(data.carry.items()):
        yield Text(
            f"{register} 台账在报送截止日后{carried.days}天内视为不变。",
            f"The register {register} is taken to hold for {carried.days} days after the last day it speaks of.",
        )
    for overlay in data.places.overlays.values():
        if overlay.assumed:
            yield Text(
                f"{overlay.name}的组成为假定：{overlay.note}",
                f"The members of {overlay.name} are assumed: {overlay.note}",
            )


def _order(problem: Problem) -> tuple[int, str, str, str]:
    severity = (Severity.ERROR, Severity.WARNING, Severity.INFO).index(problem.severity)
    return severity, str(problem.where), problem.code, problem.what.en
