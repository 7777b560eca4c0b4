"""Days late for many units at once: for each slot due, from its end and the grace to the report that filled it."""

from __future__ import annotations

import ibis

from fengqiao.engine.sql.functions import Table, Value, beside, known, some, total, whole


def late(units: Table, facts: Table | None, times: int, size: int) -> Table:
    """The units with the least and most days late of their slots due, summed: `low` and `high`.

    `units` has the words of the slots due and silent and what the slots come to while nothing fills them; `facts` each
    dated fact once for each slot that it may fill, with the words of that slot.
    """
    if facts is None:
        return units.select("unit", low="least", high="most")
    filled = beside(_filled(facts, times, size), units, {"division": "unit"})
    due = some([(filled[f"bit_{i}"] & filled[f"due_{i}"]) != 0 for i in range(size)])
    silent = some([(filled[f"bit_{i}"] & filled[f"silent_{i}"]) != 0 for i in range(size)])
    none = whole(0)
    per = filled.group_by("division").aggregate(
        gained=total((due & ~silent).ifelse(filled.whole - filled.soonest, none)),
        spared=total(due.ifelse(filled.whole - filled.latest, none)),
    )
    found = beside(units, per, {"unit": "division"}, "left")
    return found.select(
        "unit", low=found.least - found.gained.fill_null(none), high=found.most - found.spared.fill_null(none)
    )


def _filled(facts: Table, times: int, size: int) -> Table:
    """Each slot of a division with how late it is at the least (`soonest`) and at the most (`latest`).

    A slot filled by `times` facts is as late as the last of the first of them handed in.
    """
    behind: Value = facts.handed.delta(facts.by, unit="day").cast("int64")
    days = ibis.greatest(whole(0), ibis.least(facts.whole, behind))
    unsaid = facts.handed.isnull()  # `least` and `greatest` pass over a blank
    facts = facts.mutate(early=unsaid.ifelse(whole(0), days), tardy=unsaid.ifelse(facts.whole, days))
    slot = ["division", *(f"bit_{i}" for i in range(size)), "whole"]
    facts = facts.mutate(
        nth=ibis.row_number().over(ibis.window(group_by=slot, order_by=facts.early)),
        nth_sure=ibis.row_number().over(ibis.window(group_by=[*slot, "must"], order_by=facts.tardy)),
    )
    blank = ibis.null("int64")
    soonest = (facts.nth == times - 1).ifelse(facts.early, blank).max()
    latest = (known(facts.must) & (facts.nth_sure == times - 1)).ifelse(facts.tardy, blank).max()
    found = facts.group_by(slot).aggregate(soonest=soonest, latest=latest)
    return found.mutate(soonest=found.soonest.coalesce(found.whole), latest=found.latest.coalesce(found.whole))
