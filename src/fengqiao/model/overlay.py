"""What overlay units take over from their counties; nothing is taken twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

import attrs

from fengqiao.errors import Problem, Text, Where
from fengqiao.model.place import Division, Level, Overlay, Unit, parent_of, well_formed

Above = Callable[[str], frozenset[str]]
"""Every unit that ever stood above a unit, by key."""


@attrs.frozen
class Claim:
    """A member that an overlay unit holds from `since` until `until`."""

    member: str
    overlay: str
    since: date | None
    until: date | None

    def meets(self, other: Claim) -> bool:
        """Whether both hold on some day."""
        first = max(self.since or date.min, other.since or date.min)
        return first <= min(self.until or date.max, other.until or date.max)


def take_over(
    overlays: Iterable[Overlay],
    units: Mapping[str, Unit],
    above: Above,
    key_of: Callable[[str], str | None],
    problems: list[Problem],
) -> tuple[dict[str, Unit], tuple[Claim, ...]]:
    """The overlays as units that stand beside the counties, and what each takes."""
    made: dict[str, Unit] = {}
    claims: dict[str, list[Claim]] = {}
    for overlay in overlays:
        if key_of(overlay.code) is not None or overlay.code in made or not well_formed(overlay.code):
            problems.append(_wrong_code(overlay))
            continue
        if overlay.since and overlay.until and overlay.until < overlay.since:
            problems.append(_never(overlay))
            continue
        members = [(code, key_of(code)) for code in overlay.members]
        known = [key for _, key in members if key is not None]
        city = _city(overlay, known, units, above)
        for code, key in members:
            if key is None:
                reason: Text | None = Text("各版区划均无此代码", "no edition lists it")
            else:
                reason = _cannot_take(key, city, units, above)
            if key is not None and reason is None:
                claim = Claim(key, overlay.code, overlay.since, overlay.until)
                reason = _taken(claim, claims, units, above)
                if reason is None:
                    claims.setdefault(key, []).append(claim)
            if reason is not None:
                problems.append(_refused(overlay, code, reason))
        spell = Division(overlay.code, overlay.name, Level.COUNTY, city, overlay.since, overlay.until, "declared")
        made[overlay.code] = Unit(overlay.code, (spell,))
    return made, tuple(claim for taken in claims.values() for claim in taken)


def _city(overlay: Overlay, members: list[str], units: Mapping[str, Unit], above: Above) -> str | None:
    """The city that the overlay's code names, else its first member's."""
    named = parent_of(overlay.code)
    if named in units:
        return named
    cities = (key for member in members for key in above(member) if units[key].level is Level.CITY)
    return next(cities, None)


def _cannot_take(key: str, city: str | None, units: Mapping[str, Unit], above: Above) -> Text | None:
    if units[key].level.depth <= Level.COUNTY.depth:
        return Text("只能划入乡镇、街道、村和社区", "only townships and what is below them can be taken over")
    if city is not None and city not in above(key):
        return Text(f"不在{units[city].name}内", f"it does not lie in {units[city].name}")
    return None


def _taken(claim: Claim, claims: Mapping[str, list[Claim]], units: Mapping[str, Unit], above: Above) -> Text | None:
    """Which claim already holds the member, what it lies in, or a part of it."""
    for member, others in claims.items():
        related = member == claim.member or member in above(claim.member) or claim.member in above(member)
        if related and any(other.meets(claim) for other in others):
            name = units[member].name
            return Text(
                f"与已划入{others[0].overlay}的{name}重复",
                f"it overlaps {name}, which {others[0].overlay} takes already",
            )
    return None


def _wrong_code(overlay: Overlay) -> Problem:
    return Problem(
        "place-overlay-code",
        Where(unit=overlay.code),
        Text(
            f"{overlay.name}的代码“{overlay.code}”不是12位数字或已被使用，该单位未采用",
            f"The code {overlay.code!r} of {overlay.name} is not of 12 digits or is in use; the unit is not used",
        ),
        Text(
            "换一个各版区划中没有的12位代码，如330798000000",
            "Give it a code of 12 digits that no edition has, such as 330798000000",
        ),
    )


def _never(overlay: Overlay) -> Problem:
    return Problem(
        "place-overlay-life",
        Where(unit=overlay.code),
        Text(
            f"{overlay.name}的终止日期{overlay.until}早于起始日期{overlay.since}，该单位未采用",
            f"{overlay.name} ends on {overlay.until}, before it begins on {overlay.since}; the unit is not used",
        ),
        Text("改正起止日期", "Correct its dates"),
    )


def _refused(overlay: Overlay, code: str, reason: Text) -> Problem:
    return Problem(
        "place-overlay-member",
        Where(unit=code),
        Text(f"{code}未划入{overlay.name}：{reason.zh}", f"{overlay.name} does not take {code} over: {reason.en}"),
        Text(f"改正{overlay.name}的成员名单", f"Correct the members of {overlay.name}"),
    )
