"""The digests of the parts that a result rests on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import attrs

from fengqiao.assess.items import parts_of
from fengqiao.assess.scoring import targets_of
from fengqiao.model.award import Basis
from fengqiao.model.dataset import Dataset
from fengqiao.model.fingerprints import Fingerprints, ItemPrint
from fengqiao.model.scheme import Item, Scheme
from fengqiao.model.target import RulePack

DIGITS = 16


def fingerprints(pack: RulePack, data: Dataset, scheme: Scheme | None) -> Fingerprints:
    """By part: rules, items, the rest of the scheme, places. What was read has its own digests, file by file."""
    items = dict(_items(pack, scheme)) if scheme else {}
    bare = attrs.evolve(scheme, items=(), bonus=(), deductions=()) if scheme else None
    days = pack.calendar
    calendar = repr((pack.plan, sorted(days.off), sorted(days.made_up), days.known, sorted(pack.fields.items())))
    return Fingerprints(
        {target.id: _digest((target, calendar)) for target in pack.targets.values()},
        items,
        _digest((bare, calendar)) if bare else "",
        data.places.digest[:DIGITS],
    )


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:DIGITS]


def _items(pack: RulePack, scheme: Scheme) -> Iterator[tuple[str, ItemPrint]]:
    """Each item by the id that a card gives it."""
    if not scheme.combine:
        yield from ((item.id, _item(pack, item)) for item in scheme.all_items)
        return
    for part in scheme.combine:
        other = pack.schemes[part.scheme] if part.scheme else scheme
        for item in other.all_items:
            yield f"{part.id} {item.id}", _item(pack, item)


def _item(pack: RulePack, item: Item) -> ItemPrint:
    bases = [*([item.basis] if item.basis else []), *(basis for basis, _ in parts_of(item.award))]
    schemes = [pack.schemes[basis.scheme] for basis in bases if basis.scheme]
    named = [*(basis.target for basis in bases if basis.target), *(t for scheme in schemes for t in targets_of(scheme))]
    return ItemPrint(
        _digest((item, schemes)), tuple(dict.fromkeys(named)), bases == [Basis(named[0])] if named else False
    )
