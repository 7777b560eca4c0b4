"""Committees and studios by id or name: what a post, a studio or a dispute says that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import attrs

from fengqiao.boundary.cells import Refusal, refuse
from fengqiao.boundary.nearest import nearest
from fengqiao.boundary.profile import plain
from fengqiao.model.fact import STANDING, Committee, Studio
from fengqiao.model.places import Places

_ENDING = re.compile(r"(?<=.)(?:人民调解委员会|调解委员会|人民调委会|调委会|人民调解工作室|调解工作室|工作室)$")


@attrs.frozen
class Body:
    """A committee or studio: its fact's id, where it is, and its division's key where it is its division."""

    id: str
    name: str
    unit: str | None
    """The reporting unit that told of it."""
    division: str
    exact: bool
    standing: bool


@attrs.frozen
class Belongs:
    """What a row belongs to: a body's id or a division's key, and where that is."""

    to: str
    division: str
    exact: bool


def forms(name: str) -> Iterator[str]:
    """A body's name as it may be written: in full, without what its kind is called."""
    clean = plain(name)
    yield clean
    if (short := _ENDING.sub("", clean)) != clean:
        yield short


@attrs.define
class Bodies:
    """The bodies of a dataset."""

    places: Places
    _ids: dict[str, Body] = attrs.field(factory=dict)
    _names: dict[str, list[Body]] = attrs.field(factory=dict)

    def add(self, facts: Iterable[Committee | Studio]) -> None:
        """Takes up the facts of one register."""
        for one in facts:
            standing = isinstance(one, Committee) and one.kind in STANDING and one.exact
            body = Body(one.id, one.name or "", one.source.unit, one.division, one.exact, standing)
            self._ids[one.id] = body
            for form in dict.fromkeys(self._forms(body)):
                self._names.setdefault(form, []).append(body)

    def also(self, known: Mapping[str, str]) -> None:
        """Takes up ids that are gone, each with the id that stands for it."""
        self._ids |= {gone: self._ids[stays] for gone, stays in known.items() if stays in self._ids}

    def _forms(self, body: Body) -> Iterator[str]:
        if not body.name:
            return
        leading = [self.places.unit(key).name for key in (body.division, body.unit) if key]
        for form in forms(body.name):
            yield form
            for name in leading:
                if form.startswith(name) and len(form) > len(name):
                    yield form[len(name) :]

    def find(self, text: str, unit: str | None, division: str, day: date | None, *, posted: bool) -> Belongs | Refusal:
        """What a row means by an id or a name. `posted`: a standing body is its division."""
        for own in ([f"{unit}/{text}"] if unit else []) + [text]:
            if own in self._ids:
                return self._belongs(self._ids[own], posted)
        found = self._named(text, unit, division)
        if len(found) == 1:
            return self._belongs(found[0], posted)
        if found:
            shown = "、".join(f"{b.name}（{b.id}）" for b in found[:5])
            return refuse(
                "body.ambiguous",
                text,
                f"“{{}}”可指 {len(found)} 个组织：{shown}",
                f"'{{}}' may be any of {len(found)} bodies: {', '.join(f'{b.name} ({b.id})' for b in found[:5])}",
                "请填写全称或编号",
                "Write the full name or the id",
            )
        for within in dict.fromkeys((division, unit)):
            units = self.places.find(text, within=within, day=day) if within else ()
            if len(units) == 1:
                return Belongs(units[0].key, units[0].key, True)
        near = nearest(text, {b.name for b in self._ids.values() if b.unit == unit and b.name})
        return refuse(
            "body.unknown",
            text,
            "台账中没有名为“{}”的调委会或工作室",
            "no committee or studio is named '{}'",
            (f"是否为“{near}”？" if near else "") + "请按台账中的名称或编号填写，或在台账中补上该组织",
            (f"Did you mean {near!r}? " if near else "")
            + "Write its name or id as its register has it, or add it there",
        )

    def _named(self, text: str, unit: str | None, division: str) -> list[Body]:
        for form in forms(text):
            found = [b for b in self._names.get(form, ()) if unit is None or b.unit in (unit, None)]
            if len(found) > 1:
                # of several of one name, the one at the row's own place
                here = [b for b in found if b.division == division]
                found = here if len(here) == 1 else found
            if found:
                return found
        return []

    @staticmethod
    def _belongs(body: Body, posted: bool) -> Belongs:
        return Belongs(body.division if posted and body.standing else body.id, body.division, body.exact)
