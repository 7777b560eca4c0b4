"""Which unit a person means: a code, a full name, a short name or a path."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches

from fengqiao.errors import Text, UsageError
from fengqiao.model.places import Places


def resolve(places: Places, text: str, day: date) -> str:
    """The key of the one unit that a text names.

    Raises UsageError with the candidates and their codes, or with the nearest names.
    """
    found = places.find(text, day=day)
    if len(found) == 1:
        return found[0].key
    snapshot = places.on(day)
    if found:
        divisions = [snapshot.division(unit.key) for unit in found[:12]]
        paths = [
            "".join(snapshot.division(key).name for key in reversed(snapshot.ancestors(unit.key)[:-2]))
            for unit in found[:12]
        ]
        listed = [f"{division.code} {path}{division.name}" for division, path in zip(divisions, paths, strict=True)]
        more = len(found) - len(listed)
        raise UsageError(
            Text(
                f"“{text}”不止一处：{'、'.join(listed)}{f'等{len(found)}处' if more else ''}。请改用代码。",
                f"'{text}' may be: {', '.join(listed)}{f' and {more} more' if more else ''}. Use the code.",
            )
        )
    names = [division.name for key in places.units if (division := snapshot.division(key)).level.depth <= 3]
    near = get_close_matches(text, names, n=3, cutoff=0.4)
    hint = (
        Text(f"是否指{'、'.join(near)}？", f"Did you mean {', '.join(near)}?")
        if near
        else Text("请用12位代码或全称。", "Use its 12-digit code or full name.")
    )
    raise UsageError(Text(f"没有名为“{text}”的单位。{hint.zh}", f"There is no unit '{text}'. {hint.en}"))
