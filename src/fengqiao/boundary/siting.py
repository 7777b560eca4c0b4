"""The cells that say where a row belongs, to a unit of `Places`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

import attrs

from fengqiao.boundary.cells import Refusal, blank, code_key, refuse, tidy
from fengqiao.boundary.nearest import nearest
from fengqiao.errors import Text
from fengqiao.model.place import Level, Unit, well_formed
from fengqiao.model.places import Places

LEVELS = {"county": Level.COUNTY, "township": Level.TOWNSHIP, "village": Level.VILLAGE}
_OFFICE = re.compile(r"(?<=.)(?:村民委员会|村委会|居民委员会|居委会)$")
NAMES = {
    Level.PROVINCE: Text("省", "province"),
    Level.CITY: Text("市", "city"),
    Level.COUNTY: Text("县（市、区）", "county"),
    Level.TOWNSHIP: Text("乡镇（街道）", "township"),
    Level.VILLAGE: Text("村（社区）", "village"),
    Level.GRID: Text("网格", "grid"),
}


@attrs.frozen
class Sited:
    """A row's unit; `exact` is False when the row is only known to lie somewhere within it."""

    key: str
    exact: bool = True


@attrs.frozen
class Unsited(Refusal):
    """A row whose unit cannot be told: why, which of its cells says so, and the smallest unit that surely holds it."""

    cell: int = 0
    within: str | None = None


def _keyed(names: Mapping[str, str]) -> dict[str, str]:
    return {code_key(name): meant for name, meant in names.items()}


@attrs.define
class Siting:
    """Reads the place cells of one table. `unit` is the reporting unit, `day` the source's."""

    places: Places
    unit: str | None
    day: date | None
    columns: Sequence[str]
    """What each cell is: county, township, village or code; anything else may name any division."""
    level: str | None = None
    names: Mapping[str, str] = attrs.field(factory=dict, converter=_keyed)

    def read(self, texts: tuple[str, ...]) -> Sited | Unsited:
        """The unit that the cells of one row name."""
        within = self.unit
        # a code says it all, so it is read first; its column comes last
        for at in sorted(range(len(texts)), key=lambda i: self.columns[i] != "code"):
            if blank(texts[at]):
                continue
            kind = self.columns[at]
            found = self._code(texts[at]) if kind == "code" else self._name(texts[at], LEVELS.get(kind), within)
            if isinstance(found, Refusal):
                return Unsited(found.code, found.what, found.mend, at, within)
            within = found
            if kind == "code":
                break
        if within is None:
            return _nowhere()
        return Sited(within, self.level is None or self.places.unit(within).level.depth >= Level(self.level).depth)

    def _code(self, text: str) -> str | Refusal:
        clean = tidy(text)
        named = self.names.get(code_key(text))
        if named is not None:
            return self._name(named, None, self.unit)
        padded = clean.ljust(12, "0") if clean.isdigit() and len(clean) in (2, 4, 6, 9) else clean
        key = self.places.key(padded) if well_formed(padded) else None
        if key is None:
            return refuse(
                "place.unknown-code",
                text,
                "没有代码为“{}”的区划",
                "no division has the code '{}'",
                "请核对代码；本系统自编的代码请在版式文件的 names 中对应",
                "Check the code; a system's own code belongs under names in the profile",
            )
        return key

    def _name(self, text: str, level: Level | None, within: str | None) -> str | Refusal:
        meant = self.names.get(code_key(text), text)
        found = self.places.find(meant, within=within, level=level, day=self.day)
        if not found and level is Level.COUNTY and within is not None:
            # a workbook names its own county, or one that an overlay unit lies in
            found = self.places.find(meant, level=level, day=self.day)
        if len(found) == 1:
            return found[0].key
        return self._ambiguous(text, found) if found else self._unknown(text, level, within)

    def _ambiguous(self, text: str, found: Sequence[Unit]) -> Refusal:
        shown = "、".join(f"{unit.name}（{unit.key}）" for unit in found[:5])
        english = ", ".join(f"{unit.name} ({unit.key})" for unit in found[:5])
        return refuse(
            "place.ambiguous",
            text,
            f"“{{}}”可指 {len(found)} 个区划：{shown}" + ("等" if len(found) > 5 else ""),
            f"'{{}}' may be any of {len(found)} divisions: {english}" + (" ..." if len(found) > 5 else ""),
            "请填写全称或代码",
            "Write the full name or the code",
        )

    def _unknown(self, text: str, level: Level | None, within: str | None) -> Refusal:
        inside = self.places.unit(within) if within is not None else None
        known = {
            unit.name: unit
            for unit in (self.places.units[key] for key in self._below(within))
            if level is None or unit.level is level
        }
        short = {_OFFICE.sub("", name): name for name in known} | {name: name for name in known}
        close = nearest(tidy(text), short)
        near = short[close] if close else None
        what = NAMES[level] if level else Text("区划", "division")
        hint = f"是否为{near}（{known[near].key}）？" if near else ""
        english = f"Did you mean {near} ({known[near].key})? " if near else ""
        return refuse(
            "place.unknown",
            text,
            (f"{inside.name}没有" if inside else "没有") + f"名为“{{}}”的{what.zh}",
            f"there is no {what.en} named '{{}}'" + (f" in {inside.name}" if inside else ""),
            hint + "请按区划名称填写",
            english + "Write the division's own name",
        )

    def _below(self, within: str | None) -> Sequence[str]:
        if within is None:
            return list(self.places.units)
        return self.places.on(self.day or self.places.editions[-1]).under(within)


def _nowhere() -> Unsited:
    return Unsited(
        "place.missing",
        Text("没有填写所在区划，也不知道填报单位", "no division is given, and the reporting unit is not known"),
        Text("请填写区划名称或代码", "Write the division's name or code"),
    )
