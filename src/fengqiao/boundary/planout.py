"""A staffing plan as YAML that can be read again."""

from __future__ import annotations

import json

from fengqiao.model.staffing import StaffingPlan


def to_yaml(plan: StaffingPlan) -> bytes:
    """The plan as text: settings, rates, budgets with their adjustments, moves. The same bytes for the same plan."""
    means = plan.means
    settings: list[tuple[str, object]] = [
        ("title", plan.title),
        ("stock", plan.stock.isoformat()),
        ("until", plan.until.isoformat()),
        ("example", "yes" if plan.example else "no"),
        ("hires_a_month", means.hires_a_month),
        ("lead_days", means.lead_days or None),
        ("stay_until", means.stay_until.isoformat() if means.stay_until else None),
        ("places_per_person", means.places_per_person),
    ]
    lines = [f"{key}: {_said(value)}" for key, value in settings if value is not None]
    rates = [
        (
            ("item", rate.item), ("amount", f"{rate.amount}分"), ("per", rate.per), ("unit", rate.unit),
            ("funding", rate.funding), ("head", rate.head), ("from", rate.since), ("until", rate.until),
            ("source", rate.source),
        )
        for rate in plan.rates
    ]  # fmt: skip
    budgets = [
        (("unit", one.unit), ("year", one.year), ("amount", f"{one.amount}分"), ("head", one.head))
        for one in plan.budgets
    ]
    adjustments = [
        (
            ("unit", one.unit), ("year", one.year), ("on", change.on), ("amount", f"{change.amount}分"),
            ("head", one.head), ("why", change.why or None),
        )
        for one in plan.budgets
        for change in one.adjustments
    ]  # fmt: skip
    capacity = [(("unit", unit), ("hires_a_month", most)) for unit, most in sorted(means.by_county.items())]
    moves = [
        (
            ("on", move.on), ("do", move.kind), ("at", move.at), ("count", move.count if move.count > 1 else None),
            ("who", move.who), ("to", move.to), ("funding", move.funding), ("until", move.until), ("name", move.name),
            ("hours", move.hours), ("note", move.note or None),
        )
        for move in plan.moves
    ]  # fmt: skip
    for name, entries in (
        ("capacity", capacity),
        ("rates", rates),
        ("budgets", budgets),
        ("adjustments", adjustments),
        ("moves", moves),
    ):
        if entries:
            lines.append(f"{name}:")
            lines += [
                "  - {" + ", ".join(f"{key}: {_said(value)}" for key, value in entry if value is not None) + "}"
                for entry in entries
            ]
    return ("\n".join(lines) + "\n").encode()


def _said(value: object) -> str:
    """A value as YAML reads it back: texts in quotes."""
    return str(value) if isinstance(value, int) else json.dumps(str(value), ensure_ascii=False)
