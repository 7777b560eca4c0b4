"""Who and what stands on a day, carried forward: what every plan begins from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from fengqiao.model.dataset import Dataset

STOCK = ("posts", "studios", "committees", "enterprises")
"""Registers of what stands, which a plan carries forward."""
NEEDED = (*STOCK, "count_returns", "waivers")
"""Registers that targets of staff and studios look at."""


def stock(data: Dataset, day: date, until: date) -> Dataset:
    """What stood on a day, taken to stand until `until` but for the ends that are known.

    Facts that begin later are left out: the plan does not know them. Count returns of later days are left out too.
    """
    facts = {name: tuple(found) for name, found in data.facts.items()}
    for name, begins in (("posts", "since"), ("studios", "opened"), ("committees", "established")):
        facts[name] = tuple(
            fact for fact in data.facts.get(name, ()) if (since := getattr(fact, begins)) is None or since <= day
        )
    facts["count_returns"] = tuple(
        fact
        for fact in data.facts.get("count_returns", ())
        if getattr(fact, "register", None) not in STOCK
        or ((on := getattr(fact, "as_of", None) or getattr(fact, "until", None)) is not None and on <= day)
    )
    carry = {name: max(data.carry.get(name, timedelta()), until - min(day, until)) for name in STOCK}
    spoken = [r.until for r in data.reported if r.register in STOCK and r.until is not None]
    spoken += [s.until for s in data.sources if s.until is not None]
    longest = until - min(spoken, default=day)
    return data.evolve(facts=facts, carry={**data.carry, **{name: max(carry[name], longest) for name in STOCK}})


def only(data: Dataset, registers: Iterable[str]) -> Dataset:
    """The dataset with some registers' facts alone: enough for targets that ask for no others."""
    kept = frozenset(registers)
    return data.evolve(facts={name: facts for name, facts in data.facts.items() if name in kept})
