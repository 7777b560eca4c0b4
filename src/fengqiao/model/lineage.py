"""What ever stood above a unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from fengqiao.model.overlay import Claim
from fengqiao.model.place import Unit


@attrs.frozen(eq=False)
class Lineage:
    """Every unit that ever stood above a unit, what took it over among them: found once for all of one parent."""

    units: Mapping[str, Unit]
    takers: Mapping[str, frozenset[str]]
    found: dict[tuple[str | None, ...], frozenset[str]] = attrs.field(factory=dict, repr=False)

    @classmethod
    def of(cls, units: Mapping[str, Unit], claims: Iterable[Claim] = ()) -> Lineage:
        """The lineage of units of which overlay units claim some."""
        takers: dict[str, frozenset[str]] = {}
        for claim in claims:
            takers[claim.member] = takers.get(claim.member, frozenset()) | {claim.overlay}
        return cls(units, takers)

    def above(self, key: str) -> frozenset[str]:
        """The keys of what ever stood above a unit."""
        parents = tuple(dict.fromkeys(spell.parent for spell in self.units[key].spells))
        above = self.found.get(parents)
        if above is None:
            known = [parent for parent in parents if parent is not None]
            above = self.found[parents] = frozenset(known).union(*map(self.above, known))
        return above | self.takers[key] if key in self.takers else above
