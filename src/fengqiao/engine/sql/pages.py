"""Pages of members: listed and cut in the database; only then are the facts behind those on the page looked at."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from fengqiao.engine import member
from fengqiao.engine.known import Known, Spot
from fengqiao.engine.memory import MemoryEngine
from fengqiao.engine.page import page
from fengqiao.engine.scene import Scene
from fengqiao.engine.sql.listing import Listed, Listing
from fengqiao.engine.sql.slices import Slices, conditions_of, looks_below
from fengqiao.errors import NotSupportedError
from fengqiao.model.fact import Fact
from fengqiao.model.measure import Adherence, Change, Count, FactsOf, Measure, Ratio, Share, Sum
from fengqiao.model.outcome import Member, Page
from fengqiao.model.predicate import ALWAYS

TOGETHER = 500
"""The facts behind so many places are looked at together."""


class Pages:
    """The members behind the tallies of a database."""

    def __init__(self, listing: Listing, slices: Slices, known: Known) -> None:
        self._listing, self._slices, self._known = listing, slices, known

    def page(self, measure: Measure, scene: Scene, states: Collection[str], *, offset: int, limit: int | None) -> Page:
        """The members in some states, sorted by unit and key."""
        while isinstance(measure, Ratio | Change):
            measure = measure.measure
        try:
            rows, total = self._listing.page(measure, scene, states, offset, limit)
        except NotSupportedError:
            # what cannot be listed there is listed here, over all that has a say where it is asked
            return page(self._slices.whole(measure, scene), measure, scene, states, offset=offset, limit=limit)
        return Page(tuple(self._members(measure, scene, rows)), total)

    def _members(self, measure: Measure, scene: Scene, rows: Sequence[Listed]) -> Iterator[Member]:
        for part in self._parts(measure, scene, rows):
            engine = self._slices.behind(measure, scene, part)
            yield from members_of(engine, measure, scene, part)

    def _parts(self, measure: Measure, scene: Scene, rows: Sequence[Listed]) -> Iterator[Sequence[Listed]]:
        """Members that are few enough, with what is below them, to be looked at together."""
        tree, below = self._known.places.on(scene.day), looks_below(conditions_of(measure))
        start = places = 0
        for i, row in enumerate(rows):
            more = len(tree.under(row.unit)) if below else 1
            if places and places + more > TOGETHER:
                yield rows[start:i]
                start, places = i, 0
            places += more
        if rows:
            yield rows[start:]


def members_of(engine: MemoryEngine, measure: Measure, scene: Scene, rows: Sequence[Listed]) -> Iterator[Member]:
    """Members that are listed, in full."""
    match measure:
        case Adherence():
            for row in rows:
                yield member.slots(engine, measure, scene, row.key, row.state)
        case Sum(of=of):
            for fact, state in _facts(engine, of, rows):
                yield member.amount(engine, measure, scene, fact, state)
        case Count(of=FactsOf() as of, having=having):
            for fact, state in _facts(engine, of, rows):
                yield member.fact(engine, of, having, ALWAYS, scene, fact, state)
        case Share(of=FactsOf() as of, having=having, that=that):
            for fact, state in _facts(engine, of, rows):
                yield member.fact(engine, of, having, that, scene, fact, state)
        case Count(of=of, having=having) | Share(of=of, having=having):
            for row in rows:
                yield member.place(engine, of, having, scene, Spot(row.key), row.state)


def _facts(engine: MemoryEngine, of: FactsOf, rows: Sequence[Listed]) -> Iterator[tuple[Fact, str]]:
    """The facts that are listed, each with its state."""
    found = {(fact.id, fact.division, fact.cell): fact for fact in engine.known.facts(of.register)}
    for row in rows:
        yield found[row.key, row.division, row.cell], row.state
