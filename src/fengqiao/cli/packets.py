"""The packets of `gaps --each-unit`: one workbook a unit, with its own gaps and its own divisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fengqiao.assess.gaps import Gap
from fengqiao.assess.session import choose
from fengqiao.assess.units import resolve
from fengqiao.cli import console
from fengqiao.model.outcome import UnitRef

PROFILE = "gap-packet"
"""The profile that a packet is made from, and that reads it back."""


def packets(opened: console.Opened, found: Sequence[Gap]) -> Iterator[tuple[str, bytes]]:
    """The name and the content of each workbook, by the unit's code."""
    from fengqiao.report.packet import Packet, packet
    from fengqiao.report.template import Form

    profile, readings = opened.manager.profile(PROFILE), choose(opened.pack, opened.readings)
    snapshot = opened.data.places.on(opened.as_of)
    units = sorted({gap.unit for gap in found}, key=lambda unit: unit.code)
    for unit in units:
        key = resolve(opened.data.places, unit.code, opened.as_of)
        mine = tuple(gap for gap in found if gap.unit == unit)
        made = Packet(Form.of(profile, snapshot, key), opened.pack, mine, readings, opened.data.synthetic)
        yield f"{_file(unit, units)}-整改清单.xlsx", packet(made, opened.lang)


def _file(unit: UnitRef, units: Sequence[UnitRef]) -> str:
    """A unit's name as part of a file's; with its code where two units share one."""
    plain = "".join(sign if sign.isalnum() or sign in "（）()-_" else "_" for sign in unit.name)[:60]
    shared = sum(other.name == unit.name for other in units) > 1
    return f"{plain}-{unit.code}" if shared or not plain.strip("_") else plain
