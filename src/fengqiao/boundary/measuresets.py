"""YAML nodes to counted sets: which members a measure is about."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

import attrs
from ruamel.yaml.nodes import Node, SequenceNode

from fengqiao.boundary import times
from fengqiao.boundary.nodes import Nodes
from fengqiao.boundary.predicates import Predicates
from fengqiao.errors import Text
from fengqiao.model.calendar import Window
from fengqiao.model.fact import PERSON, REGISTERS, Day, Domain
from fengqiao.model.measure import (
    After,
    Before,
    Condition,
    CountedSet,
    FactsOf,
    Listed,
    Mediators,
    Placed,
    PlacesOf,
    Self,
)
from fengqiao.model.predicate import ALWAYS, Predicate
from fengqiao.model.snapshot import KINDS

FACT_KEYS = ("where", "given", "placed", "window", "dated_by")
SET_KEYS = (*FACT_KEYS, "baseline", "one_place")
PERSONS = "mediators"


@attrs.frozen
class Sets:
    """Reads counted sets; `fields` are the fields of each register, the pack's own included.

    `inside` is the register (or `mediators`) of the member that encloses a condition, None where a place or nothing
    does. `dated_by` names the date that places a register's facts in time where a set does not say.
    """

    nodes: Nodes
    fields: Mapping[str, Mapping[str, Domain]]
    dated_by: Mapping[str, str] = attrs.field(factory=dict)

    @property
    def predicates(self) -> Predicates:
        """The reader of `where` and `that`."""
        return Predicates(self.nodes, self.fields)

    @abstractmethod
    def condition(self, node: Node, inside: str | None = None) -> Condition:
        """A measure with limits, or all, any or not of conditions."""

    def _set(self, name: Node, found: dict[str, Node], inside: str | None) -> CountedSet:
        if isinstance(name, SequenceNode):
            return self._places(name, found)
        word = self.nodes.text(name)
        if word in KINDS or word == "self":
            return self._places(name, found)
        if word == PERSONS:
            return self._mediators(name, found, inside)
        if word in REGISTERS:
            return self._facts(name, found, inside)
        self.nodes.unknown(name, word, (*KINDS, PERSONS, "self", *REGISTERS), Text("计数对象", "counted set"))
        return Self()

    def _places(self, name: Node, found: dict[str, Node]) -> PlacesOf | Self | Listed:
        by = "adherence" in found
        kept = () if isinstance(name, SequenceNode) or name.value == "self" else ("given", "baseline")
        for key in SET_KEYS:
            if key in found and key not in (*kept, *(("where", "window") if by else ())):
                self._not_here(found[key], key, ", ".join((*kept, "having")))
        if isinstance(name, SequenceNode):
            return Listed(self.nodes.each(name, self.nodes.text))
        word = self.nodes.choice(name, (*KINDS, "self"), Text("地方", "kind of place"))
        if word == "self":
            return Self()
        baseline = self.nodes.day(found["baseline"]) if "baseline" in found else None
        return PlacesOf(word, self._given(found, None), baseline)

    def _mediators(self, name: Node, found: dict[str, Node], inside: str | None) -> Mediators:
        for key in ("given", "dated_by", "baseline"):
            if key in found:
                self._not_here(found[key], key, "where, placed, window, one_place")
        return Mediators(
            self._placed(name, found, needed=True),
            self._where(found, "posts"),
            self._window(found, inside),
            one_place=self.nodes.flag(found["one_place"]) if "one_place" in found else False,
        )

    def _facts(self, name: Node, found: dict[str, Node], inside: str | None) -> FactsOf:
        for key in ("baseline", "one_place"):
            if key in found:
                self._not_here(found[key], key, ", ".join(FACT_KEYS))
        register = self._register(name)
        placed = self._placed(name, found, needed=register == "posts")
        if inside == PERSONS and placed == "at" and PERSON not in REGISTERS[register].fields:
            known = ", ".join(register for register, entry in REGISTERS.items() if PERSON in entry.fields)
            self.nodes.refuse(
                name,
                "pack-not-here",
                Text(f"台账 {register} 不记到人", f"the register {register!r} does not say of which person"),
                Text(f"可用：{known}；或写 placed: within", f"Use {known}, or placed: within"),
            )
        return FactsOf(
            register,
            self._where(found, register),
            self._given(found, register),
            placed,
            self._window(found, inside),
            self._field(found["dated_by"], register, Day) if "dated_by" in found else self.dated_by.get(register),
        )

    def _placed(self, name: Node, found: dict[str, Node], *, needed: bool) -> Placed:
        if "placed" not in found:
            if needed:
                self.nodes.refuse(
                    name,
                    "pack-placed",
                    Text("未说明哪些岗位计入", "it is not said which posts count"),
                    Text(
                        "请写 placed: at（在本单位任职）或 placed: within（在其范围内任职）",
                        "Write placed: at (posted at the unit) or placed: within (posted in its area)",
                    ),
                )
            return "within"
        placed: Any = self.nodes.choice(found["placed"], ("at", "within"), Text("范围", "way to be placed"))
        return placed  # type: ignore[no-any-return]

    # -- parts that several nodes share

    def _having(self, found: dict[str, Node], of: CountedSet) -> Condition | None:
        inside = PERSONS if isinstance(of, Mediators) else register_of(of)
        return self.condition(found["having"], inside) if "having" in found else None

    def _given(self, found: dict[str, Node], register: str | None) -> Condition | None:
        return self.condition(found["given"], register) if "given" in found else None

    def _where(self, found: dict[str, Node], register: str) -> Predicate:
        return self.predicates.read(found["where"], register) if "where" in found else ALWAYS

    def _window(self, found: dict[str, Node], inside: str | None) -> Window | Before | After | None:
        if "window" not in found:
            return None
        dates = None if inside is None else self._named("posts" if inside == PERSONS else inside, Day)
        return times.window(self.nodes, found["window"], dates=dates)

    def _register(self, node: Node) -> str:
        return self.nodes.choice(node, REGISTERS, Text("台账", "register"))

    def _field(self, node: Node | None, register: str | None, domain: type | None = None) -> str | None:
        if node is None:
            return None
        if register is None:
            self._not_here(node, self.nodes.text(node), "having")
            return None
        return self.nodes.choice(
            node, self._named(register, domain), Text(f"{register} 台账字段", f"field of {register}")
        )

    def _named(self, register: str, domain: type | None) -> list[str]:
        fields = self.fields.get(register, {})
        return [name for name, holds in fields.items() if domain is None or isinstance(holds, domain)]

    def _not_here(self, node: Node, key: str, instead: str) -> None:
        self.nodes.refuse(
            node,
            "pack-not-here",
            Text(f"“{key}”不适用于此计数对象", f"{key!r} does not go with this counted set"),
            Text(f"可用：{instead}", f"Use {instead}"),
        )


def register_of(of: CountedSet) -> str | None:
    """The register whose facts are the members of a set; None for places."""
    match of:
        case FactsOf(register):
            return register
        case Mediators():
            return "posts"
        case _:
            return None
